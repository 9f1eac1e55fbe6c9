"""The linear programs of optimal commitment one by one: by HiGHS where games are large, and exactly where they tie."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..integer_pivoting import cheapest
from ..kernels.status import Status
from .game import NormalFormGame
from .integer_game import integer_games

FEASIBILITY = 1e-10
"""The tightest feasibility that HiGHS takes, on payoffs with a range of 1."""
MARGIN = 1e-7
"""A reply that is the only best one by more than this share of the range certainly is so."""
OUT_OF_REACH = 10.0
"""Multipliers of an empty region are raised until they bound the leader's payoff by the negative of this range."""


def has_interior(game: NormalFormGame, leader: int, kinds: Any) -> Any:
    r"""Whether each reply, with those equal to it, is somewhere the only best one, decided in integers.

    That is whether :math:`\sum_i z_i (b_{ij} - b_{ik}) \ge 1` for all k outside the class has a solution
    :math:`z \ge 0`. Answers for replies that do not come first in their class are 0.

    Parameters
    ----------
    game : NormalFormGame, with one batch axis
    kinds : (games, n), the first reply of each class

    Returns
    -------
    (games, n) int8
    """
    inside = np.zeros(kinds.shape, dtype=np.int8)
    for g, exact in integer_games(game, np.arange(len(kinds))):
        payoffs = exact.payoffs[1 - leader] if leader == 0 else exact.payoffs[1 - leader].T
        columns = exact.actions[1 - leader].tolist()
        first = [k for k, j in enumerate(columns) if kinds[g, j] == j]
        for k in first:
            limits = [[*(payoffs[:, rival] - payoffs[:, k]).tolist(), -1] for rival in first if rival != k]
            inside[g, columns[k]] = cheapest(limits, [0] * len(payoffs)) is not None if limits else 1
    return inside


def commitment_by_highs(game: NormalFormGame, leader: int, kinds: Any) -> tuple[Any, ...]:
    """Solve one program after another with HiGHS, for games with one batch axis.

    Returns
    -------
    x_high, reply_high, prices_high, x_low, reply_low, prices_low, left_out, status, steps
        As the kernel ``commitment`` writes them.
    """
    rows, (m, n) = len(kinds), (game.sizes[leader], game.sizes[1 - leader])
    x, reply = np.full((2, rows, m), np.nan), np.zeros((2, rows), dtype=np.int64)
    prices, left_out = np.zeros((2, rows, n, n)), np.zeros((rows, n), dtype=bool)
    status, steps = np.full(rows, Status.LP_FAILED, dtype=np.int8), np.zeros(rows, dtype=np.int64)
    for g in range(rows):
        own, others = _actions(game, leader, g)
        sides = [game.payoffs[g, i] if leader == 0 else game.payoffs[g, i].T for i in (leader, 1 - leader)]
        a, b = (_unit(side[np.ix_(own, others)]) for side in sides)
        kind = kinds[g, others]
        for way, whole in enumerate((False, True)):
            best = -np.inf
            for j in np.argsort(-a.max(axis=0), kind="stable").tolist():
                if whole and kind[j] != others[j]:
                    continue
                members = np.flatnonzero(kind == kind[j]) if whole else np.array([j])
                if a[:, members].max(axis=0).min() <= best:  # 0 is multiplier enough
                    prices[way, g, others[j], others[members[a[:, members].max(axis=0).argmin()]]] = float(whole)
                    continue
                rivals = np.flatnonzero(kind != kind[j])
                value, strategy, weights, multipliers, pivots = _program(a[:, members], b[:, rivals] - b[:, [j]])
                steps[g] += pivots
                prices[way, g, others[j], others[members]] = weights if whole else 0.0
                prices[way, g, others[j], others[rivals]] = multipliers
                if value <= best:
                    continue
                if whole and not _opens(game, leader, g, b[:, [j]] - b[:, rivals], others[j], kinds):
                    left_out[g, others[j]] = True
                    continue
                best = value
                x[way, g], status[g] = 0.0, Status.SOLVED
                x[way, g, own] = strategy
                reply[way, g] = others[members[(strategy @ a[:, members]).argmin()]]
    return x[0], reply[0], prices[0], x[1], reply[1], prices[1], left_out, status, steps


def _actions(game: NormalFormGame, leader: int, g: int) -> tuple[Any, Any]:
    if game.available is None:
        return np.arange(game.sizes[leader]), np.arange(game.sizes[1 - leader])
    return np.flatnonzero(game.available[leader][g]), np.flatnonzero(game.available[1 - leader][g])


def _unit(payoffs: Any) -> Any:
    low, high = payoffs.min(), payoffs.max()
    return (payoffs - low) / (high - low if high > low else 1.0)


def _opens(game: NormalFormGame, leader: int, g: int, leads: Any, j: int, kinds: Any) -> bool:
    """Whether the reply is the only best one somewhere: by the margin, or exactly where that is close."""
    if not leads.shape[1] or (leads.min(axis=1) > MARGIN).any():
        return True
    margin = _program(leads, np.empty((len(leads), 0)))[0]
    if abs(margin) > MARGIN:
        return bool(margin > 0)
    return bool(has_interior(game[g : g + 1], leader, kinds[g : g + 1])[0, j])


def _program(pays: Any, gains: Any) -> tuple[float, Any, Any, Any, int]:
    """Maximise the least of ``x @ pays`` over strategies x with ``x @ gains <= 0``.

    Returns
    -------
    value, strategy, weights of the columns of ``pays``, multipliers of those of ``gains``, pivots
        The value is negative infinity where there is no such strategy.
    """
    from scipy.optimize import linprog

    m, (first, second) = len(pays), (pays.shape[1], gains.shape[1])
    # Without a strategy, what is missing is bought at a price; the multipliers then bound the payoff as well.
    limits = np.vstack(
        [np.hstack([-pays.T, np.ones((first, 1)), np.zeros((first, 1))]),
         np.hstack([gains.T, np.zeros((second, 1)), -np.ones((second, 1))])]
    )  # fmt: skip
    for price in (1e3, 1e6):
        result: Any = linprog(
            np.concatenate([np.zeros(m), [-1.0, price]]),
            A_ub=limits,
            b_ub=np.zeros(first + second),
            A_eq=np.concatenate([np.ones(m), [0.0, 0.0]])[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(None, None), (0, None)],
            method="highs-ds",
            options={"primal_feasibility_tolerance": FEASIBILITY, "dual_feasibility_tolerance": FEASIBILITY},
        )
        if result.status != 0:
            return -np.inf, np.full(m, np.nan), np.full(first, 1 / first), np.zeros(second), int(result.nit)
        if result.x[-1] <= FEASIBILITY or -result.fun < -OUT_OF_REACH:
            break
    prices = np.maximum(-result.ineqlin.marginals, 0)
    weights, multipliers = prices[:first], prices[first:]
    raw = np.where(result.x[:m] > 1e-12, result.x[:m], 0.0)
    strategy = raw / raw.sum()
    value = float((strategy @ pays).min()) if result.x[-1] <= FEASIBILITY else -np.inf
    return value, strategy, weights / weights.sum(), multipliers, int(result.nit)
