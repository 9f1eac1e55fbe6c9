"""What other formats hold: one game, in which every action exists."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form.game import NormalFormGame


def without_masked(game: NormalFormGame) -> NormalFormGame:
    """One game without the actions that do not exist in it.

    The actions that are left keep their labels; where there are none they are labelled by their position, counted
    from 0, so that an answer can be carried back.

    Parameters
    ----------
    game : NormalFormGame, one game

    Returns
    -------
    NormalFormGame
        Without masks.

    Raises
    ------
    UnsupportedGameError
        If it is a batch, whose games may have different actions.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[1, 2], [3, 4]], [[5, 6], [7, 8]], available=([True, True], [False, True]))
    >>> small = without_masked(game)
    >>> small.payoffs[0].tolist(), small.actions
    ([[2.0], [4.0]], (('0', '1'), ('1',)))
    """
    _require_one(game)
    if game.available is None:
        return game
    kept = [np.flatnonzero(mask) for mask in game.available]
    labels = game.actions or tuple(tuple(map(str, range(size))) for size in game.sizes)
    where = np.ix_(np.arange(len(game.players)), *kept)
    return NormalFormGame(
        _payoffs(game)[where],
        game.players,
        tuple(tuple(mine[a] for a in actions) for mine, actions in zip(labels, kept, strict=True)),
    )


def require_single(game: NormalFormGame, purpose: str) -> None:
    """Raise unless it is one game without masks."""
    _require_one(game)
    if game.available is not None and not all(mask.all() for mask in game.available):
        raise UnsupportedGameError(
            f"{purpose} knows no actions that do not exist, and this game is masked; pass without_masked(game), which "
            f"has the same equilibria."
        )


def fractions_of(game: NormalFormGame) -> list[Fraction]:
    """Every payoff exactly, in the order of the array."""
    return [Fraction(payoff) for payoff in _payoffs(game).reshape(-1).tolist()]


def _require_one(game: Any) -> None:
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(f"a NormalFormGame was needed, got {type(game).__name__}.")
    if game.batch_shape:
        raise UnsupportedGameError(
            f"one game was needed, got a batch of shape {game.batch_shape}; pass one of its games, such as game[0]."
        )


def _payoffs(game: NormalFormGame) -> Any:
    return game.payoffs if game.exact is None else game.exact.values
