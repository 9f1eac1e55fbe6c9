"""Stationary equilibria by the front door: certified everywhere, and right where theory says what they are."""

import numpy as np
import pytest

from gametheory import InvalidGameError, NoEquilibriumFoundError, Status, UnsupportedGameError, certify
from gametheory.normal_form import all_nash, bimatrix, minimax, zero_sum
from gametheory.residual import markov_residual
from gametheory.stochastic import StochasticGame, best_reply, markov_perfect, several_markov_perfect
from gametheory.stochastic.markov_perfect import limit_of

from .random_games import random_games


@pytest.mark.parametrize("discount", [0.5, 0.95, 0.99])
@pytest.mark.parametrize("successors", [None, 2])
def test_random_games_of_two_players_are_solved(discount, successors):
    games = random_games(20, 5, (3, 3), discount, seed=1, successors=successors)
    assert markov_perfect(games).certificate.relative_regret.max() < 1e-9


def test_random_games_of_three_players_are_solved():
    games = random_games(10, 5, (3, 3, 3), 0.95, seed=2)
    assert markov_perfect(games).certificate.relative_regret.max() < 1e-9


def test_larger_random_games_are_solved():
    games = random_games(3, 20, (5, 5), 0.95, seed=3)
    assert markov_perfect(games).certificate.relative_regret.max() < 1e-9


def test_one_player_gets_what_the_best_policy_gets():
    game = random_games(1, 6, (4,), 0.9, seed=4)[0]
    best = np.zeros(6)
    for _ in range(500):
        best = (0.1 * game.payoffs[:, 0] + 0.9 * game.transitions @ best).max(axis=-1)
    np.testing.assert_allclose(markov_perfect(game).payoffs[:, 0], best, atol=1e-12)


def test_one_state_without_a_future_is_the_stage_game():
    row, column = np.random.default_rng(5).random((2, 3, 4))
    found = markov_perfect(StochasticGame(np.stack([row, column])[None], 0.0, np.ones((1, 3, 4, 1))))
    every = all_nash(bimatrix(row, column))
    gaps = [np.abs(x - found.strategies[0]).max() + np.abs(y - found.strategies[1]).max()
            for x, y in zip(*every.strategies, strict=True)]  # fmt: skip
    assert min(gaps) < 1e-9


def test_where_nobody_moves_the_state_each_state_is_a_nash_equilibrium_of_its_stage():
    games = random_games(1, 4, (3, 3), 0.9, seed=6)[0]
    chances = np.broadcast_to(games.transitions[:, :1, :1], games.transitions.shape)
    found = markov_perfect(StochasticGame(games.payoffs, 0.9, chances))
    assert certify(bimatrix(games.payoffs[:, 0], games.payoffs[:, 1]), found.strategies).certificate.holds.all()


def test_zero_sum_values_are_the_fixed_point_of_shapley():
    one = random_games(1, 4, (3, 3), 0.8, seed=7)[0]
    payoffs = one.payoffs[:, 0]
    values = np.zeros(4)
    for _ in range(120):
        values = minimax(zero_sum(0.2 * payoffs + 0.8 * one.transitions @ values)).payoffs[:, 0]
    game = StochasticGame(np.stack([payoffs, -payoffs], axis=1), 0.8, one.transitions)
    np.testing.assert_allclose(markov_perfect(game).payoffs[:, 0], values, atol=1e-9)


def test_the_big_match_is_worth_one_half():
    payoffs = np.zeros((3, 2, 2))
    payoffs[0], payoffs[1] = [[1, 0], [0, 1]], 1
    transitions = np.zeros((3, 2, 2, 3))
    transitions[0, 0, 0, 1] = transitions[0, 0, 1, 2] = transitions[0, 1, :, 0] = 1
    transitions[1, ..., 1] = transitions[2, ..., 2] = 1
    discounts = np.array([0.0, 0.5, 0.9, 0.99])
    shape = (4, 3, 2, 2, 2)
    game = StochasticGame(np.broadcast_to(np.stack([payoffs, -payoffs], axis=1), shape), discounts,
                          np.broadcast_to(transitions, (4, 3, 2, 2, 3)))  # fmt: skip
    found = markov_perfect(game)
    np.testing.assert_allclose(found.payoffs[:, 0, 0], 0.5, atol=1e-12)
    np.testing.assert_allclose(found.strategies[0][:, 0, 0], (1 - discounts) / (2 - discounts), atol=1e-10)


def test_in_symmetric_games_the_equilibrium_found_is_symmetric():
    one = random_games(1, 4, (3, 3), 0.9, seed=8)[0]
    row = one.payoffs[:, 0]
    chances = (one.transitions + one.transitions.swapaxes(1, 2)) / 2
    game = StochasticGame(np.stack([row, row.swapaxes(1, 2)], axis=1), 0.9, chances)
    x, y = markov_perfect(game).strategies
    np.testing.assert_allclose(x, y, atol=1e-10)


