"""The games of nashpy, quantecon and pygambit, to and from ours."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError, require_extra
from ..normal_form.game import NormalFormGame, bimatrix, require_players
from .nfg import from_nfg, to_nfg
from .single import require_single


def to_nashpy(game: NormalFormGame) -> Any:
    """A game as a ``nashpy.Game``, which holds two float matrices, [row action, column action], and no names.

    Parameters
    ----------
    game : NormalFormGame, one game of two players without masks

    Returns
    -------
    nashpy.Game

    Raises
    ------
    UnsupportedGameError
        If it is a batch, masked, or has another number of players.
    MissingExtraError
        If nashpy is not installed.
    """
    nashpy = require_extra("nashpy", "peers", "to_nashpy")
    require_players(game, 2)
    require_single(game, "nashpy")
    return nashpy.Game(*np.array(game.payoffs))


def from_nashpy(game: Any) -> NormalFormGame:
    """The game in a ``nashpy.Game``.

    Parameters
    ----------
    game : nashpy.Game

    Returns
    -------
    NormalFormGame
        With the players "row" and "column".

    Raises
    ------
    InvalidGameError
        If it has no pair of payoff matrices.
    """
    try:
        row, column = game.payoff_matrices
    except (AttributeError, TypeError, ValueError):
        raise InvalidGameError(f"a nashpy.Game was needed; got {type(game).__name__}.") from None
    return bimatrix(row, column)


def to_quantecon(game: NormalFormGame) -> Any:
    """A game as a ``quantecon.game_theory.NormalFormGame``, which holds floats and no names.

    There the payoffs of player i have that player's own action on the first axis, then those of players i + 1, ...,
    N, 1, ..., i - 1.

    Parameters
    ----------
    game : NormalFormGame, one game without masks

    Returns
    -------
    quantecon.game_theory.NormalFormGame

    Raises
    ------
    UnsupportedGameError
        If it is a batch or masked.
    MissingExtraError
        If quantecon is not installed.
    """
    quantecon = require_extra("quantecon.game_theory", "peers", "to_quantecon")
    require_single(game, "quantecon")
    number = len(game.players)
    return quantecon.NormalFormGame(
        [
            quantecon.Player(np.ascontiguousarray(payoffs.transpose([(i + k) % number for k in range(number)])))
            for i, payoffs in enumerate(game.payoffs)
        ]
    )


def from_quantecon(game: Any) -> NormalFormGame:
    """The game in a ``quantecon.game_theory.NormalFormGame``.

    Parameters
    ----------
    game : quantecon.game_theory.NormalFormGame

    Returns
    -------
    NormalFormGame
        With the players "row" and "column" if there are two, numbered from 1 otherwise.

    Raises
    ------
    InvalidGameError
        If it has no players with payoff arrays.
    """
    try:
        arrays = [np.asarray(player.payoff_array) for player in game.players]
    except (AttributeError, TypeError):
        raise InvalidGameError(
            f"a quantecon.game_theory.NormalFormGame was needed; got {type(game).__name__}."
        ) from None
    number = len(arrays)
    payoffs = np.stack(
        [array.transpose([(k - i) % number for k in range(number)]) for i, array in enumerate(arrays)]
    )
    names = ("row", "column") if number == 2 else tuple(str(i + 1) for i in range(number))
    return NormalFormGame(payoffs, names)


def to_pygambit(game: NormalFormGame, *, title: str = "") -> Any:
    """A game as a ``pygambit.Game``, with its labels and its exact payoffs.

    Parameters
    ----------
    game : NormalFormGame, one game without masks
    title : str

    Returns
    -------
    pygambit.Game

    Raises
    ------
    UnsupportedGameError
        If it is a batch or masked, or if pygambit does not take its names: their labels are of printable ASCII
        characters and single spaces.
    MissingExtraError
        If pygambit is not installed.
    """
    pygambit = require_extra("pygambit", "peers", "to_pygambit")
    text = to_nfg(game, title=title)
    try:
        return pygambit.read_nfg(BytesIO(text.encode()))
    except ValueError as error:
        raise UnsupportedGameError(f"pygambit does not take this game: {error}. Rename what it objects to.") from error


def from_pygambit(game: Any) -> NormalFormGame:
    """The game in a ``pygambit.Game``, with its labels and its exact payoffs.

    An extensive game becomes its reduced strategic form.

    Parameters
    ----------
    game : pygambit.Game

    Returns
    -------
    NormalFormGame

    Raises
    ------
    InvalidGameError
        If it is no such game.
    FormatError
        If two players, or two strategies of a player, have one label.
    """
    try:
        text = game.to_nfg()
    except AttributeError:
        raise InvalidGameError(f"a pygambit.Game was needed; got {type(game).__name__}.") from None
    if not isinstance(text, str):
        raise UnsupportedGameError(f"pygambit should write a game as text; got {type(text).__name__}.")
    return from_nfg(text)
