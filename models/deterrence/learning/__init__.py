"""Learning, G11: a rule of strikes is also an experiment, and the record is a result of one.

The model is :class:`Learning`; :class:`Ratchet` is the variant in which the militia knows that it is being tested, and
:func:`chain_ratio` reads the record.
"""

from deterrence.learning.model import ANY, DEATHS, LINES, Experiment, Learning
from deterrence.learning.parameters import LEARNING_PARAMETERS, PAIRS
from deterrence.learning.ratchet import Ratchet, RatchetPlay
from deterrence.learning.record import RUNGS, chain_ratio

__all__ = [
    "ANY",
    "DEATHS",
    "LEARNING_PARAMETERS",
    "LINES",
    "PAIRS",
    "RUNGS",
    "Experiment",
    "Learning",
    "Ratchet",
    "RatchetPlay",
    "chain_ratio",
]
