"""Cooperation up to a known end, rewarded by a better equilibrium, after Benoît and Krishna (1985)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from deterrence.literature.primitive import primitive, require_falling, require_positive
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory.normal_form import NormalFormGame, symmetric
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@dataclass(frozen=True, eq=False)
class KnownEnd(Model):
    r"""A stage with cooperation and two equilibria, played T times without discounting.

    Cooperation is worth c, the good equilibrium e, the bad one b to each; who leaves cooperation alone gets c + g.
    Against the bad equilibrium's action nobody can get more than b. The results reproduced: with several stage
    equilibria cooperation does not unravel from a known end. It is played in all but the last

    .. math:: Q = \lceil g / (e - b) \rceil

    periods, which are needed to reward it, so that the best symmetric total is :math:`(T - Q) c + Q e` for
    :math:`T \ge Q`, and T e before.

    All other profiles pay so little that they are of no use, neither as rewards nor as threats. That b is
    all a player can secure is essential: where a player can be held below b for a while, longer horizons threaten
    with less than b a period, and fewer than Q rewards may do.

    Raises
    ------
    ParameterError
        Unless c > e > b and g > 0.

    References
    ----------
    Benoît and Krishna (1985), "Finitely Repeated Games", Econometrica 53.

    Examples
    --------
    >>> model = KnownEnd(cooperation=4, gain=np.array([1, 3]), good=3, bad=1)
    >>> model.rewards(), [model.total(periods).tolist() for periods in (1, 2, 3, 4)]
    (array([1., 2.]), [[3.0, 3.0], [7.0, 6.0], [11.0, 10.0], [15.0, 14.0]])
    """

    cooperation: Number = primitive("cooperation", "c", "what cooperation is worth to each side")
    gain: Number = primitive("gain", "g", "what a side gains by leaving cooperation alone", 0.0)
    good: Number = primitive("good", "e", "what the good equilibrium is worth")
    bad: Number = primitive("bad", "b", "what the bad equilibrium is worth")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_falling(self, ("cooperation", "good", "bad"))
        require_positive(self, ("gain",))

    def game(self) -> NormalFormGame:
        """The stage game; actions cooperate, good, bad."""
        model = self.plain
        alone = np.minimum(2 * np.asarray(model.good) - model.cooperation - model.gain, model.bad) - 1
        own = [[model.cooperation, alone, alone], [model.cooperation + model.gain, model.good, alone]]
        own.append([alone, alone, model.bad])
        payoffs = stack([[np.broadcast_to(x, self.batch_shape) for x in row] for row in own])
        return symmetric(payoffs, actions=("cooperate", "good", "bad"))

    def rewards(self) -> Any:
        """Q: how many periods at the end are needed to reward cooperation before."""
        return self.named(np.ceil(evaluated(reward_threshold(), self)))

    def total(self, periods: int) -> Any:
        """The best symmetric total of an equilibrium over so many periods."""
        model = self.plain
        last = np.minimum(np.asarray(self.rewards()), periods)
        return self.named((periods - last) * model.cooperation + last * model.good)


@cache
def reward_threshold() -> SymbolicThreshold:
    """How many periods of reward deter, solved for ``rewards``.

    Examples
    --------
    >>> reward_threshold().value
    -gain/(bad - good)
    """
    from sympy import Symbol

    model = KnownEnd.symbolic()
    rewards = Symbol("rewards", positive=True)
    spread = model.good - model.bad
    return solve_threshold(rewards * spread >= model.gain, rewards, positive=[spread])
