"""Sequential equilibria of signalling games with types of the receiver or noise."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory.exact import is_sequential
from gametheory.extensive import Consistency, behaviour_strategies, certify_assessment, consistent_trembles
from gametheory.extensive import reduced_normal_form as plans
from gametheory.multiplicity import bounds
from gametheory.normal_form import vertex_enumeration
from gametheory.residual import sequential_residual
from gametheory.signalling import (
    NoisySignallingGame,
    SignallingGame,
    all_pbe,
    pure_pbe,
    supporting_beliefs,
    supporting_trembles,
    to_tree,
    tree_assessment,
    with_noise,
)
from gametheory.signalling.noisy_equilibria import NoisyExtreme, extreme_sequential
from gametheory.signalling.noisy_rational import belief, rational_noisy_game, reached
from gametheory.signalling.rational import extreme_equilibria, rational_game
from tests.noisy_oracle import NoisyDefinition

BREAKFAST = [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]]
HALF = Fraction(1, 2)


def fractions(weights: Any) -> Any:
    totals = weights.sum(axis=-1, keepdims=True) * np.ones(weights.shape, dtype=int)
    return np.frompyfunc(lambda x, y: Fraction(int(x), int(y)), 2, 1)(weights, totals)


def chances(rng: Any, shape: tuple[int, ...], zeros: float) -> Any:
    weights = rng.integers(1, 4, shape) * (rng.random(shape) >= zeros)
    weights[..., 0] += weights.sum(axis=-1) == 0
    return fractions(weights)


def random_game(rng: Any, sizes: tuple[int, ...], zeros: float = 0.5) -> NoisySignallingGame:
    """Types, receiver's types, messages, signals, replies; what is impossible on purpose, and ties."""
    types, kinds, messages, signals, replies = sizes
    return NoisySignallingGame(
        rng.integers(-2, 3, (2, types, kinds, messages, replies)),
        chances(rng, (types), 0),
        chances(rng, (types, kinds), zeros),
        chances(rng, (messages, signals), zeros),
        chances(rng, (replies, replies), 0) if rng.random() < 0.3 else None,
    )


def random_plain(rng: Any) -> SignallingGame:
    types, messages, replies = rng.integers(1, 4, 3)
    while types * messages * replies > 12:
        types, messages, replies = rng.integers(1, 4, 3)
    return SignallingGame(rng.integers(-2, 3, (2, types, messages, replies)), chances(rng, (types,), 0))


def definition(game: NoisySignallingGame) -> NoisyDefinition:
    held: Any = game if game.exact is None else game.exact
    lists = [
        np.array([Fraction(x) for x in array.reshape(-1).tolist()], dtype=object).reshape(array.shape).tolist()
        for array in (held.payoffs, held.prior, held.receiver_prior, held.message_noise, held.reply_noise)
    ]
    return NoisyDefinition(*lists[0], *lists[1:])


def agree_with_the_definition(game: NoisySignallingGame) -> int:
    pairs, names = definition(game).equilibria()
    found = extreme_sequential(rational_noisy_game(game, 0))
    assert {(one.sender, one.receiver) for one in found} == set(pairs)
    theirs = {frozenset(pair for pair, own in zip(pairs, names, strict=True) if own == name) for name in names}
    components = {one.component for one in found}
    ours = {frozenset((one.sender, one.receiver) for one in found if one.component == name) for name in components}
    assert ours == theirs
    return len(found)


def exactly(game: NoisySignallingGame, one: NoisyExtreme) -> tuple[Any, Any, Any]:
    """Strategies and beliefs in fractions."""
    types, kinds, messages, replies = game.payoffs.shape[-4:]
    signals = game.possible.shape[-1]
    small = rational_noisy_game(game, 0)
    receiver = np.full((kinds, signals, replies), Fraction(0))
    held = np.full((kinds, signals, types, messages), Fraction(0))
    for number, (k, s) in enumerate(small.sets):
        receiver[k, s] = one.receiver[number]
        for (t, m), weight in belief(small, number, one.exponents, one.weights).items():
            held[k, s, t, m] = weight
    return np.array(one.sender, dtype=object), receiver, held


