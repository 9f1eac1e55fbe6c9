"""Stochastic games: values by linear algebra, stage games, and one-shot deviations."""

import pickle
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, certify
from gametheory.normal_form import bimatrix, lemke_howson, zero_sum
from gametheory.residual import markov_residual
from gametheory.stochastic import StochasticGame, best_reply, occupancy, simulate


def random_game(seed: int, batch: tuple[int, ...] = (), masked: bool = False) -> StochasticGame:
    rng = np.random.default_rng(seed)
    payoffs = rng.random((*batch, 4, 2, 2, 3))
    transitions = rng.dirichlet(np.ones(4), (*batch, 4, 2, 3))
    masks = None
    if masked:
        rows, columns = [[1, 1], [1, 0], [0, 1], [1, 1]], [[1, 1, 1]] * 3 + [[1, 0, 1]]
        masks = (np.array(rows, dtype=bool), np.array(columns, dtype=bool))
    return StochasticGame(payoffs, rng.uniform(0, 0.95, batch), transitions, available=masks)


def random_strategies(seed: int, game: StochasticGame) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    raw = [rng.random((*game.batch_shape, 4, size)) for size in game.sizes]
    if game.available is not None:
        raw = [np.where(mask, weights, 0) for mask, weights in zip(game.available, raw, strict=True)]
    return tuple(weights / weights.sum(axis=-1, keepdims=True) for weights in raw)


@pytest.mark.parametrize("masked", [False, True])
def test_values_are_the_discounted_average_of_what_is_played(masked: bool) -> None:
    game = random_game(0, masked=masked)
    x, y = random_strategies(1, game)
    values, error = game.evaluate((x, y))
    # Summing the expected stage payoffs of 2000 periods, from each state.
    chain = np.einsum("sa,sb,sabt->st", x, y, game.transitions)
    stage = np.einsum("sa,sb,siab->si", x, y, game.payoffs)
    total, weight, reached = np.zeros((4, 2)), 1 - game.discount, np.eye(4)
    for _ in range(2000):
        total = total + weight * reached @ stage
        reached, weight = reached @ chain, weight * game.discount
    np.testing.assert_allclose(values, total, atol=1e-12)
    assert error.max() < 1e-12


def test_successor_lists_say_the_same_as_dense_transitions() -> None:
    rng = np.random.default_rng(2)
    successors = rng.integers(0, 4, (4, 2, 3, 3))
    chances = rng.dirichlet(np.ones(3), (4, 2, 3))
    dense = np.zeros((4, 2, 3, 4))
    for cell in np.ndindex(4, 2, 3, 3):
        dense[(*cell[:3], successors[cell])] += chances[cell]
    payoffs = rng.random((4, 2, 2, 3))
    listed, full = StochasticGame(payoffs, 0.8, chances, successors), StochasticGame(payoffs, 0.8, dense)
    strategies = random_strategies(3, full)
    values = rng.random((4, 2))
    np.testing.assert_allclose(listed.expect(values), full.expect(values), rtol=1e-14)
    np.testing.assert_allclose(listed.evaluate(strategies)[0], full.evaluate(strategies)[0], rtol=1e-13)
    for player in (0, 1):
        np.testing.assert_allclose(
            best_reply(listed, strategies, player).payoffs, best_reply(full, strategies, player).payoffs, rtol=1e-12
        )


def test_a_batch_equals_its_games_one_by_one() -> None:
    game = random_game(4, (3, 2), masked=True)
    strategies = random_strategies(5, game)
    values, _ = game.evaluate(strategies)
    whole = certify(game, strategies, residual=markov_residual, strict=False).certificate
    for k in np.ndindex(3, 2):
        one = game.take(k[0] * 2 + k[1])
        mine = tuple(strategy[k] for strategy in strategies)
        np.testing.assert_allclose(one.evaluate(mine)[0], values[k], rtol=1e-12)
        alone = certify(one, mine, residual=markov_residual, strict=False).certificate
        np.testing.assert_allclose(alone.regret, whole.regret[k], rtol=1e-9)
    assert game.evaluate(strategies)[0].shape == (3, 2, 4, 2)


def test_one_state_is_the_repeated_stage_game() -> None:
    dilemma = bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    repeated = StochasticGame(dilemma.payoffs[None], 0.9, np.ones((1, 2, 2, 1)))
    static = lemke_howson(dilemma)
    answer = certify(repeated, tuple(strategy[None] for strategy in static.strategies), residual=markov_residual)
    np.testing.assert_allclose(answer.payoffs[0], static.payoffs)


