"""Zero-sum stochastic games: what Shapley's operator is, and games with known values."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import minimax, zero_sum
from gametheory.stochastic import (
    StochasticGame,
    best_reply,
    hoffman_karp,
    shapley,
    shapley_value_iteration,
    value_bracket,
)

SOLVERS = [shapley, shapley_value_iteration, hoffman_karp]


def zero_sum_game(seed: int, batch: tuple[int, ...] = (), discount: Any = 0.8, masked: bool = False) -> StochasticGame:
    rng = np.random.default_rng(seed)
    row = rng.integers(-9, 10, (*batch, 4, 3, 2)) / 2
    masks = None
    if masked:
        masks = (np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 0]], bool), np.array([[1, 1]] * 3 + [[0, 1]], bool))
    transitions = rng.dirichlet(np.ones(4), (*batch, 4, 3, 2))
    return StochasticGame(np.stack([row, -row], axis=-3), discount, transitions, available=masks)


def operator(game: StochasticGame, values: Any) -> Any:
    """Shapley's operator, with a solver of matrix games that none of the iterations uses for it."""
    stage = game.stage_game(np.stack([values, -values], axis=-1))
    return minimax(stage).payoffs[..., 0]


def big_match(discount: Any) -> StochasticGame:
    payoffs = np.zeros((3, 2, 2))
    payoffs[0], payoffs[1] = [[1, 0], [0, 1]], 1
    transitions = np.zeros((3, 2, 2, 3))
    transitions[0, 0, 0, 1] = transitions[0, 0, 1, 2] = transitions[0, 1, :, 0] = 1
    transitions[1, ..., 1] = transitions[2, ..., 2] = 1
    batch = np.shape(discount)
    stage = np.broadcast_to(np.stack([payoffs, -payoffs], axis=1), (*batch, 3, 2, 2, 2))
    return StochasticGame(stage, discount, transitions)


def duel(discount: Any) -> StochasticGame:
    """Both wait: on with 0; one acts alone: 1 for the row player for ever; both act: 0 for ever."""
    stage = np.zeros((*np.shape(discount), 3, 2, 2, 2))
    stage[..., 1, 0, :, :], stage[..., 1, 1, :, :] = 1, -1
    stage[..., 0, :, 0, 1], stage[..., 0, :, 1, 0] = [1, -1], [1, -1]
    transitions = np.zeros((3, 2, 2, 3))
    transitions[0, 0, 0, 0] = transitions[0, 1, 1, 2] = 1
    transitions[0, 0, 1, 1] = transitions[0, 1, 0, 1] = 1
    transitions[1, ..., 1] = transitions[2, ..., 2] = 1
    return StochasticGame(stage, discount, transitions)


@pytest.mark.parametrize("solve", SOLVERS)
def test_the_big_match_is_worth_one_half_at_every_discount(solve: Any) -> None:
    discount = np.array([0.0, 0.3, 0.9, 0.97])
    answer = solve(big_match(discount))
    np.testing.assert_allclose(answer.payoffs[:, 0, 0], 0.5, atol=1e-10)
    np.testing.assert_allclose(answer.strategies[0][:, 0, 0], (1 - discount) / (2 - discount), atol=1e-9)
    np.testing.assert_allclose(answer.strategies[1][:, 0], 0.5, atol=1e-9)


def test_the_big_match_is_worth_one_half_to_the_most_patient() -> None:
    discount = 1 - 10.0 ** -np.arange(4, 10)
    answer = shapley(big_match(discount))
    np.testing.assert_allclose(answer.payoffs[:, 0, 0], 0.5, atol=1e-8)
    np.testing.assert_allclose(answer.strategies[0][:, 0, 0], (1 - discount) / (2 - discount), rtol=1e-3)


@pytest.mark.parametrize("solve", [shapley, hoffman_karp])
def test_a_value_that_rounding_hides_is_none(solve: Any) -> None:
    value = solve(big_match(1 - 10.0 ** -np.arange(10, 15)), strict=False).payoffs[:, 0, 0]
    assert (np.isnan(value) | (np.abs(value - 0.5) < 1e-3)).all()


