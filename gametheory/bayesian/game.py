"""Games in which every player knows a type of his own, and all move at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form import NormalFormGame
from ..profile import profiles_available
from ..value import Batch, Bools, Floats, Value, frozen

PRIOR_ERROR = 1e-12
"""How far a prior may be off a sum of 1."""


@dataclass(frozen=True, eq=False)
class ExactTypes(Value):
    """Payoffs and prior as fractions, where float64 does not hold those given.

    Attributes
    ----------
    payoffs : (*batch, N, t_1, ..., t_N, m_1, ..., m_N) array of Fraction
    prior : (*batch, t_1, ..., t_N) array of Fraction
    rounding : (*batch, N)
        The largest error, rounded up and in payoff units, that float64 makes in the difference between two payoffs
        of a player with the same types and the same actions of the others.
    """

    payoffs: Any
    prior: Any
    rounding: Floats


@dataclass(frozen=True, eq=False, repr=False)
class BayesianGame(Batch):
    r"""A batch of games in which every player knows his own type, and all pick an action at the same time.

    Types :math:`t = (t_1, \ldots, t_N)` are drawn from a common prior p, correlated or not; player i is told
    :math:`t_i`, and is paid :math:`u_i(t, a)`.

    Parameters
    ----------
    payoffs : (*batch, N, t_1, ..., t_N, m_1, ..., m_N)
        Payoff to player i at each profile of types and each profile of actions.
    prior : (*batch, t_1, ..., t_N)
        Probability of each profile of types. A float is the dyadic rational that it is, and the prior is in
        proportion to its entries: where ties depend on it, give fractions.
    players : tuple of str
        One name per player. The number of players N is ``len(players)``.
    types, actions : tuple of tuple of str, or None
        One label per type, and per action, of each player.
    available : tuple of (*batch, t_i, m_i) bool, or None
        Which actions exist for which type. Payoffs where an action does not exist are never read.
    exact : ExactTypes or None
        Payoffs and prior as fractions, only where float64 does not hold those given. Filled by the constructor
        when they hold fractions, decimals or integers beyond 2**53.

    Raises
    ------
    InvalidGameError

    References
    ----------
    Harsanyi (1967), "Games with Incomplete Information Played by 'Bayesian' Players", part I.

    Examples
    --------
    Two players may each provide a public good, worth 1 to both, at a private cost of 1/4 or 2:

    >>> cost = np.array([0.25, 2.0])
    >>> good = np.array([[1.0, 1.0], [1.0, 0.0]])  # provide, or not
    >>> pays = np.array([1.0, 0.0])
    >>> first = good - cost[:, None, None, None] * pays[:, None] + np.zeros((2, 2, 1, 1))
    >>> second = good - cost[:, None, None] * pays + np.zeros((2, 2, 1, 1))
    >>> game = BayesianGame([first, second], np.full((2, 2), 0.25))
    >>> game
    <BayesianGame: row (2 types, 2 actions) x column (2 types, 2 actions)>
    >>> game.belief(0)[0]
    array([0.5, 0.5])
    """

    payoffs: Floats
    prior: Floats
    players: tuple[str, ...] = ("row", "column")
    types: tuple[tuple[str, ...], ...] | None = None
    actions: tuple[tuple[str, ...], ...] | None = None
    available: tuple[Bools, ...] | None = None
    exact: ExactTypes | None = None

    def __post_init__(self) -> None:
        players = tuple(self.players)
        number = len(players)
        try:
            array = np.asarray(self.payoffs)
        except ValueError as error:
            raise InvalidGameError(f"payoffs of a Bayesian game must be a rectangular array; {error}.") from error
        core = array.shape[-1 - 2 * number :]
        if number == 0 or array.ndim < 1 + 2 * number or core[0] != number or 0 in core:
            raise InvalidGameError(
                f"payoffs of a Bayesian game for {number} players {players} need shape (*batch, {number}, "
                f"{', '.join(f't_{i + 1}' for i in range(number))}, {', '.join(f'm_{i + 1}' for i in range(number))}), "
                f"types before actions; got {array.shape}. Name the players if there are more or fewer."
            )
        batch, counts, sizes = array.shape[: -1 - 2 * number], core[1 : 1 + number], core[1 + number :]
        masks = _masks(self.available, batch, counts, sizes)
        # For each profile of types, the actions are those of a normal form; it checks all the rest.
        by_types = NormalFormGame(
            np.moveaxis(array, -1 - 2 * number, -1 - number),
            players,
            self.actions,
            None if masks is None else tuple(_beside(mask, i, number) for i, mask in enumerate(masks)),
        )
        given = _prior(self.prior, batch, counts)
        for name, part in [
            ("players", by_types.players),
            ("types", _labels(self.types, counts)),
            ("actions", by_types.actions),
            ("payoffs", frozen(np.ascontiguousarray(np.moveaxis(by_types.payoffs, -1 - number, -1 - 2 * number)))),
            ("prior", frozen(np.array(given, dtype=np.float64))),
            ("available", masks),
        ]:
            object.__setattr__(self, name, part)
        object.__setattr__(self, "exact", self._carrier(by_types, given))

    def _carrier(self, by_types: NormalFormGame, prior: Any) -> ExactTypes | None:
        """Payoffs and prior as fractions, unless float64 holds them all."""
        number = len(self.players)
        if self.exact is not None:
            if isinstance(self.exact, ExactTypes) and np.shape(self.exact.payoffs) == self.payoffs.shape:
                same = (self.exact.payoffs.astype(np.float64) == self.payoffs).all()
                if same and (self.exact.prior.astype(np.float64) == self.prior).all():
                    return self.exact
            raise InvalidGameError("exact is filled in by the constructor; pass fractions as payoffs or prior instead.")
        rational = prior.dtype == object and any(entry != float(entry) for entry in prior.reshape(-1))
        if by_types.exact is None and not rational:
            return None
        payoffs, rounding = as_fractions(self.payoffs), np.zeros((*self.batch_shape, number))
        if by_types.exact is not None:
            payoffs = np.moveaxis(by_types.exact.values, -1 - number, -1 - 2 * number)
            rounding = by_types.exact.rounding.max(axis=tuple(range(-1 - number, -1)))
        return ExactTypes(frozen(payoffs), frozen(as_fractions(prior)), frozen(rounding))

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[: -1 - 2 * len(self.players)]

    @property
    def type_counts(self) -> tuple[int, ...]:
        """How many types each player has."""
        return self.prior.shape[-len(self.players) :]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many actions each player has, those included that do not exist for some type."""
        return self.payoffs.shape[-len(self.players) :]

    @property
    def possible(self) -> tuple[Bools, ...]:
        """Which types have positive probability, one (*batch, t_i) per player. The others are never tested."""
        number = len(self.players)
        return tuple(
            np.asarray((self.prior > 0).any(axis=tuple(j - number for j in range(number) if j != i)))
            for i in range(number)
        )

    @property
    def scale(self) -> Floats:
        """Each player's payoff range, the largest of those of his types, (*batch, N).

        No type compares its payoffs with those of another. Profiles of types of probability 0 do not count.
        """
        number = len(self.players)
        there = self.exists & (self.prior > 0).reshape(*self.prior.shape, *(1,) * number)
        ranges = []
        for i in range(number):
            away = tuple(axis for axis in range(-2 * number, 0) if axis != i - 2 * number)
            place: Any = (..., i, *(slice(None),) * (2 * number))
            own = self.payoffs[place]
            high = np.max(own, axis=away, where=there, initial=-np.inf)
            low = np.min(own, axis=away, where=there, initial=np.inf)
            ranges.append(np.where(high >= low, high - low, 0.0).max(axis=-1))
        return np.stack(ranges, axis=-1)

    @property
    def exists(self) -> Bools:
        """Which actions exist for which types, (*batch, t_1, ..., t_N, m_1, ..., m_N)."""
        number = len(self.players)
        exists = np.ones(self.payoffs.shape[-2 * number :], dtype=bool)
        if self.available is not None:
            exists = profiles_available([_beside(mask, i, number) for i, mask in enumerate(self.available)])
        return np.broadcast_to(exists, (*self.batch_shape, *self.payoffs.shape[-2 * number :]))

    def belief(self, player: int) -> Floats:
        """What each type of a player believes of the types of the others, (*batch, t_1, ..., t_N).

        The prior given the player's type; NaN for a type of probability 0.
        """
        number = len(self.players)
        others = tuple(j - number for j in range(number) if j != player)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.prior / self.prior.sum(axis=others, keepdims=True))

    def take(self, rows: Any) -> BayesianGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        return BayesianGame(
            self._rows(self.payoffs, rows),
            self._rows(self.prior, rows),
            self.players,
            self.types,
            self.actions,
            None if self.available is None else tuple(self._rows(mask, rows) for mask in self.available),
            None if self.exact is None else ExactTypes(*(self._rows(part, rows) for part in vars(self.exact).values())),
        )

    def __repr__(self) -> str:
        sides = " x ".join(
            f"{player} ({types} type{'s' * (types > 1)}, {size} action{'s' * (size > 1)})"
            for player, types, size in zip(self.players, self.type_counts, self.sizes, strict=True)
        )
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        notes = [", masked"] * (self.available is not None) + [", exact"] * (self.exact is not None)
        return f"<BayesianGame: {batch}{sides}{''.join(notes)}>"


