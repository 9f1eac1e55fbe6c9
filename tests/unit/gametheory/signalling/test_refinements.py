"""Refinements of outcomes: textbook games, the order of the rules, and the sets that they are defined by."""

from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.signalling import (
    SignallingGame,
    all_pbe,
    d1,
    d2,
    divinity,
    intuitive_criterion,
    nwbr,
    pure_pbe,
    undefeated,
)
from gametheory.signalling.d1 import _rule as d1_rule
from gametheory.signalling.nwbr import _rule as nwbr_rule
from gametheory.signalling.outcomes import outcomes
from gametheory.signalling.refinement import Beliefs, after

BREAKFAST = [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]]
FROM_STRONG_TO_WEAK = [nwbr, d2, d1, divinity, intuitive_criterion]


def spence(high: Fraction, levels: int = 9, step: Fraction = Fraction(1, 4)) -> SignallingGame:
    """Types 1 and 2 buy education e at cost e / type; the wage from 1 to 2 in quarters is a guess at the type.

    The receiver loses the square of the error, so a wage between is best to a belief between.
    """
    education = [step * k for k in range(levels)]
    wages = [1 + step * k for k in range(5)]
    sender = [[[wage - e / t for wage in wages] for e in education] for t in (1, 2)]
    receiver = [[[-((wage - t) ** 2) for wage in wages] for _ in education] for t in (1, 2)]
    return SignallingGame(np.array([sender, receiver], dtype=object), [1 - high, high])


def pooling_rows(found: Any, message: int) -> Any:
    return (found.strategies[0][:, :, message] == 1).all(axis=1)


def test_beer_passes_every_refinement_and_quiche_all_but_undefeated() -> None:
    game = SignallingGame(BREAKFAST, [Fraction(1, 10), Fraction(9, 10)])
    found = all_pbe(game)
    beer, quiche = pooling_rows(found, 0), pooling_rows(found, 1)
    for refinement in FROM_STRONG_TO_WEAK:
        judged = refinement(game, found)
        assert judged.passes[beer].all()
        assert not judged.passes[quiche].any()
        witness = judged.witness[int(np.argmax(quiche))]
        assert witness is not None
        assert (witness.message, witness.type, witness.reply, witness.types) == (0, 1, 1, (1,))
    assert undefeated(game, found).passes.all()


def test_a_second_round_of_divinity_removes_what_one_round_of_d1_leaves() -> None:
    gain = np.array([[1, -1, 0.5], [-1, -1, 1], [-1, -1, -1]])
    worth = np.array([[-1, 0.25, 0], [-1, -1, 0], [1, -1.5, -1]])
    zeros = np.zeros((3, 3))
    game = SignallingGame(
        [np.stack([zeros, gain], axis=1), np.stack([zeros, worth], axis=1)],
        [Fraction(45, 100), Fraction(45, 100), Fraction(10, 100)],
    )
    found = all_pbe(game)
    pooling = pooling_rows(found, 0)
    assert pooling.any()
    for refinement in FROM_STRONG_TO_WEAK[:4]:
        assert not refinement(game, found).passes[pooling].any(), refinement
    # After one round of D1 or of NWBR, some best reply still deters everybody.
    outcome = next(o for o in outcomes(game, found) if pooling[o.rows[0]])
    deviation = after(outcome, 1, Beliefs())
    for rule in (d1_rule, nwbr_rule):
        once = after(outcome, 1, rule(deviation, Beliefs()))
        assert once.some_reply([], [0, 1, 2])


@pytest.mark.parametrize("high", [Fraction(1, 4), Fraction(3, 4)])
def test_spence_d1_selects_the_riley_outcome_for_every_share_of_high_types(high: Fraction) -> None:
    # Types 1 and 2 separate at e = 0 and some e from 1 to 2: 1 is the cheapest that type 1 does not imitate.
    game = spence(high)
    found = pure_pbe(game)
    sent = found.strategies[0].argmax(axis=2)
    separating = (sent[:, 0] == 0) & (sent[:, 1] >= 4)
    assert set(sent[separating, 1].tolist()) == {4, 5, 6, 7, 8}
    assert sent[d1(game, found).passes].tolist() == [[0, 4]]
    assert found.type_payoffs[d1(game, found).passes].tolist() == [[1, 1.5]]
    # At e = 1 type 1 is just indifferent, so that on a grid the intuitive criterion does not exclude the next step.
    assert sent[separating & intuitive_criterion(game, found).passes, 1].tolist() == [4, 5]


@pytest.mark.parametrize("high", [Fraction(1, 4), Fraction(3, 4)])
def test_spence_separation_is_defeated_exactly_if_the_high_type_is_likely(high: Fraction) -> None:
    game = spence(high)
    found = pure_pbe(game)
    sent = found.strategies[0].argmax(axis=2)
    riley = (sent == [0, 4]).all(axis=1)
    judged = undefeated(game, found)
    assert riley.sum() == 1
    assert bool(judged.passes[riley].all()) == (high <= Fraction(1, 2))
    if high > Fraction(1, 2):
        witness = judged.witness[int(np.argmax(riley))]
        assert witness is not None
        # Defeated by pooling at a small level of education that separation does not use.
        assert sent[witness.by].tolist() == [witness.message] * 2
        assert 0 < witness.message < 4


