"""Steps towards a fixed point of the host model: rounds of replies, and Newton's steps."""

import numpy as np
from numba import njit

from .newton import add, errors, follow_choices, solve_slopes

EXACT = 1e-11
"""The largest error in payoffs of a fixed point, as a share of the largest value."""
NEWTON = 8
"""Newton's steps at most."""


@njit(error_model="numpy")
def largest(values):
    """The largest value, at least 1."""
    most = 1.0
    for i in range(values.shape[0]):
        for s in range(values.shape[1]):
            for p in range(values.shape[2]):
                most = max(most, abs(values[i, s, p]))
    return most


@njit(error_model="numpy")
def settle(week, tau, values, odds, room, pairs):
    """Newton's steps at one noise, in place: whether they ended at a fixed point, and how many there were."""
    F_V, F_o, steps_V, steps_o = pairs
    last = np.inf
    for step in range(NEWTON + 1):
        error = errors(week, values, odds, tau, room, F_V[0], F_o[0])
        if error <= EXACT * largest(values):
            return True, step
        if not error < np.inf or step == NEWTON or (step > 2 and error > last / 2):
            return False, step
        last = error
        if solve_slopes(week, values, odds, tau, room, F_V[1], F_o[1], steps_V, steps_o) == 0.0:
            return False, step + 1
        add(values, 1.0, steps_V[0])
        add(odds, 1.0, steps_o[0])
    return False, NEWTON


@njit(error_model="numpy")
def work_pairs(places, beliefs, acts):
    """Two right-hand sides and their solutions: for values and for odds."""
    V, o = (2, 3, places, beliefs), (2, places, beliefs, acts)
    return np.zeros(V), np.zeros(o), np.zeros(V), np.zeros(o)


@njit(error_model="numpy")
def rounds(week, tau, share, number, act, values, odds, room, new):
    """So many rounds of replies, in place, or until nothing moves.

    The host does ``act`` in the first of them, unless it is -1.
    """
    for each in range(number):
        first = act >= 0 and each == 0
        moved = follow_choices(week, values, odds, tau, 1.0 if first else share, act if first else -1, room, new)
        if moved <= EXACT * largest(values):
            break
