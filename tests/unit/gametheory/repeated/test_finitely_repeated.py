"""Finite repetition: known totals, and every pure strategy profile of short games."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import NormalFormGame, bimatrix, pure_nash, symmetric
from gametheory.repeated import finitely_repeated


@pytest.mark.parametrize(("gain", "totals"), [(1, [3, 7, 11, 15, 19]), (3, [3, 6, 10, 14, 18, 22])])
def test_two_stage_equilibria_pay_for_cooperation_until_close_to_the_end(gain: int, totals: list[int]) -> None:
    stage = symmetric([[4, -9, -9], [4 + gain, 3, -9], [-9, -9, 1]])
    answer = finitely_repeated(stage, len(totals))
    assert [answer.best_symmetric(t) for t in range(1, len(totals) + 1)] == totals


def by_brute_force(stage: NormalFormGame, horizon: int, discount: Fraction) -> set[tuple[Fraction, ...]]:
    """Payoffs of every pure subgame-perfect profile: an action profile, and a continuation after each outcome."""
    sizes = stage.sizes
    paid = {
        a: tuple(Fraction(float(stage.payoffs[(i, *a)])) for i in range(len(sizes)))
        for a in product(*map(range, sizes))
    }
    after: set[tuple[Fraction, ...]] = {(Fraction(0),) * len(sizes)}
    for _ in range(horizon):
        found = set()
        for plan in product(sorted(after), repeat=len(paid)):
            worth = {
                a: tuple(x + discount * w for x, w in zip(paid[a], later, strict=True))
                for a, later in zip(paid, plan, strict=True)
            }
            for a in paid:
                deviations = ((i, (*a[:i], b, *a[i + 1 :])) for i, size in enumerate(sizes) for b in range(size))
                if all(worth[a][i] >= worth[other][i] for i, other in deviations):
                    found.add(worth[a])
        after = found
    return after


def test_the_sets_are_those_of_all_strategy_profiles_one_by_one() -> None:
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(25):
        stage = NormalFormGame(rng.integers(0, 3, (2, 2, 2)).astype(float))
        for discount in (Fraction(1), Fraction(2, 3)):
            for horizon in (1, 2, 3):
                if horizon == 3 and len(finitely_repeated(stage, 2, discount=discount).payoffs[-1]) > 6:
                    continue
                answer = finitely_repeated(stage, horizon, discount=discount)
                assert set(answer.payoffs[-1]) == by_brute_force(stage, horizon, discount)
                seen.add(len(answer.payoffs[-1]))
    assert len(seen) > 3


def test_a_unique_stage_equilibrium_is_played_in_every_period() -> None:
    answer = finitely_repeated(symmetric([[2, -1], [3, 0]]), 5, discount=Fraction(9, 10))
    assert [len(each) for each in answer.payoffs] == [1] * 5
    assert answer.path(answer.payoffs[-1][0]) == [(1, 1)] * 5


def test_sums_of_stage_equilibria_belong_to_the_set() -> None:
    rng = np.random.default_rng(2)
    for _ in range(10):
        stage = NormalFormGame(rng.integers(0, 4, (2, 3, 3)).astype(float))
        nash = [tuple(Fraction(x) for x in payoffs) for payoffs in pure_nash(stage, strict=False).payoffs.tolist()]
        answer = finitely_repeated(stage, 3)
        sums = {tuple(map(sum, zip(*each, strict=True))) for each in product(nash, repeat=3)}
        assert sums <= set(answer.payoffs[-1])


def test_paths_pay_what_they_say_exactly() -> None:
    stage = bimatrix([[Fraction(1, 3), 0], [0, 2]], [[1, 0], [0, Fraction(1, 7)]])
    assert stage.exact is not None
    discount = Fraction(3, 4)
    answer = finitely_repeated(stage, 4, discount=discount)
    for payoff in answer.payoffs[-1]:
        path = answer.path(payoff)
        for i in (0, 1):
            assert payoff[i] == sum(discount**t * stage.exact.values[(i, *a)] for t, a in enumerate(path))
    assert answer.best(0) == 2 * sum(discount**t for t in range(4))
    assert answer.worst(1, 1) == Fraction(1, 7)


def test_no_pure_stage_equilibrium_leaves_the_set_empty() -> None:
    answer = finitely_repeated(bimatrix([[1, 0], [0, 1]], [[0, 1], [1, 0]]), 3)
    assert answer.payoffs == ((), (), ())
    assert answer.best(0) is None


def test_bad_input_is_refused() -> None:
    stage = symmetric([[2, -1], [3, 0]])
    with pytest.raises(InvalidGameError, match="horizon"):
        finitely_repeated(stage, 0)
    with pytest.raises(InvalidGameError, match="discount"):
        finitely_repeated(stage, 2, discount=0)
    with pytest.raises(UnsupportedGameError, match="one game"):
        finitely_repeated(NormalFormGame(np.zeros((3, 2, 2, 2))), 2)
    with pytest.raises(UnsupportedGameError, match="more than 5 payoff"):
        finitely_repeated(symmetric([[2, 0], [0, 1]]), 6, discount=Fraction(7, 9), most=5)
    with pytest.raises(ValueError, match="no equilibrium of 2 periods"):
        finitely_repeated(stage, 2).path((4, 4))


@pytest.mark.parametrize("horizon", [0, -1, 2.5, True])
def test_a_horizon_is_a_number_of_periods(horizon: Any) -> None:
    with pytest.raises(InvalidGameError, match="number of periods, needs an integer, 1 or larger"):
        finitely_repeated(symmetric([[2, -1], [3, 0]]), horizon)


@pytest.mark.parametrize("discount", [0, -1, float("nan"), float("inf"), "patient", None])
def test_a_discount_is_a_positive_number(discount: Any) -> None:
    with pytest.raises(InvalidGameError, match="a number of more than 0"):
        finitely_repeated(symmetric([[2, -1], [3, 0]]), 2, discount=discount)


def test_only_players_of_the_game_have_payoffs() -> None:
    answer = finitely_repeated(symmetric([[2, -1], [3, 0]]), 2)
    with pytest.raises(ValueError, match="player needs an integer, from 0 to 1; got -1"):
        answer.best(-1)
    with pytest.raises(ValueError, match="one number for each player"):
        answer.path((float("nan"), 0))
