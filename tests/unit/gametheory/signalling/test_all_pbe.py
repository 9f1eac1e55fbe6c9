"""All perfect Bayesian equilibria: textbook games, and an enumeration from the definition."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import UnsupportedGameError
from gametheory.multiplicity import bounds
from gametheory.signalling import SignallingEquilibria, SignallingGame, all_pbe, supporting_beliefs
from gametheory.signalling.rational import extreme_equilibria, rational_game
from tests.signalling_oracle import Definition

BREAKFAST = [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]]
TENTH = Fraction(1, 10)


def random_game(rng: Any, types: int, messages: int, replies: int) -> tuple[Any, Any]:
    """Small integer payoffs and prior, ties on purpose: copies of replies and messages, types of probability 0."""
    low, high = [(-1, 2), (0, 2), (-3, 4), (-9, 10)][rng.integers(4)]
    payoffs = rng.integers(low, high, (2, types, messages, replies))
    if rng.random() < 0.2:
        payoffs[..., -1] = payoffs[..., 0]
    if rng.random() < 0.2:
        payoffs[:, :, -1] = payoffs[:, :, 0]
    weights = rng.integers(int(rng.random() > 0.2), 4, types)
    weights[0] += weights.sum() == 0
    return payoffs, [Fraction(int(weight), int(weights.sum())) for weight in weights]


def agree_with_the_definition(payoffs: Any, prior: Any) -> None:
    pairs, names, beliefs = Definition(payoffs[0].tolist(), payoffs[1].tolist(), prior).equilibria()
    game = SignallingGame(payoffs, prior)
    found = extreme_equilibria(rational_game(game, 0))
    theirs = {pair: sorted(map(sorted, own)) for pair, own in zip(pairs, beliefs, strict=True)}
    ours = {(one.sender, one.receiver): sorted(map(sorted, one.beliefs)) for one in found}
    assert theirs == ours
    parts = [{tuple(pairs[k]) for k in range(len(pairs)) if names[k] == name} for name in set(names)]
    components = [one.component for one in found]
    mine = [{(one.sender, one.receiver) for one in found if one.component == name} for name in set(components)]
    assert sorted(map(sorted, parts)) == sorted(map(sorted, mine))
    # The compiled loop, on the same game: row for row.
    answer = all_pbe(game)
    assert (answer.component == components).all()
    assert (answer.outcome == [one.outcome for one in found]).all()
    np.testing.assert_allclose(answer.strategies[0], np.array([one.sender for one in found], dtype=float), atol=1e-12)
    np.testing.assert_allclose(answer.strategies[1], np.array([one.receiver for one in found], dtype=float), atol=1e-12)
    points = supporting_beliefs(game, answer)
    for row, one in enumerate(found):
        for m in range(payoffs.shape[2]):
            on_path = any(weight and own[m] for weight, own in zip(prior, one.sender, strict=True))
            off = np.array([] if on_path else one.beliefs[m], dtype=float).reshape(-1, len(prior))
            np.testing.assert_allclose(points.of(row, m), off, atol=1e-12)


def test_small_games_agree_with_enumeration_from_the_definition() -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        agree_with_the_definition(*random_game(rng, *rng.integers(1, 3, 3)))
    for sizes in [(3, 2, 2), (2, 3, 2), (2, 2, 3), (1, 3, 3), (3, 1, 3), (3, 3, 1)]:
        agree_with_the_definition(*random_game(rng, *sizes))


@pytest.mark.deep
@pytest.mark.timeout(1200)
def test_five_hundred_games_up_to_three_by_three_by_three_agree_with_the_definition() -> None:
    rng = np.random.default_rng(1)
    for number in range(500):
        sizes = rng.integers(1, 4, 3) if number % 100 else np.array([3, 3, 3])
        while number % 100 and sizes.sum() > 8:
            sizes = rng.integers(1, 4, 3)
        agree_with_the_definition(*random_game(rng, *sizes))


def test_beer_or_quiche_has_two_components_of_two_extreme_points() -> None:
    found = all_pbe(SignallingGame(BREAKFAST, [TENTH, 1 - TENTH]))
    assert len(found) == 4
    assert found.component.tolist() == found.outcome.tolist() == [0, 1, 0, 1]
    beer = found.take(found.component == 0)
    assert (beer.strategies[0][:, :, 0] == 1).all()
    assert (beer.type_payoffs == [2, 3]).all()
    assert sorted(beer.strategies[1][:, 1, 0].tolist()) == [0.5, 1]
    quiche = found.take(found.component == 1)
    assert (quiche.type_payoffs == [3, 2]).all()
    assert not quiche.complete


def test_a_separating_equilibrium_is_found_with_its_beliefs() -> None:
    # Only the high type can afford the message: 1 / 3 against 1.
    sender = [[[0, 2], [-3, -1]], [[0, 2], [-1, 1]]]
    receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    found = all_pbe(SignallingGame([sender, receiver], [0.5, 0.5]))
    separating = (found.strategies[0] == [[1, 0], [0, 1]]).all(axis=(1, 2))
    assert separating.sum() == 1
    np.testing.assert_array_equal(found.beliefs[separating][0], [[1, 0], [0, 1]])


def test_a_copy_of_a_message_allows_cheap_talk() -> None:
    # Sender and receiver want the reply to match the type. With one message there is nothing to say.
    match = [[[1, 0]], [[0, 1]]]
    silent = all_pbe(SignallingGame([match, match], [0.5, 0.5]))
    assert silent.payoffs.max() == 0.5
    spoken = all_pbe(SignallingGame(np.repeat([match, match], 2, axis=-2), [0.5, 0.5]))
    assert spoken.payoffs.max() == 1


def test_off_path_replies_of_one_component_are_best_to_one_belief() -> None:
    # After message 1, replies 0 and 1 are best to different beliefs and to no common one; reply 2 is between them.
    sender = [[[1, 1, 1], [0, 0, 2]]] * 2
    receiver = [[[0, 0, 0], [3, 0, 2]], [[0, 0, 0], [0, 3, 2]]]
    found = all_pbe(SignallingGame([sender, receiver], [0.5, 0.5]))
    pooling = (found.strategies[0][:, :, 0] == 1).all(axis=1)
    after = found.strategies[1][pooling][:, 1]
    assert {tuple(row) for row in after.tolist()} == {(1, 0, 0), (0, 1, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)}
    parts = [set(found.component[pooling][after[:, a] > 0].tolist()) for a in range(2)]
    assert not parts[0] & parts[1]


def test_ties_of_fractions_are_ties() -> None:
    # At odds of exactly 1 to 2 the receiver is indifferent on the path.
    third = Fraction(1, 3)
    sender = [[[1, 1], [0, 0]]] * 2
    receiver = [[[2, 0], [1, 0]], [[0, 1], [0, 1]]]
    exact = all_pbe(SignallingGame([sender, receiver], [third, 2 * third]))
    assert {tuple(row) for row in exact.strategies[1][:, 0].tolist()} == {(1, 0), (0, 1)}
    tilted = all_pbe(SignallingGame([sender, receiver], [third + TENTH, 2 * third - TENTH]))
    assert {tuple(row) for row in tilted.strategies[1][:, 0].tolist()} == {(1, 0)}


def test_large_and_small_payoffs_are_solved_in_integers() -> None:
    rng = np.random.default_rng(2)
    payoffs = rng.integers(-2, 3, (2, 2, 2, 2)) * 1.0
    payoffs[1] *= np.array([1.0, 2.0**-700])  # too far apart for one float64 scale
    game = SignallingGame(payoffs, [0.5, 0.5])
    found = all_pbe(game)
    assert len(found) == len(extreme_equilibria(rational_game(game, 0)))
    assert found.certificate.holds.all()


def test_a_batch_equals_the_loop_over_its_games() -> None:
    rng = np.random.default_rng(3)
    mask = rng.random((3, 4, 2)) < 0.6
    mask[..., 0] = True
    replies = rng.random((3, 4, 3)) < 0.6
    replies[..., 2] = True
    games = SignallingGame(
        rng.integers(-2, 3, (3, 4, 2, 2, 2, 3)), rng.dirichlet(np.ones(2), (3, 4)), available=(mask, replies)
    )
    found = all_pbe(games)
    assert found.complete.all()
    assert found.certificate.holds.all()
    for index in np.ndindex(3, 4):
        assert found.of(*index) == all_pbe(games[index])
    assert not found.strategies[0][~mask.reshape(12, 2)[found.game][:, None].repeat(2, axis=1)].any()


def test_an_empty_batch_has_an_empty_answer() -> None:
    found = all_pbe(SignallingGame(np.empty((0, 2, 2, 2, 2)), np.empty((0, 2))))
    assert isinstance(found, SignallingEquilibria)
    assert len(found) == 0
    assert len(supporting_beliefs(SignallingGame(np.empty((0, 2, 2, 2, 2)), np.empty((0, 2))), found)) == 0


def test_games_beyond_complete_enumeration_name_another_solver() -> None:
    with pytest.raises(UnsupportedGameError, match="pure_pbe"):
        all_pbe(SignallingGame(np.zeros((2, 20, 20, 2)), np.full(20, 0.05)))


def test_the_compiled_loop_decides_random_games_and_agrees_with_integers() -> None:
    rng = np.random.default_rng(4)
    for sizes in [(2, 2, 2), (3, 3, 2), (2, 2, 3)]:
        game = SignallingGame(rng.random((20, 2, *sizes)), rng.dirichlet(np.ones(sizes[0]), 20))
        found = all_pbe(game)
        for position in range(20):
            exact = extreme_equilibria(rational_game(game, position))
            mine = found.of(position)
            np.testing.assert_allclose(mine.strategies[0], np.array([one.sender for one in exact], float), atol=1e-9)
            np.testing.assert_allclose(mine.strategies[1], np.array([one.receiver for one in exact], float), atol=1e-9)
            assert mine.component.tolist() == [one.component for one in exact]


def test_exact_payoffs_and_priors_travel_with_the_games() -> None:
    games = SignallingGame(np.array([BREAKFAST, BREAKFAST]) * TENTH, [[TENTH, 1 - TENTH], [Fraction(1, 2)] * 2])
    assert games.exact is not None
    assert games[1].exact is not None
    assert (games[1].exact.prior == Fraction(1, 2)).all()
    found = all_pbe(games)
    assert found.count.tolist()[0] == 4
    assert (found.certificate.regret >= games.exact.rounding[found.game]).all()


def test_readings_are_bounded_over_all_equilibria() -> None:
    games = SignallingGame([BREAKFAST] * 2, [[0.1, 0.9], [0.9, 0.1]])
    found = all_pbe(games)
    padded = found.slots()
    assert padded.beliefs is not None
    assert padded.strategies[0].shape == (4, 2, 2, 2)
    low, high, complete = bounds(lambda one: one.strategies[0][..., 1, 0], found)  # the surly type has beer
    assert (low[0], high[0]) == (0, 1)
    assert low[1] == high[1]
    assert complete.all()


def test_payoffs_within_rounding_of_ties_are_decided_as_in_integers() -> None:
    rng = np.random.default_rng(11)
    decimals = rng.integers(-5, 6, (60, 2, 2, 2, 2)) / 10 + rng.integers(-5, 6, (60, 2, 2, 1, 1)) / 10
    tilted = rng.integers(-2, 3, (60, 2, 2, 2, 2)) + rng.integers(-1, 2, (60, 2, 2, 2, 2)) * 1e-13
    game = SignallingGame(np.concatenate([decimals, tilted]), rng.dirichlet(np.ones(2), 120))
    found = all_pbe(game)
    for position in range(120):
        exact = extreme_equilibria(rational_game(game, position))
        mine = found.of(position)
        np.testing.assert_allclose(mine.strategies[0], np.array([one.sender for one in exact], float), atol=1e-9)
        np.testing.assert_allclose(mine.strategies[1], np.array([one.receiver for one in exact], float), atol=1e-9)
        assert mine.component.tolist() == [one.component for one in exact]
        assert mine.outcome.tolist() == [one.outcome for one in exact]
