"""Fitting the precision: published estimates, the laws of likelihood, and the global maximum along the branch."""

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, NoEquilibriumFoundError, Status
from gametheory.normal_form import NormalFormGame, bimatrix, fit_logit, logit_branch, logit_equilibrium

OCHS = bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
CHOICES = [128 * np.array([0.527, 0.473]), 128 * np.array([0.366, 0.634])]


def some_games(seed: int, *sizes: int, number: int = 10) -> NormalFormGame:
    rng = np.random.default_rng(seed)
    return NormalFormGame(rng.random((number, len(sizes), *sizes)), players=tuple("abcd"[: len(sizes)]))


def test_mckelvey_and_palfrey_estimate_for_ochs() -> None:
    fit = fit_logit(OCHS, CHOICES)
    assert fit.precision == pytest.approx(1.84561, abs=5e-6)
    assert fit.log_likelihood == pytest.approx(-174.764532, abs=5e-7)
    assert fit.equilibrium.strategies[0][0] == pytest.approx(0.615651, abs=5e-7)
    assert fit.equilibrium.strategies[1][0] == pytest.approx(0.383291, abs=5e-7)
    assert fit.equilibrium.certificate.holds


def test_estimate_and_standard_error_in_high_precision() -> None:
    mpmath = pytest.importorskip("mpmath")
    n, m = CHOICES

    def profile(precision: Any) -> Any:
        def row(q: Any) -> Any:
            return 1 / (1 + mpmath.exp(-precision * (q * mpmath.mpf(1.1141) - (1 - q) * mpmath.mpf(0.2785))))

        def excess(q: Any) -> Any:
            return q - 1 / (1 + mpmath.exp(-precision * (1 - 2 * row(q)) * mpmath.mpf(1.1141)))

        q = mpmath.findroot(excess, (mpmath.mpf("0.1"), mpmath.mpf("0.9")), solver="anderson", tol=1e-60)
        p = row(q)
        return n[0] * mpmath.log(p) + n[1] * mpmath.log(1 - p) + m[0] * mpmath.log(q) + m[1] * mpmath.log(1 - q)

    fit = fit_logit(OCHS, CHOICES)
    with mpmath.workdps(40):
        step = mpmath.mpf(10) ** -8

        def score(precision: Any) -> Any:
            return (profile(precision + step) - profile(precision - step)) / (2 * step)

        best = mpmath.findroot(score, (1.8, 1.9), tol=1e-20)
        information = -(score(best + step) - score(best - step)) / (2 * step)
        assert fit.precision == pytest.approx(float(best), rel=1e-10)
        assert fit.standard_error == pytest.approx(float(1 / mpmath.sqrt(information)), rel=1e-6)


@pytest.mark.parametrize("sizes", [(2, 2), (4, 3), (2, 3, 2), (5,)])
def test_exact_frequencies_return_the_precision_that_made_them(sizes: tuple[int, ...]) -> None:
    game = some_games(1, *sizes)
    made = np.linspace(0.5, 8, 10)
    counts = [100 * strategy for strategy in logit_equilibrium(game, made).strategies]
    fit = fit_logit(game, counts, axis=())
    np.testing.assert_allclose(fit.precision, made, rtol=1e-6)
    # where the model is true, both estimates of the variance agree
    np.testing.assert_allclose(fit.robust_error, fit.standard_error, rtol=1e-5)
    pooled = fit_logit(game, [100 * strategy for strategy in logit_equilibrium(game, 3.0).strategies])
    assert pooled.precision == pytest.approx(3.0, rel=1e-7)
    assert pooled.standard_error < fit.standard_error.min()


@pytest.mark.parametrize("factor", [2.0**-30, 0.3, 1e5])
def test_payoffs_times_a_factor_divide_the_estimate_and_its_errors(factor: float) -> None:
    scaled = NormalFormGame(OCHS.payoffs * factor)
    plain, other = fit_logit(OCHS, CHOICES), fit_logit(scaled, CHOICES)
    assert other.precision * factor == pytest.approx(plain.precision, rel=1e-9)
    assert other.standard_error * factor == pytest.approx(plain.standard_error, rel=1e-6)
    assert other.robust_error * factor == pytest.approx(plain.robust_error, rel=1e-6)
    assert other.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)


