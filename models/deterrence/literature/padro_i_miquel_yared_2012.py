"""Indirect control: interventions that keep an agent at work, after Padró i Miquel and Yared (2012)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_falling, require_positive
from deterrence.model import Model
from deterrence.parameters import Number
from gametheory.normal_form import NormalFormGame
from gametheory.repeated import Automaton, RepeatedGame
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, lambdify_threshold, solve_threshold


@dataclass(frozen=True, eq=False)
class IndirectControl(Model):
    r"""A principal delegates the prevention of disturbances to an agent, or intervenes, which hurts both.

    In each period the principal delegates or intervenes, and the agent makes an effort of cost :math:`\eta` or none,
    unseen. A disturbance has chance :math:`\pi_1` with effort, :math:`\pi_0` without, :math:`\pi_p` under intervention,
    and costs the principal :math:`\chi`. An intervention of intensity i costs the principal A i and the agent
    :math:`g(i) = k \sqrt i`.

    The strategies are an automaton of two states. In *cooperation* the agent makes an effort, and a disturbance leads
    to *intervention* with probability l. There the principal intervenes, and goes on with probability d; a principal
    who does not intervene stays there. With :math:`K = (\pi_0 - \pi_1)(g - \eta) - \eta \pi_1`, the agent works iff

    .. math:: l \ge l^* = \frac{\eta (1 - \beta d)}{\beta K}, \qquad K > 0,

    and at l* the principal gets, as an average,

    .. math:: -\Bigl[\pi_1 \chi + \pi_1 \eta \frac{(\pi_p - \pi_1) \chi + A i}{(\pi_0 - \pi_1)(g(i) - \eta)}\Bigr].

    The results reproduced: costly interventions recur although all know that the agent worked; as long as
    :math:`l^* \le 1`, rare and long interventions are worth the same as frequent and short ones, since d drops out;
    and the best intensity solves :math:`A (g - \eta) = g'(i) [(\pi_p - \pi_1) \chi + A i]`. The principal, who cannot
    commit, intervenes iff

    .. math:: A i (1 - \beta + \beta \pi_1 l) \le \beta (1 - d)(\pi_p - \pi_1) \chi
              + (\pi_0 - \pi_p) \chi (1 - \beta d + \beta \pi_1 l),

    which limits the intensity, the more so the longer interventions last. Often only the first term on the right is
    stated: it is all if :math:`\pi_p = \pi_0`. Otherwise a principal who does not intervene also bears the risk
    :math:`\pi_0` of an idle agent in place of :math:`\pi_p`, which is the second.

    Raises
    ------
    ParameterError
        Unless :math:`\pi_0 > \pi_1`, :math:`\pi_p > \pi_1 > 0`, :math:`0 < \beta < 1`, and costs are positive.

    References
    ----------
    Padró i Miquel and Yared (2012), "The Political Economy of Indirect Control", Quarterly Journal of Economics 127.

    Examples
    --------
    >>> model = IndirectControl(effort_cost=0.1, idle_risk=0.6, effort_risk=0.2, intervention_risk=0.5, damage=1,
    ...     intensity=0.5, intensity_cost=0.2, harm=1, discount=0.9, persistence=np.array([0.0, 0.5, 0.9]))
    >>> model.least_chance().round(3), model.value().round(4), model.exists()
    (array([0.499, 0.274, 0.095]), array([-0.2329, -0.2329, -0.2329]), array([ True,  True,  True]))
    """

    effort_cost: Number = primitive("effort_cost", "eta", "agent's cost of effort", 0.0)
    idle_risk: Number = probability("idle_risk", "pi_0", "chance of a disturbance without effort")
    effort_risk: Number = probability("effort_risk", "pi_1", "chance of a disturbance with effort")
    intervention_risk: Number = probability("intervention_risk", "pi_p", "chance of a disturbance under intervention")
    damage: Number = primitive("damage", "chi", "principal's loss from a disturbance", 0.0)
    intensity: Number = primitive("intensity", "i", "intensity of an intervention", 0.0, unit="intensity")
    intensity_cost: Number = primitive("intensity_cost", "A", "principal's cost of a unit of intensity", 0.0)
    harm: Number = primitive("harm", "k", "agent's loss from an intervention of intensity 1", 0.0)
    discount: Number = probability("discount", "beta", "discount factor")
    persistence: Number = probability("persistence", "d", "chance that an intervention goes on")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_falling(self, ("intervention_risk", "effort_risk"))
        require_falling(self, ("idle_risk", "effort_risk"))
        require_positive(self, ("effort_cost", "damage", "intensity", "intensity_cost", "harm"))
        require_positive(self, ("effort_risk", "discount"), below=1.0)

    def game(self) -> RepeatedGame:
        """Principal: delegate, intervene; agent: idle, effort. Signals: what the principal did, and disturbances."""
        model = self.plain
        suffered = model.harm * np.sqrt(model.intensity)
        idle, worked, controlled = (
            -np.asarray(chance) * model.damage
            for chance in (model.idle_risk, model.effort_risk, model.intervention_risk)
        )
        intervened = controlled - model.intensity_cost * model.intensity
        principal = [[idle, worked], [intervened, intervened]]
        agent = [[0.0 * suffered, -model.effort_cost], [-suffered, -suffered - model.effort_cost]]
        risks = [[model.idle_risk, model.effort_risk], [model.intervention_risk] * 2]
        signals = [
            [[risk, 1 - risk, 0, 0] if delegated else [0, 0, risk, 1 - risk] for risk in row]
            for delegated, row in zip((True, False), risks, strict=True)
        ]
        stage = NormalFormGame(
            self._stack([principal, agent]), ("principal", "agent"), (("delegate", "intervene"), ("idle", "effort"))
        )
        return RepeatedGame(stage, self.spread(model.discount), self._stack(signals))

    def automaton(self, chance: Any = None) -> Automaton:
        """Cooperation, and interventions after a disturbance with this chance, by default the least that deters."""
        chance = np.asarray(self.least_chance() if chance is None else chance, dtype=float)
        last = np.broadcast_to(self.plain.persistence, np.broadcast_shapes(self.batch_shape, chance.shape))
        chance = np.broadcast_to(chance, last.shape)
        moves = np.zeros((*last.shape, 2, 4, 2))
        for disturbance in (0, 2):
            moves[..., 0, disturbance, 1] = chance
        moves[..., 1, :2, 1] = 1.0  # a principal who delegates here has to intervene later
        moves[..., 1, 2:, 1] = last[..., None]
        moves[..., 0] = 1 - moves[..., 1]
        delegating, working = np.eye(2), np.eye(2)[::-1]
        return Automaton((delegating, working), moves, ("cooperation", "intervention"), on_signals=True)

    def least_chance(self) -> Any:
        """l*: the least chance of an intervention after a disturbance at which the agent works; NaN where none does."""
        chance = self._at(chance_threshold().value)
        return self.named(np.where((chance > 0) & (chance <= 1), chance, np.nan))

    def value(self) -> Any:
        """What the principal gets on average, with interventions at l*; NaN where l* does not exist."""
        return self.named(np.where(np.isnan(np.asarray(self.least_chance())), np.nan, self._at(value_formula())))

    def largest_intensity(self) -> Any:
        """The intensity up to which the principal intervenes, with the l* of the model's own intensity."""
        return self.named(self._at(intensity_threshold().value, chance=np.asarray(self.least_chance())))

    def exists(self) -> Any:
        """Whether both keep to the strategies at l*."""
        within = np.asarray(self.plain.intensity) <= np.asarray(self.largest_intensity())
        return self.named(within & ~np.isnan(np.asarray(self.least_chance())))

    def best_intensity(self) -> Any:
        """The intensity at which the principal is best off among those with an l*, credible or not."""
        return self.named(self._at(best_intensity_formula()))

    def _at(self, formula: Any, **given: Any) -> Any:
        """An expression at the fields of the model, at ``suffered``, which is g, and at what else is given."""
        model = self.plain
        known = {each.name: getattr(model, each.name) for each in fields(self)} | given
        known["suffered"] = model.harm * np.sqrt(model.intensity)
        return _function(formula)(**{symbol.name: known[symbol.name] for symbol in formula.free_symbols})

    def _stack(self, entries: Any) -> Any:
        """Nested entries that broadcast to the batch, as one array."""

        def spread(entry: Any) -> Any:
            return [spread(each) for each in entry] if isinstance(entry, list) else self.spread(entry)

        return stack(spread(entries))


