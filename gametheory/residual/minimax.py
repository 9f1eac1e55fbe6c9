"""Optimal strategies of a matrix game."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .measure import Residual, doubt, proper_strategy


def minimax_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Regret in a matrix game, :math:`\max_i (A y)_i - x A y` and :math:`x A y - \min_j (x A)_j`.

    An upper bound with rounding included, for the normalised vectors. A dense matrix is centred by the middle
    of its range first, so constants added to it cost nothing.
    """
    if rows is not None:
        game = game.take(rows)
    if len(strategies) != 2 or any(np.shape(x)[-1:] != (size,) for x, size in zip(strategies, game.sizes, strict=True)):
        raise InvalidGameError(
            f"strategies need one array per player, probabilities last, of sizes {game.sizes}; "
            f"got shapes {[np.shape(x) for x in strategies]}."
        )
    raw = tuple(np.asarray(strategy, dtype=np.float64) for strategy in strategies)
    shape = np.broadcast_shapes(game.batch_shape, *(strategy.shape[:-1] for strategy in raw))
    given = tuple(np.broadcast_to(strategy, (*shape, strategy.shape[-1])) for strategy in raw)
    (x, off_x), (y, off_y) = (proper_strategy(strategy, np.ones(strategy.shape[-1:], dtype=bool)) for strategy in given)
    matrix: Any = game.payoffs
    cells = None if matrix.ndim == 2 else (-1, -2)
    high, low, middle = matrix.max(axis=cells), matrix.min(axis=cells), np.zeros(())
    if not game.is_sparse:
        middle = np.asarray((high + low) / 2)
        matrix = matrix - middle[..., None, None]
    sizes = abs(matrix)
    by_row, by_column = _times(matrix, y), _times(_transposed(matrix), x)
    value = (x * by_row).sum(axis=-1)
    hidden = doubt(sum(game.sizes), _times(sizes, y).max(axis=-1) + _times(_transposed(sizes), x).max(axis=-1))
    gains = np.stack([by_row.max(axis=-1) - value, value - by_column.min(axis=-1)], axis=-1)
    span = np.broadcast_to(np.asarray(high - low, dtype=np.float64)[..., None], gains.shape)
    regret = np.where(span > 0, np.maximum(gains, 0) + hidden[..., None], 0.0 * gains)
    value = value + middle
    off = np.where(np.isnan(regret).any(axis=-1), np.inf, np.maximum(off_x, off_y))
    return Residual("minimax", given, np.stack([value, -value], axis=-1), regret, span, off)


def _transposed(matrix: Any) -> Any:
    return matrix.T if matrix.ndim == 2 else matrix.swapaxes(-1, -2)


def _times(matrix: Any, vector: Floats) -> Floats:
    """Matrix times vector over a batch of either; a sparse matrix has no batch."""
    if matrix.ndim == 2:
        product = np.asarray((matrix @ vector.reshape(-1, vector.shape[-1]).T).T)
        return product.reshape(*vector.shape[:-1], matrix.shape[0])
    return np.asarray((matrix @ vector[..., None])[..., 0])
