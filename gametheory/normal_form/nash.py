"""One equilibrium: the front door, which chooses among the solvers."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from time import monotonic
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import UnsupportedGameError
from ..kernels.kernel import in_chunks
from ..kernels.status import Status
from ..value import Floats, Ints
from .game import NormalFormGame, zero_sum
from .lemke_howson import all_labels, lemke_howson
from .minimax import minimax
from .paths import LARGE, Paths, existing, follow, positive
from .pure import pure_nash

SHORT = 10
"""Pivots of the first paths of a label."""
LONG = 6
"""Pivots of the first long path, in actions of both players together."""
SHIFT = 1e-6
"""How far the bounds of the best-reply polytopes are moved at most, with payoffs in [1, 2]."""
WORK = 1e11
"""The default budget, in payoffs that a pivot may read: a minute or so for the hardest games."""


def nash(
    game: NormalFormGame,
    *,
    max_steps: int | None = None,
    seconds: float | None = None,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find one Nash equilibrium, by whatever finds one soonest.

    ========================  ====================================================================================
    game                      tried in turn, until an answer is certified
    ========================  ====================================================================================
    two players,              1. :func:`lemke_howson` from the first label, up to 10 (m + n) pivots;
    m n ≤ 1600                2. from every label, with limits that grow fourfold from round to round
    two players,              1. pure equilibria, in one pass;
    m n > 1600                2. paths from one label after the other, given up after 10 pivots: these find
                              equilibria with small supports;
                              3. one path of up to 6 (m + n) pivots: these find large supports;
                              4. if :math:`a_{ij} + b_{ij} = u_i + v_j`, optimal strategies of the zero-sum game
                              :math:`a_{ij} - v_j`, by :func:`minimax`;
                              5. long and short paths from other labels, with limits that double from round to
                              round
    one, three or more        the first pure equilibrium, by :func:`pure_nash`; there is no solver for mixed ones yet
    ========================  ====================================================================================

    Every path of a large game is followed in polytopes with slightly moved bounds first, which makes paths through
    degenerate games short, and every second round of stage 5 without. The same call gives the same answer,
    unless ``seconds`` ends it.

    Parameters
    ----------
    game : NormalFormGame
    max_steps : int or None
        Pivots in all, for each game. By default :math:`10^{11} / (m n)`, but from 1000 to 1,000,000: at most
        minutes for a large game, mostly far less.
    seconds : float or None
        No new work is begun on games left after so long, by the clock; what is under way is looked at every
        50 ms or so, except a linear program. None by default.
    tolerance, strict
        See :doc:`/concepts/solving`. Where the budget ends first, the status is STEP_LIMIT.

    Returns
    -------
    Equilibrium
        ``steps`` counts the pivots of all paths.

    Raises
    ------
    UnsupportedGameError
        If there are not two players, and a game has no pure equilibrium.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified answer.

    References
    ----------
    Codenotti, De Rossi and Pagan (2008), "An Experimental Analysis of Lemke-Howson Algorithm", for changing labels
    when a path grows long.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> nash(bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])).payoffs
    array([3., 3.])

    A game with 500 actions a side takes milliseconds:

    >>> from gametheory.families import uniform
    >>> bool(nash(uniform((500, 500), seed=1)).certificate.holds)
    True
    """
    _check_budget(max_steps, seconds)
    if not isinstance(game, NormalFormGame) or len(game.players) != 2:
        return _first_pure(game, tolerance, strict)
    m, n = game.sizes
    steps = int(min(max(WORK / (m * n), 1_000), 1_000_000)) if max_steps is None else int(max_steps)
    deadline = None if seconds is None else monotonic() + float(seconds)
    if m * n > LARGE:
        return _large(game, steps, deadline, tolerance, strict)
    label = 0 if game.available is None else game.available[0].argmax(axis=-1)
    first = lemke_howson(
        game, initial_pivot=label, max_steps=min(steps, SHORT * (m + n)), tolerance=tolerance, strict=False
    )
    if first.certificate.holds.all():
        return first
    return _more_labels(game, first, steps, deadline, tolerance, strict)


def _check_budget(max_steps: Any, seconds: Any) -> None:
    if max_steps is not None and not (isinstance(max_steps, Integral) and int(max_steps) >= 0):
        raise ValueError(f"max_steps needs to be an integer, 0 or larger, or None; got {max_steps!r}.")
    if seconds is not None and not (isinstance(seconds, Real) and float(seconds) >= 0):
        raise ValueError(f"seconds needs to be a number, 0 or larger, or None; got {seconds!r}.")


def _first_pure(game: NormalFormGame, tolerance: float, strict: bool) -> Equilibrium:
    """The first pure equilibrium of each game."""
    found = pure_nash(game, tolerance=tolerance, strict=False)
    if not found.count.all():
        raise UnsupportedGameError(
            f"{int((found.count == 0).sum())} of {found.count.size} games with players {', '.join(game.players)} have "
            f"no pure equilibrium, and mixed equilibria are found for two players only. Leave these games out; "
            f"pure_nash(game).count says which they are."
        )
    first = np.searchsorted(found.game, np.arange(found.count.size)).reshape(found.count.shape)
    strategies = tuple(strategy[first] for strategy in found.strategies)
    return certify(game, strategies, tolerance=tolerance, strict=strict)


# --- Small games: dictionaries of all inequalities, every label at once ---------------------------------------


