"""The principal branch of the logit correspondence: predictor and corrector along its arc.

A step predicts by the tangent and its change, and corrects by Newton's method with one factorisation, in the
hyperplane across the tangent. Lengths are measured by the sum of sqrt(w) dz**2 and (dl / (1 + precision))**2.
The sign of the determinant of the equations, bordered by the tangent, is constant along a regular curve, turning
points included (Allgower and Georg 2003, sections 2.1 and 8.1): a step after which it differs has jumped to
another curve, or over a bifurcation, and is shortened until it is known which.
"""

import numpy as np
from numba import njit

from .logit_marks import CROSSED, FULL, PLAIN, TURNING
from .logit_system import against_pairs, clear, copy, evaluate, factorise, room, solve
from .status import Status

SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
BRANCH_LOST = int(Status.BRANCH_LOST)

FIRST_STEP, LONGEST_STEP = 0.3, 1.0
AIM, WORST = 0.03, 0.1
"""Length of the first correction: what the step length aims at, and what is refused."""
ANGLE = 0.9
"""Least cosine between the tangents before and after a step."""
CONTRACTION = 0.3
"""Corrections must shrink by this factor."""
CORRECTIONS = 30
SETTLED = 1e-14
"""A residual below this, over 1 + precision, is rounding."""
SHORTEST_STEP = 1e-10
LEVEL = 1e-7
"""A tangent turns only when the precision's share, over 1 + precision, is beyond this."""
BIFURCATION = 1e-5
"""A sign that differs after a step this short is that of a bifurcation."""


@njit(error_model="numpy")
def scratch_for(total):
    """Arrays that every step writes to: probabilities, payoffs, residual, payoffs against pairs, and solutions."""
    many = np.zeros((5, total + 1))
    return many[0], many[1], many[2], np.zeros((total, total)), many[3], many[4], np.zeros(total + 1), room(total)


@njit(error_model="numpy")
def land(game, z, row, row_precision, t, scratch):
    """From a prediction z to the curve: (whether it is reached, length of the first correction, sign there).

    Newton's method across the tangent ``row``, one factorisation serving for all corrections, then another for the
    tangent t with row @ t = 1 and the sign of the determinant. Here and below the entry behind the logarithms is
    the precision.
    """
    w, u, r, v, dz, right, payoff, space = scratch
    total = game[1][game[0]]
    evaluate(game, z, z[total], w, u, r, v)
    first, previous, settled = 0.0, np.inf, False
    for turn in range(CORRECTIONS):
        if turn == 0 or settled:
            sign = factorise(game, z[total], w, u, v, row, row_precision, space)
            if sign == 0.0:
                return False, np.inf, sign
        if settled:
            clear(r, total)
            t[total] = solve(game, v, r, 1.0, space, t, right, payoff)
            return True, first, sign
        dz[total] = solve(game, v, r, 0.0, space, dz, right, payoff)
        error = abs(dz[total]) / (1.0 + z[total])
        for a in range(total):
            error = max(error, np.sqrt(w[a]) * abs(dz[a]))
        if turn == 0:
            first = length(total, w, dz, z[total])
        if not (first < WORST and error < max(CONTRACTION * previous, SETTLED)):
            return False, first, sign
        for a in range(total + 1):
            z[a] += dz[a]
        if not 0.0 <= z[total] < np.inf:
            return False, first, sign
        evaluate(game, z, z[total], w, u, r, v)
        # Near a bifurcation rounding is magnified in the corrections, but not in the residual.
        worst = 0.0
        for a in range(total):
            worst = max(worst, abs(r[a]))
        settled = worst < SETTLED * (1.0 + z[total])
        previous = error
    return False, first, 0.0


@njit(error_model="numpy")
def length(total, w, t, precision):
    """Of a change t of the logarithms and of the precision."""
    square = (t[total] / (1.0 + precision)) ** 2
    for a in range(total):
        square += np.sqrt(w[a]) * t[a] * t[a]
    return np.sqrt(square)


