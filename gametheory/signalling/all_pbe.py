"""Every perfect Bayesian equilibrium of a sender-receiver game."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..double_description import MOST_VERTICES
from ..equilibrium import TOLERANCE
from ..errors import UnsupportedGameError
from ..kernels.kernel import CHUNK_BYTES, Kernel, as_input, in_chunks
from ..kernels.status import Status
from ..value import Floats, seal
from .batches import float_game, masks_of
from .equilibria import SignallingEquilibria, judge_rows, require_signalling
from .game import SignallingGame
from .noisy_game import NoisySignallingGame
from .noisy_rows import all_sequential
from .rational import Extreme, extreme_equilibria, rational_game

_kernel = Kernel("perfect_bayesian")

ROOM = 64
"""Vertices that there is room for at first."""
SLOTS = 64
"""The least room, in equilibria, that a chunk gets."""
MOST_ROOM = 4096
"""Room for more vertices than this is not tried in the compiled loop."""
NO_ROOM = 2
"""The verdict of the compiled loop on a game with more vertices."""


def all_pbe(
    game: SignallingGame | NoisySignallingGame, *, tolerance: float = TOLERANCE, strict: bool = True
) -> SignallingEquilibria:
    r"""Find every perfect Bayesian equilibrium, pooling, separating and mixed, as extreme points of components.

    A strategy :math:`\sigma(m \mid t)` of the sender, a strategy :math:`\rho(a \mid m)` of the receiver and
    beliefs :math:`\mu(t \mid m)` are a perfect Bayesian equilibrium if

    .. math::

        \sigma(m \mid t) > 0 &\Rightarrow m \in \arg\max_{m'} \sum_a \rho(a \mid m') u(t, m', a), \\
        \rho(a \mid m) > 0 &\Rightarrow a \in \arg\max_{a'} \sum_t \mu(t \mid m) v(t, m, a'), \\
        \mu(t \mid m) &= p(t) \sigma(m \mid t) \Big/ \sum_{t'} p(t') \sigma(m \mid t')
        \quad \text{where the sum is positive.}

    Types of probability 0 play best messages too. If there are none, these are the sequential equilibria
    (:doc:`/concepts/beliefs`).

    Of a :class:`NoisySignallingGame`, every *sequential* equilibrium is returned, in the same form: beliefs at all
    information sets of the receiver that are not reached are limits under one vector of mistakes. These games are
    solved one after the other in integers, in some milliseconds each.

    The strategies :math:`(\sigma, \rho)` of all equilibria are a finite union of products of polytopes: one for
    each set of pairs (t, m) that may be sent and each choice, after every message, of replies that are all best
    to one belief. The rows are the extreme points of these polytopes. Two of them lie in one polytope if each
    strategy is an equilibrium with the other one, and the replies of both, after each message, are best replies
    to one belief; ``component`` numbers the connected components of the union. Every equilibrium is a mixture of
    rows of one component, with beliefs among those that support them all (:func:`supporting_beliefs`).

    A message that duplicates another in payoffs is a message of its own: with it, types can separate that
    otherwise could not. Duplicate replies appear in all ways to choose between them.

    All ties are decided exactly, in the game as it is given: a float is the dyadic rational that it is, and
    payoffs or priors given as fractions are those fractions. The compiled loop bounds its rounding; a game in
    which that leaves a sign open is done in integers of any size, a few hundred times slower.

    Parameters
    ----------
    game : SignallingGame or NoisySignallingGame
        Meant for up to about four types, messages and replies. Types of the receiver and signals multiply the
        information sets of the receiver; with two replies, eight such sets are many.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    SignallingEquilibria
        ``complete`` is true unless a certificate refused a row. Every game has a row.

    Raises
    ------
    UnsupportedGameError
        If the polyhedra of strategies have more vertices than can be enumerated; use :func:`pure_pbe`.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified equilibrium.

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1; Kreps and Wilson (1982), "Sequential Equilibria";
    Motzkin, Raiffa, Thompson and Thrall (1953), "The Double Description Method" (the vertices).

    Examples
    --------
    Beer or quiche (Cho and Kreps 1987), with a surly type of probability 0.9. Two outcomes, in both of which the
    types pool; after the other message the receiver fights with probability 1/2 or more:

    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]],
    ...     [Fraction(1, 10), Fraction(9, 10)],
    ...     types=("weak", "surly"), messages=("beer", "quiche"), replies=("fight", "leave"),
    ... )
    >>> found = all_pbe(game)
    >>> found.type_payoffs
    array([[2., 3.],
           [3., 2.],
           [2., 3.],
           [3., 2.]])
    >>> found.component, found.strategies[1][:, :, 0]
    (array([0, 1, 0, 1]), array([[0. , 1. ],
           [1. , 0. ],
           [0. , 0.5],
           [0.5, 0. ]]))
    """
    if isinstance(game, NoisySignallingGame):
        return all_sequential(game, tolerance, strict)
    require_signalling(game)
    types, messages, replies = game.payoffs.shape[-3:]
    games = prod(game.batch_shape)
    payoffs, prior, given = float_game(game)
    if max(messages**types, replies**messages) > MOST_VERTICES:
        raise UnsupportedGameError(
            f"the strategies of this signalling game have more than {MOST_VERTICES} vertices to be looked at; use "
            f"pure_pbe, which takes larger games, or drop types, messages or replies."
        )
    room = max(ROOM, 8 * messages**types, 8 * replies**messages)
    found, verdict = _compiled(game, payoffs, prior, np.arange(games), room)
    while (large := np.flatnonzero(verdict == NO_ROOM)).size and room < MOST_ROOM:
        room *= 8
        more, verdict[large] = _compiled(game, payoffs, prior, large, room)
        found = tuple(np.concatenate(parts) for parts in zip(found, more, strict=True))
    undecided = np.flatnonzero((verdict != 0) | ~given)
    if len(undecided):
        kept = (verdict[found[3]] == 0) & given[found[3]]
        pieces = [tuple(part[kept] for part in found)]
        pieces += [_in_integers(game, position) for position in undecided.tolist()]
        found = tuple(np.concatenate(parts) for parts in zip(*pieces, strict=True))
    if (np.diff(found[3]) < 0).any():
        order = np.argsort(found[3], kind="stable")
        found = tuple(np.ascontiguousarray(part[order]) for part in found)
    seal(*found)
    sent, replied, beliefs, rows, component, outcome = found
    return judge_rows(
        game,
        (sent, replied),
        beliefs,
        rows,
        np.ones(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        component,
        outcome,
        tolerance,
        strict,
    )


def _compiled(
    game: SignallingGame, payoffs: Floats, prior: Floats, positions: Any, room: int
) -> tuple[tuple[Any, ...], Any]:
    """The rows of those of these games that the compiled loop decides, and its verdict on each game."""
    types, messages, replies = payoffs.shape[2:]
    masks = masks_of(game)
    games = len(positions)
    if games < len(payoffs):
        payoffs, prior = as_input(payoffs[positions]), as_input(prior[positions])
        masks = [mask if len(mask) == 1 else as_input(mask[positions], np.bool_) for mask in masks]
    verdict = np.zeros(games, dtype=np.int8)
    compiled = _kernel.compiled  # once, before threads start
    rooms = as_input(np.array([room]), np.int64)

    def enumerate_chunk(start: int, stop: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        slots = SLOTS + 4 * (stop - start)
        progress = np.empty(3, dtype=np.int64)
        while not found or start < stop:
            here = (
                np.empty((slots, types, messages)),
                np.empty((slots, messages, replies)),
                np.empty((slots, messages, types)),
                *(np.empty(slots, np.int64) for _ in range(3)),
            )
            compiled(start, stop, payoffs, prior, *masks, rooms, *here, verdict, progress)
            start, written, wanted = progress.tolist()
            found.append(tuple(part[:written] for part in here))
            slots = max(slots, 2 * wanted)
        return found

    pieces = in_chunks(enumerate_chunk, games, max(SLOTS, CHUNK_BYTES // (16 * types * messages * replies)))
    found = [part for piece in pieces for part in piece] or enumerate_chunk(0, 0)
    rows = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    rows[3] = positions[rows[3]]
    return tuple(rows), verdict


def _in_integers(game: SignallingGame, position: int) -> tuple[Any, ...]:
    """The rows of one game: sender, receiver, beliefs, game, component, outcome."""
    one = rational_game(game, position)
    found = extreme_equilibria(one)
    types, messages, replies = game.payoffs.shape[-3:]
    sender, receiver = np.zeros((len(found), types, messages)), np.zeros((len(found), messages, replies))
    beliefs = np.full((len(found), messages, types), 1 / types)
    receiver[:, :, one.replies[0]] = 1.0
    for row, extreme in enumerate(found):
        sender[row][:, one.messages] = _floats(extreme.sender)
        receiver[np.ix_([row], one.messages, one.replies)] = _floats(extreme.receiver)
        beliefs[row, one.messages] = _middles(extreme)
    numbers = [np.array([getattr(extreme, name) for extreme in found]) for name in ("component", "outcome")]
    return sender, receiver, beliefs, np.full(len(found), position), *numbers


def _floats(rows: Any) -> list[list[float]]:
    return [[float(entry) for entry in row] for row in rows]


def _middles(extreme: Extreme) -> list[list[float]]:
    """The mean of the supporting extreme beliefs after each message."""
    return [
        [float(sum(column, Fraction(0)) / len(beliefs)) for column in zip(*beliefs, strict=True)]
        for beliefs in extreme.beliefs
    ]
