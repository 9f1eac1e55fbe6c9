"""Step functions of a belief, whose value on a step is any between the levels beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class StepFunction:
    """A function of a belief in [0, 1] that is constant between finitely many beliefs.

    Attributes
    ----------
    breaks : tuple, ascending
        Where it steps. There it has every value between the levels on both sides.
    levels : tuple, one more than breaks
        Its values below the first break, between the breaks, and above the last one.

    Examples
    --------
    >>> step = StepFunction((0.5,), (0, 1))
    >>> step.interval(0.5), step.interval(0.6), step.first(1)
    ((0, 1), (1, 1), 0.5)
    """

    breaks: tuple[Any, ...]
    levels: tuple[Any, ...]

    @property
    def base(self) -> Any:
        """The value at 0."""
        return self.levels[0]

    @property
    def top(self) -> Any:
        """The value at 1."""
        return self.levels[-1]

    def above(self, belief: Any) -> Any:
        """The value just above a belief."""
        return self.levels[bisect_right(self.breaks, belief)]

    def interval(self, belief: Any) -> tuple[Any, Any]:
        """The least and the greatest value at a belief."""
        return self.levels[bisect_left(self.breaks, belief)], self.levels[bisect_right(self.breaks, belief)]

    def ends(self, belief: Any) -> tuple[Any, ...]:
        """The values at a belief that are no mixtures: two on a step, one elsewhere."""
        low, high = self.interval(belief)
        return (low,) if low == high else (low, high)

    def first(self, level: Any) -> Any:
        """The lowest belief above which the value is at least a level: 0 if everywhere, None if nowhere.

        The levels need to ascend.
        """
        reached = bisect_left(self.levels, level)
        if reached == len(self.levels):
            return None
        return self.breaks[reached - 1] if reached else 0

    def first_above(self, level: Any) -> Any:
        """The lowest belief above which the value is greater than a level, as :meth:`first`."""
        reached = bisect_right(self.levels, level)
        if reached == len(self.levels):
            return None
        return self.breaks[reached - 1] if reached else 0

    def at_least(self, floor: Any) -> Self:
        """The larger of the value and a floor."""
        reached = bisect_right(self.levels, floor)
        if reached == 0:
            return self
        return type(self)(self.breaks[reached - 1 :], (floor, *self.levels[reached:]))

    def map(self, change: Callable[[Any], Any]) -> StepFunction:
        """The same function in other numbers."""
        return StepFunction(tuple(map(change, self.breaks)), tuple(map(change, self.levels)))
