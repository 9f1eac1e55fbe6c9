"""One game of a batch with integer payoffs: the same equilibria, and arithmetic that never rounds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError
from .game import NormalFormGame


class IntegerGame(NamedTuple):
    """A game over its available actions, each player's payoffs brought to integers from 0 up.

    The payoff to player i at a profile is ``low[i] + unit[i] * payoffs[i][profile]``, exactly.

    Attributes
    ----------
    payoffs : one (m_1, ..., m_N) array of int per player
    low, unit : tuple of Fraction
        ``unit`` is positive.
    actions : one array of int per player
        The numbers of the available actions.
    sizes : tuple of int
        How many actions each player has, masked ones included.
    """

    payoffs: tuple[Any, ...]
    low: tuple[Fraction, ...]
    unit: tuple[Fraction, ...]
    actions: tuple[Any, ...]
    sizes: tuple[int, ...]


def require_normal_form(game: Any) -> None:
    """Raise unless the game is a :class:`NormalFormGame`."""
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(
            f"exact arithmetic needs a NormalFormGame; got {type(game).__name__}. Make one with bimatrix(A, B), "
            f"zero_sum(A), symmetric(A) or NormalFormGame(payoffs, players=...)."
        )


def integer_games(game: NormalFormGame, positions: Any) -> Iterator[tuple[int, IntegerGame]]:
    """For every entry of ``positions``, its place and its game, entries of one game in a row.

    Parameters
    ----------
    positions : (entries,) int
        Positions in the flattened batch of games.
    """
    last, built = -1, None
    for entry in np.argsort(positions, kind="stable").tolist():
        if built is None or positions[entry] != last:
            last = int(positions[entry])
            built = _integer_game(game, last)
        yield entry, built


def _integer_game(game: NormalFormGame, position: int) -> IntegerGame:
    sizes, players = game.sizes, len(game.players)
    given = game.payoffs if game.exact is None else game.exact.values
    given = given.reshape(-1, players, *sizes)[position]
    actions = tuple(
        np.arange(size) if game.available is None else np.flatnonzero(game.available[i].reshape(-1, size)[position])
        for i, size in enumerate(sizes)
    )
    shape = tuple(map(len, actions))
    payoffs, lows, units = [], [], []
    for own in given:
        ratios = [payoff.as_integer_ratio() for payoff in own[np.ix_(*actions)].ravel().tolist()]
        common = lcm(*(denominator for _, denominator in ratios))
        numbers = [numerator * (common // denominator) for numerator, denominator in ratios]
        low = min(numbers)
        step = gcd(*(number - low for number in numbers)) or 1
        payoffs.append(as_objects([(number - low) // step for number in numbers], shape))
        lows.append(Fraction(low, common))
        units.append(Fraction(step, common))
    return IntegerGame(tuple(payoffs), tuple(lows), tuple(units), actions, sizes)


def over_common(fractions: list[Fraction]) -> tuple[list[int], int]:
    """Numerators over one common denominator, and that denominator."""
    common = lcm(*(fraction.denominator for fraction in fractions))
    return [fraction.numerator * (common // fraction.denominator) for fraction in fractions], common


def as_objects(entries: list[Any], shape: tuple[int, ...]) -> Any:
    """An array of Python objects; numpy would guess a dtype, and overflow."""
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array.reshape(shape)
