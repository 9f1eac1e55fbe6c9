"""The standoff, G1: the United States strikes or holds, a militia attacks or stays quiet, week after week.

The model is :class:`Standoff`. The other names are readings that compare rules, thresholds derived from
its payoffs, and variants of its record of play.
"""

from deterrence.standoff.game import Regime, week_game
from deterrence.standoff.model import Standoff
from deterrence.standoff.one_shot import (
    death_answer_chance,
    nonfatal_answer_chance,
    record_chance,
    reply_to_unknown_resolve,
    unreputed_profile,
    unreputed_rung,
    unreputed_value,
)
from deterrence.standoff.patience import (
    PatienceInterval,
    critical_patience,
    critical_patience_fixed_exit,
    largest_credible_cost,
    patience_interval,
)
from deterrence.standoff.rule import ANY, CELLS, DEATHS, EVENTS, HEAVY, LEVELS, NEVER, RUNGS, Event, Rule, cell_name
from deterrence.standoff.threshold import (
    REGIONS,
    StingThresholds,
    binding_thresholds,
    deterrence_region,
    sting_condition,
    sting_threshold,
)
from deterrence.standoff.variant import (
    GrievanceThresholds,
    Variant,
    grievance_game,
    grievance_thresholds,
    ladder_game,
    ladder_reply,
    war_ending_game,
    war_ending_value,
)
from deterrence.standoff.verdict import Slacks, ValueSet, equilibrium_values, slacks, summary
from deterrence.standoff.war import stay_condition, war_break_even, war_credible_up_to

__all__ = [
    "ANY",
    "CELLS",
    "DEATHS",
    "EVENTS",
    "HEAVY",
    "LEVELS",
    "NEVER",
    "REGIONS",
    "RUNGS",
    "Event",
    "GrievanceThresholds",
    "PatienceInterval",
    "Regime",
    "Rule",
    "Slacks",
    "Standoff",
    "StingThresholds",
    "ValueSet",
    "Variant",
    "binding_thresholds",
    "cell_name",
    "critical_patience",
    "critical_patience_fixed_exit",
    "death_answer_chance",
    "deterrence_region",
    "equilibrium_values",
    "grievance_game",
    "grievance_thresholds",
    "ladder_game",
    "ladder_reply",
    "largest_credible_cost",
    "nonfatal_answer_chance",
    "patience_interval",
    "record_chance",
    "reply_to_unknown_resolve",
    "slacks",
    "stay_condition",
    "sting_condition",
    "sting_threshold",
    "summary",
    "unreputed_profile",
    "unreputed_rung",
    "unreputed_value",
    "war_break_even",
    "war_credible_up_to",
    "war_ending_game",
    "war_ending_value",
    "week_game",
]
