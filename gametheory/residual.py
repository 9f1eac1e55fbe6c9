"""One residual per solution concept: how far a profile is from it, measured without any solver.

A residual measures and never judges; :func:`gametheory.certify` applies the tolerances. All of them take
``(game, strategies, rows=None)``. With ``rows``, strategies hold one row per proposed profile, and
``rows`` says which game of the flattened batch each belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np

from .errors import InvalidGameError
from .kernels.kernel import Kernel, as_input, positions
from .profile import along, expected, profiles_available
from .value import Bools, Floats, seal

ROUNDING = 2.0**-52
"""Twice the unit roundoff of float64."""
TINY = 2.0**-1074
"""What a product may lose to underflow."""

_two_players = Kernel("nash_residual")
_any_players = Kernel("nash_residual_players")


class Residual(NamedTuple):
    """What a residual measures of a profile.

    Attributes
    ----------
    concept : str
    strategies : the profile as given, spread over the batch
    payoffs : (*batch, N), from each state (*batch, S, N) if there are states
    regret, scale : (*batch, N), in payoff units
    inconsistency : (*batch,), dimensionless
    total_regret : (*batch, N), or None
    beliefs : (*batch, messages, types), or None
    """

    concept: str
    strategies: tuple[Floats, ...]
    payoffs: Floats
    regret: Floats
    scale: Floats
    inconsistency: Floats
    total_regret: Floats | None = None
    beliefs: Floats | None = None


ResidualOf = Callable[..., Residual]


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
    return _normal_form(game, _checked(game, strategies), rows)


def _normal_form(game: Any, strategies: tuple[Floats, ...], rows: Any) -> Residual:
    players, sizes = len(game.players), game.sizes
    if rows is not None:
        shape: tuple[int, ...] = (len(rows),)
        rows = as_input(rows, np.int64)
        if len(rows) and not (rows.min() >= 0 and rows.max() < len(game.flat)):
            raise InvalidGameError(f"rows need positions from 0 to {len(game.flat) - 1} of the flattened batch.")
    else:
        shape = game.batch_shape
        rows = positions(len(game.flat))
        if [shape] * players != [strategy.shape[:-1] for strategy in strategies]:
            shape = np.broadcast_shapes(shape, *(strategy.shape[:-1] for strategy in strategies))
            strategies = tuple(np.broadcast_to(x, (*shape, x.shape[-1])) for x in strategies)
            rows = as_input(np.broadcast_to(rows.reshape(game.batch_shape), shape).reshape(-1), np.int64)
    count = len(rows)
    paid, regret, scale = (np.empty((count, players)) for _ in range(3))
    off = np.empty(count)
    flat = [x.reshape(count, size) for x, size in zip(strategies, sizes, strict=True)]
    masks = masks_of(game)
    if players == 2:
        known = sizes if game.available is None else ()
        _two_players(count, game.flat, rows, *map(as_input, flat), *masks, paid, regret, scale, off, sizes=known)
    else:
        payoffs = game.flat.reshape(*game.flat.shape[:2], prod(sizes))
        side_by_side = as_input(np.concatenate(flat, axis=-1))
        all_masks = as_input(np.concatenate(masks, axis=-1), np.bool_)
        counts = as_input(np.array(sizes), np.int64)
        _any_players(count, payoffs, rows, side_by_side, all_masks, counts, paid, regret, scale, off)
    if game.exact is not None:
        regret += (1 + ROUNDING) * game.exact.rounding.reshape(len(game.flat), players)[rows]
    if shape != (count,):
        paid, regret, scale = (array.reshape(*shape, players) for array in (paid, regret, scale))
        off = off.reshape(shape)
    seal(paid, regret, scale, off)
    return Residual("nash", strategies, paid, regret, scale, off)


def minimax_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Regret in a matrix game, :math:`\max_i (A y)_i - x A y` and :math:`x A y - \min_j (x A)_j`.

    An upper bound with rounding included, for the normalised vectors. A dense matrix is centred by the middle
    of its range first, so constants added to it cost nothing.
    """
    if rows is not None:
        game = game.take(rows)
    if len(strategies) != 2 or any(np.shape(x)[-1:] != (size,) for x, size in zip(strategies, game.sizes, strict=True)):
        raise InvalidGameError(
            f"strategies need one array per player, probabilities last, of sizes {game.sizes}; "
            f"got shapes {[np.shape(x) for x in strategies]}."
        )
    raw = tuple(np.asarray(strategy, dtype=np.float64) for strategy in strategies)
    shape = np.broadcast_shapes(game.batch_shape, *(strategy.shape[:-1] for strategy in raw))
    given = tuple(np.broadcast_to(strategy, (*shape, strategy.shape[-1])) for strategy in raw)
    (x, off_x), (y, off_y) = (_proper(strategy, np.ones(strategy.shape[-1:], dtype=bool)) for strategy in given)
    matrix: Any = game.payoffs
    cells = None if matrix.ndim == 2 else (-1, -2)
    high, low, middle = matrix.max(axis=cells), matrix.min(axis=cells), np.zeros(())
    if not game.is_sparse:
        middle = np.asarray((high + low) / 2)
        matrix = matrix - middle[..., None, None]
    sizes = abs(matrix)
    by_row, by_column = _times(matrix, y), _times(_transposed(matrix), x)
    value = (x * by_row).sum(axis=-1)
    doubt = _doubt(sum(game.sizes), _times(sizes, y).max(axis=-1) + _times(_transposed(sizes), x).max(axis=-1))
    gains = np.stack([by_row.max(axis=-1) - value, value - by_column.min(axis=-1)], axis=-1)
    span = np.broadcast_to(np.asarray(high - low, dtype=np.float64)[..., None], gains.shape)
    regret = np.where(span > 0, np.maximum(gains, 0) + doubt[..., None], 0.0 * gains)
    value = value + middle
    off = np.where(np.isnan(regret).any(axis=-1), np.inf, np.maximum(off_x, off_y))
    return Residual("minimax", given, np.stack([value, -value], axis=-1), regret, span, off)


