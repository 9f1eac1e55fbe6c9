"""A profile of the host model walked state by state, from the fields of the model alone: its chain and its values.

Nothing here is shared with the iteration that finds profiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import (
    ACTS,
    ALIGNED,
    ANGER,
    BELIEFS,
    DEATH_IN,
    EVICT,
    LAW_COSTS,
    LEAVE,
    LEVEL_OF,
    LEVELS,
    NATIONALIST,
    OUTCOMES,
    PROTECT,
    REPLIES,
    TYPES,
    Policy,
)

PLAYERS = 4
"""The US, the militia, a nationalist and an aligned host, in this order."""


def lottery(posterior: Any, other: Any, news: Any) -> tuple[Any, list[tuple[Any, Any]]]:
    """The belief below a posterior, and the chances of it and the next: public, as a nationalist, as an aligned host.

    ``other`` is 1 less the posterior, given apart because it may be tiny.
    """
    steps = len(BELIEFS) - 1
    low = np.clip(np.floor(posterior * steps), 0, steps - 1).astype(np.int64)
    past, short = posterior * steps - low, other * steps - (steps - 1 - low)
    chances = (np.where(posterior > 0.5, short, 1 - past), np.where(posterior > 0.5, 1 - short, past))
    ends = (BELIEFS[low], BELIEFS[low + 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = [[end / posterior for end in ends], [(1 - end) / other for end in ends]]
        tilts = [[np.where(np.isfinite(each), 1 + news * (each - 1), 1.0) for each in pair] for pair in ratios]
    seen = [(chances[0] * first, chances[1] * second) for first, second in tilts]
    return low, [chances, *seen]


class After(NamedTuple):
    """Payoffs of the choices at one place: US (B, 9, 4, 5, 5), militia (B, 9, 4, 5, 3), host a pair of (B, 9, 4)."""

    us: Any
    militia: Any
    host: tuple[Any, Any]


class Walk:
    """The states of the model one by one, under a profile."""

    def __init__(self, points: Host, us: Any, militia: Any, host: Any, policy: Policy | None, parts: int) -> None:
        self.points, self.us, self.militia, self.host, self.parts = points, us, militia, host, parts
        self.rows, self.places = us.shape[:2]
        self.policy = policy
        self._paid: dict[tuple[int, int, int, int], tuple[Any, ...]] = {}
        self._ways: dict[tuple[int, int], list[tuple[int, Any]]] = {}
        self.off = np.zeros(self.rows)
        for each in (us, militia, host):
            axes = tuple(range(1, each.ndim - 1))
            self.off = np.maximum(self.off, np.abs(each.sum(axis=-1) - 1).max(axis=axes))
            self.off = np.maximum(self.off, np.maximum(-each, 0).max(axis=(*axes, -1)))
        if policy is not None:
            table = policy.table(1 / parts)
            self.off = np.maximum(self.off, np.abs(us - table).max(axis=(1, 2, 3, 4, 5)))

    def values(self) -> Any:
        """Values of the chain that the profile makes, (B, 4, S, 9)."""
        size = self.places * len(BELIEFS)
        discount = self.one(self.points.period_discount())
        chains = np.zeros((self.rows, 3, self.places, len(BELIEFS), self.places, len(BELIEFS)))
        flows = np.zeros((self.rows, PLAYERS, self.places, len(BELIEFS)))
        row = np.arange(self.rows)
        for place in range(self.places):
            cabinet = place // (self.parts * ANGER)
            for act in range(len(ACTS)):
                low, chance = self.belief_moves(place, act)
                carried = self.one(self.points.eviction(cabinet)) if act == EVICT else np.zeros(self.rows)
                got, moved = self.node(place, act)  # (B, 4, q), (B, q, S')
                for belief in range(len(BELIEFS)):
                    own = [self.host[:, kind, place, belief, act] for kind in (NATIONALIST, ALIGNED)]
                    mixed = BELIEFS[belief] * own[0] + (1 - BELIEFS[belief]) * own[1]
                    for player, weight in enumerate((mixed, mixed, *own)):
                        expelled = self.one(self.points.expelled()[player])
                        flows[:, player, place, belief] += weight * carried * expelled
                        for end, share in enumerate(chance[max(player - 1, 0)][belief]):
                            reached = weight * (1 - carried) * share
                            q = low[belief] + end
                            flows[:, player, place, belief] += reached * got[row, player, q]
                            if player:
                                chains[row, player - 1, place, belief, :, q] += reached[:, None] * moved[row, q]
        out = np.empty_like(flows)
        for player in range(PLAYERS):
            chain = chains[:, max(player - 1, 0)].reshape(self.rows, size, size)
            system = np.eye(size) - discount[:, None, None] * chain
            out[:, player] = np.linalg.solve(system, flows[:, player].reshape(self.rows, size, 1)).reshape(
                self.rows, self.places, len(BELIEFS)
            )
        return out

    def belief_moves(self, place: int, act: int) -> tuple[list[Any], list[list[tuple[Any, Any]]]]:
        """By belief: the grid point below the posterior; and the chances of it and the next, public and by type."""
        below: list[Any] = []
        chances: list[list[tuple[Any, Any]]] = [[], [], []]
        for belief, prior in enumerate(BELIEFS):
            own = [self.host[:, kind, place, belief, act] for kind in (NATIONALIST, ALIGNED)]
            if prior in (0, 1):
                posterior, other = np.full(self.rows, prior), np.full(self.rows, 1 - prior)
            else:
                with np.errstate(invalid="ignore"):
                    total = prior * own[0] + (1 - prior) * own[1]
                    posterior, other = prior * own[0] / total, (1 - prior) * own[1] / total
            lost = np.isnan(posterior)
            self.off = np.where(lost, np.inf, self.off)
            posterior, other = np.where(lost, prior, posterior), np.where(lost, 1 - prior, other)
            low, seen = lottery(posterior, other, self.one(self.points.lottery_news))
            below.append(low)
            for known, pair in zip(chances, seen, strict=True):
                known.append(pair)
        return below, chances

    def node(self, place: int, act: int) -> tuple[Any, Any]:
        """After an act: expected payoffs of the period (B, 4, 9), and the chances of the next place (B, 9, S)."""
        got = np.zeros((self.rows, PLAYERS, len(BELIEFS)))
        moved = np.zeros((self.rows, len(BELIEFS), self.places))
        for level, chance in enumerate(self.levels(place, act)):
            for outcome, odds in self.outcomes(level):
                for reply in range(len(REPLIES)):
                    joint = chance * odds[:, None] * self.us[:, place, :, act, outcome, reply]
                    if not joint.any():
                        continue
                    for player, payoff in enumerate(self.payoffs(place, act, outcome, reply)):
                        got[:, player] += joint * payoff
                    for next_place, way in self.moves(place, reply):
                        moved[:, :, next_place] += joint * way[:, None]
        law = self.law(place)
        chance = np.asarray(self.points.period)[:, None, None]
        attacks = self.militia[:, place, :, act, :, 1:].sum(axis=-1)
        got[:, 1] -= (chance * attacks * law[:, None, :]).mean(axis=-1)
        return got, moved

    def after(self, place: int, values: Any) -> After:
        """Payoffs of every choice at a place, with these values ahead."""
        rows, beliefs = self.rows, len(BELIEFS)
        us = np.zeros((rows, beliefs, 4, 5, 5))
        militia = np.zeros((rows, beliefs, 4, len(LAW_COSTS), 3))
        host = np.zeros((2, rows, beliefs, 4))
        ahead = np.zeros((rows, PLAYERS, beliefs, 5))
        discount = self.one(self.points.period_discount())
        for reply in range(len(REPLIES)):
            for next_place, way in self.moves(place, reply):
                ahead[..., reply] += (discount * way)[:, None, None] * values[:, :, next_place]
        law, row = self.law(place), np.arange(rows)
        for act in range(len(ACTS)):
            nodes = np.zeros((rows, 2, beliefs))
            levels = self.levels(place, act)
            for level in range(len(LEVELS)):
                for outcome, odds in self.outcomes(level):
                    for reply in range(len(REPLIES)):
                        weight = odds[:, None] * self.us[:, place, :, act, outcome, reply]
                        if self.policy is not None and not weight.any():
                            continue
                        paid = self.payoffs(place, act, outcome, reply)
                        us[:, :, act, outcome, reply] = paid[0] + ahead[:, 0, :, reply]
                        militia[:, :, act, :, level] += (weight * (paid[1] + ahead[:, 1, :, reply]))[..., None]
                        for kind in (NATIONALIST, ALIGNED):
                            later = paid[2 + kind] + ahead[:, 2 + kind, :, reply]
                            nodes[:, kind] += levels[level] * weight * later
                if level:
                    militia[:, :, act, :, level] -= law[:, None, :]
            low, chances = self.belief_moves(place, act)
            carried = self.one(self.points.eviction(place // (self.parts * ANGER))) if act == EVICT else 0.0
            for kind in (NATIONALIST, ALIGNED):
                for belief in range(beliefs):
                    first, second = chances[1 + kind][belief]
                    below = low[belief]
                    mean = first * nodes[row, kind, below] + second * nodes[row, kind, below + 1]
                    expelled = self.one(self.points.expelled()[2 + kind])
                    host[kind, :, belief, act] = carried * expelled + (1 - carried) * mean
        return After(us, militia, (host[0], host[1]))

    def levels(self, place: int, act: int) -> list[Any]:
        """The chance of each level, over law costs and opportunities, (B, 9)."""
        chance = np.asarray(self.points.period)[:, None]
        chosen = [chance * self.militia[:, place, :, act, :, level].mean(axis=-1) for level in range(len(LEVELS))]
        return [chosen[0] + 1 - chance, *chosen[1:]]

    def outcomes(self, level: int) -> Iterator[tuple[int, Any]]:
        """The outcomes of a level with their chances."""
        for outcome in range(len(OUTCOMES)):
            if LEVEL_OF[outcome] == level:
                death = self.one(self.points.lethality(level))
                yield outcome, death if DEATH_IN[outcome] else 1 - death

    def payoffs(self, place: int, act: int, outcome: int, reply: int) -> tuple[Any, ...]:
        """What a period brings the four players, each (B, 1) or (B, 9); the law cost is left out."""
        key = (place, act, outcome, reply)
        if key not in self._paid:
            self._paid[key] = self._payoffs(*key)
        return self._paid[key]

    def moves(self, place: int, reply: int) -> list[tuple[int, Any]]:
        """The next places after a reply, with their chances; none after leaving."""
        key = (place, reply)
        if key not in self._ways:
            self._ways[key] = list(self._moves(*key))
        return self._ways[key]

    def _payoffs(self, place: int, act: int, outcome: int, reply: int) -> tuple[Any, ...]:
        points, level = self.points, int(LEVEL_OF[outcome])
        cabinet, anger = place // (self.parts * ANGER), place % ANGER
        death, done = int(DEATH_IN[outcome]), points.acceptance(reply, cabinet)
        us = [points.period * points.presence(cabinet, belief, act) for belief in BELIEFS]
        rest = points.harm(level) + death * points.death_burden()
        if reply == LEAVE:
            rest = rest + points.exit_burden(orderly=self.policy is not None and self.policy.orderly)
        else:
            rest = rest + done * (points.strike_burden(reply) - death * points.resolve)
        militia = points.gain(level) - done * points.strike_loss(reply)
        if level and act == PROTECT:
            militia = militia - points.protection_burden
        suffered = points.attack_cost * level + done * points.soil_cost(reply)
        hosts = [points.period * points.host_flow(kind, anger, act) - suffered for kind in range(len(TYPES))]
        if reply == LEAVE:
            prizes = [points.period_discount() * each for each in points.left()]
            militia = militia + prizes[0]
            hosts = [own + prize for own, prize in zip(hosts, prizes[1:], strict=True)]
        flows = np.stack([np.broadcast_to(each, (self.rows,)) for each in us], axis=-1)
        return flows - self.one(rest)[:, None], *(self.one(each)[:, None] for each in (militia, *hosts))

    def _moves(self, place: int, reply: int) -> Iterator[tuple[int, Any]]:
        if reply == LEAVE:
            return
        points, parts = self.points, self.parts
        cabinet, since, anger = place // (parts * ANGER), place // ANGER % parts, place % ANGER
        done = self.one(points.acceptance(reply, cabinet))
        for struck, chance in ((True, done), (False, 1 - done)):
            if not chance.any():
                continue
            turn = self.one(points.turnover(cabinet, struck=struck or since > 0))
            if struck:
                drift, new, left = self.one(points.provocation(reply)), min(anger + 1, ANGER - 1), parts - 1
            else:
                drift = self.one(points.hazard(points.calming)) if since == 0 else np.zeros(self.rows)
                new, left = max(anger - 1, 0), max(since - 1, 0)
            for then, odds in ((cabinet, 1 - turn), (1 - cabinet, turn)):
                for level, step in ((anger, 1 - drift), (new, drift)):
                    yield (then * parts + left) * ANGER + level, chance * odds * step

    def law(self, place: int) -> Any:
        partner = place // (self.parts * ANGER)
        spread = self.one(self.points.law_spread)[:, None] * LAW_COSTS
        return partner * (self.one(self.points.law_cost)[:, None] + spread)

    def one(self, value: Any) -> Any:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (self.rows,))
