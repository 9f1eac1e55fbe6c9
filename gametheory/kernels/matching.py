"""Vertices of two polytopes put together to equilibria, in canonical order."""

import numpy as np
from numba import njit


@njit(error_model="numpy")
def by_label(mask, own, slacks):
    """A mask of Q, whose own variables come first, as one of labels, where they come last."""
    return ((mask & ((np.int64(1) << own) - 1)) << slacks) | (mask >> own)


@njit(error_model="numpy")
def from_label(mask, own, slacks):
    return (mask >> slacks) | ((mask & ((np.int64(1) << slacks) - 1)) << own)


@njit(error_model="numpy")
def partition(masks, order, start, stop, bit):
    """Bring the masks without a bit before those with it; where these begin."""
    left = start
    for k in range(start, stop):
        if not (masks[order[k]] >> bit) & 1:
            order[k], order[left] = order[left], order[k]
            left += 1
    return left


@njit(error_model="numpy")
def join(ps, count_p, qs, count_q, bits, pairs, tasks):
    """All pairs of a mask of `ps` and one of `qs` that have every bit together; how many there are.

    Those of `ps` without the first bit go with those of `qs` that have it, the others with all.
    """
    everything = (np.int64(1) << bits) - 1
    order_p, order_q = np.empty(count_p, np.int64), np.empty(count_q, np.int64)
    for k in range(count_p):
        order_p[k] = k
    for k in range(count_q):
        order_q[k] = k
    room, count, depth = len(pairs), 0, 1
    tasks[0, 0], tasks[0, 1], tasks[0, 2], tasks[0, 3], tasks[0, 4] = 0, count_p, 0, count_q, 0
    while depth:
        depth -= 1
        start_p, stop_p, start_q = tasks[depth, 0], tasks[depth, 1], tasks[depth, 2]
        stop_q, bit = tasks[depth, 3], tasks[depth, 4]
        if start_p == stop_p or start_q == stop_q:
            continue
        if (stop_p - start_p) * (stop_q - start_q) <= 64 or bit == bits:
            for i in range(start_p, stop_p):
                for j in range(start_q, stop_q):
                    if ps[order_p[i]] | qs[order_q[j]] == everything:
                        if count < room:
                            pairs[count, 0], pairs[count, 1] = order_p[i], order_q[j]
                        count += 1
            continue
        with_p = partition(ps, order_p, start_p, stop_p, bit)
        with_q = partition(qs, order_q, start_q, stop_q, bit)
        # The second task is done before the first, which mixes up the order of `qs`.
        tasks[depth, 0], tasks[depth, 1], tasks[depth, 2], tasks[depth, 3] = with_p, stop_p, start_q, stop_q
        tasks[depth + 1, 0], tasks[depth + 1, 1], tasks[depth + 1, 2], tasks[depth + 1, 3] = (
            start_p, with_p, with_q, stop_q
        )
        tasks[depth, 4] = tasks[depth + 1, 4] = bit + 1
        depth += 2
    return count


@njit(error_model="numpy")
def sink(keys, order, root, count):
    """Let a root of a heap sink to its place."""
    item = order[root]
    while 2 * root + 1 < count:
        child = 2 * root + 1
        if child + 1 < count and keys[order[child + 1]] > keys[order[child]]:
            child += 1
        if keys[order[child]] <= keys[item]:
            break
        order[root] = order[child]
        root = child
    order[root] = item


@njit(error_model="numpy")
def sorted_by(keys, count):
    """The order that sorts the first keys, by a heap: numpy's takes longer to compile than all of this file."""
    order = np.empty(count, np.int64)
    for k in range(count):
        order[k] = k
    for root in range(count // 2 - 1, -1, -1):
        sink(keys, order, root, count)
    for last in range(count - 1, 0, -1):
        order[0], order[last] = order[last], order[0]
        sink(keys, order, 0, last)
    return order


@njit(error_model="numpy")
def distinct(tights, count, vertex, names, first):
    """Number the different masks: the vertex of each basis, the mask and one basis of each vertex; how many."""
    order = sorted_by(tights, count)
    number = -1
    for k in range(count):
        if k == 0 or tights[order[k]] != tights[order[k - 1]]:
            number += 1
            names[number], first[number] = tights[order[k]], order[k]
        vertex[order[k]] = number
    return number + 1


@njit(error_model="numpy")
def root_of(parent, node):
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(error_model="numpy")
def key_of(tights_p, tights_q, m, n):
    """Fewer actions first, then supports of the first player, an earlier action present first, then the second."""
    key, size = np.int64(0), np.int64(0)
    for i in range(m):
        absent = (tights_p >> i) & 1
        key, size = 2 * key + absent, size + 1 - absent
    for j in range(n):
        absent = (tights_q >> (m + j)) & 1
        key, size = 2 * key + absent, size + 1 - absent
    return (size << (m + n)) | key


@njit(error_model="numpy")
def comes_before(x, y, one, other):
    for i in range(x.shape[1]):
        if x[one, i] != x[other, i]:
            return x[one, i] < x[other, i]
    for j in range(y.shape[1]):
        if y[one, j] != y[other, j]:
            return y[one, j] < y[other, j]
    return False


@njit(error_model="numpy")
def swap_rows(one, other, x, y, basis, component, index):
    for i in range(x.shape[1]):
        x[one, i], x[other, i] = x[other, i], x[one, i]
    for j in range(y.shape[1]):
        y[one, j], y[other, j] = y[other, j], y[one, j]
    for s in range(2):
        basis[one, s], basis[other, s] = basis[other, s], basis[one, s]
    component[one], component[other] = component[other], component[one]
    index[one], index[other] = index[other], index[one]


@njit(error_model="numpy")
def sort_rows(keys, begin, count, x, y, basis, component, index):
    """Bring rows into canonical order in place."""
    order = sorted_by(keys, count)
    for k in range(1, count):  # what the keys leave open
        at = order[k]
        j = k
        while j and keys[order[j - 1]] == keys[at] and comes_before(x, y, begin + at, begin + order[j - 1]):
            order[j] = order[j - 1]
            j -= 1
        order[j] = at
    for k in range(count):
        source = order[k]
        while source < k:  # moved away since
            source = order[source]
        if source != k:
            swap_rows(begin + k, begin + source, x, y, basis, component, index)


@njit(error_model="numpy")
def number_components(component, begin, count):
    """Number the components by their first rows."""
    names = np.empty(count, np.int64)
    number = 0
    for k in range(begin, begin + count):
        mine = 0
        while mine < number and names[mine] != component[k]:
            mine += 1
        if mine == number:
            names[number] = component[k]
            number += 1
        component[k] = mine


@njit(error_model="numpy")
def components_of(pairs, count, vertices_p, vertices_q):
    """Join what shares a partner: a forest over the vertices of P."""
    parent, partner = np.empty(vertices_p, np.int64), np.empty(vertices_q, np.int64)
    for p in range(vertices_p):
        parent[p] = p
    for q in range(vertices_q):
        partner[q] = -1
    for k in range(count):
        p, q = pairs[k, 0], pairs[k, 1]
        if partner[q] < 0:
            partner[q] = p
        else:
            parent[root_of(parent, p)] = root_of(parent, partner[q])
    return parent


@njit(error_model="numpy")
def twice_as_long(pairs):
    longer = np.empty((2 * len(pairs), 2), np.int64)
    for k in range(len(pairs)):
        longer[k, 0], longer[k, 1] = pairs[k, 0], pairs[k, 1]
    return longer
