from fractions import Fraction

import numpy as np
import pytest

from gametheory import UnsupportedGameError
from gametheory.normal_form import NormalFormGame, bimatrix, support_enumeration, zero_sum
from gametheory.testing import equilibrium_index, exact_payoffs, exact_regret, expected_payoffs

SEXES = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])


def test_battle_of_the_sexes_has_indices_one_one_and_minus_one():
    found = support_enumeration(SEXES)
    assert [equilibrium_index(SEXES, profile) for profile in zip(*found.strategies, strict=True)] == [1, 1, -1]


@pytest.mark.parametrize("shift", [-100, 0, 1000])
def test_the_index_does_not_depend_on_the_level_of_payoffs(shift):
    game = bimatrix(SEXES.payoffs[0] + shift, SEXES.payoffs[1] - shift)
    assert equilibrium_index(game, ([0.6, 0.4], [0.4, 0.6])) == -1


def test_the_unique_equilibrium_of_rock_paper_scissors_has_index_one():
    game = zero_sum([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    assert equilibrium_index(game, (np.full(3, 1 / 3), np.full(3, 1 / 3))) == 1


def test_the_index_leaves_masked_actions_out_of_account():
    payoffs = np.zeros((2, 2, 3))
    payoffs[..., :2] = SEXES.payoffs
    game = NormalFormGame(payoffs, available=([True, True], [True, True, False]))
    assert equilibrium_index(game, ([0.6, 0.4], [0.4, 0.6, 0])) == -1


def test_degenerate_equilibria_have_no_index_by_determinants():
    constant = bimatrix([[1, 1], [1, 1]], [[1, 1], [1, 1]])
    with pytest.raises(UnsupportedGameError, match="got 1 and 2"):
        equilibrium_index(constant, ([1, 0], [0.5, 0.5]))
    with pytest.raises(UnsupportedGameError, match="determinant is 0"):
        equilibrium_index(constant, ([0.5, 0.5], [0.5, 0.5]))


def test_exact_payoffs_are_those_given_not_their_rounding():
    third = Fraction(1, 3)
    assert exact_payoffs(bimatrix([[third]], [[1]])).tolist() == [[[third]], [[Fraction(1)]]]
    assert exact_payoffs(bimatrix([[0.1]], [[1]]))[0, 0, 0] == Fraction(0.1) != Fraction(1, 10)


def test_exact_regret_is_that_of_the_normalised_vector():
    pennies = zero_sum([[1, -1], [-1, 1]])
    assert exact_regret(pennies, ([3, 3], [1, 2])) == [Fraction(1, 3), 0]
    assert exact_regret(pennies, ([Fraction(1, 2)] * 2, [Fraction(1, 3), Fraction(2, 3)])) == [Fraction(1, 3), 0]


def test_exact_regret_and_payoffs_count_each_opponent():
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0, 1, 1, 1] = 8
    game = NormalFormGame(payoffs, ("a", "b", "c"))
    profile = ([0.75, 0.25], [0.5, 0.5], [0.5, 0.5])
    assert exact_regret(game, profile) == [Fraction(3, 2), 0, 0]
    assert expected_payoffs(game, profile) == [Fraction(1, 2), 0, 0]


def test_masked_actions_are_no_deviation():
    game = bimatrix([[0], [9]], [[0], [0]], available=([True, False], [True]))
    assert exact_regret(game, ([1, 0], [1])) == [0, 0]
