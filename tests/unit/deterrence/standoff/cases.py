"""Models from anywhere in the ranges, and the rules that the tests of the standoff go through."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import strategies as st

from deterrence.parameters import parameters_of
from deterrence.scenarios import agnostic_draws
from deterrence.standoff import ANY, CELLS, DEATHS, HEAVY, Standoff, cell_name
from gametheory.sweep import draws

ANSWERING = [(rule, rung) for rule, rung in CELLS if rule.answers_something]
EACH_CELL = pytest.mark.parametrize(("rule", "rung"), CELLS, ids=[cell_name(*cell) for cell in CELLS])
EACH_ANSWER = pytest.mark.parametrize(("rule", "rung"), ANSWERING, ids=[cell_name(*cell) for cell in ANSWERING])
EACH_RULE = pytest.mark.parametrize("rule", [DEATHS, HEAVY, ANY])

NARROW = {"discount": (0.3, 0.999), "period": (0.2, 1.0)}
"""Where a range is narrower here than in the model: closer to 1, the rounding of values eats the tolerance."""


def ranges() -> dict[str, tuple[float, float]]:
    return {
        name: NARROW.get(name, (each.low, each.high)) for name, each in parameters_of(Standoff).items()
    }


@cache
def sample(count: int, seed: int) -> Standoff:
    """Models from anywhere in the box of all ranges, along the dimension ``draw``."""
    return Standoff(**draws(ranges(), count, seed=seed))


@cache
def around_the_calibrations(count: int, seed: int) -> Standoff:
    """Models of the agnostic with half of the resolve range, where equilibria of every kind occur."""
    primitives = agnostic_draws(count, seed=seed)
    resolve = draws({"resolve": (0, 8)}, count, seed=seed)["resolve"]
    return Standoff.of(primitives, resolve=resolve)


@st.composite
def models(draw: Any, **fixed: float) -> Standoff:
    values = {name: draw(st.floats(*ends)) for name, ends in ranges().items() if name not in fixed}
    return Standoff(**values, **fixed)
