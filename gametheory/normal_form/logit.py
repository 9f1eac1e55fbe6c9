"""Logit quantal response equilibrium at a precision."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input, constant
from ..kernels.status import Status
from ..residual import logit_residual
from ..residual.measure import side_by_side_masks, sizes_of
from ..value import Floats, Ints
from .game import NormalFormGame, require_normal_form

_kernel = Kernel("logit_branch")


def logit_equilibrium(
    game: NormalFormGame,
    precision: ArrayLike,
    *,
    max_steps: int = 10_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find a logit quantal response equilibrium, the one that the principal branch reaches first.

    .. math:: x_i(a) = e^{\lambda u_i(a, x_{-i})} \Big/ \sum_b e^{\lambda u_i(b, x_{-i})}

    for every player i and action a: better actions are played more often, and the more so the larger the
    precision :math:`\lambda`. At 0 all available actions are equally likely. A game may have several such equilibria
    at one precision; the principal branch, followed from precision 0 as in :func:`logit_branch`, gives one of them.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    precision : float, or an array that broadcasts with the batch
        Non-negative, in 1 / payoff units and the same for all players. Payoffs multiplied by c have at precision
        :math:`\lambda / c` the equilibrium that they had at :math:`\lambda`; a player whose precision is c times
        that of the others is one whose payoffs are multiplied by c. Constants added to payoffs change nothing.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Of the game's batch shape, broadcast with that of ``precision``. The certificate is that of the concept
        "logit". Probabilities are float64, so mixed equilibria are certified while precision times payoff range is
        below about :math:`10^6`; beyond, the probabilities themselves would need more digits.

    Raises
    ------
    InvalidGameError
        If a precision is negative or not finite.
    NoEquilibriumFoundError

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games". Turocy (2005), "A dynamic
    homotopy interpretation of the logistic quantal response equilibrium correspondence".

    Examples
    --------
    Matching pennies in which one side of the coin is worth four times the other to the row player:

    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[4, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> logit_equilibrium(game, [0, 1, 10]).strategies[0].round(4)
    array([[0.5   , 0.5   ],
           [0.7219, 0.2781],
           [0.5676, 0.4324]])
    """
    require_normal_form(game)
    wanted = as_precision(precision, "precision")
    shape = np.broadcast_shapes(game.batch_shape, wanted.shape)
    games = np.broadcast_to(np.arange(len(game.flat)).reshape(game.batch_shape), shape).reshape(-1)
    spread = np.broadcast_to(wanted, shape)
    points = trace(game, games, spread.reshape(-1), 1, max_steps)
    flat = points.strategies[:, 0]
    flat[points.status != Status.SOLVED] = np.nan
    strategies = split(flat.reshape(*shape, flat.shape[-1]), game.sizes)
    return certify(
        game,
        strategies,
        points.status.reshape(shape),
        points.steps.reshape(shape),
        residual=logit_residual(spread[..., None]),
        tolerance=tolerance,
        strict=strict,
    )


class Points(NamedTuple):
    """Points of branches, one row per task, the first ``written`` of which hold.

    Attributes
    ----------
    precision : (rows, points)
    strategies : (rows, points, actions of all players)
    marks : (rows, points)
    written, status, steps : (rows,)
    """

    precision: Floats
    strategies: Floats
    marks: Ints
    written: Ints
    status: Ints
    steps: Ints


def trace(game: NormalFormGame, games: Any, highest: Any, room: int, max_steps: int) -> Points:
    """Follow branches, with room for so many points each; with room for one, it is the last."""
    if not isinstance(max_steps, int | np.integer) or max_steps < 0:
        raise ValueError(f"max_steps needs to be an integer, 0 or larger; got {max_steps!r}.")
    rows, sizes = len(games), game.sizes
    points = Points(
        np.empty((rows, room)),
        np.empty((rows, room, sum(sizes))),
        np.empty((rows, room), dtype=np.int8),
        np.empty(rows, dtype=np.int64),
        np.empty(rows, dtype=np.int8),
        np.empty(rows, dtype=np.int64),
    )
    _kernel(
        rows,
        game.flat.reshape(len(game.flat), len(sizes), prod(sizes)),
        as_input(games, np.int64),
        as_input(highest),
        side_by_side_masks(game),
        sizes_of(sizes),
        constant(int(max_steps)),
        *points,
    )
    return points


def split(side_by_side: Floats, sizes: tuple[int, ...]) -> tuple[Floats, ...]:
    """The strategies of the players from one array of all, (..., actions of all players)."""
    ends = np.cumsum(sizes)
    return tuple(side_by_side[..., end - size : end] for end, size in zip(ends, sizes, strict=True))


def as_precision(precision: Any, name: str) -> Floats:
    """Precisions as float64, or an error."""
    array = np.asarray(precision)
    if array.dtype.kind not in "biuf" or not (np.isfinite(array) & (array >= 0)).all():
        raise InvalidGameError(
            f"{name} needs non-negative finite numbers, in 1 / payoff units; got {precision!r}. As it grows, the "
            f"equilibria become Nash equilibria: lemke_howson and its neighbours find those."
        )
    return np.asarray(array, dtype=np.float64)
