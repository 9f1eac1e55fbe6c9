"""Gambit's .efg files of extensive games, read and written exactly."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Any, NoReturn

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..extensive.game import CHANCE_ERROR, ExtensiveGame
from ..extensive.tree import CHANCE, END, Move, grow
from .gambit import (
    LONGEST_BITS,
    MOST_NUMBERS,
    MOST_PLAYERS,
    names,
    number_array,
    number_text,
    quoted,
    refuse_long,
    text_of_file,
    write_text,
)
from .tokens import Words


def from_efg(text: str, *, most_numbers: int = MOST_NUMBERS) -> ExtensiveGame:
    r"""The game that the text of a Gambit .efg file describes, with its labels and its exact numbers.

    Integers, decimals and rationals are taken as they are written: 0.1 is 1/10; numbers that float64 does not hold are
    kept as fractions in ``game.exact``. Payoffs that stand at moves on the way are added to those at the end. An
    empty label of an action or player becomes its number, counted from 1, and one of an information set that is
    empty or was used before becomes the player's name and a number. Title, comment, and the names of nodes are left
    out. A game without perfect recall is read, and says so.

    The text is data: nothing in it is run. Memory stays within a constant times the length of the text, and the depth
    of the tree does not matter.

    Parameters
    ----------
    text : str
    most_numbers : int
        A text with more nodes or payoffs, or with more than 64 characters for each of these, is refused. Raise the
        limit for a large game that you trust.

    Returns
    -------
    ExtensiveGame
        One game, of at most 32 players.

    Raises
    ------
    FormatError
        With line and column, if the text is anything else than a game in this format.

    References
    ----------
    The Gambit Project, "Game representation formats", the extensive game (.efg) file format.

    Examples
    --------
    >>> game = from_efg('''EFG 2 R "entry" { "entrant" "incumbent" }
    ... p "" 1 1 "" { "out" "in" } 0
    ... t "" 1 "monopoly" { 0, 2 }
    ... p "" 2 1 "" { "fight" "share" } 0
    ... t "" 2 "war" { -1, -1 }
    ... t "" 3 "duopoly" { 1, 1 }''')
    >>> game
    <ExtensiveGame: entrant (1 information set), incumbent (1 information set), 3 outcomes, perfect information>
    >>> from_efg('EFG 2 R "" { "a" } p "" 1 1 "" { "x" } 0')
    Traceback (most recent call last):
        ...
    gametheory.errors.FormatError: line 1, column 41: needed what follows 1 action, and the rest ...
    """
    refuse_long(text, most_numbers)
    words = Words(text)
    for token, allowed in (("EFG", ("EFG",)), ("the version, 2", ("2",)), ("R", ("R", "D"))):
        if words.kind != "word" or words.value not in allowed:
            words.fail(f"{token} of the beginning, EFG 2 R")
        words.next()
    words.quoted("the title")
    players = names(words, "player")
    if len(players) > MOST_PLAYERS:
        words.fail(f"at most {MOST_PLAYERS} players before this")
    if words.kind == "text":
        words.next()  # the comment
    reader = _Reader(words, players, most_numbers)
    reader.read()
    try:
        tree = grow(players, reader.moves, perfect_recall=False)
        return ExtensiveGame(tree, reader.table(), tuple(map(number_array, reader.chances)))
    except InvalidGameError as error:  # what no single word of the text is to blame for
        words.fail_at(0, f"needed a game; {error}")


def read_efg(path: str | os.PathLike[str], *, most_numbers: int = MOST_NUMBERS) -> ExtensiveGame:
    """The game in a Gambit .efg file, which is UTF-8.

    Parameters
    ----------
    path : path of the file
    most_numbers : int
        As in :func:`from_efg`. A longer file is not even read.

    Returns
    -------
    ExtensiveGame

    Raises
    ------
    FormatError
        With line and column, if the file is anything else than a game in this format.
    OSError
        If there is no such file.
    """
    return from_efg(text_of_file(path, most_numbers), most_numbers=most_numbers)


def to_efg(game: ExtensiveGame, *, title: str = "", comment: str = "") -> str:
    """The text of a Gambit .efg file of a game, exactly.

    A number that is no integer is written as a rational, as in :func:`to_nfg`. Chance probabilities are divided by
    their sum first, so that they add up to exactly 1 as the format wants: 0.3 and 0.7 as floats do not. Give fractions
    to get back exactly what was written.

    Parameters
    ----------
    game : ExtensiveGame, one game
    title, comment : str

    Returns
    -------
    str

    Raises
    ------
    UnsupportedGameError
        If it is a batch, or if the format cannot hold a name or a number.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> game = extensive_game(decision("A", {"l": payoffs(0.5), "r": payoffs(1, outcome="win")}), players=("A",))
    >>> print(to_efg(game))
    EFG 2 R "" { "A" }
    ""
    <BLANKLINE>
    p "" 1 1 "A" { "l" "r" } 0
    t "" 1 "" { 1/2 }
    t "" 2 "win" { 1 }
    <BLANKLINE>
    """
    if not isinstance(game, ExtensiveGame):
        raise InvalidGameError(f"an ExtensiveGame was needed, got {type(game).__name__}.")
    if game.batch_shape:
        raise UnsupportedGameError(
            f"one game was needed, got a batch of shape {game.batch_shape}; pass one of its games, such as game[0]."
        )
    tree, payoffs, chances = game.tree, _fractions(game.payoffs), [_fractions(side) for side in game.chances]
    if game.exact is not None:
        payoffs, chances = game.exact.payoffs, list(game.exact.chances)
    head = " ".join(map(quoted, tree.players))
    lines = [f"EFG 2 R {quoted(title)} {{ {head} }}", quoted(comment), ""]
    for mover, place in zip(tree.mover.tolist(), tree.place.tolist(), strict=True):
        if mover == END:
            paid = ", ".join(map(number_text, payoffs[place]))
            lines.append(f't "" {place + 1} {quoted(tree.outcomes[place])} {{ {paid} }}')
        elif mover == CHANCE:
            shares = chances[place] / sum(chances[place])
            pairs = zip(tree.chance_actions[place], shares, strict=True)
            listed = " ".join(f"{quoted(action)} {number_text(share)}" for action, share in pairs)
            lines.append(f'c "" {place + 1} "" {{ {listed} }} 0')
        else:
            held = tree.sets[place]
            listed = " ".join(map(quoted, held.actions))
            lines.append(f'p "" {mover + 1} {tree.row[place] + 1} {quoted(held.label)} {{ {listed} }} 0')
    return "\n".join(lines) + "\n"


def write_efg(
    game: ExtensiveGame, path: str | os.PathLike[str], *, title: str = "", comment: str = ""
) -> None:
    """Write a game to a Gambit .efg file, in UTF-8, with the text of :func:`to_efg`.

    Parameters
    ----------
    game : ExtensiveGame, one game
    path : path of the file, which is replaced
    title, comment : str

    Raises
    ------
    UnsupportedGameError
        As in :func:`to_efg`; then no file is written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> path = Path(tempfile.mkdtemp()) / "choice.efg"
    >>> game = extensive_game(decision("A", {"l": payoffs(0), "r": payoffs(1)}), players=("A",))
    >>> write_efg(game, path)
    >>> read_efg(path) == game
    True
    """
    write_text(to_efg(game, title=title, comment=comment), path)


SHORTEST_NODE = len('t""0')


@dataclass
class _Reader:
    """The nodes of a file, read one after the other."""

    words: Words
    players: tuple[str, ...]
    most_numbers: int
    moves: list[Move] = field(default_factory=list)
    payoffs: list[list[int | Fraction]] = field(default_factory=list)
    chances: list[list[int | Fraction]] = field(default_factory=list)
    outcomes: dict[int, tuple[str, list[int | Fraction]]] = field(default_factory=dict)
    sets: dict[tuple[int, int], tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    chance_sets: dict[int, tuple[tuple[str, ...], list[int | Fraction]]] = field(default_factory=dict)

    widest: int = 1

    def read(self) -> None:
        """Read until every action leads somewhere, which is to be the end of the text."""
        nothing: list[int | Fraction] = [0] * len(self.players)
        waiting = [nothing]  # for every action that leads nowhere yet, what was paid on the way
        while waiting:
            paid = waiting.pop()
            if len(self.moves) * len(self.players) >= self.most_numbers:
                self._refuse("payoffs")
            kind = self.words.value if self.words.kind == "word" else ""
            if kind not in ("c", "p", "t"):
                self.words.fail("a node, which begins with c, p or t")
            self.words.next()
            self.words.quoted("the name of a node")
            actions: tuple[str, ...] = ()
            if kind == "c":
                actions = self._chance()
            elif kind == "p":
                actions = self._decision()
            name, here = self._outcome()
            if here is not None:
                paid = [self._sum(pair) for pair in zip(paid, here, strict=True)]
            if kind == "t":
                self.moves.append(Move(END, label=name))
                self.payoffs.append(paid)
            ahead = len(waiting) + len(actions)
            if SHORTEST_NODE * ahead > len(self.words.text) - self.words.start:
                self.words.fail(
                    f"what follows {ahead} action{'s' if ahead > 1 else ''}, and the rest of the text is shorter"
                )
            waiting += [paid] * len(actions)
        if self.words.kind != "end":
            self.words.fail("the end of the text, because every action leads somewhere")

    def _refuse(self, what: str) -> NoReturn:
        self.words.fail(f"at most most_numbers={self.most_numbers} {what}; raise it if the file is to be trusted")

    def _sum(self, numbers: Iterable[int | Fraction]) -> Fraction:
        """A sum that does not outgrow the text: a thousand denominators may have a product of a million digits."""
        total = Fraction(0)
        for number in numbers:
            total = total + number
            if max(abs(total.numerator), total.denominator).bit_length() > LONGEST_BITS:
                self.words.fail(f"numbers before this that add up to one of at most {LONGEST_BITS} bits")
        return total

    def table(self) -> Any:
        """The payoffs at the ends, (Z, N)."""
        return number_array(list(chain(*self.payoffs))).reshape(-1, len(self.players))

    def _chance(self) -> tuple[str, ...]:
        words, start = self.words, self.words.start
        number = words.whole("the number of a chance move", at_least=1)
        if words.kind == "text":
            words.next()
        if words.at("{") or number not in self.chance_sets:
            where = words.start
            labels, chances = self._actions(with_chances=True)
            if any(chance < 0 for chance in chances) or abs(self._sum(chances) - 1) > CHANCE_ERROR:
                words.fail_at(where, "needed probabilities that are not negative and sum to 1.")
            if self.chance_sets.setdefault(number, (labels, chances)) != (labels, chances):
                words.fail_at(start, f"needed the actions and probabilities that chance move {number} had before.")
        labels, chances = self.chance_sets[number]
        self.moves.append(Move(CHANCE, labels))
        self.chances.append(chances)
        return labels

    def _decision(self) -> tuple[str, ...]:
        words, start = self.words, self.words.start
        player = words.whole("the number of a player", at_least=1)
        if player > len(self.players):
            words.fail_at(start, f"needed the number of a player, 1 to {len(self.players)}; got {player}.")
        key = player - 1, words.whole("the number of an information set", at_least=1)
        name = words.next() if words.kind == "text" else ""
        if words.at("{") or key not in self.sets:
            where = words.start
            labels, _ = self._actions(with_chances=False)
            before = self.sets.setdefault(key, (name, labels))[1]
            if before != labels:
                words.fail_at(where, f"needed the actions that information set {key[1]} had before, {before}.")
            self.widest = max(self.widest, len(labels))
            if len(self.sets) * self.widest > self.most_numbers:
                self._refuse("probabilities in a strategy")
        name, labels = self.sets[key]
        self.moves.append(Move(key[0], labels, key[1], name))
        return labels

    def _actions(self, *, with_chances: bool) -> tuple[tuple[str, ...], list[int | Fraction]]:
        words = self.words
        words.expect("{", "before the actions")
        labels: list[str] = []
        known: set[str] = set()
        chances = []
        while not words.at("}"):
            start = words.start
            label = words.quoted("the label of an action, or '}',") or str(len(labels) + 1)
            if label in known and not with_chances:
                words.fail_at(start, f"needed actions with different labels; got {label[:30]!r} twice.")
            labels.append(label)
            known.add(label)
            if with_chances:
                chances.append(words.number("the probability of an action"))
        if not labels:
            words.fail("at least one action")
        words.next()
        return tuple(labels), chances

    def _outcome(self) -> tuple[str, list[int | Fraction] | None]:
        """The name of the outcome at a node and what it pays; nothing for outcome 0."""
        words, start = self.words, self.words.start
        number = words.whole("the number of an outcome, or 0,")
        if number == 0:
            return "", None
        name = words.next() if words.kind == "text" else None
        if words.at("{"):
            words.next()
            payoffs = []
            for _ in self.players:
                if words.at(","):
                    words.next()
                payoffs.append(words.number("a payoff"))
            if words.at(","):
                words.next()
            words.expect("}", f"after the payoffs of {len(self.players)} players")
            known = self.outcomes.setdefault(number, (name or "", payoffs))
            if known[1] != payoffs:
                words.fail_at(start, f"needed the payoffs that outcome {number} had before; these differ.")
        elif number not in self.outcomes:
            words.fail(f"'{{' before the payoffs of outcome {number}, which has none yet")
        return self.outcomes[number]


def _fractions(array: Any) -> Any:
    fractions = np.empty(array.shape, dtype=object)
    fractions.reshape(-1)[:] = [Fraction(number) for number in array.reshape(-1).tolist()]
    return fractions
