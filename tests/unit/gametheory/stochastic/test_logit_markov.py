"""Stationary logit equilibria, and their residual."""

import numpy as np
import pytest

from gametheory import InvalidGameError, certify
from gametheory.normal_form import bimatrix, logit_equilibrium
from gametheory.residual import logit_markov_residual
from gametheory.stochastic import StochasticGame, logit_markov, markov_perfect

from .random_games import random_games


def test_precision_zero_is_uniform_play():
    found = logit_markov(random_games(2, 3, (2, 4), 0.9, seed=31), 0.0)
    np.testing.assert_allclose(found.strategies[1], 0.25, atol=1e-15)


@pytest.mark.parametrize("precision", [0.5, 5.0, 500.0])
def test_logit_replies_to_the_stage_games_are_the_strategies(precision):
    game = random_games(1, 4, (3, 3), 0.9, seed=32)[0]
    found = logit_markov(game, precision)
    stage = game.stage_game(found.payoffs)
    x, y = found.strategies
    worth = precision * (stage.payoffs[:, 0] @ y[:, :, None])[..., 0]
    reply = np.exp(worth - worth.max(axis=-1, keepdims=True))
    np.testing.assert_allclose(x, reply / reply.sum(axis=-1, keepdims=True), atol=1e-9)


def test_one_state_without_a_future_is_the_logit_equilibrium_of_the_stage_game():
    row, column = np.random.default_rng(33).random((2, 3, 3))
    game = StochasticGame(np.stack([row, column])[None], 0.0, np.ones((1, 3, 3, 1)))
    ours, theirs = logit_markov(game, [1.0, 30.0]), logit_equilibrium(bimatrix(row, column), [1.0, 30.0])
    np.testing.assert_allclose(ours.strategies[0][:, 0], theirs.strategies[0], atol=1e-10)


def test_a_repeated_game_is_its_stage_game_at_the_precision_times_one_less_the_discount():
    row, column = np.random.default_rng(34).random((2, 3, 3))
    game = StochasticGame(np.stack([row, column])[None], 0.75, np.ones((1, 3, 3, 1)))
    theirs = logit_equilibrium(bimatrix(row, column), 10.0)
    np.testing.assert_allclose(logit_markov(game, 40.0).strategies[1][0], theirs.strategies[1], atol=1e-10)


def test_as_precision_grows_logit_equilibria_become_markov_perfect():
    game = random_games(1, 5, (3, 3), 0.9, seed=35)[0]
    late = logit_markov(game, 1e6)
    assert np.abs(late.strategies[0] - markov_perfect(game).strategies[0]).max() < 1e-3


def test_another_precision_is_refused():
    game = random_games(1, 3, (2, 2), 0.9, seed=36)[0]
    found = logit_markov(game, 3.0)
    assert certify(game, found.strategies, residual=logit_markov_residual(3.0)).certificate.holds
    other = certify(game, found.strategies, residual=logit_markov_residual(3.1), strict=False)
    assert not other.certificate.holds


def test_rows_name_their_game_and_their_precision():
    games = random_games(2, 3, (2, 2), 0.9, seed=37)
    found = logit_markov(games, [2.0, 4.0])
    rows = np.array([1, 0])
    measured = logit_markov_residual(np.array([[4.0, 4.0], [2.0, 2.0]]))(
        games, tuple(x[rows] for x in found.strategies), rows
    )
    assert (measured.regret < 1e-9).all()


def test_precisions_that_do_not_fit_the_batch_are_refused():
    with pytest.raises(InvalidGameError, match="broadcasts with the batch"):
        logit_markov(random_games(3, 2, (2, 2), 0.5), [1.0, 2.0])


def test_negative_precision_is_refused():
    with pytest.raises(InvalidGameError, match="non-negative"):
        logit_markov(random_games(1, 3, (2, 2), 0.9), -1.0)
