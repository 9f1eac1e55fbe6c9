"""A signalling game as a tree, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..extensive.game import ExtensiveGame, require_extensive
from ..extensive.tree import CHANCE, END, Move, grow
from .game import SignallingGame
from .noisy_game import NoisySignallingGame
from .noisy_tree import existing, labels, noisy_tree


def to_tree(game: SignallingGame | NoisySignallingGame) -> ExtensiveGame:
    """The signalling game as an extensive game: chance draws the type, the sender speaks, the receiver replies.

    Strategies are the same arrays in both: the sender's information sets are the types, the receiver's the messages.
    For beliefs see :func:`tree_beliefs`.

    With types of the receiver or noise, chance draws the receiver's type and the signal after the message, and what
    is carried out after the reply. Moves of chance of probability 0 in every game are left out.
    :func:`tree_assessment` says where strategies and beliefs lie in that tree.

    Parameters
    ----------
    game : SignallingGame or NoisySignallingGame
        Messages and replies that do not exist are left out; they must be the same in every game of the batch.

    Returns
    -------
    ExtensiveGame

    Raises
    ------
    UnsupportedGameError
        If the games of the batch have different messages or replies.

    Examples
    --------
    >>> sender = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]]
    >>> receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    >>> game = SignallingGame(
    ...     [sender, receiver], [0.1, 0.9], types=("weak", "surly"), messages=("beer", "quiche"), replies=("hit", "go")
    ... )
    >>> tree = to_tree(game)
    >>> [held.label for held in tree.tree.sets]
    ['sender: weak', 'receiver after beer', 'receiver after quiche', 'sender: surly']
    >>> from_tree(tree) == game
    True
    """
    if isinstance(game, NoisySignallingGame):
        return noisy_tree(game, *existing(game))
    if not isinstance(game, SignallingGame):
        raise InvalidGameError(f"a SignallingGame was needed, got {type(game).__name__}.")
    messages, replies = existing(game)
    numbers, prior = (game.payoffs, game.prior) if game.exact is None else (game.exact.payoffs, game.exact.prior)
    payoffs = np.moveaxis(numbers[..., messages, :][..., replies], -4, -1)
    types = labels(game.types, range(prior.shape[-1]), "type")
    sent, answers = labels(game.messages, messages, "message"), labels(game.replies, replies, "reply")
    sender, receiver = game.players
    moves = [Move(CHANCE, types)]
    for kind in types:
        moves.append(Move(0, sent, None, f"{sender}: {kind}"))
        for number, message in enumerate(sent):
            moves.append(Move(1, answers, number, f"{receiver} after {message}"))
            moves += [Move(END)] * len(answers)
    return ExtensiveGame(grow(game.players, moves), payoffs.reshape(*game.batch_shape, -1, 2), (prior,))


def from_tree(game: ExtensiveGame) -> SignallingGame:
    """The signalling game that a tree describes.

    Parameters
    ----------
    game : ExtensiveGame
        Chance draws a type; the first mover sees it and sends a message, the same messages for every type; the other
        player sees the message alone, and replies, with the same replies to every message.

    Returns
    -------
    SignallingGame

    Raises
    ------
    UnsupportedGameError
        If the tree is another one; the message says where it differs.

    Examples
    --------
    See :func:`to_tree`.
    """
    require_extensive(game)
    tree = game.tree
    if len(tree.players) != 2 or tree.mover[0] != CHANCE:
        raise _other("there are two players, and chance moves first")
    kinds = tree.children[0]
    sender = int(tree.mover[kinds[0]])
    receiver = 1 - sender
    first = tree.actions_at(kinds[0])
    replies = tree.actions_at(tree.children[kinds[0]][0]) if sender in (0, 1) else ()
    for kind in kinds:
        if tree.mover[kind] != sender or sender < 0 or len(tree.sets[tree.place[kind]].nodes) > 1:
            raise _other("after every type the same player moves, and knows the type")
        if tree.actions_at(kind) != first:
            raise _other("every type has the same messages")
        for node in tree.children[kind]:
            if tree.mover[node] != receiver or tree.actions_at(node) != replies:
                raise _other("after every message the other player moves, with the same replies")
            if any(tree.mover[after] != END for after in tree.children[node]):
                raise _other("the reply ends the game")
    for message in range(len(first)):
        together = tuple(tree.children[kind][message] for kind in kinds)
        if tree.sets[tree.place[together[0]]].nodes != together:
            raise _other("the receiver sees the message, and nothing else")
    payoffs, prior = (game.payoffs, game.chances[0])
    if game.exact is not None:
        payoffs, prior = game.exact.payoffs, game.exact.chances[0]
    table = payoffs[..., [sender, receiver]].reshape(*game.batch_shape, len(kinds), len(first), len(replies), 2)
    return SignallingGame(
        np.moveaxis(table, -1, -4),
        prior,
        (tree.players[sender], tree.players[receiver]),
        tree.chance_actions[0],
        first,
        replies,
    )


def tree_beliefs(game: ExtensiveGame, beliefs: Any) -> Any:
    """Beliefs over types after each message, as beliefs on the tree of a signalling game.

    Parameters
    ----------
    game : ExtensiveGame, made by :func:`to_tree`
    beliefs : (*batch, M, T)

    Returns
    -------
    (*batch, H, D)

    Examples
    --------
    >>> tree = to_tree(SignallingGame(np.zeros((2, 2, 1, 2)), [0.5, 0.5]))
    >>> tree_beliefs(tree, [[0.25, 0.75]])
    array([[1.  , 0.  ],
           [0.25, 0.75],
           [1.  , 0.  ]])
    """
    from_tree(game)  # refuses any other
    tree, given = game.tree, np.asarray(beliefs)
    table = np.zeros((*given.shape[:-2], len(tree.sets), tree.most_nodes), dtype=given.dtype)
    sender = int(tree.mover[tree.children[0][0]])
    messages, types = len(tree.sets_of[1 - sender]), len(tree.children[0])
    if given.shape[-2:] != (messages, types):
        raise InvalidGameError(
            f"beliefs need shape (*batch, {messages} messages, {types} types); got {given.shape}."
        )
    for number in tree.sets_of[sender]:
        table[..., number, 0] = 1
    for row, number in enumerate(tree.sets_of[1 - sender]):
        table[..., number, :] = given[..., row, :]
    return table


def _other(needed: str) -> UnsupportedGameError:
    return UnsupportedGameError(f"in the tree of a signalling game {needed}; here that is not so.")
