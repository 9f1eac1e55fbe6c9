"""How much risk of war an automaton can bear."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from deterrence.checks import require_a
from deterrence.lethality.automaton import Automaton
from deterrence.lethality.outcome import outcome_of
from deterrence.lethality.verdict import answer_slacks, slacks_of
from deterrence.standoff import RUNGS, Rule
from deterrence.standoff.war import last_not_negative

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality


class WarBreakEven(NamedTuple):
    """The war risks p_w at which staying is worth as much as leaving; arrays or DataArrays of the batch shape.

    Attributes
    ----------
    normal
        From a normal week on.
    punished
        From a week of punishment on; as ``normal`` where punishment is one strike.
    """

    normal: Any
    punished: Any


def war_break_even(model: Lethality, automaton: Automaton, *, violent: bool = True) -> WarBreakEven:
    """The war risk at which staying under an automaton is worth as much as leaving, p_w*, in both states.

    Strikes make a week of punishment worth less, so that leaving becomes better there first.
    :func:`war_credible_up_to` says up to where the automaton is an equilibrium. Values above 0.5 at rung 2, or above
    1, are beyond every probability; negative ones say that leaving is better without any risk of war.

    Parameters
    ----------
    model : Lethality
        Its ``war_risk`` is not used.
    automaton : Automaton
    violent : bool
        Of replies that are tied, the most violent one; otherwise the least.

    Examples
    --------
    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> [round(float(each), 3) for each in war_break_even(Lethality.of(PUNISH), Automaton(DEATHS, 2, 4))]
    [0.623, 0.062]
    """
    require_a(Automaton, automaton)
    if automaton.line is Rule.LEAVE:
        raise ValueError("a break-even with leaving needs an automaton under which the US stays; got 'leave'.")
    none, all_ = (
        outcome_of(model.plain.unchecked(war_risk=risk), automaton, violent=violent) for risk in (0.0, 1.0)
    )
    ends = ((none.value, all_.value), (none.punish, all_.punish))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [(start - none.leave) / (start - end) for start, end in ends]
    return WarBreakEven(*(model.named(each) for each in found))


def war_credible_up_to(model: Lethality, automaton: Automaton, *, violent: bool = True) -> Any:
    """The largest war risk p_w at which an automaton is a perfect public equilibrium, all else as in the model.

    The conditions of :func:`slacks` are linear in the war risk once the outside option is taken apart. NaN where it
    holds at no p_w ≥ 0; inf where none is too large.

    Parameters
    ----------
    model, automaton, violent
        As in :func:`war_break_even`.

    Examples
    --------
    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> round(float(war_credible_up_to(Lethality.of(PUNISH), Automaton(DEATHS, 2, 4))), 3)
    0.049
    """
    require_a(Automaton, automaton)
    lines = (_conditions(model.plain.unchecked(war_risk=risk), automaton, violent) for risk in (0.0, 1.0))
    return model.named(last_not_negative(*lines))


def _conditions(model: Lethality, automaton: Automaton, violent: bool) -> tuple[Any, ...]:
    """What must not be negative, each linear in the war risk."""
    outcome = outcome_of(model, automaton, violent=violent)
    forgone = tuple(model.base.strike_burden(rung) - model.resolve for rung in RUNGS)
    if not automaton.line.answers_something:
        return (slacks_of(model, automaton, outcome).stay, *forgone)
    answers = (
        each
        for outside in (outcome.never, outcome.leave)
        for each in answer_slacks(model, automaton, outcome, outside)
    )
    return (*answers, outcome.office - outcome.leave, outcome.office_punish - outcome.leave, *forgone)
