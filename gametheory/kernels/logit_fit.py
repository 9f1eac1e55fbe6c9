"""Maximum likelihood of the logit precision, one row per fit; the games of a fit share the precision.

The branch of every game is followed, and the log-likelihood of its counts is interpolated along the arc, by
Hermite's cubics in the likelihood and in the precision. The profile at a precision is the sum over games of the
largest likelihood of any point of the game's branch at that precision. Every local maximum of the profile on a grid
of all points that comes near the largest is polished with exact equilibria: a root of the score, by false position.
"""

import numpy as np
from numba import njit

from .logit_marks import TURNING
from .logit_path import SOLVED, follow, land, scratch_for, shrink
from .logit_system import against_pairs, clear, copy, prepare
from .status import Status

# payoffs (games, N, profiles), games of the row, their counts, highest precision, masks, sizes, step limit, room for
# points, precisions of the profile
inputs = (("f8", 3), ("i8", 2), ("f8", 3), ("f8", 1), ("?", 2), ("i8", 1), ("i8", 1), ("i8", 1), ("f8", 2))
# precision, log-likelihood, its second derivative, squared scores, strategies, profile, bound, status
outputs = (("f8", 1), ("f8", 1), ("f8", 1), ("f8", 1), ("f8", 3), ("f8", 2), ("i1", 1), ("i1", 1))

BRANCH_LOST = int(Status.BRANCH_LOST)
AT_BOUND = int(Status.AT_BOUND)

BETWEEN = 4
"""Grid points per step of a branch."""
NEAR = 1e-2
"""Local maxima this close to the largest are polished, as a share of it."""
FLAT = 1e-12
"""A score times the highest precision below this, as a share of the log-likelihood, is zero."""
STEP = 1e-4
"""Relative step of the second derivative, which is a central difference of exact scores."""


@njit(error_model="numpy")
def cubic(low, high, slope_low, slope_high, k):
    """Hermite's cubic at 0 <= k <= 1."""
    bend = (1.0 - k) * (slope_low - high + low) - k * (slope_high - high + low)
    return (1.0 - k) * low + k * high + k * (1.0 - k) * bend


@njit(error_model="numpy")
def place(low, high, slope_low, slope_high, target):
    """Where a monotone cubic reaches the target."""
    a, b = 0.0, 1.0
    for _ in range(50):
        k = 0.5 * (a + b)
        if (cubic(low, high, slope_low, slope_high, k) < target) == (high > low):
            a = k
        else:
            b = k
    return 0.5 * (a + b)


@njit(error_model="numpy")
def prepare_branch(game, counts, points, slopes, marks, number, likelihood, rise, piece, scratch):
    """Tangents, log-likelihoods and monotone pieces of a branch of so many points."""
    players, first, table, profile, profiles = game
    total = first[players]
    w, v = scratch[0], scratch[3]
    row, z = np.zeros(points.shape[1]), np.zeros(points.shape[1])
    if players == 2:
        against_pairs(players, table, profile, profiles, w, v)
    pieces = 0
    for k in range(number):
        before, after = max(k - 1, 0), min(k + 1, number - 1)
        for a in range(total + 1):
            row[a] = points[after, a] - points[before, a]
        for a in range(total):
            row[a] *= np.exp(0.5 * points[k, a])
        share = row[total] / (1.0 + points[k, total]) ** 2
        if k == 0:  # across the precision, which must not be corrected to below 0
            clear(row, total)
            share = 1.0
        copy(points[k], z, total + 1)
        if not land(game, z, row, share, slopes[k], scratch)[0]:
            return False
        shrink(total, w, slopes[k], points[k, total])
        likelihood[k], rise[k] = 0.0, 0.0
        for a in range(total):
            if counts[a] > 0.0:
                likelihood[k] += counts[a] * points[k, a]
                rise[k] += counts[a] * slopes[k, a]
        if k + 1 < number:
            piece[k] = pieces  # of the step from here to the next point
        if k + 1 < number and marks[k + 1] == TURNING:
            pieces += 1
    return True


@njit(error_model="numpy")
def step_length(total, points, k):
    square = ((points[k + 1, total] - points[k, total]) / (1.0 + points[k, total])) ** 2
    for a in range(total):
        square += np.exp(0.5 * points[k, a]) * (points[k + 1, a] - points[k, a]) ** 2
    return np.sqrt(square)


@njit(error_model="numpy")
def best_at(target, total, points, slopes, number, likelihood, rise, piece):
    """The largest likelihood of a branch at a precision, and the piece it lies on; -1 if there is none."""
    best, chosen = -np.inf, -1
    for k in range(number - 1):
        low, high = points[k, total], points[k + 1, total]
        if min(low, high) <= target <= max(low, high):
            h = step_length(total, points, k)
            at = place(low, high, h * slopes[k, total], h * slopes[k + 1, total], target)
            value = cubic(likelihood[k], likelihood[k + 1], h * rise[k], h * rise[k + 1], at)
            if value > best:
                best, chosen = value, piece[k]
    return best, chosen


