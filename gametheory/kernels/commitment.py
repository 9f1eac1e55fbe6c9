"""Optimal commitment: for each reply of the follower, the leader's best mixed strategy that induces it.

All payoffs are brought to [0, 1]; a and b are those of leader and follower at [leader's action, reply]. A class
is a reply with all that always pay the follower the same. The linear program of a class E with first member j is

    minimise w  subject to  (1 - a_k)' x <= w  for k in E,  (b_k - b_j)' x <= 0  for k not in E,
                            1' x >= 1,  x >= 0,

whose value is 1 less the leader's payoff under the least favourable reply in E. All constraints but the last
pass through 0, so the sum of x is 1 at an optimum. Costs are not negative, so the basis of slacks is dual
feasible, and the dual simplex method starts with one violated row. Its cost only rises: where it shows that the
class cannot beat the best one so far, the multipliers at hand prove it, and the rest is spared.

Variables of the dictionary (see ``dual_simplex``): x is 0 to m - 1, the slack of the first member of E is m, and the
slack of row i is m + 1 + i. The first member's constraint defines w, which never leaves the basis and has no row.
"""

import numpy as np
from numba import njit

from .dual_simplex import EMPTY, FEASIBLE, FOUND, LOST, minimise
from .scaling import existing, scale_payoffs
from .status import Status

TIE = 1e-12
"""Payoffs closer than this are equal."""
OPEN = 1e-9
"""A reply that is the only best one by more than this share of the range somewhere certainly is so."""

NOTHING = 2.0
"""A cost that no strategy has: the least of them is at most 1."""

UNKNOWN, CLOSED, INSIDE = -1, 0, 1
SOLVED, STALLED, TIED = int(Status.SOLVED), int(Status.STALLED), int(Status.TIED)

# payoffs, leader, masks, first equal reply, whether replies are known to have an interior
inputs = (("f8", 4), ("i8", 1), ("?", 2), ("?", 2), ("i8", 2), ("i1", 2))
# favourable: strategy, reply, multipliers; unfavourable: the same; replies left out; status; steps
outputs = (
    ("f8", 2), ("i8", 1), ("f8", 3), ("f8", 2), ("i8", 1), ("f8", 3), ("?", 2), ("i1", 1), ("i8", 1),
)  # fmt: skip


@njit(error_model="numpy")
def begin(t, a, b, m, n, kind, j, whole, basic, nonbasic):
    """Write the program of the reply j alone, or of its whole class; (height, width)."""
    width = m + 1
    height = 0
    for k in range(n):
        mine = kind[k] == kind[j]
        if k == j or (mine and not whole):
            continue
        for i in range(m):
            t[height, i] = a[i, j] - a[i, k] if mine else b[i, k] - b[i, j]
        t[height, m] = -1.0 if mine else 0.0
        t[height, width] = 0.0
        basic[height] = m + 1 + k
        height += 1
    finish(t, height, width, m, basic, nonbasic)
    basic[height] = m + 1 + j
    for i in range(m):
        t[height + 1, i] = 1.0 - a[i, j]
    return height + 1, width


@njit(error_model="numpy")
def begin_margin(t, b, m, n, kind, j, basic, nonbasic):
    """Write the program of the largest margin by which the class of j is the only best reply; (height, width).

    It is that of a class whose members k pay the leader (1 + b_j - b_k) / 2.
    """
    width = m + 1
    first = -1
    height = 0
    for k in range(n):
        if kind[k] == kind[j]:
            continue
        if first < 0:
            first = k
            continue
        for i in range(m):
            t[height, i] = (b[i, k] - b[i, first]) / 2.0
        t[height, m] = -1.0
        t[height, width] = 0.0
        basic[height] = m + 1 + k
        height += 1
    finish(t, height, width, m, basic, nonbasic)
    basic[height] = m + 1 + j
    for i in range(m):
        t[height + 1, i] = 1.0 - (1.0 + b[i, j] - b[i, first]) / 2.0
    return height + 1, width


@njit(error_model="numpy")
def finish(t, height, width, m, basic, nonbasic):
    """Write the row of the sum, what belongs to the first member in the cost, and the nonbasic variables."""
    for i in range(m):
        t[height, i] = -1.0
        nonbasic[i] = i
    nonbasic[m] = m
    t[height, m] = 0.0
    t[height, width] = -1.0
    t[height + 1, m] = 1.0
    t[height + 1, width] = 0.0


@njit(error_model="numpy")
def write_multipliers(t, height, width, m, j, nonbasic, basic, outcome, row, columns, out):
    """The multipliers of the replies: prices of their rows, and of an empty program so much that nothing is left.

    The price of the row of reply k stands in the cost under its slack; m + 1 + j is the slack of the sum.
    """
    scale = 0.0
    if outcome == EMPTY:
        scale = max(NOTHING + t[height, width], 0.0) / -t[row, width]
    for k in range(len(out)):
        out[k] = 0.0
    for c in range(width):
        price = max(t[height, c], 0.0)
        if outcome == EMPTY:
            price += scale * max(t[row, c], 0.0)
        if nonbasic[c] == m:
            out[columns[j]] = max(t[height, c], 0.0)
        elif nonbasic[c] > m and nonbasic[c] != m + 1 + j:
            out[columns[nonbasic[c] - m - 1]] = price
    if outcome == EMPTY and basic[row] > m and basic[row] != m + 1 + j:
        out[columns[basic[row] - m - 1]] = scale


