"""Lemke and Howson's paths with lexicographic pivoting, one row per game and dropped label.

Notation of von Stengel (2007), section 3.4. P = {x >= 0 : B'x <= 1} and Q = {y >= 0 : A y <= 1}, payoffs
normalised to [1, 2]. Each polytope is a dictionary `t`: basic variable = t[:, -1] - t[:, :-1] @ nonbasic.
In both, the variable with label l is x_l or the slack of row l for l < m, and y_(l-m) or the slack of
column l - m beyond. `place[l]` is its dictionary row, or -1 - column where it is nonbasic.
"""

import numpy as np
from numba import njit

from .scaling import existing, scale_payoffs
from .status import Status

# payoffs, game of the row, label, step limit, masks -> strategies, status, steps
inputs = (("f8", 4), ("i8", 1), ("i8", 1), ("i8", 1), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("i1", 1), ("i8", 1))

PIVOT = 1e-11
"""Entries below this, relative to a dictionary that starts with entries in [1, 2], are rounding."""
TIE = 1e-12
"""Ratios closer than this are equal."""
ZERO = 1e-13
"""Basic variables below this are zero in the strategy."""

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
STALLED = int(Status.STALLED)
UNAVAILABLE = int(Status.UNAVAILABLE)


@njit(error_model="numpy")
def coefficient(t, place, slack, row):
    """Entry of the inverse basis: the coefficient, in this dictionary row, of an initial slack."""
    at = place[slack]
    if at >= 0:
        return 1.0 if at == row else 0.0
    return t[row, -1 - at]


@njit(error_model="numpy")
def leaving_row(t, place, height, width, column, first_slack):
    """The lexicographic minimum ratio test; -1 if no row can leave."""
    best = -1
    ratio = np.inf
    tied = False
    for i in range(height):
        if t[i, column] > PIVOT:
            here = t[i, width] / t[i, column]
            gap = TIE * (1.0 + abs(here))
            if here < ratio - gap:
                best, ratio, tied = i, here, False
            elif here <= ratio + gap:
                tied = True
    if not tied:
        return best
    # Ties are settled by the columns of the initial slacks, one after the other. A row stays in the
    # running while its ratio equals the best one so far in every column looked at.
    bound = ratio
    for i in range(height):
        if t[i, column] > PIVOT and t[i, width] / t[i, column] < bound:
            bound = t[i, width] / t[i, column]
    candidates = np.zeros(height, np.bool_)
    left = 0
    for i in range(height):
        if t[i, column] > PIVOT and t[i, width] / t[i, column] <= bound + TIE * (1.0 + abs(bound)):
            candidates[i] = True
            left += 1
    for k in range(height):
        if left == 1:
            break
        bound = np.inf
        for i in range(height):
            if candidates[i]:
                bound = min(bound, coefficient(t, place, first_slack + k, i) / t[i, column])
        for i in range(height):
            if candidates[i]:
                here = coefficient(t, place, first_slack + k, i) / t[i, column]
                if here > bound + TIE * (1.0 + abs(bound)):
                    candidates[i] = False
                    left -= 1
    for i in range(height):
        if candidates[i]:
            return i
    return -1


@njit(error_model="numpy")
def pivot(t, height, width, row, column):
    """Exchange the basic variable of a row with the nonbasic one of a column."""
    inverse = 1.0 / t[row, column]
    for j in range(width + 1):
        t[row, j] *= inverse
    t[row, column] = inverse
    for i in range(height):
        if i != row:
            factor = t[i, column]
            if factor != 0.0:
                t[i, column] = 0.0
                for j in range(width + 1):
                    t[i, j] -= factor * t[row, j]


@njit(error_model="numpy")
def follow(p, q, place_p, place_q, label_p, label_q, m, n, label, max_steps):
    """Drop a label and pivot in turn in P and Q until it is picked up again: (status, steps)."""
    for k in range(m + n):
        place_p[k] = -1 - k if k < m else k - m
        place_q[k] = k if k < m else -1 - (k - m)
    for k in range(n):
        label_p[k] = m + k
    for k in range(m):
        label_q[k] = k
    in_p = label < m
    entering = label
    for step in range(max_steps):
        if in_p:
            t, place, labels, height, width, first = p, place_p, label_p, n, m, m
        else:
            t, place, labels, height, width, first = q, place_q, label_q, m, n, 0
        column = -1 - place[entering]
        row = leaving_row(t, place, height, width, column, first)
        if row < 0:
            return STALLED, step
        pivot(t, height, width, row, column)
        leaving = labels[row]
        labels[row] = entering
        place[entering] = row
        place[leaving] = -1 - column
        if leaving == label:
            return SOLVED, step + 1
        entering = leaving
        in_p = not in_p
    return STEP_LIMIT, max_steps


@njit(error_model="numpy")
def read_off(t, place, width, actions, first, count, strategy):
    """Write the normalised strategy; zeros are exact zeros."""
    total = 0.0
    for k in range(count):
        at = place[first + k]
        value = t[at, width] if at >= 0 else 0.0
        if value < ZERO:
            value = 0.0
        strategy[actions[k]] = value
        total += value
    for k in range(count):
        strategy[actions[k]] /= total


def core(start, stop, payoffs, game, label, max_steps, rows_in, columns_in, x, y, status, steps):
    most_rows, most_columns = payoffs.shape[2], payoffs.shape[3]
    p, q = np.empty((most_columns, most_rows + 1)), np.empty((most_rows, most_columns + 1))
    place_p, place_q = np.empty(most_rows + most_columns, np.int64), np.empty(most_rows + most_columns, np.int64)
    label_p, label_q = np.empty(most_columns, np.int64), np.empty(most_rows, np.int64)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    for k in range(start, stop):
        g = game[k]
        row_in = rows_in[g if len(rows_in) > 1 else 0]
        column_in = columns_in[g if len(columns_in) > 1 else 0]
        m, n, dropped = existing(row_in, rows), existing(column_in, columns), -1
        for i in range(m):
            if label[k] == rows[i]:
                dropped = i
        for j in range(n):
            if label[k] == most_rows + columns[j]:
                dropped = m + j
        steps[k] = 0
        if dropped < 0:
            status[k] = UNAVAILABLE
            x[k] = np.nan
            y[k] = np.nan
            continue
        scale_payoffs(payoffs[g, 1], rows, columns, m, n, True, 1.0, p)
        scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 1.0, q)
        p[:n, m] = 1.0
        q[:m, n] = 1.0
        status[k], steps[k] = follow(p, q, place_p, place_q, label_p, label_q, m, n, dropped, max_steps[0])
        if status[k] == SOLVED:
            x[k] = 0.0
            y[k] = 0.0
            read_off(p, place_p, m, rows, 0, m, x[k])
            read_off(q, place_q, n, columns, m, n, y[k])
        else:
            x[k] = np.nan
            y[k] = np.nan
