"""One equilibrium of any two-player game within a budget."""

import _thread
import importlib
import signal
from threading import Timer
from time import monotonic
from typing import Any

import numpy as np
import pytest

from gametheory import NoEquilibriumFoundError, Status
from gametheory.families import (
    covariant,
    dual_cyclic,
    ranking,
    sgc,
    tournament,
    uniform,
    unit_vector,
    unit_vector_without_pure,
)
from gametheory.normal_form import NormalFormGame, bimatrix, lemke_howson, minimax, nash, pure_nash, zero_sum

FAMILIES: dict[str, Any] = {
    "uniform": lambda n, seed: uniform((n, n), seed=seed),
    "covariant": lambda n, seed: covariant((n, n), 0.5, seed=seed),
    "ranking": lambda n, seed: ranking(n, seed=seed),
    "unit vector": lambda n, seed: unit_vector(n, seed=seed),
    "unit vector, no pure": lambda n, seed: unit_vector_without_pure(n, seed=seed),
    "sgc": lambda n, seed: sgc(n // 4 + seed),
    "tournament": lambda n, seed: tournament(n // 4, 2, seed=seed),
    "zero-sum": lambda n, seed: zero_sum(uniform((n, n), seed=seed).payoffs[0]),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("actions", [12, 48, 100])
def test_every_family_is_solved(family: str, actions: int) -> None:
    for seed in range(3):
        assert nash(FAMILIES[family](actions, seed)).certificate.relative_regret < 1e-11


@pytest.mark.parametrize("d", [4, 8, 12, 14])
def test_dual_cyclic_games_are_solved_by_changing_labels(d: int) -> None:
    assert nash(dual_cyclic(d)).certificate.holds


def test_a_batch_of_small_games_is_answered_as_by_lemke_howson() -> None:
    games = uniform((3, 3), batch_shape=(50, 20), seed=1)
    assert all((a == b).all() for a, b in zip(nash(games).strategies, lemke_howson(games).strategies, strict=True))


def test_games_that_the_first_label_leaves_are_found_from_others() -> None:
    hard, easy = dual_cyclic(10), zero_sum(np.eye(10))
    games = NormalFormGame(np.stack([easy.payoffs, hard.payoffs, easy.payoffs]))
    assert lemke_howson(games, max_steps=200, strict=False).status.tolist() == [0, 1, 0]
    found = nash(games)
    assert found.certificate.holds.all()
    assert (found.status == Status.SOLVED).all()


@pytest.mark.parametrize("game", [dual_cyclic(14), ranking(100, seed=1)], ids=["small", "large"])
def test_a_budget_that_is_too_small_is_a_loud_step_limit(game: NormalFormGame) -> None:
    with pytest.raises(NoEquilibriumFoundError, match="STEP_LIMIT"):
        nash(game, max_steps=30)
    found = nash(game, max_steps=30, strict=False)
    assert found.status == Status.STEP_LIMIT
    assert found.steps <= 30
    assert np.isnan(found.strategies[0]).all()


def test_a_hard_game_ends_within_its_time() -> None:
    game = covariant((200, 200), -0.5, seed=1)
    nash(uniform((50, 50), seed=1))  # compiled before the clock starts
    start = monotonic()
    found = nash(game, seconds=0.2, strict=False)
    assert monotonic() - start < 20
    assert found.status == Status.STEP_LIMIT


def test_the_same_call_gives_the_same_answer() -> None:
    game = tournament(20, 2, seed=1)
    first, second = nash(game), nash(game)
    assert first.steps == second.steps
    assert (first.strategies[0] == second.strategies[0]).all()


def test_a_batch_of_large_games_equals_the_loop() -> None:
    games = uniform((45, 50), batch_shape=6, seed=3)
    together = nash(games)
    for k in range(6):
        alone = nash(games[k])
        assert alone.steps == together.steps[k]
        assert (alone.strategies[1] == together.strategies[1][k]).all()


def test_degenerate_constant_and_wild_games_are_solved() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.integers(0, 3, (2, 80, 70))
    assert nash(bimatrix(a, b)).certificate.holds
    assert nash(bimatrix(2.0**300 * a, 2.0**-300 * b)).certificate.holds
    assert nash(bimatrix(a + 10**12, b - 10**12)).certificate.holds
    assert nash(bimatrix(np.zeros((60, 60)), np.zeros((60, 60)))).certificate.holds
    assert nash(bimatrix(np.kron(a, np.ones((2, 2))), np.kron(b, np.ones((2, 2))))).certificate.holds
    close = bimatrix(np.eye(50) + 1e-7 * rng.random((50, 50)), 1 - np.eye(50) + 1e-7 * rng.random((50, 50)))
    assert nash(close).certificate.holds


@pytest.mark.parametrize("sizes", [(1, 1), (1, 3), (1, 2000), (2000, 1), (2, 1000), (1000, 3)])
def test_players_with_few_actions(sizes: tuple[int, int]) -> None:
    assert nash(uniform(sizes, seed=1)).certificate.holds


def test_masked_actions_of_large_games_get_probability_zero() -> None:
    rng = np.random.default_rng(5)
    masks = rng.random((2, 3, 60)) < 0.6
    found = nash(bimatrix(*rng.random((2, 3, 60, 60)), available=tuple(masks)))
    assert not (found.supports[0] & ~masks[0]).any()
    assert not (found.supports[1] & ~masks[1]).any()


def test_a_game_that_side_payments_make_zero_sum_is_recognised() -> None:
    as_zero_sum = importlib.import_module("gametheory.normal_form.nash")._as_zero_sum
    row, column = ranking(50, seed=1).payoffs
    payoffs = as_zero_sum(row, column)
    assert ((payoffs - row) == (payoffs - row)[0]).all()  # what depends on the column alone
    assert ((column + payoffs) == (column + payoffs)[:, :1]).all()  # what depends on the row alone
    assert as_zero_sum(*uniform((50, 50), seed=1).payoffs) is None


def test_other_numbers_of_players_get_a_pure_equilibrium_where_there_is_one() -> None:
    common = np.broadcast_to(np.random.default_rng(6).random((2, 2, 2)), (3, 2, 2, 2))
    found = nash(NormalFormGame(common, players=("a", "b", "c")))
    assert found.payoffs.max() == common.max() or found.certificate.holds
    alone = nash(NormalFormGame([[1.0, 3.0, 2.0]], players=("alone",)))
    assert alone.strategies[0].tolist() == [0, 1, 0]
    matched = np.zeros((3, 2, 2, 2))
    matched[0] = np.eye(2)[:, :, None]
    matched[1] = 1 - np.eye(2)[:, :, None]
    no_pure = NormalFormGame(matched, players=("a", "b", "c"))
    assert pure_nash(no_pure).count == 0
    mixed = nash(no_pure)
    assert mixed.certificate.holds
    np.testing.assert_allclose(mixed.strategies[:2], 0.5)
    both = NormalFormGame(np.stack([matched, common]), players=("a", "b", "c"))
    assert nash(both).certificate.holds.all()
    assert nash(both.take(np.zeros((2, 0), dtype=int))).status.shape == (2, 0)


@pytest.mark.parametrize("budget", [{"max_steps": -1}, {"max_steps": 1.5}, {"seconds": -1}, {"seconds": "1"}])
def test_budgets_are_numbers(budget: Any) -> None:
    with pytest.raises(ValueError, match="needs to be"):
        nash(uniform((2, 2), seed=1), **budget)


@pytest.mark.parametrize("sizes", [(25, 30), (60, 45), (120, 110)])
def test_pure_equilibria_come_first_beyond_400_payoffs(sizes: tuple[int, int]) -> None:
    games = uniform(sizes, batch_shape=8, seed=2)
    found, pure = nash(games), pure_nash(games)
    for k in range(8):
        if pure.count[k]:
            first = int(np.searchsorted(pure.game, k))
            assert found.steps[k] == 0
            assert (found.strategies[0][k] == pure.strategies[0][first]).all()
            assert (found.strategies[1][k] == pure.strategies[1][first]).all()
        else:
            assert found.steps[k] > 0
    assert 0 < (pure.count > 0).sum() < 8


def test_pure_equilibria_of_masked_games_are_among_the_actions_that_exist() -> None:
    rng = np.random.default_rng(8)
    masks = rng.random((2, 6, 30)) < 0.3
    games = bimatrix(*rng.integers(-9, 0, (2, 6, 30, 30)), available=tuple(masks))
    found = nash(games)
    assert (pure_nash(games).count > 0).any()
    assert ((found.steps == 0) == (pure_nash(games).count > 0)).all()
    assert not (found.supports[0] & ~masks[0]).any()
    assert not (found.supports[1] & ~masks[1]).any()


@pytest.mark.parametrize("actions", [24, 60])
def test_side_payments_and_units_do_not_matter(actions: int) -> None:
    a, b = np.random.default_rng(9).integers(0, 1000, (2, 4, actions, actions))
    plain, scaled = nash(bimatrix(a, b)), nash(bimatrix(3 * a + 10**9, 2.0**-70 * b))
    assert all((x == y).all() for x, y in zip(plain.strategies, scaled.strategies, strict=True))


def test_a_zero_sum_game_whose_path_is_long_is_solved_by_minimax(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("gametheory.normal_form.nash"), "LONG", 0)
    game = zero_sum(uniform((110, 120), seed=1).payoffs[0])
    assert pure_nash(game).count == 0
    found = nash(game)
    assert found.steps == 0
    assert found.certificate.holds
    by_minimax = minimax(game)
    np.testing.assert_allclose(found.payoffs, by_minimax.payoffs, atol=1e-9)


def test_an_interrupt_ends_a_long_search() -> None:
    nash(uniform((50, 50), seed=1))  # compiled beforehand
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a process that runs tests may ignore it
    timer = Timer(0.3, _thread.interrupt_main)
    start = monotonic()
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            nash(covariant((300, 300), -0.9, seed=1))
    finally:
        signal.signal(signal.SIGINT, before)
    assert monotonic() - start < 20
