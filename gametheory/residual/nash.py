"""Nash equilibrium of a normal-form game."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..kernels.kernel import Kernel, as_input
from ..value import Floats, seal
from .measure import ROUNDING, Residual, checked, masks_of, spread_over_rows

_two_players = Kernel("nash_residual")
_any_players = Kernel("nash_residual_players")


def nash_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Regret of a profile of mixed strategies in a normal-form game.

    .. math:: \max_a u_i(a, x_{-i}) - u_i(x)

    for the normalised vectors :math:`x_i / \sum_a x_i(a)`, bounded from above with all rounding included;
    for a game with an exact carrier the bound is on the regret in the exact game.

    Returns
    -------
    Residual
        ``inconsistency`` is the largest of ``abs(1 - sum)``, a negative weight, and weight on a masked action.

    References
    ----------
    Higham (2002), "Accuracy and Stability of Numerical Algorithms", section 3.1.
    """
    return measure_nash(game, checked(game, strategies), rows)


def measure_nash(game: Any, strategies: tuple[Floats, ...], rows: Any) -> Residual:
    """``nash_residual`` of strategies that were checked."""
    players, sizes = len(game.players), game.sizes
    shape, strategies, rows = spread_over_rows(len(game.flat), game.batch_shape, strategies, rows)
    count = len(rows)
    paid, regret, scale = np.empty((count, players)), np.empty((count, players)), np.empty((count, players))
    masks = masks_of(game)
    off: Floats = np.empty(count)
    if players == 2:
        known = sizes if game.available is None else ()
        x, y = strategies
        x, y = as_input(x.reshape(count, sizes[0])), as_input(y.reshape(count, sizes[1]))
        _two_players(count, game.flat, rows, x, y, *masks, paid, regret, scale, off, sizes=known)
    else:
        flat = [x.reshape(count, size) for x, size in zip(strategies, sizes, strict=True)]
        payoffs = game.flat.reshape(*game.flat.shape[:2], prod(sizes))
        side_by_side = as_input(np.concatenate(flat, axis=-1))
        all_masks = as_input(np.concatenate(masks, axis=-1), np.bool_)
        counts = as_input(np.array(sizes), np.int64)
        _any_players(count, payoffs, rows, side_by_side, all_masks, counts, paid, regret, scale, off)
    if game.exact is not None:
        regret += (1 + ROUNDING) * game.exact.rounding.reshape(len(game.flat), players)[rows]
    if shape == ():
        paid, regret, scale, off = paid[0], regret[0], scale[0], off.reshape(shape)
    elif shape != (count,):
        paid, regret, scale = (array.reshape(*shape, players) for array in (paid, regret, scale))
        off = off.reshape(shape)
    seal(paid, regret, scale, off)
    return Residual("nash", strategies, paid, regret, scale, off)
