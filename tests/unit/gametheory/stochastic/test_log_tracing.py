"""The logarithmic tracing procedure."""

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.stochastic import StochasticGame, log_tracing

from .random_games import random_games


def test_random_games_are_solved():
    games = random_games(10, 5, (3, 3), 0.95, seed=21)
    assert log_tracing(games).certificate.relative_regret.max() < 1e-9


def test_a_strict_equilibrium_is_traced_from_itself():
    battle = np.array([[[[2.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 2.0]]]])
    game = StochasticGame(battle, 0.8, np.ones((1, 2, 2, 1)))
    for first in (0.0, 1.0):
        prior = ([[first, 1 - first]],) * 2
        np.testing.assert_array_equal(log_tracing(game, prior).strategies[0], prior[0])


def test_tracing_from_uniform_play_selects_the_risk_dominant_equilibrium():
    hunt = np.array([[[[9.0, 0.0], [8.0, 7.0]], [[9.0, 8.0], [0.0, 7.0]]]])
    np.testing.assert_array_equal(log_tracing(StochasticGame(hunt, 0.9, np.ones((1, 2, 2, 1)))).strategies[0], [[0, 1]])


@pytest.mark.parametrize("penalty", [1e-3, 1e4, 1e12])
def test_any_penalty_leads_to_an_equilibrium(penalty):
    games = random_games(5, 3, (2, 3), 0.9, seed=23)
    assert log_tracing(games, penalty=penalty).certificate.relative_regret.max() < 1e-9


def test_where_ties_hide_the_supports_the_path_is_followed_until_its_end_is_an_equilibrium():
    paid = "01011110 00101100 10011110", "11011101 01111100 11011010", "01011111 11110000 11110010"  # in three states
    payoffs = np.array([[list(row) for row in state.split()] for state in paid]).astype(float).reshape(3, 3, 2, 2, 2)
    following = np.array([list(row) for row in ("00221210", "10221212", "10002202")]).astype(int).reshape(3, 2, 2, 2)
    game = StochasticGame(payoffs, 0.5, np.eye(3)[following], players=("one", "two", "three"))
    assert log_tracing(game).certificate.relative_regret < 1e-10


def test_units_of_payoffs_do_not_matter():
    game = random_games(1, 4, (3, 2), 0.9, seed=22)[0]
    other = StochasticGame(game.payoffs * 40 - 3, 0.9, game.transitions)
    for x, y in zip(log_tracing(game).strategies, log_tracing(other).strategies, strict=True):
        np.testing.assert_allclose(x, y, atol=1e-9)


def test_a_prior_may_differ_between_the_games_of_a_batch():
    hunt = np.broadcast_to([[[[4.0, 0.0], [3.0, 3.0]], [[4.0, 3.0], [0.0, 3.0]]]], (2, 1, 2, 2, 2))
    games = StochasticGame(hunt, 0.5, np.ones((2, 1, 2, 2, 1)))
    prior = np.array([[[0.99, 0.01]], [[0.1, 0.9]]])
    np.testing.assert_array_equal(log_tracing(games, (prior, prior), penalty=0.01).strategies[0][:, 0, 0], [1, 0])


def test_a_prior_that_does_not_fit_is_refused():
    game = random_games(1, 4, (3, 2), 0.9, seed=22)[0]
    with pytest.raises(InvalidGameError, match="broadcasts to"):
        log_tracing(game, (np.ones((4, 3)) / 3,))
    with pytest.raises(InvalidGameError, match="player 1"):
        log_tracing(game, (np.ones((4, 3)) / 3, np.ones((4, 2))))
    with pytest.raises(InvalidGameError, match="penalty"):
        log_tracing(game, penalty=0.0)
