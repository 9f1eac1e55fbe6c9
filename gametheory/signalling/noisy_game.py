"""Signalling games in which the receiver has types, or noise comes between what is chosen and what happens."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..normal_form.exact_payoffs import as_payoffs
from ..value import Batch, Bools, Floats, Value, frozen
from .game import PRIOR_ERROR, SignallingGame, as_fractions

NUMBERS = ("payoffs", "prior", "receiver_prior", "message_noise", "reply_noise")
"""The fields that hold numbers."""


@dataclass(frozen=True, eq=False)
class ExactNoisySignals(Value):
    """The numbers of a game as fractions, where float64 does not hold those given.

    Attributes
    ----------
    payoffs, prior, receiver_prior, message_noise, reply_noise : arrays of Fraction
        As in the game.
    rounding : (*batch, 2)
        In payoff units: a bound on what float64 changes in a difference between two expected payoffs.
    """

    payoffs: Any
    prior: Any
    receiver_prior: Any
    message_noise: Any
    reply_noise: Any
    rounding: Floats


@dataclass(frozen=True, eq=False, repr=False)
class NoisySignallingGame(Batch):
    r"""A batch of signalling games whose receiver has types, or with public noise on messages and replies.

    Chance draws a type t of the sender with probability p(t), and a type k of the receiver with probability
    :math:`q(k \mid t)`. The sender knows t and sends m. The receiver, who knows k, receives the signal s with
    probability :math:`\nu(s \mid m)` and chooses a reply, which is carried out as a with probability
    :math:`\pi(a \mid a')` if a' was chosen. Payoffs depend on t, k, on the message that was sent, and on the reply
    that was carried out.

    It is a class of its own beside :class:`SignallingGame`, because the equilibria asked for are others: an
    information set of the receiver is a pair (k, s), several of them can follow one message, and their beliefs then
    come from the same mistakes. :func:`all_pbe` and :func:`pure_pbe` return sequential equilibria of these games.
    The refinements, and :func:`from_tree`, take a :class:`SignallingGame` only. Noise on replies alone changes expected
    payoffs and nothing else: for large batches take ``SignallingGame(payoffs @ swapped, prior)``, where ``swapped`` is
    ``reply_noise`` with its last two axes exchanged.

    All probabilities are in proportion to the numbers given, which are within 1e-12 of a sum of 1.

    Attributes
    ----------
    payoffs : (*batch, 2, T, K, M, A)
        Payoffs to sender and receiver at [type, type of the receiver, message sent, reply carried out]. Given
        without ``receiver_prior``, they have no axis K, and one of length 1 is put in.
    prior : (*batch, T)
        Positive: beliefs that are limits have nothing to say of types of probability 0.
    receiver_prior : (*batch, T, K), or what broadcasts to it
        Probability of each type of the receiver, given that of the sender; (K,) where they are independent.
    message_noise : (*batch, M, S), or what broadcasts to it
        Probability of each signal, given the message. Nothing given: the message itself is received.
    reply_noise : (*batch, A, A), or what broadcasts to it
        Probability of each reply carried out, given the one chosen. Nothing given: the reply chosen.
    players : (str, str)
    types, receiver_types, messages, signals, replies : tuple of str, or None
    available : ((*batch, M) bool, (*batch, A) bool), or None
        Which messages and replies exist in which game.
    exact : ExactNoisySignals or None
        The numbers as fractions, only where float64 does not hold those given. Filled by the constructor.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    Beer or quiche, where one breakfast in ten is mistaken for the other:

    >>> sender = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]]
    >>> receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    >>> NoisySignallingGame([sender, receiver], [0.1, 0.9], message_noise=[[0.9, 0.1], [0.1, 0.9]])
    <NoisySignallingGame: 2 types, sender (2 messages, 2 signals) -> receiver (1 type, 2 replies)>
    """

    payoffs: Floats
    prior: Floats
    receiver_prior: Any = None
    message_noise: Any = None
    reply_noise: Any = None
    players: tuple[str, ...] = ("sender", "receiver")
    types: tuple[str, ...] | None = None
    receiver_types: tuple[str, ...] | None = None
    messages: tuple[str, ...] | None = None
    signals: tuple[str, ...] | None = None
    replies: tuple[str, ...] | None = None
    available: tuple[Bools, ...] | None = None
    exact: ExactNoisySignals | None = None

    def __post_init__(self) -> None:
        for name in ("players", "types", "receiver_types", "messages", "signals", "replies"):
            labels = getattr(self, name)
            object.__setattr__(self, name, None if labels is None else tuple(labels))
        given = self.exact if isinstance(self.exact, ExactNoisySignals) else self
        plain = _by_pairs(given, self)
        *batch, _, types, kinds, messages, replies = _shape(given)
        noise = np.eye(messages) if given.message_noise is None else given.message_noise
        signals = np.shape(noise)[-1] if np.ndim(noise) else 0
        mine, theirs = (True, True) if plain.available is None else plain.available
        sides = [
            _chances(given.prior, (*batch, types), "prior", True),
            _chances([1.0] if given.receiver_prior is None else given.receiver_prior, (*batch, types, kinds),
                     "receiver_prior", True),
            _chances(noise, (*batch, messages, signals), "message_noise", mine),
            _chances(np.eye(replies) if given.reply_noise is None else given.reply_noise, (*batch, replies, replies),
                     "reply_noise", theirs),
        ]  # fmt: skip
        if not (sides[0][0] > 0).all():
            raise InvalidGameError(
                "every type needs a positive probability, because beliefs are limits of beliefs by Bayes' rule; drop "
                "the types of probability 0."
            )
        if plain.available is not None and ((sides[3][0] > 0) & ~plain.available[1][..., None, :]).any():
            raise InvalidGameError(
                "a reply that exists is carried out as one that does not; give reply_noise over the replies that do."
            )
        for name, number in (("types", types), ("receiver_types", kinds), ("signals", signals)):
            labels = getattr(self, name)
            if labels is not None and len(labels) != number:
                raise InvalidGameError(f"{name} need one label for each of {number}; got {len(labels)}.")
        arrays = [plain.payoffs.reshape(*batch, 2, types, kinds, messages, replies), *(floats for floats, _ in sides)]
        carried = [None if plain.exact is None else plain.exact.payoffs.reshape(arrays[0].shape)]
        carried += [exactly for _, exactly in sides]
        if given is not self and not all(
            np.array_equal(getattr(self, name), array) for name, array in zip(NUMBERS, arrays, strict=True)
        ):
            raise InvalidGameError("exact is filled in by the constructor; pass fractions as the numbers instead.")
        for name, array in zip(NUMBERS, arrays, strict=True):
            object.__setattr__(self, name, frozen(array))
        object.__setattr__(self, "available", plain.available)
        object.__setattr__(self, "exact", self._carrier(arrays, carried))

    def _carrier(self, arrays: list[Any], carried: list[Any]) -> ExactNoisySignals | None:
        """The numbers as fractions, unless float64 holds them all."""
        if all(exactly is None for exactly in carried):
            return None
        held = [as_fractions(array) for array in arrays]
        whole = [mine if exactly is None else exactly for mine, exactly in zip(held, carried, strict=True)]
        if self.exact is None and all((exactly == mine).all() for mine, exactly in zip(held, whole, strict=True)):
            return None
        off = np.abs((whole[0] - held[0]).astype(np.float64)).max(axis=(-1, -2, -3, -4), initial=0.0)
        # Four probabilities are multiplied, each within 2**-53 of itself.
        rounding = (1 + 2.0**-50) * (2 * off + 8 * 2.0**-52 * self.scale)
        return ExactNoisySignals(*(frozen(part) for part in (*whole, rounding)))

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[:-5]

    @property
    def scale(self) -> Floats:
        """Each player's payoff range over all types, messages and replies that exist, (*batch, 2)."""
        where: Any = True
        if self.available is not None:
            message, reply = self.available
            where = (message[..., :, None] & reply[..., None, :])[..., None, None, None, :, :]
        where = np.broadcast_to(where, self.payoffs.shape)
        cells = (-1, -2, -3, -4)
        high = np.max(self.payoffs, axis=cells, where=where, initial=-np.inf)
        return np.asarray(high - np.min(self.payoffs, axis=cells, where=where, initial=np.inf))

    @property
    def possible(self) -> Bools:
        """Which information sets of the receiver some message of some type can lead to, (*batch, K, S)."""
        kinds, signals = (self.receiver_prior > 0).any(axis=-2), (self.message_noise > 0).any(axis=-2)
        return np.asarray(kinds[..., :, None] & signals[..., None, :])

    def take(self, rows: Any) -> NoisySignallingGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        parts.update({name: self._rows(parts[name], rows) for name in NUMBERS})
        if self.available is not None:
            parts["available"] = tuple(self._rows(mask, rows) for mask in self.available)
        if self.exact is not None:
            parts["exact"] = ExactNoisySignals(*(self._rows(part, rows) for part in vars(self.exact).values()))
        return NoisySignallingGame(**parts)

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        types, kinds, messages, replies = self.payoffs.shape[-4:]
        sender, receiver = self.players
        return (
            f"<NoisySignallingGame: {batch}{types} types, {sender} ({messages} messages, {self.possible.shape[-1]} "
            f"signals) -> {receiver} ({kinds} type{'s' if kinds > 1 else ''}, {replies} replies)>"
        )


