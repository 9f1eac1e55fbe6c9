"""Every extreme equilibrium of a two-player game as fractions, in integers throughout."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..normal_form.game import NormalFormGame, require_players
from ..normal_form.integer_game import integer_games
from ..normal_form.rational_vertices import extreme_equilibria
from ..value import Ints, Value


@dataclass(frozen=True, eq=False)
class ExactEquilibria(Value):
    """Extreme equilibria of every game of a batch, one row each, in canonical order within each game.

    Attributes
    ----------
    strategies : two (rows, m_i) arrays of Fraction
    game : (rows,)
        Which game of the flattened batch; non-decreasing.
    component : (rows,)
        Connected component within its game.
    index : (rows,)
        Index of the component.
    """

    strategies: tuple[Any, Any]
    game: Ints
    component: Ints
    index: Ints

    def __len__(self) -> int:
        return len(self.game)

    def __repr__(self) -> str:
        return f"<ExactEquilibria: {len(self)} rows>"


def vertex_enumeration(game: NormalFormGame) -> ExactEquilibria:
    """Find every extreme equilibrium of a two-player game, with neither rounding nor a limit on size.

    The rows are those of :func:`gametheory.normal_form.vertex_enumeration`, before they are rounded; the
    arithmetic shares nothing with it but the theory. About a thousand times slower.

    Parameters
    ----------
    game : NormalFormGame, two players

    Returns
    -------
    ExactEquilibria

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players.

    References
    ----------
    Avis, Rosenberg, Savani and von Stengel (2010), "Enumeration of Nash Equilibria for Two-Player Games".

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> found = vertex_enumeration(bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]]))
    >>> for x, y, index in zip(*found.strategies, found.index):
    ...     print(*x, "|", *y, "|", index)
    1 0 | 1 0 | 1
    0 1 | 0 1 | 1
    3/5 2/5 | 2/5 3/5 | -1
    """
    require_players(game, 2)
    positions = np.arange(len(game.flat))
    rows: list[list[list[Fraction]]] = [[], []]
    owners, components, indices = [], [], []
    for entry, integers in integer_games(game, positions):
        for extreme in extreme_equilibria(*integers.payoffs):
            for i, mine in enumerate((extreme.x, extreme.y)):
                weights = dict(zip(integers.actions[i].tolist(), mine, strict=True))
                rows[i].append([weights.get(a, Fraction(0)) for a in range(game.sizes[i])])
            owners.append(entry)
            components.append(extreme.component)
            indices.append(extreme.index)
    count = len(owners)
    x, y = (np.array(mine, dtype=object).reshape(count, size) for mine, size in zip(rows, game.sizes, strict=True))
    return ExactEquilibria((x, y), *(np.array(part, dtype=np.int64) for part in (owners, components, indices)))
