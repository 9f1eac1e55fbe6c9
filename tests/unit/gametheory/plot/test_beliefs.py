"""Bars of beliefs: their ends are those of the polytopes."""

from collections.abc import Iterator

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from gametheory import UnsupportedGameError
from gametheory.plot import belief_intervals, draw_beliefs
from gametheory.signalling import SignallingGame, all_pbe
from tests.unit.gametheory.plot.test_signalling import BREAKFAST

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_pool_on_beer_needs_quiche_to_mean_weakness_with_one_half_or_more() -> None:
    found = all_pbe(BREAKFAST)
    assert belief_intervals(BREAKFAST, found)[:2] == [
        (0, 1, [(0.5, 1.0), (0.0, 0.5)]),
        (2, 1, [(0.5, 0.5), (0.5, 0.5)]),
    ]


def test_every_bar_reaches_from_the_lowest_to_the_highest_belief() -> None:
    ax = draw_beliefs(BREAKFAST, all_pbe(BREAKFAST))
    drawn = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    told = [ends for _, _, intervals in belief_intervals(BREAKFAST, all_pbe(BREAKFAST)) for ends in intervals]
    np.testing.assert_allclose(drawn, told, rtol=0, atol=1e-15)
    assert sum(line.get_marker() == "D" for line in ax.lines) == sum(low == high for low, high in told) == 4


def test_within_an_interval_the_reply_stays_best_and_beyond_it_does_not() -> None:
    rng = np.random.default_rng(5)
    checked = 0
    for _ in range(40):
        game = SignallingGame(rng.integers(-3, 4, (2, 2, 2, 2)), [0.4, 0.6])
        found = all_pbe(game)
        for row, message, ((low, high), _) in belief_intervals(game, found):
            replied = found.strategies[1][row, message] > 0
            for belief, supports in (((low + high) / 2, True), (low - 0.01, False), (high + 0.01, False)):
                if 0 <= belief <= 1:
                    worth = np.array([belief, 1 - belief]) @ game.payoffs[1, :, message]
                    assert (worth[replied] >= worth.max() - 1e-9).all() == supports
                    checked += 1
    assert checked > 50


def test_a_batch_is_refused_and_so_is_an_equilibrium_without_unsent_messages() -> None:
    with pytest.raises(UnsupportedGameError, match="of\\(0\\)"):
        draw_beliefs(SignallingGame(BREAKFAST.payoffs[None], [[0.1, 0.9]]), all_pbe(BREAKFAST))
    talk = SignallingGame([[[[1, 0], [0, 0]], [[0, 0], [1, 0]]], [[[1, 0], [1, 0]], [[1, 0], [1, 0]]]], [0.5, 0.5])
    found = all_pbe(talk)
    separating = found.take(found.sent.all(axis=-1))
    with pytest.raises(UnsupportedGameError, match="every message is sent"):
        draw_beliefs(talk, separating)
