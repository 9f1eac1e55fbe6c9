"""Games in which a sender who knows a type sends a message, and a receiver replies to it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..normal_form import NormalFormGame
from ..value import Batch, Bools, Floats, Value, frozen

PRIOR_ERROR = 1e-12
"""How far a prior may be off a sum of 1."""


@dataclass(frozen=True, eq=False)
class ExactSignals(Value):
    """Payoffs and prior as fractions, where float64 does not hold those given.

    Attributes
    ----------
    payoffs : (*batch, 2, T, M, A) array of Fraction
    prior : (*batch, T) array of Fraction
    rounding : (*batch, 2)
        The largest error, rounded up and in payoff units, that float64 makes in a difference that matters to a
        player: between two payoffs of one type of the sender; between two replies of the receiver to one type
        and message.
    """

    payoffs: Any
    prior: Any
    rounding: Floats


@dataclass(frozen=True, eq=False, repr=False)
class SignallingGame(Batch):
    """A batch of games in which a sender of a hidden type sends a message to which a receiver replies.

    With types of the receiver, or noise on messages and replies, it is a
    :class:`~gametheory.signalling.NoisySignallingGame`.

    Attributes
    ----------
    payoffs : (*batch, 2, T, M, A)
        Payoffs to sender and receiver at [type, message, reply].
    prior : (*batch, T)
        Probability of each type. A float is the dyadic rational that it is, and the prior is in proportion to
        its entries: ``[0.1, 0.9]`` is within one rounding of odds of 1 to 9. Where ties depend on the prior, give
        fractions: ``[Fraction(1, 10), Fraction(9, 10)]``.
    players : (str, str)
    types, messages, replies : tuple of str, or None
    available : ((*batch, M) bool, (*batch, A) bool), or None
        Which messages and replies exist in which game.
    exact : ExactSignals or None
        Payoffs and prior as fractions, only where float64 does not hold those given. Filled by the constructor
        when they hold fractions, decimals or integers beyond 2**53.

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
    exact: ExactSignals | None = None

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
        given = _prior(self.prior, (*batch, types))
        prior = np.array(given, dtype=np.float64)
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
            None if by_type.available is None else tuple(frozen(np.array(x[..., 0, :])) for x in by_type.available),
        )
        object.__setattr__(self, "exact", self._carrier(by_type, given))

    def _carrier(self, by_type: NormalFormGame, prior: Any) -> ExactSignals | None:
        """Payoffs and prior as fractions, unless float64 holds them all."""
        if self.exact is not None:
            if isinstance(self.exact, ExactSignals) and self.exact.payoffs.shape == self.payoffs.shape:
                there = np.broadcast_to(self.exists, self.payoffs.shape)
                held = self.exact.payoffs.astype(np.float64) == self.payoffs
                if (held | ~there).all() and (self.exact.prior.astype(np.float64) == self.prior).all():
                    return self.exact
            raise InvalidGameError("exact is filled in by the constructor; pass fractions as payoffs or prior instead.")
        rational = prior.dtype == object and any(entry != float(entry) for entry in prior.reshape(-1))
        if by_type.exact is None and not rational:
            return None
        payoffs = as_fractions(self.payoffs)
        if by_type.exact is not None:
            payoffs = np.swapaxes(by_type.exact.values, -4, -3)
        # Cells that do not exist have payoff 0, and no error.
        errors = payoffs - as_fractions(self.payoffs)
        rounding = np.zeros((*self.batch_shape, 2))
        for i, cells in enumerate([(-1, -2), (-1,)]):
            mine = errors[..., i, :, :, :]
            gap = np.asarray(mine.max(axis=cells) - mine.min(axis=cells), dtype=np.float64) * (1 + 2.0**-50)
            gap = gap.max(axis=tuple(range(len(self.batch_shape), gap.ndim)))
            rounding[..., i] = np.where(gap > 0, np.nextafter(gap, np.inf), 0.0)
        return ExactSignals(frozen(payoffs), frozen(as_fractions(prior)), frozen(rounding))

    @property
    def exists(self) -> Bools:
        """Which cells exist: (1, 1, M, A) after the batch axes, if there are masks."""
        if self.available is None:
            return np.ones((1, 1, *self.payoffs.shape[-2:]), dtype=bool)
        message, reply = self.available
        return np.asarray((message[..., :, None] & reply[..., None, :])[..., None, None, :, :])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[:-4]

    @property
    def scale(self) -> Floats:
        """Each player's payoff range over all types, messages and replies that exist, (*batch, 2)."""
        where = np.broadcast_to(self.exists, self.payoffs.shape)
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
            None
            if self.exact is None
            else ExactSignals(*(self._rows(part, rows) for part in vars(self.exact).values())),
        )

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        types, messages, replies = self.payoffs.shape[-3:]
        sender, receiver = self.players
        return (
            f"<SignallingGame: {batch}{types} types, {sender} ({messages} messages) -> {receiver} ({replies} replies)>"
        )


def _prior(prior: Any, shape: tuple[int, ...]) -> Any:
    """The prior spread over the batch: floats, or fractions where it was given as other numbers."""
    array = np.asarray(prior)
    if array.dtype.kind not in "biufO":
        raise InvalidGameError(f"a prior must be real numbers; got dtype {array.dtype}.")
    try:
        array = np.array(np.broadcast_to(array, shape))
    except ValueError:
        raise InvalidGameError(f"the prior needs shape (*batch, types) = {shape}; got {array.shape}.") from None
    return as_fractions(array) if array.dtype == object else array.astype(np.float64)


def as_fractions(array: Any) -> Any:
    """The entries as the fractions that they are."""
    fractions = np.empty(array.shape, dtype=object)
    fractions.reshape(-1)[:] = [Fraction(*entry.as_integer_ratio()) for entry in array.reshape(-1).tolist()]
    return fractions
