"""Every extreme equilibrium of two-player games, with components and indices, many rows a game.

Notation of von Stengel (2007), section 3.4: P = {x >= 0 : B'x <= 1} and Q = {y >= 0 : A y <= 1} with positive
payoffs. Both are enumerated as :mod:`.polytope` says, every decision proved; a game with a sign left open is
given back undecided, with nothing written.

Bits below are labels: l < m is x_l = 0 in P and the slack of row l in Q, m + j is the slack of column j in P and
y_j = 0 in Q. Extreme equilibria are the pairs of vertices, other than (0, 0), whose tight constraints have all
labels (von Stengel 2002, "Computing Equilibria for Two-Person Games", theorem 2.14). In the perturbed game,
which is nondegenerate, they are the pairs of bases whose nonbasic variables have every label once; the index of
each is (-1)^(k+1) sign det A_IJ det B_IJ (Shapley 1974), and the index of a component of the game itself is the
sum over those that have their limit in it.
"""

import numpy as np
from numba import njit

from .matching import (
    by_label,
    components_of,
    distinct,
    from_label,
    join,
    key_of,
    number_components,
    root_of,
    sort_rows,
    twice_as_long,
)
from .polytope import EPS, FULL, OPEN, bounded_inverse, enumerate_vertices, parts_of, rebuild, slot_of
from .scaling import existing, has_copies, scale_payoffs, whole_payoffs

MOST_LABELS = 57
"""Actions of both players together that fit into the keys that rows are sorted by."""
MOST_DOUBLINGS = 17
"""There is room for about 2 to this power bases from the start at most; more is made as it is needed."""
WORTH_MERGING = 10
"""Games of so many actions are given back if an action has a copy."""

# payoffs, masks; x, y, game, component, index of the rows, and the bases of x and y, -1 where these are rounded
# correctly, -2 - basis where payoffs are no integers; by game whether it was decided; (next game, rows written,
# rows wanted)
inputs = (("f8", 4), ("?", 2), ("?", 2))
outputs = (("f8", 2), ("f8", 2), ("i8", 1), ("i8", 1), ("i8", 1), ("i8", 2), ("?", 1), ("i8", 1))


@njit(error_model="numpy")
def sign_of_determinant(m, k, size_of_inverse):
    """The sign, or 0 where rounding might change it; `m` is lost.

    Elimination with partial pivoting is exact for a matrix that is off by at most k^3 times rounding of the
    largest entry met, and between that one and `m` no matrix is singular if this is less than 1 over the norm
    of the inverse (Higham 2002, theorem 9.3).
    """
    sign, largest = 1, 1.0
    for p in range(k):
        best = p
        for i in range(p + 1, k):
            if abs(m[i, p]) > abs(m[best, p]):
                best = i
        if m[best, p] == 0.0:
            return 0
        if best != p:
            sign = -sign
            for q in range(k):
                m[p, q], m[best, q] = m[best, q], m[p, q]
        if m[p, p] < 0.0:
            sign = -sign
        for i in range(p + 1, k):
            factor = m[i, p] / m[p, p]
            for q in range(p + 1, k):
                m[i, q] -= factor * m[p, q]
                largest = max(largest, abs(m[i, q]))
    return sign if (k * k + 4) * k * EPS * largest * size_of_inverse < 0.5 else 0


@njit(error_model="numpy")
def sign_of_basis(a, h, w, t, basic, nonbasic, place, mask, own, tight, r, m, value, off):
    """The sign of the determinant of a basis in its canonical order, 0 where it was left open."""
    k = parts_of(mask, h, w, own, tight)
    if k == 1:
        return 1
    if rebuild(a, h, w, t, basic, nonbasic, place, mask) == 0.0:
        return 0
    rho = bounded_inverse(a, t, place, w, k, own, tight, r, m, value, off)
    if not rho < 0.5:
        return 0
    largest = 0.0
    for p in range(k):
        largest = max(largest, r[p, k])
    return sign_of_determinant(m, k, largest / (1.0 - rho))


