"""Game trees: perfect recall, and what is no tree."""

import pickle

import pytest

from gametheory import InvalidGameError
from gametheory.extensive import chance, decision, extensive_game, payoffs
from gametheory.extensive.tree import CHANCE, END, Move, grow
from tests.unit.gametheory.extensive.trees import centipede, horse, kuhn_poker


def test_the_absent_minded_driver_forgets_and_is_told_at_which_histories() -> None:
    # Piccione and Rubinstein (1997): two exits that look the same
    second = decision("driver", {"exit": payoffs(4), "go": payoffs(1)}, information="exit")
    first = decision("driver", {"exit": payoffs(0), "go": second}, information="exit")
    with pytest.raises(InvalidGameError, match=r"'driver' does not recall at information set 'exit'.*\[the b.*\[go\]"):
        extensive_game(first, players=("driver",))
    game = extensive_game(first, players=("driver",), perfect_recall=False)
    assert not game.tree.perfect_recall
    assert "imperfect recall" in repr(game)


def test_forgetting_the_own_move_is_no_perfect_recall() -> None:
    again = decision("A", {"l": payoffs(0), "r": payoffs(1)}, information="again")
    with pytest.raises(InvalidGameError, match=r"'again'.*\[left\] and \[right\]"):
        extensive_game(decision("A", {"left": again, "right": again}), players=("A",))


def test_forgetting_what_was_known_is_no_perfect_recall() -> None:
    def told(state: str) -> object:
        last = decision("A", {"l": payoffs(0), "r": payoffs(1)}, information="later")
        return decision("A", {"on": last, "off": payoffs(0)}, information=f"told {state}")

    root = chance({"wet": (0.5, told("wet")), "dry": (0.5, told("dry"))})
    with pytest.raises(InvalidGameError, match=r"'later'.*\[wet, on\] and \[dry, on\]"):
        extensive_game(root, players=("A",))


def test_not_seeing_the_others_is_perfect_recall() -> None:
    for game in (horse(), kuhn_poker(), centipede(7)):
        assert game.tree.perfect_recall
        assert not extensive_game(payoffs(1), players=("A",), perfect_recall=False).tree.sets


def test_long_histories_are_shortened_in_messages() -> None:
    part = payoffs(0)
    for _ in range(30):
        part = decision("A", {"go": part}, information="here")
    with pytest.raises(InvalidGameError, match=r"\[the beginning\] and \[go\] lead there"):
        extensive_game(part, players=("A",))


def test_nodes_are_in_preorder_and_histories_lead_to_them() -> None:
    tree = horse().tree
    assert tree.parent.tolist() == [-1, 0, 1, 1, 0, 4, 5, 5, 4]
    assert [tree.history(int(end)) for end in tree.ends] == [
        ("D", "L"), ("D", "R"), ("A", "D", "L"), ("A", "D", "R"), ("A", "A"),
    ]
    third = tree.sets[tree.find("3")]
    assert [tree.history(node) for node in third.nodes] == [("D",), ("A", "D")]
    assert tree.shapes == ((1, 2), (1, 2), (1, 2))
    with pytest.raises(InvalidGameError, match="there are '1', '3', '2'"):
        tree.find("4")


def test_a_tree_a_thousand_moves_deep_needs_no_recursion() -> None:
    game = centipede(3000)
    assert len(game.tree.ends) == 3001
    assert pickle.loads(pickle.dumps(game)) == game
    assert len({held.label for held in game.tree.sets}) == 3000


@pytest.mark.parametrize(
    ("moves", "message"),
    [
        ([], "0 of its actions"),
        ([Move(0, ("l", "r")), Move(END)], "1 of its actions"),
        ([Move(END), Move(END)], "complete after 1 nodes"),
        ([Move(2, ("l",)), Move(END)], "player 2, but there are 1"),
        ([Move(0, ()), Move(END)], "at least one action"),
        ([Move(0, ("l", "l")), Move(END), Move(END)], "different labels"),
        ([Move(CHANCE, ("a", "b")), Move(0, ("l",), "x"), Move(END), Move(0, ("r",), "x"), Move(END)], "same actions"),
    ],
)
def test_what_is_no_tree_is_refused(moves: list[Move], message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        grow(("A",), moves)
