"""An equilibrium from a guess of its supports: Newton's method on indifference, where values follow from strategies.

The unknowns are the probabilities of the actions in the supports, all of which must be worth as much as the one that
is played most. With R = (I - discount P)^-1, a change in state s that is worth g to a player there changes his
values by R[:, s] g. Actions whose probability turns out negative or negligible leave the supports, and better ones
enter.
"""

import numpy as np
from numba import njit

from .logit_system import clear, eliminate
from .markov_system import Q_, substitute, tomorrow, worth

ROUNDS = 8
"""How often the supports are mended."""
NEWTON_STEPS = 12
SETTLED = 1e-14
"""Gaps in the worth of actions below this, with payoff ranges of at most 1, are rounding; so are those below ALMOST
that shrink no more."""
ALMOST = 1e-12
BETTER = 1e-12
"""What an action outside the supports must gain to enter."""
NEGLIGIBLE = 1e-11
"""A probability below this is rounding, and the action leaves."""
ENTRY = 1e-3
"""The probability that it enters with."""
FURTHEST = 4.0
"""A probability beyond this means that Newton's method goes astray."""
SINGULAR = 1e-11
"""Pivots below this, relative to the largest entry, are zero: the equilibria in hand are then not isolated."""


@njit(error_model="numpy")
def values_of(game, w, space, chain, pivots, inverse, V):
    """Values of a profile, and the inverse of I - discount P; false where that fails."""
    first, profile, payoffs, discount = game[0], game[2], game[3], game[5]
    chances = space[2]
    states = len(w)
    tomorrow(game, w, chances)
    for s in range(states):
        clear(chain[s], states)
        clear(inverse[s], states)
        chain[s, s] = inverse[s, s] = 1.0
        for a in range(first[1]):
            for t in range(states):
                chain[s, t] -= discount * w[s, a] * chances[s, a, t]
    if eliminate(chain, pivots, states) == 0.0:
        return False
    substitute(chain, pivots, states, inverse, 0, states)
    for i in range(len(V)):
        clear(V[i], states)
        for s in range(states):
            today = 0.0
            for p in range(len(profile)):
                weight = 1.0 - discount
                for k in range(len(V)):
                    weight *= w[s, profile[p, k]]
                today += weight * payoffs[s, i, p]
            for t in range(states):
                V[i, t] += inverse[t, s] * today
    return True


@njit(error_model="numpy")
def basic_solution(matrix, right, count, order):
    """Solve in place by full pivoting; what a singular matrix leaves open becomes 0."""
    rank, largest = count, 0.0
    for k in range(count):
        order[k] = k
    for k in range(count):
        best, row, column = -1.0, k, k
        for i in range(k, count):
            for j in range(k, count):
                if abs(matrix[i, j]) > best:
                    best, row, column = abs(matrix[i, j]), i, j
        if k == 0:
            largest = best
        if not best > SINGULAR * largest:
            rank = k
            break
        if row != k:
            for j in range(count):
                matrix[k, j], matrix[row, j] = matrix[row, j], matrix[k, j]
            right[k], right[row] = right[row], right[k]
        if column != k:
            for i in range(count):
                matrix[i, k], matrix[i, column] = matrix[i, column], matrix[i, k]
            order[k], order[column] = order[column], order[k]
        for i in range(k + 1, count):
            factor = matrix[i, k] / matrix[k, k]
            if factor != 0.0:
                for j in range(k + 1, count):
                    matrix[i, j] -= factor * matrix[k, j]
                right[i] -= factor * right[k]
    for k in range(rank, count):
        right[k] = 0.0
    for k in range(rank - 1, -1, -1):
        for j in range(k + 1, rank):
            right[k] -= matrix[k, j] * right[j]
        right[k] /= matrix[k, k]
    for k in range(count):
        matrix[0, order[k]] = right[k]
    for k in range(count):
        right[k] = matrix[0, k]


