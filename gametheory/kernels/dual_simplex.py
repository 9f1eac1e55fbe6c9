"""The dual simplex method on small dense programs whose costs are not negative.

Minimise a cost over non-negative variables. The dictionary t holds
``basic = t[:, width] - t[:, :width] @ nonbasic`` in its first rows, and the cost in row ``height``, the constant in
column ``width`` with its sign changed. Costs that are not negative make the first basis dual feasible, and the cost
only rises.
"""

import numpy as np
from numba import njit

PIVOT = 1e-11
"""Entries below this are rounding."""
FEASIBLE = 1e-13
"""Constants above the negative of this violate nothing."""
TIE = 1e-12
"""Ratios closer than this are equal."""

FOUND, EMPTY, BEATEN, LOST = 0, 1, 2, 3


@njit(error_model="numpy")
def exchange(t, height, width, row, column):
    """Exchange a basic and a nonbasic variable; the cost is row ``height``, the constants column ``width``."""
    pivot = t[row, column]
    for c in range(width + 1):
        if c != column:
            t[row, c] /= pivot
    for i in range(height + 1):
        if i != row:
            factor = t[i, column]
            if factor != 0.0:
                for c in range(width + 1):
                    if c != column:
                        t[i, c] -= factor * t[row, c]
                t[i, column] = -factor / pivot
    t[row, column] = 1.0 / pivot


@njit(error_model="numpy")
def minimise(t, height, width, basic, nonbasic, enough):
    """The dual simplex method until the cost is least, or ``enough``; (outcome, steps, last row)."""
    patience = 20 + 4 * (height + width)
    for step in range(10 * patience):
        if -t[height, width] >= enough:
            return BEATEN, step, -1
        row, least = -1, -FEASIBLE
        for i in range(height):
            if t[i, width] < -FEASIBLE:
                # After long, the variable of smallest number, which ends a cycle (Bland 1977, of the dual).
                better = t[i, width] < least if step < patience else row < 0 or basic[i] < basic[row]
                if better:
                    row, least = i, t[i, width]
        if row < 0:
            return FOUND, step, -1
        column, ratio = -1, np.inf
        for c in range(width):
            if t[row, c] < -PIVOT:
                mine = max(t[height, c], 0.0) / -t[row, c]
                if mine < ratio - TIE or (mine <= ratio + TIE and nonbasic[c] < nonbasic[column]):
                    column, ratio = c, min(ratio, mine)
        if column < 0:
            return EMPTY, step, row
        exchange(t, height, width, row, column)
        basic[row], nonbasic[column] = nonbasic[column], basic[row]
    return LOST, 10 * patience, -1
