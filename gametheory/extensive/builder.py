"""Trees as one writes them down: moves within moves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..sweep.batch import stack
from .game import ExtensiveGame
from .tree import CHANCE, END, Move, grow

LONGEST_LABEL = 6
"""An information set without a label is named by its history if that has at most so many moves."""


@dataclass(frozen=True, eq=False)
class Decision:
    """A player's move; see :func:`decision`."""

    player: str
    actions: Mapping[str, Any]
    information: str | None


@dataclass(frozen=True, eq=False)
class Chance:
    """A chance move; see :func:`chance`."""

    actions: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, eq=False)
class Payoffs:
    """An end of the game; see :func:`payoffs`."""

    numbers: tuple[Any, ...]
    outcome: str


def decision(player: str, actions: Mapping[str, Any], *, information: str | None = None) -> Decision:
    """A player chooses among actions.

    Parameters
    ----------
    player : str
    actions : mapping from a label to what follows: a :func:`decision`, :func:`chance` or :func:`payoffs`
        A part that is used in several places is copied to each.
    information : str, optional
        The label of the information set. Decisions with the same label cannot be told apart by the player, and have
        the same actions. Without it the player knows exactly where he is, and the set is named by player and
        history, as in ``"B after in"``.

    Examples
    --------
    Two players who choose at the same time: the second does not see what the first did.

    >>> second = decision("column", {"left": payoffs(1, -1), "right": payoffs(-1, 1)}, information="column")
    >>> decision("row", {"top": second, "bottom": second}).player
    'row'
    """
    if not isinstance(actions, Mapping):
        raise InvalidGameError(
            f"the actions of {player!r} need a mapping from label to what follows; got {type(actions).__name__}."
        )
    for label, after in actions.items():
        _check_part(after, f"action {label!r} of {player!r}")
    if information is not None and not (isinstance(information, str) and information):
        raise InvalidGameError(f"information needs a label, a str that is not empty; got {information!r}.")
    return Decision(player, dict(actions), information)


def chance(actions: Mapping[str, tuple[Any, Any]]) -> Chance:
    """Chance decides.

    Parameters
    ----------
    actions : mapping from a label to (probability, what follows)
        A probability is a number, a Fraction, or an array over the batch.

    Examples
    --------
    >>> chance({"wet": (0.3, payoffs(1, 2)), "dry": (0.7, payoffs(0, 0))}).actions["wet"][0]
    0.3
    """
    if not isinstance(actions, Mapping):
        raise InvalidGameError(
            f"a chance move needs a mapping from label to (probability, what follows); got {type(actions).__name__}."
        )
    for label, pair in actions.items():
        if not (isinstance(pair, tuple) and len(pair) == 2):
            raise InvalidGameError(f"chance action {label!r} needs (probability, what follows); got {pair!r}.")
        _check_part(pair[1], f"chance action {label!r}")
    return Chance(dict(actions))


def payoffs(*numbers: Any, outcome: str = "") -> Payoffs:
    """The game ends, and pays these numbers to the players in their order.

    Parameters
    ----------
    *numbers : one per player
        Numbers, Fractions, or arrays over the batch, which broadcast against each other.
    outcome : str
        Its name, shown in figures and written to files.

    Examples
    --------
    >>> payoffs(1, 2, outcome="war").outcome
    'war'
    """
    return Payoffs(numbers, outcome)


