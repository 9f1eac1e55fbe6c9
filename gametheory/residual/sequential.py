"""Perfect Bayesian equilibrium of a signalling game."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Bools, Floats
from .measure import ROUNDING, Residual, ResidualOf, doubt, everything, proper_strategy


def sequential_residual(beliefs: Any) -> ResidualOf:
    r"""The residual of a perfect Bayesian equilibrium of a signalling game, with the beliefs that support it.

    Regret of the sender is that of the type with most to gain, not weighted by the prior; regret of the
    receiver is that after the message with most to gain, given the belief. ``inconsistency`` covers the
    simplexes and Bayes' rule after every message that is sent.

    Parameters
    ----------
    beliefs : (*batch, messages, types)

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1.
    """
    beliefs = np.asarray(beliefs, dtype=np.float64)

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        if rows is not None:
            game = game.take(rows)
        sender, receiver = _signals(game, strategies, beliefs)
        sent, off_sender = proper_strategy(sender, _signal_mask(game, 0))
        reply, off_receiver = proper_strategy(receiver, _signal_mask(game, 1))
        belief, off_belief = proper_strategy(beliefs, np.ones(beliefs.shape[-1:], dtype=bool))
        off = np.maximum(off_sender.max(axis=-1), np.maximum(off_receiver.max(axis=-1), off_belief.max(axis=-1)))
        # Sender: what type t gets from message m, and what the best message would bring.
        u, v = game.payoffs[..., 0, :, :, :], game.payoffs[..., 1, :, :, :]
        # Both compare payoffs only within a type, and the receiver only after one message: centre there.
        u = u - (u.max(axis=(-1, -2), keepdims=True) + u.min(axis=(-1, -2), keepdims=True)) / 2
        v = v - (v.max(axis=-1, keepdims=True) + v.min(axis=-1, keepdims=True)) / 2
        worth = np.einsum("...tma,...ma->...tm", u, reply)
        best = np.where(_signal_mask(game, 0), worth, -np.inf).max(axis=-1)
        sender_regret = (best - (sent * worth).sum(axis=-1)).max(axis=-1)
        joint = game.prior[..., :, None] * sent
        chance = joint.sum(axis=-2)
        with np.errstate(divide="ignore", invalid="ignore"):
            posterior = np.where(chance[..., None] > 0, joint.swapaxes(-1, -2) / chance[..., None], belief)
        off = np.maximum(off, np.abs(posterior - belief).max(axis=(-1, -2)))
        value = np.einsum("...mt,...tma->...ma", belief, v)
        best = np.where(_signal_mask(game, 1), value, -np.inf).max(axis=-1)
        receiver_regret = (best - (reply * value).sum(axis=-1)).max(axis=-1)
        paid = np.stack(
            [
                np.einsum("...tm,...ma,...tma->...", joint, reply, game.payoffs[..., i, :, :, :])
                for i in range(2)
            ],
            axis=-1,
        )
        scale = game.scale
        size = np.stack([np.abs(side).max(axis=(-1, -2, -3)) for side in (u, v)], axis=-1)
        regret = np.maximum(np.stack(np.broadcast_arrays(sender_regret, receiver_regret), axis=-1), 0)
        regret = np.where(scale > 0, regret + doubt(sum(game.payoffs.shape[-3:]), size), 0.0 * regret)
        if game.exact is not None:
            regret = regret + (1 + ROUNDING) * game.exact.rounding
        off = np.broadcast_to(off, regret.shape[:-1])
        bad = np.isnan(regret).any(axis=-1) | np.isnan(off)
        return Residual(
            "perfect bayesian",
            tuple(np.broadcast_to(raw, (*off.shape, *raw.shape[-2:])) for raw in (sender, receiver)),
            paid,
            regret,
            np.broadcast_to(scale, regret.shape),
            np.where(bad, np.inf, off),
            beliefs=np.broadcast_to(beliefs, (*regret.shape[:-1], *beliefs.shape[-2:])),
        )

    return residual


def _signals(game: Any, strategies: tuple[Any, ...], beliefs: Floats) -> tuple[Floats, Floats]:
    types, messages, replies = game.payoffs.shape[-3:]
    if len(strategies) == 2:
        sender, receiver = (np.asarray(strategy, dtype=np.float64) for strategy in strategies)
        shapes = sender.shape[-2:], receiver.shape[-2:], beliefs.shape[-2:]
        if shapes == ((types, messages), (messages, replies), (messages, types)):
            return sender, receiver
    raise InvalidGameError(
        f"a profile needs a sender's strategy (*batch, {types}, {messages}), a receiver's (*batch, {messages}, "
        f"{replies}) and beliefs (*batch, {messages}, {types}); got {[np.shape(x) for x in strategies]} and "
        f"{beliefs.shape}."
    )


def _signal_mask(game: Any, i: int) -> Bools:
    """Messages of the sender (types on the axis before last) or actions of the receiver (messages there)."""
    if game.available is None:
        return np.asarray(everything(game.payoffs.shape[-2 + i])[0])
    return np.asarray(game.available[i][..., None, :])
