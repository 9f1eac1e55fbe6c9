"""Optimal commitment to a mixed strategy, in a game of a leader and a follower."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Bools, Floats
from .measure import ROUNDING, Residual, ResidualOf, checked, doubt, mask, payoffs_of, proper_strategy
from .nash import measure_nash


def commitment_residual(leader: int, multipliers: Any) -> ResidualOf:
    r"""The residual of an optimal commitment where the follower breaks ties in favour of the leader.

    With payoffs :math:`a` of the leader and :math:`b` of the follower, any multipliers :math:`\lambda_{jk} \ge 0`
    bound what the leader can get while reply j is a best one, so

    .. math:: \max_j \max_i \Big[ a_{ij} + \sum_k \lambda_{jk} (b_{ij} - b_{ik}) \Big]

    is an upper bound on what any commitment is worth. Regret of the leader is this bound less the payoff; regret
    of the follower is what another reply would gain.

    Parameters
    ----------
    leader : 0 or 1
    multipliers : (*batch, n, n), n the number of the follower's actions
        Non-negative, for payoffs that are brought to a range of 1 for each player. The diagonal is not used.

    References
    ----------
    Conitzer and Sandholm (2006), "Computing the Optimal Strategy to Commit to": the multipliers are dual
    solutions of its linear programs.
    """

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        game, prices, given = _aligned(game, multipliers, strategies, rows)
        a, b, span, unit, masks = _sides(game, leader)
        bound = _bound(a, b, unit, masks, None, prices)
        nash = measure_nash(game, given, None)
        x, y = (proper_strategy(given[i], mask(game, i))[0] for i in (leader, 1 - leader))
        paid = (x[..., None] * a * y[..., None, :]).sum(axis=(-1, -2))
        return _judged("commitment, favourable ties", game, nash, leader, bound.max(axis=-1) - paid, prices, span)

    return residual


def pessimistic_commitment_residual(leader: int, multipliers: Any, left_out: Any) -> ResidualOf:
    r"""The residual of an optimal commitment where the follower breaks ties against the leader.

    Replies that pay the follower the same against every action form a class. What the leader is worth is the
    supremum of the payoff under the worst best reply, which is the maximum, over the classes that alone are best
    replies somewhere, of the worst payoff in the class. Weights :math:`\mu_j` on the class E of j, which sum to 1,
    and :math:`\lambda_{jk} \ge 0` bound it by

    .. math:: \max_i \Big[ \sum_{k \in E} \mu_{jk} a_{ik} + \sum_{k \notin E} \lambda_{jk} (b_{ij} - b_{ik}) \Big].

    The payoff compared is the worst one in the class of the reply, whether or not the commitment itself has other
    best replies as well.

    Parameters
    ----------
    leader : 0 or 1
    multipliers : (*batch, n, n)
        Weights within the class, multipliers without, in the row of its first member; others are not used.
    left_out : (*batch, n) bool
        Replies that are never the only best one, as a class: no bound is needed for them.

    References
    ----------
    von Stengel and Zamir (2010), "Leadership Games with Convex Strategy Sets".
    """

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        skipped = np.asarray(left_out, dtype=bool)
        if rows is not None:
            skipped = skipped.reshape(-1, skipped.shape[-1])[rows]
        game, prices, given = _aligned(game, multipliers, strategies, rows)
        a, b, span, unit, masks = _sides(game, leader)
        kinds = reply_classes(game, leader)
        followers = np.arange(a.shape[-1])
        same = kinds[..., :, None] == kinds[..., None, :]
        weights = np.where(same, prices, 0.0)
        total = weights.sum(axis=-1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            weights = weights / total
        bound = _bound(a, b, unit, masks, weights, np.where(same, 0.0, prices))
        counted = masks[1] & (kinds == followers) & ~skipped
        nash = measure_nash(game, given, None)
        x, y = (proper_strategy(given[i], mask(game, i))[0] for i in (leader, 1 - leader))
        by_reply = (x[..., None] * a).sum(axis=-2)
        by_class = np.where(same & masks[1][..., None, :], by_reply[..., None, :], np.inf).min(axis=-1)
        first = np.where(same, counted[..., None, :], False).any(axis=-1)  # whether the reply's class counts
        paid = np.where(y > 0, np.where(first, by_class, -np.inf), np.inf).min(axis=-1)
        best = np.where(counted, bound, -np.inf).max(axis=-1)
        return _judged("commitment, unfavourable ties", game, nash, leader, best - paid, prices, span)

    return residual


def reply_classes(game: Any, leader: int) -> Any:
    """For each reply the first one that pays the follower the same against every action, (*batch, n) int.

    Payoffs are compared exactly, as fractions where the game carries them.
    """
    values = game.payoffs if game.exact is None else game.exact.values
    b = values[..., 1 - leader, :, :]
    b = b if leader == 0 else b.swapaxes(-1, -2)
    hidden, there = ~mask(game, leader), mask(game, 1 - leader)
    kinds = np.empty(b.shape[:-2] + b.shape[-1:], dtype=np.int64)
    for j in range(b.shape[-1]):
        equal = ((b == b[..., :, j, None]) | hidden[..., :, None]).all(axis=-2) & there
        kinds[..., j] = np.where(there[..., j], equal.argmax(axis=-1), j)
    return kinds


def _aligned(game: Any, multipliers: Any, strategies: Any, rows: Any) -> tuple[Any, Floats, tuple[Floats, ...]]:
    prices = np.asarray(multipliers, dtype=np.float64)
    if rows is not None:
        game = game.take(rows)
        prices = prices.reshape(-1, *prices.shape[-2:])[rows]
    if not (prices >= 0).all():
        raise InvalidGameError("multipliers must be non-negative numbers, or they bound nothing.")
    given = checked(game, strategies)
    if any(strategy.shape[:-1] != game.batch_shape for strategy in given):
        raise InvalidGameError(f"strategies need the batch shape of the game, {game.batch_shape}.")
    return game, prices, given


def _sides(game: Any, leader: int) -> tuple[Floats, Floats, Floats, Floats, tuple[Bools, Bools]]:
    """The leader's payoffs from 0 to 1 and the follower's over their range, at [leader's action, reply].

    Also the leader's range, and both masks. The follower's payoffs are not moved: only differences are used, and
    those of near numbers are exact.
    """
    masks = tuple(np.broadcast_to(mask(game, i), (*game.batch_shape, game.sizes[i])) for i in (leader, 1 - leader))
    exists = masks[0][..., :, None] & masks[1][..., None, :]
    sides, spans = [], []
    for i in (leader, 1 - leader):
        payoffs = payoffs_of(game, i) if leader == 0 else payoffs_of(game, i).swapaxes(-1, -2)
        low = np.where(exists, payoffs, np.inf).min(axis=(-1, -2), initial=np.inf)
        high = np.where(exists, payoffs, -np.inf).max(axis=(-1, -2), initial=-np.inf)
        sides.append(np.where(exists, payoffs - low[..., None, None] if i == leader else payoffs, 0.0))
        spans.append(high - low)
    units = [np.where(span > 0, span, 1.0)[..., None, None] for span in spans]
    return sides[0] / units[0], sides[1], spans[0], units[1], (masks[0], masks[1])


def _bound(a: Floats, b: Floats, unit: Floats, there: tuple[Bools, Bools], weights: Any, prices: Floats) -> Floats:
    """An upper bound, rounding included, on the leader's payoff for each reply; -inf for those that do not exist."""
    bound = np.empty(a.shape[:-2] + a.shape[-1:])
    for j in range(a.shape[-1]):
        terms = prices[..., None, j, :] * ((b[..., :, j, None] - b) / unit)
        own = a[..., j] if weights is None else (weights[..., None, j, :] * a).sum(axis=-1)
        worth = own + terms.sum(axis=-1) + doubt(b.shape[-1], 1.0 + np.abs(terms).sum(axis=-1))
        bound[..., j] = np.where(there[0], worth, -np.inf).max(axis=-1)
    return np.where(there[1], bound, -np.inf)


def _judged(
    concept: str, game: Any, nash: Residual, leader: int, gain: Floats, prices: Floats, span: Floats
) -> Residual:
    regret = nash.regret.copy()
    bounded = span * (np.maximum(gain, 0.0) + doubt(sum(game.sizes), 1.0))
    if game.exact is not None:
        # The leader's payoffs at two profiles, and the follower's in the bound, are rounded.
        with np.errstate(divide="ignore", invalid="ignore"):
            share = game.exact.rounding[..., 1 - leader] / nash.scale[..., 1 - leader]
        largest = np.abs(payoffs_of(game, leader)).max(axis=(-1, -2))
        total = prices.sum(axis=-1).max(axis=-1)
        bounded = bounded + ROUNDING * largest + span * total * np.nan_to_num(share)
    regret[..., leader] = np.where(span > 0, bounded, 0.0)
    return nash._replace(concept=concept, regret=regret)
