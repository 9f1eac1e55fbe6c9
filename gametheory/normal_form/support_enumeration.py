"""Every equilibrium of a nondegenerate two-player game."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, certify_rows
from ..kernels.kernel import CHUNK_BYTES, Kernel, in_chunks
from ..residual import masks_of
from ..value import seal
from .game import NormalFormGame, require_players

_kernel = Kernel("support_enumeration")


def support_enumeration(game: NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibria:
    r"""Find the equilibria of a two-player game whose supports are of equal size.

    For every pair of supports :math:`(I, J)` of one size, solve for the strategies that make each player
    indifferent over the own support,

    .. math:: (A y)_i = v \; (i \in I), \quad \sum_{j \in J} y_j = 1, \quad y_j > 0,

    and keep them if no action outside pays more. In a nondegenerate game these are all the equilibria, and
    their number is odd. Where a tie is seen, others may be missing and ``complete`` is false there.

    The number of pairs is :math:`\binom{m + n}{n} - 1`: meant for up to about ten actions a player.

    Parameters
    ----------
    game : NormalFormGame, two players
    tolerance, strict
        See :doc:`/concepts/solving`. A game that is complete or has at least one equilibrium does not
        raise.

    Returns
    -------
    Equilibria

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form",
    Algorithm 3.4.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> sexes = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    >>> support_enumeration(sexes).payoffs
    array([[3. , 2. ],
           [2. , 3. ],
           [1.2, 1.2]])

    A tie: the row player does not care.

    >>> support_enumeration(bimatrix([[1, 1], [1, 1]], [[1, 0], [0, 1]])).complete
    array(False)
    """
    require_players(game, 2)
    m, n = game.sizes
    arrays = (game.flat, *masks_of(game))
    games = len(game.flat)
    complete, status = np.empty(games, dtype=bool), np.empty(games, dtype=np.int8)

    def enumerate_chunk(start: int, stop: int) -> list[tuple[Any, Any, Any]]:
        found = []
        slots = max(16, 2 * (stop - start))
        while start < stop:
            x, y, rows = np.empty((slots, m)), np.empty((slots, n)), np.empty(slots, dtype=np.int64)
            progress = np.empty(2, dtype=np.int64)
            compiled(start, stop, *arrays, x, y, rows, complete, status, progress)
            reached, written = progress.tolist()
            if reached == start:
                slots *= 2  # one game alone needs more
            found.append((x[:written].copy(), y[:written].copy(), rows[:written].copy()))
            start = reached
        return found

    compiled = _kernel.compiled  # once, before threads start
    pieces = in_chunks(enumerate_chunk, games, max(1, CHUNK_BYTES // (16 * m * n)))
    x, y, rows = _joined([part for piece in pieces for part in piece], m, n)
    seal(x, y, rows, complete, status)
    return certify_rows(game, (x, y), rows, complete, status, tolerance=tolerance, strict=strict)


def _joined(found: list[tuple[Any, Any, Any]], m: int, n: int) -> tuple[Any, Any, Any]:
    """All pieces in one; the list is emptied, so that no more than one copy is ever held."""
    if len(found) == 1:
        return found.pop()
    rows = sum(len(part[2]) for part in found)
    x, y, game = np.empty((rows, m)), np.empty((rows, n)), np.empty(rows, dtype=np.int64)
    found.reverse()
    at = 0
    while found:
        piece = found.pop()
        here = slice(at, at + len(piece[2]))
        x[here], y[here], game[here] = piece
        at = here.stop
    return x, y, game
