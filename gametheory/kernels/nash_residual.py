"""Regret of mixed profiles, as an upper bound with rounding included.

The regret of player i at the profile x is max_a V_a - sum_b x_b V_b with V_a = sum_c w_c (u(a, c) - u(r, c)),
where c runs over the opponents' profiles, w_c is their probability and r is one action of i: payoffs are
centred per opponents' profile, so constants added to a column of payoffs cost nothing.

Rounding, after Higham (2002, Accuracy and Stability of Numerical Algorithms, section 3.1): a sum of k
products of j rounded factors errs by at most gamma(k + j) times the sum of the absolute values, which here
is at most `spread`, the largest centred payoff, since the weights sum to 1. `factor` below counts these
operations generously, and EPS is twice the unit roundoff.
"""

import numpy as np
from numba import njit

EPS = 2.0**-52
TINY = 2.0**-1074
WIDE = 16
"""From this many columns on, rows of payoffs are worked through as vectors."""
ROWS = COLUMNS = 0
"""The sizes of the games, where they are known when the loop is compiled and no action is masked."""

# payoffs, game of the row, row and column strategies, masks -> payoffs, regret, scale, inconsistency
inputs = (("f8", 4), ("i8", 1), ("f8", 2), ("f8", 2), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("f8", 2), ("f8", 1))


@njit(error_model="numpy", inline="always")
def normalise(raw, available, size, strategy):
    """Write the strategy nearest to the raw vector; return how far the raw one is off, and the pivot action."""
    total = 0.0
    kept = 0.0
    worst = 0.0
    for a in range(size):  # conditional expressions, because branches on random supports are mispredicted
        total += raw[a]
        value = raw[a] if raw[a] > 0.0 else 0.0
        value = value if available[a] else 0.0
        worst = max(worst, abs(raw[a] - value))
        strategy[a] = value
        kept += value
    likeliest, most = 0, -1.0
    for a in range(size):
        strategy[a] /= kept
        better = strategy[a] > most
        likeliest = a if better else likeliest
        most = strategy[a] if better else most
    off = max(abs(total - 1.0), worst)
    return off if off == off and kept > 0.0 else np.inf, likeliest


@njit(error_model="numpy")
def upper(gain, factor, spread):
    """The regret plus all that rounding may have hidden; exactly 0 where the own action does not matter."""
    if spread == 0.0:
        return 0.0
    return max(gain, 0.0) + factor * (EPS * spread + TINY * max(spread, 1.0))


# Loops over few arrays each, because a compiler that has to rule out too many overlaps makes no vectors of them.
# What is missing counts for nothing: an infinite number is added to it, or taken off.


@njit(error_model="numpy")
def widen(payoffs, missing, lowest, highest):
    """Extend the range of each column by one row of payoffs."""
    for j in range(len(payoffs)):
        low, high = payoffs[j] + missing[j], payoffs[j] - missing[j]
        lowest[j] = low if low < lowest[j] else lowest[j]
        highest[j] = high if high > highest[j] else highest[j]


@njit(error_model="numpy")
def widen_centred(payoffs, base, missing, largest):
    """Extend the largest size, by column, of payoffs less a base by column."""
    for j in range(len(payoffs)):
        size = abs(payoffs[j] - base[j]) - missing[j]
        largest[j] = size if size > largest[j] else largest[j]


@njit(error_model="numpy")
def widen_and_add(payoffs, base, missing, largest, weight, values):
    """Extend the largest size of payoffs less one base, and add these, weighted, to the values."""
    for j in range(len(payoffs)):
        difference = payoffs[j] - base
        size = abs(difference) - missing[j]
        largest[j] = size if size > largest[j] else largest[j]
        values[j] += weight * difference