def test_small_games_agree_with_enumeration_from_the_definition() -> None:
    rng = np.random.default_rng(0)
    for sizes in [(2, 1, 2, 2, 2), (2, 2, 2, 2, 2), (1, 2, 2, 2, 2), (2, 2, 2, 1, 2), (1, 1, 3, 2, 2), (2, 1, 2, 3, 2)]:
        for _ in range(4):
            agree_with_the_definition(random_game(rng, sizes))


@pytest.mark.deep
@pytest.mark.timeout(1200)
def test_two_hundred_games_agree_with_the_definition() -> None:
    rng = np.random.default_rng(1)
    shapes = [(2, 2, 2, 2, 2), (2, 1, 3, 2, 2), (3, 1, 2, 2, 2), (3, 2, 2, 2, 2), (2, 1, 2, 2, 3), (2, 2, 3, 2, 2)]
    for number in range(200):
        agree_with_the_definition(random_game(rng, shapes[number % len(shapes)], zeros=rng.choice([0, 0.3, 0.6])))


def test_every_equilibrium_is_sequential_on_the_tree_in_fractions() -> None:
    rng = np.random.default_rng(2)
    for sizes in [(2, 2, 2, 2, 2), (3, 2, 2, 2, 2), (2, 2, 3, 2, 2), (2, 1, 3, 3, 2)]:
        for _ in range(3):
            game = random_game(rng, sizes)
            tree, found = to_tree(game), all_pbe(game)
            assert found.complete.all()
            strategies, held = tree_assessment(game, found.strategies, found.beliefs)
            assert certify_assessment(tree, strategies, held).certificate.holds.all()
            for one in extreme_sequential(rational_noisy_game(game, 0)):
                sender, receiver, beliefs = exactly(game, one)
                assert is_sequential(tree, *tree_assessment(game, (sender, receiver), beliefs))


def test_pure_assessments_that_are_sequential_on_the_tree_are_found() -> None:
    # Beliefs from mistakes drawn at random, and every pure profile best to them.
    rng = np.random.default_rng(3)
    several = 0
    for sizes in [(2, 2, 2, 2, 2), (2, 1, 2, 2, 2), (2, 2, 2, 1, 2), (2, 1, 2, 2, 2)]:
        game = random_game(rng, sizes, zeros=0.3)
        small, tree = rational_noisy_game(game, 0), to_tree(game)
        rows = {(one.sender, one.receiver) for one in extreme_sequential(small)}
        for code in range(2 ** (2 + len(small.sets))):
            bits = [code >> i & 1 for i in range(2 + len(small.sets))]
            pure = tuple((Fraction(1 - bit), Fraction(bit)) for bit in bits)
            sender, receiver = pure[:2], pure[2:]
            for _ in range(3):
                sent = {(t, m): Fraction(int(small.prior[t]) * sender[t][m]) for t in range(2) for m in range(2)}
                orders = {pair: 0 if weight else int(rng.integers(1, 4)) for pair, weight in sent.items()}
                weights = {pair: weight or Fraction(int(rng.integers(1, 4))) for pair, weight in sent.items()}
                one = NoisyExtreme(sender, receiver, orders, weights, 0, 0)
                strategies, held = tree_assessment(game, exactly(game, one)[:2], exactly(game, one)[2])
                if is_sequential(tree, strategies, held):
                    assert (sender, receiver) in rows
                    several += 1
    assert several > 10


def test_without_noise_and_with_one_type_it_is_the_plain_game() -> None:
    rng = np.random.default_rng(4)
    for _ in range(40):
        game = random_plain(rng)
        noisy = with_noise(game)
        small = rational_noisy_game(noisy, 0)
        plain, found = extreme_equilibria(rational_game(game, 0)), extreme_sequential(small)
        assert [one[:2] + one[3:] for one in plain] == [(*one[:2], one.component, one.outcome) for one in found]
        for theirs, ours in zip(plain, found, strict=True):
            for m, points in enumerate(theirs.beliefs):
                held = belief(small, m, ours.exponents, ours.weights)
                middle = [sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True)]
                assert [held.get((t, m), 0) for t in range(len(middle))] == middle
        ours, theirs = pure_pbe(noisy), pure_pbe(game)
        np.testing.assert_array_equal(ours.strategies[0], theirs.strategies[0])
        np.testing.assert_allclose(ours.type_payoffs, theirs.type_payoffs, atol=1e-12)


