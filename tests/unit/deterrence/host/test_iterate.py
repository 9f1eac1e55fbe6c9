"""One round of replies against facts that it has to obey."""

from __future__ import annotations

import numpy as np

from deterrence.host import BELIEFS, Host, Policy
from deterrence.host.iterate import chain, evaluate, host_weights, play
from deterrence.host.week import week_of


def any_round(policy: Policy | None, noise: float = 0.7):  # type: ignore[no-untyped-def]
    """A round from random values and scores."""
    model = Host.of_calibration("punish").take(np.zeros(3, dtype=int))
    week = week_of(model, orderly=False)
    draw = np.random.default_rng(5)
    values, scores = draw.normal(size=(3, 4, 10, 9)), draw.normal(size=(3, 2, 10, 9, 4))
    table = None if policy is None else np.broadcast_to(policy.table(), (3, 4, 5, 5))
    return week, play(week, table, np.full(3, noise), values, scores), values, scores


def test_the_lottery_keeps_the_posterior_and_is_right_for_both_types() -> None:
    _, result, _, scores = any_round(Policy.STATUS_QUO)
    own = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    prior = BELIEFS[:, None]
    reached = prior * own[:, 0] + (1 - prior) * own[:, 1]
    ends = np.stack([BELIEFS[result.low], BELIEFS[result.low + 1]])
    posterior = prior * own[:, 0] / reached
    np.testing.assert_allclose((result.lottery[0] * ends).sum(axis=0), posterior, atol=1e-12)
    inside = (BELIEFS > 0) & (BELIEFS < 1)
    joint = result.lottery[1] * (prior * own[:, 0] / reached)
    np.testing.assert_allclose(joint[..., inside, :], (result.lottery[0] * ends)[..., inside, :], atol=1e-12)
    np.testing.assert_allclose(result.lottery.sum(axis=1), 1, atol=1e-9)


def test_levels_are_chances_where_the_noise_is_tiny() -> None:
    _, result, _, _ = any_round(Policy.STATUS_QUO, noise=1e-4)
    np.testing.assert_allclose(result.levels.sum(axis=-1), 1, atol=1e-12)


def test_chains_lose_mass_only_to_expulsion_and_exit() -> None:
    for policy in (Policy.STATUS_QUO, Policy.PUNISH, None):
        week, result, _, scores = any_round(policy)
        for player in range(4):
            moved = chain(week, result, host_weights(scores), player)
            assert (moved >= 0).all()
            assert (moved.sum(axis=-1) <= 1 + 1e-12).all()


def test_the_values_of_what_is_chosen_solve_their_equation() -> None:
    week, result, values, scores = any_round(Policy.STATUS_QUO)
    exact = evaluate(week, result, values, scores, range(4))
    weights = host_weights(scores)
    for player in range(4):
        moved = chain(week, result, weights, player)
        ahead = week.discount[:, None] * (moved @ values[:, player].reshape(3, 90, 1))[..., 0]
        flow = result.values[:, player].reshape(3, 90) - ahead
        again = flow + week.discount[:, None] * (moved @ exact[:, player].reshape(3, 90, 1))[..., 0]
        np.testing.assert_allclose(again, exact[:, player].reshape(3, 90), atol=1e-9)
