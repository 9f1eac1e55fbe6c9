"""Proofs for one player, and for three and more."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from gametheory import certify
from gametheory.exact import Reason, prove
from gametheory.normal_form import NormalFormGame
from tests.unit.gametheory.exact.cases import HALF, THIRD


def three_players(gain):
    """A game of two actions each, in which action 1 brings ``gain(how many of the others play it)``."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    for profile in product(range(2), repeat=3):
        for i, action in enumerate(profile):
            payoffs[(i, *profile)] = Fraction(action * gain(sum(profile) - action))
    return NormalFormGame(payoffs, players=("one", "two", "three"))


def test_a_pure_equilibrium_of_three_players_is_proved():
    game = three_players(lambda others: THIRD * others - HALF)
    proof = prove(game, certify(game, ([1e-12, 1 - 1e-12], [0.0, 1.0], [0.0, 1.0])))
    assert [strategy.tolist() for strategy in proof.strategies] == [[0, 1]] * 3
    assert proof.payoffs.tolist() == [Fraction(1, 6)] * 3


def test_two_players_may_mix_beside_a_third_who_does_not():
    # The third prefers action 0 whatever the others do; they play a battle in uneven prizes.
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    payoffs[0, 0, 0], payoffs[0, 1, 1] = 1234567, 7654321
    payoffs[1, 0, 0], payoffs[1, 1, 1] = -3, -10
    payoffs[2, :, :, 0] = THIRD
    game = NormalFormGame(payoffs, players=("one", "two", "three"))
    share = Fraction(7654321, 1234567 + 7654321)
    x, y = [Fraction(10, 13), Fraction(3, 13)], [share, 1 - share]
    proof = prove(game, certify(game, (np.array(x, float), np.array(y, float), [1.0, 0.0])))
    assert [strategy.tolist() for strategy in proof.strategies] == [x, y, [1, 0]]


def test_one_player_may_mix_as_far_as_the_others_stay_pure():
    # One is indifferent; two and three stay at action 0 only while one plays action 1 with at most 1/3.
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    payoffs[1, 0, 1], payoffs[1, 1, 1] = -1, 2
    payoffs[2, 0, :, 1], payoffs[2, 1, :, 1] = -1, 2
    game = NormalFormGame(payoffs, players=("one", "two", "three"))
    proof = prove(game, certify(game, ([2 / 3 - 1e-10, 1 / 3 + 1e-10], [1.0, 0.0], [1.0, 0.0])))
    assert proof.strategies[0].tolist() == [2 * THIRD, THIRD]
    assert proof.distance == pytest.approx(1e-10, rel=1e-4)


def test_three_players_who_mix_in_simple_fractions_are_proved():
    payoffs = three_players(lambda others: -5 if others == 2 else 4)
    x = np.array([1 / 3, 2 / 3])
    proof = prove(payoffs, certify(payoffs, (x, x, x)))
    assert [strategy.tolist() for strategy in proof.strategies] == [[THIRD, 2 * THIRD]] * 3


def test_an_irrational_equilibrium_is_left_unproved_with_the_reason():
    # Indifference needs the chance that both others play action 1, p squared, to be 1/2.
    game = three_players(lambda others: -1 if others == 2 else 1)
    p = np.sqrt(0.5)
    proof = prove(game, certify(game, ([1 - p, p],) * 3))
    assert not proof.proved
    assert proof.reason == Reason.MANY_MIX
    assert "irrational" in Reason.MANY_MIX.advice


def test_three_players_beside_a_tie_that_is_none_are_left_unproved():
    game = three_players(lambda others: 1 - others - Fraction(1, 10**12) * (others == 1))
    proof = prove(game, certify(game, ([0.0, 1.0], [0.0, 1.0], [1.0, 0.0])))
    assert proof.reason == Reason.NOT_FOUND
    assert np.isnan(proof.distance)


def test_a_single_player_beside_a_tie_that_is_none_is_refuted():
    game = NormalFormGame([[1.0, 1 + 1e-12, 0.0]], players=("hermit",))
    proof = prove(game, certify(game, ([1.0, 0.0, 0.0],)))
    assert proof.reason == Reason.TOO_FAR
    assert proof.distance == 1.0


def test_a_single_player_who_mixes_over_the_best_is_proved():
    game = NormalFormGame([[THIRD, 0, THIRD]], players=("hermit",))
    proof = prove(game, certify(game, ([0.3, 0.0, 0.7],)))
    assert proof.proved
    assert proof.distance < 1e-15
    assert proof.payoffs.tolist() == [THIRD]
