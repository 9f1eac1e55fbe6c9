"""What a timetable with and without a condition brings in every calibration, and what a partial cut may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from deterrence.report.case import Case, stacked
from deterrence.timetable import Timetable, needed_follow_through
from deterrence.truce import UNCONDITIONAL, Rule, Truce, needed_ratio
from gametheory.sweep import threshold

RECORDED, SPOILERS, SUSPENSION = 0.6, 0.0, 3
"""Chance that an attack is recorded, chance of an attack by others, weeks of a suspension: nobody's numbers."""

PRIORS = (0.5, 0.3)
"""Beliefs in a full exit before a cut."""

CONDITION = Rule(suspension=SUSPENSION)
RULES = {
    "steps whatever happens": UNCONDITIONAL,
    "steps suspended after an attack": CONDITION,
    "steps whatever happens, deaths answered": Rule(rung=1),
    "steps suspended, deaths answered": Rule(suspension=SUSPENSION, rung=1),
}
VALUE = (-2.0, 8.0)
HELD = 1e-9
"""A militia's reply is certified if no week's other choice gains it more, as a share of its range of payoffs."""


@dataclass(frozen=True)
class TruceEntry:
    """The militia's best reply to one rule in one calibration.

    Parameters
    ----------
    case, rule : str
    attack_gain, dislike : float
        Weekly net gain of the militia from attacking, and its weekly dislike of the presence.
    holds : bool
        Whether it holds its fire from the first week on, while the timetable runs.
    value, leave_at_once : float
        Worth to the United States, and what leaving at once is worth.
    weeks, deaths : float
        Expected until the end.
    suspension_gain : float
        The most that the United States gains by not suspending; NaN without a condition.
    tied_alike : bool
        Whether both ways of breaking ties give the same reply.
    certified : bool
    regret : float
    """

    case: str
    rule: str
    attack_gain: float
    dislike: float
    holds: bool
    value: float
    leave_at_once: float
    weeks: float
    deaths: float
    suspension_gain: float
    tied_alike: bool
    certified: bool
    regret: float


@dataclass(frozen=True)
class CutEntry:
    """What a partial cut has to say, for quiet under a line that is always kept.

    Parameters
    ----------
    case : str
    rung : int
    needed_belief : float
        The belief in a full exit from which a line at deaths brings quiet; above 1, none is enough.
    prior : float
    needed_ratio : float
        How many times as frequent the cut must be from a government that will leave; NaN where no belief is enough.
    """

    case: str
    rung: int
    needed_belief: float
    prior: float
    needed_ratio: float


def truce_of(case: Case) -> Truce:
    """The truce with the numbers of a case."""
    return Truce.of(case.primitives, recorded=RECORDED, spoiler_rate=SPOILERS)


def truce_table(cases: Sequence[Case]) -> tuple[TruceEntry, ...]:
    """Every rule in every case."""
    models = stacked([truce_of(case) for case in cases])
    by_rule = [_entries(cases, models, name, rule) for name, rule in RULES.items()]
    return tuple(entry for of_one_case in zip(*by_rule, strict=True) for entry in of_one_case)


def _entries(cases: Sequence[Case], models: Truce, name: str, rule: Rule) -> list[TruceEntry]:
    reply, calm = (models.reply(rule, violent=violent) for violent in (True, False))
    alike = (np.asarray(reply.attacks) == np.asarray(calm.attacks)).all(axis=-1)
    holds, gain, now = holds_while_running(reply), models.attack_gain(rule.rung), models.leave_at_once()
    columns = [np.asarray(each) for each in (gain, models.presence_dislike, holds, reply.us, now, reply.weeks,
                                             reply.deaths, reply.suspension_gain, alike, reply.regret)]  # fmt: skip
    return [
        TruceEntry(
            case.name, name, float(gain), float(dislike), bool(holds), float(value), float(now), float(weeks),
            float(deaths), float(unsuspended), bool(tied), float(regret) < HELD, float(regret),
        )
        for case, (gain, dislike, holds, value, now, weeks, deaths, unsuspended, tied, regret) in zip(
            cases, zip(*columns, strict=True), strict=True
        )
    ]  # fmt: skip


def holds_while_running(reply: Any) -> Any:
    """Whether the militia holds its fire in every week in which no suspension runs."""
    running = np.array([state != "out" and state[1] == 0 for state in reply.states])
    return ~np.asarray(reply.attacks)[..., running].any(axis=-1)


def cut_table(cases: Sequence[Case]) -> tuple[CutEntry, ...]:
    """Both kinds of strike and both beliefs, in every case."""
    entries = []
    for case in cases:
        model = Timetable.of(case.primitives, tough_prior=PRIORS[0])
        for rung in (1, 2):
            needed = float(needed_follow_through(model, rung))
            for prior in PRIORS:
                ratio = float(needed_ratio(prior, needed)) if 0 < needed < 1 else 0.0 if needed <= 0 else nan
                entries.append(CutEntry(case.name, rung, needed, prior, ratio))
    return tuple(entries)


def credible_from(cases: Sequence[Case]) -> tuple[float, ...]:
    """The presence value from which a suspension would be kept, by case; NaN where that does not change over its range.

    The militia's reply does not depend on it.
    """
    models = stacked([truce_of(case) for case in cases])

    def kept(value: Any) -> Any:
        return -np.asarray(models.unchecked(presence_value=value).reply(CONDITION).suspension_gain)

    ends = [np.full(len(cases), float(end)) for end in VALUE]
    found = threshold(kept, *ends, points=3, tolerance=1e-5).midpoint
    return tuple(float(each[0]) if each.size else nan for each in found)
