"""Values of stationary strategies against exact arithmetic, for players of any patience."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from gametheory import certify
from gametheory.residual import markov_residual
from gametheory.stochastic import StochasticGame, build
from gametheory.stochastic.evaluation import evaluate, sparse_values


def rational(number: Any) -> fmpq:
    part = Fraction(float(number))
    return fmpq(part.numerator, part.denominator)


def exact_values(chain: Any, payoffs: Any, discount: float) -> Any:
    """Values of a chain whose chances of staying are what the others leave."""
    states, patience = len(payoffs), rational(discount)
    system, right = fmpq_mat(states, states), fmpq_mat(states, 1)
    for i in range(states):
        moves = [rational(chain[i, j]) if i != j else fmpq(0) for j in range(states)]
        for j in range(states):
            system[i, j] = -patience * moves[j]
        system[i, i] = 1 - patience * (1 - sum(moves, fmpq(0)))
        right[i, 0] = (1 - patience) * rational(payoffs[i])
    solved = system.solve(right)
    return np.array([float(Fraction(int(solved[i, 0].p), int(solved[i, 0].q))) for i in range(states)])


def chains() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    mixing = rng.dirichlet(np.ones(6), 6)
    absorbing = mixing.copy()
    absorbing[0], absorbing[1] = np.eye(6)[0], np.eye(6)[1]
    sticky = np.eye(6) * (1 - 2e-7) + 1e-7 * (np.roll(np.eye(6), 1, 0) + np.roll(np.eye(6), -1, 0))
    return {"mixing": mixing, "absorbing": absorbing, "sticky": sticky}


@pytest.mark.parametrize("impatience", [1.0, 0.1, 1e-6, 1e-10, 2.0**-50])
@pytest.mark.parametrize("kind", chains())
def test_values_and_their_bound_are_accurate_for_players_of_any_patience(kind: str, impatience: float) -> None:
    chain = chains()[kind]
    payoffs = np.random.default_rng(1).random(6)
    game = StochasticGame(payoffs[:, None, None], 1 - impatience, chain[:, None], players=("one",))
    values, error = game.evaluate((np.ones((6, 1)),))
    off = np.abs(values[:, 0] - exact_values(game.transitions[:, 0], payoffs, 1 - impatience))
    assert (off <= error[:, 0] + 2.0**-53).all()
    assert error.max() < 1e-13


@pytest.mark.parametrize("impatience", [1e-5, 1e-7, 1e-9])
def test_right_answers_of_patient_players_are_certified_and_wrong_ones_seen(impatience: float) -> None:
    dilemma = np.array([[[3.0, 0], [5, 1]], [[3, 5], [0, 1]]])
    transitions = np.zeros((2, 2, 2, 2))
    transitions[0, :, :, 1] = transitions[1, :, :, 1] = 1
    transitions[0, 0, 0] = [1, 0]
    game = StochasticGame(np.stack([dilemma] * 2), 1 - impatience, transitions)
    grim = np.array([[1.0, 0.0], [0.0, 1.0]])
    answer = certify(game, (grim, grim), residual=markov_residual)
    assert answer.certificate.total_regret is not None
    assert answer.certificate.total_regret.max() < 1e-12 / impatience
    soft = np.array([[1.0, 0.0], [0.5, 0.5]])
    judged = markov_residual(game, (soft, soft))
    assert judged.total_regret is not None
    assert judged.total_regret.min() > 0.1


def test_large_sparse_chains_give_the_values_of_small_ones() -> None:
    rng = np.random.default_rng(2)
    successors = rng.integers(0, 200, (200, 2, 4))
    game = StochasticGame(rng.random((200, 1, 2)), 0.97, rng.dirichlet(np.ones(4), (200, 2)), successors, ("one",))
    strategies = (rng.dirichlet(np.ones(2), 200),)
    small, _ = game.evaluate(strategies)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gametheory.stochastic.evaluation.DENSE", 10)
        large, error = evaluate(game, strategies)
        np.testing.assert_allclose(large, small, atol=1e-13)
        assert (np.abs(large - small) <= error).all()
        patch.setattr("gametheory.stochastic.evaluation.BAND", 0.0)
        np.testing.assert_allclose(evaluate(game, strategies)[0], small, atol=1e-12)


def test_a_long_walk_has_its_closed_form() -> None:
    # up one square with chance p, else back to the beginning: v(0) = (1 - d) sum of the expected squares
    game = build(
        [0],
        {"piece": ["go"]},
        payoff=lambda square, move: [float(square == 0)],
        transition=lambda square, move: [(min(square + 1, 999), 0.9), (0, 0.1)],
        discount=0.99,
    )
    values, _ = game.evaluate((np.ones((1000, 1)),))
    # from anywhere the next period is at 0 with chance 0.1
    assert values[500, 0] == pytest.approx(0.99 * 0.1, abs=1e-12)
    assert values[0, 0] == pytest.approx(0.01 + 0.99 * 0.1, abs=1e-12)


def test_the_equation_is_met_by_what_is_returned() -> None:
    from scipy.sparse import csr_array

    rng = np.random.default_rng(3)
    chain = rng.dirichlet(np.ones(30), 30)
    payoffs = rng.random((30, 2))
    values, off = sparse_values(csr_array(chain), payoffs, 0.9)
    np.testing.assert_allclose(values, 0.1 * payoffs + 0.9 * chain @ values, atol=1e-14)
    assert off.max() < 1e-14
