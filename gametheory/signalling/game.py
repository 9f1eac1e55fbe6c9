"""Games in which a sender who knows a type sends a message, and a receiver replies to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..normal_form import NormalFormGame
from ..value import Batch, Bools, Floats, frozen

PRIOR_ERROR = 1e-12
"""How far a prior may be off a sum of 1."""


@dataclass(frozen=True, eq=False, repr=False)
class SignallingGame(Batch):
    """A batch of games in which a sender of a hidden type sends a message to which a receiver replies.

    Attributes
    ----------
    payoffs : (*batch, 2, T, M, A)
        Payoffs to sender and receiver at [type, message, reply].
    prior : (*batch, T)
        Probability of each type.
    players : (str, str)
    types, messages, replies : tuple of str, or None
    available : ((*batch, M) bool, (*batch, A) bool), or None
        Which messages and replies exist in which game.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    Beer or quiche (Cho and Kreps 1987), with a surly type of probability 0.9:

    >>> sender = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]]
    >>> receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    >>> SignallingGame([sender, receiver], [0.1, 0.9], messages=("beer", "quiche"))
    <SignallingGame: 2 types, sender (2 messages) -> receiver (2 replies)>
    """

    payoffs: Floats
    prior: Floats
    players: tuple[str, ...] = ("sender", "receiver")
    types: tuple[str, ...] | None = None
    messages: tuple[str, ...] | None = None
    replies: tuple[str, ...] | None = None
    available: tuple[Bools, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("players", "types", "messages", "replies"):
            labels = getattr(self, name)
            object.__setattr__(self, name, None if labels is None else tuple(labels))
        try:
            array = np.asarray(self.payoffs)
        except ValueError as error:
            raise InvalidGameError(f"payoffs of a signalling game must be a rectangular array; {error}.") from error
        if array.ndim < 4 or array.shape[-4] != 2 or 0 in array.shape[-3:]:
            raise InvalidGameError(
                f"payoffs of a signalling game need shape (*batch, 2, types, messages, replies); got {array.shape}."
            )
        *batch, _, types, messages, replies = array.shape
        for name, labels, number in (("messages", self.messages, messages), ("replies", self.replies, replies)):
            if labels is not None and len(labels) != number:
                raise InvalidGameError(f"{name} need one label for each of {number}; got {len(labels)}.")
        # For each type, messages and replies are the actions of a normal form; it checks all the rest.
        masks = None
        if self.available is not None:
            masks = tuple(np.asarray(mask)[..., None, :] for mask in self.available)
        labels = None
        if self.messages is not None and self.replies is not None:
            labels = (self.messages, self.replies)
        by_type = NormalFormGame(np.swapaxes(array, -4, -3), self.players, labels, masks)
        if by_type.exact is not None:
            raise InvalidGameError("payoffs of a signalling game must be exact in float64; convert with astype(float).")
        prior = np.asarray(self.prior, dtype=np.float64)
        try:
            prior = np.array(np.broadcast_to(prior, (*batch, types)))
        except ValueError:
            raise InvalidGameError(
                f"the prior needs shape (*batch, types) = {(*batch, types)}; got {prior.shape}."
            ) from None
        if not ((prior >= 0).all() and (np.abs(prior.sum(axis=-1) - 1) <= PRIOR_ERROR).all()):
            raise InvalidGameError("a prior must be non-negative and sum to 1 over types.")
        if self.types is not None and len(self.types) != types:
            raise InvalidGameError(f"types need one label for each of {types} types; got {len(self.types)}.")
        payoffs = np.ascontiguousarray(np.swapaxes(by_type.payoffs, -4, -3))
        object.__setattr__(self, "payoffs", frozen(payoffs))
        object.__setattr__(self, "prior", frozen(prior))
        object.__setattr__(
            self,
            "available",
            None if by_type.available is None else tuple(frozen(mask[..., 0, :]) for mask in by_type.available),
        )

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[:-4]

    @property
    def scale(self) -> Floats:
        """Each player's payoff range over all types, messages and replies that exist, (*batch, 2)."""
        where = np.ones(self.payoffs.shape, dtype=bool)
        if self.available is not None:
            message, reply = self.available
            where &= (message[..., :, None] & reply[..., None, :])[..., None, None, :, :]
        cells = (-1, -2, -3)
        high = np.max(self.payoffs, axis=cells, where=where, initial=-np.inf)
        return np.asarray(high - np.min(self.payoffs, axis=cells, where=where, initial=np.inf))

    def posterior(self, sender: Any) -> Floats:
        """Beliefs by Bayes' rule, (*batch, M, T); NaN after a message that is never sent.

        Parameters
        ----------
        sender : (*batch, T, M)
        """
        joint = (self.prior[..., :, None] * np.asarray(sender, dtype=np.float64)).swapaxes(-1, -2)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(joint / joint.sum(axis=-1, keepdims=True))

    def take(self, rows: Any) -> SignallingGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        return SignallingGame(
            self._rows(self.payoffs, rows),
            self._rows(self.prior, rows),
            self.players,
            self.types,
            self.messages,
            self.replies,
            None if self.available is None else tuple(self._rows(mask, rows) for mask in self.available),
        )

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        types, messages, replies = self.payoffs.shape[-3:]
        sender, receiver = self.players
        return (
            f"<SignallingGame: {batch}{types} types, {sender} ({messages} messages) -> {receiver} ({replies} replies)>"
        )
