"""Derivatives of equilibria: closed forms, finite differences, and what is withheld."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.normal_form import (
    NormalFormGame,
    Regularity,
    bimatrix,
    lemke_howson,
    sensitivity,
    stackelberg,
    support_enumeration,
    zero_sum,
)

RNG = np.random.default_rng(0)
HALF = ([0.5, 0.5], [0.5, 0.5])


def one_entry(player: int, row: int, column: int) -> Any:
    slope = np.zeros((2, 2, 2))
    slope[player, row, column] = 1
    return slope


def volunteers(cost: float) -> Any:
    """Three may volunteer at a cost; if one does, all gain 1 (Diekmann 1985)."""
    payoffs = np.zeros((3, 2, 2, 2))
    for profile in np.ndindex(2, 2, 2):
        for i in range(3):
            payoffs[(i, *profile)] = float(0 in profile) - cost * (profile[i] == 0)
    return payoffs


def test_own_payoffs_do_not_move_the_own_mixture_of_two_by_two() -> None:
    game = bimatrix([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    mixed = certify(game, ([1 / 3, 2 / 3], [1 / 3, 2 / 3]))
    statics = sensitivity(game, mixed, {"crash": one_entry(0, 0, 0)})
    assert (statics.strategies[0] == 0).all()
    assert (statics.strategy_errors[0] == 0).all()
    assert (statics.strategy_signs[0] == 0).all()
    # Indifference of the row player: c q + 7 (1 - q) = 2 q + 6 (1 - q), so q = 1 / (3 - c) and dq/dc = 1 / 9.
    assert statics.strategies[1][0].tolist() == pytest.approx([1 / 9, -1 / 9])
    assert statics.strategy_signs[1].tolist() == [[1, -1]]
    # Each is paid 6 - 4 * (the other's probability of daring).
    assert statics.payoffs[0].tolist() == pytest.approx([-4 / 9, 0])
    assert statics.payoff_signs[0].tolist() == [-1, 0]


def test_errors_bound_the_distance_to_the_exact_derivative() -> None:
    for _ in range(50):
        payoffs = RNG.integers(-9, 10, (2, 2, 2))
        payoffs[0, 0, 0], payoffs[0, 1, 1] = payoffs[0, 1, 0] + 3, payoffs[0, 0, 1] + 5
        payoffs[1, 0, 0], payoffs[1, 1, 1] = payoffs[1, 0, 1] - 2, payoffs[1, 1, 0] - 7
        game = NormalFormGame(payoffs / 8)
        slope = RNG.integers(-3, 4, (2, 2, 2))
        statics = sensitivity(game, lemke_howson(game), {"t": slope})
        (a, b), (c, d) = [[Fraction(int(entry), 8) for entry in row] for row in payoffs[0]]
        (p, q), (r, s) = [[Fraction(int(entry)) for entry in row] for row in slope[0]]
        above, below = d - b, a - b - c + d  # the column player's first weight is above / below
        exact = ((s - q) * below - above * (p - q - r + s)) / below**2
        found, error = (Fraction(float(part[0, 0])) for part in (statics.strategies[1], statics.strategy_errors[1]))
        assert abs(found - exact) <= error < 1e-10


def exact_derivatives(payoffs: Any, slope: Any, own: list[int], others: list[int]) -> list[Fraction]:
    """How the weights on ``others``, which make ``own`` equally good, and the payoff move, in rational arithmetic."""
    def entry(number: float) -> fmpq:
        return fmpq(*Fraction(number).as_integer_ratio())

    system = fmpq_mat([[*(entry(payoffs[i, j]) for j in others), -1] for i in own] + [[1] * len(others) + [0]])
    point = system.solve(fmpq_mat([[0]] * len(own) + [[1]])).entries()
    right = [[-sum(entry(slope[i, j]) * point[k] for k, j in enumerate(others))] for i in own]
    return [Fraction(int(x.p), int(x.q)) for x in system.solve(fmpq_mat([*right, [0]])).entries()]


@pytest.mark.parametrize("size", [3, 4])
def test_errors_bound_the_distance_to_the_exact_derivative_of_larger_supports(size: int) -> None:
    payoffs = RNG.standard_normal((60, 2, size, size))
    payoffs[:20] = RNG.integers(-9, 10, (20, 2, size, size))
    payoffs[20:30] = payoffs[20:30] * 1e5 + 1e9
    payoffs[30:40, :, 1] = payoffs[30:40, :, 0] + 1e-6 * RNG.standard_normal((10, 2, size))  # nearly singular
    games = NormalFormGame(payoffs)
    slope = RNG.standard_normal((2, size, size))
    equilibria = support_enumeration(games, strict=False)
    statics = sensitivity(games, equilibria, {"t": slope})
    rows = np.flatnonzero(statics.regularity == Regularity.REGULAR)
    assert len(rows) > 60
    for r in rows:
        supports = [np.flatnonzero(strategy[r]).tolist() for strategy in equilibria.strategies]
        for i in range(2):
            own, others = supports[i], supports[1 - i]
            game = payoffs[equilibria.game[r]]
            exact = exact_derivatives(game[i] if i == 0 else game[i].T, slope[i] if i == 0 else slope[i].T, own, others)
            for derivative, bound, true in zip(
                [*statics.strategies[1 - i][r, 0, others], statics.payoffs[r, 0, i]],
                [*statics.strategy_errors[1 - i][r, 0, others], statics.payoff_errors[r, 0, i]],
                exact,
                strict=True,
            ):
                assert abs(Fraction(float(derivative)) - true) <= Fraction(float(bound))


@pytest.mark.parametrize(("m", "n"), [(2, 2), (3, 3), (3, 4)])
def test_derivatives_are_limits_of_differences(m: int, n: int) -> None:
    game = bimatrix(*RNG.random((2, 40, m, n)))
    slope, step = RNG.standard_normal((40, 1, 2, m, n)), 1e-6
    here = support_enumeration(game)
    statics = sensitivity(game, here, slope)
    up, down = (support_enumeration(NormalFormGame(game.payoffs + h * slope[:, 0])) for h in (step, -step))
    same = (up.count == here.count) & (down.count == here.count)
    assert same.sum() > 35
    rows, above, below = same[here.game], same[up.game], same[down.game]
    for i in range(2):
        difference = (up.strategies[i][above] - down.strategies[i][below]) / (2 * step)
        derivative = statics.strategies[i][rows, 0]
        size = 1 + np.abs(derivative).max(axis=-1, keepdims=True) ** 3
        assert (np.abs(difference - derivative) < 1e-6 * size).all()
    difference = (up.payoffs[above] - down.payoffs[below]) / (2 * step)
    np.testing.assert_allclose(statics.payoffs[rows, 0], difference, rtol=1e-5, atol=1e-5)


def test_three_volunteers_shirk_more_as_it_costs_more() -> None:
    cost = 0.3
    shirk = cost**0.5  # each is indifferent: 1 - cost = 1 - shirk**2
    game = NormalFormGame(volunteers(cost), players=("a", "b", "c"))
    mixed = certify(game, ([1 - shirk, shirk],) * 3)
    statics = sensitivity(game, mixed, {"cost": volunteers(1) - volunteers(0)})
    for i in range(3):
        assert statics.strategies[i][0, 1] == pytest.approx(0.5 / shirk)
        assert statics.strategy_signs[i].tolist() == [[-1, 1]]
    assert statics.payoffs[0].tolist() == pytest.approx([-1, -1, -1])


def test_a_strict_equilibrium_stays_and_its_payoff_follows_its_profile() -> None:
    dilemma = bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    statics = sensitivity(dilemma, lemke_howson(dilemma), {"peace": one_entry(0, 0, 0), "war": one_entry(0, 1, 1)})
    assert all((part == 0).all() for part in statics.strategy_signs)
    assert statics.of("war").payoffs.tolist() == [[1, 0]]
    assert statics.of("peace").payoff_signs.tolist() == [[0, 0]]
    with pytest.raises(InvalidGameError, match="no parameter is called 'truce'"):
        statics.of("truce")


def test_a_derivative_that_cancels_is_not_given_a_sign() -> None:
    game = bimatrix([[0, 7], [2, 6.1]], [[0, 2], [7, 6.1]])
    mixed = support_enumeration(game)
    paid_anyway = np.array([[[1, 0], [1, 0]], [[0, 0], [0, 0]]])  # for what the column player does
    statics = sensitivity(game, mixed, {"subsidy": paid_anyway})
    assert np.abs(statics.strategies[1]).max() < 1e-12
    assert np.isnan(statics.strategy_signs[1][2]).all()
    assert (statics.strategy_signs[0] == 0).all()
    assert (statics.payoff_signs[2, 0, 0]) == 1


def test_what_is_not_regular_is_withheld() -> None:
    slope = {"t": one_entry(0, 0, 0)}
    tied = bimatrix([[1, 0], [1, 0]], [[1, 0], [1, 0]])
    at_tie = sensitivity(tied, certify(tied, ([1, 0], [1, 0])), slope)
    assert Regularity(int(at_tie.regularity)) is Regularity.TIED
    assert np.isnan(at_tie.strategies[0]).all()
    assert np.isnan(at_tie.payoffs).all()
    assert np.isnan(at_tie.strategy_signs[0]).all()
    inside = sensitivity(tied, certify(tied, (HALF[0], [1, 0])), slope)
    assert Regularity(int(inside.regularity)) is Regularity.SINGULAR
    pennies = zero_sum([[1, -1], [-1, 1]])
    far = sensitivity(pennies, certify(pennies, ([0.51, 0.49], [0.5, 0.5]), tolerance=0.1), slope)
    assert Regularity(int(far.regularity)) is Regularity.NO_EQUILIBRIUM
    none = sensitivity(pennies, lemke_howson(pennies, max_steps=0, strict=False), slope)
    assert Regularity(int(none.regularity)) is Regularity.NO_EQUILIBRIUM
    assert all(code.meaning.endswith(".") for code in Regularity)


def test_a_lead_too_small_for_float64_is_taken_for_a_tie() -> None:
    slip = Fraction(1, 10**25)
    game = bimatrix([[1, 0], [1 - slip, 0]], [[1, 0], [1, 0]])
    assert sensitivity(game, certify(game, ([1, 0], [1, 0])), {"t": one_entry(0, 0, 0)}).regularity == Regularity.TIED


def test_a_batch_equals_the_loop_and_masked_actions_change_nothing() -> None:
    payoffs = RNG.integers(0, 5, (3, 4, 2, 2, 3)).astype(float)
    games = NormalFormGame(payoffs)
    slope = RNG.standard_normal((3, 4, 2, 2, 2, 3))
    answers = lemke_howson(games)
    batch = sensitivity(games, answers, slope)
    wide = np.full((3, 4, 2, 3, 3), 50.0)
    wide[..., 1:, :] = payoffs
    masked_games = NormalFormGame(wide, available=(np.array([False, True, True]), np.ones(3, dtype=bool)))
    padded = np.pad(slope, [(0, 0)] * 4 + [(1, 0), (0, 0)], constant_values=9.0)
    masked = sensitivity(masked_games, lemke_howson(masked_games, initial_pivot=1), padded)
    for index in np.ndindex(3, 4):
        alone = sensitivity(games[index], lemke_howson(games[index]), slope[index])
        np.testing.assert_array_equal(batch.strategies[1][index], alone.strategies[1])
        np.testing.assert_array_equal(batch.payoff_errors[index], alone.payoff_errors)
    np.testing.assert_array_equal(masked.regularity, batch.regularity)
    np.testing.assert_allclose(masked.payoffs, batch.payoffs, atol=1e-12)
    np.testing.assert_allclose(masked.strategies[0][..., 1:], batch.strategies[0], atol=1e-12)


def test_units_carry_over_exactly() -> None:
    game = bimatrix(*RNG.random((2, 20, 3, 3)))
    slope = RNG.standard_normal((1, 2, 3, 3))
    plain = sensitivity(game, lemke_howson(game), slope)
    factors = np.array([2.0**40, 2.0**-30])[:, None, None]
    other = NormalFormGame(game.payoffs * factors)
    scaled = sensitivity(other, lemke_howson(other), slope * factors)
    np.testing.assert_array_equal(scaled.strategies[0], plain.strategies[0])
    np.testing.assert_array_equal(scaled.payoffs, plain.payoffs * factors[:, 0, 0])


def test_wrong_shapes_and_concepts_are_refused() -> None:
    game = bimatrix([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    answer = lemke_howson(game)
    for wrong in (np.zeros((2, 2, 2)), np.zeros((1, 2, 3, 2)), {"t": np.zeros((3, 2, 2))}, {}, {"t": np.nan}):
        with pytest.raises(InvalidGameError, match="derivatives of payoffs need"):
            sensitivity(game, answer, wrong)
    with pytest.raises(InvalidGameError, match="Pass the game that was solved"):
        sensitivity(game[None], answer, {"t": 1.0})
    with pytest.raises(UnsupportedGameError, match="only Nash"):
        sensitivity(game, stackelberg(game).favourable, {"t": 1.0})
