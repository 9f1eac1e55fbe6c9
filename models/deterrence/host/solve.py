"""Fixed points where all three choose: an accelerated iteration, traced in the noise from large to small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from deterrence.host.iterate import EVERYONE, evaluate, play
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


ATTEMPTS = ((1.0, 8, 200), (0.3, 30, 250))
"""Of each attempt at a fixed point: the share of the step taken, the rounds remembered, and the rounds at most."""

HALVINGS = 2
"""How often a step of the path may be halved."""

LEANING = 8.0
SMALL = 1e-13


class State(NamedTuple):
    """Values (B, 4, S, 9) and scores of the host (B, 2, S, 9, 4)."""

    values: Any
    scores: Any

    def take(self, rows: Any) -> State:
        """Some of the rows."""
        return State(self.values[rows], self.scores[rows])


def first_state(week: Week, start: str) -> State:
    """Where the iteration begins."""
    shape = (week.rows, len(TYPES), len(week.cabinet), len(BELIEFS), 4)
    scores = np.zeros(shape)
    if start != "even":
        scores[..., PROTECT if start == "protective" else EVICT] = LEANING
    return State(np.zeros((week.rows, 4, *shape[2:4])), scores - scores.mean(axis=-1, keepdims=True))


def trace(week: Week, path: Sequence[float], state: State) -> tuple[State, Any]:
    """Follow fixed points down a path of noise.

    Returns
    -------
    state : at the last noise of the path, NaN in rows that were lost on the way
    reached : (B,)
        The smallest noise at which a row was solved; inf if at none.
    """
    alive = np.arange(week.rows)
    last = State(np.full_like(state.values, np.nan), np.full_like(state.scores, np.nan))
    reached = np.full(week.rows, np.inf)
    above = None
    for noise in path:
        found, fine = _descend(week.take(alive), above, noise, state, HALVINGS)
        last.values[alive] = last.scores[alive] = np.nan
        alive, state, above = alive[fine], found.take(fine), noise
        reached[alive] = noise
        last.values[alive], last.scores[alive] = state
        if not len(alive):
            break
    return last, reached


def _descend(week: Week, above: float | None, noise: float, state: State, halvings: int) -> tuple[State, Any]:
    """From a fixed point at one noise to one at a smaller noise, by half-way points where it is not reached at once."""
    found, fine = settle(week, noise, state)
    lost = np.nonzero(~fine)[0]
    if above is None or not halvings or not len(lost):
        return found, fine
    half = float(np.sqrt(above * noise))
    middle, good = _descend(week.take(lost), above, half, state.take(lost), halvings - 1)
    rows = lost[good]
    if len(rows):
        last, good = _descend(week.take(rows), half, noise, middle.take(good), halvings - 1)
        rows = rows[good]
        fine[rows] = True
        found.values[rows], found.scores[rows] = last.take(good)
    return found, fine


def settle(week: Week, noise: float, state: State) -> tuple[State, Any]:
    """A fixed point at one noise from a state near it: the state, and whether it was found, by row."""
    found, fine = State(state.values.copy(), state.scores.copy()), np.zeros(week.rows, dtype=bool)
    for share, memory, most in ATTEMPTS:
        todo = np.nonzero(~fine)[0]
        if not len(todo):
            break
        ended, good = _accelerate(week.take(todo), noise, state.take(todo), share, memory, most)
        fine[todo] = good
        found.values[todo[good]], found.scores[todo[good]] = ended.take(good)
    return found, fine


def _accelerate(week: Week, noise: float, state: State, share: float, memory: int, most: int) -> tuple[State, Any]:
    """Anderson's acceleration of the map from values and scores to those of the replies.

    References
    ----------
    Walker and Ni (2011), "Anderson acceleration for fixed-point iterations", algorithm AA.
    """
    rows = week.rows
    shape = (rows, 4 + 8, *state.values.shape[2:])
    point = _joined(state)
    final, good = point.copy(), np.zeros(rows, dtype=bool)
    alive = np.arange(rows)
    moves: list[Any] = []
    turns: list[Any] = []
    before: tuple[Any, Any] | None = None
    least, best, idle = np.full(rows, np.inf), point.copy(), np.zeros(rows, dtype=np.int64)
    for _ in range(most):
        now = _split(point, shape)
        result = play(week, None, np.full(len(alive), noise), now.values, now.scores)
        values = evaluate(week, result, now.values, now.scores, EVERYONE)
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
            final[alive[done]], good[alive[done]] = best[done], True
            keep = ~gone
            alive, week, point, step = alive[keep], week.take(keep), point[keep], step[keep]
            least, best, idle = least[keep], best[keep], idle[keep]
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
    return _split(final, (rows, *shape[1:])), good


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

