"""One equilibrium of a two-player game, by complementary pivoting."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input, constant, positions
from ..residual import masks_of
from ..value import Ints, seal
from .game import NormalFormGame, require_players
from .paths import LARGE, follow_each

_kernel = Kernel("lemke_howson")


def lemke_howson(
    game: NormalFormGame,
    *,
    initial_pivot: ArrayLike = 0,
    max_steps: int = 10_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find one Nash equilibrium of a two-player game by complementary pivoting.

    With payoffs shifted to be positive, equilibria are the completely labelled vertex pairs of
    :math:`P = \{x \ge 0 : B^\top x \le 1\}` and :math:`Q = \{y \ge 0 : A y \le 1\}` other than
    :math:`(0, 0)`. Dropping one label and pivoting alternately in P and Q ends in such a pair; ties are
    broken lexicographically, so degenerate games end too.

    From 1600 pairs of actions on, say 40 × 40, only the inverse of the basis is kept, in place of a dictionary
    of all inequalities: it is as large as the supports on the path, and computed anew where its error grows. A
    path that rounding leads astray all the same has the status STALLED.

    Parameters
    ----------
    game : NormalFormGame, two players
    initial_pivot : int, or an array of int that broadcasts with the batch
        The label dropped first, 0 ≤ label < m + n: first the row player's actions, then the column
        player's. Different labels may reach different equilibria; ``all_labels(game)`` follows each, on a
        leading axis.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Of the game's batch shape, broadcast with the shape of ``initial_pivot``.

    Raises
    ------
    InvalidGameError
        If a label is not an integer from 0 to m + n - 1.
    UnsupportedGameError
        If the game does not have two players.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified answer.

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form",
    Algorithm 3.6 (the path) and section 3.6 (the lexicographic method).

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    >>> lemke_howson(game, initial_pivot=1).strategies[1].round(3)
    array([0.333, 0.667])

    Every label, as a batch:

    >>> lemke_howson(game, initial_pivot=all_labels(game)).payoffs.round(3)
    array([[3.   , 3.   ],
           [4.   , 2.667],
           [3.   , 3.   ],
           [3.   , 3.   ],
           [4.   , 2.667]])
    """
    require_players(game, 2)
    m, n = game.sizes
    if not (type(max_steps) is int or isinstance(max_steps, Integral)) or max_steps < 0:
        raise ValueError(f"max_steps needs to be an integer, 0 or larger; got {max_steps!r}.")
    shape = game.batch_shape
    games = positions(len(game.flat))
    label = np.asarray(initial_pivot)
    if label.dtype.kind not in "iu" or not (
        0 <= int(label) < m + n if label.ndim == 0 else label.size == 0 or (label.min() >= 0 and label.max() < m + n)
    ):
        raise InvalidGameError(
            f"initial_pivot needs integers from 0 to {m + n - 1}, one label per action of either player; "
            f"got {initial_pivot!r}."
        )
    if label.ndim == 0:
        labels = constant(int(label))
    else:
        shape = np.broadcast_shapes(shape, label.shape)
        labels = as_input(np.broadcast_to(label, shape).reshape(-1), np.int64)
        games = as_input(np.broadcast_to(games.reshape(game.batch_shape), shape).reshape(-1), np.int64)
    rows = len(games)
    if m * n > LARGE:
        x, y, status, steps = follow_each(game, games, labels, int(max_steps))
        seal(x, y, status, steps)
        x, y = x.reshape(*shape, m), y.reshape(*shape, n)
        status, steps = status.reshape(shape), steps.reshape(shape)
        return certify(game, (x, y), status, steps, tolerance=tolerance, strict=strict)
    x, y, status, steps = drop_in_dictionary(game, games, labels, int(max_steps))
    if shape != (rows,):
        x, y = x.reshape(*shape, m), y.reshape(*shape, n)
        status, steps = status.reshape(shape), steps.reshape(shape)
    return certify(game, (x, y), status, steps, tolerance=tolerance, strict=strict)


def drop_in_dictionary(game: NormalFormGame, games: Ints, labels: Ints, max_steps: int) -> Any:
    """Drop one label in each of some games of a flattened batch: x, y, status and steps, by row."""
    rows, (m, n) = len(games), game.sizes
    x, y = np.empty((rows, m)), np.empty((rows, n))
    status, steps = np.empty(rows, dtype=np.int8), np.empty(rows, dtype=np.int64)
    known = game.sizes if game.available is None else ()
    _kernel(rows, game.flat, games, labels, constant(max_steps), *masks_of(game), x, y, status, steps, sizes=known)
    seal(x, y, status, steps)
    return x, y, status, steps


def all_labels(game: NormalFormGame) -> Any:
    """Every label of a two-player game, on an axis before its batch axes, for ``initial_pivot``."""
    require_players(game, 2)
    return np.arange(sum(game.sizes)).reshape(-1, *(1,) * len(game.batch_shape))
