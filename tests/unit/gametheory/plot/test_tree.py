"""Drawings of trees: what stands where, and that nothing lies on anything else."""

import sys
from collections.abc import Iterator
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from gametheory import MissingExtraError, UnsupportedGameError
from gametheory.extensive import backward_induction, behaviour, extensive_game, payoffs
from gametheory.plot import draw_tree
from tests.unit.gametheory.extensive.trees import centipede, entry, horse, kuhn_poker

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_players_actions_payoffs_and_outcomes_stand_in_the_drawing() -> None:
    said = texts(draw_tree(entry()))
    for word in ("entrant", "incumbent", "out", "in", "fight", "share", "0, 4", "−1, −1", "1, 1"):
        assert said.count(word) == 1
    game = extensive_game(payoffs(1, outcome="peace"), players=("A",))
    assert texts(draw_tree(game)) == ["1   peace"]


def test_what_is_played_is_thick_and_mixtures_show_their_probabilities() -> None:
    game = entry()
    ax = draw_tree(game, [strategy[0] for strategy in backward_induction(game).strategies])
    widths = [line.get_linewidth() for line in ax.lines]
    assert [width > 2 for width in widths] == [False, True, False, True]
    horses = draw_tree(horse(), behaviour(horse(), {"1": "A", "2": "A", "3": {"L": 0.25, "R": 0.75}}))
    assert texts(horses).count("L (0.25)") == 2


def test_chance_moves_show_their_probabilities() -> None:
    said = texts(draw_tree(kuhn_poker()))
    assert said.count("chance") == 1
    assert "JQ (0.167)" in said


def test_a_dashed_line_joins_each_information_set_and_no_two_lie_on_each_other() -> None:
    for game, sets in ((horse(), 1), (kuhn_poker(), 12), (centipede(5), 0)):
        dashed = [line for line in draw_tree(game).lines if line.get_linestyle() != "-"]
        assert len(dashed) == sets
        spans = [(line.get_xdata(), np.sort(line.get_ydata())) for line in dashed]
        for k, (x, y) in enumerate(spans):
            assert np.ptp(x) == 0  # they stand upright
            for other_x, other_y in spans[:k]:
                assert x[0] != other_x[0] or y[-1] < other_y[0] or other_y[-1] < y[0]


def test_axes_may_be_given() -> None:
    _, ax = plt.subplots()
    assert draw_tree(entry(), ax=ax) is ax


def test_a_batch_is_refused() -> None:
    with pytest.raises(UnsupportedGameError, match=r"game\[0\]"):
        draw_tree(entry(np.zeros(2)))


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(MissingExtraError, match=r"gametheory-deterrence\[lab\]"):
        draw_tree(entry())
