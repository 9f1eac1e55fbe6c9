"""What an announced timetable brings with and without a line, in every calibration, and where its verdicts change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from deterrence.report.case import Case
from deterrence.timetable import Line, Timetable, outcome, patient_gain
from gametheory.errors import GameTheoryError

WEEKS = 26
PRIORS = (0.3, 0.9)
"""Beliefs that the United States always answers. No document states one."""

PLANS = (
    ("no line", Line.NONE, 1, PRIORS[0]),
    ("line, proportionate strike", Line.DEATHS, 1, PRIORS[0]),
    ("line, proportionate strike", Line.DEATHS, 1, PRIORS[1]),
    ("line, strike on leaders", Line.DEATHS, 2, PRIORS[0]),
    ("line, strike on leaders", Line.DEATHS, 2, PRIORS[1]),
)


@dataclass(frozen=True)
class TimetableEntry:
    """The sequential equilibrium of one timetable of ``WEEKS`` weeks in one calibration.

    Parameters
    ----------
    case, plan : str
    rung : int
    prior : float
        Belief that the United States always answers.
    heavy, harass, hold : float
        Weeks of each level as long as nothing is crossed and the United States stays.
    deaths, attacks, answers, break_off : float
        Expected numbers, and the chance that the United States breaks off.
    value, leave_at_once : float
        Worth to the normal type, and what leaving at once is worth.
    patient_gain : float
        What a militia that looks beyond the week could gain by one deviation, as a share of a week of harassment.
    certified : bool
        Whether its proof in rational arithmetic holds.
    regret : float
        The largest gain of the proof, 0 where it holds.
    """

    case: str
    plan: str
    rung: int
    prior: float
    heavy: float
    harass: float
    hold: float
    deaths: float
    attacks: float
    answers: float
    break_off: float
    value: float
    leave_at_once: float
    patient_gain: float
    certified: bool
    regret: float


def timetable_table(cases: Sequence[Case]) -> tuple[TimetableEntry, ...]:
    """Every plan in every case."""
    return tuple(_entry(case, *plan) for case in cases for plan in PLANS)


def _entry(case: Case, plan: str, line: Line, rung: int, prior: float) -> TimetableEntry:
    model = Timetable.of(case.primitives, tough_prior=prior)
    now = float(model.value_now())
    try:
        found = outcome(model, WEEKS, rung, line)
    except GameTheoryError:  # numbers of one's own at which thresholds do not describe the equilibrium
        return TimetableEntry(
            case.name, plan, rung, prior, nan, nan, nan, nan, nan, nan, nan, nan, now, nan, False, nan
        )
    proof = found.proof
    regret = max(proof.opponent, proof.answer, proof.leave, proof.value, proof.bayes, proof.simplex)
    heavy, harass, hold = found.weeks
    return TimetableEntry(
        case.name, plan, rung, prior, heavy, harass, hold, found.deaths, found.attacks, found.answers, found.break_off,
        found.value, now, patient_gain(model, WEEKS, rung, line), proof.holds, float(regret),
    )  # fmt: skip