@njit(error_model="numpy")
def shrink(total, w, t, precision):
    """Give a change the length 1."""
    size = length(total, w, t, precision)
    for a in range(total + 1):
        t[a] /= size


@njit(error_model="numpy")
def turning_point(game, old, new, t, t_new, h, row, row_precision, z, slope, scratch):
    """Write to z the point between old and new where the precision turns; false if that fails.

    By the Illinois variant of false position, on the precision's share in the tangent.
    """
    total = game[1][game[0]]
    low, high, f_high, side = 0.0, 1.0, t_new[total], 0
    f_low = t[total] if t[total] * f_high < 0.0 else -np.sign(f_high) * LEVEL * (1.0 + old[total])
    for _ in range(60):
        k = (low * f_high - high * f_low) / (f_high - f_low)
        for a in range(total + 1):  # Hermite's cubic
            bend = (1.0 - k) * (h * t[a] - new[a] + old[a]) - k * (h * t_new[a] - new[a] + old[a])
            z[a] = (1.0 - k) * old[a] + k * new[a] + k * (1.0 - k) * bend
        if not land(game, z, row, row_precision, slope, scratch)[0]:
            return False
        value = slope[total]
        if abs(value) < 1e-8 * (1.0 + z[total]):
            return True
        if (value > 0.0) == (f_low > 0.0):
            f_high = 0.5 * f_high if side == 1 else f_high
            low, f_low, side = k, value, 1
        else:
            f_low = 0.5 * f_low if side == -1 else f_low
            high, f_high, side = k, value, -1
    return False


@njit(error_model="numpy")
def turns_twice(total, old, new, t, t_new, h):
    """Whether the precision, by Hermite's cubic, turns between two points at which it moves the same way."""
    d, f, g = (new[total] - old[total]) / h, t[total], t_new[total]
    if f + g < 0.0:
        d, f, g = -d, -f, -g
    # The slope of the cubic is f (1-k)^2 + 2 (3 d - f - g) k (1-k) + g k^2.
    return 3.0 * d - f - g < -np.sqrt(max(f * g, 0.0))


@njit(error_model="numpy")
def predict(total, point, t, t_old, h, h_old, z):
    """Write the point h along the curve, by the tangent and, if h_old is positive, by its change over h_old."""
    bend = 0.5 * h * h / h_old if h_old > 0.0 else 0.0
    for a in range(total + 1):
        z[a] = point[a] + h * t[a] + bend * (t[a] - t_old[a])


@njit(error_model="numpy")
def step_to(total, point, t, t_old, h_old, target):
    """The step that is predicted to reach the precision of the target."""
    h = (target - point[total]) / t[total]
    if h_old > 0.0:
        for _ in range(4):
            bend = 0.5 * h / h_old * (t[total] - t_old[total])
            h = (target - point[total]) / (t[total] + bend)
    return h


@njit(error_model="numpy")
def record(point, mark, count, points, marks):
    """Keep a point, or the last one where there is room for one only; false if there is no room left."""
    at = count if len(points) > 1 else 0
    if at >= len(points):
        return False
    for a in range(len(point)):
        points[at, a] = point[a]
    marks[at] = mark
    return True


