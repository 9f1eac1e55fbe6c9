"""Are beliefs the limits of beliefs by Bayes' rule as every action is played? A witness, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import lcm
from typing import Any, NamedTuple

import numpy as np

from ..equilibrium import CONSISTENCY, TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..integer_pivoting import cheapest
from ..residual import as_probabilities, assessment_residual
from ..value import Bools, Floats, Ints, Value, frozen
from .game import ExtensiveGame, require_extensive
from .tree import CHANCE, Tree

Action = tuple[int, int, int]
"""Player, row of the information set, action."""


class Consistency(IntEnum):
    """Whether beliefs are consistent, and if not, why; ``advice`` is the sentence.

    Examples
    --------
    >>> Consistency(2).name
    'ORDER'
    """

    CONSISTENT = 0
    BAYES = 1
    ORDER = 2
    PROPORTIONS = 3

    @property
    def advice(self) -> str:
        """What it means."""
        return _ADVICE[self]


_ADVICE = {
    Consistency.CONSISTENT: "The beliefs are limits: the trembles show of which.",
    Consistency.BAYES: "At nodes that the same mistakes lead to, or none, the beliefs are not those of Bayes' rule.",
    Consistency.ORDER: "No orders of magnitude of the trembles make just the nodes that are believed in most likely.",
    Consistency.PROPORTIONS: "Orders of magnitude fit, but no trembles give all the proportions that are believed.",
}


@dataclass(frozen=True, eq=False)
class Trembles(Value):
    """Completely mixed strategies in whose limit beliefs arise: an action not played gets weight times e**exponent.

    Attributes
    ----------
    exponents : one (*batch, H_i, A_i) int per player
        At least 1 for actions that are not played, 0 for the others.
    weights : one (*batch, H_i, A_i) per player
        Positive.
    reason : (*batch,)
        A :class:`Consistency`. Where supports alone rule the beliefs out, there are no exponents, and they are 0;
        where proportions do, the weights are those that come nearest, in logarithms.
    """

    exponents: tuple[Ints, ...]
    weights: tuple[Floats, ...]
    reason: Ints

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))


def certify_assessment(
    game: ExtensiveGame, strategies: Any, beliefs: Any, *, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Judge whether strategies and beliefs are a sequential equilibrium.

    They are if no player gains by a different move at any information set, reached or not, given the beliefs there;
    and if the beliefs are consistent: limits of the beliefs that Bayes' rule gives for completely mixed strategies
    that converge to the profile. Trembles that show the latter are searched for by :func:`consistent_trembles`.

    Parameters
    ----------
    game : ExtensiveGame, perfect recall
    strategies : one (*batch, H_i, A_i) per player
    beliefs : (*batch, H, D)
        See :func:`behaviour` and :func:`beliefs` for how to write them down.
    tolerance, strict
        See :doc:`/concepts/solving`. What is not played, or not believed in, has a probability of exactly 0.

    Returns
    -------
    Equilibrium
        Concept "sequential", with the beliefs.

    Raises
    ------
    NoEquilibriumFoundError
    UnsupportedGameError
        If a player forgets.

    References
    ----------
    Kreps and Wilson (1982), "Sequential Equilibria".

    Examples
    --------
    Selten's horse (1975): of the two kinds of Nash equilibria, one needs player 2 to move where it does not pay.

    >>> from gametheory.extensive import behaviour, beliefs, decision, extensive_game, payoffs
    >>> third = lambda left, right: decision("3", {"L": payoffs(*left), "R": payoffs(*right)}, information="3")
    >>> horse = extensive_game(
    ...     decision("1", {
    ...         "D": third((3, 3, 2), (0, 0, 0)),
    ...         "A": decision("2", {"D": third((4, 4, 0), (0, 0, 1)), "A": payoffs(1, 1, 1)}, information="2"),
    ...     }, information="1"),
    ...     players=("1", "2", "3"),
    ... )
    >>> across = behaviour(horse, {"1": "A", "2": "A", "3": "R"})
    >>> certify_assessment(horse, across, beliefs(horse, {"3": (0.2, 0.8)})).certificate
    <Certificate: sequential, holds, relative regret ...>
    >>> down = behaviour(horse, {"1": "D", "2": "A", "3": "L"})
    >>> certify_assessment(horse, down, beliefs(horse, {"3": (1, 0)}), strict=False).certificate
    <Certificate: sequential, refused, relative regret 7.5e-01>
    """
    trembles = consistent_trembles(game, strategies, beliefs)
    residual = assessment_residual(beliefs, trembles.exponents, trembles.weights)
    return certify(game, tuple(strategies), residual=residual, tolerance=tolerance, strict=strict)


