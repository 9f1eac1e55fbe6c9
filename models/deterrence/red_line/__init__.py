"""The red line, G3: the United States states a line or is silent, a militia replies, an answer follows or not.

The model is :class:`RedLine`.
"""

from deterrence.red_line.base import ValueSet, base_profile, equilibrium_values, red_line_equilibria
from deterrence.red_line.cutoffs import InterimEquilibria, interim_equilibria
from deterrence.red_line.interim import KINDS, MESSAGES, InterimGame, interim_residual
from deterrence.red_line.line import ANY, DEATHS, EMBASSY, EVENTS, LEVELS, LINES, RUNGS, SILENT, Event, Line
from deterrence.red_line.model import RedLine
from deterrence.red_line.residual import red_line_residual
from deterrence.red_line.threshold import (
    answered_from,
    indifferent_sting,
    loophole_closed,
    loophole_condition,
    needed_answer_chance,
    needed_audience_cost,
    restraint_condition,
    war_ends_restraint,
    war_silences,
)
from deterrence.red_line.variant import (
    LicensedRedLine,
    believed_answer,
    clarity_plane,
    decayed_replies,
    lull_weeks,
    relayed,
)

__all__ = [
    "ANY",
    "DEATHS",
    "EMBASSY",
    "EVENTS",
    "KINDS",
    "LEVELS",
    "LINES",
    "MESSAGES",
    "RUNGS",
    "SILENT",
    "Event",
    "InterimEquilibria",
    "InterimGame",
    "LicensedRedLine",
    "Line",
    "RedLine",
    "ValueSet",
    "answered_from",
    "base_profile",
    "believed_answer",
    "clarity_plane",
    "decayed_replies",
    "equilibrium_values",
    "indifferent_sting",
    "interim_equilibria",
    "interim_residual",
    "loophole_closed",
    "loophole_condition",
    "lull_weeks",
    "needed_answer_chance",
    "needed_audience_cost",
    "red_line_equilibria",
    "red_line_residual",
    "relayed",
    "restraint_condition",
    "war_ends_restraint",
    "war_silences",
]
