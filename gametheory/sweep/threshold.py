"""Where a reading of a model crosses a level as one parameter moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gametheory.arguments import real_numbers, whole
from gametheory.sweep.batch import Batch, Floats

# Where a bracket is probed: in the middle, and at the next place where the reading is NaN there.
PROBES = np.array([1 / 2, 1 / 4, 3 / 4, 1 / 8, 3 / 8, 5 / 8, 7 / 8])

# A continuous reading changes less and less as its bracket narrows, a jump does not. The two are
# told apart over the last ten halvings: |x|^a would keep more than half its change only for a < 1/10.
NARROWING = 1024.0

# No bracket is made narrower than this many spacings of float64, so that its probes stay apart.
ROUNDING_UNITS = 16

# Changes below this share of the largest reading are rounding, not jumps.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Crossings:
    """Every crossing found, in ascending order of the parameter.

    The last axis numbers the crossings of one batch entry and is as long as the most that any entry
    has; the rest is padding: NaN, direction 0, False. DataArrays where the batch has names.

    Attributes
    ----------
    count : (*batch,)
        How many crossings.
    unknown : (*batch,)
        How many points of the scan have no reading (NaN).
    lower, upper : (*batch, crossing)
        The ends of the bracket.
    value_lower, value_upper : (*batch, crossing)
        The reading at the ends of the bracket.
    direction : (*batch, crossing)
        +1 where the reading rises above the level, -1 where it ceases to be.
    jump : (*batch, crossing) bool
        True where the reading leaps over the level (or has a pole there).
    unresolved : (*batch, crossing) bool
        True where the bracket is wider than asked for, because the reading between its ends is NaN; whether
        that is a jump is not known.
    """

    count: Any
    unknown: Any
    lower: Any
    upper: Any
    value_lower: Any
    value_upper: Any
    direction: Any
    jump: Any
    unresolved: Any

    @property
    def midpoint(self) -> Any:
        """The middle of the bracket, (*batch, crossing): the threshold, to half the bracket's width."""
        return self.lower + (self.upper - self.lower) / 2


