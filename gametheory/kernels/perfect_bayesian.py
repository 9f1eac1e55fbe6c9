"""Every extreme perfect Bayesian equilibrium of sender-receiver games, many rows a game.

The sender's strategies lie in a product of simplices, one per type, cut where the receiver's best reply to a
message changes; the receiver's lie in one per message, cut where a type's best message changes. Both are the
polyhedra of :mod:`.double_description`. Bits of masks are labels: (t, m) says that type t does not send m, or that
m is a best message of t; (m, a) says that a is not the reply to m, or that it is a best reply after what is sent.
The strategies of a pair of vertices are an equilibrium in behaviour strategies if they have all labels together, and
a perfect Bayesian one if the replies to each message are best replies to one belief: the best replies to some vertex
of the beliefs cut where the best reply changes.

Label 0 has the highest bit, so that of two supports the one with the earlier action is the larger number.
"""

import math

import numpy as np
from numba import njit

from .double_description import FULL, OPEN, SMALL, UNIT, describe, move, ones_in, product_error, sum_error
from .scaling import existing

DECIDED, UNDECIDED, TOO_LARGE = 0, 1, 2
MOST_LABELS = 62
PRECISE = 1e-10
"""Strategies less certain than this are left to exact arithmetic."""
SAME = 1e-9
"""Probabilities this close count as equal where rows are put in order and outcomes named."""

# payoffs, prior, masks of messages and replies, room for vertices
inputs = (("f8", 5), ("f8", 2), ("?", 2), ("?", 2), ("i8", 1))
# rows: sender, receiver, beliefs, game, component, outcome; verdict by game; (next game, rows written, rows wanted)
outputs = (("f8", 3), ("f8", 3), ("f8", 3), ("i8", 1), ("i8", 1), ("i8", 1), ("i1", 1), ("i8", 1))


@njit(error_model="numpy")
def unit_of(largest):
    """A power of two that brings numbers up to this size to at most 1."""
    return math.ldexp(1.0, -math.frexp(largest)[1]) if largest > 0.0 else 1.0


@njit(error_model="numpy")
def payoffs_of(payoffs, g, player, messages, replies, nm, na):
    """The payoffs of one player at [type, message, reply], for messages and replies that exist."""
    own = np.empty((payoffs.shape[2], nm, na))
    for t in range(payoffs.shape[2]):
        for m in range(nm):
            for a in range(na):
                own[t, m, a] = payoffs[g, player, t, messages[m], replies[a]]
    return own


@njit(error_model="numpy")
def sender_gains(u, types, nm, na, gain, twin, copy):
    """What each type gets from each message less what it gets from the first, as functions of the replies.

    False if the payoffs are of too different sizes for float64.
    """
    largest, fine = 0.0, True
    for t in range(types):
        base = u[t, 0, 0]
        exact = True
        for m in range(nm):
            for a in range(na):
                entry = u[t, m, a]
                exact = exact and sum_error(entry, -base, entry - base) == 0.0
        if not exact:
            base = 0.0
        copy[t] = -1
        for m in range(nm):
            twin[t, m] = -1
            for i in range(nm * na):
                gain[t, m, i] = 0.0
            if m > 0:
                for a in range(na):
                    gain[t, m, m * na + a] = u[t, m, a] - base
                    gain[t, m, a] = -(u[t, 0, a] - base)
                    largest = max(largest, max(abs(gain[t, m, m * na + a]), abs(gain[t, m, a])))
    unit = unit_of(largest)
    for t in range(types):
        for m in range(1, nm):
            for i in range(nm * na):
                if gain[t, m, i] != 0.0:
                    gain[t, m, i] *= unit
                    fine = fine and abs(gain[t, m, i]) > SMALL
    for t in range(types):
        for m in range(1, nm):
            for other in range(m):
                if twin[t, m] < 0 and same(gain, t, m, t, other):
                    twin[t, m] = other
        for other in range(t):
            alike = copy[t] < 0
            for m in range(1, nm):
                alike = alike and same(gain, t, m, other, m)
            if alike:
                copy[t] = other
    return fine


