"""Play by thresholds in a finite reputation game, valued in every cell of beliefs in which no strategy changes.

Beliefs are logarithms; cell j lies between cut j and cut j - 1, and cuts descend. Each value carries a bound on what
rounding did to it.
"""

import numpy as np
from numba import njit

UNIT = 2.0**-50
"""A bound on the share of the terms of one stage that rounding may take or give."""

# gains and losses of opponents, chances of their kinds, flows and crossings, cost of an answer, value of leaving;
# discount, terminal value; logarithms of the thresholds of answering and staying
inputs = (("f8", 4), ("f8", 4), ("f8", 3), ("f8", 3), ("f8", 3), ("f8", 2), ("f8", 2), ("f8", 1), ("f8", 1),
          ("f8", 2), ("f8", 2))  # fmt: skip
# regret of the player
outputs = (("f8", 1),)


@njit(error_model="numpy")
def reply(gains, losses, kinds, flows, crossing, answered):
    """Mean flow and mean chance of a crossing where each kind of opponent replies best."""
    flow, crossed = 0.0, 0.0
    for kind in range(gains.shape[0]):
        best, chosen = -np.inf, 0
        for action in range(gains.shape[1]):
            worth = gains[kind, action] - losses[kind, action] * answered
            if worth > best:
                best, chosen = worth, action
        flow += kinds[kind] * flows[chosen]
        crossed += kinds[kind] * crossing[chosen]
    return flow, crossed


@njit(error_model="numpy")
def same(upper, cut):
    """Whether two cuts differ by no more than the rounding of logarithms and their sums."""
    return upper - cut <= UNIT * (16.0 - cut)


@njit(error_model="numpy")
def place_of(cut, cuts, count):
    """The place of a cut among descending ones."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if not same(cuts[middle], cut):
            low = middle + 1
        else:
            high = middle
    return low


@njit(error_model="numpy")
def off_step(values, errors, place, at, wanted):
    """How far a value is outside the step at a cut, rounding included; at 1, how far the value there is above it."""
    if at >= 0.0:
        return max(values[0] - wanted, 0.0) + errors[0]
    upper, lower = values[place], values[place + 1]
    return max(max(wanted - upper, lower - wanted), 0.0) + max(errors[place], errors[place + 1])


def core(start, stop, gains, losses, kinds, flows, crossing, cost, leaving, discount, terminal, answer, stay, regret):
    stages, types, actions = gains.shape[1:]
    room = stages * (types * actions * (actions - 1) // 2 + 2)
    every = np.empty(room)
    cuts = np.empty(room)
    values, errors = np.empty(room + 1), np.empty(room + 1)
    for k in range(start, stop):
        count = 0
        for t in range(stages):
            for at in (answer[k, t], stay[k, t]):
                if -np.inf < at < 0.0:
                    every[count] = -at
                    count += 1
            for kind in range(types):
                for a in range(actions):
                    for b in range(a):
                        ratio = (gains[k, t, kind, b] - gains[k, t, kind, a]) / (
                            losses[k, t, kind, b] - losses[k, t, kind, a]
                        )
                        if 0.0 < ratio < 1.0:
                            every[count] = -(np.log(ratio) + answer[k, t])
                            count += 1
        ascending = np.sort(every[:count])
        cells = 0
        for i in range(count):
            if cells == 0 or not same(cuts[cells - 1], -ascending[i]):
                cuts[cells] = -ascending[i]
                cells += 1
        base, base_error, worst, known = terminal[k], 0.0, 0.0, 0
        values[0], errors[0] = base, 0.0
        for t in range(stages):
            # Cells below all cuts of this stage and of those after it are worth the base.
            lowest = known
            for at in (answer[k, t], stay[k, t]):
                if -np.inf < at < 0.0:
                    lowest = max(lowest, place_of(at, cuts, cells) + 1)
            for kind in range(types):
                for a in range(actions):
                    for b in range(a):
                        ratio = (gains[k, t, kind, b] - gains[k, t, kind, a]) / (
                            losses[k, t, kind, b] - losses[k, t, kind, a]
                        )
                        if 0.0 < ratio < 1.0:
                            lowest = max(lowest, place_of(np.log(ratio) + answer[k, t], cuts, cells) + 1)
            while known < lowest:
                known += 1
                values[known], errors[known] = base, base_error
            at = answer[k, t]
            place = place_of(at, cuts, cells) if at < 0.0 else -1
            wanted = base + cost[k, t] / discount[k]
            gap = off_step(values, errors, place, at, wanted)
            worst = max(worst, discount[k] * gap + base_error + UNIT * (abs(base) + wanted - base))
            edge = max(place, 0)  # above it, values move alike
            lost = discount[k] * base
            held = gains[k, t], losses[k, t], kinds[k, t], flows[k, t], crossing[k, t]
            flow, crossed = reply(*held, 1.0)
            moved, size = flow - crossed * cost[k, t], abs(flow) + crossed * cost[k, t]
            for j in range(place + 1):
                values[j] = discount[k] * values[j] + moved
                errors[j] = discount[k] * errors[j] + UNIT * (size + abs(values[j]))
            for j in range(place + 1, known + 1):
                upper = cuts[j - 1] if j > 0 else 0.0
                lower = cuts[j] if j < cells else upper - 2.0
                flow, crossed = reply(*held, np.exp(min(lower / 2.0 + upper / 2.0 - at, 0.0)))
                tomorrow = discount[k] * values[j]
                values[j] = flow + crossed * lost + (1.0 - crossed) * tomorrow
                errors[j] = discount[k] * max(errors[j], base_error) + UNIT * (abs(flow) + abs(tomorrow) + abs(lost))
            flow, crossed = reply(*held, 0.0)
            base_error = discount[k] * base_error + UNIT * (abs(flow) + abs(lost))
            base = flow + lost
            out, at = leaving[k, t], stay[k, t]
            if out > -np.inf:
                place = place_of(at, cuts, cells) if -np.inf < at < 0.0 else -1
                if at == -np.inf:
                    gap, place = max(out - base, 0.0), known
                else:
                    gap = max(off_step(values, errors, place, at, out), base - out)
                worst = max(worst, gap + base_error + UNIT * abs(out))
                if at > -np.inf:
                    for j in range(place + 1, known + 1):
                        values[j], errors[j] = out, 0.0
                    base, base_error = out, 0.0
            elif at > -np.inf:
                worst = np.inf
            for j in range(edge, known + 1):
                worst = max(worst, (values[j + 1] if j < known else base) - values[j])
        regret[k] = worst
