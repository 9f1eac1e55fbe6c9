"""Gambit's .nfg files of strategic games, both variants, read and written exactly."""

from __future__ import annotations

import os
from fractions import Fraction
from math import prod

import numpy as np

from ..normal_form.game import NormalFormGame
from .gambit import (
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
from .single import fractions_of, require_single
from .tokens import Words


def from_nfg(text: str, *, most_numbers: int = MOST_NUMBERS) -> NormalFormGame:
    r"""The game that the text of a Gambit .nfg file describes, with its labels and its exact payoffs.

    Both variants are read: the one that lists payoffs, and the one that lists outcomes and names them by number;
    outcome 0 pays nothing to anybody. Integers, decimals and rationals are taken as they are written: 0.1 is
    1/10. Payoffs that float64 does not hold are kept as fractions in ``game.exact``. An empty label becomes the
    number of its action or player, counted from 1. Title, comment and the names of outcomes are left out.

    The text is data: nothing in it is run. Memory stays within a constant times the length of the text, because
    sizes are compared with the numbers that follow before anything is allocated.

    Parameters
    ----------
    text : str
    most_numbers : int
        A text with more payoffs, or with more than 64 characters for each of these, is refused. Raise the limit for
        a large game that you trust; a million payoffs take a few hundred megabytes.

    Returns
    -------
    NormalFormGame
        One game, of at most 32 players.

    Raises
    ------
    FormatError
        With line and column, if the text is anything else than a game in this format.

    References
    ----------
    The Gambit Project, "Game representation formats", the strategic game (.nfg) file format.

    Examples
    --------
    >>> game = from_nfg('NFG 1 R "Selten (IJGT, 75)" { "One" "Two" } { 3 2 } 1 1 0 2 0 2 1 1 0 3 2 0')
    >>> game
    <NormalFormGame: One (3 actions) x Two (2 actions)>
    >>> game.payoffs[1].tolist()
    [[1.0, 1.0], [2.0, 3.0], [2.0, 0.0]]
    >>> from_nfg('NFG 1 R "" { "One" "Two" } { 2 1 } 1 1 0 two')
    Traceback (most recent call last):
        ...
    gametheory.errors.FormatError: line 1, column 42: needed a payoff, a number such as 3, -0.25, 1e-3 or 2/3; ...
    """
    refuse_long(text, most_numbers)
    words = Words(text)
    _prologue(words)
    players = names(words, "player")
    if len(players) > MOST_PLAYERS:
        words.fail(f"at most {MOST_PLAYERS} players before this")
    sizes, actions = _strategies(words, len(players))
    if words.kind == "text":
        words.next()  # the comment
    outcomes = _outcomes(words, len(players), most_numbers) if words.at("{") else None
    entries = prod(sizes) * (len(players) if outcomes is None else 1)
    what = "payoff" if outcomes is None else "number of an outcome"
    if prod(sizes) * len(players) > most_numbers:
        words.fail(
            f"at most most_numbers={most_numbers} payoffs, and sizes {sizes} take more; raise most_numbers if the "
            f"file is to be trusted"
        )
    if 2 * entries > len(text) - words.start + 1:
        words.fail(f"{entries} entries here, each a {what}, for sizes {sizes}, which is more than follows")
    numbers = _payoff_list(words, entries) if outcomes is None else _outcome_list(words, entries, outcomes)
    if words.kind != "end":
        words.fail(f"the end of the text after {entries} entries, each a {what}, for sizes {sizes}")
    # The first player's action runs fastest, and each profile lists its payoffs player by player.
    table = number_array(numbers).reshape(*reversed(sizes), len(players)).transpose()
    return NormalFormGame(table, players, actions)


def read_nfg(path: str | os.PathLike[str], *, most_numbers: int = MOST_NUMBERS) -> NormalFormGame:
    """The game in a Gambit .nfg file, which is UTF-8.

    Parameters
    ----------
    path : path of the file
    most_numbers : int
        As in :func:`from_nfg`. A longer file is not even read.

    Returns
    -------
    NormalFormGame

    Raises
    ------
    FormatError
        With line and column, if the file is anything else than a game in this format.
    OSError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from gametheory.normal_form import bimatrix
    >>> path = Path(tempfile.mkdtemp()) / "pennies.nfg"
    >>> write_nfg(bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), path)
    >>> read_nfg(path)
    <NormalFormGame: row (2 actions) x column (2 actions)>
    """
    return from_nfg(text_of_file(path, most_numbers), most_numbers=most_numbers)


def to_nfg(game: NormalFormGame, *, title: str = "", comment: str = "") -> str:
    """The text of a Gambit .nfg file that lists the payoffs of a game, exactly.

    A payoff that is no integer is written as a rational: a float is the dyadic rational that it is, so 0.1 becomes
    3602879701896397/36028797018963968; for a tenth give the game ``Fraction(1, 10)``.

    Parameters
    ----------
    game : NormalFormGame, one game without masks
    title, comment : str

    Returns
    -------
    str

    Raises
    ------
    UnsupportedGameError
        If it is a batch or masked, or if the format cannot hold a name or a number: names that end in a
        backslash, numbers of more than 2000 digits.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> print(to_nfg(bimatrix([[1, 0.5]], [[2, 3]], actions=[["a"], ["b", "c"]]), title="a choice"))
    NFG 1 R "a choice" { "row" "column" }
    <BLANKLINE>
    { { "a" }
    { "b" "c" }
    }
    ""
    <BLANKLINE>
    1 2
    1/2 3
    <BLANKLINE>
    """
    rows = _rows(game)
    body = "\n".join(" ".join(map(number_text, row)) for row in rows)
    return f"{_head(game, title, comment, labelled=game.actions is not None)}\n{body}\n"


def to_nfg_outcomes(game: NormalFormGame, *, title: str = "", comment: str = "") -> str:
    """The text of a Gambit .nfg file that lists the different outcomes of a game, and where each arises.

    Parameters
    ----------
    game, title, comment
        As in :func:`to_nfg`. Actions without labels are labelled by their numbers, which the format needs.

    Returns
    -------
    str

    Raises
    ------
    UnsupportedGameError
        As in :func:`to_nfg`.

    Examples
    --------
    >>> from gametheory.normal_form import zero_sum
    >>> print(to_nfg_outcomes(zero_sum([[1, -1], [-1, 1]])))
    NFG 1 R "" { "row" "column" }
    <BLANKLINE>
    { { "1" "2" }
    { "1" "2" }
    }
    ""
    <BLANKLINE>
    {
    { "" 1, -1 }
    { "" -1, 1 }
    }
    1 2 2 1
    <BLANKLINE>
    """
    number: dict[tuple[Fraction, ...], int] = {}
    body = " ".join(str(number.setdefault(tuple(row), len(number) + 1)) for row in _rows(game))
    outcomes = "\n".join(f'{{ "" {", ".join(map(number_text, row))} }}' for row in number)
    return f"{_head(game, title, comment, labelled=True)}\n{{\n{outcomes}\n}}\n{body}\n"


def write_nfg(
    game: NormalFormGame, path: str | os.PathLike[str], *, title: str = "", comment: str = ""
) -> None:
    """Write a game to a Gambit .nfg file, in UTF-8, with the text of :func:`to_nfg`.

    Parameters
    ----------
    game : NormalFormGame, one game without masks
    path : path of the file, which is replaced
    title, comment : str

    Raises
    ------
    UnsupportedGameError
        As in :func:`to_nfg`; then no file is written.
    """
    write_text(to_nfg(game, title=title, comment=comment), path)


def _prologue(words: Words) -> None:
    for token, allowed in (("NFG", ("NFG",)), ("the version, 1", ("1",)), ("R", ("R", "D"))):
        if words.kind != "word" or words.value not in allowed:
            words.fail(f"{token} of the beginning, NFG 1 R")
        words.next()
    words.quoted("the title")


def _strategies(words: Words, players: int) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...] | None]:
    """How many actions each player has, and their labels if they are given."""
    words.expect("{", "before the strategies, or the number of them, of every player")
    if words.at("{"):
        labels = [names(words, "strategy") for _ in range(players)]
        words.expect("}", f"after the strategies of {players} players")
        return tuple(map(len, labels)), tuple(labels)
    sizes = [words.whole("the number of strategies of a player", at_least=1) for _ in range(players)]
    words.expect("}", f"after the numbers of strategies of {players} players")
    return tuple(sizes), None


