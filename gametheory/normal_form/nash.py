"""One equilibrium: the front door, which chooses among the solvers."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from time import monotonic
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..kernels.kernel import Kernel, as_input, constant, in_chunks, positions
from ..kernels.status import Status
from ..residual import masks_of
from ..value import Floats, Ints
from .game import NormalFormGame, zero_sum
from .lemke_howson import all_labels, drop_in_dictionary, lemke_howson
from .limiting_logit import limiting_logit
from .minimax import minimax
from .paths import LARGE, Paths, existing, follow, positive
from .pure import pure_nash

_first_pure_kernel = Kernel("first_pure")

SMALL = 400
"""Up to this many payoffs to a player, a path is followed before pure equilibria are looked for."""
DICTIONARY = 10_000
"""Up to this many payoffs to a player, the first path is followed in a dictionary of all inequalities."""
SHORT = 10
"""Pivots of the first paths of a label."""
LONG = 6
"""Pivots of the first long path, in actions of both players together."""
SHIFT = 1e-6
"""How far the bounds of the best-reply polytopes are moved at most, with payoffs in [1, 2]."""
WORK = 3e11
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
    two players,              1. the first pure equilibrium, if m n > 400;
    m n ≤ 1600                2. :func:`lemke_howson` from the first label, up to 10 (m + n) pivots;
                              3. from every label, with limits that grow fourfold from round to round
    two players,              1. the first pure equilibrium;
    m n > 1600                2. if m n ≤ 10,000, a path from the first label of up to m + n pivots;
                              3. paths from one label after the other, given up after 10 pivots: these find
                                 equilibria with small supports;
                              4. one path of up to 6 (m + n) pivots: these find large supports;
                              5. if :math:`a_{ij} + b_{ij} = u_i + v_j`, optimal strategies of the zero-sum game
                                 :math:`a_{ij} - v_j`, by :func:`minimax`;
                              6. short paths from every label and a long one, with limits that grow fourfold from
                                 round to round
    one, three or more        1. the first pure equilibrium, by :func:`pure_nash`;
                              2. supports from the end of the principal branch of :func:`logit_branch`, and Newton's
                                 method on indifference over them; up to 10,000 steps whatever the budget
    ========================  ====================================================================================

    From stage 3 on, the paths of a large game are followed in polytopes with slightly moved bounds, which makes paths
    through degenerate games short; after a long one that ends in no equilibrium, without for one round. The same call
    gives the same answer, unless ``seconds`` ends it.

    Parameters
    ----------
    game : NormalFormGame
    max_steps : int or None
        Pivots in all, for each game. By default :math:`3 \cdot 10^{11} / (m n)`, but from 1000 to 1,000,000: at most
        minutes for a large game, mostly far less.
    seconds : float or None
        No new work is begun on games left after so long, by the clock; what is under way is looked at every
        50 ms or so, except a linear program. None by default.
    tolerance, strict
        See :doc:`/concepts/solving`. Where the budget ends first, the status is STEP_LIMIT.

    Returns
    -------
    Equilibrium
        ``steps`` counts the pivots of all paths, or the steps along logit branches.

    Raises
    ------
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
        return _pure_or_limit(game, tolerance, strict)
    m, n = game.sizes
    steps = int(min(max(WORK / (m * n), 1_000), 1_000_000)) if max_steps is None else int(max_steps)
    deadline = None if seconds is None else monotonic() + float(seconds)
    if m * n > LARGE:
        return _by_stages(game, steps, deadline, tolerance, strict)
    first = _first_answers(game, min(steps, SHORT * (m + n)), tolerance)
    holds = first.certificate.holds
    if holds.all() if holds.ndim else holds:
        return first
    return _more_labels(game, first, steps, deadline, tolerance, strict)


def _check_budget(max_steps: Any, seconds: Any) -> None:
    if max_steps is not None and not (isinstance(max_steps, Integral) and int(max_steps) >= 0):
        raise ValueError(f"max_steps needs to be an integer, 0 or larger, or None; got {max_steps!r}.")
    if seconds is not None and not (isinstance(seconds, Real) and float(seconds) >= 0):
        raise ValueError(f"seconds needs to be a number, 0 or larger, or None; got {seconds!r}.")


def _pure_or_limit(game: NormalFormGame, tolerance: float, strict: bool) -> Equilibrium:
    """The first pure equilibrium of each game, and a mixed one of the others."""
    found = pure_nash(game, tolerance=tolerance, strict=False)
    count = found.count.reshape(-1)
    without = np.flatnonzero(count == 0)
    first = np.minimum(np.searchsorted(found.game, np.arange(len(count))), max(len(found.game) - 1, 0))
    strategies = [
        strategy[first] if len(strategy) else np.full((len(count), strategy.shape[-1]), np.nan)
        for strategy in found.strategies
    ]
    status, steps = np.zeros(len(count), dtype=np.int8), np.zeros(len(count), dtype=np.int64)
    if len(without):
        mixed = limiting_logit(game.take(without), tolerance=tolerance, strict=False)
        status[without], steps[without] = mixed.status, mixed.steps
        for mine, theirs in zip(strategies, mixed.strategies, strict=True):
            mine[without] = theirs
    shape = game.batch_shape
    shaped = tuple(strategy.reshape(*shape, strategy.shape[-1]) for strategy in strategies)
    return certify(game, shaped, status.reshape(shape), steps.reshape(shape), tolerance=tolerance, strict=strict)


# --- Small games: dictionaries of all inequalities, every label at once ---------------------------------------


def _first_answers(game: NormalFormGame, limit: int, tolerance: float) -> Equilibrium:
    """Pure equilibria where they are worth a look, and a path from the first label for the other games."""
    (m, n), shape = game.sizes, game.batch_shape
    if m * n > SMALL:
        x, y, status, steps = _pure_or_first_path(game, limit)
    else:
        count = len(game.flat)
        x, y, status, steps = drop_in_dictionary(game, positions(count), _first_labels(game, None), limit)
    if shape != status.shape:
        x, y = x.reshape(*shape, m), y.reshape(*shape, n)
        status, steps = status.reshape(shape), steps.reshape(shape)
    return certify(game, (x, y), status, steps, tolerance=tolerance, strict=False)


def _pure_or_first_path(game: NormalFormGame, limit: int) -> Any:
    """The first pure equilibrium, or else the end of a path from the first label: x, y, status and steps."""
    (m, n), count = game.sizes, len(game.flat)
    x, y = np.empty((count, m)), np.empty((count, n))
    status, steps = np.empty(count, dtype=np.int8), np.zeros(count, dtype=np.int64)
    _first_pure_kernel(count, game.flat, *masks_of(game), x, y, status)
    left = status.nonzero()[0]
    if len(left) and m * n <= DICTIONARY:
        where: Any = slice(None) if len(left) == count else left
        x[where], y[where], status[where], steps[where] = drop_in_dictionary(
            game, as_input(left, np.int64), _first_labels(game, left), limit
        )
    return x, y, status, steps


def _first_labels(game: NormalFormGame, games: Any) -> Any:
    """The first action of the row player that exists, in each of some games, or in all."""
    if game.available is None:
        return constant(0)
    rows_in = masks_of(game)[0]
    return as_input((rows_in if games is None else rows_in[games]).argmax(axis=-1), np.int64)


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


# --- Larger games: pure equilibria, a path in a dictionary, and the games left one after the other --------------


def _by_stages(
    game: NormalFormGame, most: int, deadline: float | None, tolerance: float, strict: bool
) -> Equilibrium:
    (m, n), shape = game.sizes, game.batch_shape
    x, y, status, steps = _pure_or_first_path(game, min(most, m + n))

    def answer(*, strict: bool) -> Equilibrium:
        strategies = x.reshape(*shape, m), y.reshape(*shape, n)
        return certify(
            game, strategies, status.reshape(shape), steps.reshape(shape), tolerance=tolerance, strict=strict
        )

    left = status.nonzero()[0]

    def propose(start: int, stop: int) -> None:
        for k in left[start:stop]:
            _propose(game, int(k), most, deadline, (x[k], y[k], status, steps), None)

    in_chunks(propose, len(left), 1)
    proposed = answer(strict=False)
    holds = proposed.certificate.holds
    if holds.all() if holds.ndim else holds:
        return proposed
    for k in np.flatnonzero(~proposed.certificate.holds.reshape(-1) & (status == Status.SOLVED)):
        _propose(game, int(k), most, deadline, (x[k], y[k], status, steps), tolerance)
    return answer(strict=strict)


def _propose(
    game: NormalFormGame, k: int, most: int, deadline: float | None, kept: Any, tolerance: float | None
) -> None:
    """Write the first proposal for game k; with a tolerance, the first one that holds."""
    x, y, status, steps = kept
    one, before = existing(game, k), int(steps[k])
    for path in _proposals(one.row, one.column, most - before, deadline):
        status[k], steps[k] = path.status, before + path.steps
        if path.status != Status.SOLVED:
            continue
        one.write(path.x, path.y, x, y)
        if tolerance is None or certify(game.take(k), (x, y), tolerance=tolerance, strict=False).certificate.holds:
            return
        status[k] = Status.STEP_LIMIT
    x[:], y[:] = np.nan, np.nan


def _proposals(row: Floats, column: Floats, most: int, deadline: float | None) -> Iterator[Paths]:
    """What each stage finds, with the pivots of all stages so far."""
    m, n = row.shape
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
    shorts = max((m + n) // (2 * SHORT), 20) if zero_sum_payoffs is None else 0
    limit = LONG * (m + n)
    labels, limits = np.arange(shorts + 1), np.full(shorts + 1, SHORT)
    labels[-1], limits[-1] = 0, limit
    yield paths(labels, limits, SHIFT)
    if stopped():
        return
    if zero_sum_payoffs is not None:
        optimal = minimax(zero_sum(zero_sum_payoffs), strict=False)
        x, y = optimal.strategies
        yield Paths(x, y, int(optimal.status), done)
    shift = SHIFT
    for turn in range(1, 32):
        limit *= 4
        short = max(limit // (4 * (m + n)), SHORT)
        if stopped():
            return
        yield paths(np.arange(shorts, shorts + m + n), np.full(m + n, short), shift)
        if stopped():
            return
        path = paths(np.array([turn * _STRIDE]), np.array([limit]), shift)
        yield path
        shift = 0.0 if path.status == Status.STALLED else SHIFT


_STRIDE = 7919
"""A prime, so that long paths drop labels far from each other."""


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
