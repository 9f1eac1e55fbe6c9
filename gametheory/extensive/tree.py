"""The tree of an extensive game: who moves where, and what is known there. No numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError
from ..value import Ints, Value, frozen

CHANCE = -1
"""The mover where chance moves."""
END = -2
"""The mover where the game ends."""
MOVES_SHOWN = 8
"""Of a history, in a message."""


class Move(NamedTuple):
    """What happens at one node, as a tree is written down in preorder.

    Attributes
    ----------
    mover : int
        The number of a player, or CHANCE, or END.
    actions : tuple of str
        Their labels; none at an end.
    information : hashable, or None
        Nodes of one player that share it are in one information set; None for a set of its own.
    label : str
        Of the information set, or of the outcome at an end; "" for none.
    """

    mover: int
    actions: tuple[str, ...] = ()
    information: Any = None
    label: str = ""


@dataclass(frozen=True, eq=False)
class InformationSet(Value):
    """Nodes that the player who moves there cannot tell apart.

    Attributes
    ----------
    label : str
        Different from that of every other information set of the game.
    player : int
    actions : tuple of str
    nodes : tuple of int
        In preorder.
    """

    label: str
    player: int
    actions: tuple[str, ...]
    nodes: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Tree(Value):
    """A game tree with its information sets. Nodes are numbered in preorder, the root is node 0.

    Attributes
    ----------
    players : tuple of str
    parent : (nodes,) int
        -1 at the root.
    move : (nodes,) int
        Which action of the parent leads to the node; -1 at the root.
    mover : (nodes,) int
        The player's number; -1 where chance moves, -2 where the game ends.
    sets : tuple of InformationSet
        In preorder of their first nodes.
    chance_actions : tuple of tuple of str
        One per chance node, in preorder.
    outcomes : tuple of str
        One per end of the game, in preorder; "" where it has no name.
    perfect_recall : bool
        Whether no player ever forgets what he knew or did. Trees without it are refused unless False is passed;
        the attribute then says which it is.

    Raises
    ------
    InvalidGameError
        If a player forgets: the message names the information set and two histories that lead there.
    """

    players: tuple[str, ...]
    parent: Ints
    move: Ints
    mover: Ints
    sets: tuple[InformationSet, ...]
    chance_actions: tuple[tuple[str, ...], ...]
    outcomes: tuple[str, ...]
    perfect_recall: bool = True

    def __post_init__(self) -> None:
        for name in ("parent", "move", "mover"):
            object.__setattr__(self, name, frozen(np.array(getattr(self, name), dtype=np.int64)))
        forgotten = forgets(self)
        if forgotten is not None and self.perfect_recall:
            raise InvalidGameError(
                f"{forgotten} Give the histories different information sets, or pass perfect_recall=False if "
                f"forgetting is what the game is about."
            )
        object.__setattr__(self, "perfect_recall", forgotten is None)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The nodes that follow each node, in the order of its actions."""
        below: list[list[int]] = [[] for _ in self.parent]
        for node, parent in enumerate(self.parent.tolist()):
            if parent >= 0:
                below[parent].append(node)
        return tuple(map(tuple, below))

    @cached_property
    def ends(self) -> Ints:
        """The nodes where the game ends, (Z,)."""
        return frozen(np.flatnonzero(self.mover == END))  # type: ignore[no-any-return]

    @cached_property
    def chance_nodes(self) -> Ints:
        """The nodes where chance moves."""
        return frozen(np.flatnonzero(self.mover == CHANCE))  # type: ignore[no-any-return]

    @cached_property
    def place(self) -> Ints:
        """The number of each node among those of its kind: its information set, chance node or end."""
        place = np.empty(len(self.mover), dtype=np.int64)
        place[self.chance_nodes] = np.arange(len(self.chance_nodes))
        place[self.ends] = np.arange(len(self.ends))
        for number, held in enumerate(self.sets):
            place[list(held.nodes)] = number
        return frozen(place)  # type: ignore[no-any-return]

    @cached_property
    def sets_of(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of each player's information sets."""
        mine: list[list[int]] = [[] for _ in self.players]
        for number, held in enumerate(self.sets):
            mine[held.player].append(number)
        return tuple(map(tuple, mine))

    @cached_property
    def row(self) -> tuple[int, ...]:
        """Of each information set, its place among those of its player: its row in the player's strategy."""
        rows = {number: row for mine in self.sets_of for row, number in enumerate(mine)}
        return tuple(rows[number] for number in range(len(self.sets)))

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """The shape of each player's strategy: information sets, and the most actions at any of them."""
        return tuple(
            (len(mine), max((len(self.sets[number].actions) for number in mine), default=1)) for mine in self.sets_of
        )

    @cached_property
    def exists(self) -> tuple[Any, ...]:
        """Which entries of each player's strategy are actions, one (H_i, A_i) bool per player."""
        masks = tuple(np.zeros(shape, dtype=bool) for shape in self.shapes)
        for number, held in enumerate(self.sets):
            masks[held.player][self.row[number], : len(held.actions)] = True
        return tuple(map(frozen, masks))

    @cached_property
    def sequences(self) -> Ints:
        """Each player's last own move before each node, (nodes, N): 0 for none.

        Move a at the information set of row h is numbered ``1 + h * A_i + a``.
        """
        last = np.zeros((len(self.parent), len(self.players)), dtype=np.int64)
        for node, (parent, move) in enumerate(zip(self.parent.tolist(), self.move.tolist(), strict=True)):
            if parent >= 0:
                last[node] = last[parent]
                player = self.mover[parent]
                if player >= 0:
                    width = self.shapes[player][1]
                    last[node, player] = 1 + self.row[self.place[parent]] * width + move
        return frozen(last)  # type: ignore[no-any-return]

    @cached_property
    def begins_subgame(self) -> Any:
        """Where a subgame begins, (nodes,) bool: no information set lies both inside and outside what follows.

        The root begins one; an end does not.
        """
        low = np.arange(len(self.parent))
        high = low.copy()  # the first and last node of any information set that lies in what follows
        last = low.copy()
        for held in self.sets:
            low[list(held.nodes)], high[list(held.nodes)] = held.nodes[0], held.nodes[-1]
        for node in range(len(self.parent) - 1, 0, -1):
            parent = self.parent[node]
            low[parent], high[parent] = min(low[parent], low[node]), max(high[parent], high[node])
            last[parent] = max(last[parent], last[node])
        begins = (low >= np.arange(len(low))) & (high <= last) & (self.mover != END)
        begins[0] = True
        return frozen(begins)

    @cached_property
    def most_nodes(self) -> int:
        """The most nodes in any information set: the width of beliefs."""
        return max((len(held.nodes) for held in self.sets), default=1)

    @property
    def perfect_information(self) -> bool:
        """Whether every information set is one node."""
        return self.most_nodes == 1

    def actions_at(self, node: int) -> tuple[str, ...]:
        """The labels of the actions at a node."""
        place = int(self.place[node])
        if self.mover[node] >= 0:
            return self.sets[place].actions
        return self.chance_actions[place] if self.mover[node] == CHANCE else ()

    def path(self, node: int) -> list[int]:
        """The nodes from the root to a node, both included."""
        nodes = [node]
        while (node := int(self.parent[node])) >= 0:
            nodes.append(node)
        return nodes[::-1]

    def history(self, node: int) -> tuple[str, ...]:
        """The actions that lead to a node."""
        path = self.path(node)
        return tuple(self.actions_at(at)[int(self.move[after])] for at, after in pairwise(path))

    def find(self, label: str) -> int:
        """The number of the information set with a label."""
        for number, held in enumerate(self.sets):
            if held.label == label:
                return number
        known = ", ".join(repr(held.label) for held in self.sets[:20])
        raise InvalidGameError(f"there is no information set {label!r}; there are {known}.")

    def __repr__(self) -> str:
        return (
            f"<Tree: {', '.join(self.players)}; {len(self.parent)} nodes, {len(self.sets)} information sets, "
            f"{len(self.ends)} outcomes>"
        )


def grow(players: Sequence[str], moves: Iterable[Move], *, perfect_recall: bool = True) -> Tree:
    """The tree whose nodes, in preorder, are these.

    Parameters
    ----------
    players : names
    moves : Move of every node, in preorder
    perfect_recall : bool
        As in :class:`Tree`.

    Raises
    ------
    InvalidGameError
        If the nodes do not make up one tree, or the actions of an information set differ.
    """
    players = tuple(players)
    parents, numbers, movers = [], [], []
    sets: dict[Any, list[Any]] = {}
    chance_actions, outcomes = [], []
    open_nodes: list[list[int]] = []  # each with the number of the action that comes next
    for node, each in enumerate(moves):
        if node and not open_nodes:
            raise InvalidGameError(f"the tree is complete after {node} nodes, but another one follows.")
        parents.append(open_nodes[-1][0] if node else -1)
        numbers.append(open_nodes[-1][1] if node else -1)
        movers.append(each.mover)
        if node:
            open_nodes[-1][1] += 1
            if open_nodes[-1][1] == open_nodes[-1][2]:
                open_nodes.pop()
        if each.mover == END:
            outcomes.append(each.label)
            continue
        _check_actions(each, players, node)
        open_nodes.append([node, 0, len(each.actions)])
        if each.mover == CHANCE:
            chance_actions.append(each.actions)
        elif each.information is None:
            sets["", node] = [each, [node]]
        else:
            held = sets.setdefault((each.mover, each.information), [each, []])
            if held[0].actions != each.actions:
                raise InvalidGameError(
                    f"all nodes of an information set need the same actions in the same order; "
                    f"{each.label or each.information!r} of {players[each.mover]!r} has {held[0].actions} and "
                    f"{each.actions}."
                )
            held[1].append(node)
    if open_nodes or not parents:
        missing = sum(needed - given for _, given, needed in open_nodes)
        raise InvalidGameError(f"the tree stops while {missing} of its actions lead nowhere.")
    tree_sets = tuple(
        InformationSet(label, first.mover, first.actions, tuple(nodes))
        for label, (first, nodes) in zip(_labels(sets, players), sets.values(), strict=True)
    )
    return Tree(
        players,
        np.array(parents),
        np.array(numbers),
        np.array(movers),
        tree_sets,
        tuple(chance_actions),
        tuple(outcomes),
        perfect_recall,
    )


def forgets(tree: Tree) -> str | None:
    """A sentence on where a player forgets, or None if nobody ever does.

    References
    ----------
    Kuhn (1953), "Extensive Games and the Problem of Information", definition 17.
    """
    experience = np.zeros((len(tree.parent), len(tree.players)), dtype=np.int64)
    numbered: dict[tuple[int, ...], int] = {}
    for node, (parent, move) in enumerate(zip(tree.parent.tolist(), tree.move.tolist(), strict=True)):
        if parent >= 0:
            experience[node] = experience[parent]
            player = int(tree.mover[parent])
            if player >= 0:
                own = (player, int(experience[parent, player]), int(tree.place[parent]), move)
                experience[node, player] = numbered.setdefault(own, len(numbered) + 1)
    for held in tree.sets:
        known = experience[list(held.nodes), held.player]
        differ = np.flatnonzero(known != known[0])
        if len(differ):
            one, other = (shown(tree.history(held.nodes[k])) for k in (0, int(differ[0])))
            return (
                f"{tree.players[held.player]!r} does not recall at information set {held.label!r} what he knew or did "
                f"before: the histories {one} and {other} lead there."
            )
    return None


def shown(history: Sequence[str]) -> str:
    """A history for a message, the middle of a long one left out."""
    if not history:
        return "[the beginning]"
    if len(history) > MOVES_SHOWN:
        history = [*history[:3], "...", *history[4 - MOVES_SHOWN :]]
    return f"[{', '.join(history)}]"


def _check_actions(move: Move, players: tuple[str, ...], node: int) -> None:
    who = "chance" if move.mover == CHANCE else None
    if who is None:
        if not 0 <= move.mover < len(players):
            raise InvalidGameError(f"node {node} is moved at by player {move.mover}, but there are {len(players)}.")
        who = repr(players[move.mover])
    if not move.actions:
        raise InvalidGameError(f"{who} needs at least one action wherever it is to move; node {node} has none.")
    if move.mover != CHANCE and len(set(move.actions)) < len(move.actions):
        raise InvalidGameError(f"the actions of {who} at one node need different labels; got {move.actions}.")


def _labels(sets: dict[Any, list[Any]], players: tuple[str, ...]) -> list[str]:
    """A label of its own for every information set; those without one are numbered for each player."""
    taken = {first.label for first, _ in sets.values() if first.label}
    given: set[str] = set()
    numbers = [0] * len(players)
    labels = []
    for first, _ in sets.values():
        numbers[first.mover] += 1
        label = first.label
        if not label or label in given:
            label = f"{players[first.mover]} {numbers[first.mover]}"
            while label in taken or label in given:
                label += "'"
        given.add(label)
        labels.append(label)
    return labels
