"""The equations of smoothed stationary equilibria in logarithms, and Newton's steps for them.

The unknowns are, in every state, the logarithms z of the probabilities w of all actions and a multiplier m for each
player, then the values V from each state, and one parameter. With Q(a) the worth of action a when tomorrow is worth V,
an action obeys one of two rules, in which n(a) is a weight:

    LOGIT    z(a) - log n(a) - precision Q(a) + m = 0
    BARRIER  w(a) (m - precision Q(a)) = n(a)

and V(s) = sum of w(a) Q(a) + penalty sum of n(a) z(a). Under BARRIER, Q is ``share`` times the worth against w and
1 - share times that against a prior. States meet in V only. So the unknowns of each state are eliminated first, and
a system of the values and the parameter is left.
"""

import numpy as np
from numba import njit

from .logit_system import clear, eliminate

LOGIT = 0
BARRIER = 1

W, Q_, R, Q_SLOPE = 0, 1, 2, 3
"""Layers of what there is for every state and action: probabilities, worths, residuals, their slopes in the share."""
R_V, MEAN = 0, 1
"""Layers of what there is for every player and state: residuals of the values, and mean worths."""


@njit(error_model="numpy")
def weight_without(profile, w, i, j):
    """The probability of the actions in a profile of all players but two."""
    weight = 1.0
    for k in range(len(profile)):
        if k != i and k != j:
            weight *= w[profile[k]]
    return weight


@njit(error_model="numpy")
def normalise(game, z, w):
    """Write the probabilities, and make them sum to 1 for every player in every state."""
    first, here = game[0], game[1]
    for s in range(len(z)):
        for i in range(len(first) - 1):
            most, total = -np.inf, 0.0
            for a in range(first[i], first[i + 1]):
                if here[s, a]:
                    most = max(most, z[s, a])
            for a in range(first[i], first[i + 1]):
                w[s, a] = np.exp(z[s, a] - most) if here[s, a] else 0.0
                total += w[s, a]
            shift = most + np.log(total)
            for a in range(first[i], first[i + 1]):
                if here[s, a]:
                    z[s, a] -= shift
                    w[s, a] /= total


@njit(error_model="numpy")
def tomorrow(game, w, chances):
    """chances[s, a, t] = probability of state t after s when a is played and the others mix by w."""
    first, here, profile, transitions = game[0], game[1], game[2], game[4]
    states, players = len(transitions), len(first) - 1
    for s in range(states):
        for a in range(first[players]):
            clear(chances[s, a], states)
        for p in range(len(profile)):
            for i in range(players):
                a = profile[p, i]
                weight = weight_without(profile[p], w[s], i, i)
                if weight != 0.0 and here[s, a]:
                    for t in range(states):
                        chances[s, a, t] += weight * transitions[s, p, t]


@njit(error_model="numpy")
def worth(game, w, V, pair, Q):
    """Q[s, a] = worth of action a, and pair[s, b, a] = worth of it when another player picks b; the rest mix by w."""
    first, profile, payoffs, transitions, discount = game[0], game[2], game[3], game[4], game[5]
    states, players = len(transitions), len(first) - 1
    for s in range(states):
        for a in range(first[players]):
            Q[s, a] = 0.0
            clear(pair[s, a], first[players])
        for p in range(len(profile)):
            for i in range(players):
                a, value = profile[p, i], 0.0
                for t in range(states):
                    value += transitions[s, p, t] * V[i, t]
                value = (1.0 - discount) * payoffs[s, i, p] + discount * value
                Q[s, a] += weight_without(profile[p], w[s], i, i) * value
                for j in range(players):
                    if j != i:
                        pair[s, profile[p, j], a] += weight_without(profile[p], w[s], i, j) * value


@njit(error_model="numpy")
def levels(task, parameter):
    """Precision, share of w in Q and penalty at a parameter, and their slopes."""
    rule, scale = task[0], task[1]
    if rule == LOGIT:
        return scale * parameter, 1.0, 0.0, scale, 0.0, 0.0
    late = 1.0 / (1.0 + parameter)
    return (1.0 + parameter) * scale, parameter * late, late / scale, scale, late * late, -late * late / scale


