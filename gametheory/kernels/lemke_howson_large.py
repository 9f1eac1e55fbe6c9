"""Lemke and Howson's paths through games with many actions: labels dropped one after the other.

Side s = 0 is P = {x >= 0 : B'x <= 1} and s = 1 is Q = {y >= 0 : A y <= 1}, payoffs normalised to [1, 2]. On each
side the matrix g[v, c] holds what variable v adds to constraint c. Variables and constraints have labels: on
side 0 variable v has label v and constraint c label m + c; on side 1 the other way round.

A dictionary of all these inequalities has a row for each constraint, and few paths fill it: where k variables are
positive, k constraints are tight, and the vertex solves M value = 1 with M = g[variables, constraints]' of size k.
Only the inverse of M is kept (``w``) and updated, and a pivot reads the k rows of g that it needs. What a pivot
says of the tight constraints is known beforehand; the difference is the error of the inverse, which is computed
anew from the payoffs where it grows.

One call goes through the attempts (a label and a limit to its pivots) from ``start`` to ``stop`` until one ends in
an equilibrium, or until it has done ``pause`` multiplications: everything that it needs to go on is in the outputs.
"""

import numpy as np
from numba import njit

from .basis_inverse import dot, exchange_constraint, exchange_variable, grow, invert, shrink, take_off
from .status import Status

# payoffs by variable and constraint, and bounds of the constraints, of both sides; labels, limits; pause
inputs = (("f8", 2), ("f8", 2), ("f8", 1), ("f8", 1), ("i8", 1), ("i8", 1), ("i8", 1))
# inverses, values and slacks by side; variables, constraints, and their places by side; state; x, y
outputs = (
    ("f8", 3), ("f8", 2), ("f8", 2), ("i8", 2), ("i8", 2), ("i8", 2), ("i8", 2), ("i8", 1), ("f8", 1), ("f8", 1),
)  # fmt: skip

PIVOT = 1e-12
"""Rates below this share of the largest one are rounding."""
TIE = 1e-12
"""Ratios closer than this are equal."""
ZERO = 1e-13
"""Basic variables below this are zero in the strategy."""
CLOSE = 1e-13
"""Rates with a larger error than this are corrected once."""
ERROR = 1e-10
"""An inverse with a larger error is computed anew."""
LOST = 1e-7
"""With a larger error after that, or a value this much below 0, the path is lost."""
EXACT = 1e-13
"""A solution this close is not computed from a new inverse."""
REFRESH = 20
"""After so many pivots on a side, its values and slacks are computed anew."""

ATTEMPT, STATUS, STEPS, PIVOTS, SIDE, ENTERING, SIZE, AGE = 0, 1, 2, 3, 4, 5, 6, 8
"""Where in the state: the attempt, how it stands, pivots in all and in this attempt, what enters where, the
number of positive variables of each side, and the pivots since its values were computed anew."""

RUNNING = -1
SOLVED = int(Status.SOLVED)
STEP_LIMIT = int(Status.STEP_LIMIT)
STALLED = int(Status.STALLED)


@njit(error_model="numpy")
def refresh(g, bound, w, value, slack, variables, constraints, k):
    """Compute values and slacks from the payoffs, once corrected; the least of them."""
    missing = np.empty(k)
    count = g.shape[1]
    for b in range(k):
        total = 0.0
        for a in range(k):
            total += w[b, a] * bound[constraints[a]]
        value[b] = total
    for turn in range(2):
        for c in range(count):
            slack[c] = bound[c]
        take_off(g, variables, value, k, slack)
        for a in range(k):
            missing[a] = slack[constraints[a]]
        if turn == 0:
            for b in range(k):
                value[b] += dot(w[b], missing, k)
    least = 0.0
    for b in range(k):
        least = min(least, value[b])
        value[b] = max(value[b], 0.0)
    for a in range(k):
        least = min(least, -abs(slack[constraints[a]]))
        slack[constraints[a]] = 0.0
    for c in range(count):
        least = min(least, slack[c])
        slack[c] = max(slack[c], 0.0)
    return least


@njit(error_model="numpy")
def direction(g, w, variables, constraints, k, variable, place, rate, fall):
    """How fast the positive variables and the slacks fall as a variable, or the slack of a place, enters.

    Returns the error at the tight constraints, as a share of the largest rate.
    """
    count = g.shape[1]
    largest = 0.0
    if variable >= 0:
        column = np.empty(k)
        for a in range(k):
            column[a] = g[variable, constraints[a]]
        for b in range(k):
            rate[b] = dot(w[b], column, k)
        for c in range(count):
            fall[c] = g[variable, c]
        largest = 1.0
    else:
        for b in range(k):
            rate[b] = w[b, place]
        for c in range(count):
            fall[c] = 0.0
    for b in range(k):
        largest = max(largest, abs(rate[b]))
    take_off(g, variables, rate, k, fall)
    missing = np.empty(k)
    error = 0.0
    for a in range(k):
        missing[a] = fall[constraints[a]] - (-1.0 if a == place else 0.0)
        error = max(error, abs(missing[a]))
    if error > CLOSE * largest and error < LOST * largest:
        correction = np.empty(k)
        for b in range(k):
            correction[b] = dot(w[b], missing, k)
            rate[b] += correction[b]
        take_off(g, variables, correction, k, fall)
    for a in range(k):
        fall[constraints[a]] = 0.0
    return error / largest, largest


