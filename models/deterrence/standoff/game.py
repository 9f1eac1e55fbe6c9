"""The standoff as a stochastic game of three sub-steps a week, in which any deviation can be tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.checks import one_of, require_a
from deterrence.parameters import Number
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import EVENTS, LEVELS, RUNGS, Rule
from deterrence.standoff.week import week_of
from gametheory.stochastic import StochasticGame
from gametheory.sweep import stack

PLAYERS = ("United States", "militia")

US_ACTIONS = ("stay / no answer", "leave / proportionate strike", "leadership strike")
"""What the first, second and third action of the US mean: before the militia moves / after an event."""

STATES_OF_A_REGIME = 2 + len(EVENTS)

_STAY, _LEAVE = 0, 1


@dataclass(frozen=True)
class Regime:
    """What the record of play has come to.

    Attributes
    ----------
    name : str
    required : tuple of int
        The rung that the rule requires after each event of ``EVENTS``, 0 where none.
    grudge : number
        Added to the militia's weekly gain from an attack.
    """

    name: str
    required: tuple[int, ...] = (0,) * len(EVENTS)
    grudge: Number = 0


def required(rule: Rule, rung: int) -> tuple[int, ...]:
    """The rung that a rule requires after each event of ``EVENTS``, 0 where it requires no answer."""
    require_a(Rule, rule)
    rung = one_of(rung, RUNGS, "rung")
    return tuple(rung if rule.answers(event) else 0 for event in EVENTS)


def week_game(
    model: Standoff, regimes: Sequence[Regime], after: Callable[[int, int, int], int], *, war_ends: bool = False
) -> StochasticGame:
    r"""The standoff with a finite record of play as a stochastic game.

    Each regime has seven states: *decision*, where the US stays or leaves; *militia*, where it chooses a level;
    and one state for each event, where the US answers with a rung or does not. After leaving, nothing happens.
    A week is three sub-steps with the discount :math:`d = \delta^{1/3}`, and payoffs of sub-step
    j = 0, 1, 2 are multiplied by :math:`(1 - \delta) / ((1 - d) d^j)`, so that the values of the *decision* states
    are :math:`(1 - \delta)`-averages of the weekly payoffs. With a period of τ weeks, flows and the chance of an
    opportunity are multiplied by τ, and δ is raised to it.

    The certificate of this game tries every deviation, also after events that the profile makes impossible. A
    game of one stage a week, in which the US picks a plan for all events at once, would not.

    Parameters
    ----------
    model : Standoff
    regimes : sequence of Regime
    after : callable
        Takes the number of the regime, of the event and of the rung used (0 for none), and returns the number of
        the regime of the next week.
    war_ends : bool
        War ends the game: it costs W once, and nothing follows. Otherwise its expected cost is paid and
        play goes on.

    Returns
    -------
    StochasticGame, of 7 states a regime and one more, players ``PLAYERS``

    References
    ----------
    Mailath and Samuelson (2006), "Repeated Games and Reputations", proposition 2.2.1 (one-shot deviations).
    """
    values = _values(model, regimes, war_ends)
    batch = values["discount"].shape
    states = STATES_OF_A_REGIME * len(regimes) + 1
    gone = states - 1
    payoffs = np.zeros((*batch, states, 2, 3, 3))
    chances = np.zeros((*batch, states, 3, 3, 3))
    successors = np.zeros((states, 3, 3, 3), dtype=np.int64)
    available = np.zeros((2, states, 3), dtype=bool)
    available[:, :, 0] = True
    chances[..., gone, :, :, 0] = 1
    successors[gone] = gone
    for number in range(len(regimes)):
        decision = STATES_OF_A_REGIME * number
        militia, first_event = decision + 1, decision + 2
        available[0, decision, :2] = True
        payoffs[..., decision, 0, _STAY, :] = values["stay"]
        payoffs[..., decision, 0, _LEAVE, :] = values["leave"]
        chances[..., decision, :, :, 0] = 1
        successors[decision, _STAY], successors[decision, _LEAVE] = militia, gone
        available[1, militia] = True
        for level in range(len(LEVELS)):
            payoffs[..., militia, 1, :, level] = values["gains"][..., number, level, None]
            seen = [k for k in range(len(EVENTS)) if k == 0 or EVENTS[k].level == max(level, 1)]
            chances[..., militia, :, level, :] = values["chances"][..., level, seen][..., None, :]
            successors[militia, :, level, :] = [first_event + k for k in seen]
        for k in range(len(EVENTS)):
            state = first_event + k
            available[0, state] = k > 0
            available[0, state, 0] = True
            for rung in (0, *RUNGS) if k else (0,):
                payoffs[..., state, 0, rung, :] = values["us"][..., k, rung, None]
                payoffs[..., state, 1, rung, :] = values["militia"][..., rung, None]
                war = values["war"][..., k, rung, None]
                chances[..., state, rung, :, 0], chances[..., state, rung, :, 1] = 1 - war, war
                successors[state, rung, :, 0] = STATES_OF_A_REGIME * after(number, k, rung)
                successors[state, rung, :, 1:] = gone
            if not k:
                chances[..., state, 1:, :, 0] = 1
    return StochasticGame(
        payoffs,
        values["discount"],
        chances,
        successors,
        players=PLAYERS,
        actions=(US_ACTIONS, LEVELS),
        states=(
            *(f"{each.name}: {part}" for each in regimes for part in ("decision", "militia", *map(str, EVENTS))),
            "gone",
        ),
        available=tuple(np.broadcast_to(mask, (*batch, states, 3)) for mask in available),
    )


def _values(model: Standoff, regimes: Sequence[Regime], war_ends: bool) -> dict[str, Any]:
    """Payoffs and chances of every sub-step, plain arrays with the batch first."""
    patience = model.discount**model.period
    step = patience ** (1 / 3)
    weight = [(1 - patience) / ((1 - step) * step**j) for j in range(3)]
    counted = model.unchecked(war_risk=0) if war_ends else model

    def war(event: int, rung: int) -> Number:
        if not (war_ends and event):
            return 0
        at_death = model.war_risk if EVENTS[event].death else 0
        at_strike = (0, model.war_ratio_1, model.war_ratio_2)[rung] * model.war_risk
        return 1 - (1 - at_death) * (1 - at_strike)

    def us(event: int, rung: int) -> Number:
        if not event:
            return 0
        worth = -counted.event_harm(EVENTS[event]) - model.war_cost * war(event, rung)
        if rung:
            worth = worth - counted.answer_cost(EVENTS[event], rung)
            worth = worth + model.resolve if EVENTS[event].death else worth
        return weight[2] * worth

    def chance(level: int, event: int) -> Number:
        weekly = model.chances(level)[event]
        return 1 - model.period * (1 - weekly) if event == 0 else model.period * weekly

    def gain(regime: Regime, level: int) -> Number:
        return weight[1] * model.period * (model.gains()[level] + regime.grudge) if level else 0

    events, levels, rungs = range(len(EVENTS)), range(len(LEVELS)), (0, *RUNGS)

    def table(entries: Any) -> Any:
        return stack(entries, like=model)

    return {
        "discount": table([step])[..., 0],
        "stay": table([weight[0] * model.period * model.presence_value]),
        "leave": table([-weight[0] * model.leave_cost]),
        "gains": table([[gain(regime, level) for level in levels] for regime in regimes]),
        "chances": table([[chance(level, event) for event in events] for level in levels]),
        "us": table([[us(event, rung) for rung in rungs] for event in events]),
        "militia": table([0, *(-weight[2] * model.sting(rung) for rung in RUNGS)]),
        "war": table([[war(event, rung) for rung in rungs] for event in events]),
    }


def standoff_game(model: Standoff, rule: Rule, rung: int = 1) -> StochasticGame:
    """The game of a rule in force until the US fails to give the answer that it requires, then of none."""
    asked = required(rule, rung)
    regimes = (Regime("in force", asked), Regime("failed"))
    return week_game(model, regimes, lambda regime, event, used: int(regime or asked[event] not in (0, used)))


def one_hot(choices: Sequence[Any], model: Standoff) -> Any:
    """Actions of the states as a pure stationary strategy, (*batch, S, 3), from one (*batch) per state."""
    return np.eye(3)[np.stack([model.spread(choice) for choice in choices], axis=-1)]


def standoff_profile(model: Standoff, rule: Rule, rung: int = 1, *, violent: bool = True) -> tuple[Any, Any]:
    """The strategies proposed for a rule.

    The US stays while the rule is in force and gives the answers that it requires, and no others; after a failure
    it leaves if no answer for ever is worth less than leaving. For ``LEAVE`` it leaves in either regime.
    """
    week = week_of(model.plain, rule, rung, violent=violent)
    free = week_of(model.plain, Rule.NEVER, rung, violent=violent).reply
    leaves = model.spread(np.where(week.never < week.leave, _LEAVE, _STAY))
    first = np.full_like(leaves, _LEAVE if rule is Rule.LEAVE else _STAY)
    second = first if rule is Rule.LEAVE else leaves
    us = [first, 0, *required(rule, rung), second, 0, *(0 for _ in EVENTS), 0]
    militia = [0, week.reply, *(0 for _ in EVENTS), 0, free, *(0 for _ in EVENTS), 0]
    return one_hot(us, model), one_hot(militia, model)
