"""All sequential equilibria of one small signalling game with receiver types or noise, from the definition.

Extreme points come from solving for every support and every choice of ties. Whether beliefs off the path are limits is
decided by trying every order of magnitude of the mistakes, block after block, each by a linear program. Nothing is
shared with the library.
"""

from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tests.signalling_oracle import extreme_points, subsets


class NoisyDefinition:
    """Payoffs [t][k][m][a], prior [t], receiver's types [t][k], signals [m][s] and slips [chosen][carried out]."""

    def __init__(self, sender: Any, receiver: Any, prior: Any, kinds: Any, noise: Any, slips: Any) -> None:
        self.u, self.v, self.p, self.q, self.noise, self.slips = sender, receiver, prior, kinds, noise, slips
        self.types, self.kinds = len(prior), len(kinds[0])
        self.messages, self.signals = len(noise), len(noise[0])
        self.replies = len(slips)
        sets = product(range(self.kinds), range(self.signals))
        self.leading = {at: pairs for at in sets if (pairs := self.pairs(*at))}
        self.sets = list(self.leading)

    def pairs(self, k: int, s: int) -> list[tuple[int, int]]:
        every = product(range(self.types), range(self.messages))
        return [(t, m) for t, m in every if self.q[t][k] * self.noise[m][s] > 0]

    def expected(self, side: Any, t: int, k: int, m: int, a: int) -> Fraction:
        return sum((self.slips[a][b] * side[t][k][m][b] for b in range(self.replies)), Fraction(0))

    def lead(self, t: int, m: int, k: int, s: int) -> Fraction:
        return Fraction(self.q[t][k] * self.noise[m][s])

    def value(self, at: tuple[int, int], a: int, t: int, m: int) -> Fraction:
        return self.lead(t, m, *at) * self.expected(self.v, t, at[0], m, a)

    def worth(self, t: int, m: int, rho: Any) -> Fraction:
        return sum(
            (
                self.lead(t, m, *at) * rho[number][a] * self.expected(self.u, t, at[0], m, a)
                for number, at in enumerate(self.sets)
                for a in range(self.replies)
            ),
            Fraction(0),
        )

    def holds(self, sigma: Any, rho: Any) -> bool:
        for t in range(self.types):
            worth = [self.worth(t, m, rho) for m in range(self.messages)]
            if any(sigma[t][m] > 0 and worth[m] < max(worth) for m in range(self.messages)):
                return False
        off = []
        for number, at in enumerate(self.sets):
            given = frozenset(a for a in range(self.replies) if rho[number][a] > 0)
            if any(sigma[t][m] > 0 for t, m in self.leading[at]):
                brings = [
                    sum(self.p[t] * sigma[t][m] * self.value(at, a, t, m) for t, m in self.leading[at])
                    for a in range(self.replies)
                ]
                if any(brings[a] < max(brings) for a in given):
                    return False
            else:
                off.append((at, given))
        return self.supported(frozenset(off))

    @cache  # noqa: B019
    def supported(self, off: Any) -> bool:
        """Whether some mistakes, of some orders of magnitude, make all these replies best."""
        if not off:
            return True
        pairs = sorted({pair for at, _ in off for pair in self.leading[at]})
        for first in subsets(pairs):
            touched = frozenset((at, given) for at, given in off if set(self.leading[at]) & set(first))
            if touched and self.block(first, touched) and self.supported(off - touched):
                return True
        return False

    @cache  # noqa: B019
    def block(self, first: Any, touched: Any) -> bool:
        """Whether positive weights on just these pairs make the replies best: the least weight, at most."""
        rows = []
        for at, given in touched:
            for a, other in product(given, range(self.replies)):
                # Where a pair does not lead there, both are 0.
                gains = [float(self.value(at, other, *pair) - self.value(at, a, *pair)) for pair in first]
                rows.append([*gains, 0.0])
        rows += [[*(-1.0 * (i == j) for j in range(len(first))), 1.0] for i in range(len(first))]
        answer = linprog(
            [*np.zeros(len(first)), -1.0], np.array(rows), np.zeros(len(rows)),
            [[*np.ones(len(first)), 0.0]], [1.0], bounds=(0, 1),
        )  # fmt: skip
        return bool(answer.status == 0 and -answer.fun > 1e-9)

    def senders(self) -> Any:
        def function(at: tuple[int, int], a: int) -> Any:
            return [
                [self.p[t] * self.value(at, a, t, m) for m in range(self.messages)] for t in range(self.types)
            ]

        functions = [[function(at, a) for a in range(self.replies)] for at in self.sets]
        return extreme_points(self.types, self.messages, functions)

    def receivers(self) -> Any:
        def function(t: int, m: int) -> Any:
            return [
                [self.lead(t, m, *at) * self.expected(self.u, t, at[0], m, a) for a in range(self.replies)]
                for at in self.sets
            ]

        functions = [[function(t, m) for m in range(self.messages)] for t in range(self.types)]
        return extreme_points(len(self.sets), self.replies, functions)

    def equilibria(self) -> Any:
        """Extreme equilibria, and the number of the component of each."""
        pairs = [(x, y) for x, y in product(self.senders(), self.receivers()) if self.holds(x, y)]
        name = list(range(len(pairs)))
        for k, (x, y) in enumerate(pairs):
            for j, (x2, y2) in enumerate(pairs[:k]):
                corners = [(x, y2), (x2, y), (half(x, x2), half(y, y2))]
                if name[j] != name[k] and all(self.holds(*corner) for corner in corners):
                    name = [name[j] if one == name[k] else one for one in name]
        return pairs, name


def half(one: Any, other: Any) -> Any:
    return [[(a + b) / 2 for a, b in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]
