"""How an extensive game is played: what its residuals share."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .measure import as_probabilities, doubt, proper_strategy


class Play(NamedTuple):
    """A profile of behaviour strategies, and what it leads to.

    Attributes
    ----------
    shape : the batch
    strategies : one (*batch, H_i, A_i) per player, as given, spread over the batch
    likely : (nodes, games)
        The probability of the move that leads to each node, 1 at the root.
    values : (nodes, N, games)
        Expected payoffs from each node on, each player's about 0.
    payoffs : (*batch, N)
    off : (*batch,)
        How far the strategies are off the simplexes.
    doubt : (*batch, N)
        What rounding may hide in a difference of values.
    """

    shape: tuple[int, ...]
    strategies: tuple[Floats, ...]
    likely: Floats
    values: Floats
    payoffs: Floats
    off: Floats
    doubt: Floats


def play(game: Any, strategies: Any) -> Play:
    """Play a profile on every game of a batch."""
    tree = game.tree
    given = _checked(tree, strategies)
    shape = np.broadcast_shapes(game.batch_shape, *(strategy.shape[:-2] for strategy in given))
    given = tuple(np.broadcast_to(strategy, (*shape, *strategy.shape[-2:])) for strategy in given)
    proper, off = [], np.zeros(shape)
    for strategy, exists in zip(given, tree.exists, strict=True):
        kept, astray = proper_strategy(strategy, exists)
        proper.append(kept)
        off = np.maximum(off, np.where(np.isnan(astray), np.inf, astray).max(axis=-1, initial=0.0))
    likely = _moves(tree, proper, game.chances, shape)
    payoffs = np.broadcast_to(game.payoffs, (*shape, *game.payoffs.shape[-2:]))
    low, high = payoffs.min(axis=-2, keepdims=True), payoffs.max(axis=-2, keepdims=True)
    middle = low / 2 + high / 2
    values = np.zeros((len(tree.parent), len(tree.players), likely.shape[1]))
    values[tree.ends] = np.moveaxis((payoffs - middle).reshape(likely.shape[1], *payoffs.shape[-2:]), 0, -1)
    for node in range(len(tree.parent) - 1, 0, -1):
        values[tree.parent[node]] += likely[node] * values[node]
    paid = values[0].T.reshape(*shape, len(tree.players)) + middle[..., 0, :]
    # Rounding: of the values, level by level, and of a sum over all ends.
    terms = _depth(tree) * (max(map(len, tree.children)) + 2) + len(tree.ends)
    hidden = doubt(terms, (high - low)[..., 0, :])
    if game.exact is not None:
        hidden = hidden + game.exact.rounding
    return Play(shape, given, likely, values, paid, off, np.broadcast_to(hidden, paid.shape))


def gains(tree: Any, played: Play, player: int, begins: Any) -> dict[int, Floats]:
    r"""What a player gains by the best deviation within each part of the tree, from its first node on.

    The parts begin at the nodes in ``begins``, and end where the next begins or the game ends; there the profile is
    kept to. By the player's sequences of moves, from the last information sets back: with perfect recall, what a
    move brings is the payoff where no further own move comes, plus the best that later information sets bring.

    Parameters
    ----------
    begins : (nodes,) bool, true at the root
        No information set may lie in two parts.

    Returns
    -------
    dict from node to (games,)

    References
    ----------
    von Stengel (1996), "Efficient Computation of Behavior Strategies", section 3 (sequences).
    """
    games = played.likely.shape[1]
    width = tree.shapes[player][1]
    parents, part = tree.parent.tolist(), parts(tree, begins)
    reach = np.ones((len(parents), games))
    brings = np.zeros((1 + len(tree.sets_of[player]) * width, games))
    first = {node: np.zeros(games) for node in np.flatnonzero(begins).tolist()}
    part_of_move = {0: -1}
    for row, number in enumerate(tree.sets_of[player]):
        for action in range(width):
            part_of_move[1 + row * width + action] = part[tree.sets[number].nodes[0]]

    def credit(last: int, at: int, worth: Floats) -> None:
        if part_of_move[last] == at:
            brings[last] += worth
        else:
            first[at] += worth

    ends = set(tree.ends.tolist())
    for node in range(len(parents)):
        parent = parents[node]
        if parent >= 0:
            others = 1.0 if tree.mover[parent] == player else played.likely[node]
            weight = reach[parent] * others
            if begins[node] or node in ends:
                credit(int(tree.sequences[node, player]), part[parent], weight * played.values[node, player])
            reach[node] = 1.0 if begins[node] else weight
        elif node in ends:
            first[node] += played.values[node, player]
    for row in reversed(range(len(tree.sets_of[player]))):
        held = tree.sets[tree.sets_of[player][row]]
        own = 1 + row * width
        best = brings[own : own + len(held.actions)].max(axis=0)
        credit(int(tree.sequences[held.nodes[0], player]), part[held.nodes[0]], best)
    return {node: worth - played.values[node, player] for node, worth in first.items()}


def parts(tree: Any, begins: Any) -> list[int]:
    """The first node of the part that each node lies in."""
    part: list[int] = []
    for node, parent in enumerate(tree.parent.tolist()):
        part.append(node if begins[node] else part[parent])
    return part


def _depth(tree: Any) -> int:
    depth = [0] * len(tree.parent)
    for node, parent in enumerate(tree.parent.tolist()):
        if parent >= 0:
            depth[node] = depth[parent] + 1
    return max(depth)


def _moves(tree: Any, strategies: list[Floats], chances: Any, shape: tuple[int, ...]) -> Floats:
    likely = np.ones((len(tree.parent), int(np.prod(shape))))
    for node in range(1, len(tree.parent)):
        parent, move = tree.parent[node], tree.move[node]
        mover, place = tree.mover[parent], tree.place[parent]
        share = strategies[mover][..., tree.row[place], move] if mover >= 0 else chances[place][..., move]
        likely[node] = np.broadcast_to(share, shape).reshape(-1)
    return likely


def _checked(tree: Any, strategies: Any) -> tuple[Floats, ...]:
    arrays = tuple(as_probabilities(strategy) for strategy in strategies)
    if tuple(array.shape[-2:] for array in arrays) != tree.shapes:
        raise InvalidGameError(
            f"behaviour strategies need one array per player, (*batch, H_i, A_i) with {tree.shapes}; got shapes "
            f"{[array.shape for array in arrays]}. See behaviour(game, choices)."
        )
    return arrays
