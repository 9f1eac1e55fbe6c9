"""Strategies against which given actions are best replies: the only one, or the one nearest to a float answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from operator import mul
from typing import Any

from ..integer_pivoting import cheapest
from ..normal_form.integer_game import over_common

Strategy = list[Fraction]
"""The probabilities of one player's actions."""


def only_strategy(payoffs: Any, support: Sequence[int], tight: Sequence[int]) -> Strategy | None:
    """The strategy on a support that makes the opponent's actions ``tight`` equally good, if there is just one.

    The linear system may have a solution with negative entries, which is returned as it is.

    Parameters
    ----------
    payoffs : (m, k) array of int
        The opponent's payoffs at [own action, opponent's action].
    """
    from flint import fmpz_mat

    unknowns = len(support) + 1
    rows = [[*(payoffs[i, j] for i in support), -1, 0] for j in tight]
    reduced, common, rank = fmpz_mat([*rows, [1] * len(support) + [0, 1]]).rref()
    if rank != unknowns or any(reduced[k, k] != common for k in range(unknowns)):
        return None
    strategy = [Fraction(0)] * len(payoffs)
    for k, i in enumerate(support):
        strategy[i] = Fraction(int(reduced[k, unknowns]), int(common))
    return strategy


def makes_best(payoffs: Any, strategy: Strategy, tight: Iterable[int]) -> bool:
    """Whether a vector is a strategy against which every opponent's action in ``tight`` is a best reply."""
    weights, _ = over_common(strategy)
    if min(weights) < 0:
        return False
    worth = [sum(map(mul, weights, column)) for column in payoffs.T.tolist()]
    best = max(worth)
    return all(worth[j] == best for j in tight)


def nearest_strategy(
    payoffs: Any, support: Sequence[int], tight: Sequence[int], target: Sequence[float]
) -> Strategy | None:
    r"""The strategy on a support, nearest to a target, against which every action in ``tight`` is a best reply.

    .. math:: \min t \;:\; |x_i - \hat x_i| \le t, \; x^\top B_j \le v, \; x^\top B_j = v \text{ for tight } j,
              \; \sum_i x_i = 1, \; x, v, t \ge 0

    by the dual simplex method in integers.

    Parameters
    ----------
    payoffs : (m, k) array of int
        The opponent's payoffs at [own action, opponent's action], such that the best reply to every
        strategy is worth at least 0.

    Returns
    -------
    list of Fraction, or None if there is no such strategy
    """
    size = len(support)
    columns = payoffs[list(support)].T.tolist()
    aims, grid = over_common([Fraction(target[i]) for i in support])
    # Columns: x in units of 1 / grid, then v, then t.
    limits = [[1] * size + [0, 0, grid], [-1] * size + [0, 0, -grid]]
    limits += [[*column, -1, 0, 0] for column in columns]
    limits += [[*(-payoff for payoff in columns[j]), 1, 0, 0] for j in tight]
    for k, aim in enumerate(aims):
        unit = [int(k == other) for other in range(size)]
        limits += [[*unit, 0, -1, aim], [*(-one for one in unit), 0, -1, -aim]]
    optimum = cheapest(limits, [0] * (size + 1) + [1])
    if optimum is None:
        return None
    strategy = [Fraction(0)] * len(payoffs)
    for k, i in enumerate(support):
        strategy[i] = optimum[k] / grid
    return strategy
