"""Thresholds of the crisis, derived from the payoffs and not typed in."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Any

import numpy as np

from deterrence.checks import numbers_in, require_a, require_common_shape
from deterrence.crisis.model import ESCALATORY, FULL, LIMITED, TELEGRAPHED, Crisis
from deterrence.model import evaluated
from gametheory.symbolic import SymbolicThreshold, pure_conditions, solve_threshold


@cache
def separation_condition() -> SymbolicThreshold:
    """When the escalatory type gives the full reply that reveals it, solved for its gain G.

    Together with :func:`restraint_condition`, and as long as no reply is worth less than these, the separating
    equilibrium: the limited type telegraphs, the escalatory type strikes fully, and that means war.

    Examples
    --------
    >>> from deterrence.crisis import Crisis, threshold_value
    >>> round(float(threshold_value(separation_condition(), Crisis.january_2020())), 3)
    0.555
    """
    model = Crisis.symbolic()
    calm = model.deaths(TELEGRAPHED) * model.escalation(0)
    condition = _prefers(model, ESCALATORY, (FULL, 1), (TELEGRAPHED, calm))
    return solve_threshold(condition, model.full_gain)


@cache
def restraint_condition() -> SymbolicThreshold:
    """When the limited type telegraphs rather than be taken for the escalatory one, solved for ε_1.

    Examples
    --------
    >>> from deterrence.crisis import Crisis, threshold_value
    >>> model = Crisis.january_2020()
    >>> round(float(threshold_value(restraint_condition(), model) * model.escalation_chance), 3)
    0.76
    """
    model = Crisis.symbolic()
    calm = model.deaths(TELEGRAPHED) * model.escalation(0)
    condition = _prefers(model, LIMITED, (TELEGRAPHED, calm), (FULL, 1))
    return solve_threshold(condition, model.telegraphed_deaths, positive=_known(model))


@cache
def intuitive_condition() -> SymbolicThreshold:
    """When pooling on the full reply fails the intuitive criterion, solved for ε_2.

    It fails where the limited type would rather telegraph and be known as limited, and the escalatory type
    would not.

    Examples
    --------
    >>> from deterrence.crisis import Crisis, threshold_value
    >>> round(float(threshold_value(intuitive_condition(), Crisis.january_2020())), 3)
    0.453
    """
    model = Crisis.symbolic()
    calm = model.deaths(TELEGRAPHED) * model.escalation(0)
    pooled = model.deaths(FULL) * model.escalation(model.escalatory_prior)
    condition = _prefers(model, LIMITED, (TELEGRAPHED, calm), (FULL, pooled))
    return solve_threshold(condition, model.full_deaths, positive=_known(model))


@cache
def risk_condition() -> SymbolicThreshold:
    r"""When separating brings more war than pooling on the full reply, solved for the prior π.

    .. math:: \pi + (1 - \pi) \varepsilon_1 q_0 \ge \varepsilon_2 q(\pi)

    Only for priors below the knee W/S. Above it, pooling means war for certain, and separating brings less.

    Examples
    --------
    >>> from deterrence.crisis import Crisis, threshold_value
    >>> round(float(threshold_value(risk_condition(), Crisis.january_2020())), 3)
    0.359
    """
    model = Crisis.symbolic()
    prior = model.escalatory_prior
    separating = prior + (1 - prior) * model.deaths(TELEGRAPHED) * model.escalation(0)
    pooling = model.deaths(FULL) * model.escalation(prior)
    return solve_threshold(separating - pooling >= 0, prior, positive=(_risk_slope(model),))


def threshold_value(threshold: SymbolicThreshold, model: Crisis) -> Any:
    """A threshold at the parameters of a model; NaN where the condition has the other direction or none.

    Returns
    -------
    array, or DataArray, of the batch shape of the model
    """
    require_a(SymbolicThreshold, threshold)
    require_a(Crisis, model)
    value = np.asarray(evaluated(threshold, model), dtype=np.float64)
    points = model.plain
    needed = _risk_slope(points) if threshold is risk_condition() else _pooled_escalation(points)
    return model.named(np.where(np.asarray(needed) > 0, value, np.nan))


def quiet_weeks(cost: Any, weekly_harm: Any, discount: Any = 1.0) -> Any:
    r"""The weeks of quiet that a strike must buy to be worth its cost: a rule of thumb, no equilibrium.

    .. math:: \min \{ n : h (1 + \delta + \dots + \delta^{n-1}) \ge c \}

    Without discount, c/h weeks; inf where no number of weeks is enough.

    Examples
    --------
    >>> round(float(quiet_weeks(134, 2.6)), 1), round(float(quiet_weeks(134, 2.6, 0.99)), 1)
    (51.5, 72.1)
    """
    cost, weekly_harm = numbers_in(cost, "cost", 0), numbers_in(weekly_harm, "weekly_harm", 0)
    discount = numbers_in(discount, "discount", 0, 1, ends=(False, True))
    require_common_shape(cost=cost, weekly_harm=weekly_harm, discount=discount)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = 1 - cost / weekly_harm * (1 - discount)
        weeks = np.where(left > 0, np.log(left) / np.log(discount), inf)
        return np.where(discount == 1, cost / weekly_harm, weeks)


def _known(model: Crisis) -> tuple[Any, ...]:
    return (_pooled_escalation(model), 1 - model.escalation_chance, 1 - model.face_restored)


def _pooled_escalation(model: Crisis) -> Any:
    return model.escalation(model.escalatory_prior)


def _risk_slope(model: Crisis) -> Any:
    """How fast the risk of separating rises with the prior, less that of pooling."""
    calm = model.deaths(TELEGRAPHED) * model.escalation(0)
    return 1 - calm - model.deaths(FULL) * (1 - model.escalation_chance) * model.later_cost / model.war_cost


def _prefers(model: Crisis, sender: int, chosen: tuple[int, Any], other: tuple[int, Any]) -> Any:
    """The condition under which a type prefers one reply, with its chance of war, to another."""
    payoffs = [model.sender_payoff(sender, reply, war) for reply, war in (chosen, other)]
    nothing = [[0], [0]]  # the other player has one plan
    (condition,) = pure_conditions([[[each] for each in payoffs], nothing], (0, 0))
    return condition
