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

SLOTS = 16
"""The least room, in equilibria, that a chunk gets, and the least number of games in it."""


def support_enumeration(game: NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibria:
    r"""Find the equilibria of a two-player game whose supports are of equal size.

    For every pair of supports :math:`(I, J)` of one size, solve for the strategies that make each player
    indifferent over the own support,

    .. math:: (A y)_i = v \; (i \in I), \quad \sum_{j \in J} y_j = 1, \quad y_j > 0,

    and keep them if no action outside pays more. In a nondegenerate game these are all the equilibria, and
    their number is odd. Where such an equilibrium ties (a weight of 0, a best reply outside its support, a
    singular system), others may be missing and ``complete`` is false.

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
    x, y, rows, complete, status = enumerate_supports(game.flat, masks_of(game))
    return certify_rows(
        game,
        (x, y),
        rows,
        complete.reshape(game.batch_shape),
        status.reshape(game.batch_shape),
        tolerance=tolerance,
        strict=strict,
    )


def enumerate_supports(payoffs: Any, masks: tuple[Any, ...]) -> tuple[Any, ...]:
    """Strategies of both players and game of every row; completeness and status of every game."""
    games, _, m, n = payoffs.shape
    arrays = (payoffs, *masks)
    complete, status = np.empty(games, dtype=bool), np.empty(games, dtype=np.int8)

    # Room for two equilibria a game; memory that is never written to is never taken.
    slots = max(SLOTS, 2 * games)
    x, y, rows = np.empty((slots, m)), np.empty((slots, n)), np.empty(slots, dtype=np.int64)
    compiled = _kernel.compiled  # once, before threads start

    def enumerate_chunk(start: int, stop: int) -> list[tuple[Any, Any, Any]]:
        room = slice(2 * start, max(SLOTS, 2 * stop))
        found, here = [], (x[room], y[room], rows[room])
        progress = np.empty(2, dtype=np.int64)
        while start < stop:
            compiled(start, stop, *arrays, *here, complete, status, progress)
            start, written = progress.tolist()
            found.append((here[0][:written], here[1][:written], here[2][:written]))
            if start < stop:  # a game was given back for want of room
                more = 2 * len(here[2])
                here = np.empty((more, m)), np.empty((more, n)), np.empty(more, dtype=np.int64)
        return found

    pieces = in_chunks(enumerate_chunk, games, max(SLOTS, CHUNK_BYTES // (16 * m * n)))
    if all(len(piece) == 1 for piece in pieces):
        x, y, rows = _joined([piece[0] for piece in pieces], x, y, rows)
    else:
        found = [part for piece in pieces for part in piece]
        x, y, rows = (np.concatenate([part[k] for part in found]) for k in range(3))
    seal(x, y, rows, complete, status)
    return x, y, rows, complete, status


def _joined(pieces: list[tuple[Any, Any, Any]], x: Any, y: Any, rows: Any) -> tuple[Any, Any, Any]:
    """Move pieces of the arrays, which lie in order with gaps between, to their beginning."""
    at = 0
    for piece in pieces:
        here = slice(at, at + len(piece[2]))
        if at:
            x[here], y[here], rows[here] = piece
        at = here.stop
    return x[:at], y[:at], rows[:at]
