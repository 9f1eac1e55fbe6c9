"""One equilibrium a game on supports of equal size, the smallest first, one row a game.

For supports I of k rows: an action of the other player that another one beats against every action of I is no
best reply to any strategy on I. What is left are the candidates for J; supports J against which an action of I is
beaten in that way are passed over too.

Supports of equal size are enough, ties or no: the path of Lemke and Howson ends in a pair of bases, and the k
variables and k tight constraints of one are the tight constraints and the variables of the other. Both systems on
those I and J are regular, and both solutions are nonnegative, some weights perhaps 0.
"""

import numpy as np
from numba import njit

from .scaling import existing, scale_payoffs
from .status import Status
from .support_enumeration import INFEASIBLE, UNKNOWN, candidate, next_subset

# payoffs, limit, masks -> strategies, status, steps
inputs = (("f8", 4), ("i8", 1), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("i1", 1), ("i8", 1))

TIE = 1e-9
"""Payoff differences below this share of the range count as ties."""

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
TIED = int(Status.TIED)


@njit(error_model="numpy")
def beaten(a, rival, own, others, k):
    """Whether the action ``rival`` is better than ``own`` against each of k actions."""
    for c in range(k):
        if not a[rival, others[c]] > a[own, others[c]] + TIE:
            return False
    return True


@njit(error_model="numpy")
def replies_left(a, m, against, k, left):
    """List the actions that no other one beats against each of k actions; how many there are."""
    count = 0
    for i in range(m):
        kept = 0
        out = False
        for c in range(count):
            if beaten(a, left[c], i, against, k):
                out = True
                break
        if out:
            continue
        for c in range(count):
            if not beaten(a, i, left[c], against, k):
                left[kept] = left[c]
                kept += 1
        left[kept] = i
        count = kept + 1
    for c in range(1, count):  # in order
        moved = left[c]
        at = c
        while at > 0 and left[at - 1] > moved:
            left[at] = left[at - 1]
            at -= 1
        left[at] = moved
    return count


@njit(error_model="numpy")
def none_beaten(a, m, own, others, k):
    """Whether no action of ``own`` is beaten by one of all m against each of ``others``."""
    for c in range(k):
        for i in range(m):
            if beaten(a, i, own[c], others, k):
                return False
    return True


@njit(error_model="numpy")
def search(a, b, m, n, rows, columns, picks, own, others, possible, system, weights_x, weights_y, limit):
    """The first supports found, in ``own`` and ``others``: their size, or 0; and the steps taken."""
    steps = 0
    for c in range(max(m, n)):
        picks[c] = c
    rows_left, columns_left = replies_left(a, m, picks, n, rows), replies_left(b, n, picks, m, columns)
    for k in range(1, min(rows_left, columns_left) + 1):
        for c in range(k):
            picks[c] = c
        more = True
        while more:
            for c in range(k):
                own[c] = rows[picks[c]]
            steps += 1
            if steps > limit:
                return 0, limit
            number = replies_left(b, n, own, k, possible)
            chosen = picks[k : 2 * k]
            for c in range(k):
                chosen[c] = c
            more_others = number >= k
            while more_others:
                for c in range(k):
                    others[c] = possible[chosen[c]]
                if none_beaten(a, m, own, others, k):
                    steps += 1
                    if steps > limit:
                        return 0, limit
                    verdict = candidate(a, m, own, others, k, system, weights_y)
                    if verdict != INFEASIBLE and verdict != UNKNOWN:
                        verdict = candidate(b, n, others, own, k, system, weights_x)
                        if verdict != INFEASIBLE and verdict != UNKNOWN:
                            return k, steps
                more_others = next_subset(chosen, k, number)
            more = next_subset(picks, k, rows_left)
    return 0, steps


def core(start, stop, payoffs, max_steps, rows_in, columns_in, x, y, status, steps):
    most_rows, most_columns = payoffs.shape[2], payoffs.shape[3]
    most = max(most_rows, most_columns)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    rows_left, columns_left = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    a, b = np.empty((most_rows, most_columns)), np.empty((most_columns, most_rows))
    picks, possible = np.empty(2 * most, np.int64), np.empty(most, np.int64)
    own, others = np.empty(most, np.int64), np.empty(most, np.int64)
    least = min(most_rows, most_columns)
    system = np.empty((least, least + 1))
    weights_x, weights_y = np.empty(least), np.empty(least)
    for g in range(start, stop):
        m = existing(rows_in[g if len(rows_in) > 1 else 0], rows)
        n = existing(columns_in[g if len(columns_in) > 1 else 0], columns)
        scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 0.0, a)
        scale_payoffs(payoffs[g, 1], rows, columns, m, n, True, 0.0, b)
        k, steps[g] = search(a, b, m, n, rows_left, columns_left, picks, own, others, possible, system, weights_x,
                             weights_y, max_steps[0])  # fmt: skip
        if k == 0:
            status[g] = STEP_LIMIT if steps[g] == max_steps[0] else TIED
            x[g] = np.nan
            y[g] = np.nan
            continue
        status[g] = SOLVED
        x[g] = 0.0
        y[g] = 0.0
        total_x, total_y = 0.0, 0.0
        for c in range(k):
            weights_x[c], weights_y[c] = max(weights_x[c], 0.0), max(weights_y[c], 0.0)
            total_x, total_y = total_x + weights_x[c], total_y + weights_y[c]
        for c in range(k):
            x[g, rows[own[c]]] = weights_x[c] / total_x
            y[g, columns[others[c]]] = weights_y[c] / total_y
