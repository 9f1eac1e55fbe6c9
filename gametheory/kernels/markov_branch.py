"""Paths of smoothed stationary equilibria, one row per game, prior and target."""

import numpy as np

from .markov_path import follow
from .markov_system import BARRIER

# payoffs (games, S, N, profiles), game of the row, transitions (games, S, profiles, S), discounts, masks side by side
# (games or 1, S, actions), sizes, rule, scale of the precision, weights (rows, S, actions), logarithms to start with,
# values to start with (rows, N, S), chances and payoffs against the prior (rows, S, actions, S) and (rows, S, actions),
# target, step limit (rows), how near an equilibrium must be to end the path
inputs = (
    ("f8", 4), ("i8", 1), ("f8", 4), ("f8", 1), ("?", 3), ("i8", 1), ("i8", 1), ("f8", 1), ("f8", 3), ("f8", 3),
    ("f8", 3), ("f8", 4), ("f8", 3), ("f8", 1), ("i8", 1), ("f8", 1),
)  # fmt: skip
# strategies side by side, status, steps
outputs = (("f8", 3), ("i1", 1), ("i8", 1))


def core(start, stop, payoffs, game, transitions, discount, masks, sizes, rule, scale, weights, start_z, start_V,
         prior_chances, prior_payoffs, target, limit, near, strategies, status, steps):  # fmt: skip
    states, players, profiles = payoffs.shape[1], payoffs.shape[2], payoffs.shape[3]
    first = np.zeros(players + 1, np.int64)
    for i in range(players):
        first[i + 1] = first[i] + sizes[i]
    actions = first[players]
    profile = np.empty((profiles, players), np.int64)
    for p in range(profiles):
        rest = p
        for i in range(players - 1, -1, -1):
            profile[p, i] = first[i] + rest % sizes[i]
            rest //= sizes[i]
    size, last, most = actions + players, states * players, states * (actions - players) + 1
    acts, by_player, places = (
        np.zeros((12, states, actions)), np.zeros((8, players, states)), np.zeros((2, states, actions), np.int64)
    )  # fmt: skip
    space = acts[:4], np.zeros((states, actions, actions)), np.zeros((states, actions, states)), by_player[:2]
    factors = (
        np.zeros((states, size, size)), np.zeros((states, size), np.int64), np.zeros((states, size, last + 2)),
        np.zeros((states, players, actions)), np.zeros((last + 1, last + 1)), np.zeros(last + 1, np.int64),
        np.zeros((last + 1, 1)),
    )  # fmt: skip
    room = (
        np.zeros((2, states, states)), factors[3], np.zeros((most, most)), np.zeros(most), np.zeros(states),
        np.zeros(max(most, states), np.int64),
    )  # fmt: skip
    scratch = space, factors, room, places[0], places[1], acts[4:10], by_player[2:7]
    point, logs, values = acts[10], acts[11], by_player[7]
    for k in range(start, stop):
        g = game[k]
        here = masks[g if len(masks) > 1 else 0]
        prior = k if rule[0] == BARRIER else 0
        for s in range(states):
            for a in range(actions):
                point[s, a] = start_z[k, s, a]
                logs[s, a] = np.log(weights[k, s, a]) if here[s, a] else 0.0
            for i in range(players):
                values[i, s] = start_V[k, i, s]
        status[k], steps[k] = follow(
            (first, here, profile, payoffs[g], transitions[g], discount[g]),
            (rule[0], scale[k], weights[k], logs, prior_chances[prior], prior_payoffs[prior]),
            target[k], limit[k], near[0], point, values, strategies[k],
            scratch,
        )  # fmt: skip
