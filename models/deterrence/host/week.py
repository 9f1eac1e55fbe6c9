"""A week of the host model as arrays over rows: flows, chances and moves, made from the fields once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import (
    ACTS,
    ANGER,
    BELIEFS,
    DEATH_IN,
    HOLD,
    JOINT,
    LAW_COSTS,
    LEADER,
    LEAVE,
    LEVEL_OF,
    PROTECT,
    STRIKE,
    TYPES,
)


class Week(NamedTuple):
    """Arrays over rows B. A place is a cabinet, with the periods left of a strike's effect, times anger: S = 10 parts.

    period, discount, news : (B,)
    cabinet, anger : (S,) int, of each place
    moves          : (B, 4, S, S) by reply that stays: hold, strike, joint strike, leadership strike
    outcome_chance : (B, 3, 5) of each outcome by level
    opportunity    : (B,) chance that the militia can attack in a period
    gain           : (B, 4, 3) of the militia by act of the host and level, the law cost left out
    law            : (B, S, 5) law cost in each of its draws
    militia_reply  : (B, S, 5) what a reply brings the militia, what it gets for an exit included
    host_flow      : (B, 2, S, 4) by type and act
    host_attack    : (B, 3) by level
    host_reply     : (B, 2, S, 5) what a reply brings a type
    us_flow        : (B, S, 9, 4) to the US by belief and act, before attacks
    us_outcome     : (B, 5) by outcome
    us_reply       : (B, S, 5) by reply, the cost of leaving included
    us_answer      : (B, S, 5) by reply, more after a death
    executed       : (B, S) chance that an attempt to evict is carried out
    expelled       : (B, 4) what that brings to US, militia, nationalist, aligned host
    """

    period: Any
    discount: Any
    news: Any
    cabinet: Any
    anger: Any
    moves: Any
    outcome_chance: Any
    opportunity: Any
    gain: Any
    law: Any
    militia_reply: Any
    host_flow: Any
    host_attack: Any
    host_reply: Any
    us_flow: Any
    us_outcome: Any
    us_reply: Any
    us_answer: Any
    executed: Any
    expelled: Any

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.period)

    def take(self, rows: Any) -> Week:
        """Some of the rows."""
        places = ("cabinet", "anger")
        return Week(**{name: each if name in places else each[rows] for name, each in self._asdict().items()})


def week_of(model: Host, *, orderly: bool) -> Week:
    """The arrays of a model whose fields are (rows,), such as ``model.take(rows)``."""
    rows = np.shape(model.period)[0]
    place = np.arange(2 * model.parts * ANGER)
    cabinets, angers = place // (model.parts * ANGER), place % ANGER
    cabinet, anger, level_of = cabinets.tolist(), angers.tolist(), LEVEL_OF.tolist()
    discount = model.period_discount()

    def table(shape: tuple[int, ...], value: Any) -> Any:
        out = np.empty((rows, *shape))
        for at in np.ndindex(*shape):
            out[(slice(None), *at)] = value(*at)
        return out

    def accepted(place: int, reply: int) -> Any:
        return model.acceptance(reply, cabinet[place])

    left = model.left()
    return Week(
        period=np.asarray(model.period),
        discount=np.asarray(discount),
        news=np.asarray(model.lottery_news),
        cabinet=cabinets,
        anger=angers,
        moves=_moves(model, rows),
        outcome_chance=table((3, 5), lambda level, outcome: _outcome_chance(model, level, outcome)),
        opportunity=np.asarray(model.period),
        gain=table(
            (4, 3),
            lambda act, level: model.gain(level) - (model.protection_burden if act == PROTECT and level else 0),
        ),
        law=table(
            (len(place), len(LAW_COSTS)),
            lambda at, draw: cabinet[at] * (model.law_cost + model.law_spread * LAW_COSTS[draw]),
        ),
        militia_reply=table(
            (len(place), 5),
            lambda at, reply: (
                discount * left[0] if reply == LEAVE else -accepted(at, reply) * model.strike_loss(reply)
            ),
        ),
        host_flow=table(
            (len(TYPES), len(place), len(ACTS)),
            lambda host, at, act: model.period * model.host_flow(host, anger[at], act),
        ),
        host_attack=table((3,), lambda level: -model.attack_cost * level),
        host_reply=table(
            (len(TYPES), len(place), 5),
            lambda host, at, reply: (
                discount * left[1 + host] if reply == LEAVE else -accepted(at, reply) * model.soil_cost(reply)
            ),
        ),
        us_flow=table(
            (len(place), len(BELIEFS), len(ACTS)),
            lambda at, belief, act: model.period * model.presence(cabinet[at], BELIEFS[belief], act),
        ),
        us_outcome=table(
            (5,), lambda outcome: -model.harm(level_of[outcome]) - DEATH_IN[outcome] * model.death_burden()
        ),
        us_reply=table(
            (len(place), 5),
            lambda at, reply: (
                -model.exit_burden(orderly=orderly)
                if reply == LEAVE
                else -accepted(at, reply) * model.strike_burden(reply)
            ),
        ),
        us_answer=table((len(place), 5), lambda at, reply: accepted(at, reply) * model.resolve),
        executed=table((len(place),), lambda at: model.eviction(cabinet[at])),
        expelled=table((4,), lambda player: model.expelled()[player]),
    )


def _outcome_chance(model: Host, level: int, outcome: int) -> Any:
    if LEVEL_OF[outcome] != level:
        return 0.0
    return model.lethality(level) if DEATH_IN[outcome] else 1 - model.lethality(level)


def _moves(model: Host, rows: int) -> Any:
    """Moves between places: anger, cabinet, and the periods for which a strike still tells."""
    parts = model.parts
    shape = (2, parts, ANGER)
    struck = np.zeros((rows, len(TYPES) + 2, *shape, *shape))
    quiet = np.zeros((rows, *shape, *shape))
    for cabinet, since, anger in np.ndindex(*shape):
        for reply in (STRIKE, JOINT, LEADER):
            for way, chance in _turns(model, cabinet, struck=True):
                rise = model.provocation(reply)
                up = min(anger + 1, ANGER - 1)
                struck[:, reply, cabinet, since, anger, way, parts - 1, up] += chance * rise
                struck[:, reply, cabinet, since, anger, way, parts - 1, anger] += chance * (1 - rise)
        for way, chance in _turns(model, cabinet, struck=since > 0):
            fall = 0.0 if since > 0 else model.hazard(model.calming)
            down, left = max(anger - 1, 0), max(since - 1, 0)
            quiet[:, cabinet, since, anger, way, left, down] += chance * fall
            quiet[:, cabinet, since, anger, way, left, anger] += chance * (1 - fall)
        for reply in (HOLD, JOINT):
            refused = np.reshape(1 - model.acceptance(reply, cabinet) * np.ones(rows), (-1, 1, 1, 1))
            here = struck[:, reply, cabinet, since, anger]
            struck[:, reply, cabinet, since, anger] = refused * quiet[:, cabinet, since, anger] + (1 - refused) * here
    places = 2 * parts * ANGER
    return struck.reshape(rows, LEAVE, places, places)


def _turns(model: Host, cabinet: int, *, struck: bool) -> tuple[tuple[int, Any], ...]:
    chance = model.turnover(cabinet, struck=struck)
    return (cabinet, 1 - chance), (1 - cabinet, chance)

