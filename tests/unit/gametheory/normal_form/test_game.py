"""The game checks its input once, and keeps what it was given."""

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.normal_form import NormalFormGame, bimatrix, symmetric, zero_sum

DILEMMA = [[3, 0], [5, 1]]


def test_both_matrices_are_row_action_by_column_action() -> None:
    game = bimatrix([[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]])
    assert game.payoffs[0, 1, 2] == 6
    assert game.payoffs[1, 0, 2] == 9
    assert game.sizes == (2, 3)


def test_the_number_of_players_is_that_of_the_names_and_not_guessed_from_a_shape() -> None:
    payoffs = np.arange(24.0).reshape(3, 2, 2, 2)
    assert NormalFormGame(payoffs).batch_shape == (3,)
    assert NormalFormGame(payoffs, players=("a", "b", "c")).batch_shape == ()


def test_payoffs_broadcast_between_the_players() -> None:
    game = bimatrix(np.zeros((5, 1, 2, 2)), np.zeros((4, 2, 2)))
    assert game.batch_shape == (5, 4)


def test_read_only_input_is_taken_over_and_other_input_is_copied() -> None:
    payoffs = np.zeros((2, 2, 2))
    copied = NormalFormGame(payoffs)
    payoffs[0, 0, 0] = 1
    assert copied.payoffs[0, 0, 0] == 0
    payoffs.setflags(write=False)
    assert NormalFormGame(payoffs).payoffs is payoffs


def test_a_read_only_view_of_an_array_that_others_can_write_is_copied() -> None:
    payoffs = np.zeros((2, 2, 2))
    view = payoffs.view()
    view.setflags(write=False)
    game = NormalFormGame(view)
    payoffs[0, 0, 0] = 1
    assert game.payoffs[0, 0, 0] == 0


def test_nobody_can_write_to_a_game() -> None:
    game = bimatrix(DILEMMA, DILEMMA)
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs[0, 0, 0] = 1


def test_the_caller_s_arrays_stay_writable() -> None:
    row, column = np.zeros((2, 2)), np.zeros((2, 2))
    bimatrix(row, column)
    NormalFormGame(np.stack([row, column]))
    row[0, 0] = column[0, 0] = 1


@pytest.mark.parametrize("payoff", [Fraction(1, 3), Decimal("0.1"), 2**53 + 1, 10**30])
def test_payoffs_that_float64_does_not_hold_keep_an_exact_carrier(payoff: object) -> None:
    game = bimatrix([[payoff, 0], [0, 1]], [[1, 0], [0, 1]])
    assert game.exact is not None
    assert game.exact.values[0, 0, 0] == Fraction(payoff)  # type: ignore[arg-type]
    error = abs(Fraction(float(game.payoffs[0, 0, 0])) - Fraction(payoff))  # type: ignore[arg-type]
    assert error <= Fraction(float(game.exact.rounding[0])) <= error * (1 + Fraction(1, 2**40))
    assert game.exact.rounding[1] == 0


@pytest.mark.parametrize("payoff", [Fraction(1, 4), Decimal("0.5"), 2**53, True, np.int8(3), np.float32(0.1)])
def test_payoffs_that_float64_holds_need_no_carrier(payoff: object) -> None:
    assert bimatrix(np.array([[payoff, 0], [0, 1]], dtype=object), [[1, 0], [0, 1]]).exact is None


def test_int64_beyond_2_to_the_53_is_kept_exactly() -> None:
    game = zero_sum(np.array([[2**60 + 1, 0], [0, 1]]))
    assert game.exact is not None
    assert game.exact.values[1, 0, 0] == -(2**60) - 1


def test_the_negative_of_unsigned_payoffs_is_negative() -> None:
    assert zero_sum(np.array([[1, 0], [0, 1]], dtype=np.uint8)).payoffs[1, 0, 0] == -1


def test_games_pickle_copy_and_compare() -> None:
    masks = ([True, True], [True, False])
    game = bimatrix([[Fraction(1, 3), 0], [5, 1]], DILEMMA, actions=(("c", "d"), ("c", "d")), available=masks)
    for twin in (pickle.loads(pickle.dumps(game)), copy.copy(game), copy.deepcopy(game)):
        assert twin == game
        assert hash(twin) == hash(game)
        assert not twin.payoffs.flags.writeable
    assert game != bimatrix(DILEMMA, DILEMMA)
    assert game != "a game"


def test_a_batch_is_indexed_like_an_array() -> None:
    payoffs = np.random.default_rng(0).random((4, 3, 2, 2, 2))
    mask = np.ones((4, 3, 2), dtype=bool)
    mask[1, 2, 0] = False
    game = NormalFormGame(payoffs, available=(mask, [True, True]))
    assert game[1].batch_shape == (3,)
    assert np.array_equal(game[1, 2].payoffs[:, 1], payoffs[1, 2, :, 1])
    assert game[1, 2].available is not None
    assert not game[1, 2].available[0][0]
    assert game[::2, 0].batch_shape == (2,)


