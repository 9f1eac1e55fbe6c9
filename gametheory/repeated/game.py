"""Repeated games: a stage game, played for ever, with perfect or public monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError
from ..normal_form import NormalFormGame
from ..profile import profiles_available
from ..value import Batch, Bools, Floats, frozen

STOCHASTIC_ERROR = 1e-12
"""How far probabilities may be off a sum of 1."""


@dataclass(frozen=True, eq=False, repr=False)
class RepeatedGame(Batch):
    """A batch of stage games, each repeated for ever with discounting.

    After every period all players see the action profile or, where ``signals`` is given, only a public signal
    whose distribution depends on the profile. Payoffs of the stage are then expected ones: what a player
    observes of its own payoff is a function of its action and the signal. Values are
    (1 - discount)-averages of the stage payoffs.

    Attributes
    ----------
    stage : NormalFormGame, (*batch)
        Its batch and that of ``discount`` and ``signals`` broadcast.
    discount : (*batch,)
        The discount factor, 0 ≤ discount < 1, one for all players.
    signals : (*batch, m_1, ..., m_N, Y), or None
        Probability of each public signal at each action profile; None for perfect monitoring.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    A prisoners' dilemma at two discount factors:

    >>> from gametheory.normal_form import symmetric
    >>> dilemma = symmetric([[2, -1], [3, 0]])
    >>> RepeatedGame(dilemma, [0.3, 0.6])
    <RepeatedGame: batch of 2, row (2 actions) x column (2 actions), perfect monitoring>

    Partners who see only whether output is low (signal 0) or high:

    >>> RepeatedGame(dilemma, 0.9, [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]])
    <RepeatedGame: row (2 actions) x column (2 actions), 2 public signals>
    """

    stage: NormalFormGame
    discount: Floats
    signals: Floats | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.stage, NormalFormGame):
            raise InvalidGameError(
                f"a stage game in normal form was needed, got {type(self.stage).__name__}; make one with "
                f"bimatrix(A, B) or symmetric(A)."
            )
        players = len(self.stage.players)
        discount = real_numbers(self.discount, "discount")
        signals = None if self.signals is None else real_numbers(self.signals, "signals")
        if signals is not None and (signals.ndim < players + 1 or signals.shape[-1 - players : -1] != self.stage.sizes):
            raise InvalidGameError(
                f"signals need shape (*batch, {', '.join(map(str, self.stage.sizes))}, signals): a distribution of the "
                f"public signal at every action profile; got {signals.shape}."
            )
        shapes = [self.stage.batch_shape, discount.shape]
        shapes += [] if signals is None else [signals.shape[: -1 - players]]
        try:
            batch = np.broadcast_shapes(*shapes)
        except ValueError:
            raise InvalidGameError(
                f"the batch shapes of stage, discount and signals must broadcast; got {shapes}."
            ) from None
        if not ((discount >= 0) & (discount < 1)).all():
            raise InvalidGameError(
                f"discount needs 0 <= discount < 1; got values from {discount.min()} to {discount.max()}. "
                f"A game that ends is solved by finitely_repeated."
            )
        object.__setattr__(self, "stage", _spread(self.stage, batch))
        object.__setattr__(self, "discount", frozen(np.array(np.broadcast_to(discount, batch))))
        if signals is not None:
            object.__setattr__(self, "signals", _distributions(signals, self.stage, batch))

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.discount.shape

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many actions each player has, masked ones included."""
        return self.stage.sizes

    @property
    def players(self) -> tuple[str, ...]:
        """One name per player."""
        return self.stage.players

    def take(self, rows: Any) -> RepeatedGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        return RepeatedGame(self.stage.take(rows), self._rows(self.discount, rows), self._rows(self.signals, rows))

    def __repr__(self) -> str:
        inner = repr(self.stage).removeprefix("<NormalFormGame: ").removesuffix(">")
        seen = "perfect monitoring" if self.signals is None else f"{self.signals.shape[-1]} public signals"
        return f"<RepeatedGame: {inner}, {seen}>"


def require_repeated(game: object) -> None:
    """Raise unless this is a repeated game."""
    if not isinstance(game, RepeatedGame):
        raise InvalidGameError(
            f"a RepeatedGame was needed, got {type(game).__name__}; make one with RepeatedGame(stage, discount)."
        )


def profiles_that_exist(stage: NormalFormGame) -> Bools:
    """Which action profiles exist, (*batch, m_1, ..., m_N)."""
    if stage.available is None:
        return np.broadcast_to(True, (*stage.batch_shape, *stage.sizes))
    return profiles_available(stage.available)


def _spread(stage: NormalFormGame, batch: tuple[int, ...]) -> NormalFormGame:
    """The stage game over the whole batch."""
    if stage.batch_shape == batch:
        return stage
    rows = np.arange(len(stage.flat)).reshape(stage.batch_shape)
    return stage.take(np.broadcast_to(rows, batch))


def _distributions(signals: Floats, stage: NormalFormGame, batch: tuple[int, ...]) -> Floats:
    """Distributions of signals, checked wherever a profile exists and 0 where none does."""
    exists = np.broadcast_to(profiles_that_exist(stage), (*batch, *stage.sizes))
    signals = np.where(exists[..., None], signals, 0.0)
    off = np.where(exists, np.abs(signals.sum(axis=-1) - 1), 0.0)
    bad = ~((signals >= 0).all(axis=-1) & (off <= STOCHASTIC_ERROR))
    if bad.any():
        where = tuple(int(k) for k in np.argwhere(bad)[0])
        raise InvalidGameError(
            f"the distribution of the public signal must be non-negative and sum to 1; at (*batch, *actions) = {where} "
            f"it is {signals[where]}."
        )
    return np.asarray(frozen(signals / np.where(exists, signals.sum(axis=-1), 1.0)[..., None]))
