"""A player's best reply to stationary strategies, a Markov decision process."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..kernels.status import Status
from ..residual import markov_residual
from .game import StochasticGame

IMPROVEMENT = 1e-12
"""An action is changed only for a gain beyond this share of the player's payoff range: less is rounding."""


def best_reply(
    game: StochasticGame,
    strategies: tuple[Any, ...],
    player: int,
    *,
    max_steps: int = 1_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    """Find a player's best stationary pure reply to the others' stationary strategies, by policy iteration.

    Against stationary strategies a player faces a Markov decision process, in which some stationary pure
    strategy is best among all strategies. Each step values the strategy in hand and then plays, in every
    state, what is best when tomorrow is worth that.

    Parameters
    ----------
    game : StochasticGame
    strategies : one (*batch, S, m_i) per player; that of ``player`` is not used
    player : int
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
    process = game.decision_process(strategies, player)
    margin = IMPROVEMENT * process.scale[..., None, :]
    size = process.sizes[0]
    available = np.ones(size, dtype=bool) if process.available is None else process.available[0]
    shape = process.payoffs[..., 0, :].shape
    choice = np.broadcast_to(available, shape).argmax(axis=-1)
    settled = np.zeros(process.batch_shape, dtype=bool)
    step = 0
    while step < max_steps and not settled.all():
        values, _ = process.evaluate((np.eye(size)[choice],))
        worth = np.where(available, process.stage_game(values).payoffs[..., 0, :], -np.inf)
        kept = np.take_along_axis(worth, choice[..., None], axis=-1)
        better = (worth.max(axis=-1, keepdims=True) > kept + margin)[..., 0]
        choice = np.where(better, worth.argmax(axis=-1), choice)
        settled = ~better.any(axis=-1)
        step += 1
    return certify(
        process,
        (np.eye(size)[choice],),
        np.where(settled, Status.SOLVED, Status.STEP_LIMIT),
        step,
        residual=markov_residual,
        tolerance=tolerance,
        strict=strict,
    )
