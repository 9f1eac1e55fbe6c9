"""What militia and host choose in a week of the host model, given what the next week is worth, and its slopes.

A week is a tuple of arrays of one point: ``ways`` (S, 4, 3, N), the discounted chance of each next place, by the act
of the host and the level of the attack; ``gain`` (S, 4, 3), what the militia gets from both, its law cost left out;
``brought`` (2, S, 4, 3), what the types of the host get; ``law`` (S, draws); ``executed`` (S); ``expelled`` (3), to
militia, nationalist, aligned host; ``count`` (S) and ``places`` (S, N), the next places; and ``rates``: the chance of
an opportunity, the period, and the share of news in the lottery. Values are (3, S, 9): militia, nationalist, aligned
host.
"""

import numpy as np
from numba import njit

CELLS = 8
"""Intervals between neighbouring beliefs."""
ACTS = 4
EVICT = 3


@njit(error_model="numpy")
def play_militia(week, values, tau, nodes, sloped):
    """Choices of the militia after each act at each belief: worths, and where the next week is reached from.

    ``nodes`` is a tuple, filled here: ``worth`` (3, S, 9, 4) to the three players; ``reach`` (S, 9, 4, N), the
    discounted chance of each next place; and, if ``sloped``, ``own`` (S, 9, 4, N) and ``other`` (2, S, 9, 4, N), the
    slopes of the worth of the militia, and of each type, in what the next place is worth to the militia.
    """
    ways, gain, brought, law, _, _, count, places, rates = week
    worth, reach, own, other = nodes
    opportunity = rates[0]
    draws = law.shape[1]
    stake, mean, part, slope, lost = np.empty(3), np.empty(3), np.empty(3), np.empty(3), np.empty(3)
    got, turned = np.empty((2, 3)), np.empty((3, 3))
    for s in range(len(count)):
        various = 1  # equal draws of the law cost are one
        for d in range(draws):
            if law[s, d] != law[s, 0]:
                various = draws
        share = opportunity / various
        for h in range(ACTS):
            for q in range(CELLS + 1):
                for a in range(3):
                    stake[a], got[0, a], got[1, a] = gain[s, h, a], brought[0, s, h, a], brought[1, s, h, a]
                    for n in range(count[s]):
                        chance, place = ways[s, h, a, n], places[s, n]
                        stake[a] += chance * values[0, place, q]
                        got[0, a] += chance * values[1, place, q]
                        got[1, a] += chance * values[2, place, q]
                small = np.exp(-abs(stake[2] - stake[1]) / tau)
                heavy = (small if stake[2] < stake[1] else 1.0) / (1 + small)  # the share of heavy attacks
                attack = max(stake[1], stake[2]) / tau + np.log1p(small) - stake[0] / tau
                cost = 0.0
                for a in range(3):
                    mean[a], lost[a] = 0.0, 0.0
                    for b in range(3):
                        turned[b, a] = 0.0
                for d in range(various):
                    odds = attack - law[s, d] / tau
                    small = np.exp(-abs(odds))
                    part[0] = share * (small if odds > 0 else 1.0) / (1 + small)
                    rest = share * (small if odds < 0 else 1.0) / (1 + small)
                    part[1], part[2] = rest * (1 - heavy), rest * heavy
                    cost += law[s, d] * rest
                    for a in range(3):
                        mean[a] += part[a]
                        if sloped:
                            for b in range(3):
                                turned[b, a] -= part[b] * part[a] / (share * tau)
                            turned[a, a] += part[a] / tau
                            lost[a] += law[s, d] * part[0] * part[a] / (share * tau)
                    if sloped:
                        lost[0] -= law[s, d] * part[0] / tau
                mean[0] += 1.0 - opportunity
                worth[0, s, q, h] = mean[0] * stake[0] + mean[1] * stake[1] + mean[2] * stake[2] - cost
                for kind in range(2):
                    worth[1 + kind, s, q, h] = mean[0] * got[kind, 0] + mean[1] * got[kind, 1] + mean[2] * got[kind, 2]
                for n in range(count[s]):
                    reach[s, q, h, n] = 0.0
                    for a in range(3):
                        reach[s, q, h, n] += mean[a] * ways[s, h, a, n]
                if sloped:
                    for a in range(3):
                        slope[a] = mean[a] - lost[a]
                        for b in range(3):
                            slope[a] += turned[b, a] * stake[b]
                    for n in range(count[s]):
                        own[s, q, h, n] = 0.0
                        for a in range(3):
                            own[s, q, h, n] += slope[a] * ways[s, h, a, n]
                    for kind in range(2):
                        for a in range(3):
                            slope[a] = 0.0
                            for b in range(3):
                                slope[a] += turned[b, a] * got[kind, b]
                        for n in range(count[s]):
                            other[kind, s, q, h, n] = 0.0
                            for a in range(3):
                                other[kind, s, q, h, n] += slope[a] * ways[s, h, a, n]


