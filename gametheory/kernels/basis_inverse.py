"""The inverse of M = g[variables, constraints]', kept up to date while variables and constraints come and go.

Entry (b, a) of the inverse ``w`` is how the value of the variable in place b answers to the bound of the constraint
in place a; ``k`` is the number of places in use. ``g[v, c]`` is what variable v adds to constraint c.
"""

import numpy as np
from numba import njit

SINGULAR = 1e-14
"""With a smaller pivot than this, no inverse is computed."""


@njit(error_model="numpy", fastmath={"reassoc", "nsz", "contract"})
def dot(a, b, count):
    total = 0.0
    for k in range(count):
        total += a[k] * b[k]
    return total


@njit(error_model="numpy")
def take_off(g, variables, rates, k, out):
    """Subtract from ``out``, by constraint, what k variables add at these rates."""
    count = g.shape[1]
    b = 0
    while b + 3 < k:
        r0, r1, r2, r3 = rates[b], rates[b + 1], rates[b + 2], rates[b + 3]
        g0, g1, g2, g3 = g[variables[b]], g[variables[b + 1]], g[variables[b + 2]], g[variables[b + 3]]
        for c in range(count):
            out[c] -= (r0 * g0[c] + r1 * g1[c]) + (r2 * g2[c] + r3 * g3[c])
        b += 4
    while b < k:
        r0, g0 = rates[b], g[variables[b]]
        for c in range(count):
            out[c] -= r0 * g0[c]
        b += 1


@njit(error_model="numpy")
def invert(g, w, variables, constraints, k):
    """Write the inverse of M by Gauss and Jordan's elimination in place, with row pivoting; False if M is singular."""
    swapped = np.empty(k, np.int64)
    for a in range(k):
        for b in range(k):
            w[a, b] = g[variables[b], constraints[a]]
    for c in range(k):
        best = c
        for r in range(c + 1, k):
            if abs(w[r, c]) > abs(w[best, c]):
                best = r
        swapped[c] = best
        if abs(w[best, c]) < SINGULAR:
            return False
        if best != c:
            for j in range(k):
                w[c, j], w[best, j] = w[best, j], w[c, j]
        pivot_row = w[c]
        inverse = 1.0 / pivot_row[c]
        pivot_row[c] = 1.0
        for j in range(k):
            pivot_row[j] *= inverse
        for r in range(k):
            if r != c:
                row = w[r]
                factor = row[c]
                row[c] = 0.0
                for j in range(k):
                    row[j] -= factor * pivot_row[j]
    for c in range(k - 1, -1, -1):
        best = swapped[c]
        if best != c:
            for r in range(k):
                w[r, c], w[r, best] = w[r, best], w[r, c]
    return True


@njit(error_model="numpy")
def row_times_inverse(g, w, variables, k, constraint, out):
    for a in range(k):
        out[a] = 0.0
    for b in range(k):
        factor, row = g[variables[b], constraint], w[b]
        for a in range(k):
            out[a] += factor * row[a]


@njit(error_model="numpy")
def grow(g, w, variables, k, constraint, rate, pivot, out):
    """The inverse after a variable became positive and a constraint tight."""
    row_times_inverse(g, w, variables, k, constraint, out)
    for b in range(k):
        factor, row = rate[b] / pivot, w[b]
        for a in range(k):
            row[a] += factor * out[a]
        row[k] = -factor
    for a in range(k):
        w[k, a] = -out[a] / pivot
    w[k, k] = 1.0 / pivot


@njit(error_model="numpy")
def exchange_variable(w, k, b, rate):
    """The inverse after another variable took the place b."""
    left = w[b]
    for a in range(k):
        left[a] /= rate[b]
    for r in range(k):
        if r != b:
            factor, row = rate[r], w[r]
            for a in range(k):
                row[a] -= factor * left[a]


@njit(error_model="numpy")
def exchange_constraint(g, w, variables, k, constraint, p, out):
    """The inverse after another constraint took the place p."""
    row_times_inverse(g, w, variables, k, constraint, out)
    for b in range(k):
        row = w[b]
        factor = row[p] / out[p]
        for a in range(k):
            row[a] -= factor * out[a]
        row[p] = factor


@njit(error_model="numpy")
def shrink(w, k, b, p):
    """The inverse after the variable in place b became 0 and the constraint in place p loose."""
    left = w[b]
    for r in range(k):
        if r != b:
            row = w[r]
            factor = row[p] / left[p]
            for a in range(k):
                row[a] -= factor * left[a]
            row[p] = row[k - 1]
    left[p] = left[k - 1]
    if b != k - 1:
        for a in range(k - 1):
            left[a] = w[k - 1, a]
