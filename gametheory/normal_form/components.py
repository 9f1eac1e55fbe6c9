"""The set of all equilibria of a two-player game, put together from its extreme points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..equilibrium import Equilibria
from ..errors import InvalidGameError
from ..value import Floats, Ints, Value


@dataclass(frozen=True, eq=False)
class Component(Value):
    """A connected component of the set of equilibria of one game.

    Attributes
    ----------
    game : int
        Which game of the flattened batch.
    index : int
        The sum of the indices of the equilibria that a small generic perturbation of the game has near it.
    rows : (rows,) int
        Its extreme equilibria, as rows of the :class:`~gametheory.Equilibria`.
    subsets : tuple of (x, y)
        The maximal Nash subsets. Each is a pair of the extreme strategies of both players, (k, m) and (l, n):
        every mixture of the rows of x is in equilibrium with every mixture of the rows of y. The component is
        the union of these products of polytopes.
    """

    game: int
    index: int
    rows: Ints
    subsets: tuple[tuple[Floats, Floats], ...]

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(x)} x {len(y)}" for x, y in self.subsets)
        return f"<Component: game {self.game}, index {self.index:+d}, {len(self.rows)} extreme equilibria in {sizes}>"


def components(equilibria: Equilibria) -> tuple[Component, ...]:
    """The connected components of the sets of equilibria, with their maximal Nash subsets.

    The extreme equilibria (x, y) of a game are the edges of a graph between the extreme strategies of the two
    players. A maximal Nash subset is a maximal set X x Y of edges; all equilibria are the mixtures of X with
    those of Y. Nash subsets meet only in extreme equilibria, so that connected components of the set of
    equilibria are those of the graph.

    Parameters
    ----------
    equilibria : Equilibria
        From :func:`vertex_enumeration`.

    Returns
    -------
    tuple of Component
        By game, and in each game by the first of their rows.

    Raises
    ------
    InvalidGameError
        If the solver did not compute components.

    References
    ----------
    Winkels (1979), "An Algorithm to Determine All Equilibrium Points of a Bimatrix Game"; Avis, Rosenberg,
    Savani and von Stengel (2010), "Enumeration of Nash Equilibria for Two-Player Games" (maximal cliques).

    Examples
    --------
    The column player is indifferent after the row player's first action, an entry that is deterred:

    >>> from gametheory.normal_form import bimatrix, vertex_enumeration
    >>> entry = bimatrix([[1, 1], [2, 0]], [[2, 2], [1, 0]])
    >>> for component in components(vertex_enumeration(entry)):
    ...     print(component)
    <Component: game 0, index +0, 2 extreme equilibria in 1 x 2>
    <Component: game 0, index +1, 1 extreme equilibria in 1 x 1>
    """
    starts = _starts(equilibria)
    order = np.lexsort([equilibria.component, equilibria.game])
    stops = [*starts[1:].tolist(), len(order)]
    x, y = equilibria.strategies
    found = []
    for start, stop in zip(starts.tolist(), stops, strict=True):
        rows = np.sort(order[start:stop])
        found.append(
            Component(
                int(equilibria.game[rows[0]]), int(equilibria.index[rows[0]]), rows, _maximal_subsets(x[rows], y[rows])
            )
        )
    return tuple(found)


def index(equilibria: Equilibria) -> Ints:
    """The index of every connected component, (components,), in the order of :func:`components`.

    Parameters
    ----------
    equilibria : Equilibria
        From :func:`vertex_enumeration`. The indices of each game sum to +1.

    Raises
    ------
    InvalidGameError
        If the solver did not compute components.

    References
    ----------
    Shapley (1974), "A Note on the Lemke-Howson Algorithm".

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix, vertex_enumeration
    >>> index(vertex_enumeration(bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])))
    array([ 1,  1, -1])
    """
    order = np.lexsort([equilibria.component, equilibria.game])
    return np.asarray(equilibria.index[order[_starts(equilibria)]])


def _starts(equilibria: Equilibria) -> Any:
    """Where components begin among the rows, once these are sorted by game and component."""
    if (equilibria.component < 0).any():
        raise InvalidGameError(
            "components need Equilibria whose solver computed them; these have component -1. Use vertex_enumeration."
        )
    pairs = np.stack([equilibria.game, equilibria.component], axis=1)
    pairs = pairs[np.lexsort([equilibria.component, equilibria.game])]
    new = np.ones(len(pairs), dtype=bool)
    new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return np.flatnonzero(new)


def _maximal_subsets(x: Floats, y: Floats) -> tuple[tuple[Floats, Floats], ...]:
    """The maximal sets X x Y among pairs of rows of x and y, larger X first.

    The sets Y are those that have just one X that cannot be extended: intersections of the partners of
    single x. They are collected x by x.
    """
    if len(x) == 1:
        return ((x, y),)
    mine, at_x = np.unique(x, axis=0, return_inverse=True)
    theirs, at_y = np.unique(y, axis=0, return_inverse=True)
    partners = [0] * len(mine)
    for i, j in zip(at_x.reshape(-1).tolist(), at_y.reshape(-1).tolist(), strict=True):
        partners[i] |= 1 << j
    closed: set[int] = set()
    for those in partners:
        closed |= {those} | {those & other for other in closed}
    pairs = []
    for those in closed - {0}:
        rows = [i for i, other in enumerate(partners) if those & other == those]
        columns = [j for j in range(len(theirs)) if (those >> j) & 1]
        pairs.append((rows, columns))
    pairs.sort(key=lambda pair: (-len(pair[0]), pair))
    return tuple((mine[rows[::-1]], theirs[columns[::-1]]) for rows, columns in pairs)
