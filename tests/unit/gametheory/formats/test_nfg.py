"""Gambit's .nfg files: what is read is what was written, and nothing but a game or a FormatError comes out."""

import contextlib
import pickle
import tracemalloc
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gametheory import FormatError, InvalidGameError, UnsupportedGameError
from gametheory.formats import from_nfg, read_nfg, to_nfg, to_nfg_outcomes, without_masked, write_nfg
from gametheory.normal_form import NormalFormGame, bimatrix, pure_nash, zero_sum
from gametheory.testing import dyadic_games, games, masked_games, rational_games, wild_games

# The two files of Gambit's documentation, which are one game.
PAYOFFS = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form"
{ "Player 1" "Player 2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""
OUTCOMES = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form" { "Player 1" "Player 2" }

{
{ "1" "2" "3" }
{ "1" "2" }
}

{
{ "" 1, 1 }
{ "" 0, 2 }
{ "" 0, 2 }
{ "" 1, 1 }
{ "" 0, 3 }
{ "" 2, 0 }
}
1 2 3 4 5 6
"""

ANY_GAME = st.one_of(
    games(players=st.integers(1, 4)),
    rational_games(players=st.integers(1, 3)),
    dyadic_games(players=st.integers(1, 3)),
    wild_games(players=st.integers(1, 3)),
)
LABELS = st.text(min_size=1, max_size=8).filter(lambda text: not text.endswith("\\"))


@st.composite
def labelled_games(draw: st.DrawFn) -> NormalFormGame:
    """One game with any labels that the format can hold."""
    game = draw(ANY_GAME)
    players = draw(st.lists(LABELS, min_size=len(game.sizes), max_size=len(game.sizes), unique=True))
    actions = [draw(st.lists(LABELS, min_size=size, max_size=size, unique=True)) for size in game.sizes]
    payoffs = game.payoffs if game.exact is None else game.exact.values
    return NormalFormGame(payoffs, tuple(players), tuple(map(tuple, actions)))


def test_both_files_of_the_documentation_are_read() -> None:
    expected = bimatrix([[1, 1], [0, 0], [0, 2]], [[1, 1], [2, 3], [2, 0]], players=("Player 1", "Player 2"))
    assert from_nfg(PAYOFFS) == expected
    game = from_nfg(OUTCOMES)
    assert (game.payoffs == expected.payoffs).all()
    assert game.actions == (("1", "2", "3"), ("1", "2"))


@given(labelled_games(), st.text().filter(lambda text: not text.endswith("\\")))
def test_what_is_written_is_read_again_exactly(game: NormalFormGame, title: str) -> None:
    for write in (to_nfg, to_nfg_outcomes):
        assert from_nfg(write(game, title=title, comment=title)) == game


@given(ANY_GAME)
def test_games_without_labels_stay_so(game: NormalFormGame) -> None:
    assert from_nfg(to_nfg(game)) == game


@given(masked_games(games(players=st.integers(1, 3))))
def test_a_masked_game_is_refused_and_one_without_its_masked_actions_is_written(game: NormalFormGame) -> None:
    if all(mask.all() for mask in game.available):
        return
    with pytest.raises(UnsupportedGameError, match="without_masked"):
        to_nfg(game)
    small = without_masked(game)
    again = from_nfg(to_nfg(small))
    assert again == small
    # the pure equilibria are those of the masked game, under the labels
    labels = [np.array(mine, dtype=int) for mine in again.actions]
    found, whole = pure_nash(again, strict=False), pure_nash(game, strict=False)
    assert found.count == whole.count
    for i, mine in enumerate(labels):
        assert (mine[found.strategies[i].argmax(axis=-1)] == whole.strategies[i].argmax(axis=-1)).all()


def test_numbers_are_kept_exactly() -> None:
    game = from_nfg('NFG 1 R "" {"a" "b"} {1 3} 0.1 1/10 -2/6 .5 1e-3 3.')
    values = [[Fraction(1, 10), Fraction(-1, 3), Fraction(1, 1000)], [Fraction(1, 10), Fraction(1, 2), Fraction(3)]]
    assert game.exact.values.reshape(2, 3).tolist() == values
    big = from_nfg(f'NFG 1 R "" {{"a"}} {{2}} {2**60 + 1} -7')
    assert big.exact.values.tolist() == [[2**60 + 1, -7]]
    assert from_nfg('NFG 1 R "" {"a"} {2} 0.5 1E2').exact is None


def test_three_players_are_read_in_the_order_of_the_format() -> None:
    # the first player's action runs fastest; at each profile the payoffs of the players follow one another
    numbers = range(2 * 3 * 4 * 3)
    game = from_nfg(f'NFG 1 R "" {{"a" "b" "c"}} {{2 3 4}} {" ".join(map(str, numbers))}')
    for i, j, k in np.ndindex(2, 3, 4):
        assert game.payoffs[:, i, j, k].tolist() == [3 * (i + 2 * j + 6 * k) + p for p in range(3)]


def test_outcome_zero_pays_nothing_and_commas_are_optional() -> None:
    game = from_nfg('NFG 1 R "" {"a" "b"} {{"l" "r"} {"x"}} "note" {{"win" 3 1/2} {"lose" -1, 0}} 0 1')
    assert game.payoffs[:, :, 0].tolist() == [[0, 3], [0, 0.5]]
    assert from_nfg('NFG 1 R "" {"a"} {2} {{"w" 3}} 1 0').payoffs.tolist() == [[3, 0]]


def test_empty_labels_become_numbers() -> None:
    game = from_nfg('NFG 1 R "" {"" "b"} {{"" ""} {"x"}} 1 1 2 2')
    assert game.players == ("1", "b")
    assert game.actions == (("1", "2"), ("x",))


def test_quotation_marks_and_backslashes_in_labels() -> None:
    labels = ('say "no"', "a\\b", '\\"', "line\nbreak")
    game = bimatrix([[1], [2], [3], [4]], [[0]] * 4, actions=[labels, ["x"]])
    assert from_nfg(to_nfg(game)).actions == (labels, ("x",))
    with pytest.raises(UnsupportedGameError, match="backslash"):
        to_nfg(game, title="ends in \\")


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "NFG.*end of the text"),
        ("EFG 2 R", 1, 1, "NFG 1 R; got 'EFG'"),
        ("NFG 2 R", 1, 5, "version"),
        ("NFG 1 X", 1, 7, "R of"),
        ("NFG 1 R title", 1, 9, "title in quotation marks"),
        ('NFG 1 R "title', 1, 9, "never closed"),
        ('NFG 1 R ""\n{ }', 2, 3, "at least one player"),
        ('NFG 1 R "" { "a" "a" }', 1, 18, "twice"),
        ('NFG 1 R "" { "a" }\n { 0 }', 2, 4, "at least 1"),
        ('NFG 1 R "" { "a" "b" } { 2 }', 1, 28, "strategies of a player"),
        ('NFG 1 R "" { "a" } { 2 2 }', 1, 24, "after the numbers"),
        ('NFG 1 R "" { "a" } { { "x" } { "y" } }', 1, 30, "after the strategies"),
        ('NFG 1 R "" { "a" } { 2 }\n1   \n', 3, 1, "a payoff.*end of the text"),
        ('NFG 1 R "" { "a" } { 2 }\n1 2 3', 2, 5, "end of the text after 2 entries"),
        ('NFG 1 R "" { "a" } { 2 }\n1 1/0', 2, 3, "denominator"),
        ('NFG 1 R "" { "a" } { 2 }\n1 1e9999999999', 2, 3, "exponent"),
        ('NFG 1 R "" { "a" } { 2 }\n1 1e400', 2, 3, "2\\*\\*1000"),
        ('NFG 1 R "" { "a" } { 2 }\n1 0x10', 2, 3, "a number such as"),
        ('NFG 1 R "" { "a" } { 2 }\n1 nan', 2, 3, "a number such as"),
        ('NFG 1 R "" { "a" } { 2 }\n1, 2', 2, 2, "a payoff"),
        ('NFG 1 R "" { "a" } { 2 }\n1 ٣', 2, 3, "a number such as"),
        ('NFG 1 R "" { "a" } { 2 } { { "" 1 } } 1 2', 1, 41, "0 to 1; got 2"),
        ('NFG 1 R "" { "a" } { 2 } { { "" 1 2 } } 1 1', 1, 35, "after the payoffs of 1"),
        ('NFG 1 R "" { "a" } { 2 } { { 1 } } 1 1', 1, 30, "name of an outcome"),
        ('NFG 1 R "" { "a" "b" } { 99999999 99999999 } 1', 1, 46, "at most most_numbers"),
        ('NFG 1 R "" { "a" "b" } { 100 100 } 1', 1, 36, "more than follows"),
        ('NFG 1 R "" { "a" } { 9999999999999999999 } 1', 1, 22, "at most 18 digits"),
    ],
)
def test_an_error_names_line_and_column_and_what_was_needed(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        from_nfg(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"line {line}, column {column}: " in str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.line, copy.column) == (str(caught.value), line, column)


WORDS = st.sampled_from(
    ["NFG", "1", "R", "D", '"', '""', '"a"', '"b"', "{", "}", ",", "2", "0", "-1", "1/3", "1e5", "x", "\\", "\n", "1/0"]
)


def game_or_format_error(text: str) -> NormalFormGame | None:
    """What the text describes, or None where that is said to be nothing; any other exception passes."""
    with contextlib.suppress(FormatError):
        return from_nfg(text)
    with pytest.raises(FormatError) as caught:
        from_nfg(text)
    lines = text.split("\n")
    assert 1 <= caught.value.line <= len(lines)
    assert 1 <= caught.value.column <= len(lines[caught.value.line - 1]) + 1
    return None


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map(lambda w: 'NFG 1 R "" ' + " ".join(w))))
@example('NFG 1 R "" { "a" } { 1 } 1_0')
@example('NFG 1 R "" { "a" } { 1 } \ud800')
def test_any_text_is_a_game_or_a_format_error(text: str) -> None:
    game = game_or_format_error(text)
    assert game is None or from_nfg(to_nfg(game)) == game


@given(st.sampled_from([PAYOFFS, OUTCOMES]), st.data())
def test_a_damaged_file_is_a_game_or_a_format_error(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        stop = data.draw(st.integers(start, min(len(text), start + 4)))
        text = text[:start] + data.draw(st.one_of(WORDS, st.text(max_size=3))) + text[stop:]
    game = game_or_format_error(text)
    assert game is None or isinstance(game, NormalFormGame)


@given(st.binary(max_size=60))
@example(b'NFG 1 R "\xff"')
def test_any_bytes_are_a_game_or_a_format_error(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.nfg"
    path.write_bytes(raw)
    with pytest.raises(FormatError):
        read_nfg(path)


@pytest.mark.parametrize(
    "text",
    [
        'NFG 1 R "" { "a" "b" } { 999999999999999999 999999999999999999 } 1',
        'NFG 1 R "" {' + " ".join(f'"{i}"' for i in range(30)) + "} {" + "9 " * 30 + "} 1",
        'NFG 1 R "' + "\\a" * 50_000,
        'NFG 1 R "" { "a" } { 2 } 1 ' + "9" * 100_000,
        'NFG 1 R "" { "a" } { 2 } 1 1e' + "9" * 100_000,
        'NFG 1 R "" { "a" } { 2 } 1 1e-999999999',
        "{" * 100_000,
        'NFG 1 R "" ' + "{" * 100_000,
        'NFG 1 R "" {' + " ".join(f'"{i}"' for i in range(100)) + "} {" + "1 " * 100 + "} " + "1 " * 100,
    ],
)
def test_no_small_text_takes_much_memory(text: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(FormatError):
            from_nfg(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_large_files_are_refused_unless_they_are_trusted(tmp_path: Path) -> None:
    path = tmp_path / "large.nfg"
    write_nfg(zero_sum(np.arange(64).reshape(8, 8)), path)
    with pytest.raises(FormatError, match="most_numbers=127"):
        read_nfg(path, most_numbers=127)
    assert read_nfg(path, most_numbers=128).sizes == (8, 8)
    with pytest.raises(FormatError, match="bytes"):
        read_nfg(path, most_numbers=2)
    with pytest.raises(FormatError, match="characters"):
        from_nfg(PAYOFFS, most_numbers=1)
    with pytest.raises(FormatError, match="payoffs"):
        from_nfg(OUTCOMES, most_numbers=8)


def test_files_are_utf8_with_or_without_its_mark(tmp_path: Path) -> None:
    game = bimatrix([[1]], [[2]], players=("Émile", "ß"))
    path = tmp_path / "game.nfg"
    write_nfg(game, path)
    assert read_nfg(path) == game
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_nfg(str(path)) == game
    path.write_bytes(b'NFG 1 R\n"\xe9"')
    with pytest.raises(FormatError, match=r"line 2, column 2.*0xe9"):
        read_nfg(path)
    with pytest.raises(UnsupportedGameError, match="UTF-8"):
        write_nfg(game, path.with_name("other.nfg"), title="\ud800")
    with pytest.raises(FileNotFoundError):
        read_nfg(tmp_path / "none.nfg")


def test_one_game_is_written_not_a_batch_and_not_a_number() -> None:
    with pytest.raises(UnsupportedGameError, match="one game was needed"):
        to_nfg(zero_sum(np.zeros((3, 2, 2))))
    with pytest.raises(InvalidGameError, match="NormalFormGame was needed"):
        to_nfg([[1]])
    with pytest.raises(UnsupportedGameError, match="2000 characters"):
        to_nfg(bimatrix([[Fraction(1, 3**7000)]], [[0]]))
