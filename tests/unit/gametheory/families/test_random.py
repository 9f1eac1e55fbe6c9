"""Games drawn at random: distributions, and the properties that hold for every draw."""

import numpy as np
import pytest

from benchmarks.reference import extreme_equilibria
from gametheory import InvalidGameError, families
from gametheory.normal_form import pure_nash, support_enumeration

MANY = 20_000


@pytest.mark.parametrize(
    "draw",
    [
        lambda seed: families.uniform((3, 2), batch_shape=4, seed=seed),
        lambda seed: families.covariant((3, 2, 2), -0.5, batch_shape=(2, 2), seed=seed),
        lambda seed: families.random_symmetric(3, batch_shape=4, seed=seed),
        lambda seed: families.low_rank_zero_sum((4, 5), 2, batch_shape=4, seed=seed),
        lambda seed: families.coordination(3, batch_shape=4, seed=seed),
        lambda seed: families.ranking(3, batch_shape=4, seed=seed),
        lambda seed: families.unit_vector(3, batch_shape=4, seed=seed),
        lambda seed: families.unit_vector_without_pure(3, batch_shape=4, seed=seed),
        lambda seed: families.tournament(5, 2, batch_shape=4, seed=seed),
        lambda seed: families.blotto(2, 3, 0.5, batch_shape=4, seed=seed),
    ],
)
def test_a_seed_names_the_games_and_a_generator_goes_on(draw) -> None:
    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    rng = np.random.default_rng(1)
    assert draw(rng) == draw(1)
    assert draw(rng) != draw(1)
    assert np.prod(draw(1).batch_shape) == 4
    assert draw(1).payoffs.flags.c_contiguous


def test_uniform_payoffs_have_the_number_of_pure_equilibria_of_random_games() -> None:
    # P(0, 1, 2 pure equilibria) = 1/8, 3/4, 1/8 for 2x2 games with continuous independent payoffs.
    counts = np.bincount(pure_nash(families.uniform((2, 2), batch_shape=MANY, seed=3)).count) / MANY
    np.testing.assert_allclose(counts, [1 / 8, 3 / 4, 1 / 8], atol=0.015)


@pytest.mark.parametrize(("players", "rho"), [(2, -1), (2, -0.4), (2, 0.9), (3, -0.5), (3, 0.3), (2, 1)])
def test_covariant_payoffs_have_unit_variance_and_the_covariance_asked_for(players: int, rho: float) -> None:
    payoffs = families.covariant((2,) * players, rho, batch_shape=MANY, seed=4).payoffs
    flat = np.moveaxis(payoffs, 1, 0).reshape(players, -1)
    expected = rho + (1 - rho) * np.eye(players)
    np.testing.assert_allclose(np.cov(flat), expected, atol=0.02)
    # different action profiles are independent
    apart = np.corrcoef(payoffs[(slice(None), 0, *(0,) * players)], payoffs[(slice(None), 0, *(1,) * players)])
    assert abs(apart[0, 1]) < 0.03


def test_a_coordination_game_has_one_equilibrium_for_every_set_of_actions() -> None:
    game = families.coordination(4, batch_shape=20, seed=5)
    found = support_enumeration(game)
    assert (found.count == 2**4 - 1).all()
    assert len(extreme_equilibria(*game.payoffs[0])) == 2**4 - 1
    x, y = found.strategies
    assert ((x > 0) == (y > 0)).all()
    # each player's probabilities are inversely proportional to the other's weights
    weights = game.payoffs[found.game].diagonal(axis1=-2, axis2=-1)
    for mine, theirs in ((x, weights[:, 1]), (y, weights[:, 0])):
        level = mine * theirs
        assert np.ptp(np.where(mine > 0, level, level.max(axis=-1, keepdims=True)), axis=-1).max() < 1e-12


def test_a_ranking_game_shares_out_the_prize_less_costs_of_ones_own() -> None:
    game = families.ranking(6, steps=4, batch_shape=50, seed=6)
    row, column = np.moveaxis(game.payoffs, 1, 0)
    spent = 6 * 4 - (row + column)  # the prize less all payoffs: the two costs
    assert (spent[:, 0, 0] == 0).all()
    assert (spent == spent[:, :, :1] + spent[:, :1, :]).all()
    cost = spent[:, :, 0]
    assert (np.diff(cost) >= 1).all()
    assert (np.diff(cost) <= 4).all()
    assert (cost < 24).all()
    # more effort never loses a prize that less effort won, and who pays whom depends on scores alone
    assert (np.diff(row + cost[:, :, None], axis=1) >= 0).all()
    assert set(np.unique(row + cost[:, :, None])) <= {0, 12, 24}


def test_one_row_of_a_unit_vector_game_is_paid_in_every_column() -> None:
    for family in (families.unit_vector, families.unit_vector_without_pure):
        row = family(5, batch_shape=200, seed=7).payoffs[:, 0]
        assert (row.sum(axis=-2) == 1).all()
        assert set(np.unique(row)) == {0, 1}


def test_a_unit_vector_game_without_pure_equilibria_has_none_at_any_size() -> None:
    assert len(pure_nash(families.unit_vector(4, batch_shape=500, seed=8))) > 0
    for actions in (2, 3, 50):
        assert len(pure_nash(families.unit_vector_without_pure(actions, batch_shape=500, seed=8))) == 0


def test_a_symmetric_game_is_symmetric_and_a_low_rank_game_has_its_rank() -> None:
    game = families.random_symmetric(4, batch_shape=3, seed=9)
    assert (game.payoffs[:, 0] == game.payoffs[:, 1].swapaxes(-1, -2)).all()
    game = families.low_rank_zero_sum((8, 9), 3, batch_shape=3, seed=9)
    assert (game.payoffs.sum(axis=1) == 0).all()
    assert (np.linalg.matrix_rank(game.payoffs[:, 0]) == 3).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: families.uniform((2, 2), seed=-1), "seed needs"),
        (lambda: families.uniform((2, 2), seed=1.5), "seed needs"),
        (lambda: families.uniform(3, seed=1), "sizes need"),
        (lambda: families.uniform((2, 0), seed=1), "every size"),
        (lambda: families.uniform((2, 2), batch_shape=-1, seed=1), "batch_shape"),
        (lambda: families.covariant((2, 2, 2), -0.6, seed=1), "rho needs"),
        (lambda: families.covariant((2, 2), float("nan"), seed=1), "rho needs"),
        (lambda: families.covariant((2,), 0, seed=1), "two players"),
        (lambda: families.low_rank_zero_sum((3, 4), 4, seed=1), "rank needs"),
        (lambda: families.low_rank_zero_sum((3, 4, 2), 1, seed=1), "two sizes"),
        (lambda: families.unit_vector_without_pure(1, seed=1), "actions needs"),
    ],
)
def test_what_is_not_a_family_is_refused_with_the_reason(call, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        call()
