"""What is left of a stochastic game when some players keep to stationary strategies."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..profile import profile_weights
from ..residual import as_probabilities
from ..value import Floats
from .checks import check_strategy


def parts_given(game: Any, fixed: Mapping[int, Any]) -> dict[str, Any]:
    """The fields of the game of the other players when those of ``fixed`` keep to strategies (*batch, S, m_i)."""
    players, states = len(game.players), game.payoffs.shape[len(game.batch_shape)]
    if not all(0 <= i < players for i in fixed) or len(fixed) >= players:
        raise InvalidGameError(
            f"strategies of some of the players 0 to {players - 1}, but not of all, are needed; got {sorted(fixed)}."
        )
    left = [i for i in range(players) if i not in fixed]
    weights = profile_weights(
        [_mixed(game, i, fixed[i], states) if i in fixed else np.ones((states, game.sizes[i])) for i in range(players)]
    )
    batch = np.broadcast_shapes(game.batch_shape, weights.shape[: -1 - players])
    away = tuple(i - players for i in fixed)
    payoffs = np.stack(
        [(np.take(game.payoffs, i, axis=-1 - players) * weights).sum(axis=away) for i in left], axis=-1 - len(left)
    )
    chances = weights[..., None] * game.transitions
    chances = np.broadcast_to(chances, (*batch, *chances.shape[-2 - players :]))
    successors = None
    if game.successors is None:
        chances = chances.sum(axis=tuple(axis - 1 for axis in away))
    else:
        targets = np.broadcast_to(game.successors, chances.shape)
        own = tuple(game.sizes[i] for i in left)
        chances, successors = (_listed(array, away, (*batch, states, *own)) for array in (chances, targets))
        if chances.shape[-1] >= states:
            chances, successors = _dense(chances, successors, states), None
    return {
        "payoffs": payoffs,
        "discount": np.broadcast_to(game.discount, batch),
        "transitions": chances,
        "successors": successors,
        "players": tuple(game.players[i] for i in left),
        "actions": None if game.actions is None else tuple(game.actions[i] for i in left),
        "states": game.states,
        "available": None if game.available is None else tuple(game.available[i] for i in left),
    }


def _mixed(game: Any, player: int, strategy: Any, states: int) -> Floats:
    """The strategy of a player, its probabilities summing to 1 in every state."""
    array = as_probabilities(strategy)
    if array.shape[-2:] != (states, game.sizes[player]):
        raise InvalidGameError(
            f"the strategy of {game.players[player]!r} needs shape (*batch, {states} states, {game.sizes[player]} "
            f"actions); got {array.shape}."
        )
    check_strategy(game.players[player], array, None if game.available is None else game.available[player])
    return np.asarray(array / array.sum(axis=-1, keepdims=True))


def _listed(array: Any, away: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """The lists of all actions of the fixed players, one after the other."""
    moved = np.moveaxis(array, [axis - 1 for axis in away], range(-1 - len(away), -1))
    return moved.reshape(*shape, prod(moved.shape[len(shape) :]))


def _dense(chances: Floats, successors: Any, states: int) -> Floats:
    flat = chances.reshape(-1, chances.shape[-1])
    cells = np.arange(len(flat))[:, None] * states + successors.reshape(flat.shape)
    dense = np.bincount(cells.reshape(-1), flat.reshape(-1), minlength=len(flat) * states)
    return np.asarray(dense, dtype=np.float64).reshape(*chances.shape[:-1], states)
