"""The simplex method on zero-sum games, one row per game.

With payoffs normalised to [1, 2], the column player's optimal strategy is proportional to the solution of
max sum(y) subject to A y <= 1, y >= 0, and the row player's to that of the dual. The dictionary t has a row per
slack or weight that is basic and one more for the objective: basic variable = t[i, n] - t[i, :n] @ nonbasic. It
starts feasible, with every slack basic. The variable l is the slack of row l for l < m, and y_(l-m) beyond;
place[0, l] is its dictionary row, or -1 - column where it is nonbasic.

The entering column is that of the steepest edge: dictionaries are dense, so the exact lengths of all edges come
with the pivot. Ties are settled lexicographically, as in :mod:`.lemke_howson`, whose ratio test this is.
"""

import numpy as np
from numba import njit

from .lemke_howson import ZERO, leaving_row
from .scaling import existing, scale_payoffs
from .status import Status

# payoffs (games, players, m, n) of which the first player's count, step limit, masks -> strategies, status, steps
inputs = (("f8", 4), ("i8", 1), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("i1", 1), ("i8", 1))

GAIN = 1e-12
"""Reduced costs below this, where the first ones are 1, are zero."""

ROWS = COLUMNS = 0
"""The sizes of the games, where they are known when the loop is compiled and no action is masked."""

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
STALLED = int(Status.STALLED)


@njit(error_model="numpy", inline="always")
def measure_edges(t, m, n, length):
    """The squared length of the edge of every column."""
    for j in range(n):
        length[j] = 1.0
    for i in range(m):
        for j in range(n):
            length[j] += t[0, i, j] * t[0, i, j]


@njit(error_model="numpy", inline="always")
def steepest(t, m, n, length):
    """The column whose edge gains most per unit of length; -1 at the optimum."""
    best, column = 0.0, -1
    for j in range(n):
        gain = t[0, m, j]
        slope = gain * gain / length[j] if gain > GAIN else 0.0
        column = j if slope > best else column
        best = max(best, slope)
    return column


@njit(error_model="numpy")
def pivot_and_measure(t, m, n, row, column, pivot_row, length):
    """Exchange the basic variable of a row with the nonbasic one of a column, and measure the new edges.

    The pivot row is copied first: loops that read one row of an array and write another are not vectorised.
    """
    inverse = 1.0 / t[0, row, column]
    t[0, row, column] = 1.0
    for j in range(n + 1):
        t[0, row, j] *= inverse
        pivot_row[j] = t[0, row, j]
        length[j] = 1.0 + pivot_row[j] * pivot_row[j]
    for i in range(m + 1):
        if i != row:
            line = t[0, i]
            factor = line[column]
            line[column] = 0.0
            for j in range(n + 1):
                line[j] -= factor * pivot_row[j]
            if i < m:
                for j in range(n + 1):
                    length[j] += line[j] * line[j]


@njit(error_model="numpy", inline="always")
def climb(t, m, n, place, basic, nonbasic, pivot_row, length, max_steps):
    """Pivot to the optimum: (status, steps)."""
    for k in range(m + n):
        place[0, k] = k if k < m else -1 - (k - m)
    for i in range(m):
        basic[i] = i
    for j in range(n):
        nonbasic[j] = m + j
    measure_edges(t, m, n, length)
    for step in range(max_steps):
        column = steepest(t, m, n, length)
        if column < 0:
            return SOLVED, step
        row = leaving_row(t, 0, place, m, n, column, 0)
        if row < 0:
            return STALLED, step
        pivot_and_measure(t, m, n, row, column, pivot_row, length)
        leaving, entering = basic[row], nonbasic[column]
        basic[row], nonbasic[column] = entering, leaving
        place[0, entering] = row
        place[0, leaving] = -1 - column
    return STEP_LIMIT, max_steps


@njit(error_model="numpy", inline="always")
def read_strategies(t, m, n, place, rows, columns, x, y):
    """Write both strategies, normalised; zeros are exact zeros."""
    total = 0.0
    for j in range(n):
        at = place[0, m + j]
        weight = t[0, max(at, 0), n]
        weight = weight if at >= 0 and weight >= ZERO else 0.0
        y[columns[j]] = weight
        total += weight
    for j in range(n):
        y[columns[j]] /= total
    total = 0.0
    for i in range(m):
        at = place[0, i]
        weight = -t[0, m, max(-1 - at, 0)]
        weight = weight if at < 0 and weight >= ZERO else 0.0
        x[rows[i]] = weight
        total += weight
    for i in range(m):
        x[rows[i]] /= total


def core(start, stop, payoffs, max_steps, rows_in, columns_in, x, y, status, steps):
    most_rows, most_columns = (ROWS, COLUMNS) if ROWS else (payoffs.shape[2], payoffs.shape[3])
    t = np.empty((1, most_rows + 1, (most_columns + 8) // 8 * 8))  # rows of whole cache lines
    place = np.empty((1, most_rows + most_columns), np.int64)
    basic, nonbasic = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    pivot_row, length = np.empty(most_columns + 1), np.empty(most_columns + 1)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    existing_rows, existing_columns = existing(rows_in[0], rows), existing(columns_in[0], columns)
    for g in range(start, stop):
        if ROWS:
            m, n = ROWS, COLUMNS
        else:
            if len(rows_in) > 1:
                existing_rows, existing_columns = existing(rows_in[g], rows), existing(columns_in[g], columns)
            m, n = existing_rows, existing_columns
        scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 1.0, t[0])
        t[0, :m, n] = 1.0
        t[0, m, :n] = 1.0
        t[0, m, n] = 0.0
        status[g], steps[g] = climb(t, m, n, place, basic, nonbasic, pivot_row, length, max_steps[0])
        if status[g] == SOLVED:
            x[g] = 0.0
            y[g] = 0.0
            read_strategies(t, m, n, place, rows, columns, x[g], y[g])
        else:
            x[g] = np.nan
            y[g] = np.nan