def test_refinements_are_nested_for_generic_payoffs() -> None:
    rng = np.random.default_rng(6)
    seen = np.zeros(5, dtype=int)
    for _ in range(60):
        sizes = [(2, 2, 2), (2, 2, 3), (3, 2, 2), (3, 2, 3)][rng.integers(4)]
        game = SignallingGame(rng.integers(-99, 100, (2, *sizes)), rng.dirichlet(np.ones(sizes[0])))
        found = all_pbe(game)
        passes = [refinement(game, found).passes for refinement in FROM_STRONG_TO_WEAK]
        for strong, weak in pairwise(passes):
            assert (strong <= weak).all()
        assert all(own.any() for own in passes)  # some outcome passes each
        seen += [int((~own).sum()) for own in passes]
    assert (seen > 0).all()


def test_witnesses_are_deviations_that_pay() -> None:
    rng = np.random.default_rng(7)
    seen = 0
    for _ in range(40):
        game = SignallingGame(rng.integers(-3, 4, (2, 3, 2, 3)), [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)])
        found = all_pbe(game)
        for refinement in [*FROM_STRONG_TO_WEAK, undefeated]:
            judged = refinement(game, found)
            for row, why in enumerate(judged.witness):
                assert (why is None) == judged.passes[row]
                if why is None:
                    continue
                seen += 1
                sender, receiver = game.payoffs
                assert not found.sent[row, why.message]
                gain = sender[why.type, why.message, why.reply] - found.type_payoffs[row, why.type]
                assert gain == pytest.approx(why.gain)
                assert gain > 0
                worth = why.belief @ receiver[:, why.message]
                assert worth[why.reply] == pytest.approx(worth.max())
                assert set(np.flatnonzero(why.belief)) <= set(why.types)
    assert seen > 20


def test_rows_of_one_outcome_share_a_verdict() -> None:
    rng = np.random.default_rng(8)
    games = SignallingGame(rng.integers(-2, 3, (6, 2, 2, 2, 2)), [0.5, 0.5])
    found = all_pbe(games)
    passes = d1(games, found).passes
    for position, number in set(zip(found.game.tolist(), found.outcome.tolist(), strict=True)):
        assert len(set(passes[(found.game == position) & (found.outcome == number)])) == 1


def best_replies(game: SignallingGame, belief: Any) -> list[int]:
    worth = belief @ game.payoffs[1][:, 1]
    return np.flatnonzero(worth >= worth.max() - 1e-12).tolist()


def brute_force_intuitive(game: SignallingGame, payoffs: Any) -> bool:
    """The intuitive criterion on a grid of beliefs, for two types and two messages of which the second is not sent."""
    sender = game.payoffs[0]
    grid = [np.array([k, 64 - k]) / 64 for k in range(65)]
    left = [0, 1]
    while left:
        allowed = [belief for belief in grid if all(belief[t] == 0 for t in (0, 1) if t not in left)]
        best = {a for belief in allowed for a in best_replies(game, belief)}
        kept = [t for t in left if payoffs[t] <= max(sender[t, 1, a] for a in best)]
        if kept == left:
            break
        left = kept
    if not left:
        return True
    # Mixtures of two replies that are both best to one belief, on a grid.
    for belief in allowed:
        for a, b, k in product(*[best_replies(game, belief)] * 2, range(65)):
            mixed = (sender[:, 1, a] * k + sender[:, 1, b] * (64 - k)) / 64
            if (mixed <= payoffs).all():
                return True
    return False


def test_the_intuitive_criterion_agrees_with_a_grid_of_beliefs() -> None:
    # Integers this small have their ties at beliefs and mixtures on the grid.
    rng = np.random.default_rng(9)
    failing = 0
    for _ in range(40):
        game = SignallingGame(rng.integers(0, 3, (2, 2, 2, 2)), [0.5, 0.5])
        found = all_pbe(game)
        judged = intuitive_criterion(game, found)
        for row in np.flatnonzero(pooling_rows(found, 0)):
            assert judged.passes[row] == brute_force_intuitive(game, found.type_payoffs[row])
            failing += not judged.passes[row]
    assert failing > 0


def test_types_of_probability_zero_are_refused() -> None:
    game = SignallingGame(BREAKFAST, [0, 1])
    with pytest.raises(UnsupportedGameError, match="probability 0"):
        d1(game, all_pbe(game))


def test_something_that_is_no_equilibrium_of_the_game_is_refused() -> None:
    game = SignallingGame(BREAKFAST, [0.1, 0.9])
    with pytest.raises(InvalidGameError, match="all_pbe"):
        d1(game, None)
