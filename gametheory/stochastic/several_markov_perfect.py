"""Several stationary equilibria of a stochastic game, from many paths."""

from __future__ import annotations

from math import prod

import numpy as np

from ..arguments import whole
from ..equilibrium import TOLERANCE, Equilibria, canonical_order, certify_rows
from ..kernels.status import Status
from ..residual import markov_residual
from .game import StochasticGame, require_stochastic
from .markov_perfect import path
from .smoothed_paths import blocks, core_of

SAME = 1e-6
"""Equilibria whose probabilities differ by less than this everywhere are one."""


def several_markov_perfect(
    game: StochasticGame,
    *,
    starts: int = 20,
    max_steps: int = 500,
    seed: int = 0,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibria:
    """Find stationary Markov perfect equilibria, those that paths from several starts lead to.

    The paths are those of :func:`markov_perfect`: the first two from uniform play, the others from weights and priors
    drawn at random. Equilibria found twice are listed once. ``count`` says how many there are; that others are missing
    can never be excluded, so ``complete`` is False. Of a continuum of equilibria, some points are found.

    Parameters
    ----------
    game : StochasticGame, any number of players
    starts : int
        Paths in all, 1 or more.
    max_steps : int
        Steps of each path.
    seed : int
        Of the weights and priors that are drawn.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria
        One row each: strategies (rows, S, m_i), values (rows, S, N).

    Raises
    ------
    InvalidGameError
        If ``starts``, ``max_steps`` or ``seed`` is not an integer that is large enough.
    UnsupportedGameError
        If a discount is 1.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without any.

    Examples
    --------
    In a stag hunt played for ever, all three stage equilibria are stationary equilibria:

    >>> hunt = np.array([[[[4, 0], [3, 3]], [[4, 3], [0, 3]]]])
    >>> found = several_markov_perfect(StochasticGame(hunt, 0.5, np.ones((1, 2, 2, 1))))
    >>> found.strategies[0][:2]
    array([[[1., 0.]],
    <BLANKLINE>
           [[0., 1.]]])
    """
    require_stochastic(game)
    max_steps, seed = whole(max_steps, "max_steps", at_least=0), whole(seed, "seed", at_least=0)
    starts = whole(starts, "starts", at_least=1)
    count, states, actions = int(np.prod(game.batch_shape)), game.payoffs.shape[len(game.batch_shape)], sum(game.sizes)
    games: list[int] = []
    kept: list[np.ndarray] = []
    for rows, some in blocks(game):
        core = core_of(some, some.scale)
        known: list[list[np.ndarray]] = [[] for _ in rows]
        for turn in range(starts):
            found, status, _ = path(core, turn, max_steps, seed)
            for k in np.flatnonzero(status == Status.SOLVED):
                if all(np.abs(found[k] - other).max() >= SAME for other in known[k]):
                    known[k].append(found[k])
        for row, mine in zip(rows, known, strict=True):
            games += [int(row)] * len(mine)
            kept += mine
    joint = np.array(kept).reshape(len(kept), states, actions)
    numbers = np.array(games, dtype=np.int64)
    parts = np.split(joint, np.cumsum(game.sizes)[:-1], axis=-1)
    order = canonical_order(tuple(part.reshape(len(part), prod(part.shape[1:])) for part in parts), numbers)
    has_any = np.isin(np.arange(count), numbers).reshape(game.batch_shape)
    return certify_rows(
        game,
        tuple(part[order] for part in parts),
        numbers[order],
        np.zeros(game.batch_shape, dtype=bool),
        np.where(has_any, Status.SOLVED, Status.STEP_LIMIT),
        residual=markov_residual,
        tolerance=tolerance,
        strict=strict,
    )