@lru_cache(maxsize=8)
def _function(formula: Any) -> Callable[..., Any]:
    return lambdify_threshold(formula)


def _loss_of_trust(difference: Any, chance: Any) -> Any:
    """What moving from cooperation to intervention costs, from what it costs in one period.

    In cooperation (1 - β) V = u - β π_1 l D, in intervention (1 - β) V = u' + β (1 - d) D; D is the difference.
    """
    model = IndirectControl.symbolic()
    beta = model.discount
    return difference / (1 - beta * model.persistence + beta * model.effort_risk * chance)


@cache
def chance_threshold() -> SymbolicThreshold:
    """When the agent works, solved for ``chance``, that of an intervention; ``suffered`` is what one costs the agent.

    Examples
    --------
    >>> chance_threshold().direction
    1
    """
    from sympy import Symbol

    model = IndirectControl.symbolic()
    chance, suffered = Symbol("chance", positive=True), Symbol("suffered", positive=True)
    spread = model.idle_risk - model.effort_risk
    worse = _loss_of_trust(suffered - model.effort_cost, chance)
    works = model.discount * spread * chance * worse >= model.effort_cost
    known = [
        (spread * (suffered - model.effort_cost) - model.effort_cost * model.effort_risk).expand(),
        _loss_of_trust(1, chance) ** -1,
    ]
    return solve_threshold(works, chance, positive=known)


