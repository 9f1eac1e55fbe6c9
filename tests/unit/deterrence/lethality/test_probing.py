"""A militia that finds out what is answered, against a Markov decision process."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.lethality import probing
from deterrence.parameters import ParameterError
from gametheory.stochastic import build, policy_iteration

GAINS = [1 - (1 - k / 6) ** 2 for k in range(6)]


def by_policy_iteration(gains: Any, sting: float, discount: float) -> float:
    """The same with the interval as a state, solved by the library."""
    most = len(gains) - 1

    def answered(state: Any, size: int) -> float:
        low, high = state
        return min(max(size - low, 0) / (high - low), 1.0)

    def after(state: Any, salvo: str) -> Any:
        low, high = state
        size = int(salvo)
        chance = answered(state, size)
        return [((low, min(max(size, low + 1), high)), chance), ((max(low, min(size, high)), high), 1 - chance)]

    game = build(
        [(0, most + 1)],
        {"militia": [str(size) for size in range(most + 1)]},
        payoff=lambda state, salvo: [gains[int(salvo)] - sting * answered(state, int(salvo))],
        transition=after,
        discount=discount,
    )
    return float(policy_iteration(game).payoffs[0, 0])


def test_the_climbs_of_the_specification_with_gains_that_flatten() -> None:
    found = probing(GAINS, [1, 5, 9, 20, 50, 80]).climb
    assert list(found) == [(3, 4, 5), (1, 2, 3, 4, 5), (1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3), (1, 2)]


def test_a_militia_that_does_not_mind_fires_all_at_once() -> None:
    for sting in (-5.0, 0.0):
        assert probing(GAINS, sting).climb == (5,)


@pytest.mark.parametrize("discount", [0.5, 0.9, 0.99])
def test_values_are_those_of_a_decision_process(discount: float) -> None:
    rng = np.random.default_rng(7)
    for most in (1, 3, 5):
        gains = np.concatenate([[0], np.sort(rng.uniform(0, 2, most))])
        for sting in rng.uniform(-2, 60, 4):
            exact = by_policy_iteration(gains, float(sting), discount)
            assert float(probing(gains, sting, discount).value) == pytest.approx(exact, rel=1e-9, abs=1e-12)


def test_the_climb_ends_no_higher_the_more_an_answer_costs() -> None:
    ends = [climb[-1] for climb in probing(GAINS, np.linspace(0, 300, 61)).climb]
    assert (np.diff(ends) <= 0).all()


@pytest.mark.parametrize("gains", [[1, 2], [0.0], [0, 2, 1]])
def test_wrong_gains_are_refused(gains: list[float]) -> None:
    with pytest.raises(ParameterError, match="gains need one number per size"):
        probing(gains, 1.0)
