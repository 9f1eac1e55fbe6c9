"""Equilibria of two-player games on supports of equal size, many rows a game.

For supports I and J of size k, player 2's strategy y on J makes player 1 indifferent over I:
sum_j (a_ij - a_rj) y_j = 0 for i in I other than r, and sum_j y_j = 1. It is a candidate if y >= 0 and no
action outside I pays more; it is tied if a weight is 0, an action outside I pays as much, or the system is
singular and not contradictory. Where both players' strategies are candidates they are an equilibrium.

If none of those is tied, nothing is missing. For suppose an extreme equilibrium (x, y) with supports I and J
is not found, and say |I| >= |J|. As a vertex, x has at least |I| best replies, J among them; add some to J to
get J2 of size |I|. On (I, J2) both x and y solve their systems, x >= 0 and y >= 0, and no action outside pays
more: both are candidates. If neither were tied, both would be the solutions found on (I, J2).
"""

import numpy as np
from numba import njit

from .scaling import existing, scale_payoffs
from .status import Status

TIE = 1e-9
"""Weights and payoff differences below this share of the range count as ties."""
ROUNDING = 1e-14
"""Rounding in a solution is taken to be at most this, divided by the smallest pivot."""
SINGULAR = 1e-10
"""A system with a smaller pivot may be singular."""
SMALL_SUM = 1e-5
"""Weights that are in proportion to numbers with a smaller sum are solved for with pivoting instead."""

INFEASIBLE, FEASIBLE, TIED, UNKNOWN, CLOSE = 0, 1, 2, 3, 4
SOLVED, NOTHING_BUT_TIES = int(Status.SOLVED), int(Status.TIED)

inputs = (("f8", 4), ("?", 2), ("?", 2))
# rows of x, rows of y, game of the row; completeness and status per game; (next game, rows written)
outputs = (("f8", 2), ("f8", 2), ("i8", 1), ("?", 1), ("i1", 1), ("i8", 1))


@njit(error_model="numpy")
def next_subset(subset, k, n):
    """Advance a k-subset of range(n) in lexicographic order; False after the last."""
    i = k - 1
    while i >= 0 and subset[i] == n - k + i:
        i -= 1
    if i < 0:
        return False
    subset[i] += 1
    for j in range(i + 1, k):
        subset[j] = subset[j - 1] + 1
    return True


@njit(error_model="numpy")
def indifference(a, own, others, k, system):
    """Write the system whose solution on `others` makes the actions `own` equally good."""
    for r in range(k - 1):
        for c in range(k):
            system[r, c] = a[own[r + 1], others[c]] - a[own[0], others[c]]
        system[r, k] = 0.0
    for c in range(k + 1):
        system[k - 1, c] = 1.0


@njit(error_model="numpy")
def solve(system, k, weights):
    """Gaussian elimination with partial pivoting; returns the smallest pivot."""
    smallest = 1.0
    for c in range(k):
        best = c
        for r in range(c + 1, k):
            if abs(system[r, c]) > abs(system[best, c]):
                best = r
        smallest = min(smallest, abs(system[best, c]))
        if smallest < SINGULAR:
            return smallest
        if best != c:
            for j in range(c, k + 1):
                system[c, j], system[best, j] = system[best, j], system[c, j]
        for r in range(c + 1, k):
            factor = system[r, c] / system[c, c]
            for j in range(c + 1, k + 1):
                system[r, j] -= factor * system[c, j]
    for c in range(k - 1, -1, -1):
        value = system[c, k]
        for j in range(c + 1, k):
            value -= system[c, j] * weights[j]
        weights[c] = value / system[c, c]
    return smallest


@njit(error_model="numpy")
def contradictory(system, k):
    """Whether elimination with full pivoting leaves a row that no probabilities can satisfy."""
    for c in range(k):
        row, column = c, c
        for r in range(c, k):
            for j in range(c, k):
                if abs(system[r, j]) > abs(system[row, column]):
                    row, column = r, j
        if abs(system[row, column]) < SINGULAR:
            # The rows left ask for weights of total 1 to be mapped, by entries of next to 0, to these.
            for r in range(c, k):
                if abs(system[r, k]) > TIE:
                    return True
            return False
        for j in range(k + 1):
            system[c, j], system[row, j] = system[row, j], system[c, j]
        for r in range(k):
            system[r, c], system[r, column] = system[r, column], system[r, c]
        for r in range(c + 1, k):
            factor = system[r, c] / system[c, c]
            for j in range(c, k + 1):
                system[r, j] -= factor * system[c, j]
    return False


