"""The registry of solvers of normal-form games: a row buys the laws of ``tests/properties``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from gametheory import certify
from gametheory.normal_form import (
    all_labels,
    all_nash,
    lemke_howson,
    minimax,
    minimax_columns,
    minimax_interior_point,
    minimax_lp,
    minimax_simplex,
    nash,
    pure_nash,
    small_supports,
    support_enumeration,
    vertex_enumeration,
)
from gametheory.normal_form.paths import follow_each
from gametheory.stochastic import StochasticGame, markov_perfect, shapley
from gametheory.testing import (
    batch_shapes,
    bimatrix_games,
    degenerate_games,
    dyadic_games,
    games,
    integer_games,
    masked_games,
    rational_games,
    symmetric_games,
    wild_games,
    zero_sum_games,
)


@dataclass(frozen=True)
class Row:
    """A solver, and what it promises.

    Attributes
    ----------
    name : str
    solve : callable
        From a batch of games to an Equilibrium or Equilibria; it does not raise where it finds none.
    games : strategy
        Batches of every kind of game that the solver covers.
    integer_games : strategy
        Those with small integers for payoffs, of which sums and differences are exact.
    zero_sum_games : strategy
        Those that are zero-sum, with small integers for payoffs.
    kind : "one" or "all"
        Whether it returns an Equilibrium or Equilibria.
    always : bool
        Whether it finds an equilibrium in every game, or says that its answer is not complete.
    complete : bool
        Whether games that the answer calls complete lack no equilibrium, pure or mixed.
    any_sum : bool
        Whether it still covers a game after one player's payoffs were changed alone.
    any_number : bool
        Whether it covers any number of players.
    """

    name: str
    solve: Callable[[Any], Any]
    games: st.SearchStrategy[Any]
    integer_games: st.SearchStrategy[Any]
    zero_sum_games: st.SearchStrategy[Any]
    kind: str = "one"
    always: bool = True
    complete: bool = False
    any_sum: bool = True
    any_number: bool = False

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.name)


def with_masks(some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return some | masked_games(some)


BATCH = batch_shapes()
TWO_PLAYERS = st.one_of(
    bimatrix_games(batch_shape=BATCH),
    degenerate_games(batch_shape=BATCH),
    symmetric_games(batch_shape=BATCH),
    zero_sum_games(batch_shape=BATCH),
    dyadic_games(batch_shape=BATCH),
    wild_games(batch_shape=BATCH),
    rational_games(batch_shape=BATCH),
)
INTEGERS = integer_games(batch_shape=BATCH) | degenerate_games(batch_shape=BATCH)
ZERO_SUM = zero_sum_games(payoffs=st.integers(-9, 9), batch_shape=BATCH)
ANY_NUMBER = st.one_of(
    games(batch_shape=BATCH),
    dyadic_games(players=st.integers(1, 3), batch_shape=BATCH),
    wild_games(players=st.integers(2, 3), batch_shape=BATCH),
    rational_games(players=st.integers(2, 3), batch_shape=BATCH),
    degenerate_games(batch_shape=BATCH),
)


def drop_first_label(game: Any) -> Any:
    """Lemke-Howson from the first action of the row player that exists."""
    label = 0 if game.available is None else game.available[0].argmax(axis=-1)
    return lemke_howson(game, initial_pivot=label, strict=False)


def drop_last_label(game: Any) -> Any:
    """Lemke-Howson from the last action of the column player that exists."""
    hidden = np.int64(0) if game.available is None else game.available[1][..., ::-1].argmax(axis=-1)
    return lemke_howson(game, initial_pivot=sum(game.sizes) - 1 - hidden, strict=False)


def drop_first_label_as_in_large_games(game: Any) -> Any:
    """Lemke-Howson by the inverse of the basis, as in games with many actions."""
    games = np.arange(len(game.flat))
    label = np.zeros(1, dtype=np.int64) if game.available is None else game.available[0].argmax(axis=-1).reshape(-1)
    x, y, status, steps = follow_each(game, games, np.broadcast_to(label, games.shape), 10_000)
    shape = game.batch_shape
    strategies = tuple(z.reshape(*shape, z.shape[-1]) for z in (x, y))
    return certify(game, strategies, status.reshape(shape), steps.reshape(shape), strict=False)


def drop_every_label(game: Any) -> Any:
    """Lemke-Howson from every action, on a leading axis."""
    return lemke_howson(game, initial_pivot=all_labels(game), strict=False)


def in_one_state(solve: Callable[..., Any], discount: float, game: Any) -> Any:
    """A solver of stochastic games on the game as one with a single state."""
    masks = None if game.available is None else tuple(mask[..., None, :] for mask in game.available)
    payoffs, chances = np.expand_dims(game.payoffs, len(game.batch_shape)), np.ones((1, *game.sizes, 1))
    one_state = StochasticGame(payoffs, np.array(discount), chances, players=game.players, available=masks)
    answer = solve(one_state, strict=False)
    strategies = tuple(strategy[..., 0, :] for strategy in answer.strategies)
    return certify(game, strategies, answer.status, answer.steps, strict=False)


SOLVERS = [
    Row(
        "all_nash",
        partial(all_nash, strict=False),
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
        kind="all",
        complete=True,
    ),
    Row(
        "lemke_howson",
        drop_first_label,
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
    ),
    Row(
        "lemke_howson, as in large games",
        drop_first_label_as_in_large_games,
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
    ),
    Row(
        "lemke_howson, last label",
        drop_last_label,
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
    ),
    Row(
        "lemke_howson, every label",
        drop_every_label,
        games=TWO_PLAYERS,
        integer_games=INTEGERS,
        zero_sum_games=ZERO_SUM,
    ),
    Row(
        "markov_perfect, one state",
        partial(in_one_state, markov_perfect, 0.0),
        games=with_masks(games(batch_shape=BATCH) | zero_sum_games(batch_shape=BATCH)),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
        any_number=True,
    ),
    Row(
        "nash",
        partial(nash, strict=False),
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
    ),
    Row(
        "pure_nash",
        partial(pure_nash, strict=False),
        games=with_masks(ANY_NUMBER),
        integer_games=with_masks(integer_games(players=st.integers(1, 3), batch_shape=BATCH)),
        zero_sum_games=with_masks(ZERO_SUM),
        kind="all",
        always=False,
        any_number=True,
    ),
    Row(
        "small_supports",
        partial(small_supports, strict=False),
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
    ),
    Row(
        "support_enumeration",
        partial(support_enumeration, strict=False),
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
        kind="all",
        complete=True,
    ),
    Row(
        "vertex_enumeration",
        partial(vertex_enumeration, strict=False),
        games=with_masks(TWO_PLAYERS),
        integer_games=with_masks(INTEGERS),
        zero_sum_games=with_masks(ZERO_SUM),
        kind="all",
        complete=True,
    ),
    Row(
        "shapley, in one state",
        partial(in_one_state, shapley, 0.5),
        games=with_masks(zero_sum_games(batch_shape=BATCH)),
        integer_games=with_masks(ZERO_SUM),
        zero_sum_games=with_masks(ZERO_SUM),
        any_sum=False,
    ),
    *(
        Row(
            solve.__name__,
            partial(solve, strict=False),
            games=with_masks(zero_sum_games(batch_shape=BATCH)),
            integer_games=with_masks(ZERO_SUM),
            zero_sum_games=with_masks(ZERO_SUM),
            any_sum=False,
        )
        for solve in (minimax, minimax_simplex, minimax_interior_point, minimax_columns, minimax_lp)
    ),
]
