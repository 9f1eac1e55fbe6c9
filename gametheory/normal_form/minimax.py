"""Value and optimal strategies of any zero-sum game: the front door."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..kernels.status import Status
from ..residual import minimax_residual
from ..value import Floats, seal
from .constant_sum import Solved, certify_minimax, require_constant_sum, saddle_point, solve_each
from .game import NormalFormGame
from .matrix_game import MatrixGame
from .minimax_columns import columns
from .minimax_interior_point import interior_point
from .minimax_lp import linear_program
from .minimax_simplex import simplex, simplex_of_one

PIVOTING = 200
"""Up to so many actions of each player, pivoting is fastest."""
LONG = 20
"""A player with so many times the actions of the other has few of them in play."""
LOW_RANK = 20
"""Up to this rank, both players have few actions in play."""
FULL = 0.02
"""A sparse matrix with a larger share of entries other than 0 is solved as a dense one, where there is memory."""
SMALL_SPARSE = 250_000
"""So is one with no more entries in all."""
LARGE_SPARSE = 25_000_000
"""One with more entries in all stays sparse."""


def minimax(game: MatrixGame | NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibrium:
    r"""Find the value and optimal strategies of zero-sum games, by the method that suits them.

    .. math:: v = \max_x \min_j (x A)_j = \min_y \max_i (A y)_i

    ===========================================================  ====================================
    game                                                         method
    ===========================================================  ====================================
    up to 200 actions a player, one game or many                 :func:`minimax_simplex`, compiled
    sparse, over 250,000 entries, at most 2 % of them not 0      :func:`minimax_lp`
    sparse, over 25,000,000 entries                              :func:`minimax_lp`
    a saddle point                                               read off
    20 times as many actions of one player as of the other       :func:`minimax_columns`
    rank 20 or less                                              :func:`minimax_columns`
    everything else                                              :func:`minimax_interior_point`
    a game that its method leaves without a certified answer     the interior point, then the linear
                                                                 program
    ===========================================================  ====================================

    The first line of the table that fits counts.

    Parameters
    ----------
    game : MatrixGame, or a NormalFormGame of two players whose payoffs add up to a constant
        Small games of a batch are solved in one compiled loop, large ones one after the other.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        ``payoffs[..., 0]`` is the value of the game to the row player.

    Raises
    ------
    UnsupportedGameError
        If the payoffs do not add up to a constant.
    NoEquilibriumFoundError

    References
    ----------
    von Neumann (1928), "Zur Theorie der Gesellschaftsspiele".

    Examples
    --------
    Rock, paper, scissors, where a win by paper counts twice:

    >>> game = MatrixGame([[0, -2, 1], [2, 0, -1], [-1, 1, 0]])
    >>> optimal = minimax(game)
    >>> optimal.strategies[0]
    array([0.25, 0.25, 0.5 ])
    >>> abs(optimal.payoffs[0]) < 1e-12
    np.True_
    """
    require_constant_sum(game)
    sparse = isinstance(game, MatrixGame) and game.is_sparse
    if sparse or max(game.sizes) > PIVOTING:
        return solve_each(game, lambda matrix: _one_large(matrix, tolerance), tolerance=tolerance, strict=strict)
    x, y, status, steps = simplex(game)
    answer = certify_minimax(game, x, y, status, steps, tolerance=tolerance, strict=False)
    failed = np.flatnonzero(~answer.certificate.holds.reshape(-1))
    if not len(failed):
        return answer
    again = solve_each(game.take(failed), lambda matrix: _careful(matrix, tolerance), tolerance=tolerance, strict=False)
    x, y, status, steps = x.copy(), y.copy(), status.copy(), steps.copy()
    x[failed], y[failed] = again.strategies
    status[failed], steps[failed] = again.status, again.steps
    seal(x, y, status, steps)
    return certify_minimax(game, x, y, status, steps, tolerance=tolerance, strict=strict)


def _one_large(matrix: Any, tolerance: float) -> Solved:
    """Solve one matrix by the lines of the table below the first."""
    m, n = matrix.shape
    if hasattr(matrix, "tocsr"):
        if m * n > (SMALL_SPARSE if matrix.nnz <= FULL * m * n else LARGE_SPARSE):
            return linear_program(matrix)
        matrix = matrix.toarray()
    if max(m, n) <= PIVOTING:
        solved = simplex_of_one(matrix)
    else:
        pure = saddle_point(matrix)
        if pure is not None:
            return *pure, Status.SOLVED, 0
        few = max(m, n) >= LONG * min(m, n) or _rank_is_low(matrix)
        solved = columns(matrix) if few else interior_point(matrix)
    return solved if _holds(matrix, solved, tolerance) else _careful(matrix, tolerance)


def _careful(matrix: Floats, tolerance: float) -> Solved:
    solved = interior_point(matrix)
    return solved if _holds(matrix, solved, tolerance) else linear_program(matrix)


def _holds(matrix: Floats, solved: Solved, tolerance: float) -> bool:
    """Whether the certificate of this game alone would hold."""
    x, y, status, _ = solved
    answer = certify(MatrixGame(matrix), (x, y), status, residual=minimax_residual, tolerance=tolerance, strict=False)
    return bool(answer.certificate.holds)


def _rank_is_low(matrix: Floats) -> bool:
    """Whether products with random vectors, one more than that rank, all but depend on each other."""
    random = np.random.default_rng(0).standard_normal((matrix.shape[1], LOW_RANK + 2))
    size = max(float(matrix.max()), -float(matrix.min()))
    values = np.linalg.svd(matrix @ random / size if size > 0 else matrix @ random, compute_uv=False)
    return bool(values[-1] <= 1e-9 * values[0])
