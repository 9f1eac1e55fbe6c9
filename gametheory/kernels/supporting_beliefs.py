"""The extreme beliefs to which given replies are best, for many strategies.

A row is an equilibrium: a game, and which replies are played after which message.
"""

import numpy as np

from .double_description import FULL
from .perfect_bayesian import DECIDED, MOST_LABELS, TOO_LARGE, UNDECIDED, best_beliefs, payoffs_of, receiver_gains
from .scaling import existing

# payoffs, prior, masks of messages and replies, room; by row: game, sent with a positive chance, played
inputs = (("f8", 5), ("f8", 2), ("?", 2), ("?", 2), ("i8", 1), ("i8", 1), ("?", 2), ("?", 3))
# points: belief, row, message; verdict by row; (next row, points written, points wanted)
outputs = (("f8", 2), ("i8", 1), ("i8", 1), ("i1", 1), ("i8", 1))


def core(
    start, stop, payoffs, prior, messages_in, replies_in, rooms, game, sent, played,
    beliefs, row, message, verdict, progress,
):  # fmt: skip
    types, most_messages, most_replies = payoffs.shape[2], payoffs.shape[3], payoffs.shape[4]
    room = rooms[0]
    messages, replies = np.empty(most_messages, np.int64), np.empty(most_replies, np.int64)
    errors, values, spare = np.empty(room), np.empty(room), np.empty(room)
    best, count = np.empty((most_messages, room), np.int64), np.zeros(most_messages, np.int64)
    rays = np.empty((most_messages, room, types + 1))
    written = 0
    for k in range(start, stop):
        g = game[k]
        nm = existing(messages_in[g if len(messages_in) > 1 else 0], messages)
        na = existing(replies_in[g if len(replies_in) > 1 else 0], replies)
        if types + na > MOST_LABELS:
            verdict[k] = UNDECIDED
            continue
        gain, doubt = np.empty((nm, na, types * nm)), np.empty((nm, na, types * nm))
        belief_gain, belief_doubt = np.empty((nm, na, types)), np.empty((nm, na, types))
        twin, copy = np.empty((nm, na), np.int64), np.empty(nm, np.int64)
        v = payoffs_of(payoffs, g, 1, messages, replies, nm, na)
        if not receiver_gains(v, prior, g, types, nm, na, gain, doubt, belief_gain, belief_doubt, twin, copy):
            verdict[k] = UNDECIDED
            continue
        failed = best_beliefs(
            types, nm, na, belief_gain, belief_doubt, twin, copy, rays, best, count, errors, values, spare
        )
        if failed < 0:
            verdict[k] = TOO_LARGE if failed == FULL else UNDECIDED
            continue
        first = written
        for m in range(nm):
            at = messages[m]
            if sent[k, at]:
                continue
            mine = np.int64(0)
            for a in range(na):
                mine = 2 * mine + played[k, at, replies[a]]
            for b in range(count[m]):
                if best[m, b] & mine == mine:
                    if written < len(row):
                        total = 0.0
                        for t in range(types):
                            total += rays[m, b, t]
                        for t in range(types):
                            beliefs[written, t] = rays[m, b, t] / total
                        row[written], message[written] = k, at
                    written += 1
        if written > len(row):
            progress[0], progress[1], progress[2] = k, first, written - first
            return
        verdict[k] = DECIDED
    progress[0], progress[1], progress[2] = stop, written, 0
