"""All vertices of a best-response polytope {z >= 0 : a z <= 1}, every decision proved.

Constraint j of the h rows of `a`, and the sign of z_i for the w columns, are told apart by bits: bit i is the
variable z_i and bit w + j the slack of row j. A basis is the mask of its w nonbasic variables. With right-hand
sides 1 + eps^(j+1), eps > 0 small, the polytope is simple: a lexicographically feasible basis is a vertex of it
with just w neighbours, one for each variable that leaves zero. Setting eps to 0 gives every vertex of the
polytope itself, some of them several times; a vertex is named by the mask of all its tight constraints.

Neighbours are guessed in floating point and every basis that was guessed is proved to be feasible. That is
proof enough of the whole list: two feasible bases that differ by one exchange are neighbours, each basis on the
list has its w neighbours on the list, and the graph of a polytope is connected. So only the signs of basic
variables are to be decided, never a comparison of two ratios.

The signs. Let M be the submatrix of `a` with the tight rows J and the positive columns I, R a computed inverse,
G = 1 - R M, and rho_i the sum of |G_ij| over j with a bound on rounding. If all rho_i < 1, then M is regular,
M^-1 - R = G M^-1, and each entry of row i of M^-1 is off that of R by at most rho_i times the largest entry of
its column of M^-1, which is at most that of R divided by 1 - max rho. A sum of k products is off by at most
k EPS times the sum of their sizes (Higham 2002, section 3.1; EPS is twice the unit roundoff).

What the bound leaves open is 0, or the game is given back. If the entries of M are integers over a power of
two, c, every number in question is an integer over c^k det M, at most c^k times Hadamard's bound in size: if
less than one unit is left, the number is 0; if less than P / 2 units, it is 0 if it is 0 modulo the prime P.
"""

import numpy as np
from numba import njit

from .modular import PRIME, inverse_modulo, product, remainder

EPS = 2.0**-52
PIVOT = 1e-11
"""Entries below this, relative to a dictionary that starts with entries of about 1, may be rounding."""
TIE = 1e-10
"""Ratios closer than this may be equal."""
WORN = 1e-12
"""A dictionary that is off by more is computed afresh: entries that are 0 have to stay below PIVOT, or the neighbours
guessed in degenerate games of fifteen actions are none, and the game is given back."""
LONG_WAY = 6
"""Going back by more exchanges takes longer than to compute a dictionary afresh."""
MARGIN = 1.0 + 1e-9
"""Room for the rounding in the bounds themselves."""

FULL = -2
"""More vertices than room."""
OPEN = -1
"""A sign was left open."""


@njit(error_model="numpy")
def slot_of(table, mask):
    """Where a mask is in the hash table, or where it would go; 0 is no mask."""
    last = len(table) - 1
    at = ((mask * -7046029254386353131) >> 30) & last
    while table[at] != 0 and table[at] != mask:
        at = (at + 1) & last
    return at


@njit(error_model="numpy")
def restart(a, h, w, t, basic, nonbasic, place):
    for j in range(h):
        for i in range(w):
            t[j, i] = a[j, i]
        t[j, w] = 1.0
        basic[j] = w + j
        place[w + j] = j
    for i in range(w):
        nonbasic[i] = i
        place[i] = -1 - i


@njit(error_model="numpy", fastmath={"contract"})
def exchange(h, w, t, basic, nonbasic, place, row, column):
    """Exchange the basic variable of a row with the nonbasic one of a column; row h of ``t`` is scratch."""
    inverse = 1.0 / t[row, column]
    for j in range(w + 1):
        t[h, j] = t[row, j] * inverse
    t[h, column] = inverse
    for i in range(h):
        if i != row:
            factor = t[i, column]
            for j in range(w + 1):
                t[i, j] -= factor * t[h, j]
            t[i, column] = -factor * inverse
    for j in range(w + 1):
        t[row, j] = t[h, j]
    entering, leaving = nonbasic[column], basic[row]
    basic[row], nonbasic[column] = entering, leaving
    place[entering], place[leaving] = row, -1 - column


