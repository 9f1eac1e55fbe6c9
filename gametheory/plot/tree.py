"""The textbook drawing of a game tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import UnsupportedGameError, require_extra
from ..extensive.game import ExtensiveGame, require_extensive
from ..extensive.tree import CHANCE, END, Tree
from ..residual import as_probabilities
from .style import INK, NEVER, PAPER, number

COLUMN, ROW = 2.1, 0.42
"""Inches from move to move, and from end to end."""
LANE = 0.11
"""How far, in columns, information sets stand apart whose lines would otherwise lie on each other."""
DASHES = ((4, 3), (1, 2), (7, 2, 1, 2), (2, 2), (7, 2, 1, 2, 1, 2))
"""Of the lines of information sets, lane by lane."""


def draw_tree(
    game: ExtensiveGame, strategies: Sequence[Any] | None = None, *, digits: int = 3, ax: Any = None
) -> Any:
    """Draw a game tree: it grows to the right, and a dashed line joins the nodes of an information set.

    Moves are dots with the name of the player, chance moves are open circles with their probabilities. The payoffs
    stand at the ends, in the order of the players. With strategies, the actions that are played are drawn thick, with
    their probabilities where they are mixed.

    Parameters
    ----------
    game : ExtensiveGame, one game
    strategies : one (H_i, A_i) per player, optional
    digits : int
        Significant digits of numbers.
    ax : matplotlib axes, optional
        Where to draw; a new figure of fitting size by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UnsupportedGameError
        If it is a batch.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from gametheory.extensive import backward_induction, decision, extensive_game, payoffs
    >>> entry = extensive_game(
    ...     decision("entrant", {
    ...         "out": payoffs(0, 4), "in": decision("incumbent", {"fight": payoffs(-1, -1), "share": payoffs(1, 1)}),
    ...     }),
    ...     players=("entrant", "incumbent"),
    ... )
    >>> ax = draw_tree(entry, [strategy[0] for strategy in backward_induction(entry).strategies])
    >>> ax.figure.savefig("entry.png")  # doctest: +SKIP
    """
    require_extensive(game)
    if game.batch_shape:
        raise UnsupportedGameError(
            f"one game was needed, got a batch of shape {game.batch_shape}; draw one of its games, such as game[0]."
        )
    pyplot = require_extra("matplotlib.pyplot", "lab", "draw_tree")
    tree = game.tree
    x, y = _places(tree)
    lanes = _lanes(tree, x, y)
    for held, lane in zip(tree.sets, lanes, strict=True):
        x[list(held.nodes)] -= LANE * lane
    if ax is None:
        size = (COLUMN * (x.max() + 1.2), ROW * (np.ptp(y) + 2.5))
        _, ax = pyplot.subplots(figsize=size, layout="constrained")
    ax.set_axis_off()
    ax.set_xlim(-0.35, x.max() + 0.5)
    ax.set_ylim(y.min() - 1.1, y.max() + 1.1)
    likely = _likely(game, strategies)
    _draw_branches(ax, game, x, y, likely, digits, strategies is not None)
    for held, lane in zip(tree.sets, lanes, strict=True):
        _draw_set(ax, tree, held, x, y, lane)
    for end, node in enumerate(tree.ends.tolist()):
        paid = ", ".join(number(payoff, digits) for payoff in game.payoffs[end])
        text = f"{paid}   {tree.outcomes[end]}" if tree.outcomes[end] else paid
        ax.text(x[node] + 0.04, y[node], text, ha="left", va="center", color=INK)
    moves = tree.mover >= 0
    ax.scatter(x[moves], y[moves], s=26, color=INK, zorder=3)
    ax.scatter(x[tree.chance_nodes], y[tree.chance_nodes], s=34, facecolor=PAPER, edgecolor=INK, zorder=3)
    for node in tree.chance_nodes:
        _name(ax, x[node], y[node], "chance", root=node == 0)
    return ax


def _places(tree: Tree) -> tuple[Any, Any]:
    """Where each node stands: moves from left to right, ends from top to bottom, a move amid what follows."""
    x, y = np.zeros(len(tree.parent)), np.zeros(len(tree.parent))
    for node in range(1, len(x)):
        x[node] = x[tree.parent[node]] + 1
    y[tree.ends] = -np.arange(len(tree.ends), dtype=np.float64)
    for node in reversed(range(len(y))):
        if tree.mover[node] != END:
            below = [y[child] for child in tree.children[node]]
            y[node] = (below[0] + below[-1]) / 2
    # Nodes of one information set stand on one vertical line where they can, so that the line does not cross moves.
    for held in tree.sets:
        column = max(x[node] for node in held.nodes)
        for node in held.nodes:
            shift = column - x[node]
            if shift:
                last = node
                while last + 1 < len(x) and _follows(tree, last + 1, node):
                    last += 1
                x[node : last + 1] += shift
    return x, y


def _lanes(tree: Tree, x: Any, y: Any) -> list[int]:
    """For each information set how many lanes it moves to the left, so that no line runs over other nodes."""
    taken: dict[tuple[float, int], list[tuple[float, float]]] = {}
    for node in (*tree.ends.tolist(), *tree.chance_nodes.tolist()):
        taken.setdefault((x[node], 0), []).append((y[node], y[node]))
    lanes = [0] * len(tree.sets)
    spans = [(min(y[list(held.nodes)]), max(y[list(held.nodes)])) for held in tree.sets]
    for place in sorted(range(len(spans)), key=lambda place: spans[place][1] - spans[place][0]):
        low, high = spans[place]
        column = x[tree.sets[place].nodes[0]]
        while any(low <= above and below <= high for below, above in taken.get((column, lanes[place]), [])):
            lanes[place] += 1
        taken.setdefault((column, lanes[place]), []).append((low, high))
    return lanes


def _follows(tree: Tree, node: int, ancestor: int) -> bool:
    while node > ancestor:
        node = int(tree.parent[node])
    return node == ancestor


def _likely(game: ExtensiveGame, strategies: Sequence[Any] | None) -> Any:
    """The probability of the move that leads to each node; NaN where it is not given."""
    tree, likely = game.tree, np.full(len(game.tree.parent), np.nan)
    given = None if strategies is None else [as_probabilities(strategy) for strategy in strategies]
    for node in range(1, len(likely)):
        parent, move = int(tree.parent[node]), int(tree.move[node])
        mover, place = int(tree.mover[parent]), int(tree.place[parent])
        if mover == CHANCE:
            likely[node] = game.chances[place][move]
        elif given is not None:
            likely[node] = given[mover][tree.row[place], move]
    return likely


def _draw_branches(ax: Any, game: ExtensiveGame, x: Any, y: Any, likely: Any, digits: int, played: bool) -> None:
    tree = game.tree
    for node in range(1, len(x)):
        parent = int(tree.parent[node])
        by_chance = tree.mover[parent] == CHANCE
        thick = played and (by_chance or likely[node] > NEVER)
        ax.plot(x[[parent, node]], y[[parent, node]], color=INK, linewidth=2.2 if thick else 0.9, zorder=1)
        label = tree.actions_at(parent)[tree.move[node]]
        mixed = by_chance or NEVER < likely[node] < 1 - NEVER
        text = f"{label} ({number(likely[node], digits)})" if mixed else label
        # Nearer to the end of the branch, where branches are apart.
        at = 0.58
        ax.text(
            x[parent] + at * (x[node] - x[parent]),
            y[parent] + at * (y[node] - y[parent]),
            text,
            ha="center",
            va="center",
            fontsize="small",
            color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
            zorder=2,
        )


def _draw_set(ax: Any, tree: Tree, held: Any, x: Any, y: Any, lane: int) -> None:
    """The name of the mover at each information set, and a dashed line through its nodes."""
    player, nodes = tree.players[held.player], list(held.nodes)
    if len(nodes) > 1:
        ax.plot(x[nodes], y[nodes], color=INK, linewidth=1.1, linestyle=(0, DASHES[lane % len(DASHES)]), zorder=1)
    for node in nodes:
        _name(ax, x[node], y[node], player, root=node == 0)


def _name(ax: Any, x: float, y: float, name: str, *, root: bool) -> None:
    offset, aligned = ((-6, 0), ("right", "center")) if root else ((0, 6), ("center", "bottom"))
    ax.annotate(
        name,
        (x, y),
        offset,
        textcoords="offset points",
        ha=aligned[0],
        va=aligned[1],
        fontweight="bold",
        fontsize="small",
        color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
        zorder=4,
    )

