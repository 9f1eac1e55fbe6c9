"""Stochastic games that end after a known number of periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import real_numbers, whole
from ..errors import InvalidGameError
from ..normal_form import NormalFormGame
from ..value import Batch, Floats, frozen
from .game import StochasticGame, require_stochastic


@dataclass(frozen=True, eq=False, repr=False)
class FiniteHorizonGame(Batch):
    r"""A batch of stochastic games that end after T periods; payoffs and transitions may depend on the period.

    Values are discounted sums, :math:`\sum_{t=0}^{T-1} \delta^t u_t + \delta^T w(s_T)`, and not averages: the
    horizon makes them finite, and a discount of 1 is allowed.

    Attributes
    ----------
    stages : StochasticGame
        Its last batch axis counts the periods: of batch shape (*batch, T), or (*batch, 1) if all are alike. So an
        array of shape (T,) given to :func:`build` is a quantity that changes over time, and each period has a discount
        factor of its own, between it and the next.
    horizon : int
        The number of periods T. Left out, or 0: as many as ``stages`` has.
    terminal : (*batch, S, N)
        What the state that follows the last period is worth. Nothing by default.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    A prize that shrinks over three periods:

    >>> prize = np.array([3.0, 2.0, 1.0])
    >>> payoffs = prize[:, None, None, None] * np.array([[[0, 1]]])
    >>> game = StochasticGame(payoffs, 1.0, np.ones((1, 2, 1)), players=("taker",))
    >>> FiniteHorizonGame(game)
    <FiniteHorizonGame: 3 periods, 1 state, taker (2)>
    """

    stages: StochasticGame
    horizon: int = 0
    terminal: Any = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.stages, StochasticGame):
            raise InvalidGameError(f"stages need a StochasticGame; got {type(self.stages).__name__}.")
        if not self.stages.batch_shape:
            raise InvalidGameError(
                "stages need a last batch axis that counts periods; this game has no batch. Use "
                "finite_horizon(game, horizon) where all periods are alike."
            )
        periods = self.stages.batch_shape[-1]
        horizon = whole(self.horizon, "horizon, the number of periods,", at_least=0) or periods
        if not horizon:
            raise InvalidGameError("a game needs at least one period; the last batch axis of stages has none.")
        if periods not in (1, horizon):
            raise InvalidGameError(
                f"the last batch axis of stages needs one game per period, {horizon} of them, or one for all; "
                f"got {periods}."
            )
        shape = (*self.stages.batch_shape[:-1], *self._core)
        terminal = real_numbers(self.terminal, "terminal")
        try:
            terminal = np.array(np.broadcast_to(terminal, shape))
        except ValueError:
            raise InvalidGameError(
                f"terminal needs a value for each state and player, shape {shape}; got {terminal.shape}."
            ) from None
        if not np.isfinite(terminal).all():
            raise InvalidGameError("terminal values need to be finite.")
        object.__setattr__(self, "horizon", horizon)
        object.__setattr__(self, "terminal", frozen(terminal))

    @property
    def _core(self) -> tuple[int, int]:
        players = len(self.stages.players)
        return self.stages.payoffs.shape[-1 - players - 1], players

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch, without periods; ``()`` for one game."""
        return self.stages.batch_shape[:-1]

    @property
    def players(self) -> tuple[str, ...]:
        """One name per player."""
        return self.stages.players

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many actions each player has, masked ones included."""
        return self.stages.sizes

    @property
    def discounts(self) -> Floats:
        """The discount factor between each period and the next, (*batch, T)."""
        return np.broadcast_to(self.stages.discount, (*self.batch_shape, self.horizon))

    @property
    def scale(self) -> Floats:
        """The largest difference that the sums of stage payoffs could make to each player, (*batch, N)."""
        weights = np.cumprod(self.discounts, axis=-1)
        before = np.concatenate([np.ones((*self.batch_shape, 1)), weights[..., :-1]], axis=-1)
        stages = (before[..., None] * self.stages.scale).sum(axis=-2)
        after = self.terminal.max(axis=-2) - self.terminal.min(axis=-2)
        return np.asarray(stages + weights[..., -1:] * after)

    def period(self, t: int) -> StochasticGame:
        """The stochastic game of one period, of batch shape (*batch,)."""
        return self.stages[..., t if self.stages.batch_shape[-1] > 1 else 0]

    def stage_game(self, t: int, values: ArrayLike) -> NormalFormGame:
        """The game of period t in every state when the next period is worth ``values``: a batch of shape (*batch, S).

        Parameters
        ----------
        t : int, from 0
        values : (*batch, S, N)
            Discounted sums from period t + 1 on.
        """
        return sum_stage(self.period(t), np.asarray(values, dtype=np.float64))

    def centred(self) -> tuple[FiniteHorizonGame, Floats]:
        """The game with each player's payoffs about 0, and what that takes off values, (*batch, T + 1, N)."""
        stages, middle = self.stages.centred()
        high, low = self.terminal.max(axis=-2), self.terminal.min(axis=-2)
        after = np.where(np.abs(high + low) > 2 * (high - low), high / 2 + low / 2, 0.0)
        constants = np.empty((*self.batch_shape, self.horizon + 1, self._core[1]))
        constants[..., -1, :] = after
        for t in reversed(range(self.horizon)):
            today = middle[..., t if middle.shape[-2] > 1 else 0, :]
            constants[..., t, :] = today + self.discounts[..., t, None] * constants[..., t + 1, :]
        return FiniteHorizonGame(stages, self.horizon, self.terminal - after[..., None, :]), constants

    def take(self, rows: Any) -> FiniteHorizonGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        periods = self.stages.batch_shape[-1]
        rows = np.asarray(rows)
        stages = self.stages.take(rows[..., None] * periods + np.arange(periods))
        return FiniteHorizonGame(stages, self.horizon, self._rows(self.terminal, rows))

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        return f"<FiniteHorizonGame: {batch}{self.horizon} period{'s' * (self.horizon > 1)}, {self.stages.sides}>"


def finite_horizon(game: StochasticGame, horizon: int, terminal: ArrayLike = 0.0) -> FiniteHorizonGame:
    """A stochastic game that ends after a number of periods, which are all alike.

    Parameters
    ----------
    game : StochasticGame
        A discount of 1 is allowed.
    horizon : int
        The number of periods.
    terminal : (*batch, S, N)
        What the state that follows the last period is worth. Nothing by default.

    Examples
    --------
    >>> game = StochasticGame(np.zeros((1, 2, 2, 2)), 1.0, np.ones((1, 2, 2, 1)))
    >>> finite_horizon(game, 10).horizon
    10
    """
    require_stochastic(game)
    return FiniteHorizonGame(game[..., None], whole(horizon, "horizon, the number of periods,", at_least=1), terminal)


def sum_stage(period: StochasticGame, values: Floats) -> NormalFormGame:
    """The game of one period in every state when the next one is worth ``values`` in sums."""
    discount = period.discount.reshape(*period.batch_shape, *(1,) * (2 + len(period.players)))
    today = period.payoffs + discount * period.expect(values)
    today.setflags(write=False)
    return NormalFormGame(today, period.players, period.actions, period.available)