@njit(error_model="numpy")
def follow(game, target, limit, points, marks):
    """Follow the branch from precision 0 until it first reaches the target: (status, points, steps).

    Writes logarithms and precision of every point, the uniform profile first.
    """
    players, first, table, profile, profiles = game
    total = first[players]
    scratch = scratch_for(total)
    w, v = scratch[0], scratch[3]
    many = np.zeros((8, total + 1))
    point, z, t, t_old, t_new, row, turn, slope = (
        many[0], many[1], many[2], many[3], many[4], many[5], many[6], many[7]
    )  # fmt: skip
    if players == 2:
        against_pairs(players, table, profile, profiles, w, v)
    orientation = land(game, point, row, 1.0, t, scratch)[2]
    shrink(total, w, t, 0.0)
    weights, here = np.empty(total), np.empty(total)
    copy(w, weights, total)
    count, steps, h, h_old, h_flipped, crossing = 0, 0, FIRST_STEP, 0.0, 0.0, False
    heading, h_old_before, before = 1.0, 0.0, np.zeros((4, total + 1))
    if not record(point, PLAIN, count, points, marks):
        return FULL, count, steps
    count += 1
    while point[total] < target:
        if steps == limit:
            return STEP_LIMIT, count, steps
        if not h > (BIFURCATION if crossing else SHORTEST_STEP):
            return BRANCH_LOST, count, steps
        steps += 1
        for a in range(total):  # who comes into play must not be overshot
            if t[a] > 0.0:
                h = min(h, (max(point[a] + 1.0, -2.0) - point[a]) / t[a])
        for a in range(total):
            row[a] = np.sqrt(weights[a]) * t[a]
        row_precision = t[total] / (1.0 + point[total]) ** 2
        predict(total, point, t, t_old, h, h_old, z)
        last = z[total] >= target
        if last:
            h = step_to(total, point, t, t_old, h_old, target)
            predict(total, point, t, t_old, h, h_old, z)
            z[total] = target
            clear(row, total)
            row_precision = 1.0
        found, error, sign = land(game, z, row, row_precision, t_new, scratch)
        if not found or (z[total] > target and not last):
            h *= 0.9 if found else 0.5
            continue
        z[total] = target if last else z[total]
        copy(w, here, total)
        if cosine(total, weights, t, t_new, point[total]) < ANGLE:
            h *= 0.5
            continue
        if sign != orientation and not crossing:
            if h_flipped == 0.0:
                h_flipped, h_old_before = h, h_old
                copy(point, before[0], total + 1)
                copy(t, before[1], total + 1)
                copy(t_old, before[2], total + 1)
                copy(weights, before[3], total)
            h *= 0.25
            if h < BIFURCATION:  # back to where the way on was clear, and over it
                copy(before[0], point, total + 1)
                copy(before[1], t, total + 1)
                copy(before[2], t_old, total + 1)
                copy(before[3], weights, total)
                h, h_old, crossing = h_flipped, h_old_before, True
            continue
        # So that slopes belong to one parameter, the new tangent has the length of the old one.
        shrink(total, weights, t_new, point[total])
        if heading * t_new[total] < -LEVEL * (1.0 + z[total]):
            if not turning_point(game, point, z, t, t_new, h, row, row_precision, turn, slope, scratch):
                h *= 0.5
                continue
            if not record(turn, TURNING, count, points, marks):
                return FULL, count, steps
            count += 1
            heading = -heading
        elif turns_twice(total, point, z, t, t_new, h):
            h *= 0.5
            continue
        crossed = sign != orientation
        if not record(z, CROSSED if crossed else PLAIN, count, points, marks):
            return FULL, count, steps
        count += 1
        stretch = (AIM / max(error, 1e-12)) ** (1.0 / 3.0 if h_old > 0.0 else 0.5)
        point, z = z, point
        t, t_old, t_new = t_new, t, t_old
        orientation, crossing = sign, False
        copy(here, weights, total)
        shrink(total, weights, t, point[total])
        h_old = h
        h = min(h * min(max(stretch, 0.4), 3.0), LONGEST_STEP)
        if crossed or h >= h_flipped:
            h_flipped = 0.0
    return SOLVED, count, steps


@njit(error_model="numpy")
def cosine(total, w, t, t_new, precision):
    """Of the angle between two tangents, the first of which has length 1."""
    product = t[total] * t_new[total] / (1.0 + precision) ** 2
    for a in range(total):
        product += np.sqrt(w[a]) * t[a] * t_new[a]
    return product / length(total, w, t_new, precision)
