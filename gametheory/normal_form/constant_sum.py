"""What the solvers of zero-sum games share: the game as matrices, and the certificate that it came for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..equilibrium import Equilibrium, certify
from ..errors import InvalidGameError, UnsupportedGameError
from ..kernels.status import Status
from ..profile import profiles_available
from ..residual import minimax_residual, nash_residual
from ..value import Floats
from .game import NormalFormGame, require_players
from .matrix_game import MatrixGame

Solved = tuple[Floats, Floats, int, int]
"""Strategies of the row and the column player, a :class:`Status`, and steps."""


def require_constant_sum(game: MatrixGame | NormalFormGame) -> None:
    """Raise unless this is a matrix game or a two-player game whose payoffs add up to one constant."""
    if isinstance(game, MatrixGame):
        return
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(
            f"a MatrixGame or NormalFormGame was needed, got {type(game).__name__}; make one with MatrixGame(A) or "
            f"zero_sum(A)."
        )
    require_players(game, 2)
    values = game.payoffs if game.exact is None else game.exact.values
    total = values[..., 0, :, :] + values[..., 1, :, :]
    low = high = total
    if game.available is not None:
        exists = profiles_available(game.available)
        low, high = np.where(exists, total, np.inf), np.where(exists, total, -np.inf)
    if total.size and not (high.max(axis=(-1, -2)) == low.min(axis=(-1, -2))).all():
        raise UnsupportedGameError(
            "the minimax solvers need a zero-sum game, in which both players' payoffs add up to one constant; these "
            "do not. Use nash or all_nash."
        )


def row_payoffs(game: MatrixGame | NormalFormGame) -> Any:
    """What the row player is paid, (games, players, m, n), of which the first of the players counts."""
    m, n = game.sizes
    return game.payoffs.reshape(-1, 1, m, n) if isinstance(game, MatrixGame) else game.flat


def certify_minimax(
    game: MatrixGame | NormalFormGame,
    x: Floats,
    y: Floats,
    status: Any,
    steps: Any,
    *,
    tolerance: float,
    strict: bool,
) -> Equilibrium:
    """Judge strategies of the flattened batch, (games, m) and (games, n)."""
    (m, n), shape = game.sizes, game.batch_shape
    return certify(
        game,
        (x.reshape(*shape, m), y.reshape(*shape, n)),
        status.reshape(shape),
        steps.reshape(shape),
        residual=minimax_residual if isinstance(game, MatrixGame) else nash_residual,
        tolerance=tolerance,
        strict=strict,
    )


def solve_each(
    game: MatrixGame | NormalFormGame, solve: Callable[[Any], Solved], *, tolerance: float, strict: bool
) -> Equilibrium:
    """One game of the batch after the other, each without its masked actions.

    ``solve`` is given a matrix (m, n), sparse where the game is.
    """
    require_constant_sum(game)
    sparse = isinstance(game, MatrixGame) and game.is_sparse
    matrices = [game.payoffs] if sparse else list(row_payoffs(game)[:, 0])
    masks = None
    if isinstance(game, NormalFormGame) and game.available is not None:
        masks = [mask.reshape(-1, mask.shape[-1]) for mask in game.available]
    m, n = game.sizes
    x, y = np.zeros((len(matrices), m)), np.zeros((len(matrices), n))
    status, steps = np.empty(len(matrices), dtype=np.int8), np.empty(len(matrices), dtype=np.int64)
    for k, matrix in enumerate(matrices):
        if masks is None:
            x[k], y[k], status[k], steps[k] = solve(matrix)
        else:
            row_in, column_in = masks[0][k], masks[1][k]
            x[k, row_in], y[k, column_in], status[k], steps[k] = solve(matrix[np.ix_(row_in, column_in)])
    return certify_minimax(game, x, y, status, steps, tolerance=tolerance, strict=strict)


def normalised(matrix: Floats) -> Floats:
    """Payoffs brought to [0, 1] in a new array, all 0 if they are constant.

    Division by the range itself makes the result the same to the last bit for every exact rescaling or shift.
    """
    low, high = matrix.min(), matrix.max()
    if high == low:
        return np.zeros(matrix.shape)
    scaled = np.subtract(matrix, low, order="C")
    scaled /= high - low
    return np.asarray(scaled)


def unsolved(matrix: Any, status: Status, steps: int) -> Solved:
    """Strategies of NaN, for a game that a solver gives up."""
    m, n = matrix.shape
    return np.full(m, np.nan), np.full(n, np.nan), status, steps


def saddle_point(matrix: Floats) -> tuple[Floats, Floats] | None:
    """The first pure strategies that guarantee both players the same, if there are any."""
    worst, best = matrix.min(axis=1), matrix.max(axis=0)
    row, column = worst.argmax(), best.argmin()
    if worst[row] < best[column]:
        return None
    x, y = np.zeros(len(worst)), np.zeros(len(best))
    x[row] = y[column] = 1.0
    return x, y
