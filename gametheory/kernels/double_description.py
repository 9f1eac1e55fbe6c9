"""The vertices of the graph of convex functions over a product of simplices, every sign proved.

A polyhedron here has coordinates (z, w): z runs over a product of n simplices of k vertices each, and w_l, for l
in range(q), lies above f linear functions of z. Costs are taken relative to the first of these functions, so that
w >= 0 throughout:

    w_l >= sum_i gain[l, j, i] z_i    for j in range(f), with gain[l, 0] = 0.

Constraints are added one by one to the product of simplices, which has the vertices that are known (Motzkin,
Raiffa, Thompson and Thrall 1953, "The Double Description Method"); two rays are adjacent if no third ray has all
the tight constraints that they share (Fukuda and Prodon 1996, "Double Description Method Revisited",
proposition 7).

Rays are homogeneous and non-negative in every coordinate, and a new ray is a sum of two old ones with positive
weights: nothing cancels, so one relative error bounds all coordinates of a ray. Only the values of a constraint
can cancel; where the bound on their rounding leaves a sign open, the polyhedron is given back as OPEN.
"""

import math

import numpy as np
from numba import njit

OPEN, FULL = -1, -2
"""A sign that rounding leaves open; more rays than there is room for."""

UNIT = 2.0**-53
"""The unit roundoff of float64."""
SMALL = 1e-250
"""Products below this may have lost digits to underflow."""
LARGEST_ERROR = 1e-7
"""Rays less certain than this are not worth keeping."""


@njit(error_model="numpy")
def sum_error(a, b, total):
    """What rounding took from the sum of two numbers (Knuth)."""
    back = total - a
    return (a - (total - back)) + (b - back)


@njit(error_model="numpy")
def product_error(a, b, product):
    """What rounding took from a product (Dekker); exact for numbers that neither over- nor underflow."""
    big = 134217729.0 * a
    a_high = big - (big - a)
    a_low = a - a_high
    big = 134217729.0 * b
    b_high = big - (big - b)
    b_low = b - b_high
    return a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@njit(error_model="numpy")
def ones_in(bits):
    """How many bits are set, of 62 at most."""
    bits -= (bits >> 1) & 0x5555555555555555
    bits = (bits & 0x3333333333333333) + ((bits >> 2) & 0x3333333333333333)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F
    return (bits * 0x0101010101010101) >> 56


@njit(error_model="numpy")
def value_at(rays, r, error, upper, gain, doubt, which, j, size):
    """w_upper - gain[which, j] . z at ray r, and a bound on its error; infinite where digits may be lost."""
    value, total, unsure, exact, terms = rays[r, upper], rays[r, upper], 0.0, error == 0.0, 0
    for i in range(size):
        weight, slope = rays[r, i], gain[which, j, i]
        if weight != 0.0:
            if slope != 0.0:
                term = slope * weight
                exact = exact and product_error(slope, weight, term) == 0.0
                if abs(term) < SMALL:
                    return value, np.inf
                before = value
                value = before - term
                exact = exact and sum_error(before, -term, value) == 0.0
                total += abs(term)
                terms += 1
            unsure += doubt[which, j, i] * weight
    if exact and unsure == 0.0:
        return value, 0.0
    return value, (total * (error + (terms + 1) * UNIT) + unsure) * 1.000001


@njit(error_model="numpy")
def between(rays, above, value_above, below, value_below, exact, width, to):
    """Write the ray between two on which a constraint is tight; whether that was exact, and whether it went well.

    The ray is scaled by a power of two, to a largest coordinate from 1/2 to 1.
    """
    largest = 0.0
    for i in range(width):
        up, down = rays[above, i], rays[below, i]
        x, y = -value_below * up, value_above * down
        total = x + y
        rays[to, i] = total
        if (x < SMALL and up > 0.0) or (y < SMALL and down > 0.0):
            return False, False
        if exact and total != 0.0:
            exact = (
                product_error(-value_below, up, x) == 0.0
                and product_error(value_above, down, y) == 0.0
                and sum_error(x, y, total) == 0.0
            )
        largest = max(largest, total)
    unit = math.ldexp(1.0, -math.frexp(largest)[1])
    for i in range(width):
        if rays[to, i] > 0.0:
            rays[to, i] *= unit
            if rays[to, i] < SMALL:
                return exact, False
    return exact, True


@njit(error_model="numpy")
def move(rays, errors, masks, source, target):
    """Copy a ray to another place."""
    for i in range(rays.shape[1]):
        rays[target, i] = rays[source, i]
    errors[target], masks[target] = errors[source], masks[source]