@njit(error_model="numpy")
def rebuild(a, h, w, t, basic, nonbasic, place, mask):
    """The dictionary of a basis, from the beginning: the size of its determinant, 0 if it may be singular."""
    restart(a, h, w, t, basic, nonbasic, place)
    size = 1.0
    for i in range(w):
        if not (mask >> i) & 1:
            best, largest = -1, 1e-13
            for row in range(h):
                j = basic[row]
                if j >= w and (mask >> j) & 1 and abs(t[row, i]) > largest:
                    best, largest = row, abs(t[row, i])
            if best < 0:
                return 0.0
            size *= largest
            exchange(h, w, t, basic, nonbasic, place, best, i)
    return size


@njit(error_model="numpy")
def least_ratios(t, h, w, largest, best):
    """For every column the row with the smallest ratio; constants are positive."""
    for j in range(w):
        largest[j] = 0.0
        best[j] = -1.0
    for i in range(h):
        line = t[i]
        inverse, here = 1.0 / line[w], float(i)
        for j in range(w):  # conditional expressions, because these loops become vector instructions
            ratio = line[j] * inverse
            better = ratio > largest[j]
            best[j] = here if better else best[j]
            largest[j] = ratio if better else largest[j]


@njit(error_model="numpy")
def least_ratios_with_ties(t, h, w, place, least, second, best, running):
    """The same by the lexicographic rule, where constants may be 0."""
    for j in range(w):
        least[j] = second[j] = np.inf
        best[j] = -1.0
    for i in range(h):
        constant, here = t[i, w], float(i)
        for j in range(w):
            ratio = constant / t[i, j] if t[i, j] > PIVOT else np.inf
            better = ratio < least[j]
            second[j] = min(second[j], least[j] if better else ratio)
            best[j] = here if better else best[j]
            least[j] = ratio if better else least[j]
    for j in range(w):
        if second[j] <= least[j] + TIE * (1.0 + abs(least[j])):
            best[j] = settle_tie(t, h, w, place, j, least[j], running)


@njit(error_model="numpy")
def settle_tie(t, h, w, place, column, least, running):
    """Among the rows whose ratio is the least one, that with the lexicographically smallest row of the inverse."""
    left = 0
    for i in range(h):
        running[i] = t[i, column] > PIVOT and t[i, w] / t[i, column] <= least + TIE * (1.0 + abs(least))
        left += running[i]
    for j in range(h):
        if left <= 1:
            break
        at = place[w + j]
        smallest = np.inf
        for i in range(h):
            if running[i]:
                entry = t[i, -1 - at] if at < 0 else (1.0 if at == i else 0.0)
                smallest = min(smallest, entry / t[i, column])
        for i in range(h):
            if running[i]:
                entry = t[i, -1 - at] if at < 0 else (1.0 if at == i else 0.0)
                if entry / t[i, column] > smallest + TIE * (1.0 + abs(smallest)):
                    running[i] = False
                    left -= 1
    for i in range(h):
        if running[i]:
            return i
    return -1


@njit(error_model="numpy")
def parts_of(mask, h, w, own, tight):
    """List the positive columns and the tight rows of a basis; how many."""
    k = 0
    for i in range(w):
        own[k if k < w else 0] = i
        k += 1 - ((mask >> i) & 1)
    size, k = k, 0
    for j in range(h):
        tight[k if k < h else 0] = j
        k += (mask >> (w + j)) & 1
    return size


