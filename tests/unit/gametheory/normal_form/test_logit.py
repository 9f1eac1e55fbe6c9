"""Logit equilibria: known values, closed laws of the concept, and certificates where float64 is at its limits."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory import InvalidGameError, NoEquilibriumFoundError, Status, certify
from gametheory.kernels import kernel
from gametheory.normal_form import NormalFormGame, bimatrix, logit_equilibrium, symmetric
from gametheory.residual import logit_residual
from gametheory.testing import batch_shapes, degenerate_games, games, masked_games, wild_games
from gametheory.testing.answer import bits_of

OCHS = bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
"""Ochs (1995), as rescaled by McKelvey and Palfrey (1995)."""


def some_games(seed: int, *sizes: int, number: int = 20) -> NormalFormGame:
    rng = np.random.default_rng(seed)
    return NormalFormGame(rng.random((number, len(sizes), *sizes)), players=tuple("abcd"[: len(sizes)]))


def joint(found: Any) -> Any:
    return np.concatenate(found.strategies, axis=-1)


def test_mckelvey_and_palfrey_values_in_the_game_of_ochs() -> None:
    found = logit_equilibrium(OCHS, [1, 2, 3])
    np.testing.assert_allclose(found.strategies[0][:, 0], [0.586784, 0.617522, 0.616897], atol=5e-7)
    np.testing.assert_allclose(found.strategies[1][:, 0], [0.451807, 0.371982, 0.314016], atol=5e-7)


@pytest.mark.parametrize("precision", [0.1, 1.0, 7.0, 300.0])
def test_a_game_of_two_actions_solves_its_scalar_fixed_point(precision: float) -> None:
    mpmath = pytest.importorskip("mpmath")
    rng = np.random.default_rng(5)
    with mpmath.workdps(40):
        for _ in range(5):  # who wants to match and who does not: the fixed point is unique
            (a, b), (c, d) = rng.random((2, 2)) + 0.1
            game = bimatrix([[a, 0], [0, b]], [[0, c], [d, 0]])

            def excess(p: Any, a: float = a, b: float = b, c: float = c, d: float = d) -> Any:
                q = 1 / (1 + mpmath.exp(-precision * ((1 - p) * d - p * c)))
                return p - 1 / (1 + mpmath.exp(-precision * (q * a - (1 - q) * b)))

            p = mpmath.findroot(excess, (0, 1), solver="anderson", tol=1e-30, maxsteps=1000)
            assert logit_equilibrium(game, precision).strategies[0][0] == pytest.approx(float(p), abs=1e-13)


@given(game=masked_games(games(batch_shape=batch_shapes())))
def test_at_precision_zero_available_actions_are_equally_likely(game: NormalFormGame) -> None:
    found = logit_equilibrium(game, 0.0)
    for strategy, mask in zip(found.strategies, game.available or (), strict=True):
        np.testing.assert_allclose(strategy, mask / mask.sum(axis=-1, keepdims=True), rtol=1e-15)


@pytest.mark.parametrize("factor", [2.0**-500, 1e-3, 0.7, 1e6, 2.0**500])
def test_payoffs_times_a_factor_divide_the_precision(factor: float) -> None:
    game = some_games(1, 3, 4)
    scaled = NormalFormGame(game.payoffs * factor, players=game.players)
    np.testing.assert_allclose(
        joint(logit_equilibrium(scaled, 20 / factor)), joint(logit_equilibrium(game, 20)), rtol=0, atol=1e-11
    )


@pytest.mark.parametrize("constant", [-3.0, 1e9])
def test_constants_and_side_payments_change_nothing(constant: float) -> None:
    rng = np.random.default_rng(2)
    payoffs = rng.integers(0, 64, (20, 2, 3, 3)) / 8  # so that the sums are exact
    moved = payoffs + constant
    moved[:, 0] += rng.integers(0, 64, (20, 1, 3)) / 8
    moved[:, 1] += rng.integers(0, 64, (20, 3, 1)) / 8
    plain = logit_equilibrium(NormalFormGame(payoffs), 5)
    np.testing.assert_allclose(joint(logit_equilibrium(NormalFormGame(moved), 5)), joint(plain), rtol=0, atol=1e-13)


def test_precisions_that_differ_are_payoffs_that_are_scaled() -> None:
    game = some_games(3, 2, 3)
    scaled = NormalFormGame(game.payoffs * np.array([1.0, 4.0])[:, None, None], players=game.players)
    found = logit_equilibrium(scaled, 2.0)
    assert certify(game, found.strategies, residual=logit_residual([2.0, 8.0])).certificate.holds.all()


@pytest.mark.parametrize("sizes", [(3, 5), (2, 2, 3), (2, 2, 2, 2), (4,)])
def test_order_of_actions_and_players_does_not_matter(sizes: tuple[int, ...]) -> None:
    game = some_games(4, *sizes)
    found = logit_equilibrium(game, 30)
    turned = game.payoffs[(..., *(slice(None, None, -1),) * len(sizes))]
    other = logit_equilibrium(NormalFormGame(turned, players=game.players), 30)
    for mine, theirs in zip(found.strategies, other.strategies, strict=True):
        np.testing.assert_allclose(theirs[..., ::-1], mine, rtol=0, atol=1e-10)
    swapped = np.moveaxis(game.payoffs[:, ::-1], range(2, 2 + len(sizes)), range(1 + len(sizes), 1, -1))
    other = logit_equilibrium(NormalFormGame(swapped, players=game.players), 30)
    for mine, theirs in zip(found.strategies, other.strategies[::-1], strict=True):
        np.testing.assert_allclose(theirs, mine, rtol=0, atol=1e-10)


def test_a_player_without_a_choice_changes_nothing() -> None:
    game = some_games(5, 3, 3)
    with_third = NormalFormGame(np.stack([*game.payoffs.swapaxes(0, 1), np.zeros((20, 3, 3))], axis=1)[..., None],
                                players=("a", "b", "c"))  # fmt: skip
    found = logit_equilibrium(with_third, 12)
    np.testing.assert_allclose(joint(found)[:, :6], joint(logit_equilibrium(game, 12)), rtol=0, atol=1e-11)


def test_masked_actions_leave_the_smaller_game() -> None:
    game = some_games(6, 4, 3)
    masks = (np.array([True, False, True, True]), np.array([True, True, False]))
    payoffs = np.where(masks[0][:, None] & masks[1], game.payoffs, np.nan)
    masked = NormalFormGame(payoffs, players=game.players, available=masks)
    smaller = NormalFormGame(game.payoffs[:, :, [0, 2, 3]][..., :2], players=game.players)
    found = joint(logit_equilibrium(masked, 40))
    assert (found[:, [1, 6]] == 0).all()
    np.testing.assert_array_equal(found[:, [0, 2, 3, 4, 5]], joint(logit_equilibrium(smaller, 40)))


def test_a_batch_equals_the_loop_and_depends_on_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    game, precisions = some_games(7, 3, 3), np.array([[0.5], [50.0]])
    found = logit_equilibrium(game, precisions)
    assert found.status.shape == (2, 20)
    assert found.strategies[0][1, 3].tolist() == logit_equilibrium(game[3], 50.0).strategies[0].tolist()
    monkeypatch.setattr(kernel, "CHUNK_BYTES", 1)
    monkeypatch.setenv("GAMETHEORY_THREADS", "3")
    assert bits_of(logit_equilibrium(game, precisions)) == bits_of(found)


@pytest.mark.parametrize("precision", [1e3, 1e4, 1e5])
def test_certificates_hold_at_high_precision(precision: float) -> None:
    for sizes in [(2, 2), (4, 4), (12, 9), (2, 3, 2)]:
        found = logit_equilibrium(some_games(8, *sizes), precision)
        assert (found.certificate.relative_regret < 1e-12).all()


def test_probabilities_are_exact_far_below_the_smallest_that_matter() -> None:
    found = logit_equilibrium(bimatrix([[1, 1], [0, 0]], [[1, 0], [1, 0]]), 700.0)
    np.testing.assert_allclose(found.strategies[0][1], np.exp(-700.0), rtol=1e-12)


def test_payoffs_of_any_size_are_certified_or_refused() -> None:
    rng = np.random.default_rng(9)
    row, column = rng.random((2, 30, 3, 3))
    for factors in [(2.0**-500, 2.0**500), (2.0**500, 2.0**500), (2.0**-500, 2.0**-500)]:
        found = logit_equilibrium(bimatrix(row * factors[0], column * factors[1]), 2.0**-498)
        assert found.certificate.holds.all()
    assert logit_equilibrium(bimatrix(row * 2.0**900, column), 1e200, strict=False).status.tolist() == [
        Status.BRANCH_LOST
    ] * 30


@settings(max_examples=30)
@given(
    game=wild_games(batch_shape=batch_shapes()) | masked_games(degenerate_games(batch_shape=batch_shapes())),
    precision=st.sampled_from([0.0, 0.3, 5.0, 60.0]),
)
def test_what_is_returned_is_certified(game: NormalFormGame, precision: float) -> None:
    found = logit_equilibrium(game, precision, strict=False)
    assert (np.isnan(found.payoffs).any(axis=-1) == ~found.certificate.holds).all()
    span = np.max(found.certificate.scale, axis=-1, initial=0.0)
    assert found.certificate.holds[precision * span < 1e4].all()


@pytest.mark.parametrize("precision", [-1.0, np.nan, np.inf, "high"])
def test_precisions_that_are_none_are_refused(precision: Any) -> None:
    with pytest.raises(InvalidGameError, match="precision needs non-negative finite numbers"):
        logit_equilibrium(OCHS, precision)


def test_other_games_and_limits_are_refused() -> None:
    with pytest.raises(InvalidGameError, match="NormalFormGame was needed"):
        logit_equilibrium([[1, 2]], 1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="max_steps"):
        logit_equilibrium(OCHS, 1.0, max_steps=-1)


def test_the_step_limit_is_loud() -> None:
    with pytest.raises(NoEquilibriumFoundError, match="STEP_LIMIT after 2 steps"):
        logit_equilibrium(OCHS, 100.0, max_steps=2)
    assert np.isnan(logit_equilibrium(OCHS, 100.0, max_steps=2, strict=False).payoffs).all()


def test_equilibria_of_a_symmetric_game_are_symmetric() -> None:
    rng = np.random.default_rng(10)
    found = logit_equilibrium(symmetric(rng.integers(0, 5, (200, 3, 3))), 10.0)
    np.testing.assert_allclose(found.strategies[0], found.strategies[1], rtol=0, atol=1e-9)
