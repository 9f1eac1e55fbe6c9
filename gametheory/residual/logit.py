"""Logit quantal response equilibrium of a normal-form game."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input, positions
from .measure import Residual, ResidualOf, checked, side_by_side_masks, sizes_of
from .nash import measure_nash

_kernel = Kernel("logit_residual")


def logit_residual(precision: Any) -> ResidualOf:
    r"""The residual of a logit quantal response equilibrium at a precision :math:`\lambda`.

    .. math:: x_i(a) = e^{\lambda_i u_i(a, x_{-i})} \Big/ \sum_b e^{\lambda_i u_i(b, x_{-i})}

    Regret is the smallest error in the payoffs (as a spread, in payoff units) that would make the profile
    an exact logit reply: the spread over actions of :math:`\log x_i(a) / \lambda_i - u_i(a, x_{-i})`, over all
    actions but those that both the profile and the reply play with less than :math:`2^{-1022}`.
    Its scale is the payoff range or :math:`1 / \lambda_i`, whichever is larger. ``inconsistency`` is the
    error in probabilities, which is all that there is at :math:`\lambda = 0`.

    Parameters
    ----------
    precision : float, or (*batch, N)
        Non-negative, in 1 / payoff units. With ``rows``, one per row and player, (rows, N).

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", definition 2.
    """

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        nash = measure_nash(game, checked(game, strategies), rows)
        shape, sizes = nash.regret.shape, game.sizes
        factors = np.asarray(precision, dtype=np.float64)
        if not (np.isfinite(factors) & (factors >= 0)).all():
            raise InvalidGameError(f"precision must be non-negative and finite; got {precision}.")
        factors = np.broadcast_to(factors, shape)
        games = positions(len(game.flat)) if rows is None else as_input(rows, np.int64)
        if rows is None and shape[:-1] != game.batch_shape:
            games = as_input(np.broadcast_to(games.reshape(game.batch_shape), shape[:-1]).reshape(-1), np.int64)
        count, players = len(games), len(sizes)
        spread, off = np.empty((count, players)), np.empty(count)
        flat = [x.reshape(count, size) for x, size in zip(nash.strategies, sizes, strict=True)]
        _kernel(
            count,
            game.flat.reshape(len(game.flat), players, prod(sizes)),
            games,
            as_input(np.concatenate(flat, axis=-1)),
            side_by_side_masks(game),
            sizes_of(sizes),
            as_input(factors.reshape(count, players)),
            spread,
            off,
        )
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            regret = np.where(factors > 0, spread.reshape(shape) / factors, 0.0)
            scale = np.where(factors > 0, np.maximum(nash.scale, 1 / factors), nash.scale)
        if game.exact is not None:
            regret = regret + game.exact.rounding.reshape(len(game.flat), players)[games].reshape(shape)
        off = np.maximum(nash.inconsistency, off.reshape(shape[:-1]))
        return Residual("logit", nash.strategies, nash.payoffs, regret, scale, off)

    return residual
