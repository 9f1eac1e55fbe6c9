"""A subgame-perfect equilibrium of a game of imperfect information, subgame by subgame."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.status import Status
from ..normal_form import NormalFormGame, lemke_howson
from ..residual import subgame_residual
from ..value import Floats, Ints
from .game import ExtensiveGame, require_extensive
from .strategic_form import MOST_PAYOFFS, behaviour_strategies, reduced_normal_form
from .tree import CHANCE, END, Move, Tree, grow


def subgame_perfect(
    game: ExtensiveGame,
    *,
    stage_solver: Callable[..., Equilibrium] = lemke_howson,
    most_payoffs: int = MOST_PAYOFFS,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find one subgame-perfect equilibrium of a game of perfect recall.

    The smallest subgames are solved first, in reduced normal form, and replaced by what they are worth; then those in
    which they lie. Where one player alone moves, he takes the first of his best strategies.

    Parameters
    ----------
    game : ExtensiveGame, perfect recall
    stage_solver : callable
        From a NormalFormGame, and ``strict=False``, to one Equilibrium of each game; it has as many players as move
        in the subgame. The default, :func:`lemke_howson`, takes two.
    most_payoffs : int
        As in :func:`reduced_normal_form`, for each subgame without those inside it.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        In behaviour strategies, (*batch, H_i, A_i). Inside a subgame, at an information set that the player's own
        strategy rules out, the actions are equally likely; such a set may be reached by mistake only, and
        subgame perfection does not ask what is done there. See :func:`certify_assessment` for the concept that does.

    Raises
    ------
    UnsupportedGameError
        If a player forgets, a subgame is too large, or the solver does not take its number of players.
    NoEquilibriumFoundError

    References
    ----------
    Selten (1975), "Reexamination of the Perfectness Concept for Equilibrium Points in Extensive Games", section 4.

    Examples
    --------
    An entrant may stay out, or play the battle of the sexes with the incumbent:

    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> reply = lambda *pair: decision("B", {"l": pair[0], "r": pair[1]}, information="B")
    >>> battle = decision("A", {
    ...     "up": reply(payoffs(3, 1), payoffs(0, 0)),
    ...     "down": reply(payoffs(0, 0), payoffs(1, 3)),
    ... })
    >>> game = extensive_game(decision("A", {"out": payoffs(2, 0), "in": battle}), players=("A", "B"))
    >>> subgame_perfect(game).strategies
    (array([[0., 1.],
           [1., 0.]]), array([[1., 0.]]))
    """
    require_extensive(game, recall="subgame_perfect")
    tree, games = game.tree, prod(game.batch_shape)
    worth: dict[int, Floats] = {}
    strategies = tuple(np.zeros((games, *shape)) for shape in tree.shapes)
    status, steps = np.zeros(games, dtype=np.int8), np.zeros(games, dtype=np.int64)
    for root in np.flatnonzero(tree.begins_subgame)[::-1].tolist():
        stage, sets = _stage(game, root, worth)
        mixed, code, taken = _solved(reduced_normal_form(stage, most_payoffs=most_payoffs), stage.tree, stage_solver)
        status, steps = np.where(status == Status.SOLVED, code, status), steps + taken
        found = behaviour_strategies(stage, mixed)
        for number, here in enumerate(sets):
            player, row = stage.tree.sets[number].player, stage.tree.row[number]
            actions = len(stage.tree.sets[number].actions)
            strategies[player][:, tree.row[here], :actions] = found[player][:, row, :actions]
        worth[root] = _value(stage, found)
    shape = game.batch_shape
    return certify(
        game,
        tuple(strategy.reshape(*shape, *strategy.shape[1:]) for strategy in strategies),
        status.reshape(shape),
        steps.reshape(shape),
        residual=subgame_residual,
        tolerance=tolerance,
        strict=strict,
    )


def _stage(game: ExtensiveGame, root: int, worth: dict[int, Floats]) -> tuple[ExtensiveGame, list[int]]:
    """The subgame at a node in which smaller subgames end the game, over the flattened batch, and its set numbers."""
    tree, games = game.tree, prod(game.batch_shape)
    payoffs = game.payoffs.reshape(games, *game.payoffs.shape[-2:])
    moves, paid, chances = [], [], []
    sets: dict[int, None] = {}
    ahead = [root]
    while ahead:
        node = ahead.pop()
        place, mover = int(tree.place[node]), int(tree.mover[node])
        if node in worth or mover == END:
            moves.append(Move(END))
            # A subgame without an answer is worth anything: the game fails in the end.
            paid.append(np.nan_to_num(worth[node]) if node in worth else payoffs[:, place])
            continue
        moves.append(Move(mover, tree.actions_at(node), place if mover >= 0 else None))
        ahead += reversed(tree.children[node])
        if mover == CHANCE:
            chances.append(game.chances[place].reshape(games, game.chances[place].shape[-1]))
        else:
            sets[place] = None
    return ExtensiveGame(grow(tree.players, moves), np.stack(paid, axis=1), tuple(chances)), list(sets)


def _solved(form: NormalFormGame, tree: Tree, solver: Callable[..., Equilibrium]) -> tuple[Any, Ints, Ints]:
    """Mixed strategies of all players, solved for among those who move."""
    movers = [i for i, mine in enumerate(tree.sets_of) if mine]
    games = len(form.payoffs)
    mixed = [np.ones((games, size)) for size in form.sizes]
    if not movers:
        return mixed, np.zeros(games, dtype=np.int8), np.zeros(games, dtype=np.int64)
    sizes = [form.sizes[i] for i in movers]
    payoffs = form.payoffs.reshape(games, len(form.players), *sizes)[:, movers]
    if len(movers) == 1:
        mixed[movers[0]] = np.eye(sizes[0])[payoffs[:, 0].argmax(axis=-1)]
        return mixed, np.zeros(games, dtype=np.int8), np.ones(games, dtype=np.int64)
    labels = None if form.actions is None else tuple(form.actions[i] for i in movers)
    answer = solver(NormalFormGame(payoffs, tuple(form.players[i] for i in movers), labels), strict=False)
    if not isinstance(answer, Equilibrium):
        raise InvalidGameError(
            f"stage_solver needs to return one Equilibrium of each game; got {type(answer).__name__}. Choose one of "
            f"several by wrapping the solver in a function."
        )
    for i, strategy in zip(movers, answer.strategies, strict=True):
        mixed[i] = strategy
    return mixed, np.asarray(answer.status), np.asarray(answer.steps)


def _value(stage: ExtensiveGame, strategies: tuple[Floats, ...]) -> Floats:
    """What a subgame is worth, (games, N)."""
    tree = stage.tree
    worth = {int(node): stage.payoffs[:, end] for end, node in enumerate(tree.ends)}
    for node in reversed(range(len(tree.parent))):
        mover, place = tree.mover[node], tree.place[node]
        if mover != END:
            shares = stage.chances[place] if mover == CHANCE else strategies[mover][:, tree.row[place]]
            worth[node] = np.zeros_like(stage.payoffs[:, 0])
            for action, child in enumerate(tree.children[node]):
                worth[node] = worth[node] + shares[:, action, None] * worth[child]
    return worth[0]
