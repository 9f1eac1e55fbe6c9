"""Sequential equilibria: which assessments are, and why others are not."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.exact import is_sequential
from gametheory.extensive import (
    Consistency,
    ExtensiveGame,
    backward_induction,
    behaviour,
    beliefs,
    certify_assessment,
    chance,
    consistent_trembles,
    decision,
    extensive_game,
    payoffs,
    posterior,
    subgame_perfect,
)
from gametheory.residual import assessment_residual, behaviour_residual
from tests.unit.gametheory.extensive.trees import centipede, entry, horse, kuhn_poker, random_recall_game


def holds(game: ExtensiveGame, strategies: Any, held: Any) -> Any:
    """The verdict of the certificate, which the one in fractions is to share."""
    verdict = certify_assessment(game, strategies, held, strict=False).certificate.holds
    return verdict.tolist()


def shared_mistake() -> ExtensiveGame:
    """Players 2 and 3 move only if 1 makes a mistake, l or m, and neither sees which."""
    last = decision("3", {"x": payoffs(0, 0, 0), "y": payoffs(0, 0, 0)}, information="3")
    reply = decision("2", {"on": last, "stop": payoffs(0, 0, 0)}, information="2")
    return extensive_game(
        decision("1", {"l": reply, "m": reply, "r": payoffs(1, 0, 0)}), players=("1", "2", "3")
    )


def test_in_seltens_horse_player_3_must_go_right_often_enough_and_believe_it_pays() -> None:
    game = horse()
    left = np.linspace(0, 1, 21)[:, None]  # the probability that player 3 goes left
    trust = np.array([0, 1 / 6, 1 / 3, 2 / 3, 1])  # that the mistake was player 1's
    across = behaviour(game, {"1": "A", "2": "A", "3": {"L": left, "R": 1 - left}})
    expected = (left <= 0.25) & np.where(left > 0, trust == 1 / 3, trust <= 1 / 3)
    assert holds(game, across, beliefs(game, {"3": (trust, 1 - trust)})) == expected.tolist()


def test_the_other_nash_equilibria_of_the_horse_are_not_sequential() -> None:
    game = horse()
    for second in ({"A": 1}, {"A": 0.9, "D": 0.1}):
        down = behaviour(game, {"1": "D", "2": second, "3": "L"})
        assert certify(game, down, residual=behaviour_residual).certificate.holds
        judged = certify_assessment(game, down, beliefs(game, {"3": (1, 0)}), strict=False)
        assert not judged.certificate.holds
        assert judged.certificate.inconsistency == 0
        assert judged.certificate.regret[1] == pytest.approx(3 * second["A"])


def test_bayes_rule_holds_wherever_play_may_come() -> None:
    game = horse()
    down = behaviour(game, {"1": {"D": 0.5, "A": 0.5}, "2": {"D": 0.5, "A": 0.5}, "3": "L"})
    for trust, reason in ((2 / 3, Consistency.CONSISTENT), (0.6, Consistency.BAYES), (1, Consistency.BAYES)):
        assert consistent_trembles(game, down, beliefs(game, {"3": (trust, 1 - trust)})).reason == reason


def test_players_who_saw_the_same_mistake_share_one_explanation_of_it() -> None:
    game = shared_mistake()
    profile = behaviour(game, {"1": "r", "2": "stop", "3": "x"})
    for second, third, reason in [
        ((0.25, 0.75), (0.25, 0.75), Consistency.CONSISTENT),
        ((1, 0), (1, 0), Consistency.CONSISTENT),
        ((0.25, 0.75), (0.5, 0.5), Consistency.PROPORTIONS),
        ((1, 0), (0, 1), Consistency.ORDER),
        ((1, 0), (0.5, 0.5), Consistency.ORDER),
    ]:
        held = beliefs(game, {"2": second, "3": third})
        found = consistent_trembles(game, profile, held)
        assert found.reason == reason
        assert holds(game, profile, held) is (reason == Consistency.CONSISTENT)
        assert is_sequential(game, profile, held) == (reason == Consistency.CONSISTENT)


def test_two_independent_mistakes_are_less_likely_than_either_alone() -> None:
    # player 3 cannot tell a mistake of 1 from one of both; after 1's own, 2's comes on top
    last = decision("3", {"x": payoffs(0, 0, 0), "y": payoffs(0, 0, 0)}, information="3")
    game = extensive_game(
        decision("1", {"r": payoffs(1, 0, 0), "l": decision("2", {"a": last, "b": last}, information="2")}),
        players=("1", "2", "3"),
    )
    profile = behaviour(game, {"1": "r", "2": "a", "3": "x"})
    assert holds(game, profile, beliefs(game, {"3": (1, 0)}))
    for trust in (0, 0.5):
        held = beliefs(game, {"3": (trust, 1 - trust)})
        assert consistent_trembles(game, profile, held).reason == Consistency.ORDER
        assert not is_sequential(game, profile, held)


def test_orders_of_magnitude_may_have_to_differ() -> None:
    # one set finds l and not m, the other m and n equally, so l must be the smaller mistake
    def seen(label: str) -> Any:
        return decision("2", {"x": payoffs(0, 0), "y": payoffs(0, 0)}, information=label)

    split = {
        "l": chance({"u": (0.5, seen("lm")), "d": (0.5, payoffs(0, 0))}),
        "m": chance({"u": (0.5, seen("lm")), "d": (0.5, seen("mn"))}),
        "n": seen("mn"),
        "r": payoffs(1, 0),
    }
    game = extensive_game(decision("1", split), players=("1", "2"))
    profile = behaviour(game, {"1": "r", "lm": "x", "mn": "x"})
    found = consistent_trembles(game, profile, beliefs(game, {"lm": (1, 0), "mn": (0.5, 0.5)}))
    assert found.reason == Consistency.CONSISTENT
    assert found.exponents[0].tolist() == [[1, 2, 2, 0]]
    weights = found.weights[0][0]
    assert weights[1] * 0.5 == pytest.approx(weights[2])


def test_what_chance_never_does_stays_impossible() -> None:
    rain = np.array([0.0, 0.5])
    see = decision("A", {"x": payoffs(0), "y": payoffs(0)}, information="A")
    game = extensive_game(chance({"wet": (rain, see), "dry": (1 - rain, see)}), players=("A",))
    profile = behaviour(game, {"A": "x"})
    assert holds(game, profile, beliefs(game, {"A": (rain, 1 - rain)})) == [True, True]
    assert holds(game, profile, beliefs(game, {"A": (0.5, 0.5)})) == [False, True]


def limits_of_random_trembles(game: ExtensiveGame, seed: int) -> tuple[Any, Any]:
    """Strategies, and the beliefs that some trembles have as limits: by Bayes' rule, with leading powers."""
    rng, tree = np.random.default_rng(seed), game.tree
    powers = [np.where(exists, rng.integers(0, 3, exists.shape), 99) for exists in tree.exists]
    powers = [power - power.min(axis=-1, keepdims=True, initial=99) for power in powers]
    weights = [np.where(exists, rng.integers(1, 5, exists.shape), 0) for exists in tree.exists]
    strategies = []
    for power, weight in zip(powers, weights, strict=True):
        plays = np.where(power == 0, weight, 0)
        strategies.append(np.vectorize(Fraction, otypes=[object])(plays) / plays.sum(axis=-1, keepdims=True))
    reach: list[tuple[int, Fraction]] = [(0, Fraction(1))]
    shares = game.chances if game.exact is None else game.exact.chances
    for node in range(1, len(tree.parent)):
        order, size = reach[tree.parent[node]]
        mover, place = tree.mover[tree.parent[node]], tree.place[tree.parent[node]]
        row, move = (tree.row[place] if mover >= 0 else 0), tree.move[node]
        if mover < 0:
            size *= Fraction(shares[place][move])
        else:
            # what is played keeps its exact probability, so that weights are in proportion to it
            total = sum(weights[mover][row][powers[mover][row] == 0])
            order += int(powers[mover][row, move])
            size *= Fraction(int(weights[mover][row, move]), int(total))
        reach.append((order, size))
    held = np.full((len(tree.sets), tree.most_nodes), Fraction(0), dtype=object)
    for number, here in enumerate(tree.sets):
        least = min(reach[node][0] for node in here.nodes)
        sizes = [size if order == least else Fraction(0) for order, size in (reach[node] for node in here.nodes)]
        held[number, : len(sizes)] = [size / sum(sizes) for size in sizes]
    return tuple(strategies), held


