"""Nash and subgame-perfect equilibrium of an extensive game, in behaviour strategies."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..value import Floats
from .measure import Residual
from .play import Play, gains, parts, play


def behaviour_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Regret of a profile of behaviour strategies in an extensive game with perfect recall.

    What the best strategy against the others' brings, minus what the own brings, from the beginning of the game.

    Returns
    -------
    Residual
        Concept "nash".
    """
    if rows is not None:
        game = game.take(rows)
    played = play(game, strategies)
    begins = np.zeros(len(game.tree.parent), dtype=bool)
    begins[0] = True
    regret = [gains(game.tree, played, i, begins)[0] for i in range(len(game.players))]
    return _residual("nash", game, played, _over_batch(played, regret))


def subgame_residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
    r"""Regret of a profile of behaviour strategies in the worst subgame of an extensive game with perfect recall.

    ``regret`` is what a player can gain in some subgame by moving differently before the next smaller subgame begins;
    a profile from which no such deviation pays is subgame perfect. ``total_regret`` bounds the gain from any deviation
    in any subgame: the largest sum of such gains along a path.

    Returns
    -------
    Residual
        Concept "subgame perfect".

    References
    ----------
    Selten (1975), "Reexamination of the Perfectness Concept for Equilibrium Points in Extensive Games", section 4.
    """
    if rows is not None:
        game = game.take(rows)
    played, tree = play(game, strategies), game.tree
    within = parts(tree, tree.begins_subgame)
    worst, total = [], []
    nested = 1
    for i in range(len(game.players)):
        gained = gains(tree, played, i, tree.begins_subgame)
        onward = {node: np.zeros(()) for node in gained}  # the most that the smaller subgames bring
        depth = dict.fromkeys(gained, 1)
        for node in sorted(gained, reverse=True):
            onward[node] = onward[node] + np.maximum(gained[node], 0)
            if node:
                above = within[tree.parent[node]]
                onward[above] = np.maximum(onward[above], onward[node])
                depth[above] = max(depth[above], depth[node] + 1)
        worst.append(np.max(list(gained.values()), axis=0))
        total.append(onward[0])
        nested = depth[0]
    residual = _residual("subgame perfect", game, played, _over_batch(played, worst))
    return residual._replace(total_regret=_over_batch(played, total) + nested * played.doubt)


def _over_batch(played: Play, per_player: list[Floats]) -> Floats:
    return np.stack(per_player, axis=-1).reshape(*played.shape, len(per_player))


def _residual(concept: str, game: Any, played: Play, regret: Floats) -> Residual:
    scale = np.broadcast_to(game.scale, regret.shape)
    regret = np.where(scale > 0, np.maximum(regret, 0) + played.doubt, 0.0 * regret)
    bad = np.isnan(regret).any(axis=-1) | np.isnan(played.off)
    off = np.where(bad, np.inf, played.off)
    return Residual(concept, played.strategies, played.payoffs, regret, scale, off)
