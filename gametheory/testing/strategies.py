"""Hypothesis strategies for games.

All of them draw integers and small sizes, so that a failing example shrinks to a game that can be read;
Hypothesis prints it with :func:`~gametheory.testing.as_code`. ``batch_shape`` is a shape, or a strategy for
shapes such as :func:`batch_shapes`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

from ..errors import require_extra
from ..normal_form.game import NormalFormGame, bimatrix, symmetric, zero_sum
from .code import as_code

try:
    from hypothesis import strategies as st
    from hypothesis.vendor import pretty
except ImportError:
    require_extra("hypothesis", "testing", "gametheory.testing")
    raise

T = TypeVar("T")
OrStrategy: TypeAlias = T | st.SearchStrategy[T]
Shape = tuple[int, ...]

WIDEST = 500
"""Wild payoffs are integers times a power of two between 2**-500 and 2**500."""


def batch_shapes() -> st.SearchStrategy[Shape]:
    """Shapes of a batch: one game, three games, a table of games, none.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(batch_shapes(), lambda shape: 0 in shape)
    (0,)
    """
    return st.sampled_from([(), (3,), (2, 3), (0,)])


@st.composite
def bimatrix_games(
    draw: st.DrawFn,
    *,
    min_actions: int = 1,
    max_actions: int = 4,
    payoffs: st.SearchStrategy[Any] | None = None,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Two-player games.

    Parameters
    ----------
    min_actions, max_actions : int
        Bounds on the number of actions of each player.
    payoffs : strategy for one payoff
        By default a game has either small integers or decimals with two digits, which float64 rounds.
    batch_shape : tuple of int, or a strategy for it

    Examples
    --------
    >>> from hypothesis import find
    >>> find(bimatrix_games(min_actions=2), lambda game: game.payoffs[0].max() > 2).payoffs[0]
    array([[0., 0.],
           [0., 3.]])
    """
    shape = draw_either(draw, batch_shape)
    sizes = draw_sizes(draw, 2, min_actions, max_actions)
    row, column = (draw_array(draw, (*shape, *sizes), payoffs) for _ in range(2))
    return bimatrix(row, column)


