"""Zero-sum games by linear programming, dense and sparse."""

import pickle

import numpy as np
import pytest
import scipy.sparse

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import MatrixGame, bimatrix, lemke_howson, minimax_lp, zero_sum


def test_known_values() -> None:
    assert minimax_lp(MatrixGame([[1, -1], [-1, 1]])).payoffs.tolist() == [0, 0]
    # Williams (1954), "The Compleat Strategyst": [[6, 0], [-3, 3]] ... here by the 2x2 formula.
    assert minimax_lp(MatrixGame([[3, 1], [0, 2]])).payoffs[0] == pytest.approx((3 * 2 - 1 * 0) / (3 + 2 - 1 - 0))


def test_a_skew_symmetric_game_has_value_zero() -> None:
    a = np.random.default_rng(0).random((10, 6, 6))
    assert np.abs(minimax_lp(MatrixGame(a - a.swapaxes(-1, -2))).payoffs).max() < 1e-9


def test_the_value_moves_with_constants_and_scale_and_changes_sign_with_the_roles() -> None:
    a = np.random.default_rng(1).random((5, 7))
    value = minimax_lp(MatrixGame(a)).payoffs[0]
    assert minimax_lp(MatrixGame(a + 3)).payoffs[0] == pytest.approx(value + 3)
    assert minimax_lp(MatrixGame(a * 4)).payoffs[0] == pytest.approx(4 * value)
    assert minimax_lp(MatrixGame(-a.T)).payoffs[0] == pytest.approx(-value)


def test_the_value_is_that_of_pivoting() -> None:
    a = np.random.default_rng(2).random((20, 5, 4))
    np.testing.assert_allclose(minimax_lp(MatrixGame(a)).payoffs, lemke_howson(zero_sum(a)).payoffs, atol=1e-9)


def test_sparse_stays_sparse_and_agrees_with_dense() -> None:
    sparse = scipy.sparse.random_array((60, 40), density=0.1, rng=np.random.default_rng(3))
    game = MatrixGame(sparse)
    assert game.is_sparse
    assert minimax_lp(game).payoffs[0] == pytest.approx(minimax_lp(MatrixGame(sparse.toarray())).payoffs[0], abs=1e-9)
    assert pickle.loads(pickle.dumps(game)) == game


def test_masks_and_constant_sums_are_honoured() -> None:
    a = np.random.default_rng(4).random((3, 4))
    game = bimatrix(a, 5 - np.round(a * 8) / 8)
    with pytest.raises(UnsupportedGameError, match="add up to one constant"):
        minimax_lp(game)
    a = np.round(a * 8) / 8
    masked = minimax_lp(bimatrix(a, 5 - a, available=([True, False, True], [True] * 4)))
    assert masked.strategies[0][1] == 0
    assert masked.payoffs[0] == pytest.approx(minimax_lp(MatrixGame(a[[0, 2]])).payoffs[0])
    assert masked.payoffs.sum() == pytest.approx(5)


def test_a_billion_added_to_integers_costs_no_accuracy() -> None:
    a = np.random.default_rng(5).integers(0, 100, (6, 6))
    plain, moved = minimax_lp(MatrixGame(a)), minimax_lp(MatrixGame(a + 10**9))
    assert moved.certificate.regret.max() < 1e-9
    assert moved.strategies[0].tolist() == plain.strategies[0].tolist()


@pytest.mark.parametrize("payoffs", [[1, 2], np.zeros((0, 2)), [[np.nan, 1]], [[1j, 1]], [[2**60 + 1, 0]]])
def test_bad_matrices_are_refused(payoffs: object) -> None:
    with pytest.raises(InvalidGameError):
        MatrixGame(payoffs)
