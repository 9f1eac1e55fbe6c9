"""Equilibria in cut-offs: closed forms, single crossing, and agreement with many types."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from gametheory import InvalidGameError, NoEquilibriumFoundError, Status, UnsupportedGameError, certify
from gametheory.bayesian import (
    BayesianGame,
    CutoffGame,
    cutoff_equilibria,
    cutoff_equilibrium,
    pure_bayes_nash,
    single_crossing,
)
from gametheory.residual import cutoff_residual


def investment(bonus: Any, cost: Any) -> CutoffGame:
    """Types are uniform on [0, 1]; investing pays the type, and ``bonus`` if the other invests, at ``cost``."""
    bonus, cost = np.broadcast_arrays(np.asarray(bonus, dtype=float), np.asarray(cost, dtype=float))
    gains = (lambda t, c: t + bonus * (1 - c[1]) - cost, lambda t, c: t + bonus * (1 - c[0]) - cost)
    return CutoffGame(gains, (np.zeros(bonus.shape), 0), (1, 1))


def entry(duopoly: float) -> CutoffGame:
    """Alone a firm earns 1, two earn ``duopoly`` each; entry costs minus the type, uniform on [-1, 0]."""
    return CutoffGame(
        (lambda t, c: 1 + (1 - duopoly) * c[1] + t, lambda t, c: 1 + (1 - duopoly) * c[0] + t), (-1, -1), (0, 0)
    )


def test_investing_together_has_the_three_equilibria_of_the_closed_form() -> None:
    bonus = np.array([[0.5], [2.0], [3.0]])
    cost = np.array([0.75, 1.25, 1.75])
    found = cutoff_equilibria(investment(bonus, cost))
    for index in np.ndindex(3, 3):
        b, k = float(bonus[index[0], 0]), float(cost[index[1]])
        inside = (k - b) / (1 - b)
        expected = [0.0] * (b >= k) + [inside] * (0 < inside < 1) + [1.0] * (k >= 1)
        for own in found.of(*index).strategies:
            np.testing.assert_allclose(own, expected, atol=1e-12)


def test_entrants_share_the_market_or_one_stays_out() -> None:
    found = cutoff_equilibria(entry(-1.0))
    np.testing.assert_allclose(found.strategies[0], [-1, -1 / 3, 0], atol=1e-12)
    np.testing.assert_allclose(found.strategies[1], [0, -1 / 3, -1], atol=1e-12)
    assert found.certificate.holds.all()
    assert not found.complete
    alone = cutoff_equilibria(entry(0.5))  # best replies are flat: one equilibrium
    np.testing.assert_allclose(alone.strategies, [[-2 / 3], [-2 / 3]], atol=1e-12)


def test_distributions_of_scipy_can_be_used_and_the_two_sides_differ() -> None:
    first, second = stats.norm(0.2, 0.7), stats.expon(scale=0.5)
    game = CutoffGame(
        (lambda t, c: t - 0.4 + second.sf(c[1]), lambda t, c: t - 0.9 + 0.8 * first.sf(c[0])), (-3, 0), (3, 4)
    )
    found = cutoff_equilibria(game)
    (x,), (y,) = found.strategies
    other = optimize.root(
        lambda c: [c[0] - 0.4 + second.sf(c[1]), c[1] - 0.9 + 0.8 * first.sf(c[0])], [0.0, 0.5], tol=1e-13
    ).x
    np.testing.assert_allclose([x, y], other, atol=1e-10)
    assert single_crossing(game).all()


def test_values_cross_once_and_costs_with_a_common_prize_do_not() -> None:
    """Who values the prize more gains more from fighting; with private costs the order turns around."""
    values = CutoffGame((lambda t, c: t - c[1], lambda t, c: t - c[0]), (0, 0), (1, 1))
    costs = CutoffGame((lambda t, c: 1 - c[1] - t, lambda t, c: 1 - c[0] - t), (0, 0), (1, 1))
    assert single_crossing(values).tolist() == [True, True]
    assert single_crossing(costs).tolist() == [False, False]
    hump = CutoffGame((lambda t, c: 0.1 - (t - c[1]) ** 2, lambda t, c: t - c[0]), (0, 0), (1, 1))
    assert single_crossing(hump).tolist() == [False, True]


def test_what_is_no_equilibrium_in_cut_offs_is_refused() -> None:
    hump = CutoffGame((lambda t, c: 0.01 - (t - 0.5) ** 2, lambda t, c: t - 0.5), (0, 0), (1, 1))
    with pytest.raises(NoEquilibriumFoundError, match="REFUSED"):
        cutoff_equilibria(hump)
    found = cutoff_equilibria(hump, strict=False)
    assert len(found) == 0
    assert found.status == Status.REFUSED


def test_a_jump_over_zero_is_no_equilibrium() -> None:
    """The second player answers a low cut-off with a high one at once, and the first wants the opposite."""
    game = CutoffGame(
        (lambda t, c: t - np.where(c[1] < 0.5, 0.7, 0.3), lambda t, c: t - np.where(c[0] < 0.5, 0.8, 0.2)),
        (0, 0),
        (1, 1),
    )
    found = cutoff_equilibria(game, strict=False)
    pairs = sorted(zip(*(own.round(9).tolist() for own in found.strategies), strict=True))
    assert pairs == [(0.3, 0.8), (0.7, 0.2)]


def test_a_continuum_of_equilibria_is_not_called_complete() -> None:
    """With gains t times the other's cut-off, every pair with product 1/4 is an equilibrium."""
    game = CutoffGame((lambda t, c: t * c[1] - 0.25, lambda t, c: t * c[0] - 0.25), (0, 0), (1, 1))
    found = cutoff_equilibria(game)
    np.testing.assert_allclose(found.strategies[0] * found.strategies[1], 0.25)
    assert len(found) > 0
    assert not found.complete


