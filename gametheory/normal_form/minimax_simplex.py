"""Zero-sum games by the simplex method, compiled, for batches and single games of moderate size."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium
from ..errors import UnsupportedGameError
from ..kernels.kernel import Kernel, as_input, constant
from ..residual.measure import everything, masks_of
from ..value import Bools, Floats, Ints, seal
from .constant_sum import Solved, certify_minimax, require_constant_sum, row_payoffs
from .game import NormalFormGame
from .matrix_game import MatrixGame

_kernel = Kernel("minimax_simplex")

MAX_STEPS = 10_000
"""Pivots, unless said otherwise."""


def minimax_simplex(
    game: MatrixGame | NormalFormGame, *, max_steps: int = MAX_STEPS, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Find optimal strategies of zero-sum games by the simplex method.

    With payoffs shifted and scaled to :math:`1 \le A \le 2`, solve

    .. math:: \max_{y \ge 0} \sum_j y_j \quad \text{subject to} \quad A y \le 1

    from the dictionary in which every slack is basic. The column player's strategy is the solution, the row
    player's that of the dual, each divided by its sum, and the value is one over that sum. The edge that climbs
    steepest is followed; ties are broken lexicographically, so degenerate games end too.

    Meant for batches of small games, and for single games of up to about 200 actions, where it takes about as many
    pivots as there are actions; each costs m n multiplications.

    Parameters
    ----------
    game : MatrixGame, or a NormalFormGame of two players whose payoffs add up to a constant
        A sparse matrix is refused.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Strategies that are vertices of the sets of optimal strategies; ``payoffs[..., 0]`` is the value of the game
        to the row player.

    Raises
    ------
    UnsupportedGameError
        If the payoffs do not add up to a constant, or the matrix is sparse.
    NoEquilibriumFoundError

    References
    ----------
    Dantzig (1951), "A Proof of the Equivalence of the Programming Problem and the Game Problem"; Goldfarb and Reid
    (1977), "A Practicable Steepest-Edge Simplex Algorithm" for the choice of edges.

    Examples
    --------
    >>> games = MatrixGame([[[1, -1], [-1, 1]], [[3, 1], [0, 2]]])
    >>> minimax_simplex(games).strategies[0]
    array([[0.5, 0.5],
           [0.5, 0.5]])
    >>> minimax_simplex(games).payoffs[:, 0].round(9)
    array([0. , 1.5])
    """
    require_constant_sum(game)
    if not (type(max_steps) is int or isinstance(max_steps, Integral)) or max_steps < 0:
        raise ValueError(f"max_steps needs to be an integer, 0 or larger; got {max_steps!r}.")
    if isinstance(game, MatrixGame) and game.is_sparse:
        raise UnsupportedGameError(
            "minimax_simplex holds the matrix dense; use minimax_lp, or MatrixGame(A.toarray())."
        )
    return certify_minimax(game, *simplex(game, max_steps), tolerance=tolerance, strict=strict)


def simplex(game: MatrixGame | NormalFormGame, max_steps: int = MAX_STEPS) -> tuple[Floats, Floats, Ints, Ints]:
    """Strategies (games, m) and (games, n), status and steps of a flattened batch."""
    if isinstance(game, MatrixGame) or game.available is None:
        return _pivot(row_payoffs(game), max_steps)
    return _pivot(row_payoffs(game), max_steps, masks_of(game))


def simplex_of_one(matrix: Floats) -> Solved:
    """Strategies, status and steps of one matrix."""
    x, y, status, steps = _pivot(as_input(matrix)[None, None], MAX_STEPS)
    return x[0], y[0], int(status[0]), int(steps[0])


def _pivot(
    payoffs: Floats, max_steps: int, masks: tuple[Bools, ...] | None = None
) -> tuple[Floats, Floats, Ints, Ints]:
    games, (m, n) = len(payoffs), payoffs.shape[-2:]
    x, y = np.empty((games, m)), np.empty((games, n))
    status, steps = np.empty(games, dtype=np.int8), np.empty(games, dtype=np.int64)
    known = () if masks else (m, n)
    masks = masks or (everything(m), everything(n))
    _kernel(games, payoffs, constant(int(max_steps)), *masks, x, y, status, steps, sizes=known)
    seal(x, y, status, steps)
    return x, y, status, steps
