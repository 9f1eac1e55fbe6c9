"""Changes of a game whose effect on equilibria is a theorem.

Each function returns a :class:`Change`: the changed game, and how profiles go there and back. Changed payoffs
are computed as fractions, so the changed game is exactly the one meant; where float64 does not hold its
payoffs, it carries them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..normal_form.game import NormalFormGame
from ..profile import profiles_available
from .measure import as_fractions, available, exact_payoffs

Profile = tuple[Any, ...]


class Change(NamedTuple):
    """A changed game, and how profiles of mixed strategies go there and back.

    Attributes
    ----------
    game : NormalFormGame
        The changed game, of the same batch shape.
    there, back : callable
        From a profile, one (*rows, m_i) per player, of the one game to a profile of the other.
    """

    game: NormalFormGame
    there: Callable[[Profile], Profile]
    back: Callable[[Profile], Profile]


def in_other_units(game: NormalFormGame, factors: Sequence[Any], constants: Sequence[Any]) -> Change:
    """Multiply each player's payoffs by a positive factor and add a constant.

    Parameters
    ----------
    game : NormalFormGame
    factors, constants : one int, float or Fraction per player

    Examples
    --------
    >>> from gametheory.normal_form import zero_sum
    >>> in_other_units(zero_sum([[1, 3]]), (2, 1), (0, 10)).game.payoffs.tolist()
    [[[2.0, 6.0]], [[9.0, 7.0]]]
    """
    shape = (-1, *(1,) * len(game.players))
    factor, constant = (np.asarray(as_fractions([*numbers])).reshape(shape) for numbers in (factors, constants))
    return Change(_with(game, exact_payoffs(game) * factor + constant), _same, _same)


def with_side_payments(game: NormalFormGame, player: int, payments: Any) -> Change:
    """Add to one player's payoffs a function of the opponents' actions.

    Parameters
    ----------
    game : NormalFormGame
    player : int
    payments : array of int, float or Fraction that broadcasts with (*batch, m_1, ..., 1, ..., m_N)
        1 on the axis of the player's own actions.

    Examples
    --------
    >>> from gametheory.normal_form import zero_sum
    >>> with_side_payments(zero_sum([[1, 3], [0, 2]]), 0, [[10, 0]]).game.payoffs[0].tolist()
    [[11.0, 3.0], [10.0, 2.0]]
    """
    payoffs = exact_payoffs(game).copy()
    payoffs[_of(game, player)] += as_fractions(payments)
    return Change(_with(game, payoffs), _same, _same)


def with_actions_in_order(game: NormalFormGame, orders: Sequence[Sequence[int]]) -> Change:
    """List the actions of each player in another order.

    Parameters
    ----------
    game : NormalFormGame
    orders : one permutation per player
        Action k of the changed game is action ``orders[i][k]`` of the game.
    """
    payoffs = exact_payoffs(game)
    for i, order in enumerate(orders):
        payoffs = np.take(payoffs, order, axis=i - len(orders))
    masks = None
    if game.available is not None:
        masks = tuple(mask[..., list(order)] for mask, order in zip(game.available, orders, strict=True))
    return Change(
        NormalFormGame(payoffs, game.players, available=masks),
        lambda profile: tuple(x[..., list(order)] for x, order in zip(profile, orders, strict=True)),
        lambda profile: tuple(x[..., np.argsort(order)] for x, order in zip(profile, orders, strict=True)),
    )


def with_players_in_order(game: NormalFormGame, order: Sequence[int]) -> Change:
    """List the players in another order; two players swapped turn (A, B) into (B', A').

    Parameters
    ----------
    game : NormalFormGame
    order : permutation of the players
        Player k of the changed game is player ``order[k]`` of the game.
    """
    players, back = len(order), np.argsort(order)
    batch = range(len(game.batch_shape))
    axes = [*batch, len(batch), *(len(batch) + 1 + i for i in order)]
    payoffs = np.take(exact_payoffs(game), order, axis=-1 - players).transpose(axes)
    names = tuple(game.players[i] for i in order)
    masks = None if game.available is None else tuple(game.available[i] for i in order)
    return Change(
        NormalFormGame(payoffs, names, available=masks),
        lambda profile: tuple(profile[i] for i in order),
        lambda profile: tuple(profile[i] for i in back),
    )


def with_copy_of_action(game: NormalFormGame, player: int, action: int) -> Change:
    """Add a copy of an action; on the way back both weights are added up.

    Parameters
    ----------
    game : NormalFormGame
    player, action : int
    """
    axis = player - len(game.players)
    payoffs = exact_payoffs(game)
    added = np.take(payoffs, [action], axis=axis)

    def back(profile: Profile) -> Profile:
        mine = profile[player][..., :-1].copy()
        mine[..., action] += profile[player][..., -1]
        return (*profile[:player], mine, *profile[player + 1 :])

    there = available(game, player)[..., [action]]
    return Change(_with_action(game, player, added, there), lambda profile: _padded(profile, player), back)


def with_dominated_action(game: NormalFormGame, player: int) -> Change:
    """Add an action that pays, whatever the others do, less than any other by the player's payoff range.

    Where payoffs are constant the gap is their size, or 1 if they are 0. Others are paid as if the first
    action had been played.

    Parameters
    ----------
    game : NormalFormGame
    player : int

    Examples
    --------
    >>> from gametheory.normal_form import zero_sum
    >>> with_dominated_action(zero_sum([[4, 2], [3, 1]]), 0).game.payoffs[0].tolist()
    [[4.0, 2.0], [3.0, 1.0], [0.0, -2.0]]
    """
    axis = player - len(game.players)
    payoffs = exact_payoffs(game)
    mine = payoffs[_of(game, player)]
    exists = profiles_available([available(game, i) for i in range(len(game.players))])
    low, high = np.where(exists, mine, np.inf), np.where(exists, mine, -np.inf)
    everything = tuple(range(-len(game.players), 0))
    span = high.max(axis=everything, keepdims=True) - low.min(axis=everything, keepdims=True)
    size = np.abs(high).max(axis=everything, keepdims=True, where=exists, initial=0)
    gap = np.where(span > 0, span, np.where(size > 0, size, 1))
    worse = low.min(axis=axis, keepdims=True) - gap
    added = np.take(payoffs, [0], axis=axis)
    added[_of(game, player)] = np.where(exists.any(axis=axis, keepdims=True), worse, 0)
    return _one_more(game, player, added)


def with_weakly_dominated_action(game: NormalFormGame, player: int, action: int, losses: Any) -> Change:
    """Add a copy of an action that pays less, or as much, against each profile of the others.

    Parameters
    ----------
    game : NormalFormGame
    player, action : int
    losses : non-negative array that broadcasts with (*batch, m_1, ..., 1, ..., m_N)
        1 on the axis of the player's own actions.
    """
    added = np.take(exact_payoffs(game), [action], axis=player - len(game.players))
    added[_of(game, player)] -= as_fractions(losses)
    return _one_more(game, player, added, available(game, player)[..., [action]])


def with_dummy_player(game: NormalFormGame) -> Change:
    """Add a last player who has one action and is always paid 0."""
    payoffs = exact_payoffs(game)[..., None]
    nothing = np.zeros_like(payoffs.take([0], axis=len(game.batch_shape)))
    masks = None
    if game.available is not None:
        masks = (*game.available, np.ones((*game.batch_shape, 1), dtype=bool))
    return Change(
        NormalFormGame(
            np.concatenate([payoffs, nothing], axis=len(game.batch_shape)),
            (*game.players, "dummy"),
            available=masks,
        ),
        lambda profile: (*profile, np.ones((*profile[0].shape[:-1], 1))),
        lambda profile: profile[:-1],
    )


def _of(game: NormalFormGame, player: int) -> Any:
    """The index of one player's payoffs."""
    return (..., player, *(slice(None),) * len(game.players))


