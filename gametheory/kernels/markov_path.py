"""A path of smoothed stationary equilibria: predictor and corrector along its arc.

A step predicts by the tangent and its change, and corrects by Newton's method in the hyperplane across the tangent.
Lengths are measured by the sum of sqrt(w) dz**2 and (dp / (1 + p))**2 with the parameter p. Tangents before and after
a step and the chord between its ends must point the same way, and the determinant bordered by the tangent must keep
its sign, as in logit_path: else the step went to another path or back along this one, and is shortened.
"""

import numpy as np
from numba import njit

from .markov_support import equilibrium_near
from .markov_system import R_V, R, W, evaluate, factorise, levels, solve
from .status import Status

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
BRANCH_LOST = int(Status.BRANCH_LOST)

FIRST_STEP, LONGEST_STEP = 0.3, 3.0
AIM, WORST = 0.1, 0.3
"""Length of the first correction in the worst state: what the step length aims at, and what is refused."""
ANGLE = 0.7
"""Least cosine between the tangents before and after a step, and between each and the chord."""
CONTRACTION = 0.5
"""Corrections must shrink by this factor, until they are below ROUNDED."""
ROUNDED = 1e-9
CORRECTIONS = 10
LOOSE = 1e-6
"""Corrections below this are followed by one more, with a new factorisation, and then end."""
CORRECT, LAST, TANGENT = 0, 1, 2
"""What is done at the end of a step: corrections with one factorisation, one with another, and its tangent."""
TIGHT = 1e-12
SETTLED = 3e-14
"""At the target the corrections end below TIGHT, or at residuals below SETTLED."""
SHORTEST_STEP = 1e-9
BIFURCATION = 1e-5
"""A sign that differs after a step this short is that of a bifurcation, which is crossed."""
FIRST_GUESS = 0.5
PATIENCE = 1.3
"""Supports are guessed from this parameter on, and again when it has grown by this factor."""
FADING = -0.5
"""An action with d log w / d log p below this is on its way out of the support."""


@njit(error_model="numpy")
def copy_all(source, target):
    for k in range(len(source)):
        for m in range(source.shape[1]):
            target[k, m] = source[k, m]


@njit(error_model="numpy")
def fill(array, value):
    for k in range(len(array)):
        for m in range(array.shape[1]):
            array[k, m] = value


@njit(error_model="numpy")
def shorten(t, T, slope, size):
    """Divide a tangent by its length; the slope of the parameter."""
    for array in (t, T):
        for k in range(len(array)):
            for m in range(array.shape[1]):
                array[k, m] /= size
    return slope / size


@njit(error_model="numpy")
def add(array, change):
    for k in range(len(array)):
        for m in range(array.shape[1]):
            array[k, m] += change[k, m]


@njit(error_model="numpy")
def predict(point, t, t_old, h, bend, z):
    """Write the point ahead, by the tangent and its change."""
    for k in range(len(z)):
        for m in range(z.shape[1]):
            z[k, m] = point[k, m] + h * t[k, m] + bend * (t[k, m] - t_old[k, m])


@njit(error_model="numpy")
def length(w, dz, change, parameter):
    """Of a change of the logarithms and of the parameter: in all, and in the worst state."""
    total = worst = (change / (1.0 + parameter)) ** 2
    for s in range(len(w)):
        square = 0.0
        for a in range(w.shape[1]):
            square += np.sqrt(w[s, a]) * dz[s, a] * dz[s, a]
        total += square
        worst = max(worst, square)
    return np.sqrt(total), np.sqrt(worst)


@njit(error_model="numpy")
def onwards(w, point, z, t, t_new, move, slope, slope_new, parameter):
    """Whether a step went the way of both tangents."""
    scale = 1.0 / (1.0 + parameter) ** 2
    turn, before, after = slope * slope_new * scale, slope * move * scale, slope_new * move * scale
    chord, old, new = move * move * scale, slope * slope * scale, slope_new * slope_new * scale
    for s in range(len(w)):
        for a in range(w.shape[1]):
            root, step = np.sqrt(w[s, a]), z[s, a] - point[s, a]
            turn += root * t[s, a] * t_new[s, a]
            before += root * t[s, a] * step
            after += root * t_new[s, a] * step
            chord += root * step * step
            old += root * t[s, a] * t[s, a]
            new += root * t_new[s, a] * t_new[s, a]
    return (
        turn >= ANGLE * np.sqrt(old * new)
        and before >= ANGLE * np.sqrt(old * chord)
        and after >= ANGLE * np.sqrt(new * chord)
    )