@njit(error_model="numpy")
def candidate(a, m, own, others, k, system, weights):
    """Whether weights on `others` make `own` best replies among all m actions."""
    tie = TIE
    if k == 1:
        weights[0] = 1.0
    else:
        indifference(a, own, others, k, system)
        smallest = solve(system, k, weights)
        if smallest < SINGULAR:
            indifference(a, own, others, k, system)
            return INFEASIBLE if contradictory(system, k) else UNKNOWN
        largest = 1.0
        for c in range(k):
            largest = max(largest, abs(weights[c]))
        tie += ROUNDING * largest / smallest
    verdict = FEASIBLE
    for c in range(k):
        if weights[c] < -tie:
            return INFEASIBLE
        if weights[c] <= tie:
            verdict = TIED
    value = 0.0
    for c in range(k):
        value += weights[c] * a[own[0], others[c]]
    s = 0
    for i in range(m):
        if s < k and own[s] == i:
            s += 1
            continue
        rival = -value
        for c in range(k):
            rival += weights[c] * a[i, others[c]]
        if rival > tie:
            return INFEASIBLE
        if rival >= -tie:
            verdict = TIED
    return verdict


@njit(error_model="numpy")
def verdict_of_two(a, m, i, r, j, k):
    """The verdict of ``candidate`` on the actions i and r against j and k, or CLOSE where it takes more care.

    The weights on j and k are in proportion to `behind` and `ahead`; nothing is divided until both players'
    strategies are found.
    """
    lead = a[i, j] - a[r, j]
    lag = a[r, k] - a[i, k]
    if lead < 0.0:
        lead, lag = -lead, -lag
    if lead <= TIE or abs(lag) <= TIE:
        return CLOSE
    if lag < 0.0:
        return INFEASIBLE
    tie = TIE * (lead + lag)
    top = -np.inf
    for s in range(m):
        if s != i and s != r:
            top = max(top, lag * (a[s, j] - a[i, j]) + lead * (a[s, k] - a[i, k]))
    if top > tie:
        return INFEASIBLE
    return TIED if top >= -tie or lead <= tie or lag <= tie else FEASIBLE


@njit(error_model="numpy")
def weights_of_two(a, i, r, j, k, weights):
    lead = abs(a[i, j] - a[r, j])
    lag = abs(a[r, k] - a[i, k])
    weights[0] = lag / (lead + lag)
    weights[1] = lead / (lead + lag)


@njit(error_model="numpy")
def cross_product(a, i, r, s, j, k, c):
    """Numbers that the weights on j, k and c are in proportion to, if they make i, r and s equally good."""
    d0, d1, d2 = a[r, j] - a[i, j], a[r, k] - a[i, k], a[r, c] - a[i, c]
    e0, e1, e2 = a[s, j] - a[i, j], a[s, k] - a[i, k], a[s, c] - a[i, c]
    u, v, w = d1 * e2 - d2 * e1, d2 * e0 - d0 * e2, d0 * e1 - d1 * e0
    return (u, v, w) if u + v + w >= 0.0 else (-u, -v, -w)


@njit(error_model="numpy")
def verdict_of_three(a, m, i, r, s, j, k, c):
    """``verdict_of_two`` for the actions i, r and s against j, k and c."""
    u, v, w = cross_product(a, i, r, s, j, k, c)
    total = u + v + w
    if total < SMALL_SUM:
        return CLOSE
    tie = TIE * total
    least = min(u, min(v, w))
    if least < -tie:
        return INFEASIBLE
    top = -np.inf
    for t in range(m):
        if t != i and t != r and t != s:
            top = max(top, u * (a[t, j] - a[i, j]) + v * (a[t, k] - a[i, k]) + w * (a[t, c] - a[i, c]))
    if top > tie:
        return INFEASIBLE
    return TIED if top >= -tie or least <= tie else FEASIBLE


@njit(error_model="numpy")
def weights_of_three(a, i, r, s, j, k, c, weights):
    u, v, w = cross_product(a, i, r, s, j, k, c)
    total = u + v + w
    weights[0], weights[1], weights[2] = u / total, v / total, w / total


@njit(error_model="numpy")
def quick_verdict(a, m, own, others, k):
    """The verdict on supports of two or three wherever nothing is close, else CLOSE."""
    if k == 2:
        return verdict_of_two(a, m, own[0], own[1], others[0], others[1])
    if k == 3:
        return verdict_of_three(a, m, own[0], own[1], own[2], others[0], others[1], others[2])
    return INFEASIBLE if one_dominates(a, own, others, k) else CLOSE


@njit(error_model="numpy")
def full_verdict(quick, a, m, own, others, k, system, weights):
    """Fill in the weights, with care where the quick verdict was too close to call."""
    if quick == CLOSE:
        return candidate(a, m, own, others, k, system, weights)
    if quick != INFEASIBLE:
        if k == 2:
            weights_of_two(a, own[0], own[1], others[0], others[1], weights)
        else:
            weights_of_three(a, own[0], own[1], own[2], others[0], others[1], others[2], weights)
    return quick


