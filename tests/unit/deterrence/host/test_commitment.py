"""Searches for equilibria against a policy: slopes, fixed points, branches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.host import Host, Policy, host_draws, host_equilibria, host_replies
from deterrence.host.commitment import THOROUGH, Effort, Point, Replies
from deterrence.host.iterate import evaluate, play
from deterrence.host.kernels.linear import invert, solve_blocks
from deterrence.parameters import ParameterError

DRAW = np.random.default_rng(3)
LIKES = np.array([-1])


def models(**changes: Any) -> Host:
    return Host.of_calibration("punish", **changes).take(np.zeros(1, dtype=int))


def test_block_tridiagonal_systems_are_solved_with_the_sign_of_their_determinant() -> None:
    signs = set()
    for _ in range(20):
        dense = DRAW.normal(size=(12, 12))
        far = np.abs(np.subtract.outer(np.arange(12) // 3, np.arange(12) // 3)) > 1
        dense[far] = 0.0
        right = DRAW.normal(size=(12, 2))
        solution = right.copy()
        sign = solve_blocks(dense.copy(), solution, 3)
        np.testing.assert_allclose(dense @ solution, right, atol=1e-9)
        assert sign == np.sign(np.linalg.det(dense))
        inverse = np.empty((4, 4))
        assert invert(dense[:4, :4].copy(), inverse) == np.sign(np.linalg.det(dense[:4, :4]))
        np.testing.assert_allclose(dense[:4, :4] @ inverse, np.eye(4), atol=1e-9)
        signs.add(sign)
    assert signs == {-1.0, 1.0}
    assert solve_blocks(np.zeros((6, 6)), np.ones((6, 1)), 3) == 0.0


@pytest.mark.parametrize("changes", [{}, {"lottery_news": 0.4, "law_spread": 0.0}, {"period": 0.5}])
def test_newtons_steps_from_near_a_fixed_point_square_the_distance(changes: dict[str, Any]) -> None:
    search = Replies(models(**changes), Policy.PUNISH)
    (point, found, *_), one = search.approach(np.arange(1), 3.0, search.begin(1), 1.0, 60), np.arange(1)
    assert found.all()
    for distance, steps in ((1e-3, 3), (1e-6, 2)):
        near = Point(*(each + distance * DRAW.uniform(-1, 1, each.shape) for each in point))
        near.odds[:, :, [0, -1]] = point.odds[:, :, [0, -1]]
        back, found, systems, _ = search.approach(one, 3.0, near)
        assert found.all()
        assert 1 <= systems[0] <= steps
        np.testing.assert_allclose(back.values, point.values, atol=1e-8)


@pytest.mark.parametrize("policy", [Policy.PUNISH, Policy.TIMETABLE])
def test_what_is_found_is_a_fixed_point_of_the_replies_of_all_players(policy: Policy) -> None:
    model = host_draws(4, seed=5).take(np.arange(4))
    search = Replies(model, policy)
    state, reached = search.trace(np.arange(4), np.repeat(LIKES, 4), (2.0, 1.4), Effort(5, 100))
    rows = np.nonzero(reached == 1.4)[0]
    assert len(rows) >= 3
    week, noise = search.week.take(rows), np.full(len(rows), 1.4)
    table = np.broadcast_to(policy.table(), (len(rows), 4, 5, 5))
    state = state.take(rows)
    result = play(week, table, noise, state.values, state.scores)
    np.testing.assert_allclose(result.scores, state.scores, atol=1e-8)
    again = evaluate(week, result, state.values, state.scores, (1, 2, 3))
    np.testing.assert_allclose(again[:, 1:], state.values[:, 1:], atol=1e-8)


def test_a_branch_is_followed_where_rounds_of_replies_end_nowhere() -> None:
    model = host_draws(64, seed=1).take(np.array([49]))
    search = Replies(model, Policy.PUNISH)
    _, by_rounds = search.trace(np.arange(1), LIKES, (1.0,), Effort(2, 0))
    state, along = search.trace(np.arange(1), LIKES, (1.0,), THOROUGH._replace(rounds=2))
    assert by_rounds[0] == np.inf
    assert along[0] == 1.0
    assert np.isfinite(state.values).all()


def test_noise_may_be_small() -> None:
    found = host_replies(Host.of_calibration("leave"), Policy.EXIT, noise=0.01, starts=("even",))
    assert found.certificate.holds.all()


def test_the_us_is_committed_to_a_policy_or_chooses() -> None:
    model = Host.of_calibration("leave", period=0.5)
    for policy in (None, "P3"):
        with pytest.raises(ParameterError, match="host_equilibria"):
            host_replies(model, policy, noise=1.0)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="period"):
        host_equilibria(model, noise=1.0)