@njit(error_model="numpy")
def hold_lottery(odds, news, chance, slope):
    """The belief below the posterior of these log odds; chances (3, 2) of it and the next, with slopes in the odds.

    The chances are those that the public, a nationalist and an aligned host expect.
    """
    small = np.exp(-abs(odds))
    posterior, other = (1 / (1 + small), small / (1 + small)) if odds > 0 else (small / (1 + small), 1 / (1 + small))
    low = min(int(CELLS * posterior), CELLS - 1)
    if posterior < 0.5:
        above = CELLS * posterior - low
        below = 1 - above
    else:
        below = CELLS * other - (CELLS - 1 - low)
        above = 1 - below
    chance[0, 0], chance[0, 1] = below, above
    slope[0, 0], slope[0, 1] = -CELLS * posterior * other, CELLS * posterior * other
    for end in range(2):
        belief = (low + end) / CELLS
        for kind in range(2):
            mine, truth, rest = (belief, posterior, other) if kind == 0 else (1 - belief, other, posterior)
            right = mine / truth
            turn = -right * rest if kind == 0 else right * rest
            if not right < np.inf:  # a posterior of 0, or next to it
                right, turn = 1.0, 0.0
            chance[1 + kind, end] = chance[0, end] * (1 + news * (right - 1))
            slope[1 + kind, end] = slope[0, end] * (1 + news * (right - 1)) + chance[0, end] * news * turn
    return low


@njit(error_model="numpy")
def choose_act(week, worth, tau, s, p, odds, room):
    """The host's choice at a place and belief, the posterior after each act being ``odds`` (4).

    ``room`` is a tuple, filled here: ``low`` (4); ``chance`` and ``slope`` (4, 3, 2), the lottery; ``payoff`` and
    ``turn`` (3, 4), what an act is worth to each player, and its slope in the odds; ``acts`` (2, 4); ``error`` (4), the
    log odds that the choices make, less the given ones; 0 at beliefs that nothing moves.
    """
    _, _, _, _, executed, expelled, _, _, rates = week
    low, chance, slope, payoff, turn, acts, error = room
    for h in range(ACTS):
        low[h] = hold_lottery(odds[h], rates[2], chance[h], slope[h])
        carried = executed[s] if h == EVICT else 0.0
        for i in range(3):
            below, above = worth[i, s, low[h], h], worth[i, s, low[h] + 1, h]
            payoff[i, h] = carried * expelled[i] + (1 - carried) * (chance[h, i, 0] * below + chance[h, i, 1] * above)
            turn[i, h] = (1 - carried) * (slope[h, i, 0] * below + slope[h, i, 1] * above)
    noise = tau * rates[1]
    for h in range(ACTS):
        error[h] = 0.0
    for kind in range(2):
        most = max(payoff[1 + kind, 0], payoff[1 + kind, 1], payoff[1 + kind, 2], payoff[1 + kind, 3])
        total = 0.0
        for h in range(ACTS):
            acts[kind, h] = np.exp((payoff[1 + kind, h] - most) / noise)
            total += acts[kind, h]
        for h in range(ACTS):
            acts[kind, h] /= total
            mark = (payoff[1 + kind, h] - most) / noise - np.log(total)
            error[h] += mark if kind == 0 else -mark
    for h in range(ACTS):
        error[h] = error[h] + np.log(p / (CELLS - p)) - odds[h] if 0 < p < CELLS else 0.0


@njit(error_model="numpy")
def choice_room():
    """Arrays for :func:`choose_act`."""
    lottery = np.zeros((ACTS, 3, 2)), np.zeros((ACTS, 3, 2))
    return (
        np.zeros(ACTS, np.int64), lottery[0], lottery[1], np.zeros((3, ACTS)), np.zeros((3, ACTS)),
        np.zeros((2, ACTS)), np.zeros(ACTS),
    )  # fmt: skip


@njit(error_model="numpy")
def share_of(player, p, h, acts):
    """The chance of an act as a player expects it: the militia by the belief, a type by its own choice."""
    if player == 0:
        return (p * acts[0, h] + (CELLS - p) * acts[1, h]) / CELLS
    return acts[player - 1, h]
