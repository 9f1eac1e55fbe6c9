"""Bayesian games: what is accepted, what is refused, and what types believe."""

import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.bayesian import BayesianGame, all_bayes_nash
from gametheory.residual import bayes_nash_residual, interim_measure
from tests.unit.gametheory.bayesian.games import public_good, random_game


def interim_by_definition(game: BayesianGame, strategies: Any, player: int, own: int) -> Any:
    """Expected payoffs of the actions of one type, by the sum of the definition."""
    number = len(game.players)
    worth, chance = np.zeros(game.sizes[player]), 0.0
    for types in np.ndindex(*game.type_counts):
        if types[player] == own:
            chance += game.prior[types]
            for played in np.ndindex(*game.sizes):
                weight = game.prior[types]
                for j in range(number):
                    weight *= 1 if j == player else strategies[j][types[j], played[j]]
                worth[played[player]] += weight * game.payoffs[(player, *types, *played)]
    return worth / chance


@pytest.mark.parametrize(("types", "actions"), [((2, 3), (2, 2)), ((2, 1, 2), (2, 3, 2)), ((3,), (2,))])
def test_interim_regret_is_that_of_the_definition(types: Any, actions: Any) -> None:
    rng = np.random.default_rng(1)
    number = len(types)
    payoffs = rng.normal(size=(number, *types, *actions))
    prior = rng.dirichlet(np.ones(int(np.prod(types)))).reshape(types)
    game = BayesianGame(payoffs, prior, players=tuple("ABC"[:number]))
    strategies = tuple(rng.dirichlet(np.ones(m), t) for t, m in zip(types, actions, strict=True))
    measured = interim_measure(game, strategies)
    for i in range(number):
        for t in range(types[i]):
            worth = interim_by_definition(game, strategies, i, t)
            np.testing.assert_allclose(measured.worth[i][t], worth, atol=1e-12)
            gain = worth.max() - strategies[i][t] @ worth
            assert gain <= measured.regret[i][t] <= gain + 1e-12
    residual = bayes_nash_residual(game, strategies)
    for i in range(number):
        assert residual.regret[i] == measured.regret[i].max()
        ahead = [prior.sum(axis=tuple(j for j in range(number) if j != i)) @ measured.paid[i]]
        np.testing.assert_allclose(residual.payoffs[i], ahead[0])


def test_regret_of_a_rare_type_counts_in_full() -> None:
    game = public_good(Fraction(1, 4), 2, cheap=Fraction(1, 10**9))
    nobody = (np.array([[0, 1], [0, 1]]),) * 2
    judged = certify(game, nobody, residual=bayes_nash_residual, strict=False)
    assert judged.certificate.regret[0] == pytest.approx(0.75)  # the cheap type provides alone
    assert not judged.certificate.holds


def test_types_of_probability_zero_need_no_test_and_are_said() -> None:
    game = public_good(Fraction(1, 4), 2, cheap=1)
    assert [mine.tolist() for mine in game.possible] == [[True, False]] * 2
    foolish = (np.array([[1, 0], [1, 0]]), np.array([[0, 1], [1, 0]]))  # the costly types provide
    assert certify(game, foolish, residual=bayes_nash_residual).certificate.holds
    assert np.isnan(interim_measure(game, foolish).regret[0][1])


def test_scale_ignores_what_cannot_happen_and_constants_of_a_type() -> None:
    game = public_good(Fraction(1, 4), 2)
    shifted = np.array(game.payoffs)
    shifted[0, 1] += 1000  # to the costly type of the first player, whatever is done
    assert BayesianGame(shifted, game.prior).scale.tolist() == game.scale.tolist() == [2, 2]
    assert public_good(Fraction(1, 4), 2, cheap=1).scale.tolist() == [1, 1]


def test_correlated_types_believe_what_the_prior_says() -> None:
    game = BayesianGame(np.zeros((2, 2, 2, 1, 1)), [[0.5, 0.0], [0.25, 0.25]])
    np.testing.assert_array_equal(game.belief(0), [[1, 0], [0.5, 0.5]])
    np.testing.assert_array_equal(game.belief(1), [[2 / 3, 0], [1 / 3, 1]])


def test_fractions_are_carried_and_floats_are_not() -> None:
    assert public_good(Fraction(1, 3), 2).exact is not None
    assert public_good(Fraction(1, 4), 2).exact is None
    prior_alone = public_good(Fraction(1, 4), 2, cheap=Fraction(1, 3))
    assert prior_alone.exact is not None
    assert prior_alone.exact.rounding.tolist() == [0, 0]
    assert prior_alone.exact.prior[0, 0] == Fraction(1, 9)


def test_batches_are_indexed_and_games_pickle() -> None:
    games = random_game(3, batch=(2, 3))
    assert games.batch_shape == (2, 3)
    np.testing.assert_array_equal(games[1, 2].payoffs, games.payoffs[1, 2])
    assert pickle.loads(pickle.dumps(games)) == games
    assert repr(games) == "<BayesianGame: batch of 2 x 3, A (2 types, 2 actions) x B (2 types, 2 actions), exact>"


def test_a_type_may_lack_an_action() -> None:
    game = public_good(Fraction(1, 4), 2)
    payoffs = np.array(game.payoffs)
    payoffs[0, 0, :, 0] = np.nan  # the cheap type of the first player cannot provide
    masked = BayesianGame(payoffs, game.prior, available=([[False, True], [True, True]], [[True, True]]))
    judged = certify(masked, ([[1, 0], [0, 1]], [[1, 0], [0, 1]]), residual=bayes_nash_residual, strict=False)
    assert not judged.certificate.holds
    found = all_bayes_nash(masked)
    assert found.strategies[0].tolist() == [[[0, 1], [0, 1]]]
    assert found.strategies[1].tolist() == [[[1, 0], [0, 1]]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"payoffs": np.zeros((2, 2, 2, 2)), "prior": np.ones((2, 2)) / 4}, "types before actions"),
        ({"payoffs": np.zeros((2, 2, 2, 2, 2)), "prior": [0.5, 0.6]}, "sum to 1"),
        ({"payoffs": np.zeros((2, 2, 2, 2, 2)), "prior": np.ones((3, 3)) / 9}, "profile of types"),
        ({"payoffs": np.full((2, 2, 2, 2, 2), np.nan), "prior": np.ones((2, 2)) / 4}, "finite"),
        ({"payoffs": np.zeros((2, 2, 2, 2, 2)), "prior": np.ones((2, 2)) / 4, "types": (("a", "b"),)}, "labels"),
        ({"payoffs": np.zeros((2, 1, 1, 2, 2)), "prior": [[1]], "available": ([True, True],)}, "one per player"),
        ({"payoffs": np.zeros((2, 1, 1, 2, 2)), "prior": [[1]], "available": ([False] * 2, [True] * 2)}, "available"),
    ],
)
def test_bad_input_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        BayesianGame(**arguments)


def test_wrong_shapes_and_numbers_of_players_are_refused() -> None:
    with pytest.raises(InvalidGameError, match="behaviour strategies"):
        certify(public_good(0, 1), ([1, 0], [1, 0]), residual=bayes_nash_residual)
    with pytest.raises(UnsupportedGameError, match="2 players"):
        all_bayes_nash(random_game(0, (1, 1, 1), (2, 2, 2)))
