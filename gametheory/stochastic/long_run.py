"""Where play goes: hitting times, absorption and occupancy under stationary strategies, by linear algebra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Bools, Floats
from .checks import check_strategy
from .elimination import eliminate, solve_eliminated
from .evaluation import chain_of
from .game import StochasticGame, require_discounting, require_stochastic

HARDLY = 2.0**-700
"""A chance of leaving so small that the frequencies before it are those of the long run."""

NEVER = 1e100
"""Expected times beyond this mean that the target may never be reached."""


def hitting_times(game: StochasticGame, strategies: tuple[Any, ...], targets: Sequence[Any]) -> Floats:
    r"""Expected number of periods until one of several states is reached.

    .. math:: h(s) = 0 \text{ for } s \in A, \qquad h(s) = 1 + \sum_{s'} P_\sigma(s, s') h(s') \text{ otherwise.}

    Parameters
    ----------
    game : StochasticGame
    strategies : one (*batch, S, m_i) per player
    targets : states
        By their labels, or by their numbers where the game has no labels.

    Returns
    -------
    (*batch, S)
        From each state; infinite where the targets may never be reached. Accurate in nearly every digit, however rare
        the transitions are. The work grows with the cube of the number of states.

    References
    ----------
    Norris (1997), "Markov Chains", theorem 1.3.5.

    Examples
    --------
    A death comes with chance 1/50 a week:

    >>> from gametheory.stochastic import build
    >>> game = build(
    ...     ["quiet"],
    ...     {"militia": ["fire"]},
    ...     payoff=lambda state, act: [0],
    ...     transition=lambda state, act: {"death": 0.02, "quiet": 0.98},
    ...     discount=0.9,
    ...     terminal={"death": [0]},
    ... )
    >>> hitting_times(game, (np.ones((2, 1)),), ["death"]).round(9)
    array([50.,  0.])
    """
    inside = np.asarray(_states(game, targets).any(axis=0))
    chain = _chain(game, strategies)
    solved = solve_eliminated(_until(chain, inside), np.where(inside, 0.0, 1.0)[:, None])[..., 0]
    return np.where(solved > NEVER, np.inf, solved)


def absorption(game: StochasticGame, strategies: tuple[Any, ...], targets: Sequence[Any]) -> Floats:
    """Probabilities that each of several states is the first of them to be reached.

    Parameters
    ----------
    game, strategies, targets
        As in :func:`hitting_times`.

    Returns
    -------
    (*batch, S, targets)
        From each state. They sum to less than 1 where none of the targets may be reached.

    References
    ----------
    Norris (1997), "Markov Chains", theorem 1.3.2.

    Examples
    --------
    The gambler's ruin:

    >>> from gametheory.stochastic import build
    >>> game = build(
    ...     [1, 2],
    ...     {"gambler": ["play"]},
    ...     payoff=lambda money, act: [0],
    ...     transition=lambda money, act: {money + 1: 0.5, money - 1: 0.5},
    ...     discount=0.9,
    ...     terminal={0: [0], 3: [0]},
    ... )
    >>> absorption(game, (np.ones((4, 1)),), [0, 3])[:2].round(9)
    array([[0.66666667, 0.33333333],
           [0.33333333, 0.66666667]])
    """
    each = _states(game, targets)
    inside = np.asarray(each.any(axis=0))
    chain = _chain(game, strategies)
    first = chain @ each.T.astype(np.float64)
    right = np.where(inside[:, None], each.T.astype(np.float64), first)
    return solve_eliminated(_until(chain, inside), right)


def occupancy(game: StochasticGame, strategies: tuple[Any, ...]) -> Floats:
    r"""Share of discounted time that play spends in each state, :math:`(1 - \delta) \sum_t \delta^t P_\sigma^t`.

    Values are the occupancy times the stage payoffs.

    Parameters
    ----------
    game, strategies
        As in :func:`hitting_times`.

    Returns
    -------
    (*batch, S, S)
        At [state where play begins, state]; rows sum to 1.

    References
    ----------
    Puterman (1994), "Markov Decision Processes", section 6.9.

    Examples
    --------
    >>> from gametheory.stochastic import build
    >>> game = build(
    ...     ["war"],
    ...     {"side": ["fight"]},
    ...     payoff=lambda state, act: [0],
    ...     transition=lambda state, act: {"peace": 0.5, "war": 0.5},
    ...     discount=0.5,
    ...     terminal={"peace": [0]},
    ... )
    >>> occupancy(game, (np.ones((2, 1)),)).round(6)
    array([[0.666667, 0.333333],
           [0.      , 1.      ]])
    >>> game.states
    ('war', 'peace')
    """
    require_discounting(game)
    chain, patience = _chain(game, strategies), game.discount[..., None, None]
    eliminated = eliminate(patience * chain, (1 - patience)[..., 0])
    return solve_eliminated(eliminated, (1 - patience) * np.eye(chain.shape[-1]))


def long_run_occupancy(game: StochasticGame, strategies: tuple[Any, ...]) -> Floats:
    r"""Share of periods that play spends in each state in the long run.

    .. math:: \lim_{T \to \infty} \frac{1}{T} \sum_{t=0}^{T-1} P_\sigma^t,

    the limit of :func:`occupancy` as the discount goes to 1. It exists for every chain, and depends on the state where
    play begins if there are several classes of states that are never left.

    Parameters
    ----------
    game, strategies
        As in :func:`hitting_times`.

    Returns
    -------
    (*batch, S, S)
        At [state where play begins, state]; rows sum to 1.

    References
    ----------
    Puterman (1994), "Markov Decision Processes", appendix A.4.

    Examples
    --------
    >>> chain = np.array([[[0.9, 0.1]], [[0.2, 0.8]]])
    >>> game = StochasticGame(np.zeros((2, 1, 1)), 0.9, chain, players=("nature",))
    >>> long_run_occupancy(game, (np.ones((2, 1)),)).round(6)
    array([[0.666667, 0.333333],
           [0.666667, 0.333333]])
    """
    require_stochastic(game)
    chain = _chain(game, strategies)
    eliminated = eliminate(chain, np.full(chain.shape[:-1], HARDLY))
    return solve_eliminated(eliminated, HARDLY * np.eye(chain.shape[-1]))


def _chain(game: StochasticGame, strategies: tuple[Any, ...]) -> Floats:
    """Transition probabilities under strategies that are probabilities."""
    arrays = game.checked(strategies)
    for i, array in enumerate(arrays):
        check_strategy(game.players[i], array, None if game.available is None else game.available[i])
    return chain_of(game, arrays)


def _until(chain: Floats, inside: Bools) -> Any:
    """The chain that is left when a state inside is reached; there, only the right-hand side counts."""
    leave = np.where(inside, 1.0, (chain * inside).sum(axis=-1) + HARDLY)
    return eliminate(np.where(inside[:, None] | inside, 0.0, chain), leave)


def _states(game: StochasticGame, targets: Sequence[Any]) -> Bools:
    """A mask of states for each target, (targets, S)."""
    require_stochastic(game)
    states = game.payoffs.shape[len(game.batch_shape)]
    if isinstance(targets, str) or not np.iterable(targets) or not len(targets):
        raise InvalidGameError(f"targets need a list of one or more states; got {targets!r}.")
    if game.states is None and not all(
        isinstance(s, (int, np.integer)) and not isinstance(s, bool) and 0 <= s < states for s in targets
    ):
        raise InvalidGameError(f"targets need numbers of states, from 0 to {states - 1}; got {targets!r}.")
    numbers = [int(target) if game.states is None else game.state(target) for target in targets]
    return np.eye(states, dtype=bool)[numbers]
