"""Lemke and Howson's paths through one game with many actions, to be interrupted and continued."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from ..kernels.kernel import Kernel, as_input, constant, in_chunks
from ..kernels.status import Status
from ..residual import masks_of
from ..value import Floats, Ints
from .game import NormalFormGame

_kernel = Kernel("lemke_howson_large")

PAUSE = 50_000_000
"""Multiplications, about 50 ms of them, between two looks at the clock and at interrupts."""
LARGE = 1600
"""From this many payoffs to a player on, a path is followed here, and not in a dictionary of all inequalities."""
RUNNING = -1
ATTEMPT, STATUS, STEPS = range(3)


class Paths(NamedTuple):
    """How a search along paths ended.

    Attributes
    ----------
    x, y : (m,), (n,)
        NaN where no path ended in an equilibrium.
    status : int
        That of the last path, a :class:`Status`.
    steps : int
        Pivots of all paths.
    """

    x: Floats
    y: Floats
    status: int
    steps: int


class Positive(NamedTuple):
    """A two-player game with payoffs brought to [1, 2], by variable and constraint of the best-reply polytopes.

    Attributes
    ----------
    p : (m, n)
        Payoffs of the column player: what the row player's action v adds to the column player's constraint c.
    q : (n, m)
        Payoffs of the row player, transposed.
    """

    p: Floats
    q: Floats


def positive(row: Floats, column: Floats) -> Positive:
    """Bring both players' payoffs, (m, n) each, to [1, 2]."""
    return Positive(as_input(_scaled(column)), as_input(_scaled(row).T))


def follow_each(game: NormalFormGame, games: Ints, labels: Ints, max_steps: int) -> tuple[Floats, Floats, Ints, Ints]:
    """Drop one label in each of some large games of a flattened batch: x, y, status and steps, by row."""
    m, n = game.sizes
    rows = len(games)
    x, y = np.full((rows, m), np.nan), np.full((rows, n), np.nan)
    status, steps = np.empty(rows, dtype=np.int8), np.zeros(rows, dtype=np.int64)

    def work(start: int, stop: int) -> None:
        for k in range(start, stop):
            one = existing(game, int(games[k]))
            label = one.label(int(labels[k if len(labels) > 1 else 0]))
            if label < 0:
                status[k] = Status.UNAVAILABLE
                continue
            path = follow(positive(one.row, one.column), [label], [max_steps])
            status[k], steps[k] = path.status, path.steps
            one.write(path.x, path.y, x[k], y[k])

    in_chunks(work, rows, 1)
    return x, y, status, steps


class Existing(NamedTuple):
    """The actions of one game that exist, and both players' payoffs at them, (m, n) each."""

    rows: Ints
    columns: Ints
    row: Floats
    column: Floats
    of_row: int

    def label(self, label: int) -> int:
        """The label of an action among those that exist; -1 if it does not."""
        own, actions = (label, self.rows) if label < self.of_row else (label - self.of_row, self.columns)
        at = int(np.searchsorted(actions, own))
        if at == len(actions) or actions[at] != own:
            return -1
        return at if label < self.of_row else len(self.rows) + at

    def write(self, x: Floats, y: Floats, whole_x: Floats, whole_y: Floats) -> None:
        """Write strategies over the actions that exist into strategies over all."""
        whole_x[:], whole_y[:] = 0.0, 0.0
        whole_x[self.rows], whole_y[self.columns] = x, y


def existing(game: NormalFormGame, k: int) -> Existing:
    """Game k of the flattened batch without the actions that do not exist."""
    row, column = game.flat[k]
    if game.available is None:
        return Existing(np.arange(game.sizes[0]), np.arange(game.sizes[1]), row, column, game.sizes[0])
    rows, columns = (np.flatnonzero(mask[k if len(mask) > 1 else 0]) for mask in masks_of(game))
    both = np.ix_(rows, columns)
    return Existing(rows, columns, row[both], column[both], game.sizes[0])


def follow(
    game: Positive,
    labels: Any,
    limits: Any,
    *,
    shift: float = 0.0,
    max_steps: int | None = None,
    deadline: float | None = None,
) -> Paths:
    """Drop labels one after the other, each until a limit to its pivots, until a path ends in an equilibrium.

    Parameters
    ----------
    game : Positive
    labels, limits : (paths,) int
    shift : float
        The bounds of the polytopes are moved outwards by numbers without order, up to this one. That makes them
        simple without lexicographic comparisons, and paths through degenerate games are shorter. The basis that a
        path ends in is solved without the shift; the status is STALLED if that is no equilibrium.
    max_steps : int or None
        Limit to the pivots of all paths.
    deadline : float or None
        On the clock ``time.monotonic``; looked at every 50 ms or so.

    References
    ----------
    Lemke and Howson (1964), "Equilibrium Points of Bimatrix Games"; Codenotti, De Rossi and Pagan (2008), "An
    Experimental Analysis of Lemke-Howson Algorithm", for several labels and limits to their paths.
    """
    m, n = game.p.shape
    limits = np.asarray(limits, dtype=np.int64)
    if max_steps is not None and limits.sum() > max_steps:  # cut what is too much off the end
        limits = np.clip(max_steps - (np.cumsum(limits) - limits), 0, limits)
    labels, limits = as_input(labels, np.int64), as_input(limits, np.int64)
    least, most = min(m, n), max(m, n)
    state = np.zeros(10, dtype=np.int64)
    x, y = np.full(m, np.nan), np.full(n, np.nan)
    # An odd length of rows keeps the columns of an inverse out of each other's way in the cache.
    inverses = np.empty((2, least + 1, least + 1 | 1))
    scratch = (
        inverses,
        np.empty((2, least + 1)),
        np.empty((2, most)),
        np.empty((2, least + 1), dtype=np.int64),
        np.empty((2, least + 1), dtype=np.int64),
        np.empty((2, most), dtype=np.int64),
        np.empty((2, most), dtype=np.int64),
    )
    bounds = _bounds(n, shift), _bounds(m, shift)
    pause = constant(PAUSE)
    state[STATUS] = Status.STEP_LIMIT
    compiled = _kernel.compiled
    while True:
        compiled(int(state[ATTEMPT]), len(labels), *game, *bounds, labels, limits, pause, *scratch, state, x, y)
        if state[STATUS] != RUNNING:
            break
        if deadline is not None and monotonic() > deadline:
            state[STATUS] = Status.STEP_LIMIT
            break
    if state[STATUS] != Status.SOLVED:
        x[:] = y[:] = np.nan
    return Paths(x, y, int(state[STATUS]), int(state[STEPS]))


@lru_cache(maxsize=64)
def _bounds(count: int, shift: float) -> Floats:
    """Ones, moved up by numbers without order, the same in every call."""
    return np.asarray(as_input(1.0 + shift * np.random.default_rng(count).random(count)))


def _scaled(payoffs: Floats) -> Floats:
    low, high = payoffs.min(), payoffs.max()
    return np.asarray(1.0 + (payoffs - low) / (high - low if high > low else 1.0))