@njit(error_model="numpy")
def slopes_of_indifference(game, w, lead, place, space, inverse, gains, reach, jacobian):
    """The derivatives of the gaps between each action and the lead of its player, by the probabilities."""
    first, discount = game[0], game[5]
    Q, pair, chances = space[0][Q_], space[1], space[2]
    states, players = len(w), len(first) - 1
    for s in range(states):
        for i in range(players):
            for j in range(players):
                ahead = lead[s, j]
                for b in range(first[j], first[j + 1]):
                    gains[s, i, b] = Q[s, b] - Q[s, ahead] if i == j else 0.0
                    if i != j:
                        for a in range(first[i], first[i + 1]):
                            gains[s, i, b] += w[s, a] * (pair[s, b, a] - pair[s, ahead, a])
    for s in range(states):
        for i in range(players):
            top = lead[s, i]
            for a in range(first[i], first[i + 1]):
                k = place[s, a]
                if k < 0:
                    continue
                clear(reach, states)
                for t in range(states):
                    factor = discount * (chances[s, a, t] - chances[s, top, t])
                    for m in range(states):
                        reach[m] += factor * inverse[t, m]
                for m in range(states):
                    for j in range(players):
                        ahead = lead[m, j]
                        for b in range(first[j], first[j + 1]):
                            if place[m, b] >= 0:
                                value = reach[m] * gains[m, i, b]
                                if m == s and j != i:
                                    value += pair[s, b, a] - pair[s, ahead, a] - pair[s, b, top] + pair[s, ahead, top]
                                jacobian[k, place[m, b]] = value


@njit(error_model="numpy")
def indifferent(game, w, lead, place, count, space, V, room):
    """Newton's method for given supports, in place: whether it converges."""
    first = game[0]
    Q, pair = space[0][Q_], space[1]
    squares, gains, jacobian, right, reach, order = room
    chain, inverse = squares[0], squares[1]
    before = np.inf
    for _ in range(NEWTON_STEPS):
        if not values_of(game, w, space, chain, order, inverse, V):
            return False
        worth(game, w, V, pair, Q)
        worst = 0.0
        for s in range(len(w)):
            for i in range(len(V)):
                for a in range(first[i], first[i + 1]):
                    if place[s, a] >= 0:
                        right[place[s, a]] = Q[s, lead[s, i]] - Q[s, a]
                        worst = max(worst, abs(right[place[s, a]]))
        if worst < SETTLED or (worst < ALMOST and worst > 0.3 * before):
            return True
        if not worst < np.inf:
            return False
        before = worst
        slopes_of_indifference(game, w, lead, place, space, inverse, gains, reach, jacobian)
        basic_solution(jacobian, right, count, order)
        for s in range(len(w)):
            for i in range(len(V)):
                for a in range(first[i], first[i + 1]):
                    if place[s, a] >= 0:
                        w[s, a] += right[place[s, a]]
                        w[s, lead[s, i]] -= right[place[s, a]]
                        if not abs(w[s, a]) < FURTHEST:
                            return False
    return False


@njit(error_model="numpy")
def number_supports(game, w, lead, place):
    """Make the probabilities sum to 1, choose the leads, and number the other actions played; how many these are."""
    first = game[0]
    count = 0
    for s in range(len(w)):
        for i in range(len(first) - 1):
            top, total = -1, 0.0
            for a in range(first[i], first[i + 1]):
                place[s, a] = -1
                total += w[s, a]
                if w[s, a] > 0.0 and (top < 0 or w[s, a] > w[s, top]):
                    top = a
            lead[s, i] = top
            for a in range(first[i], first[i + 1]):
                w[s, a] /= total
                if w[s, a] > 0.0 and a != top:
                    place[s, a] = count
                    count += 1
    return count


@njit(error_model="numpy")
def mend(game, w, lead, Q):
    """Drop what is played with negative or negligible probability, or else let better actions in: whether any."""
    first, here = game[0], game[1]
    mended = False
    for s in range(len(w)):
        for a in range(w.shape[1]):
            if w[s, a] != 0.0 and w[s, a] < NEGLIGIBLE:
                w[s, a] = 0.0
                mended = True
    if mended:
        return True
    for s in range(len(w)):
        for i in range(len(first) - 1):
            best, top = -1, Q[s, lead[s, i]] + BETTER
            for a in range(first[i], first[i + 1]):
                if here[s, a] and w[s, a] == 0.0 and Q[s, a] > top:
                    best, top = a, Q[s, a]
            if best >= 0:
                w[s, best] = ENTRY
                mended = True
    return mended


@njit(error_model="numpy")
def equilibrium_near(game, w, lead, place, space, V, room):
    """From strategies whose zeros are a guess of the supports to an equilibrium, in place: whether one was found."""
    for _ in range(ROUNDS):
        count = number_supports(game, w, lead, place)
        if not indifferent(game, w, lead, place, count, space, V, room):
            return False
        if not mend(game, w, lead, space[0][Q_]):
            return True
    return False
