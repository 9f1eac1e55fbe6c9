"""A signalling game with types of the receiver or noise as a tree, and its strategies and beliefs there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..extensive.game import ExtensiveGame
from ..extensive.tree import CHANCE, END, Move, grow
from ..value import Floats
from .noisy_game import NUMBERS, NoisySignallingGame


class Layout(NamedTuple):
    """The tree of a game.

    Attributes
    ----------
    moves : list of Move, in preorder
    ends : list of (t, k, m, a), in preorder
    chances : list of (field, index)
        For each chance node in preorder, the field of the game with its probabilities, where they lie there, and
        which of them are kept.
    sets : {(k, s): list of (t, m)}
        The nodes of the receiver's information sets, both in preorder.
    messages, replies : list of int
    """

    moves: list[Move]
    ends: list[tuple[int, int, int, int]]
    chances: list[tuple[str, tuple[int, ...], list[int]]]
    sets: dict[tuple[int, int], list[tuple[int, int]]]
    messages: list[int]
    replies: list[int]


def noisy_tree(game: NoisySignallingGame, messages: list[int], replies: list[int]) -> ExtensiveGame:
    """The tree over the messages and replies that exist; what has no probability in any game is left out."""
    laid = _layout(game, messages, replies)
    held = game if game.exact is None else game.exact
    numbers = {name: getattr(held, name) for name in NUMBERS}
    ends = tuple(np.array(side) for side in zip(*laid.ends, strict=True))
    payoffs = np.moveaxis(numbers["payoffs"][..., *ends], -2, -1)
    chances = tuple(numbers[name][..., *at, :][..., kept] for name, at, kept in laid.chances)
    return ExtensiveGame(grow(game.players, laid.moves), payoffs, chances)


def tree_assessment(game: NoisySignallingGame, strategies: Any, beliefs: Any) -> tuple[tuple[Any, Any], Any]:
    """Strategies and beliefs of a game with types of the receiver or noise, as an assessment of its tree.

    Parameters
    ----------
    game : NoisySignallingGame
        Messages and replies that do not exist must be the same in every game of the batch.
    strategies : ((*batch, T, M), (*batch, K, S, A))
    beliefs : (*batch, K, S, T, M)

    Returns
    -------
    ((*batch, H_1, A_1), (*batch, H_2, A_2)), (*batch, H, D)
        Behaviour strategies and beliefs of :func:`to_tree`, as
        :func:`gametheory.extensive.certify_assessment` and :func:`gametheory.exact.is_sequential` take them.

    Examples
    --------
    >>> from gametheory.extensive import certify_assessment
    >>> from gametheory.signalling import all_pbe, to_tree
    >>> sender, receiver = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    >>> game = NoisySignallingGame([sender, receiver], [0.1, 0.9], message_noise=[[0.9, 0.1], [0, 1]])
    >>> found = all_pbe(game)
    >>> strategies, beliefs = tree_assessment(game, found.strategies, found.beliefs)
    >>> certify_assessment(to_tree(game), strategies, beliefs).certificate.holds.all()
    np.True_
    """
    if not isinstance(game, NoisySignallingGame):
        raise InvalidGameError(
            f"a NoisySignallingGame was needed, got {type(game).__name__}; for a SignallingGame see tree_beliefs."
        )
    laid = _layout(game, *existing(game))
    sender, receiver, held = (np.asarray(array) for array in (*strategies, beliefs))
    types, kinds, messages, replies = game.payoffs.shape[-4:]
    signals = game.possible.shape[-1]
    needed = (types, messages), (kinds, signals, replies), (kinds, signals, types, messages)
    if (sender.shape[-2:], receiver.shape[-3:], held.shape[-4:]) != needed:
        raise InvalidGameError(
            f"strategies and beliefs need shapes {needed} after the batch; got "
            f"{[array.shape for array in (sender, receiver, held)]}."
        )
    ks = tuple(np.array(side) for side in zip(*laid.sets, strict=True))
    mine, theirs = sender[..., laid.messages], receiver[..., ks[0], ks[1], :][..., laid.replies]
    tree = grow(game.players, laid.moves)
    table: Floats = np.zeros((*held.shape[:-4], len(tree.sets), tree.most_nodes), dtype=held.dtype)
    table[..., list(tree.sets_of[0]), 0] = 1
    for number, ((k, s), pairs) in zip(tree.sets_of[1], laid.sets.items(), strict=True):
        for place, (t, m) in enumerate(pairs):
            table[..., number, place] = held[..., k, s, t, m]
    return (mine, theirs), table


def existing(game: Any) -> tuple[list[int], list[int]]:
    """The messages and replies that exist, in all games of the batch."""
    if game.available is None:
        return list(range(game.payoffs.shape[-2])), list(range(game.payoffs.shape[-1]))
    kept = []
    for mask, what in zip(game.available, ("messages", "replies"), strict=True):
        flat = mask.reshape(-1, mask.shape[-1])
        if not (flat == flat[:1]).all():
            raise UnsupportedGameError(
                f"the games of a tree have one shape, and these have different {what}; convert those of one shape."
            )
        kept.append([int(k) for k in np.flatnonzero(flat.any(axis=0))])
    return kept[0], kept[1]


def labels(given: tuple[str, ...] | None, numbers: Any, what: str) -> tuple[str, ...]:
    """The labels of these numbers, made up where there are none."""
    return tuple(f"{what} {k}" if given is None else given[k] for k in numbers)


def _layout(game: NoisySignallingGame, messages: list[int], replies: list[int]) -> Layout:
    types, kinds, _, outcomes = game.payoffs.shape[-4:]
    signals = game.possible.shape[-1]
    sender, receiver = game.players
    names = labels(game.types, range(types), "type")
    kind_names = labels(game.receiver_types, range(kinds), "receiver type")
    sent, answers = labels(game.messages, messages, "message"), labels(game.replies, replies, "reply")
    heard_as = game.messages if game.signals is None and signals == game.payoffs.shape[-2] else game.signals
    signal_names = labels(heard_as, range(signals), "message" if heard_as is game.messages else "signal")
    carried_out = labels(game.replies, range(outcomes), "reply")
    happens = {
        name: _anywhere(getattr(game, name)) for name in ("receiver_prior", "message_noise", "reply_noise")
    }
    noisy, slips = (not _identity(happens[name]) for name in ("message_noise", "reply_noise"))
    laid = Layout([], [], [], {}, messages, replies)

    def chance(name: str, at: tuple[int, ...], words: tuple[str, ...]) -> list[int]:
        kept = [int(i) for i in np.flatnonzero(happens[name][at])]
        laid.chances.append((name, at, kept))
        laid.moves.append(Move(CHANCE, tuple(words[i] for i in kept)))
        return kept

    def reply(t: int, k: int, m: int, s: int) -> None:
        laid.sets.setdefault((k, s), []).append((t, m))
        who = f"{receiver} {kind_names[k]}" if kinds > 1 else receiver
        laid.moves.append(Move(1, answers, (k, s), f"{who} after {signal_names[s]}"))
        for a in replies:
            for outcome in chance("reply_noise", (a,), carried_out) if slips else [a]:
                laid.moves.append(Move(END))
                laid.ends.append((t, k, m, outcome))

    laid.chances.append(("prior", (), list(range(types))))
    laid.moves.append(Move(CHANCE, names))
    for t in range(types):
        laid.moves.append(Move(0, sent, None, f"{sender}: {names[t]}"))
        for m in messages:
            for k in chance("receiver_prior", (t,), kind_names) if kinds > 1 else [0]:
                for s in chance("message_noise", (m,), signal_names) if noisy else [m]:
                    reply(t, k, m, s)
    return laid


def _anywhere(chances: Floats) -> Any:
    """Which probabilities are positive in some game of the batch."""
    return (chances > 0).reshape(-1, *chances.shape[-2:]).any(axis=0)


def _identity(happens: Any) -> bool:
    """Whether each row that exists leads to the place of its own number alone."""
    rows, columns = happens.shape
    return bool(rows == columns and not (happens & ~np.eye(rows, dtype=bool)).any())
