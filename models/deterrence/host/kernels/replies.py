"""Rounds of replies and Newton's steps towards equilibria of militia and host, the US being committed.

One row is one search.
"""

import numpy as np

from .choices import ACTS, choose_act
from .newton import copy, work_room
from .search import rounds, settle, work_pairs

# The week, points first: ways (points, S, 4, 3, N), gain (points, S, 4, 3), brought (points, 2, S, 4, 3), law (points,
# S, draws), executed (points, S), expelled (points, 3), next places: how many (S) and which (S, N), rates (points, 3).
# Then by row: point, noise, share of the way gone in a round, rounds before Newton's steps, act of the host in the
# first round or -1, values and odds to begin with.
week = (("f8", 5), ("f8", 4), ("f8", 5), ("f8", 3), ("f8", 2), ("f8", 2), ("i8", 1), ("i8", 2), ("f8", 2))
inputs = (*week, ("i8", 1), ("f8", 1), ("f8", 1), ("i8", 1), ("i8", 1), ("f8", 4), ("f8", 4))
# values and odds of the fixed point, or where the rounds ended if there was none; whether there was; Newton's steps;
# and what the host chooses by at a fixed point: payoffs of its acts over its noise, mean 0 (rows, 2, S, 9, 4)
outputs = (("f8", 4), ("f8", 4), ("?", 1), ("i8", 1), ("f8", 5))


def core(start, stop, ways, gain, brought, law, executed, expelled, count, places, rates, point, noise, share,
         number, act, first_values, first_odds, values, odds, found, systems, scores):  # fmt: skip
    room, pairs = work_room(*places.shape), work_pairs(places.shape[0], odds.shape[2], odds.shape[3])
    V, o = np.zeros(values.shape[1:]), np.zeros(odds.shape[1:])
    for k in range(start, stop):
        at = point[k]
        week = ways[at], gain[at], brought[at], law[at], executed[at], expelled[at], count, places, rates[at]
        copy(values[k], 1.0, first_values[k])
        copy(odds[k], 1.0, first_odds[k])
        rounds(week, noise[k], share[k], number[k], act[k], values[k], odds[k], room, pairs[1][0])
        copy(V, 1.0, values[k])
        copy(o, 1.0, odds[k])
        found[k], systems[k] = settle(week, noise[k], V, o, room, pairs)
        if not found[k]:
            continue
        copy(values[k], 1.0, V)
        copy(odds[k], 1.0, o)
        payoff = room[1][3]
        for s in range(len(count)):
            for p in range(odds.shape[2]):
                choose_act(week, room[0][0], noise[k], s, p, o[s, p], room[1])
                for kind in range(2):
                    mean = 0.0
                    for h in range(ACTS):
                        mean += payoff[1 + kind, h] / ACTS
                    for h in range(ACTS):
                        scores[k, kind, s, p, h] = (payoff[1 + kind, h] - mean) / (noise[k] * rates[at, 1])
