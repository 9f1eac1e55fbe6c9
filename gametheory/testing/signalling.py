"""A Hypothesis strategy for signalling games, and laws that every solver of them obeys.

A solver is a function of a game alone that returns every perfect Bayesian equilibrium of it, by extreme points, as
:func:`gametheory.signalling.all_pbe` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import require_extra
from ..residual import sequential_residual
from ..signalling import (
    Refinement,
    SignallingEquilibria,
    SignallingGame,
    d1,
    d2,
    divinity,
    intuitive_criterion,
    nwbr,
)

try:
    from hypothesis import strategies as st
except ImportError:
    require_extra("hypothesis", "testing", "gametheory.testing")
    raise

Solver = Callable[[SignallingGame], SignallingEquilibria]
Refine = Callable[[SignallingGame, SignallingEquilibria], Refinement]

CLOSE = 1e-7
"""Strategies this close are the same."""


@st.composite
def signalling_games(
    draw: st.DrawFn,
    *,
    types: st.SearchStrategy[int] | None = None,
    messages: st.SearchStrategy[int] | None = None,
    replies: st.SearchStrategy[int] | None = None,
    payoffs: st.SearchStrategy[Any] | None = None,
    positive: bool = False,
) -> SignallingGame:
    """One signalling game with a prior of small fractions.

    Parameters
    ----------
    types, messages, replies : strategies for a number, by default from 1 to 2
    payoffs : strategy for one payoff, by default integers from -2 to 2, which tie often
    positive : bool
        Whether every type has a positive probability.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(signalling_games(), lambda game: True).payoffs.shape
    (2, 1, 1, 1)
    """
    sizes = tuple(draw(st.integers(1, 2) if number is None else number) for number in (types, messages, replies))
    count = 2 * int(np.prod(sizes))
    entries = draw(st.lists(st.integers(-2, 2) if payoffs is None else payoffs, min_size=count, max_size=count))
    low = 1 if positive else 0
    weights = draw(st.lists(st.integers(low, 3), min_size=sizes[0], max_size=sizes[0]).filter(any))
    prior: Any = [Fraction(weight, sum(weights)) for weight in weights]
    return SignallingGame(np.array(entries).reshape(2, *sizes), prior)


def beliefs_average_to_the_prior(solve: Solver, game: SignallingGame) -> None:
    """Bayes' rule: the posteriors after messages that are sent, weighted by their chance, are the prior."""
    found = solve(game)
    assert found.certificate.holds.all()
    sent = np.einsum("t,rtm->rm", game.prior, found.strategies[0])
    average = np.einsum("rm,rmt->rt", sent, found.beliefs)
    np.testing.assert_allclose(average, np.broadcast_to(game.prior, average.shape), atol=1e-9)
    off = sequential_residual(found.beliefs)(game, found.strategies, np.zeros(len(found), dtype=int)).inconsistency
    assert (off <= 1e-9).all()


def constants_by_type_do_not_matter(solve: Solver, game: SignallingGame, constants: Sequence[int]) -> None:
    """What a type gets in any case changes no equilibrium."""
    payoffs = game.payoffs + np.asarray(constants, dtype=np.float64)[:, None, None]
    same_sets(solve(game), solve(SignallingGame(payoffs, _prior(game))))


def order_does_not_matter(solve: Solver, game: SignallingGame, orders: Sequence[Sequence[int]]) -> None:
    """Permuting types, messages and replies permutes the equilibria.

    ``orders`` holds one permutation for each of the three; the thing numbered k is what was ``order[k]``.
    """
    types, messages, replies = (np.asarray(order) for order in orders)
    payoffs = game.payoffs[:, types][:, :, messages][..., replies]
    other = solve(SignallingGame(payoffs, np.array(_prior(game))[types]))
    found = solve(game)
    ours = (found.strategies[0][:, types][:, :, messages], found.strategies[1][:, messages][:, :, replies])
    _same(ours, found.component, other.strategies, other.component)


def split_type_changes_no_reply(solve: Solver, game: SignallingGame, t: int) -> None:
    """A type split into two halves that are alike: the receiver's equilibrium strategies and components stay."""
    share = _prior(game)[t] / 2
    prior: Any = [*_prior(game), share]
    prior[t] = share
    payoffs = np.concatenate([game.payoffs, game.payoffs[:, t : t + 1]], axis=1)
    whole, halves = solve(game), solve(SignallingGame(payoffs, prior))
    assert _distinct(whole.strategies[1]) == _distinct(halves.strategies[1])
    assert len(set(whole.component.tolist())) == len(set(halves.component.tolist()))


