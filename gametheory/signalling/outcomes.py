"""The outcomes of equilibria in rational arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from operator import mul
from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError
from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .rational import Belief, RationalGame, extreme_equilibria, rational_game

MATCH = 1e-7
"""A float equilibrium this close to an exact one is taken to be it."""


class Outcome(NamedTuple):
    """One outcome of one game, exactly.

    Attributes
    ----------
    position : int
        Of the game in the flattened batch.
    game : RationalGame
    rows : list of int
        The rows of the equilibria that have it.
    senders : [m], a list of the types that send a message
    payoffs : [t] Fraction
        Of each type.
    """

    position: int
    game: RationalGame
    rows: list[int]
    senders: list[list[int]]
    payoffs: list[Fraction]

    def gain(self, m: int) -> list[list[int]]:
        """What each type gains by a message, by reply, in units of :meth:`unit`."""
        return [
            [pay * own.denominator - own.numerator for pay in side[m]]
            for side, own in zip(self.game.sender, self.payoffs, strict=True)
        ]

    def unit(self, t: int) -> Fraction:
        """One unit of the gains of a type, in payoffs of the game."""
        return self.game.sender_unit / self.payoffs[t].denominator


def first_rows(equilibria: SignallingEquilibria) -> tuple[Any, Any]:
    """The first row of each outcome, in the order of the rows, and the number of each row's outcome among them."""
    names = np.stack([equilibria.game, equilibria.outcome], axis=-1)
    _, first, place = np.unique(names, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    return first[order], np.argsort(order, kind="stable")[place.reshape(-1)]


def outcomes(game: SignallingGame, equilibria: SignallingEquilibria, wanted: Any = None) -> Iterator[Outcome]:
    """Outcomes of the equilibria, exactly; game by game.

    Parameters
    ----------
    game, equilibria
    wanted : (outcomes,) bool, or None for all
        In the order of :func:`first_rows`.
    """
    first, place = first_rows(equilibria)
    chosen = np.arange(len(first)) if wanted is None else np.flatnonzero(wanted)
    by_outcome = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[by_outcome], np.arange(len(first) + 1))
    sender, receiver = (strategy[first[chosen]].tolist() for strategy in equilibria.strategies)
    last, one = -1, None
    for number, sent, replied in zip(chosen.tolist(), sender, receiver, strict=True):
        rows = by_outcome[ends[number] : ends[number + 1]].tolist()
        position = int(equilibria.game[rows[0]])
        if one is None or position != last:
            last, one = position, rational_game(game, position)
        if game.available is not None:
            sent = [[row[m] for m in one.messages] for row in sent]
            replied = [[replied[m][a] for a in one.replies] for m in one.messages]
        senders = [[t for t, own in enumerate(sent) if own[m]] for m in range(len(one.messages))]
        yield Outcome(position, one, rows, senders, _payoffs(one, senders, sent, replied))


def _payoffs(one: RationalGame, senders: list[list[int]], sent: Any, replied: Any) -> list[Fraction]:
    """What each type gets, from a message with a pure reply where it sends one, else by the exact equilibrium."""
    pure = [row.index(1) if 1 in row else None for row in replied]
    payoffs: list[Fraction] = []
    for t, side in enumerate(one.sender):
        a, m = next(((a, m) for m, a in enumerate(pure) if a is not None and t in senders[m]), (None, -1))
        if a is None:
            replies = _exact_replies(one, senders, sent, replied)
            first = [next(m for m, own in enumerate(senders) if each in own) for each in range(len(one.sender))]
            return [
                sum(map(mul, replies[m], own[m]), Fraction(0)) for m, own in zip(first, one.sender, strict=True)
            ]
        payoffs.append(Fraction(side[m][a]))
    return payoffs


def _exact_replies(one: RationalGame, senders: list[list[int]], sent: Any, replied: Any) -> list[Belief]:
    """The exact extreme equilibrium with the outcome of a float one: its replies to the messages that are sent."""
    on_path = [m for m, own in enumerate(senders) if own]
    solved = _indifferent(one, replied)
    if solved is not None and _close((solved[m], replied[m]) for m in on_path):
        return solved
    for extreme in extreme_equilibria(one):
        pairs = [*zip(extreme.sender, sent, strict=True), *((extreme.receiver[m], replied[m]) for m in on_path)]
        if _close(pairs):
            return list(extreme.receiver)
    raise InvalidGameError(
        "refinements take the extreme equilibria of this game, as all_pbe returns them; got strategies that mix on the "
        "path and are not among them."
    )


def _close(pairs: Any) -> bool:
    return all(abs(float(p) - q) <= MATCH for own, row in pairs for p, q in zip(own, row, strict=True))


def _indifferent(one: RationalGame, replied: Any) -> list[Belief] | None:
    """The only strategy of the receiver with the replies and the best messages of types of a float one, if any.

    If the float one is a vertex up to rounding, what is tight there determines it.
    """
    from flint import fmpz_mat

    types, messages = range(len(one.sender)), range(len(one.messages))
    places = [(m, a) for m in messages for a, p in enumerate(replied[m]) if p]
    width = len(places) + len(types)
    rows = [[int(m == own) for own, _ in places] + [0] * len(types) + [1] for m in messages]
    close = MATCH * max(1, *(abs(pay) for side in one.sender for row in side for pay in row))
    for t in types:
        worth = [sum(map(mul, row, side)) for row, side in zip(replied, one.sender[t], strict=True)]
        for m in messages:
            if worth[m] >= max(worth) - close:
                row = [one.sender[t][m][a] if own == m else 0 for own, a in places]
                rows.append([*row, *(-int(t == own) for own in types), 0])
    reduced, common, rank = fmpz_mat(rows).rref()
    solution = [int(reduced[k, width]) for k in range(width)] if rank == width else []
    if not solution or any(int(reduced[k, k]) != int(common) for k in range(width)):
        return None  # not determined, or determined too often
    replies = [[Fraction(0)] * len(one.replies) for _ in messages]
    for (m, a), weight in zip(places, solution, strict=False):
        replies[m][a] = Fraction(weight, int(common))
    return [tuple(row) for row in replies] if all(p >= 0 for row in replies for p in row) else None
