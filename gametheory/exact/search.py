"""Where exact equilibria are looked for: near a float answer, guided by what is positive and tight there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .integer_game import IntegerGame
from .lemke_howson import end_of_path
from .nearest import Strategy, makes_best, nearest_strategy, only_strategy
from .verdict import Profile, holds

TIGHT = 1e-9
"""Float payoffs this close, as a share of the payoff range, are guessed to be equal."""

PURE = 1e-6
"""A player with all but this probability on one action is guessed not to mix."""

DENOMINATORS = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
"""Bounds on the denominators of the simple rationals tried near the answers of three or more mixing players."""


def nearest_found(game: IntegerGame, targets: Sequence[Any], allowed: Fraction) -> tuple[Profile, Fraction] | None:
    """An exact equilibrium and its distance from the targets: the first stage that has one close enough decides.

    Parameters
    ----------
    targets : one (m_i,) float array per player, over all actions
    allowed : Fraction
        If nothing is this close, the nearest equilibrium found is returned nevertheless.
    """
    best: tuple[Profile, Fraction] | None = None
    for candidates in _stages(game, targets, float(allowed)):
        for profile in candidates:
            if holds(game, profile):
                distance = _distance(game, profile, targets)
                if best is None or distance < best[1]:
                    best = profile, distance
        if best is not None and best[1] <= allowed:
            break
    return best


def mixing(targets: Sequence[Any]) -> list[int]:
    """The players who mix."""
    return [i for i, target in enumerate(targets) if max(target) < 1 - PURE]


def _stages(game: IntegerGame, targets: Sequence[Any], allowed: float) -> Iterator[Iterable[Profile]]:
    aims = [target[actions].tolist() for target, actions in zip(targets, game.actions, strict=True)]
    if len(aims) == 2:
        yield from _two_mix(game.payoffs[0], game.payoffs[1], aims[0], aims[1], allowed)
        return
    players = mixing(aims)
    pure = [int(np.argmax(aim)) for aim in aims]
    if not players:
        yield [_with(game, pure, {})]
    elif len(players) == 1:
        yield _one_mixes(game, players[0], pure, aims[players[0]])
    elif len(players) == 2:
        i, j = players
        others_stay = tuple(slice(None) if k in players else a for k, a in enumerate(pure))
        sliced = (game.payoffs[i][others_stay], game.payoffs[j][others_stay])
        for candidates in _two_mix(*sliced, aims[i], aims[j], allowed):
            yield (_with(game, pure, dict(zip(players, pair, strict=True))) for pair in candidates)
    yield _simple(aims)


def _two_mix(
    row_payoffs: Any, column_payoffs: Any, x: list[float], y: list[float], allowed: float
) -> Iterator[Iterable[Profile]]:
    """First on the float supports, without their smallest weights one after the other; then along every path."""
    for negligible in sorted({0.0, *(weight for weight in x + y if 0 < weight <= allowed)}):
        rows = [i for i, weight in enumerate(x) if weight > negligible]
        columns = [j for j, weight in enumerate(y) if weight > negligible]
        if rows and columns:
            exact_x = _strategy_near(x, column_payoffs, rows, columns, allowed)
            exact_y = exact_x and _strategy_near(y, row_payoffs.T, columns, rows, allowed)
            if exact_x and exact_y:
                yield [[exact_x, exact_y]]
    yield (list(end_of_path(row_payoffs, column_payoffs, label)) for label in range(len(x) + len(y)))


def _strategy_near(
    target: list[float], payoffs: Any, support: list[int], replies: list[int], allowed: float
) -> Strategy | None:
    """A strategy on a support that makes ``replies`` best replies, near the target if there is one.

    A vertex of the set of such strategies is the only solution of the equations that are tight there; where
    that guess fails, or the target is no vertex, a linear program decides.
    """
    for tight in _tight_sets(target, payoffs, replies):
        strategy = only_strategy(payoffs, support, tight)
        if (
            strategy is not None
            and makes_best(payoffs, strategy, replies)
            and all(abs(float(exact) - aim) <= allowed for exact, aim in zip(strategy, target, strict=True))
        ):
            return strategy
    return nearest_strategy(payoffs, support, replies, target)


def _tight_sets(target: list[float], payoffs: Any, replies: list[int]) -> list[list[int]]:
    """The actions that look like best replies to the target, then only those that have to be."""
    largest = max(payoffs.max(), 1)
    worth = np.array(target) @ (payoffs / largest).astype(float)
    looks_best = worth >= worth.max() - TIGHT
    looks_best[replies] = True
    wide: list[int] = np.flatnonzero(looks_best).tolist()
    return [wide] if len(wide) == len(replies) else [wide, replies]


def _one_mixes(game: IntegerGame, player: int, pure: list[int], target: list[float]) -> Iterator[Profile]:
    """The mixture of best replies nearest to the target from which no pure player wants to deviate."""
    own = game.payoffs[player][tuple(slice(None) if k == player else a for k, a in enumerate(pure))]
    gains = [np.full((len(target), 1), 0, dtype=object)]
    for j, action in enumerate(pure):
        if j != player:
            theirs = game.payoffs[j][tuple(slice(None) if k in (player, j) else a for k, a in enumerate(pure))]
            theirs = theirs.T if j < player else theirs
            gains.append(theirs - theirs[:, [action]])
    strategy = nearest_strategy(np.concatenate(gains, axis=1), np.flatnonzero(own == own.max()).tolist(), [0], target)
    if strategy is not None:
        yield _with(game, pure, {player: strategy})


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