def test_refused_and_certified_profiles_are_told_apart() -> None:
    game = entry(-1.0)
    assert certify(game, (-1 / 3, -1 / 3), residual=cutoff_residual).certificate.holds
    wrong = certify(game, (-0.4, -1 / 3), residual=cutoff_residual, strict=False).certificate
    assert wrong.regret[0] == pytest.approx(0.4 - 1 / 3)
    outside = certify(game, (-1.5, -1 / 3), residual=cutoff_residual, strict=False).certificate
    assert outside.inconsistency == pytest.approx(0.5)
    assert not certify(game, (np.nan, -1 / 3), residual=cutoff_residual, strict=False).certificate.holds


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_iteration_finds_the_symmetric_equilibrium_of_several_firms(number: int) -> None:
    """Investing pays the type, and 1/2 times the share of the others who invest, at a cost of 3/4."""
    weight = 0.5 / max(1, number - 1)

    def gain(i: int) -> Any:
        return lambda t, c: t + weight * sum((1 - c[j] for j in range(number) if j != i), 0.0 * t) - 0.75

    game = CutoffGame([gain(i) for i in range(number)], [0] * number, [1] * number)
    found = cutoff_equilibrium(game)
    expected = 0.75 if number == 1 else 0.5  # c = 3/4 - (1 - c) / 2
    np.testing.assert_allclose(found.strategies, expected, atol=1e-12)


def test_starts_are_an_axis_and_an_iteration_that_circles_says_so() -> None:
    game = investment(2.0, 1.25)
    starts = np.array([0.1, 0.9])
    found = cutoff_equilibrium(game, start=(starts, starts))
    np.testing.assert_allclose(found.strategies[0], [0, 1], atol=1e-12)
    chase = CutoffGame(
        (lambda t, c: t - np.where(c[1] < 0.5, 0.9, 0.1), lambda t, c: t - np.where(c[0] < 0.5, 0.1, 0.9)),
        (0, 0),
        (1, 1),
    )
    circled = cutoff_equilibrium(chase, damping=1.0, max_steps=50, strict=False)
    assert circled.status == Status.STEP_LIMIT
    assert np.isnan(circled.strategies[0])


def test_a_batch_is_solved_like_its_games() -> None:
    bonus, cost = np.array([0.5, 2.0, 2.5]), np.array([0.75, 1.25, 1.5])
    together = cutoff_equilibria(investment(bonus, cost))
    single = cutoff_equilibrium(investment(bonus, cost), strict=False)
    for k in range(3):
        alone = cutoff_equilibria(investment(bonus[k], cost[k]))
        for mine, other in zip(together.of(k).strategies, alone.strategies, strict=True):
            np.testing.assert_array_equal(mine, other)
        one = cutoff_equilibrium(investment(bonus[k], cost[k]), strict=False)
        np.testing.assert_array_equal(single.strategies[0][k], one.strategies[0])


def test_many_types_have_nearly_the_cut_offs_of_a_continuum() -> None:
    """Pure equilibria of four equally likely types act from cut-offs within one type of that of the continuum."""
    kinds = 4
    types = [Fraction(2 * k + 1, 2 * kinds) for k in range(kinds)]
    payoffs = np.zeros((2, kinds, kinds, 2, 2), dtype=object)
    for t1, t2, a1, a2 in np.ndindex(kinds, kinds, 2, 2):  # action 1 invests
        payoffs[0, t1, t2, a1, a2] = a1 * (types[t1] + Fraction(1, 2) * a2 - Fraction(3, 4))
        payoffs[1, t1, t2, a1, a2] = a2 * (types[t2] + Fraction(1, 2) * a1 - Fraction(3, 4))
    coarse = pure_bayes_nash(BayesianGame(payoffs, np.full((kinds, kinds), Fraction(1, kinds**2), dtype=object)))
    fine = cutoff_equilibria(investment(0.5, 0.75))
    assert len(coarse) > 0
    for strategy in coarse.strategies:
        acts = strategy[:, :, 1]
        assert (np.diff(acts, axis=1) >= 0).all()
        assert (np.abs(1 - acts.mean(axis=1) - fine.strategies[0][0]) <= 1 / kinds + 1e-9).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"gains": (), "lower": (), "upper": ()}, "one function"),
        ({"gains": (abs,), "lower": (0, 0), "upper": (1,)}, "one end for each"),
        ({"gains": (abs,), "lower": (1,), "upper": (0,)}, "lower below the upper"),
        ({"gains": (abs,), "lower": (0,), "upper": (np.inf,)}, "finite ends"),
        ({"gains": (abs,), "lower": (0,), "upper": (1,), "players": ("a", "b")}, "names"),
    ],
)
def test_bad_games_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        CutoffGame(**arguments)


def test_gains_that_are_no_numbers_or_of_another_shape_are_refused() -> None:
    with pytest.raises(InvalidGameError, match="finite for all"):
        cutoff_equilibrium(CutoffGame((lambda t, c: t * np.nan,), (0,), (1,)))
    with pytest.raises(InvalidGameError, match="return that shape"):
        cutoff_equilibrium(CutoffGame((lambda t, c: 1.0,), (0,), (1,)))
    with pytest.raises(UnsupportedGameError, match="two players"):
        cutoff_equilibria(CutoffGame((lambda t, c: t,), (0,), (1,)))
