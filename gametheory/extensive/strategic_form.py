"""An extensive game as a normal form, and mixed strategies of the one as behaviour strategies of the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form.game import NormalFormGame
from ..value import Floats, Ints, seal
from .game import ExtensiveGame, require_extensive
from .tree import CHANCE, Tree

MOST_PAYOFFS = 2**24
"""The default limit on the payoffs of one normal form: 128 MB."""
UNREACHED = "-"
"""In the label of a strategy: what it rules out itself."""


def normal_form(game: ExtensiveGame, *, most_payoffs: int = MOST_PAYOFFS) -> NormalFormGame:
    """The normal form: a strategy names an action at every information set of the player.

    Parameters
    ----------
    game : ExtensiveGame
    most_payoffs : int
        A normal form with more numbers than this, for one game of the batch, is refused.

    Returns
    -------
    NormalFormGame
        Over the same batch; exact where the game is. Strategies are labelled by their actions, in the order of the
        player's information sets, joined by ``/``.

    Raises
    ------
    UnsupportedGameError
        If it is too large; the message gives the sizes.

    References
    ----------
    von Neumann and Morgenstern (1944), "Theory of Games and Economic Behavior", section 12.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> late = decision("A", {"up": payoffs(3, 3), "down": payoffs(0, 0)})
    >>> game = extensive_game(
    ...     decision("A", {"out": payoffs(1, 1), "in": decision("B", {"l": late, "r": payoffs(2, 0)})}),
    ...     players=("A", "B"),
    ... )
    >>> normal_form(game).actions[0]
    ('out/up', 'out/down', 'in/up', 'in/down')
    >>> reduced_normal_form(game).actions[0]
    ('out/-', 'in/up', 'in/down')
    """
    require_extensive(game)
    return _form(game, most_payoffs, reduced=False)


def reduced_normal_form(game: ExtensiveGame, *, most_payoffs: int = MOST_PAYOFFS) -> NormalFormGame:
    """The reduced normal form: a strategy leaves open what it does where it never lets the play come.

    Strategies that differ only at information sets that they rule out themselves are one. What is left open is
    shown as ``-``.

    Parameters
    ----------
    game, most_payoffs
        As in :func:`normal_form`.

    Returns
    -------
    NormalFormGame

    Raises
    ------
    UnsupportedGameError
        If it is too large, or a player forgets.

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form", section 3.9.

    Examples
    --------
    See :func:`normal_form`.
    """
    require_extensive(game, recall="the reduced normal form")
    return _form(game, most_payoffs, reduced=True)


def behaviour_strategies(game: ExtensiveGame, mixed: Sequence[Any]) -> tuple[Floats, ...]:
    r"""The behaviour strategies that lead to the same play as mixed strategies of a normal form.

    At an information set h that the mixed strategy x can reach,

    .. math:: \sigma(a \mid h) = \frac{\sum_s x_s [s \text{ lets } h \text{ be reached and chooses } a \text{ there}]}
                                    {\sum_s x_s [s \text{ lets } h \text{ be reached}]};

    at one that it rules out, the actions are equally likely.

    Parameters
    ----------
    game : ExtensiveGame, perfect recall
    mixed : one (*any, m_i) per player
        Of the normal form or the reduced normal form of the game.

    Returns
    -------
    tuple of (*any, H_i, A_i), one per player

    Raises
    ------
    UnsupportedGameError
        If a player forgets: then there may be none.

    References
    ----------
    Kuhn (1953), "Extensive Games and the Problem of Information", theorem 4.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> game = extensive_game(decision("A", {"l": payoffs(1), "r": payoffs(0)}), players=("A",))
    >>> behaviour_strategies(game, ([0.25, 0.75],))
    (array([[0.25, 0.75]]),)
    """
    require_extensive(game, recall="a behaviour strategy for every mixed strategy")
    tree = game.tree
    weights = [np.asarray(x, dtype=np.float64) for x in mixed]
    strategies = []
    for player, (x, choices) in enumerate(zip(weights, _choices_like(game, [x.shape[-1:] for x in weights]),
                                              strict=True)):
        strategy = np.zeros((*x.shape[:-1], *tree.shapes[player]))
        for row, number in enumerate(tree.sets_of[player]):
            allows = _compatible(tree, choices, player, tree.sets[number].nodes[0])
            actions = len(tree.sets[number].actions)
            for action in range(actions):
                strategy[..., row, action] = x @ (allows & (choices[:, row] == action))
            total = strategy[..., row, :].sum(axis=-1, keepdims=True)
            with np.errstate(invalid="ignore"):
                share = strategy[..., row, :actions] / total
            strategy[..., row, :actions] = np.where(total > 0, share, np.where(total == 0, 1 / actions, np.nan))
        strategies.append(strategy)
    return tuple(strategies)


def mixed_strategies(game: ExtensiveGame, strategies: Sequence[Any], form: NormalFormGame) -> tuple[Floats, ...]:
    r"""The mixed strategies of a normal form that lead to the same play as behaviour strategies.

    A pure strategy has the weight :math:`\prod_h \sigma(s(h) \mid h)`, over the sets at which it names an action.

    Parameters
    ----------
    game : ExtensiveGame
    strategies : one (*any, H_i, A_i) per player
    form : NormalFormGame
        The normal form or reduced normal form of the game.

    Returns
    -------
    tuple of (*any, m_i), one per player

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> late = decision("A", {"up": payoffs(3, 3), "down": payoffs(0, 0)})
    >>> game = extensive_game(decision("A", {"out": payoffs(1, 1), "in": late}), players=("A", "B"))
    >>> mixed_strategies(game, ([[0.5, 0.5], [0.25, 0.75]], np.ones((0, 1))), reduced_normal_form(game))[0]
    array([0.5  , 0.125, 0.375])
    """
    require_extensive(game)
    weights = []
    for strategy, choices in zip(strategies, _choices_like(game, [(size,) for size in form.sizes]), strict=True):
        strategy = np.asarray(strategy, dtype=np.float64)
        rows = np.arange(choices.shape[1])
        each = strategy[..., rows, choices]  # what is left open reads the last column, and is 1 below
        weights.append(np.asarray(np.where(choices >= 0, each, 1.0).prod(axis=-1)))
    return tuple(weights)


def _form(game: ExtensiveGame, most_payoffs: int, *, reduced: bool) -> NormalFormGame:
    tree, number = game.tree, len(game.players)
    sizes = [_count(tree, player, reduced=reduced) for player in range(number)]
    if prod(sizes) * number > most_payoffs:
        shown = " x ".join(str(size) if size < 10**9 else f"10^{len(str(size)) - 1}" for size in sizes)
        other = "" if reduced else ", or reduced_normal_form"
        raise UnsupportedGameError(
            f"the {'reduced ' if reduced else ''}normal form has {shown} strategies, with more payoffs than "
            f"most_payoffs={most_payoffs}; use a solver for the tree itself{other}."
        )
    choices = [_choices(tree, player, reduced) for player in range(number)]
    exact = game.exact is not None
    payoffs, chances = (game.exact.payoffs, game.exact.chances) if game.exact else (game.payoffs, game.chances)
    table = np.zeros((*game.batch_shape, number, *sizes), dtype=object if exact else np.float64)
    likely = _chance_of_nodes(tree, chances, game.batch_shape, table.dtype)
    for end, node in enumerate(tree.ends.tolist()):
        played = [np.flatnonzero(_compatible(tree, mine, i, node)) for i, mine in enumerate(choices)]
        where: tuple[Any, ...] = np.ix_(*played)
        paid = likely[node][..., None] * payoffs[..., end, :]
        table[(..., slice(None), *where)] += paid.reshape(*paid.shape, *(1,) * number)
    labels = tuple(_labels(tree, player, mine) for player, mine in enumerate(choices))
    if not exact:
        seal(table)
    return NormalFormGame(table, tree.players, labels)


def _chance_of_nodes(tree: Tree, chances: Any, batch: tuple[int, ...], kind: Any) -> list[Any]:
    """The product of the chance probabilities on the way to each node."""
    likely: list[Any] = [np.full(batch, 1, dtype=kind)]
    for node in range(1, len(tree.parent)):
        parent = int(tree.parent[node])
        likely.append(likely[parent])
        if tree.mover[parent] == CHANCE:
            likely[node] = np.asarray(likely[parent] * chances[tree.place[parent]][..., tree.move[node]])
    return likely


def _count(tree: Tree, player: int, *, reduced: bool) -> int:
    sets = tree.sets_of[player]
    if not reduced:
        return prod(len(tree.sets[number].actions) for number in sets)
    follow = _followers(tree, player)
    counts: dict[int, int] = {}
    for row in reversed(range(len(sets))):
        actions = len(tree.sets[sets[row]].actions)
        counts[row] = sum(prod(counts[after] for after in follow.get((row, a), [])) for a in range(actions))
    return prod(counts[row] for row in follow.get(None, []))


def _followers(tree: Tree, player: int) -> dict[Any, list[int]]:
    """The rows of the information sets that come next after each own move, None for the beginning."""
    width = tree.shapes[player][1]
    follow: dict[Any, list[int]] = {}
    for row, number in enumerate(tree.sets_of[player]):
        last = int(tree.sequences[tree.sets[number].nodes[0], player])
        follow.setdefault(divmod(last - 1, width) if last else None, []).append(row)
    return follow


@lru_cache(maxsize=32)
def _choices(tree: Tree, player: int, reduced: bool) -> Ints:
    """The action that each pure strategy takes at each information set, (m_i, H_i); -1 where it leaves that open."""
    sets = tree.sets_of[player]
    sizes = [len(tree.sets[number].actions) for number in sets]
    if not reduced:
        return np.indices(sizes).reshape(len(sizes), -1).T if sizes else np.zeros((1, 0), dtype=np.int64)
    follow = _followers(tree, player)
    nothing = np.full((1, len(sets)), -1)
    below: dict[int, Ints] = {}
    for row in reversed(range(len(sets))):
        parts = []
        for action in range(sizes[row]):
            part = _together([below[after] for after in follow.get((row, action), [])], nothing).copy()
            part[:, row] = action
            parts.append(part)
        below[row] = np.concatenate(parts)
    all_rows = _together([below[row] for row in follow.get(None, [])], nothing)
    return all_rows[np.lexsort(all_rows.T[::-1])] if len(sets) else all_rows


def _together(parts: list[Ints], nothing: Ints) -> Ints:
    """Every way to join one row of each part."""
    joined = nothing
    for part in parts:
        joined = np.maximum(joined[:, None, :], part[None, :, :]).reshape(-1, nothing.shape[1])
    return joined


def _choices_like(game: ExtensiveGame, sizes: list[tuple[int, ...]]) -> list[Ints]:
    """The pure strategies of the form that has these sizes."""
    tree = game.tree
    full = [(_count(tree, player, reduced=False),) for player in range(len(game.players))]
    if sizes == full:
        return [_choices(tree, player, False) for player in range(len(sizes))]
    if tree.perfect_recall:
        less = [(_count(tree, player, reduced=True),) for player in range(len(game.players))]
        if sizes == less:
            return [_choices(tree, player, True) for player in range(len(sizes))]
    raise InvalidGameError(
        f"strategies of the normal form or the reduced normal form of this game were needed; got sizes "
        f"{[size for (size,) in sizes]}, and the normal form has {[size for (size,) in full]}."
    )


def _compatible(tree: Tree, choices: Ints, player: int, node: int) -> Any:
    """Which of a player's pure strategies do not rule a node out, (m_i,) bool."""
    allows = np.ones(len(choices), dtype=bool)
    while (parent := int(tree.parent[node])) >= 0:
        if tree.mover[parent] == player:
            allows &= choices[:, tree.row[tree.place[parent]]] == tree.move[node]
        node = parent
    return allows


def _labels(tree: Tree, player: int, choices: Ints) -> tuple[str, ...]:
    actions = [tree.sets[number].actions for number in tree.sets_of[player]]
    labels = [
        "/".join(UNREACHED if a < 0 else mine[a] for a, mine in zip(row, actions, strict=True)) or UNREACHED
        for row in choices.tolist()
    ]
    if len(set(labels)) < len(labels):  # an action with a slash in its name
        labels = [f"{number + 1}: {label}" for number, label in enumerate(labels)]
    return tuple(labels)
