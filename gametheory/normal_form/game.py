"""Games in which every player picks one action, all at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InvalidGameError, UnsupportedGameError
from ..kernels.kernel import CHUNK_BYTES, in_chunks
from ..profile import profiles_available
from ..value import Batch, Bools, Floats, frozen
from .exact_payoffs import ExactPayoffs, as_array, as_payoffs, carried, carrier, float64_holds

LARGEST_PAYOFF = 2.0**1000
"""Payoffs beyond this are refused, so that differences of payoffs never overflow."""


@dataclass(frozen=True, eq=False, repr=False)
class NormalFormGame(Batch):
    """A batch of games in which every player picks one action, all at the same time.

    Attributes
    ----------
    payoffs : (*batch, N, m_1, ..., m_N)
        Payoff to player i at each action profile. Read-only float64 input is taken over, other input is
        copied.
    players : tuple of str
        One name per player. The number of players N is ``len(players)``, never guessed from a shape:
        (3, 2, 2, 2) is one game of three players or three games of two.
    actions : tuple of tuple of str, or None
        One label per action and player; kept to every output.
    available : tuple of (*batch, m_i) bool, or None
        Which actions exist in which game. Payoffs at profiles that do not exist are never read.
    exact : ExactPayoffs or None
        The payoffs as fractions, only where float64 does not hold the payoffs given. Filled by the
        constructor when ``payoffs`` holds fractions, decimals or integers beyond 2**53.

    Raises
    ------
    InvalidGameError
        If the payoffs, names or masks do not describe a game; the message says what was needed.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], players=("US", "militia"))
    >>> game
    <NormalFormGame: US (2 actions) x militia (2 actions)>
    >>> game.payoffs[1, 0, 1]
    np.float64(5.0)

    A batch is indexed like an array:

    >>> games = zero_sum([[[1, 0], [0, 1]], [[2, 0], [0, 1]]])
    >>> games[1].payoffs[0]
    array([[2., 0.],
           [0., 1.]])
    """

    payoffs: Floats
    players: tuple[str, ...] = ("row", "column")
    actions: tuple[tuple[str, ...], ...] | None = None
    available: tuple[Bools, ...] | None = None
    exact: ExactPayoffs | None = None

    def __post_init__(self) -> None:
        players = _names(self.players, "players")
        payoffs, fractions = as_payoffs(self.payoffs)
        _check_shape(payoffs.shape, players)
        available = _masks(self.available, payoffs.shape, len(players))
        payoffs = _finite_where_available(payoffs, available, len(players))
        if fractions is None:
            exact = carried(self.exact, payoffs, available, len(players))
        else:
            exact = carrier(fractions, payoffs, available, len(players))
        for name, part in [
            ("payoffs", payoffs),
            ("players", players),
            ("actions", _action_names(self.actions, payoffs.shape[-len(players) :])),
            ("available", available),
            ("exact", exact),
        ]:
            object.__setattr__(self, name, part)

    @cached_property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[: -1 - len(self.players)]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many actions each player has, masked ones included."""
        return self.payoffs.shape[-len(self.players) :]

    @cached_property
    def flat(self) -> Floats:
        """The payoffs with the whole batch on one axis, (games, N, m_1, ..., m_N)."""
        core = self.payoffs.shape[-1 - len(self.players) :]
        return self.payoffs.reshape(prod(self.batch_shape), *core)

    def take(self, rows: Any) -> NormalFormGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        masks = None if self.available is None else tuple(self._rows(mask, rows) for mask in self.available)
        exact = None
        if self.exact is not None:
            exact = ExactPayoffs(self._rows(self.exact.values, rows), self._rows(self.exact.rounding, rows))
        return NormalFormGame(self._rows(self.payoffs, rows), self.players, self.actions, masks, exact)

    def __repr__(self) -> str:
        sides = " x ".join(
            f"{player} ({size} action{'s' if size > 1 else ''})"
            for player, size in zip(self.players, self.sizes, strict=True)
        )
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        notes = [", masked"] * (self.available is not None) + [", exact"] * (self.exact is not None)
        return f"<NormalFormGame: {batch}{sides}{''.join(notes)}>"

    def _repr_html_(self) -> str:
        from .table import payoff_table

        return payoff_table(self)