@given(st.integers(0, 10**6))
def test_limits_of_trembles_are_always_found_consistent(seed: int) -> None:
    game = random_recall_game(seed)
    strategies, held = limits_of_random_trembles(game, seed)
    trembles = consistent_trembles(game, strategies, held)
    assert trembles.reason == Consistency.CONSISTENT
    judged = certify_assessment(game, strategies, held, strict=False)
    assert judged.certificate.inconsistency < 1e-12
    reached = posterior(game, strategies)
    np.testing.assert_allclose(np.where(np.isnan(reached), 0, reached - held.astype(float)), 0, atol=1e-12)


@given(st.integers(0, 10**6))
def test_beliefs_by_bayes_rule_under_small_trembles_are_near_the_beliefs_that_they_explain(seed: int) -> None:
    game, small = random_recall_game(seed), 1e-7
    strategies, held = limits_of_random_trembles(game, seed)
    trembles = consistent_trembles(game, strategies, held)
    shaken = []
    for strategy, power, weight, exists in zip(
        strategies, trembles.exponents, trembles.weights, game.tree.exists, strict=True
    ):
        mistakes = np.where(exists & (power > 0), weight * small ** power.astype(float), 0)
        shaken.append(strategy.astype(float) * (1 - mistakes.sum(axis=-1, keepdims=True)) + mistakes)
    np.testing.assert_allclose(posterior(game, shaken), held.astype(float), atol=1e-4)