def test_a_discount_of_zero_is_the_stage_game() -> None:
    game = random_game(6)
    none = StochasticGame(game.payoffs, 0.0, game.transitions)
    assert none.stage_game(np.ones((4, 2))).payoffs.tolist() == none.payoffs.tolist()


def test_transitions_that_actions_do_not_move_leave_static_equilibria_state_by_state() -> None:
    rng = np.random.default_rng(7)
    payoffs = rng.random((4, 2, 2, 3))
    chain = np.broadcast_to(rng.dirichlet(np.ones(4), 4)[:, None, None], (4, 2, 3, 4))
    game = StochasticGame(payoffs, 0.9, chain)
    static = lemke_howson(game.stage_game(np.zeros((4, 2))))
    assert certify(game, static.strategies, residual=markov_residual).certificate.holds


def test_an_absorbing_zero_sum_game_has_its_algebraic_value() -> None:
    # A duel: if both wait, play goes on; (act, act) ends with 0; one alone acting ends with 1 for the row
    # player. v = (1 - sqrt(1 - d)) / d with (1 - d)-averages of a stage payoff paid for ever.
    discount = 0.8
    stage = np.zeros((3, 2, 2, 2))
    stage[1, 0], stage[1, 1] = 1, -1
    transitions = np.zeros((3, 2, 2, 3))
    transitions[0, 0, 0, 0] = transitions[0, 1, 1, 2] = 1
    transitions[0, 0, 1, 1] = transitions[0, 1, 0, 1] = 1
    transitions[1, ..., 1] = transitions[2, ..., 2] = 1
    game = StochasticGame(stage, discount, transitions)
    values = np.zeros((3, 2))
    for _ in range(400):  # Shapley's iteration with a static solver for each state
        values = lemke_howson(game.stage_game(values)).payoffs
    # val [[dv, d], [d, 0]] = v
    v = values[0, 0]
    assert v == pytest.approx((discount * discount) / (2 * discount - discount * v), abs=1e-9)
    answer = certify(game, lemke_howson(game.stage_game(values)).strategies, residual=markov_residual)
    assert answer.payoffs[0, 0] == pytest.approx(v, abs=1e-9)


def test_the_best_reply_beats_every_pure_stationary_strategy_and_is_optimal() -> None:
    game = random_game(8, masked=True)
    strategies = random_strategies(9, game)
    reply = best_reply(game, strategies, 1)
    assert game.available is not None
    values = []
    for choice in np.ndindex(3, 3, 3, 3):
        if all(game.available[1][s, a] for s, a in enumerate(choice)):
            values.append(game.evaluate((strategies[0], np.eye(3)[list(choice)]))[0][:, 1])
    np.testing.assert_allclose(reply.payoffs[:, 0], np.max(values, axis=0), rtol=1e-12)


def test_the_gain_from_the_best_reply_lies_within_the_total_bound() -> None:
    game = random_game(10, (20,))
    strategies = random_strategies(11, game)
    judged = certify(game, strategies, residual=markov_residual, strict=False).certificate
    values, _ = game.evaluate(strategies)
    assert judged.total_regret is not None
    for player in (0, 1):
        gain = (best_reply(game, strategies, player).payoffs[..., 0] - values[..., player]).max(axis=-1)
        assert (gain <= judged.total_regret[:, player] * (1 + 1e-9)).all()
        assert (gain >= judged.regret[:, player] * (1 - 1e-9) - 1e-12).all()


def test_relabelling_states_relabels_the_values() -> None:
    game = random_game(12)
    strategies = random_strategies(13, game)
    order = [2, 0, 3, 1]
    moved = StochasticGame(game.payoffs[order], game.discount, game.transitions[order][..., order])
    np.testing.assert_allclose(
        moved.evaluate(tuple(x[order] for x in strategies))[0], game.evaluate(strategies)[0][order], rtol=1e-12
    )