@cache
def intensity_threshold() -> SymbolicThreshold:
    """When the principal intervenes, solved for ``intensity``, at a ``chance`` of interventions.

    Examples
    --------
    >>> intensity_threshold().direction
    -1
    """
    from sympy import Symbol

    model = IndirectControl.symbolic()
    chance = Symbol("chance", positive=True)
    beta, cost = model.discount, model.intensity_cost * model.intensity
    worse = _loss_of_trust((model.intervention_risk - model.effort_risk) * model.damage + cost, chance)
    idle = (model.idle_risk - model.intervention_risk) * model.damage
    intervenes = beta * (1 - model.persistence) * worse + idle >= cost
    known = [_loss_of_trust(1, chance) ** -1, 1 - beta + beta * model.effort_risk * chance]
    return solve_threshold(intervenes, model.intensity, positive=known)


@cache
def value_formula() -> Any:
    """What the principal gets on average at l*, as SymPy; ``persistence`` is not in it.

    Examples
    --------
    >>> sorted(symbol.name for symbol in value_formula().free_symbols if "pers" in symbol.name or "disc" in symbol.name)
    []
    """
    from sympy import factor

    model = IndirectControl.symbolic()
    chance = chance_threshold().value
    worse = _loss_of_trust(
        (model.intervention_risk - model.effort_risk) * model.damage + model.intensity_cost * model.intensity, chance
    )
    risk = model.effort_risk
    return factor(-risk * model.damage - model.discount * risk * chance * worse)


@cache
def best_intensity_formula() -> Any:
    """The intensity at which :func:`value_formula` is largest, from its first-order condition in the root of i.

    Examples
    --------
    >>> sorted(str(symbol) for symbol in best_intensity_formula().free_symbols)
    ['damage', 'effort_cost', 'effort_risk', 'harm', 'intensity_cost', 'intervention_risk']
    """
    from sympy import Symbol, diff, factor, fraction, roots

    model = IndirectControl.symbolic()
    root, suffered, more, most = (Symbol(name, positive=True) for name in ("root", "suffered", "more", "most"))
    value = value_formula().subs({suffered: model.harm * root, model.intensity: root**2})
    # what intervention and idleness add to the risk is positive
    value = value.subs(
        {model.intervention_risk: model.effort_risk + more, model.idle_risk: model.effort_risk + most}
    )
    slope, _ = fraction(factor(diff(value, root)))
    (best,) = (each for each in roots(slope.expand(), root) if each.is_positive)
    return (best**2).subs(more, model.intervention_risk - model.effort_risk)
