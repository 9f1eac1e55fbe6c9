"""Messages that are not sent and that every refinement leaves alone, seen from arrays of the whole batch."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..value import Bools
from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .outcomes import MATCH

SLACK = 16 * MATCH
"""Payoffs that are rounded count as different if they are further apart than this share of the largest."""


class Unsent(NamedTuple):
    """Messages by outcome, (outcomes, M) each.

    Attributes
    ----------
    unsent
        Messages that exist, and that no type sends.
    deterred
        No best reply to any belief makes a type better off.
    deterred_at_certainty
        Some best reply to each belief that is sure of one type makes no type better off.
    """

    unsent: Bools
    deterred: Bools
    deterred_at_certainty: Bools


def unsent_messages(game: SignallingGame, equilibria: SignallingEquilibria, rows: Any) -> Unsent:
    """Look at the messages that are not sent at the outcomes of these rows.

    What is said to be deterred is so in exact arithmetic; where rounding might matter, nothing is said.
    """
    games, of = prod(game.batch_shape), equilibria.game[rows]
    payoffs = game.payoffs.reshape(games, *game.payoffs.shape[-4:])
    sent, replied = (strategy[rows] for strategy in equilibria.strategies)
    sender, receiver = payoffs[of, 0], payoffs[of, 1]
    messages, replies = _available(game, of, 0), _available(game, of, 1)
    content = ~_tempts(sender, sent > 0, replied, exact=game.exact is None)  # of type t, given m and a
    absent = ~replies[:, None, None, :]
    deters = content.all(axis=1)  # by m and a
    best = _best(np.where(absent, -np.inf, receiver), exact=game.exact is None)
    at_certainty = (best & deters[:, None]).any(axis=-1).all(axis=1)
    only = (best.sum(axis=-1) == 1).all(axis=1)  # then no other reply is best to any belief
    everywhere = ((best.all(axis=1) & deters).any(axis=-1) & only) | (deters | absent[:, 0]).all(axis=-1)
    return Unsent(messages & ~(sent > 0).any(axis=1), everywhere, everywhere | at_certainty)


def _available(game: SignallingGame, of: Any, side: int) -> Any:
    """Which messages (side 0) or replies (side 1) exist, a row for each of these games."""
    if game.available is None:
        return np.ones((len(of), game.payoffs.shape[side - 2]), dtype=bool)
    mask = game.available[side]
    return mask.reshape(-1, mask.shape[-1])[of]


def _tempts(sender: Any, sent: Any, replied: Any, *, exact: bool) -> Any:
    """Whether a type may be better off than at the outcome, by message and reply, (outcomes, T, M, A)."""
    pure = (replied == 1).any(axis=-1)
    reply = replied.argmax(axis=-1)
    worth = np.take_along_axis(sender, reply[:, None, :, None], axis=-1)[..., 0]
    known = sent & pure[:, None]
    has = known.any(axis=-1)
    mean = (sender * replied[:, None]).sum(axis=-1)
    first = np.where(has[..., None], known, sent).argmax(axis=-1)[..., None]
    own = np.where(has, np.take_along_axis(worth, first, -1)[..., 0], np.take_along_axis(mean, first, -1)[..., 0])
    largest = np.abs(sender).max(axis=(1, 2, 3))
    rounded = sender >= (own - SLACK * largest[:, None])[..., None, None]
    if not exact:
        return rounded
    return np.where(has[..., None, None], sender > own[..., None, None], rounded)


def _best(worth: Any, *, exact: bool) -> Any:
    """Whether a reply is best to a type for sure, (outcomes, T, M, A)."""
    top = worth.max(axis=-1, keepdims=True)
    if exact:
        return worth == top
    largest = np.abs(np.where(np.isfinite(worth), worth, 0)).max(axis=(1, 2, 3), keepdims=True)
    near = worth >= top - SLACK * largest
    return near & (near.sum(axis=-1, keepdims=True) == 1)