@njit(error_model="numpy")
def blend(game, task, share, V, space):
    """Mix the worths against w with those against the prior; leave the difference in Q_slope."""
    first, here, discount = game[0], game[1], game[5]
    prior_chances, prior_payoffs = task[4], task[5]
    Q, Q_slope, chances = space[0][Q_], space[0][Q_SLOPE], space[2]
    for s in range(len(Q)):
        for i in range(len(first) - 1):
            for a in range(first[i], first[i + 1]):
                if here[s, a]:
                    value = prior_payoffs[s, a]
                    for t in range(len(Q)):
                        value += discount * prior_chances[s, a, t] * V[i, t]
                        chances[s, a, t] = share * chances[s, a, t] + (1.0 - share) * prior_chances[s, a, t]
                    Q_slope[s, a] = Q[s, a] - value
                    Q[s, a] -= (1.0 - share) * Q_slope[s, a]


@njit(error_model="numpy")
def evaluate(game, task, z, V, parameter, space):
    """Normalise z and write probabilities, worths and residuals; the largest residual of an action, and of a value."""
    first, here = game[0], game[1]
    rule, weights, log_weights = task[0], task[2], task[3]
    acts, pair, chances, by_player = space
    w, Q, r, r_V, mean = acts[W], acts[Q_], acts[R], by_player[R_V], by_player[MEAN]
    precision, share, penalty, _, _, _ = levels(task, parameter)
    normalise(game, z, w)
    tomorrow(game, w, chances)
    worth(game, w, V, pair, Q)
    if rule == BARRIER:
        blend(game, task, share, V, space)
    worst, worst_V = 0.0, 0.0
    for s in range(len(z)):
        for i in range(len(first) - 1):
            average, extra, total, off = 0.0, 0.0, 0.0, 0.0
            for a in range(first[i], first[i + 1]):
                if here[s, a]:
                    average += w[s, a] * Q[s, a]
                    extra += penalty * weights[s, a] * z[s, a]
                    total += weights[s, a]
            for a in range(first[i], first[i + 1]):
                r[s, a] = 0.0
                if here[s, a]:
                    if rule == LOGIT:
                        r[s, a] = z[s, a] - log_weights[s, a] - precision * (Q[s, a] - average)
                        off += w[s, a] * r[s, a]
                    else:
                        r[s, a] = w[s, a] / weights[s, a] * (total + precision * (average - Q[s, a])) - 1.0
            for a in range(first[i], first[i + 1]):
                if here[s, a]:
                    r[s, a] -= off
                    worst = max(worst, abs(r[s, a]))
            mean[i, s] = average
            r_V[i, s] = V[i, s] - average - extra
            worst_V = max(worst_V, abs(r_V[i, s]))
    return worst, worst_V


@njit(error_model="numpy")
def substitute(matrix, pivots, size, right, low, high):
    """Solve for the columns from low to high of ``right``, in place, with what ``eliminate`` made of the matrix."""
    for k in range(size):
        at = pivots[k]
        if at != k:
            for t in range(low, high):
                right[k, t], right[at, t] = right[at, t], right[k, t]
    for k in range(size):
        for m in range(k):
            factor = matrix[k, m]
            if factor != 0.0:
                for t in range(low, high):
                    right[k, t] -= factor * right[m, t]
    for k in range(size - 1, -1, -1):
        for m in range(k + 1, size):
            factor = matrix[k, m]
            if factor != 0.0:
                for t in range(low, high):
                    right[k, t] -= factor * right[m, t]
        inverse = 1.0 / matrix[k, k]
        for t in range(low, high):
            right[k, t] *= inverse


@njit(error_model="numpy")
def eliminate_state(game, task, s, parameter, space, local, pivots, wide):
    """Solve the equations of state s for a change of every value and of the parameter; the determinant's sign."""
    first, here, discount = game[0], game[1], game[5]
    rule, weights = task[0], task[2]
    acts, pair, chances, by_player = space
    w, Q, r, Q_slope, mean = acts[W], acts[Q_], acts[R], acts[Q_SLOPE], by_player[MEAN]
    precision, share, _, d_precision, d_share, _ = levels(task, parameter)
    states, players = len(w), len(first) - 1
    actions = first[players]
    size, last = actions + players, states * players
    for k in range(size):
        clear(local[k], size)
        clear(wide[k], last + 2)
    for i in range(players):
        for a in range(first[i], first[i + 1]):
            local[actions + i, a] = w[s, a]
            local[a, a] = 1.0
            if not here[s, a]:
                continue
            factor, slope = 1.0, d_precision * (Q[s, a] - mean[i, s])
            if rule == BARRIER:
                local[a, a] += r[s, a]
                factor = w[s, a] / weights[s, a]
                slope += precision * d_share * Q_slope[s, a]
            local[a, actions + i] = factor
            for j in range(players):
                if j != i:
                    for b in range(first[j], first[j + 1]):
                        local[a, b] = -factor * precision * share * pair[s, b, a] * w[s, b]
            for t in range(states):
                wide[a, i * states + t] = factor * precision * discount * chances[s, a, t]
            wide[a, last] = factor * slope
            wide[a, last + 1] = -r[s, a]
    sign = eliminate(local, pivots, size)
    if sign != 0.0:
        substitute(local, pivots, size, wide, 0, last + 2)
    return sign


