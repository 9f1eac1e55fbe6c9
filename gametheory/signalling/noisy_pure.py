"""Every sequential outcome in pure messages of one signalling game with types of the receiver or noise, in integers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from ..errors import UnsupportedGameError
from ..integer_pivoting import cheapest
from .equilibria import SignallingEquilibria
from .noisy_equilibria import NoisyExtreme, trembles
from .noisy_game import NoisySignallingGame
from .noisy_rational import Pair, RationalNoisyGame, reached
from .noisy_rows import certified
from .rational import Belief
from .trembles import Group, Mistakes

MOST_PROFILES = 2_000_000
"""Profiles of messages, or of replies, that are gone through for one game."""


def pure_sequential(game: NoisySignallingGame, tolerance: float, strict: bool) -> SignallingEquilibria:
    """The rows of :func:`pure_pbe` for a game with types of the receiver or noise."""
    types, kinds, messages, replies = game.payoffs.shape[-4:]
    sets = kinds * game.possible.shape[-1]
    if max(messages**types, replies**sets) > MOST_PROFILES:
        raise UnsupportedGameError(
            f"{messages}**{types} profiles of messages and {replies}**{sets} of replies are more than the "
            f"{MOST_PROFILES} that pure_pbe goes through; merge types or signals, or drop messages or replies."
        )
    return certified(game, lambda one: list(pure_outcomes(one)), tolerance, strict)


def pure_outcomes(game: RationalNoisyGame) -> Iterator[NoisyExtreme]:
    """One equilibrium of each outcome, in the order of messages and then of replies."""
    mistakes = Mistakes(game)
    types, messages, replies = range(len(game.prior)), range(len(game.messages)), range(len(game.replies))
    number = 0
    for choice in product(messages, repeat=len(types)):
        sender = tuple(tuple(Fraction(m == own) for m in messages) for own in choice)
        path = sorted(reached(game, sender))
        unreached = frozenset(range(len(game.sets))) - set(path)
        best = []
        for n in path:
            worth = [sum(game.prior[t] * row[t][m] for t, m in enumerate(choice)) for row in game.receiver[n]]
            best.append([a for a in replies if worth[a] == max(worth)])
        for given in product(*best):
            after = dict(zip(path, given, strict=True))
            settled = {
                (t, m): sum(game.sender[t][m][n][a] for n, a in after.items()) for t in types for m in messages
            }
            # What a deviation may still bring, where the receiver's replies are open.
            room = {(t, m): settled[t, choice[t]] - worth for (t, m), worth in settled.items()}
            groups = mistakes.groups(unreached)
            open_ = frozenset[Pair]().union(*(group.pairs for group in groups))
            if any(left < 0 for pair, left in room.items() if pair not in open_):
                continue
            replied = {n: _pure(len(replies), a) for n, a in after.items()}
            for group in groups:
                threat = _deterrent(game, mistakes, group, room)
                if threat is None:
                    break
                replied.update(threat)
            else:
                support = {n: frozenset(a for a in replies if replied[n][a]) for n in unreached}
                levels = mistakes.support(unreached, support)
                assert levels is not None
                receiver = tuple(replied[n] for n in range(len(game.sets)))
                yield NoisyExtreme(sender, receiver, *trembles(game, sender, levels), -1, number)
                number += 1


def _deterrent(
    game: RationalNoisyGame, mistakes: Mistakes, group: Group, room: dict[Pair, int]
) -> dict[int, Belief] | None:
    """Replies, best to some mistakes, that tempt nobody to send what leads there: pure ones if any, else mixed ones."""
    patterns = mistakes.patterns(group.sets)
    sets, replies = sorted(group.sets), len(game.replies)
    for given in product(range(replies), repeat=len(sets)):
        after = dict(zip(sets, given, strict=True))
        if all(
            sum(game.sender[t][m][n][a] for n, a in after.items()) <= room[t, m] for t, m in group.pairs
        ) and any(all(a in pattern[n] for n, a in after.items()) for pattern in patterns):
            return {n: _pure(replies, a) for n, a in after.items()}
    for pattern in patterns:
        places = [(n, a) for n in sets for a in sorted(pattern[n])]
        limits = [[*(game.sender[t][m][n][a] for n, a in places), room[t, m]] for t, m in sorted(group.pairs)]
        for n in sets:
            whole = [int(number == n) for number, _ in places]
            limits += [[*whole, 1], [*(-x for x in whole), -1]]
        weights = cheapest(limits, [0] * len(places))
        if weights is not None:
            held = dict(zip(places, weights, strict=True))
            return {n: tuple(held.get((n, a), Fraction(0)) for a in range(replies)) for n in sets}
    return None


def _pure(replies: int, chosen: int) -> Belief:
    return tuple(Fraction(a == chosen) for a in range(replies))
