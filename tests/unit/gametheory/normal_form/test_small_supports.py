"""Supports of equal size, the smallest first."""

import numpy as np
import pytest

from gametheory import NoEquilibriumFoundError, Status
from gametheory.families import sgc, tournament, uniform, unit_vector_without_pure
from gametheory.normal_form import bimatrix, pure_nash, small_supports, support_enumeration


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_no_equilibrium_of_equal_supports_has_smaller_ones(size: int) -> None:
    games = uniform((size, size), batch_shape=200, seed=size)
    found = small_supports(games).supports[0].sum(axis=-1)
    every = support_enumeration(games)
    least = np.full(200, size)
    np.minimum.at(least, every.game, (every.strategies[0] > 0).sum(axis=-1))
    assert (found == least).all()


def test_a_pure_equilibrium_is_found_wherever_there_is_one() -> None:
    games = uniform((6, 9), batch_shape=100, seed=1)
    pure = pure_nash(games).count > 0
    assert ((small_supports(games).supports[0].sum(axis=-1) == 1) == pure).all()


def test_degenerate_games_have_an_answer_among_supports_of_equal_size() -> None:
    rng = np.random.default_rng(2)
    for m, n in [(2, 2), (3, 5), (5, 3), (4, 4)]:
        assert small_supports(bimatrix(*rng.integers(0, 3, (2, 500, m, n)))).certificate.holds.all()
    assert small_supports(tournament(7, 2, seed=1)).certificate.holds
    assert small_supports(bimatrix(np.zeros((4, 3)), np.ones((4, 3)))).certificate.holds


def test_large_random_games_have_small_supports() -> None:
    found = small_supports(unit_vector_without_pure(60, seed=3))
    assert 2 <= found.supports[0].sum() <= 4


def test_the_limit_is_loud() -> None:
    with pytest.raises(NoEquilibriumFoundError, match="STEP_LIMIT"):
        small_supports(sgc(6), max_steps=1000)
    found = small_supports(sgc(6), max_steps=1000, strict=False)
    assert (found.status, found.steps) == (Status.STEP_LIMIT, 1000)
    with pytest.raises(ValueError, match="max_steps"):
        small_supports(sgc(1), max_steps=-1)


def test_masked_actions_do_not_count() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.random((2, 5, 5))
    masks = [True, False, True, True, False], [True, True, False, True, True]
    masked = small_supports(bimatrix(a, b, available=masks))
    small = small_supports(bimatrix(a[np.ix_([0, 2, 3], [0, 1, 3, 4])], b[np.ix_([0, 2, 3], [0, 1, 3, 4])]))
    assert (masked.strategies[0][[0, 2, 3]] == small.strategies[0]).all()
