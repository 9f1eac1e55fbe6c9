"""Payoffs of the actions that exist, brought to a range of 1 or to integers."""

import numpy as np
from numba import njit

LARGEST_WHOLE = 2.0**31
"""Integer payoffs are told apart from others up to this size."""
WIDE = 16
"""From this many columns on, whole rows are scaled as vectors."""


@njit(error_model="numpy")
def existing(mask, actions):
    """List the actions that exist; how many there are."""
    count = 0
    for a in range(len(mask)):
        if mask[a]:
            actions[count] = a
            count += 1
    return count


@njit(error_model="numpy")
def scale_line(payoffs, low, span, base, line):
    for j in range(len(payoffs)):
        line[j] = base + (payoffs[j] - low) / span


@njit(error_model="numpy")
def scale_lines(payoffs, rows, m, low, span, transpose, base, out):
    """Scale whole rows of payoffs, as vectors."""
    n = payoffs.shape[1]
    line = np.empty(n)
    for i in range(m):
        scale_line(payoffs[rows[i]], low, span, base, line)
        if transpose:
            for j in range(n):
                out[j, i] = line[j]
        else:
            for j in range(n):
                out[i, j] = line[j]


@njit(error_model="numpy", inline="always")
def scale_payoffs(payoffs, rows, columns, m, n, transpose, base, out):
    """Write payoffs brought to [base, base + 1], all equal to base if they are constant.

    Division by the range itself, not by a power of two, makes the result the same to the last bit for
    every exact rescaling or shift of the payoffs.
    """
    low, high = np.inf, -np.inf
    low_1 = low_2 = low_3 = np.inf  # several extremes, because each comparison waits for the one before
    high_1 = high_2 = high_3 = -np.inf
    for i in range(m):
        row = rows[i]
        j = 0
        while j + 3 < n:
            p, p_1 = payoffs[row, columns[j]], payoffs[row, columns[j + 1]]
            p_2, p_3 = payoffs[row, columns[j + 2]], payoffs[row, columns[j + 3]]
            low, high = min(low, p), max(high, p)
            low_1, high_1 = min(low_1, p_1), max(high_1, p_1)
            low_2, high_2 = min(low_2, p_2), max(high_2, p_2)
            low_3, high_3 = min(low_3, p_3), max(high_3, p_3)
            j += 4
        while j < n:
            payoff = payoffs[row, columns[j]]
            low, high = min(low, payoff), max(high, payoff)
            j += 1
    low, high = min(min(low, low_1), min(low_2, low_3)), max(max(high, high_1), max(high_2, high_3))
    span = high - low if high > low else 1.0
    if n >= WIDE and n == payoffs.shape[1]:
        scale_lines(payoffs, rows, m, low, span, transpose, base, out)
    else:
        for i in range(m):
            for j in range(n):
                entry = base + (payoffs[rows[i], columns[j]] - low) / span
                if transpose:
                    out[j, i] = entry
                else:
                    out[i, j] = entry


@njit(error_model="numpy")
def whole_payoffs(payoffs, rows, columns, m, n, transpose, out):
    """Write payoffs as integers from 1 up over a power of two, and return that; 0 if they are not such numbers."""
    low, high = np.inf, -np.inf
    for i in range(m):
        for j in range(n):
            low, high = min(low, payoffs[rows[i], columns[j]]), max(high, payoffs[rows[i], columns[j]])
    span = high - low
    if span == 0.0:
        for i in range(m):
            for j in range(n):
                if transpose:
                    out[j, i] = 1.0
                else:
                    out[i, j] = 1.0
        return 1.0
    unit = 2.0 ** np.floor(np.log2(span))
    if unit == 0.0 or unit < 2.0**-900:
        return 0.0
    factor = 1.0
    for i in range(m):
        for j in range(n):
            number = payoffs[rows[i], columns[j]] / unit
            while number * factor != np.rint(number * factor):
                factor *= 2.0
                if factor > LARGEST_WHOLE:
                    return 0.0
    if max(abs(low), abs(high)) / unit * factor > 2.0**53:
        return 0.0
    divisor = 0.0
    base = low / unit * factor
    for i in range(m):
        for j in range(n):
            number = payoffs[rows[i], columns[j]] / unit * factor - base
            if transpose:
                out[j, i] = number
            else:
                out[i, j] = number
            if divisor != 1.0:
                while number != 0.0:
                    divisor, number = number, divisor % number if divisor != 0.0 else 0.0
    largest = np.rint((high / unit * factor - base) / divisor)
    shift = 1.0 + np.floor(largest / 4.0)
    scale = 1.0
    while scale < largest + shift:
        scale *= 2.0
    for i in range(n if transpose else m):
        for j in range(m if transpose else n):
            out[i, j] = (out[i, j] / divisor + shift) / scale
    return scale


@njit(error_model="numpy")
def has_copies(payoffs, rows, columns, m, n):
    """Whether two actions of a player always pay both players the same."""
    for i in range(m):
        for other in range(i):
            j = 0
            while j < n and (
                payoffs[0, rows[i], columns[j]] == payoffs[0, rows[other], columns[j]]
                and payoffs[1, rows[i], columns[j]] == payoffs[1, rows[other], columns[j]]
            ):
                j += 1
            if j == n:
                return True
    for j in range(n):
        for other in range(j):
            i = 0
            while i < m and (
                payoffs[0, rows[i], columns[j]] == payoffs[0, rows[i], columns[other]]
                and payoffs[1, rows[i], columns[j]] == payoffs[1, rows[i], columns[other]]
            ):
                i += 1
            if i == m:
                return True
    return False
