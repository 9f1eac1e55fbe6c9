"""Trees as they are written down."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, axes
from gametheory.extensive import chance, decision, extensive_game, payoffs


def test_information_sets_without_a_label_are_named_by_player_and_history() -> None:
    reply = decision("B", {"yes": payoffs(1, 1), "no": payoffs(0, 0)})
    game = extensive_game(decision("A", {"ask": reply, "beg": reply, "leave": payoffs(0, 0)}), players=("A", "B"))
    assert [held.label for held in game.tree.sets] == ["A", "B after ask", "B after beg"]


def test_numbers_broadcast_to_one_batch() -> None:
    cost, rain = np.array([[0.5], [1.5]]), np.array([0.2, 0.5, 0.8])
    root = chance({"wet": (rain, payoffs(-cost)), "dry": (1 - rain, payoffs(0))})
    game = extensive_game(root, players=("A",))
    assert game.payoffs.shape == (2, 3, 2, 1)
    assert game.chances[0].shape == (2, 3, 2)
    assert game[1, 2].payoffs.tolist() == [[-1.5], [0]]


def test_named_axes_are_aligned_by_name() -> None:
    swept = axes(harm=[1, 2, 3], rain=[0.25, 0.5])
    root = chance({"wet": (swept["rain"], payoffs(-swept["harm"])), "dry": (1 - swept["rain"], payoffs(0))})
    game = extensive_game(root, players=("A",), like=swept)
    assert game.batch_shape == (3, 2)
    assert game[2, 1].payoffs.tolist() == [[-3], [0]]


def test_fractions_are_kept_exactly_beside_their_floats() -> None:
    third = Fraction(1, 3)
    game = extensive_game(chance({"a": (third, payoffs(third)), "b": (1 - third, payoffs(0.5))}), players=("A",))
    assert game.exact is not None
    assert game.exact.payoffs.tolist() == [[third], [Fraction(1, 2)]]
    assert game.exact.chances[0].tolist() == [third, 2 * third]
    assert game.payoffs[0, 0] == 1 / 3
    half = Fraction(1, 2)
    assert extensive_game(chance({"a": (half, payoffs(half)), "b": (half, payoffs(1))}), players=("A",)).exact is None


def test_a_batch_equals_its_games() -> None:
    cost = np.linspace(0, 1, 4)
    game = extensive_game(decision("A", {"l": payoffs(cost), "r": payoffs(1 - cost)}), players=("A",))
    for k in range(4):
        alone = extensive_game(decision("A", {"l": payoffs(cost[k]), "r": payoffs(1 - cost[k])}), players=("A",))
        assert game[k] == alone


def test_taking_a_game_changes_no_number() -> None:
    tenths = [0.1] * 10
    root = chance({str(k): (np.array([share, share]), payoffs(k, Fraction(k, 3))) for k, share in enumerate(tenths)})
    for game in (
        extensive_game(root, players=("A", "B")),
        extensive_game(chance({"a": (np.array([0.3]), payoffs(1)), "b": (0.7, payoffs(0))}), players=("A",)),
    ):
        assert game[...] == game
        assert game[:1][0] == game[0]


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (lambda: decision("A", {"l": payoffs(1, 2)}), "one number per player, 1"),
        (lambda: decision("C", {"l": payoffs(1)}), "'C' moves after"),
        (lambda: decision("A", {"l": 3}), "action 'l' of 'A' needs to lead to"),
        (lambda: decision("A", ["l"]), "mapping"),
        (lambda: decision("A", {}), "at least one action"),
        (lambda: decision("A", {"l": payoffs(1)}, information=""), "label"),
        (lambda: chance({"l": payoffs(1)}), r"\(probability, what follows\)"),
        (lambda: chance({"l": (0.4, payoffs(1)), "r": (0.4, payoffs(1))}), "sum to 1"),
        (lambda: chance({"l": (1.4, payoffs(1)), "r": (-0.4, payoffs(1))}), "non-negative"),
        (lambda: payoffs(float("nan")), "finite"),
    ],
)
def test_what_is_no_game_is_refused(root: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        extensive_game(root(), players=("A",))


def test_two_players_never_share_the_label_of_an_information_set() -> None:
    inner = decision("B", {"l": payoffs(0, 0)}, information="here")
    with pytest.raises(InvalidGameError, match="labels of their own"):
        extensive_game(decision("A", {"l": inner}, information="here"), players=("A", "B"))


def test_players_need_different_names() -> None:
    with pytest.raises(InvalidGameError, match="different names"):
        extensive_game(payoffs(1, 2), players=("A", "A"))