def consistent_trembles(game: ExtensiveGame, strategies: Any, beliefs: Any) -> Trembles:
    r"""Find trembles in whose limit beliefs arise, or say why there are none.

    Two systems decide. Whole numbers :math:`k_a \ge 1`, one per action not played, such that at every information
    set the nodes believed in are those with the smallest sum of k on the way: a linear program in integers. And
    proportions: at every such pair of nodes, the product of weights on the way to the one over that to the other is
    the ratio of the beliefs, which is linear in the logarithms of the weights.

    Parameters
    ----------
    game : ExtensiveGame, perfect recall
    strategies : one (*batch, H_i, A_i) per player
    beliefs : (*batch, H, D)

    Returns
    -------
    Trembles
        The first system is decided without rounding; the second, up to 1e-9 in the logarithms. For a decision in
        fractions see :func:`gametheory.exact.is_sequential`.

    References
    ----------
    Kreps and Wilson (1982), "Sequential Equilibria", appendix, lemmas A1 and A2.

    Examples
    --------
    >>> from gametheory.extensive import behaviour, beliefs, decision, extensive_game, payoffs
    >>> reply = decision("B", {"yes": payoffs(1, 1), "no": payoffs(0, 0)}, information="B")
    >>> game = extensive_game(decision("A", {"l": reply, "m": reply, "r": payoffs(2, 0)}), players=("A", "B"))
    >>> trembles = consistent_trembles(game, behaviour(game, {"A": "r", "B": "no"}), beliefs(game, {"B": (0.2, 0.8)}))
    >>> trembles.exponents[0]
    array([[1, 1, 0]])
    >>> trembles.weights[0].round(3)
    array([[0.5, 2. , 1. ]])
    """
    require_extensive(game, recall="consistency of beliefs")
    tree = game.tree
    arrays = [as_probabilities(strategy) for strategy in strategies]
    held = as_probabilities(beliefs)
    if tuple(array.shape[-2:] for array in arrays) != tree.shapes or held.shape[-2:] != (
        len(tree.sets),
        tree.most_nodes,
    ):
        raise InvalidGameError(
            f"strategies of shapes {tree.shapes} and beliefs of shape {(len(tree.sets), tree.most_nodes)} were needed, "
            f"after the batch; got {[array.shape for array in arrays]} and {held.shape}."
        )
    shape = np.broadcast_shapes(game.batch_shape, held.shape[:-2], *(array.shape[:-2] for array in arrays))
    flat, sides = [_flat(array, shape, 2) for array in arrays], [_flat(side, shape, 1) for side in game.chances]
    held = _flat(held, shape, 2)
    positive = [array.reshape(len(held), -1) > 0 for array in (*flat, held, *sides)]
    patterns, which = np.unique(np.concatenate(positive, axis=1), axis=0, return_inverse=True)
    exponents = [np.zeros(array.shape, dtype=np.int64) for array in flat]
    weights = [np.ones(array.shape) for array in flat]
    reason = np.zeros(len(held), dtype=np.int8)
    for pattern in range(len(patterns)):
        games = np.flatnonzero(which.reshape(-1) == pattern)
        one = games[0]
        found = basis(tree, [array[one] > 0 for array in flat], held[one] > 0, [side[one] > 0 for side in sides])
        if isinstance(found, Consistency):
            reason[games] = found
            continue
        for (player, row, action), power in found.exponents.items():
            exponents[player][games, row, action] = power
        if found.equations:
            logs = _proportions(tree, found, [array[games] for array in flat], held[games], [s[games] for s in sides])
            matrix = np.array(found.matrix, dtype=np.float64).reshape(len(found.equations), len(found.unknowns))
            solved = np.linalg.pinv(matrix) @ logs
            missed = np.abs(matrix @ solved - logs) > CONSISTENCY
            reached = ~matrix.any(axis=1)
            reason[games[missed.any(axis=0)]] = Consistency.PROPORTIONS
            reason[games[missed[reached].any(axis=0)]] = Consistency.BAYES
            for (player, row, action), log in zip(found.unknowns, solved, strict=True):
                weights[player][games, row, action] = np.exp(log)
    return Trembles(
        tuple(array.reshape(*shape, *array.shape[1:]) for array in exponents),
        tuple(array.reshape(*shape, *array.shape[1:]) for array in weights),
        reason.reshape(shape),
    )


class Basis(NamedTuple):
    """What is played and believed in, with exponents that make it the support of a limit.

    Attributes
    ----------
    exponents : of every action that is not played
    unknowns : the actions whose weights matter
    equations : (information set, place of one node in it, place of the other)
        Pairs of nodes believed in; their ratio is an equation for the weights.
    matrix : one row per equation, one column per unknown
        A row of zeros where the set is reached: there Bayes' rule is all.
    """

    exponents: dict[Action, int]
    unknowns: list[Action]
    equations: list[tuple[int, int, int]]
    matrix: list[list[int]]