@njit(error_model="numpy")
def describe(n, k, q, f, gain, doubt, twin, copy, weight_bit, function_bit, rays, errors, masks, values, spare):
    """Fill in all vertices, rays with a positive coordinate among the first k; how many, or OPEN or FULL.

    Parameters
    ----------
    gain, doubt : (q, f, n * k)
        The linear functions, less the first of each w_l, and what each coefficient may be off by.
    twin, copy : (q, f), (q,) int64
        An earlier function of the same w that is the same, an earlier w above the same functions; or -1.
    weight_bit, function_bit : (n * k,) and (q * f,) int64
        The bits of the constraints z_i >= 0 and of the linear functions.
    rays, errors, masks : (room, n * k + q), (room,), (room,)
        Coordinates, relative error, and tight constraints.
    values, spare : (room,), (room,)
        Scratch.
    """
    size, room = n * k, len(masks)
    width = size + q
    rank = n * (k - 1) + q - 1
    count = 1
    for _ in range(n):
        count *= k
    if count + q > room:
        return FULL
    based = np.int64(0)
    for upper in range(q):
        based |= function_bit[upper * f]
    nothing = np.int64(0)
    for i in range(size):
        nothing |= weight_bit[i]
    for r in range(count):
        rest = r
        errors[r], masks[r] = 0.0, based | nothing
        for i in range(width):
            rays[r, i] = 0.0
        for simplex in range(n):
            at = simplex * k + rest % k
            rest //= k
            rays[r, at] = 1.0
            masks[r] &= ~weight_bit[at]
    for upper in range(q):
        for i in range(width):
            rays[count, i] = 0.0
        rays[count, size + upper] = 1.0
        errors[count], masks[count] = 0.0, (based | nothing) & ~function_bit[upper * f]
        count += 1
    for upper in range(q):
        if copy[upper] >= 0:
            continue  # at vertices its w is that of the other; told below
        for j in range(1, f):
            bit = function_bit[upper * f + j]
            if twin[upper, j] >= 0:
                for r in range(count):
                    if masks[r] & function_bit[upper * f + twin[upper, j]]:
                        masks[r] |= bit
                continue
            below = 0
            for r in range(count):
                value, error = value_at(rays, r, errors[r], size + upper, gain, doubt, upper, j, size)
                if not abs(value) > error and not (value == 0.0 and error == 0.0):
                    return OPEN
                values[r], spare[r] = value, error
                below += value < 0.0
            if below:
                count = cut(rays, errors, masks, values, spare, count, width, rank)
                if count < 0:
                    return count
            for r in range(count):
                if values[r] == 0.0:
                    masks[r] |= bit
    # Keep the vertices.
    kept = 0
    for r in range(count):
        vertex = False
        for i in range(k):
            vertex = vertex or rays[r, i] > 0.0
        if vertex:
            if kept != r:
                move(rays, errors, masks, r, kept)
            kept += 1
    for upper in range(q):
        other = copy[upper]
        if other >= 0:
            for r in range(kept):
                for j in range(f):
                    if masks[r] & function_bit[other * f + j]:
                        masks[r] |= function_bit[upper * f + j]
                    else:
                        masks[r] &= ~function_bit[upper * f + j]
    return kept


@njit(error_model="numpy")
def cut(rays, errors, masks, values, doubts, count, width, rank):
    """Replace the rays below a constraint by those between them and their neighbours above; how many then."""
    old, room = count, len(masks)
    for above in range(old):
        if not values[above] > 0.0:
            continue
        for below in range(old):
            if not values[below] < 0.0:
                continue
            common = masks[above] & masks[below]
            if ones_in(common) < rank:
                continue
            adjacent = True
            for r in range(old):
                if masks[r] & common == common and r != above and r != below:
                    adjacent = False
                    break
            if not adjacent:
                continue
            if count == room:
                return FULL
            certain = errors[above] == 0.0 and errors[below] == 0.0 and doubts[above] == 0.0 and doubts[below] == 0.0
            exact, fine = between(
                rays, above, values[above], below, values[below], certain, width, count
            )
            errors[count], masks[count], values[count] = 0.0, common, 0.0
            if not exact:
                errors[count] = 1.000001 * max(
                    errors[above] + doubts[below] / -values[below], errors[below] + doubts[above] / values[above]
                ) + 2.0 * UNIT
                fine = fine and errors[count] < LARGEST_ERROR
            if not fine:
                return OPEN
            count += 1
    kept = 0
    for r in range(count):
        if values[r] >= 0.0:
            if kept != r:
                move(rays, errors, masks, r, kept)
                values[kept] = values[r]
            kept += 1
    return kept
