"""Markov decision processes: three iterations, ties, and a peer."""

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.stochastic import (
    StochasticGame,
    best_reply,
    first_best,
    last_best,
    modified_policy_iteration,
    policy_iteration,
    value_iteration,
)

ITERATIONS = [policy_iteration, value_iteration, modified_policy_iteration]


def process(seed: int, states: int, batch: tuple[int, ...] = (), discount: Any = 0.9, few: int = 0) -> StochasticGame:
    rng = np.random.default_rng(seed)
    payoffs = rng.random((*batch, states, 1, 5))
    width = few or states
    chances = rng.dirichlet(np.ones(width), (*batch, states, 5))
    successors = rng.integers(0, states, chances.shape) if few else None
    mask = rng.random((*batch, states, 5)) < 0.7
    mask[..., 0] = True
    return StochasticGame(payoffs, discount, chances, successors, ("one",), available=(mask,))


@pytest.mark.parametrize("few", [0, 3])
@pytest.mark.parametrize("iterate", ITERATIONS)
def test_the_values_satisfy_bellmans_equation(iterate: Any, few: int) -> None:
    game = process(0, 12, (7,), np.linspace(0.0, 0.97, 7), few)
    values = iterate(game).payoffs
    worth = np.where(game.available[0], game.stage_game(values).payoffs[..., 0, :], -np.inf)  # type: ignore[index]
    np.testing.assert_allclose(worth.max(axis=-1), values[..., 0], atol=1e-12)


def test_all_iterations_agree_on_many_states_with_few_successors() -> None:
    game = process(1, 2_000, discount=0.95, few=4)
    values = [iterate(game).payoffs for iterate in ITERATIONS]
    np.testing.assert_allclose(values[1], values[0], atol=1e-10)
    np.testing.assert_allclose(values[2], values[0], atol=1e-10)


@pytest.mark.parametrize("iterate", ITERATIONS)
def test_ties_are_settled_by_the_rule_that_is_named(iterate: Any) -> None:
    payoffs = np.array([[[1.0, 1.0, 0.5, 1.0]]])
    game = StochasticGame(payoffs, 0.9, np.ones((1, 4, 1)), players=("one",))
    assert iterate(game, ties=first_best).strategies[0].argmax() == 0
    assert iterate(game, ties=last_best).strategies[0].argmax() == 3
    assert iterate(game).payoffs[0, 0] == pytest.approx(1)


def test_a_batch_equals_its_games_one_by_one() -> None:
    games = process(2, 6, (40,), 0.9)
    whole = policy_iteration(games)
    for k in range(0, 40, 7):
        np.testing.assert_array_equal(policy_iteration(games[k]).strategies[0], whole.strategies[0][k])


def test_the_reply_to_strategies_in_lists_is_that_in_full() -> None:
    rng = np.random.default_rng(3)
    successors, chances = rng.integers(0, 40, (40, 2, 3, 2)), rng.dirichlet(np.ones(2), (40, 2, 3))
    listed = StochasticGame(rng.random((40, 2, 2, 3)), 0.9, chances, successors)
    dense = np.zeros((40, 2, 3, 40))
    for cell in np.ndindex(40, 2, 3, 2):
        dense[(*cell[:3], successors[cell])] += chances[cell]
    full = StochasticGame(listed.payoffs, 0.9, dense)
    strategies = (rng.dirichlet(np.ones(2), 40), rng.dirichlet(np.ones(3), 40))
    for player in (0, 1):
        np.testing.assert_allclose(
            best_reply(listed, strategies, player).payoffs, best_reply(full, strategies, player).payoffs, rtol=1e-12
        )
    process_of_row = listed.decision_process(strategies, 0)
    assert process_of_row.transitions.shape == (40, 2, 6)


@pytest.mark.parametrize("iterate", ITERATIONS)
def test_a_plan_for_players_to_whom_a_period_is_nothing_is_right_or_none(iterate: Any) -> None:
    chances = np.array([[[0.7, 0.3], [1, 0]], [[0, 1], [1, 0]]])  # a machine that breaks, and is better repaired
    payoffs = np.array([[[0.0, -3.0]], [[-2.0, -3.0]]])
    for discount in (1 - 1e-11, 1 - 1e-14):
        machine = StochasticGame(payoffs, discount, chances, players=("owner",))
        values = iterate(machine, max_steps=100, strict=False).payoffs[:, 0]
        assert np.isnan(values).all() or np.allclose(values, -0.9 / 1.3, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ties": "first"}, "ties needs a rule"),
        ({"ties": lambda best: 0}, "the number of one action in each state"),
        ({"ties": lambda best: np.full(best.shape[:-1], 7)}, "the number of one action in each state"),
        ({"ties": lambda best: best.argmin(axis=-1)}, "one of the best actions; it took another"),
        ({"max_steps": None}, "max_steps needs an integer"),
    ],
)
def test_bad_options_are_refused_with_what_was_needed(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        policy_iteration(process(1, 4), **change)


def test_a_game_of_several_players_is_no_decision_process() -> None:
    game = StochasticGame(np.zeros((1, 2, 2, 2)), 0.5, np.ones((1, 2, 2, 1)))
    with pytest.raises(UnsupportedGameError, match="one player"):
        value_iteration(game)


@pytest.mark.peer
def test_quantecon_finds_the_same_values() -> None:
    markov = pytest.importorskip("quantecon.markov")
    game = process(4, 60, discount=0.95)
    assert game.available is not None
    rewards = np.where(game.available[0], game.payoffs[:, 0], -np.inf)
    chances = np.where(game.available[0][..., None], game.transitions, 1 / 60)
    peer = markov.DiscreteDP(rewards, chances, 0.95).solve(method="policy_iteration")
    answer = policy_iteration(game)
    np.testing.assert_allclose(answer.payoffs[:, 0], (1 - 0.95) * peer.v, atol=1e-10)
    np.testing.assert_array_equal(answer.strategies[0].argmax(axis=-1), peer.sigma)


@pytest.mark.parametrize("iterate", ITERATIONS)
def test_a_game_is_solved_the_same_whatever_else_is_in_its_batch(iterate: Any) -> None:
    games = process(5, 4, (9,), np.linspace(0.1, 0.99, 9))
    whole = iterate(games)
    for k in range(9):
        alone = iterate(games[k])
        assert alone.steps == whole.steps[k]
        np.testing.assert_array_equal(alone.strategies[0], whole.strategies[0][k])
        np.testing.assert_allclose(alone.payoffs, whole.payoffs[k], rtol=1e-14)
    assert iterate(games[:0]).payoffs.shape == (0, 4, 1)
