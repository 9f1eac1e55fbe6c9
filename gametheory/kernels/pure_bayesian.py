"""Perfect Bayesian equilibria in which the sender is pure, and the receiver is on the path, many rows a game.

For every profile of messages: the best replies to what each message reveals, every choice among them, and after each
other message a reply that is best to some belief and tempts no type, pure if one is, else mixed.
"""

import numpy as np
from numba import njit

from .double_description import FULL, OPEN, SMALL, UNIT, describe, sum_error
from .perfect_bayesian import (
    DECIDED,
    MOST_LABELS,
    TOO_LARGE,
    UNDECIDED,
    best_beliefs,
    bits_from,
    middle_of,
    payoffs_of,
    receiver_gains,
    unit_of,
)
from .scaling import existing

UNKNOWN = -1

# payoffs, prior, masks of messages and replies, room for extreme beliefs
inputs = (("f8", 5), ("f8", 2), ("?", 2), ("?", 2), ("i8", 1))
# rows: sender, receiver, beliefs, game, outcome; verdict by game; (next game, rows written, rows wanted)
outputs = (("f8", 3), ("f8", 3), ("f8", 3), ("i8", 1), ("i8", 1), ("i1", 1), ("i8", 1))


@njit(error_model="numpy")
def best_to_senders(senders, m, types, nm, na, gain, doubt):
    """The best replies to a message sent by a set of types, as bits with reply 0 the highest; or OPEN."""
    mask = np.int64(0)
    for a in range(na):
        best = True
        for b in range(na):
            if a == b:
                continue
            lead, total, unsure, exact = 0.0, 0.0, 0.0, True
            for t in range(types):
                if senders >> t & 1:
                    at = t * nm + m
                    for sign in (1.0, -1.0):
                        term = sign * gain[m, a if sign > 0.0 else b, at]
                        before = lead
                        lead = before + term
                        exact = exact and sum_error(before, term, lead) == 0.0
                        total += abs(term)
                    unsure += doubt[m, a, at] + doubt[m, b, at]
            if not (exact and unsure == 0.0) and abs(lead) <= (unsure + (2 * types + 2) * UNIT * total) * 1.000001:
                return np.int64(OPEN)
            if lead < 0.0:
                best = False
                break
        mask = 2 * mask + best
    return mask


@njit(error_model="numpy")
def next_choice(choice, path, length, best, na):
    """The next choice of best replies on the path, in lexicographic order; False after the last."""
    i = length - 1
    while i >= 0:
        m = path[i]
        a = choice[m] + 1
        while a < na and not (best[m] >> (na - 1 - a)) & 1:
            a += 1
        if a < na:
            choice[m] = a
            return True
        choice[m] = first_reply(best[m], na)
        i -= 1
    return False


@njit(error_model="numpy")
def first_reply(best, na):
    a = 0
    while not (best >> (na - 1 - a)) & 1:
        a += 1
    return a


@njit(error_model="numpy")
def pure_deterrent(u, prior, g, m, na, own, sets, count):
    """The first reply, best to some belief, that tempts nobody; -1 if there is none."""
    for a in range(na):
        rational = False
        for b in range(count):
            rational = rational or (sets[b] >> (na - 1 - a)) & 1 == 1
        if rational:
            deters = True
            for t in range(len(own)):
                deters = deters and (prior[g, t] == 0.0 or u[t, m, a] <= own[t])
            if deters:
                return a
    return -1


