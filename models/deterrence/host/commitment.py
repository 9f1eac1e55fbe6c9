"""Fixed points of the host model when the US is committed to a policy: compiled searches, many points at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import ACTS, BELIEFS, EVICT, LEAVE, PROTECT, TYPES, Policy
from deterrence.host.solve import State
from deterrence.host.week import Week, week_of
from gametheory.kernels.kernel import Kernel, as_input

FIRST_ACT = {"even": -1, "protective": PROTECT, "hostile": EVICT}
"""What the host does in the first round, by start; -1 for what it likes."""

ROUNDS = ((1.0, 8), (0.3, 30), (0.3, 50), (0.3, 80), (0.3, 120), (0.1, 160), (0.1, 240))
"""Rounds of replies at the first noise, one after the other: the share of the way that is gone, and how many, before
Newton's steps are tried. A new share begins anew."""

LEAP = ((1.0, 0), (1.0, 4), (0.3, 30), (0.1, 60))
"""The same where the noise is lowered, each from the point before."""

LARGE = 50.0
"""The noise, as a multiple of the first one, from which a branch is followed where rounds end nowhere."""

FLOOR = 1.03
"""Ratio of two noises below which no leap between them is tried."""

FIRST_STEP = 0.05
"""Length of the first step along a branch."""

CERTAIN = 1e4
"""Log odds that stand for certainty."""

_REPLIES = Kernel("deterrence.host.kernels.replies")
_BRANCH = Kernel("deterrence.host.kernels.branch")


class Effort(NamedTuple):
    """How hard a fixed point is looked for.

    rounds  : how many of ``ROUNDS`` are tried
    systems : Newton's linear systems for a row and a step of the noise; 0 for no branch
    """

    rounds: int
    systems: int


THOROUGH = Effort(len(ROUNDS), 1500)
BRIEF = Effort(4, 0)


class Point(NamedTuple):
    """Values (B, 3, S, 9) of militia, nationalist, aligned host, and log odds (B, S, 9, 4) of a nationalist by act."""

    values: Any
    odds: Any

    def at(self, rows: Any) -> Point:
        """Some of the rows."""
        return Point(self.values[rows], self.odds[rows])

    def put(self, rows: Any, other: Point) -> None:
        """Write over some of the rows."""
        self.values[rows], self.odds[rows] = other


