"""Which rules are subgame-perfect equilibria, from the closed forms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import require_a
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import CELLS, Rule, cell_name
from deterrence.standoff.week import Week, week_of
from gametheory.sweep import label


class Slacks(NamedTuple):
    """By how much each condition of an equilibrium holds, payoff a week; negative where it fails.

    Attributes
    ----------
    answer
        Of giving the costliest answer that the rule requires; inf if it requires none.
    stay
        Of staying over leaving (of leaving over staying, for ``LEAVE``).
    resolve
        Of leaving a death unanswered where nothing is at stake but the resolve.
    """

    answer: Any
    stay: Any
    resolve: Any

    @property
    def hold(self) -> Any:
        """Whether all three hold."""
        return (self.answer >= 0) & (self.stay >= 0) & (self.resolve >= 0)


def slacks_of(week: Week, rule: Rule) -> Slacks:
    """The slacks of a week under a rule, arrays that broadcast to the batch."""
    if rule is Rule.LEAVE:
        return Slacks(np.inf, week.leave - week.never, week.forgone)
    if rule is Rule.NEVER:
        return Slacks(np.inf, week.never - week.leave, week.forgone)
    return Slacks(week.answer_slack(week.outside), week.office - week.leave, week.forgone)


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
    found = slacks_of(week_of(model.plain, rule, rung, violent=violent), rule)
    return Slacks(*(model.named(each) for each in found))


class ValueSet(NamedTuple):
    """The weekly values of the US over the equilibria named, NaN where there is none.

    Attributes
    ----------
    lowest
        The infimum.
    highest
        The supremum.
    count
        How many of the cells are equilibria, under either tie rule.
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
    arrays = model.plain
    never: dict[bool, Any] = {True: None, False: None}
    lowest: Any = np.inf
    highest: Any = -np.inf
    count: Any = 0
    for rule, rung in CELLS:
        either: Any = False
        for violent in (True, False):
            week = week_of(arrays, rule, rung, violent=violent, never=never[violent])
            never[violent] = week.never
            holds = slacks_of(week, rule).hold
            lowest = np.minimum(lowest, np.where(holds, week.value, np.inf))
            highest = np.maximum(highest, np.where(holds, week.value, -np.inf))
            either = either | holds
        count = count + either
    some = count > 0
    found = (np.where(some, lowest, np.nan), np.where(some, highest, np.nan), count)
    return ValueSet(*(model.named(each) for each in found))


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

    require_a(Standoff, model)
    model.require_names()
    cells = {"cell": [cell_name(rule, rung) for rule, rung in CELLS]}

    arrays, shape = model.plain, model.batch.shape
    reply = np.empty((*shape, len(CELLS)), dtype=np.int8)
    value = np.empty((*shape, len(CELLS)))
    verdict = np.empty((*shape, len(CELLS)), dtype=bool)
    never = None
    for place, (rule, rung) in enumerate(CELLS):
        week = week_of(arrays, rule, rung, violent=violent, never=never)
        never = week.never
        reply[..., place], value[..., place] = week.reply, week.value
        verdict[..., place] = slacks_of(week, rule).hold
    found: dict[str, Any] = {"reply": reply, "weekly_value": value, "is_equilibrium": verdict}
    return Dataset({name: label(array, like=model, **cells) for name, array in found.items()})