@njit(error_model="numpy")
def exact_at(target, game, counts, points, slopes, number, piece, chosen, z, t, row, scratch):
    """The equilibrium at a precision on a piece: (found, log-likelihood, score, sum of squared scores)."""
    players, first, table, profile, profiles = game
    total = first[players]
    if players == 2:
        against_pairs(players, table, profile, profiles, scratch[0], scratch[3])
    for k in range(number - 1):
        low, high = points[k, total], points[k + 1, total]
        if piece[k] == chosen and min(low, high) <= target <= max(low, high):
            h = step_length(total, points, k)
            at = place(low, high, h * slopes[k, total], h * slopes[k + 1, total], target)
            for a in range(total):
                z[a] = cubic(points[k, a], points[k + 1, a], h * slopes[k, a], h * slopes[k + 1, a], at)
            z[total] = target
            clear(row, total)
            if not land(game, z, row, 1.0, t, scratch)[0]:
                return False, 0.0, 0.0, 0.0
            value, score, squares = 0.0, 0.0, 0.0
            for a in range(total):
                if counts[a] > 0.0:
                    value += counts[a] * z[a]
                    score += counts[a] * t[a]
                    squares += counts[a] * t[a] * t[a]
            return True, value, score, squares
    return False, 0.0, 0.0, 0.0


@njit(error_model="numpy")
def game_of(pool, p):
    tables, profiles, firsts, there = pool[0], pool[1], pool[2], pool[3]
    return firsts.shape[1] - 1, firsts[p], tables[p], profiles[p], there[p]


@njit(error_model="numpy")
def score_of(precision, pool, chosen, z, t, row):
    """Of all games of a pool on chosen pieces: (found, log-likelihood, score, squared scores), in payoff units."""
    scales, counts, points, slopes, numbers, pieces = pool[4], pool[5], pool[6], pool[7], pool[8], pool[11]
    value, score, squares = 0.0, 0.0, 0.0
    for p in range(len(scales)):
        game = game_of(pool, p)
        total = game[1][game[0]]
        found, part, rise, square = exact_at(
            precision * scales[p], game, counts[p], points[p], slopes[p], numbers[p], pieces[p], chosen[p],
            z[p], t[p], row, scratch_for(total),
        )  # fmt: skip
        if not found:
            return False, 0.0, 0.0, 0.0
        value += part
        score += rise * scales[p]
        squares += square * scales[p] ** 2
    return True, value, score, squares


@njit(error_model="numpy")
def profile_at(precision, pool, chosen):
    """The interpolated profile at a precision, and the piece of each game that gives it."""
    scales, points, slopes, numbers, likelihood, rise, pieces = (
        pool[4], pool[6], pool[7], pool[8], pool[9], pool[10], pool[11]
    )  # fmt: skip
    value = 0.0
    for p in range(len(scales)):
        game = game_of(pool, p)
        part, chosen[p] = best_at(
            precision * scales[p], game[1][game[0]], points[p], slopes[p], numbers[p], likelihood[p], rise[p], pieces[p]
        )
        value += part
    return value


@njit(error_model="numpy")
def peak(low, high, pool, chosen, z, t, row):
    """The root of the score between two precisions at which it changes its sign; NaN if there is none."""
    found_low, _, f_low, _ = score_of(low, pool, chosen, z, t, row)
    found_high, _, f_high, _ = score_of(high, pool, chosen, z, t, row)
    if not (found_low and found_high and f_low > 0.0 >= f_high):
        return np.nan
    side = 0
    for _ in range(200):
        middle = (low * f_high - high * f_low) / (f_high - f_low)
        if not low < middle < high or high - low < 1e-14 * high:
            break
        found, _, f, _ = score_of(middle, pool, chosen, z, t, row)
        if not found:
            return np.nan
        if f == 0.0:
            return middle
        if f > 0.0:
            f_high = 0.5 * f_high if side == 1 else f_high
            low, f_low, side = middle, f, 1
        else:
            f_low = 0.5 * f_low if side == -1 else f_low
            high, f_high, side = middle, f, -1
    return low if -f_high > f_low else high


@njit(error_model="numpy")
def grid_of(pool, highest):
    """Precisions from 0 to the highest: those of the points of all branches, and some in between."""
    scales, points, numbers = pool[4], pool[6], pool[8]
    size = 2
    for p in range(len(scales)):
        size += BETWEEN * numbers[p]
    grid = np.zeros(size)
    grid[1] = highest
    at = 2
    for p in range(len(scales)):
        game = game_of(pool, p)
        total = game[1][game[0]]
        for k in range(numbers[p]):
            here = points[p, k, total]
            there = points[p, min(k + 1, numbers[p] - 1), total]
            for b in range(BETWEEN):
                grid[at] = min((here + (there - here) * b / BETWEEN) / scales[p], highest)
                at += 1
    grid.sort()
    return grid


