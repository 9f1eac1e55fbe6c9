"""Zero-sum games whose optimal strategies play few of many actions, by growing a small game."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium
from ..kernels.status import Status
from ..value import Floats, Ints
from .constant_sum import Solved, solve_each, unsolved
from .game import NormalFormGame
from .matrix_game import MatrixGame
from .minimax_interior_point import interior_point
from .minimax_simplex import simplex_of_one

LONG = 4
"""Where a player has so many times the actions of the other, the other has all of them from the start."""
FIRST = 16
"""The best replies to the uniform strategy that the small game starts with, at least."""
GROWTH = 0.5
"""Actions added at most in a round, as a share of those of the other player in the small game."""
FEWEST = 4
"""So many may always be added."""
PIVOTING = 128
"""Up to this size of the shorter side the small game is pivoted, beyond that solved from the interior."""
SOLVED_GAP = 1e-9
"""The gap in the small game, as a share of the payoff range of the whole one, at which it is solved."""
GAP = 2e-13
"""The gap in the whole game, as a share of its payoff range, at which no action is missing."""


def minimax_columns(
    game: MatrixGame | NormalFormGame, *, max_steps: int = 1000, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    """Find optimal strategies of a zero-sum game by generating rows and columns.

    Solve the small game of some actions of each player; add the actions of the whole game that pay most against its
    solution; repeat until none pays more than those at hand. The solution of the last small game is then one of the
    whole game. No more than the rows and columns in play is multiplied in a round, and the small game is solved by
    the simplex method or, beyond 128 actions, from the interior.

    Meant for games that are much longer than wide, and for matrices of low rank: a matrix of rank r has optimal
    strategies on r + 1 actions.

    Parameters
    ----------
    game : MatrixGame, or a NormalFormGame of two players whose payoffs add up to a constant
        A sparse matrix stays sparse. The games of a batch are solved one after the other.
    max_steps : int
        How many rounds at most.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        ``payoffs[..., 0]`` is the value of the game to the row player.

    Raises
    ------
    UnsupportedGameError
        If the payoffs do not add up to a constant.
    NoEquilibriumFoundError

    References
    ----------
    McMahan, Gordon and Blum (2003), "Planning in the Presence of Cost Functions Controlled by an Adversary", the
    double oracle algorithm.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> game = MatrixGame(random.random((5, 1000)))
    >>> optimal = minimax_columns(game)
    >>> optimal.supports[1].sum() <= 5
    np.True_
    """
    return solve_each(game, lambda matrix: columns(matrix, max_steps), tolerance=tolerance, strict=strict)


def columns(matrix: Any, max_steps: int = 1000) -> Solved:
    """Strategies, status and rounds of one matrix, dense or sparse."""
    m, n = matrix.shape
    low, span = matrix.min(), matrix.max() - matrix.min()
    rows_in = _first(matrix.mean(axis=1), m, n)
    columns_in = _first(-matrix.mean(axis=0), n, m)
    across, down = _Lines(matrix, rows_in, low, span), _Lines(matrix.T, columns_in, low, span)
    best = np.inf, np.zeros(0), np.zeros(0)
    for step in range(1, max_steps + 1):
        few_x, few_y, status, _ = _solve_small(across.lines[:, down.numbers])
        if status != Status.SOLVED:
            return unsolved(matrix, Status(status), step)
        by_column, by_row = few_x @ across.lines, few_y @ down.lines
        gap = float(by_row.max() - by_column.min())
        if gap < best[0]:
            best = gap, _spread(few_x, across.numbers, m), _spread(few_y, down.numbers, n)
        if gap <= GAP:
            break
        value = float(few_x @ by_row[across.numbers])
        better_rows = _most(by_row - value, across.absent, max(FEWEST, int(GROWTH * len(down.numbers))))
        better_columns = _most(value - by_column, down.absent, max(FEWEST, int(GROWTH * len(across.numbers))))
        if not len(better_rows) and not len(better_columns):
            break
        across.add(better_rows)
        down.add(better_columns)
    else:
        return unsolved(matrix, Status.STEP_LIMIT, max_steps)
    return best[1], best[2], Status.SOLVED, step


class _Lines:
    """The rows of a matrix, or its columns, that are in play: copied, with payoffs brought to [-1/2, 1/2]."""

    def __init__(self, matrix: Any, numbers: Ints, low: float, span: float) -> None:
        self.matrix = matrix.tocsr() if hasattr(matrix, "tocsr") else matrix
        self.low, self.span = low, span if span > 0 else 1.0
        self.numbers = np.zeros(0, dtype=np.int64)
        self.absent = np.ones(matrix.shape[0], dtype=bool)
        self._room = np.empty((0, matrix.shape[1]))
        self.add(numbers)

    @property
    def lines(self) -> Floats:
        return self._room[: len(self.numbers)]

    def add(self, numbers: Ints) -> None:
        count = len(self.numbers)
        if count + len(numbers) > len(self._room):
            room = np.empty((min(len(self.absent), 2 * (count + len(numbers))), self._room.shape[1]))
            room[:count] = self.lines
            self._room = room
        added = self._room[count : count + len(numbers)]
        chosen = self.matrix[numbers]
        np.subtract(chosen.toarray() if hasattr(chosen, "toarray") else chosen, self.low, out=added)
        added /= self.span
        added -= 0.5
        self.numbers = np.append(self.numbers, numbers)
        self.absent[numbers] = False


def _first(averages: Any, count: int, others: int) -> Ints:
    """All actions of the player who has few; otherwise those that pay best against the uniform strategy."""
    many = max(FIRST, others) if LONG * others <= count else FIRST
    if count <= many or LONG * count <= others:
        return np.arange(count)
    return np.sort(np.argpartition(-np.asarray(averages), many)[:many])


def _most(gains: Floats, absent: Any, most: int) -> Ints:
    """The absent actions that gain most, those that gain nothing left out."""
    candidates = np.flatnonzero(absent & (gains > 0))
    if len(candidates) > most:
        candidates = candidates[np.argpartition(-gains[candidates], most)[:most]]
    return np.sort(candidates)


def _solve_small(matrix: Floats) -> Solved:
    """By pivots or from the interior, whichever suits the size, and by the other where rounding defeats the first."""
    solvers = (simplex_of_one, interior_point) if min(matrix.shape) <= PIVOTING else (interior_point, simplex_of_one)
    for solve in solvers:
        x, y, status, steps = solve(matrix)
        if status == Status.SOLVED and (matrix @ y).max() - (x @ matrix).min() <= SOLVED_GAP:
            break
    return x, y, status, steps


def _spread(weights: Floats, numbers: Ints, count: int) -> Floats:
    whole = np.zeros(count)
    whole[numbers] = weights
    return whole
