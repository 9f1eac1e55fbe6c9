"""Is a rational profile an equilibrium? The verdict that every proof rests on."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..normal_form.game import NormalFormGame
from ..normal_form.integer_game import IntegerGame, as_objects, integer_games, over_common, require_normal_form
from ..value import Bools

Profile = list[list[Fraction]]
"""One strategy per player of one game, over the available actions only."""


def is_equilibrium(game: NormalFormGame, strategies: Any) -> Bools:
    r"""Decide without rounding whether a profile is a Nash equilibrium of the exact game.

    A profile is an equilibrium if every :math:`x_i` is a probability vector over the available actions and

    .. math:: u_i(a, x_{-i}) \le u_i(x) \quad \text{for every player } i \text{ and available action } a.

    The exact game has the payoffs ``game.exact.values`` where there are any, else the float64 payoffs as
    the dyadic rationals that they are.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    strategies : one (*batch, m_i) per player
        Of int, Fraction, ``flint.fmpq`` or float. A float is the dyadic rational that it is, so a float
        strategy is refused wherever its entries do not sum to exactly 1, as [0.1] * 10 does not.
        An entry that is not finite is no probability.

    Returns
    -------
    (*batch,) bool
        The batch shapes of game and strategies, broadcast.

    Raises
    ------
    InvalidGameError
        If the strategies do not have the game's shape, or are not real numbers.

    References
    ----------
    Nash (1951), "Non-Cooperative Games", equation (3): only pure deviations matter.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from gametheory.normal_form import bimatrix
    >>> third = Fraction(1, 3)
    >>> game = bimatrix([[2, 0], [0, 1]], [[-2, 0], [0, -1]])
    >>> is_equilibrium(game, ([third, 2 * third], [third, 2 * third]))
    array(True)
    >>> slip = Fraction(1, 10**30)
    >>> is_equilibrium(game, ([third, 2 * third], [third + slip, 2 * third - slip]))
    array(False)
    """
    given, games, shape = _entries(game, strategies)
    verdicts = np.zeros(len(games), dtype=bool)
    for entry, exact in integer_games(game, games):
        profile = _over_available(exact, [rows[entry] for rows in given])
        verdicts[entry] = profile is not None and holds(exact, profile)
    return verdicts.reshape(shape)


def regret(game: NormalFormGame, strategies: Any) -> Any:
    r"""What each player could gain by a deviation, exactly.

    .. math:: \max_a u_i(a, x_{-i}) - u_i(x)

    for the normalised vectors :math:`x_i / \sum_a x_i(a)`: the quantity that the certificate of a float
    answer bounds from above.

    Parameters
    ----------
    game, strategies
        As for :func:`is_equilibrium`.

    Returns
    -------
    (*batch, N) array of Fraction
        None where a vector has a negative weight, weight on a masked action, an entry that is not finite,
        or no weight at all.

    Raises
    ------
    InvalidGameError
        If the strategies do not have the game's shape, or are not real numbers.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from gametheory.normal_form import zero_sum
    >>> regret(zero_sum([[1, -1], [-1, 1]]), ([1, 0], [Fraction(1, 3), Fraction(2, 3)]))
    array([Fraction(2, 3), Fraction(2, 3)], dtype=object)
    """
    given, games, shape = _entries(game, strategies)
    players = len(game.players)
    regrets = np.full((len(games), players), None, dtype=object)
    for entry, exact in integer_games(game, games):
        profile = _over_available(exact, [rows[entry] for rows in given])
        if profile is None or not all(min(mine) >= 0 and any(mine) for mine in profile):
            continue
        totals = [sum(mine) for mine in profile]
        profile = [[weight / total for weight in mine] for mine, total in zip(profile, totals, strict=True)]
        regrets[entry] = [best - paid for best, paid in _best_and_paid(exact, profile)]
    return regrets.reshape(*shape, players)


def holds(game: IntegerGame, profile: Profile) -> bool:
    """Whether the profile consists of probabilities and nobody gains by deviating."""
    return all(map(_is_strategy, profile)) and all(best == paid for best, paid in _best_and_paid(game, profile))


def payoffs(game: IntegerGame, profile: Profile) -> list[Fraction]:
    """What each player is paid."""
    return [low + paid for low, (_, paid) in zip(game.low, _best_and_paid(game, profile), strict=True)]


def _is_strategy(weights: list[Fraction]) -> bool:
    numerators, common = over_common(weights)
    return min(numerators) >= 0 and sum(numerators) == common


def _best_and_paid(game: IntegerGame, profile: Profile) -> list[tuple[Fraction, Fraction]]:
    """For each player, the best reply's payoff and the payoff received, both above ``low``."""
    numerators, commons = zip(*map(over_common, profile), strict=True)
    weights = [as_objects(mine, (len(mine),)) for mine in numerators]
    whole = prod(commons)
    pairs = []
    for i, (numbers, unit) in enumerate(zip(game.payoffs, game.unit, strict=True)):
        for j in reversed(range(len(profile))):
            if j != i:
                numbers = np.tensordot(numbers, weights[j], axes=(j, 0))
        best, paid = max(numbers.tolist()) * commons[i], int(numbers @ weights[i])
        pairs.append((unit * Fraction(best, whole), unit * Fraction(paid, whole)))
    return pairs


