"""Hitting times, absorption and occupancy against closed forms, and random paths as a check."""

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.stochastic import (
    StochasticGame,
    absorption,
    build,
    hitting_times,
    long_run_occupancy,
    occupancy,
    simulate,
)

ALONE = (np.ones((1, 1)),)


def chain_game(chain: Any, discount: Any = 0.9) -> StochasticGame:
    chain = np.asarray(chain, dtype=float)
    payoffs = np.random.default_rng(0).random((*chain.shape[:-1], 1, 1))
    return StochasticGame(payoffs, discount, np.expand_dims(chain, -2), players=("nature",))


def ruin(chance: Any, goal: int = 6) -> StochasticGame:
    return build(
        range(1, goal),
        {"gambler": ["play"]},
        payoff=lambda money, act: [0.0],
        transition=lambda money, act: {money + 1: chance, money - 1: 1 - chance},
        discount=0.9,
        terminal={0: [0.0], goal: [0.0]},
    )


def test_the_gamblers_ruin_has_its_closed_form() -> None:
    chance = np.array([0.1, 0.3, 0.6])
    game = ruin(chance)
    play = (np.ones((7, 1)),)
    reached, times = absorption(game, play, [0, 6]), hitting_times(game, play, [0, 6])
    odds = (1 - chance) / chance
    for money in range(1, 6):
        wins = (1 - odds**money) / (1 - odds**6)
        np.testing.assert_allclose(reached[:, game.state(money), 1], wins, rtol=1e-12)
        duration = (money - 6 * wins) / (1 - 2 * chance)
        np.testing.assert_allclose(times[:, game.state(money)], duration, rtol=1e-11)
    np.testing.assert_allclose(reached.sum(axis=-1), 1)


def test_rare_accidents_lose_no_digits() -> None:
    rate = 1e-18
    game = chain_game([[1 - rate, rate, 0], [rate, 0, 1 - rate], [0, 0, 1]])
    times = hitting_times(game, (np.ones((3, 1)),), [2])
    assert times[0] == pytest.approx(1 / rate + 1, rel=1e-12)


def test_times_are_infinite_where_the_target_may_be_missed() -> None:
    game = chain_game([[0.5, 0.25, 0.25], [0, 1, 0], [0, 0, 1]])
    play = (np.ones((3, 1)),)
    assert hitting_times(game, play, [2]).tolist() == [np.inf, np.inf, 0.0]
    np.testing.assert_allclose(absorption(game, play, [2])[:, 0], [0.5, 0, 1])


def test_values_are_occupancy_times_payoffs() -> None:
    rng = np.random.default_rng(1)
    game = StochasticGame(rng.random((5, 4, 2, 2, 3)), rng.uniform(0, 1, 5), rng.dirichlet(np.ones(4), (5, 4, 2, 3)))
    strategies = (rng.dirichlet(np.ones(2), (5, 4)), rng.dirichlet(np.ones(3), (5, 4)))
    paid = np.einsum("gsa,gsb,gsiab->gsi", *strategies, game.payoffs)
    shares = occupancy(game, strategies)
    np.testing.assert_allclose(shares @ paid, game.evaluate(strategies)[0], atol=1e-13)
    np.testing.assert_allclose(shares.sum(axis=-1), 1)


def test_the_long_run_is_stationary_and_the_limit_of_patience() -> None:
    chain = np.random.default_rng(2).dirichlet(np.ones(5), 5)
    game = chain_game(chain)
    play = (np.ones((5, 1)),)
    shares = long_run_occupancy(game, play)
    np.testing.assert_allclose(shares @ game.transitions[:, 0], shares, atol=1e-14)
    np.testing.assert_allclose(shares, shares[[0] * 5], atol=1e-14)
    patient = StochasticGame(game.payoffs, 1 - 1e-12, game.transitions, players=("nature",))
    np.testing.assert_allclose(occupancy(patient, play), shares, atol=1e-10)


def test_the_long_run_of_a_cycle_and_of_several_classes_exists() -> None:
    cycle = np.roll(np.eye(3), 1, axis=1)
    np.testing.assert_allclose(long_run_occupancy(chain_game(cycle), (np.ones((3, 1)),)), 1 / 3)
    classes = [[0, 0.25, 0.75], [0, 1, 0], [0, 0, 1]]
    shares = long_run_occupancy(chain_game(classes), (np.ones((3, 1)),))
    np.testing.assert_allclose(shares, [[0, 0.25, 0.75], [0, 1, 0], [0, 0, 1]], atol=1e-15)


def test_random_paths_agree() -> None:
    rng = np.random.default_rng(3)
    successors, chances = rng.integers(0, 4, (4, 2, 2, 3)), rng.dirichlet(np.ones(3), (4, 2, 2))
    game = StochasticGame(rng.random((4, 2, 2, 2)), 0.8, chances, successors)
    strategies = (rng.dirichlet(np.ones(2), 4), rng.dirichlet(np.ones(2), 4))
    drawn = simulate(game, strategies, periods=60, paths=20_000, seed=4, start=1)
    assert drawn.profiles.shape == (20_000, 60, 2)
    weights = (1 - 0.8) * 0.8 ** np.arange(60)
    paid = (drawn.payoffs * weights[:, None]).sum(axis=1)
    error = paid.std(axis=0) / np.sqrt(20_000)
    np.testing.assert_array_less(np.abs(paid.mean(axis=0) - game.evaluate(strategies)[0][1]), 5 * error + 1e-5)
    frequencies = np.bincount(drawn.states[:, 30:].reshape(-1), minlength=4) / drawn.states[:, 30:].size
    np.testing.assert_allclose(frequencies, long_run_occupancy(game, strategies)[1], atol=0.01)


def test_bad_input_is_refused_with_what_was_needed() -> None:
    game = ruin(0.5)
    play = (np.ones((7, 1)),)
    with pytest.raises(InvalidGameError, match="one of"):
        hitting_times(game, play, [9])
    with pytest.raises(InvalidGameError, match="one or more states"):
        absorption(game, play, [])
    with pytest.raises(InvalidGameError, match="sum to 1"):
        occupancy(game, (np.full((7, 1), 0.5),))
    with pytest.raises(InvalidGameError, match="numbers of states"):
        hitting_times(chain_game(np.eye(2)), (np.ones((2, 1)),), ["here"])
    with pytest.raises(InvalidGameError, match="one game is simulated"):
        simulate(ruin(np.array([0.5, 0.6])), play, periods=1, paths=1, seed=0)
    with pytest.raises(InvalidGameError, match="number of a state"):
        simulate(game, play, periods=1, paths=1, seed=0, start=7)
    with pytest.raises(InvalidGameError, match="a StochasticGame was needed"):
        long_run_occupancy(None, play)  # type: ignore[arg-type]
    wrong: list[dict[str, Any]] = [{"periods": -1}, {"paths": 1.5}, {"seed": "x"}, {"seed": None}, {"start": 1.5}]
    for change in wrong:
        with pytest.raises(InvalidGameError, match="needs an integer"):
            simulate(game, play, **({"periods": 1, "paths": 1, "seed": 0} | change))
    with pytest.raises(InvalidGameError, match="got a batch"):
        simulate(game, (np.ones((2, 7, 1)),), periods=1, paths=1, seed=0)


@pytest.mark.parametrize("targets", [2, [], [-1], [False, False, True]])
def test_targets_are_a_list_of_states(targets: Any) -> None:
    with pytest.raises(InvalidGameError, match="targets need"):
        hitting_times(chain_game(np.eye(3)), (np.ones((3, 1)),), targets)
