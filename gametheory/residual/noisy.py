"""Sequential equilibrium of a signalling game with types of the receiver or noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Bools, Floats
from .measure import ROUNDING, Residual, ResidualOf, as_probabilities, doubt, everything, proper_strategy


def noisy_signalling_residual(beliefs: Any, exponents: Any, weights: Any) -> ResidualOf:
    r"""The residual of a sequential equilibrium of a signalling game with types of the receiver or noise.

    A witness shows that beliefs are limits: type t sends a message m that it does not send in equilibrium in
    proportion to :math:`\lambda(t, m) \varepsilon^{e(t, m)} / p(t)`, with :math:`e(t, m) \ge 1`. As
    :math:`\varepsilon` goes to 0, beliefs by Bayes' rule go to

    .. math:: \mu(t, m \mid k, s) \propto \lambda(t, m)\, q(k \mid t)\, \nu(s \mid m)

    over the pairs that can lead to (k, s) and have the smallest e among these; where m is sent, e = 0 and
    :math:`\lambda(t, m) = p(t) \sigma(m \mid t)`. One :math:`\lambda` serves all signals and all types of the receiver.

    ``inconsistency`` is how far the beliefs are from that limit, and strategies from the simplexes. Regret of the
    sender is that of the type with most to gain; regret of the receiver is that at the information set with most to
    gain, reached or not, given the belief there. Information sets that no message of any type leads to count
    for nothing.

    Parameters
    ----------
    beliefs : (*batch, K, S, T, M)
        Over pairs of type and message.
    exponents, weights : (*batch, T, M)
        Of the pairs that are not sent; others are ignored.

    References
    ----------
    Kreps and Wilson (1982), "Sequential Equilibria", appendix, lemmas A1 and A2.
    """
    held = as_probabilities(beliefs)

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        if rows is not None:
            game = game.take(rows)
        sender, receiver = _checked(game, strategies, held)
        messages, replies = _masks(game)
        sent, off_sender = proper_strategy(sender, messages[..., None, :])
        chosen, off_receiver = proper_strategy(receiver, replies[..., None, None, :])
        flat = held.reshape(*held.shape[:-2], held.shape[-2] * held.shape[-1])
        proper, off_beliefs = proper_strategy(flat, np.ones(flat.shape[-1:], dtype=bool))
        proper = proper.reshape(held.shape)
        prior, kinds, noise, slips = (
            _normed(array) for array in (game.prior, game.receiver_prior, game.message_noise, game.reply_noise)
        )
        # Compared are payoffs within a type of the sender, and within a message for the receiver: centre there.
        u, v = game.payoffs[..., 0, :, :, :, :], game.payoffs[..., 1, :, :, :, :]
        u = u - (u.max(axis=(-1, -2, -3), keepdims=True) + u.min(axis=(-1, -2, -3), keepdims=True)) / 2
        v = v - (v.max(axis=-1, keepdims=True) + v.min(axis=-1, keepdims=True)) / 2
        size = np.stack([np.abs(side).max(axis=(-1, -2, -3, -4)) for side in (u, v)], axis=-1)
        carried_out = np.einsum("...ksc,...ca->...ksa", chosen, slips)
        worth = np.einsum("...tk,...ms,...ksa,...tkma->...tm", kinds, noise, carried_out, u)
        best = np.where(messages[..., None, :], worth, -np.inf).max(axis=-1)
        sender_regret = (best - (sent * worth).sum(axis=-1)).max(axis=-1)
        joint = prior[..., :, None] * sent
        limit, possible, sound = _limits(joint, kinds, noise, exponents, weights, proper)
        off = np.maximum(off_sender.max(axis=-1), np.maximum(off_receiver, off_beliefs).max(axis=(-1, -2)))
        off = np.maximum(off, np.abs(limit - proper).max(axis=(-1, -2, -3, -4)))
        value = np.einsum("...kstm,...tkma,...ca->...ksc", proper, v, slips)
        best = np.where(replies[..., None, None, :], value, -np.inf).max(axis=-1)
        gain = np.where(possible, best - (chosen * value).sum(axis=-1), 0.0)
        receiver_regret = gain.max(axis=(-1, -2))
        paid = np.stack(
            [
                np.einsum("...tm,...tk,...ms,...ksa,...tkma->...", joint, kinds, noise, carried_out, side)
                for side in (game.payoffs[..., i, :, :, :, :] for i in range(2))
            ],
            axis=-1,
        )
        regret = np.maximum(np.stack(np.broadcast_arrays(sender_regret, receiver_regret), axis=-1), 0)
        terms = sum(game.payoffs.shape[-4:]) + noise.shape[-1] + game.payoffs.shape[-1]
        regret = np.where(game.scale > 0, regret + doubt(terms, size), 0.0 * regret)
        if game.exact is not None:
            regret = regret + (1 + ROUNDING) * game.exact.rounding
        off = np.broadcast_to(np.where(sound, off, np.inf), regret.shape[:-1])
        bad = np.isnan(regret).any(axis=-1) | np.isnan(off)
        return Residual(
            "sequential",
            (np.broadcast_to(sender, (*off.shape, *sender.shape[-2:])),
             np.broadcast_to(receiver, (*off.shape, *receiver.shape[-3:]))),
            np.broadcast_to(paid, regret.shape),
            regret,
            np.broadcast_to(game.scale, regret.shape),
            np.where(bad, np.inf, off),
            beliefs=np.broadcast_to(held, (*off.shape, *held.shape[-4:])),
        )  # fmt: skip

    return residual


def _limits(
    joint: Floats, kinds: Floats, noise: Floats, exponents: Any, weights: Any, beliefs: Floats
) -> tuple[Floats, Bools, Bools]:
    """The limits of beliefs, (..., K, S, T, M); which information sets are possible; and where the witness is one."""
    powers, factors = np.asarray(exponents), np.asarray(weights, dtype=np.float64)
    sent = joint > 0
    sound = np.where(sent, True, (powers >= 1) & (factors > 0) & np.isfinite(factors)).all(axis=(-1, -2))
    powers = np.where(sent, 0, powers)[..., None, None, :, :]
    factors = np.where(sent, joint, factors)[..., None, None, :, :]
    leads = np.einsum("...tk,...ms->...kstm", kinds, noise)
    shape = np.broadcast_shapes(powers.shape, leads.shape)
    powers = np.where(leads > 0, powers, np.iinfo(np.int64).max)
    first = powers == powers.min(axis=(-1, -2), keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(first & (leads > 0), factors * leads, 0.0)
        share = share / share.max(axis=(-1, -2), keepdims=True)  # very small weights count too
        share = share / share.sum(axis=(-1, -2), keepdims=True)
    possible = (leads > 0).any(axis=(-1, -2))
    limit = np.where(possible[..., None, None], np.broadcast_to(share, shape), beliefs)
    return limit, possible, np.asarray(sound)


def _checked(game: Any, strategies: tuple[Any, ...], beliefs: Floats) -> tuple[Floats, Floats]:
    types, kinds, messages, replies = game.payoffs.shape[-4:]
    signals = game.message_noise.shape[-1]
    if len(strategies) == 2:
        sender, receiver = (as_probabilities(strategy) for strategy in strategies)
        shapes = sender.shape[-2:], receiver.shape[-3:], beliefs.shape[-4:]
        if shapes == ((types, messages), (kinds, signals, replies), (kinds, signals, types, messages)):
            return sender, receiver
    raise InvalidGameError(
        f"a profile needs a sender's strategy (*batch, {types}, {messages}), a receiver's (*batch, {kinds}, {signals}, "
        f"{replies}) and beliefs (*batch, {kinds}, {signals}, {types}, {messages}); got "
        f"{[np.shape(x) for x in strategies]} and {beliefs.shape}."
    )


def _masks(game: Any) -> tuple[Bools, Bools]:
    """Which messages and replies exist, (*batch, M) and (*batch, A), or without the batch where all do."""
    if game.available is None:
        messages, replies = (everything(size)[0] for size in game.payoffs.shape[-2:])
        return messages, replies
    messages, replies = game.available
    return messages, replies


def _normed(array: Floats) -> Floats:
    """In proportion; rows of a message or reply that does not exist stay 0."""
    total = array.sum(axis=-1, keepdims=True)
    return np.asarray(array / np.where(total > 0, total, 1.0))