def extensive_game(
    root: Any, *, players: Sequence[str], like: Any = None, perfect_recall: bool = True
) -> ExtensiveGame:
    """The game that begins with a move.

    Parameters
    ----------
    root : what :func:`decision`, :func:`chance` or :func:`payoffs` returned
    players : names, in the order of the payoffs
    like : dataclass, mapping or DataArray, optional
        What the batch is taken from, as in :func:`gametheory.sweep.stack`.
    perfect_recall : bool
        False lets a player forget; most solvers then refuse the game.

    Returns
    -------
    ExtensiveGame
        Payoffs and probabilities are broadcast to one batch. Where one of them is a Fraction, all are kept exactly.

    Raises
    ------
    InvalidGameError
        If a player is not named, actions differ within an information set, a player forgets, or numbers do not fit.

    Examples
    --------
    Entry deterrence, for three costs of a fight at once:

    >>> cost = np.array([0.5, 1.5, 2.5])
    >>> entry = extensive_game(
    ...     decision("entrant", {
    ...         "stay out": payoffs(0, 4),
    ...         "enter": decision("incumbent", {"fight": payoffs(-1, 2 - cost), "share": payoffs(1, 1)}),
    ...     }),
    ...     players=("entrant", "incumbent"),
    ... )
    >>> entry
    <ExtensiveGame: batch of 3, entrant (1 information set), incumbent (1 information set), 3 outcomes, ...>
    >>> [held.label for held in entry.tree.sets]
    ['entrant', 'incumbent after enter']
    """
    players = _player_names(players)
    _check_part(root, "the beginning")
    moves, pays, chances = [], [], []
    owners: dict[str, str] = {}
    for part, history in _preorder(root):
        if isinstance(part, Payoffs):
            if len(part.numbers) != len(players):
                raise InvalidGameError(
                    f"payoffs need one number per player, {len(players)} for {players}; got {len(part.numbers)} after "
                    f"{list(history)}."
                )
            moves.append(Move(END, label=part.outcome))
            pays.append(list(part.numbers))
        elif isinstance(part, Chance):
            moves.append(Move(CHANCE, tuple(part.actions)))
            chances.append([probability for probability, _ in part.actions.values()])
        else:
            if part.player not in players:
                raise InvalidGameError(
                    f"{part.player!r} moves after {list(history)}, but players names only {players}."
                )
            label = part.information or _label(part.player, history)
            if part.information and owners.setdefault(part.information, part.player) != part.player:
                raise InvalidGameError(
                    f"information set {part.information!r} is used by {owners[part.information]!r} and "
                    f"{part.player!r}; give every player's sets labels of their own."
                )
            moves.append(Move(players.index(part.player), tuple(part.actions), part.information, label))
    tree = grow(players, moves, perfect_recall=perfect_recall)
    numbers = _stacked(list(itertools.chain(*pays, *chances)), like)
    ends = len(pays) * len(players)
    sides, at = [], ends
    for side in chances:
        sides.append(numbers[..., at : at + len(side)])
        at += len(side)
    return ExtensiveGame(tree, numbers[..., :ends].reshape(*numbers.shape[:-1], len(pays), len(players)), tuple(sides))


def _preorder(root: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every move with its history, without recursion."""
    ahead: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while ahead:
        part, history = ahead.pop()
        yield part, history
        if isinstance(part, Decision):
            ahead += [(after, (*history, label)) for label, after in part.actions.items()][::-1]
        elif isinstance(part, Chance):
            ahead += [(after, (*history, label)) for label, (_, after) in part.actions.items()][::-1]


def _label(player: str, history: tuple[str, ...]) -> str:
    if not history:
        return player
    return f"{player} after {', '.join(history)}" if len(history) <= LONGEST_LABEL else ""


def _check_part(part: Any, where: str) -> None:
    if not isinstance(part, (Decision, Chance, Payoffs)):
        raise InvalidGameError(
            f"{where} needs to lead to decision(...), chance(...) or payoffs(...); got {type(part).__name__}."
        )


def _player_names(players: Any) -> tuple[str, ...]:
    if isinstance(players, str) or not all(isinstance(name, str) for name in players):
        raise InvalidGameError(f"players must be a sequence of names (str); got {players!r}.")
    names = tuple(players)
    if not names or len(set(names)) < len(names):
        raise InvalidGameError(f"a game needs players with different names; got {names}.")
    return names


def _stacked(numbers: list[Any], like: Any) -> Any:
    """Numbers and arrays side by side, (*batch, k); of fractions where there is one among them."""
    arrays = [np.asarray(number) for number in numbers]
    if not any(array.dtype.kind == "O" or (array.dtype.kind in "iu" and _large(array)) for array in arrays):
        pairs = zip(numbers, arrays, strict=True)
        listed = [array if isinstance(number, (list, tuple)) else number for number, array in pairs]
        return stack(listed, like=like)
    try:
        return np.stack(np.broadcast_arrays(*(array.astype(object) for array in arrays)), axis=-1)
    except ValueError:
        raise InvalidGameError(
            f"payoffs and probabilities must broadcast; got shapes {sorted({array.shape for array in arrays})}."
        ) from None


def _large(array: Any) -> bool:
    return bool(array.size and max(abs(int(array.max())), abs(int(array.min()))) > 2**53)
