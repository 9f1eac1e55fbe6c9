"""Every extreme sequential equilibrium of one signalling game with types of the receiver or noise, in integers."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from ..double_description import MOST_VERTICES, Vertex, vertices
from ..errors import UnsupportedGameError
from .noisy_rational import Pair, RationalNoisyGame, reached
from .rational import SAME, Belief, canonical, complementary, numbered, played
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

    def levels(unreached: Sets, *strategies: Vertex) -> Levels | None:
        given = [_given(y) for y in strategies]
        together = [(n, frozenset().union(*(one[n] for one in given))) for n in sorted(unreached)]
        return supported(unreached, tuple(together))

    # Replies that are best to no belief are given nowhere.
    replied = [y for y in replied if all(levels(frozenset([n]), y) for n in range(sets))]
    off = {id(x): frozenset(range(sets)) - reached(game, x.weights) for x in sent}
    pairs = [
        (x, y) for x in sent for y in replied if complementary(x, y) and levels(off[id(x)], y) is not None
    ]
    pairs.sort(key=lambda pair: canonical(*pair))
    component = list(range(len(pairs)))
    for k, (x, y) in enumerate(pairs):
        for j, (x2, y2) in enumerate(pairs[:k]):
            if (
                component[j] != component[k]
                and complementary(x, y2)
                and complementary(x2, y)
                and levels(off[id(x)], y, y2) is not None
            ):
                first, last = sorted((component[j], component[k]))
                component = [first if name == last else name for name in component]
    found = []
    for (x, y), name, outcome in zip(pairs, numbered(component), _outcomes(game, pairs), strict=True):
        orders = levels(off[id(x)], y)
        assert orders is not None
        found.append(NoisyExtreme(x.weights, y.weights, *trembles(game, x.weights, orders), name, outcome))
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


def _given(y: Vertex) -> dict[int, frozenset[int]]:
    """The replies at each information set."""
    mine = played(y)
    return {n: frozenset(a for number, a in mine if number == n) for n in range(len(y.weights))}


def _outcomes(game: RationalNoisyGame, pairs: list[tuple[Vertex, Vertex]]) -> list[int]:
    """Number the outcomes: what types send, and the replies to it, to within ``SAME``."""
    names: list[int] = []
    seen: list[tuple[Any, list[Fraction]]] = []
    for x, y in pairs:
        path = sorted(reached(game, x.weights))
        replied = [p for number in path for p in y.weights[number]]
        same = (
            name
            for name, (other, replies) in zip(names, seen, strict=True)
            if other == x.weights and all(abs(p - q) <= SAME for p, q in zip(replied, replies, strict=True))
        )
        names.append(next(same, max(names, default=-1) + 1))
        seen.append((x.weights, replied))
    return names
