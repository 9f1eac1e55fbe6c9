"""How much risk of war a rule can bear."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from deterrence.model import evaluated
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import LEVELS, Rule
from deterrence.standoff.verdict import slacks_of
from deterrence.standoff.week import at_level, week_of
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@cache
def stay_condition(rule: Rule, rung: int, level: int) -> SymbolicThreshold:
    """When staying under a rule is worth at least leaving, the militia at a level, solved for ``war_risk``.

    Examples
    --------
    >>> stay_condition(Rule.NEVER, 1, 1).direction
    -1
    """
    model = Standoff.symbolic()
    worth = model.payoffs(rule, rung)[0][level]
    light, heavy = model.harass_lethality, model.heavy_lethality
    ratio = (model.war_ratio_1, model.war_ratio_2)[rung - 1]
    known = (1 - light, 1 - heavy, ratio + light, ratio + heavy, ratio + 1)
    return solve_threshold(worth >= model.leave_value(), model.war_risk, positive=known)


def war_break_even(
    model: Standoff, rule: Rule, rung: int = 1, *, level: int | None = None, violent: bool = True
) -> Any:
    """The war risk p_w at which staying under a rule is worth as much as leaving: p_w*.

    It says when leaving becomes better, not when the rule ceases to be an equilibrium: at p_w* an answer would
    still cost something and gain nothing. :func:`war_credible_up_to` is the smaller number. Values above 0.5 at
    rung 2, or above 1, are beyond every probability: no war risk makes leaving better. Negative: leaving is
    better without any.

    Parameters
    ----------
    model : Standoff
        Its ``war_risk`` is not used.
    rule, rung, violent
        As in :meth:`Standoff.reply`.
    level : int, optional
        The level of the militia at which the week is valued; by default its reply.

    Examples
    --------
    >>> from deterrence.scenarios import RESTRAIN
    >>> round(float(war_break_even(Standoff.of(RESTRAIN), Rule.NEVER)), 4)
    0.0612
    """
    if rule is Rule.LEAVE:
        raise ValueError("a break-even with leaving needs a rule under which the US stays; got 'leave'.")
    if level is not None:
        found = evaluated(stay_condition(rule, rung, level), model)
    else:
        reply = week_of(model.plain, rule, rung, violent=violent).reply
        roots = tuple(evaluated(stay_condition(rule, rung, each), model) for each in range(len(LEVELS)))
        found = at_level(roots, reply)
    return model.named(found)


def war_credible_up_to(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
    """The largest war risk p_w at which keeping a rule is an equilibrium, all else as in the model.

    The conditions of :func:`slacks` are linear in the war risk once the outside option is taken apart, so the
    risks at which they hold form an interval. NaN where it holds no p_w ≥ 0; inf where none is too large.

    Parameters
    ----------
    model : Standoff
        Its ``war_risk`` is not used.
    rule, rung, violent
        As in :meth:`Standoff.reply`.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> round(float(war_credible_up_to(Standoff.of(PUNISH), DEATHS, 2)), 4)
    0.3058
    """
    arrays = model.plain
    ends = (_conditions(arrays.unchecked(war_risk=risk), rule, rung, violent) for risk in (0.0, 1.0))
    return model.named(last_not_negative(*ends))


def last_not_negative(at_zero: tuple[Any, ...], at_one: tuple[Any, ...]) -> Any:
    """The last point ≥ 0 at which no line is negative, lines given by their values at 0 and 1; NaN if there is none."""
    low, high = np.zeros(()), np.full((), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        for start, end in zip(at_zero, at_one, strict=True):
            slope = end - start
            root = -start / slope
            low = np.maximum(low, np.where(slope > 0, root, 0.0))
            flat = np.where(start >= 0, np.inf, -np.inf)
            high = np.minimum(high, np.where(slope < 0, root, np.where(slope > 0, np.inf, flat)))
    return np.where(low <= high, high, np.nan)


def _conditions(model: Standoff, rule: Rule, rung: int, violent: bool) -> tuple[Any, ...]:
    """What must not be negative, each linear in the war risk."""
    week = week_of(model, rule, rung, violent=violent)
    found = slacks_of(week, rule)
    answers = (week.answer_slack(week.never), week.answer_slack(week.leave)) if rule.answers_something else ()
    return (*answers, found.stay, found.resolve)
