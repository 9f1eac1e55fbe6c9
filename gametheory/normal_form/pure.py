"""Every pure equilibrium."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, certify_rows
from ..errors import InvalidGameError
from ..kernels.kernel import CHUNK_BYTES, in_chunks
from ..kernels.status import Status
from ..profile import profiles_available
from ..value import Bools
from .game import NormalFormGame


def pure_nash(game: NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibria:
    """Find every pure Nash equilibrium of games of any number of players.

    A profile of actions is an equilibrium if every action is a best reply to the others. Payoffs are
    compared exactly, as fractions where the game carries them, so ties lose nothing.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria
        ``complete`` is true throughout: no pure equilibrium is missing. A game that has none has count 0,
        which is an answer and no failure.

    References
    ----------
    Nash (1951), "Non-Cooperative Games"; the definition, applied to each profile.

    Examples
    --------
    >>> from gametheory.normal_form import symmetric, zero_sum
    >>> stag_hunt = symmetric([[4, 0], [3, 3]])
    >>> pure_nash(stag_hunt).payoffs
    array([[4., 4.],
           [3., 3.]])
    >>> pennies = zero_sum([[1, -1], [-1, 1]])
    >>> pure_nash(pennies)
    <Equilibria: 0 rows of 1 game, complete in 1 of 1, nash>
    """
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(f"a NormalFormGame was needed, got {type(game).__name__}; see bimatrix(A, B).")
    players, sizes = len(game.players), game.sizes
    values = game.flat if game.exact is None else game.exact.values.reshape(game.flat.shape)
    exists = None
    if game.available is not None:
        exists = profiles_available(game.available).reshape(len(values), *sizes)

    def cells(start: int, stop: int) -> Any:
        best = _mutual_best_replies(values[start:stop], None if exists is None else exists[start:stop])
        found = np.argwhere(best)
        found[:, 0] += start
        return found

    bytes_per_game = max(1, values[:1].nbytes)
    pieces = in_chunks(cells, len(values), max(1, CHUNK_BYTES // bytes_per_game))
    found = np.concatenate(pieces) if pieces else np.empty((0, 1 + players), dtype=np.int64)
    strategies = tuple(np.eye(size)[found[:, 1 + i]] for i, size in enumerate(sizes))
    return certify_rows(
        game,
        strategies,
        found[:, 0],
        np.ones(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        tolerance=tolerance,
        strict=strict,
    )


def _mutual_best_replies(payoffs: Any, exists: Bools | None) -> Bools:
    """Where every player's action is a best reply, (games, m_1, ..., m_N), from (games, N, m_1, ..., m_N)."""
    best = np.ones((len(payoffs), *payoffs.shape[2:]), dtype=bool)
    for i in range(payoffs.shape[1]):
        mine = payoffs[:, i]
        rivals = mine if exists is None else np.where(exists, mine, -np.inf)
        best &= mine >= rivals.max(axis=1 + i, keepdims=True)
    return best if exists is None else best & exists
