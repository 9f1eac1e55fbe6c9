"""The equations of logit quantal response in logarithms, and Newton's steps for them.

The unknowns are the logarithms z of the probabilities w of all actions that exist, player after player, and the
precision. With u(a) the expected payoff of action a against w, the equations are

    z(a) - precision u(a) = the same for all actions a of a player,     sum of exp z(a) over them = 1.

Payoffs are centred per profile of the others and divided by a power of two, so that the largest is in
[1/2, 1). A step dz solves dz - K dz - g dl = -r, where r is the residual and g the payoffs, both less their
mean under w, and K(a, b) = precision w(b) [v(a, b) - mean over a], with v(a, b) the payoff of a when another
player picks b and the rest mix. K is zero within a player, so the actions of one player are eliminated without
a factorisation. Columns of K carry a factor w: actions that are hardly played are left out of the matrix.
"""

from math import frexp, ldexp

import numpy as np
from numba import njit

INACTIVE = 1e-8
"""Actions whose probability times (1 + precision) is below this do not enter the matrix."""
UNPLAYED = 1e-25
"""Probabilities below this do not move anybody's expected payoff."""


@njit(error_model="numpy")
def copy(source, target, count):
    """Loops compile faster than assignments to slices."""
    for k in range(count):
        target[k] = source[k]


@njit(error_model="numpy")
def clear(array, count):
    for k in range(count):
        array[k] = 0.0