@njit(error_model="numpy", fastmath={"contract", "reassoc"})
def bounded_inverse(a, t, place, w, k, own, tight, r, m, value, off):
    """Read off R, with rho in `off` and the sums over R in `value`; returns the largest rho.

    Sums may be taken in any order: the bounds hold for each.
    """
    wide = (k + 7) & ~7
    at = tight[k:]  # room for the columns of the tight slacks
    for q in range(k):
        at[q] = -1 - place[w + tight[q]]
    for p in range(k):
        line, inverse = t[place[own[p]]], r[p]
        size, total = 0.0, 0.0
        for q in range(k):
            entry = line[at[q]]
            inverse[q] = entry
            size += abs(entry)
            total += entry
        value[p] = total
        inverse[k] = size
    widest = 0.0
    for q in range(k):
        line, mine = a[tight[q]], m[q]
        total = 0.0
        for p in range(k):
            entry = line[own[p]]
            mine[p] = entry
            total += abs(entry)
        for p in range(k, wide):
            mine[p] = 0.0
        widest = max(widest, total)
    largest = 0.0
    for p in range(k):
        inverse = r[p]
        rho = 0.0
        for first in range(0, wide, 8):  # eight sums at a time, in vectors
            g0 = g1 = g2 = g3 = g4 = g5 = g6 = g7 = 0.0
            for q in range(k):
                entry, line = inverse[q], m[q]
                g0 += entry * line[first]
                g1 += entry * line[first + 1]
                g2 += entry * line[first + 2]
                g3 += entry * line[first + 3]
                g4 += entry * line[first + 4]
                g5 += entry * line[first + 5]
                g6 += entry * line[first + 6]
                g7 += entry * line[first + 7]
            one = p - first
            g0 -= 1.0 if one == 0 else 0.0
            g1 -= 1.0 if one == 1 else 0.0
            g2 -= 1.0 if one == 2 else 0.0
            g3 -= 1.0 if one == 3 else 0.0
            g4 -= 1.0 if one == 4 else 0.0
            g5 -= 1.0 if one == 5 else 0.0
            g6 -= 1.0 if one == 6 else 0.0
            g7 -= 1.0 if one == 7 else 0.0
            rho += abs(g0) + abs(g1) + abs(g2) + abs(g3) + abs(g4) + abs(g5) + abs(g6) + abs(g7)
        rho = MARGIN * (rho + (k + 6) * EPS * (1.0 + inverse[k] * widest))
        off[p] = rho
        largest = max(largest, rho)
    return largest


@njit(error_model="numpy", fastmath={"contract", "reassoc"})
def examine(a, across, t, place, h, w, mask, whole, scale, own, tight, r, m, value, off, slack, exact):
    """Prove that a basis is lexicographically feasible: the mask of its tight constraints, or OPEN; and rho."""
    k = parts_of(mask, h, w, own, tight)
    rho = bounded_inverse(a, t, place, w, k, own, tight, r, m, value, off)
    if not rho < 0.5:
        return OPEN, rho
    largest = 0.0
    for p in range(k):
        largest = max(largest, abs(value[p]) + k * EPS * r[p, k])
    doubtful = 0
    total_off = 0.0
    for p in range(k):
        off[p] = MARGIN * (off[p] * largest / (1.0 - rho) + k * EPS * r[p, k])
        total_off += off[p]
        if not value[p] > off[p]:
            if value[p] < -off[p]:
                return OPEN, rho
            doubtful += 1
    for j in range(h):
        slack[j] = 1.0
    for p in range(k):
        line, factor = across[own[p]], value[p]
        for j in range(h):
            slack[j] -= line[j] * factor
    # Entries of `a` are between 0 and 2, and so are the sums of the terms, but for what they are off.
    error = MARGIN * (4.0 * total_off + (k + 6) * EPS * (4.0 + 4.0 * total_off))
    wrong = 0
    for j in range(h):
        loose = 1 - ((mask >> (w + j)) & 1)
        doubtful += loose & (0 if slack[j] > error else 1)
        wrong += loose & (1 if slack[j] < -error else 0)
    if wrong:
        return OPEN, rho
    if doubtful == 0:
        return mask, rho
    if not whole:
        return OPEN, rho
    return settle_zeros(a, h, w, mask, scale, own, tight, k, r, m, value, off, slack, error, rho, exact), rho