@njit(error_model="numpy")
def write_strategy(t, height, width, m, basic, rows, out):
    total = 0.0
    for i in range(len(out)):
        out[i] = 0.0
    for r in range(height):
        if basic[r] < m and t[r, width] > FEASIBLE:
            out[rows[basic[r]]] = t[r, width]
            total += t[r, width]
    for i in range(len(out)):
        out[i] /= total


@njit(error_model="numpy")
def has_interior(t, b, m, n, kind, j, basic, nonbasic):
    """Whether somewhere the class of j is the only best reply; UNKNOWN where it is too close to call."""
    others = False
    for k in range(n):
        others |= kind[k] != kind[j]
    if not others:
        return INSIDE
    for i in range(m):
        alone = True
        for k in range(n):
            if kind[k] != kind[j] and b[i, j] <= b[i, k] + OPEN:
                alone = False
        if alone:
            return INSIDE
    height, width = begin_margin(t, b, m, n, kind, j, basic, nonbasic)
    outcome, _, _ = minimise(t, height, width, basic, nonbasic, np.inf)
    margin = 1.0 + 2.0 * t[height, width]
    if outcome == FOUND and margin > OPEN:
        return INSIDE
    return CLOSED if outcome == FOUND and margin < -OPEN else UNKNOWN


@njit(error_model="numpy")
def worst_member(a, m, n, kind, j, rows, columns, x):
    """The reply of the class that pays the leader least."""
    worst, least = j, np.inf
    for k in range(n):
        if kind[k] == kind[j]:
            value = 0.0
            for i in range(m):
                value += x[rows[i]] * a[i, k]
            if value < least - TIE:
                worst, least = k, value
    return columns[worst]


def core(
    start, stop, payoffs, leader, rows_in, columns_in, kinds, known,
    x_high, reply_high, prices_high, x_low, reply_low, prices_low, left_out, status, steps,
):  # fmt: skip
    first, second = payoffs.shape[2], payoffs.shape[3]
    who = leader[0]
    most_rows, most_columns = (first, second) if who == 0 else (second, first)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    a, b = np.empty((most_rows, most_columns)), np.empty((most_rows, most_columns))
    t = np.empty((most_columns + 2, most_rows + 2))
    basic, nonbasic = np.empty(most_columns + 2, np.int64), np.empty(most_rows + 2, np.int64)
    kind, trial = np.empty(most_columns, np.int64), np.empty(most_rows)
    for g in range(start, stop):
        m = existing(rows_in[g if len(rows_in) > 1 else 0], rows)
        n = existing(columns_in[g if len(columns_in) > 1 else 0], columns)
        if who == 0:
            scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 0.0, a)
            scale_payoffs(payoffs[g, 1], rows, columns, m, n, False, 0.0, b)
        else:
            scale_payoffs(payoffs[g, 1], columns, rows, n, m, True, 0.0, a)
            scale_payoffs(payoffs[g, 0], columns, rows, n, m, True, 0.0, b)
        for k in range(n):
            kind[k] = kinds[g, columns[k]]
        status[g] = SOLVED
        work = 0

        best, chosen = -np.inf, -1
        for j in range(n):
            height, width = begin(t, a, b, m, n, kind, j, False, basic, nonbasic)
            outcome, pivots, row = minimise(t, height, width, basic, nonbasic, min(1.0 - best, NOTHING))
            work += pivots
            prices = prices_high[g, columns[j]]
            write_multipliers(t, height, width, m, j, nonbasic, basic, outcome, row, columns, prices)
            prices[columns[j]] = 0.0
            value = 1.0 + t[height, width]
            if outcome == FOUND and value > best:
                best, chosen = value, j
                write_strategy(t, height, width, m, basic, rows, x_high[g])
            elif outcome == LOST:
                status[g] = STALLED
        if chosen < 0:
            status[g] = STALLED
        reply_high[g] = columns[max(chosen, 0)]

        alone = chosen >= 0
        for k in range(n):
            alone &= k == chosen or kind[k] != kind[max(chosen, 0)]
        if alone:
            inside = known[g, columns[chosen]]
            if inside == UNKNOWN:
                inside = has_interior(t, b, m, n, kind, chosen, basic, nonbasic)
            alone = inside == INSIDE
        if alone:  # nothing depends on ties
            x_low[g], reply_low[g], prices_low[g] = x_high[g], reply_high[g], prices_high[g]
            for j in range(n):
                prices_low[g, columns[j], columns[j]] = 1.0
            steps[g] = work
            continue

        best, chosen, doubtful = -np.inf, -1, -np.inf
        for j in range(n):
            if kind[j] != columns[j]:
                continue
            height, width = begin(t, a, b, m, n, kind, j, True, basic, nonbasic)
            outcome, pivots, row = minimise(t, height, width, basic, nonbasic, min(1.0 - best, NOTHING))
            work += pivots
            prices = prices_low[g, columns[j]]
            write_multipliers(t, height, width, m, j, nonbasic, basic, outcome, row, columns, prices)
            if outcome == LOST:
                status[g] = STALLED
            value = 1.0 + t[height, width]
            if outcome != FOUND or value <= best:
                continue
            write_strategy(t, height, width, m, basic, rows, trial)
            inside = known[g, columns[j]]
            if inside == UNKNOWN:
                inside = has_interior(t, b, m, n, kind, j, basic, nonbasic)
            if inside == INSIDE:
                best, chosen = value, j
                x_low[g] = trial
            elif inside == CLOSED:
                left_out[g, columns[j]] = True
            else:
                doubtful = max(doubtful, value)
        if doubtful > best:
            status[g] = TIED
        elif chosen < 0:
            status[g] = STALLED
        else:
            reply_low[g] = worst_member(a, m, n, kind, chosen, rows, columns, x_low[g])
        steps[g] = work