@pytest.mark.parametrize("solve", SOLVERS)
def test_bad_input_is_refused_with_what_was_needed(solve: Any) -> None:
    with pytest.raises(InvalidGameError, match="a StochasticGame was needed, got NoneType"):
        solve(None)
    with pytest.raises(InvalidGameError, match=r"max_steps needs an integer, 0 or larger; got 'x'"):
        solve(big_match(0.5), max_steps="x")
    with pytest.raises(UnsupportedGameError, match="as shapley returns it"):
        value_bracket(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("solve", SOLVERS)
def test_a_duel_has_its_algebraic_value(solve: Any) -> None:
    discount = np.array([0.1, 0.5, 0.9, 0.97])
    np.testing.assert_allclose(
        solve(duel(discount)).payoffs[:, 0, 0], (1 - np.sqrt(1 - discount)) / discount, atol=1e-10
    )


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("solve", SOLVERS)
def test_the_values_are_the_fixed_point_of_the_operator(solve: Any, masked: bool) -> None:
    game = zero_sum_game(1, (5,), np.linspace(0.1, 0.9, 5), masked)
    values = solve(game).payoffs[..., 0]
    np.testing.assert_allclose(operator(game, values), values, atol=1e-11)


def test_the_bracket_holds_the_value_and_what_best_replies_leave() -> None:
    game = zero_sum_game(2, (10,), 0.95)
    rough = shapley_value_iteration(game, max_steps=60, tolerance=1.0)
    value = shapley(game).payoffs[..., 0]
    lower, upper = value_bracket(rough)
    assert (lower <= value).all()
    assert (value <= upper).all()
    guaranteed = -best_reply(game, rough.strategies, 1).payoffs[..., 0]
    conceded = best_reply(game, rough.strategies, 0).payoffs[..., 0]
    assert (lower <= guaranteed + 1e-12).all()
    assert (guaranteed <= value + 1e-12).all()
    assert (value <= conceded + 1e-12).all()
    assert (conceded <= upper + 1e-12).all()
    exact = value_bracket(shapley(game))
    assert (exact.upper - exact.lower).max() < 1e-10


def test_the_operator_is_a_monotone_contraction_that_passes_constants_on() -> None:
    game = zero_sum_game(3, (50,), 0.7)
    rng = np.random.default_rng(4)
    v, w = rng.normal(size=(2, 50, 4))
    up, down = operator(game, np.maximum(v, w)), operator(game, np.minimum(v, w))
    for x in (v, w):
        assert (operator(game, x) <= up + 1e-12).all()
        assert (operator(game, x) >= down - 1e-12).all()
    gap = np.abs(operator(game, v) - operator(game, w)).max(axis=-1)
    assert (gap <= 0.7 * np.abs(v - w).max(axis=-1) + 1e-12).all()
    np.testing.assert_allclose(operator(game, v + 2.0), operator(game, v) + 0.7 * 2.0, atol=1e-12)


def test_relabelled_states_and_states_split_in_two_have_the_same_values() -> None:
    game = zero_sum_game(5)
    values = shapley(game).payoffs
    order = [2, 0, 3, 1]
    moved = StochasticGame(game.payoffs[order], 0.8, game.transitions[order][..., order])
    np.testing.assert_allclose(shapley(moved).payoffs, values[order], atol=1e-11)
    twice = [0, 1, 2, 3, 3]
    split = game.transitions[twice][..., twice] * np.array([1, 1, 1, 0.25, 0.75])
    copied = shapley(StochasticGame(game.payoffs[twice], 0.8, split))
    np.testing.assert_allclose(copied.payoffs, values[twice], atol=1e-11)


def test_one_state_is_its_matrix_game_and_no_discount_the_stage_game() -> None:
    game = zero_sum_game(6)
    matrices = zero_sum(game.payoffs[:, 0])
    alone = StochasticGame(game.payoffs[:, None], 0.9, np.ones((1, 3, 2, 1)))
    np.testing.assert_allclose(shapley(alone).payoffs[:, 0], minimax(matrices).payoffs, atol=1e-11)
    today = shapley(replace(game, discount=np.zeros(())))
    np.testing.assert_allclose(today.payoffs, minimax(matrices).payoffs, atol=1e-12)


def test_successor_lists_and_constants_leave_the_answer() -> None:
    rng = np.random.default_rng(7)
    row = rng.random((300, 3, 3))
    successors, chances = rng.integers(0, 300, (300, 3, 3, 3)), rng.dirichlet(np.ones(3), (300, 3, 3))
    listed = StochasticGame(np.stack([row, -row], axis=1), 0.95, chances, successors)
    dense = np.zeros((300, 3, 3, 300))
    for cell in np.ndindex(300, 3, 3, 3):
        dense[(*cell[:3], successors[cell])] += chances[cell]
    full = StochasticGame(np.stack([row + 7, -row], axis=1), 0.95, dense)
    answer = shapley(listed)
    np.testing.assert_allclose(shapley(full).payoffs[:, 0] - 7, answer.payoffs[:, 0], atol=1e-10)
    np.testing.assert_allclose(hoffman_karp(listed).payoffs, answer.payoffs, atol=1e-10)


def test_games_that_are_not_zero_sum_are_refused() -> None:
    game = zero_sum_game(8)
    with pytest.raises(UnsupportedGameError, match="add up to one"):
        shapley(replace(game, payoffs=np.abs(game.payoffs)))
    with pytest.raises(UnsupportedGameError, match="two players"):
        shapley(StochasticGame(np.zeros((1, 1, 2)), 0.5, np.ones((1, 2, 1)), players=("one",)))
    with pytest.raises(UnsupportedGameError, match="finite horizon"):
        shapley(replace(game, discount=np.ones(())))
