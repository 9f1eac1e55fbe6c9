"""Actions that always pay both players the same: merged, and told apart again."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from ..value import Floats, Ints
from .game import NormalFormGame


def first_copies(game: NormalFormGame, i: int) -> Ints:
    """For each action of a player of one game the first one that pays everybody the same, -1 if it is masked."""
    payoffs = game.payoffs if game.exact is None else game.exact.values
    payoffs = payoffs.swapaxes(1, 2) if i == 1 else payoffs  # [player, own action, other's action]
    mine, others = (
        np.ones(game.sizes[k], dtype=bool) if game.available is None else game.available[k] for k in (i, 1 - i)
    )
    known: dict[Any, int] = {}
    first = np.full(len(mine), -1)
    for a in np.flatnonzero(mine).tolist():
        first[a] = known.setdefault(tuple(payoffs[:, a][:, others].reshape(-1).tolist()), a)
    return first


def with_copies(strategy: Floats, first: Ints) -> list[Floats]:
    """The strategy with every choice of one copy of each action that it plays."""
    support = np.flatnonzero(strategy)
    spread = []
    for choice in product(*(np.flatnonzero(first == a).tolist() for a in support.tolist())):
        other = np.zeros_like(strategy)
        other[[*choice]] = strategy[support]
        spread.append(other)
    return spread
