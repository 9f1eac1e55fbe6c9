"""Lemke and Howson's paths with lexicographic pivoting, one row per game and dropped label.

Notation of von Stengel (2007), section 3.4. P = {x >= 0 : B'x <= 1} and Q = {y >= 0 : A y <= 1}, payoffs
normalised to [1, 2]. Side s = 0 is P and s = 1 is Q, each a dictionary of height[s] rows and width[s]
columns: basic variable = t[s, :, last] - t[s, :, :last] @ nonbasic, the constants in the column width[s]. In
both, the variable with label l is x_l or the slack of row l for l < m, and y_(l-m) or the slack of column
l - m beyond. place[s, l] is its dictionary row, or -1 - column where it is nonbasic; label[s, i] is the label
of the variable that is basic in row i.

The two sides share their arrays, told apart by an index, because rebinding an array in a compiled loop costs
more than a small pivot.
"""

import numpy as np
from numba import njit

from .scaling import existing, scale_payoffs
from .status import Status

# payoffs, game of the row, label (one, or one a row), step limit, masks -> strategies, status, steps
inputs = (("f8", 4), ("i8", 1), ("i8", 1), ("i8", 1), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("i1", 1), ("i8", 1))

PIVOT = 1e-11
"""Entries below this, relative to a dictionary that starts with entries in [1, 2], are rounding."""
TIE = 1e-12
"""Ratios closer than this are equal."""
ZERO = 1e-13
"""Basic variables below this are zero in the strategy."""

WIDE = 20
"""From this many columns on, rows of a dictionary are worked through as vectors, two at a time."""

ROWS = COLUMNS = 0
"""The sizes of the games, where they are known when the loop is compiled and no action is masked."""

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
STALLED = int(Status.STALLED)
UNAVAILABLE = int(Status.UNAVAILABLE)


@njit(error_model="numpy")
def coefficient(t, s, place, slack, row):
    """Entry of the inverse basis: the coefficient, in this dictionary row, of an initial slack."""
    at = place[s, slack]
    if at >= 0:
        return 1.0 if at == row else 0.0
    return t[s, row, -1 - at]


@njit(error_model="numpy")
def settle_tie(t, s, place, height, width, column, first_slack, least):
    """The lexicographic rule among the rows whose ratio is the least one.

    Ties are settled by the columns of the initial slacks, one after the other. A row stays in the running
    while its ratio equals the best one so far in every column looked at.
    """
    running = np.zeros(height, np.bool_)
    left = 0
    for i in range(height):
        if t[s, i, column] > PIVOT and t[s, i, width] / t[s, i, column] <= least + TIE * (1.0 + abs(least)):
            running[i] = True
            left += 1
    for k in range(height):
        if left == 1:
            break
        at = place[s, first_slack + k]
        if at >= 0:  # basic: the coefficient is 1 in its own row, and 0 in all others
            if running[at]:
                running[at] = False
                left -= 1
            continue
        least = np.inf
        for i in range(height):
            if running[i]:
                least = min(least, coefficient(t, s, place, first_slack + k, i) / t[s, i, column])
        for i in range(height):
            if running[i]:
                ratio = coefficient(t, s, place, first_slack + k, i) / t[s, i, column]
                if ratio > least + TIE * (1.0 + abs(least)):
                    running[i] = False
                    left -= 1
    for i in range(height):
        if running[i]:
            return i
    return -1


@njit(error_model="numpy", inline="always")
def leaving_row(t, s, place, height, width, column, first_slack):
    """The lexicographic minimum ratio test; -1 if no row can leave."""
    best = -1
    least, second = np.inf, np.inf
    for i in range(height):  # conditional expressions, because branches on random payoffs are mispredicted
        entry = t[s, i, column]
        ratio = t[s, i, width] / entry if entry > PIVOT else np.inf
        better = ratio < least
        second = min(second, least if better else ratio)
        best = i if better else best
        least = ratio if better else least
    if best >= 0 and second <= least + TIE * (1.0 + abs(least)):
        return settle_tie(t, s, place, height, width, column, first_slack, least)
    return best


@njit(error_model="numpy", inline="always")
def pivot(t, s, height, width, row, column):
    """Exchange the basic variable of a row with the nonbasic one of a column."""
    inverse = 1.0 / t[s, row, column]
    t[s, row, column] = 1.0
    for j in range(width + 1):
        t[s, row, j] *= inverse
    for i in range(height):  # the pivot row is left as it is by a factor of 0
        factor = t[s, i, column] if i != row else 0.0
        t[s, i, column] = 0.0 if i != row else inverse
        for j in range(width + 1):
            t[s, i, j] -= factor * t[s, row, j]