@njit(error_model="numpy")
def same(gain, one, m, other, n):
    """Whether two of the functions are the same."""
    for i in range(gain.shape[2]):
        if gain[one, m, i] != gain[other, n, i]:
            return False
    return True


@njit(error_model="numpy")
def receiver_gains(v, prior, g, types, nm, na, gain, doubt, belief_gain, belief_doubt, twin, copy):
    """What each reply pays more than the first, as functions of what is sent and of the belief.

    False if the payoffs or the prior are of too different sizes for float64.
    """
    largest, likely, least, fine = 0.0, 0.0, np.inf, True
    for t in range(types):
        likely = max(likely, prior[g, t])
        if prior[g, t] > 0.0:
            least = min(least, prior[g, t])
        for m in range(nm):
            for a in range(1, na):
                largest = max(largest, abs(v[t, m, a] - v[t, m, 0]))
    unit, weight_unit = unit_of(largest), unit_of(likely)
    for m in range(nm):
        copy[m] = -1
        for a in range(na):
            twin[m, a] = -1
            for other in range(a):
                alike = twin[m, a] < 0
                for t in range(types):
                    alike = alike and v[t, m, a] == v[t, m, other]
                if alike:
                    twin[m, a] = other
            for i in range(types * nm):
                gain[m, a, i] = 0.0
                doubt[m, a, i] = 0.0
            for t in range(types):
                x, y = v[t, m, a], v[t, m, 0]
                gap = x - y
                exact = sum_error(x, -y, gap) == 0.0
                if gap != 0.0:
                    gap *= unit
                    fine = fine and abs(gap) > SMALL
                belief_gain[m, a, t] = gap
                belief_doubt[m, a, t] = 0.0 if exact else 1.000001 * UNIT * abs(gap)
                weight = 1.0 if least == likely and prior[g, t] > 0.0 else prior[g, t] * weight_unit
                weighted = weight * gap
                fine = fine and (abs(weighted) > SMALL or weight == 0.0 or gap == 0.0)
                at = t * nm + m
                gain[m, a, at] = weighted
                exact = exact and product_error(weight, gap, weighted) == 0.0
                doubt[m, a, at] = 0.0 if exact else 2.000001 * UNIT * abs(weighted)
    return fine


@njit(error_model="numpy")
def one_belief(together, message, best, count, na, shift):
    """Whether these replies to a message are all best replies to one belief."""
    mine = (together >> shift) & ((np.int64(1) << na) - 1)
    for b in range(count[message]):
        if best[message, b] & mine == mine:
            return True
    return False


@njit(error_model="numpy")
def each_one_belief(together, best, count, nm, na):
    """Whether the replies of these labels to each message are best replies to one belief."""
    for m in range(nm):
        if not one_belief(together, m, best, count, na, (nm - 1 - m) * na):
            return False
    return True


@njit(error_model="numpy")
def root_of(parent, node):
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(error_model="numpy")
def write_rows(rays, at, blocks, size, outer, inner, out, to):
    """A vertex as strategies: weights of each block, normalised, where its actions are in the whole game."""
    for b in range(out.shape[1]):
        for i in range(out.shape[2]):
            out[to, b, i] = 0.0
    for b in range(blocks):
        total = 0.0
        for i in range(size):
            total += rays[at, b * size + i]
        for i in range(size):
            out[to, outer[b], inner[i]] = rays[at, b * size + i] / total


@njit(error_model="numpy")
def precedes(first, second, sent, replied, support):
    """Whether one row comes before another in canonical order: size, supports, strategies."""
    for key in range(2):
        if support[first, key] != support[second, key]:
            return support[first, key] < support[second, key] if key == 0 else support[first, 1] > support[second, 1]
    for t in range(sent.shape[1]):
        for m in range(sent.shape[2]):
            if abs(sent[first, t, m] - sent[second, t, m]) > SAME:
                return sent[first, t, m] < sent[second, t, m]
    for m in range(replied.shape[1]):
        for a in range(replied.shape[2]):
            if abs(replied[first, m, a] - replied[second, m, a]) > SAME:
                return replied[first, m, a] < replied[second, m, a]
    return False