def with_noise(
    game: SignallingGame, *, message_noise: Any = None, reply_noise: Any = None, receiver_prior: Any = None
) -> NoisySignallingGame:
    """A signalling game with noise, or with types of the receiver that know more and want the same.

    Parameters
    ----------
    game : SignallingGame
    message_noise, reply_noise, receiver_prior
        As in :class:`NoisySignallingGame`. Payoffs are those of the game for every type of the receiver.

    Returns
    -------
    NoisySignallingGame

    Examples
    --------
    Noise that carries every reply out as the other one with probability 0.1:

    >>> game = SignallingGame(np.zeros((2, 2, 3, 2)), [0.5, 0.5])
    >>> with_noise(game, reply_noise=[[0.9, 0.1], [0.1, 0.9]])
    <NoisySignallingGame: 2 types, sender (3 messages, 3 signals) -> receiver (1 type, 2 replies)>
    """
    if not isinstance(game, SignallingGame):
        raise InvalidGameError(f"a SignallingGame was needed, got {type(game).__name__}.")
    held = game if game.exact is None else game.exact
    payoffs = held.payoffs
    if receiver_prior is not None:
        kinds = np.shape(receiver_prior)[-1] if np.ndim(receiver_prior) else 1
        payoffs = np.repeat(payoffs[..., None, :, :], kinds, axis=-3)
    return NoisySignallingGame(
        payoffs,
        held.prior,
        receiver_prior,
        message_noise,
        reply_noise,
        game.players,
        game.types,
        messages=game.messages,
        replies=game.replies,
        available=game.available,
    )


