"""Action profiles as the trailing axes of an array, one axis per player."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .value import Bools, Floats


def along(per_action: Any, player: int, players: int) -> Any:
    """A player's (*batch, m_i) array as (*batch, 1, ..., m_i, ..., 1), to combine with profiles."""
    core = (1,) * player + per_action.shape[-1:] + (1,) * (players - 1 - player)
    return per_action.reshape(*per_action.shape[:-1], *core)


def profile_weights(strategies: Sequence[Any]) -> Floats:
    """The probability of every action profile, (*batch, m_1, ..., m_N)."""
    weights: Any = 1.0
    for i, strategy in enumerate(strategies):
        weights = weights * along(np.asarray(strategy, dtype=np.float64), i, len(strategies))
    return np.asarray(weights)


def profiles_available(masks: Sequence[Bools]) -> Bools:
    """Which action profiles exist, (*batch, m_1, ..., m_N)."""
    exists: Any = np.True_
    for i, mask in enumerate(masks):
        exists = exists & along(mask, i, len(masks))
    return np.asarray(exists)


def expected(payoffs: Any, strategies: Sequence[Any], player: int) -> Floats:
    """Expected payoffs of a player's actions, (*batch, m_i), against the others' strategies.

    Parameters
    ----------
    payoffs : (*batch, m_1, ..., m_N), of that player
    strategies : one (*batch, m_j) per player; that of ``player`` is not used
    """
    players = len(strategies)
    others = [np.ones(payoffs.shape[player - players]) if j == player else x for j, x in enumerate(strategies)]
    away = tuple(axis - players for axis in range(players) if axis != player)
    return np.asarray((payoffs * profile_weights(others)).sum(axis=away))
