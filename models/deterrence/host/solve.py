"""Fixed points of the replies: an accelerated iteration, traced in the noise from large to small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from deterrence.host.iterate import US, evaluate, play
from deterrence.host.policy import BELIEFS, EVICT, PROTECT, TYPES
from deterrence.host.week import Week

PATH = (2.0, 1.4, 1.0, 0.7, 0.5, 0.35, 0.25, 0.17, 0.13, 0.1)
"""The noise, step by step."""

STARTS = ("even", "protective", "hostile")
"""What the host is thought to do before the first round: anything, protect, try to evict."""

SETTLED = 2e-14
"""Changes of values and of payoffs of acts below this, relative to the largest value, end the iteration."""

CLOSE = ((1e-12, 8), (1e-9, 40))
"""Where changes are below the first number, the iteration also ends after so many rounds without a smaller one."""


class Effort(NamedTuple):
    """How hard a fixed point is looked for.

    attempts : of each the share of the step taken, the rounds remembered, and the rounds at most
    halvings : how often a step of the path may be halved
    """

    attempts: tuple[tuple[float, int, int], ...]
    halvings: int


THOROUGH = Effort(((1.0, 8, 200), (0.3, 30, 250)), 2)
BRIEF = Effort(((1.0, 8, 100),), 0)

LEANING = 8.0
SMALL = 1e-13


class State(NamedTuple):
    """Values (B, 4, S, 9) and scores of the host (B, 2, S, 9, 4)."""

    values: Any
    scores: Any


def first_state(week: Week, start: str) -> State:
    """Where the iteration begins."""
    shape = (week.rows, len(TYPES), len(week.cabinet), len(BELIEFS), 4)
    scores = np.zeros(shape)
    if start != "even":
        scores[..., PROTECT if start == "protective" else EVICT] = LEANING
    return State(np.zeros((week.rows, 4, *shape[2:4])), scores - scores.mean(axis=-1, keepdims=True))


def trace(
    week: Week, table: Any, path: Sequence[float], state: State, effort: Effort = THOROUGH
) -> tuple[State, Any, Any]:
    """Follow fixed points down a path of noise.

    Returns
    -------
    state : at the last noise of the path, NaN in rows that were lost on the way
    reached : (B,)
        The smallest noise at which a row was solved; inf if at none.
    steps : (B,)
        Rounds in all.
    """
    alive = np.arange(week.rows)
    values, scores = np.full_like(state.values, np.nan), np.full_like(state.scores, np.nan)
    reached, steps = np.full(week.rows, np.inf), np.zeros(week.rows, dtype=np.int64)
    above = None
    for noise in path:
        some = week.take(alive)
        found, fine, rounds = _descend(some, _rows(table, alive), above, noise, state, effort, effort.halvings)
        steps[alive] += rounds
        values[alive] = scores[alive] = np.nan
        alive, state, above = alive[fine], State(found.values[fine], found.scores[fine]), noise
        reached[alive] = noise
        values[alive], scores[alive] = state
        if not len(alive):
            break
    return State(values, scores), reached, steps


def _descend(
    week: Week, table: Any, above: float | None, noise: float, state: State, effort: Effort, halvings: int
) -> tuple[State, Any, Any]:
    """From a fixed point at one noise to one at a smaller noise, by half-way points where it is not reached at once."""
    found, fine, steps = settle(week, table, noise, state, effort)
    lost = np.nonzero(~fine)[0]
    if above is None or not halvings or not len(lost):
        return found, fine, steps
    half = float(np.sqrt(above * noise))
    some, begun = week.take(lost), State(state.values[lost], state.scores[lost])
    middle, good, rounds = _descend(some, _rows(table, lost), above, half, begun, effort, halvings - 1)
    steps[lost] += rounds
    rows = lost[good]
    if len(rows):
        begun = State(middle.values[good], middle.scores[good])
        last, good, rounds = _descend(week.take(rows), _rows(table, rows), half, noise, begun, effort, halvings - 1)
        steps[rows] += rounds
        rows = rows[good]
        fine[rows] = True
        found.values[rows], found.scores[rows] = last.values[good], last.scores[good]
    return found, fine, steps


def settle(
    week: Week, table: Any, noise: float, state: State, effort: Effort = THOROUGH
) -> tuple[State, Any, Any]:
    """A fixed point at one noise from a state near it: the state, whether it was found, and the rounds, by row."""
    values, scores = state.values.copy(), state.scores.copy()
    fine, steps = np.zeros(week.rows, dtype=bool), np.zeros(week.rows, dtype=np.int64)
    for share, memory, most in effort.attempts:
        todo = np.nonzero(~fine)[0]
        if not len(todo):
            break
        begun = State(state.values[todo], state.scores[todo])
        some = week.take(todo)
        found, good, rounds = _accelerate(some, _rows(table, todo), noise, begun, share, memory, most)
        steps[todo] += rounds
        fine[todo] = good
        values[todo[good]], scores[todo[good]] = found.values[good], found.scores[good]
    if table is not None and fine.any():  # the US does not choose, so its values were not needed so far
        rows = np.nonzero(fine)[0]
        some = week.take(rows)
        result = play(some, _rows(table, rows), np.full(len(rows), noise), values[rows], scores[rows])
        values[rows] = evaluate(some, result, values[rows], scores[rows], (US,))
    return State(values, scores), fine, steps


def _rows(table: Any, rows: Any) -> Any:
    return None if table is None else table[rows]


def _accelerate(
    week: Week, table: Any, noise: float, state: State, share: float, memory: int, most: int
) -> tuple[State, Any, Any]:
    """Anderson's acceleration of the map from values and scores to those of the replies.

    References
    ----------
    Walker and Ni (2011), "Anderson acceleration for fixed-point iterations", algorithm AA.
    """
    rows, players = week.rows, (1, 2, 3) if table is not None else (0, 1, 2, 3)
    shape = (rows, 4 + 8, *state.values.shape[2:])
    point = _joined(state)
    final, good, steps = point.copy(), np.zeros(rows, dtype=bool), np.full(rows, most, dtype=np.int64)
    alive = np.arange(rows)
    moves: list[Any] = []
    turns: list[Any] = []
    before: tuple[Any, Any] | None = None
    least, best, idle = np.full(rows, np.inf), point.copy(), np.zeros(rows, dtype=np.int64)
    for number in range(most):
        now = _split(point, shape)
        result = play(week, table, np.full(len(alive), noise), now.values, now.scores, players)
        values = evaluate(week, result, now.values, now.scores, players)
        image = _joined(State(values, result.scores))
        step = image - point
        moved = _size(step, image, noise, values[0].size)
        better = moved < least
        least, best = np.where(better, moved, least), np.where(better[:, None], image, best)
        idle = np.where(better, 0, idle + 1)
        done = least <= SETTLED
        for close, patience in CLOSE:
            done |= (least <= close) & (idle >= patience)
        gone = done | ~np.isfinite(moved)
        if gone.any():
            final[alive[done]], good[alive[done]], steps[alive[gone]] = best[done], True, number + 1
            keep = ~gone
            alive, week, point, step = alive[keep], week.take(keep), point[keep], step[keep]
            least, best, idle = least[keep], best[keep], idle[keep]
            table = _rows(table, keep)
            moves, turns = [each[keep] for each in moves], [each[keep] for each in turns]
            before = None if before is None else (before[0][keep], before[1][keep])
            if not len(alive):
                break
        if before is not None:
            moves, turns = [*moves, point - before[0]][-memory:], [*turns, step - before[1]][-memory:]
        before = (point, step)
        point = point + share * step
        if moves:
            point = point - _correction(moves, turns, step, share)
    return _split(final, (rows, *shape[1:])), good, steps


def _correction(moves: list[Any], turns: list[Any], step: Any, share: float) -> Any:
    """What the remembered rounds say of the rest of the way: least squares in the changes of the step."""
    turned = np.stack(turns, axis=-1)
    size = np.sqrt((turned**2).sum(axis=1, keepdims=True)) + SMALL**2
    turned /= size
    normal = turned.transpose(0, 2, 1) @ turned
    normal += SMALL * np.eye(normal.shape[-1])
    weights = np.linalg.solve(normal, turned.transpose(0, 2, 1) @ step[..., None]) / size.transpose(0, 2, 1)
    along = np.stack(moves, axis=-1) + share * turned * size
    return (along @ weights)[..., 0]


def _size(step: Any, image: Any, noise: float, values: int) -> Any:
    """How far a round moved values and payoffs of acts, relative to the largest value."""
    largest = np.maximum(1.0, np.abs(image[:, :values]).max(axis=-1))
    with np.errstate(invalid="ignore"):
        moved = np.maximum(np.abs(step[:, :values]).max(axis=-1), noise * np.abs(step[:, values:]).max(axis=-1))
    return moved / largest


def _joined(state: State) -> Any:
    rows = len(state.values)
    return np.concatenate([state.values.reshape(rows, -1), state.scores.reshape(rows, -1)], axis=-1)


def _split(point: Any, shape: tuple[int, ...]) -> State:
    rows, places, beliefs = len(point), shape[2], shape[3]
    cut = 4 * places * beliefs
    return State(
        point[:, :cut].reshape(rows, 4, places, beliefs), point[:, cut:].reshape(rows, len(TYPES), places, beliefs, 4)
    )

