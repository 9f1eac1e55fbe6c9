"""How far mixed profiles are from logit replies to each other, with all rounding included in the bound.

For player i the gaps log x(a) - precision u(a) are equal for all actions a at a logit reply; their spread over
the precision is the error in the payoffs that would make it one. Payoffs are centred per profile of the others,
so constants cost nothing. Rounding as in nash_residual.
"""

import numpy as np

from .nash_residual import EPS, TINY, normalise
from .nash_residual_players import weight_of

# payoffs (games, N, profiles), game of the row, strategies side by side, masks, sizes, precisions of the players,
# their payoff ranges
inputs = (("f8", 3), ("i8", 1), ("f8", 2), ("?", 2), ("i8", 1), ("f8", 2), ("f8", 2))
# spread of the gaps over the precision, what it is measured by, largest error in a probability
outputs = (("f8", 2), ("f8", 2), ("f8", 1))

SUBNORMAL = 2.0**-1022
"""Below this float64 holds a number with fewer digits, and its logarithm says little."""


def core(start, stop, payoffs, game, strategies, available, sizes, precisions, ranges, regret, scale, off):
    players, profiles = len(sizes), payoffs.shape[2]
    first = np.zeros(players, np.int64)
    for i in range(1, players):
        first[i] = first[i - 1] + sizes[i - 1]
    x = np.empty(strategies.shape[1])
    values = np.empty(sizes.max())
    for k in range(start, stop):
        g = game[k]
        here = available[g if len(available) > 1 else 0]
        off[k] = 0.0
        for i in range(players):
            span = slice(first[i], first[i] + sizes[i])
            off[k] = max(off[k], normalise(strategies[k, span], here[span], sizes[i], x[span])[0])
        if not off[k] < np.inf:
            for i in range(players):
                regret[k, i], scale[k, i] = np.nan, ranges[k, i]
            continue
        stride = profiles
        for i in range(players):
            stride //= sizes[i]
            u, precision = payoffs[g, i], precisions[k, i]
            values[: sizes[i]] = 0.0
            size = 0.0
            for outer in range(0, profiles, stride * sizes[i]):
                for profile in range(outer, outer + stride):
                    weight = weight_of(profile, i, sizes, first, x, here)
                    if weight < 0.0:
                        continue
                    best = -np.inf
                    for a in range(sizes[i]):
                        if here[first[i] + a]:
                            best = max(best, u[profile + a * stride])
                    for a in range(sizes[i]):
                        if here[first[i] + a]:
                            gap = u[profile + a * stride] - best
                            size = max(size, -gap)
                            values[a] += weight * gap
            best, total = -np.inf, 0.0
            for a in range(sizes[i]):
                if here[first[i] + a]:
                    best = max(best, values[a])
            for a in range(sizes[i]):
                if here[first[i] + a]:
                    values[a] = precision * (values[a] - best) if best > -np.inf else 0.0
                    total += np.exp(values[a])
            low, high, logs = np.inf, -np.inf, 0.0
            for a in range(sizes[i]):
                if here[first[i] + a]:
                    mine, reply = x[first[i] + a], np.exp(values[a]) / total
                    off[k] = max(off[k], abs(mine - reply))
                    # A probability that float64 cannot tell from 0 is no error where the reply is none either.
                    if mine >= SUBNORMAL or reply >= SUBNORMAL:
                        gap = np.log(mine) - values[a] if mine > 0.0 else -np.inf
                        low, high = min(low, gap), max(high, gap)
                        logs = max(logs, abs(gap) if mine > 0.0 else 0.0)
            factor = 4.0 * profiles + 16.0
            doubt = precision * factor * (EPS * size + TINY * max(size, 1.0)) if size > 0.0 else 0.0
            spread = high - low + doubt + 8.0 * EPS * (logs + precision * size)
            regret[k, i] = spread / precision if precision > 0.0 else 0.0
            scale[k, i] = max(ranges[k, i], 1.0 / precision) if precision > 0.0 else ranges[k, i]
