"""Which rules are subgame-perfect equilibria, from the closed forms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.standoff.model import Standoff, take_level
from deterrence.standoff.rule import CELLS, LEVELS, Rule, cell_name
from gametheory.sweep import label, stack


class Week(NamedTuple):
    """What the conditions of a rule are made of, plain arrays of the batch shape.

    worth    : weekly value to the office-holder under the rule, resolve included
    never    : weekly value if nothing is answered
    leave    : leaving as a weekly flow
    cost     : of the costliest answer that the rule requires, net of the resolve
    discount : of a period
    period   : in weeks
    resolve  : the cheapest strike's burden less the resolve
    """

    worth: Any
    never: Any
    leave: Any
    cost: Any
    discount: Any
    period: Any
    resolve: Any

    @property
    def outside(self) -> Any:
        """What follows a failure to answer: no answers, or leaving if that is better."""
        return np.maximum(self.never, self.leave)


class Slacks(NamedTuple):
    """By how much each condition of an equilibrium holds, payoff a week; negative where it fails.

    answer  : of giving the costliest answer that the rule requires; inf if it requires none
    stay    : of staying over leaving (of leaving over staying, for ``LEAVE``)
    resolve : of leaving a death unanswered where nothing is at stake but the resolve
    """

    answer: Any
    stay: Any
    resolve: Any

    @property
    def hold(self) -> Any:
        """Whether all three hold."""
        return (self.answer >= 0) & (self.stay >= 0) & (self.resolve >= 0)


def week_of(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True, like: Any = None) -> Week:
    """The arrays that the conditions of a rule are made of."""
    like = model if like is None else like
    level = model.reply_levels(rule, rung, violent=violent)
    us = model.payoffs(rule, rung)[0]
    ignored = model.payoffs(Rule.NEVER)[0]
    cost = model.strike_burden(rung)
    wide = rule in (Rule.HEAVY, Rule.ANY)
    cost = cost + model.nonfatal_strike_cost if wide else cost - model.resolve
    answered = [model.answered_deaths(rule, each) * model.resolve for each in range(len(LEVELS))]
    columns = stack(
        [
            *us,
            *ignored,
            *answered,
            model.leave_value(),
            cost,
            model.discount**model.period,
            model.period,
            model.strike_burden(1) - model.resolve,
            model.strike_burden(2) - model.resolve,
        ],
        like=like,
    )
    level = np.broadcast_to(level, columns.shape[:-1])
    quiet = np.broadcast_to(model.reply_levels(Rule.NEVER, violent=violent), columns.shape[:-1])
    return Week(
        worth=take_level(columns[..., 0:3], level) + take_level(columns[..., 6:9], level),
        never=take_level(columns[..., 3:6], quiet),
        leave=columns[..., 9],
        cost=columns[..., 10],
        discount=columns[..., 11],
        period=columns[..., 12],
        resolve=np.minimum(columns[..., 13], columns[..., 14]),
    )


def slacks_of(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> Slacks:
    """The slacks as plain arrays."""
    week = week_of(model, rule, rung, violent=violent)
    none = np.full(week.worth.shape, np.inf)
    if rule is Rule.LEAVE:
        return Slacks(none, week.leave - week.never, week.resolve)
    if rule is Rule.NEVER:
        return Slacks(none, week.never - week.leave, week.resolve)
    kept = week.discount * (week.worth - week.outside)
    return Slacks(kept - (1 - week.discount) * week.cost / week.period, week.worth - week.leave, week.resolve)


def slacks(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> Slacks:
    r"""By how much a rule is an equilibrium, condition by condition.

    Keeping a rule, with the militia's best reply, is a subgame-perfect equilibrium if and only if

    .. math::

        \delta (v - \max(v_0, -(1 - \delta) L)) \ge (1 - \delta) C, \qquad
        v \ge -(1 - \delta) L, \qquad \psi \le \min(\tilde s_1, \tilde s_2),

    with v the weekly value under the rule, :math:`v_0` that without answers, and C the costliest answer
    that the rule requires, on the path of play or off it: :math:`\tilde s_r - \psi` for a line at deaths,
    :math:`\tilde s_r + \Lambda` for wider ones. A rule without answers requires only the last two; ``LEAVE``
    the second reversed. With a resolve, v includes :math:`\psi` for each death answered.

    Parameters
    ----------
    model : Standoff
    rule, rung, violent
        As in :meth:`Standoff.reply`.

    Returns
    -------
    Slacks, of arrays or DataArrays of the batch shape

    Examples
    --------
    >>> from deterrence.scenarios import RESTRAIN
    >>> from deterrence.standoff import DEATHS
    >>> found = slacks(Standoff.of(RESTRAIN), DEATHS, 1)
    >>> round(float(found.answer), 3), round(float(found.stay), 3)
    (-0.313, 0.368)
    """
    return Slacks(*(label(each, like=model) for each in slacks_of(model, rule, rung, violent=violent)))


class ValueSet(NamedTuple):
    """The weekly values of the US over the equilibria named, NaN where there is none.

    lowest, highest : infimum and supremum
    count           : how many of the cells are equilibria, under either tie rule
    """

    lowest: Any
    highest: Any
    count: Any


def equilibrium_values(model: Standoff) -> ValueSet:
    r"""The set of equilibrium values over all named rules, both rungs and both tie rules.

    Of ``NEVER`` and ``LEAVE``, the one that is worth more is always an equilibrium if no strike pays for
    the office-holder by itself, :math:`\psi \le \min(\tilde s_1, \tilde s_2)`; otherwise neither is, nor any rule.

    Returns
    -------
    ValueSet, of arrays or DataArrays of the batch shape

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> found = equilibrium_values(Standoff.of(PUNISH))
    >>> round(float(found.lowest), 2), round(float(found.highest), 2), int(found.count)
    (-0.08, 2.91, 7)
    """
    lowest, highest, count = np.inf, -np.inf, 0
    for rule, rung in CELLS:
        holds: Any = False
        for violent in (True, False):
            verdict = slacks_of(model, rule, rung, violent=violent).hold
            worth = model.week_worth(rule, rung, violent=violent)
            lowest = np.minimum(lowest, np.where(verdict, worth, np.inf))
            highest = np.maximum(highest, np.where(verdict, worth, -np.inf))
            holds = holds | verdict
        count = count + holds
    found = (np.where(count > 0, lowest, np.nan), np.where(count > 0, highest, np.nan), count)
    return ValueSet(*(label(each, like=model) for each in found))


def summary(model: Standoff, *, violent: bool = True) -> Any:
    """Every rule at every rung: reply, weekly value and verdict, from the closed forms.

    Returns
    -------
    xarray.Dataset
        Variables ``reply`` (int8), ``weekly_value``, ``is_equilibrium``, each over (*batch, cell); the
        cells are ``leave``, ``never``, ``deaths 1``, ``deaths 2``, ``heavy 1``, ... Fields of the model that
        are arrays need names.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> table = summary(Standoff.of(TIMETABLE))
    >>> table.weekly_value.sel(cell="any 1").round(4).item(), table.is_equilibrium.values.sum()
    (-0.4428, np.int64(1))
    """
    from xarray import Dataset

    cells = {"cell": [cell_name(rule, rung) for rule, rung in CELLS]}

    def over(reading: Any, dtype: Any) -> Any:
        arrays = [np.asarray(reading(rule, rung), dtype=dtype) for rule, rung in CELLS]
        return label(np.stack(arrays, axis=-1), like=model, **cells)

    return Dataset(
        {
            "reply": over(lambda *cell: model.reply_levels(*cell, violent=violent), np.int8),
            "weekly_value": over(lambda *cell: model.week_worth(*cell, violent=violent), np.float64),
            "is_equilibrium": over(lambda *cell: slacks_of(model, *cell, violent=violent).hold, np.bool_),
        }
    )
