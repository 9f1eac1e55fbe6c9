"""The calibrations that the numbers printed for the standoff belong to, and when a number agrees.

The numbers are those of the design tables of G1: shared parameters, four calibrations, thresholds, the values of
every rule, and the readings made from them. Each belongs to an equilibrium, by a certificate; a test id says *rule of
thumb* where the number printed solves no equilibrium condition, and the exact number stands beside it.
"""

from __future__ import annotations

from dataclasses import replace

from deterrence.scenarios import SCENARIOS
from deterrence.standoff import Rule, Standoff

MODELS = {name: Standoff.of(primitives) for name, primitives in SCENARIOS.items()}
HALF = {name: replace(model, period=0.5) for name, model in MODELS.items()}
LEAVING = Rule.LEAVE


def agrees(printed: str, computed: object) -> bool:
    """Whether a number is the printed one at the digits printed."""
    digits = len(printed.partition(".")[2])
    return abs(float(computed) - float(printed)) <= 0.5 * 10**-digits * (1 + 1e-9)  # type: ignore[arg-type]
