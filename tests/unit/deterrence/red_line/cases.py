"""Red lines from anywhere in the ranges."""

from __future__ import annotations

from functools import cache

from deterrence.parameters import parameters_of
from deterrence.red_line import RedLine
from deterrence.scenarios import agnostic_draws
from gametheory.sweep import draws


@cache
def sample(count: int, seed: int) -> RedLine:
    """Models from anywhere in the box of all ranges, along the dimension ``draw``."""
    ranges = {name: (each.low, each.high) for name, each in parameters_of(RedLine).items()}
    return RedLine(**draws(ranges, count, seed=seed))


@cache
def around_the_calibrations(count: int, seed: int) -> RedLine:
    """Models of the agnostic, with both lethalities."""
    return RedLine.of(agnostic_draws(count, seed=seed))
