"""What an automaton and the militia's reply lead to, in plain arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from deterrence.lethality.automaton import Automaton
from deterrence.lethality.reply import CAREFREE, Reply, at_reply, reply_to
from deterrence.standoff import EVENTS, LEVELS, Rule
from deterrence.standoff.week import at_level

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality

_ATTACKED = tuple(int(event.level > 0) for event in EVENTS)
_KILLED = tuple(int(event.death) for event in EVENTS)


class SettlingPoint(NamedTuple):
    """Where the militia settles; arrays or DataArrays of the batch shape.

    Attributes
    ----------
    level
        Of its attacks while nothing is punished: 0 hold, 1 harass, 2 heavy. If the US leaves at once, what it would do
        if the US were there.
    aim
        From 0, the most careful, to 1; NaN where it holds.
    punished
        Its level while it is punished, with the aim 1; as ``level`` where punishment is one strike.
    fear
        The effective sting B: what a crossing of the line costs it, with all that follows.
    """

    level: Any
    aim: Any
    punished: Any
    fear: Any


class Outcome(NamedTuple):
    """Plain arrays that broadcast to the batch.

    reply    : what the militia does
    value    : weekly value to the US from a normal week on, the resolve left out
    punish   : the same from a week of punishment on; as ``value`` where there is none
    office   : as ``value``, with the resolve for each death answered
    office_punish : as ``punish``, with the resolve
    never, leave  : weekly value if nothing is answered, and of leaving
    share    : of weeks in punishment in the long run
    attacks, deaths, aimed : attacks a week in the long run, fatal ones, and of these the ones aimed at
    """

    reply: Reply
    value: Any
    punish: Any
    office: Any
    office_punish: Any
    never: Any
    leave: Any
    share: Any
    attacks: Any
    deaths: Any
    aimed: Any


def settling_point(model: Lethality, automaton: Automaton, *, violent: bool = True) -> SettlingPoint:
    """Where the militia settles against an automaton, see :meth:`deterrence.lethality.Lethality.settling_point`."""
    reply = reply_to(model.plain, automaton, violent=violent)
    punished = reply.punished if automaton.lasts else reply.level
    return SettlingPoint(*(model.named(each) for each in (reply.level, reply.aim, punished, reply.fear)))


def outcome_of(model: Lethality, automaton: Automaton, *, violent: bool) -> Outcome:
    """What an automaton leads to, for a model of plain arrays."""
    reply = reply_to(model, automaton, violent=violent)
    aims = (reply.aim, np.asarray(CAREFREE))
    levels = (reply.level, reply.punished)
    struck = [_strikes(automaton, state) for state in (0, 1)]
    flows = [model.presence_value - at_reply(model, _costs(model, automaton, struck[s]), levels[s], aims[s])
             for s in (0, 1)]  # fmt: skip
    extra = [at_reply(model, _resolve(model, struck[s]), levels[s], aims[s]) for s in (0, 1)]
    attacks = [at_reply(model, _ATTACKED, levels[s], aims[s]) for s in (0, 1)]
    deaths = [at_reply(model, _KILLED, levels[s], aims[s]) for s in (0, 1)]
    aimed = [_aimed(model, levels[s], aims[s]) for s in (0, 1)]
    leave, never = model.base.leave_value(), _never(model, automaton, violent)
    if automaton.line is Rule.LEAVE:
        return Outcome(reply, leave, leave, leave, leave, never, leave, 0.0, 0.0, 0.0, 0.0)
    if not automaton.lasts:
        value = flows[0]
        office = flows[0] + extra[0]
        return Outcome(reply, value, value, office, office, never, leave, 0.0, attacks[0], deaths[0], aimed[0])
    begins = model.period * at_reply(model, _crossed(automaton), levels[0], aims[0])
    ends = at_level(tuple(model.end_chance(automaton, level) for level in range(len(LEVELS))), reply.punished)
    with np.errstate(invalid="ignore"):
        share = np.where(begins > 0, begins / (begins + ends), 0.0)
    value, punish = _values(model, flows, begins, ends)
    office, office_punish = _values(model, [flow + more for flow, more in zip(flows, extra, strict=True)], begins, ends)
    rates = [(1 - share) * normal + share * punished for normal, punished in (attacks, deaths, aimed)]
    return Outcome(reply, value, punish, office, office_punish, never, leave, share, *rates)


def event_costs(model: Lethality, rung: int) -> tuple[Any, ...]:
    """What it costs the US to strike after each event of ``EVENTS``, the resolve left out."""
    return tuple(model.base.answer_cost(event, rung) for event in EVENTS)


def _strikes(automaton: Automaton, state: int) -> tuple[bool, ...]:
    """After which events the US strikes, in a normal week or in one of punishment."""
    if state == 1:
        return (automaton.lasts,) * len(EVENTS)
    return tuple(not automaton.lasts and automaton.crossed_by(event) for event in EVENTS)


def _crossed(automaton: Automaton) -> tuple[int, ...]:
    return tuple(int(automaton.crossed_by(event)) for event in EVENTS)


def _costs(model: Lethality, automaton: Automaton, struck: tuple[bool, ...]) -> tuple[Any, ...]:
    """Harm to the US and cost of its strike by event."""
    strike = event_costs(model, automaton.rung)
    return tuple(
        (model.base.event_harm(event) if event.level else 0) + (strike[k] if struck[k] else 0)
        for k, event in enumerate(EVENTS)
    )


def _resolve(model: Lethality, struck: tuple[bool, ...]) -> tuple[Any, ...]:
    return tuple(model.resolve if event.death and struck[k] else 0 for k, event in enumerate(EVENTS))


def _aimed(model: Lethality, level: Any, aim: Any) -> Any:
    """Chance of a death that careful aim would have spared."""
    by_level = tuple(
        model.kill_chance(each, np.nan_to_num(aim)) - model.kill_chance(each, 0) for each in range(len(LEVELS))
    )
    return at_level(by_level, level)


def _never(model: Lethality, automaton: Automaton, violent: bool) -> Any:
    """The weekly value if nothing is ever answered."""
    never = Automaton()
    reply = reply_to(model, never, violent=violent)
    return model.presence_value - at_reply(
        model, _costs(model, never, (False,) * len(EVENTS)), reply.level, reply.aim
    )


def _values(model: Lethality, flows: list[Any], begins: Any, ends: Any) -> tuple[Any, Any]:
    """Weekly values from both states on: averages with weights (1 - d) d^t over periods with the discount d."""
    keep = model.discount**model.period
    gap = (1 - keep) * (flows[0] - flows[1]) / (1 - keep + keep * (begins + ends))
    return flows[0] - keep / (1 - keep) * begins * gap, flows[1] + keep / (1 - keep) * ends * gap
