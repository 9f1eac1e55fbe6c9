"""On a grid of beliefs, play is near the exact one, and what anybody could gain is bounded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gametheory.errors import InvalidGameError, UnsupportedGameError
from gametheory.residual import grid_error
from gametheory.stochastic import (
    BeliefGrid,
    NoisyReputationGame,
    chain_store,
    log_odds_beliefs,
    reputation,
    reputation_on_grid,
    uniform_beliefs,
)

GRIDS = pytest.mark.parametrize("grid", [uniform_beliefs, lambda points: log_odds_beliefs(points, 1e-5)])


def store(stages: int, *, noise: Any = 0.0, gain: float = 0.5, rent: Any = 2.0, patience: float = 0.0) -> Any:
    """A chain store whose answers are taken for the opposite with some chance."""
    noise = np.asarray(noise, dtype=float)
    nothing, sure = np.zeros(noise.shape), np.ones(noise.shape)
    out = np.stack([nothing, nothing, sure], axis=-1)
    silent, fought = (np.stack(each, axis=-1) for each in ((1 - noise, noise, nothing), (noise, 1 - noise, nothing)))
    signals = np.stack([np.stack([out, out], axis=-2), np.stack([silent, fought], axis=-2)], axis=-3)
    signals = np.repeat(signals[..., None, :, :, :], stages, axis=-4)
    flows = np.stack([np.asarray(rent, dtype=float), 0.0 * np.asarray(rent)], axis=-1)[..., None, :]
    return NoisyReputationGame([[0, gain]], [[0, 1]], flows, [[0, 1]], signals, 1.0, patience)


@GRIDS
def test_with_perfect_observation_thresholds_are_the_exact_ones_up_to_the_grid(grid: Any) -> None:
    found = reputation_on_grid(store(6), grid(801), 0.3)
    exact = np.exp(reputation(chain_store(6, 0.5, 2.0, 0.3)).log_answer)
    for stage in range(6):
        first_out = found.beliefs[np.argmax(found.reply[stage] == 0)]
        # One cell a stage: what is true of an entrant with t left rests on the cells of those after him.
        assert abs(first_out - 0.5 * exact[stage]) <= (stage + 1) * 0.015 * max(exact[stage], 0.1)
    assert found.values[6, found.at_prior] == 10
    assert found.error[0] < 1e-8


@GRIDS
@pytest.mark.parametrize("patience", [0.0, 0.9])
def test_the_bound_on_the_opponents_gain_falls_with_the_width_of_the_cells(grid: Any, patience: float) -> None:
    errors = [
        reputation_on_grid(store(4, noise=0.15, patience=patience), grid(points), 0.3).error[1]
        for points in (101, 301, 901)
    ]
    assert errors[0] / errors[1] > 1.5
    assert errors[1] / errors[2] > 1.5
    assert errors[2] < 0.03


def test_no_path_of_play_leads_to_a_gain_beyond_the_bound_and_one_attains_it() -> None:
    game = store(3, noise=0.2, patience=0.7)
    found = reputation_on_grid(game, log_odds_beliefs(41, 1e-4), 0.3)
    worst = max(gains_from(game, found, 2, found.at_prior, 0.3))
    assert worst <= found.error[1] * (1 + 1e-9)
    assert worst == pytest.approx(found.error[1], rel=1e-6)


def gains_from(game: Any, found: BeliefGrid, stage: int, state: int, belief: float) -> list[float]:
    """What the opponent could gain at every history that follows, his true belief followed by Bayes' rule."""
    if stage < 0:
        return [0.0]
    nodes, worth, below = found.beliefs, [], []
    for action in range(2):
        answer = found.answer[stage, state, action]
        silent, fought = game.signals[stage, action]
        normal = answer * fought + (1 - answer) * silent
        total = belief + (1 - belief) * answer
        value = game.gains[stage, action] - game.losses[stage, action] * total
        for signal in range(3):
            chance = belief * fought[signal] + (1 - belief) * normal[signal]
            if chance == 0:
                continue
            true = belief * fought[signal] / chance
            held = nodes[state] * fought[signal] / (nodes[state] * fought[signal] + (1 - nodes[state]) * normal[signal])
            place = min(int(np.searchsorted(nodes, held, side="right")) - 1, len(nodes) - 2)
            share = (held - nodes[place]) / (nodes[place + 1] - nodes[place])
            for to, weight in ((place, 1 - share), (place + 1, share)):
                if weight > 0:
                    later = found.opponent_values[stage, :, to]
                    value += 0.7 * chance * weight * ((1 - true) * later[0] + true * later[1])
                    below += gains_from(game, found, stage - 1, to, true)
        worth.append(value)
    return [max(worth) - worth[found.reply[stage, state]], *below]


