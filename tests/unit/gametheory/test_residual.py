"""What the residuals promise: true bounds, constants that cost nothing, and no wrong shape let through."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, NoEquilibriumFoundError, certify
from gametheory.normal_form import (
    MatrixGame,
    bimatrix,
    lemke_howson,
    pure_nash,
    support_enumeration,
    symmetric,
    zero_sum,
)
from gametheory.residual import (
    logit_residual,
    markov_residual,
    minimax_residual,
    nash_residual,
    obedience_residual,
    sequential_residual,
)
from gametheory.signalling import SignallingGame
from gametheory.stochastic import StochasticGame, best_reply

SENDER = np.array([[[0, 2], [1, 3]], [[1, 3], [0, 2]]])
RECEIVER = np.array([[[1, 0], [1, 0]], [[0, 1], [0, 1]]])
POOLING = (np.array([[1, 0], [1, 0]]), np.array([[0, 1], [1, 0]]))
BELIEFS = [[0.1, 0.9], [0.5, 0.5]]
GRIM = np.array([[1.0, 0.0], [0.0, 1.0]])


def grim_trigger(constant: float, discount: float = 0.9) -> StochasticGame:
    dilemma = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]]) + constant
    transitions = np.zeros((2, 2, 2, 2))
    transitions[..., 1] = 1
    transitions[0, 0, 0] = [1, 0]
    mask = np.array([[True, True], [False, True]])
    return StochasticGame(np.stack([dilemma, dilemma]), discount, transitions, available=(mask, mask))


@pytest.mark.parametrize("constant", [0.0, 1e5, 1e9])
def test_a_constant_in_all_payoffs_costs_no_verdict(constant: float) -> None:
    signals = SignallingGame(np.stack([SENDER, RECEIVER]) + constant, [0.1, 0.9])
    assert certify(signals, POOLING, residual=sequential_residual(BELIEFS)).certificate.relative_regret < 1e-12
    assert certify(grim_trigger(constant), (GRIM, GRIM), residual=markov_residual).certificate.holds


@pytest.mark.parametrize("constant", [2.0**20, 2.0**30])
def test_a_constant_in_all_payoffs_leaves_the_logit_residual_as_it_was(constant: float) -> None:
    rng = np.random.default_rng(1)
    payoffs = rng.integers(0, 64, (2, 3, 3)) / 8  # so that the constants are exact
    profile = tuple(rng.dirichlet(np.ones(3), 2))
    plain = logit_residual(0.7)(bimatrix(*payoffs), profile)
    moved = logit_residual(0.7)(bimatrix(*payoffs + constant), profile)
    np.testing.assert_allclose(moved.regret, plain.regret, rtol=1e-12)
    np.testing.assert_allclose(moved.inconsistency, plain.inconsistency, rtol=1e-12)


def test_a_constant_stochastic_game_has_no_regret() -> None:
    rng = np.random.default_rng(0)
    game = StochasticGame(np.full((3, 2, 2, 2), 0.1), 0.9, rng.dirichlet(np.ones(3), (3, 2, 2)))
    uniform = np.full((3, 2), 0.5)
    assert certify(game, (uniform, uniform), residual=markov_residual).certificate.regret.tolist() == [0, 0]


def test_subnormal_payoffs_certify_nothing_wrong() -> None:
    tiny = 5e-324
    wrong = certify(MatrixGame([[-tiny], [3 * tiny]]), ([0.058, 0.942], [1.0]), residual=minimax_residual, strict=False)
    assert not wrong.certificate.holds
    dilemma = [[Fraction(3, 10**400), 0], [Fraction(5, 10**400), Fraction(1, 10**400)]]
    judged = certify(bimatrix(dilemma, np.transpose(dilemma)), ([1, 0], [1, 0]), strict=False)
    assert not judged.certificate.holds


def test_the_bound_of_a_correlated_equilibrium_does_not_depend_on_the_batch() -> None:
    chicken, joint = symmetric([[0, 7], [2, 6]]), np.array([[0, 0.25], [0.25, 0.5]])
    alone = obedience_residual(chicken, (joint,)).regret
    batch = obedience_residual(symmetric(np.array([[[0, 7], [2, 6]]] * 5)), (joint,)).regret
    assert (batch == alone).all()
    none = symmetric(np.zeros((0, 2, 2)))
    assert obedience_residual(none, (np.zeros((0, 2, 2)),)).regret.shape == (0, 2)


@pytest.mark.parametrize(
    ("sender", "receiver", "beliefs"),
    [
        (np.ones((2, 1)), POOLING[1], BELIEFS),
        (POOLING[0], np.ones((2, 1)), BELIEFS),
        (*POOLING, [[0.5, 0.5]]),
        (*POOLING, [[1.0], [1.0]]),
    ],
)
def test_signalling_profiles_of_the_wrong_shape_are_refused(sender: Any, receiver: Any, beliefs: Any) -> None:
    game = SignallingGame(np.stack([SENDER, RECEIVER]), [0.1, 0.9])
    with pytest.raises(InvalidGameError, match="a profile needs"):
        certify(game, (sender, receiver), residual=sequential_residual(beliefs))


def test_a_certified_answer_stays_what_it_was() -> None:
    x = np.array([0.5, 0.5])
    answer = certify(zero_sum([[1, -1], [-1, 1]]), (x, x))
    x[:] = [1, 0]
    assert answer.strategies[0].tolist() == [0.5, 0.5]


def test_replacing_payoffs_drops_the_exact_carrier_of_the_old_ones() -> None:
    third = Fraction(1, 3)
    game = bimatrix([[third, 0], [0, third]], [[third, 0], [0, third]])
    other = replace(game, payoffs=np.array([[[0, 1.0], [1, 0]]] * 2))
    assert other.exact is None
    assert pure_nash(other).count == 2
    assert replace(game, players=("a", "b")).exact is not None
    with pytest.raises(InvalidGameError, match="ExactPayoffs"):
        replace(game, exact="thirds")  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64, np.uint8])
def test_the_negatives_of_a_zero_sum_game_are_right_in_every_integer_type(dtype: Any) -> None:
    low = np.iinfo(dtype).min
    assert zero_sum(np.array([[low, 0], [0, 1]], dtype=dtype)).payoffs[1, 0, 0] == -float(low)


def test_a_game_that_keeps_a_certified_row_is_not_failed() -> None:
    game = bimatrix([[1.000000001, 0.999999999], [1.0, 1e-9]], [[1, 1], [0, 0]])
    found = support_enumeration(game)
    assert len(found) >= 1
    assert not found.complete


def test_the_message_names_the_inconsistency() -> None:
    with pytest.raises(NoEquilibriumFoundError, match=r"inconsistency 1\.0e-01"):
        certify(zero_sum([[1, -1], [-1, 1]]), ([0.5, 0.5], [0.5, 0.6]))


@pytest.mark.parametrize("tolerance", [-1.0, np.nan, np.inf, "small", np.full(2, 1e-9)])
def test_a_tolerance_is_a_number(tolerance: Any) -> None:
    with pytest.raises(ValueError, match="tolerance needs to be a number"):
        lemke_howson(zero_sum([[1, -1], [-1, 1]]), tolerance=tolerance)


@pytest.mark.parametrize("rows", [[7], [-1]])
def test_rows_outside_the_batch_are_refused(rows: list[int]) -> None:
    games = zero_sum(np.zeros((2, 2, 2)))
    with pytest.raises(InvalidGameError, match="positions from 0 to 1"):
        nash_residual(games, (np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]])), np.array(rows))


@pytest.mark.parametrize(
    ("strategies", "player", "message"),
    [
        ((GRIM,), 0, "one array per player"),
        ((GRIM, GRIM[:1]), 0, "2 states"),
        ((GRIM, 0.5 * GRIM), 0, "sum to 1"),
        ((GRIM, GRIM), 2, "from 0 to 1"),
        ((GRIM, GRIM), -1, "from 0 to 1"),
        ((GRIM, GRIM * 1j), 0, "real numbers"),
    ],
)
def test_best_replies_check_what_they_are_given(strategies: Any, player: int, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        best_reply(grim_trigger(0), strategies, player)


@pytest.mark.parametrize("payoffs", [np.ma.masked_array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])])
def test_masked_arrays_are_refused_rather_than_unmasked(payoffs: Any) -> None:
    with pytest.raises(InvalidGameError, match="masked array"):
        zero_sum(payoffs)


@pytest.mark.parametrize("sizes", [(3, 15), (5, 16), (20, 17), (2, 40)])
def test_regret_of_wide_games_bounds_the_exact_one_closely(sizes):
    rng = np.random.default_rng(sum(sizes))
    payoffs = rng.integers(-50, 50, (2, *sizes)) * 0.125
    masks = [np.append(True, rng.random(size - 1) < 0.7) for size in sizes]
    x, y = (np.where(mask, rng.integers(0, 9, len(mask)), 0) for mask in masks)
    x[0] += 512 - x.sum()
    y[0] += 512 - y.sum()
    game = bimatrix(*payoffs, available=masks)
    measured = nash_residual(game, (x / 512, y / 512))
    exists = np.ix_(*masks)
    for player, values in enumerate((payoffs[0] @ y / 512, x @ payoffs[1] / 512)):
        expected = x @ payoffs[player] @ y / 512**2
        regret = values[masks[player]].max() - expected
        assert measured.payoffs[player] == pytest.approx(expected, abs=1e-12)
        assert regret <= measured.regret[player] <= regret + 1e-11
        assert measured.scale[player] == np.ptp(payoffs[player][exists])
