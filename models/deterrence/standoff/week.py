"""One week under a rule in plain arrays: the militia's reply, and what the conditions are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from deterrence.standoff.rule import HARASS, HEAVY_ATTACK, HOLD, Rule

if TYPE_CHECKING:
    from deterrence.standoff.model import Standoff

TIE = 1e-12
"""Two replies are tied if the militia's gains differ by less than this share of the best one, or of 1."""


class Week(NamedTuple):
    """What a week under a rule is made of, arrays that broadcast to the batch.

    reply    : level that the militia chooses
    value    : weekly value to the US, the resolve left out
    office   : the same to the office-holder, with the resolve for each death answered
    never    : weekly value if nothing is answered
    leave    : leaving as a weekly flow
    cost     : of the costliest answer that the rule requires, net of the resolve
    discount : of a period
    period   : in weeks
    forgone  : the cheapest strike's burden less the resolve
    """

    reply: Any
    value: Any
    office: Any
    never: Any
    leave: Any
    cost: Any
    discount: Any
    period: Any
    forgone: Any

    @property
    def outside(self) -> Any:
        """What follows a failure to answer: no answers for ever, or leaving if that is better."""
        return np.maximum(self.never, self.leave)

    def answer_slack(self, outside: Any) -> Any:
        """By how much the costliest answer is worth giving, payoff a week, if failing to give it brings ``outside``."""
        return self.discount * (self.office - outside) - (1 - self.discount) * self.cost / self.period


def reply_of(gains: tuple[Any, ...], *, violent: bool) -> Any:
    """The best level by the militia's gains; of tied ones the most violent, or the least."""
    best = np.maximum(np.maximum(gains[HOLD], gains[HARASS]), gains[HEAVY_ATTACK])
    enough = best - TIE * np.maximum(1, np.abs(best))
    order = (HEAVY_ATTACK, HARASS, HOLD) if violent else (HOLD, HARASS, HEAVY_ATTACK)
    second = np.where(gains[order[1]] >= enough, np.int8(order[1]), np.int8(order[2]))
    return np.where(gains[order[0]] >= enough, np.int8(order[0]), second)


def at_level(by_level: tuple[Any, ...], level: Any) -> Any:
    """Of three arrays, the entry that belongs to each level."""
    return np.where(level == HOLD, by_level[HOLD], np.where(level == HARASS, by_level[HARASS], by_level[HEAVY_ATTACK]))


def week_of(model: Standoff, rule: Rule, rung: int, *, violent: bool, never: Any = None) -> Week:
    """A week under a rule.

    Parameters
    ----------
    model : Standoff
        One of plain arrays, :attr:`deterrence.standoff.Standoff.plain`.
    rule, rung, violent
        As in :meth:`deterrence.standoff.Standoff.reply`.
    never : array, optional
        The weekly value if nothing is answered, where it is known already.
    """
    us, militia = model.payoffs(rule, rung)
    reply = reply_of(militia, violent=violent)
    value = at_level(us, reply)
    if not rule.answers_something:
        never = value
    elif never is None:
        never = week_of(model, Rule.NEVER, rung, violent=violent).never
    leave = model.leave_value()
    office = value
    if rule.answers_something and np.any(model.resolve != 0):
        deaths = tuple(model.answered_deaths(rule, level) for level in (HOLD, HARASS, HEAVY_ATTACK))
        office = value + model.resolve * at_level(deaths, reply)
    burden = model.strike_burden(rung)
    return Week(
        reply=reply,
        value=leave if rule is Rule.LEAVE else value,
        office=office,
        never=never,
        leave=leave,
        cost=burden + model.nonfatal_strike_cost if rule.is_wide else burden - model.resolve,
        discount=model.discount**model.period,
        period=model.period,
        forgone=np.minimum(model.strike_burden(1), model.strike_burden(2)) - model.resolve,
    )
