"""The first pure equilibrium of each two-player game, in the order of rows, then columns."""

import numpy as np
from numba import njit

from .status import Status

# payoffs, masks -> strategies, status
inputs = (("f8", 4), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("i1", 1))

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)


@njit(error_model="numpy")
def raise_to(best, payoffs):
    for j in range(len(best)):
        best[j] = payoffs[j] if payoffs[j] > best[j] else best[j]


@njit(error_model="numpy")
def largest(payoffs, missing):
    """The largest payoff that exists: several maxima, because each comparison waits for the one before."""
    first = second = third = fourth = -np.inf
    j = 0
    while j + 3 < len(payoffs):
        first = max(first, payoffs[j] - missing[j])
        second = max(second, payoffs[j + 1] - missing[j + 1])
        third = max(third, payoffs[j + 2] - missing[j + 2])
        fourth = max(fourth, payoffs[j + 3] - missing[j + 3])
        j += 4
    while j < len(payoffs):
        first = max(first, payoffs[j] - missing[j])
        j += 1
    return max(max(first, second), max(third, fourth))


@njit(error_model="numpy")
def first_pure(row, column, row_in, best, missing):
    """The first pair of mutual best replies, -1 and -1 if there is none; columns that are missing have best = inf."""
    for i in range(len(row)):
        if row_in[i]:
            raise_to(best, row[i])
    for i in range(len(row)):
        if row_in[i]:
            own, other = row[i], column[i]
            most = largest(other, missing)
            for j in range(len(best)):
                if other[j] >= most and own[j] >= best[j]:
                    return i, j
    return -1, -1


def core(start, stop, payoffs, rows_in, columns_in, x, y, status):
    n = payoffs.shape[3]
    best, missing = np.empty(n), np.empty(n)
    for k in range(start, stop):
        row_in, column_in = rows_in[k if len(rows_in) > 1 else 0], columns_in[k if len(columns_in) > 1 else 0]
        for j in range(n):
            best[j] = -np.inf if column_in[j] else np.inf
            missing[j] = 0.0 if column_in[j] else np.inf
        i, j = first_pure(payoffs[k, 0], payoffs[k, 1], row_in, best, missing)
        if i >= 0:
            x[k] = 0.0
            y[k] = 0.0
            x[k, i] = y[k, j] = 1.0
            status[k] = SOLVED
        else:
            x[k] = np.nan
            y[k] = np.nan
            status[k] = STEP_LIMIT
