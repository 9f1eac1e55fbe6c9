"""Gambit's .efg files: what is read is what was written, and nothing but a game or a FormatError comes out."""

import contextlib
import tracemalloc
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import FormatError, UnsupportedGameError
from gametheory.extensive import ExtensiveGame, chance, decision, extensive_game, payoffs
from gametheory.formats import from_efg, read_efg, to_efg, write_efg
from tests.unit.gametheory.extensive.trees import (
    centipede,
    entry,
    horse,
    kuhn_poker,
    perfect_information_games,
    random_recall_game,
)

# Myerson (1991), figure 2.2: a card is drawn, and the payoffs of the first bet stand at the move that makes it.
POKER = """EFG 2 R "A game \\"with\\" quotes" { "Fred" "Alice" }
"a comment"
c "" 1 "the deal" { "red" 1/2 "black" 0.5 } 0
p "" 1 1 "red card" { "raise" "fold" } 0
p "" 2 1 "Alice" { "meet" "pass" } 1 "raised" { 1, -1 }
t "" 2 "" { 1 -1 }
t "" 3 "" { 0, 0 }
t "" 1
p "" 1 2 "black card" { "raise" "fold" } 0
p "" 2 1 0
t "" 4 "lost" { -2, 2 }
t "" 1 "raised" { 1 -1 }
t "" 5 "" { -1, 1 }
"""


def test_payoffs_on_the_way_are_added_and_repeated_sets_need_no_actions() -> None:
    game = from_efg(POKER)
    assert game.payoffs[:, 0].tolist() == [2, 1, 1, -2, 1, -1]
    assert [held.label for held in game.tree.sets] == ["red card", "Alice", "black card"]
    assert game.tree.sets[1].nodes == (2, 7)
    assert game.chances[0].tolist() == [0.5, 0.5]
    assert game.tree.outcomes[3] == "lost"


@pytest.mark.parametrize("game", [entry(), horse(), kuhn_poker(), centipede(40), from_efg(POKER)])
def test_famous_games_come_back_equal(game: ExtensiveGame, tmp_path: Path) -> None:
    write_efg(game, tmp_path / "game.efg", title='of "many" words', comment="line\nbreak")
    assert read_efg(tmp_path / "game.efg") == game


@given(perfect_information_games())
def test_games_come_back_equal(game: ExtensiveGame) -> None:
    assert from_efg(to_efg(game)) == game


@given(st.integers(0, 10**6))
def test_information_sets_come_back_equal(seed: int) -> None:
    game = random_recall_game(seed)
    again = from_efg(to_efg(game))
    assert again.tree == game.tree
    assert (again.payoffs == game.payoffs).all()
    for mine, theirs in zip(again.chances, game.chances, strict=True):
        assert abs(mine - theirs).max() <= 2.0**-52


def test_numbers_are_kept_exactly() -> None:
    game = from_efg('EFG 2 R "" {"a"} c "" 1 "" {"x" 1/3 "y" 2/3} 0 t "" 1 "" {0.1} t "" 2 "" {1e-3}')
    assert game.exact is not None
    assert game.exact.payoffs.tolist() == [[Fraction(1, 10)], [Fraction(1, 1000)]]
    assert game.exact.chances[0].tolist() == [Fraction(1, 3), Fraction(2, 3)]


def test_a_game_of_imperfect_recall_is_read_and_says_so() -> None:
    driver = from_efg('EFG 2 R "" {"d"} p "" 1 1 "" {"e" "g"} 0 t "" 1 "" {0} p "" 1 1 0 t "" 2 "" {4} t "" 3 "" {1}')
    assert not driver.tree.perfect_recall
    assert from_efg(to_efg(driver)) == driver


