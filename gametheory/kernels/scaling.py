"""Payoffs of the actions that exist, brought to a range of 1."""

import numpy as np
from numba import njit


@njit(error_model="numpy")
def existing(mask, actions):
    """List the actions that exist; how many there are."""
    count = 0
    for a in range(len(mask)):
        if mask[a]:
            actions[count] = a
            count += 1
    return count


@njit(error_model="numpy", inline="always")
def scale_payoffs(payoffs, rows, columns, m, n, transpose, base, out):
    """Write payoffs brought to [base, base + 1], all equal to base if they are constant.

    Division by the range itself, not by a power of two, makes the result the same to the last bit for
    every exact rescaling or shift of the payoffs.
    """
    low, high = np.inf, -np.inf
    for i in range(m):
        for j in range(n):
            payoff = payoffs[rows[i], columns[j]]
            low, high = min(low, payoff), max(high, payoff)
    span = high - low if high > low else 1.0
    for i in range(m):
        for j in range(n):
            entry = base + (payoffs[rows[i], columns[j]] - low) / span
            if transpose:
                out[j, i] = entry
            else:
                out[i, j] = entry
