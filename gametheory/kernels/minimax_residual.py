"""Regret of mixed strategies in matrix games, as an upper bound with rounding included.

The regrets are max_i (C y)_i - x C y and x C y - min_j (x C)_j, where C is the matrix less the middle of its range, so
that constants added to all payoffs cost nothing. The bound on rounding is that of :mod:`.nash_residual`.
"""

import numpy as np
from numba import njit

from .nash_residual import normalise, upper

ROWS = COLUMNS = 0
"""The sizes of the games, where they are known when the loop is compiled."""

# payoffs, game of the row, row and column strategies -> payoffs, regret, scale, inconsistency
inputs = (("f8", 3), ("i8", 1), ("f8", 2), ("f8", 2))
outputs = (("f8", 2), ("f8", 2), ("f8", 2), ("f8", 1))


@njit(error_model="numpy", inline="always")
def extremes(matrix, m, n):
    """The least and the largest payoff."""
    low, high = np.inf, -np.inf
    for i in range(m):
        for j in range(n):
            low, high = min(low, matrix[i, j]), max(high, matrix[i, j])
    return low, high


def core(start, stop, payoffs, game, rows, columns, paid, regret, scale, off):
    m, n = (ROWS, COLUMNS) if ROWS else (payoffs.shape[1], payoffs.shape[2])
    x, y = np.empty(m), np.empty(n)
    row_in, column_in = np.ones(m, np.bool_), np.ones(n, np.bool_)
    by_column = np.empty(n)
    factor = 4.0 * (m + n) + 16.0
    for k in range(start, stop):
        matrix = payoffs[game[k]]
        off_row, _ = normalise(rows[k], row_in, m, x)
        off_column, _ = normalise(columns[k], column_in, n, y)
        off[k] = max(off_row, off_column)
        low, high = extremes(matrix, m, n)
        middle = (low + high) / 2.0
        by_column[:] = 0.0
        most, value = -np.inf, 0.0
        for i in range(m):
            by_row = 0.0
            for j in range(n):
                by_row += y[j] * (matrix[i, j] - middle)
            most = max(most, by_row)
            value += x[i] * by_row
            if x[i] > 0.0:
                for j in range(n):
                    by_column[j] += x[i] * (matrix[i, j] - middle)
        least = np.inf
        for j in range(n):
            least = min(least, by_column[j])
        known = off[k] < np.inf
        for player in range(2):
            paid[k, player] = value + middle if player == 0 else -(value + middle)
            gain = most - value if player == 0 else value - least
            regret[k, player] = upper(gain, factor, high - low) if known else np.nan
            scale[k, player] = high - low
