"""Paths through games with many actions, by the inverse of the basis alone."""

from typing import Any

import numpy as np
import pytest

from gametheory import Status
from gametheory.families import ranking, sgc, tournament, uniform
from gametheory.normal_form import all_labels, bimatrix, lemke_howson
from gametheory.normal_form.paths import follow, follow_each, positive


def test_the_path_is_that_through_the_whole_dictionary() -> None:
    game = uniform((9, 7), batch_shape=20, seed=1)
    whole = lemke_howson(game, initial_pivot=all_labels(game))
    for label in range(16):
        x, y, status, steps = follow_each(game, np.arange(20), np.array([label]), 10_000)
        assert (status == Status.SOLVED).all()
        assert (steps == whole.steps[label]).all()
        np.testing.assert_allclose(x, whole.strategies[0][label], atol=1e-12)
        np.testing.assert_allclose(y, whole.strategies[1][label], atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_degenerate_paths_are_lexicographic_as_in_the_whole_dictionary(seed: int) -> None:
    game = bimatrix(*np.random.default_rng(seed).integers(0, 3, (2, 30, 6, 8)))
    whole = lemke_howson(game, initial_pivot=2)
    steps = follow_each(game, np.arange(30), np.array([2]), 10_000)[3]
    assert (steps == whole.steps).all()


@pytest.mark.parametrize(
    "game",
    [ranking(300, seed=1), sgc(60), tournament(30, 2, seed=1), uniform((3, 2000), seed=1), uniform((300, 300), seed=2)],
    ids=["ranking", "sgc", "tournament", "long", "uniform"],
)
def test_large_games_are_solved(game: Any) -> None:
    found = lemke_howson(game, max_steps=100_000)
    assert found.certificate.relative_regret < 1e-11


def test_units_and_constants_do_not_matter_to_a_large_game() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.integers(0, 1000, (2, 60, 60))
    plain = lemke_howson(bimatrix(a, b))
    shifted = lemke_howson(bimatrix(2.0**200 * a, 2.0**-200 * b))
    assert (plain.strategies[0] == shifted.strategies[0]).all()
    far = lemke_howson(bimatrix(a + 10**9, b - 10**9))
    assert (plain.strategies[1] == far.strategies[1]).all()


def test_constant_games_and_copies_of_actions() -> None:
    assert lemke_howson(bimatrix(np.zeros((50, 60)), np.ones((50, 60)))).certificate.holds
    a, b = np.random.default_rng(4).random((2, 10, 10))
    copies = lemke_howson(bimatrix(np.tile(a, (5, 5)), np.tile(b, (5, 5))))
    assert copies.certificate.holds


def test_masks_and_labels_of_large_games() -> None:
    rng = np.random.default_rng(5)
    masks = rng.random((2, 50)) < 0.5
    a, b = rng.random((2, 50, 50))
    game = bimatrix(a, b, available=tuple(masks))
    found = lemke_howson(game, initial_pivot=all_labels(game), strict=False)
    assert ((found.status == Status.UNAVAILABLE) == ~np.concatenate(masks)).all()
    assert (found.certificate.holds == np.concatenate(masks)).all()
    solved = found.certificate.holds
    assert not found.strategies[0][solved][:, ~masks[0]].any()


def test_a_path_cut_short_says_so_and_has_no_answer() -> None:
    found = lemke_howson(ranking(100, seed=1), max_steps=20, strict=False)
    assert found.status == Status.STEP_LIMIT
    assert found.steps == 20
    assert np.isnan(found.strategies[0]).all()


def test_pauses_do_not_change_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    game = uniform((60, 60), seed=6)
    whole = lemke_howson(game)
    monkeypatch.setattr("gametheory.normal_form.paths.PAUSE", 1)
    paused = lemke_howson(game)
    assert paused.steps == whole.steps
    assert all((p == w).all() for p, w in zip(paused.strategies, whole.strategies, strict=True))


def test_a_deadline_in_the_past_stops_at_the_first_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gametheory.normal_form.paths.PAUSE", 1)
    game = positive(*ranking(100, seed=1).payoffs)
    stopped = follow(game, [0], [10_000], deadline=0.0)
    assert stopped.status == Status.STEP_LIMIT
    assert stopped.steps == 1


def test_labels_follow_each_other_until_one_path_ends() -> None:
    game = positive(*uniform((60, 60), seed=7).payoffs)
    alone = [follow(game, [label], [10]) for label in range(120)]
    first = next(k for k, path in enumerate(alone) if path.status == Status.SOLVED)
    together = follow(game, range(120), [10] * 120)
    assert together.steps == sum(path.steps for path in alone[: first + 1])
    assert (together.x == alone[first].x).all()


def test_moved_bounds_do_not_move_the_answer() -> None:
    payoffs = tournament(20, 2, seed=1).payoffs
    path = follow(positive(*payoffs), [0], [10_000], shift=1e-6)
    assert path.status == Status.SOLVED
    gains = (payoffs[0] @ path.y).max() - path.x @ payoffs[0] @ path.y
    losses = (path.x @ payoffs[1]).max() - path.x @ payoffs[1] @ path.y
    assert max(gains, losses) < 1e-14
