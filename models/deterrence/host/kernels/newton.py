"""The fixed points of the host model as equations in values and posterior odds, their slopes, and Newton's steps.

Unknowns are the values V (3, S, 9) and the log odds o (S, 9, 4) of a nationalist after each act. The equations are

    F_V = V'(V, o) - V = 0        V' the expected worth of what is chosen at V and o,
    F_o = o'(V, o) - o = 0        o' the log odds of the belief plus the difference in the logarithms of the choices.

The odds of one state meet those of another in V only. So they are eliminated first, by 4 x 4 systems, and a system of
the values is left, in order of anger, cabinet and periods since a strike, player, belief.
"""

import numpy as np
from numba import njit

from .choices import ACTS, CELLS, EVICT, choice_room, choose_act, hold_lottery, play_militia, share_of
from .linear import invert, solve_blocks

ANGER = 5
BELIEFS = CELLS + 1


@njit(error_model="numpy")
def add(to, factor, what):
    """``to += factor * what``, in place, for arrays of three axes."""
    for a in range(to.shape[0]):
        for b in range(to.shape[1]):
            for c in range(to.shape[2]):
                to[a, b, c] += factor * what[a, b, c]


@njit(error_model="numpy")
def copy(to, factor, what):
    """``to = factor * what``, in place, for arrays of three axes."""
    for a in range(to.shape[0]):
        for b in range(to.shape[1]):
            for c in range(to.shape[2]):
                to[a, b, c] = factor * what[a, b, c]


@njit(error_model="numpy")
def clear(matrix):
    """A matrix of zeros, in place."""
    for a in range(matrix.shape[0]):
        for b in range(matrix.shape[1]):
            matrix[a, b] = 0.0


@njit(error_model="numpy")
def product(one, other):
    """The scalar product of two arrays of three axes."""
    total = 0.0
    for a in range(one.shape[0]):
        for b in range(one.shape[1]):
            for c in range(one.shape[2]):
                total += one[a, b, c] * other[a, b, c]
    return total


@njit(error_model="numpy")
def position(place, player, belief, groups, players):
    """Where a value stands among all: places are numbered by group, then anger; values by anger first."""
    group, anger = place // ANGER, place % ANGER
    return ((anger * groups + group) * players + player) * BELIEFS + belief


@njit(error_model="numpy")
def work_room(places, ways):
    """Arrays for the functions below: nodes, choices, systems, and what the elimination keeps."""
    states = (places, BELIEFS, ACTS)
    nodes = (
        np.zeros((3, *states)), np.zeros((*states, ways)), np.zeros((*states, ways)), np.zeros((2, *states, ways))
    )  # fmt: skip
    size = places * BELIEFS
    systems = np.zeros((3 * size, 3 * size)), np.zeros((3 * size, 2)), np.zeros((size, size)), np.zeros((size, 1))
    kept = (
        np.zeros((*states, ACTS)), np.zeros((places, BELIEFS, 2, ACTS)), np.zeros((places, BELIEFS, 2, ACTS)),
        np.zeros((2, *states)),
    )  # fmt: skip
    local = np.zeros((ACTS, ACTS)), np.zeros((3, 2, ACTS)), np.zeros((3, ACTS)), np.zeros((2, ACTS)), np.zeros(ACTS)
    return nodes, choice_room(), systems, kept, local


@njit(error_model="numpy")
def errors(week, values, odds, tau, room, F_V, F_o):
    """F at a point; returns its size in payoffs."""
    nodes, choice = room[0], room[1]
    payoff, acts, error = choice[3], choice[5], choice[6]
    play_militia(week, values, tau, nodes, False)
    worst = 0.0
    for s in range(values.shape[1]):
        for p in range(BELIEFS):
            choose_act(week, nodes[0], tau, s, p, odds[s, p], choice)
            for i in range(3):
                F_V[i, s, p] = -values[i, s, p]
                for h in range(ACTS):
                    F_V[i, s, p] += share_of(i, p, h, acts) * payoff[i, h]
                worst = max(worst, abs(F_V[i, s, p]))
            for h in range(ACTS):
                F_o[s, p, h] = error[h]
                worst = max(worst, tau * abs(error[h]))
                if np.isnan(error[h]):
                    worst = np.inf
    return worst


