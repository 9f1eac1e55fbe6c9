"""Correlated equilibrium of a normal-form game."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..profile import profiles_available
from .measure import Residual, doubt, mask, payoffs_of


def obedience_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""The residual of a correlated equilibrium: one distribution over action profiles, recommended in private.

    ``strategies`` holds that one array, (*batch, m_1, ..., m_N). Regret is what a player gains by the best
    plan that maps recommendations to actions,

    .. math:: \sum_a \max_b \sum_{c} p(a, c) \, [u_i(b, c) - u_i(a, c)],

    with a bound on rounding added; ``inconsistency`` is that of the distribution.

    References
    ----------
    Aumann (1987), "Correlated Equilibrium as an Expression of Bayesian Rationality", section 2.
    """
    if rows is not None:
        game = game.take(rows)
    players, sizes = len(game.players), game.sizes
    joint = np.asarray(strategies[0], dtype=np.float64)
    if len(strategies) != 1 or joint.shape[-players:] != sizes:
        raise InvalidGameError(
            f"a correlated profile needs one distribution over action profiles, (*batch, "
            f"{', '.join(map(str, sizes))}); got {joint.shape}."
        )
    profiles = tuple(range(-players, 0))
    exists = profiles_available([mask(game, i) for i in range(players)])
    proper = np.where(exists & (joint > 0), joint, 0.0)
    total = proper.sum(axis=profiles, keepdims=True)
    off = np.maximum(np.abs(joint.sum(axis=profiles) - 1), np.abs(joint - proper).max(axis=profiles))
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = proper / total
    regret, paid, scale = [], [], []
    for i in range(players):
        payoff = np.moveaxis(payoffs_of(game, i), i - players, -1)
        weights = np.moveaxis(weight, i - players, -1)
        others = prod(sizes) // sizes[i]
        mine, chance = (part.reshape(*part.shape[:-players], others, sizes[i]) for part in (payoff, weights))
        gains = chance[..., :, None] * (mine[..., None, :] - mine[..., :, None])  # opponents, told, played
        by_reply = np.where(mask(game, i)[..., None, :], gains.sum(axis=-3), -np.inf)
        size = np.abs(gains).sum(axis=-3).max(axis=-1).sum(axis=-1)
        regret.append(np.maximum(by_reply.max(axis=-1), 0).sum(axis=-1) + doubt(prod(sizes), size))
        paid.append((chance * mine).sum(axis=(-1, -2)))
        there = np.moveaxis(exists, i - players, -1).reshape(*exists.shape[:-players], others, sizes[i])
        there = np.broadcast_to(there, mine.shape)
        scale.append(
            np.max(mine, axis=(-1, -2), where=there, initial=-np.inf)
            - np.min(mine, axis=(-1, -2), where=there, initial=np.inf)
        )
    bound = np.stack(np.broadcast_arrays(*regret), axis=-1)
    if game.exact is not None:
        bound = bound + game.exact.rounding
    shape = bound.shape
    return Residual(
        "correlated",
        (np.broadcast_to(joint, (*shape[:-1], *sizes)),),
        np.broadcast_to(np.stack(paid, axis=-1), shape),
        bound,
        np.broadcast_to(np.stack(np.broadcast_arrays(*scale), axis=-1), shape),
        np.where(np.isnan(bound).any(axis=-1), np.inf, np.broadcast_to(off, shape[:-1])),
    )
