"""Which automata are perfect public equilibria, from closed forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.lethality.automaton import AUTOMATA, Automaton
from deterrence.lethality.outcome import Outcome, event_costs, outcome_of
from deterrence.standoff import EVENTS, Rule, Slacks, ValueSet

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality

CELLS = (Automaton(Rule.LEAVE), Automaton(), *AUTOMATA)
"""Leaving, never answering, and every automaton."""


def slacks_of(model: Lethality, automaton: Automaton, outcome: Outcome) -> Slacks:
    """The slacks of an outcome, for a model of plain arrays."""
    base = model.base
    forgone = np.minimum(base.strike_burden(1), base.strike_burden(2)) - model.resolve
    if automaton.line is Rule.LEAVE:
        return Slacks(np.inf, outcome.leave - outcome.never, forgone)
    stay = np.minimum(outcome.office, outcome.office_punish) - outcome.leave
    if automaton.line is Rule.NEVER:
        return Slacks(np.inf, stay, forgone)
    each = answer_slacks(model, automaton, outcome, np.maximum(outcome.never, outcome.leave))
    answer = np.min(np.broadcast_arrays(*each), axis=0)
    return Slacks(answer, stay, forgone)


def answer_slacks(model: Lethality, automaton: Automaton, outcome: Outcome, outside: Any) -> tuple[Any, ...]:
    """By how much each strike that may be asked for is worth giving, if failing to give it brings ``outside``."""
    keep = model.discount**model.period
    found = []
    for event, cost in zip(EVENTS, event_costs(model, automaton.rung), strict=True):
        if not automaton.lasts and not automaton.crossed_by(event):
            continue
        after = outcome.office_punish
        if event.level == 0:
            after = after + model.stop_chance(automaton) * (outcome.office - outcome.office_punish)
        net = cost - model.resolve if event.death else cost
        found.append(keep * (after - outside) - (1 - keep) * net / model.period)
    return tuple(found)


def slacks(model: Lethality, automaton: Automaton, *, violent: bool = True) -> Slacks:
    r"""By how much an automaton is a perfect public equilibrium, condition by condition.

    With :math:`v_0` and :math:`v_1` the weekly values of the US from a normal week and from one of punishment on,
    :math:`\hat v` the better of never answering and of leaving, and the cost :math:`C_e` of a strike after the event e,
    :math:`\tilde s_r - \psi` after a death and :math:`\tilde s_r + \Lambda` otherwise, it is one if and only if

    .. math::

        \delta (v_e - \hat v) \ge (1 - \delta) C_e \text{ at every } e \text{ that is answered}, \qquad
        \min(v_0, v_1) \ge -(1 - \delta) L, \qquad \psi \le \min(\tilde s_1, \tilde s_2).

    After one strike in the same week, :math:`v_e = v_0`. Where punishment goes on, every event of a week of punishment
    is answered, quiet ones included; :math:`v_e = v_1` after an attack, and after a quiet week
    :math:`v_0` with chance :math:`1 - e^{-1/T_p}`.

    Parameters
    ----------
    model : Lethality
    automaton : Automaton
    violent : bool
        Of replies that are tied, the most violent one; otherwise the least.

    Returns
    -------
    deterrence.standoff.Slacks
        ``answer`` is the least over events, ``stay`` over both states.

    Examples
    --------
    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> found = slacks(Lethality.of(PUNISH), Automaton(DEATHS, 1, 1))
    >>> round(float(found.answer), 3), round(float(found.stay), 3)
    (0.89, 0.953)
    """
    outcome = outcome_of(model.plain, automaton, violent=violent)
    found = slacks_of(model.plain, automaton, outcome)
    return Slacks(*(model.named(each) for each in found))


def equilibrium_values(model: Lethality) -> ValueSet:
    """The set of weekly values of the US over all automata, leaving and never answering, under both tie rules.

    Of never answering and leaving, the one that is worth more is always an equilibrium if no strike pays for
    the office-holder by itself.

    Returns
    -------
    deterrence.standoff.ValueSet
        ``count`` is of 20, leaving and never answering included.

    Examples
    --------
    >>> from deterrence.lethality import Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> found = equilibrium_values(Lethality.of(PUNISH))
    >>> round(float(found.lowest), 2), round(float(found.highest), 2), int(found.count)
    (-0.08, 2.86, 18)
    """
    arrays = model.plain
    lowest: Any = np.inf
    highest: Any = -np.inf
    count: Any = 0
    for automaton in CELLS:
        either: Any = False
        for violent in (True, False):
            outcome = outcome_of(arrays, automaton, violent=violent)
            holds = slacks_of(arrays, automaton, outcome).hold
            lowest = np.minimum(lowest, np.where(holds, outcome.value, np.inf))
            highest = np.maximum(highest, np.where(holds, outcome.value, -np.inf))
            either = either | holds
        count = count + either
    some = count > 0
    found = (np.where(some, lowest, np.nan), np.where(some, highest, np.nan), count)
    return ValueSet(*(model.named(each) for each in found))


def summary(model: Lethality, *, violent: bool = True) -> Any:
    """Every automaton: where the militia settles, weeks to a death, weekly value and verdict.

    Returns
    -------
    xarray.Dataset
        Variables ``level``, ``aim``, ``weeks_to_death``, ``share_in_punishment``, ``weekly_value``,
        ``is_equilibrium``, each over (*batch, cell); the cells are ``leave``, ``never``, ``deaths 1``, ... Fields
        of the model that are arrays need names.
    """
    from xarray import Dataset, concat

    model.require_names()
    tables = []
    for automaton in CELLS:
        outcome = outcome_of(model.plain, automaton, violent=violent)
        with np.errstate(divide="ignore"):
            weeks = 1 / np.asarray(outcome.deaths)
        readings = {
            "level": outcome.reply.level, "aim": outcome.reply.aim, "weeks_to_death": weeks,
            "share_in_punishment": outcome.share, "weekly_value": outcome.value,
            "is_equilibrium": slacks_of(model.plain, automaton, outcome).hold,
        }  # fmt: skip
        tables.append(Dataset({name: model.named(array) for name, array in readings.items()}))
    return concat([table.assign_coords(cell=str(each)) for table, each in zip(tables, CELLS, strict=True)], dim="cell")
