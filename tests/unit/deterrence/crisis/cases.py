"""Crises from anywhere in ranges in which equilibria of every kind occur."""

from __future__ import annotations

from functools import cache

from benchmarks.signalling import NARROW
from deterrence.crisis import CRISIS_PARAMETERS, Crisis
from gametheory.sweep import draws

RANGES = {name: (each.low, each.high) for name, each in CRISIS_PARAMETERS.items()} | NARROW
"""Narrower than in the model where most of the range brings the same equilibrium."""


@cache
def sample(count: int, seed: int) -> Crisis:
    """Crises along the dimension ``draw``."""
    return Crisis(**draws(RANGES, count, seed=seed))
