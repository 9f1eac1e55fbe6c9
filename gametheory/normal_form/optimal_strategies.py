"""The sets of optimal strategies of small zero-sum games, by their vertices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria
from ..value import Bools, Floats, Ints, Value, frozen
from .constant_sum import require_constant_sum
from .game import NormalFormGame
from .matrix_game import MatrixGame
from .vertex_enumeration import vertex_enumeration


@dataclass(frozen=True, eq=False)
class OptimalStrategies(Value):
    """The vertices of the polytopes of optimal strategies, one row each.

    Attributes
    ----------
    value : (*batch,)
        The value of the game to the row player; NaN where no vertex is certified.
    strategies : (rows of the row player, m), (rows of the column player, n)
        Extreme optimal strategies; all optimal strategies are mixtures of those of their game.
    game : (rows of the row player,), (rows of the column player,)
        Which game of the flattened batch; non-decreasing.
    complete : (*batch,) bool
        Whether no vertex is missing.
    equilibria : Equilibria
        Every pair of extreme optimal strategies, certified.
    """

    value: Floats
    strategies: tuple[Floats, Floats]
    game: tuple[Ints, Ints]
    complete: Bools
    equilibria: Equilibria

    def of(self, *index: int) -> tuple[Floats, Floats]:
        """The extreme optimal strategies of both players in one game of the batch."""
        position = int(np.arange(self.value.size).reshape(self.value.shape)[index])
        row, column = (
            strategy[slice(*np.searchsorted(game, [position, position + 1]))]
            for strategy, game in zip(self.strategies, self.game, strict=True)
        )
        return row, column

    def __repr__(self) -> str:
        rows, columns = map(len, self.game)
        games = self.value.size
        among = "1 game" if games == 1 else f"{games} games"
        return f"<OptimalStrategies: {rows} of the row and {columns} of the column player in {among}>"


def optimal_strategies(
    game: MatrixGame | NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True
) -> OptimalStrategies:
    r"""Find all optimal strategies of both players in small zero-sum games.

    With the value v of the game, they are the polytopes

    .. math:: X = \{x \ge 0 : \sum_i x_i = 1, \; A^\top x \ge v\}, \quad
              Y = \{y \ge 0 : \sum_j y_j = 1, \; A y \le v\},

    and the equilibria are all their pairs. The extreme equilibria are the pairs of vertices, and are enumerated by
    :func:`vertex_enumeration`, whose limits of size and exactness are those of this function.

    Parameters
    ----------
    game : MatrixGame, or a NormalFormGame of two players whose payoffs add up to a constant
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    OptimalStrategies

    Raises
    ------
    UnsupportedGameError
        If the payoffs do not add up to a constant.
    NoEquilibriumFoundError

    References
    ----------
    Shapley and Snow (1950), "Basic Solutions of Discrete Games".

    Examples
    --------
    The third row is worth as much as an equal mixture of the others:

    >>> optimal = optimal_strategies(MatrixGame([[1, -1], [-1, 1], [0, 0]]))
    >>> optimal.strategies[0]
    array([[0. , 0. , 1. ],
           [0.5, 0.5, 0. ]])
    >>> optimal.strategies[1]
    array([[0.5, 0.5]])
    """
    require_constant_sum(game)
    whole = game.normal_form() if isinstance(game, MatrixGame) else game
    equilibria = vertex_enumeration(whole, tolerance=tolerance, strict=strict)
    value = np.full(equilibria.count.size, np.nan)
    value[equilibria.game] = equilibria.payoffs[:, 0]
    row, column = (_distinct(equilibria.game, strategy) for strategy in equilibria.strategies)
    return OptimalStrategies(
        frozen(value.reshape(equilibria.count.shape)),
        (row[1], column[1]),
        (row[0], column[0]),
        equilibria.complete,
        equilibria,
    )


def _distinct(games: Ints, strategies: Floats) -> tuple[Any, Any]:
    """Each strategy of each game once, in canonical order: games, strategies."""
    sizes, absent = (strategies > 0).sum(axis=-1), ~(strategies > 0)
    order = np.lexsort([*strategies.T[::-1], *absent.T[::-1], sizes, games])
    games, strategies = games[order], strategies[order]
    new = np.ones(len(games), dtype=bool)
    new[1:] = (games[1:] != games[:-1]) | (strategies[1:] != strategies[:-1]).any(axis=-1)
    return frozen(games[new]), frozen(strategies[new])