def require_bayesian(game: Any, players: int | None = None) -> None:
    """Raise unless this is a Bayesian game, of this many players if a number is given."""
    if not isinstance(game, BayesianGame):
        raise InvalidGameError(
            f"a BayesianGame was needed, got {type(game).__name__}; make one with BayesianGame(payoffs, prior)."
        )
    if players is not None and len(game.players) != players:
        raise UnsupportedGameError(
            f"this solver needs a Bayesian game of {players} players; got {len(game.players)}: {game.players}. "
            f"pure_bayes_nash takes any number of players."
        )


def as_fractions(array: Any) -> Any:
    """Numbers as an array of Fraction."""
    fractions = np.empty(array.shape, dtype=object)
    fractions.reshape(-1)[:] = [Fraction(*entry.as_integer_ratio()) for entry in array.reshape(-1).tolist()]
    return fractions


def _beside(mask: Any, i: int, number: int) -> Any:
    """A player's (*batch, t_i, m_i) mask as (*batch, 1, ..., t_i, ..., 1, m_i)."""
    core = (1,) * i + mask.shape[-2:-1] + (1,) * (number - 1 - i)
    return mask.reshape(*mask.shape[:-2], *core, mask.shape[-1])


def _masks(available: Any, batch: Any, counts: Any, sizes: Any) -> tuple[Bools, ...] | None:
    if available is None:
        return None
    if not isinstance(available, (tuple, list)) or len(available) != len(sizes):
        raise InvalidGameError(f"available needs a sequence of masks, one per player, {len(sizes)} of them.")
    masks = []
    for i, mask in enumerate(map(np.asarray, available)):
        shape = (*batch, counts[i], sizes[i])
        try:
            masks.append(frozen(np.array(np.broadcast_to(mask, shape), order="C")))
        except ValueError:
            raise InvalidGameError(
                f"mask {i} needs shape (*batch, t_i, m_i) = {shape}, or one that broadcasts to it; got {mask.shape}."
            ) from None
    return tuple(masks)


