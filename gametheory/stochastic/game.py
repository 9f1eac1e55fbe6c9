"""Games played in states, whose transitions depend on what is played."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form import NormalFormGame
from ..profile import profile_weights, profiles_available
from ..residual import as_probabilities
from ..value import Batch, Bools, Floats, Ints
from .checks import check_discount, check_transitions, profiles_that_exist


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
        transitions, successors = check_transitions(
            self.transitions, self.successors, profiles_that_exist(stage), states
        )
        if self.states is not None and len(self.states) != states:
            raise InvalidGameError(f"states need one label for each of {states} states; got {len(self.states)}.")
        for name, part in [
            ("payoffs", stage.payoffs),
            ("discount", discount),
            ("transitions", transitions),
            ("successors", successors),
            ("players", stage.players),
            ("actions", stage.actions),
            ("states", None if self.states is None else tuple(self.states)),
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
        moved = StochasticGame(
            payoffs,
            self.discount,
            self.transitions,
            self.successors,
            self.players,
            self.actions,
            self.states,
            self.available,
        )
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
        discount = self.discount.reshape(*self.batch_shape, *(1,) * (2 + len(self.players)))
        today = (1 - discount) * self.payoffs + discount * self.expect(np.asarray(values, dtype=np.float64))
        today.setflags(write=False)
        return NormalFormGame(today, self.players, self.actions, self.available)

    def evaluate(self, strategies: tuple[Any, ...]) -> tuple[Floats, Floats]:
        r"""Values of a stationary profile, by solving :math:`(I - \delta P_\sigma) v = (1 - \delta) u_\sigma`.

        Parameters
        ----------
        strategies : one (*batch, S, m_i) per player

        Returns
        -------
        values : (*batch, S, N)
        error : (*batch, S, N)
            A bound on how far the values are off their equation, rounding included. The values are off the
            true ones by at most the largest error over states, divided by 1 - discount.
        """
        require_discounting(self)
        weights = profile_weights(self._checked(strategies))
        payoffs = (self.payoffs * np.expand_dims(weights, -1 - len(self.players))).sum(axis=self._profiles)
        chain = self._chain(weights).sum(axis=self._profiles_before_state)
        discount = self.discount[..., None, None]
        system = np.eye(chain.shape[-1]) - discount * chain
        known = np.isfinite(chain).all(axis=(-1, -2), keepdims=True)
        values = np.linalg.solve(np.where(known, system, np.eye(chain.shape[-1])), (1 - discount) * payoffs)
        off = np.abs((1 - discount) * payoffs + discount * (chain @ values) - values)
        size = np.abs(self.payoffs).max(axis=self._profiles).max(axis=-2, keepdims=True)
        terms = 2 * (prod(self.sizes) + chain.shape[-1] + 16)
        return values, off + terms * 2.0**-52 * (size + np.abs(values))

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
        if not 0 <= player < len(self.players):
            raise InvalidGameError(f"player needs to be from 0 to {len(self.players) - 1}; got {player}.")
        others = []
        for j, strategy in enumerate(self._checked(strategies)):
            total = strategy.sum(axis=-1, keepdims=True)
            if j != player and not (np.abs(total - 1) <= 1e-9).all():
                raise InvalidGameError(
                    f"the strategy of {self.players[j]!r} needs probabilities that sum to 1 in every state; "
                    f"got sums from {total.min()} to {total.max()}."
                )
            others.append(np.ones_like(strategy) if j == player else strategy / total)
        weights = profile_weights(others)
        away = tuple(axis for axis in self._profiles if axis != player - len(self.players))
        mine = np.moveaxis(self.payoffs, -1 - len(self.players), 0)[player]
        payoffs = (mine * weights).sum(axis=away)
        chances = self._chain(weights).sum(axis=tuple(axis - 1 for axis in away))
        if self.available is not None:
            here = self.available[player]
            chances = np.where(here[..., None], chances, 0.0)
        return StochasticGame(
            payoffs[..., None, :],
            self.discount,
            chances,
            players=(self.players[player],),
            actions=None if self.actions is None else (self.actions[player],),
            states=self.states,
            available=None if self.available is None else (self.available[player],),
        )

    def _checked(self, strategies: Any) -> list[Floats]:
        states = self.payoffs.shape[len(self.batch_shape)]
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

    @property
    def _profiles_before_state(self) -> tuple[int, ...]:
        return tuple(axis - 1 for axis in self._profiles)

    def _chain(self, weights: Floats) -> Floats:
        """Weighted transitions between all states, (*batch, S, m_1, ..., m_N, S)."""
        weighted = weights[..., None] * self.transitions
        if self.successors is None:
            return weighted
        states = self.payoffs.shape[len(self.batch_shape)]
        flat = weighted.reshape(-1, weighted.shape[-1])
        slots = np.broadcast_to(self.successors, weighted.shape).reshape(flat.shape)
        cells = np.arange(len(flat))[:, None] * states + slots
        dense = np.bincount(cells.reshape(-1), flat.reshape(-1), minlength=len(flat) * states)
        return np.asarray(dense, dtype=np.float64).reshape(*weighted.shape[:-1], states)

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


def require_discounting(game: StochasticGame) -> None:
    """Raise unless the future is discounted, so that values over an endless horizon exist."""
    if (game.discount == 1).any():
        raise UnsupportedGameError(
            "values over an endless horizon need discount < 1; got 1. A game without discounting needs a finite "
            "horizon: see backward_induction."
        )