def test_units_and_zero_points_of_payoffs_do_not_matter():
    game = random_games(1, 5, (3, 3), 0.95, seed=9)[0]
    moved = game.payoffs * np.array([1000.0, 0.25])[:, None, None] + np.array([-7.0, 50.0])[:, None, None]
    ours, theirs = markov_perfect(game), markov_perfect(StochasticGame(moved, 0.95, game.transitions))
    for x, y in zip(ours.strategies, theirs.strategies, strict=True):
        np.testing.assert_allclose(x, y, atol=1e-9)


def test_masked_actions_are_not_played_and_not_read():
    game = random_games(1, 4, (3, 3), 0.9, seed=10)[0]
    there = np.array([[True, True, False], [True, True, True], [False, True, False], [True, False, True]])
    payoffs, chances = game.payoffs.copy(), game.transitions.copy()
    payoffs[:, :, ~there[0]] = 1e6
    masked = StochasticGame(payoffs, 0.9, chances, available=(there, np.ones((4, 3), dtype=bool)))
    found = markov_perfect(masked)
    assert not found.strategies[0][~there].any()
    smaller = certify(masked, found.strategies, residual=markov_residual)
    assert smaller.certificate.holds


def test_a_batch_gives_what_its_games_give_alone():
    games = random_games(4, 3, (2, 3), 0.9, seed=11)
    together = markov_perfect(games)
    for k in range(4):
        alone = markov_perfect(games[k])
        np.testing.assert_allclose(alone.strategies[1], together.strategies[1][k], atol=1e-12)


def nearly_tied_games(games, seed):
    """Random games in which the last action of each player is the first one, less a sliver."""
    game = random_games(games, 4, (4, 4), 0.9, seed=seed)
    payoffs, chances = game.payoffs.copy(), game.transitions.copy()
    payoffs[:, :, 0, -1], payoffs[:, :, 1, :, -1] = payoffs[:, :, 0, 0] - 0.5, payoffs[:, :, 1, :, 0] - 1e-6
    chances[:, :, -1], chances[:, :, :, -1] = chances[:, :, 0], chances[:, :, :, 0]
    return StochasticGame(payoffs, 0.9, chances)


def test_a_game_that_has_spent_its_budget_leaves_the_others_theirs():
    games = nearly_tied_games(100, seed=30).take([1, 10, 41, 58])
    enough, less = (markov_perfect(games, max_steps=budget, strict=False) for budget in (20_000, 500))
    in_time = enough.steps <= 500
    assert in_time.any()
    assert not in_time.all()
    np.testing.assert_array_equal(less.status == Status.SOLVED, in_time)
    np.testing.assert_array_equal(less.steps, np.minimum(enough.steps, 500))


def test_players_of_great_patience_still_see_what_a_percent_is_worth():
    stay = np.broadcast_to(np.eye(2)[:, None], (2, 2, 2))
    game = StochasticGame([[[1.0, 0.99]], [[0.0, 0.0]]], 1 - 1e-9, stay, players=("one",))
    np.testing.assert_array_equal(markov_perfect(game).strategies[0][0], [1, 0])


def test_players_of_endless_patience_spend_the_budget_and_are_not_solved():
    found = markov_perfect(random_games(1, 3, (2, 2), 1 - 2.0**-53, seed=3)[0], max_steps=150, strict=False)
    assert found.status == Status.STEP_LIMIT
    assert found.steps == 150


def test_the_limits_of_later_paths_stay_within_integers():
    limits = [limit_of(turn) for turn in (0, 1, 2, 100, 100_000)]
    assert sorted(limits[2:]) == limits[2:]
    assert np.minimum(limits[-1], np.array([7])) == 7


@pytest.mark.parametrize("kind", ["absorbing", "ties", "the same actions"])
def test_no_deviation_of_any_length_gains(kind):
    games = random_games(5, 4, (3, 3), 0.95, seed=16, successors=1 if kind == "ties" else 2)
    payoffs, chances = games.payoffs.copy(), games.transitions.copy()
    if kind == "absorbing":
        payoffs[:, 2:], chances[:, 2:] = 1e3 * payoffs[:, 2:, :, :1, :1], np.eye(4)[2:, None, None]
    elif kind == "ties":
        payoffs = np.round(2 * payoffs)
    else:
        payoffs[:, :, :, 2], chances[:, :, 2] = payoffs[:, :, :, 0], chances[:, :, 0]
    games = StochasticGame(payoffs, 0.95, chances)
    found = markov_perfect(games)
    for player in range(2):
        best = best_reply(games, found.strategies, player).payoffs[..., 0]
        assert ((best - found.payoffs[..., player]).max(axis=-1) <= 1e-11 * games.scale[:, player]).all()


