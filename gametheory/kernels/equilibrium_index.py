"""The index of an isolated equilibrium whose supports are of one size, one row per equilibrium."""

import numpy as np
from numba import njit

# payoffs, game of the row, strategies -> index, 0 where a determinant is next to 0
inputs = (("f8", 4), ("i8", 1), ("f8", 2), ("f8", 2))
outputs = (("i8", 1),)

SINGULAR = 1e-9
"""A smaller pivot, of payoffs between 1 and 2, decides no sign."""


@njit(error_model="numpy")
def sign_of_minor(payoffs, rows, columns, k, m):
    """The sign of the determinant of payoffs between 1 and 2 on these supports, 0 if it is next to 0."""
    low, high = np.inf, -np.inf
    for p in range(k):
        for q in range(k):
            low, high = min(low, payoffs[rows[p], columns[q]]), max(high, payoffs[rows[p], columns[q]])
    if not high > low:
        return 0
    for p in range(k):
        for q in range(k):
            m[p, q] = 1.0 + (payoffs[rows[p], columns[q]] - low) / (high - low)
    sign = 1
    for p in range(k):
        best = p
        for i in range(p + 1, k):
            if abs(m[i, p]) > abs(m[best, p]):
                best = i
        if abs(m[best, p]) < SINGULAR:
            return 0
        if best != p:
            sign = -sign
            for q in range(p, k):
                m[p, q], m[best, q] = m[best, q], m[p, q]
        if m[p, p] < 0.0:
            sign = -sign
        for i in range(p + 1, k):
            factor = m[i, p] / m[p, p]
            for q in range(p + 1, k):
                m[i, q] -= factor * m[p, q]
    return sign


def core(start, stop, payoffs, game, x, y, index):
    most = max(x.shape[1], y.shape[1])
    rows, columns, m = np.empty(most, np.int64), np.empty(most, np.int64), np.empty((most, most))
    for row in range(start, stop):
        k, other = 0, 0
        for i in range(x.shape[1]):
            rows[k] = i
            k += x[row, i] > 0.0
            if k == most:
                break
        for j in range(y.shape[1]):
            columns[other] = j
            other += y[row, j] > 0.0
            if other == most:
                break
        index[row] = 1
        if k > 1:
            sign = sign_of_minor(payoffs[game[row], 0], rows, columns, k, m)
            index[row] = sign * sign_of_minor(payoffs[game[row], 1], rows, columns, k, m) * (1 if k % 2 else -1)