def threshold(
    reading: Callable[[Any], Any],
    low: ArrayLike,
    high: ArrayLike,
    *,
    level: float = 0.0,
    points: int = 101,
    tolerance: float = 1e-9,
    like: Any = None,
) -> Crossings:
    """Find every place where a reading rises above a level, or ceases to be above it.

    A crossing is a place where the statement ``reading > level`` changes its truth. It need not be
    a root: readings of equilibria leap from regime to regime, and a leap is bracketed as tightly as
    a root and marked as a jump. The reading is taken at ``points`` equidistant places, and every
    cell at whose ends the statement differs is halved, all of the batch at once.

    **What is not seen.** Crossings that come in pairs inside one cell of the scan leave its ends as
    they were and are missed; of three in a cell, one is found. Two crossings are certain to
    be told apart only if they lie further apart than ``(high - low) / (points - 1)``: raise
    ``points`` until the count no longer changes. A reading that touches the level from below does
    not cross it; one that touches it from above does so twice, if the scan happens to meet the place.

    Parameters
    ----------
    reading : callable
        Takes an array of parameter values of shape ``(k, *batch)``, any k, and returns the readings in
        the same shape. Where the batch has names it takes a DataArray whose first dimension is ``point``
        and returns a DataArray, dimensions in any order. NaN means that there is no reading: the
        place is passed over, and counted if it is one of the scan.
    low, high : float, array of shape ``batch``, or DataArray
        The interval searched, low < high, in the unit of the parameter.
    level : float
        In the unit of the reading. For a reading that is 0 or 1, any level in [0, 1).
    points : int, at least 2
        Places of the scan, the ends included.
    tolerance : float, in (0, 1)
        Width of the final brackets as a share of ``high - low``. Brackets may end narrower: each is
        narrowed at least 1024-fold, to tell jumps from roots, but never beyond 16 units of rounding.
    like : dataclass, mapping, or DataArray, optional
        A sweep whose named dimensions are the batch: pass the model that the reading varies.

    Returns
    -------
    Crossings

    Raises
    ------
    ValueError
        If the interval is empty, not finite or too narrow for float64, or an option, or what the
        reading returns, is not as described.

    Examples
    --------
    >>> found = threshold(lambda x: (x - 1) * (x - 2) * (x - 3), 0, 5)
    >>> found.midpoint.round(6), found.direction
    (array([1., 2., 3.]), array([ 1, -1,  1], dtype=int8))

    A regime, for three costs at once, each with its own threshold:

    >>> from gametheory.sweep import axes
    >>> cost = axes(cost=[0.5, 1.5, 9.0])["cost"]
    >>> found = threshold(lambda harm: 1.0 * (harm > cost), 0, 5, like=cost)
    >>> found.count.values, found.midpoint.sel(cost=1.5).values.round(6), found.jump.values[:, 0]
    (array([1, 1, 0]), array([1.5]), array([ True,  True, False]))
    """
    if not callable(reading):
        raise ValueError(f"threshold needs a reading, a function of the parameter; got {reading!r}")
    if not isinstance(level, Real) or np.isnan(level):
        raise ValueError(f"threshold needs a level, a number; got {level!r}")
    points = whole(points, "points, the places of the scan with the two ends,", at_least=2)
    ends = [end if hasattr(end, "dims") else real_numbers(end, "an end of the interval") for end in (low, high)]
    batch = Batch.of(like, *ends)
    bottom, top = (np.broadcast_to(batch.align(end), batch.shape).astype(float) for end in ends)
    _check(bottom, top, points, tolerance)
    if reserved := {"point", "crossing"}.intersection(batch.names):
        raise ValueError(f"threshold adds a dimension {reserved.pop()!r}; rename the one of the batch {batch}")

    def evaluate(at: Floats) -> Floats:
        return _evaluate(reading, at, batch)

    at = np.linspace(bottom, top, points, axis=0)
    values = evaluate(at)
    found = _scan(at, values, level)
    target = _target(found, tolerance * (top - bottom))
    found, coarse_change = _narrow(found, target, level, evaluate, bottom)

    occupied = ~np.isnan(found.lower)
    unresolved = occupied & (found.width > target)
    largest = np.abs(np.where(np.isfinite(values), values, level) - level).max(axis=0)
    jump = (found.change >= coarse_change / 2) & (found.change > ROUNDING * largest)
    rises = np.where(found.value_upper > level, 1, -1)

    slots = batch.trailing("crossing", len(occupied))

    def per_crossing(array: NDArray[Any]) -> Any:
        return slots.wrap(np.moveaxis(array, 0, -1))

    return Crossings(
        count=batch.wrap(occupied.sum(axis=0)),
        unknown=batch.wrap(np.isnan(values).sum(axis=0)),
        lower=per_crossing(found.lower),
        upper=per_crossing(found.upper),
        value_lower=per_crossing(found.value_lower),
        value_upper=per_crossing(found.value_upper),
        direction=per_crossing(np.where(occupied, rises, 0).astype(np.int8)),
        jump=per_crossing(jump & occupied & ~unresolved),
        unresolved=per_crossing(unresolved),
    )


@dataclass(frozen=True, eq=False)
class _Brackets:
    """One bracket per slot, arrays of shape (slots, *batch), NaN where there is no crossing."""

    lower: Floats
    upper: Floats
    value_lower: Floats
    value_upper: Floats

    @property
    def width(self) -> Floats:
        return self.upper - self.lower

    @property
    def change(self) -> Floats:
        return np.abs(self.value_upper - self.value_lower)


def _check(bottom: Floats, top: Floats, points: int, tolerance: float) -> None:
    if not (np.isfinite(bottom) & np.isfinite(top) & (bottom < top)).all():
        raise ValueError(f"threshold needs finite low < high everywhere; got low {bottom} and high {top}")
    if not isinstance(tolerance, Real) or not 0 < tolerance < 1:
        raise ValueError(f"threshold needs a tolerance in (0, 1), a share of high - low; got {tolerance}")
    finest = ROUNDING_UNITS * NARROWING * np.spacing(np.maximum(np.abs(bottom), np.abs(top)))
    if ((top - bottom) / (points - 1) < finest).any():
        raise ValueError(
            f"float64 cannot narrow the cells of this scan {NARROWING:g}-fold: {points} points between "
            f"{bottom} and {top}. Widen the interval, take fewer points, or shift the parameter towards 0"
        )