@njit(error_model="numpy")
def mixed_deterrent(
    u, prior, g, m, na, own, sets, count,
    gain, doubt, twin, copy, rays, errors, masks, values, spare, reply,
):  # fmt: skip
    """Fill in a mixed reply, best to some belief, that tempts nobody; 1 if there is one, else 0, or OPEN or FULL.

    Such a mixture of a set of best replies is a point where the largest gain of any type, but at least 0, is 0.
    """
    types = len(own)
    place = np.empty(na, np.int64)
    for b in range(count):
        size = 0
        for a in range(na):
            if (sets[b] >> (na - 1 - a)) & 1:
                place[size] = a
                size += 1
        if size < 2:
            continue
        largest = 0.0
        for t in range(types):
            for i in range(size):
                largest = max(largest, abs(u[t, m, place[i]] - own[t]))
        unit = unit_of(largest)
        functions = 1
        hopeless = False
        for i in range(na):
            gain[0, 0, i] = doubt[0, 0, i] = 0.0
        for t in range(types):
            if prior[g, t] == 0.0:
                continue
            content = False
            for i in range(size):
                x = u[t, m, place[i]]
                gap = x - own[t]
                exact = sum_error(x, -own[t], gap) == 0.0
                content = content or gap <= 0.0
                gap *= unit
                if gap != 0.0 and abs(gap) <= SMALL:
                    return OPEN
                gain[0, functions, i], doubt[0, functions, i] = gap, 0.0 if exact else 1.000001 * UNIT * abs(gap)
            hopeless = hopeless or not content
            functions += 1
        if hopeless:
            continue
        weight_bit, function_bit = bits_from(size, functions), bits_from(functions, 0)
        found = describe(
            1, size, 1, functions, gain, doubt, twin, copy, weight_bit, function_bit, rays, errors, masks, values, spare
        )
        if found < 0:
            return found
        for r in range(found):
            if masks[r] & function_bit[0]:
                total = 0.0
                for i in range(size):
                    total += rays[r, i]
                for a in range(na):
                    reply[a] = 0.0
                for i in range(size):
                    reply[place[i]] = rays[r, i] / total
                return 1
    return 0


@njit(error_model="numpy")
def write_outcome(
    u, prior, g, profile, senders, reply, messages, replies, nm, na, rays, best, count,
    sender, receiver, beliefs, row,
):  # fmt: skip
    """One outcome as strategies and beliefs in the whole game; types of probability 0 send a best message."""
    types = len(profile)
    for m in range(receiver.shape[1]):
        for a in range(receiver.shape[2]):
            receiver[row, m, a] = 0.0
        receiver[row, m, replies[0]] = 1.0
        for t in range(types):
            sender[row, t, m], beliefs[row, m, t] = 0.0, 1.0 / types
    for m in range(nm):
        at = messages[m]
        mine = np.int64(0)
        for a in range(na):
            receiver[row, at, replies[a]] = reply[m, a]
            mine = 2 * mine + (reply[m, a] > 0.0)
        if senders[m]:
            whole = 0.0
            for t in range(types):
                beliefs[row, at, t] = prior[g, t] if senders[m] >> t & 1 else 0.0
                whole += beliefs[row, at, t]
            for t in range(types):
                beliefs[row, at, t] /= whole
        else:
            middle_of(rays, best, count, m, mine, types, beliefs, row, at)
    for t in range(types):
        to, top = profile[t], -np.inf
        for m in range(nm):
            if prior[g, t] == 0.0:
                worth = 0.0
                for a in range(na):
                    if reply[m, a] > 0.0:
                        worth += reply[m, a] * u[t, m, a]
                if worth > top:
                    top, to = worth, m
        sender[row, t, messages[to]] = 1.0