def test_empty_and_repeated_labels_become_numbers() -> None:
    text = 'EFG 2 R "" {"a" "b"} p "" 1 7 "x" {"" ""} 0 p "" 2 3 "x" {"l"} 0 t "" 0 p "" 2 4 "" {"l"} 0 t "" 0'
    game = from_efg(text)
    assert [held.label for held in game.tree.sets] == ["x", "b 1", "b 2"]
    assert game.tree.sets[0].actions == ("1", "2")
    assert not game.payoffs.any()
    assert from_efg(to_efg(game)) == game


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("NFG 2 R", 1, 1, "EFG"),
        ('EFG 2 R "" { "a" }\nx', 2, 1, "begins with c, p or t"),
        ('EFG 2 R "" { "a" }\nt "" 1', 2, 7, "payoffs of outcome 1"),
        ('EFG 2 R "" { "a" }\nt "" 1 "" { 1, 2 }', 2, 16, "payoffs of 1 players"),
        ('EFG 2 R "" { "a" }\nt "" 1 "" { 1 } t "" 1', 2, 17, "the end of the text"),
        ('EFG 2 R "" { "a" }\np "" 2 1 "" { "l" } 0', 2, 6, "player, 1 to 1"),
        ('EFG 2 R "" { "a" }\np "" 1 1 "" { "l" "l" } 0 t "" 0 t "" 0', 2, 19, "different labels"),
        ('EFG 2 R "" { "a" }\np "" 1 1 "" { "l" } 0\np "" 1 1 "" { "r" } 0\nt "" 0', 3, 13, "had before"),
        ('EFG 2 R "" { "a" }\nc "" 1 "" { "l" 1/2 "r" 1/3 } 0 t "" 0 t "" 0', 2, 11, "sum to 1"),
        ('EFG 2 R "" { "a" }\nc "" 1 "" { "l" 2 "r" -1 } 0 t "" 0 t "" 0', 2, 11, "not negative"),
        ('EFG 2 R "" { "a" }\np "" 1 1 "" { "l" "r" } 0\nt "" 1 "" { 1 }\nt "" 1 "" { 2 }', 4, 6, "had before"),
        ('EFG 2 R "" { "a" }\np "" 1 1 "" { "l" "r" } 0\nt "" 0', 3, 1, "follows 2 actions"),
        ('EFG 2 R "" { "a" }\np "" 1 1 "" { "l" "r" } 0\nt "" 0  ', 3, 9, "follows 1 action"),
        ('EFG 2 R "" { "a" }\np "" 1 1 "" { } 0', 2, 15, "at least one action"),
    ],
)
def test_a_broken_file_gives_line_and_column(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        from_efg(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@given(st.integers(0, len(POKER)), st.integers(0, 12), st.text(max_size=3))
def test_any_damage_is_a_game_or_a_format_error(at: int, cut: int, put: str) -> None:
    with contextlib.suppress(FormatError):
        from_efg(POKER[:at] + put + POKER[at + cut :])


@given(st.lists(st.sampled_from(POKER.split()), max_size=30))
def test_any_words_are_a_game_or_a_format_error(words: list[str]) -> None:
    with contextlib.suppress(FormatError):
        from_efg('EFG 2 R "" { "Fred" "Alice" } ' + " ".join(words))


def wide() -> str:
    """An information set of many actions, met again and again."""
    actions = " ".join(f'"{k}"' for k in range(5_000))
    return f'EFG 2 R "" {{"a"}} p "" 1 1 "" {{{actions}}} 0 ' + 'p""1 1 0 ' * 5_000


def long_sums() -> str:
    """Payoffs on the way whose denominators have nothing in common."""
    nodes = [f'p "" 1 {k} "" {{"l" "r"}} {k} "" {{1/{10**600 + k}}} t "" 0' for k in range(1, 400)]
    return 'EFG 2 R "" {"a"} ' + "\n".join(nodes) + ' t "" 0'


def many_sets() -> str:
    """One set of many actions among many sets of one."""
    actions = " ".join(f'"{k}"' for k in range(5_000))
    sets = " ".join(f'p""1 {k} "" {{"a"}} 0' for k in range(2, 5_000))
    return f'EFG 2 R "" {{"a"}} {sets} p "" 1 1 "" {{{actions}}} 0 ' + 't""0 ' * 5_000


@pytest.mark.parametrize("text", [wide(), long_sums(), many_sets(), 'EFG 2 R "' + "\\" * 300_000, '"' * 300_000])
def test_no_text_takes_much_memory(text: str) -> None:
    tracemalloc.start()
    with pytest.raises(FormatError):
        from_efg(text)
    assert tracemalloc.get_traced_memory()[1] < 200 * len(text) + 10**6
    tracemalloc.stop()


def test_depth_does_not_matter() -> None:
    game = centipede(5000)
    assert from_efg(to_efg(game)) == game


def test_a_long_text_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.efg"
    path.write_text(POKER)
    with pytest.raises(FormatError, match="most_numbers=4"):
        read_efg(path, most_numbers=4)
    with pytest.raises(FormatError, match="most_numbers=16"):
        from_efg(POKER, most_numbers=16)


def test_what_the_format_cannot_hold_is_refused() -> None:
    game = extensive_game(decision("A", {"l\\": payoffs(0)}), players=("A",))
    with pytest.raises(UnsupportedGameError, match="backslash"):
        to_efg(game)
    with pytest.raises(UnsupportedGameError, match="batch"):
        to_efg(entry([1, 2]))


def test_float_probabilities_are_written_so_that_they_sum_to_exactly_one() -> None:
    game = extensive_game(chance({"a": (0.3, payoffs(1)), "b": (0.7, payoffs(0))}), players=("A",))
    again = from_efg(to_efg(game))
    assert abs(again.chances[0] - game.chances[0]).max() <= 2.0**-53
    assert again.exact is None or sum(again.exact.chances[0]) == 1
    assert from_efg(to_efg(again)) == again


@pytest.mark.peer
def test_every_file_that_pygambit_ships_comes_back_equal_and_pygambit_reads_what_is_written(tmp_path: Path) -> None:
    pygambit = pytest.importorskip("pygambit")
    files = sorted(Path(pygambit.__file__).parent.rglob("*.efg"))
    assert files
    for path in files:
        game = read_efg(path)
        assert from_efg(to_efg(game)) == game
        write_efg(game, tmp_path / "again.efg")
        theirs, again = pygambit.read_efg(path), pygambit.read_efg(tmp_path / "again.efg")
        assert [len(player.infosets) for player in again.players] == [len(player.infosets) for player in theirs.players]
        for one, other in zip(ends_of(theirs), ends_of(again), strict=True):
            assert one == other


def ends_of(game: Any) -> list[list[Fraction]]:
    """What pygambit's game pays at every end, in preorder, what is paid on the way included."""
    found, ahead = [], [(game.root, [Fraction(0)] * len(game.players))]
    while ahead:
        node, paid = ahead.pop()
        with contextlib.suppress(KeyError):  # where a node has no outcome
            paid = [a + Fraction(node.outcome[p]) for a, p in zip(paid, game.players, strict=True)]
        if node.is_terminal:
            found.append(paid)
        ahead += [(child, paid) for child in reversed(list(node.children))]
    return found