@given(st.integers(0, 10**6))
def test_the_verdict_in_fractions_is_that_of_the_certificate(seed: int) -> None:
    game = random_recall_game(seed, depth=3)
    game = extensive_like(game, seed)
    strategies, held = limits_of_random_trembles(game, seed)
    assert bool(is_sequential(game, strategies, held)) == holds(game, strategies, held)
    found = subgame_perfect(game, strict=False)
    exactly = tuple(np.vectorize(rational, otypes=[object])(strategy) for strategy in found.strategies)
    rows = posterior(game, found.strategies)
    if not np.isnan(rows).any():
        held = np.vectorize(rational, otypes=[object])(rows)
        assert bool(is_sequential(game, exactly, held)) == holds(game, exactly, held)


def rational(number: float) -> Fraction:
    return Fraction(number).limit_denominator(10_000)


def extensive_like(game: ExtensiveGame, seed: int) -> ExtensiveGame:
    """The tree with equally likely chance moves, and few different payoffs, so that ties arise."""
    rng = np.random.default_rng(seed)
    halves = tuple(np.full(side.shape, 0.5) for side in game.chances)
    return ExtensiveGame(game.tree, rng.integers(0, 2, game.payoffs.shape).astype(float), halves)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_certified_assessment_leaves_no_player_a_better_strategy(seed: int, other: int) -> None:
    game = extensive_like(random_recall_game(seed, depth=3), other)
    strategies, held = limits_of_random_trembles(game, other)
    judged = certify_assessment(game, strategies, held, strict=False)
    if judged.certificate.holds:
        assert certify(game, strategies, residual=behaviour_residual).certificate.holds


def test_backward_induction_is_sequential() -> None:
    for game in (entry(), centipede(7)):
        found = backward_induction(game)
        strategies = tuple(strategy[0] for strategy in found.strategies)
        assert holds(game, strategies, beliefs(game, {}))
        assert is_sequential(game, strategies, beliefs(game, {}))


def test_the_empty_threat_is_no_sequential_equilibrium() -> None:
    game = entry()
    deterred = behaviour(game, {"entrant": "out", "incumbent after in": "fight"})
    assert not holds(game, deterred, beliefs(game, {}))
    assert not is_sequential(game, deterred, beliefs(game, {}))


def test_kuhns_family_of_optimal_strategies_is_sequential() -> None:
    # Kuhn (1950): the first player bluffs with a jack, with any probability a up to one third
    game, third = kuhn_poker(), Fraction(1, 3)
    for a in (Fraction(1, 7), Fraction(1, 4), third):
        strategies = behaviour(game, {
            "1 holds J": {"bet": a, "check": 1 - a}, "1 holds J and was bet at": "fold",
            "1 holds K": {"bet": 3 * a, "check": 1 - 3 * a}, "1 holds K and was bet at": "call", "1 holds Q": "check",
            "1 holds Q and was bet at": {"call": a + third, "fold": 2 * third - a},
            "2 holds J, check": {"bet": third, "check": 2 * third}, "2 holds J, bet": "fold",
            "2 holds Q, check": "check", "2 holds Q, bet": {"call": third, "fold": 2 * third},
            "2 holds K, check": "bet", "2 holds K, bet": "call",
        })  # fmt: skip
        # at a = 1/3 a king is never checked; if it was and is bet at, that was a bluff with a jack, not with a queen
        held = np.where(np.isnan(posterior(game, strategies)), [1, 0], posterior(game, strategies))
        judged = certify_assessment(game, strategies, held)
        assert judged.payoffs[0] == pytest.approx(-1 / 18)
        assert is_sequential(game, strategies, np.vectorize(rational, otypes=[object])(held))
        assert worth(game, strategies) == Fraction(-1, 18)