@njit(error_model="numpy")
def bits_from(count, above):
    """Bits of labels, the first one highest, above so many others."""
    bits = np.empty(count, np.int64)
    for i in range(count):
        bits[i] = np.int64(1) << (above + count - 1 - i)
    return bits


@njit(error_model="numpy")
def best_beliefs(types, nm, na, gain, doubt, twin, copy, rays, best, count, errors, values, spare):
    """Fill in the extreme beliefs at which the best reply to each message changes; OPEN or FULL if it fails."""
    type_bit, best_bit = bits_from(types, na), bits_from(na, 0)
    for m in range(nm):
        count[m] = describe(
            1, types, 1, na, gain[m : m + 1], doubt[m : m + 1], twin[m : m + 1], copy[:1], type_bit, best_bit,
            rays[m], errors, best[m], values, spare,
        )  # fmt: skip
        if count[m] < 0:
            return count[m]
    return np.int64(0)


@njit(error_model="numpy")
def rationalised(rays, masks, errors, count, best, best_count, nm, na):
    """Keep the receiver's vertices whose replies to each message are best replies to one belief; how many."""
    kept = 0
    for r in range(count):
        if each_one_belief(~masks[r], best, best_count, nm, na):
            if kept != r:
                move(rays, errors, masks, r, kept)
            kept += 1
    return kept


@njit(error_model="numpy")
def complementary(sent_mask, sent, reply_mask, replied, everything, pairs):
    """List the pairs of vertices that have all labels together; how many there are, listed or not."""
    found = 0
    for r in range(sent):
        for s in range(replied):
            if sent_mask[r] | reply_mask[s] == everything:
                if found < len(pairs):
                    pairs[found, 0], pairs[found, 1] = r, s
                found += 1
    return found


@njit(error_model="numpy")
def supports_of(pairs, found, sent_mask, reply_mask, labels_sent, labels_replied, support):
    """The size and the labels of the support of each pair."""
    low = (np.int64(1) << labels_replied) - 1
    everything = (np.int64(1) << (labels_sent + labels_replied)) - 1
    for k in range(found):
        played = everything & ~((sent_mask[pairs[k, 0]] & ~low) | (reply_mask[pairs[k, 1]] & low))
        support[k, 0], support[k, 1] = ones_in(played), played


@njit(error_model="numpy")
def sorted_rows(sent_rows, replied_rows, support, found):
    order = np.arange(found)
    for k in range(1, found):
        at, j = order[k], k
        while j and precedes(at, order[j - 1], sent_rows, replied_rows, support):
            order[j] = order[j - 1]
            j -= 1
        order[j] = at
    return order


@njit(error_model="numpy")
def join_components(pairs, order, sent_mask, reply_mask, everything, best, best_count, nm, na, component, first):
    """Number the components: two points lie in one convex part if each mixes with the other, under one belief."""
    found = len(order)
    parent = np.arange(found)
    for k in range(found):
        r, s = pairs[order[k], 0], pairs[order[k], 1]
        for j in range(k):
            if root_of(parent, j) == root_of(parent, k):
                continue
            other_r, other_s = pairs[order[j], 0], pairs[order[j], 1]
            if (
                sent_mask[r] | reply_mask[other_s] == everything
                and sent_mask[other_r] | reply_mask[s] == everything
                and each_one_belief(~(reply_mask[s] & reply_mask[other_s]), best, best_count, nm, na)
            ):
                one, other = root_of(parent, k), root_of(parent, j)
                parent[max(one, other)] = min(one, other)
    number = 0
    for k in range(found):
        root = root_of(parent, k)
        if root == k:
            component[first + k] = number
            number += 1
        else:
            component[first + k] = component[first + root]


@njit(error_model="numpy")
def name_outcomes(pairs, order, sent_mask, positive, prior, g, sender, receiver, outcome, first):
    """Number the outcomes: the same vertex of the sender, as far as types exist, and the same replies on its path."""
    number = 0
    for k in range(len(order)):
        mask = sent_mask[pairs[order[k], 0]] & positive
        row = first + k
        outcome[row] = number
        for j in range(k):
            if sent_mask[pairs[order[j], 0]] & positive != mask:
                continue
            close = True
            for m in range(sender.shape[2]):
                sent = False
                for t in range(sender.shape[1]):
                    sent = sent or (prior[g, t] > 0.0 and sender[row, t, m] > 0.0)
                if sent:
                    for a in range(receiver.shape[2]):
                        close = close and abs(receiver[row, m, a] - receiver[first + j, m, a]) <= SAME
            if close:
                outcome[row] = outcome[first + j]
                break
        if outcome[row] == number:
            number += 1


