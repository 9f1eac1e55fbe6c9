"""The verdict changes if …: the number on which each dispute turns, where it is, and where it would turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np

from deterrence.parameters import PARAMETERS
from deterrence.red_line import RedLine, needed_audience_cost
from deterrence.report.case import Case
from deterrence.report.experiment_table import ExperimentEntry
from deterrence.report.html import Markup, element, fragment, symbols, table
from deterrence.report.punishment_figure import reply_changes
from deterrence.report.reversal import LEVERS
from deterrence.report.timetable_table import PRIORS, WEEKS
from deterrence.report.truce_figure import least_ratios
from deterrence.report.truce_table import truce_of
from deterrence.report.width_figure import worth_up_to
from deterrence.report.words import number
from deterrence.standoff import DEATHS
from deterrence.timetable import Timetable, needed_follow_through, war_break_even
from gametheory.errors import GameTheoryError


@dataclass(frozen=True)
class Change:
    """One number in one calibration, and the value of it at which a verdict changes.

    Parameters
    ----------
    verdict, symbol, case : str
    now : float
        Where the calibration has it; NaN where it has none.
    at : float
        NaN where no value of the number changes the verdict.
    within : bool
        Whether that value lies in the range of the number.
    """

    verdict: str
    symbol: str
    case: str
    now: float
    at: float
    within: bool


RANGES = {
    "σ_1": next((lever.low, lever.high) for lever in LEVERS if lever.symbol == "σ_1"),
    "μ": (0.0, 1.0),
    **{
        PARAMETERS[name].symbol: (PARAMETERS[name].low, PARAMETERS[name].high)
        for name in (
            "audience_cost_death", "rogue_rate", "follow_through", "war_risk", "presence_dislike", "presence_value"
        )
    },
}  # fmt: skip
"""The ranges of the numbers on which verdicts turn, by symbol."""

Read = Callable[[Case], tuple[float, float]]


def verdict_changes(
    cases: Sequence[Case], experiments: Sequence[ExperimentEntry], credible: Sequence[float]
) -> tuple[Change, ...]:
    """Every verdict in every case."""
    start = {each.case: each.strike_from for each in experiments if (each.line, each.rung) == ("deaths", 1)}
    suspends = dict(zip((case.name for case in cases), credible, strict=True))
    found: tuple[tuple[str, str, Read], ...] = (
        ("answers to deaths move the militia (proportionate strikes)", "σ_1", _moved),
        ("a line at deaths, once stated, restrains the militia", "α_D", _stated),
        ("a line at any attack is worth its false alarms", "ε", lambda case: (
            float(case.primitives.rogue_rate), worth_up_to(RedLine.of(case.primitives), 1)[0])),
        ("a rule of answers to deaths is worth trying, to learn what strikes do", "μ", lambda case: (
            nan, start[case.name])),
        ("lines bring quiet during a withdrawal, if always kept", "φ", lambda case: (
            float(case.primitives.follow_through), _share(needed_follow_through(_timetable(case))))),
        ("the same", "σ_1", _quiet),
        (f"leaving over {WEEKS} weeks with a line at deaths is better than leaving at once (p = {PRIORS[0]})",
         "p_w", _slowly),
        ("a truce holds while a conditional timetable runs", "w", _truce),
        ("a line at deaths does the work of a condition", "σ_1", _line_alone),
        ("a suspension would be kept", "V", lambda case: (
            float(case.primitives.presence_value), suspends[case.name])),
    )  # fmt: skip
    return tuple(
        Change(verdict, symbol, case.name, now, at, RANGES[symbol][0] <= at <= RANGES[symbol][1])
        for verdict, symbol, read in found
        for case in cases
        for now, at in [read(case)]
    )


def changes_table(cases: Sequence[Case], changes: Sequence[Change]) -> Markup:
    """Verdicts by calibrations."""
    kinds = dict.fromkeys((each.verdict, each.symbol) for each in changes)
    return fragment(
        table(
            "The verdicts of the disputes, the number on which each turns, and the value at which it turns",
            ("in this model, the verdict changes: whether …", "if the number", *(f"‘{case.name}’" for case in cases)),
            [
                (
                    verdict,
                    symbols(symbol),
                    *(
                        _told(next(e for e in changes if (e.verdict, e.symbol, e.case) == (verdict, symbol, case.name)))
                        for case in cases
                    ),
                )
                for verdict, symbol in kinds
            ],
            class_="numbers",
        ),
        element(
            "p",
            "Now: where the calibration has the number; no calibration has a belief μ. What the symbols stand for is "
            "in the table of parameters; σ is the net loss from a strike.",
            class_="note",
        ),
    )


def _told(change: Change) -> str:
    now = "" if isnan(change.now) else f"now {number(change.now)}; "
    if isnan(change.at):
        return f"{now}at no value"
    return f"{now}turns at {number(change.at)}{'' if change.within else ', outside its range'}"


def _sting(case: Case) -> float:
    return float(case.primitives.strike_loss_1) - float(case.primitives.strike_gain_1)


def _moved(case: Case) -> tuple[float, float]:
    return _sting(case), min(reply_changes(case.model, DEATHS).values(), default=nan)


def _stated(case: Case) -> tuple[float, float]:
    needed = float(needed_audience_cost(RedLine.of(case.primitives), 1))
    return float(case.primitives.audience_cost_death), needed if abs(needed) < inf else nan


def _timetable(case: Case) -> Timetable:
    return Timetable.of(case.primitives, tough_prior=PRIORS[0])


def _share(value: object) -> float:
    """A belief, if it is one."""
    found = float(np.asarray(value))
    return found if 0 <= found <= 1 else nan


def _quiet(case: Case) -> tuple[float, float]:
    own, model = case.primitives, _timetable(case)
    exposed = float(own.harass_lethality) * (1 - float(own.rogue_rate))
    return _sting(case), float(model.appetite() * own.harass_gain) / exposed if exposed else nan


def _slowly(case: Case) -> tuple[float, float]:
    try:
        found = war_break_even(_timetable(case), WEEKS, high=0.1, points=21).midpoint
    except GameTheoryError:
        found = np.array([])
    return float(case.primitives.war_risk), float(found[0]) if found.size else nan


def _truce(case: Case) -> tuple[float, float]:
    model = truce_of(case)
    return float(model.presence_dislike), least_ratios()[0] * max(float(model.attack_gain()), 0.0)


def _line_alone(case: Case) -> tuple[float, float]:
    own = case.primitives
    exposed = float(own.harass_lethality) * (1 - float(own.rogue_rate))
    return _sting(case), float(own.intrinsic_share * own.harass_gain) / exposed if exposed else nan
