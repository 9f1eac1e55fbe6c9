"""Stochastic lethality with hidden aim, G2: what a line at deaths buys when size is seen and aim is not.

The model is :class:`Lethality`; an :class:`Automaton` says what the United States does. The other names are readings
that compare automata, thresholds derived from the payoffs, and the game in which any deviation can be tried.
"""

from deterrence.lethality.automaton import AUTOMATA, LENGTHS, Automaton
from deterrence.lethality.game import lethality_game, lethality_profile, militia_process
from deterrence.lethality.model import Lethality
from deterrence.lethality.outcome import SettlingPoint
from deterrence.lethality.parameters import LETHALITY_PARAMETERS
from deterrence.lethality.probing import Probing, probing
from deterrence.lethality.threshold import (
    aim_expression,
    hold_condition,
    level_crossings,
    residual_hazard,
    restraint_expression,
    sting_for,
)
from deterrence.lethality.verdict import CELLS, equilibrium_values, slacks, summary
from deterrence.lethality.war import WarBreakEven, war_break_even, war_credible_up_to

__all__ = [
    "AUTOMATA",
    "CELLS",
    "LENGTHS",
    "LETHALITY_PARAMETERS",
    "Automaton",
    "Lethality",
    "Probing",
    "SettlingPoint",
    "WarBreakEven",
    "aim_expression",
    "equilibrium_values",
    "hold_condition",
    "lethality_game",
    "lethality_profile",
    "level_crossings",
    "militia_process",
    "probing",
    "residual_hazard",
    "restraint_expression",
    "slacks",
    "sting_for",
    "summary",
    "war_break_even",
    "war_credible_up_to",
]