@st.composite
def games(
    draw: st.DrawFn,
    *,
    players: OrStrategy[int] | None = None,
    min_actions: int = 1,
    max_actions: int = 3,
    payoffs: st.SearchStrategy[Any] | None = None,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Games of any number of players.

    Parameters
    ----------
    players : int, or a strategy for it, by default 2 or 3
    min_actions, max_actions, payoffs, batch_shape
        As in :func:`bimatrix_games`.
    """
    shape = draw_either(draw, batch_shape)
    number = draw(st.integers(2, 3)) if players is None else draw_either(draw, players)
    sizes = draw_sizes(draw, number, min_actions, max_actions)
    return NormalFormGame(draw_array(draw, (*shape, number, *sizes), payoffs), player_names(number))


@st.composite
def zero_sum_games(
    draw: st.DrawFn,
    *,
    min_actions: int = 1,
    max_actions: int = 4,
    payoffs: st.SearchStrategy[Any] | None = None,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Two-player games in which one player's gain is the other's loss.

    Parameters
    ----------
    min_actions, max_actions, payoffs, batch_shape
        As in :func:`bimatrix_games`.
    """
    shape = draw_either(draw, batch_shape)
    return zero_sum(draw_array(draw, (*shape, *draw_sizes(draw, 2, min_actions, max_actions)), payoffs))


@st.composite
def fair_games(
    draw: st.DrawFn,
    *,
    min_actions: int = 1,
    max_actions: int = 4,
    payoffs: st.SearchStrategy[Any] | None = None,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Zero-sum games that look the same from both sides: A' = -A.

    Parameters
    ----------
    min_actions, max_actions, payoffs, batch_shape
        As in :func:`bimatrix_games`; payoffs above the diagonal are drawn.
    """
    shape = draw_either(draw, batch_shape)
    (size,) = draw_sizes(draw, 1, min_actions, max_actions)
    above = np.triu(draw_array(draw, (*shape, size, size), payoffs), 1)
    return zero_sum(above - above.swapaxes(-1, -2))


@st.composite
def symmetric_games(
    draw: st.DrawFn,
    *,
    min_actions: int = 1,
    max_actions: int = 4,
    payoffs: st.SearchStrategy[Any] | None = None,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Two-player games in which both players face the same choice.

    Parameters
    ----------
    min_actions, max_actions, payoffs, batch_shape
        As in :func:`bimatrix_games`.
    """
    shape = draw_either(draw, batch_shape)
    (size,) = draw_sizes(draw, 1, min_actions, max_actions)
    return symmetric(draw_array(draw, (*shape, size, size), payoffs))


@st.composite
def integer_games(
    draw: st.DrawFn,
    *,
    players: OrStrategy[int] = 2,
    min_actions: int = 1,
    max_actions: int = 3,
    largest: int = 1000,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Games with integers for payoffs; beyond 2**53 they carry their payoffs exactly.

    Parameters
    ----------
    players, min_actions, max_actions, batch_shape
        As in :func:`games`.
    largest : int
        Bound on the size of payoffs.
    """
    number, payoffs = _integers(draw, players, min_actions, max_actions, largest, batch_shape)
    return NormalFormGame(payoffs, player_names(number))


@st.composite
def rational_games(
    draw: st.DrawFn,
    *,
    players: OrStrategy[int] = 2,
    min_actions: int = 1,
    max_actions: int = 3,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Games with fractions k / d for payoffs, k from -99 to 99, d from 1 to 12 for each player.

    Float64 holds few of them; the games carry them exactly.

    Parameters
    ----------
    players, min_actions, max_actions, batch_shape
        As in :func:`games`.
    """
    number, payoffs = _integers(draw, players, min_actions, max_actions, 99, batch_shape)
    units = np.array([Fraction(1, draw(st.integers(1, 12))) for _ in range(number)])
    return NormalFormGame(payoffs * units.reshape(number, *(1,) * number), player_names(number))


@st.composite
def dyadic_games(
    draw: st.DrawFn,
    *,
    players: OrStrategy[int] = 2,
    min_actions: int = 1,
    max_actions: int = 3,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Games with payoffs k / 2**e, e between 0 and 20 for each player: sums and differences are exact.

    Parameters
    ----------
    players, min_actions, max_actions, batch_shape
        As in :func:`games`.
    """
    number, payoffs = _integers(draw, players, min_actions, max_actions, 2**10, batch_shape)
    return _in_units(draw, number, payoffs, st.integers(-20, 0))


@st.composite
def wild_games(
    draw: st.DrawFn,
    *,
    players: OrStrategy[int] = 2,
    min_actions: int = 1,
    max_actions: int = 3,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Games in units of any size: each player's payoffs are integers up to 2**20, times one power of two.

    That power lies between 2**-500 and 2**500 and differs between players.

    Parameters
    ----------
    players, min_actions, max_actions, batch_shape
        As in :func:`games`.
    """
    number, payoffs = _integers(draw, players, min_actions, max_actions, 2**20, batch_shape)
    return _in_units(draw, number, payoffs, st.integers(-WIDEST, WIDEST))


@st.composite
def degenerate_games(
    draw: st.DrawFn,
    *,
    max_actions: int = 5,
    levels: int = 3,
    batch_shape: OrStrategy[Shape] = (),
) -> NormalFormGame:
    """Two-player games full of ties, by construction and not by luck.

    A small game with few levels of payoffs is changed several times: an action is duplicated; an action is
    added that pays the mean of two others against everything; an action is added that is weakly dominated;
    a pure profile is made an equilibrium and another best reply tied with it.

    Parameters
    ----------
    max_actions : int, at least 2
    levels : int
        How many different payoffs the small game has.
    batch_shape
        As in :func:`bimatrix_games`.
    """
    shape = draw_either(draw, batch_shape)
    sizes = draw_sizes(draw, 2, 1, max(1, max_actions - 2))
    payoffs = draw_array(draw, (*shape, 2, *sizes), st.integers(0, levels - 1)).astype(np.float64)
    kinds = st.sampled_from([_tied, _duplicated, _weakly_dominated, _averaged])
    changes = draw(st.lists(st.tuples(kinds, st.integers(0, 1)), min_size=1, max_size=3))
    for change, player in changes:
        if change is _tied or payoffs.shape[player - 2] < max_actions:
            # The player who moves has the axis before last.
            mine = payoffs if player == 0 else payoffs[..., ::-1, :, :].swapaxes(-1, -2)
            own, other = (st.integers(0, size - 1) for size in mine.shape[-2:])
            mine = change(mine.copy(), draw(own), draw(own), draw(other))
            payoffs = mine if player == 0 else mine[..., ::-1, :, :].swapaxes(-1, -2)
    return NormalFormGame(payoffs)


@st.composite
def masked_games(draw: st.DrawFn, of: st.SearchStrategy[NormalFormGame] | None = None) -> NormalFormGame:
    """Games in which some actions do not exist, in each game of a batch others.

    Parameters
    ----------
    of : strategy for games, by default :func:`bimatrix_games`

    Examples
    --------
    >>> from hypothesis import find
    >>> find(masked_games(), lambda game: not game.available[0].all()).available
    (array([ True, False]), array([ True]))
    """
    game = draw(bimatrix_games() if of is None else of)
    return NormalFormGame(
        game.payoffs if game.exact is None else game.exact.values,
        game.players,
        game.actions,
        tuple(_draw_mask(draw, (*game.batch_shape, size)) for size in game.sizes),
    )


@st.composite
def mixed_profiles(draw: st.DrawFn, game: NormalFormGame, *, largest: int = 12) -> tuple[Any, ...]:
    """Mixed strategies for one game, with zeros: weights are integers up to ``largest``, then normalised.

    Parameters
    ----------
    game : NormalFormGame, one game
    largest : int

    Returns
    -------
    tuple of (m_i,), weights on masked actions 0
    """
    profile = []
    for i, size in enumerate(game.sizes):
        there = np.ones(size, dtype=bool) if game.available is None else game.available[i]
        weights = np.array(draw(st.lists(st.integers(0, largest), min_size=size, max_size=size)), dtype=np.float64)
        weights = np.where(there, weights, 0.0)
        if not weights.any():
            weights[np.argmax(there)] = 1.0
        profile.append(weights / weights.sum())
    return tuple(profile)


def draw_either(draw: st.DrawFn, value: OrStrategy[T]) -> T:
    """A value, or one drawn from a strategy for it."""
    return draw(value) if isinstance(value, st.SearchStrategy) else value


def draw_sizes(draw: st.DrawFn, players: int, min_actions: int, max_actions: int) -> Shape:
    """How many actions each player has."""
    return tuple(draw(st.integers(min_actions, max_actions)) for _ in range(players))


def draw_array(draw: st.DrawFn, shape: Shape, payoffs: st.SearchStrategy[Any] | None) -> Any:
    """Payoffs of a shape, drawn one by one."""
    size = int(np.prod(shape))
    unit = 1
    if payoffs is None:
        unit = draw(st.sampled_from([1, 100]))
        payoffs = st.integers(-10 * unit, 10 * unit)
    entries = np.array(draw(st.lists(payoffs, min_size=size, max_size=size))).reshape(shape)
    return entries if unit == 1 else entries / unit


def player_names(number: int) -> tuple[str, ...]:
    """Two players are called row and column, others are numbered."""
    return ("row", "column") if number == 2 else tuple(f"player {i + 1}" for i in range(number))


def _integers(
    draw: st.DrawFn,
    players: OrStrategy[int],
    min_actions: int,
    max_actions: int,
    largest: int,
    batch_shape: OrStrategy[Shape],
) -> tuple[int, Any]:
    """The number of players, and integer payoffs (*batch, N, m_1, ..., m_N)."""
    shape, number = draw_either(draw, batch_shape), draw_either(draw, players)
    sizes = draw_sizes(draw, number, min_actions, max_actions)
    return number, draw_array(draw, (*shape, number, *sizes), st.integers(-largest, largest))


def _in_units(draw: st.DrawFn, number: int, payoffs: Any, exponents: st.SearchStrategy[int]) -> NormalFormGame:
    """The game with each player's payoffs multiplied by one power of two."""
    exponent = np.array([draw(exponents) for _ in range(number)]).reshape(number, *(1,) * number)
    return NormalFormGame(np.ldexp(payoffs.astype(np.float64), exponent), player_names(number))


def _duplicated(payoffs: Any, one: int, at: int, against: int) -> Any:
    return np.insert(payoffs, at, payoffs[..., one, :], axis=-2)


def _averaged(payoffs: Any, one: int, other: int, against: int) -> Any:
    mean = payoffs[..., one, :].copy()
    mean[..., 0, :] = (mean[..., 0, :] + payoffs[..., 0, other, :]) / 2
    return np.insert(payoffs, other, mean, axis=-2)


def _weakly_dominated(payoffs: Any, one: int, at: int, against: int) -> Any:
    worse = payoffs[..., one, :].copy()
    worse[..., 0, against] -= 1
    return np.insert(payoffs, at, worse, axis=-2)


def _tied(payoffs: Any, one: int, other: int, against: int) -> Any:
    payoffs[..., 0, one, against] = payoffs[..., 0, :, against].max(axis=-1)
    payoffs[..., 1, one, against] = payoffs[..., 1, one, :].max(axis=-1)
    payoffs[..., 0, other, against] = payoffs[..., 0, one, against]
    return payoffs


def _draw_mask(draw: st.DrawFn, shape: Shape) -> Any:
    """A mask with one action at least in every row; it shrinks to one that hides nothing."""
    size = int(np.prod(shape))
    hidden = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    mask = ~np.array(hidden, dtype=bool).reshape(-1, shape[-1])
    for row in mask:
        row[draw(st.integers(0, len(row) - 1))] = True
    return mask.reshape(shape)


def _print_game(game: object, printer: Any, cycle: bool) -> None:
    for number, line in enumerate(as_code(cast(NormalFormGame, game)).splitlines()):
        if number:
            printer.break_()
        printer.text(line)


pretty.for_type_by_name(NormalFormGame.__module__, NormalFormGame.__name__, _print_game)