def _doubt(terms: int, size: Any) -> Any:
    """What rounding may hide in sums of so many terms, of this absolute size in all."""
    factor = 4.0 * terms + 16.0
    return factor * (ROUNDING * size + TINY * np.maximum(size, 1.0))


def _transposed(matrix: Any) -> Any:
    return matrix.T if matrix.ndim == 2 else matrix.swapaxes(-1, -2)


def _times(matrix: Any, vector: Floats) -> Floats:
    """Matrix times vector over a batch of either; a sparse matrix has no batch."""
    if matrix.ndim == 2:
        product = np.asarray((matrix @ vector.reshape(-1, vector.shape[-1]).T).T)
        return product.reshape(*vector.shape[:-1], matrix.shape[0])
    return np.asarray((matrix @ vector[..., None])[..., 0])


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
        given = _checked(game, strategies)
        if rows is not None:
            game = game.take(rows)
        nash = _normal_form(game, given, None)
        factors = np.asarray(precision, dtype=np.float64)
        if rows is not None and factors.ndim > 1:
            factors = factors.reshape(-1, factors.shape[-1])[rows]
        factors = np.broadcast_to(factors, nash.regret.shape)
        if not (np.isfinite(factors) & (factors >= 0)).all():
            raise InvalidGameError(f"precision must be non-negative and finite; got {precision}.")
        proper = [_proper(x, _mask(game, i))[0] for i, x in enumerate(given)]
        spread, off = np.zeros_like(nash.regret), nash.inconsistency
        for i, mine in enumerate(proper):
            available = _mask(game, i)
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
            spread[..., i] = high - low + factors[..., i] * _doubt(prod(game.sizes), size) + 8 * ROUNDING * logs
            off = np.maximum(off, np.abs(mine - reply).max(axis=-1))
        with np.errstate(divide="ignore", invalid="ignore"):
            regret = np.where(factors > 0, spread / factors, 0.0)
            scale = np.where(factors > 0, np.maximum(nash.scale, 1 / factors), nash.scale)
        if game.exact is not None:
            regret = regret + game.exact.rounding
        return Residual("logit", nash.strategies, nash.payoffs, regret, scale, off)

    return residual