def _shape(given: Any) -> tuple[int, ...]:
    """The shape of the payoffs, with an axis for types of the receiver."""
    shape = np.shape(given.payoffs)
    return (*shape[:-2], 1, *shape[-2:]) if given.receiver_prior is None else shape


def _by_pairs(given: Any, game: NoisySignallingGame) -> SignallingGame:
    """The game with pairs of types as types of the sender: it checks payoffs, players, masks and labels."""
    try:
        payoffs = np.asarray(given.payoffs)
        shape = _shape(given)
    except ValueError as error:
        raise InvalidGameError(f"payoffs of a signalling game must be a rectangular array; {error}.") from error
    if len(shape) < 5 or shape[-5] != 2 or 0 in shape[-4:]:
        raise InvalidGameError(
            f"payoffs need shape (*batch, 2, types, receiver's types, messages, replies), without the receiver's types "
            f"if there is no receiver_prior; got {payoffs.shape}."
        )
    pairs = prod(shape[-4:-2])
    return SignallingGame(
        payoffs.reshape(*shape[:-4], pairs, *shape[-2:]),
        np.full(pairs, 1 / pairs),
        game.players,
        None,
        game.messages,
        game.replies,
        game.available,
    )


def _chances(given: Any, shape: tuple[int, ...], what: str, exists: Any) -> tuple[Floats, Any]:
    """Probabilities spread over the batch, 0 in rows that do not exist; and as fractions if so given."""
    floats, fractions = as_payoffs(given)
    try:
        floats = np.array(np.broadcast_to(floats, shape))
    except ValueError:
        raise InvalidGameError(f"{what} needs a shape that broadcasts to {shape}; got {floats.shape}.") from None
    there = np.broadcast_to(exists, shape[:-1])
    floats[~there] = 0.0
    sums = floats.sum(axis=-1)
    if not ((floats >= 0).all() and (np.abs(sums - 1) <= PRIOR_ERROR)[there].all()):
        raise InvalidGameError(f"{what} must be non-negative and sum to 1 over its last axis, of {shape}.")
    if fractions is not None:
        fractions = np.array(np.broadcast_to(fractions, shape))
        fractions[~there] *= 0
    return floats, fractions
