"""One equilibrium by pivoting: any label, degenerate games, masks, and no false answers."""

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, Status, UnsupportedGameError
from gametheory.normal_form import NormalFormGame, all_labels, bimatrix, lemke_howson, zero_sum


def test_an_equilibrium_of_a_published_game_is_found_from_each_label() -> None:
    # von Stengel (2007), example 3.3: three equilibria; the missing label decides which is reached.
    game = bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    found = lemke_howson(game, initial_pivot=all_labels(game))
    assert {tuple(payoffs) for payoffs in found.payoffs.round(9)} <= {
        (3.0, 3.0), (4.0, round(8 / 3, 9)), (3.0, 4.0),
    }


@pytest.mark.parametrize("size", range(2, 9))
def test_degenerate_games_never_cycle_from_any_label(size: int) -> None:
    rng = np.random.default_rng(size)
    game = bimatrix(*rng.integers(0, 3, (2, 300, size, size)))
    assert lemke_howson(game, initial_pivot=all_labels(game)).certificate.holds.all()


def test_rectangular_games_and_single_actions() -> None:
    rng = np.random.default_rng(0)
    for m, n in [(1, 1), (1, 7), (7, 1), (2, 9), (9, 3)]:
        game = bimatrix(rng.random((20, m, n)), rng.random((20, m, n)))
        assert lemke_howson(game, initial_pivot=all_labels(game)).certificate.holds.all()


def test_masked_actions_get_probability_zero_and_the_rest_is_the_smaller_game() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.random((2, 4, 4))
    masked = lemke_howson(bimatrix(a, b, available=([True, False, True, True], [False, True, True, True])))
    rows, columns = [0, 2, 3], [1, 2, 3]
    small = lemke_howson(bimatrix(a[np.ix_(rows, columns)], b[np.ix_(rows, columns)]))
    assert masked.strategies[0][1] == masked.strategies[1][0] == 0
    assert masked.strategies[0][rows].tolist() == small.strategies[0].tolist()
    assert masked.strategies[1][columns].tolist() == small.strategies[1].tolist()


def test_dropping_the_label_of_a_masked_action_is_reported() -> None:
    game = zero_sum(np.eye(3), available=([True, False, True], [True, True, True]))
    answers = lemke_howson(game, initial_pivot=all_labels(game), strict=False)
    assert (answers.status == Status.UNAVAILABLE).tolist() == [False, True, False, False, False, False]
    assert answers.certificate.holds.tolist() == [True, False, True, True, True, True]


def test_labels_broadcast_with_the_batch() -> None:
    rng = np.random.default_rng(2)
    games = bimatrix(rng.random((5, 3, 3)), rng.random((5, 3, 3)))
    assert lemke_howson(games, initial_pivot=np.arange(6)[:, None]).status.shape == (6, 5)
    by_game = lemke_howson(games, initial_pivot=[0, 1, 2, 3, 4])
    assert by_game.status.shape == (5,)
    single = lemke_howson(games[3], initial_pivot=3)
    assert single.strategies[0].tolist() == by_game.strategies[0][3].tolist()


def test_an_empty_batch_is_legal() -> None:
    game = bimatrix(np.zeros((0, 4, 2, 3)), np.zeros((0, 4, 2, 3)))
    answers = lemke_howson(game)
    assert answers.strategies[1].shape == (0, 4, 3)
    assert answers.payoffs.shape == (0, 4, 2)


def test_the_step_limit_is_reported_and_the_answer_is_nan() -> None:
    rng = np.random.default_rng(3)
    games = bimatrix(rng.random((50, 6, 6)), rng.random((50, 6, 6)))
    cut = lemke_howson(games, max_steps=4, strict=False)
    stopped = cut.status == Status.STEP_LIMIT
    assert stopped.any()
    assert np.isnan(cut.payoffs[stopped]).all()
    assert cut.certificate.holds[~stopped].all()


@pytest.mark.parametrize("exponent", [-500, -40, 0, 40, 500])
def test_the_answer_is_the_same_to_the_last_bit_at_every_power_of_two(exponent: int) -> None:
    rng = np.random.default_rng(4)
    a, b = rng.random((2, 100, 4, 4))
    plain = lemke_howson(bimatrix(a, b))
    scaled = lemke_howson(bimatrix(a * 2.0**exponent, b))
    assert plain.strategies[0].tolist() == scaled.strategies[0].tolist()
    assert plain.strategies[1].tolist() == scaled.strategies[1].tolist()


def test_adding_a_billion_to_integers_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.integers(0, 100, (2, 100, 4, 4))
    plain, moved = lemke_howson(bimatrix(a, b)), lemke_howson(bimatrix(a + 10**9, b + 10**9))
    assert plain.strategies[0].tolist() == moved.strategies[0].tolist()
    assert (plain.certificate.holds == moved.certificate.holds).all()
    assert (moved.certificate.regret <= plain.certificate.regret + 1e-12).all()


@pytest.mark.parametrize("label", [-1, 4, 0.5, [0, 7]])
def test_a_label_out_of_range_is_refused(label: Any) -> None:
    with pytest.raises(InvalidGameError, match="integers from 0 to 3"):
        lemke_howson(zero_sum(np.eye(2)), initial_pivot=label)


def test_games_of_other_numbers_of_players_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="2 players; got 3"):
        lemke_howson(NormalFormGame(np.zeros((3, 2, 2, 2)), ("a", "b", "c")))
    with pytest.raises(InvalidGameError, match="NormalFormGame was needed, got ndarray"):
        lemke_howson(np.zeros((2, 2, 2)))  # type: ignore[arg-type]