def core(
    start, stop, payoffs, prior, messages_in, replies_in, rooms,
    sender, receiver, beliefs, game, outcome, verdict, progress,
):  # fmt: skip
    types, most_messages, most_replies = payoffs.shape[2], payoffs.shape[3], payoffs.shape[4]
    room = rooms[0]
    messages, replies = np.empty(most_messages, np.int64), np.empty(most_replies, np.int64)
    errors, values, spare = np.empty(room), np.empty(room), np.empty(room)
    best, count = np.empty((most_messages, room), np.int64), np.zeros(most_messages, np.int64)
    rays = np.empty((most_messages, room, types + 1))
    known = np.empty((most_messages, 1 << types), np.int64)
    profile, senders = np.empty(types, np.int64), np.empty(most_messages, np.int64)
    path, choice = np.empty(most_messages, np.int64), np.empty(most_messages, np.int64)
    best_sent = np.empty(most_messages, np.int64)
    own = np.empty(types)
    reply = np.empty((most_messages, most_replies))
    mixed_rays, masks = np.empty((room, most_replies + 1)), np.empty(room, np.int64)
    gain_of, doubt_of = np.empty((1, types + 1, most_replies)), np.empty((1, types + 1, most_replies))
    no_twin, no_copy = np.full((1, types + 1), -1), np.full(1, -1)
    written = 0
    for g in range(start, stop):
        nm = existing(messages_in[g if len(messages_in) > 1 else 0], messages)
        na = existing(replies_in[g if len(replies_in) > 1 else 0], replies)
        if types + na + 1 > MOST_LABELS:
            verdict[g] = UNDECIDED
            continue
        gain, doubt = np.empty((nm, na, types * nm)), np.empty((nm, na, types * nm))
        belief_gain, belief_doubt = np.empty((nm, na, types)), np.empty((nm, na, types))
        twin, copy = np.empty((nm, na), np.int64), np.empty(nm, np.int64)
        failed = np.int64(OPEN)
        u = payoffs_of(payoffs, g, 0, messages, replies, nm, na)
        v = payoffs_of(payoffs, g, 1, messages, replies, nm, na)
        if receiver_gains(v, prior, g, types, nm, na, gain, doubt, belief_gain, belief_doubt, twin, copy):
            failed = best_beliefs(
                types, nm, na, belief_gain, belief_doubt, twin, copy, rays, best, count, errors, values, spare
            )
        first = written
        for m in range(nm):
            for subset in range(1 << types):
                known[m, subset] = UNKNOWN
        for t in range(types):
            profile[t] = 0
        more = failed == 0
        while more:
            # What each message reveals, and the best replies to it.
            for m in range(nm):
                senders[m] = 0
            for t in range(types):
                if prior[g, t] > 0.0:
                    senders[profile[t]] |= np.int64(1) << t
            length = 0
            for m in range(nm):
                if senders[m]:
                    path[length] = m
                    length += 1
                    if known[m, senders[m]] == UNKNOWN:
                        known[m, senders[m]] = best_to_senders(senders[m], m, types, nm, na, gain, doubt)
                    best_sent[m] = known[m, senders[m]]
                    if best_sent[m] == OPEN:
                        failed = np.int64(OPEN)
                        break
                    choice[m] = first_reply(best_sent[m], na)
            if failed < 0:
                break
            chosen = True
            while chosen:
                holds = True
                for t in range(types):
                    own[t] = 0.0
                    if prior[g, t] > 0.0:
                        own[t] = u[t, profile[t], choice[profile[t]]]
                for t in range(types):
                    for i in range(length):
                        pay = u[t, path[i], choice[path[i]]]
                        holds = holds and (prior[g, t] == 0.0 or pay <= own[t])
                m = 0
                while holds and m < nm:
                    for a in range(na):
                        reply[m, a] = 0.0
                    if senders[m]:
                        reply[m, choice[m]] = 1.0
                    else:
                        a = pure_deterrent(u, prior, g, m, na, own, best[m], count[m])
                        if a >= 0:
                            reply[m, a] = 1.0
                        else:
                            found = mixed_deterrent(
                                u, prior, g, m, na, own, best[m], count[m], gain_of, doubt_of,
                                no_twin, no_copy, mixed_rays, errors, masks, values, spare, reply[m],
                            )  # fmt: skip
                            if found < 0:
                                failed = np.int64(found)
                            holds = found == 1
                    m += 1
                if failed < 0:
                    break
                if holds:
                    if written < len(game):
                        game[written], outcome[written] = g, written - first
                        write_outcome(
                            u, prior, g, profile, senders, reply, messages, replies, nm, na, rays, best, count,
                            sender, receiver, beliefs, written,
                        )  # fmt: skip
                    written += 1
                chosen = next_choice(choice, path, length, best_sent, na)
            if failed < 0:
                break
            # The next profile; types of probability 0 follow.
            t = types - 1
            while t >= 0:
                if prior[g, t] > 0.0:
                    profile[t] += 1
                    if profile[t] < nm:
                        break
                    profile[t] = 0
                t -= 1
            more = t >= 0
        if failed < 0:
            verdict[g] = TOO_LARGE if failed == FULL else UNDECIDED
            written = first
            continue
        if written > len(game):
            progress[0], progress[1], progress[2] = g, first, written - first
            return
        verdict[g] = DECIDED
    progress[0], progress[1], progress[2] = stop, written, 0
