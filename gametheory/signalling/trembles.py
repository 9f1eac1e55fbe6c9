"""Which replies at information sets that are not reached are best to beliefs that come from the same mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from typing import NamedTuple

from ..double_description import vertices
from .noisy_rational import Pair, RationalNoisyGame

Sets = frozenset[int]
Replies = Mapping[int, frozenset[int]]
"""At each information set."""


class Corner(NamedTuple):
    """An extreme vector of mistakes, and the replies that are best to it.

    Attributes
    ----------
    weights : {(t, m): Fraction}
        In proportion to the probability of type t and the mistake of sending m; they sum to 1.
    best : {information set: replies}
        All of them where no pair of positive weight leads.
    """

    weights: dict[Pair, Fraction]
    best: dict[int, frozenset[int]]


class Group(NamedTuple):
    """Information sets whose beliefs depend on one another, the pairs that lead there, and the extreme mistakes."""

    sets: Sets
    pairs: frozenset[Pair]
    corners: list[Corner]


Levels = list[list[tuple[Group, list[Corner]]]]


class Mistakes:
    r"""The beliefs that sequential equilibria allow at information sets of one game that are not reached.

    Mistakes are weights on pairs of type and message; what is best to them at an information set is linear in them.
    Where they leave an information set without weight, mistakes of a higher order decide.
    """

    def __init__(self, game: RationalNoisyGame) -> None:
        self.game = game
        self.leading = [game.leading_to(number) for number in range(len(game.sets))]
        self.groups = cache(self._groups)
        self.patterns = cache(self._patterns)

    def support(self, unreached: Sets, given: Replies) -> Levels | None:
        """Mistakes, order by order, to which all replies given are best; None if there are none.

        The weights of one order to which they are best are a cone. If mistakes of some orders do, so do those that
        begin in the middle of the cone, which leave the fewest information sets to the orders after: no other
        beginning has to be tried.
        """
        levels: Levels = []
        while unreached:
            level, left = [], set()
            for group in self.groups(unreached):
                fitting = [corner for corner in group.corners if all(given[n] <= corner.best[n] for n in group.sets)]
                if not fitting:
                    return None
                level.append((group, fitting))
                weighted = {pair for corner in fitting for pair, weight in corner.weights.items() if weight}
                left |= {number for number in group.sets if not self.leading[number] & weighted}
            levels.append(level)
            unreached = frozenset(left)
        return levels

    def _groups(self, unreached: Sets) -> list[Group]:
        """The information sets, split where no pair leads to two of them."""
        return [self._group(part) for part in connected({number: self.leading[number] for number in unreached})]

    def _group(self, part: Sets) -> Group:
        sets = sorted(part)
        pairs = sorted(frozenset().union(*(self.leading[number] for number in sets)))
        receiver = self.game.receiver
        functions = [[[row[t][m] for t, m in pairs] for row in receiver[number]] for number in sets]
        corners = []
        for vertex in vertices([len(pairs)], functions):
            best: dict[int, set[int]] = {number: set() for number in sets}
            for j, reply in vertex.largest:
                best[sets[j]].add(reply)
            corners.append(
                Corner(
                    dict(zip(pairs, vertex.weights[0], strict=True)),
                    {number: frozenset(replies) for number, replies in best.items()},
                )
            )
        return Group(part, frozenset(pairs), corners)

    def _patterns(self, unreached: Sets) -> list[dict[int, frozenset[int]]]:
        """The largest sets of replies, at all these information sets together, that some mistakes support."""
        choices = []
        for group in self.groups(unreached):
            mine: list[dict[int, frozenset[int]]] = []
            for corner in group.corners:
                weighted = {pair for pair, weight in corner.weights.items() if weight}
                open_ = frozenset(number for number in group.sets if not self.leading[number] & weighted)
                settled = {number: best for number, best in corner.best.items() if number not in open_}
                mine += [settled | rest for rest in self.patterns(open_)]
            choices.append(largest(mine))
        return [{number: best for one in chosen for number, best in one.items()} for chosen in product(*choices)]


def connected(links: Mapping[int, frozenset[Pair]]) -> list[Sets]:
    """The parts of information sets with links that share none."""
    parts: list[tuple[set[int], set[Pair]]] = []
    for number, mine in links.items():
        here, through = {number}, set(mine)
        rest = []
        for part, links_of_part in parts:
            if links_of_part & mine:
                here |= part
                through |= links_of_part
            else:
                rest.append((part, links_of_part))
        parts = [*rest, (here, through)]
    return sorted((frozenset(part) for part, _ in parts), key=min)


def largest(patterns: list[dict[int, frozenset[int]]]) -> list[dict[int, frozenset[int]]]:
    """Those that are not within another one, each once."""
    kept: list[dict[int, frozenset[int]]] = []
    for one in patterns:
        if not any(_within(one, other) for other in kept):
            kept = [other for other in kept if not _within(other, one)] + [one]
    return kept


def _within(one: Replies, other: Replies) -> bool:
    return all(best <= other[number] for number, best in one.items())


def witness(levels: Levels) -> Iterator[tuple[Pair, int, Fraction]]:
    """Pairs with the order and weight of their mistakes: the middle of the extreme ones, order by order."""
    for order, level in enumerate(levels, 1):
        for _, corners in level:
            for pair in corners[0].weights:
                weight = sum((corner.weights[pair] for corner in corners), Fraction(0)) / len(corners)
                if weight:
                    yield pair, order, weight
