"""Outcomes in rational arithmetic: payoffs from indifference alone, and messages that need no second look."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.signalling import (
    SignallingGame,
    all_pbe,
    d1,
    d2,
    deterrents,
    divinity,
    intuitive_criterion,
    nwbr,
    outcomes,
    pure_pbe,
    refinement,
    undefeated,
)
from gametheory.signalling.rational import extreme_equilibria

REFINEMENTS = (intuitive_criterion, d1, d2, divinity, nwbr, undefeated)


def samples() -> Iterator[SignallingGame]:
    """Generic games, games with many ties, and games given in fractions."""
    rng = np.random.default_rng(31)
    for sizes in ((2, 2, 2), (3, 2, 2), (2, 3, 2), (2, 2, 3)):
        prior = rng.dirichlet(np.ones(sizes[0]), size=8)
        yield SignallingGame(rng.normal(size=(8, 2, *sizes)), prior)
        yield SignallingGame(rng.integers(-2, 3, (16, 2, *sizes)), [1 / sizes[0]] * sizes[0])
        thirds = [Fraction(int(pay), 3) for pay in rng.integers(-3, 4, 4 * 2 * int(np.prod(sizes)))]
        yield SignallingGame(
            np.array(thirds, dtype=object).reshape(4, 2, *sizes), [Fraction(1, sizes[0])] * sizes[0]
        )


def test_messages_left_out_by_their_arrays_change_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_at_all(game: Any, equilibria: Any, rows: Any) -> Any:
        seen = deterrents.unsent_messages(game, equilibria, rows)
        nothing = np.zeros_like(seen.unsent)
        return deterrents.Unsent(seen.unsent, nothing, nothing)

    left_out = 0
    for game in samples():
        for found in (all_pbe(game), pure_pbe(game)):
            quick = [refine(game, found) for refine in REFINEMENTS]
            seen = deterrents.unsent_messages(game, found, outcomes.first_rows(found)[0])
            left_out += int((seen.unsent & seen.deterred_at_certainty).sum())
            with monkeypatch.context() as patch:
                patch.setattr(refinement, "unsent_messages", look_at_all)
                patch.setitem(undefeated.__globals__, "unsent_messages", look_at_all)
                slow = [refine(game, found) for refine in REFINEMENTS]
            for one, other in zip(quick, slow, strict=True):
                assert one.witness == other.witness
    assert left_out > 100


def test_payoffs_follow_from_indifference_where_replies_are_mixed() -> None:
    rng = np.random.default_rng(32)
    mixed = 0
    for _ in range(30):
        game = SignallingGame(rng.integers(-9, 10, (2, 2, 3, 2)), [Fraction(2, 5), Fraction(3, 5)])
        found = all_pbe(game)
        for outcome in outcomes.outcomes(game, found):
            number = found.outcome[outcome.rows[0]]
            exact = next(each for each in extreme_equilibria(outcome.game) if each.outcome == number)
            for own, side, payoff in zip(exact.sender, outcome.game.sender, outcome.payoffs, strict=True):
                m = next(m for m, weight in enumerate(own) if weight)
                assert payoff == sum(p * pay for p, pay in zip(exact.receiver[m], side[m], strict=True))
            mixed += any(payoff.denominator > 1 for payoff in outcome.payoffs)
    assert mixed > 3


def test_strategies_that_are_no_extreme_equilibrium_are_refused() -> None:
    # Both types mix between two messages, after both of which the receiver is indifferent.
    game = SignallingGame(np.zeros((2, 2, 2, 2)), [0.5, 0.5])
    found = all_pbe(game)
    half = np.full_like(found.strategies[1], 0.5)
    with pytest.raises(InvalidGameError, match="not among them"):
        list(outcomes.outcomes(game, replace(found, strategies=(found.strategies[0], half))))
