"""The compiled simplex method on zero-sum games."""

import numpy as np
import pytest
import scipy.sparse

from gametheory import NoEquilibriumFoundError, Status, UnsupportedGameError
from gametheory.normal_form import MatrixGame, minimax_simplex
from gametheory.normal_form.minimax_simplex import _kernel


def test_strategies_are_vertices_with_supports_of_equal_size() -> None:
    answer = minimax_simplex(MatrixGame(np.random.default_rng(0).random((200, 7, 9))))
    sizes = [support.sum(axis=-1) for support in answer.supports]
    np.testing.assert_array_equal(*sizes)


def test_the_loop_in_python_is_the_compiled_loop() -> None:
    payoffs = np.random.default_rng(1).integers(0, 4, (20, 1, 4, 5)).astype(float)
    compiled = minimax_simplex(MatrixGame(payoffs[:, 0])).strategies
    x, y = np.empty((20, 4)), np.empty((20, 5))
    masks = np.ones((1, 4), dtype=bool), np.ones((1, 5), dtype=bool)
    _kernel.core(0, 20, payoffs, np.array([100]), *masks, x, y, np.empty(20, np.int8), np.empty(20, np.int64))
    np.testing.assert_array_equal(x, compiled[0])
    np.testing.assert_array_equal(y, compiled[1])


def test_the_step_limit_is_reported() -> None:
    game = MatrixGame(np.random.default_rng(2).random((20, 20)))
    assert minimax_simplex(game, max_steps=3, strict=False).status == Status.STEP_LIMIT
    with pytest.raises(NoEquilibriumFoundError):
        minimax_simplex(game, max_steps=3)
    with pytest.raises(ValueError, match="max_steps"):
        minimax_simplex(game, max_steps=-1)


def test_sparse_matrices_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="minimax_lp"):
        minimax_simplex(MatrixGame(scipy.sparse.eye_array(3)))
