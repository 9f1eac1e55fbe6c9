"""Bayes-Nash equilibrium of a Bayesian game."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .measure import ROUNDING, Residual, as_probabilities, doubt, proper_strategy


class Interim(NamedTuple):
    """What the types of the players expect from a profile.

    Attributes
    ----------
    strategies : one (*batch, t_i, m_i) per player, as given
    worth : one (*batch, t_i, m_i) per player
        Expected payoffs of each type's actions; NaN for types of probability 0.
    paid, regret : one (*batch, t_i) per player
        What each type is paid, and an upper bound, rounding included, on what it could gain; NaN likewise.
    off : (*batch,)
        How far the strategies are off the simplexes.
    """

    strategies: tuple[Floats, ...]
    worth: list[Floats]
    paid: list[Floats]
    regret: list[Floats]
    off: Floats


def bayes_nash_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Interim regret of a profile of behaviour strategies in a Bayesian game.

    What type :math:`t_i` could gain, given what it believes of the others,

    .. math::

        \max_{a} \sum_{t_{-i}} p(t_{-i} \mid t_i) \, u_i(t, a, \sigma_{-i}(t_{-i}))
        - \sum_{t_{-i}} p(t_{-i} \mid t_i) \, u_i(t, \sigma(t)),

    not weighted by the probability of the type; ``regret`` is that of the type with most to gain. Types of
    probability 0 believe nothing and need no test: ``game.possible`` says which are tested.

    Returns
    -------
    Residual
        Payoffs are those expected before types are drawn; ``inconsistency`` covers the strategies of all types.

    References
    ----------
    Harsanyi (1968), "Games with Incomplete Information Played by 'Bayesian' Players", part II.
    """
    if rows is not None:
        game = game.take(rows)
    interim = interim_measure(game, strategies)
    shape = interim.off.shape
    regret = [np.max(mine, axis=-1, where=~np.isnan(mine), initial=0.0) for mine in interim.regret]
    chances = [_marginal(game, i) for i in range(len(game.players))]
    paid = [
        np.where(chance > 0, chance * mine, 0.0).sum(axis=-1) / chance.sum(axis=-1)
        for chance, mine in zip(chances, interim.paid, strict=True)
    ]
    wrong = np.zeros(shape, dtype=bool)
    for chance, mine in zip(chances, interim.regret, strict=True):
        wrong |= (np.isnan(mine) & (chance > 0)).any(axis=-1)
    bound = np.where(wrong[..., None], np.nan, np.stack([np.broadcast_to(mine, shape) for mine in regret], axis=-1))
    return Residual(
        "bayes-nash",
        interim.strategies,
        np.stack([np.broadcast_to(mine, shape) for mine in paid], axis=-1),
        bound,
        np.broadcast_to(game.scale, bound.shape),
        np.where(wrong | np.isnan(interim.off), np.inf, interim.off),
    )


def interim_measure(game: Any, strategies: Any) -> Interim:
    """Interim payoffs and regrets of every type of every player."""
    number = len(game.players)
    given = _checked(game, strategies)
    shape = np.broadcast_shapes(game.batch_shape, *(strategy.shape[:-2] for strategy in given))
    proper, off = [], np.zeros(shape)
    for i, strategy in enumerate(given):
        kept, astray = proper_strategy(strategy, _mask(game, i))
        proper.append(kept)
        off = np.maximum(off, np.where(np.isnan(astray), np.inf, astray).max(axis=-1))
    scale = game.scale
    there = game.exists & (game.prior > 0).reshape(*game.prior.shape, *(1,) * number)
    worths, paids, regrets = [], [], []
    for i in range(number):
        own = game.payoffs[(..., i, *(slice(None),) * (2 * number))]
        away = tuple(axis for axis in range(-2 * number, 0) if axis != i - 2 * number)
        # A type compares its own payoffs alone: centre them type by type.
        high = np.max(own, axis=away, where=there, initial=-np.inf, keepdims=True)
        low = np.min(own, axis=away, where=there, initial=np.inf, keepdims=True)
        high, low = (np.where(np.isfinite(end), end, 0.0) for end in (high, low))  # types of probability 0
        middle = low / 2 + high / 2
        worth = _expected(np.where(there, own - middle, 0.0), proper, i)
        belief = game.belief(i)
        known = np.where(np.isnan(belief), 0.0, belief).reshape(*belief.shape, 1)
        others = tuple(j - number - 1 for j in range(number) if j != i)
        worth = (known * worth).sum(axis=others)
        mine = (proper[i] * worth).sum(axis=-1)
        best = np.where(_mask(game, i), worth, -np.inf).max(axis=-1)
        terms = sum(game.sizes) + prod(game.type_counts) // game.type_counts[i]
        hidden = doubt(terms, (high / 2 - low / 2).reshape(*own.shape[: -2 * number], game.type_counts[i]))
        regret = np.maximum(best - mine, 0) + hidden
        regret = np.where(scale[..., i, None] > 0, regret, 0.0 * mine)
        if game.exact is not None:
            regret = regret + (1 + ROUNDING) * game.exact.rounding[..., i, None]
        possible = game.possible[i]
        centre = middle.reshape(*own.shape[: -2 * number], game.type_counts[i])
        worths.append(np.where(possible[..., None], worth + centre[..., None], np.nan))
        paids.append(np.where(possible, mine + centre, np.nan))
        regrets.append(np.where(possible, regret, np.nan))
    spread = tuple(np.broadcast_to(raw, (*shape, *raw.shape[-2:])) for raw in given)
    return Interim(spread, worths, paids, regrets, off)


def _expected(own: Any, strategies: list[Any], player: int) -> Any:
    """Payoffs of a player's actions with the others' strategies, (*batch, t_1, ..., t_N, m_i)."""
    number = len(strategies)
    left = list(range(2 * number))  # the types, then the actions
    for j, strategy in enumerate(strategies):
        if j != player:
            kept = [axis for axis in left if axis != number + j]
            axes: tuple[Any, ...] = ([..., *left], [..., j, number + j], [..., *kept])
            own = np.einsum(own, axes[0], strategy, axes[1], axes[2])
            left = kept
    return own


def _marginal(game: Any, player: int) -> Floats:
    """The probability of each type of a player, (*batch, t_i)."""
    number = len(game.players)
    return np.asarray(game.prior.sum(axis=tuple(j - number for j in range(number) if j != player)))


def _mask(game: Any, player: int) -> Any:
    """Which actions exist for each type of a player, (*batch, t_i, m_i) or (1, m_i)."""
    return np.ones((1, game.sizes[player]), dtype=bool) if game.available is None else game.available[player]


def _checked(game: Any, strategies: Any) -> tuple[Floats, ...]:
    arrays = tuple(as_probabilities(strategy) for strategy in strategies)
    shapes = list(zip(game.type_counts, game.sizes, strict=True))
    if [array.shape[-2:] for array in arrays] != shapes:
        raise InvalidGameError(
            f"behaviour strategies need one array per player, (*batch, t_i, m_i) with {shapes}; got shapes "
            f"{[array.shape for array in arrays]}."
        )
    return arrays
