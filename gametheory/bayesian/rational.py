"""Every extreme Bayes-Nash equilibrium of a two-player game in rational arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from ..double_description import Vertex, vertices
from .game import BayesianGame

Behaviour = tuple[tuple[Fraction, ...], ...]
"""A strategy: the probabilities of the actions, type by type."""


class RationalGame(NamedTuple):
    """One two-player game over the types of positive probability and the actions that exist, in integers.

    Attributes
    ----------
    types : for each player, the numbers of his types
    actions : for each player and type, the numbers of its actions
    worth : worth[i][t][a] is a list of integers
        What action a brings type t of player i: an integer for each action of each type of the other player, to be
        weighted by their probabilities. Every type has a unit of its own.
    """

    types: tuple[list[int], list[int]]
    actions: tuple[list[list[int]], list[list[int]]]
    worth: tuple[list[list[list[int]]], list[list[list[int]]]]


class Extreme(NamedTuple):
    """An extreme equilibrium, over the types and actions of its :class:`RationalGame`, and its component."""

    strategies: tuple[Behaviour, Behaviour]
    component: int


def rational_game(game: BayesianGame, position: int) -> RationalGame:
    """The two-player game at a position of the flattened batch."""
    one = game.take(position)
    payoffs, prior = (one.payoffs, one.prior) if one.exact is None else (one.exact.payoffs, one.exact.prior)
    types = [mine.nonzero()[0].tolist() for mine in one.possible]
    actions = [
        [list(range(size)) if one.available is None else one.available[i][t].nonzero()[0].tolist() for t in types[i]]
        for i, size in enumerate(one.sizes)
    ]
    worth: list[list[list[list[int]]]] = [[], []]
    for i in range(2):
        chances = prior if i == 0 else prior.swapaxes(0, 1)
        mine = payoffs[0] if i == 0 else payoffs[1].swapaxes(0, 1).swapaxes(2, 3)  # [own type, other's, own action, ..]
        for own, choices in zip(types[i], actions[i], strict=True):
            rows = [
                [
                    _fraction(chances[own, other]) * _fraction(mine[own, other, a, b])
                    for other, replies in zip(types[1 - i], actions[1 - i], strict=True)
                    for b in replies
                ]
                for a in choices
            ]
            worth[i].append(_whole(rows))
    return RationalGame((types[0], types[1]), (actions[0], actions[1]), (worth[0], worth[1]))


def extreme_equilibria(game: RationalGame) -> list[Extreme]:
    """Every extreme Bayes-Nash equilibrium, in canonical order."""
    sizes = [[len(choices) for choices in game.actions[i]] for i in range(2)]
    first = [_labels(v, sizes[0], sizes[1]) for v in vertices(sizes[0], game.worth[1])]
    second = [_labels(v, sizes[1], sizes[0]) for v in vertices(sizes[1], game.worth[0])]
    everything = [(1 << sum(sizes[i])) - 1 for i in range(2)]
    pairs = [
        (j, k)
        for j, (_, unused, best) in enumerate(first)
        for k, (_, unused_there, best_there) in enumerate(second)
        if unused | best_there == everything[0] and unused_there | best == everything[1]
    ]
    found = [((first[j][0], second[k][0]), ((0, j), (1, k))) for j, k in pairs]
    found.sort(key=lambda pair: _canonical(pair[0]))
    names = _components([ends for _, ends in found])
    return [Extreme(strategies, name) for (strategies, _), name in zip(found, names, strict=True)]


def _labels(vertex: Vertex, own: list[int], others: list[int]) -> tuple[Behaviour, int, int]:
    """The strategy of a vertex, which of its actions are not used, and which of the other player's are best to it."""
    unused = _mask(own, vertex.zero)
    return vertex.weights, unused, _mask(others, vertex.largest)


def _mask(sizes: list[int], places: frozenset[tuple[int, int]]) -> int:
    bits, start = 0, 0
    for t, size in enumerate(sizes):
        bits |= sum(1 << (start + a) for a in range(size) if (t, a) in places)
        start += size
    return bits


def _components(edges: Sequence[tuple[Any, Any]]) -> list[int]:
    """The connected component of each edge of a graph, numbered in the order in which they come first."""
    parent: dict[Any, Any] = {}

    def root(node: Any) -> Any:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for one, other in edges:
        parent[root(one)] = root(other)
    numbers: dict[Any, int] = {}
    return [numbers.setdefault(root(one), len(numbers)) for one, _ in edges]


def _canonical(strategies: tuple[Behaviour, Behaviour]) -> Any:
    """Fewer actions first, then supports, an earlier action present first, then the strategies."""
    absent = [weight == 0 for mine in strategies for row in mine for weight in row]
    return -sum(absent), absent, strategies


def _fraction(number: Any) -> Fraction:
    return Fraction(*number.as_integer_ratio())


def _whole(rows: list[list[Fraction]]) -> list[list[int]]:
    """The rows in integers without a common factor."""
    common = lcm(*(entry.denominator for row in rows for entry in row))
    whole = [[entry.numerator * (common // entry.denominator) for entry in row] for row in rows]
    unit = gcd(*(entry for row in whole for entry in row)) or 1
    return [[entry // unit for entry in row] for row in whole]
