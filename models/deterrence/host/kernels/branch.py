"""Steps along the branch of equilibria of militia and host in the noise: one row a branch."""

import numpy as np
from numba import njit

from .newton import add, copy, errors, product, solve_slopes, work_room
from .replies import week as week_inputs
from .search import largest, work_pairs

# After the week, by row: point, noise to begin with, noise wanted, length of the first step, values and odds
inputs = (*week_inputs, ("i8", 1), ("f8", 1), ("f8", 1), ("f8", 1), ("f8", 4), ("f8", 4))
# values, odds and noise of the last point, length of the next step, 0 if the branch was lost; a guess of values and
# odds at the noise wanted, if it was met; whether it was; linear systems solved
outputs = (("f8", 4), ("f8", 4), ("f8", 1), ("f8", 1), ("f8", 4), ("f8", 4), ("?", 1), ("i8", 1))

NEAR = 1e-9
"""The largest error in payoffs of a point on the branch, as a share of the largest value."""
STEPS = 40
"""Steps along the branch in a row."""
TRIES = 250
"""Linear systems at most."""
CORRECTIONS = 7
SMALL = 1e-6
"""Differences in the logarithm of the noise, and the shortest step."""
FIRST, TRIAL, FAR_SIDE = range(3)
"""What a point is looked at for: the direction to begin with, the next point, the direction beyond a kink."""
KINK = 1e-4
"""Steps shorter than this are thought to be stopped by a kink."""


@njit(error_model="numpy")
def crosses(odds, others):
    """Whether some posterior lies between other beliefs of the grid than before."""
    cells = odds.shape[1] - 1
    for s in range(odds.shape[0]):
        for p in range(1, cells):
            for h in range(odds.shape[2]):
                here, there = 1 / (1 + np.exp(-odds[s, p, h])), 1 / (1 + np.exp(-others[s, p, h]))
                if min(int(cells * here), cells - 1) != min(int(cells * there), cells - 1):
                    return True
    return False


@njit(error_model="numpy")
def between(V, o, way_V, way_o, weights):
    """The scalar product by which lengths along the branch are measured, the noise left out."""
    return weights[0] * product(V, way_V) + weights[1] * product(o, way_o)


@njit(error_model="numpy")
def place(V, o, values, odds, size, way_V, way_o):
    """The point at this distance along a direction."""
    copy(V, 1.0, values)
    copy(o, 1.0, odds)
    add(V, size, way_V)
    add(o, size, way_o)


