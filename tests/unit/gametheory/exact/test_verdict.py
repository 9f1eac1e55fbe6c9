"""Equilibria decided without rounding."""

from fractions import Fraction
from itertools import product

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, certify
from gametheory.exact import is_equilibrium, regret
from gametheory.normal_form import NormalFormGame, bimatrix
from tests.unit.gametheory.exact.cases import (
    HALF,
    PENNIES_IN_THIRDS,
    STAG_HUNT,
    THIRD,
    integer_bimatrices,
    quick,
    rational_strategies,
    small_integers,
)


def test_mixing_evenly_is_the_equilibrium_of_matching_pennies_in_thirds():
    assert is_equilibrium(PENNIES_IN_THIRDS, ([HALF, HALF], [HALF, HALF]))


@pytest.mark.parametrize("slip", [Fraction(1, 10**30), -Fraction(1, 10**30)])
def test_a_profile_off_by_ten_to_the_minus_thirty_is_refused(slip):
    assert not is_equilibrium(PENNIES_IN_THIRDS, ([HALF, HALF], [HALF + slip, HALF - slip]))
    assert not is_equilibrium(PENNIES_IN_THIRDS, ([HALF, HALF], [HALF + slip, HALF]))


def test_payoffs_off_by_ten_to_the_minus_thirty_make_another_game():
    richer = bimatrix([[THIRD, -THIRD], [-THIRD, THIRD + Fraction(1, 10**30)]], [[-1, 1], [1, -1]])
    np.testing.assert_array_equal(richer.payoffs[0], PENNIES_IN_THIRDS.payoffs[0])
    assert not is_equilibrium(richer, ([HALF, HALF], [HALF, HALF]))


def test_floats_are_the_dyadic_rationals_that_they_are():
    anything_goes = bimatrix(np.zeros((1, 10)), np.zeros((1, 10)))
    assert not is_equilibrium(anything_goes, ([1.0], [0.1] * 10))
    assert is_equilibrium(anything_goes, ([1], [Fraction(1, 10)] * 10))
    assert is_equilibrium(PENNIES_IN_THIRDS, ([0.5, 0.5], np.array([1, 1], dtype=np.float32) / 2))


def test_rationals_of_flint_and_integers_of_any_kind_are_numbers():
    half = flint.fmpq(1, 2)
    assert is_equilibrium(PENNIES_IN_THIRDS, ([half, half], [HALF, 0.5]))
    for one, zero in [(flint.fmpz(1), flint.fmpz(0)), (np.int64(1), np.int64(0)), (True, False)]:
        assert is_equilibrium(STAG_HUNT, (np.array([one, zero], dtype=object), [1, 0]))


@pytest.mark.parametrize("weight", [np.nan, np.inf])
def test_what_is_not_finite_is_no_probability(weight):
    assert not is_equilibrium(STAG_HUNT, ([weight, 0.0], [1.0, 0.0]))
    assert (regret(STAG_HUNT, ([weight, 0.0], [1.0, 0.0])) == np.array([None, None])).all()


def test_masked_actions_are_no_deviations_and_carry_no_weight():
    game = bimatrix([[4, 0], [9, 9]], [[4, 3], [0, 3]], available=([True, False], [True, True]))
    assert is_equilibrium(game, ([1, 0], [1, 0]))
    assert not is_equilibrium(game, ([0, 1], [0, 1]))
    tiny = Fraction(1, 10**40)
    assert not is_equilibrium(game, ([1 - tiny, tiny], [1, 0]))


def test_a_single_player_maximises():
    game = NormalFormGame([[1, THIRD * 3, 0]], players=("hermit",))
    assert is_equilibrium(game, ([[THIRD, 1 - THIRD, 0]]))
    assert not is_equilibrium(game, ([[1 - THIRD, 0, THIRD]]))


def test_verdicts_broadcast_over_batches():
    games = bimatrix([[[1, 0], [0, 1]], [[1, 0], [2, 1]]], [[1, 0], [0, 1]])
    profiles = [[[1, 0]], [[0, 1]]]
    np.testing.assert_array_equal(is_equilibrium(games, (profiles, profiles)), [[True, False], [True, True]])


def test_an_empty_batch_has_no_verdicts():
    games = bimatrix(np.zeros((0, 2, 3)), np.zeros((0, 2, 3)))
    assert is_equilibrium(games, (np.zeros((0, 2)), np.zeros((0, 3)))).shape == (0,)
    assert regret(games, ([1, 0], [1, 0, 0])).shape == (0, 2)


@quick
@given(st.data())
def test_verdict_and_regret_follow_from_the_definition(data):
    count = data.draw(st.integers(1, 3))
    shape = data.draw(st.tuples(*[st.integers(1, 3)] * count))
    profiles = list(product(*map(range, shape)))
    payoffs = np.empty((count, *shape), dtype=object)
    for index in np.ndindex(*payoffs.shape):
        payoffs[index] = Fraction(data.draw(small_integers), data.draw(st.integers(1, 3)))
    strategies = [data.draw(rational_strategies(size)) for size in shape]

    def paid(i, profile):
        total = Fraction(0)
        for actions in profiles:
            weight = Fraction(1)
            for mine, action in zip(profile, actions, strict=True):
                weight *= mine[action]
            total += weight * payoffs[(i, *actions)]
        return total

    expected = []
    for i, size in enumerate(shape):
        pure = [[Fraction(int(a == b)) for b in range(size)] for a in range(size)]
        replies = [paid(i, [*strategies[:i], reply, *strategies[i + 1 :]]) for reply in pure]
        expected.append(max(replies) - paid(i, strategies))
    game = NormalFormGame(payoffs, players=("one", "two", "three")[:count])
    assert regret(game, strategies).tolist() == expected
    assert bool(is_equilibrium(game, strategies)) == (not any(expected))


@quick
@given(integer_bimatrices(st.floats(-1, 1)), st.data())
def test_the_certificate_bounds_the_exact_regret(matrices, data):
    game = bimatrix(*matrices)
    strategies = [np.array(data.draw(rational_strategies(size)), dtype=float) for size in game.sizes]
    bound = certify(game, strategies, strict=False).certificate.regret
    assert all(exact <= Fraction(upper) for exact, upper in zip(regret(game, strategies), bound.tolist(), strict=True))


@pytest.mark.parametrize(
    ("strategies", "complaint"),
    [
        (([1, 0],), "one array per player"),
        (([1, 0], [1, 0, 0]), "one array per player"),
        ((["1", "0"], [1, 0]), "real numbers"),
        (([1, [0]], [1, 0]), "rectangular"),
        (([None, 1], [1, 0]), "got None of type NoneType"),
        ((np.ones((2, 2)), np.ones((3, 2))), "must broadcast"),
    ],
)
def test_a_profile_of_another_form_is_refused_with_a_reason(strategies, complaint):
    with pytest.raises(InvalidGameError, match=complaint):
        is_equilibrium(STAG_HUNT, strategies)


def test_only_normal_form_games_are_judged():
    with pytest.raises(InvalidGameError, match="needs a NormalFormGame; got list"):
        is_equilibrium([[1]], ([1], [1]))