@njit(error_model="numpy", inline="always")
def land(game, task, z, V, parameter, row, row_parameter, exact, space, factors, dz, dV):
    """From a prediction to the path: (reached, parameter there, length of the first correction, sign, slope).

    The tangent is left in dz, dV and slope.
    """
    w, r, r_V = space[0][W], space[0][R], space[3][R_V]
    if not parameter >= 0.0:
        return False, parameter, 0.0, 0.0, 0.0
    first, error, previous, sign, stage = 0.0, np.inf, np.inf, 0.0, CORRECT
    for turn in range(CORRECTIONS):
        if stage == TANGENT:
            fill(r, 0.0)
            fill(r_V, 0.0)
        else:
            worst, worst_V = evaluate(game, task, z, V, parameter, space)
            settled = max(worst / (1.0 + levels(task, parameter)[0]), worst_V) < SETTLED
            if error < (TIGHT if exact else LOOSE) or (exact and settled):
                stage = LAST
            if turn == 0 or stage == LAST:
                sign = factorise(game, task, parameter, z, row, row_parameter, space, factors)
                if sign == 0.0:
                    return False, parameter, np.inf, sign, 0.0
        anew = stage == TANGENT or (turn > 0 and stage == CORRECT)
        change = solve(game, 1.0 if stage == TANGENT else 0.0, row, anew, space, factors, dz, dV)
        if stage == TANGENT:
            return True, parameter, first, sign, change
        previous, error = error, length(w, dz, change, parameter)[1]
        first = error if turn == 0 else first
        if not (first < WORST and (error < CONTRACTION * previous or error < ROUNDED)):
            return False, parameter, first, sign, 0.0
        add(z, dz)
        add(V, dV)
        parameter += change
        if not 0.0 <= parameter < np.inf:
            return False, parameter, first, sign, 0.0
        if stage == LAST:
            stage = TANGENT
    return False, parameter, first, sign, 0.0


@njit(error_model="numpy")
def guess_supports(game, z, t, slope, parameter, w, x):
    """Write the probabilities of the actions that the path does not lead away from, and 0 for the others."""
    first, here = game[0], game[1]
    for s in range(len(z)):
        for i in range(len(first) - 1):
            top = -1
            for a in range(first[i], first[i + 1]):
                if here[s, a] and (top < 0 or w[s, a] > w[s, top]):
                    top = a
            for a in range(first[i], first[i + 1]):
                stays = a == top or t[s, a] * (1.0 + parameter) > FADING * slope
                x[s, a] = w[s, a] if here[s, a] and stays else 0.0


@njit(error_model="numpy")
def apart(x, w):
    """The largest difference of probabilities."""
    worst = 0.0
    for s in range(len(x)):
        for a in range(x.shape[1]):
            worst = max(worst, abs(x[s, a] - w[s, a]))
    return worst


@njit(error_model="numpy")
def advance(parameter, slope, slope_old, h, h_old):
    """The parameter predicted after a step."""
    bend = 0.5 * h * h / h_old if h_old > 0.0 else 0.0
    return parameter + h * slope + bend * (slope - slope_old)


@njit(error_model="numpy")
def step_to(target, parameter, slope, slope_old, h_old):
    """The step that is predicted to reach the target."""
    h = (target - parameter) / slope
    if h_old > 0.0:
        for _ in range(4):
            h = (target - parameter) / (slope + 0.5 * h / h_old * (slope - slope_old))
    return h


@njit(error_model="numpy")
def longest(point, t, h):
    """A step after which no action that comes into play is overshot."""
    for s in range(len(point)):
        for a in range(point.shape[1]):
            if t[s, a] > 0.0:
                h = min(h, (max(point[s, a] + 1.0, -2.0) - point[s, a]) / t[s, a])
    return h