def test_choices_counted_twice_leave_the_estimate_and_halve_the_variance() -> None:
    twice = fit_logit(OCHS, [2 * CHOICES[0], 2 * CHOICES[1]])
    pooled = fit_logit(NormalFormGame(np.stack([OCHS.payoffs] * 2)), CHOICES)
    once = fit_logit(OCHS, CHOICES)
    for fit in (twice, pooled):
        assert fit.precision == pytest.approx(float(once.precision), rel=1e-10)
        assert fit.standard_error * 2**0.5 == pytest.approx(float(once.standard_error), rel=1e-6)
        assert fit.log_likelihood == pytest.approx(2 * float(once.log_likelihood), rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_no_point_of_the_branch_is_more_likely(seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = NormalFormGame(np.floor(rng.random((60, 2, 3, 3)) * 10))
    counts = [np.floor(rng.random((60, 3)) ** 3 * 30), np.floor(rng.random((60, 3)) ** 3 * 30) + 1]
    fit = fit_logit(game, counts, axis=(), max_precision=30.0, strict=False)
    assert np.isin(fit.status, [Status.SOLVED, Status.AT_BOUND]).all()
    branch = logit_branch(game, max_precision=30.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(c[branch.game] > 0, c[branch.game] * np.log(x), 0.0)
                 for c, x in zip(counts, branch.strategies, strict=True)]  # fmt: skip
    likelihood = sum(part.sum(axis=-1) for part in parts)
    best = np.full(60, -np.inf)
    np.maximum.at(best, branch.game, likelihood)
    known = fit.status == Status.SOLVED
    assert known.sum() > 30
    assert (fit.log_likelihood >= best - 1e-9 * np.abs(best))[known].all()


def test_no_common_precision_is_more_likely() -> None:
    rng = np.random.default_rng(7)
    game = some_games(7, 3, 3, number=5)
    counts = [rng.integers(0, 20, (5, 3)), rng.integers(0, 20, (5, 3))]
    fit = fit_logit(game, counts, max_precision=60.0)
    grid = np.linspace(0, 60, 400)[:, None]
    found = logit_equilibrium(game, grid)
    likelihood = sum((c * np.log(x)).sum(axis=(-1, -2)) for c, x in zip(counts, found.strategies, strict=True))
    assert fit.log_likelihood >= likelihood.max()
    np.testing.assert_allclose(np.interp(grid[:40, 0], fit.profile_precision, fit.profile), likelihood[:40], atol=0.5)


def test_axes_say_which_games_share_a_precision() -> None:
    rng = np.random.default_rng(3)
    game = NormalFormGame(rng.random((2, 3, 2, 2, 3)))
    counts = [20 * strategy for strategy in logit_equilibrium(game, 4.0).strategies]
    fit = fit_logit(game, counts, axis=-1)
    assert fit.precision.shape == (2,)
    assert fit.equilibrium.status.shape == (2, 3)
    alone = fit_logit(game[1], [count[1] for count in counts])
    assert fit.precision[1] == alone.precision
    np.testing.assert_array_equal(fit.equilibrium.strategies[1][1], alone.equilibrium.strategies[1])
    assert fit_logit(game, counts, axis=0).precision.shape == (3,)
    assert fit_logit(OCHS, [np.array([CHOICES[0]] * 4), CHOICES[1]], axis=()).precision.shape == (4,)


def test_masked_actions_leave_the_fit_of_the_smaller_game() -> None:
    masked = NormalFormGame(
        np.pad(OCHS.payoffs, [(0, 0), (0, 1), (0, 0)], constant_values=np.nan),
        available=(np.array([True, True, False]), np.array([True, True])),
    )
    assert fit_logit(masked, [np.append(CHOICES[0], 0), CHOICES[1]]).precision == fit_logit(OCHS, CHOICES).precision
    with pytest.raises(InvalidGameError, match="masked"):
        fit_logit(masked, [np.append(CHOICES[0], 1), CHOICES[1]])


def test_choices_worse_than_chance_are_fitted_by_precision_zero() -> None:
    fit = fit_logit(bimatrix([[1, 1], [0, 0]], [[1, 0], [1, 0]]), ([10, 20], [5, 9]))
    assert (fit.precision, fit.bound) == (0.0, -1)
    assert np.isnan(fit.standard_error)
    assert fit.log_likelihood == pytest.approx(44 * np.log(0.5))


def test_an_estimate_at_the_highest_precision_is_none() -> None:
    dominant = bimatrix([[1, 1], [0, 0]], [[1, 0], [1, 0]])
    with pytest.raises(NoEquilibriumFoundError, match="AT_BOUND, max_precision being 50"):
        fit_logit(dominant, ([10, 0], [9, 0]), max_precision=50.0)
    fit = fit_logit(dominant, ([10, 0], [9, 0]), max_precision=50.0, strict=False)
    assert np.isnan(fit.precision)
    assert fit.bound == 1


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (([1, 2],), "got 1 of them"),
        (([1, 2, 3], [1, 2]), "got shapes"),
        (([1, -2], [1, 2]), "negative"),
        (([0, 0], [0, 0]), "all are zero"),
    ],
)
def test_counts_that_are_none_are_refused(counts: Any, said: str) -> None:
    with pytest.raises(InvalidGameError, match=said):
        fit_logit(OCHS, counts)


def test_axes_and_precisions_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidGameError, match="axis needs"):
        fit_logit(OCHS, CHOICES, axis=0)
    with pytest.raises(InvalidGameError, match="positive"):
        fit_logit(OCHS, CHOICES, max_precision=0.0)


@pytest.mark.peer
def test_gambit_finds_the_same_estimate() -> None:
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(11)
    for _ in range(5):
        payoffs = rng.random((2, 3, 3))
        theirs = gambit.Game.from_arrays(*payoffs)
        ours = bimatrix(*payoffs)
        counts = [50 * strategy + 2 for strategy in logit_equilibrium(ours, 5.0).strategies]
        data = theirs.mixed_strategy_profile([list(map(float, count)) for count in counts])
        found = gambit.qre.logit_estimate(data)
        fit = fit_logit(ours, counts)
        assert fit.precision == pytest.approx(float(found.lam), rel=1e-4)
        assert fit.log_likelihood >= float(found.log_like) - 1e-9
