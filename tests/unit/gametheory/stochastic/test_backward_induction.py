"""Finite horizons: backward induction, its certificate, and what it equals."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, NoEquilibriumFoundError, UnsupportedGameError, certify
from gametheory.normal_form import (
    NormalFormGame,
    all_nash,
    bimatrix,
    lemke_howson,
    nash,
    payoff_dominant,
    pure_nash,
    welfare_best,
)
from gametheory.residual import finite_horizon_residual, markov_residual
from gametheory.stochastic import (
    FiniteHorizonGame,
    StochasticGame,
    backward_induction,
    finite_horizon,
    stage_equilibria,
)


def random_game(seed: int, batch: tuple[int, ...] = (), discount: Any = 0.9, masked: bool = False) -> StochasticGame:
    rng = np.random.default_rng(seed)
    masks = None
    if masked:
        rows, columns = [[1, 1], [1, 0], [0, 1]], [[1, 1, 1], [1, 1, 1], [1, 0, 1]]
        masks = (np.array(rows, dtype=bool), np.array(columns, dtype=bool))
    transitions = rng.dirichlet(np.ones(3), (*batch, 3, 2, 3))
    return StochasticGame(rng.random((*batch, 3, 2, 2, 3)), discount, transitions, available=masks)


def with_a_clock(game: FiniteHorizonGame, discount: float) -> StochasticGame:
    """The same game over an endless horizon: time is part of the state, and the last state pays what is left."""
    periods, states = game.horizon, game.terminal.shape[-2]
    payoffs = np.zeros((periods * states + states, 2, *game.sizes))
    transitions = np.zeros((len(payoffs), *game.sizes, len(payoffs)))
    for t in range(periods):
        here = slice(t * states, (t + 1) * states)
        payoffs[here] = game.period(t).payoffs
        transitions[here, ..., (t + 1) * states : (t + 2) * states] = game.period(t).transitions
    for s in range(states):
        payoffs[periods * states + s] = game.terminal[s][:, None, None] * (1 - discount)
        transitions[periods * states + s, ..., periods * states + s] = 1
    return StochasticGame(payoffs, discount, transitions)


def test_a_finite_horizon_is_an_endless_one_whose_state_counts_time() -> None:
    terminal = np.random.default_rng(1).random((3, 2))
    game = finite_horizon(random_game(0), 5, terminal)
    answer = backward_induction(game)
    clock = with_a_clock(game, 0.9)
    stationary = tuple(
        np.concatenate([x.reshape(15, -1), np.eye(x.shape[-1])[[0] * 3]]) for x in answer.strategies
    )
    judged = certify(clock, stationary, residual=markov_residual)
    np.testing.assert_allclose(judged.payoffs[:15].reshape(5, 3, 2) / (1 - 0.9), answer.payoffs, rtol=1e-10)


def test_periods_may_differ() -> None:
    stages = random_game(2, (4, 6), np.linspace(0.5, 1.0, 6))
    game = FiniteHorizonGame(stages)
    answer = backward_induction(game)
    assert answer.payoffs.shape == (4, 6, 3, 2)
    for k in range(4):
        values = np.zeros((3, 2))
        for t in reversed(range(6)):
            period = stages[k, t]
            reached = np.einsum("sabt,ti->siab", period.transitions, values)
            today = bimatrix(*np.moveaxis(period.payoffs + period.discount * reached, 1, 0))
            values = lemke_howson(today).payoffs
            np.testing.assert_allclose(answer.payoffs[k, t], values, rtol=1e-9)


def test_a_repeated_game_with_one_stage_equilibrium_repeats_it_without_discounting() -> None:
    dilemma = bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    repeated = StochasticGame(dilemma.payoffs[None], 1.0, np.ones((1, 2, 2, 1)))
    answer = backward_induction(repeated, 300)
    np.testing.assert_array_equal(answer.payoffs[:, 0, 0], np.arange(300, 0, -1.0))
    assert (answer.strategies[0][..., 1] == 1).all()


def test_one_period_without_a_future_is_the_stage_game() -> None:
    game = random_game(3, (5,), masked=True)
    stage = NormalFormGame(game.payoffs, available=game.available)
    np.testing.assert_array_equal(backward_induction(game, 1).payoffs[:, 0], nash(stage).payoffs)


def test_a_longer_horizon_comes_near_the_endless_one() -> None:
    # transitions that actions do not move: static equilibria, state by state
    rng = np.random.default_rng(4)
    chain = np.broadcast_to(rng.dirichlet(np.ones(3), 3)[:, None, None], (3, 2, 3, 3))
    game = StochasticGame(rng.random((3, 2, 2, 3)), 0.8, chain)
    short = backward_induction(game, 150)
    endless = certify(game, tuple(x[0] for x in short.strategies), residual=markov_residual)
    np.testing.assert_allclose((1 - 0.8) * short.payoffs[0], endless.payoffs, rtol=1e-12)


def test_the_gain_from_the_best_deviation_lies_between_the_one_shot_and_the_total_regret() -> None:
    game = finite_horizon(random_game(5, (8,)), 4)
    rng = np.random.default_rng(6)
    profile = tuple(rng.dirichlet(np.ones(size), (8, 4, 3)) for size in game.sizes)
    judged = certify(game, profile, residual=finite_horizon_residual, strict=False).certificate
    measured = finite_horizon_residual(game, profile)
    assert judged.total_regret is not None
    x, y = profile
    for k in range(8):
        stage, chain = game.period(0)[k].payoffs, game.period(0)[k].transitions
        best = np.zeros((5, 3))  # of the row player, by dynamic programming
        one_shot, gain = 0.0, 0.0
        for t in reversed(range(4)):
            today = stage[:, 0] + 0.9 * chain @ best[t + 1]
            best[t] = np.einsum("sab,sb->sa", today, y[k, t]).max(axis=-1)
            later = measured.payoffs[k, t + 1, :, 0] if t < 3 else np.zeros(3)
            once = np.einsum("sab,sb->sa", stage[:, 0] + 0.9 * chain @ later, y[k, t]).max(axis=-1)
            one_shot = max(one_shot, (once - measured.payoffs[k, t, :, 0]).max())
            gain = max(gain, (best[t] - measured.payoffs[k, t, :, 0]).max())
        assert judged.regret[k, 0] == pytest.approx(one_shot, rel=1e-9)
        assert one_shot <= gain <= judged.total_regret[k, 0] * (1 + 1e-12)
    assert not judged.holds.any()
    assert x.shape == (8, 4, 3, 2)


def test_a_billion_added_to_payoffs_is_no_reason_to_refuse() -> None:
    game = random_game(7, discount=1.0)
    whole = replace(game, payoffs=np.round(game.payoffs * 100))
    moved = replace(game, payoffs=np.round(game.payoffs * 100) + 1e9)
    near, far = backward_induction(whole, 20), backward_induction(moved, 20)
    np.testing.assert_allclose(far.payoffs[0] - 20e9, near.payoffs[0], atol=1e-3)
    assert far.certificate.holds


def test_every_stage_equilibrium_is_kept_when_asked() -> None:
    game = random_game(8, (3,))
    answer = backward_induction(game, 4, all_nash, welfare_best)
    every = stage_equilibria(game, answer, all_nash)
    assert every.count.shape == (3, 4, 3)
    for k in np.ndindex(3, 4, 3):
        welfare = every.of(*k).payoffs.sum(axis=-1)
        assert answer.payoffs[k].sum() == pytest.approx(welfare.max(), abs=1e-9)


def test_a_state_in_which_no_equilibrium_is_selected_makes_the_game_fail_and_no_other() -> None:
    battle = np.array([[[2.0, 0], [0, 1]], [[1, 0], [0, 2]]])
    hunt = np.array([[[4.0, 0], [3, 3]], [[4, 3], [0, 3]]])
    games = StochasticGame(np.stack([battle, hunt])[:, None], 0.5, np.ones((1, 2, 2, 1)))
    answer = backward_induction(games, 3, pure_nash, payoff_dominant, strict=False)
    assert np.isnan(answer.payoffs[0]).all()
    assert answer.payoffs[1, 0, 0].tolist() == [7.0, 7.0]
    with pytest.raises(NoEquilibriumFoundError):
        backward_induction(games, 3, pure_nash, payoff_dominant)


def test_bad_input_is_refused_with_what_was_needed() -> None:
    game = random_game(9, (2,), 1.0)
    with pytest.raises(InvalidGameError, match="number of periods; none was given"):
        backward_induction(game)
    with pytest.raises(InvalidGameError, match="select needs a rule"):
        backward_induction(game, 2, all_nash)
    with pytest.raises(InvalidGameError, match="select needs a rule, such as"):
        backward_induction(game, 2, all_nash, "welfare_best")  # type: ignore[arg-type]
    with pytest.raises(InvalidGameError, match="select needs to return an Equilibrium with one for each"):
        backward_induction(game, 2, all_nash, lambda found: found)
    with pytest.raises(InvalidGameError, match="stage_solver needs a function"):
        backward_induction(game, 2, "nash")  # type: ignore[arg-type]
    with pytest.raises(InvalidGameError, match="stage_solver needs to return"):
        backward_induction(game, 2, lambda stage, strict: None)  # type: ignore[arg-type]
    with pytest.raises(InvalidGameError, match="an answer of backward_induction was needed"):
        stage_equilibria(game, None, all_nash)  # type: ignore[arg-type]
    with pytest.raises(InvalidGameError, match="terminal needs real numbers"):
        finite_horizon(game, 2, "nothing")  # type: ignore[arg-type]
    with pytest.raises(InvalidGameError, match="at least one period"):
        FiniteHorizonGame(random_game(9, (0,), 1.0))
    with pytest.raises(InvalidGameError, match="horizon of 2 already"):
        backward_induction(finite_horizon(game, 2), 3)
    with pytest.raises(InvalidGameError, match="1 or larger; got -1"):
        finite_horizon(game, -1)
    with pytest.raises(InvalidGameError, match="one game per period"):
        FiniteHorizonGame(game, 3)
    with pytest.raises(InvalidGameError, match="value for each state and player"):
        finite_horizon(game, 3, np.zeros(7))
    with pytest.raises(UnsupportedGameError, match="finite horizon"):
        game.evaluate((np.full((3, 2), 0.5), np.full((3, 3), 1 / 3)))


@pytest.mark.parametrize("horizon", [0, -1, 2.0, True, np.array([1, 2])])
def test_a_horizon_is_a_number_of_periods(horizon: Any) -> None:
    with pytest.raises(InvalidGameError, match="number of periods, needs an integer, 1 or larger"):
        backward_induction(random_game(0), horizon)
