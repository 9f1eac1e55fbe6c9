"""One signalling game with types of the receiver or noise, in integers."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

import numpy as np

from .noisy_game import NUMBERS, NoisySignallingGame
from .rational import Belief, over_common

Pair = tuple[int, int]
"""A type of the sender and a message."""


class RationalNoisyGame(NamedTuple):
    """One game over what exists, in integers; l counts the information sets (k, s) of the receiver that are possible.

    Attributes
    ----------
    sender : [t][m][l][a] int
        What type t gets from message m is the sum of these over l, weighted by the replies; in units of its own per
        type.
    receiver : [l][a][t][m] int
        What reply a brings at l, weighted by how likely (t, m) leads there; in units of its own per l.
    weight : [l][t][m] int
        In proportion to the probability that (t, m) leads to l.
    prior : [t] int
        Weights in proportion to the prior.
    messages, replies : list of int
        The numbers that these have in the whole game.
    sets : list of (k, s)
    """

    sender: list[list[list[list[int]]]]
    receiver: list[list[list[list[int]]]]
    weight: list[list[list[int]]]
    prior: list[int]
    messages: list[int]
    replies: list[int]
    sets: list[tuple[int, int]]

    def leading_to(self, number: int) -> frozenset[Pair]:
        """The pairs of type and message that can lead to an information set."""
        return frozenset((t, m) for t, row in enumerate(self.weight[number]) for m, chance in enumerate(row) if chance)


def rational_noisy_game(game: NoisySignallingGame, position: int) -> RationalNoisyGame:
    """The game at a position of the flattened batch."""
    depth, held = len(game.batch_shape), game if game.exact is None else game.exact
    payoffs, prior, kinds, noise, slips = (
        array.reshape(-1, *array.shape[depth:])[position] for array in (getattr(held, name) for name in NUMBERS)
    )
    messages, replies = (list(range(size)) for size in payoffs.shape[-2:])
    if game.available is not None:
        here = (mask.reshape(-1, mask.shape[-1])[position] for mask in game.available)
        messages, replies = (mask.nonzero()[0].tolist() for mask in here)
    types, outcomes = range(len(prior)), range(len(slips))
    known, heard, carried = (_proportions(array) for array in (kinds, noise, slips))
    possible = game.possible.reshape(-1, *game.possible.shape[depth:])[position]
    sets = [(int(k), int(s)) for k, s in zip(*possible.nonzero(), strict=True)]
    leads = [[[known[t][k] * heard[m][s] for m in messages] for t in types] for k, s in sets]
    # Expected over what a chosen reply is carried out as.
    mine, theirs = (
        [
            [[[sum(own[b] * carried[a][b] for b in outcomes if carried[a][b]) for a in replies] for own in of_kind]
             for of_kind in of_type]
            for of_type in _whole(side)
        ]
        for side in payoffs
    )  # fmt: skip
    sender = [
        [
            [[leads[number][t][j] * x for x in mine[t][k][m]] for number, (k, _) in enumerate(sets)]
            for j, m in enumerate(messages)
        ]
        for t in types
    ]
    receiver = [
        [
            [[lead[t][j] * theirs[t][k][m][i] for j, m in enumerate(messages)] for t in types]
            for i in range(len(replies))
        ]
        for (k, _), lead in zip(sets, leads, strict=True)
    ]
    return RationalNoisyGame(
        [_reduced(own) for own in sender],
        [_reduced(own) for own in receiver],
        leads,
        over_common(prior.tolist())[0],
        messages,
        replies,
        sets,
    )


def belief(
    game: RationalNoisyGame, number: int, exponents: dict[Pair, int], weights: dict[Pair, Fraction]
) -> dict[Pair, Fraction]:
    """The limit of beliefs at an information set as the messages of each pair have such weights and orders."""
    pairs = game.leading_to(number)
    first = min(exponents[pair] for pair in pairs)
    share = {(t, m): weights[t, m] * game.weight[number][t][m] for t, m in pairs if exponents[t, m] == first}
    total = sum(share.values())
    return {pair: part / total for pair, part in share.items()}


def reached(game: RationalNoisyGame, sender: tuple[Belief, ...]) -> frozenset[int]:
    """The information sets that are reached."""
    return frozenset(
        number for number in range(len(game.sets)) if any(sender[t][m] for t, m in game.leading_to(number))
    )


def _proportions(rows: Any) -> list[list[int]]:
    """Rows in proportion to their entries, all in one unit; those of what does not exist stay 0."""
    totals = [sum(map(Fraction, row)) for row in rows.tolist()]
    shares = [[Fraction(x) / (total or 1) for x in row] for row, total in zip(rows.tolist(), totals, strict=True)]
    numbers, size = over_common([x for row in shares for x in row])[0], len(shares[0])
    return [numbers[k : k + size] for k in range(0, len(numbers), size)]


def _whole(side: Any) -> Any:
    """Payoffs in units in which they are integers, nested."""
    numbers = np.empty(side.shape, dtype=object)
    numbers.reshape(-1)[:] = over_common(side.reshape(-1).tolist())[0]
    return numbers.tolist()


def _reduced(nested: list[list[list[int]]]) -> list[list[list[int]]]:
    """Integers without their common factors."""
    factor = gcd(*(x for rows in nested for row in rows for x in row)) or 1
    return [[[x // factor for x in row] for row in rows] for rows in nested]