def type_of_probability_zero_adds_beliefs_only(solve: Solver, game: SignallingGame, sender: Any, receiver: Any) -> None:
    """With a type of probability 0, every strategy of the receiver stays an equilibrium strategy.

    ``sender`` and ``receiver``, (M, A) each, are the payoffs where that type is the sender.
    """
    payoffs = np.concatenate([game.payoffs, np.stack([sender, receiver])[:, None]], axis=1)
    prior: Any = [*_prior(game), Fraction(0)]
    more = solve(SignallingGame(payoffs, prior))
    assert _distinct(solve(game).strategies[1]) <= _distinct(more.strategies[1])


def refinements_are_nested(solve: Solver, game: SignallingGame) -> None:
    """An outcome that passes a refinement passes the weaker ones; for generic payoffs only."""
    found = solve(game)
    passes = [refinement(game, found).passes for refinement in (nwbr, d2, d1, divinity, intuitive_criterion)]
    for strong, weak in pairwise(passes):
        assert (strong <= weak).all()


def verdicts_follow_the_game(
    refine: Refine, solve: Solver, game: SignallingGame, constants: Sequence[int], orders: Sequence[Sequence[int]]
) -> None:
    """What a type gets in any case, and the order of types, messages and replies, change no verdict of a refinement.

    ``constants`` and ``orders`` as in :func:`constants_by_type_do_not_matter` and :func:`order_does_not_matter`.
    """
    types, messages, replies = (np.asarray(order) for order in orders)
    payoffs = (game.payoffs + np.asarray(constants, dtype=np.float64)[:, None, None])[:, types][:, :, messages]
    other = SignallingGame(payoffs[..., replies], np.array(_prior(game))[types])
    found, theirs = solve(game), solve(other)
    ours = (found.strategies[0][:, types][:, :, messages], found.strategies[1][:, messages][:, :, replies])
    verdicts = (dict(zip(_rounded(*rows), refine(of, each).passes.tolist(), strict=True)) for rows, of, each in (
        (ours, game, found), (theirs.strategies, other, theirs)
    ))  # fmt: skip
    first, second = verdicts
    assert first == second


def split_type_changes_no_verdict(refine: Refine, solve: Solver, game: SignallingGame, t: int) -> None:
    """A type split into two halves that are alike: outcomes pass that passed.

    It does not hold for D2, where the other half of a type counts among the types that are tempted more.
    """
    share = _prior(game)[t] / 2
    prior: Any = [*_prior(game), share]
    prior[t] = share
    other = SignallingGame(np.concatenate([game.payoffs, game.payoffs[:, t : t + 1]], axis=1), prior)
    whole, halves = solve(game), solve(other)
    alike = halves.take((halves.strategies[0][:, t] == halves.strategies[0][:, -1]).all(axis=-1))
    theirs = dict(zip(_rounded(alike.strategies[0][:, :-1], alike.strategies[1]), refine(other, alike).passes.tolist(),
                      strict=True))  # fmt: skip
    for row, passes in zip(_rounded(*whole.strategies), refine(game, whole).passes.tolist(), strict=True):
        assert theirs.get(row, passes) == passes


def same_sets(one: SignallingEquilibria, other: SignallingEquilibria) -> None:
    """Raise unless two answers are the same rows in the same components, in any order."""
    _same(one.strategies, one.component, other.strategies, other.component)


def _same(one: Any, parts: Any, other: Any, other_parts: Any) -> None:
    assert _by_component(one, parts) == _by_component(other, other_parts)


def _by_component(strategies: Any, component: Any) -> set[frozenset[Any]]:
    rows = _rounded(*strategies)
    names = component.tolist()
    return {frozenset(row for row, mine in zip(rows, names, strict=True) if mine == name) for name in set(names)}


def _rounded(*arrays: Any) -> list[Any]:
    flat = np.concatenate([array.reshape(len(array), int(np.prod(array.shape[1:]))) for array in arrays], axis=1)
    return [tuple(row) for row in (np.rint(flat / CLOSE).astype(np.int64)).tolist()]


def _distinct(receiver: Any) -> set[Any]:
    return set(_rounded(receiver))


def _prior(game: SignallingGame) -> Any:
    return list(game.prior if game.exact is None else game.exact.prior)