@njit(error_model="numpy")
def middle_of(rays, best, best_count, m, mine, types, beliefs, row, at):
    """The mean of the extreme beliefs to which these are best replies."""
    for t in range(types):
        beliefs[row, at, t] = 0.0
    number = 0
    for b in range(best_count[m]):
        if best[m, b] & mine == mine:
            total = 0.0
            for t in range(types):
                total += rays[m, b, t]
            for t in range(types):
                beliefs[row, at, t] += rays[m, b, t] / total
            number += 1
    for t in range(types):
        beliefs[row, at, t] /= number


@njit(error_model="numpy")
def copy_row(source, at, target, to):
    for i in range(source.shape[1]):
        for j in range(source.shape[2]):
            target[to, i, j] = source[at, i, j]


@njit(error_model="numpy")
def believe(prior, g, sent, row, reply_mask, messages, nm, na, rays, best, best_count, beliefs):
    """Bayes' rule after messages that are sent, else the mean of the extreme beliefs that support the replies."""
    types = prior.shape[1]
    for m in range(beliefs.shape[1]):
        for t in range(types):
            beliefs[row, m, t] = 1.0 / types
    for m in range(nm):
        at, whole = messages[m], 0.0
        for t in range(types):
            whole += prior[g, t] * sent[row, t, at]
        if whole > 0.0:
            for t in range(types):
                beliefs[row, at, t] = prior[g, t] * sent[row, t, at] / whole
        else:
            mine = (~reply_mask >> ((nm - 1 - m) * na)) & ((np.int64(1) << na) - 1)
            middle_of(rays, best, best_count, m, mine, types, beliefs, row, at)


