"""The principal branch of the logit correspondence, one row per game and highest precision."""

import numpy as np

from .logit_path import BRANCH_LOST, follow
from .logit_system import prepare

# payoffs (games, N, profiles), game of the row, highest precision, masks side by side, sizes, step limit
inputs = (("f8", 3), ("i8", 1), ("f8", 1), ("?", 2), ("i8", 1), ("i8", 1))
# precisions, strategies side by side, marks (each a row of points), points, status, steps
outputs = (("f8", 2), ("f8", 3), ("i1", 2), ("i8", 1), ("i1", 1), ("i8", 1))


def core(start, stop, payoffs, game, highest, masks, sizes, limit, precisions, strategies, marks, count, status, steps):
    players, profiles = payoffs.shape[1], payoffs.shape[2]
    capacity, actions = precisions.shape[1], masks.shape[1]
    table, best = np.empty((players, profiles)), np.empty(profiles)
    profile = np.empty((profiles, players), np.int64)
    first, action = np.empty(players + 1, np.int64), np.empty(actions, np.int64)
    points = np.empty((capacity, actions + 1))
    for k in range(start, stop):
        g = game[k]
        mask = masks[g if len(masks) > 1 else 0]
        there, scale = prepare(payoffs[g], mask, sizes, table, profile, first, best, action)
        total = first[players]
        target = highest[k] * scale
        if not target < np.inf:
            status[k], count[k], steps[k] = BRANCH_LOST, 0, 0
            continue
        status[k], count[k], steps[k] = follow(
            (players, first, table, profile, there), target, limit[0], points, marks[k]
        )
        if capacity == 1:
            count[k] = 1
        for t in range(count[k]):
            precisions[k, t] = highest[k] if points[t, total] == target else points[t, total] / scale
            strategies[k, t] = 0.0
            for a in range(total):
                strategies[k, t, action[a]] = np.exp(points[t, a])
