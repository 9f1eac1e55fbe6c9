"""Bayes-Nash equilibrium in cut-off strategies."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .measure import Residual

GRID = 257
"""Types, evenly spaced, whose gains are looked at."""
NEAR = 40
"""The types nearest to the cut-off that are looked at are 2**-NEAR of the interval away."""


def cutoff_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""What the type with most to gain could gain, if each player acts from his cut-off on.

    .. math:: \max \Big( \max_{\theta < c_i} g_i(\theta, c), \; \max_{\theta \ge c_i} -g_i(\theta, c), \; 0 \Big)

    over the cut-off itself, types at :math:`2^{-1}, 2^{-2}, \ldots, 2^{-40}` of the interval below and above it, and an
    even grid. With the upper end for cut-off nobody acts. The regret is measured at these types, and is no bound for
    those between; the rounding within a gain is that of the function given.

    Returns
    -------
    Residual
        ``scale`` is the largest absolute gain of the types looked at, and of the lowest and highest type where all
        others always act, or never: a player who is indifferent at this profile has a scale too. ``inconsistency`` is
        how far cut-offs are outside the interval, as a share of it. Payoffs are NaN: gains do not tell them.
    """
    number = len(game.gains)
    cutoffs = [np.asarray(strategy, dtype=np.float64) for strategy in strategies]
    if len(cutoffs) != number:
        raise InvalidGameError(f"a profile needs one cut-off for each of {number} players; got {len(cutoffs)}.")
    if rows is None:
        shape = np.broadcast_shapes(game.batch_shape, *(cutoff.shape for cutoff in cutoffs))
        cutoffs = [np.broadcast_to(cutoff, shape) for cutoff in cutoffs]
        slots = [cutoff.reshape(-1, *game.batch_shape) for cutoff in cutoffs]
        regret, scale, off = _measure(game, slots)
        regret, scale, off = regret.reshape(*shape, number), scale.reshape(*shape, number), off.reshape(shape)
    else:
        # Functions know no rows: the profiles of one game are put one behind the other.
        games = int(np.prod(game.batch_shape))
        place = np.arange(len(rows)) - np.searchsorted(rows, np.arange(games))[rows]
        most = int(place.max(initial=-1)) + 1
        slots = [np.broadcast_to(low, (most, *game.batch_shape)).reshape(most, games).copy() for low in game.lower]
        for slot, cutoff in zip(slots, cutoffs, strict=True):
            slot[place, rows] = cutoff
        parts = _measure(game, [slot.reshape(most, *game.batch_shape) for slot in slots])
        regret, scale = (part.reshape(most, games, number)[place, rows] for part in parts[:2])
        off = parts[2].reshape(most, games)[place, rows]
    return Residual("bayes-nash in cut-offs", tuple(cutoffs), np.full(regret.shape, np.nan), regret, scale, off)


def _measure(game: Any, cutoffs: list[Floats]) -> tuple[Floats, Floats, Floats]:
    """Regret and scale (slots, *batch, N), and how far cut-offs are outside, (slots, *batch)."""
    regrets, scales, off = [], [], np.zeros(cutoffs[0].shape)
    steps = 0.5 ** np.arange(1, NEAR + 1)
    nothing = np.where(np.isfinite(sum(cutoffs)), 0.0, np.inf)  # a NaN is no cut-off
    inside = [
        np.clip(np.nan_to_num(cutoff, nan=0.0), low, high)
        for cutoff, low, high in zip(cutoffs, game.lower, game.upper, strict=True)
    ]
    for i, cutoff in enumerate(inside):
        low, high = (np.broadcast_to(end, cutoff.shape) for end in (game.lower[i], game.upper[i]))
        with np.errstate(invalid="ignore"):
            off = np.maximum(off, np.abs(cutoffs[i] - cutoff) / (high - low))
        worst, largest = np.zeros(cutoff.shape), np.zeros(cutoff.shape)
        shares = np.linspace(0, 1, GRID).reshape(-1, *(1,) * cutoff.ndim)
        near = np.concatenate([-steps, [0.0], steps]).reshape(-1, *(1,) * cutoff.ndim)
        types = np.concatenate([low * (1 - shares) + high * shares, np.clip(cutoff + near * (high - low), low, high)])
        for own in types:
            gained = game.gain(i, own, inside)
            acts = (own >= cutoff) & (cutoff < high)
            worst = np.maximum(worst, np.where(acts, -gained, gained))
            largest = np.maximum(largest, np.abs(gained))
        for ends in (game.lower, game.upper):
            others = [np.broadcast_to(end, cutoff.shape) for end in ends]
            largest = np.maximum(largest, np.maximum(*(np.abs(game.gain(i, own, others)) for own in (low, high))))
        regrets.append(worst + nothing)
        scales.append(largest)
    off = np.where(np.isfinite(nothing), off, np.inf)
    return np.stack(regrets, axis=-1), np.stack(scales, axis=-1), off
