"""The truce, G5: withdrawal step by step, suspended after violations, or whatever happens.

The model is :class:`Truce`; a :class:`Rule` says what the United States does. The other names are readings of the
militia's best reply and thresholds derived from the payoffs.
"""

from deterrence.truce.game import ATTACK, HOLD, KEEP, STAY, STEP, truce_game
from deterrence.truce.model import RUNNING, Reply, Truce
from deterrence.truce.parameters import TRUCE_PARAMETERS
from deterrence.truce.rule import UNCONDITIONAL, Rule
from deterrence.truce.threshold import (
    exit_belief,
    holding_ratio,
    holding_weeks,
    line_condition,
    longest_last_step,
    needed_ratio,
)

__all__ = [
    "ATTACK",
    "HOLD",
    "KEEP",
    "RUNNING",
    "STAY",
    "STEP",
    "TRUCE_PARAMETERS",
    "UNCONDITIONAL",
    "Reply",
    "Rule",
    "Truce",
    "exit_belief",
    "holding_ratio",
    "holding_weeks",
    "line_condition",
    "longest_last_step",
    "needed_ratio",
    "truce_game",
]
