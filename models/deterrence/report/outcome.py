"""What the United States can keep doing: which of the rules named are equilibria, in one word."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.standoff import ANY, DEATHS, HEAVY, NEVER, RUNGS, Standoff, slacks
from deterrence.standoff.rule import Rule

OUTCOMES = ("leave", "never", "benchmark", "line")
"""In the order of the codes. What the words mean stands in ``OUTCOME_MEANINGS``."""

OUTCOME_MEANINGS = {
    "leave": "leaving is better than every rule that would be kept",
    "never": "staying is better, but no answer would be carried out",
    "benchmark": "only the rule that answers every attack would be kept",
    "line": "a line at deaths or heavy attacks would be kept, and attacks are fewer or lighter",
}

LINES = tuple((rule, rung) for rule in (DEATHS, HEAVY) for rung in RUNGS)
BENCHMARK = tuple((ANY, rung) for rung in RUNGS)


def margin(model: Standoff, rule: Rule, rung: int) -> Any:
    """By how much keeping a rule is an equilibrium: the smallest of its slacks, negative where it is none."""
    found = slacks(model, rule, rung)
    return np.minimum(np.minimum(found.answer, found.stay), found.resolve)


def outcome(model: Standoff) -> Any:
    """The code of the outcome, shape of the batch.

    A rule that answers something is kept only if it is worth more than no answer, hence only if it moves the
    militia: a line that is kept makes attacks lighter or fewer.
    """
    line = _any(model, LINES)
    benchmark = _any(model, BENCHMARK)
    never = margin(model, NEVER, 1) >= 0
    return np.where(line, 3, np.where(benchmark, 2, np.where(never, 1, 0)))


def _any(model: Standoff, chosen: tuple[tuple[Rule, int], ...]) -> Any:
    verdicts = [margin(model, rule, rung) >= 0 for rule, rung in chosen]
    return np.logical_or.reduce([np.asarray(verdict) for verdict in verdicts])
