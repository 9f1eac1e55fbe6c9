"""A player's best reply to stationary strategies, a Markov decision process."""

from __future__ import annotations

from typing import Any

from ..equilibrium import TOLERANCE, Equilibrium
from .decision import TieRule, first_best, modified_policy_iteration, policy_iteration
from .evaluation import DENSE
from .game import StochasticGame, require_stochastic


def best_reply(
    game: StochasticGame,
    strategies: tuple[Any, ...],
    player: int,
    *,
    ties: TieRule = first_best,
    max_steps: int = 1_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    """Find a player's best stationary pure reply to the others' stationary strategies.

    Against stationary strategies a player faces a Markov decision process, in which some stationary pure
    strategy is best among all strategies. It is found by :func:`policy_iteration` up to 256 states, and by
    :func:`modified_policy_iteration` beyond.

    Parameters
    ----------
    game : StochasticGame
    strategies : one (*batch, S, m_i) per player; that of ``player`` is not used
    player : int
    ties : callable
        Which of several best actions is taken: :func:`first_best`, :func:`last_best`, or another function of this
        kind, from a mask of the best actions (*batch, S, m) to the number of one.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Of the one-player game ``game.decision_process(strategies, player)``: one strategy, and its payoffs
        from each state, (*batch, S, 1).

    References
    ----------
    Howard (1960), "Dynamic Programming and Markov Processes", chapter 7.

    Examples
    --------
    Against an opponent who forgives nothing, a patient player cooperates:

    >>> import numpy as np
    >>> dilemma = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> transitions = np.zeros((2, 2, 2, 2))
    >>> transitions[0, :, :, 1] = transitions[1, :, :, 1] = 1
    >>> transitions[0, 0, 0] = [1, 0]
    >>> game = StochasticGame(np.stack([[dilemma, dilemma]] * 2), [0.6, 0.4], np.stack([transitions] * 2))
    >>> grim = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> best_reply(game, (grim, grim), 0).strategies[0][:, 0]
    array([[1., 0.],
           [0., 1.]])
    """
    require_stochastic(game)
    process = game.decision_process(strategies, player)
    solve = policy_iteration if process.payoffs.shape[-3] <= DENSE else modified_policy_iteration
    return solve(process, ties=ties, max_steps=max_steps, tolerance=tolerance, strict=strict)