@njit(error_model="numpy")
def slope_of_value(game, task, s, i, share, penalty, space, out):
    """How the value of i in state s changes with the logarithms there."""
    first, here, weights = game[0], game[1], task[2]
    w, Q, pair, mean = space[0][W], space[0][Q_], space[1], space[3][MEAN]
    for j in range(len(first) - 1):
        for b in range(first[j], first[j + 1]):
            value = 0.0
            if j == i:
                value = w[s, b] * (Q[s, b] - mean[i, s]) + penalty * weights[s, b]
            else:
                for a in range(first[i], first[i + 1]):
                    value += share * w[s, a] * pair[s, b, a] * w[s, b]
            out[b] = value if here[s, b] else 0.0


@njit(error_model="numpy")
def factorise(game, task, parameter, z, row, row_parameter, space, factors):
    """Factorise Newton's step under the condition row dz + row_parameter dp = given; the determinant's sign."""
    first, here, discount, weights = game[0], game[1], game[5], task[2]
    w, Q_slope, chances = space[0][W], space[0][Q_SLOPE], space[2]
    local, pivots, wide, slopes, whole, whole_pivots, _ = factors
    _, share, penalty, _, d_share, d_penalty = levels(task, parameter)
    states, players = len(z), len(first) - 1
    last, sign = states * players, 1.0
    clear(whole[last], last + 1)
    whole[last, last] = row_parameter
    for s in range(states):
        sign *= eliminate_state(game, task, s, parameter, space, local[s], pivots[s], wide[s])
        if sign == 0.0:
            return sign
        for i in range(players):
            slope_of_value(game, task, s, i, share, penalty, space, slopes[s, i])
            k = i * states + s
            clear(whole[k], last + 1)
            whole[k, k] = 1.0
            for a in range(first[i], first[i + 1]):
                if here[s, a]:
                    for t in range(states):
                        whole[k, i * states + t] -= discount * w[s, a] * chances[s, a, t]
                    whole[k, last] -= d_share * w[s, a] * Q_slope[s, a] + d_penalty * weights[s, a] * z[s, a]
            for b in range(first[players]):
                each = slopes[s, i, b]
                if each != 0.0:
                    for t in range(last + 1):
                        whole[k, t] -= each * wide[s, b, t]
        for b in range(first[players]):
            each = row[s, b]
            if each != 0.0:
                for t in range(last + 1):
                    whole[last, t] += each * wide[s, b, t]
    return sign * eliminate(whole, whole_pivots, last + 1)


@njit(error_model="numpy")
def solve(game, given, row, anew, space, factors, dz, dV):
    """Newton's step for the residuals, written to dz and dV; the change of the parameter.

    ``anew`` says that the residuals have changed since the factorisation.
    """
    first, r, r_V = game[0], space[0][R], space[3][R_V]
    local, pivots, wide, slopes, whole, whole_pivots, right = factors
    states, players = len(r), len(first) - 1
    actions, last = first[players], states * players
    right[last, 0] = given
    for s in range(states):
        if anew:
            for k in range(actions + players):
                wide[s, k, last + 1] = -r[s, k] if k < actions else 0.0
            substitute(local[s], pivots[s], actions + players, wide[s], last + 1, last + 2)
        for i in range(players):
            right[i * states + s, 0] = -r_V[i, s]
            for b in range(actions):
                right[i * states + s, 0] += slopes[s, i, b] * wide[s, b, last + 1]
        for b in range(actions):
            right[last, 0] -= row[s, b] * wide[s, b, last + 1]
    substitute(whole, whole_pivots, last + 1, right, 0, 1)
    for s in range(states):
        for i in range(players):
            dV[i, s] = right[i * states + s, 0]
        for b in range(actions):
            dz[s, b] = wide[s, b, last + 1]
            for t in range(last + 1):
                dz[s, b] += wide[s, b, t] * right[t, 0]
    return right[last, 0]
