"""Penal codes: who is punished for what, and the best carrot that a stick supports."""

from __future__ import annotations

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import NormalFormGame, bimatrix, symmetric
from gametheory.repeated import (
    RepeatedGame,
    certify_automaton,
    optimal_stick_and_carrot,
    penal_code,
    stick_and_carrot,
)

WAR = symmetric([[2, -3, -3], [4, 0, -1], [-3, -3, -3]])


def test_a_lone_deviation_starts_the_path_of_the_one_who_deviated() -> None:
    game = RepeatedGame(WAR, 0.5)
    code = penal_code(game, [(0, 0)], [[(2, 2), (0, 0)], [(2, 1), (0, 0)]])
    goes = code.transitions.argmax(axis=-1)
    assert code.states == ("path, 1", "punish row, 1", "punish row, 2", "punish column, 1", "punish column, 2")
    for state, conforming, onwards in ((0, (0, 0), 0), (1, (2, 2), 2), (2, (0, 0), 2), (3, (2, 1), 4)):
        for row, column in np.ndindex(3, 3):
            alone = (row != conforming[0], column != conforming[1])
            expected = {(True, False): 1, (False, True): 3}.get(alone, onwards)
            assert goes[state, row, column] == expected


def test_punishing_the_one_who_deviated_supports_what_common_punishment_cannot() -> None:
    # Each player has a stage equilibrium that only it dislikes.
    row = [[3, 0, 0], [5, 4, 0], [0, 0, 1]]
    column = [[3, 5, 0], [0, 1, 0], [0, 0, 4]]
    game = RepeatedGame(bimatrix(row, column), 0.55)
    own = penal_code(game, [(0, 0)], [[(2, 2)], [(1, 1)]])
    assert certify_automaton(game, own).certificate.holds
    for common in ((1, 1), (2, 2)):
        assert not certify_automaton(
            game, penal_code(game, [(0, 0)], [[common], [common]]), strict=False
        ).certificate.holds


def test_the_search_keeps_exactly_the_pairs_that_are_certified() -> None:
    rng = np.random.default_rng(1)
    own = rng.integers(-4, 5, (40, 3, 3)).astype(float)
    game = RepeatedGame(symmetric(own), rng.uniform(0.1, 0.9, 40))
    best = optimal_stick_and_carrot(game)
    for carrot, stick in np.ndindex(3, 3):
        judged = certify_automaton(game, stick_and_carrot(game, (carrot, carrot), (stick, stick)), strict=False)
        assert (judged.certificate.holds == best.exists[:, carrot, stick]).all()
    some = best.exists.any(axis=(-1, -2))
    assert (best.carrot[~some] == -1).all()
    assert np.isnan(best.payoff[~some]).all()
    assert 0 < some.sum() < 40
    supported = best.exists.any(axis=-1)
    diagonal = np.diagonal(own, axis1=-2, axis2=-1)
    np.testing.assert_allclose(best.payoff[some], np.where(supported, diagonal, -np.inf).max(axis=-1)[some], rtol=1e-12)


def test_the_harshest_stick_pushes_the_payoff_to_what_the_best_reply_to_it_secures() -> None:
    game = RepeatedGame(symmetric([[2, -3, -3], [4, 0, -1], [-3, -3, -3]]), 0.4)
    best = optimal_stick_and_carrot(game)
    assert best.carrot == 0
    assert best.stick == 2
    assert best.harshest == pytest.approx(-1, abs=1e-12)


def test_bad_codes_are_refused() -> None:
    game = RepeatedGame(WAR, 0.5)
    with pytest.raises(InvalidGameError, match="2 punishments"):
        penal_code(game, [(0, 0)], [[(1, 1)]])
    with pytest.raises(InvalidGameError, match="one action per player"):
        stick_and_carrot(game, (0, 0), (3, 0))
    seen = RepeatedGame(WAR, 0.5, np.ones((3, 3, 1)))
    with pytest.raises(UnsupportedGameError, match="perfect monitoring"):
        stick_and_carrot(seen, (0, 0), (1, 1))
    with pytest.raises(UnsupportedGameError, match="symmetric stage"):
        optimal_stick_and_carrot(RepeatedGame(bimatrix([[1, 2], [3, 4]], [[1, 2], [3, 4]]), 0.5))


def test_three_players_share_a_stick() -> None:
    # A public good: contributing costs 1 and is worth 0.6 to each.
    payoffs = np.zeros((3, 2, 2, 2))
    for profile in np.ndindex(2, 2, 2):
        for i in range(3):
            payoffs[(i, *profile)] = 0.6 * profile.count(0) - (profile[i] == 0)
    game = RepeatedGame(NormalFormGame(payoffs, ("a", "b", "c")), [0.3, 0.6])
    best = optimal_stick_and_carrot(game)
    assert best.carrot.tolist() == [1, 0]


def test_cournot_duopolists_collude_as_far_as_the_two_conditions_of_abreu_allow() -> None:
    # Price max(0, 9 - q1 - q2), no cost: quantities from nothing to the flood.
    quantities = np.arange(0.0, 10.0)
    price = np.maximum(9 - quantities[:, None] - quantities, 0)
    own = quantities[:, None] * price
    rng = np.random.default_rng(3)
    discount = rng.uniform(0.02, 0.6, 25)
    best = optimal_stick_and_carrot(RepeatedGame(symmetric(own), discount))
    profit, temptation = np.diagonal(own), own.max(axis=0)
    for place, delta in enumerate(discount):
        reward = profit[:, None] - profit  # [carrot, stick]
        exists = ((temptation - profit)[:, None] <= delta * reward + 1e-12) & (
            temptation - profit <= delta * reward + 1e-12
        )
        exists |= np.diag(temptation == profit)
        assert (best.exists[place] == exists).all()
        assert best.payoff[place] == pytest.approx(profit[exists.any(axis=1)].max(), rel=1e-12)
    # more patience, more collusion: from the equilibrium of the stage to the monopoly
    rising = best.payoff[np.argsort(discount)]
    assert (np.diff(rising) >= -1e-12).all()
    assert rising[0] < rising[-1]