@njit(error_model="numpy", inline="always")
def follow(game, task, target, limit, near, point, values, x, scratch):
    """Follow a path from parameter 0, where ``point`` and ``values`` hold: (status, steps).

    Writes to x the probabilities at the target. With near > 0, the path ends as soon as an equilibrium of the game
    itself is found from it whose probabilities differ by less than that, and x is this one.
    """
    space, factors, room, lead, place, acts, by_player = scratch
    z, t, t_old, t_new, row, weights = acts[0], acts[1], acts[2], acts[3], acts[4], acts[5]
    V, T, T_old, T_new, V_end = by_player[0], by_player[1], by_player[2], by_player[3], by_player[4]
    w = space[0][W]
    fill(t, 0.0)
    fill(t_old, 0.0)
    fill(T, 0.0)
    fill(T_old, 0.0)
    copy_all(w, weights)
    parameter, slope, slope_old, orientation, tried, steps = 0.0, 1.0, 0.0, 0.0, FIRST_GUESS, 0
    h, h_old, h_flipped, crossing, starting = 0.0, 0.0, 0.0, False, True
    while True:
        if near > 0.0 and slope > 0.0 and parameter > PATIENCE * tried:
            tried = parameter
            guess_supports(game, point, t, slope, parameter, weights, x)
            if equilibrium_near(game, x, lead, place, space, V_end, room) and apart(x, weights) < near:
                return SOLVED, steps
        if parameter >= target and not starting:
            copy_all(weights, x)
            return SOLVED, steps
        h = longest(point, t, h)
        while True:
            if steps >= limit:
                return STEP_LIMIT, steps
            if not (starting or h > (BIFURCATION if crossing else SHORTEST_STEP)):
                return BRANCH_LOST, steps
            steps += 1
            ahead = advance(parameter, slope, slope_old, h, h_old)
            last = ahead >= target
            if last:
                h, ahead = step_to(target, parameter, slope, slope_old, h_old), target
            across = 1.0 if last or starting else slope / (1.0 + parameter) ** 2
            for s in range(len(row)):
                for a in range(row.shape[1]):
                    row[s, a] = 0.0 if last else np.sqrt(weights[s, a]) * t[s, a]
            bend = 0.5 * h * h / h_old if h_old > 0.0 else 0.0
            predict(point, t, t_old, h, bend, z)
            predict(values, T, T_old, h, bend, V)
            found, ahead, error, sign, slope_new = land(
                game, task, z, V, ahead, row, across, last and near <= 0.0, space, factors, t_new, T_new
            )
            if starting:
                if not found:
                    return BRANCH_LOST, steps
                orientation, ahead, h = sign, 0.0, FIRST_STEP
                break
            if not found or (ahead > target and not last):
                h *= 0.5
            elif not onwards(weights, point, z, t, t_new, ahead - parameter, slope, slope_new, parameter):
                h *= 0.5
            elif sign != orientation and not crossing:
                h_flipped = h if h_flipped == 0.0 else h_flipped
                h *= 0.25
                if h < BIFURCATION:
                    h, crossing = h_flipped, True
            else:
                break
        point, z = z, point
        values, V = V, values
        t_old, t, t_new = t, t_new, t_old
        T_old, T, T_new = T, T_new, T_old
        slope_old, slope = slope, slope_new
        if not starting:
            # So that both slopes belong to one parameter, the new tangent is first given the length of the old one.
            slope = shorten(t, T, slope, length(weights, t, slope, parameter)[0])
            stretch = (AIM / max(error, 1e-12)) ** (1.0 / 3.0 if h_old > 0.0 else 0.5)
            h_flipped = 0.0 if h >= h_flipped else h_flipped
            orientation, crossing, h_old = sign, False, h
            h = min(h * min(max(stretch, 0.4), 3.0), LONGEST_STEP)
        parameter, starting = target if last else ahead, False
        copy_all(w, weights)
        slope = shorten(t, T, slope, length(weights, t, slope, parameter)[0])
