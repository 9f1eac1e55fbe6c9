"""Is a rational assessment a sequential equilibrium? Decided without rounding."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..extensive.consistency import Basis, Consistency, basis
from ..extensive.game import ExtensiveGame, require_extensive
from ..extensive.tree import CHANCE, END, Tree
from ..value import Bools


def is_sequential(game: ExtensiveGame, strategies: Any, beliefs: Any) -> Bools:
    r"""Decide without rounding whether strategies and beliefs are a sequential equilibrium of the exact game.

    They are if every strategy and belief is a probability vector, no other move brings more at any information set,
    and the beliefs are consistent: there are whole numbers :math:`k_a \ge 1` for the actions that are not played such
    that at every information set the nodes believed in have the smallest sum of k on the way; and the ratios R of
    beliefs, over what is played on the way, have :math:`\prod_j R_j^{w_j} = 1` for every integer vector w in the left
    kernel of the matrix of the weights, so that positive weights make them up.

    The exact game has the numbers in ``game.exact``, else the float64 numbers as the dyadic rationals that they are.

    Parameters
    ----------
    game : ExtensiveGame, perfect recall
    strategies : one (*batch, H_i, A_i) per player
        Of int, Fraction or float; a float is the dyadic rational that it is.
    beliefs : (*batch, H, D)

    Returns
    -------
    (*batch,) bool

    Raises
    ------
    InvalidGameError
        If shapes do not fit.
    UnsupportedGameError
        If a player forgets.

    References
    ----------
    Kreps and Wilson (1982), "Sequential Equilibria", appendix, lemmas A1 and A2.

    Examples
    --------
    >>> from gametheory.extensive import behaviour, beliefs, decision, extensive_game, payoffs
    >>> third = Fraction(1, 3)
    >>> reply = lambda a, b: decision("B", {"l": payoffs(0, a), "r": payoffs(0, b)}, information="B")
    >>> game = extensive_game(
    ...     decision("A", {"x": reply(2, 0), "y": reply(0, 1), "out": payoffs(1, 0)}), players=("A", "B")
    ... )
    >>> mixes = behaviour(game, {"A": "out", "B": {"l": third, "r": 1 - third}})
    >>> is_sequential(game, mixes, beliefs(game, {"B": (third, 1 - third)}))
    array(True)
    >>> slip = Fraction(1, 10**30)
    >>> is_sequential(game, mixes, beliefs(game, {"B": (third + slip, 1 - third - slip)}))
    array(False)
    """
    require_extensive(game, recall="consistency of beliefs")
    tree = game.tree
    arrays, held = [np.asarray(strategy) for strategy in strategies], np.asarray(beliefs)
    needed = (len(tree.sets), tree.most_nodes)
    if tuple(array.shape[-2:] for array in arrays) != tree.shapes or held.shape[-2:] != needed:
        raise InvalidGameError(
            f"strategies of shapes {tree.shapes} and beliefs of shape {needed} were needed, after the batch; got "
            f"{[array.shape for array in arrays]} and {held.shape}."
        )
    shape = np.broadcast_shapes(game.batch_shape, held.shape[:-2], *(array.shape[:-2] for array in arrays))
    numbers = (game.payoffs, *game.chances) if game.exact is None else (game.exact.payoffs, *game.exact.chances)
    cores = [2, *(1 for _ in game.chances), *(2 for _ in arrays), 2]
    sides = [_flat(array, shape, core) for array, core in zip((*numbers, *arrays, held), cores, strict=True)]
    verdicts = np.zeros(prod(shape), dtype=bool)
    for one in range(len(verdicts)):
        payoffs, *rest = (_fractions(side[one]) for side in sides)
        if any(entry is None for side in rest for entry in side.reshape(-1)):
            continue
        chances, mine, belief = rest[: len(game.chances)], rest[len(game.chances) : -1], rest[-1]
        chances = [side / sum(side) for side in chances]
        verdicts[one] = (
            _proper(tree, mine, belief)
            and _rational(tree, payoffs, chances, mine, belief)
            and _consistent(tree, chances, mine, belief)
        )
    return verdicts.reshape(shape)


def _proper(tree: Tree, strategies: Any, beliefs: Any) -> bool:
    """Whether strategies and beliefs are probability vectors over what exists."""
    for number, held in enumerate(tree.sets):
        strategy = strategies[held.player][tree.row[number]]
        for vector, size in ((strategy, len(held.actions)), (beliefs[number], len(held.nodes))):
            if sum(vector[:size]) != 1 or min(vector) < 0 or any(vector[size:]):
                return False
    return True


def _rational(tree: Tree, payoffs: Any, chances: Any, strategies: Any, beliefs: Any) -> bool:
    """Whether no other move at any information set brings more."""
    worth: list[Any] = [None] * len(tree.parent)
    for node in reversed(range(len(worth))):
        mover, place = tree.mover[node], tree.place[node]
        if mover == END:
            worth[node] = payoffs[place]
        else:
            shares = chances[place] if mover == CHANCE else strategies[mover][tree.row[place]]
            # A strategy has more entries than actions where other sets have more.
            worth[node] = sum(share * worth[child] for share, child in zip(shares, tree.children[node], strict=False))
    for number, held in enumerate(tree.sets):
        brings = [
            sum(
                belief * worth[tree.children[node][action]][held.player]
                for belief, node in zip(beliefs[number], held.nodes, strict=False)
            )
            for action in range(len(held.actions))
        ]
        played = strategies[held.player][tree.row[number]]
        if any(played[action] and brings[action] < max(brings) for action in range(len(brings))):
            return False
    return True


def _consistent(tree: Tree, chances: Any, strategies: Any, beliefs: Any) -> bool:
    """Whether the beliefs are limits of beliefs by Bayes' rule."""
    found = basis(tree, [side > 0 for side in strategies], beliefs > 0, [side > 0 for side in chances])
    if isinstance(found, Consistency):
        return False
    played = [Fraction(1)]
    for node in range(1, len(tree.parent)):
        parent, move = tree.parent[node], tree.move[node]
        mover, place = tree.mover[parent], tree.place[parent]
        share = chances[place][move] if mover == CHANCE else strategies[mover][tree.row[place], move]
        played.append(played[parent] * (share or 1))
    ratios = []
    for number, one, other in found.equations:
        nodes = tree.sets[number].nodes
        ratios.append(beliefs[number, one] / beliefs[number, other] * played[nodes[other]] / played[nodes[one]])
    return all(
        prod((ratio**power for ratio, power in zip(ratios, vector, strict=True)), start=Fraction(1)) == 1
        for vector in _left_kernel(found)
    )


def _left_kernel(found: Basis) -> list[list[int]]:
    """Integer vectors that span the w with w @ matrix = 0."""
    from flint import fmpz_mat

    if not found.unknowns or not found.equations:
        return [[int(k == j) for k in range(len(found.equations))] for j in range(len(found.equations))]
    kernel, rank = fmpz_mat(found.matrix).transpose().nullspace()
    return [[int(kernel[i, j]) for i in range(kernel.nrows())] for j in range(rank)]


def _fractions(array: Any) -> Any:
    """The entries as Fractions, None where one is no finite number."""
    out = np.empty(array.shape, dtype=object)
    for at in np.ndindex(array.shape):
        entry = array[at]
        try:
            out[at] = Fraction(*(int(entry) if isinstance(entry, np.integer) else entry).as_integer_ratio())
        except (ValueError, OverflowError):
            out[at] = None
    return out


def _flat(array: Any, shape: tuple[int, ...], core: int) -> Any:
    tail = array.shape[array.ndim - core :]
    return np.broadcast_to(array, (*shape, *tail)).reshape(prod(shape), *tail)
