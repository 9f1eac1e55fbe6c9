"""Drawings of signalling games: what stands where, and what is thick."""

from collections.abc import Iterator
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.plot import draw_signalling, draw_tree
from gametheory.signalling import SignallingGame, all_pbe, to_tree

matplotlib.use("Agg")

BREAKFAST = SignallingGame(
    [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]],
    [0.1, 0.9],
    types=("weak", "surly"),
    messages=("beer", "quiche"),
    replies=("fight", "leave"),
)


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def at(ax: Any, words: str) -> list[tuple[float, float]]:
    return [text.get_position() for text in ax.texts if text.get_text() == words]


def test_nature_stands_amid_types_messages_to_the_sides_and_payoffs_at_the_ends() -> None:
    ax = draw_signalling(BREAKFAST)
    (nature,) = at(ax, "Nature")
    assert at(ax, "weak (0.1)")[0][1] > nature[1] > at(ax, "surly (0.9)")[0][1]
    assert all(x < 0 for x, _ in at(ax, "beer"))
    assert all(x > 0 for x, _ in at(ax, "quiche"))
    for kind, type_side in enumerate((1, -1)):
        for message, side in enumerate((-1, 1)):
            for reply in (0, 1):
                paid = ", ".join(f"{BREAKFAST.payoffs[player, kind, message, reply]:g}" for player in (0, 1))
                assert any(x * side > 1.5 and y * type_side > 0 for x, y in at(ax, paid))


def test_a_dotted_line_joins_what_the_receiver_cannot_tell_apart() -> None:
    dotted = [line for line in draw_signalling(BREAKFAST).lines if line.get_linestyle() != "-"]
    assert sorted(line.get_xdata()[0] for line in dotted) == [-1.25, 1.25]
    assert all(line.get_xdata()[0] == line.get_xdata()[1] for line in dotted)


def test_what_is_played_is_thick_and_beliefs_stand_in_brackets() -> None:
    found = all_pbe(BREAKFAST)
    ax = draw_signalling(BREAKFAST, [each[0] for each in found.strategies], beliefs=found.beliefs[0])
    thick = [line for line in ax.lines if line.get_linewidth() > 2]
    # Two draws, both types at beer, leave after beer and fight after quiche at both nodes.
    assert len(thick) == 8
    assert {"[0.1]", "[0.9]", "[0.75]", "[0.25]"} <= set(texts(ax))


def test_mixtures_show_their_probabilities() -> None:
    rare = SignallingGame(BREAKFAST.payoffs, [0.75, 0.25], types=BREAKFAST.types)
    (sent, replied) = (each[0] for each in all_pbe(rare).strategies)
    said = texts(draw_signalling(rare, (sent, replied)))
    assert "message 0 (0.333)" in said
    assert any(word.startswith("reply 0 (") for word in said)


def test_messages_and_replies_that_do_not_exist_are_left_out() -> None:
    wide = np.pad(BREAKFAST.payoffs, ((0, 0), (0, 0), (0, 1), (0, 0)))
    game = SignallingGame(wide, [0.1, 0.9], available=([True, True, False], [True, True]))
    said = texts(draw_signalling(game, [each[0] for each in all_pbe(game).strategies]))
    assert "message 1" in said
    assert "message 2" not in said


def test_more_types_or_messages_are_drawn_as_the_tree() -> None:
    game = SignallingGame(np.arange(36.0).reshape(2, 3, 3, 2), [0.2, 0.3, 0.5])
    assert texts(draw_signalling(game)) == texts(draw_tree(to_tree(game)))


def test_a_batch_and_misshapen_strategies_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match=r"game\[0\]"):
        draw_signalling(SignallingGame(BREAKFAST.payoffs[None], [[0.1, 0.9]]))
    with pytest.raises(InvalidGameError, match="shape"):
        draw_signalling(BREAKFAST, (np.eye(3), np.eye(2)))
    with pytest.raises(InvalidGameError, match="strategies need a pair"):
        draw_signalling(BREAKFAST, (np.eye(2),))


def test_axes_may_be_given() -> None:
    _, ax = plt.subplots()
    assert draw_signalling(BREAKFAST, ax=ax) is ax
