"""Logit equilibrium of a stochastic game at a precision."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import whole
from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..normal_form.logit import as_precision
from ..residual import logit_markov_residual
from .game import StochasticGame, require_stochastic
from .smoothed_paths import blocks, core_of, logit_path, strategies_of, uniform


def logit_markov(
    game: StochasticGame,
    precision: ArrayLike,
    *,
    max_steps: int = 10_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find a stationary logit equilibrium, the one that the principal branch reaches first.

    In every state s every player i plays

    .. math:: x_{is}(a) = e^{\lambda q_i(s, a)} \Big/ \sum_b e^{\lambda q_i(s, b)},

    where :math:`q_i(s, a)` is what action a is worth in ``game.stage_game(v)``, and v are the values of the profile:
    logit quantal response equilibrium of every stage game, with continuation values that expect it. Values are those
    of the payoffs alone; the errors of the players bring them nothing. The branch is followed from uniform play at
    precision 0 along its arc, and treats symmetric players alike.

    Parameters
    ----------
    game : StochasticGame, any number of players
    precision : float, or an array that broadcasts with the batch
        Non-negative, in 1 / payoff units, for values in (1 - discount)-averages. A precision :math:`\mu` for
        discounted sums of payoffs is :math:`\lambda = \mu / (1 - \delta)` here. Beyond about 1e5 over the range of
        payoffs, rounding moves the probabilities of more and more games by 1e-9, and the certificate refuses those.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Strategies (*batch, S, m_i) and values (*batch, S, N). The certificate is that of the concept "logit markov".

    Raises
    ------
    InvalidGameError
        If a precision is negative or not finite, or does not broadcast with the batch.
    UnsupportedGameError
        If a discount is 1.
    NoEquilibriumFoundError

    References
    ----------
    Breitmoser, Tan and Zizzo (2010), "Understanding Perpetual R&D Races". Eibelshäuser and Poensgen (2019), "Markov
    Quantal Response Equilibrium and a Homotopy Method for Computing and Selecting Markov Perfect Equilibria of Dynamic
    Stochastic Games".

    Examples
    --------
    Matching pennies in which the row player wins double on heads, played for ever:

    >>> pennies = np.array([[[[2, 0], [0, 1]], [[0, 1], [1, 0]]]])
    >>> game = StochasticGame(pennies, 0.9, np.ones((1, 2, 2, 1)))
    >>> logit_markov(game, [0, 10, 1000]).strategies[1].round(4)
    array([[[0.5   , 0.5   ]],
    <BLANKLINE>
           [[0.455 , 0.545 ]],
    <BLANKLINE>
           [[0.3334, 0.6666]]])
    """
    require_stochastic(game)
    max_steps = whole(max_steps, "max_steps", at_least=0)
    wanted = as_precision(precision, "precision")
    try:
        shape = np.broadcast_shapes(game.batch_shape, wanted.shape)
    except ValueError:
        raise InvalidGameError(
            f"precision needs a shape that broadcasts with the batch {game.batch_shape}; got {wanted.shape}."
        ) from None
    games = np.broadcast_to(np.arange(int(np.prod(game.batch_shape))).reshape(game.batch_shape), shape)
    asked = game if shape == game.batch_shape else game.take(games)
    spread = np.broadcast_to(wanted, shape)
    count, actions = spread.size, sum(game.sizes)
    joint = np.empty((count, game.payoffs.shape[len(game.batch_shape)], actions))
    status, steps = np.empty(count, dtype=np.int8), np.empty(count, dtype=np.int64)
    for rows, some in blocks(asked):
        widest = some.scale.max(axis=-1, keepdims=True)
        unit = np.where(widest > 0, widest, 1.0)[:, 0]
        core = core_of(some, np.broadcast_to(widest, some.scale.shape))
        target = spread.reshape(-1)[rows] * unit * (1 - some.discount)
        joint[rows], status[rows], steps[rows] = logit_path(core, uniform(core), target, max_steps, 0.0)
    return certify(
        asked,
        strategies_of(asked, joint),
        status.reshape(shape),
        steps.reshape(shape),
        residual=logit_markov_residual(spread[..., None]),
        tolerance=tolerance,
        strict=strict,
    )
