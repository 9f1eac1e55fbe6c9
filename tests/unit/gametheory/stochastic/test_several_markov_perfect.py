"""Several stationary equilibria, from many paths."""

import numpy as np

from gametheory.stochastic import StochasticGame, several_markov_perfect

from .random_games import random_games

STAG_HUNT = np.array([[[4.0, 0.0], [3.0, 3.0]], [[4.0, 3.0], [0.0, 3.0]]])


def test_all_three_equilibria_of_a_repeated_stag_hunt_are_found():
    found = several_markov_perfect(StochasticGame(STAG_HUNT[None], 0.5, np.ones((1, 2, 2, 1))))
    np.testing.assert_allclose(found.strategies[0][:, 0, 0], [1, 0, 0.75], atol=1e-12)
    assert found.count == 3
    assert not found.complete


def test_each_equilibrium_is_listed_once_and_belongs_to_its_game():
    found = several_markov_perfect(random_games(4, 3, (2, 2), 0.9, seed=41), starts=10)
    assert found.certificate.holds.all()
    assert (found.count > 0).all()
    assert (np.diff(found.game) >= 0).all()
    assert found.count.sum() == len(found)
    flat = np.concatenate([x.reshape(len(found), -1) for x in found.strategies], axis=-1)
    for k in range(4):
        mine = flat[found.game == k]
        apart = np.abs(mine[:, None] - mine[None]).max(axis=-1)
        assert (apart[~np.eye(len(mine), dtype=bool)] > 1e-6).all()


def test_more_starts_never_lose_an_equilibrium():
    game = random_games(1, 4, (2, 2), 0.9, seed=42)[0]
    assert several_markov_perfect(game, starts=4).count <= several_markov_perfect(game, starts=16).count
