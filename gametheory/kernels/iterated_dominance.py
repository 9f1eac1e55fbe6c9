"""Rounds of elimination of strictly dominated actions, by mixtures, for any number of players.

Payoffs lie flat over the profiles of actions, the last player's action running fastest. In each round an action is

- kept, if it is a best reply among pure actions to some profile of the others: then nothing dominates it;
- eliminated, if a pure action pays strictly more against every profile of the others;
- else decided by the program: maximise over mixtures x of the other actions the least lead over it,
  ``min_c sum_k x_k (u(k, c) - u(a, c))``, as a cost that the dual simplex method minimises.

The comparisons of pure actions are exact, and a mixture counts only if its lead, computed anew, exceeds what
rounding may hide. Where the lead is between, the game is given back with the status TIED.
"""

import numpy as np
from numba import njit

from .dual_simplex import BEATEN, FEASIBLE, FOUND, minimise
from .status import Status

EPS = 2.0**-52
CLEAR = 1e-9
"""A lead beyond this share of the largest difference of payoffs is no rounding."""
SOLVED, TIED = int(Status.SOLVED), int(Status.TIED)
KEPT, DOMINATED, CLOSE = 0, 1, 2

# payoffs, sizes, masks side by side -> round of elimination (0: never), dominating mixtures, rounds, status
inputs = (("f8", 3), ("i8", 1), ("?", 2))
outputs = (("i8", 2), ("f8", 3), ("i8", 1), ("i1", 1))


@njit(error_model="numpy")
def list_profiles(sizes, i, alive, stride, places):
    """The places of the profiles of the others that are left, for the action 0 of player i; how many."""
    players = len(sizes)
    total = 1
    for j in range(players):
        total *= sizes[j]
    count = 0
    for profile in range(total // sizes[i]):
        rest = profile
        place, there = 0, True
        first = len(alive)
        for j in range(players - 1, -1, -1):
            first -= sizes[j]
            if j != i:
                action = rest % sizes[j]
                rest //= sizes[j]
                place += action * stride[j]
                there &= alive[first + action]
        if there:
            places[count] = place
            count += 1
    return count


@njit(error_model="numpy")
def judge(u, step, a, others, number, places, count, t, basic, nonbasic, mixture):
    """Whether action a is dominated by a mixture of ``others``, which is then written."""
    for c in range(count):
        best = True
        for k in range(number):
            if u[places[c] + step * others[k]] > u[places[c] + step * a]:
                best = False
        if best:
            return KEPT
    largest = 0.0
    for k in range(number):
        above = True
        for c in range(count):
            lead = u[places[c] + step * others[k]] - u[places[c] + step * a]
            largest = max(largest, abs(lead))
            above &= lead > 0.0
        if above:
            mixture[:] = 0.0
            mixture[others[k]] = 1.0
            return DOMINATED
    # Costs 1 - (1 + lead) / 2 under the first profile; the rows of the other profiles; the row of the sum.
    width = number + 1
    for c in range(1, count):
        for k in range(number):
            lead = u[places[c] + step * others[k]] - u[places[c] + step * a]
            first = u[places[0] + step * others[k]] - u[places[0] + step * a]
            t[c - 1, k] = (first - lead) / (2.0 * largest)
        t[c - 1, number] = -1.0
        t[c - 1, width] = 0.0
        basic[c - 1] = number + c
    height = count
    for k in range(number):
        t[height - 1, k] = -1.0
        t[height, k] = (1.0 - (u[places[0] + step * others[k]] - u[places[0] + step * a]) / largest) / 2.0
        nonbasic[k] = k
    nonbasic[number] = number
    basic[height - 1] = number + count
    t[height - 1, number], t[height - 1, width] = 0.0, -1.0
    t[height, number], t[height, width] = 1.0, 0.0
    outcome, _, _ = minimise(t, height, width, basic, nonbasic, 0.5 * (1.0 + CLEAR))
    if outcome != FOUND:  # beaten: no lead of more than -CLEAR
        return KEPT if outcome == BEATEN else CLOSE
    mixture[:] = 0.0
    total = 0.0
    for r in range(height):
        if basic[r] < number and t[r, width] > FEASIBLE:
            mixture[others[basic[r]]] = t[r, width]
            total += t[r, width]
    least = np.inf
    for c in range(count):
        lead = 0.0
        for k in range(number):
            lead += mixture[others[k]] / total * (u[places[c] + step * others[k]] - u[places[c] + step * a])
        least = min(least, lead)
    mixture /= total
    return DOMINATED if least > CLEAR * largest else CLOSE


def core(start, stop, payoffs, sizes, masks, gone, mixtures, rounds, status):
    players, total = len(sizes), payoffs.shape[2]
    actions = masks.shape[1]
    most = 0
    for i in range(players):
        most = max(most, sizes[i])
    stride = np.ones(players, np.int64)
    for i in range(players - 2, -1, -1):
        stride[i] = stride[i + 1] * sizes[i + 1]
    places, others = np.empty(total, np.int64), np.empty(most, np.int64)
    t = np.empty((total + 2, most + 2))
    basic, nonbasic = np.empty(total + 2, np.int64), np.empty(most + 2, np.int64)
    alive, dominated = np.empty(actions, np.bool_), np.empty(actions, np.bool_)
    for g in range(start, stop):
        mask = masks[g if len(masks) > 1 else 0]
        for a in range(actions):
            alive[a] = mask[a]
            gone[g, a] = 0
        mixtures[g] = 0.0
        rounds[g] = 0
        status[g] = SOLVED
        changed = True
        while changed and status[g] == SOLVED:
            changed = False
            first = 0
            for i in range(players):
                count = list_profiles(sizes, i, alive, stride, places)
                for a in range(sizes[i]):
                    dominated[first + a] = False
                    if not alive[first + a]:
                        continue
                    number = 0
                    for k in range(sizes[i]):
                        if alive[first + k] and k != a:
                            others[number] = k
                            number += 1
                    if number == 0:
                        continue
                    mixture = mixtures[g, first + a]
                    verdict = judge(
                        payoffs[g, i], stride[i], a, others, number, places, count, t, basic, nonbasic, mixture
                    )
                    if verdict == DOMINATED:
                        dominated[first + a] = True
                        changed = True
                    else:
                        mixture[:] = 0.0
                    if verdict == CLOSE:
                        status[g] = TIED
                first += sizes[i]
            if changed:
                rounds[g] += 1
                for a in range(actions):
                    if dominated[a]:
                        alive[a] = False
                        gone[g, a] = rounds[g]
