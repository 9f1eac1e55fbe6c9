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
MOST_STEPS = 40
"""So many pivots after its start a dictionary is computed afresh."""
MARGIN = 1.0 + 1e-9
"""Room for the rounding in the bounds themselves."""

FULL = -2
"""More vertices than room."""
OPEN = -1
"""A sign was left open."""


@njit(error_model="numpy")
def slot_of(table, masks, mask):
    """Where a mask is in the hash table, or where it would go."""
    last = len(table) - 1
    at = ((mask * -7046029254386353131) >> 24) & last
    while table[at] >= 0 and masks[table[at]] != mask:
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


@njit(error_model="numpy")
def exchange(h, w, t, basic, nonbasic, place, row, column):
    """Exchange the basic variable of a row with the nonbasic one of a column."""
    inverse = 1.0 / t[row, column]
    t[row, column] = 1.0
    for j in range(w + 1):
        t[row, j] *= inverse
    for i in range(h):
        if i != row:
            factor = t[i, column]
            t[i, column] = 0.0
            for j in range(w + 1):
                t[i, j] -= factor * t[row, j]
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
def least_ratios(t, h, w, least, second, best):
    """For every column the row with the smallest ratio, that ratio, and the next one."""
    for j in range(w):
        least[j] = second[j] = np.inf
        best[j] = -1.0
    for i in range(h):
        constant, here = t[i, w], float(i)
        for j in range(w):  # conditional expressions, because these loops become vector instructions
            ratio = constant / t[i, j] if t[i, j] > PIVOT else np.inf
            better = ratio < least[j]
            second[j] = min(second[j], least[j] if better else ratio)
            best[j] = here if better else best[j]
            least[j] = ratio if better else least[j]


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
        if not (mask >> i) & 1:
            own[k] = i
            k += 1
    k = 0
    for j in range(h):
        if (mask >> (w + j)) & 1:
            tight[k] = j
            k += 1
    return k


@njit(error_model="numpy")
def bounded_inverse(a, t, place, h, w, k, own, tight, r, m, value, off):
    """Read off R, with rho in `off` and the sums over R in `value`; returns the largest rho."""
    for p in range(k):
        row = place[own[p]]
        for q in range(k):
            r[p, q] = t[row, -1 - place[w + tight[q]]]
            m[p, q] = a[tight[p], own[q]]
    widest = 0.0
    for p in range(k):
        total = 0.0
        for q in range(k):
            total += abs(m[p, q])
        widest = max(widest, total)
    largest = 0.0
    gap = m[k]
    for p in range(k):
        size, total = 0.0, 0.0
        for q in range(k):
            gap[q] = 0.0
        gap[p] = 1.0
        for s in range(k):
            entry = r[p, s]
            size += abs(entry)
            total += entry
            for q in range(k):
                gap[q] -= entry * m[s, q]
        rho = 0.0
        for q in range(k):
            rho += abs(gap[q])
        rho = MARGIN * (rho + (k + 6) * EPS * (1.0 + size * widest))
        value[p] = total
        off[p] = rho
        r[p, k] = size
        largest = max(largest, rho)
    return largest


@njit(error_model="numpy")
def examine(a, t, place, h, w, mask, whole, scale, own, tight, r, m, value, off, slack, slack_off, exact):
    """Prove that a basis is lexicographically feasible: the mask of its tight constraints, or OPEN."""
    k = parts_of(mask, h, w, own, tight)
    rho = bounded_inverse(a, t, place, h, w, k, own, tight, r, m, value, off)
    if not rho < 0.5:
        return OPEN
    largest = 0.0
    for p in range(k):
        largest = max(largest, abs(value[p]) + k * EPS * r[p, k])
    doubtful = 0
    for p in range(k):
        off[p] = MARGIN * (off[p] * largest / (1.0 - rho) + k * EPS * r[p, k])
        if not value[p] > off[p]:
            if value[p] < -off[p]:
                return OPEN
            doubtful += 1
    for j in range(h):
        if not (mask >> (w + j)) & 1:
            total, error, size = 1.0, 0.0, 1.0
            for p in range(k):
                entry = a[j, own[p]]
                total -= entry * value[p]
                error += entry * off[p]
                size += abs(entry * value[p])
            slack[j] = total
            slack_off[j] = MARGIN * (error + (k + 6) * EPS * size)
            if not total > slack_off[j]:
                if total < -slack_off[j]:
                    return OPEN
                doubtful += 1
    if doubtful == 0:
        return mask
    if not whole:
        return OPEN
    return settle_zeros(a, h, w, mask, scale, own, tight, k, r, m, value, off, slack, slack_off, rho, exact)


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
        if (mask >> (w + j)) & 1 or slack[j] > slack_off[j]:
            continue
        if (abs(slack[j]) + slack_off[j]) * units * MARGIN >= 1.0:
            if (abs(slack[j]) + slack_off[j]) * units * MARGIN >= PRIME / 2:
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
def enumerate_vertices(
    a, h, w, whole, scale, masks, tights, slots, table, stack, t, basic, nonbasic, place,
    least, second, best, running, own, tight, r, m, value, off, slack, slack_off, exact,
):
    """Fill `masks` and `tights` with every lexicographically feasible basis; how many, FULL or OPEN.

    ``slots`` keeps the places taken in ``table``, so that the caller can clear it.
    """
    room = min(len(masks), len(table) // 2)
    mask = (np.int64(1) << w) - 1
    masks[0], slots[0] = mask, slot_of(table, masks, mask)
    table[slots[0]] = 0
    count, waiting, steps, current = 1, 0, 0, 0
    restart(a, h, w, t, basic, nonbasic, place)
    while True:
        mask = masks[current]
        seen = examine(a, t, place, h, w, mask, whole, scale, own, tight, r, m, value, off, slack, slack_off, exact)
        if seen == OPEN and steps > 0:
            steps = 0
            if rebuild(a, h, w, t, basic, nonbasic, place, mask) > 0.0:
                seen = examine(
                    a, t, place, h, w, mask, whole, scale, own, tight, r, m, value, off, slack, slack_off, exact
                )
        if seen == OPEN:
            return OPEN, count
        tights[current] = seen
        least_ratios(t, h, w, least, second, best)
        following, to_row, to_column = -1, 0, 0
        for j in range(w):
            row = int(best[j])
            if whole and second[j] <= least[j] + TIE * (1.0 + abs(least[j])):
                row = settle_tie(t, h, w, place, j, least[j], running)
            if row < 0:
                return OPEN, count
            key = mask ^ (np.int64(1) << nonbasic[j]) ^ (np.int64(1) << basic[row])
            at = slot_of(table, masks, key)
            if table[at] < 0:
                if count == room:
                    return FULL, count
                table[at] = count
                masks[count], slots[count] = key, at
                if following < 0:
                    following, to_row, to_column = count, row, j
                else:
                    stack[waiting] = count
                    waiting += 1
                count += 1
        if following >= 0:
            exchange(h, w, t, basic, nonbasic, place, to_row, to_column)
            current = following
            steps += 1
        elif waiting:
            waiting -= 1
            current = stack[waiting]
            steps = MOST_STEPS
        else:
            return count, count
        if steps >= MOST_STEPS:
            steps = 0
            if rebuild(a, h, w, t, basic, nonbasic, place, masks[current]) == 0.0:
                return OPEN, count