@njit(error_model="numpy")
def prepare(payoffs, mask, sizes, table, profile, first, best, action):
    """Centred and scaled payoffs at the profiles that exist: (profiles that exist, scale).

    table[i, t] is the payoff to i at profile t, profile[t, i] the place there of i's action among all actions that
    exist, first[i] the place of the first action of i, action[place] its number among all actions.
    """
    players = len(sizes)
    place = np.full(len(mask), -1, np.int64)
    count, offset = 0, 0
    for i in range(players):
        first[i] = count
        for a in range(sizes[i]):
            if mask[offset + a]:
                place[offset + a] = count
                action[count] = offset + a
                count += 1
        offset += sizes[i]
    first[players] = count
    there = 0
    size = 0.0
    stride = payoffs.shape[1]
    for i in range(players):
        stride //= sizes[i]
        for t in range(payoffs.shape[1]):
            best[t] = -np.inf
        for turn in range(2):  # first the best payoff against the same actions of the others, then the rest less it
            there = 0
            for t in range(payoffs.shape[1]):
                rest, at, exists = t, len(mask), True
                for j in range(players - 1, -1, -1):
                    at -= sizes[j]
                    here = place[at + rest % sizes[j]]
                    rest //= sizes[j]
                    exists = exists and here >= 0
                    profile[there, j] = here
                if exists:
                    base = t - (t // stride) % sizes[i] * stride
                    if turn == 0:
                        best[base] = max(best[base], payoffs[i, t])
                    else:
                        table[i, there] = payoffs[i, t] - best[base]
                        size = max(size, -table[i, there])
                    there += 1
    scale = ldexp(1.0, frexp(size)[1]) if size > 0.0 else 1.0
    for i in range(players):
        for t in range(there):
            table[i, t] /= scale
    return there, scale


@njit(error_model="numpy")
def against_pairs(players, table, profile, profiles, w, v):
    """v[b, a] = payoff of action a when another player picks b and the rest mix by w."""
    for a in range(len(v)):
        clear(v[a], len(v))
    for t in range(profiles):
        for j in range(players):
            for i in range(players):
                if i != j:
                    weight = 1.0
                    for k in range(players):
                        if k != i and k != j:
                            weight *= w[profile[t, k]]
                    v[profile[t, j], profile[t, i]] += weight * table[i, t]


@njit(error_model="numpy")
def evaluate(game, z, precision, w, u, r, v):
    """Normalise z; write the probabilities, the expected payoffs less their mean, and the residual."""
    players, first, table, profile, profiles = game
    for i in range(players):
        low, high = first[i], first[i + 1]
        most = -np.inf
        for a in range(low, high):
            most = max(most, z[a])
        total = 0.0
        for a in range(low, high):
            w[a] = np.exp(z[a] - most)
            total += w[a]
        shift = most + np.log(total)
        for a in range(low, high):
            z[a] -= shift
            w[a] /= total
    if players > 2:
        against_pairs(players, table, profile, profiles, w, v)
    for i in range(players):
        low, high = first[i], first[i + 1]
        if players == 1:
            copy(table[0], u, high)
        else:
            other = 1 if i == 0 else 0
            for a in range(low, high):
                u[a] = 0.0
            for b in range(first[other], first[other + 1]):
                if w[b] > UNPLAYED:
                    for a in range(low, high):
                        u[a] += w[b] * v[b, a]
        mean, off = 0.0, 0.0
        for a in range(low, high):
            mean += w[a] * u[a]
        for a in range(low, high):
            u[a] -= mean
            r[a] = z[a] - precision * u[a]
            off += w[a] * r[a]
        for a in range(low, high):
            r[a] -= off


@njit(error_model="numpy")
def factorise(game, precision, w, u, v, row, row_precision, space):
    """Factorise the matrix of Newton's step under the condition row @ dz + row_precision dl = given.

    Only entries of ``row`` at actions that are played count. Returns the sign of the determinant, 0 if singular.
    """
    players, first = game[0], game[1]
    forward, back, matrix, pivots, active, counts, kept_w, kept_u, kept_row, kept_v = space
    total = first[players]
    cut = INACTIVE / (1.0 + precision)
    # The player with most actions in play is eliminated; their actions come first in `active`.
    most, gone = -1, 0
    for i in range(players):
        number = 0
        for a in range(first[i], first[i + 1]):
            number += w[a] > cut
        if number > most:
            most, gone = number, i
    eliminated, rest, others = most, 0, total
    for a in range(first[gone], first[gone + 1]):
        if w[a] > cut:
            active[rest] = a
            rest += 1
    for i in range(players):
        for a in range(first[i], first[i + 1]):
            if w[a] <= cut:
                others -= 1
                active[others] = a
            elif i != gone:
                active[rest] = a
                rest += 1
    rest -= eliminated
    counts[0], counts[1] = eliminated, rest
    kept_w[total] = precision
    for a in range(total):
        kept_w[a] = w[a]
        kept_u[a] = u[a]
        kept_row[a] = row[a]
    if players > 2:
        for a in range(total):
            copy(v[a], kept_v[a], total)
    # back[e, k] = K(active e, rest k) and forward[k, e] = K(rest k, active e)
    for k in range(rest):
        b = active[eliminated + k]
        mean = 0.0
        for e in range(eliminated):
            mean += w[active[e]] * v[b, active[e]]
        for e in range(eliminated):
            back[e, k] = precision * w[b] * (v[b, active[e]] - mean)
    for i in range(players):
        if i == gone:
            continue
        for e in range(eliminated):
            a = active[e]
            mean = 0.0
            for k in range(rest):
                b = active[eliminated + k]
                if first[i] <= b < first[i + 1]:
                    mean += w[b] * v[a, b]
            for k in range(rest):
                b = active[eliminated + k]
                if first[i] <= b < first[i + 1]:
                    forward[k, e] = precision * w[a] * (v[a, b] - mean)
    for k in range(rest + 1):
        for j in range(rest + 1):
            matrix[k, j] = 0.0
    if players > 2:
        for j in range(rest):
            b = active[eliminated + j]
            for i in range(players):
                if i == gone or first[i] <= b < first[i + 1]:
                    continue
                mean = 0.0
                for a in range(first[i], first[i + 1]):
                    mean += w[a] * v[b, a]
                for k in range(rest):
                    a = active[eliminated + k]
                    if first[i] <= a < first[i + 1]:
                        matrix[k, j] = -precision * w[b] * (v[b, a] - mean)
    for k in range(rest):
        matrix[k, k] += 1.0
        last = 0.0
        for e in range(eliminated):
            factor = forward[k, e]
            last += factor * u[active[e]]
            for j in range(rest):
                matrix[k, j] -= factor * back[e, j]
        matrix[k, rest] = -u[active[eliminated + k]] - last
    corner = row_precision
    for j in range(rest):
        matrix[rest, j] = row[active[eliminated + j]]
    for e in range(eliminated):
        factor = row[active[e]]
        corner += factor * u[active[e]]
        for j in range(rest):
            matrix[rest, j] += factor * back[e, j]
    matrix[rest, rest] = corner
    return eliminate(matrix, pivots, rest + 1)


@njit(error_model="numpy")
def eliminate(matrix, pivots, size):
    """Gaussian elimination with partial pivoting, in place; the sign of the determinant, 0 if singular."""
    sign = 1.0
    for k in range(size):
        best, largest = k, abs(matrix[k, k])
        for i in range(k + 1, size):
            if abs(matrix[i, k]) > largest:
                best, largest = i, abs(matrix[i, k])
        if not 0.0 < largest < np.inf:
            return 0.0
        pivots[k] = best
        if best != k:
            sign = -sign
            for j in range(size):
                matrix[k, j], matrix[best, j] = matrix[best, j], matrix[k, j]
        if matrix[k, k] < 0.0:
            sign = -sign
        inverse = 1.0 / matrix[k, k]
        for i in range(k + 1, size):
            factor = matrix[i, k] * inverse
            matrix[i, k] = factor
            if factor != 0.0:
                for j in range(k + 1, size):
                    matrix[i, j] -= factor * matrix[k, j]
    return sign


@njit(error_model="numpy")
def solve(game, v, r, given, space, dz, right, payoff):
    """Newton's step for the residual r, written to dz, with row @ dz + row_precision dl = given; returns dl."""
    players = game[0]
    forward, back, matrix, pivots, active, counts, _, kept_u, kept_row, kept_v = space
    eliminated, rest = counts[0], counts[1]
    right[rest] = given
    for e in range(eliminated):
        right[rest] += kept_row[active[e]] * r[active[e]]
    for k in range(rest):
        value = -r[active[eliminated + k]]
        for e in range(eliminated):
            value -= forward[k, e] * r[active[e]]
        right[k] = value
    for k in range(rest + 1):  # factors were swapped with their rows, so all swaps come first
        right[k], right[pivots[k]] = right[pivots[k]], right[k]
    for k in range(rest + 1):
        for j in range(k):
            right[k] -= matrix[k, j] * right[j]
    for k in range(rest, -1, -1):
        for j in range(k + 1, rest + 1):
            right[k] -= matrix[k, j] * right[j]
        right[k] /= matrix[k, k]
    change = right[rest]
    for e in range(eliminated):
        value = kept_u[active[e]] * change - r[active[e]]
        for k in range(rest):
            value += back[e, k] * right[k]
        dz[active[e]] = value
    for k in range(rest):
        dz[active[eliminated + k]] = right[k]
    hardly_played(game, kept_v if players > 2 else v, r, change, space, dz, payoff)
    return change


@njit(error_model="numpy")
def hardly_played(game, v, r, change, space, dz, payoff):
    """The change at actions that are hardly played, which follows from that at the others."""
    players, first = game[0], game[1]
    active, counts, kept_w, kept_u = space[4], space[5], space[6], space[7]
    number, total = counts[0] + counts[1], first[players]
    if number == total:
        return
    clear(payoff, total)
    precision = kept_w[total]
    for k in range(number):
        b = active[k]
        factor = precision * kept_w[b] * dz[b]
        for a in range(total):
            payoff[a] += factor * v[b, a]
    for i in range(players):
        mean = 0.0
        for a in range(first[i], first[i + 1]):
            mean += kept_w[a] * payoff[a]
        for a in range(first[i], first[i + 1]):
            payoff[a] -= mean
    for k in range(number, total):
        a = active[k]
        dz[a] = payoff[a] + kept_u[a] * change - r[a]


@njit(error_model="numpy")
def room(total):
    """Scratch space for the factorisation: for as many actions as there are in all."""
    square = (total + 1, total + 1)
    return (
        np.empty(square),
        np.empty(square),
        np.empty(square),
        np.empty(total + 1, np.int64),
        np.empty(total + 1, np.int64),
        np.empty(2, np.int64),
        np.empty(total + 1),
        np.empty(total + 1),
        np.empty(total + 1),
        np.empty((total, total)),
    )
