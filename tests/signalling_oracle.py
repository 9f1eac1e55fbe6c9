"""All perfect Bayesian equilibria of one small game, enumerated from the definition in rational arithmetic.

It shares no code with the library: extreme points come from solving for every support and every choice of ties, and
everything else from the definition, applied to strategies as fractions.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, product
from typing import Any

from flint import fmpq, fmpq_mat


def subsets(items: Any) -> list[tuple[Any, ...]]:
    """The non-empty subsets."""
    items = list(items)
    return list(chain.from_iterable(combinations(items, k) for k in range(1, len(items) + 1)))


def only_solution(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """The solution of a square system, if there is just one."""
    size = len(rows)
    matrix = fmpq_mat(size, size, [fmpq(x.numerator, x.denominator) for row in rows for x in row])
    if matrix.rank() < size:
        return None
    answer = matrix.solve(fmpq_mat(size, 1, [fmpq(x.numerator, x.denominator) for x in right]))
    return [Fraction(int(answer[i, 0].p), int(answer[i, 0].q)) for i in range(size)]


def ties(groups: int, choices: int, number: int) -> Iterator[list[list[tuple[int, int]]]]:
    """For each group, a set of choices to be equal, so that there are ``number`` equations in all."""
    for sets in product(subsets(range(choices)), repeat=groups):
        if sum(len(own) - 1 for own in sets) == number:
            yield [[(own[0], other) for other in own[1:]] for own in sets]


def extreme_points(simplices: int, size: int, functions: Any) -> list[tuple[tuple[Fraction, ...], ...]]:
    """Points of a product of simplices that are alone in having their support and their largest functions.

    functions[l][j][s][i] is the coefficient of weight i of simplex s in function j of group l.
    """
    found = {}
    groups, choices = len(functions), len(functions[0])
    for supports in product(subsets(range(size)), repeat=simplices):
        unknowns = [(s, i) for s, support in enumerate(supports) for i in support]
        free = len(unknowns) - simplices
        for tied in ties(groups, choices, free):
            rows = [[Fraction(s == simplex) for s, _ in unknowns] for simplex in range(simplices)]
            right = [Fraction(1)] * simplices
            for group, pairs in enumerate(tied):
                for one, other in pairs:
                    rows.append([functions[group][one][s][i] - functions[group][other][s][i] for s, i in unknowns])
                    right.append(Fraction(0))
            weights = only_solution(rows, right)
            if weights is None or min(weights) <= 0:
                continue
            point = [[Fraction(0)] * size for _ in range(simplices)]
            for (s, i), weight in zip(unknowns, weights, strict=True):
                point[s][i] = weight
            values = [[dot(function, point) for function in group] for group in functions]
            equal = [(group, j) for group, pairs in enumerate(tied) for pair in pairs for j in pair]
            if all(values[group][j] == max(values[group]) for group, j in equal):
                found[tuple(map(tuple, point))] = True
    return list(found)


def dot(function: Any, point: Any) -> Fraction:
    pairs = zip(chain.from_iterable(function), chain.from_iterable(point), strict=True)
    return sum((f * x for f, x in pairs), Fraction(0))


class Definition:
    """The definition of perfect Bayesian equilibrium for one game: payoffs [t][m][a], prior [t], all fractions."""

    def __init__(self, sender: Any, receiver: Any, prior: Any) -> None:
        self.u = [[[Fraction(x) for x in row] for row in side] for side in sender]
        self.v = [[[Fraction(x) for x in row] for row in side] for side in receiver]
        self.p = [Fraction(x) for x in prior]
        self.types, self.messages, self.replies = len(self.p), len(self.u[0]), len(self.u[0][0])

    def best(self, m: int, weights: Any) -> set[int]:
        """Best replies to message m when types have these weights."""
        worth = [sum(w * self.v[t][m][a] for t, w in enumerate(weights)) for a in range(self.replies)]
        return {a for a, value in enumerate(worth) if value == max(worth)}

    @cache  # noqa: B019
    def corners(self, m: int) -> list[tuple[Fraction, ...]]:
        """The extreme points of the sets of beliefs with the same best replies to message m."""
        functions = [[[[self.v[t][m][a] for t in range(self.types)]] for a in range(self.replies)]]
        return [point[0] for point in extreme_points(1, self.types, functions)]

    def supporting(self, m: int, replies: set[int]) -> list[tuple[Fraction, ...]]:
        """The extreme beliefs to which all these replies to m are best."""
        return sorted(belief for belief in self.corners(m) if replies <= self.best(m, belief))

    def joint(self, sigma: Any, m: int) -> list[Fraction]:
        return [p * row[m] for p, row in zip(self.p, sigma, strict=True)]

    def supported(self, sigma: Any, rho: Any) -> bool:
        """Whether every reply played is best under Bayes' rule, or off the path under some belief."""
        for m in range(self.messages):
            played = {a for a in range(self.replies) if rho[m][a] > 0}
            joint = self.joint(sigma, m)
            if not (played <= self.best(m, joint) if any(joint) else self.supporting(m, played)):
                return False
        return True

    def holds(self, sigma: Any, rho: Any) -> bool:
        for t in range(self.types):
            worth = [sum(r * x for r, x in zip(rho[m], self.u[t][m], strict=True)) for m in range(self.messages)]
            if any(sigma[t][m] > 0 and worth[m] < max(worth) for m in range(self.messages)):
                return False
        return self.supported(sigma, rho)

    def senders(self) -> Any:
        def worth(m: int, a: int) -> Any:
            zero = [Fraction(0)] * self.messages
            return [[*zero[:m], self.p[t] * self.v[t][m][a], *zero[m + 1 :]] for t in range(self.types)]

        functions = [[worth(m, a) for a in range(self.replies)] for m in range(self.messages)]
        return extreme_points(self.types, self.messages, functions)

    def receivers(self) -> Any:
        def worth(t: int, m: int) -> Any:
            return [self.u[t][m] if i == m else [Fraction(0)] * self.replies for i in range(self.messages)]

        functions = [[worth(t, m) for m in range(self.messages)] for t in range(self.types)]
        return extreme_points(self.messages, self.replies, functions)

    def equilibria(self) -> Any:
        """Extreme equilibria, and for each the number of its component and its supporting beliefs by message."""
        pairs = [(x, y) for x, y in product(self.senders(), self.receivers()) if self.holds(x, y)]
        name = list(range(len(pairs)))
        for k, (x, y) in enumerate(pairs):
            for j, (x2, y2) in enumerate(pairs[:k]):
                if name[j] != name[k] and self.together(x, y, x2, y2):
                    name = [name[j] if one == name[k] else one for one in name]
        beliefs = []
        for x, y in pairs:
            mine = []
            for m in range(self.messages):
                joint = self.joint(x, m)
                whole = sum(joint)
                replies = {a for a in range(self.replies) if y[m][a] > 0}
                mine.append([tuple(w / whole for w in joint)] if whole else self.supporting(m, replies))
            beliefs.append(mine)
        return pairs, name, beliefs

    def together(self, x: Any, y: Any, x2: Any, y2: Any) -> bool:
        """Whether each strategy goes with the other, and half of both with half of both."""
        if not (self.holds(x, y2) and self.holds(x2, y)):
            return False
        return self.holds(*(
            [[(one + other) / 2 for one, other in zip(*rows, strict=True)] for rows in zip(first, second, strict=True)]
            for first, second in ((x, x2), (y, y2))
        ))  # fmt: skip
