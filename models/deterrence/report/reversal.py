"""Where verdicts change as one number moves over its range and the others stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.parameters import PARAMETERS
from deterrence.report.case import HEAVY_RATIO, Case, stacked
from deterrence.report.outcome import OUTCOMES, margin, outcome
from deterrence.report.words import number
from deterrence.standoff import CELLS, Standoff, cell_name
from deterrence.standoff.rule import Rule
from gametheory.sweep import threshold

POINTS = 401


@dataclass(frozen=True)
class Lever:
    """A number that is moved, its range, and how a model takes it."""

    name: str
    symbol: str
    words: str
    low: float
    high: float
    now: Callable[[Standoff], Any]
    moved: Callable[[Standoff, Any], Standoff]


def _plain(name: str) -> Lever:
    each = PARAMETERS[name]
    return Lever(
        name,
        each.symbol,
        each.meaning,
        each.low,
        each.high,
        lambda model: getattr(model, name),
        lambda model, at: model.unchecked(**{name: at}),
    )


def _sting(rung: int) -> Lever:
    loss, gain = (PARAMETERS[f"strike_{part}_{rung}"] for part in ("loss", "gain"))
    kind = ("a proportionate strike", "a strike on leaders")[rung - 1]

    def moved(model: Standoff, at: Any) -> Standoff:
        return model.unchecked(**{loss.name: at + getattr(model, gain.name)})

    return Lever(
        f"sting_{rung}",
        f"σ_{rung}",
        f"net loss of the militia from {kind}",
        loss.low - gain.high,
        loss.high - gain.low,
        lambda model: model.sting(rung),
        moved,
    )


def _lethality() -> Lever:
    def moved(model: Standoff, at: Any) -> Standoff:
        return model.unchecked(heavy_lethality=at, harass_lethality=at / HEAVY_RATIO)

    words = f"chance that a heavy attack kills an American, harassment being {number(HEAVY_RATIO)} times less deadly"
    return Lever("lethality", "λ_2", words, 0.001, 0.7, lambda model: model.heavy_lethality, moved)


LEVERS = (
    _sting(1),
    _sting(2),
    *map(_plain, ("presence_value", "leave_cost", "war_risk", "strike_cost_1", "strike_cost_2")),
    *map(_plain, ("nonfatal_strike_cost", "death_harm")),
    _lethality(),
    *map(_plain, ("rogue_rate", "discount")),
)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a lever over which the outcome is the same.

    Parameters
    ----------
    case, lever : str
    now : float
        Where the case has the lever.
    start, end : float
    outcome : str
    """

    case: str
    lever: str
    now: float
    start: float
    end: float
    outcome: str


@dataclass(frozen=True)
class Turn:
    """A value of a lever at which a rule begins or ceases to be kept; NaN, and no direction, where there is none.

    Parameters
    ----------
    case, rule, lever : str
    now : float
    kept_now : bool
    at : float
    direction : int
        1 where the rule begins to be kept as the lever grows, -1 where it ceases to be.
    """

    case: str
    rule: str
    lever: str
    now: float
    kept_now: bool
    at: float
    direction: int


def stretches(cases: Sequence[Case]) -> tuple[Stretch, ...]:
    """The outcome along every lever, in every case."""
    models = stacked([case.model for case in cases])
    along = [_along(models, lever) for lever in LEVERS]
    return tuple(
        Stretch(case.name, lever.name, float(lever.now(case.model)), start, end, name)
        for place, case in enumerate(cases)
        for lever, found in zip(LEVERS, along, strict=True)
        for start, end, name in found[place]
    )


def _along(models: Standoff, lever: Lever) -> list[list[tuple[float, float, str]]]:
    """The stretches of a lever in every model: start, end and outcome."""
    low, high = (np.full(models.discount.shape, float(end)) for end in (lever.low, lever.high))

    def code(at: Any) -> Any:
        return _reading(outcome(lever.moved(models, at)), at)

    found = [
        threshold(code, low, high, level=level + 0.5, points=POINTS).midpoint for level in range(len(OUTCOMES) - 1)
    ]
    places = [np.unique(each[~np.isnan(each)]) for each in np.concatenate(found, axis=-1)]
    apart = [each[np.diff(each, prepend=-np.inf) > 1e-6 * (lever.high - lever.low)] for each in places]
    ends = [np.array([lever.low, *each, lever.high]) for each in apart]
    middles = np.full((max(map(len, ends)), len(ends)), float(lever.low))
    for place, each in enumerate(ends):
        middles[: len(each) - 1, place] = (each[:-1] + each[1:]) / 2
    names = np.array(OUTCOMES)[code(middles).astype(int)]
    return [
        [(float(each[k]), float(each[k + 1]), str(names[k, place])) for k in range(len(each) - 1)]
        for place, each in enumerate(ends)
    ]


def turns(cases: Sequence[Case]) -> tuple[Turn, ...]:
    """Where each rule begins or ceases to be kept along every lever, in every case."""
    models = stacked([case.model for case in cases])
    found = {(rule, lever.name): _turns(models, *rule, lever) for rule in CELLS for lever in LEVERS}
    kept = {rule: np.broadcast_to(margin(models, *rule) >= 0, models.discount.shape) for rule in CELLS}
    return tuple(
        Turn(case.name, cell_name(*rule), lever.name, float(lever.now(case.model)), bool(kept[rule][place]), at, way)
        for place, case in enumerate(cases)
        for rule in CELLS
        for lever in LEVERS
        for at, way in found[rule, lever.name][place]
    )


def _turns(models: Standoff, rule: Rule, rung: int, lever: Lever) -> list[list[tuple[float, int]]]:
    """Where a rule begins or ceases to be kept in every model: the value and the direction."""
    low, high = (np.full(models.discount.shape, float(end)) for end in (lever.low, lever.high))
    found = threshold(lambda at: _reading(margin(lever.moved(models, at), rule, rung), at), low, high, points=POINTS)
    crossings = [
        [(float(at), int(way)) for at, way in zip(*row, strict=True) if way]
        for row in zip(found.midpoint, found.direction, strict=True)
    ]
    return [each or [(np.nan, 0)] for each in crossings]


def _reading(values: Any, at: Any) -> Any:
    return np.broadcast_to(values, np.shape(at)).astype(float)
