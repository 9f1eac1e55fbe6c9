"""Equilibria in cut-off strategies: every crossing for two players, one by iteration for any number."""

from __future__ import annotations

from math import prod
from numbers import Integral
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, Equilibrium, certify, certify_rows
from ..errors import InvalidGameError, UnsupportedGameError
from ..kernels.status import Status
from ..residual import cutoff_residual
from .cutoff_game import HALVINGS, CutoffGame, on_grid

SETTLED = 2.0**-50
"""An iteration has settled when no cut-off moves by more than this share of its interval."""


def cutoff_equilibria(
    game: CutoffGame, *, points: int = 1025, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibria:
    r"""Find the equilibria in cut-offs of two players, by the changes of sign of one function of one cut-off.

    With :math:`b_2(c_1)` for the best cut-off of the second player, :math:`(c_1, b_2(c_1))` is an equilibrium if
    :math:`h(c_1) = g_1(c_1, c_1, b_2(c_1))` is 0; or at the ends, if the lowest type gains, or the highest loses. h is
    looked at on an even grid, and each change of sign between neighbours halved until float64 ends it. A jump of h over
    0 is no equilibrium: the certificate refuses it. Pairs of zeros between two neighbours are missed, and so are zeros
    that h only touches, hence ``complete`` is always False; of a continuum, only its ends may be found.

    Best replies are cut-offs, and b_2 is a function, where gains cross 0 once, from below. That is looked at by
    :func:`~gametheory.bayesian.single_crossing`, not assumed: where it fails, every row is an equilibrium all the same,
    for the certificate looks at types all over the interval, but others may be missing.

    Parameters
    ----------
    game : CutoffGame, two players
    points : int
        Points of the grid, 2 or more.
    tolerance, strict
        See :doc:`/concepts/solving`; regret is relative to the largest gain. Under ``strict``, a game with candidates
        all of which were refused raises; one without any has count 0.

    Returns
    -------
    Equilibria
        ``strategies`` are cut-offs (rows,), in ascending order of the first player's within each game.

    Raises
    ------
    UnsupportedGameError
        If there are not two players; see :func:`cutoff_equilibrium`.
    NoEquilibriumFoundError

    References
    ----------
    Athey (2001), "Single Crossing Properties and the Existence of Pure Strategy Equilibria in Games of Incomplete
    Information" (existence).

    Examples
    --------
    Two firms invest if the own type, and 2 if the other invests, exceed 1.5. Both always, both at 1/2, or never:

    >>> game = CutoffGame(
    ...     (lambda t, c: t + 2 * (1 - c[1]) - 1.5, lambda t, c: t + 2 * (1 - c[0]) - 1.5), (0, 0), (1, 1)
    ... )
    >>> cutoff_equilibria(game).strategies[0]
    array([0. , 0.5, 1. ])
    """
    _require(game)
    if len(game.gains) != 2:
        raise UnsupportedGameError(
            f"cutoff_equilibria needs two players; got {len(game.gains)}. cutoff_equilibrium takes any number."
        )
    if not (isinstance(points, Integral) and points >= 2):
        raise ValueError(f"points needs to be an integer, 2 or larger; got {points!r}.")
    grid = on_grid(game, 0, int(points))
    value = _at_best_reply(game, grid)
    rises = value >= 0
    changes = rises[1:] != rises[:-1]
    most = int(changes.sum(axis=0).max(initial=0))
    games = prod(game.batch_shape)
    # The k-th change of sign of every game in slot k; those that a game lacks repeat its first interval.
    flat = changes.reshape(len(changes), games)
    order = np.argsort(~flat, axis=0, kind="stable")[:most].reshape(most, *game.batch_shape)
    real = np.take_along_axis(changes, order, axis=0)
    low, high = np.take_along_axis(grid, order, axis=0), np.take_along_axis(grid, order + 1, axis=0)
    upward = np.take_along_axis(rises, order + 1, axis=0)
    for _ in range(HALVINGS if most else 0):
        middle = low / 2 + high / 2
        beyond = (_at_best_reply(game, middle) >= 0) == upward
        high, low = np.where(beyond, middle, high), np.where(beyond, low, middle)
    # Of the last two neighbours, the one with the smaller gain, which leaves an exact zero where there is one.
    closer = np.abs(_at_best_reply(game, low)) < np.abs(_at_best_reply(game, high)) if most else low < high
    first = np.concatenate([grid[:1], np.where(closer, low, high), grid[-1:]])
    never = (value[-1:] < 0) | ((value[-1:] == 0) & rises[-2:-1])
    kept = np.concatenate([rises[:1], real, never]).reshape(len(first), games)
    columns = first.reshape(len(first), games)
    kept[1:] &= ~(kept[:-1] & (columns[1:] == columns[:-1]))
    second = game.best_cutoff(1, (first, first)).reshape(len(first), games)
    of, slot = np.nonzero(kept.T)
    cutoffs = columns[slot, of], second[slot, of]
    return certify_rows(
        game,
        cutoffs,
        of,
        np.zeros(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        residual=cutoff_residual,
        tolerance=tolerance,
        strict=strict,
    )


def cutoff_equilibrium(
    game: CutoffGame,
    *,
    start: Any = None,
    damping: float = 0.5,
    max_steps: int = 1000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find one equilibrium in cut-offs of any number of players, by damped iteration of best replies.

    .. math:: c \leftarrow c + \lambda \, (b(c) - c)

    with the best cut-offs :math:`b_i(c)` of all players at once. The iteration may not settle, even where an
    equilibrium exists, and from different starts may settle on different ones; starts are a batch axis.

    Parameters
    ----------
    game : CutoffGame
    start : one (any, *batch) per player, or None
        The middles of the intervals by default.
    damping : float
        :math:`\lambda`, above 0 and up to 1.
    max_steps : int
    tolerance, strict
        See :doc:`/concepts/solving`; regret is relative to the largest gain.

    Returns
    -------
    Equilibrium
        ``strategies`` are cut-offs (any, *batch); ``status`` is STEP_LIMIT where the iteration did not settle.

    Raises
    ------
    NoEquilibriumFoundError
        Under ``strict``, where the iteration ends at no equilibrium.

    References
    ----------
    Fudenberg and Levine (1998), "The Theory of Learning in Games".

    Examples
    --------
    Three firms, each of which invests if its type exceeds 1/4 and half the mean cut-off of the others:

    >>> def gain(i):
    ...     return lambda t, c: t - (sum(c) - c[i]) / 4 - 0.25
    >>> game = CutoffGame([gain(i) for i in range(3)], [0] * 3, [1] * 3)
    >>> np.round(cutoff_equilibrium(game).strategies, 6)
    array([0.5, 0.5, 0.5])
    """
    _require(game)
    if not 0 < damping <= 1:
        raise ValueError(f"damping needs to be above 0 and at most 1; got {damping!r}.")
    if not (isinstance(max_steps, Integral) and max_steps >= 0):
        raise ValueError(f"max_steps needs to be an integer, 0 or larger; got {max_steps!r}.")
    number = len(game.gains)
    middles = [low / 2 + high / 2 for low, high in zip(game.lower, game.upper, strict=True)]
    given = middles if start is None else [np.asarray(own, dtype=np.float64) for own in start]
    if len(given) != number:
        raise InvalidGameError(f"start needs a cut-off for each of {number} players; got {len(given)}.")
    shape = np.broadcast_shapes(game.batch_shape, *(own.shape for own in given))
    lead = (-1, *game.batch_shape)
    cutoffs = [np.array(np.broadcast_to(own, shape)).reshape(lead) for own in given]
    moving, steps = np.ones(cutoffs[0].shape, dtype=bool), np.zeros(cutoffs[0].shape, dtype=np.int64)
    for step in range(int(max_steps) + 1):
        best = [game.best_cutoff(i, cutoffs) for i in range(number)]
        width = [high - low for low, high in zip(game.lower, game.upper, strict=True)]
        gaps = [np.abs(b - c) / w for b, c, w in zip(best, cutoffs, width, strict=True)]
        moving = np.max(gaps, axis=0) > SETTLED
        if step == max_steps or not moving.any():
            break
        steps += moving
        cutoffs = [np.where(moving, c + damping * (b - c), c) for b, c in zip(best, cutoffs, strict=True)]
    # A damped step never quite reaches the ends of the intervals; the best reply does.
    cutoffs = [np.where(moving, c, b) for b, c in zip(best, cutoffs, strict=True)]
    return certify(
        game,
        tuple(cutoff.reshape(shape) for cutoff in cutoffs),
        np.where(moving, Status.STEP_LIMIT, Status.SOLVED).reshape(shape),
        steps.reshape(shape),
        residual=cutoff_residual,
        tolerance=tolerance,
        strict=strict,
    )


def _at_best_reply(game: CutoffGame, first: Any) -> Any:
    """What acting gains the first player's type at his cut-off, when the second replies best to it."""
    return game.gain(0, first, (first, game.best_cutoff(1, (first, first))))


def _require(game: Any) -> None:
    if not isinstance(game, CutoffGame):
        raise InvalidGameError(
            f"a CutoffGame was needed, got {type(game).__name__}; make one with CutoffGame(gains, lower, upper)."
        )