@njit(error_model="numpy")
def maximise(pool, highest, grid, z, t, row):
    """(bound, precision) of the largest maximum of the profile: -1 at precision 0, 1 at the highest, 2 if lost."""
    games, size = len(pool[4]), len(grid)
    values, chosen = np.empty(size), np.empty((size, games), np.int64)
    best = -np.inf
    for k in range(size):
        values[k] = profile_at(grid[k], pool, chosen[k])
        best = max(best, values[k])
    winner, bound, least = np.nan, 2, -np.inf
    for kind in (-1, 1):
        k = 0 if kind == -1 else size - 1
        found, value, score, _ = score_of(grid[k], pool, chosen[k], z, t, row)
        outward = kind * score * highest >= -FLAT * (1.0 + abs(value))
        if found and outward and value > least:
            winner, bound, least = grid[k], kind, value
            copy(chosen[k], pool[12], games)
    for k in range(size):
        top = (k == 0 or values[k] >= values[k - 1]) and (k == size - 1 or values[k] >= values[k + 1])
        again = k > 0 and grid[k] == grid[k - 1]
        if again or not top or values[k] < best - NEAR * abs(best):
            continue
        candidate = np.nan
        for reach in (1, 2, 4, 8, 16):  # interpolation may put the top a few grid points off
            low, high = grid[max(k - reach, 0)], grid[min(k + games + reach, size - 1)]  # many hold each end
            candidate = peak(low, high, pool, chosen[k], z, t, row)
            if candidate == candidate:
                break
        if candidate == candidate:
            found, value, _, _ = score_of(candidate, pool, chosen[k], z, t, row)
            if found and value > least:
                winner, bound, least = candidate, 0, value
                copy(chosen[k], pool[12], games)
    return bound, winner


def core(start, stop, payoffs, games, counts, highest, masks, sizes, limit, room, profile_of, precision, value,
         curvature, squares, strategies, profile, bound, status):  # fmt: skip
    players, profiles, actions = payoffs.shape[1], payoffs.shape[2], masks.shape[1]
    pooled, capacity = games.shape[1], room[0]
    tables, best = np.empty((pooled, players, profiles)), np.empty(profiles)
    profile_places = np.empty((pooled, profiles, players), np.int64)
    firsts, action = np.empty((pooled, players + 1), np.int64), np.empty((pooled, actions), np.int64)
    there, scales, numbers = np.empty(pooled, np.int64), np.empty(pooled), np.empty(pooled, np.int64)
    local = np.zeros((pooled, actions))
    points, slopes = np.empty((pooled, capacity, actions + 1)), np.empty((pooled, capacity, actions + 1))
    likelihood, rise = np.empty((pooled, capacity)), np.empty((pooled, capacity))
    pieces, marks = np.empty((pooled, capacity), np.int64), np.empty(capacity, np.int8)
    z, t, row = np.empty((pooled, actions + 1)), np.empty((pooled, actions + 1)), np.empty(actions + 1)
    winner = np.empty(pooled, np.int64)
    pool = (
        tables, profile_places, firsts, there, scales, local, points, slopes, numbers, likelihood, rise, pieces, winner
    )  # fmt: skip
    for k in range(start, stop):
        precision[k], value[k], curvature[k], squares[k], bound[k] = np.nan, np.nan, np.nan, np.nan, 0
        strategies[k] = np.nan
        profile[k] = np.nan
        status[k] = SOLVED
        for p in range(pooled):
            g = games[k, p]
            mask = masks[g if len(masks) > 1 else 0]
            there[p], scales[p] = prepare(
                payoffs[g], mask, sizes, tables[p], profile_places[p], firsts[p], best, action[p]
            )
            total = firsts[p, players]
            for a in range(total):
                local[p, a] = counts[k, p, action[p, a]]
            game = game_of(pool, p)
            if not highest[k] * scales[p] < np.inf:
                status[k] = BRANCH_LOST
                break
            status[k], numbers[p], _ = follow(game, highest[k] * scales[p], limit[0], points[p], marks)
            if status[k] != SOLVED:
                break
            if not prepare_branch(game, local[p], points[p], slopes[p], marks, numbers[p], likelihood[p], rise[p],
                                  pieces[p], scratch_for(total)):  # fmt: skip
                status[k] = BRANCH_LOST
                break
        if status[k] != SOLVED:
            continue
        for j in range(profile.shape[1]):
            profile[k, j] = profile_at(profile_of[k, j], pool, winner)
        bound[k], found = maximise(pool, highest[k], grid_of(pool, highest[k]), z, t, row)
        if bound[k] == 2:
            bound[k], status[k] = 0, BRANCH_LOST
            continue
        _, value[k], _, squares[k] = score_of(found, pool, winner, z, t, row)
        precision[k] = found
        for p in range(pooled):
            strategies[k, p] = 0.0
            for a in range(firsts[p, players]):
                strategies[k, p, action[p, a]] = np.exp(z[p, a])
        if bound[k] == 0:
            step = min(STEP * found, 0.5 * (highest[k] - found))
            found_low, _, low, _ = score_of(found - step, pool, winner, z, t, row)
            found_high, _, high, _ = score_of(found + step, pool, winner, z, t, row)
            if found_low and found_high:
                curvature[k] = (high - low) / (2.0 * step)
        status[k] = AT_BOUND if bound[k] == 1 else SOLVED
