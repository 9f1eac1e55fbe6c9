"""Bounds over all selections of stage equilibria."""

import itertools
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.normal_form import all_nash, nash, pure_nash, welfare_best
from gametheory.stochastic import StochasticGame, backward_induction, finite_horizon, selection_bounds

HUNT = np.array([[[4.0, 0], [3, 3]], [[4, 3], [0, 3]]])


def two_states(seed: int) -> StochasticGame:
    """Two coordination games with different prizes, between which play moves."""
    rng = np.random.default_rng(seed)
    payoffs = HUNT + rng.integers(-2, 3, (2, 2, 2, 2)) / 4
    return StochasticGame(payoffs, 0.9, rng.dirichlet(np.ones(2), (2, 2, 2)))


def every_value(game: StochasticGame, horizon: int) -> Any:
    """All value functions, selection by selection, without merging any."""
    values = [np.zeros((2, 2))]
    for _ in range(horizon):
        ahead = []
        for after in values:
            stage = finite_horizon(game, 1).stage_game(0, after)
            listed = [all_nash(stage[s]).payoffs for s in range(2)]
            ahead += [np.array(pair) for pair in itertools.product(*listed)]
        values = ahead
    return np.array(values)


def test_the_bounds_are_those_of_every_selection_in_turn() -> None:
    for seed in range(3):
        game = two_states(seed)
        values = every_value(game, 2)
        low, high, complete = selection_bounds(game, 2, all_nash)
        assert complete
        np.testing.assert_allclose(low, values.min(axis=0), atol=1e-12)
        np.testing.assert_allclose(high, values.max(axis=0), atol=1e-12)


def test_every_rule_lies_within_the_bounds_and_a_batch_equals_its_games() -> None:
    games = StochasticGame(np.stack([two_states(seed).payoffs for seed in range(4)]), 0.9, two_states(0).transitions)
    low, high, complete = selection_bounds(games, 3, all_nash)
    answer = backward_induction(games, 3, all_nash, welfare_best)
    assert complete.all()
    assert (low <= answer.payoffs[:, 0] + 1e-12).all()
    assert (answer.payoffs[:, 0] <= high + 1e-12).all()
    for k in range(4):
        one = selection_bounds(games[k], 3, all_nash)
        np.testing.assert_allclose(one.low, low[k])
        np.testing.assert_allclose(one.high, high[k])


def test_a_repeated_hunt_gives_sums_of_what_single_hunts_give() -> None:
    game = StochasticGame(HUNT[None], 1.0, np.ones((1, 2, 2, 1)))
    low, high, complete = selection_bounds(game, 40, pure_nash)
    assert complete
    assert (low == 120).all()
    assert (high == 160).all()


def test_bounds_of_too_many_values_are_attained_and_called_incomplete() -> None:
    game = two_states(5)
    low, high, complete = selection_bounds(game, 6, all_nash, most=20)
    assert not complete
    few = backward_induction(game, 6, all_nash, welfare_best).payoffs[0]
    wide = selection_bounds(game, 6, all_nash, most=200)
    assert (wide.low <= low + 1e-12).all()
    assert (wide.high >= high - 1e-12).all()
    assert (wide.low <= few + 1e-12).all()
    assert (few <= wide.high + 1e-12).all()


def test_a_game_without_a_pure_selection_has_no_bounds() -> None:
    pennies = np.array([[[[1.0, -1], [-1, 1]], [[-1, 1], [1, -1]]]])
    games = StochasticGame(np.stack([pennies, HUNT[None]]), 1.0, np.ones((1, 2, 2, 1)))
    low, high, complete = selection_bounds(games, 2, pure_nash)
    assert np.isnan(low[0]).all()
    assert np.isnan(high[0]).all()
    assert low[1, 0, 0] == 6
    assert complete.all()


def test_a_solver_of_one_equilibrium_has_no_bounds() -> None:
    with pytest.raises(InvalidGameError, match="all equilibria of each stage game"):
        selection_bounds(two_states(0), 2, nash)


def test_a_player_who_is_paid_one_constant_has_one_value() -> None:
    constant = StochasticGame(np.full((1, 2, 2, 2), 7.0), 1.0, np.ones((1, 2, 2, 1)))
    low, high, complete = selection_bounds(constant, 3, pure_nash)
    assert (low == 21).all()
    assert (high == 21).all()
    assert complete
