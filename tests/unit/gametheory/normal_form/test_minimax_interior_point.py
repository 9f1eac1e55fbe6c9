"""The interior-point method on zero-sum games."""

import numpy as np
import pytest
import scipy.sparse

from gametheory import Status, UnsupportedGameError
from gametheory.normal_form import MatrixGame, minimax_interior_point


def test_about_a_dozen_steps_at_any_size() -> None:
    random = np.random.default_rng(0)
    for size in (20, 80, 320):
        assert minimax_interior_point(MatrixGame(random.random((size, size)))).steps < 20


def test_where_optimal_strategies_abound_all_actions_of_all_optima_are_played() -> None:
    # The column player's two first actions are copies; the row player's third is worth as much as a mixture.
    game = MatrixGame([[1, 1, -1], [-1, -1, 1], [0, 0, 0]])
    x, y = minimax_interior_point(game).strategies
    np.testing.assert_allclose(y, [0.25, 0.25, 0.5], atol=1e-6)
    assert x[0] == pytest.approx(x[1])


def test_rectangles_are_solved_from_their_shorter_side() -> None:
    a = np.random.default_rng(1).random((40, 90))
    wide, tall = minimax_interior_point(MatrixGame(a)), minimax_interior_point(MatrixGame(-a.T))
    np.testing.assert_allclose(wide.strategies[0], tall.strategies[1], atol=1e-14)
    assert wide.payoffs[0] == pytest.approx(-tall.payoffs[0], rel=1e-12)


def test_the_step_limit_is_reported() -> None:
    game = MatrixGame(np.random.default_rng(2).random((30, 30)))
    assert minimax_interior_point(game, max_steps=2, strict=False).status == Status.STEP_LIMIT


def test_sparse_matrices_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="minimax_lp"):
        minimax_interior_point(MatrixGame(scipy.sparse.eye_array(3)))
