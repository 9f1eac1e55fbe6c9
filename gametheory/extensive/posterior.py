"""Beliefs by Bayes' rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..residual import as_probabilities
from ..value import Floats
from .game import ExtensiveGame, require_extensive
from .tree import CHANCE


def posterior(game: ExtensiveGame, strategies: Any) -> Floats:
    """Beliefs by Bayes' rule; NaN at information sets of several nodes that are never reached.

    Parameters
    ----------
    game : ExtensiveGame
    strategies : one (*batch, H_i, A_i) per player

    Returns
    -------
    (*batch, H, D)

    Examples
    --------
    >>> from gametheory.extensive import behaviour, decision, extensive_game, payoffs
    >>> reply = decision("B", {"yes": payoffs(1, 1), "no": payoffs(0, 0)}, information="B")
    >>> game = extensive_game(decision("A", {"l": reply, "r": reply}), players=("A", "B"))
    >>> posterior(game, behaviour(game, {"A": {"l": 0.25, "r": 0.75}, "B": "yes"}))
    array([[1.  , 0.  ],
           [0.25, 0.75]])
    """
    require_extensive(game)
    tree = game.tree
    arrays = [as_probabilities(strategy) for strategy in strategies]
    shape = np.broadcast_shapes(game.batch_shape, *(array.shape[:-2] for array in arrays))
    reach: list[Floats] = [np.ones(shape)]
    for node in range(1, len(tree.parent)):
        parent, move = int(tree.parent[node]), int(tree.move[node])
        mover, place = int(tree.mover[parent]), int(tree.place[parent])
        share = game.chances[place][..., move] if mover == CHANCE else arrays[mover][..., tree.row[place], move]
        reach.append(np.asarray(reach[parent] * share))
    table = np.zeros((*shape, len(tree.sets), tree.most_nodes))
    for number, held in enumerate(tree.sets):
        together = np.stack([reach[node] for node in held.nodes], axis=-1)
        total = together.sum(axis=-1, keepdims=True)
        with np.errstate(invalid="ignore"):
            table[..., number, : len(held.nodes)] = together / total
        unreached = 1.0 * (np.arange(tree.most_nodes) < 1) if len(held.nodes) == 1 else np.nan
        table[..., number, :] = np.where(total > 0, table[..., number, :], unreached)
    return table
