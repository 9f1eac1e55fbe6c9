"""From strategies near the optimum onto it: the equations that the supports imply, solved directly."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..value import Floats

AGREED = 1e-12
"""The gap, as a share of the payoff range, at which a vertex is optimal."""
NEGATIVE = 1e-14
"""Weights above minus this are zero."""
REFINEMENTS = 2
INDEPENDENT = 1e-10
"""Rows and columns of a smaller share than this are combinations of the others."""


def vertex_near(b: Floats, rows: Any, columns: Any) -> tuple[Floats, Floats] | None:
    """The strategies with these supports that make each other's actions equally good, if they are optimal."""
    from scipy.linalg import lapack

    size = int(rows.sum())
    if size == 0 or size != columns.sum():
        return None
    inner = b[np.ix_(rows, columns)]
    system = np.empty((size + 1, size + 1))
    system[:size, :size], system[:size, size], system[size, :size], system[size, size] = inner, -1.0, 1.0, 0.0
    factors, pivots, singular = lapack.dgetrf(system)
    if singular:
        return None
    wanted = np.append(np.zeros(size), 1.0)
    # For x the system is the transposed one, up to the signs of the border.
    y = refined(system, wanted, lambda right: lapack.dgetrs(factors, pivots, right)[0])
    x = refined(system.T, -wanted, lambda right: lapack.dgetrs(factors, pivots, right, trans=1)[0])
    mine, other = np.zeros(b.shape[0]), np.zeros(b.shape[1])
    mine[rows], other[columns] = x[:size], y[:size]
    if not (mine.min() > -NEGATIVE and other.min() > -NEGATIVE):
        return None
    mine, other = np.maximum(mine, 0), np.maximum(other, 0)
    mine, other = mine / mine.sum(), other / other.sum()
    return (mine, other) if gap(b, mine, other) <= AGREED else None


def face_near(b: Floats, x: Floats, y: Floats, rows: Any, columns: Any) -> tuple[Floats, Floats]:
    """The nearest strategies with these supports that make each other's actions equally good.

    The given ones, where those are no better.
    """
    inner = b[np.ix_(rows, columns)]
    mine, other = np.where(rows, x, 0.0), np.where(columns, y, 0.0)
    mine[rows], other[columns] = _equalising(inner.T, x[rows]), _equalising(inner, y[columns])
    if not (mine.min() >= 0 and other.min() >= 0):
        return x, y
    return (mine, other) if gap(b, mine, other) <= gap(b, x, y) else (x, y)


def _equalising(inner: Floats, weights: Floats) -> Floats:
    """The weights of relative change least in squares that make all rows of the matrix pay the same."""
    from scipy.linalg import lstsq

    rows, columns = inner.shape
    system = np.zeros((rows + 1, columns + 1))
    system[:rows, :columns], system[:rows, columns], system[rows, :columns] = inner * weights, -1.0, weights
    paid = inner @ weights
    lack = np.append(paid.mean() - paid, 1 - weights.sum())
    change, *_ = lstsq(system, lack, cond=INDEPENDENT, lapack_driver="gelsy")
    moved = weights * (1 + change[:columns])
    return np.asarray(moved / moved.sum())


def refined(system: Floats, right: Floats, solve: Any) -> Floats:
    solution = solve(right)
    for _ in range(REFINEMENTS):
        solution = solution + solve(right - system @ solution)
    return np.asarray(solution)


def gap(b: Floats, x: Floats, y: Floats) -> float:
    """What both players together could gain."""
    return float((b @ y).max() - (x @ b).min())
