"""Regret of mixed profiles for any number of players; the two-player loop of nash_residual, generalised."""

import numpy as np
from numba import njit

from .nash_residual import normalise, upper

# payoffs (games, N, profiles), game of the row, strategies side by side, masks, sizes
inputs = (("f8", 3), ("i8", 1), ("f8", 2), ("?", 2), ("i8", 1))
outputs = (("f8", 2), ("f8", 2), ("f8", 2), ("f8", 1))


@njit(error_model="numpy")
def weight_of(profile, skip, sizes, first, strategy, available):
    """The probability of the others' actions in a profile, -1 if one of them does not exist."""
    weight = 1.0
    rest = profile
    for j in range(len(sizes) - 1, -1, -1):
        action = first[j] + rest % sizes[j]
        rest //= sizes[j]
        if j != skip:
            if not available[action]:
                return -1.0
            weight *= strategy[action]
    return weight


def core(start, stop, payoffs, game, strategies, available, sizes, paid, regret, scale, off):
    players = len(sizes)
    profiles = payoffs.shape[2]
    first = np.zeros(players, np.int64)
    for i in range(1, players):
        first[i] = first[i - 1] + sizes[i - 1]
    x = np.empty(strategies.shape[1])
    likeliest = np.empty(players, np.int64)
    values = np.empty(sizes.max())
    for k in range(start, stop):
        g = game[k]
        here = available[g if len(available) > 1 else 0]
        off[k] = 0.0
        for i in range(players):
            span = slice(first[i], first[i] + sizes[i])
            error, likeliest[i] = normalise(strategies[k, span], here[span], sizes[i], x[span])
            off[k] = max(off[k], error)
        stride = profiles
        for i in range(players):
            stride //= sizes[i]
            block = stride * sizes[i]
            u = payoffs[g, i]
            values[: sizes[i]] = 0.0
            low, high, base, spread = np.inf, -np.inf, 0.0, 0.0
            for outer in range(0, profiles, block):
                for profile in range(outer, outer + stride):
                    weight = weight_of(profile, i, sizes, first, x, here)
                    if weight < 0.0:
                        continue
                    reference = u[profile + likeliest[i] * stride]
                    base += weight * reference
                    for a in range(sizes[i]):
                        if here[first[i] + a]:
                            payoff = u[profile + a * stride]
                            low, high = min(low, payoff), max(high, payoff)
                            spread = max(spread, abs(payoff - reference))
                            values[a] += weight * (payoff - reference)
            best, mean = -np.inf, 0.0
            for a in range(sizes[i]):
                if here[first[i] + a]:
                    best = max(best, values[a])
                    mean += x[first[i] + a] * values[a]
            paid[k, i] = base + mean
            scale[k, i] = high - low
            factor = 4.0 * (profiles / sizes[i] + len(x)) + 8.0 * players
            regret[k, i] = upper(best - mean, factor, spread) if off[k] < np.inf else np.nan