@njit(error_model="numpy")
def subtract(t, s, start, stop, column, end, pivot_row):
    """Clear the entering column in some rows, by subtracting multiples of the pivot row from two at a time."""
    i = start
    while i + 1 < stop:
        first, second = t[s, i, :end], t[s, i + 1, :end]
        one, two = first[column], second[column]
        first[column] = second[column] = 0.0
        for j in range(end):
            entry = pivot_row[j]
            first[j] -= one * entry
            second[j] -= two * entry
        i += 2
    if i < stop:
        first = t[s, i, :end]
        one = first[column]
        first[column] = 0.0
        for j in range(end):
            first[j] -= one * pivot_row[j]


@njit(error_model="numpy")
def wide_pivot(t, s, height, width, row, column):
    """``pivot``, with the same result."""
    pivot_row = t[s, row, : width + 1]
    inverse = 1.0 / pivot_row[column]
    pivot_row[column] = 1.0
    for j in range(width + 1):
        pivot_row[j] *= inverse
    subtract(t, s, 0, row, column, width + 1, pivot_row)
    subtract(t, s, row + 1, height, column, width + 1, pivot_row)
    pivot_row[column] = inverse


@njit(error_model="numpy", inline="always")
def follow(t, place, label, m, n, dropped, max_steps):
    """Drop a label and pivot in turn in P and Q until it is picked up again: (status, steps)."""
    for k in range(m + n):
        place[0, k] = -1 - k if k < m else k - m
        place[1, k] = k if k < m else -1 - (k - m)
    for k in range(n):
        label[0, k] = m + k
    for k in range(m):
        label[1, k] = k
    s = 0 if dropped < m else 1
    entering = dropped
    for step in range(max_steps):
        height, width, first_slack = (n, m, m) if s == 0 else (m, n, 0)
        column = -1 - place[s, entering]
        row = leaving_row(t, s, place, height, width, column, first_slack)
        if row < 0:
            return STALLED, step
        if not ROWS and width >= WIDE:
            wide_pivot(t, s, height, width, row, column)
        else:
            pivot(t, s, height, width, row, column)
        leaving = label[s, row]
        label[s, row] = entering
        place[s, entering] = row
        place[s, leaving] = -1 - column
        if leaving == dropped:
            return SOLVED, step + 1
        entering = leaving
        s = 1 - s
    return STEP_LIMIT, max_steps


@njit(error_model="numpy", inline="always")
def read_off(t, s, place, width, actions, first, count, strategy):
    """Write the normalised strategy; zeros are exact zeros."""
    total = 0.0
    for k in range(count):
        at = place[s, first + k]
        value = t[s, max(at, 0), width]
        value = value if at >= 0 and value >= ZERO else 0.0
        strategy[actions[k]] = value
        total += value
    for k in range(count):
        strategy[actions[k]] /= total


def core(start, stop, payoffs, game, label, max_steps, rows_in, columns_in, x, y, status, steps):
    most_rows, most_columns = (ROWS, COLUMNS) if ROWS else (payoffs.shape[2], payoffs.shape[3])
    most = max(most_rows, most_columns)
    t = np.empty((2, most, most + 1))
    place = np.empty((2, most_rows + most_columns), np.int64)
    basic = np.empty((2, most), np.int64)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    existing_rows, existing_columns = existing(rows_in[0], rows), existing(columns_in[0], columns)
    for k in range(start, stop):
        g = game[k]
        if ROWS:
            m, n = ROWS, COLUMNS
        else:
            if len(rows_in) > 1:
                existing_rows, existing_columns = existing(rows_in[g], rows), existing(columns_in[g], columns)
            m, n = existing_rows, existing_columns
        dropped = -1
        wanted = label[k if len(label) > 1 else 0]
        for i in range(m):
            if wanted == rows[i]:
                dropped = i
        for j in range(n):
            if wanted == most_rows + columns[j]:
                dropped = m + j
        steps[k] = 0
        if dropped < 0:
            status[k] = UNAVAILABLE
            x[k] = np.nan
            y[k] = np.nan
            continue
        scale_payoffs(payoffs[g, 1], rows, columns, m, n, True, 1.0, t[0])
        scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 1.0, t[1])
        t[0, :n, m] = 1.0
        t[1, :m, n] = 1.0
        status[k], steps[k] = follow(t, place, basic, m, n, dropped, max_steps[0])
        if status[k] == SOLVED:
            x[k] = 0.0
            y[k] = 0.0
            read_off(t, 0, place, m, rows, 0, m, x[k])
            read_off(t, 1, place, n, columns, m, n, y[k])
        else:
            x[k] = np.nan
            y[k] = np.nan
