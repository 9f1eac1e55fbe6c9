"""Stationary logit equilibrium of a stochastic game."""

from __future__ import annotations

from typing import Any

import numpy as np

from .logit import logit_residual
from .markov import stage_and_values
from .measure import Residual, ResidualOf, checked


def logit_markov_residual(precision: Any) -> ResidualOf:
    r"""The residual of a stationary logit equilibrium of a stochastic game at a precision :math:`\lambda`.

    The values v of a profile follow from it as in :func:`markov_residual`; the rest is :func:`logit_residual` in
    ``game.stage_game(v)``, state by state, and ``regret`` is that of the worst state, with twice the error of v added.

    Parameters
    ----------
    precision : float, or (*batch, N)
        Non-negative, in 1 / payoff units, for values in (1 - δ)-averages. With ``rows``, one per row and player.
    """

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        if rows is not None:
            game = game.take(rows)
        strategies = checked(game, strategies)
        stage, values, doubt, middle = stage_and_values(game, strategies)
        factors = np.broadcast_to(np.asarray(precision, dtype=np.float64), doubt.shape)
        by_state = np.broadcast_to(factors[..., None, :], values.shape)
        logit = logit_residual(by_state)(stage, strategies)
        scale = np.maximum(game.scale, np.where(factors > 0, 1 / np.where(factors > 0, factors, 1.0), 0.0))
        regret = np.where(scale > 0, logit.regret.max(axis=-2) + 2 * doubt, 0.0 * doubt)
        return Residual(
            "logit markov",
            logit.strategies,
            values + middle[..., None, :],
            regret,
            scale,
            logit.inconsistency.max(axis=-1),
        )

    return residual
