"""Trigger strategies with false alarms, after Green and Porter (1984)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_falling, require_positive
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory.normal_form import symmetric
from gametheory.repeated import Automaton, RepeatedGame, grim, trigger
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@dataclass(frozen=True, eq=False)
class FalseAlarms(Model):
    r"""Both sides hold back or break the truce, unseen; a public alarm is rarer while both hold back.

    Holding back is worth c to each, a deviation c + g, the fight 0, and to be deceived -g. An alarm has chance
    :math:`\alpha` if both hold back, :math:`\beta > \alpha` otherwise. After an alarm both fight for T periods. With
    :math:`x = \delta (1 - \delta^T)`, the truce is worth

    .. math:: (1 - \delta) V = \frac{(1 - \delta) c}{1 - \delta + \alpha x},

    and is kept iff :math:`x \ge z^* = g (1 - \delta) / ((\beta - \alpha) c - \alpha g)`, which needs
    :math:`(\beta - \alpha) c > \alpha g`.

    The results reproduced: fights break out although nobody has cheated, and everybody knows it; without them nobody
    would hold back. The shortest fight that deters lasts

    .. math:: T^* = \lceil \ln(1 - z^* / \delta) / \ln \delta \rceil,

    and exists iff :math:`z^* < \delta`; at equality only a fight for ever deters. If fights are started by a public
    draw so that the constraint binds, the truce is worth :math:`c - \alpha g / (\beta - \alpha)`, however patient the
    sides are.

    Raises
    ------
    ParameterError
        Unless :math:`\beta > \alpha`, c > 0, g > 0 and :math:`0 < \delta < 1`.

    References
    ----------
    Green and Porter (1984), "Noncooperative Collusion under Imperfect Price Information", Econometrica 52.

    Examples
    --------
    >>> model = FalseAlarms(benefit=2, gain=1, false_alarm=0.1, detection=0.4, discount=np.array([0.6, 0.8, 0.9]))
    >>> model.length(), model.payoff().round(3), model.randomised_payoff().round(3)
    (array([nan,  4.,  3.]), array([  nan, 1.618, 1.608]), array([  nan, 1.667, 1.667]))
    """

    benefit: Number = primitive("benefit", "c", "what holding back is worth to each side", 0.0)
    gain: Number = primitive("gain", "g", "what a side gains by a deviation", 0.0)
    false_alarm: Number = probability("false_alarm", "alpha", "chance of an alarm if both hold back")
    detection: Number = probability("detection", "beta", "chance of an alarm after a deviation")
    discount: Number = probability("discount", "delta", "discount factor")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_falling(self, ("detection", "false_alarm"))
        require_positive(self, ("benefit", "gain"))
        require_positive(self, ("discount",), below=1.0)

    def game(self) -> RepeatedGame:
        """Actions hold back and break; signals alarm and quiet."""
        own = [[self.benefit, -self.gain], [self.benefit + self.gain, 0]]
        alarm = [[self.false_alarm, self.detection], [self.detection, self.detection]]
        stage = symmetric(stack(own, like=self), actions=("hold back", "break"))
        likely = stack([[[chance, 1 - chance] for chance in row] for row in alarm], like=self)
        return RepeatedGame(stage, stack([self.discount], like=self)[..., 0], likely)

    def automaton(self, length: Any = None) -> Automaton:
        """The trigger strategy with fights of this length, for ever if None."""
        game = self.game()
        if length is None:
            return grim(game, (0, 0), (1, 1), bad=[0])
        return trigger(game, (0, 0), (1, 1), length, bad=[0])

    def least_loss(self) -> Any:
        """z*: the least discounted length of a fight that deters; infinite where none does."""
        model = self.plain
        net = (model.detection - model.false_alarm) * model.benefit - model.false_alarm * model.gain
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.named(np.where(np.asarray(net) > 0, evaluated(loss_threshold(), self), np.inf))

    def length(self) -> Any:
        """T*: how long fights last; NaN where no finite length deters."""
        delta = np.asarray(self.plain.discount, dtype=float)
        share = np.asarray(self.least_loss()) / delta
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.named(np.where(share < 1, np.ceil(np.log1p(-np.minimum(share, 1.0)) / np.log(delta)), np.nan))

    def payoff(self, length: Any = None) -> Any:
        """What the truce is worth with fights of this length, by default the shortest that deters."""
        model = self.plain
        periods = np.asarray(self.length() if length is None else length)
        delta = model.discount
        loss = delta * (1 - delta**periods)
        return self.named((1 - delta) * model.benefit / (1 - delta + model.false_alarm * loss))

    def randomised_payoff(self) -> Any:
        """What it is worth if a public draw decides whether an alarm starts a fight; NaN where nothing deters."""
        deters = np.asarray(self.least_loss()) <= np.asarray(self.plain.discount)
        return self.named(np.where(deters, evaluated(payoff_bound(), self), np.nan))


@cache
def loss_threshold() -> SymbolicThreshold:
    """When the truce is kept, solved for ``loss``, the discounted length of fights.

    Examples
    --------
    >>> loss_threshold().direction
    1
    """
    from sympy import Symbol

    model = FalseAlarms.symbolic()
    loss = Symbol("loss", positive=True)
    c, g, alpha, beta, delta = model.benefit, model.gain, model.false_alarm, model.detection, model.discount
    value = c / (1 - delta + alpha * loss)
    keeps = (beta - alpha) * loss * value >= g
    return solve_threshold(keeps, loss, positive=[(beta - alpha) * c - alpha * g, 1 - delta + alpha * loss])


@cache
def payoff_bound() -> SymbolicThreshold:
    """What a truce can be worth at most, solved for ``payoff``, from what fights cost and what they have to deter.

    Examples
    --------
    >>> payoff_bound().condition
    payoff <= (benefit*detection - benefit*false_alarm - false_alarm*gain)/(detection - false_alarm)
    """
    from sympy import Symbol

    model = FalseAlarms.symbolic()
    payoff = Symbol("payoff", real=True)
    # alarms cost alpha times what an alarm costs, which is c - payoff; it has to deter beta - alpha times
    spread = model.detection - model.false_alarm
    deters = spread * (model.benefit - payoff) >= model.false_alarm * model.gain
    return solve_threshold(deters, payoff, positive=[spread])