def core(
    start, stop, payoffs, prior, messages_in, replies_in, rooms,
    sender, receiver, beliefs, game, component, outcome, verdict, progress,
):  # fmt: skip
    types, most_messages, most_replies = payoffs.shape[2], payoffs.shape[3], payoffs.shape[4]
    room = rooms[0]
    messages, replies = np.empty(most_messages, np.int64), np.empty(most_replies, np.int64)
    every_type = np.arange(types)
    errors, sent_errors, reply_errors = np.empty(room), np.empty(room), np.empty(room)
    values, spare = np.empty(room), np.empty(room)
    sent_mask, reply_mask = np.empty(room, np.int64), np.empty(room, np.int64)
    best, best_count = np.empty((most_messages, room), np.int64), np.zeros(most_messages, np.int64)
    belief_rays = np.empty((most_messages, room, types + 1))
    pairs, support = np.empty((64, 2), np.int64), np.empty((64, 2), np.int64)
    sent_rows = np.empty((64, types, most_messages))
    replied_rows = np.empty((64, most_messages, most_replies))
    masked = len(messages_in) > 1 or len(replies_in) > 1
    nm, na = most_messages, most_replies
    shaped = False
    written = 0
    for g in range(start, stop):
        if masked or g == start:
            nm = existing(messages_in[g if len(messages_in) > 1 else 0], messages)
            na = existing(replies_in[g if len(replies_in) > 1 else 0], replies)
            shaped = False
        if types * nm + nm * na > MOST_LABELS or types + na > MOST_LABELS:
            verdict[g] = UNDECIDED
            continue
        if not shaped:
            shaped = True
            sent_bit, reply_bit = bits_from(types * nm, nm * na), bits_from(nm * na, 0)
            everything = (np.int64(1) << (types * nm + nm * na)) - 1
            sent_gain, sent_doubt = np.empty((nm, na, types * nm)), np.empty((nm, na, types * nm))
            reply_gain, reply_doubt = np.empty((types, nm, nm * na)), np.zeros((types, nm, nm * na))
            belief_gain, belief_doubt = np.empty((nm, na, types)), np.empty((nm, na, types))
            sent_twin, sent_copy = np.empty((nm, na), np.int64), np.empty(nm, np.int64)
            reply_twin, reply_copy = np.empty((types, nm), np.int64), np.empty(types, np.int64)
            sent_rays, reply_rays = np.empty((room, types * nm + nm)), np.empty((room, nm * na + types))
        u = payoffs_of(payoffs, g, 0, messages, replies, nm, na)
        v = payoffs_of(payoffs, g, 1, messages, replies, nm, na)
        fine = sender_gains(u, types, nm, na, reply_gain, reply_twin, reply_copy)
        fine &= receiver_gains(
            v, prior, g, types, nm, na,
            sent_gain, sent_doubt, belief_gain, belief_doubt, sent_twin, sent_copy,
        )  # fmt: skip
        sent = replied = np.int64(OPEN)
        if fine:
            replied = best_beliefs(
                types, nm, na, belief_gain, belief_doubt, sent_twin, sent_copy,
                belief_rays, best, best_count, errors, values, spare,
            )  # fmt: skip
        if replied == 0:
            replied = describe(
                nm, na, types, nm, reply_gain, reply_doubt, reply_twin, reply_copy, reply_bit, sent_bit,
                reply_rays, reply_errors, reply_mask, values, spare,
            )  # fmt: skip
        if replied >= 0:
            sent = describe(
                types, nm, nm, na, sent_gain, sent_doubt, sent_twin, sent_copy, sent_bit, reply_bit,
                sent_rays, sent_errors, sent_mask, values, spare,
            )  # fmt: skip
        if replied < 0 or sent < 0:
            verdict[g] = TOO_LARGE if min(replied, sent) == FULL else UNDECIDED
            continue
        replied = rationalised(reply_rays, reply_mask, reply_errors, replied, best, best_count, nm, na)
        found = complementary(sent_mask, sent, reply_mask, replied, everything, pairs)
        if written + found > len(game):
            # Not enough room: give the whole game back, to be done again with more.
            progress[0], progress[1], progress[2] = g, written, found
            return
        if found > len(pairs):
            pairs, support = np.empty((found, 2), np.int64), np.empty((found, 2), np.int64)
            sent_rows = np.empty((found, types, most_messages))
            replied_rows = np.empty((found, most_messages, most_replies))
            complementary(sent_mask, sent, reply_mask, replied, everything, pairs)
        supports_of(pairs, found, sent_mask, reply_mask, types * nm, nm * na, support)
        worst = 0.0
        for k in range(found):
            r, s = pairs[k, 0], pairs[k, 1]
            worst = max(worst, max(sent_errors[r], reply_errors[s]))
            write_rows(sent_rays, r, types, nm, every_type, messages, sent_rows, k)
            write_rows(reply_rays, s, nm, na, messages, replies, replied_rows, k)
        if worst > PRECISE:
            verdict[g] = UNDECIDED
            continue
        order = sorted_rows(sent_rows, replied_rows, support, found)
        positive = (np.int64(1) << (nm * na)) - 1
        for t in range(types):
            if prior[g, t] > 0.0:
                for m in range(nm):
                    positive |= sent_bit[t * nm + m]
        for k in range(found):
            row, s = written + k, pairs[order[k], 1]
            game[row] = g
            copy_row(sent_rows, order[k], sender, row)
            copy_row(replied_rows, order[k], receiver, row)
            believe(prior, g, sender, row, reply_mask[s], messages, nm, na, belief_rays, best, best_count, beliefs)
            if nm < most_messages:
                for m in range(most_messages):
                    if not messages_in[g if len(messages_in) > 1 else 0, m]:
                        receiver[row, m, replies[0]] = 1.0
        join_components(
            pairs, order, sent_mask, reply_mask, everything, best, best_count, nm, na, component, written
        )
        name_outcomes(pairs, order, sent_mask, positive, prior, g, sender, receiver, outcome, written)
        written += found
        verdict[g] = DECIDED
    progress[0], progress[1], progress[2] = stop, written, 0