@njit(error_model="numpy")
def walk(week, begin, goal, size, values, odds, guess_V, guess_o, room, pairs, spare):
    """Steps along the branch, in place: the logarithm of the noise and the step at the end, whether the goal was met.

    Where a posterior crosses a belief of the grid the branch has a kink; elsewhere it is smooth. On both sides the sign
    of the determinant tells the direction: the noise falls where it is positive (Allgower and Georg 1990, chapter 2).
    """
    F_V, F_o, steps_V, steps_o = pairs
    V, o, way_V, way_o = spare
    weights = np.zeros(2)
    log_noise, at, way, last, error = begin, begin, 0.0, np.inf, 0.0
    purpose, corrections, taken, systems = FIRST, 0, 0, 0
    copy(V, 1.0, values)
    copy(o, 1.0, odds)
    while taken < STEPS and systems < TRIES:
        refused, near = False, False
        if purpose == TRIAL:
            error = errors(week, V, o, np.exp(at), room, F_V[0], F_o[0])
            near = error <= NEAR * largest(V)
            if near:
                place(steps_V[0], steps_o[0], V, o, -1.0, values, odds)
                gone = between(steps_V[0], steps_o[0], steps_V[0], steps_o[0], weights) + (at - log_noise) ** 2
                refused = gone > 4 * size**2
                if not refused and at <= goal:
                    place(guess_V, guess_o, values, odds, (goal - log_noise) / (at - log_noise), steps_V[0], steps_o[0])
                    return log_noise, size, True, systems
            else:
                refused = not error < np.inf or corrections == CORRECTIONS or (corrections > 1 and error > last / 2)
            last = error
        if not refused:
            for side in range(2):
                errors(week, V, o, np.exp(at + SMALL * (1 - 2 * side)), room, F_V[side], F_o[side])
            add(F_V[0], -1.0, F_V[1])
            add(F_o[0], -1.0, F_o[1])
            copy(F_V[1], 0.5 / SMALL, F_V[0])
            copy(F_o[1], 0.5 / SMALL, F_o[0])
            sign = solve_slopes(week, V, o, np.exp(at), room, F_V[1], F_o[1], steps_V, steps_o)
            systems += 1
            if sign == 0.0:
                if purpose == FIRST:
                    return log_noise, 0.0, False, systems
                refused = True
            elif purpose == TRIAL and not near:
                off = between(way_V, way_o, steps_V[0], steps_o[0], weights)
                turn = -off / (way + between(way_V, way_o, steps_V[1], steps_o[1], weights))
                add(V, 1.0, steps_V[0])
                add(V, turn, steps_V[1])
                add(o, 1.0, steps_o[0])
                add(o, turn, steps_o[1])
                at += turn
                corrections += 1
                continue
            else:
                old = weights[0], weights[1]
                if purpose != FIRST:
                    turned = between(way_V, way_o, steps_V[1], steps_o[1], weights) + way
                weights[0] = 1 / (values.size * (0.3 * largest(V)) ** 2)
                weights[1] = 1 / (4.0 * odds.size)
                part = -sign / np.sqrt(between(steps_V[1], steps_o[1], steps_V[1], steps_o[1], weights) + 1)
                if purpose == TRIAL:
                    refused = not (part * turned > 0.5 or (size < 2e-3 and part * turned == part * turned))
                elif purpose == FAR_SIDE and part * turned < 0.99:
                    size = 0.01
                if refused:
                    weights[0], weights[1] = old
                else:
                    if purpose == TRIAL:
                        copy(values, 1.0, V)
                        copy(odds, 1.0, o)
                        log_noise = at
                        taken += 1
                        if corrections <= 2:
                            size = min(1.7 * size, 2.0)
                        elif corrections >= 5:
                            size *= 0.7
                    way = part
                    copy(way_V, part, steps_V[1])
                    copy(way_o, part, steps_o[1])
        if refused:
            size /= 2
            if size < SMALL:
                return log_noise, 0.0, False, systems
            if size < KINK:
                ahead, crossed = size, False
                for _ in range(7):
                    place(V, o, values, odds, ahead, way_V, way_o)
                    crossed = crosses(odds, o)
                    if crossed:
                        break
                    ahead *= 3
                if crossed:
                    purpose, at = FAR_SIDE, log_noise + ahead * way
                    continue
        place(V, o, values, odds, size, way_V, way_o)
        purpose, at, corrections, last = TRIAL, log_noise + size * way, 0, np.inf
    return log_noise, size, False, systems


def core(start, stop, ways, gain, brought, law, executed, expelled, count, places, rates, point, noise, goal,
         first_size, first_values, first_odds, values, odds, reached, size, guess_values, guess_odds, met,
         systems):  # fmt: skip
    room, pairs = work_room(*places.shape), work_pairs(places.shape[0], odds.shape[2], odds.shape[3])
    V, o = values.shape[1:], odds.shape[1:]
    spare = np.zeros(V), np.zeros(o), np.zeros(V), np.zeros(o)
    for k in range(start, stop):
        at = point[k]
        week = ways[at], gain[at], brought[at], law[at], executed[at], expelled[at], count, places, rates[at]
        copy(values[k], 1.0, first_values[k])
        copy(odds[k], 1.0, first_odds[k])
        last, size[k], met[k], systems[k] = walk(
            week, np.log(noise[k]), np.log(goal[k]), first_size[k], values[k], odds[k], guess_values[k], guess_odds[k],
            room, pairs, spare,
        )  # fmt: skip
        reached[k] = np.exp(last)