class Replies:
    """Militia and host of some models, facing one policy."""

    def __init__(self, model: Host, policy: Policy) -> None:
        """``model`` has fields (rows,), as ``model.take(rows)``."""
        self.week = week = week_of(model, orderly=policy.orderly)
        self.places = len(week.cabinet)
        table = policy.table(1 / model.parts)
        given = np.einsum("bao,hor->bhar", week.outcome_chance, table)  # (B, h, a, r)
        stays = given[..., :LEAVE] * week.discount[:, None, None, None]
        count, places = _successors(week)
        after = np.take_along_axis(week.moves, np.broadcast_to(places, (week.rows, LEAVE, *places.shape)), axis=-1)
        after = np.where(np.arange(places.shape[1]) < count[:, None], after, 0.0)  # (B, r, S, N)
        gain = week.gain[:, None] + np.einsum("bhar,bsr->bsha", given, week.militia_reply)
        brought = np.einsum("bhar,bisr->bisha", given, week.host_reply)
        brought += week.host_attack[:, None, None, None, :] + week.host_flow[..., None]
        rates = np.stack([week.opportunity, week.period, week.news], axis=-1)
        self.inputs = (
            *(as_input(each) for each in (np.einsum("bhar,brsn->bshan", stays, after), gain, brought)),
            *(as_input(each) for each in (week.law, week.executed, week.expelled[:, 1:])),
            *(as_input(each, np.int64) for each in (count, places)),
            as_input(rates),
        )

    def begin(self, rows: int) -> Point:
        """No values, and beliefs that nothing has moved."""
        odds = np.empty((rows, self.places, len(BELIEFS), len(ACTS)))
        with np.errstate(divide="ignore"):
            odds[:] = np.clip(np.log(BELIEFS) - np.log1p(-BELIEFS), -CERTAIN, CERTAIN)[:, None]
        return Point(np.zeros((rows, 1 + len(TYPES), *odds.shape[1:3])), odds)

    def approach(
        self, at: Any, noise: Any, begun: Point, share: float = 1.0, rounds: int = 0, act: Any = -1
    ) -> tuple[Point, Any, Any, Any]:
        """Rounds and Newton's steps: fixed points, or where the rounds ended; whether they are; systems; scores."""
        rows = len(at)
        out = Point(np.empty_like(begun.values), np.empty_like(begun.odds))
        found, systems = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=np.int64)
        scores = np.zeros((rows, len(TYPES), *begun.odds.shape[1:]))
        _REPLIES(
            rows, *self.inputs, as_input(at, np.int64), _each(noise, rows), _each(share, rows),
            _each(rounds, rows, np.int64), _each(act, rows, np.int64), as_input(begun.values), as_input(begun.odds),
            *out, found, systems, scores,
        )  # fmt: skip
        return out, found, systems, scores

    def trace(self, at: Any, act: Any, path: Sequence[float], effort: Effort) -> tuple[State, Any]:
        """Fixed points down a path of noise, and the smallest noise reached, inf if none; rows are searches.

        The values of the US are left 0; rows that were lost are NaN.
        """
        point, found = self._first(at, act, path[0], effort)
        reached = np.where(found, path[0], np.inf)
        for above, noise in pairwise(path):
            rows = np.nonzero(reached == above)[0]
            below, fine = self.descend(at[rows], above, noise, point.at(rows), effort)
            point.put(rows[fine], below.at(fine))
            reached[rows[fine]] = noise
        state = State(np.zeros((len(at), 4, *point.values.shape[2:])), np.zeros((len(at), 2, *point.odds.shape[1:])))
        state.values[:, 1:] = point.values
        rows = np.isfinite(reached)
        state.scores[rows] = self.approach(at[rows], reached[rows], point.at(rows))[3]
        state.values[~rows] = state.scores[~rows] = np.nan
        return state, reached

    def _first(self, at: Any, act: Any, noise: float, effort: Effort) -> tuple[Point, Any]:
        """Fixed points at the first noise."""
        point, found = self.begin(len(at)), np.zeros(len(at), dtype=bool)
        last = None
        for share, rounds in ROUNDS[: effort.rounds]:
            todo = np.nonzero(~found)[0]
            begun = self.begin(len(todo)) if share != last else point.at(todo)
            acts = act[todo] if share != last else -1
            ended, good, *_ = self.approach(at[todo], noise, begun, share, rounds, acts)
            point.put(todo, ended)
            found[todo], last = good, share
        todo = np.nonzero(~found & (act < 0))[0]
        if effort.systems and len(todo):  # the branch from choices that are almost even
            ended, good, *_ = self.approach(at[todo], LARGE * noise, self.begin(len(todo)), 1.0, 12)
            todo = todo[good]
            ended, good = self.descend(at[todo], LARGE * noise, noise, ended.at(good), effort)
            point.put(todo[good], ended.at(good))
            found[todo[good]] = True
        return point, found

    def descend(self, at: Any, above: float, noise: float, begun: Point, effort: Effort) -> tuple[Point, Any]:
        """From fixed points at one noise to some at a smaller one, and whether they were found.

        Leaps first, to the noise wanted or half of the way there in logarithms; where they fail, steps along the
        branch, which may turn back on its way, and leaps again.
        """
        point, found = Point(begun.values.copy(), begun.odds.copy()), np.zeros(len(at), dtype=bool)
        here, goal = np.full(len(at), above), np.full(len(at), noise)
        size, spent = np.full(len(at), FIRST_STEP), np.zeros(len(at), dtype=np.int64)
        while True:
            rows = np.nonzero(~found & (spent <= effort.systems) & (size > 0))[0]
            if not len(rows):
                return point, found
            leaping = here[rows] > FLOOR * goal[rows]
            self._leap(at, rows[leaping], noise, point, here, goal, spent)
            self._walk(at, rows[~leaping], noise, point, here, goal, size, spent)
            found = here <= noise

    def _leap(self, at: Any, rows: Any, noise: float, point: Point, here: Any, goal: Any, spent: Any) -> None:
        """Try the goals; where there is no fixed point near, halve the way."""
        for share, rounds in LEAP:
            ended, good, systems, _ = self.approach(at[rows], goal[rows], point.at(rows), share, rounds)
            spent[rows] += systems
            there = rows[good]
            point.put(there, ended.at(good))
            here[there], goal[there] = goal[there], noise
            rows = rows[~good]
        goal[rows] = np.sqrt(here[rows] * goal[rows])

    def _walk(
        self, at: Any, rows: Any, noise: float, point: Point, here: Any, goal: Any, size: Any, spent: Any
    ) -> None:
        """Some steps along the branch."""
        begun = point.at(rows)
        ended, guess = (Point(np.empty_like(begun.values), np.empty_like(begun.odds)) for _ in range(2))
        reached, step = np.empty(len(rows)), np.empty(len(rows))
        met, systems = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=np.int64)
        _BRANCH(
            len(rows), *self.inputs, as_input(at[rows], np.int64), as_input(here[rows]), _each(noise, len(rows)),
            as_input(size[rows]), as_input(begun.values), as_input(begun.odds),
            *ended, reached, step, *guess, met, systems,
        )  # fmt: skip
        point.put(rows, ended)
        here[rows], size[rows], spent[rows] = reached, step, spent[rows] + systems
        goal[rows] = noise
        across = rows[met]
        last, good, systems, _ = self.approach(at[across], noise, guess.at(met))
        point.put(across[good], last.at(good))
        here[across[good]] = noise
        spent[across] += systems
        again = across[~good]
        size[again] /= 2
        goal[again] = here[again]  # on along the branch, in shorter steps


def _each(value: Any, rows: int, dtype: Any = np.float64) -> Any:
    return as_input(np.broadcast_to(value, rows), dtype)


def _successors(week: Week) -> tuple[Any, Any]:
    """How many places can follow each place, and which."""
    follows = (week.moves > 0).any(axis=(0, 1))
    count = follows.sum(axis=-1)
    return count, np.argsort(~follows, axis=-1, kind="stable")[:, : max(1, count.max())]
