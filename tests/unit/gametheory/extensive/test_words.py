"""Strategies and beliefs in the words of the game."""

from fractions import Fraction

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.extensive import behaviour, beliefs, decision, extensive_game, payoffs, probability
from tests.unit.gametheory.extensive.trees import entry, horse


def test_probabilities_may_be_arrays_over_a_batch() -> None:
    game = entry(np.array([-1.0, 0.0]))
    share = np.array([0.25, 0.5, 1.0])[:, None]
    strategies = behaviour(game, {"entrant": "in", "incumbent after in": {"fight": 1 - share, "share": share}})
    assert [strategy.shape for strategy in strategies] == [(3, 1, 1, 2)] * 2
    assert (probability(game, strategies, "incumbent after in", "share") == share).all()


def test_fractions_stay_fractions() -> None:
    third = Fraction(1, 3)
    strategies = behaviour(entry(), {"entrant": {"in": third, "out": 1 - third}, "incumbent after in": "share"})
    assert strategies[0].tolist() == [[1 - third, third]]
    assert beliefs(horse(), {"3": (third, 1 - third)})[1].tolist() == [third, 1 - third]


def test_sets_with_one_action_and_beliefs_at_one_node_may_be_left_out() -> None:
    second = decision("B", {"l": payoffs(1, 1), "r": payoffs(0, 0)})
    game = extensive_game(decision("A", {"go": second}), players=("A", "B"))
    assert behaviour(game, {"B after go": "l"})[0].tolist() == [[1]]
    assert beliefs(game, {}).tolist() == [[1], [1]]


def test_words_that_the_game_does_not_know_are_refused() -> None:
    with pytest.raises(InvalidGameError, match="no information set 'x'"):
        behaviour(entry(), {"x": "in"})
    with pytest.raises(InvalidGameError, match="no action 'x'"):
        behaviour(entry(), {"entrant": "x", "incumbent after in": "share"})
    with pytest.raises(InvalidGameError, match="a choice is needed at information set 'incumbent after in'"):
        behaviour(entry(), {"entrant": "in"})
    with pytest.raises(InvalidGameError, match=r"'3' needs one probability per node, 2 a.*\[\['D'\], \['A', 'D'\]\]"):
        beliefs(horse(), {"3": [1]})
    with pytest.raises(InvalidGameError, match="no action 'x'"):
        probability(entry(), behaviour(entry(), {"entrant": "in", "incumbent after in": "share"}), "entrant", "x")
