"""From which belief a rule of strikes is worth trying, and how the record divides two readings of what strikes do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deterrence.learning import LINES, Learning, chain_ratio
from deterrence.report.case import Case, stacked
from deterrence.scenarios import LEAVE

QUIET_WEEKS = (2, 4)
"""Quiet weeks after the strike on leaders; the documents differ."""

FACTOR = 20.0
"""How far the odds are to move before a rule is said to have told."""

AGAINST = "leave"
"""The calibration whose stings the others are compared with."""


@dataclass(frozen=True)
class ExperimentEntry:
    """The best plan with one rule in one calibration, for a militia that strikes deter or do not.

    Parameters
    ----------
    case, line : str
    rung : int
    strike_from, myopic_from : float
        The belief from which the rule is tried, and from which it would be if nothing could be learned; NaN: at none.
    without : float
        What is done without the rule is worth, a week.
    leaves : bool
        Whether that is to leave.
    weeks_to_tell : float
        Weeks until the odds have moved by ``FACTOR`` in expectation, if the militia is deterrable.
    error : float
        A bound on how far the values are off.
    """

    case: str
    line: str
    rung: int
    strike_from: float
    myopic_from: float
    without: float
    leaves: bool
    weeks_to_tell: float
    error: float


@dataclass(frozen=True)
class ChainEntry:
    """How many times as frequent the recorded chain is with the stings of a calibration as with those of ``AGAINST``.

    Parameters
    ----------
    case : str
    answered : float
        Chance of an answer to an attack, as the militia saw it.
    told : str
        What attacks the militia expected to be answered.
    quiet_weeks : int
    raid_was_attack : bool
    ratio : float
    """

    case: str
    answered: float
    told: str
    quiet_weeks: int
    raid_was_attack: bool
    ratio: float


def experiment_table(cases: Sequence[Case]) -> tuple[ExperimentEntry, ...]:
    """Every rule and both kinds of strike in every case."""
    models = stacked([Learning.of(case.primitives) for case in cases])
    entries = []
    for line in LINES:
        for rung in (1, 2):
            found = models.experiment(line, rung)
            weeks = models.weeks_to_tell(line, rung, FACTOR)[0]
            columns = (found.strike_from, found.myopic_from, found.without, found.leaves, weeks, found.error)
            for case, (start, myopic, without, leaves, tell, error) in zip(
                cases, zip(*map(np.asarray, columns), strict=True), strict=True
            ):
                entries.append(
                    ExperimentEntry(
                        case.name, line, rung, float(start), float(myopic), float(without), bool(leaves), float(tell),
                        float(error),
                    )
                )  # fmt: skip
    return tuple(entries)


def chain_table(cases: Sequence[Case]) -> tuple[ChainEntry, ...]:
    """The record under each case's stings against those of ``AGAINST``."""
    return tuple(
        ChainEntry(
            case.name, answered, told, weeks, raid,
            chain_ratio(case.primitives, LEAVE, answered, weeks, raid_was_attack=raid),
        )
        for case in cases
        if case.name != AGAINST
        for answered, told in expectations(case)
        for weeks in QUIET_WEEKS
        for raid in (True, False)
    )  # fmt: skip


def expectations(case: Case) -> tuple[tuple[float, str], ...]:
    """What the militia may have expected: the chance of an answer to an attack, and in words."""
    own = case.primitives
    return (
        (float(own.harass_lethality), "deaths alone, by harassment"),
        (float(own.heavy_lethality), "deaths alone, by heavy attacks"),
        (1.0, "every attack"),
    )
