"""The announced timetable, G4: the United States leaves over T weeks, and may have a reputation for answering deaths.

The model is :class:`Timetable`. :func:`outcome` is what a timetable brings at one point, with its proof; the other
names are readings over batches, and thresholds derived from the payoffs.
"""

from deterrence.timetable.clock import credible_length
from deterrence.timetable.line import LINES, Line
from deterrence.timetable.model import LEVELS, TIMETABLE_PARAMETERS, Timetable
from deterrence.timetable.outcome import Outcome, outcome, patient_gain
from deterrence.timetable.patient import patient_timetable
from deterrence.timetable.threshold import (
    best_length,
    credit_condition,
    needed_answer_chance,
    needed_follow_through,
    quiet_condition,
    restraint_condition,
    silent_weeks,
    staying_is_better,
    tolerated_credit,
    war_break_even,
)

__all__ = [
    "LEVELS",
    "LINES",
    "TIMETABLE_PARAMETERS",
    "Line",
    "Outcome",
    "Timetable",
    "best_length",
    "credible_length",
    "credit_condition",
    "needed_answer_chance",
    "needed_follow_through",
    "outcome",
    "patient_gain",
    "patient_timetable",
    "quiet_condition",
    "restraint_condition",
    "silent_weeks",
    "staying_is_better",
    "tolerated_credit",
    "war_break_even",
]
