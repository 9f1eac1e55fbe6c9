"""A complete list of equilibria to hold others against: by the definition, in fractions, and slow.

A strategy x of the row player is a vertex if x and the best payoff v against it are the only solution of
x_i = 0 (i not in I), (x B)_j = v (j in J), sum x = 1 for some I and J of one size, with x >= 0 and no
column paying more than v. An extreme equilibrium is a pair of vertices (x, y) in which every action of
either player has weight zero or is a best reply. These are all equilibria of a nondegenerate game; in any
game they are finitely many, and all equilibria are mixtures of them (Winkels 1979; von Stengel 2002,
"Computing Equilibria for Two-Person Games", theorem 2.14).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from .cases import Floats

SAME = 1e-6
"""Profiles closer than this in every probability are taken for one."""


def extreme_equilibria(row: Floats, column: Floats) -> Floats:
    """Every extreme equilibrium of one game, (equilibria, m + n): the probabilities of both players."""
    m, n = row.shape
    # The labels of a vertex are its own actions of weight zero and the best replies to it.
    xs = vertices(column.T, own=range(m), replies=range(m, m + n))
    ys = vertices(row, own=range(m, m + n), replies=range(m))
    everything = frozenset(range(m + n))
    found = [[*x, *y] for x, of_x in xs.items() for y, of_y in ys.items() if of_x | of_y == everything]
    return np.array(found, dtype=np.float64).reshape(-1, m + n)


def vertices(payoffs: Floats, own: range, replies: range) -> dict[tuple[Fraction, ...], frozenset[int]]:
    """The vertices of one player's strategies, with their labels; payoffs[reply, own] are the opponent's."""
    exact = [[fraction(entry) for entry in line] for line in payoffs]
    found: dict[tuple[Fraction, ...], frozenset[int]] = {}
    for size in range(1, min(payoffs.shape) + 1):
        for support in combinations(range(len(own)), size):
            for tied in combinations(range(len(replies)), size):
                solution = indifferent(exact, support, tied)
                if solution is None:
                    continue
                weights, best = solution
                worth = [sum((w * line[i] for i, w in zip(support, weights, strict=True)), fmpq(0)) for line in exact]
                if min(weights) < 0 or max(worth) > best:
                    continue
                weight = dict(zip(support, weights, strict=True))
                strategy = tuple(as_fraction(weight.get(i, fmpq(0))) for i in range(len(own)))
                labels = {own[i] for i, w in enumerate(strategy) if w == 0}
                labels |= {replies[j] for j, value in enumerate(worth) if value == best}
                found[strategy] = frozenset(labels)
    return found


def indifferent(exact: Any, support: tuple[int, ...], tied: tuple[int, ...]) -> tuple[list[Any], Any] | None:
    """Weights on the support against which the tied replies pay the same, and what; None if not unique."""
    k = len(support)
    left = [[*(exact[j][i] for i in support), fmpq(-1)] for j in tied] + [[fmpq(1)] * k + [fmpq(0)]]
    right = fmpq_mat([[fmpq(0)]] * k + [[fmpq(1)]])
    try:
        solution = [entry for (entry,) in fmpq_mat(left).solve(right).tolist()]
    except ZeroDivisionError:
        return None
    return solution[:k], solution[k]


def fraction(number: float) -> Any:
    return fmpq(*float(number).as_integer_ratio())


def as_fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def distinct(profiles: Floats) -> Floats:
    """The profiles without those that are near an earlier one."""
    kept: list[Floats] = []
    for profile in profiles:
        if not any(near(profile, other) for other in kept):
            kept.append(profile)
    return np.array(kept).reshape(-1, profiles.shape[-1])


def missed(wanted: Floats, found: Floats) -> int:
    """How many of the profiles wanted have none near them among those found."""
    return sum(not any(near(profile, other) for other in found) for profile in wanted)


def near(one: Floats, other: Floats) -> bool:
    return bool(np.abs(one - other).max() < SAME)
