"""Optimal penal codes, after Abreu (1988)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_positive
from deterrence.model import Model, evaluated
from deterrence.parameters import Number, ParameterError
from gametheory.normal_form import symmetric
from gametheory.repeated import Automaton, RepeatedGame, grim, stick_and_carrot
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@dataclass(frozen=True, eq=False)
class PenalCode(Model):
    r"""A truce that is kept up by a war which nobody wants to fight, and by the truce that follows it.

    The truce is worth c, a deviation from it c + g; hostility of both, the equilibrium of the stage, 0; a war of both
    costs each w. Against a war the best reply is worth s, with :math:`-w < s \le 0`, so that war is no equilibrium.
    After any deviation there is war once, and then truce again if both fought: stick and carrot.

    The results reproduced. Who deviates from the stick is met with the stick again, so that punishments may be worse
    than any stage equilibrium. The truce is kept iff :math:`\delta \ge g / (c + w)`, the war is fought iff
    :math:`\delta \ge (w + s) / (c + w)`: the critical discount factor is

    .. math:: \frac{\max(g, w + s)}{c + w}, \qquad \text{least at } w = g - s: \quad \frac{g}{c + g - s},

    against g / (c + g) for hostility for ever. At the best w the deviator is held to s exactly, all that a player can
    secure against war: a war that is costlier is not credible, one that is cheaper deters less.

    Raises
    ------
    ParameterError
        Unless c > 0, g > 0, :math:`-w < s \le 0` and :math:`0 < \delta < 1`.

    References
    ----------
    Abreu (1988), "On the Theory of Infinitely Repeated Games with Discounting", Econometrica 56.

    Examples
    --------
    >>> model = PenalCode(truce=2, gain=2, war=np.array([2, 3, 5]), security=-1, discount=0.5)
    >>> model.critical_discount().round(3), model.reversion_discount(), model.best_war(), model.least_discount()
    (array([0.5  , 0.4  , 0.571]), array([0.5, 0.5, 0.5]), array([3., 3., 3.]), array([0.4, 0.4, 0.4]))
    """

    truce: Number = primitive("truce", "c", "what the truce is worth to each side", 0.0)
    gain: Number = primitive("gain", "g", "what a side gains by breaking it alone", 0.0)
    war: Number = primitive("war", "w", "what a war costs each side", 0.0)
    security: Number = primitive("security", "s", "the best reply to war is worth", -np.inf, 0.0)
    discount: Number = probability("discount", "delta", "discount factor")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_positive(self, ("truce", "gain", "war"))
        require_positive(self, ("discount",), below=1.0)
        if not any(hasattr(value, "free_symbols") for value in (self.war, self.security)):
            model = self.plain
            if not np.all(np.asarray(model.war) + model.security > 0):
                raise ParameterError("PenalCode needs -w < s: war has to be worse than the best reply to it.")

    def game(self) -> RepeatedGame:
        """Actions truce, hostility, war."""
        lost = -self.war
        own = [[self.truce, lost, lost], [self.truce + self.gain, 0, self.security], [lost, lost, lost]]
        stage = symmetric(stack(own, like=self), actions=("truce", "hostility", "war"))
        return RepeatedGame(stage, stack([self.discount], like=self)[..., 0])

    def stick_and_carrot(self) -> Automaton:
        """War once after any deviation, and truce again."""
        return stick_and_carrot(self.game(), (0, 0), (2, 2))

    def reversion(self) -> Automaton:
        """Hostility for ever after any deviation."""
        return grim(self.game(), (0, 0), (1, 1))

    def critical_discount(self) -> Any:
        """How patient both must be for stick and carrot."""
        return self.named(np.maximum(evaluated(carrot_threshold(), self), evaluated(stick_threshold(), self)))

    def reversion_discount(self) -> Any:
        """How patient both must be for hostility for ever."""
        return self.named(evaluated(reversion_threshold(), self))

    def best_war(self) -> Any:
        """The cost of war at which the least patience is needed."""
        model = self.plain
        return self.named(np.asarray(model.gain, dtype=float) - model.security)

    def least_discount(self) -> Any:
        """How patient both must be with the best war."""
        model = self.plain
        return self.named(model.gain / (model.truce + model.gain - np.asarray(model.security, dtype=float)))

    def stick_payoff(self) -> Any:
        """What play is worth from the war on."""
        model = self.plain
        return self.named(-(1 - model.discount) * model.war + model.discount * model.truce)


def _symbols() -> tuple[PenalCode, Any]:
    """The model in symbols, and what play is worth from the war on."""
    model = PenalCode.symbolic()
    return model, -(1 - model.discount) * model.war + model.discount * model.truce


@cache
def carrot_threshold() -> SymbolicThreshold:
    """When the truce is kept, solved for ``discount``.

    Examples
    --------
    >>> carrot_threshold().condition
    discount >= gain/(truce + war)
    """
    model, stick = _symbols()
    delta = model.discount
    keeps = (model.truce - (1 - delta) * (model.truce + model.gain) - delta * stick) / (1 - delta) >= 0
    return solve_threshold(keeps, delta, positive=[1 - delta])


@cache
def stick_threshold() -> SymbolicThreshold:
    """When the war is fought, solved for ``discount``.

    Examples
    --------
    >>> stick_threshold().condition
    discount >= (security + war)/(truce + war)
    """
    model, stick = _symbols()
    return solve_threshold(stick >= model.security, model.discount)


@cache
def reversion_threshold() -> SymbolicThreshold:
    """When the threat of hostility for ever keeps the truce, solved for ``discount``.

    Examples
    --------
    >>> reversion_threshold().condition
    discount >= gain/(gain + truce)
    """
    model, _ = _symbols()
    return solve_threshold(model.truce >= (1 - model.discount) * (model.truce + model.gain), model.discount)
