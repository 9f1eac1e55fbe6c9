"""Stationary Markov perfect equilibrium of a stochastic game."""

from __future__ import annotations

from typing import Any

import numpy as np

from .measure import Residual, checked, mask, proper_strategy
from .nash import nash_residual


def markov_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""The residual of a stationary Markov perfect equilibrium of a stochastic game.

    Values v solve :math:`v = (1 - \delta) u_\sigma + \delta P_\sigma v`; the one-shot deviation of a
    stationary profile is its regret in ``game.stage_game(v)``, state by state, and ``regret`` is that of
    the worst state. The error of solving for v enters: if v is off its equation by e, it is off the true
    value by at most e / (1 - δ), and ``regret`` grows by twice that. ``total_regret`` bounds the gain from
    any deviation: :math:`1 / (1 - \delta)` times the one-shot regret.

    The verdict is on one-shot deviations: where 1 - δ is small, look at ``total_regret`` too. Below about
    1 - δ = 3e-5 the error of float64 values exceeds the tolerance, and right answers are refused.

    References
    ----------
    Blackwell (1965), "Discounted Dynamic Programming", theorem 6 (one-shot deviations).
    """
    if rows is not None:
        game = game.take(rows)
    strategies = checked(game, strategies)
    proper = tuple(proper_strategy(strategy, mask(game, i))[0] for i, strategy in enumerate(strategies))
    game, middle = game.centred()
    values, error = game.evaluate(proper)
    known = np.isfinite(values)  # not so where a strategy has no weight at all, which is refused below
    stage = game.stage_game(np.where(known, values, 0.0))
    nash = nash_residual(stage, strategies)
    discount = game.discount[..., None]
    doubt = error.max(axis=-2) / (1 - discount)
    regret = nash.regret.max(axis=-2) + 2 * doubt
    scale = game.scale
    regret = np.where(scale > 0, regret, 0.0 * regret)
    return Residual(
        "markov perfect",
        nash.strategies,
        values + middle[..., None, :],
        regret,
        scale,
        nash.inconsistency.max(axis=-1),
        total_regret=regret / (1 - discount),
    )