def test_successor_lists_give_the_same_game():
    dense = random_games(1, 5, (2, 2), 0.9, seed=12, successors=2)[0]
    slots = np.argsort(-dense.transitions, axis=-1)[..., :2]
    lists = StochasticGame(dense.payoffs, 0.9, np.take_along_axis(dense.transitions, slots, axis=-1), successors=slots)
    np.testing.assert_allclose(
        markov_perfect(lists).strategies[0], markov_perfect(dense).strategies[0], rtol=0, atol=1e-10
    )


def test_actions_that_are_the_same_do_no_harm():
    row = np.array([[3.0, 0.0], [3.0, 0.0], [0.0, 2.0]])
    column = np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    game = StochasticGame(np.stack([row, column])[None], 0.7, np.ones((1, 3, 2, 1)))
    np.testing.assert_allclose(markov_perfect(game).strategies[1], [[0.4, 0.6]], atol=1e-12)


def test_constant_payoffs_are_solved():
    game = StochasticGame(np.ones((2, 2, 2, 2)), 0.5, np.full((2, 2, 2, 2), 0.5))
    np.testing.assert_allclose(markov_perfect(game).payoffs, 1.0)


def test_a_budget_that_is_too_small_fails_loudly_or_is_nan():
    games = random_games(2, 5, (3, 3), 0.95, seed=13)
    with pytest.raises(NoEquilibriumFoundError):
        markov_perfect(games, max_steps=2)
    silent = markov_perfect(games, max_steps=2, strict=False)
    assert np.isnan(silent.payoffs).all()
    assert (silent.status == Status.STEP_LIMIT).all()


def test_an_empty_batch_has_no_equilibria():
    assert markov_perfect(random_games(2, 3, (2, 2), 0.5)[:0]).status.shape == (0,)


def test_without_discounting_there_are_no_stationary_values():
    game = StochasticGame(np.ones((1, 2, 2, 2)), 1.0, np.ones((1, 2, 2, 1)))
    with pytest.raises(UnsupportedGameError, match="discount < 1"):
        markov_perfect(game)


@pytest.mark.parametrize("wrong", [{"max_steps": 1.5}, {"max_steps": -1}, {"seed": -1}, {"seed": None}])
def test_numbers_that_make_no_sense_are_refused(wrong):
    game = random_games(1, 2, (2, 2), 0.5)[0]
    for solve in (markov_perfect, several_markov_perfect):
        with pytest.raises(InvalidGameError, match=f"{next(iter(wrong))} needs an integer, 0 or larger"):
            solve(game, **wrong)
    with pytest.raises(InvalidGameError, match="starts needs an integer, 1 or larger"):
        several_markov_perfect(game, starts=0)


@pytest.mark.deep
@pytest.mark.parametrize(("states", "actions", "games"), [(5, (3, 3), 100), (20, (5, 5), 100), (5, (3, 3, 3), 100)])
@pytest.mark.parametrize(("discount", "successors"), [(0.95, None), (0.5, None), (0.99, None), (0.95, 2), (0.99, 2)])
def test_every_random_game_is_solved(states, actions, games, discount, successors):
    found = markov_perfect(random_games(games, states, actions, discount, seed=14, successors=successors))
    assert found.certificate.relative_regret.max() < 1e-9


@pytest.mark.deep
@pytest.mark.parametrize("actions", [(4, 3), (2, 2, 2), (2, 2, 2, 2)])
@pytest.mark.parametrize("discount", [0.0, 0.9, 0.999, 0.9999])
@pytest.mark.parametrize("kind", ["integers", "masks", "one interest", "large stakes in two states"])
def test_every_odd_game_is_solved(actions, discount, kind):
    games = random_games(50, 4, actions, discount, seed=17, successors=1)
    payoffs, masks = games.payoffs.copy(), None
    if kind == "integers":
        payoffs = np.round(payoffs)
    elif kind == "masks":
        masks = tuple(np.random.default_rng(18).random((50, 4, size)) < 0.6 for size in actions)
        masks = tuple(mask | (np.arange(mask.shape[-1]) == 0) for mask in masks)
    elif kind == "one interest":
        payoffs[:] = payoffs[:, :, :1]
    else:
        payoffs[:, 2:] *= 1e4
    games = StochasticGame(payoffs, discount, games.transitions, players=games.players, available=masks)
    assert markov_perfect(games).certificate.relative_regret.max() < 1e-10


@pytest.mark.deep
def test_fifty_states_are_solved():
    assert markov_perfect(random_games(3, 50, (5, 5), 0.95, seed=15)).certificate.holds.all()


def test_several_equilibria_of_no_games_are_none() -> None:
    nothing = StochasticGame(np.zeros((0, 2, 2, 2, 2)), 0.9, np.full((0, 2, 2, 2, 2), 0.5))
    assert len(several_markov_perfect(nothing)) == 0