def test_mistakes_without_noise_are_the_supporting_beliefs() -> None:
    rng = np.random.default_rng(5)
    for _ in range(15):
        game = random_plain(rng)
        noisy = with_noise(game)
        found, theirs = all_pbe(noisy), all_pbe(game)
        mistakes, beliefs = supporting_trembles(noisy, found), supporting_beliefs(game, theirs)
        for row in range(len(found)):
            for m in range(game.payoffs.shape[-2]):
                np.testing.assert_allclose(mistakes.of(row, m)[:, :, m], beliefs.of(row, m), atol=1e-12)


def test_an_identity_as_noise_is_no_noise() -> None:
    game = SignallingGame(BREAKFAST, [Fraction(1, 10), Fraction(9, 10)])
    silent = all_pbe(with_noise(game))
    assert all_pbe(with_noise(game, message_noise=np.eye(2), reply_noise=np.eye(2))) == silent
    assert all_pbe(with_noise(game, receiver_prior=[1.0])) == silent


def test_a_type_of_the_receiver_split_in_two_alike_leaves_what_senders_get() -> None:
    rng = np.random.default_rng(6)
    for _ in range(8):
        game = random_game(rng, (2, 1, 2, 2, 2))
        held: Any = game if game.exact is None else game.exact
        split = NoisySignallingGame(
            np.repeat(held.payoffs, 2, axis=-3), held.prior, [HALF, HALF], held.message_noise, held.reply_noise
        )
        whole, halves = all_pbe(game), all_pbe(split)
        assert len(set(whole.component)) == len(set(halves.component))
        # Of two halves alike, what both do together is an equilibrium of the whole, and the other way round.
        joined = halves.strategies[1].mean(axis=1, keepdims=True)
        known = {as_key(*pair) for pair in zip(*whole.strategies, strict=True)}
        alike = (halves.strategies[1][:, 0] == halves.strategies[1][:, 1]).all(axis=(1, 2))
        assert {as_key(*pair) for pair in zip(halves.strategies[0][alike], joined[alike], strict=True)} <= known
        pure = [pair for pair in zip(*whole.strategies, strict=True) if set(pair[1].reshape(-1)) <= {0, 1}]
        twice = {as_key(sender, np.repeat(receiver, 2, axis=0)) for sender, receiver in pure}
        assert twice <= {as_key(*pair) for pair in zip(*halves.strategies, strict=True)}
        for reading in (np.min, np.max):
            ours, theirs = (reading(found.type_payoffs, axis=0) for found in (whole, halves))
            np.testing.assert_allclose(ours, theirs, atol=1e-9)


def as_key(*arrays: Any) -> Any:
    return tuple(tuple(np.round(array.reshape(-1), 9).tolist()) for array in arrays)


def test_if_every_signal_follows_every_message_the_equilibria_are_all_nash_equilibria() -> None:
    rng = np.random.default_rng(7)
    for _ in range(6):
        game = NoisySignallingGame(
            rng.integers(-50, 51, (2, 2, 2, 2)), [HALF, HALF], message_noise=[[0.75, 0.25], [0.125, 0.875]]
        )
        tree, found = to_tree(game), all_pbe(game)
        nash = vertex_enumeration(plans(tree))
        theirs = {as_key(*pair) for pair in zip(*behaviour_strategies(tree, nash.strategies), strict=True)}
        assert {as_key(*pair) for pair in zip(*found.strategies, strict=True)} == theirs