def test_the_measure_knows_nothing_of_how_play_was_found() -> None:
    game = store(4, noise=0.1)
    found = reputation_on_grid(game, uniform_beliefs(201), 0.3)
    moved = np.where(np.arange(found.answer.shape[-2])[:, None] == 40, 1 - found.answer, found.answer)
    assert grid_error(game, found.beliefs, 0.3, moved, found.reply)[0] > 0.01
    other = found.reply.copy()
    other[3, found.at_prior] = 1 - other[3, found.at_prior]
    assert grid_error(game, found.beliefs, 0.3, found.answer, other)[1] > 0.1


def test_nobody_answers_where_noise_hides_more_than_an_answer_can_earn() -> None:
    # An answer moves the chance of quiet tomorrow by 1 - 2 ν at most, which is worth 2 (1 - 2 ν): below 1 from 1/4 on.
    for noise, answered in ((0.2, True), (0.3, False)):
        found = reputation_on_grid(store(2, noise=noise), uniform_beliefs(201), 0.3)
        assert (found.answer[1, 1:-1, 1] > 0).any() == answered


def test_an_opponent_who_looks_ahead_enters_at_beliefs_at_which_a_new_one_stays_out() -> None:
    games = (store(2, noise=0.25, rent=1.5, patience=patience) for patience in (0.0, 0.9))
    entered = [(reputation_on_grid(game, uniform_beliefs(401), 0.3).reply[1] == 1).sum() for game in games]
    assert entered[1] > entered[0]


def test_a_batch_is_solved_as_its_games_are() -> None:
    noise, rents = np.array([0.0, 0.1, 0.2]), np.array([1.5, 2.0, 3.0])
    found = reputation_on_grid(store(3, noise=noise, rent=rents), uniform_beliefs(101), 0.3)
    for place in range(3):
        one = reputation_on_grid(store(3, noise=noise[place], rent=rents[place]), uniform_beliefs(101), 0.3)
        np.testing.assert_array_equal(found.values[place], one.values)
        np.testing.assert_array_equal(found.error[place], one.error)


def test_what_does_not_fit_is_refused() -> None:
    game = store(2)
    with pytest.raises(InvalidGameError, match="ascend from 0 to 1"):
        reputation_on_grid(game, [0.1, 0.5, 0.7, 1.0], 0.3)
    with pytest.raises(InvalidGameError, match="between 0 and 1"):
        reputation_on_grid(game, uniform_beliefs(11), 1.0)
    with pytest.raises(InvalidGameError, match="points needs an integer, 2 or larger"):
        uniform_beliefs(1)
    with pytest.raises(InvalidGameError, match="points needs an integer, 4 or larger"):
        log_odds_beliefs(3)
    with pytest.raises(InvalidGameError, match="sum to 1"):
        NoisyReputationGame([[0]], [[0]], [[0]], [[0]], [[[[0.5, 0.4], [1, 0]]]], 1.0)
    with pytest.raises(InvalidGameError, match="without and with an answer"):
        NoisyReputationGame([[0]], [[0]], [[0]], [[0]], [1.0], 1.0)
    with pytest.raises(InvalidGameError, match="discount"):
        NoisyReputationGame([[0]], [[0]], [[0]], [[0]], [[[[1.0], [1.0]]]], 0.0)
    provoked = NoisyReputationGame([[0, -1]], [[0, -2]], [[2, 0]], [[0, 0.1]], np.full((3, 2, 2, 1), 1.0), 1.0)
    with pytest.raises(UnsupportedGameError, match="does not fall"):
        reputation_on_grid(provoked, uniform_beliefs(11), 0.3)


def test_constants_added_to_all_payoffs_add_no_error() -> None:
    game = store(5, noise=0.1, patience=0.5)
    moved = replace(game, flows=game.flows + 1e9, gains=game.gains - 1e9)
    plain, found = (reputation_on_grid(each, log_odds_beliefs(101, 1e-6), 0.3) for each in (game, moved))
    np.testing.assert_allclose(found.error, plain.error, atol=1e-12)
    np.testing.assert_array_equal(found.answer, plain.answer)
    np.testing.assert_allclose(found.values[-1], plain.values[-1] + 5e9, rtol=1e-15)
    np.testing.assert_allclose(found.opponent_values[-1], plain.opponent_values[-1] - 1e9 * (2 - 0.5**4), rtol=1e-15)


def test_a_batch_is_indexed_and_may_be_empty() -> None:
    games = store(3, noise=np.array([0.05, 0.1, 0.2]))
    whole, one = (reputation_on_grid(each, uniform_beliefs(21), 0.3) for each in (games, games[1]))
    np.testing.assert_array_equal(whole.answer[1], one.answer)
    assert reputation_on_grid(games[:0], uniform_beliefs(21), 0.3).values.shape == (0, 4, 22)