def _outcomes(words: Words, players: int, most_numbers: int) -> list[list[int | Fraction]]:
    """The payoffs of every outcome, the null outcome first."""
    words.expect("{", "before the outcomes")
    outcomes: list[list[int | Fraction]] = [[0] * players]
    while not words.at("}"):
        if len(outcomes) * players > most_numbers:
            words.fail(f"at most most_numbers={most_numbers} payoffs; raise it if the file is to be trusted")
        words.expect("{", "before an outcome, or '}'")
        words.quoted("the name of an outcome")
        payoffs = []
        for _ in range(players):
            if words.at(","):
                words.next()
            payoffs.append(words.number("a payoff"))
        words.expect("}", f"after the payoffs of {players} players")
        outcomes.append(payoffs)
    words.next()
    return outcomes


def _payoff_list(words: Words, entries: int) -> list[int | Fraction]:
    return [words.number("a payoff") for _ in range(entries)]


def _outcome_list(words: Words, entries: int, outcomes: list[list[int | Fraction]]) -> list[int | Fraction]:
    numbers: list[int | Fraction] = []
    for _ in range(entries):
        start = words.start
        outcome = words.whole("the number of an outcome")
        if outcome >= len(outcomes):
            words.fail_at(start, f"needed the number of an outcome, 0 to {len(outcomes) - 1}; got {outcome}.")
        numbers += outcomes[outcome]
    return numbers


def _rows(game: NormalFormGame) -> list[list[Fraction]]:
    """The payoffs of all players at each profile, the first player's action running fastest."""
    require_single(game, "a .nfg file")
    table = np.empty(game.payoffs.shape, dtype=object)
    table.reshape(-1)[:] = fractions_of(game)
    rows: list[list[Fraction]] = table.transpose().reshape(-1, len(game.players)).tolist()
    return rows


def _head(game: NormalFormGame, title: str, comment: str, *, labelled: bool) -> str:
    players = " ".join(map(quoted, game.players))
    if labelled:
        labels = game.actions or tuple(tuple(str(a + 1) for a in range(size)) for size in game.sizes)
        lists = "\n".join(f"{{ {' '.join(map(quoted, mine))} }}" for mine in labels)
        strategies = f"{{ {lists}\n}}"
    else:
        strategies = f"{{ {' '.join(map(str, game.sizes))} }}"
    return f"NFG 1 R {quoted(title)} {{ {players} }}\n\n{strategies}\n{quoted(comment)}\n"
