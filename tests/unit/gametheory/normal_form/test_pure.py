"""Every pure equilibrium, of any number of players."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.normal_form import NormalFormGame, bimatrix, pure_nash, symmetric, zero_sum


@pytest.mark.parametrize("sizes", [(2,), (2, 3), (2, 2, 2), (3, 1, 2), (2, 2, 2, 2)])
def test_every_profile_without_a_profitable_deviation_is_listed_once(sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(len(sizes))
    names = tuple("abcd"[: len(sizes)])
    games = NormalFormGame(rng.integers(0, 3, (30, len(sizes), *sizes)), names)
    found = pure_nash(games)
    for k in range(30):
        payoffs = games.payoffs[k]
        expected = [
            profile
            for profile in product(*map(range, sizes))
            if all(
                payoffs[i][profile] >= payoffs[i][(*profile[:i], action, *profile[i + 1 :])]
                for i in range(len(sizes))
                for action in range(sizes[i])
            )
        ]
        rows = zip(*(strategy.argmax(axis=-1).tolist() for strategy in found.of(k).strategies), strict=True)
        assert list(rows) == expected  # in canonical order


def test_a_game_without_pure_equilibria_is_answered_and_not_failed() -> None:
    found = pure_nash(zero_sum([[1, -1], [-1, 1]]))
    assert found.count == 0
    assert found.complete


def test_ties_are_decided_in_fractions_where_floats_cannot() -> None:
    third = Fraction(1, 3)
    tie = bimatrix([[third, 0], [third, 1]], [[1, 0], [1, 0]])
    close = bimatrix([[third, 0], [third + Fraction(1, 10**30), 1]], [[1, 0], [1, 0]])
    assert pure_nash(tie).count == 2
    assert pure_nash(close).count == 1


def test_masked_profiles_are_neither_equilibria_nor_deviations() -> None:
    dilemma = [[3, 0], [5, 1]]
    game = bimatrix(dilemma, np.transpose(dilemma), available=([True, False], [True, False]))
    assert pure_nash(game).payoffs.tolist() == [[3, 3]]


def test_a_symmetric_game_has_symmetric_equilibria() -> None:
    found = pure_nash(symmetric([[0, 7], [2, 6]]))
    assert found.strategies[0].tolist() == found.strategies[1][::-1].tolist()


def test_arrays_are_no_games() -> None:
    with pytest.raises(InvalidGameError, match="NormalFormGame was needed"):
        pure_nash(np.zeros((2, 2)))  # type: ignore[arg-type]
