"""Value and optimal strategies of zero-sum games."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError, UnsupportedGameError
from ..kernels.status import Status
from ..profile import profiles_available
from ..residual import minimax_residual, nash_residual
from ..value import Bools, Floats
from .game import NormalFormGame, require_players
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
        millisecond each: for a million small games use :func:`lemke_howson`.
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
    if isinstance(game, MatrixGame):
        matrices, masks, residual = game.payoffs, None, minimax_residual
    elif isinstance(game, NormalFormGame):
        require_players(game, 2)
        masks = None if game.available is None else tuple(mask.reshape(-1, mask.shape[-1]) for mask in game.available)
        _require_constant_sum(game)
        matrices, residual = game.payoffs[..., 0, :, :], nash_residual
    else:
        raise InvalidGameError(f"a MatrixGame or NormalFormGame was needed, got {type(game).__name__}.")
    m, n = game.sizes
    shape = game.batch_shape
    one_by_one = [matrices] if not shape else matrices.reshape(-1, m, n)
    x, y = np.full((len(one_by_one), m), np.nan), np.full((len(one_by_one), n), np.nan)
    status, steps = np.empty(len(one_by_one), dtype=np.int8), np.empty(len(one_by_one), dtype=np.int64)
    for k, matrix in enumerate(one_by_one):
        if masks is None:
            x[k], y[k], status[k], steps[k] = _solve(matrix)
        else:
            row_in, column_in = masks[0][k], masks[1][k]
            x[k], y[k] = 0.0, 0.0
            x[k, row_in], y[k, column_in], status[k], steps[k] = _solve(matrix[np.ix_(row_in, column_in)])
    return certify(
        game,
        (x.reshape(*shape, m), y.reshape(*shape, n)),
        status.reshape(shape),
        steps.reshape(shape),
        residual=residual,
        tolerance=tolerance,
        strict=strict,
    )


def _solve(matrix: Any) -> tuple[Floats, Floats, int, int]:
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
        return np.full(m, np.nan), np.full(n, np.nan), Status.LP_FAILED, int(result.nit)
    return _strategy(result.x[:m]), _strategy(-result.ineqlin.marginals), Status.SOLVED, int(result.nit)


def _strategy(raw: Floats) -> Floats:
    kept = np.where(raw > ZERO, raw, 0.0)
    return np.asarray(kept / kept.sum())


def _require_constant_sum(game: NormalFormGame) -> None:
    values = game.payoffs if game.exact is None else game.exact.values
    total = values[..., 0, :, :] + values[..., 1, :, :]
    exists: Bools = np.ones(total.shape, dtype=bool)
    if game.available is not None:
        exists = profiles_available(game.available)
    high = np.where(exists, total, -np.inf).max(axis=(-1, -2), initial=-np.inf)
    low = np.where(exists, total, np.inf).min(axis=(-1, -2), initial=np.inf)
    if total.size and not (high == low).all():
        raise UnsupportedGameError(
            "minimax_lp needs a zero-sum game, in which both players' payoffs add up to one constant; these do not. "
            "Use lemke_howson or support_enumeration."
        )
