import sys

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from gametheory import MissingExtraError
from gametheory.testing import (
    batch_shapes,
    bimatrix_games,
    degenerate_games,
    dyadic_games,
    fair_games,
    games,
    integer_games,
    masked_games,
    mixed_profiles,
    rational_games,
    symmetric_games,
    wild_games,
    zero_sum_games,
)

SHAPES = batch_shapes()
KINDS = {
    "bimatrix": bimatrix_games(batch_shape=SHAPES),
    "degenerate": degenerate_games(batch_shape=SHAPES),
    "dyadic": dyadic_games(batch_shape=SHAPES),
    "fair": fair_games(batch_shape=SHAPES),
    "games": games(batch_shape=SHAPES),
    "integer": integer_games(batch_shape=SHAPES),
    "masked": masked_games(bimatrix_games(batch_shape=SHAPES)),
    "rational": rational_games(batch_shape=SHAPES),
    "symmetric": symmetric_games(batch_shape=SHAPES),
    "wild": wild_games(batch_shape=SHAPES),
    "zero sum": zero_sum_games(batch_shape=SHAPES),
}
SEARCH = settings(max_examples=1000, database=None, derandomize=True, deadline=None)


def search(strategy, condition):
    return find(strategy, condition, settings=SEARCH)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_every_kind_of_game_comes_in_batches_of_every_shape(kind, shape):
    assert search(KINDS[kind], lambda game: game.batch_shape == shape).batch_shape == shape


@pytest.mark.parametrize("kind", KINDS)
def test_games_shrink_to_the_smallest_one(kind):
    smallest = search(KINDS[kind], lambda game: game.payoffs.size > 0)
    assert smallest.batch_shape == ()
    assert smallest.sizes == (1,) * len(smallest.players) or kind == "degenerate"
    assert not smallest.payoffs.any()


@given(bimatrix_games(min_actions=2, max_actions=3, batch_shape=(2,)))
def test_bounds_on_actions_and_the_batch_shape_are_kept(game):
    assert game.batch_shape == (2,)
    assert set(game.sizes) <= {2, 3}


@given(games(players=st.integers(1, 4), max_actions=2))
def test_games_have_as_many_players_as_asked(game):
    assert 1 <= len(game.players) <= 4
    assert game.payoffs.shape == (len(game.players), *game.sizes)


@given(bimatrix_games(payoffs=st.just(0.5)))
def test_payoffs_come_from_the_strategy_given(game):
    assert (game.payoffs == 0.5).all()


def test_payoffs_include_decimals_that_float64_rounds():
    def decimal(game):
        return bool(((game.payoffs * 64) % 1).any())

    assert decimal(search(bimatrix_games(), decimal))


@given(zero_sum_games(batch_shape=SHAPES))
def test_zero_sum_games_sum_to_zero(game):
    assert not game.payoffs.sum(axis=-3).any()


@given(symmetric_games(batch_shape=SHAPES))
def test_symmetric_games_are_their_own_transpose(game):
    assert np.array_equal(game.payoffs[..., 0, :, :], game.payoffs[..., 1, :, :].swapaxes(-1, -2))


@given(fair_games(batch_shape=SHAPES))
def test_fair_games_are_zero_sum_and_symmetric(game):
    assert np.array_equal(game.payoffs[..., 0, :, :], -game.payoffs[..., 1, :, :])
    assert np.array_equal(game.payoffs[..., 0, :, :], game.payoffs[..., 1, :, :].swapaxes(-1, -2))


@given(integer_games(players=3, largest=7))
def test_integer_games_keep_to_their_bound(game):
    assert (game.payoffs == game.payoffs.round()).all()
    assert np.abs(game.payoffs).max() <= 7


@given(dyadic_games(players=2))
def test_sums_of_dyadic_payoffs_are_exact(game):
    assert ((game.payoffs * 2**20) % 1 == 0).all()
    assert np.abs(game.payoffs).max() <= 2**10


@given(wild_games(players=3))
def test_wild_payoffs_are_integers_in_a_unit_of_the_player(game):
    for mine in game.payoffs:
        sizes = np.abs(mine[mine != 0])
        assert sizes.size == 0 or sizes.max() / sizes.min() <= 2**20
        assert sizes.size == 0 or 2.0**-500 <= sizes.min() <= sizes.max() <= 2.0**520


def test_wild_payoffs_of_two_players_differ_by_hundreds_of_digits():
    def wild(game):
        sizes = np.abs(game.payoffs).max(axis=(1, 2))
        return sizes.min() > 0 and sizes.max() / sizes.min() > 1e200

    assert wild(search(wild_games(), wild))


def test_rational_games_carry_payoffs_that_float64_does_not_hold():
    assert search(rational_games(), lambda game: game.exact is not None).exact is not None


@given(masked_games(games(batch_shape=SHAPES)))
def test_masked_games_leave_every_player_an_action(game):
    assert all(mask.any(axis=-1).all() for mask in game.available)


def test_masks_differ_between_games_of_a_batch():
    def differ(game):
        return any((mask[0] != mask[1]).any() for mask in game.available)

    assert differ(search(masked_games(bimatrix_games(batch_shape=(2,))), differ))


def row_tie_on_path(game):
    """A pure equilibrium against which another row is as good."""
    row, column = game.payoffs
    best = (row >= row.max(axis=0)) & (column >= column.max(axis=1, keepdims=True))
    return bool((best & ((row == row.max(axis=0)).sum(axis=0) > 1)).any())


def same_rows(game):
    return len(np.unique(game.payoffs.transpose(1, 0, 2).reshape(game.sizes[0], -1), axis=0)) < game.sizes[0]


def same_columns(game):
    return len(np.unique(game.payoffs.transpose(2, 0, 1).reshape(game.sizes[1], -1), axis=0)) < game.sizes[1]


def weakly_dominated_row(game):
    row = game.payoffs[0]
    no_better = (row[:, None] <= row[None]).all(axis=2) & (row[:, None] < row[None]).any(axis=2)
    strictly = (row[:, None] < row[None]).all(axis=2)
    return bool((no_better & ~strictly).any())


def mean_of_two_rows(game):
    """A row that pays the mean of two others that differ."""
    row = game.payoffs[0]
    means = (row[:, None] + row[None]) / 2
    differ = (row[:, None] != row[None]).any(axis=2)
    return any((differ & (means == mine).all(axis=2)).any() for mine in row)


@pytest.mark.parametrize("feature", [row_tie_on_path, same_rows, same_columns, weakly_dominated_row, mean_of_two_rows])
def test_degenerate_games_have_every_kind_of_tie(feature):
    assert feature(search(degenerate_games(), feature))


@given(degenerate_games(max_actions=4, levels=1, batch_shape=SHAPES))
def test_degenerate_games_keep_to_their_number_of_actions(game):
    assert max(game.sizes) <= 4


@given(st.data())
def test_mixed_profiles_are_strategies_on_the_actions_that_exist(data):
    game = data.draw(masked_games(games()))
    for strategy, mask in zip(data.draw(mixed_profiles(game)), game.available, strict=True):
        assert abs(strategy.sum() - 1) < 1e-12
        assert not strategy[~mask].any()


def test_without_hypothesis_the_error_names_the_extra(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("gametheory.testing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtraError, match=r"gametheory-deterrence\[testing\]"):
        import gametheory.testing  # noqa: F401
