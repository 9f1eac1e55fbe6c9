"""The beliefs off the path that support an equilibrium of a signalling game, as polytopes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..kernels.kernel import CHUNK_BYTES, Kernel, as_input, in_chunks
from ..value import Floats, Ints, Value, frozen
from .batches import float_game, masks_of
from .equilibria import SignallingEquilibria, require_signalling
from .game import SignallingGame
from .rational import extreme_beliefs, rational_game

_kernel = Kernel("supporting_beliefs")

ROOM = 256
"""Extreme beliefs per message that there is room for in the compiled loop."""


@dataclass(frozen=True, eq=False)
class SupportingBeliefs(Value):
    """For each equilibrium and unsent message, the extreme points of the beliefs that support the replies.

    Attributes
    ----------
    beliefs : (points, T)
    row : (points,)
        The row of the equilibria that the belief supports; non-decreasing.
    message : (points,)
        The message that is not sent there.
    """

    beliefs: Floats
    row: Ints
    message: Ints

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    def __len__(self) -> int:
        return len(self.row)

    def of(self, row: int, message: int) -> Floats:
        """The extreme points of the beliefs after one message of one equilibrium, (points, T).

        Empty if the message is sent there: Bayes' rule then leaves nothing open.
        """
        return np.asarray(self.beliefs[(self.row == row) & (self.message == message)])


def supporting_beliefs(game: SignallingGame, equilibria: SignallingEquilibria) -> SupportingBeliefs:
    r"""The polytopes of beliefs off the path that support equilibria of a signalling game.

    After a message m that no type of positive probability sends, the replies :math:`\rho(\cdot \mid m)` of an
    equilibrium are supported by

    .. math:: \{\mu \in \Delta(T) : \rho(a \mid m) > 0 \Rightarrow a \in \arg\max_{a'} \sum_t \mu(t) v(t, m, a')\},

    a polytope, for each message apart. Its extreme points are returned. An equilibrium between two rows of a
    polytope of equilibria plays the replies of both, and is supported by the beliefs that support both: along a
    component the polytope is largest at the rows.

    Parameters
    ----------
    game : SignallingGame
    equilibria : SignallingEquilibria
        Of this game.

    Returns
    -------
    SupportingBeliefs

    Examples
    --------
    Beer or quiche: those who pool on beer are held there by a fight after quiche, and that by a belief that quiche
    comes from the weak type with probability 1/2 or more.

    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9],
    ...     types=("weak", "surly"), messages=("beer", "quiche"), replies=("fight", "leave"),
    ... )
    >>> found = all_pbe(game)
    >>> found.strategies[0][0], found.strategies[1][0]
    (array([[1., 0.],
           [1., 0.]]), array([[0., 1.],
           [1., 0.]]))
    >>> supporting_beliefs(game, found).of(0, 1)
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    require_signalling(game)
    payoffs, prior, given = float_game(game)
    sent_by, replied = equilibria.strategies
    on_path = (sent_by > 0) & (prior[equilibria.game][..., None] > 0)
    sent, played = on_path.any(axis=-2), replied > 0
    points, verdict = _compiled(game, payoffs, prior, equilibria.game, sent, played)
    open_ = np.flatnonzero((verdict != 0) | ~given[equilibria.game])
    if len(open_):
        kept = ~np.isin(points[1], open_)
        pieces = [tuple(part[kept] for part in points), *_in_integers(game, equilibria.game, open_, sent, played)]
        points = tuple(np.concatenate(parts) for parts in zip(*pieces, strict=True))
    # By row and message, more weight on earlier types first.
    order = np.lexsort((*-points[0].T[::-1], points[2], points[1]))
    return SupportingBeliefs(*(np.ascontiguousarray(part[order]) for part in points))


def _compiled(
    game: SignallingGame, payoffs: Floats, prior: Floats, games: Any, sent: Any, played: Any
) -> tuple[tuple[Any, ...], Any]:
    rows, types = len(games), payoffs.shape[2]
    arrays = (payoffs, prior, *masks_of(game), as_input(np.array([ROOM]), np.int64), as_input(games, np.int64))
    arrays = (*arrays, as_input(sent, np.bool_), as_input(played, np.bool_))
    verdict = np.zeros(rows, dtype=np.int8)
    compiled = _kernel.compiled  # once, before threads start

    def chunk(start: int, stop: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        slots = 64 + 4 * (stop - start)
        progress = np.empty(3, dtype=np.int64)
        while not found or start < stop:
            here = (np.empty((slots, types)), np.empty(slots, np.int64), np.empty(slots, np.int64))
            compiled(start, stop, *arrays, *here, verdict, progress)
            start, written, wanted = progress.tolist()
            found.append(tuple(part[:written] for part in here))
            slots = max(slots, 2 * wanted)
        return found

    pieces = in_chunks(chunk, rows, max(64, CHUNK_BYTES // (16 * prod(payoffs.shape[1:]))))
    found = [part for piece in pieces for part in piece] or chunk(0, 0)
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True)), verdict


def _in_integers(game: SignallingGame, games: Any, rows: Any, sent: Any, played: Any) -> list[tuple[Any, ...]]:
    """The points of these rows: belief, row, message."""
    pieces = []
    last, believed, one = -1, None, None
    for row in rows.tolist():
        if believed is None or one is None or games[row] != last:
            last = int(games[row])
            one = rational_game(game, last)
            believed = extreme_beliefs(one)
        for m, message in enumerate(one.messages):
            if not sent[row, message]:
                replies = set(np.flatnonzero(played[row, message][one.replies]).tolist())
                points = [[float(x) for x in belief] for belief, best in believed[m] if best >= replies]
                numbers = [np.full(len(points), number) for number in (row, message)]
                pieces.append((np.array(points).reshape(len(points), len(one.prior)), *numbers))
    return pieces