def basis(tree: Tree, plays: Sequence[Bools], believed: Bools, happens: Sequence[Bools]) -> Basis | Consistency:
    """Exponents for given supports of strategies, beliefs and chance moves, or why there are none."""
    mistakes: list[frozenset[Action] | None] = [frozenset()]  # on the way to each node; None if chance rules it out
    for node in range(1, len(tree.parent)):
        parent, move = int(tree.parent[node]), int(tree.move[node])
        before, mover, place = mistakes[parent], int(tree.mover[parent]), int(tree.place[parent])
        if before is not None and mover == CHANCE:
            before = before if happens[place][move] else None
        elif before is not None and not plays[mover][tree.row[place], move]:
            before = before | {(mover, tree.row[place], move)}
        mistakes.append(before)
    equal: list[tuple[frozenset[Action], frozenset[Action]]] = []
    larger: list[tuple[frozenset[Action], frozenset[Action]]] = []
    equations: list[tuple[int, int, int]] = []
    for number, here in enumerate(tree.sets):
        ways = [mistakes[node] for node in here.nodes]
        possible = [place for place, way in enumerate(ways) if way is not None]
        trusted = [place for place in range(len(ways)) if believed[number, place]]
        if not possible:
            continue
        on_path = [place for place in possible if not ways[place]]
        if on_path:
            if trusted != on_path:
                return Consistency.BAYES
            equal += [(frozenset(), frozenset())] * (len(on_path) - 1)
            equations += [(number, place, on_path[0]) for place in on_path[1:]]
            continue
        if not trusted or not set(trusted) <= set(possible):
            return Consistency.ORDER
        first = ways[trusted[0]]
        assert first is not None
        for place in possible:
            way = ways[place]
            assert way is not None
            if place in trusted[1:]:
                equal.append((first - way, way - first))
                equations.append((number, place, trusted[0]))
            elif place != trusted[0]:
                larger.append((first - way, way - first))
    matter = sorted({action for pair in (*equal, *larger) for side in pair for action in side})
    powers = _powers(matter, equal, larger)
    if powers is None:
        return Consistency.ORDER
    exponents = {
        (player, row, action): 1
        for player, exists in enumerate(tree.exists)
        for row, action in np.argwhere(exists & ~np.asarray(plays[player])).tolist()
    }
    exponents.update(zip(matter, powers, strict=True))
    unknowns = sorted({action for pair in equal for side in pair for action in side})
    matrix = [[(action in plus) - (action in minus) for action in unknowns] for minus, plus in equal]
    return Basis(exponents, unknowns, equations, matrix)


def _powers(matter: list[Action], equal: Any, larger: Any) -> list[int] | None:
    """Whole numbers from 1 up with the sums that are wanted equal or larger; by linear programming in integers."""
    limits = []
    for (less, more), gap in [*((pair, 0) for pair in equal if any(pair)), *((pair, 1) for pair in larger)]:
        # In excess over 1: sum over `less` - sum over `more` <= -gap, and for pairs that are equal the reverse too.
        row = [(action in less) - (action in more) for action in matter]
        limits.append([*row, len(more) - len(less) - gap])
        if not gap:
            limits.append([*(-entry for entry in row), len(less) - len(more)])
    excess = cheapest(limits, [1] * len(matter)) if limits else []
    if excess is None:
        return None
    common = lcm(*(number.denominator for number in excess))
    return [int((1 + number) * common) for number in excess]


def _proportions(tree: Tree, found: Basis, strategies: Any, beliefs: Floats, chances: Any) -> Floats:
    """The logarithms that the weights are to make up, (equations, games): of beliefs over what is played on the way."""
    size = np.zeros((len(tree.parent), len(beliefs)))
    for node in range(1, len(tree.parent)):
        parent, move = tree.parent[node], tree.move[node]
        mover, place = tree.mover[parent], tree.place[parent]
        share = chances[place][:, move] if mover == CHANCE else strategies[mover][:, tree.row[place], move]
        size[node] = size[parent] + np.log(np.where(share > 0, share, 1.0))
    rows = []
    for number, one, other in found.equations:
        nodes = tree.sets[number].nodes
        ratio = np.log(beliefs[:, number, one]) - np.log(beliefs[:, number, other])
        rows.append(ratio - size[nodes[one]] + size[nodes[other]])
    return np.array(rows)


def _flat(array: Any, shape: tuple[int, ...], core: int) -> Any:
    """An array over the flattened batch."""
    tail = array.shape[array.ndim - core :]
    return np.broadcast_to(array, (*shape, *tail)).reshape(int(np.prod(shape)), *tail)