@njit(error_model="numpy")
def follow_choices(week, values, odds, tau, share, act, room, new):
    """One round of replies: choices at a point, then a share of the way to their exact values and odds, in place.

    With ``act`` from 0 on the host does this act, whatever its type, and the odds stay. Returns the size of the way, in
    payoffs.
    """
    nodes, choice, systems, _, _ = room
    low, chance, _, payoff, _, acts, error = choice
    executed, count, places = week[4], week[6], week[7]
    reach = nodes[1]
    system, right = systems[2], systems[3]
    groups, farthest = len(count) // ANGER, 0.0
    play_militia(week, values, tau, nodes, False)
    for i in range(3):
        clear(system)
        for s in range(len(count)):
            for p in range(BELIEFS):
                choose_act(week, nodes[0], tau, s, p, odds[s, p], choice)
                if act >= 0:
                    for h in range(ACTS):
                        acts[0, h], acts[1, h], error[h] = 1.0 * (h == act), 1.0 * (h == act), 0.0
                row = position(s, 0, p, groups, 1)
                right[row, 0] = -values[i, s, p]
                for h in range(ACTS):
                    likely = share_of(i, p, h, acts)
                    right[row, 0] += likely * payoff[i, h]
                    new[s, p, h] = error[h]
                    farthest = max(farthest, tau * abs(error[h]))
                    for end in range(2):
                        part = likely * chance[h, i, end] * (1.0 - executed[s] if h == EVICT else 1.0)
                        if part != 0.0:
                            q = low[h] + end
                            for n in range(count[s]):
                                system[row, position(places[s, n], 0, q, groups, 1)] -= part * reach[s, q, h, n]
                system[row, row] += 1.0
        solve_blocks(system, right, groups * BELIEFS)
        for s in range(len(count)):
            for p in range(BELIEFS):
                step = right[position(s, 0, p, groups, 1), 0]
                values[i, s, p] += share * step
                farthest = max(farthest, abs(step))
    add(odds, share, new)
    return farthest


