"""Row and column generation for zero-sum games."""

import numpy as np
import pytest
import scipy.sparse

from gametheory import Status
from gametheory.normal_form import MatrixGame, minimax_columns, minimax_interior_point

random = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(20, 2000), (2000, 20), (150, 1500)])
def test_long_rectangles_have_the_value_of_the_whole_game(shape: tuple[int, int]) -> None:
    game = MatrixGame(random.normal(size=shape))
    generated, whole = minimax_columns(game), minimax_interior_point(game)
    assert generated.certificate.relative_regret < 1e-11
    assert generated.payoffs[0] == pytest.approx(whole.payoffs[0], abs=1e-11)


@pytest.mark.parametrize("rank", [1, 3, 10])
def test_low_rank_takes_few_rounds_and_few_actions(rank: int) -> None:
    answer = minimax_columns(MatrixGame(random.normal(size=(300, rank)) @ random.normal(size=(rank, 300))))
    assert answer.steps <= 10
    assert max(support.sum() for support in answer.supports) <= rank + 1


def test_a_sparse_matrix_has_the_value_of_the_dense_one() -> None:
    sparse = scipy.sparse.random_array((30, 800), density=0.2, rng=np.random.default_rng(1))
    dense = minimax_columns(MatrixGame(sparse.toarray()))
    assert minimax_columns(MatrixGame(sparse)).payoffs[0] == pytest.approx(dense.payoffs[0], abs=1e-10)


def test_the_step_limit_is_reported() -> None:
    game = MatrixGame(random.random((50, 1000)))
    assert minimax_columns(game, max_steps=1, strict=False).status == Status.STEP_LIMIT
