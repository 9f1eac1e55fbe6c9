"""Games played in states, whose transitions depend on what is played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import prod
from numbers import Integral
from typing import Any

import numpy as np

from ..arguments import real_numbers, shown, whole
from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form import NormalFormGame
from ..profile import profiles_available
from ..residual import as_probabilities
from ..value import Batch, Bools, Floats, Ints
from .checks import check_discount, check_strategy, check_transitions, state_labels
from .evaluation import evaluate
from .given import parts_given


@dataclass(frozen=True, eq=False, repr=False)
class StochasticGame(Batch):
    """A batch of discounted stochastic games with finitely many states and actions.

    A repeated game is the case of one state, a Markov decision process that of one player. Values are
    (1 - discount)-averages of the stage payoffs. :func:`build` makes one from functions of the state.

    Attributes
    ----------
    payoffs : (*batch, S, N, m_1, ..., m_N)
        Payoff to player i in a state at an action profile.
    discount : (*batch,)
        The discount factor, 0 ≤ discount ≤ 1, one for all players. A game with a discount of 1 has values only
        over a finite horizon: see :func:`backward_induction`.
    transitions : (*batch, S, m_1, ..., m_N, S), or (*batch, S, m_1, ..., m_N, K)
        Probabilities of the next state; of the K successors, where ``successors`` is given.
    successors : (*batch, S, m_1, ..., m_N, K) int, or None
        The states that the probabilities belong to. Repeated states add up.
    players, actions
        As in :class:`gametheory.normal_form.NormalFormGame`.
    states : tuple of hashable labels, or None
        One label per state.
    available : tuple of (*batch, S, m_i) bool, or None
        Which actions exist in which state. Payoffs and transitions elsewhere are never read.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    A repeated prisoners' dilemma, in which defection today is met with defection for ever:

    >>> dilemma = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> only_defect = np.array([[True, True], [False, True]])
    >>> transitions = np.zeros((2, 2, 2, 2))
    >>> transitions[0, :, :, 1] = transitions[1, :, :, 1] = 1
    >>> transitions[0, 0, 0] = [1, 0]
    >>> grim = StochasticGame(
    ...     np.stack([dilemma, dilemma]), 0.6, transitions, available=(only_defect, only_defect)
    ... )
    >>> always = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> grim.evaluate((always, always))[0]
    array([[3., 3.],
           [1., 1.]])
    >>> grim.stage_game(grim.evaluate((always, always))[0])
    <NormalFormGame: batch of 2, row (2 actions) x column (2 actions), masked>
    """

    payoffs: Floats
    discount: Floats
    transitions: Floats
    successors: Ints | None = None
    players: tuple[str, ...] = ("row", "column")
    actions: tuple[tuple[str, ...], ...] | None = None
    states: tuple[Any, ...] | None = None
    available: tuple[Bools, ...] | None = None

    def __post_init__(self) -> None:
        stage = NormalFormGame(self.payoffs, self.players, self.actions, self.available)
        if stage.exact is not None:
            raise InvalidGameError(
                "payoffs of a stochastic game must be exact in float64; got fractions or large integers. "
                "Convert them with astype(float)."
            )
        if not stage.batch_shape:
            raise InvalidGameError(
                f"payoffs need an axis of states, (*batch, S, {len(stage.players)}, *actions); "
                f"got {stage.payoffs.shape}. Add one with payoffs[None] for a single state."
            )
        *batch, states = stage.batch_shape
        if states == 0:
            raise InvalidGameError("a stochastic game needs at least one state; got none.")
        discount = check_discount(self.discount, tuple(batch))
        exists = None if stage.available is None else profiles_available(stage.available)
        cells = (*stage.batch_shape, *stage.sizes)
        transitions, successors = check_transitions(self.transitions, self.successors, cells, states, exists)
        labels = state_labels(self.states, states)
        for name, part in [
            ("payoffs", stage.payoffs),
            ("discount", discount),
            ("transitions", transitions),
            ("successors", successors),
            ("players", stage.players),
            ("actions", stage.actions),
            ("states", labels),
            ("available", stage.available),
        ]:
            object.__setattr__(self, name, part)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[: -2 - len(self.players)]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many actions each player has, masked ones included."""
        return self.payoffs.shape[-len(self.players) :]

    @property
    def scale(self) -> Floats:
        """Each player's range of stage payoffs over all states, (*batch, N)."""
        where = np.ones(self.payoffs.shape, dtype=bool)
        if self.available is not None:
            where &= np.expand_dims(profiles_available(self.available), -1 - len(self.players))
        high = np.max(self.payoffs, axis=self._profiles, where=where, initial=-np.inf)
        low = np.min(self.payoffs, axis=self._profiles, where=where, initial=np.inf)
        return np.asarray(high.max(axis=-2) - low.min(axis=-2))

    @property
    def absorbing(self) -> Bools:
        """Which states are never left, whatever is played, (*batch, S)."""
        depth = len(self.batch_shape)
        states = self.payoffs.shape[depth]
        own = np.arange(states).reshape(-1, *(1,) * (len(self.players) + 1))
        targets = np.arange(states) if self.successors is None else self.successors
        away = np.where(targets == own, 0.0, self.transitions)
        return np.asarray(~(away > 0).any(axis=tuple(range(depth + 1, away.ndim))))

    def state(self, label: Any) -> int:
        """The number of the state with this label."""
        if self.states is None or label not in self.states:
            raise InvalidGameError(f"a label of a state is needed, one of {self.states}; got {label!r}.")
        return self.states.index(label)

    def centred(self) -> tuple[StochasticGame, Floats]:
        """The game with each player's payoffs about 0, and what was taken off, (*batch, N).

        Values move by the same constant. Payoffs that are about 0 already are left alone.
        """
        exists = np.ones(self.sizes, dtype=bool) if self.available is None else profiles_available(self.available)
        exists = np.broadcast_to(np.expand_dims(exists, -1 - len(self.players)), self.payoffs.shape)
        high = np.max(self.payoffs, axis=self._profiles, where=exists, initial=-np.inf).max(axis=-2)
        low = np.min(self.payoffs, axis=self._profiles, where=exists, initial=np.inf).min(axis=-2)
        middle = np.where(np.abs(high + low) > 2 * (high - low), high / 2 + low / 2, 0.0)
        if not middle.any():
            return self, np.asarray(middle)
        payoffs = self.payoffs - middle.reshape(*self.batch_shape, 1, -1, *(1,) * len(self.players))
        moved = replace(self, payoffs=payoffs)
        return moved, np.asarray(middle)

    def expect(self, values: Floats) -> Floats:
        """Expected values of the next state at every profile: (*batch, S, N) to (*batch, S, N, m_1, ..., m_N).

        This is the one place that knows how transitions are stored.
        """
        players = len(self.players)
        *profiles, last = self.transitions.shape[len(self.batch_shape) :]
        cells = prod(profiles)
        if self.successors is None:
            expected = self.transitions.reshape(*self.batch_shape, cells, last) @ values
        else:
            slots = self.successors.reshape(*self.batch_shape, cells * last)
            slots = np.broadcast_to(slots, (*values.shape[:-2], cells * last))
            reached = np.take_along_axis(values, slots[..., None], axis=-2)
            reached = reached.reshape(*values.shape[:-2], cells, last, players)
            expected = (self.transitions.reshape(*self.batch_shape, cells, last, 1) * reached).sum(axis=-2)
        expected = expected.reshape(*expected.shape[:-2], *profiles, players)
        return np.asarray(np.moveaxis(expected, -1, -1 - players))

    def stage_game(self, values: Floats) -> NormalFormGame:
        """Today's game in every state when tomorrow is worth ``values``: a batch of shape (*batch, S).

        Parameters
        ----------
        values : (*batch, S, N)
            From each state, in (1 - discount)-averages.
        """
        require_discounting(self)
        later, core = real_numbers(values, "values"), self.payoffs.shape[len(self.batch_shape) :][:2]
        if later.shape[-2:] != core:
            raise InvalidGameError(f"values need shape (*batch, states, players), {core} last; got {later.shape}.")
        discount = self.discount.reshape(*self.batch_shape, *(1,) * (2 + len(self.players)))
        today = (1 - discount) * self.payoffs + discount * self.expect(later)
        today.setflags(write=False)
        return NormalFormGame(today, self.players, self.actions, self.available)

    def evaluate(self, strategies: tuple[Any, ...]) -> tuple[Floats, Floats]:
        r"""Values of a stationary profile, by solving :math:`(I - \delta P_\sigma) v = (1 - \delta) u_\sigma`.

        States are eliminated without subtraction, so that values of very patient players are as accurate as others.

        Parameters
        ----------
        strategies : one (*batch, S, m_i) per player
            Values are NaN where a strategy is.

        Returns
        -------
        values : (*batch, S, N)
        error : (*batch, S, N)
            A bound on how far the values are off the true ones, rounding included.
        """
        require_discounting(self)
        arrays = self.checked(strategies)
        for i, array in enumerate(arrays):
            mask = None if self.available is None else self.available[i]
            check_strategy(self.players[i], array, mask, missing=True)
        return evaluate(self, arrays)

    def decision_process(self, strategies: tuple[Any, ...], player: int) -> StochasticGame:
        """What a player faces when the others keep to stationary strategies: a game of that one player.

        Parameters
        ----------
        strategies : one (*batch, S, m_i) per player; that of ``player`` is not used
        player : int

        Returns
        -------
        StochasticGame, with one player
        """
        whole(player, "player", at_least=0, at_most=len(self.players) - 1)
        return self.given({j: strategy for j, strategy in enumerate(self.checked(strategies)) if j != player})

    def given(self, fixed: Mapping[int, Any]) -> StochasticGame:
        """The game of the other players when some keep to stationary strategies.

        Parameters
        ----------
        fixed : mapping from a player's number to a strategy, (*batch, S, m_i)

        Returns
        -------
        StochasticGame, of the players who are left, in their order
        """
        if not isinstance(fixed, Mapping) or not all(isinstance(i, Integral) for i in fixed):
            raise InvalidGameError(f"a mapping from numbers of players to strategies is needed; got {shown(fixed)}.")
        return StochasticGame(**parts_given(self, fixed)) if fixed else self

    def checked(self, strategies: Any) -> list[Floats]:
        """One array (*batch, S, m_i) per player."""
        states = self.payoffs.shape[len(self.batch_shape)]
        if not isinstance(strategies, tuple | list | np.ndarray):
            raise InvalidGameError(
                f"strategies need a tuple of one array for each of {self.players}; got {type(strategies).__name__}."
            )
        arrays = [as_probabilities(strategy) for strategy in strategies]
        if [array.shape[-2:] for array in arrays] != [(states, size) for size in self.sizes]:
            raise InvalidGameError(
                f"strategies need one array per player, (*batch, {states} states, actions) with {self.sizes} "
                f"actions; got shapes {[array.shape for array in arrays]}."
            )
        return arrays

    @property
    def _profiles(self) -> tuple[int, ...]:
        """The axes of actions of an array that ends with them."""
        return tuple(range(-len(self.players), 0))

    def between(self, start: int, stop: int) -> StochasticGame:
        """The games from one position of the flattened batch to another, as views that need no further check."""
        games = prod(self.batch_shape)
        part = object.__new__(StochasticGame)
        for field in fields(self):
            whole = getattr(self, field.name)
            if isinstance(whole, np.ndarray):
                whole = self._flat(whole, games)[start:stop]
            elif field.name == "available" and whole is not None:
                whole = tuple(self._flat(mask, games)[start:stop] for mask in whole)
            object.__setattr__(part, field.name, whole)
        return part

    def _flat(self, array: Any, games: int) -> Any:
        return array.reshape(games, *array.shape[len(self.batch_shape) :])

    @property
    def sides(self) -> str:
        """States and players in words."""
        states = self.payoffs.shape[len(self.batch_shape)]
        sides = " x ".join(f"{player} ({size})" for player, size in zip(self.players, self.sizes, strict=True))
        masked = ", masked" if self.available is not None else ""
        return f"{states} state{'s' * (states > 1)}, {sides}{masked}"

    def take(self, rows: Any) -> StochasticGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        return StochasticGame(
            self._rows(self.payoffs, rows),
            self._rows(self.discount, rows),
            self._rows(self.transitions, rows),
            self._rows(self.successors, rows),
            self.players,
            self.actions,
            self.states,
            None if self.available is None else tuple(self._rows(mask, rows) for mask in self.available),
        )

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        return f"<StochasticGame: {batch}{self.sides}>"


def require_stochastic(game: object) -> None:
    """Raise unless this is a stochastic game."""
    if not isinstance(game, StochasticGame):
        raise InvalidGameError(f"a StochasticGame was needed, got {type(game).__name__}; see build.")


def require_discounting(game: StochasticGame) -> None:
    """Raise unless this is a stochastic game that discounts the future, so that endless values exist."""
    require_stochastic(game)
    if (game.discount == 1).any():
        raise UnsupportedGameError(
            "values over an endless horizon need discount < 1; got 1. A game without discounting needs a finite "
            "horizon: see backward_induction."
        )