def test_games_pickle_and_compare_and_an_empty_batch_is_legal() -> None:
    game = random_game(14, (2,), masked=True)
    assert pickle.loads(pickle.dumps(game)) == game
    empty = StochasticGame(np.zeros((0, 3, 2, 2, 2)), 0.5, np.full((3, 2, 2, 3), 1 / 3))
    uniform = np.full((0, 3, 2), 0.5)
    assert certify(empty, (uniform, uniform), residual=markov_residual).payoffs.shape == (0, 3, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"discount": 1.1}, "0 <= discount <= 1"),
        ({"discount": [0.5, 0.6]}, "batch shape"),
        ({"transitions": np.full((4, 2, 3, 4), 0.3)}, "sum to 1"),
        ({"transitions": np.full((4, 2, 3, 3), 1 / 3)}, "successors as well"),
        ({"transitions": np.full((4, 2, 2, 4), 1 / 4)}, "need shape"),
        ({"successors": np.full((4, 2, 3, 4), 4)}, "integers from 0 to 3"),
        ({"successors": np.full((4, 2, 3, 4), 0.5)}, "integers from 0 to 3"),
        ({"states": ("a", "b")}, "one label for each of 4 states"),
        ({"states": ("a", "b", "c", "a")}, "labels that differ"),
        ({"states": "abcd"}, "a list of labels"),
        ({"states": [["a"], "b", "c", "d"]}, "keys of a dictionary"),
        ({"discount": "x"}, "discount needs real numbers; got 'x'"),
        ({"transitions": [[1], [1, 2]]}, "transitions needs real numbers"),
        ({"payoffs": np.zeros((2, 2, 3))}, "axis of states"),
    ],
)
def test_bad_input_is_refused_with_what_was_needed(change: dict[str, Any], message: str) -> None:
    game = random_game(15)
    given: dict[str, Any] = {"payoffs": game.payoffs, "discount": 0.5, "transitions": game.transitions}
    with pytest.raises(InvalidGameError, match=message):
        StochasticGame(**(given | change))


def test_a_zero_sum_stage_stays_zero_sum() -> None:
    a = np.random.default_rng(16).random((4, 2, 2))
    stage = np.stack([zero_sum(matrix).payoffs for matrix in a])
    game = StochasticGame(stage, 0.7, np.full((4, 2, 2, 4), 0.25))
    v = np.random.default_rng(17).random(4)
    payoffs = game.stage_game(np.stack([v, -v], axis=-1)).payoffs
    np.testing.assert_allclose(payoffs[:, 0], -payoffs[:, 1])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[0.5, 0.4]] * 4, "sum to 1 in every state; got sums from 0.9"),
        ([[1.5, -0.5]] * 4, "0 or more; got -0.5"),
        ([[1, 0], [0, 1], [0, 1], [1, 0]], r"actions that do not exist; at .* = \(1, 1\) it has 1"),
    ],
)
def test_what_is_no_strategy_is_never_valued(rows: Any, message: str) -> None:
    game, others = random_game(1, masked=True), np.eye(3)[[0] * 4]
    with pytest.raises(InvalidGameError, match=message):
        game.evaluate((rows, others))
    with pytest.raises(InvalidGameError, match=message):
        game.decision_process((rows, others), 1)
    with pytest.raises(InvalidGameError, match=message):
        occupancy(game, (rows, others))
    with pytest.raises(InvalidGameError, match=message):
        simulate(game, (rows, others), periods=1, paths=1, seed=0)


def test_values_are_nan_where_a_strategy_is() -> None:
    game = random_game(1)
    strategy = np.full((4, 2), np.nan)
    assert np.isnan(game.evaluate((strategy, np.full((4, 3), 1 / 3)))[0]).all()


@pytest.mark.parametrize("values", ["x", None, [1, 2, 3], np.zeros((4, 3))])
def test_values_of_the_next_period_are_numbers_by_state_and_player(values: Any) -> None:
    with pytest.raises(InvalidGameError, match=r"values needs? (real numbers|shape)"):
        random_game(1).stage_game(values)


def test_strategies_are_one_array_for_each_player() -> None:
    game = random_game(1)
    for wrong in (None, 3, {"row": np.eye(2)}):
        with pytest.raises(InvalidGameError, match="a tuple of one array for each of"):
            game.evaluate(wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidGameError, match="a mapping from numbers of players"):
            game.given({"row": wrong})  # type: ignore[dict-item]


def test_a_player_of_a_decision_process_is_a_number() -> None:
    game = random_game(1)
    with pytest.raises(InvalidGameError, match="player needs an integer, from 0 to 1; got 'row'"):
        best_reply(game, (np.eye(2)[[0] * 4], np.eye(3)[[0] * 4]), "row")  # type: ignore[arg-type]