@njit(error_model="numpy")
def coefficient(g, w, variables, k, place_of, row, slack):
    """Entry of the inverse basis in a row, b for a variable and -1 - c for a constraint, at an initial slack."""
    a = place_of[slack]
    if row >= 0:
        return w[row, a] if a >= 0 else 0.0
    constraint = -1 - row
    if a < 0:
        return 1.0 if constraint == slack else 0.0
    total = 0.0
    for b in range(k):
        total -= g[variables[b], constraint] * w[b, a]
    return total


@njit(error_model="numpy")
def settle_tie(g, w, value, slack, variables, k, place_of, rate, fall, floor, least):
    """The lexicographic rule among the rows whose ratio is the least one."""
    count = g.shape[1]
    running = np.empty(k + count, np.int64)
    ratios = np.empty(k + count)
    left = 0
    for b in range(k):
        if rate[b] > floor and value[b] / rate[b] <= least + TIE * (1.0 + abs(least)):
            running[left] = b
            left += 1
    for c in range(count):
        if fall[c] > floor and slack[c] / fall[c] <= least + TIE * (1.0 + abs(least)):
            running[left] = -1 - c
            left += 1
    for initial in range(count):
        if left == 1:
            break
        if place_of[initial] < 0:  # of the rows, only its own has an entry other than 0
            kept = 0
            for r in range(left):
                if running[r] != -1 - initial:
                    running[kept] = running[r]
                    kept += 1
            left = kept
            continue
        best = np.inf
        for r in range(left):
            entering = rate[running[r]] if running[r] >= 0 else fall[-1 - running[r]]
            ratios[r] = coefficient(g, w, variables, k, place_of, running[r], initial) / entering
            best = min(best, ratios[r])
        kept = 0
        for r in range(left):
            if ratios[r] <= best + TIE * (1.0 + abs(best)):
                running[kept] = running[r]
                kept += 1
        left = kept
    return running[0]


@njit(error_model="numpy")
def leaving(g, w, value, slack, variables, k, place_of, rate, fall, floor):
    """The row that leaves by the lexicographic minimum ratio test, and the ratio; inf if none can."""
    count = g.shape[1]
    best, least, second = 0, np.inf, np.inf
    for b in range(k):
        ratio = value[b] / rate[b] if rate[b] > floor else np.inf
        better = ratio < least
        second = min(second, least if better else ratio)
        best = b if better else best
        least = ratio if better else least
    for c in range(count):
        ratio = slack[c] / fall[c] if fall[c] > floor else np.inf
        better = ratio < least
        second = min(second, least if better else ratio)
        best = -1 - c if better else best
        least = ratio if better else least
    if least < np.inf and second <= least + TIE * (1.0 + abs(least)):
        best = settle_tie(g, w, value, slack, variables, k, place_of, rate, fall, floor, least)
    return best, least


@njit(error_model="numpy")
def pivot(g, w, value, slack, variables, constraints, place_of_variable, place_of, k, entering, place, row, least,
          rate, fall, out):  # fmt: skip
    """Exchange what enters with what leaves; how many variables are positive then."""
    for b in range(k):
        value[b] = max(value[b] - least * rate[b], 0.0)
    for c in range(len(slack)):
        slack[c] = max(slack[c] - least * fall[c], 0.0)
    if place < 0 and row < 0:
        constraint = -1 - row
        grow(g, w, variables, k, constraint, rate, fall[constraint], out)
        variables[k], constraints[k], value[k], slack[constraint] = entering, constraint, least, 0.0
        place_of_variable[entering], place_of[constraint] = k, k
        return k + 1
    if place < 0:
        exchange_variable(w, k, row, rate)
        place_of_variable[variables[row]], place_of_variable[entering] = -1, row
        variables[row], value[row] = entering, least
        return k
    loose = constraints[place]
    slack[loose] = least
    if row < 0:
        constraint = -1 - row
        exchange_constraint(g, w, variables, k, constraint, place, out)
        place_of[loose], place_of[constraint] = -1, place
        constraints[place], slack[constraint] = constraint, 0.0
        return k
    shrink(w, k, row, place)
    place_of_variable[variables[row]], place_of[loose] = -1, -1
    last = k - 1
    if row != last:
        variables[row], value[row] = variables[last], value[last]
        place_of_variable[variables[row]] = row
    if place != last:
        constraints[place] = constraints[last]
        place_of[constraints[place]] = place
    return last