def bimatrix(
    row: ArrayLike,
    column: ArrayLike,
    *,
    players: tuple[str, str] = ("row", "column"),
    actions: Sequence[Sequence[str]] | None = None,
    available: Sequence[ArrayLike] | None = None,
) -> NormalFormGame:
    """The two-player game in which the row player is paid ``row`` and the column player ``column``.

    Parameters
    ----------
    row, column : (*batch, m, n)
        Payoffs at [row action, column action], for both players. Batch shapes broadcast.
    players, actions, available
        As in :class:`NormalFormGame`.

    Examples
    --------
    The prisoners' dilemma, once for each of three temptations:

    >>> temptation = np.array([4, 5, 6])
    >>> row = np.array([[[3, 0], [t, 1]] for t in temptation])
    >>> bimatrix(row, row.swapaxes(-1, -2))
    <NormalFormGame: batch of 3, row (2 actions) x column (2 actions)>
    """
    sides = [
        as_array(payoffs, f"the payoffs of {name!r}")
        for payoffs, name in zip((row, column), two_names(players), strict=True)
    ]
    for payoffs, name in zip(sides, players, strict=True):
        if payoffs.ndim < 2:
            raise InvalidGameError(
                f"the payoffs of {name!r} need shape (*batch, m, n), one entry per pair of actions; "
                f"got {payoffs.shape}. Pass a matrix, or a batch of matrices of one size."
            )
    if sides[0].shape[-2:] != sides[1].shape[-2:]:
        raise InvalidGameError(
            f"both players need payoff matrices of one shape [row action, column action]; got "
            f"{sides[0].shape[-2:]} for {players[0]!r} and {sides[1].shape[-2:]} for {players[1]!r}. "
            f"Transpose the second if it was written [own action, other's action]."
        )
    try:
        batch = np.broadcast_shapes(sides[0].shape[:-2], sides[1].shape[:-2])
    except ValueError:
        raise InvalidGameError(
            f"batch shapes must broadcast; got {sides[0].shape[:-2]} for {players[0]!r} and "
            f"{sides[1].shape[:-2]} for {players[1]!r}."
        ) from None
    plain = all(side.dtype.kind != "O" and float64_holds(side) for side in sides)
    stacked = np.empty((*batch, 2, *sides[0].shape[-2:]), dtype=np.float64 if plain else object)
    whole = [np.broadcast_to(side if plain else side.astype(object), (*batch, *side.shape[-2:])) for side in sides]

    def fill(start: int, stop: int) -> None:
        for i, side in enumerate(whole):
            stacked[start:stop, ..., i, :, :] = side[start:stop]

    if batch:
        in_chunks(fill, batch[0], max(1, CHUNK_BYTES * batch[0] // max(1, stacked.nbytes)))
    else:
        stacked[0], stacked[1] = whole
    stacked.setflags(write=False)
    return NormalFormGame(stacked, players, actions, available)  # type: ignore[arg-type]


def zero_sum(
    row: ArrayLike,
    *,
    players: tuple[str, str] = ("row", "column"),
    actions: Sequence[Sequence[str]] | None = None,
    available: Sequence[ArrayLike] | None = None,
) -> NormalFormGame:
    """The two-player game in which the column player pays ``row`` to the row player.

    Parameters
    ----------
    row : (*batch, m, n)
    players, actions, available
        As in :class:`NormalFormGame`.

    Examples
    --------
    >>> zero_sum([[1, -1], [-1, 1]]).payoffs[1]
    array([[-1.,  1.],
           [ 1., -1.]])
    """
    payoffs = as_array(row, f"the payoffs of {two_names(players)[0]!r}")
    if payoffs.dtype.kind in "biu":  # whose own type may not hold the negatives
        payoffs = payoffs.astype(np.int64 if payoffs.dtype.itemsize < 8 else object)
    return bimatrix(payoffs, -payoffs, players=players, actions=actions, available=available)


def symmetric(
    own: ArrayLike,
    *,
    players: tuple[str, str] = ("row", "column"),
    actions: Sequence[str] | None = None,
    available: ArrayLike | None = None,
) -> NormalFormGame:
    """The symmetric two-player game in which each player is paid ``own[own action, other's action]``.

    Parameters
    ----------
    own : (*batch, m, m)
    actions : one label per action, shared by both players
    available : (*batch, m) bool, shared by both players

    Examples
    --------
    >>> chicken = symmetric([[0, 7], [2, 6]], actions=("dare", "yield"))
    >>> chicken.payoffs[1]
    array([[0., 2.],
           [7., 6.]])
    """
    payoffs = as_array(own, "the payoffs")
    if payoffs.ndim < 2 or payoffs.shape[-1] != payoffs.shape[-2]:
        raise InvalidGameError(
            f"a symmetric game needs square payoffs of shape (*batch, m, m), [own action, other's action]; "
            f"got {payoffs.shape}. Use bimatrix where the players have different actions."
        )
    return bimatrix(
        payoffs,
        payoffs.swapaxes(-1, -2),
        players=players,
        actions=None if actions is None else (actions, actions),
        available=None if available is None else (available, available),
    )


def require_normal_form(game: NormalFormGame) -> None:
    """Raise unless this is a game in normal form."""
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(
            f"a NormalFormGame was needed, got {type(game).__name__}; make one with bimatrix(A, B), "
            f"zero_sum(A) or symmetric(A)."
        )


def require_players(game: NormalFormGame, number: int) -> None:
    """Raise unless the game has this many players."""
    require_normal_form(game)
    if len(game.players) != number:
        raise UnsupportedGameError(
            f"this solver needs a game of {number} players; got {len(game.players)}: {game.players}. "
            f"pure_nash takes any number of players."
        )


def _names(names: Any, what: str) -> tuple[str, ...]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise InvalidGameError(f"{what} must be a sequence of names (str); got {names!r}.")
    given: tuple[str, ...] = tuple(names)
    if not all(isinstance(name, str) for name in given):
        raise InvalidGameError(f"{what} must be a sequence of names (str); got {given!r}.")
    if len(set(given)) < len(given):
        raise InvalidGameError(f"{what} must have different names; got {given}.")
    return given


def two_names(players: Any) -> tuple[str, ...]:
    """The names of two players, checked."""
    names = _names(players, "players")
    if len(names) != 2:
        raise InvalidGameError(f"a two-player game needs two names of players; got {names}.")
    return names


def _check_shape(shape: tuple[int, ...], players: tuple[str, ...]) -> None:
    number = len(players)
    if number == 0:
        raise InvalidGameError("a game needs at least one player; got none.")
    if len(shape) < 1 + number or shape[-1 - number] != number:
        raise InvalidGameError(
            f"payoffs for {number} players {players} need shape (*batch, {number}"
            f"{''.join(f', m_{i + 1}' for i in range(number))}); got {shape}. "
            f"Name the players if there are more or fewer, or use bimatrix(A, B)."
        )
    if 0 in shape[-number:]:
        raise InvalidGameError(
            f"every player needs at least one action; got sizes {shape[-number:]} for {players}."
        )


def _action_names(actions: Any, sizes: tuple[int, ...]) -> tuple[tuple[str, ...], ...] | None:
    if actions is None:
        return None
    if isinstance(actions, str) or not isinstance(actions, Iterable):
        raise InvalidGameError(f"actions need one sequence of labels per player; got {actions!r}.")
    named = tuple(_names(labels, "actions of a player") for labels in actions)
    if tuple(map(len, named)) != sizes:
        raise InvalidGameError(
            f"actions need one label per action of each player, {sizes} of them; got {tuple(map(len, named))}."
        )
    return named


def _masks(available: Any, shape: tuple[int, ...], number: int) -> tuple[Bools, ...] | None:
    if available is None:
        return None
    if not isinstance(available, (tuple, list)):
        raise InvalidGameError(f"available needs a sequence of masks, one per player; got {type(available).__name__}.")
    if len(available) != number:
        raise InvalidGameError(f"available needs one mask per player, {number}; got {len(available)}.")
    batch, sizes = shape[: -1 - number], shape[-number:]
    masks: list[Bools] = []
    for mask, size in zip(available, sizes, strict=True):
        mask = np.asarray(mask)
        if mask.dtype != bool:
            raise InvalidGameError(f"available needs masks of dtype bool; got {mask.dtype}.")
        try:
            mask = np.broadcast_to(mask, (*batch, size))
        except ValueError:
            raise InvalidGameError(
                f"a mask needs shape (*batch, m_i) = {(*batch, size)}, or one that broadcasts to it; got {mask.shape}."
            ) from None
        if not mask.any(axis=-1).all():
            where = tuple(int(k) for k in np.argwhere(~mask.any(axis=-1))[0])
            raise InvalidGameError(
                f"every player needs an available action in every game; player {len(masks)} has none"
                f"{f' at batch index {where}' if where else ''}."
            )
        masks.append(frozen(np.array(mask, order="C")))
    return tuple(masks)


def _finite_where_available(payoffs: Floats, available: tuple[Bools, ...] | None, number: int) -> Floats:
    """The payoffs, checked to be finite wherever a profile exists, and 0 where none does."""
    if available is not None:
        exists = np.expand_dims(profiles_available(available), -1 - number)
        payoffs = frozen(np.where(exists, payoffs, 0.0))
    check_finite(payoffs)
    return payoffs


def check_finite(payoffs: Floats) -> None:
    """Raise unless every payoff is finite and small enough for differences of payoffs to be finite too."""
    flat = payoffs.reshape(-1)

    def largest(start: int, stop: int) -> Any:
        return np.maximum(flat[start:stop].max(), -flat[start:stop].min())

    sizes = in_chunks(largest, flat.size, max(1, CHUNK_BYTES // 8))
    if flat.size == 0 or np.max(sizes) <= LARGEST_PAYOFF:  # NaN is not
        return
    bad = np.argwhere(~(np.abs(payoffs) <= LARGEST_PAYOFF))[0]
    index = tuple(int(k) for k in bad)
    raise InvalidGameError(
        f"payoffs must be finite and at most 2**1000 in size; got {payoffs[index]} at index {index} "
        f"of (*batch, player, *actions). Mask actions that do not exist with available; rescale the rest."
    )