def test_receiver_types_cannot_hold_up_silence_by_contrary_beliefs() -> None:
    # Speech pays unless both types of the receiver punish it. One wants to punish type 0 only, the other type 1 only.
    sender = [[[[0, 0], [-1, 3]]] * 2] * 2
    suspects = [[[[0, 0], [1, 0]], [[0, 0], [-2, 0]]], [[[0, 0], [-2, 0]], [[0, 0], [1, 0]]]]
    game = NoisySignallingGame([sender, suspects], [HALF, HALF], [HALF, HALF], messages=("silent", "speak"))
    found = all_pbe(game)
    assert (found.strategies[0][:, :, 1] == 1).any(axis=1).all()
    assert not (found.strategies[0][:, :, 0] == 1).all(axis=1).any()
    assert pure_pbe(game).strategies[0].tolist() == [[[0, 1], [0, 1]]]
    # With a belief of its own each would punish; Bayes' rule asks for none, but limits are not so free.
    silence, punish = [[1, 0], [1, 0]], [[[1, 0], [1, 0]], [[1, 0], [1, 0]]]
    contrary = np.zeros((2, 2, 2, 2))
    contrary[:, 0, :, 0] = 0.5
    contrary[0, 1, :, 1], contrary[1, 1, :, 1] = (0.75, 0.25), (0.25, 0.75)
    strategies, held = tree_assessment(game, (silence, punish), contrary)
    verdict = consistent_trembles(to_tree(game), strategies, held)
    assert Consistency(int(verdict.reason)) is Consistency.PROPORTIONS
    # Each type alone does hold up silence.
    for k in range(2):
        alone = NoisySignallingGame(game.payoffs[:, :, k : k + 1], game.prior, [1.0])
        rows = all_pbe(alone)
        assert (rows.strategies[0][:, :, 0] == 1).all(axis=1).any()


def test_signals_of_one_message_that_is_not_sent_are_believed_to_come_from_the_same_types() -> None:
    sender = [[[0, 0], [-1, 3]]] * 2
    receiver = [[[0, 0], [1, 0]], [[0, 0], [-2, 0]]]
    noise = [[1, 0, 0], [0, HALF, HALF]]
    silent = all_pbe(NoisySignallingGame([sender, receiver], [HALF, HALF], message_noise=noise))
    after = silent.strategies[1][(silent.strategies[0][:, :, 0] == 1).all(axis=1)][:, 0]
    assert len(after)
    mistakes = silent.beliefs[(silent.strategies[0][:, :, 0] == 1).all(axis=1)][:, 0]
    np.testing.assert_array_equal(mistakes[:, 1], mistakes[:, 2])


def test_the_first_mover_loses_his_advantage_to_noise() -> None:
    # Bagwell (1995): observed surely, the leader's move is worth 5; observed with any noise, only the Nash outcome
    # is pure, and an equilibrium in mixed strategies tends to the other as noise goes to 0.
    payoffs = [[[[5, 3], [6, 4]]], [[[2, 1], [3, 4]]]]
    sure = all_pbe(NoisySignallingGame(payoffs, [1]))
    assert sure.payoffs.tolist() == [[5, 2]]
    gaps = []
    for slip in (Fraction(1, 20), Fraction(1, 2000)):
        game = NoisySignallingGame(payoffs, [1], message_noise=[[1 - slip, slip], [slip, 1 - slip]])
        found = all_pbe(game)
        pure = pure_pbe(game)
        assert pure.payoffs.tolist() == [[4, 4]]
        assert [4, 4] in found.payoffs.tolist()
        gaps.append(np.abs(found.payoffs - [5, 2]).max(axis=1).min())
    assert gaps[1] < gaps[0] / 50
    assert gaps[1] < 0.01


def test_as_noise_goes_to_zero_equilibria_tend_to_equilibria_without() -> None:
    # What the receiver wants does not depend on the message, so that beliefs about types are all that noise leaves.
    rng = np.random.default_rng(8)
    for _ in range(6):
        sender = rng.integers(-9, 10, (2, 2, 2))
        receiver = np.repeat(rng.integers(-9, 10, (2, 1, 2)), 2, axis=1)
        slip = Fraction(1, 10**9)
        game = SignallingGame(np.stack([sender, receiver]), [Fraction(1, 3), Fraction(2, 3)])
        near = all_pbe(with_noise(game, message_noise=[[1 - slip, slip], [slip, 1 - slip]]))
        held = near.beliefs[:, 0].sum(axis=-1)
        profile = (near.strategies[0], near.strategies[1][:, 0])
        assert (sequential_residual(held)(game, profile, np.zeros(len(near), dtype=int)).regret < 1e-6).all()


