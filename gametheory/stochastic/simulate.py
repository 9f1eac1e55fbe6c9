"""Random paths of play."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..arguments import whole
from ..errors import InvalidGameError
from ..profile import profile_weights
from ..value import Floats, Ints
from .checks import check_strategy
from .game import StochasticGame, require_stochastic


class Paths(NamedTuple):
    """Random paths of play.

    Attributes
    ----------
    states : (paths, T + 1) int
        The state in each period, and the one after the last.
    profiles : (paths, T, N) int
        The actions played.
    payoffs : (paths, T, N)
    """

    states: Ints
    profiles: Ints
    payoffs: Floats


def simulate(
    game: StochasticGame, strategies: tuple[Any, ...], *, periods: int, paths: int, seed: int, start: int = 0
) -> Paths:
    """Draw random paths of play under stationary strategies.

    Parameters
    ----------
    game : StochasticGame
        One game, not a batch.
    strategies : one (S, m_i) per player
    periods, paths : int
    seed : int
    start : int
        The number of the state where play begins.

    Returns
    -------
    Paths

    Examples
    --------
    >>> chain = np.array([[[0.9, 0.1]], [[0.2, 0.8]]])
    >>> game = StochasticGame(np.array([[[1.0]], [[0.0]]]), 0.9, chain, players=("nature",))
    >>> drawn = simulate(game, (np.ones((2, 1)),), periods=100, paths=1000, seed=1)
    >>> drawn.states.shape, bool(abs(drawn.payoffs[:, 50:].mean() - 2 / 3) < 0.02)
    ((1000, 101), True)
    """
    require_stochastic(game)
    if game.batch_shape:
        raise InvalidGameError(f"one game is simulated at a time; got a batch of {game.batch_shape}. Index it first.")
    states, cells = len(game.payoffs), prod(game.sizes)
    periods, paths = (whole(each, name, at_least=0) for each, name in ((periods, "periods"), (paths, "paths")))
    start = whole(start, "start, the number of a state,", at_least=0, at_most=states - 1)
    generator = np.random.default_rng(whole(seed, "seed", at_least=0))
    arrays = game.checked(strategies)
    if any(array.ndim > 2 for array in arrays):
        raise InvalidGameError("strategies of one game are needed, one (S, m_i) per player; got a batch. Index them.")
    for i, array in enumerate(arrays):
        check_strategy(game.players[i], array, None if game.available is None else game.available[i])
    weights = np.cumsum(profile_weights(arrays).reshape(states, cells), axis=-1)
    chances = np.cumsum(game.transitions.reshape(states, cells, -1), axis=-1)
    targets = None if game.successors is None else game.successors.reshape(states, cells, -1)
    paid = np.moveaxis(game.payoffs, 1, -1).reshape(states, cells, -1)
    visited = np.empty((paths, periods + 1), dtype=np.int64)
    played = np.empty((paths, periods), dtype=np.int64)
    visited[:, 0] = start
    for t in range(periods):
        here = visited[:, t]
        cell = _draw(weights[here], generator)
        slot = _draw(chances[here, cell], generator)
        played[:, t] = cell
        visited[:, t + 1] = slot if targets is None else targets[here, cell, slot]
    profiles = np.stack(np.unravel_index(played, game.sizes), axis=-1)
    return Paths(visited, profiles, paid[visited[:, :-1], played])


def _draw(cumulated: Floats, generator: np.random.Generator) -> Ints:
    """One draw from each row of cumulated probabilities."""
    thrown = generator.random((len(cumulated), 1)) * cumulated[:, -1:]
    return np.asarray((cumulated <= thrown).sum(axis=-1))