@njit(error_model="numpy")
def settle_zeros(a, h, w, mask, scale, own, tight, k, r, m, value, off, slack, slack_off, rho, exact):
    """Decide which constants in doubt are 0, and whether their rows of the inverse are positive."""
    units = 1.0  # a bound on the integer that every number in question becomes when multiplied with it
    for p in range(k):
        total = 0.0
        for q in range(k):
            total += m[p, q] * m[p, q]
        units *= scale * np.sqrt(total) * MARGIN
    known = -1  # whether the inverse modulo the prime was computed
    for q in range(k):  # the largest entry of each column of the inverse
        total = 0.0
        for p in range(k):
            total = max(total, abs(r[p, q]))
        m[k, q] = total / (1.0 - rho) * MARGIN
    # Row p of the inverse is off by at most spread[p] times m[k]; `off` holds that times `largest` and more.
    bounded = 0.0
    for p in range(k):
        bounded = max(bounded, abs(value[p]) + k * EPS * r[p, k])
    tights = mask
    for p in range(k):
        if value[p] > off[p]:
            continue
        if (abs(value[p]) + off[p]) * units * MARGIN >= 1.0:
            if (abs(value[p]) + off[p]) * units * MARGIN >= PRIME / 2:
                return OPEN
            known = solve_modulo(a, scale, own, tight, k, exact) if known < 0 else known
            if known == 0 or exact[p, k] != 0:
                return OPEN
        tights |= 1 << own[p]
        positive = False
        for q in range(k):
            entry = r[p, q]
            error = MARGIN * off[p] / bounded * m[k, q]
            if entry > error:
                positive = True
                break
            if entry < -error:
                return OPEN
            if (abs(entry) + error) * units * MARGIN >= 1.0:
                if (abs(entry) + error) * units * MARGIN >= PRIME / 2:
                    return OPEN
                known = solve_modulo(a, scale, own, tight, k, exact) if known < 0 else known
                if known == 0 or exact[p, q] != 0:
                    return OPEN
        if not positive:
            return OPEN
    for j in range(h):
        if (mask >> (w + j)) & 1 or slack[j] > slack_off:
            continue
        if (abs(slack[j]) + slack_off) * units * MARGIN >= 1.0:
            if (abs(slack[j]) + slack_off) * units * MARGIN >= PRIME / 2:
                return OPEN
            known = solve_modulo(a, scale, own, tight, k, exact) if known < 0 else known
            if known == 0:
                return OPEN
            rest = np.int64(1)
            for p in range(k):
                rest = remainder(rest + PRIME - product(np.int64(np.rint(a[j, own[p]] * scale)), exact[p, k]))
            if rest != 0:
                return OPEN
        tights |= 1 << (w + j)
        positive = True  # its own eps, unless an earlier one decides
        for q in range(k):
            if tight[q] > j:
                break
            total, error, size = 0.0, 0.0, 0.0
            for p in range(k):
                entry = a[j, own[p]]
                total -= entry * r[p, q]
                size += abs(entry * r[p, q])
                error += entry * off[p] / bounded * m[k, q]
            error = MARGIN * (error + (k + 6) * EPS * size)
            if total > error:
                break
            if total < -error:
                return OPEN
            if (abs(total) + error) * units * MARGIN >= 1.0:
                if (abs(total) + error) * units * MARGIN >= PRIME / 2:
                    return OPEN
                known = solve_modulo(a, scale, own, tight, k, exact) if known < 0 else known
                if known == 0:
                    return OPEN
                rest = np.int64(0)
                for p in range(k):
                    rest = remainder(rest + product(np.int64(np.rint(a[j, own[p]] * scale)), exact[p, q]))
                if rest != 0:
                    return OPEN
    return tights