@njit(error_model="numpy")
def one_dominates(a, own, others, k):
    """Whether an action of `own` is better or worse than the first one against every action of `others`."""
    for r in range(1, k):
        sign = a[own[r], others[0]] - a[own[0], others[0]]
        if abs(sign) > TIE:
            c = 1
            while c < k:
                gap = a[own[r], others[c]] - a[own[0], others[c]]
                if not ((sign > 0.0 and gap > TIE) or (sign < 0.0 and gap < -TIE)):
                    break
                c += 1
            if c == k:
                return True
    return False


@njit(error_model="numpy")
def best_replies(a, m, n, best, number):
    """Mark best replies to pure strategies, near ones too, and count them for each pure strategy."""
    for j in range(n):
        top = a[0, j]
        for i in range(1, m):
            top = max(top, a[i, j])
        number[j] = 0
        for i in range(m):
            best[i, j] = a[i, j] >= top - TIE
            number[j] += best[i, j]


@njit(error_model="numpy")
def found(verdict, weights, k):
    """Whether a candidate is a strategy with exactly this support, tied or not."""
    if verdict == FEASIBLE:
        return True
    if verdict != TIED:
        return False
    for c in range(k):
        if weights[c] <= TIE:
            return False
    return True


@njit(error_model="numpy")
def write(x, y, row, rows, columns, own, others, k, weights_x, weights_y):
    x[row] = 0.0
    y[row] = 0.0
    for c in range(k):
        x[row, rows[own[c]]] = weights_x[c]
        y[row, columns[others[c]]] = weights_y[c]


def core(start, stop, payoffs, rows_in, columns_in, x, y, game, complete, status, progress):
    most_rows, most_columns = payoffs.shape[2], payoffs.shape[3]
    most = min(most_rows, most_columns)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    a, b = np.empty((most_rows, most_columns)), np.empty((most_columns, most_rows))
    best_a, best_b = np.empty((most_rows, most_columns), np.bool_), np.empty((most_columns, most_rows), np.bool_)
    number_a, number_b = np.empty(most_columns, np.int64), np.empty(most_rows, np.int64)
    own, others = np.empty(most, np.int64), np.empty(most, np.int64)
    system = np.empty((most, most + 1))
    weights_x, weights_y = np.empty(most), np.empty(most)
    slots = len(game)
    written = 0
    for g in range(start, stop):
        m = existing(rows_in[g if len(rows_in) > 1 else 0], rows)
        n = existing(columns_in[g if len(columns_in) > 1 else 0], columns)
        scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 0.0, a)
        scale_payoffs(payoffs[g, 1], rows, columns, m, n, True, 0.0, b)
        first = written
        best_replies(a, m, n, best_a, number_a)
        best_replies(b, n, m, best_b, number_b)
        whole = True
        weights_x[0] = weights_y[0] = 1.0
        for i in range(m):
            for j in range(n):
                if best_a[i, j] and best_b[j, i]:
                    whole &= number_a[j] == 1 and number_b[i] == 1
                    if written < slots:
                        game[written] = g
                        own[0], others[0] = i, j
                        write(x, y, written, rows, columns, own, others, 1, weights_x, weights_y)
                    written += 1
        for k in range(2, min(m, n) + 1):
            for c in range(k):
                own[c] = c
            more = True
            while more:
                for c in range(k):
                    others[c] = c
                more_others = True
                while more_others:
                    of_y = quick_verdict(a, m, own, others, k)
                    of_x = quick_verdict(b, n, others, own, k) if of_y != INFEASIBLE else INFEASIBLE
                    if of_x != INFEASIBLE:
                        of_y = full_verdict(of_y, a, m, own, others, k, system, weights_y)
                        if of_y != INFEASIBLE:
                            of_x = full_verdict(of_x, b, n, others, own, k, system, weights_x)
                        if of_y != INFEASIBLE and of_x != INFEASIBLE:
                            whole &= of_y == FEASIBLE and of_x == FEASIBLE
                            if found(of_y, weights_y, k) and found(of_x, weights_x, k):
                                if written < slots:
                                    game[written] = g
                                    write(x, y, written, rows, columns, own, others, k, weights_x, weights_y)
                                written += 1
                    more_others = next_subset(others, k, n)
                more = next_subset(own, k, m)
        if written > slots:
            # Not enough room: give the whole game back, to be done again with more.
            progress[0], progress[1] = g, first
            return
        complete[g] = whole
        status[g] = SOLVED if whole or written > first else NOTHING_BUT_TIES
    progress[0], progress[1] = stop, written
