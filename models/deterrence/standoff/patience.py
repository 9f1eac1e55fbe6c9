"""How patient the United States must be for its answers to be credible."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import Rule
from deterrence.standoff.week import Week, week_of


class PatienceInterval(NamedTuple):
    """The weekly discount factors at which a rule is an equilibrium; NaN where there is none.

    Attributes
    ----------
    lowest
        Where the interval begins.
    highest
        Where it ends: 1 where more patience never hurts.
    """

    lowest: Any
    highest: Any


def patience_interval(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> PatienceInterval:
    r"""Every weekly discount factor at which keeping a rule is an equilibrium, all else as in the model.

    With leaving a lump cost L, both sides of the conditions of :func:`slacks` move with δ. For a period of a
    week the answer is credible iff δ is at least :math:`C / (C + v - v_0)` and lies between the roots of

    .. math:: L \delta^2 - (v + L + C) \delta + C = 0,

    and staying is iff :math:`\delta \le 1 + v / L`. These are three intervals, so their intersection is one.

    Parameters
    ----------
    model : Standoff
        Its ``discount`` is not used.
    rule, rung, violent
        As in :meth:`Standoff.reply`.
    """
    week = week_of(model.plain, rule, rung, violent=violent)
    exit_cost, worth, cost = model.plain.leave_cost, week.period * week.office, week.cost
    with np.errstate(divide="ignore", invalid="ignore"):
        # leaving costs less, as a flow, the more patient the US is
        stays_up_to = np.where(exit_cost > 0, 1 + worth / exit_cost, np.where(worth >= 0, np.inf, -np.inf))
        if rule is Rule.LEAVE:
            low, high = np.maximum(stays_up_to, 0.0), np.ones(())
        elif rule is Rule.NEVER:
            low, high = np.zeros(()), stays_up_to
        else:
            first, last = _against_leaving(worth, exit_cost, cost)
            low, high = np.maximum(_against_never(week), first), np.minimum(last, stays_up_to)
        high = np.minimum(high, 1.0)
        found = (week.forgone >= 0) & (low <= high) & (low < 1)
        ends = (np.where(found, each, np.nan) ** (1 / week.period) for each in (low, high))
        return PatienceInterval(*(model.named(each) for each in ends))


def critical_patience(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
    """The smallest weekly discount factor at which keeping a rule is an equilibrium: δ*.

    The lower end of :func:`patience_interval`; NaN where there is none. It is a number of the weekly grain:
    with half weeks it falls by 8 to 41 per cent. :func:`largest_credible_cost` says much the same and hardly moves.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> round(float(critical_patience(Standoff.of(PUNISH), DEATHS, 1)), 4)
    0.4052
    """
    return patience_interval(model, rule, rung, violent=violent).lowest


def critical_patience_fixed_exit(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
    r"""A rule of thumb for δ*: the outside option is frozen at its value under the model's own discount factor.

    .. math:: \frac{C}{C + v - \max(v_0, -(1 - \delta) L)}

    It is exact where a failure is followed by no answers, or if leaving cost (1 - δ) L a week for ever; if
    leaving is a lump, it is no equilibrium condition at any other discount factor. NaN where v is not above the
    outside option.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> round(float(critical_patience_fixed_exit(Standoff.of(PUNISH), DEATHS, 1)), 3)
    0.916
    """
    week = week_of(model.plain, rule, rung, violent=violent)
    gap = week.period * (week.office - week.outside)
    with np.errstate(divide="ignore", invalid="ignore"):
        frozen = np.where(gap > 0, week.cost / (week.cost + gap), np.nan) ** (1 / week.period)
    return model.named(frozen)


def largest_credible_cost(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
    r"""The costliest answer that keeping a rule makes credible, payoff.

    .. math:: \frac{\delta}{1 - \delta} (v - \max(v_0, -(1 - \delta) L))

    The rule's own answer is credible iff its cost is at most that; negative where the rule is worth less than
    what follows a failure.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> round(float(largest_credible_cost(Standoff.of(PUNISH), DEATHS, 1)), 1)
    30.9
    """
    week = week_of(model.plain, rule, rung, violent=violent)
    found = week.discount / (1 - week.discount) * week.period * (week.office - week.outside)
    return model.named(found)


def _against_never(week: Week) -> Any:
    """The discount from which an answer beats no answers for ever; inf if none does."""
    gap = week.period * (week.office - week.never)
    free = np.where((week.cost <= 0) & (gap >= 0), 0.0, np.inf)
    return np.where(gap > 0, np.maximum(week.cost, 0) / (week.cost + gap), free)


def _against_leaving(worth: Any, exit_cost: Any, cost: Any) -> tuple[Any, Any]:
    """The discounts between which an answer beats leaving: the roots of the quadratic, stable for small L."""
    middle = worth + exit_cost + cost
    root = np.sqrt(middle**2 - 4 * exit_cost * cost)  # NaN where there is none: no discount will do
    low = 2 * cost / (middle + root)
    high = np.where(exit_cost > 0, (middle + root) / (2 * exit_cost), np.inf)
    none = np.isnan(root) | (middle <= 0)
    return np.where(none, np.inf, low), np.where(none, -np.inf, high)