@njit(error_model="numpy")
def read_strategy(a, h, w, t, basic, nonbasic, place, whole, scale, mask, tights, own, tight, actions, strategy):
    """Write the strategy of a vertex; whether it is rounded correctly."""
    k = parts_of(mask, h, w, own, tight)
    determinant = rebuild(a, h, w, t, basic, nonbasic, place, mask)
    total = 0.0
    for p in range(k):
        value = t[place[own[p]], w] if not (tights >> own[p]) & 1 else 0.0
        strategy[actions[own[p]]] = value
        total += value
    if whole:
        # Weights are integers over the determinant. If integers near them solve the system, they are it.
        factor = determinant * scale ** (k - 1)
        count = 0.0
        for p in range(k):
            strategy[actions[own[p]]] = np.rint(strategy[actions[own[p]]] * factor)
            count += strategy[actions[own[p]]]
        right = count * scale < 2.0**53
        for q in range(k):
            worth = 0.0
            for p in range(k):
                worth += a[tight[q], own[p]] * scale * strategy[actions[own[p]]]
            if q == 0:
                first = worth
            right &= worth == first
        if right:
            for p in range(k):
                strategy[actions[own[p]]] /= count
            return True
        for p in range(k):
            strategy[actions[own[p]]] = t[place[own[p]], w] if not (tights >> own[p]) & 1 else 0.0
    for p in range(k):
        strategy[actions[own[p]]] /= total
    return False


@njit(error_model="numpy")
def rooms(room, most):
    """Scratch space for so many bases of either polytope."""
    size = 2
    while size < 2 * room:
        size *= 2
    masks, tights, slots = np.empty((2, room), np.int64), np.empty((2, room), np.int64), np.empty((2, room), np.int64)
    table, numbers = np.zeros((2, size), np.int64), np.empty((2, size), np.int32)
    return masks, tights, slots, table, numbers, np.empty((room, most + 1), np.int16), np.empty(room, np.int64)


@njit(error_model="numpy")
def clear(table, slots, counts, sides):
    for s in range(sides):
        for k in range(counts[s]):
            table[s, slots[s, k]] = 0