def _entries(game: NormalFormGame, strategies: Any) -> tuple[list[Any], Any, tuple[int, ...]]:
    """Each player's strategies as (entries, m_i) rows, each entry's game, and the batch shape."""
    require_normal_form(game)
    arrays = tuple(map(_as_numbers, strategies))
    if len(arrays) != len(game.sizes) or any(
        array.shape[-1:] != (size,) for array, size in zip(arrays, game.sizes, strict=True)
    ):
        raise InvalidGameError(
            f"strategies need one array per player, probabilities last, of sizes {game.sizes}; "
            f"got shapes {[array.shape for array in arrays]}."
        )
    batches = [array.shape[:-1] for array in arrays]
    try:
        shape = np.broadcast_shapes(game.batch_shape, *batches)
    except ValueError:
        raise InvalidGameError(
            f"batch shapes must broadcast; got {game.batch_shape} for the game and {batches} for the strategies."
        ) from None
    given = [
        np.broadcast_to(array, (*shape, size)).reshape(int(np.prod(shape)), size)
        for array, size in zip(arrays, game.sizes, strict=True)
    ]
    games = np.arange(int(np.prod(game.batch_shape))).reshape(game.batch_shape)
    return given, np.broadcast_to(games, shape).reshape(-1), shape


def _as_numbers(strategy: Any) -> Any:
    try:
        array = np.asarray(strategy)
    except ValueError as error:
        raise InvalidGameError(
            f"a strategy must be a rectangular array of numbers; got ragged nested sequences ({error}). "
            f"Give masked actions probability 0."
        ) from error
    if array.dtype.kind not in "biufO":
        raise InvalidGameError(
            f"a strategy must hold real numbers; got dtype {array.dtype}. Use int, Fraction, flint.fmpq or float."
        )
    return array


def _over_available(game: IntegerGame, profile: list[Any]) -> Profile | None:
    """The profile as fractions over the available actions; None if it has no such form."""
    kept: Profile = []
    for mine, actions in zip(profile, game.actions, strict=True):
        weights = [weight for weight in map(_fraction, mine.tolist()) if weight is not None]
        present = set(actions.tolist())
        if len(weights) < len(mine) or any(weight != 0 for a, weight in enumerate(weights) if a not in present):
            return None
        kept.append([weights[a] for a in actions])
    return kept


def _fraction(weight: Any) -> Fraction | None:
    """A number as a fraction; None if it is not finite."""
    try:
        return Fraction(*weight.as_integer_ratio())
    except (ValueError, OverflowError):
        return None
    except AttributeError:
        pass
    try:
        return Fraction(int(weight.numerator), int(weight.denominator))  # numpy integers, flint rationals
    except (AttributeError, TypeError):
        raise InvalidGameError(
            f"a probability must be a real number; got {weight!r} of type {type(weight).__name__}. "
            f"Use int, Fraction, flint.fmpq or float."
        ) from None