@njit(error_model="numpy")
def step(g, bound, w, value, slack, variables, constraints, place_of_variable, place_of, state, s, label,
         firsts, rate, fall, out):  # fmt: skip
    """Let the variable with this label enter on side s; the label of the one that leaves, or -1 if lost.

    ``firsts`` holds the labels of the first variable and of the first constraint of the side.
    """
    k = state[SIZE + s]
    variables_from, constraints_from = firsts
    entering = label - variables_from
    is_variable = 0 <= entering < g.shape[0]
    place = -1
    if not is_variable:
        place = place_of[label - constraints_from]
        entering = -1
    error, largest = direction(g, w, variables, constraints, k, entering, place, rate, fall)
    if error > ERROR or state[AGE + s] >= REFRESH:
        if error > ERROR and not invert(g, w, variables, constraints, k):
            return -1
        if refresh(g, bound, w, value, slack, variables, constraints, k) < -LOST:
            return -1
        state[AGE + s] = 0
        if error > ERROR:
            error, largest = direction(g, w, variables, constraints, k, entering, place, rate, fall)
            if not error <= LOST:
                return -1
    row, least = leaving(g, w, value, slack, variables, k, place_of, rate, fall, PIVOT * largest)
    if least == np.inf:
        return -1
    left = variables_from + variables[row] if row >= 0 else constraints_from - 1 - row
    state[SIZE + s] = pivot(g, w, value, slack, variables, constraints, place_of_variable, place_of, k, entering,
                            place, row, least, rate, fall, out)  # fmt: skip
    state[AGE + s] += 1
    return left


@njit(error_model="numpy")
def read_off(g, bound, w, value, slack, variables, constraints, k, strategy):
    """Write the strategy, computed from the payoffs; False if it is not one."""
    if not refresh(g, bound, w, value, slack, variables, constraints, k) > -EXACT:
        if not invert(g, w, variables, constraints, k):
            return False
        if not refresh(g, bound, w, value, slack, variables, constraints, k) > -LOST:
            return False
    strategy[:] = 0.0
    total = 0.0
    for b in range(k):
        if value[b] >= ZERO:
            strategy[variables[b]] = value[b]
            total += value[b]
    for b in range(k):
        strategy[variables[b]] /= total
    return True


def core(start, stop, g_p, g_q, bound_p, bound_q, labels, limits, pause, w, value, slack, variables, constraints,
         place_of_variable, place_of, state, x, y):  # fmt: skip
    m, n = g_p.shape
    rate, fall = np.empty(value.shape[1]), np.empty((2, max(m, n)))
    out, ones = np.empty(value.shape[1]), np.ones(max(m, n))
    fall_p, fall_q = fall[0, :n], fall[1, :m]
    value_p, value_q, slack_p, slack_q = value[0], value[1], slack[0, :n], slack[1, :m]
    work = 0
    for attempt in range(start, stop):
        dropped = labels[attempt]
        if state[STATUS] != RUNNING:
            state[ATTEMPT], state[STATUS], state[PIVOTS] = attempt, RUNNING, 0
            state[SIDE], state[ENTERING] = 0 if dropped < m else 1, dropped
            state[SIZE] = state[SIZE + 1] = state[AGE] = state[AGE + 1] = 0
            slack_p[:] = bound_p
            slack_q[:] = bound_q
            place_of_variable[:] = -1
            place_of[:] = -1
        while state[PIVOTS] < limits[attempt]:
            s, label = state[SIDE], state[ENTERING]
            if s == 0:
                left = step(g_p, bound_p, w[0], value_p, slack_p, variables[0], constraints[0],
                            place_of_variable[0], place_of[0], state, 0, label, (0, m), rate, fall_p, out)  # fmt: skip
            else:
                left = step(g_q, bound_q, w[1], value_q, slack_q, variables[1], constraints[1],
                            place_of_variable[1], place_of[1], state, 1, label, (m, 0), rate, fall_q, out)  # fmt: skip
            if left < 0:
                state[STATUS] = STALLED
                break
            state[STEPS] += 1
            state[PIVOTS] += 1
            if left == dropped:
                size_p, size_q = state[SIZE], state[SIZE + 1]
                whole = read_off(g_p, ones[:n], w[0], value_p, slack_p, variables[0], constraints[0], size_p, x)
                whole &= read_off(g_q, ones[:m], w[1], value_q, slack_q, variables[1], constraints[1], size_q, y)
                state[STATUS] = SOLVED if whole else STALLED
                break
            state[SIDE], state[ENTERING] = 1 - s, left
            work += (state[SIZE + s] + 4) * (m + n)
            if work > pause[0]:
                return
        if state[STATUS] == RUNNING:
            state[STATUS] = STEP_LIMIT
        if state[STATUS] == SOLVED:
            return