def core(start, stop, payoffs, rows_in, columns_in, x, y, game, component, index, basis, decided, progress):
    most_rows, most_columns = payoffs.shape[2], payoffs.shape[3]
    most = max(most_rows, most_columns)
    rows, columns = np.empty(most_rows, np.int64), np.empty(most_columns, np.int64)
    a, across, t = np.empty((2, most, most)), np.empty((2, most, most)), np.empty((2, most + 1, most + 1))
    basic, nonbasic = np.empty(most, np.int64), np.empty(most, np.int64)
    place = np.empty(most_rows + most_columns, np.int64)
    least, second, best = np.empty(most), np.empty(most), np.empty(most)
    running = np.empty(most, np.bool_)
    own, tight = np.empty(most, np.uint32), np.empty(2 * most, np.uint32)
    r, full = np.empty((most + 8, most + 8)), np.empty((most + 8, most + 8))
    exact = np.empty((most, most + 1), np.int64)
    value, off, slack = np.empty(most), np.empty(most), np.empty(most)
    scales, counts = np.ones(2), np.zeros(2, np.int64)
    tasks = np.empty((2 * (most_rows + most_columns) + 4, 5), np.int64)
    room = 8 * (most_rows + most_columns) + (2 << min(most_rows, most_columns, MOST_DOUBLINGS))
    masks, tights, slots, table, numbers, edges, left = rooms(room, most)
    vertex, names, firsts = np.empty((2, 1), np.int64), np.empty((2, 1), np.int64), np.empty((2, 1), np.int64)
    pairs = np.empty((64, 2), np.int64)
    written = 0
    for g in range(start, stop):
        m = existing(rows_in[g if len(rows_in) > 1 else 0], rows)
        n = existing(columns_in[g if len(columns_in) > 1 else 0], columns)
        decided[g] = False
        if m + n > MOST_LABELS or (m + n >= WORTH_MERGING and has_copies(payoffs[g], rows, columns, m, n)):
            continue
        scales[0] = whole_payoffs(payoffs[g, 1], rows, columns, m, n, True, a[0])
        scales[1] = whole_payoffs(payoffs[g, 0], rows, columns, m, n, False, a[1])
        if scales[0] == 0.0:
            scale_payoffs(payoffs[g, 1], rows, columns, m, n, True, 1.0, a[0])
        if scales[1] == 0.0:
            scale_payoffs(payoffs[g, 0], rows, columns, m, n, False, 1.0, a[1])
        failed = False
        for s in range(2):
            h, w = (n, m) if s == 0 else (m, n)
            for j in range(h):
                for i in range(w):
                    across[s, i, j] = a[s, j, i]
            end = FULL
            while end == FULL:
                counts[s], end = enumerate_vertices(
                    a[s], across[s], h, w, scales[s] > 0.0, scales[s], masks[s], tights[s], slots[s], table[s],
                    numbers[s], edges, left, t[s], basic, nonbasic, place, least, second, best, running, own, tight, r,
                    full, value, off, slack, exact,
                )
                if end == FULL:
                    old_masks, old_tights = masks, tights
                    room *= 2
                    masks, tights, slots, table, numbers, edges, left = rooms(room, most)
                    if s == 1:
                        for k in range(counts[0]):
                            slot = slot_of(table[0], old_masks[0, k])
                            masks[0, k], tights[0, k] = old_masks[0, k], old_tights[0, k]
                            table[0, slot], numbers[0, slot], slots[0, k] = masks[0, k], k, slot
            if end == OPEN:
                failed = True
                clear(table, slots, counts, s + 1)
                break
        if failed:
            continue
        everything = (np.int64(1) << (m + n)) - 1
        degenerate = False
        for s in range(2):
            for k in range(counts[s]):
                degenerate |= tights[s, k] != masks[s, k]
        found = 0
        if degenerate:
            if vertex.shape[1] < room:
                vertex, names = np.empty((2, room), np.int64), np.empty((2, room), np.int64)
                firsts = np.empty((2, room), np.int64)
            for s in range(2):
                counts_s = distinct(tights[s], counts[s], vertex[s], names[s], firsts[s])
                if s == 0:
                    vertices_p = counts_s
                else:
                    vertices_q = counts_s
            for k in range(vertices_q):
                names[1, k] = by_label(names[1, k], n, m)
            origin = vertex[0, 0]  # the vertex 0 of P goes with nothing but that of Q
            names[0, origin] = 0
            found = join(names[0], vertices_p, names[1], vertices_q, m + n, pairs, tasks)
            if found > len(pairs):
                pairs = np.empty((2 * found, 2), np.int64)
                join(names[0], vertices_p, names[1], vertices_q, m + n, pairs, tasks)
            parent, sums = components_of(pairs, found, vertices_p, vertices_q), np.zeros(vertices_p, np.int64)
        else:
            parent, sums = np.empty(0, np.int64), np.empty(0, np.int64)
        # The equilibria of the perturbed game, with their indices.
        isolated = 0
        for k in range(1, counts[0]):
            key = from_label(everything ^ masks[0, k], n, m)
            slot = slot_of(table[1], key)
            if table[1, slot] == 0:
                continue
            other = numbers[1, slot]
            size = 0
            for i in range(m):
                size += 1 - ((masks[0, k] >> i) & 1)
            sign = 1 if size % 2 else -1
            sign *= sign_of_basis(
                a[0], n, m, t[0], basic, nonbasic, place, masks[0, k], own, tight, r, full, value, off
            )
            sign *= sign_of_basis(
                a[1], m, n, t[1], basic, nonbasic, place, masks[1, other], own, tight, r, full, value, off
            )
            failed |= sign == 0
            if degenerate:
                sums[root_of(parent, vertex[0, k])] += sign
            else:
                if isolated == len(pairs):
                    pairs = twice_as_long(pairs)
                pairs[isolated, 0], pairs[isolated, 1] = k, other
                if written + isolated < len(game):
                    index[written + isolated] = sign
                isolated += 1
        clear(table, slots, counts, 2)
        if failed:
            continue
        found = found if degenerate else isolated
        if written + found > len(game):
            # Not enough room: give the whole game back, to be done again with more.
            progress[0], progress[1], progress[2] = g, written, found
            return
        keys = np.empty(found, np.int64)
        for k in range(found):
            row = written + k
            game[row] = g
            for i in range(most_rows):
                x[row, i] = 0.0
            for j in range(most_columns):
                y[row, j] = 0.0
            p, q = pairs[k, 0], pairs[k, 1]
            component[row] = k
            if degenerate:
                component[row] = root_of(parent, p)
                index[row] = sums[component[row]]
                p, q = firsts[0, p], firsts[1, q]
            keys[k] = key_of(tights[0, p], by_label(tights[1, q], n, m), m, n)
            right = read_strategy(
                a[0], n, m, t[0], basic, nonbasic, place, scales[0] > 0.0, scales[0], masks[0, p], tights[0, p], own,
                tight, rows, x[row],
            )
            basis[row, 0] = -1 if right else (masks[0, p] if scales[0] > 0.0 else -2 - masks[0, p])
            right = read_strategy(
                a[1], m, n, t[1], basic, nonbasic, place, scales[1] > 0.0, scales[1], masks[1, q], tights[1, q], own,
                tight, columns, y[row],
            )
            basis[row, 1] = -1 if right else (masks[1, q] if scales[1] > 0.0 else -2 - masks[1, q])
        sort_rows(keys, written, found, x, y, basis, component, index)
        number_components(component, written, found)
        written += found
        decided[g] = True
    progress[0], progress[1], progress[2] = stop, written, 0
