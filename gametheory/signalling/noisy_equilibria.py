"""Every extreme sequential equilibrium of one signalling game with types of the receiver or noise, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from ..double_description import MOST_VERTICES, Vertex, vertices
from ..errors import UnsupportedGameError
from .noisy_rational import Pair, RationalNoisyGame, reached
from .rational import SAME, Belief, canonical, numbered, played
from .trembles import Levels, Mistakes, Sets, witness


class NoisyExtreme(NamedTuple):
    """One equilibrium.

    Attributes
    ----------
    sender : [t][m] Fraction
    receiver : [l][a] Fraction
    exponents, weights : {(t, m): number}
        The order of each pair, 0 where it is sent, and its weight: beliefs are their limits.
    component, outcome : int
    """

    sender: tuple[Belief, ...]
    receiver: tuple[Belief, ...]
    exponents: dict[Pair, int]
    weights: dict[Pair, Fraction]
    component: int
    outcome: int


class _Sender(NamedTuple):
    vertex: Vertex
    played: set[tuple[int, int]]
    unreached: Sets


class _Receiver(NamedTuple):
    vertex: Vertex
    played: set[tuple[int, int]]
    given: list[frozenset[int]]


_Pair = tuple[_Sender, _Receiver]


def extreme_sequential(game: RationalNoisyGame) -> list[NoisyExtreme]:
    """Every extreme sequential equilibrium, in canonical order."""
    types, nm, na, sets = len(game.prior), len(game.messages), len(game.replies), len(game.sets)
    if max(nm**types, na**sets) > MOST_VERTICES:
        raise UnsupportedGameError(
            f"the strategies of this signalling game, with {sets} information sets of the receiver, have more than "
            f"{MOST_VERTICES} vertices to be looked at; use pure_pbe, which takes larger games, or drop types, "
            f"messages, signals or replies."
        )
    mistakes = Mistakes(game)
    sent = vertices(
        [nm] * types,
        [
            [[weight * x for weight, row in zip(game.prior, rows, strict=True) for x in row] for rows in own]
            for own in game.receiver
        ],
    )
    replied = vertices([na] * sets, [[[x for row in rows for x in row] for rows in side] for side in game.sender])

    @cache
    def supported(unreached: Sets, given: tuple[tuple[int, frozenset[int]], ...]) -> Levels | None:
        return mistakes.support(unreached, dict(given))

    def levels(unreached: Sets, given: Sequence[frozenset[int]]) -> Levels | None:
        return supported(unreached, tuple((n, given[n]) for n in sorted(unreached)))

    senders = [_Sender(x, played(x), frozenset(range(sets)) - reached(game, x.weights)) for x in sent]
    # Replies that are best to no belief are given nowhere.
    receivers = [
        receiver
        for receiver in (_Receiver(y, played(y), _given(y)) for y in replied)
        if all(levels(frozenset([n]), receiver.given) for n in range(sets))
    ]
    pairs = [
        (one, other)
        for one in senders
        for other in receivers
        if _complementary(one, other) and levels(one.unreached, other.given) is not None
    ]
    pairs.sort(key=lambda pair: canonical(pair[0].vertex, pair[1].vertex))

    def together(pair: _Pair, other: _Pair) -> bool:
        (x, y), (x2, y2) = pair, other
        both = [mine | more for mine, more in zip(y.given, y2.given, strict=True)]
        return _complementary(x, y2) and _complementary(x2, y) and levels(x.unreached, both) is not None

    component = list(range(len(pairs)))
    for k, pair in enumerate(pairs):
        for j, other in enumerate(pairs[:k]):
            if component[j] != component[k] and together(pair, other):
                first, last = sorted((component[j], component[k]))
                component = [first if name == last else name for name in component]
    found = []
    for (x, y), name, outcome in zip(pairs, numbered(component), _outcomes(game, pairs), strict=True):
        orders, sender = levels(x.unreached, y.given), x.vertex.weights
        assert orders is not None
        found.append(NoisyExtreme(sender, y.vertex.weights, *trembles(game, sender, orders), name, outcome))
    return found


def trembles(
    game: RationalNoisyGame, sender: tuple[Belief, ...], levels: Levels
) -> tuple[dict[Pair, int], dict[Pair, Fraction]]:
    """Orders and weights of all pairs; those that no belief asks for come last."""
    weights = {
        (t, m): weight * x
        for t, (weight, row) in enumerate(zip(game.prior, sender, strict=True))
        for m, x in enumerate(row)
    }
    exponents = {pair: 0 if weight else len(levels) + 1 for pair, weight in weights.items()}
    weights = {pair: weight or Fraction(1) for pair, weight in weights.items()}
    for pair, order, weight in witness(levels):
        exponents[pair], weights[pair] = order, weight
    return exponents, weights


def _given(y: Vertex) -> list[frozenset[int]]:
    """The replies at each information set."""
    return [frozenset(a for a, weight in enumerate(row) if weight) for row in y.weights]


def _complementary(x: _Sender, y: _Receiver) -> bool:
    """Whether all messages that are sent are best, and all replies that are given."""
    return x.played <= y.vertex.largest and y.played <= x.vertex.largest


def _outcomes(game: RationalNoisyGame, pairs: list[_Pair]) -> list[int]:
    """Number the outcomes: what types send, and the replies to it, to within ``SAME``."""
    names: list[int] = []
    seen: list[tuple[Any, list[Fraction]]] = []
    for x, y in pairs:
        sender = x.vertex.weights
        replied = [p for n, row in enumerate(y.vertex.weights) if n not in x.unreached for p in row]
        same = (
            name
            for name, (other, replies) in zip(names, seen, strict=True)
            if other == sender and all(abs(p - q) <= SAME for p, q in zip(replied, replies, strict=True))
        )
        names.append(next(same, max(names, default=-1) + 1))
        seen.append((sender, replied))
    return names
