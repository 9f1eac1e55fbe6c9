"""Optimal strategies of a matrix game."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kernels.kernel import Kernel, as_input
from ..value import Floats, seal
from .measure import Residual, checked, doubt, proper_strategy, spread_over_rows

_matrices = Kernel("minimax_residual")


def minimax_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Regret in a matrix game, :math:`\max_i (A y)_i - x A y` and :math:`x A y - \min_j (x A)_j`.

    An upper bound with rounding included, for the normalised vectors. A dense matrix is centred by the middle
    of its range first, so constants added to it cost nothing.
    """
    given = checked(game, strategies)
    return _of_sparse(game, given) if game.is_sparse else _of_dense(game, given, rows)


def _of_dense(game: Any, strategies: tuple[Floats, ...], rows: Any) -> Residual:
    payoffs = game.payoffs.reshape(-1, *game.sizes)
    shape, strategies, rows = spread_over_rows(len(payoffs), game.batch_shape, strategies, rows)
    count = len(rows)
    paid, regret, scale = (np.empty((count, 2)) for _ in range(3))
    off = np.empty(count)
    flat = [as_input(x.reshape(count, size)) for x, size in zip(strategies, game.sizes, strict=True)]
    _matrices(count, payoffs, rows, *flat, paid, regret, scale, off, sizes=game.sizes)
    if shape != (count,):
        paid, regret, scale = (array.reshape(*shape, 2) for array in (paid, regret, scale))
        off = off.reshape(shape)
    seal(paid, regret, scale, off)
    return Residual("minimax", strategies, paid, regret, scale, off)


def _of_sparse(game: Any, strategies: tuple[Floats, ...]) -> Residual:
    shape = np.broadcast_shapes(*(strategy.shape[:-1] for strategy in strategies))
    given = tuple(np.broadcast_to(strategy, (*shape, strategy.shape[-1])) for strategy in strategies)
    (x, off_x), (y, off_y) = (proper_strategy(strategy, np.ones(strategy.shape[-1:], dtype=bool)) for strategy in given)
    matrix, sizes = game.payoffs, abs(game.payoffs)
    by_row, by_column = _times(matrix, y), _times(matrix.T, x)
    value = (x * by_row).sum(axis=-1)
    hidden = doubt(sum(game.sizes), _times(sizes, y).max(axis=-1) + _times(sizes.T, x).max(axis=-1))
    gains = np.stack([by_row.max(axis=-1) - value, value - by_column.min(axis=-1)], axis=-1)
    span = np.broadcast_to(np.float64(matrix.max() - matrix.min()), gains.shape)
    regret = np.where(span > 0, np.maximum(gains, 0) + hidden[..., None], 0.0 * gains)
    off = np.where(np.isnan(regret).any(axis=-1), np.inf, np.maximum(off_x, off_y))
    return Residual("minimax", given, np.stack([value, -value], axis=-1), regret, span, off)


def _times(matrix: Any, vectors: Floats) -> Floats:
    """A sparse matrix times the vectors on the last axis."""
    product = np.asarray((matrix @ vectors.reshape(-1, vectors.shape[-1]).T).T)
    return product.reshape(*vectors.shape[:-1], matrix.shape[0])