@njit(error_model="numpy")
def solve_modulo(a, scale, own, tight, k, exact):
    """The inverse of the integer matrix modulo the prime and, in column k, its row sums; 0 if it is singular."""
    for p in range(k):
        for q in range(k):
            exact[p, q] = np.int64(np.rint(a[tight[p], own[q]] * scale))
    if not inverse_modulo(exact, k):
        return 0
    for p in range(k):
        total = np.int64(0)
        for q in range(k):
            total = remainder(total + exact[p, q])
        exact[p, k] = total
    return 1


@njit(error_model="numpy")
def step_back(h, w, t, basic, nonbasic, place, edge):
    """Undo an exchange: what entered leaves, and what left enters."""
    exchange(h, w, t, basic, nonbasic, place, place[edge >> 8], -1 - place[edge & 255])


@njit(error_model="numpy")
def enumerate_vertices(
    a, across, h, w, whole, scale, masks, tights, slots, table, numbers, edges, left, t, basic, nonbasic, place,
    least, second, best, running, own, tight, r, m, value, off, slack, exact,
):
    """Fill `masks` and `tights` with every lexicographically feasible basis; how many, and FULL, OPEN or 0.

    Depth first. ``edges`` keeps, for every basis on the path, the exchanges that lead to new neighbours, and
    ``left`` how many of them are left to try; column w is the one that was taken. Nothing is exchanged while the
    path is only followed back.
    ``slots`` keeps the places taken in ``table``, so that the caller can clear it.
    """
    room = min(len(masks), len(table) // 2)
    mask = (np.int64(1) << w) - 1
    slot = slot_of(table, mask)
    table[slot], numbers[slot], masks[0], slots[0] = mask, 0, mask, slot
    count, depth, known = 1, 0, 0  # `known` is the depth of the basis that the dictionary is of
    restart(a, h, w, t, basic, nonbasic, place)
    arrived = True
    while True:
        if arrived:
            tights[count - 1], rho = examine(
                a, across, t, place, h, w, mask, whole, scale, own, tight, r, m, value, off, slack, exact
            )
            if not rho < WORN or tights[count - 1] == OPEN:
                if rebuild(a, h, w, t, basic, nonbasic, place, mask) == 0.0:
                    return count, OPEN
                tights[count - 1], rho = examine(
                    a, across, t, place, h, w, mask, whole, scale, own, tight, r, m, value, off, slack, exact
                )
            if tights[count - 1] == OPEN:
                return count, OPEN
            if whole:
                least_ratios_with_ties(t, h, w, place, least, second, best, running)
            else:
                least_ratios(t, h, w, least, best)
            new = 0
            line = edges[depth]
            for j in range(w):
                row = int(best[j])
                if row < 0:
                    return count, OPEN
                key = mask ^ (np.int64(1) << nonbasic[j]) ^ (np.int64(1) << basic[row])
                line[new] = (nonbasic[j] << 8) | basic[row]
                new += table[slot_of(table, key)] == 0
            left[depth] = new
            arrived = False
        slot = -1
        while left[depth]:
            left[depth] -= 1
            edge = np.int64(edges[depth, left[depth]])
            key = mask ^ (np.int64(1) << (edge >> 8)) ^ (np.int64(1) << (edge & 255))
            slot = slot_of(table, key)
            if table[slot] == 0:
                break
            slot = -1
        if slot < 0:
            if depth == 0:
                return count, 0
            depth -= 1
            edge = np.int64(edges[depth, w])
            mask ^= (np.int64(1) << (edge >> 8)) ^ (np.int64(1) << (edge & 255))
            continue
        if count == room:
            return count, FULL
        table[slot], numbers[slot], masks[count], slots[count] = key, count, key, slot
        count += 1
        if known - depth <= LONG_WAY:
            while known > depth:
                known -= 1
                step_back(h, w, t, basic, nonbasic, place, np.int64(edges[known, w]))
            exchange(h, w, t, basic, nonbasic, place, place[edge & 255], -1 - place[edge >> 8])
        elif rebuild(a, h, w, t, basic, nonbasic, place, key) == 0.0:
            return count, OPEN
        edges[depth, w] = edge
        depth += 1
        known, mask, arrived = depth, key, True
