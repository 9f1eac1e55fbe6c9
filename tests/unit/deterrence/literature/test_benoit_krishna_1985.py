"""A known end with two stage equilibria: totals from the exact sets of equilibrium payoffs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import KnownEnd
from deterrence.parameters import ParameterError
from gametheory.normal_form import symmetric
from gametheory.repeated import finitely_repeated


def sample(count: int, seed: int) -> KnownEnd:
    """Payoffs in quarters, so that sums and ties are exact."""
    rng = np.random.default_rng(seed)
    bad = rng.integers(-8, 5, count) / 4
    good = bad + rng.integers(1, 9, count) / 4
    return KnownEnd(good + rng.integers(1, 7, count) / 4, rng.integers(1, 25, count) / 4, good, bad)


@pytest.mark.parametrize(("count", "horizon"), [(60, 4), pytest.param(10_000, 4, marks=pytest.mark.deep)])
def test_the_best_symmetric_totals_are_those_of_the_closed_form(count: int, horizon: int) -> None:
    model = sample(count, 1)
    games = model.game()
    totals = [model.total(periods) for periods in range(1, horizon + 1)]
    for place in range(count):
        answer = finitely_repeated(games[place], horizon)
        for periods, total in enumerate(totals, 1):
            assert answer.best_symmetric(periods) == total[place]
    rewards = model.rewards()
    assert (rewards < horizon).any()
    assert (rewards >= horizon).any()


@pytest.mark.parametrize(("gain", "totals"), [(1, [3, 7, 11, 15, 19]), (3, [3, 6, 10, 14, 18, 22])])
def test_the_worked_example(gain: int, totals: list[int]) -> None:
    model = KnownEnd(4, gain, 3, 1)
    answer = finitely_repeated(model.game(), len(totals))
    found = [answer.best_symmetric(periods) for periods in range(1, len(totals) + 1)]
    assert found == totals == [model.total(periods) for periods in range(1, len(totals) + 1)]


def test_rewards_come_last() -> None:
    model = KnownEnd(4, 3, 3, 1)
    assert finitely_repeated(model.game(), 5).path((18, 18)) == [(0, 0)] * 3 + [(1, 1)] * 2


def test_fewer_rewards_do_where_the_bad_equilibrium_is_not_the_worst_threat() -> None:
    # c = 4, g = 9, e = 3, b = 1, so Q = 5; but a profile at -6, which a player leaves for 0, can be enforced for one
    # period by three rewards: worth 3 over four periods, less than 4 b.
    low = -30
    stage = symmetric([[4, low, low, low], [13, 3, low, low], [low, low, 1, 0], [low, low, low, -6]])
    answer = finitely_repeated(stage, 5)
    assert answer.worst(0, 4) == 3
    assert answer.best_symmetric(5) == 4 + 4 * 3
    assert KnownEnd(4, 9, 3, 1).total(5) == 5 * 3


def test_input_is_checked() -> None:
    model = sample(3, 2)
    with pytest.raises(ParameterError, match="c > e > b"):
        replace(model, good=model.cooperation)
    with pytest.raises(ParameterError, match="gain above 0"):
        replace(model, gain=0.0)
