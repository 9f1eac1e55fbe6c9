"""One signalling game with types of the receiver or noise, in integers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from .game import as_fractions
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
    one = game.take(position)
    held = one if one.exact is None else one.exact
    payoffs, prior, kinds, noise, slips = (as_fractions(getattr(held, name)) for name in NUMBERS)
    messages, replies = (list(range(size)) for size in payoffs.shape[-2:])
    if one.available is not None:
        messages, replies = (mask.nonzero()[0].tolist() for mask in one.available)
    kinds, noise, slips = (_normed(array) for array in (kinds, noise, slips))
    types, pairs = range(len(prior)), [(t, m) for t in range(len(prior)) for m in range(len(messages))]
    sets = [(int(k), int(s)) for k, s in zip(*one.possible.nonzero(), strict=True)]
    leads = [[[kinds[t, k] * noise[m, s] for m in messages] for t in types] for k, s in sets]
    expected = payoffs @ slips.T  # over what a chosen reply is carried out as
    sender, receiver, weight = [], [], []
    for t in types:
        worth = [
            leads[number][t][j] * expected[0, t, k, messages[j], a]
            for j in range(len(messages))
            for number, (k, _) in enumerate(sets)
            for a in replies
        ]
        sender.append(_nested(worth, len(messages), len(sets), len(replies)))
    for (k, _), lead in zip(sets, leads, strict=True):
        worth = [lead[t][j] * expected[1, t, k, messages[j], a] for a in replies for t, j in pairs]
        receiver.append(_nested(worth, len(replies), len(types), len(messages)))
        weight += _nested([lead[t][j] for t, j in pairs], 1, len(types), len(messages))
    return RationalNoisyGame(sender, receiver, weight, over_common(prior.tolist())[0], messages, replies, sets)


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


def _normed(array: Any) -> Any:
    """In proportion; rows of a message or reply that does not exist stay 0."""
    total = array.sum(axis=-1, keepdims=True)
    total[total == 0] = Fraction(1)
    return array / total


def _nested(numbers: list[Any], first: int, second: int, third: int) -> list[list[list[int]]]:
    """Numbers as integers over a common denominator, in three axes."""
    entries = iter(over_common(numbers)[0])
    return [[[next(entries) for _ in range(third)] for _ in range(second)] for _ in range(first)]
