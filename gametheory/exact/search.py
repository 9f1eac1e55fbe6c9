"""Where exact equilibria are looked for: near a float answer, guided by what is positive and tight there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..normal_form.integer_game import IntegerGame
from .nearest import Strategy, nearest_strategy
from .two_players import Pair, at_ends_of_paths, on_supports, within_reach
from .verdict import Profile, holds

PURE = 1e-6
"""A player with all but this probability on one action is guessed not to mix."""

DENOMINATORS = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
"""Bounds on the denominators of the simple rationals tried near the answers of three or more mixing players."""


class Found(NamedTuple):
    """What a search came to.

    Attributes
    ----------
    profile, distance
        An exact equilibrium and its distance from the float answer, which may be more than allowed; or None.
    final : bool
        Whether there is nothing else within the distance allowed.
    """

    profile: Profile | None
    distance: Fraction | None
    final: bool


def nearest_found(game: IntegerGame, targets: Sequence[Any], allowed: Fraction) -> Found:
    """An exact equilibrium as near to the targets as allowed, or where there is none, one farther away.

    Parameters
    ----------
    targets : one (m_i,) float array per player, over all actions
    """
    aims = [target[actions].tolist() for target, actions in zip(targets, game.actions, strict=True)]
    best, nearest, final = None, None, False
    for profile, rules_out_others in _candidates(game, aims, allowed):
        final = final or rules_out_others
        if profile is not None and holds(game, profile):
            distance = _distance(game, profile, targets)
            if nearest is None or distance < nearest:
                best, nearest = profile, distance
            if distance <= allowed:
                break
    return Found(best, nearest, final)


def mixing(targets: Sequence[Any]) -> list[int]:
    """The players who mix."""
    return [i for i, target in enumerate(targets) if max(target) < 1 - PURE]


def _candidates(game: IntegerGame, aims: list[list[float]], allowed: Fraction) -> Iterator[tuple[Profile | None, bool]]:
    """Profiles to try, each with whether it is known to be the only hope."""
    if len(aims) == 1:
        yield _one_mixes(game, 0, [0], aims[0]), True
    elif len(aims) == 2:
        sides = (game.payoffs[0], game.payoffs[1], aims[0], aims[1])
        yield on_supports(*sides, allowed), False
        yield within_reach(*sides, allowed)
        yield at_ends_of_paths(*sides), False
    else:
        for profile in _of_many_players(game, aims, allowed):
            yield profile, False


def _of_many_players(game: IntegerGame, aims: list[list[float]], allowed: Fraction) -> Iterator[Profile | None]:
    """Pure players are held fixed; one or two who mix are treated exactly, more by simple rationals only."""
    players, pure = mixing(aims), [int(np.argmax(aim)) for aim in aims]
    if not players:
        yield _with(game, pure, {})
    elif len(players) == 1:
        yield _one_mixes(game, players[0], pure, aims[players[0]])
    elif len(players) == 2:
        i, j = players
        others_stay = tuple(slice(None) if k in players else a for k, a in enumerate(pure))
        sides = (game.payoffs[i][others_stay], game.payoffs[j][others_stay], aims[i], aims[j])
        for pair in _pairs(*sides, allowed):
            yield _with(game, pure, dict(zip(players, pair, strict=True)))
    yield from _simple(aims)


def _pairs(*sides: Any) -> Iterator[Pair]:
    for pair in (on_supports(*sides), within_reach(*sides)[0]):
        if pair is not None:
            yield pair


def _one_mixes(game: IntegerGame, player: int, pure: list[int], target: list[float]) -> Profile | None:
    """The mixture of best replies nearest to the target from which no pure player wants to deviate."""
    own = game.payoffs[player][tuple(slice(None) if k == player else a for k, a in enumerate(pure))]
    gains = [np.full((len(target), 1), 0, dtype=object)]
    for j, action in enumerate(pure):
        if j != player:
            theirs = game.payoffs[j][tuple(slice(None) if k in (player, j) else a for k, a in enumerate(pure))]
            theirs = theirs.T if j < player else theirs
            gains.append(theirs - theirs[:, [action]])
    strategy = nearest_strategy(np.concatenate(gains, axis=1), np.flatnonzero(own == own.max()).tolist(), [0], target)
    return None if strategy is None else _with(game, pure, {player: strategy})


def _simple(aims: list[list[float]]) -> Iterator[Profile]:
    """Profiles of fractions with small denominators."""
    last: Profile = []
    for bound in DENOMINATORS:
        profile = [[Fraction(weight).limit_denominator(bound) for weight in aim] for aim in aims]
        if profile != last and all(sum(mine) == 1 for mine in profile):
            yield profile
        last = profile


def _with(game: IntegerGame, pure: list[int], mixed: dict[int, Strategy]) -> Profile:
    """The profile in which players mix as stated, and play one action otherwise."""
    return [
        mixed.get(i, [Fraction(int(a == action)) for a in range(len(actions))])
        for i, (action, actions) in enumerate(zip(pure, game.actions, strict=True))
    ]


def _distance(game: IntegerGame, profile: Profile, targets: Sequence[Any]) -> Fraction:
    """The largest difference of probabilities, masked actions included."""
    farthest = Fraction(0)
    for mine, actions, target in zip(profile, game.actions, targets, strict=True):
        exact = dict(zip(actions.tolist(), mine, strict=True))
        for a, weight in enumerate(target.tolist()):
            farthest = max(farthest, abs(exact.get(a, Fraction(0)) - Fraction(weight)))
    return farthest