def worth(game: ExtensiveGame, strategies: Any) -> Fraction:
    """What the first player gets, in fractions."""
    tree, exact = game.tree, game.exact
    assert exact is not None
    total = Fraction(0)
    for end, node in zip(exact.payoffs[:, 0], tree.ends, strict=True):
        for before, after in pairwise(tree.path(node)):
            mover, place = tree.mover[before], tree.place[before]
            side = exact.chances[place] if mover < 0 else strategies[mover][tree.row[place]]
            end *= side[tree.move[after]]
        total += end
    return total


def test_a_batch_equals_its_games() -> None:
    game, rng = horse(), np.random.default_rng(1)
    share, trust = rng.integers(0, 3, (4, 6)) / 8, rng.integers(0, 4, (4, 6)) / 3
    strategies = behaviour(game, {"1": "A", "2": "A", "3": {"L": share, "R": 1 - share}})
    held = beliefs(game, {"3": (trust, 1 - trust)})
    whole = certify_assessment(game, strategies, held, strict=False)
    for at in np.ndindex(4, 6):
        alone = certify_assessment(game, tuple(strategy[at] for strategy in strategies), held[at], strict=False)
        assert alone.certificate.holds == whole.certificate.holds[at]
        assert (alone.certificate.regret == whole.certificate.regret[at]).all()
        assert alone.certificate.inconsistency == whole.certificate.inconsistency[at]


def test_a_witness_that_is_none_is_refused() -> None:
    game = shared_mistake()
    profile = behaviour(game, {"1": "r", "2": "stop", "3": "x"})
    held = beliefs(game, {"2": (0.25, 0.75), "3": (0.25, 0.75)})
    good = consistent_trembles(game, profile, held)
    assert certify(game, profile, residual=assessment_residual(held, good.exponents, good.weights)).certificate.holds
    for exponents, weights in [
        ([[[0, 1, 0]], [[1, 0]], [[0, 1]]], good.weights),
        ([[[1, 1, 1]], [[1, 0]], [[0, 1]]], good.weights),
        ([[[1, 2, 0]], [[1, 0]], [[0, 1]]], good.weights),
        (good.exponents, [np.ones((1, 3)), np.ones((1, 2)), np.ones((1, 2))]),
        (good.exponents, [-np.ones((1, 3)), np.ones((1, 2)), np.ones((1, 2))]),
    ]:
        judged = certify(game, profile, residual=assessment_residual(held, exponents, weights), strict=False)
        assert not judged.certificate.holds


def test_beliefs_of_another_game_are_refused() -> None:
    game = horse()
    profile = behaviour(game, {"1": "A", "2": "A", "3": "R"})
    with pytest.raises(InvalidGameError, match=r"\(3, 2\)"):
        certify_assessment(game, profile, [[1.0], [1.0]])
    with pytest.raises(InvalidGameError, match=r"\(3, 2\)"):
        is_sequential(game, profile, [[1.0], [1.0]])
    driver = decision("d", {"e": payoffs(0), "g": decision("d", {"e": payoffs(4), "g": payoffs(1)}, information="x")},
                      information="x")
    absent = extensive_game(driver, players=("d",), perfect_recall=False)
    with pytest.raises(UnsupportedGameError, match="does not recall"):
        certify_assessment(absent, behaviour(absent, {"x": "e"}), [[1.0, 0.0]])


def test_improper_beliefs_and_strategies_are_refused_without_rounding() -> None:
    game = horse()
    profile = behaviour(game, {"1": "A", "2": "A", "3": "R"})
    assert is_sequential(game, profile, beliefs(game, {"3": (0.25, 0.75)}))
    assert not is_sequential(game, profile, beliefs(game, {"3": (0.25, 0.7)}))
    assert not is_sequential(game, profile, beliefs(game, {"3": (-0.25, 1.25)}))
    assert not is_sequential(game, profile, beliefs(game, {"3": (np.nan, 1)}))
    assert not holds(game, profile, beliefs(game, {"3": (np.nan, 1)}))
