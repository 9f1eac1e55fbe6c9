"""Logit quantal response equilibrium of a normal-form game."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input, positions
from ..value import spread
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
        if factors.shape != shape:
            factors = spread(factors, shape)
        games = positions(len(game.flat)) if rows is None else as_input(rows, np.int64)
        if rows is None and shape[:-1] != game.batch_shape:
            games = as_input(np.broadcast_to(games.reshape(game.batch_shape), shape[:-1]).reshape(-1), np.int64)
        count, players = len(games), len(sizes)
        regret: Any = np.empty((count, players))
        scale: Any = np.empty((count, players))
        off: Any = np.empty(count)
        _kernel(
            count,
            game.flat.reshape(len(game.flat), players, prod(sizes)),
            games,
            as_input(np.concatenate(nash.strategies, axis=-1).reshape(count, sum(sizes))),
            side_by_side_masks(game),
            sizes_of(sizes),
            as_input(factors.reshape(count, players)),
            as_input(nash.scale.reshape(count, players)),
            regret,
            scale,
            off,
        )
        if game.exact is not None:
            regret += game.exact.rounding.reshape(len(game.flat), players)[games]
        if shape != (count, players):
            regret, scale, off = regret.reshape(shape), scale.reshape(shape), off.reshape(shape[:-1])
        off = np.maximum(nash.inconsistency, off)
        return Residual("logit", nash.strategies, nash.payoffs, regret, scale, off)

    return residual