@njit(error_model="numpy", inline="always")
def expected(payoffs, base, weights, size):
    """The expected centred payoff, in four sums that do not wait for each other."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    j = 0
    while j + 3 < size:
        first += weights[j] * (payoffs[j] - base[j])
        second += weights[j + 1] * (payoffs[j + 1] - base[j + 1])
        third += weights[j + 2] * (payoffs[j + 2] - base[j + 2])
        fourth += weights[j + 3] * (payoffs[j + 3] - base[j + 3])
        j += 4
    while j < size:
        first += weights[j] * (payoffs[j] - base[j])
        j += 1
    return (first + second) + (third + fourth)


@njit(error_model="numpy")
def wide_sides(payoffs, x, y, r, c, row_in, column_in, lines, sides):
    """For either player: best and expected centred payoff, the expected base, and the range and largest size."""
    n = len(y)
    missing, lowest, highest, centred, values = lines[0], lines[1], lines[2], lines[3], lines[4]
    for j in range(n):
        missing[j] = 0.0 if column_in[j] else np.inf
    for player in range(2):
        lowest[:], highest[:], centred[:], values[:] = np.inf, -np.inf, 0.0, 0.0
        best, mean, base = -np.inf, 0.0, 0.0
        if player == 0:
            own = payoffs[0, r]
            for i in range(len(x)):
                if row_in[i]:
                    line = payoffs[0, i]
                    widen(line, missing, lowest, highest)
                    widen_centred(line, own, missing, centred)
                    value = expected(line, own, y, n)
                    best = max(best, value)
                    mean += x[i] * value
            for j in range(n):
                base += y[j] * own[j]
        else:
            for i in range(len(x)):
                if row_in[i]:
                    line = payoffs[1, i]
                    base += x[i] * line[c]
                    widen(line, missing, lowest, highest)
                    widen_and_add(line, line[c], missing, centred, x[i], values)
            for j in range(n):
                if column_in[j]:
                    best = max(best, values[j])
                    mean += y[j] * values[j]
        low, high, spread = np.inf, -np.inf, 0.0
        for j in range(n):
            low, high, spread = min(low, lowest[j]), max(high, highest[j]), max(spread, centred[j])
        sides[player, 0], sides[player, 1], sides[player, 2] = best, mean, base
        sides[player, 3], sides[player, 4] = high - low, spread


def core(start, stop, payoffs, game, rows, columns, rows_in, columns_in, paid, regret, scale, off):
    m, n = (ROWS, COLUMNS) if ROWS else (payoffs.shape[2], payoffs.shape[3])
    x, y = np.empty(m), np.empty(n)
    values = np.empty(n)
    factor = 4.0 * (m + n) + 16.0
    lines, sides = np.empty((5, n if n >= WIDE else 0)), np.empty((2, 5))
    for k in range(start, stop):
        g = game[k]
        row_in = rows_in[g if len(rows_in) > 1 else 0]
        column_in = columns_in[g if len(columns_in) > 1 else 0]
        off_row, r = normalise(rows[k], row_in, m, x)
        off_column, c = normalise(columns[k], column_in, n, y)
        off[k] = max(off_row, off_column)
        if n >= WIDE:
            wide_sides(payoffs[g], x, y, r, c, row_in, column_in, lines, sides)
            for player in range(2):
                best, mean, base = sides[player, 0], sides[player, 1], sides[player, 2]
                scale[k, player], spread = sides[player, 3], sides[player, 4]
                paid[k, player] = base + mean
                regret[k, player] = upper(best - mean, factor, spread) if off[k] < np.inf else np.nan
            continue

        best, mean, base, spread = -np.inf, 0.0, 0.0, 0.0
        low, high = np.inf, -np.inf
        for i in range(m):
            if row_in[i]:
                value = 0.0
                for j in range(n):
                    if column_in[j]:
                        payoff = payoffs[g, 0, i, j]
                        low, high = min(low, payoff), max(high, payoff)
                        centred = payoff - payoffs[g, 0, r, j]
                        spread = max(spread, abs(centred))
                        value += y[j] * centred
                best = max(best, value)
                mean += x[i] * value
        for j in range(n):
            if column_in[j]:
                base += y[j] * payoffs[g, 0, r, j]
        paid[k, 0] = base + mean
        scale[k, 0] = high - low
        regret[k, 0] = upper(best - mean, factor, spread) if off[k] < np.inf else np.nan

        values[:] = 0.0
        best, mean, base, spread = -np.inf, 0.0, 0.0, 0.0
        low, high = np.inf, -np.inf
        for i in range(m):
            if row_in[i]:
                base += x[i] * payoffs[g, 1, i, c]
                for j in range(n):
                    if column_in[j]:
                        payoff = payoffs[g, 1, i, j]
                        low, high = min(low, payoff), max(high, payoff)
                        centred = payoff - payoffs[g, 1, i, c]
                        spread = max(spread, abs(centred))
                        values[j] += x[i] * centred
        for j in range(n):
            if column_in[j]:
                best = max(best, values[j])
                mean += y[j] * values[j]
        paid[k, 1] = base + mean
        scale[k, 1] = high - low
        regret[k, 1] = upper(best - mean, factor, spread) if off[k] < np.inf else np.nan
