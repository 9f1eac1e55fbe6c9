"""Every perfect Bayesian equilibrium in pure messages."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod
from operator import mul
from typing import Any

import numpy as np

from ..double_description import polytope
from ..equilibrium import TOLERANCE
from ..errors import UnsupportedGameError
from ..kernels.kernel import Kernel, as_input, in_chunks
from ..kernels.status import Status
from ..value import Floats, seal
from .batches import float_game, masks_of
from .equilibria import SignallingEquilibria, judge_rows, require_signalling
from .game import SignallingGame
from .noisy_game import NoisySignallingGame
from .noisy_pure import pure_sequential
from .rational import Belief, RationalGame, extreme_beliefs, rational_game

_kernel = Kernel("pure_bayesian")

ROOM = 256
"""Extreme beliefs per message that there is room for in the compiled loop."""
MOST_PROFILES = 2_000_000
"""Profiles of messages that are gone through for one game."""
MOST_TYPES = 20
"""Sets of types are looked up in a table."""


def pure_pbe(
    game: SignallingGame | NoisySignallingGame, *, tolerance: float = TOLERANCE, strict: bool = True
) -> SignallingEquilibria:
    r"""Find every perfect Bayesian outcome in which each type sends one message and gets one reply.

    A row is an outcome: a message :math:`m(t)` for each type, and after each message that is sent a reply
    :math:`a(m)` that is best to the belief that Bayes' rule gives, such that

    .. math:: u(t, m(t), a(m(t))) \ge u(t, m, a(m)) \quad \text{for every type t and every message m that is sent},

    and such that after each other message some mixed reply, best to some belief, makes no type better off. One such
    reply is given, a pure one wherever one will do; :func:`all_pbe` has the others, and the equilibria in which the
    sender mixes, or the receiver on the path. Types of probability 0 send a best message; outcomes that differ in
    them alone are one.

    Rows of a game come in the order of the messages of types 0, 1, ..., then of the replies.

    Ties are decided exactly, as in :func:`all_pbe`.

    Of a :class:`NoisySignallingGame`, every *sequential* outcome of this kind is returned: each type of the sender
    sends one message, and one reply is chosen at each information set of the receiver that is reached. Information
    sets that the same deviations lead to share their mistakes, and their replies are pure if pure ones will do there.
    These games are solved one after the other in integers.

    Parameters
    ----------
    game : SignallingGame or NoisySignallingGame
        All :math:`M^T` profiles are gone through, up to two million.
    tolerance, strict
        See :doc:`/concepts/solving`. A game that has no such equilibrium is answered with count 0.

    Returns
    -------
    SignallingEquilibria
        ``complete`` says that no outcome of this kind is missing. ``component`` is -1.

    Raises
    ------
    UnsupportedGameError
        If there are too many profiles.

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1.

    Examples
    --------
    Beer or quiche, for two priors of the surly type; he is left alone in a pool only if he is likely enough.

    >>> sender, receiver = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    >>> games = SignallingGame([[sender, receiver]] * 2, [[0.1, 0.9], [0.6, 0.4]])
    >>> found = pure_pbe(games)
    >>> found.count
    array([2, 0])
    >>> found.type_payoffs
    array([[2., 3.],
           [3., 2.]])
    """
    if isinstance(game, NoisySignallingGame):
        return pure_sequential(game, tolerance, strict)
    require_signalling(game)
    types, messages, _ = game.payoffs.shape[-3:]
    if types > MOST_TYPES or messages**types > MOST_PROFILES:
        raise UnsupportedGameError(
            f"{types} types with {messages} messages have {messages}**{types} profiles, and pure_pbe goes through up "
            f"to {MOST_PROFILES} with up to {MOST_TYPES} types; merge types, or drop messages."
        )
    payoffs, prior, given = float_game(game)
    found, verdict = _compiled(game, payoffs, prior)
    undecided = np.flatnonzero((verdict != 0) | ~given)
    if len(undecided):
        kept = (verdict[found[3]] == 0) & given[found[3]]
        pieces = [tuple(part[kept] for part in found)]
        pieces += [_in_fractions(game, position) for position in undecided.tolist()]
        found = tuple(np.concatenate(parts) for parts in zip(*pieces, strict=True))
        order = np.argsort(found[3], kind="stable")
        found = tuple(np.ascontiguousarray(part[order]) for part in found)
    seal(*found)
    sent, replied, beliefs, rows, outcome = found
    return judge_rows(
        game,
        (sent, replied),
        beliefs,
        rows,
        np.ones(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        np.full(len(rows), -1),
        outcome,
        tolerance,
        strict,
    )


def _compiled(game: SignallingGame, payoffs: Floats, prior: Floats) -> tuple[tuple[Any, ...], Any]:
    """The rows of the games that the compiled loop decides, and its verdict on each game."""
    games, _, types, messages, replies = payoffs.shape
    arrays = (payoffs, prior, *masks_of(game), as_input(np.array([ROOM]), np.int64))
    verdict = np.zeros(games, dtype=np.int8)
    compiled = _kernel.compiled  # once, before threads start

    def chunk(start: int, stop: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        slots = 64 + 4 * (stop - start)
        progress = np.empty(3, dtype=np.int64)
        while not found or start < stop:
            here = (
                np.empty((slots, types, messages)),
                np.empty((slots, messages, replies)),
                np.empty((slots, messages, types)),
                np.empty(slots, np.int64),
                np.empty(slots, np.int64),
            )
            compiled(start, stop, *arrays, *here, verdict, progress)
            start, written, wanted = progress.tolist()
            found.append(tuple(part[:written] for part in here))
            slots = max(slots, 2 * wanted)
        return found

    pieces = in_chunks(chunk, games, 1 + 1_000_000 // (messages**types * prod(payoffs.shape[2:])))
    found = [part for piece in pieces for part in piece] or chunk(0, 0)
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True)), verdict


def _in_fractions(game: SignallingGame, position: int) -> tuple[Any, ...]:
    """The rows of one game: sender, receiver, beliefs, game, outcome."""
    one = rational_game(game, position)
    found = list(pure_equilibria(one))
    types, messages, replies = game.payoffs.shape[-3:]
    sender, receiver = np.zeros((len(found), types, messages)), np.zeros((len(found), messages, replies))
    beliefs = np.full((len(found), messages, types), 1 / types)
    receiver[:, :, one.replies[0]] = 1.0
    for row, (profile, rho, believed) in enumerate(found):
        sender[row, np.arange(types), [one.messages[m] for m in profile]] = 1.0
        receiver[np.ix_([row], one.messages, one.replies)] = [[float(p) for p in own] for own in rho]
        beliefs[row, one.messages] = [[float(p) for p in own] for own in believed]
    return sender, receiver, beliefs, np.full(len(found), position), np.arange(len(found))


def pure_equilibria(one: RationalGame) -> Iterator[tuple[list[int], list[Belief], list[Belief]]]:
    """Messages by type, replies by message and beliefs by message of each outcome, in rational arithmetic."""
    corners = extreme_beliefs(one)
    likely = [t for t, weight in enumerate(one.prior) if weight]
    messages, replies = range(len(one.messages)), range(len(one.replies))
    for choice in product(messages, repeat=len(likely)):
        profile = dict(zip(likely, choice, strict=True))
        path = sorted(set(choice))
        revealed = {m: [w if profile.get(t) == m else 0 for t, w in enumerate(one.prior)] for m in path}
        best = []
        for m in path:
            worth = [sum(w * one.receiver[t][m][a] for t, w in enumerate(revealed[m])) for a in replies]
            best.append([a for a in replies if worth[a] == max(worth)])
        for given in product(*best):
            after = dict(zip(path, given, strict=True))
            own = {t: one.sender[t][m][after[m]] for t, m in profile.items()}
            if any(one.sender[t][m][after[m]] > own[t] for t in likely for m in path):
                continue
            rho = [
                tuple(Fraction(a == after[m]) for a in replies) if m in after else _deterrent(one, m, own, corners[m])
                for m in messages
            ]
            settled = [row for row in rho if row is not None]
            if len(settled) < len(rho):
                continue
            believed = [_belief(revealed.get(m), settled[m], corners[m]) for m in messages]
            yield [profile.get(t, _best_message(one, t, settled)) for t in range(len(one.prior))], settled, believed


def _deterrent(
    one: RationalGame, m: int, own: dict[int, int], corners: list[tuple[Belief, frozenset[int]]]
) -> Belief | None:
    """A reply to m, best to some belief, that tempts no type: the first pure one, else a mixed one."""
    replies = range(len(one.replies))
    for a in replies:
        if any(a in best for _, best in corners) and all(one.sender[t][m][a] <= pay for t, pay in own.items()):
            return tuple(Fraction(b == a) for b in replies)
    for _, best in corners:
        face = sorted(best)
        points = polytope(len(face), [[Fraction(pay - one.sender[t][m][a]) for a in face] for t, pay in own.items()])
        if points:
            weights = dict(zip(face, points[0], strict=True))
            return tuple(weights.get(a, Fraction(0)) for a in replies)
    return None


def _belief(revealed: list[int] | None, reply: Belief, corners: list[tuple[Belief, frozenset[int]]]) -> Belief:
    """Bayes' rule, or the mean of the extreme beliefs to which a reply is best."""
    if revealed is not None:
        return tuple(Fraction(weight, sum(revealed)) for weight in revealed)
    played = {a for a, p in enumerate(reply) if p}
    points = [belief for belief, best in corners if best >= played]
    return tuple(sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True))


def _best_message(one: RationalGame, t: int, rho: list[Belief]) -> int:
    worth = [sum(map(mul, reply, side)) for reply, side in zip(rho, one.sender[t], strict=True)]
    return worth.index(max(worth))
