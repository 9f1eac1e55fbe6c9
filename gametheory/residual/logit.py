"""Logit quantal response equilibrium of a normal-form game."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..profile import along, expected
from ..value import Floats
from .measure import ROUNDING, Residual, ResidualOf, checked, doubt, mask, payoffs_of, proper_strategy
from .nash import measure_nash


def logit_residual(precision: Any) -> ResidualOf:
    r"""The residual of a logit quantal response equilibrium at a precision :math:`\lambda`.

    .. math:: x_i(a) = e^{\lambda_i u_i(a, x_{-i})} \Big/ \sum_b e^{\lambda_i u_i(b, x_{-i})}

    Regret is the smallest error in the payoffs (as a spread, in payoff units) that would make the profile
    an exact logit reply: the spread over actions of :math:`\log x_i(a) / \lambda_i - u_i(a, x_{-i})`.
    Its scale is the payoff range or :math:`1 / \lambda_i`, whichever is larger. ``inconsistency`` is the
    error in probabilities, which is all that there is at :math:`\lambda = 0`.

    Parameters
    ----------
    precision : float, or (*batch, N)
        Non-negative, in 1 / payoff units.

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", definition 2.
    """

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        given = checked(game, strategies)
        if rows is not None:
            game = game.take(rows)
        nash = measure_nash(game, given, None)
        factors = np.asarray(precision, dtype=np.float64)
        if rows is not None and factors.ndim > 1:
            factors = factors.reshape(-1, factors.shape[-1])[rows]
        factors = np.broadcast_to(factors, nash.regret.shape)
        if not (np.isfinite(factors) & (factors >= 0)).all():
            raise InvalidGameError(f"precision must be non-negative and finite; got {precision}.")
        proper = [proper_strategy(x, mask(game, i))[0] for i, x in enumerate(given)]
        spread, off = np.zeros_like(nash.regret), nash.inconsistency
        for i, mine in enumerate(proper):
            available = mask(game, i)
            centred = _centred(game, i)
            exponent = factors[..., i, None] * np.where(available, expected(centred, proper, i), -np.inf)
            exponent = exponent - exponent.max(axis=-1, keepdims=True)
            reply = np.exp(exponent)
            reply /= reply.sum(axis=-1, keepdims=True)
            with np.errstate(divide="ignore", invalid="ignore"):
                gaps = np.log(mine) - np.where(available, exponent, 0.0)
            # A probability that float64 cannot tell from 0 is no error where the reply is 0 as well.
            counted = available & ~((mine == 0) & (reply == 0))
            high = np.max(gaps, axis=-1, where=counted, initial=-np.inf)
            low = np.min(gaps, axis=-1, where=counted, initial=np.inf)
            size = np.abs(centred).max(axis=tuple(range(-len(given), 0)))
            logs = np.where(counted & (mine > 0), np.abs(gaps), 0.0).max(axis=-1) + factors[..., i] * size
            spread[..., i] = high - low + factors[..., i] * doubt(prod(game.sizes), size) + 8 * ROUNDING * logs
            off = np.maximum(off, np.abs(mine - reply).max(axis=-1))
        with np.errstate(divide="ignore", invalid="ignore"):
            regret = np.where(factors > 0, spread / factors, 0.0)
            scale = np.where(factors > 0, np.maximum(nash.scale, 1 / factors), nash.scale)
        if game.exact is not None:
            regret = regret + game.exact.rounding
        return Residual("logit", nash.strategies, nash.payoffs, regret, scale, off)

    return residual


def _centred(game: Any, i: int) -> Floats:
    """Payoffs of player i less the best one against the same actions of the others."""
    payoffs = payoffs_of(game, i)
    there = np.where(along(mask(game, i), i, len(game.players)), payoffs, -np.inf)
    return np.asarray(payoffs - there.max(axis=i - len(game.players), keepdims=True))
