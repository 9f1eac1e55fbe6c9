"""Stationary Markov perfect equilibrium of a stochastic game."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..kernels.kernel import CHUNK_BYTES, in_chunks
from ..value import Floats
from .measure import ROUNDING, Residual, checked, mask, proper_strategy
from .nash import nash_residual

CHUNK = 4 * CHUNK_BYTES
"""A chunk of games is measured at a time, on all cores."""


def markov_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""The residual of a stationary Markov perfect equilibrium of a stochastic game.

    Values v solve :math:`v = (1 - \delta) u_\sigma + \delta P_\sigma v`; the one-shot deviation of a
    stationary profile is its regret in ``game.stage_game(v)``, state by state, and ``regret`` is that of
    the worst state. The error of solving for v enters, and the rounding of the stage game: ``regret`` grows by twice
    either. ``total_regret`` bounds the gain from any deviation: :math:`1 / (1 - \delta)` times the one-shot regret.

    The verdict is on one-shot deviations; where 1 - δ is below 1e-6, on ``total_regret`` too, since one period is next
    to nothing then. Up to 256 states the error of the values does not grow with patience.

    References
    ----------
    Blackwell (1965), "Discounted Dynamic Programming", theorem 6 (one-shot deviations).
    """
    if rows is not None:
        game = game.take(rows)
    given = checked(game, strategies)
    games, bytes_each = prod(game.batch_shape), game.transitions.nbytes + game.payoffs.nbytes
    per_chunk = max(1, CHUNK * games // max(1, bytes_each))
    if games <= per_chunk or any(x.shape[:-2] != game.batch_shape for x in given):
        return _measure(game, given)
    flat = [x.reshape(games, *x.shape[-2:]) for x in given]

    def chunk(start: int, stop: int) -> Residual:
        return _measure(game.between(start, stop), tuple(x[start:stop] for x in flat))

    parts = in_chunks(chunk, games, per_chunk)

    def whole(name: str) -> Floats:
        array = np.concatenate([getattr(part, name) for part in parts])
        return array.reshape(*game.batch_shape, *array.shape[1:])

    paid, regret, scale, off = (whole(name) for name in ("payoffs", "regret", "scale", "inconsistency"))
    return Residual("markov perfect", given, paid, regret, scale, off, total_regret=whole("total_regret"))


def _measure(game: Any, strategies: tuple[Floats, ...]) -> Residual:
    stage, values, doubt, middle = stage_and_values(game, strategies)
    nash = nash_residual(stage, strategies)
    regret = nash.regret.max(axis=-2) + 2 * doubt
    scale = game.scale
    regret = np.where(scale > 0, regret, 0.0 * regret)
    return Residual(
        "markov perfect",
        nash.strategies,
        values + middle[..., None, :],
        regret,
        scale,
        nash.inconsistency.max(axis=-1),
        total_regret=regret / (1 - game.discount[..., None]),
    )


def stage_and_values(game: Any, strategies: tuple[Floats, ...]) -> tuple[Any, Floats, Floats, Floats]:
    """The stage games of a stationary profile and its values, with payoffs about 0.

    Returns
    -------
    stage : NormalFormGame, (*batch, S)
    values : (*batch, S, N)
    doubt : (*batch, N)
        A bound on the error of the payoffs of the stage games.
    middle : (*batch, N)
        What was taken off the payoffs.
    """
    proper = tuple(proper_strategy(strategy, mask(game, i))[0] for i, strategy in enumerate(strategies))
    game, middle = game.centred()
    values, error = game.evaluate(proper)
    known = np.where(np.isfinite(values), values, 0.0)  # where a strategy has no weight at all, it is refused later
    stage = game.stage_game(known)
    terms = 4.0 * game.transitions.shape[-1] + 16.0
    size = np.abs(stage.payoffs).max(axis=(-2 - len(game.players), *range(-len(game.players), 0)))
    return stage, values, error.max(axis=-2) + terms * ROUNDING * (size + np.abs(known).max(axis=-2)), middle
