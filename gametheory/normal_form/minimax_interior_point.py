"""Large dense zero-sum games, by a primal-dual interior-point method that ends at a vertex."""

from __future__ import annotations

from typing import Any

from ..equilibrium import TOLERANCE, Equilibrium
from ..errors import UnsupportedGameError
from ..kernels.status import Status
from ..value import Floats
from .constant_sum import Solved, normalised, saddle_point, solve_each, unsolved
from .game import NormalFormGame
from .matrix_game import MatrixGame
from .optimal_face import face_near, vertex_near
from .predictor_corrector import Direction, Point, advance, centre, newton, predictor, recentred

TARGET = 1e-13
"""The gap, as a share of the payoff range, at which the search ends."""
PROMISING = 1e-4
"""The gap from which on a vertex is looked for."""
PATIENCE = 5
"""Steps in a row that may leave the gap as it is."""
SMALL_ENOUGH = 5e-10
"""The gap that counts as solved where rounding allows no smaller one."""


def minimax_interior_point(
    game: MatrixGame | NormalFormGame, *, max_steps: int = 100, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Find optimal strategies of a large dense zero-sum game by an interior-point method.

    Strategies x, y with every weight positive, a floor v below all :math:`(x A)_j` and a ceiling w above all
    :math:`(A y)_i` approach the value from both sides, along

    .. math:: x_i (w - (A y)_i) = \mu, \quad y_j ((x A)_j - v) = \mu, \quad \mu \to 0,

    by Mehrotra's predictor and corrector: a matrix product :math:`A D A^\top` and its Cholesky factor a step, about
    a dozen steps at any size. When the gap is small, the supports show, and the equations that they imply are
    solved directly: where optimal strategies are unique, that is the end, at the accuracy of a linear solve.

    Parameters
    ----------
    game : MatrixGame, or a NormalFormGame of two players whose payoffs add up to a constant
        A sparse matrix is refused. The games of a batch are solved one after the other.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Where there is a saddle point, the first one. Otherwise, where optimal strategies are not unique, the
        strategies lie inside the set of optimal ones, and every action that is played in any optimum has weight.
        ``payoffs[..., 0]`` is the value of the game to the row player.

    Raises
    ------
    UnsupportedGameError
        If the payoffs do not add up to a constant, or the matrix is sparse.
    NoEquilibriumFoundError

    References
    ----------
    Mehrotra (1992), "On the Implementation of a Primal-Dual Interior Point Method"; Ye (1992), "On the Finite
    Convergence of Interior-Point Algorithms for Linear Programming".

    Examples
    --------
    >>> game = MatrixGame([[0, -1, 2], [1, 0, -3], [-2, 3, 0]])
    >>> minimax_interior_point(game).strategies[0].round(4)
    array([0.5   , 0.3333, 0.1667])
    """
    if isinstance(game, MatrixGame) and game.is_sparse:
        raise UnsupportedGameError(
            "minimax_interior_point factors a dense matrix; use minimax_lp, or MatrixGame(A.toarray())."
        )
    return solve_each(game, lambda matrix: interior_point(matrix, max_steps), tolerance=tolerance, strict=strict)


def interior_point(matrix: Floats, max_steps: int = 100) -> Solved:
    """Strategies, status and steps of one matrix."""
    pure = saddle_point(matrix)
    if pure is not None:
        return *pure, Status.SOLVED, 0
    if matrix.shape[0] > matrix.shape[1]:  # the normal equations have the size of the first player
        y, x, status, steps = interior_point(-matrix.T, max_steps)
        return x, y, status, steps
    b = normalised(matrix)
    best = point = centre(b)
    since, supports, why = 0, None, Status.STALLED
    for step in range(max_steps + 1):
        if point.gap < best.gap:
            best, since = point, step
        point = recentred(b, point)
        solve = newton(b, point)
        if best.gap < TARGET or step > since + PATIENCE or solve is None:
            break
        predicted = predictor(point, solve)
        if point.gap < PROMISING:
            supports = growing(point, predicted)
            vertex = vertex_near(b, *supports)
            if vertex is not None:
                return *vertex, Status.SOLVED, step
        if step == max_steps:
            why = Status.STEP_LIMIT
            break
        following = advance(b, point, solve, predicted)
        if following is None:
            break
        point = following
    if supports is None or best.gap > SMALL_ENOUGH:
        return unsolved(matrix, why, step)
    return *face_near(b, best.x, best.y, *supports), Status.SOLVED, step


def growing(point: Point, predicted: Direction) -> tuple[Any, Any]:
    """The actions whose weight falls less than their slack: those that are played in some optimum."""
    return predicted.x / point.x > predicted.s / point.s, predicted.y / point.y > predicted.z / point.z