def test_noise_on_replies_is_a_change_of_payoffs() -> None:
    rng = np.random.default_rng(9)
    for _ in range(6):
        game = random_plain(rng)
        slips = chances(rng, (game.payoffs.shape[-1],) * 2, 0.2)
        noisy = all_pbe(with_noise(game, reply_noise=slips))
        prior = game.prior if game.exact is None else game.exact.prior
        averaged = SignallingGame(game.payoffs.astype(int).astype(object) @ slips.T, prior)
        plain = all_pbe(averaged)
        np.testing.assert_allclose(noisy.strategies[0], plain.strategies[0], atol=1e-9)
        np.testing.assert_allclose(noisy.strategies[1][:, 0], plain.strategies[1], atol=1e-9)
        assert noisy.component.tolist() == plain.component.tolist()
        np.testing.assert_allclose(noisy.type_payoffs, plain.type_payoffs, atol=1e-9)


def test_pure_outcomes_are_those_of_all_equilibria_that_are_pure() -> None:
    rng = np.random.default_rng(10)
    for sizes in [(2, 1, 2, 2, 2), (2, 2, 2, 2, 2), (2, 2, 2, 3, 2), (2, 2, 3, 2, 2), (2, 1, 2, 2, 3)]:
        for _ in range(4):
            game = random_game(rng, sizes)
            pure, every = pure_pbe(game), all_pbe(game)
            ours, theirs = outcomes(game, pure), outcomes(game, every)
            assert len(set(ours)) == len(pure)
            assert set(ours) == {key for key in theirs if all(p in (0, 1) for p in key)}


def outcomes(game: NoisySignallingGame, found: Any) -> list[Any]:
    small = rational_noisy_game(game, 0)
    keys = []
    for sender, receiver in zip(*found.strategies, strict=True):
        path = reached(small, tuple(tuple(map(Fraction, row)) for row in sender))
        replies = [receiver[small.sets[number]] for number in sorted(path)]
        keys.append(tuple(np.concatenate([sender.reshape(-1), *replies]).tolist()))
    return keys


def test_a_batch_equals_the_loop_over_its_games() -> None:
    rng = np.random.default_rng(11)
    replies = rng.random((2, 3, 3)) < 0.6
    replies[..., 0] = True
    messages = rng.random((2, 3, 2)) < 0.6
    messages[..., 1] = True
    games = NoisySignallingGame(
        rng.integers(-2, 3, (2, 3, 2, 2, 2, 2, 3)),
        chances(rng, (2, 3, 2), 0),
        chances(rng, (2, 3, 2, 2), 0.3),
        chances(rng, (2, 3, 2, 2), 0.3),
        available=(messages, replies),
    )
    for solve in (all_pbe, pure_pbe):
        found = solve(games)
        assert found.complete.all()
        for index in np.ndindex(2, 3):
            assert found.of(*index) == solve(games[index])


def test_readings_are_bounded_over_all_equilibria() -> None:
    games = with_noise(SignallingGame([BREAKFAST] * 2, [[0.1, 0.9], [0.9, 0.1]]), message_noise=np.eye(2))
    found = all_pbe(games)
    low, high, complete = bounds(lambda one: one.strategies[0][..., 1, 0], found)  # the surly type has beer
    assert (low[0], high[0]) == (0, 1)
    assert low[1] == high[1]
    assert complete.all()
    kept = found.take(found.game == 0)
    assert kept.trembles is not None
    assert kept.trembles[0].shape == (4, 2, 2)


def test_any_noise_ends_the_pools_that_free_beliefs_hold_up() -> None:
    game = SignallingGame(BREAKFAST, [Fraction(1, 10), Fraction(9, 10)])
    slip = Fraction(1, 10**6)
    found = all_pbe(with_noise(game, message_noise=[[1 - slip, slip], [slip, 1 - slip]]))
    assert not (found.strategies[0] == 1).all(axis=1).any()


def test_an_empty_batch_has_an_empty_answer() -> None:
    found = all_pbe(NoisySignallingGame(np.empty((0, 2, 2, 1, 2, 2)), np.empty((0, 2)), [1.0]))
    assert len(found) == 0
    assert found.count.shape == (0,)
