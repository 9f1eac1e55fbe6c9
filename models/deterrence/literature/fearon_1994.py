"""Audience costs in an international crisis, after Fearon (1994)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from deterrence.literature.primitive import primitive
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError
from gametheory.symbolic import lambdify_threshold

SERIES = 0.05
"""Below this a logarithm is replaced by its series, which loses no digits to cancellation."""


class Crisis(NamedTuple):
    """The equilibrium of :class:`AudienceCosts`; of each pair, side 1 comes first.

    Attributes
    ----------
    horizon
        The time after which nobody backs down: who is left attacks.
    at_once : pair
        The chance that a side backs down at time 0.
    backs_down : pair
        The chance that a side is the one to back down.
    war
        The chance of war.
    """

    horizon: Any
    at_once: tuple[Any, Any]
    backs_down: tuple[Any, Any]
    war: Any


@dataclass(frozen=True, eq=False)
class AudienceCosts(Model):
    r"""Two sides escalate over a prize v until one backs down or attacks; to back down later costs more.

    Side i's value of war is private, uniform on :math:`[-W_i, 0]`. At any time a side may back down, attack or wait. If
    j backs down at time t it gets :math:`-a_j t` and i gets v; an attack gives both sides their values of war. The
    slope :math:`a_i` is what the audience at home makes each unit of time cost.

    A side that will back down is indifferent about when, so that the other side backs down with the hazard
    :math:`a_i / (v + a_i t)`:

    .. math:: \Pr(j \text{ has not backed down by } t) = (1 - k_j) \frac{v}{v + a_i t}.

    At the horizon :math:`t^*` only types :math:`w_j \ge -a_j t^*` are left, and these attack, so that
    :math:`(1 - k_j) v / (v + a_i t^*) = a_j t^* / W_j`. With
    :math:`g_j(t) = (1 + a_i t / v) \, a_j t / W_j`, the horizon is the smaller root of :math:`g_1 = 1` and
    :math:`g_2 = 1`, and :math:`k_j = 1 - g_j(t^*)`: one side at most backs down at once. Who has the steeper audience
    costs backs down less often.

    References
    ----------
    Fearon (1994), "Domestic Political Audiences and the Escalation of International Disputes", American Political
    Science Review 88. The general model of the paper has any distributions; these are uniform.

    Examples
    --------
    >>> from gametheory.sweep import axes
    >>> model = AudienceCosts(prize=1, audience_cost_1=1, **axes(audience_cost_2=[0.5, 1, 2, 5]), war_loss_1=1,
    ...                       war_loss_2=1)
    >>> model.equilibrium().backs_down[1].values.round(4)
    array([0.6009, 0.309 , 0.1311, 0.0339])
    """

    prize: Number = primitive("prize", "v", "value of the prize to both sides", 0.0)
    audience_cost_1: Number = primitive(
        "audience_cost_1", "a_1", "what a unit of time adds to side 1's cost of backing down", 0.0
    )
    audience_cost_2: Number = primitive(
        "audience_cost_2", "a_2", "what a unit of time adds to side 2's cost of backing down", 0.0
    )
    war_loss_1: Number = primitive("war_loss_1", "W_1", "largest loss of side 1 in a war", 0.0)
    war_loss_2: Number = primitive("war_loss_2", "W_2", "largest loss of side 2 in a war", 0.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        values = dict(vars(self))
        if any(hasattr(value, "free_symbols") for value in values.values()):
            return
        for name in values:
            if not np.all(np.asarray(getattr(self.plain, name)) > 0):
                raise ParameterError(f"AudienceCosts needs {name} above 0: the crisis would end at once or never.")

    def equilibrium(self) -> Crisis:
        """The equilibrium in which who does not back down in time attacks."""
        horizon, at_once = self._horizon_and_atoms()
        steps = [slope * horizon / self.plain.prize for slope in self._slopes]
        left = [horizon * slope / loss for slope, loss in zip(self._slopes, self._losses, strict=True)]
        both_wait = (1 - at_once[0]) * (1 - at_once[1])
        backs_down = [k + both_wait * _first(x, y) for k, x, y in zip(at_once, reversed(steps), steps, strict=True)]
        first, second = (self.named(each) for each in at_once)
        one, two = (self.named(each) for each in backs_down)
        return Crisis(self.named(horizon), (first, second), (one, two), self.named(left[0] * left[1]))

    def has_not_backed_down(self, side: int, time: Any) -> Any:
        """The chance that a side, 0 or 1, has not backed down by a time up to the horizon.

        Parameters
        ----------
        side : int
        time : array that broadcasts with the batch
        """
        _, at_once = self._horizon_and_atoms()
        return (1 - at_once[side]) / (1 + self._slopes[1 - side] * time / self.plain.prize)

    def regret(self, types: int = 101, times: int = 101) -> Any:
        """The most that any type of either side gains by another plan, and by how much masses do not fit, over v.

        A plan is to back down or to attack at a time up to the horizon; both are valued from the chances that the other
        side has backed down by then. Types and times are on grids that hold the ends and the horizon.
        """
        prize, (horizon, _) = self.plain.prize, self._horizon_and_atoms()
        batch = (1,) * len(self.batch.shape)
        time = horizon * np.linspace(0, 1, times).reshape(-1, 1, *batch)
        worst: Any = 0.0
        for side, (slope, loss) in enumerate(zip(self._slopes, self._losses, strict=True)):
            waits = self.has_not_backed_down(1 - side, time)
            won = (1 - waits) * prize
            back_down = won - waits * slope * time
            least = -slope * horizon  # the lowest type that attacks
            for value in (-loss * np.linspace(0, 1, types).reshape(-1, *batch), least):
                attack = won + waits * value
                best = np.maximum(back_down.max(axis=0), attack.max(axis=0))
                played = np.where(value >= least, attack[-1], back_down[-1])
                worst = np.maximum(worst, (best - played).max(axis=0) / prize)
            # Types below the lowest one back down, at times that follow the hazard.
            off = np.abs(self.has_not_backed_down(side, horizon) - slope * horizon / loss)
            worst = np.maximum(worst, off)
        return self.named(worst)

    @property
    def _slopes(self) -> tuple[Any, Any]:
        return self.plain.audience_cost_1, self.plain.audience_cost_2

    @property
    def _losses(self) -> tuple[Any, Any]:
        return self.plain.war_loss_1, self.plain.war_loss_2

    def _horizon_and_atoms(self) -> tuple[Any, tuple[Any, Any]]:
        value, (one, two), losses = self.plain.prize, self._slopes, self._losses
        ends = lambdify_threshold(crisis_horizon())
        roots = [
            ends(prize=value, audience_cost_1=other, audience_cost_2=own, war_loss_2=loss)
            for own, other, loss in zip((one, two), (two, one), losses, strict=True)
        ]
        horizon = np.minimum(*roots)
        sides = zip((one, two), (two, one), losses, roots, strict=True)
        first, second = (
            np.where(root <= horizon, 0.0, 1 - (1 + other * horizon / value) * own * horizon / loss)
            for own, other, loss, root in sides
        )
        return horizon, (first, second)


@cache
def concession_hazard() -> Any:
    """The rate at which side 2 backs down that leaves side 1 indifferent about when to, as SymPy.

    Examples
    --------
    >>> concession_hazard()
    audience_cost_1/(audience_cost_1*time + prize)
    """
    from sympy import Symbol, solve

    model = AudienceCosts.symbolic()
    time, hazard = Symbol("time", positive=True), Symbol("hazard", positive=True)
    # To wait a moment: the prize if the other side backs down in it, and otherwise a higher cost of backing down.
    gain = hazard * (model.prize + model.audience_cost_1 * time) - model.audience_cost_1
    return solve(gain, hazard)[0]


@cache
def crisis_horizon() -> Any:
    """When side 2 has nobody left who would back down, if nobody does at once, as SymPy.

    Examples
    --------
    >>> crisis_horizon()
    2*prize*war_loss_2/(sqrt(audience_cost_2)*sqrt(prize)*sqrt(4*audience_cost_1*war_loss_2 + audience_cost_2*prize)
    + audience_cost_2*prize)
    """
    from sympy import Poly, Symbol, exp, expand, integrate, simplify, solve, together

    model = AudienceCosts.symbolic()
    time, end = Symbol("time", positive=True), Symbol("end", positive=True)
    waits = simplify(exp(-integrate(concession_hazard(), (time, 0, end))))
    attackers = model.audience_cost_2 * end / model.war_loss_2
    equation = Poly(together(attackers - waits).as_numer_denom()[0], end)
    (root,) = solve(equation.as_expr(), end)
    # The product of the roots over the other one: the difference of two close numbers is then a sum.
    square, line, constant = equation.all_coeffs()
    return simplify(constant / (square * expand(-line / square - root)))


def _first(x: Any, y: Any) -> Any:
    r""":math:`\int_0^1 x / ((1 + x s)^2 (1 + y s)) ds`: that the side with survival 1/(1 + x s) is first to back down.

    By partial fractions, put so that nothing cancels where x and y are close.
    """
    e = (x - y) / (1 + y)
    near = np.abs(e) < SERIES
    away = np.where(near, 1.0, e)
    series = sum((-e) ** k / (k + 2) for k in range(14))
    curve = np.where(near, series, (away - np.log1p(away)) / away**2)
    return x / (1 + y) * (1 / (1 + x) + y * curve / (1 + y))
