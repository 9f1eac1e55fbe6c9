"""Value and optimal strategies of zero-sum games by linear programming, dense or sparse."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium
from ..kernels.status import Status
from ..value import Floats
from .constant_sum import Solved, solve_each, unsolved
from .game import NormalFormGame
from .matrix_game import MatrixGame

FEASIBILITY = 1e-10
"""The tightest feasibility that HiGHS takes, on payoffs with a range of 1."""
ZERO = 1e-12
"""Probabilities below this are zero."""


def minimax_lp(
    game: MatrixGame | NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Find optimal strategies of a zero-sum game by linear programming.

    .. math:: \max_{x, v} v \quad \text{subject to} \quad A^\top x \ge v, \; \sum_i x_i = 1, \; x \ge 0.

    The optimal x is the row player's strategy, the dual solution is the column player's, and v is the value.

    Parameters
    ----------
    game : MatrixGame, or a NormalFormGame of two players whose payoffs add up to a constant
        A sparse matrix stays sparse. The games of a batch are solved one after the other, at about a
        millisecond each: for many small games use :func:`minimax_simplex`.
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
    von Neumann (1928), "Zur Theorie der Gesellschaftsspiele"; Dantzig (1951) for the linear program. Solved by
    HiGHS: Huangfu and Hall (2018), "Parallelizing the dual revised simplex method".

    Examples
    --------
    >>> game = MatrixGame([[0, -1, 2], [1, 0, -3], [-2, 3, 0]])
    >>> optimal = minimax_lp(game)
    >>> optimal.strategies[0].round(4)
    array([0.5   , 0.3333, 0.1667])
    >>> abs(optimal.payoffs[0]) < 1e-12
    np.True_
    """
    return solve_each(game, linear_program, tolerance=tolerance, strict=strict)


def linear_program(matrix: Any) -> Solved:
    """Strategies, status and iterations of one matrix, dense or sparse."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    m, n = matrix.shape
    ones = np.ones((n, 1))
    if hasattr(matrix, "tocsr"):
        size = max(float(abs(matrix).max()), np.finfo(float).tiny)
        constraints: Any = hstack([csr_array(-matrix.T / size), csr_array(ones)], format="csr")
    else:
        low, high = matrix.min(), matrix.max()
        span = high - low if high > low else 1.0
        constraints = np.hstack([-((matrix - low) / span).T, ones])
    result: Any = linprog(
        np.append(np.zeros(m), -1.0),
        A_ub=constraints,
        b_ub=np.zeros(n),
        A_eq=np.append(np.ones(m), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * m + [(None, None)],
        method="highs",
        options={"primal_feasibility_tolerance": FEASIBILITY, "dual_feasibility_tolerance": FEASIBILITY},
    )
    if result.status != 0:
        return unsolved(matrix, Status.LP_FAILED, int(result.nit))
    return _strategy(result.x[:m]), _strategy(-result.ineqlin.marginals), Status.SOLVED, int(result.nit)


def _strategy(raw: Floats) -> Floats:
    kept = np.where(raw > ZERO, raw, 0.0)
    return np.asarray(kept / kept.sum())