def test_payoffs_of_masked_profiles_are_never_read() -> None:
    game = bimatrix([[np.nan, np.inf], [5, 1]], [[np.nan, np.nan], [0, 1]], available=([False, True], [True, True]))
    assert np.isfinite(game.payoffs).all()


def test_the_short_description_counts_players_actions_and_batch() -> None:
    assert repr(bimatrix(DILEMMA, DILEMMA)) == "<NormalFormGame: row (2 actions) x column (2 actions)>"
    masked = bimatrix(np.zeros((5, 1, 2)), np.zeros((1, 2)), available=([True], [True, False]))
    assert repr(masked) == "<NormalFormGame: batch of 5, row (1 action) x column (2 actions), masked>"


def test_the_payoff_table_marks_best_replies_and_escapes_labels() -> None:
    html = bimatrix(DILEMMA, np.transpose(DILEMMA), actions=(("<c>", "d"), ("c", "d")))._repr_html_()
    assert "<b>1</b>, <b>1</b>" in html
    assert "3, 3" in html
    assert "&lt;c&gt;" in html


def test_the_payoff_table_of_three_players_has_a_part_for_each_action_of_the_third() -> None:
    html = NormalFormGame(np.zeros((3, 2, 2, 3)), ("a", "b", "c"))._repr_html_()
    assert html.count("<table>") == 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: bimatrix([1, 2], [3, 4]), r"shape \(\*batch, m, n\)"),
        (lambda: bimatrix([[1, 2]], [[1], [2]]), "Transpose the second"),
        (lambda: bimatrix(np.zeros((2, 2, 2)), np.zeros((3, 2, 2))), "batch shapes must broadcast"),
        (lambda: bimatrix([[1, 2], [3]], DILEMMA), "ragged"),
        (lambda: bimatrix([[np.nan, 0], [0, 1]], DILEMMA), r"finite.*got nan at index \(0, 0, 0\)"),
        (lambda: bimatrix([[0, np.inf], [0, 1]], DILEMMA), r"finite.*got inf at index \(0, 0, 1\)"),
        (lambda: bimatrix([[0, 1e308], [0, 1]], DILEMMA), "rescale"),
        (lambda: bimatrix([[Fraction(10) ** 400, 0], [0, 1]], DILEMMA), "rescale"),
        (lambda: bimatrix([[1j, 0], [0, 1]], DILEMMA), "real numbers; got dtype complex128"),
        (lambda: bimatrix([["a", "b"], ["c", "d"]], DILEMMA), "real numbers"),
        (lambda: bimatrix([[None, 0], [0, 1]], DILEMMA), "got None"),
        (lambda: bimatrix(np.zeros((0, 2)), np.zeros((0, 2))), "at least one action"),
        (lambda: NormalFormGame(np.zeros((3, 4))), r"need shape \(\*batch, 2, m_1, m_2\); got \(3, 4\)"),
        (lambda: NormalFormGame(np.zeros((3, 2, 2, 2)), players=("a",)), "1 players"),
        (lambda: NormalFormGame(np.zeros((2, 2, 2)), players=("a", "a")), "different names"),
        (lambda: NormalFormGame(np.zeros((2, 2, 2)), players="ab"), "sequence of names"),
        (lambda: NormalFormGame(np.zeros((0,)), players=()), "at least one player"),
        (lambda: bimatrix(DILEMMA, DILEMMA, actions=(("c",), ("c", "d"))), "one label per action"),
        (lambda: bimatrix(DILEMMA, DILEMMA, available=([False, False], [True, True])), "player 0 has none"),
        (lambda: bimatrix(DILEMMA, DILEMMA, available=([1, 0], [True, True])), "dtype bool"),
        (lambda: bimatrix(DILEMMA, DILEMMA, available=([True, True],)), "one mask per player, 2; got 1"),
        (lambda: bimatrix(DILEMMA, DILEMMA, available=([True] * 3, [True] * 2)), "mask needs shape"),
        (lambda: symmetric([[1, 2, 3], [4, 5, 6]]), "square"),
    ],
)
def test_bad_input_is_refused_with_what_was_needed_and_what_came(make: object, message: str) -> None:
    with pytest.raises(InvalidGameError, match=f"(?s){message}"):
        make()  # type: ignore[operator]


def test_a_mask_that_empties_one_game_of_a_batch_names_that_game() -> None:
    mask = np.array([[True, True], [False, False]])
    with pytest.raises(InvalidGameError, match=r"batch index \(1,\)"):
        bimatrix(np.zeros((2, 2, 2)), np.zeros((2, 2, 2)), available=(mask, [True, True]))
