"""The principal branch: where it starts, turns, crosses and ends."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gametheory import NoEquilibriumFoundError, Status
from gametheory.normal_form import NormalFormGame, bimatrix, logit_branch, logit_equilibrium, symmetric
from gametheory.normal_form import logit_branch as module_of_branch
from gametheory.testing.answer import bits_of

TURNING = bimatrix([[4, 8], [29, 1]], [[12, 15], [12, 13]])


def some_games(seed: int, *sizes: int, number: int = 50) -> NormalFormGame:
    return NormalFormGame(np.random.default_rng(seed).random((number, 2, *sizes)))


def test_it_starts_uniform_and_ends_at_the_highest_precision() -> None:
    game = some_games(0, 3, 4)
    branch = logit_branch(game, max_precision=np.linspace(1, 200, 50))
    first = np.cumsum(branch.count) - branch.count
    assert (branch.precision[first] == 0).all()
    np.testing.assert_allclose(branch.strategies[1][first], 0.25, rtol=1e-15)
    assert branch.precision[np.cumsum(branch.count) - 1].tolist() == np.linspace(1, 200, 50).tolist()
    assert branch.certificate.holds.all()
    assert (branch.status == Status.SOLVED).all()


def test_it_ends_where_the_equilibrium_of_that_precision_lies() -> None:
    game = some_games(1, 4, 4)
    at_end = logit_equilibrium(game, 80.0)
    last = logit_branch(game, max_precision=80.0).last
    np.testing.assert_array_equal(last.strategies[0], at_end.strategies[0])
    np.testing.assert_array_equal(last.payoffs, at_end.payoffs)


def test_between_turning_points_the_precision_is_monotone() -> None:
    game = some_games(2, 5, 5, number=200)
    branch = logit_branch(game)
    turned = 0
    for k in range(200):
        path = branch.of(k)
        ends = [0, *np.flatnonzero(path.turning), len(path) - 1]
        for turn, (start, stop) in enumerate(pairwise(ends)):
            rises = np.diff(path.precision[start : stop + 1])
            assert (rises * (-1) ** turn > 0).all()
        turned += len(ends) - 2
    assert turned == branch.turning.sum() >= 20


def test_turning_points_solve_their_equations() -> None:
    mpmath = pytest.importorskip("mpmath")

    def equations(z: Any, precision: Any) -> Any:
        q = 1 / (1 + mpmath.exp(-precision * (-3 * z - (1 - z))))
        excess = mpmath.log(z / (1 - z)) - precision * ((4 - 29) * q + (8 - 1) * (1 - q))
        slope = 1 / (z * (1 - z)) + precision * 32 * q * (1 - q) * precision * -2
        return [excess, slope]

    branch = logit_branch(TURNING)
    at = np.flatnonzero(branch.turning)
    assert len(at) == 2
    with mpmath.workdps(30):
        for k in at:
            start = (branch.strategies[0][k, 0], branch.precision[k])
            exact = mpmath.findroot(equations, start)
            assert branch.precision[k] == pytest.approx(float(exact[1]), rel=1e-12)


def test_the_branch_of_a_symmetric_coordination_game_selects_the_risk_dominant_equilibrium() -> None:
    rng = np.random.default_rng(3)
    own = rng.random((100, 2, 2))
    own[:, 0, 0] += 1
    own[:, 1, 1] += 1
    gains = own[:, 0, 0] - own[:, 1, 0], own[:, 1, 1] - own[:, 0, 1]
    last = logit_branch(symmetric(own), max_precision=1000).last
    assert ((last.strategies[0][:, 0] > 0.5) == (gains[0] > gains[1])).all()


def test_the_branch_of_other_coordination_games_need_not() -> None:
    # Zhang and Hofbauer (2016), Quantal response methods for equilibrium selection in 2 x 2 coordination games.
    a, b, c, d = 0.685, 0.354, 0.112, 0.253
    assert a * c < b * d  # the second equilibrium is risk-dominant
    branch = logit_branch(bimatrix([[a, 0], [0, b]], [[c, 0], [0, d]]), max_precision=1000)
    assert branch.last.strategies[0][0] > 0.99
    p = 0.5  # the way there in small steps: it never turns
    for precision in np.arange(0.0, 60.0, 0.01):
        for _ in range(20):
            q = 1 / (1 + np.exp(-precision * (p * c - (1 - p) * d)))
            reply = 1 / (1 + np.exp(-precision * (q * a - (1 - q) * b)))
            slope = precision**2 * reply * (1 - reply) * (a + b) * q * (1 - q) * (c + d)
            p += (reply - p) / (1 - slope)
        assert slope < 1
    assert p == pytest.approx(logit_equilibrium(bimatrix([[a, 0], [0, b]], [[c, 0], [0, d]]), 59.99).strategies[0][0])
    assert p > 0.99


def test_a_symmetric_game_crosses_its_bifurcation_and_stays_symmetric() -> None:
    branch = logit_branch(bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]]))
    assert branch.crossing.sum() == 1
    at = int(np.flatnonzero(branch.crossing)[0])
    assert branch.precision[at - 1] <= 2 * (1 + 1e-5)  # the pitchfork lies at 2
    assert branch.precision[at] > 2
    np.testing.assert_allclose(branch.strategies[0], 0.5, rtol=0, atol=1e-9)
    rng = np.random.default_rng(4)
    many = logit_branch(symmetric(rng.integers(0, 5, (100, 3, 3))))
    np.testing.assert_allclose(many.strategies[0], many.strategies[1], rtol=0, atol=1e-9)


def test_multiplied_payoffs_divide_the_precisions_of_the_branch() -> None:
    game = some_games(5, 3, 3)
    plain, scaled = logit_branch(game), logit_branch(NormalFormGame(game.payoffs * 2.0**30))
    np.testing.assert_array_equal(scaled.precision, plain.precision * 2.0**-30)
    np.testing.assert_array_equal(scaled.strategies[0], plain.strategies[0])


def test_room_and_blocks_do_not_change_the_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    game = some_games(6, 3, 3)
    whole = logit_branch(game)
    home = __import__("sys").modules[module_of_branch.__module__]
    monkeypatch.setattr(home, "ROOM", 4)
    monkeypatch.setattr(home, "BLOCK_BYTES", 3000)
    assert bits_of(logit_branch(game)) == bits_of(whole)


def test_one_game_of_a_batch_is_the_game_alone() -> None:
    game = some_games(7, 2, 3)
    assert logit_branch(game).of(11) == logit_branch(game[11])


def test_constant_games_and_single_actions_have_a_branch() -> None:
    flat = logit_branch(bimatrix(np.ones((3, 4)), np.zeros((3, 4))))
    np.testing.assert_allclose(flat.last.strategies[1], 0.25, rtol=1e-14)
    assert flat.precision[-1] == 1000
    assert logit_branch(bimatrix([[2.0]], [[1.0]])).last.payoffs.tolist() == [2, 1]
    assert len(logit_branch(bimatrix(np.ones((0, 2, 2)), np.ones((0, 2, 2))))) == 0


def test_a_branch_that_does_not_arrive_is_loud() -> None:
    with pytest.raises(NoEquilibriumFoundError, match="STEP_LIMIT"):
        logit_branch(TURNING, max_steps=5)
    branch = logit_branch(TURNING, max_steps=5, strict=False)
    assert np.isnan(branch.last.payoffs).all()
    assert branch.certificate.holds.all()
    assert len(branch) > 1


def test_nearly_symmetric_games_leave_the_symmetric_path_smoothly() -> None:
    for tilt in [1e-1, 1e-3, 1e-5]:
        branch = logit_branch(bimatrix([[1 + tilt, 0], [0, 1]], [[1, 0], [0, 1]]))
        assert not branch.crossing.any()
        assert branch.last.strategies[0][0] > 0.99


@pytest.mark.peer
@pytest.mark.parametrize("size", [2, 3, 5, 8])
def test_gambit_ends_at_the_same_point(size: int) -> None:
    gambit = pytest.importorskip("pygambit")
    for game in (some_games(8, size, size, number=10)[k] for k in range(10)):
        theirs = gambit.qre.logit_solve_lambda(gambit.Game.from_arrays(*game.payoffs), lam=1000.0)[-1].profile
        ours = logit_branch(game, max_precision=1000).last
        for player, strategy in zip(theirs.game.players, ours.strategies, strict=True):
            np.testing.assert_allclose([float(theirs[each]) for each in player.strategies], strategy, atol=1e-6)
