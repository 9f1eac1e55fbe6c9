"""One stationary equilibrium of a stochastic game: the front door, which tries several paths."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import whole
from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..kernels.status import Status
from ..residual import markov_residual
from ..value import Floats, Ints
from .game import StochasticGame, require_stochastic
from .smoothed_paths import END, Core, blocks, core_of, drawn, logit_path, strategies_of, tracing_path, uniform

ANYWHERE = 10.0
"""Every equilibrium found from a path ends it: probabilities differ by 1 at most."""
FIRST_LIMIT = 500
"""Steps of the first path, and of the second."""
FIRST_PENALTY, LATER_PENALTY = 1.0, 0.02
"""Of the tracing paths: with the smaller one, the prior counts for more."""
LATER_LIMIT, GROWTH = 250, 1.5
"""Steps of the third path, and how this limit grows from one to the next."""
GROWING = 80
"""So often it grows: then it is beyond any budget, and still an integer of 64 bits."""


def markov_perfect(
    game: StochasticGame,
    *,
    max_steps: int = 20_000,
    seed: int = 0,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find one stationary Markov perfect equilibrium, by whatever path leads to one.

    Strategies depend on the state only, and in every state they are a Nash equilibrium of ``game.stage_game(v)``, where
    v are the values of the profile. Every game with finitely many states and actions has such an equilibrium (Fink
    1964). Tried in turn, until an answer is certified:

    1. the principal branch of logit equilibria, from uniform play, up to 500 steps;
    2. the logarithmic tracing path of :func:`log_tracing` from a uniform prior, up to 500 steps;
    3. branches of logit equilibria with weights drawn at random, and tracing paths from priors drawn at random, in
       turns, with limits of 250 steps that grow by half from path to path.

    Along a path the supports that it heads for are guessed now and then. Newton's method on indifference in the
    supports, with the values that follow, then gives an equilibrium to rounding, or the path goes on. Where none is
    found before the parameter reaches 1e9, the strategies there are certified as they are, and actions that are not
    best replies may keep probabilities near 1e-9. Which equilibrium of several is found is no prediction:
    :func:`log_tracing` selects by a prior, :func:`several_markov_perfect` looks for more. A game has the same answer in
    a batch and alone, up to rounding.

    Parameters
    ----------
    game : StochasticGame, any number of players
    max_steps : int
        Steps of all paths in all, for each game.
    seed : int
        Of the weights and priors that are drawn, 0 or larger.
    tolerance, strict
        See :doc:`/concepts/solving`. Where the budget ends first, the status is STEP_LIMIT.

    Returns
    -------
    Equilibrium
        Strategies (*batch, S, m_i) and values (*batch, S, N).

    Raises
    ------
    InvalidGameError
        If ``max_steps`` or ``seed`` is not an integer, 0 or larger.
    UnsupportedGameError
        If a discount is 1.
    NoEquilibriumFoundError

    References
    ----------
    Fink (1964), "Equilibrium in a Stochastic n-Person Game". Eibelshäuser and Poensgen (2019), "Markov Quantal Response
    Equilibrium and a Homotopy Method for Computing and Selecting Markov Perfect Equilibria of Dynamic Stochastic
    Games". Herings and Peeters (2004), "Stationary Equilibria in Stochastic Games: Structure, Selection, and
    Computation".

    Examples
    --------
    In the second state matching pennies are played, and one of the profiles leads to the first, where both are paid 2
    once. The column player's first action there has the probability :math:`\sqrt{3} - 1`:

    >>> payoffs = np.array([[[[2, 2], [2, 2]], [[2, 2], [2, 2]]], [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]])
    >>> transitions = np.zeros((2, 2, 2, 2))
    >>> transitions[..., 1] = 1
    >>> transitions[1, 1, 0] = [1, 0]
    >>> equilibrium = markov_perfect(StochasticGame(payoffs, 0.5, transitions))
    >>> equilibrium.strategies[1][1].round(6)
    array([0.732051, 0.267949])
    """
    require_stochastic(game)
    max_steps, seed = whole(max_steps, "max_steps", at_least=0), whole(seed, "seed", at_least=0)
    shape = game.batch_shape
    count, states = int(np.prod(shape)), game.payoffs.shape[len(shape)]
    joint = np.full((count, states, sum(game.sizes)), np.nan)
    status, steps = np.full(count, Status.STEP_LIMIT, dtype=np.int8), np.zeros(count, dtype=np.int64)
    for rows, some in blocks(game):
        core = core_of(some, some.scale)
        turn, left = 0, np.arange(len(rows))
        while len(left := left[steps[rows[left]] < max_steps]):
            limits = np.minimum(limit_of(turn), max_steps - steps[rows[left]])
            found, stopped, spent = path(core.take(left), turn, limits, seed)
            steps[rows[left]] += spent
            few = some.take(left)
            judged = certify(
                few, core.split(found), stopped, residual=markov_residual, tolerance=tolerance, strict=False
            )
            held = judged.certificate.holds
            joint[rows[left[held]]] = found[held]
            status[rows[left[held]]] = Status.SOLVED
            left, turn = left[~held], turn + 1
    return certify(
        game,
        strategies_of(game, joint),
        status.reshape(shape),
        steps.reshape(shape),
        residual=markov_residual,
        tolerance=tolerance,
        strict=strict,
    )


def path(core: Core, turn: int, limit: Any, seed: int) -> tuple[Floats, Ints, Ints]:
    """Follow the path that is tried in this turn in every game: strategies, status and steps."""
    weights = uniform(core) if turn < 2 else drawn(core, [seed, turn])
    if turn % 2 == 0:
        return logit_path(core, weights, END, limit, ANYWHERE)
    return tracing_path(core, weights, FIRST_PENALTY if turn == 1 else LATER_PENALTY, limit, ANYWHERE)


def limit_of(turn: int) -> int:
    """Steps of the path in this turn."""
    return FIRST_LIMIT if turn < 2 else int(LATER_LIMIT * GROWTH ** min(turn - 2, GROWING))