def obedience_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""The residual of a correlated equilibrium: one distribution over action profiles, recommended in private.

    ``strategies`` holds that one array, (*batch, m_1, ..., m_N). Regret is what a player gains by the best
    plan that maps recommendations to actions,

    .. math:: \sum_a \max_b \sum_{c} p(a, c) \, [u_i(b, c) - u_i(a, c)],

    with a bound on rounding added; ``inconsistency`` is that of the distribution.

    References
    ----------
    Aumann (1987), "Correlated Equilibrium as an Expression of Bayesian Rationality", section 2.
    """
    if rows is not None:
        game = game.take(rows)
    players, sizes = len(game.players), game.sizes
    joint = np.asarray(strategies[0], dtype=np.float64)
    if len(strategies) != 1 or joint.shape[-players:] != sizes:
        raise InvalidGameError(
            f"a correlated profile needs one distribution over action profiles, (*batch, "
            f"{', '.join(map(str, sizes))}); got {joint.shape}."
        )
    profiles = tuple(range(-players, 0))
    exists = profiles_available([_mask(game, i) for i in range(players)])
    proper = np.where(exists & (joint > 0), joint, 0.0)
    total = proper.sum(axis=profiles, keepdims=True)
    off = np.maximum(np.abs(joint.sum(axis=profiles) - 1), np.abs(joint - proper).max(axis=profiles))
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = proper / total
    regret, paid, scale = [], [], []
    for i in range(players):
        payoff = np.moveaxis(_payoffs_of(game, i), i - players, -1)
        weights = np.moveaxis(weight, i - players, -1)
        others = prod(sizes) // sizes[i]
        mine, chance = (part.reshape(*part.shape[:-players], others, sizes[i]) for part in (payoff, weights))
        gains = chance[..., :, None] * (mine[..., None, :] - mine[..., :, None])  # opponents, told, played
        by_reply = np.where(_mask(game, i)[..., None, :], gains.sum(axis=-3), -np.inf)
        size = np.abs(gains).sum(axis=-3).max(axis=-1).sum(axis=-1)
        regret.append(np.maximum(by_reply.max(axis=-1), 0).sum(axis=-1) + _doubt(prod(sizes), size))
        paid.append((chance * mine).sum(axis=(-1, -2)))
        there = np.moveaxis(exists, i - players, -1).reshape(*exists.shape[:-players], others, sizes[i])
        there = np.broadcast_to(there, mine.shape)
        scale.append(
            np.max(mine, axis=(-1, -2), where=there, initial=-np.inf)
            - np.min(mine, axis=(-1, -2), where=there, initial=np.inf)
        )
    bound = np.stack(np.broadcast_arrays(*regret), axis=-1)
    if game.exact is not None:
        bound = bound + game.exact.rounding
    shape = bound.shape
    return Residual(
        "correlated",
        (np.broadcast_to(joint, (*shape[:-1], *sizes)),),
        np.broadcast_to(np.stack(paid, axis=-1), shape),
        bound,
        np.broadcast_to(np.stack(np.broadcast_arrays(*scale), axis=-1), shape),
        np.where(np.isnan(bound).any(axis=-1), np.inf, np.broadcast_to(off, shape[:-1])),
    )


def sequential_residual(beliefs: Any) -> ResidualOf:
    r"""The residual of a perfect Bayesian equilibrium of a signalling game, with the beliefs that support it.

    Regret of the sender is that of the type with most to gain, not weighted by the prior; regret of the
    receiver is that after the message with most to gain, given the belief. ``inconsistency`` covers the
    simplexes and Bayes' rule after every message that is sent.

    Parameters
    ----------
    beliefs : (*batch, messages, types)

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1.
    """
    beliefs = np.asarray(beliefs, dtype=np.float64)

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        if rows is not None:
            game = game.take(rows)
        sender, receiver = _signals(game, strategies, beliefs)
        sent, off_sender = _proper(sender, _signal_mask(game, 0))
        reply, off_receiver = _proper(receiver, _signal_mask(game, 1))
        belief, off_belief = _proper(beliefs, np.ones(beliefs.shape[-1:], dtype=bool))
        off = np.maximum(off_sender.max(axis=-1), np.maximum(off_receiver.max(axis=-1), off_belief.max(axis=-1)))
        # Sender: what type t gets from message m, and what the best message would bring.
        u, v = game.payoffs[..., 0, :, :, :], game.payoffs[..., 1, :, :, :]
        # Both compare payoffs only within a type, and the receiver only after one message: centre there.
        u = u - (u.max(axis=(-1, -2), keepdims=True) + u.min(axis=(-1, -2), keepdims=True)) / 2
        v = v - (v.max(axis=-1, keepdims=True) + v.min(axis=-1, keepdims=True)) / 2
        worth = np.einsum("...tma,...ma->...tm", u, reply)
        best = np.where(_signal_mask(game, 0), worth, -np.inf).max(axis=-1)
        sender_regret = (best - (sent * worth).sum(axis=-1)).max(axis=-1)
        joint = game.prior[..., :, None] * sent
        chance = joint.sum(axis=-2)
        with np.errstate(divide="ignore", invalid="ignore"):
            posterior = np.where(chance[..., None] > 0, joint.swapaxes(-1, -2) / chance[..., None], belief)
        off = np.maximum(off, np.abs(posterior - belief).max(axis=(-1, -2)))
        value = np.einsum("...mt,...tma->...ma", belief, v)
        best = np.where(_signal_mask(game, 1), value, -np.inf).max(axis=-1)
        receiver_regret = (best - (reply * value).sum(axis=-1)).max(axis=-1)
        paid = np.stack(
            [
                np.einsum("...tm,...ma,...tma->...", joint, reply, game.payoffs[..., i, :, :, :])
                for i in range(2)
            ],
            axis=-1,
        )
        scale = game.scale
        size = np.stack([np.abs(side).max(axis=(-1, -2, -3)) for side in (u, v)], axis=-1)
        regret = np.maximum(np.stack(np.broadcast_arrays(sender_regret, receiver_regret), axis=-1), 0)
        regret = np.where(scale > 0, regret + _doubt(sum(game.payoffs.shape[-3:]), size), 0.0 * regret)
        off = np.broadcast_to(off, regret.shape[:-1])
        bad = np.isnan(regret).any(axis=-1) | np.isnan(off)
        return Residual(
            "perfect bayesian",
            tuple(np.broadcast_to(raw, (*off.shape, *raw.shape[-2:])) for raw in (sender, receiver)),
            paid,
            regret,
            np.broadcast_to(scale, regret.shape),
            np.where(bad, np.inf, off),
            beliefs=np.broadcast_to(beliefs, (*regret.shape[:-1], *beliefs.shape[-2:])),
        )

    return residual


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
    strategies = _checked(game, strategies)
    proper = tuple(_proper(strategy, _mask(game, i))[0] for i, strategy in enumerate(strategies))
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


def as_probabilities(strategy: Any) -> Floats:
    """A strategy as float64, or an error where that would drop something."""
    array = np.asarray(strategy)
    if array.dtype == np.float64 and not isinstance(strategy, np.ma.MaskedArray):
        return array
    if array.dtype.kind not in "biufO" or isinstance(strategy, np.ma.MaskedArray):
        raise InvalidGameError(f"strategies must be real numbers; got {type(strategy).__name__} of {array.dtype}.")
    return array.astype(np.float64)


def masks_of(game: Any) -> tuple[Bools, ...]:
    """One (games, m_i) mask per player; (1, m_i) where every action exists."""
    if game.available is None:
        return tuple(_everything(size) for size in game.sizes)
    return tuple(mask.reshape(len(game.flat), mask.shape[-1]) for mask in game.available)


@lru_cache(maxsize=256)
def _everything(size: int) -> Bools:
    mask = np.ones((1, size), dtype=bool)
    mask.setflags(write=False)
    return mask


def _checked(game: Any, strategies: Any) -> tuple[Floats, ...]:
    arrays = tuple([as_probabilities(strategy) for strategy in strategies])
    if tuple([array.shape[-1] if array.ndim else 0 for array in arrays]) != game.sizes:
        raise InvalidGameError(
            f"strategies need one array per player, probabilities last, of sizes {game.sizes}; "
            f"got shapes {[array.shape for array in arrays]}."
        )
    return arrays


def _centred(game: Any, i: int) -> Floats:
    """Payoffs of player i less the best one against the same actions of the others."""
    payoffs = _payoffs_of(game, i)
    there = np.where(along(_mask(game, i), i, len(game.players)), payoffs, -np.inf)
    return np.asarray(payoffs - there.max(axis=i - len(game.players), keepdims=True))


def _signals(game: Any, strategies: tuple[Any, ...], beliefs: Floats) -> tuple[Floats, Floats]:
    types, messages, replies = game.payoffs.shape[-3:]
    if len(strategies) == 2:
        sender, receiver = (np.asarray(strategy, dtype=np.float64) for strategy in strategies)
        shapes = sender.shape[-2:], receiver.shape[-2:], beliefs.shape[-2:]
        if shapes == ((types, messages), (messages, replies), (messages, types)):
            return sender, receiver
    raise InvalidGameError(
        f"a profile needs a sender's strategy (*batch, {types}, {messages}), a receiver's (*batch, {messages}, "
        f"{replies}) and beliefs (*batch, {messages}, {types}); got {[np.shape(x) for x in strategies]} and "
        f"{beliefs.shape}."
    )


def _payoffs_of(game: Any, i: int) -> Floats:
    return np.asarray(game.payoffs[..., i, *(slice(None),) * len(game.players)])


def _mask(game: Any, i: int) -> Bools:
    return np.asarray(_everything(game.sizes[i])[0] if game.available is None else game.available[i])


def _proper(raw: Floats, available: Bools) -> tuple[Floats, Floats]:
    """The strategy nearest to a raw vector on the last axis, and how far the raw one is off."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        kept = np.where(available & (raw > 0), raw, 0.0)
        off = np.maximum(np.abs(raw.sum(axis=-1) - 1), np.abs(raw - kept).max(axis=-1))
        return kept / kept.sum(axis=-1, keepdims=True), off


def _signal_mask(game: Any, i: int) -> Bools:
    """Messages of the sender (types on the axis before last) or actions of the receiver (messages there)."""
    if game.available is None:
        return np.asarray(_everything(game.payoffs.shape[-2 + i])[0])
    return np.asarray(game.available[i][..., None, :])
