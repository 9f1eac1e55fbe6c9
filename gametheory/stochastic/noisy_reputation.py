"""Reputation over a finite horizon when answers are seen through noise, or opponents look ahead."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from ..arguments import real_numbers, whole
from ..errors import InvalidGameError
from ..value import Batch, Floats, frozen

SIGNAL_ERROR = 1e-12
"""How far the chances of the signals may be off a sum of 1."""


@dataclass(frozen=True, eq=False, repr=False)
class NoisyReputationGame(Batch):
    r"""A batch of finite games with a player who may always answer, seen through noise by one or many opponents.

    In the stage with t left, an opponent chooses an action a, which all see; the player answers (r = 1) or not (r = 0),
    which nobody sees; then a public signal y comes with chance :math:`q_a(y \mid r)`. The opponent gets
    :math:`g_{ta} - l_{ta} r`, the normal type of the player :math:`f_{ta} - s_{ta} r`. The other type always answers.
    The opponent is one who discounts by :math:`\delta_o`, or, at 0, a new one in every stage.

    Attributes
    ----------
    gains, losses, flows, answer_cost : (*batch, T, M)
        Entry t - 1 is the stage with t left.
    signals : (*batch, T, M, 2, Y)
        Chances of the signals without and with an answer.
    discount, opponent_discount : (*batch,)
        Of the player in (0, 1], of the opponent in [0, 1].

    Raises
    ------
    InvalidGameError
    """

    gains: Any
    losses: Any
    flows: Any
    answer_cost: Any
    signals: Any
    discount: Any
    opponent_discount: Any = 0.0

    def __post_init__(self) -> None:
        arrays = {name: real_numbers(getattr(self, name), name) for name in _CORE}
        if arrays["signals"].ndim < 4 or arrays["signals"].shape[-2] != 2:
            raise InvalidGameError(
                f"signals need the axes (*batch, T, M, 2, Y), without and with an answer; got {arrays['signals'].shape}"
            )
        try:
            core = np.broadcast_shapes(*(arrays[name].shape[-2:] for name in _CORE[:4]), arrays["signals"].shape[-4:-2])
            batch = np.broadcast_shapes(*(each.shape[: each.ndim - depth] for each, depth in zip(
                arrays.values(), (2, 2, 2, 2, 4, 0, 0), strict=True)))  # fmt: skip
        except ValueError as error:
            raise InvalidGameError(f"axes of a noisy reputation game need to fit; {error}.") from error
        for name, array in arrays.items():
            tail = () if "discount" in name else core if name != "signals" else (*core, *array.shape[-2:])
            object.__setattr__(self, name, frozen(np.broadcast_to(array, (*batch, *tail))))
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise InvalidGameError("all numbers of a noisy reputation game need to be finite.")
        if (self.signals < 0).any() or (np.abs(self.signals.sum(axis=-1) - 1) > SIGNAL_ERROR).any():
            raise InvalidGameError("the chances of the signals need to be at least 0 and to sum to 1.")
        if not ((self.discount > 0) & (self.discount <= 1)).all():
            raise InvalidGameError("discount of a noisy reputation game needs to be above 0, at most 1.")
        if not ((self.opponent_discount >= 0) & (self.opponent_discount <= 1)).all():
            raise InvalidGameError("opponent_discount of a noisy reputation game needs to be from 0 to 1.")

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return tuple(self.discount.shape)

    @property
    def stages(self) -> int:
        """How many stages there are, T."""
        return int(self.gains.shape[-2])

    def take(self, rows: Any) -> NoisyReputationGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        return NoisyReputationGame(*(self._rows(getattr(self, name), rows) for name in _CORE))

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        return (
            f"<NoisyReputationGame: {batch}{self.stages} stages, {self.gains.shape[-1]} actions, "
            f"{self.signals.shape[-1]} signals>"
        )


_CORE = ("gains", "losses", "flows", "answer_cost", "signals", "discount", "opponent_discount")


def uniform_beliefs(points: int) -> Floats:
    """Beliefs from 0 to 1, evenly spaced.

    Examples
    --------
    >>> uniform_beliefs(5)
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    return np.linspace(0.0, 1.0, whole(points, "points", at_least=2))


def log_odds_beliefs(points: int, smallest: float = 1e-6) -> Floats:
    """Beliefs whose log-odds are evenly spaced, from ``smallest`` to 1 - ``smallest``, with 0 and 1 at the ends.

    Where thresholds are small, as far from the end of a long horizon, an even grid of beliefs is too coarse.

    Examples
    --------
    >>> log_odds_beliefs(5, 0.1).round(3)
    array([0. , 0.1, 0.5, 0.9, 1. ])
    """
    points = whole(points, "points", at_least=4)
    if not isinstance(smallest, Real) or not 0 < smallest < 0.5:
        raise InvalidGameError(f"a grid in log-odds needs a smallest belief in (0, 0.5); got {smallest!r}.")
    end = np.log(smallest / (1 - smallest))
    inner = 1 / (1 + np.exp(-np.linspace(end, -end, points - 2)))
    return np.concatenate([[0.0], inner, [1.0]])