@njit(error_model="numpy")
def solve_slopes(week, values, odds, tau, room, second_V, second_o, steps_V, steps_o):
    """Solve dF x = -F, and dF x = -(second_V, second_o); (2, 3, S, 9) and (2, S, 9, 4).

    Returns the sign of the determinant of -dF, 0 where it cannot be solved.
    """
    nodes, choice, systems, kept, local = room
    worth, reach, own, other = nodes
    low, chance, _, payoff, turn, acts, error = choice
    executed, count, places, rates = week[4], week[6], week[7], week[8]
    system, right = systems[0], systems[1]
    inverse, kept_acts, kept_error, moved = kept
    small, swing, pull, bend, _ = local
    groups, noise = len(count) // ANGER, tau * rates[1]
    play_militia(week, values, tau, nodes, True)
    clear(system)
    sign = 1.0
    for s in range(len(count)):
        for p in range(BELIEFS):
            choose_act(week, worth, tau, s, p, odds[s, p], choice)
            inner = 0 < p < CELLS
            for h in range(ACTS):
                for kind in range(2):
                    bend[kind, h] = turn[1 + kind, h] / noise
                    kept_acts[s, p, kind, h] = acts[kind, h]
                kept_error[s, p, 0, h] = error[h]
                kept_error[s, p, 1, h] = second_o[s, p, h]
            for h in range(ACTS):
                for k in range(ACTS):
                    small[h, k] = 1.0 if h == k else 0.0
                    if inner:
                        small[h, k] += acts[0, k] * bend[0, k] - acts[1, k] * bend[1, k]
                        if h == k:
                            small[h, k] -= bend[0, k] - bend[1, k]
            sign *= invert(small, inverse[s, p])
            for i in range(3):
                new = 0.0
                for kind in range(2):
                    share = 1.0 if i - 1 == kind else 0.0
                    if i == 0:
                        share = (p if kind == 0 else CELLS - p) / CELLS
                    mean = 0.0
                    for h in range(ACTS):
                        mean += acts[kind, h] * payoff[i, h]
                    new += share * mean
                    for h in range(ACTS):
                        swing[i, kind, h] = share * acts[kind, h] * (payoff[i, h] - mean)
                total = 0.0
                for k in range(ACTS):
                    pull[i, k] = 0.0
                    for h in range(ACTS):
                        if inner:
                            push = swing[i, 0, h] * bend[0, h] + swing[i, 1, h] * bend[1, h]
                            push += share_of(i, p, h, acts) * turn[i, h]
                            pull[i, k] += inverse[s, p, h, k] * push
                    total += pull[i, k]
                row = position(s, i, p, groups, 3)
                right[row, 0], right[row, 1] = new - values[i, s, p], second_V[i, s, p]
                for k in range(ACTS):
                    right[row, 0] += pull[i, k] * error[k]
                    right[row, 1] += pull[i, k] * second_o[s, p, k]
                for h in range(ACTS):
                    stay = 1.0 - executed[s] if h == EVICT else 1.0
                    for kind in range(2):
                        weight = swing[i, kind, h]
                        if inner:
                            weight += (pull[i, h] - acts[kind, h] * total) * (1.0 if kind == 0 else -1.0)
                        weight /= noise
                        if i - 1 == kind:
                            weight += acts[kind, h]
                        for end in range(2):
                            part = weight * stay * chance[h, 1 + kind, end]
                            q = low[h] + end
                            if part != 0.0:
                                for n in range(count[s]):
                                    column = position(places[s, n], 0, q, groups, 3)
                                    system[row, column] -= part * other[kind, s, q, h, n]
                                    system[row, column + (1 + kind) * BELIEFS] -= part * reach[s, q, h, n]
                    if i == 0:
                        for end in range(2):
                            part = share_of(0, p, h, acts) * stay * chance[h, 0, end]
                            q = low[h] + end
                            for n in range(count[s]):
                                system[row, position(places[s, n], 0, q, groups, 3)] -= part * own[s, q, h, n]
                system[row, row] += 1.0
    sign *= solve_blocks(system, right, groups * 3 * BELIEFS)
    for side in range(2):
        for s in range(len(count)):
            for p in range(BELIEFS):
                for i in range(3):
                    steps_V[side, i, s, p] = right[position(s, i, p, groups, 3), side]
        _step_odds(week, odds, noise, room, side, steps_V[side], steps_o[side], moved)
    return sign


@njit(error_model="numpy")
def _step_odds(week, odds, noise, room, side, step_V, step_o, moved):
    """The step of the odds from that of the values."""
    nodes, choice, _, kept, local = room
    _, reach, _, other = nodes
    low, chance, slope = choice[0], choice[1], choice[2]
    inverse, kept_acts, kept_error, _ = kept
    change, push = local[3], local[4]
    executed, count, places, rates = week[4], week[6], week[7], week[8]
    for s in range(len(count)):
        for q in range(BELIEFS):
            for h in range(ACTS):
                for kind in range(2):
                    moved[kind, s, q, h] = 0.0
                    for n in range(count[s]):
                        place = places[s, n]
                        moved[kind, s, q, h] += reach[s, q, h, n] * step_V[1 + kind, place, q]
                        moved[kind, s, q, h] += other[kind, s, q, h, n] * step_V[0, place, q]
        step_o[s, 0], step_o[s, CELLS] = 0.0, 0.0
        for p in range(1, CELLS):
            for h in range(ACTS):
                low[h] = hold_lottery(odds[s, p, h], rates[2], chance[h], slope[h])
                stay = (1.0 - executed[s] if h == EVICT else 1.0) / noise
                for kind in range(2):
                    below, above = moved[kind, s, low[h], h], moved[kind, s, low[h] + 1, h]
                    change[kind, h] = stay * (chance[h, 1 + kind, 0] * below + chance[h, 1 + kind, 1] * above)
            for kind in range(2):
                mean = 0.0
                for h in range(ACTS):
                    mean += kept_acts[s, p, kind, h] * change[kind, h]
                for h in range(ACTS):
                    if kind == 0:
                        push[h] = kept_error[s, p, side, h] + change[0, h] - mean
                    else:
                        push[h] -= change[1, h] - mean
            for h in range(ACTS):
                step_o[s, p, h] = 0.0
                for k in range(ACTS):
                    step_o[s, p, h] += inverse[s, p, h, k] * push[k]
