"""Subgame-perfect equilibrium of a stochastic game with a finite horizon, in strategies of period and state."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .measure import ROUNDING, Residual, checked
from .nash import nash_residual


def finite_horizon_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""The residual of a profile that depends on period and state, in a stochastic game with a finite horizon.

    From the last period back, :math:`v_t = u_t + \delta_t P_t v_{t+1}` under the profile, and the one-shot deviation
    is its regret in ``game.stage_game(t, v)``, state by state: ``regret`` is that of the worst period and state. The
    rounding of what the next period is worth enters. ``total_regret`` bounds the gain from any deviation in any
    subgame: the discounted sum of the one-shot regrets, each that of the worst state. The scale is the largest
    difference that the sums of payoffs over all periods could make.

    Strategies are (*batch, T, S, m_i), and so are payoffs: (*batch, T, S, N), from each period and state.

    Returns
    -------
    Residual
        Concept "subgame perfect".

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", theorem 4.1 (one-stage deviations, finite horizon).
    """
    if rows is not None:
        game = game.take(rows)
    arrays = checked(game, strategies)
    periods, core = game.horizon, game.terminal.shape[-2:]
    states, players = core
    if any(array.shape[-3:-1] != (periods, states) for array in arrays):
        raise InvalidGameError(
            f"strategies need one array per player, (*batch, {periods} periods, {states} states, actions); got shapes "
            f"{[array.shape for array in arrays]}."
        )
    shape = np.broadcast_shapes(game.batch_shape, *(array.shape[:-3] for array in arrays))
    spread = tuple(np.broadcast_to(array, (*shape, *array.shape[-3:])) for array in arrays)
    game, constants = game.centred()
    values = np.broadcast_to(game.terminal, (*shape, *core))
    discounts = np.broadcast_to(game.discounts, (*shape, periods))
    paid = np.empty((*shape, periods, *core))
    error, regret, total = (np.zeros((*shape, players)) for _ in range(3))
    off: Floats = np.zeros(shape)
    terms = 4.0 * (prod(game.sizes) + sum(game.sizes) + game.stages.transitions.shape[-1]) + 32.0
    for t in reversed(range(periods)):
        stage = game.stage_game(t, np.where(np.isfinite(values), values, 0.0))
        measured = nash_residual(stage, tuple(array[..., t, :, :] for array in spread))
        discount = discounts[..., t, None]
        largest = np.abs(values).max(axis=-2) + np.abs(stage.payoffs).max(axis=(-2 - players, *range(-players, 0)))
        error = discount * error + terms * ROUNDING * (1 + discount) * largest
        here = measured.regret.max(axis=-2) + 2 * error
        regret, total = np.fmax(regret, here), here + discount * total
        values = measured.payoffs
        paid[..., t, :, :] = values
        off = np.maximum(off, measured.inconsistency.max(axis=-1))
    scale = np.broadcast_to(game.scale, regret.shape)
    regret = np.where(scale > 0, regret, 0.0 * regret)
    total = np.where(scale > 0, total, 0.0 * total)
    paid += constants[..., :-1, None, :]
    return Residual("subgame perfect", spread, paid, regret, scale, off, total_regret=total)