def _more_labels(
    game: NormalFormGame, first: Equilibrium, most: int, deadline: float | None, tolerance: float, strict: bool
) -> Equilibrium:
    """Try every label on the games left, with limits that grow."""
    m, n = game.sizes
    x, y = (np.array(strategy).reshape(-1, strategy.shape[-1]) for strategy in first.strategies)
    status, steps = np.array(first.status).reshape(-1), np.array(first.steps).reshape(-1)
    left = np.flatnonzero(~first.certificate.holds.reshape(-1))
    limit, spare = SHORT * (m + n), (most - SHORT * (m + n)) // (m + n)
    while len(left) and spare > 0 and (deadline is None or monotonic() < deadline):
        limit = min(limit, spare)
        few = game.take(left)
        tried = lemke_howson(few, initial_pivot=all_labels(few), max_steps=limit, tolerance=tolerance, strict=False)
        steps[left] += tried.steps.sum(axis=0)
        label, row = tried.certificate.holds.argmax(axis=0), np.arange(len(left))
        held = tried.certificate.holds[label, row]
        status[left[held]] = Status.SOLVED
        x[left[held]], y[left[held]] = (strategy[label, row][held] for strategy in tried.strategies)
        left = left[~held]
        spare -= limit
        limit *= 4
    status[left] = Status.STEP_LIMIT
    shape = game.batch_shape
    strategies = x.reshape(*shape, m), y.reshape(*shape, n)
    return certify(game, strategies, status.reshape(shape), steps.reshape(shape), tolerance=tolerance, strict=strict)


# --- Large games: one after the other, or on several threads --------------------------------------------------


def _large(
    game: NormalFormGame, most: int, deadline: float | None, tolerance: float, strict: bool
) -> Equilibrium:
    m, n = game.sizes
    count = len(game.flat)
    x, y = np.full((count, m), np.nan), np.full((count, n), np.nan)
    status, steps = np.full(count, Status.STEP_LIMIT, dtype=np.int8), np.zeros(count, dtype=np.int64)

    def propose(k: int, *, judged: bool) -> None:
        one = existing(game, k)
        for path in _proposals(one.row, one.column, most, deadline):
            status[k], steps[k] = path.status, path.steps
            if path.status != Status.SOLVED:
                continue
            one.write(path.x, path.y, x[k], y[k])
            if not judged or certify(game.take(k), (x[k], y[k]), tolerance=tolerance, strict=False).certificate.holds:
                return
            status[k] = Status.STEP_LIMIT
        x[k], y[k] = np.nan, np.nan

    def first_proposals(start: int, stop: int) -> None:
        for k in range(start, stop):
            propose(k, judged=False)

    in_chunks(first_proposals, count, 1)
    shape = game.batch_shape

    def answer(strict: bool) -> Equilibrium:
        strategies = x.reshape(*shape, m), y.reshape(*shape, n)
        return certify(
            game, strategies, status.reshape(shape), steps.reshape(shape), tolerance=tolerance, strict=strict
        )

    proposed = answer(strict=False)
    if proposed.certificate.holds.all():
        return proposed
    for k in np.flatnonzero(~proposed.certificate.holds.reshape(-1) & (status == Status.SOLVED)):
        propose(int(k), judged=True)
    return answer(strict)


def _proposals(row: Floats, column: Floats, most: int, deadline: float | None) -> Iterator[Paths]:
    """What each stage finds, with the pivots of all stages so far."""
    m, n = row.shape
    pure = _pure(row, column)
    if pure is not None:
        yield Paths(*pure, Status.SOLVED, 0)
    game = positive(row, column)
    done = 0

    def paths(labels: Ints, limits: Ints, shift: float) -> Paths:
        nonlocal done
        path = follow(game, labels % (m + n), limits, shift=shift, max_steps=most - done, deadline=deadline)
        done += path.steps
        return path._replace(steps=done)

    def stopped() -> bool:
        return done >= most or (deadline is not None and monotonic() > deadline)

    zero_sum_payoffs = _as_zero_sum(row, column)
    shorts = (m + n) // (2 * SHORT) if zero_sum_payoffs is None else 0
    limit, label = LONG * (m + n), shorts
    labels, limits = np.arange(shorts + 1), np.full(shorts + 1, SHORT)
    labels[-1], limits[-1] = 0, limit
    yield paths(labels, limits, SHIFT)
    if stopped():
        return
    if zero_sum_payoffs is not None:
        optimal = minimax(zero_sum(zero_sum_payoffs), strict=False)
        x, y = optimal.strategies
        yield Paths(x, y, int(optimal.status), done)
    for turn in range(64):
        shift = SHIFT if turn % 2 == 0 else 0.0
        short = SHORT << turn
        several = max(1, 2 * limit // short)
        for labels, limits in (
            (np.arange(label, label + several), np.full(several, short)),
            (np.array([(turn + 1) * _STRIDE]), np.array([limit])),
        ):
            if stopped():
                return
            yield paths(labels, limits, shift)
        label += several
        limit *= 2


_STRIDE = 7919
"""A prime, so that long paths drop labels far from each other."""


def _pure(row: Floats, column: Floats) -> tuple[Floats, Floats] | None:
    """The first pure equilibrium, if there is one."""
    best = (row >= row.max(axis=0)) & (column >= column.max(axis=1, keepdims=True))
    at = int(best.argmax())
    i, j = divmod(at, row.shape[1])
    return (np.eye(1, len(row), i)[0], np.eye(1, row.shape[1], j)[0]) if best[i, j] else None


def _as_zero_sum(row: Floats, column: Floats) -> Floats | None:
    """Payoffs of the row player in a zero-sum game with the same best replies, if there is one and rounding hides
    nothing: if the sum of both players' payoffs is u_i + v_j, less v_j."""
    total = row[:2] + column[:2]
    if len(row) > 1 and not (np.diff(total, axis=0) == total[1, 0] - total[0, 0]).all():
        return None
    total = row + column
    if not (total - total[:, :1] == total[0] - total[0, 0]).all():
        return None
    return np.asarray(row - (total[0] - total[0, 0]))
