"""Strategies and beliefs in the words of the game: written down, and read off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .game import ExtensiveGame, require_extensive


def behaviour(game: ExtensiveGame, choices: Mapping[str, Any]) -> tuple[Any, ...]:
    """Behaviour strategies from words.

    Parameters
    ----------
    game : ExtensiveGame
    choices : mapping from the label of an information set to an action, or to a mapping from actions to probabilities
        Actions that are not named have probability 0. Probabilities may be arrays over the batch. A set with one
        action may be left out.

    Returns
    -------
    tuple of (*batch, H_i, A_i), one per player
        Of Fraction where one of the probabilities is.

    Raises
    ------
    InvalidGameError
        If an information set or action is unknown, or a set is left out.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> game = extensive_game(
    ...     decision("A", {"out": payoffs(1, 1), "in": decision("B", {"up": payoffs(0, 0), "down": payoffs(2, 3)})}),
    ...     players=("A", "B"),
    ... )
    >>> behaviour(game, {"A": "in", "B after in": {"up": 0.25, "down": 0.75}})
    (array([[0., 1.]]), array([[0.25, 0.75]]))
    """
    require_extensive(game)
    tree = game.tree
    given = {tree.find(label): (label, choice) for label, choice in choices.items()}
    rows = []
    for number, held in enumerate(tree.sets):
        label, choice = given.get(number, (held.label, None))
        if choice is None:
            if len(held.actions) > 1:
                raise InvalidGameError(f"a choice is needed at information set {label!r}, among {held.actions}.")
            choice = held.actions[0]
        if not isinstance(choice, Mapping):
            choice = {choice: 1}
        unknown = set(choice) - set(held.actions)
        if unknown:
            raise InvalidGameError(f"information set {label!r} has no action {unknown.pop()!r}; it has {held.actions}.")
        rows.append([choice.get(action, 0) for action in held.actions])
    batch, kind = _common(rows)
    strategies = tuple(np.full((*batch, *shape), kind(0), dtype=kind_of(kind)) for shape in tree.shapes)
    for number, (held, row) in enumerate(zip(tree.sets, rows, strict=True)):
        for action, probability in enumerate(row):
            strategies[held.player][..., tree.row[number], action] = probability
    return strategies


def beliefs(game: ExtensiveGame, weights: Mapping[str, Sequence[Any]]) -> Any:
    """Beliefs from words.

    Parameters
    ----------
    game : ExtensiveGame
    weights : mapping from the label of an information set to the probabilities of its nodes, in preorder
        Sets of one node may be left out.

    Returns
    -------
    (*batch, H, D)
        One row per information set of the game, 0 beyond its last node. Of Fraction where one of the weights is.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> second = decision("B", {"l": payoffs(1, -1), "r": payoffs(-1, 1)}, information="B")
    >>> game = extensive_game(decision("A", {"l": second, "r": second}), players=("A", "B"))
    >>> beliefs(game, {"B": (0.5, 0.5)})
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    require_extensive(game)
    tree = game.tree
    given = {tree.find(label): list(row) for label, row in weights.items()}
    rows = []
    for number, held in enumerate(tree.sets):
        row = given.get(number, [1] if len(held.nodes) == 1 else [])
        if len(row) != len(held.nodes):
            raise InvalidGameError(
                f"information set {held.label!r} needs one probability per node, {len(held.nodes)} after "
                f"{[list(tree.history(node)) for node in held.nodes[:5]]}; got {len(row)}."
            )
        rows.append(row)
    batch, kind = _common(rows)
    table = np.full((*batch, len(tree.sets), tree.most_nodes), kind(0), dtype=kind_of(kind))
    for number, row in enumerate(rows):
        for node, probability in enumerate(row):
            table[..., number, node] = probability
    return table


def probability(game: ExtensiveGame, strategies: Sequence[Any], information: str, action: str) -> Floats:
    """The probability of an action at an information set.

    Parameters
    ----------
    game : ExtensiveGame
    strategies : one (*any, H_i, A_i) per player
    information, action : labels

    Returns
    -------
    (*any,)

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> game = extensive_game(decision("A", {"l": payoffs(1), "r": payoffs(0)}), players=("A",))
    >>> probability(game, behaviour(game, {"A": {"l": 0.25, "r": 0.75}}), "A", "r")
    array(0.75)
    """
    require_extensive(game)
    number = game.tree.find(information)
    held = game.tree.sets[number]
    if action not in held.actions:
        raise InvalidGameError(f"information set {information!r} has no action {action!r}; it has {held.actions}.")
    return np.asarray(np.asarray(strategies[held.player])[..., game.tree.row[number], held.actions.index(action)])


def kind_of(kind: type) -> Any:
    """The dtype of an array of such numbers."""
    return object if kind is Fraction else np.float64


def _common(rows: list[list[Any]]) -> tuple[tuple[int, ...], type]:
    """The batch that all entries broadcast to, and whether they are Fractions."""
    arrays = [np.asarray(entry) for row in rows for entry in row]
    exact = any(isinstance(entry, Fraction) for row in rows for entry in row)
    return np.broadcast_shapes(*(array.shape for array in arrays)), Fraction if exact else float
