"""Signalling games as trees: the same games, the same equilibria."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.extensive import (
    certify_assessment,
    chance,
    decision,
    extensive_game,
    payoffs,
    posterior,
    reduced_normal_form,
)
from gametheory.residual import sequential_residual
from gametheory.signalling import SignallingGame, all_pbe, from_tree, to_tree, tree_beliefs
from tests.unit.gametheory.extensive.trees import entry, horse, kuhn_poker

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))


def random_game(seed: int, shape: tuple[int, int, int], batch: tuple[int, ...] = ()) -> SignallingGame:
    rng = np.random.default_rng(seed)
    return SignallingGame(rng.integers(0, 4, (*batch, 2, *shape)), rng.dirichlet(np.ones(shape[0]), batch))


@given(st.integers(0, 10**6), SHAPES, st.sampled_from([(), (3,), (2, 2)]))
def test_there_and_back_is_the_same_game(seed: int, shape: tuple[int, int, int], batch: tuple[int, ...]) -> None:
    game = random_game(seed, shape, batch)
    again = from_tree(to_tree(game))
    assert (again.payoffs == game.payoffs).all()
    assert (again.prior == game.prior).all()


def test_fractions_stay_fractions() -> None:
    third = Fraction(1, 3)
    game = SignallingGame(
        np.array([[[[third, 1]], [[0, 1]]]] * 2), [third, 1 - third], types="ab", messages="m", replies="xy"
    )
    assert game.exact is not None
    assert from_tree(to_tree(game)) == game


@given(st.integers(0, 10**6))
def test_perfect_bayesian_and_sequential_equilibria_coincide(seed: int) -> None:
    # one sender, and receivers without types: every belief off the path is a limit
    rng = np.random.default_rng(seed)
    game = random_game(seed, (2, 2, 2))
    tree = to_tree(game)
    sender, receiver, held = (np.eye(2)[rng.integers(0, 2, (40, 2))] for _ in range(3))
    reached = game.posterior(sender)
    held = np.where(np.isnan(reached), held, reached)
    bayesian = certify(game, (sender, receiver), residual=sequential_residual(held), strict=False).certificate
    sequential = certify_assessment(tree, (sender, receiver), tree_beliefs(tree, held), strict=False).certificate
    assert (bayesian.holds == sequential.holds).all()
    np.testing.assert_allclose(bayesian.regret, sequential.regret, atol=1e-12)


def test_every_perfect_bayesian_equilibrium_is_sequential_on_the_tree() -> None:
    sender = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]]
    receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    game = SignallingGame([sender, receiver], [Fraction(1, 10), Fraction(9, 10)])
    tree, found = to_tree(game), all_pbe(game)
    assert len(found.game)
    for k in range(len(found.game)):
        strategies = tuple(strategy[k] for strategy in found.strategies)
        held = tree_beliefs(tree, found.beliefs[k])
        assert certify_assessment(tree, strategies, held).certificate.holds


def test_posteriors_agree() -> None:
    game = random_game(5, (3, 2, 2), (4,))
    sender = np.random.default_rng(5).dirichlet(np.ones(2), (4, 3))
    receiver = np.full((2, 2), 0.5)
    tree = to_tree(game)
    np.testing.assert_allclose(
        posterior(tree, (sender, receiver)), tree_beliefs(tree, game.posterior(sender)), atol=1e-15
    )


def test_masked_messages_and_replies_are_left_out() -> None:
    game = SignallingGame(np.arange(24).reshape(2, 2, 3, 2), [0.5, 0.5], available=([True, False, True], [True, True]))
    small = from_tree(to_tree(game))
    assert small.messages == ("message 0", "message 2")
    assert (small.payoffs == game.payoffs[:, :, [0, 2], :]).all()
    mixed = SignallingGame(
        np.zeros((2, 2, 2, 2, 1)), [0.5, 0.5], available=([[True, False], [True, True]], [[True], [True]])
    )
    with pytest.raises(UnsupportedGameError, match="different messages"):
        to_tree(mixed)


def test_the_normal_form_has_a_plan_for_every_type() -> None:
    assert reduced_normal_form(to_tree(random_game(1, (3, 2, 2)))).sizes == (8, 4)


def test_other_trees_are_refused() -> None:
    end = payoffs(0, 0)
    reply = decision("B", {"x": end, "y": end}, information="B")
    late = decision("B", {"x": reply, "y": end}, information="late")
    for root, message in [
        (decision("A", {"l": end}), "chance moves first"),
        (chance({"s": (0.5, decision("A", {"l": reply})), "t": (0.5, end)}), "after every type the same player"),
        (chance({"s": (0.5, end), "t": (0.5, end)}), "after every type the same player"),
        (chance({s: (0.5, decision("A", {"l": reply}, information="A")) for s in "st"}), "knows the type"),
        (chance({s: (0.5, decision("A", {s: reply})) for s in "st"}), "the same messages"),
        (chance({s: (0.5, decision("A", {"l": end})) for s in "st"}), "the other player moves"),
        (chance({s: (0.5, decision("A", {"l": late})) for s in "st"}), "ends the game"),
        (chance({s: (0.5, decision("A", {"l": reply, "r": reply})) for s in "st"}), "sees the message"),
        (chance({s: (0.5, decision("A", {"l": decision("B", {"x": end})})) for s in "st"}), "nothing else"),
    ]:
        game = extensive_game(root, players=("A", "B"))
        with pytest.raises(UnsupportedGameError, match=message):
            from_tree(game)
    for other in (entry(), horse(), kuhn_poker()):
        with pytest.raises(UnsupportedGameError):
            from_tree(other)
    with pytest.raises(InvalidGameError, match="2 messages"):
        tree_beliefs(to_tree(random_game(1, (2, 2, 2))), np.ones((3, 2)))