def _labels(types: Any, counts: tuple[int, ...]) -> tuple[tuple[str, ...], ...] | None:
    if types is None:
        return None
    named = tuple(tuple(labels) for labels in types)
    if tuple(map(len, named)) != counts or any(len(set(labels)) < len(labels) for labels in named):
        raise InvalidGameError(f"types need different labels, {counts} of them for the players; got {named}.")
    return named


def _prior(prior: Any, batch: tuple[int, ...], counts: tuple[int, ...]) -> Any:
    """The prior spread over the batch: floats, or fractions where it was given as other numbers."""
    array = np.asarray(prior)
    if array.dtype.kind not in "biufO":
        raise InvalidGameError(f"a prior must be real numbers; got dtype {array.dtype}.")
    try:
        array = np.array(np.broadcast_to(array, (*batch, *counts)))
    except ValueError:
        raise InvalidGameError(
            f"the prior needs shape (*batch, {', '.join(f't_{i + 1}' for i in range(len(counts)))}) = "
            f"{(*batch, *counts)}, a probability for each profile of types; got {array.shape}."
        ) from None
    floats = array.astype(np.float64)
    total = floats.reshape(prod(batch), prod(counts)).sum(axis=-1)
    if not ((floats >= 0).all() and (np.abs(total - 1) <= PRIOR_ERROR).all()):
        raise InvalidGameError("a prior must be non-negative and sum to 1 over profiles of types.")
    if array.dtype != object:
        return floats
    if ((floats == 0) & (array != 0)).any():
        raise InvalidGameError("a prior needs probabilities that are 0 or at least 2**-1074.")
    return as_fractions(array)
