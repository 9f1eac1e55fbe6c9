"""The logarithmic tracing procedure for stochastic games."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from ..arguments import whole
from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.status import Status
from ..residual import markov_residual
from .game import StochasticGame, require_stochastic
from .smoothed_paths import END, blocks, checked_prior, core_of, strategies_of, tracing_path

NEAR = 0.01
"""The path ends where an equilibrium of the game differs from it by less than this in every probability."""
LATE_END = 1e11
"""Where no supports are found before END, the logarithms may still cost more there than is allowed."""


def log_tracing(
    game: StochasticGame,
    prior: tuple[Any, ...] | None = None,
    *,
    penalty: float = 1.0,
    max_steps: int = 5_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find the stationary equilibrium that the logarithmic tracing procedure selects for a prior.

    At t from 0 to 1, every player expects of the others their prior with weight 1 - t and what they play with weight
    t, and is paid

    .. math:: (1 - t) \, (1 - \delta) \, \eta \sum_a \log x_{is}(a)

    in every state beside the payoffs of the game, of which each player's are divided by their range. At t = 0 the best
    replies are unique, and for almost every game a path leads from them to one equilibrium at t = 1. It is followed
    along its arc, through turning points, until an equilibrium with the supports that it heads for differs from it by
    less than 0.01 in every probability; that one is computed by Newton's method. Where ties make a continuum of
    equilibria, the path may go on along it, and the answer is the point where it arrived, not where it ends.

    Parameters
    ----------
    game : StochasticGame, any number of players
    prior : one (*batch, S, m_i) per player, or None
        What the others are expected to play at t = 0; all available actions with equal probability by default.
    penalty : float
        The weight :math:`\eta > 0` of the logarithms. The smaller it is, the more the prior counts, and the sharper
        the path bends: towards 0 it becomes that of the linear tracing procedure.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Strategies (*batch, S, m_i) and values (*batch, S, N).

    Raises
    ------
    InvalidGameError
        If the prior does not fit, or the penalty is not positive.
    UnsupportedGameError
        If a discount is 1.
    NoEquilibriumFoundError

    See Also
    --------
    markov_perfect : one equilibrium within a budget, from several paths

    References
    ----------
    Herings and Peeters (2004), "Stationary Equilibria in Stochastic Games: Structure, Selection, and Computation".
    Eibelshäuser, Klockmann, Poensgen and von Schenk (2023), "The Logarithmic Stochastic Tracing Procedure: A Homotopy
    Method to Compute Stationary Equilibria of Stochastic Games".

    Examples
    --------
    With a small penalty, a prior can select either equilibrium of a stag hunt played for ever:

    >>> hunt = np.array([[[[4, 0], [3, 3]], [[4, 3], [0, 3]]]])
    >>> game = StochasticGame(hunt, 0.5, np.ones((1, 2, 2, 1)))
    >>> log_tracing(game).strategies[0]
    array([[0., 1.]])
    >>> log_tracing(game, ([[0.9, 0.1]], [[0.9, 0.1]]), penalty=0.01).strategies[0]
    array([[1., 0.]])
    """
    require_stochastic(game)
    max_steps = whole(max_steps, "max_steps", at_least=0)
    shape = game.batch_shape
    count, states = int(np.prod(shape)), game.payoffs.shape[len(shape)]
    joint = np.empty((count, states, sum(game.sizes)))
    status, steps = np.empty(count, dtype=np.int8), np.empty(count, dtype=np.int64)
    if not (isinstance(penalty, Real) and 0 < penalty < np.inf):
        raise InvalidGameError(f"penalty needs to be a positive number; got {penalty!r}.")
    expected = checked_prior(game, prior)
    for rows, some in blocks(game):
        core = core_of(some, some.scale)
        left = np.arange(len(rows))
        for end in (END, LATE_END):
            here = rows[left]
            found, stopped, spent = tracing_path(core.take(left), expected[here], penalty, max_steps, NEAR, end)
            joint[here], status[here], steps[here] = found, stopped, spent
            few, parts = some.take(left), core.split(found)
            judged = certify(few, parts, stopped, residual=markov_residual, tolerance=tolerance, strict=False)
            left = left[judged.status == Status.REFUSED]
            if not len(left):
                break
    return certify(
        game,
        strategies_of(game, joint),
        status.reshape(shape),
        steps.reshape(shape),
        residual=markov_residual,
        tolerance=tolerance,
        strict=strict,
    )
