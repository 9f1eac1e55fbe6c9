"""Policies to which a leader is committed."""

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.stochastic import StochasticGame, policy_value


def test_ties_of_the_follower_give_the_leader_the_best_and_the_worst_over_pure_replies() -> None:
    rng = np.random.default_rng(0)
    payoffs = rng.integers(0, 3, (3, 2, 2, 3)).astype(float)
    payoffs[:, 1] = 1.0  # the follower never minds
    game = StochasticGame(payoffs, 0.9, rng.dirichlet(np.ones(3), (3, 2, 3)))
    policy = rng.dirichlet(np.ones(2), 3)
    value = policy_value(game, policy)
    replies = [np.eye(3)[list(choice)] for choice in np.ndindex(3, 3, 3)]
    paid = np.array([game.evaluate((policy, reply))[0][:, 0] for reply in replies])
    np.testing.assert_allclose(value.favourable.payoffs[:, 0], paid.max(axis=0), atol=1e-12)
    np.testing.assert_allclose(value.unfavourable.payoffs[:, 0], paid.min(axis=0), atol=1e-12)
    np.testing.assert_allclose(value.favourable.payoffs[:, 1], 1.0)


@pytest.mark.parametrize("leader", [0, 1])
def test_without_ties_both_are_the_value_against_the_best_reply(leader: int) -> None:
    rng = np.random.default_rng(1)
    game = StochasticGame(rng.random((6, 3, 2, 2, 2)), 0.9, rng.dirichlet(np.ones(3), (6, 3, 2, 2)))
    policies = rng.dirichlet(np.ones(2), (5, 6, 3))  # five policies in each of six games
    value = policy_value(game, policies, leader=leader)
    assert value.favourable.payoffs.shape == (5, 6, 3, 2)
    np.testing.assert_allclose(value.favourable.payoffs, value.unfavourable.payoffs, atol=1e-12)
    np.testing.assert_allclose(game.evaluate(value.favourable.strategies)[0], value.favourable.payoffs, atol=1e-12)
    assert value.favourable.certificate.holds.all()


def test_several_followers_play_the_game_that_is_left() -> None:
    rng = np.random.default_rng(2)
    players = ("leader", "first", "second")
    game = StochasticGame(rng.random((2, 3, 2, 2, 2)), 0.9, rng.dirichlet(np.ones(2), (2, 2, 2, 2)), players=players)
    policy = rng.dirichlet(np.ones(2), 2)
    with pytest.raises(UnsupportedGameError, match="several followers"):
        policy_value(game, policy)
    left = game.given({0: policy})
    others = (rng.dirichlet(np.ones(2), 2), rng.dirichlet(np.ones(2), 2))
    assert left.players == ("first", "second")
    np.testing.assert_allclose(left.evaluate(others)[0], game.evaluate((policy, *others))[0][:, 1:], atol=1e-14)


def test_what_no_certificate_holds_for_is_nan() -> None:
    rng = np.random.default_rng(0)
    game = StochasticGame(rng.random((1, 2, 2, 2)), 0.9, np.ones((1, 2, 2, 1)))
    for side in policy_value(game, [[0.3, 0.7]], tolerance=0.0, strict=False):
        assert not side.certificate.holds
        assert np.isnan(side.payoffs).all()


def test_the_policy_of_no_stochastic_game_has_no_value() -> None:
    with pytest.raises(InvalidGameError, match="a StochasticGame was needed, got int"):
        policy_value(3, [[1, 0]])  # type: ignore[arg-type]