def _evaluate(reading: Callable[[Any], Any], at: Floats, batch: Batch) -> Floats:
    """Take the reading at ``at``, shape (k, *batch), in the form and order of the batch."""
    asked = batch.leading("point", len(at))
    came = reading(asked.wrap(at))
    if hasattr(came, "dims") != bool(batch.names):
        needed = f"a DataArray of dimensions {asked}" if batch.names else "an array without names"
        raise ValueError(
            f"the reading needs to return {needed}; got {type(came).__name__}. "
            "Pass like=model for a model whose fields have names, and label() what the reading returns"
        )
    if batch.names and (extra := set(came.dims) - set(asked.names)):
        raise ValueError(
            f"the reading needs to return dimensions {asked}; got also {sorted(map(str, extra))}. "
            "Pass like=model, so that they belong to the batch"
        )
    values = real_numbers(asked.align(came), "what the reading returns")
    if batch.names and all(size in (1, due) for size, due in zip(values.shape, asked.shape, strict=True)):
        values = values + np.zeros(asked.shape)  # a reading may be constant along a name
    if values.shape != at.shape:
        raise ValueError(
            f"the reading needs to return one value per parameter, shape {at.shape}; got {values.shape}. "
            "Give low and high the shape of the batch"
        )
    return values


def _scan(at: Floats, values: Floats, level: float) -> _Brackets:
    """Bracket every change of ``values > level`` between neighbouring known values."""
    known = ~np.isnan(values)
    above = values > level
    place = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    latest = np.maximum.accumulate(np.where(known, place, -1), axis=0)
    before = np.concatenate([np.full_like(latest[:1], -1), latest[:-1]])  # -1: nothing known yet
    above_before = np.take_along_axis(above, np.maximum(before, 0), axis=0)
    crosses = known & (before >= 0) & (above != above_before)

    slot = np.cumsum(crosses, axis=0) - 1
    slots = int(crosses.sum(axis=0).max(initial=0))
    upper_end = np.nonzero(crosses)
    lower_end = (before[upper_end], *upper_end[1:])
    into = (slot[upper_end], *upper_end[1:])

    def spread(source: Floats, ends: tuple[NDArray[np.intp], ...]) -> Floats:
        padded = np.full((slots, *values.shape[1:]), np.nan)
        padded[into] = source[ends]
        return padded

    return _Brackets(spread(at, lower_end), spread(at, upper_end), spread(values, lower_end), spread(values, upper_end))


def _target(found: _Brackets, width: Floats) -> Floats:
    """The width at which each bracket is narrow enough."""
    rounding = np.spacing(np.fmax(np.abs(found.lower), np.abs(found.upper)))
    narrow: Floats = np.maximum(np.minimum(width, found.width / NARROWING), ROUNDING_UNITS * rounding)
    return narrow


def _narrow(
    found: _Brackets,
    target: Floats,
    level: float,
    evaluate: Callable[[Floats], Floats],
    idle: Floats,
) -> tuple[_Brackets, Floats]:
    """Halve every bracket until it is narrow enough, or all probes of it are NaN.

    Returns the brackets and the change over each when it was last NARROWING times its target.
    """
    tries = np.zeros(found.lower.shape, dtype=int)  # probes of the present bracket that were NaN
    coarse_change = found.change
    while (active := (found.width > target) & (tries < len(PROBES))).any():
        coarse_change = np.where(found.width >= NARROWING * target, found.change, coarse_change)
        probe = found.lower + PROBES[np.minimum(tries, len(PROBES) - 1)] * found.width
        value = evaluate(np.where(active, probe, idle))  # the reading wants the whole batch, always
        known = active & ~np.isnan(value)
        as_lower = known & ((value > level) == (found.value_lower > level))
        as_upper = known & ~as_lower
        found = _Brackets(
            np.where(as_lower, probe, found.lower),
            np.where(as_upper, probe, found.upper),
            np.where(as_lower, value, found.value_lower),
            np.where(as_upper, value, found.value_upper),
        )
        tries = np.where(known, 0, tries + active)
    return found, coarse_change
