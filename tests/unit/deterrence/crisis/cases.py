"""Crises from anywhere in ranges in which equilibria of every kind occur."""

from __future__ import annotations

from functools import cache

from deterrence.crisis import CRISIS_PARAMETERS, Crisis
from gametheory.sweep import draws

RANGES = {name: (each.low, each.high) for name, each in CRISIS_PARAMETERS.items()} | {
    "war_cost": (100, 1000), "face_loss": (0, 30), "full_gain": (0, 20), "limited_war_cost": (3, 30),
    "escalatory_war_cost": (0.1, 3), "later_cost": (0, 2000), "exit_cost": (0, 3000),
}  # fmt: skip
"""Narrower than in the model where most of the range brings the same equilibrium."""


@cache
def sample(count: int, seed: int) -> Crisis:
    """Crises along the dimension ``draw``."""
    return Crisis(**draws(RANGES, count, seed=seed))
