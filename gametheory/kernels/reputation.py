"""Thresholds of finite-horizon reputation: the value is a step function of the belief, kept from stage to stage.

Steps descend in the belief, which is kept as its logarithm: levels[j] is the value just above breaks[j], and base the
value below all. A stage moves the levels above its threshold alike, and merges its own breaks into those below.
"""

import numpy as np

# logarithms of cuts, mean flows and crossings between them, cost of an answer, value of leaving; discount, terminal
# value, logarithm of the prior
inputs = (("f8", 3), ("f8", 3), ("f8", 3), ("f8", 2), ("f8", 2), ("f8", 1), ("f8", 1), ("f8", 1))
# logarithms of the thresholds of answering and staying, least and greatest value at the prior
outputs = (("f8", 2), ("f8", 2), ("f8", 2))


def core(start, stop, cuts, flows, crossing, cost, leaving, discount, terminal, prior, answer, stay, ends):
    stages, new = cuts.shape[1], cuts.shape[2]
    room = stages * new + 1
    breaks, levels = np.empty(room), np.empty(room)
    tail_breaks, tail_levels = np.empty(room), np.empty(room)
    for k in range(start, stop):
        used, reached, base = 0, 0, terminal[k]
        for t in range(stages):
            wanted = base + cost[k, t] / discount[k]
            reached = min(reached, used)
            while reached < used and levels[reached] >= wanted:
                reached += 1
            while reached > 0 and levels[reached - 1] < wanted:
                reached -= 1
            at = breaks[reached - 1] if reached > 0 else 0.0
            answer[k, t] = at
            lost = discount[k] * base
            # From the lowest belief up to the threshold: old breaks and those of this stage.
            old, piece, written = base, 0, 0
            floor = flows[k, t, 0] + lost
            last = floor
            i, j = 0, used - 1
            while i < new or j >= reached:
                if j < reached or (i < new and cuts[k, t, i] + at <= breaks[j]):
                    belief = cuts[k, t, i] + at
                    i += 1
                    piece = i
                else:
                    belief = breaks[j]
                    old = levels[j]
                    j -= 1
                crossed = crossing[k, t, piece]
                level = flows[k, t, piece] + crossed * lost + (1.0 - crossed) * (discount[k] * old)
                if level != last:
                    tail_breaks[written], tail_levels[written] = belief, level
                    written += 1
                    last = level
            moved = flows[k, t, new] - crossing[k, t, new] * cost[k, t]
            for j in range(reached):
                levels[j] = discount[k] * levels[j] + moved
            for j in range(written):
                breaks[reached + j] = tail_breaks[written - 1 - j]
                levels[reached + j] = tail_levels[written - 1 - j]
            used = reached + written
            base = floor
            out = leaving[k, t]
            stay[k, t] = -np.inf
            if base < out:
                kept = used
                while kept > 0 and levels[kept - 1] < out:
                    kept -= 1
                stay[k, t] = breaks[kept - 1] if kept > 0 else 0.0
                used = kept
                base = out
        high, low = base, base
        for j in range(used):
            if breaks[j] <= prior[k]:
                high = levels[j]
                break
        for j in range(used):
            if breaks[j] < prior[k]:
                low = levels[j]
                break
        ends[k, 0], ends[k, 1] = low, high