def _same(profile: Profile) -> Profile:
    return profile


def _with(game: NormalFormGame, payoffs: Any) -> NormalFormGame:
    return NormalFormGame(payoffs, game.players, available=game.available)


def _with_action(game: NormalFormGame, player: int, added: Any, there: Any) -> NormalFormGame:
    """The game with one more action of a player, at the end."""
    payoffs = np.concatenate([exact_payoffs(game), added], axis=player - len(game.players))
    masks = None
    if game.available is not None:
        masks = tuple(
            np.concatenate([mask, there], axis=-1) if i == player else mask for i, mask in enumerate(game.available)
        )
    return NormalFormGame(payoffs, game.players, available=masks)


def _one_more(game: NormalFormGame, player: int, added: Any, there: Any = None) -> Change:
    """One more action at the end, which is dropped on the way back."""
    if there is None:
        there = np.ones((*game.batch_shape, 1), dtype=bool)
    return Change(
        _with_action(game, player, added, there),
        lambda profile: _padded(profile, player),
        lambda profile: (*profile[:player], profile[player][..., :-1], *profile[player + 1 :]),
    )


def _padded(profile: Profile, player: int) -> Profile:
    """Weight 0 on one more action."""
    mine = profile[player]
    mine = np.concatenate([mine, np.zeros_like(mine[..., :1])], axis=-1)
    return (*profile[:player], mine, *profile[player + 1 :])
