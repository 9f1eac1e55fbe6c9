"""Exact equilibria of two players beside a float one: on its supports, and if not there, on any others."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from operator import mul
from typing import Any

import numpy as np

from .lemke_howson import end_of_path
from .nearest import Strategy, makes_best, nearest_strategy, only_strategy

TIGHT = 1e-9
"""Float payoffs this close, as a share of the payoff range, are guessed to be equal."""

MOST_BRANCHES = 2_000
"""Pairs of supports looked at before the search for one within reach is given up."""

Pair = list[Strategy]
"""A strategy of the row player and one of the column player."""


def on_supports(
    row_payoffs: Any, column_payoffs: Any, x: Sequence[float], y: Sequence[float], allowed: Fraction
) -> Pair | None:
    """The equilibrium on the supports of the float one, if there is one; near it if possible."""
    rows, columns = ([a for a, weight in enumerate(target) if weight > 0] for target in (x, y))
    exact_x = _strategy_near(x, column_payoffs, rows, columns, allowed)
    exact_y = exact_x and _strategy_near(y, row_payoffs.T, columns, rows, allowed)
    return [exact_x, exact_y] if exact_x and exact_y else None


def within_reach(
    row_payoffs: Any, column_payoffs: Any, x: Sequence[float], y: Sequence[float], allowed: Fraction
) -> tuple[Pair | None, bool]:
    """An equilibrium within a distance of the float one, and whether the answer is final.

    Branch and bound over supports. On each branch some actions are played, some are not, and the others are
    open: x may use what is played or open, and has to make best replies of the columns that are played. If
    the nearest such x and y are out of reach, so is every equilibrium on the branch. Else either they are an
    equilibrium, or one of them uses an open action that is no best reply: the search branches on it.
    """
    aims, opposed = (x, y), (column_payoffs, row_payoffs.T)
    played = [{a for a, weight in enumerate(aim) if weight > allowed} for aim in aims]
    # What could be best against the row player's strategies in reach are columns, and the other way round.
    open_ = [_possible_replies(aims[1 - i], opposed[1 - i], allowed) - played[i] for i in range(2)]
    branches = [(played, open_)]
    for _ in range(MOST_BRANCHES):
        if not branches:
            return None, True
        played, open_ = branches.pop()
        pair: Pair = []
        for i in range(2):
            support = sorted(played[i] | open_[i])
            strategy = nearest_strategy(opposed[i], support, sorted(played[1 - i]), aims[i]) if support else None
            if strategy is None or _farthest(strategy, aims[i]) > allowed:
                break
            pair.append(strategy)
        if len(pair) < 2:
            continue
        astray = [
            (i, a)
            for i in range(2)
            for a in sorted(open_[i])
            if pair[i][a] > 0 and not makes_best(opposed[1 - i], pair[1 - i], [a])
        ]
        if not astray:
            return pair, True
        i, a = astray[0]
        left = [open_[k] - {a} if k == i else open_[k] for k in range(2)]
        branches.append(([played[k] | {a} if k == i else played[k] for k in range(2)], left))
        branches.append((played, left))
    return None, False


def at_ends_of_paths(row_payoffs: Any, column_payoffs: Any, x: Sequence[float], y: Sequence[float]) -> Pair:
    """The nearest of the equilibria at the ends of the Lemke–Howson paths."""
    ends = [list(end_of_path(row_payoffs, column_payoffs, label)) for label in range(len(x) + len(y))]
    return min(ends, key=lambda pair: max(_farthest(pair[0], x), _farthest(pair[1], y)))


def _strategy_near(
    target: Sequence[float], payoffs: Any, support: list[int], replies: list[int], allowed: Fraction
) -> Strategy | None:
    """A strategy on a support that makes ``replies`` best replies, near the target if there is one.

    A vertex of the set of such strategies is the only solution of the equations that are tight there; where
    that guess fails, or the target is no vertex, a linear program decides.
    """
    for tight in _tight_sets(target, payoffs, replies):
        strategy = only_strategy(payoffs, support, tight)
        if (
            strategy is not None
            and makes_best(payoffs, strategy, replies)
            and all(abs(float(exact) - aim) <= allowed for exact, aim in zip(strategy, target, strict=True))
        ):
            return strategy
    return nearest_strategy(payoffs, support, replies, target)


def _tight_sets(target: Sequence[float], payoffs: Any, replies: list[int]) -> list[list[int]]:
    """The actions that look like best replies to the target, then only those that have to be."""
    largest = max(payoffs.max(), 1)
    worth = np.array(target) @ (payoffs / largest).astype(float)
    looks_best = worth >= worth.max() - TIGHT
    looks_best[replies] = True
    wide: list[int] = np.flatnonzero(looks_best).tolist()
    return [wide] if len(wide) == len(replies) else [wide, replies]


def _possible_replies(target: Sequence[float], payoffs: Any, allowed: Fraction) -> set[int]:
    """The replies that may be best to some strategy within a distance of the target.

    Reply j falls short of the best one, b, by :math:`x^\\top (B_b - B_j)`, which moves by at most the distance
    times the sum of the absolute entries.
    """
    exact = [Fraction(weight) for weight in target]
    columns = payoffs.T.tolist()
    worth = [sum(map(mul, exact, column)) for column in columns]
    best = max(range(len(worth)), key=worth.__getitem__)
    return {
        j
        for j, column in enumerate(columns)
        if worth[best] - worth[j] <= allowed * sum(abs(a - b) for a, b in zip(columns[best], column, strict=True))
    }


def _farthest(strategy: Strategy, target: Sequence[float]) -> Fraction:
    return max(abs(exact - Fraction(aim)) for exact, aim in zip(strategy, target, strict=True))
