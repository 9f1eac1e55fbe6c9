"""Job-market signalling: where separating and pooling equilibria exist, and what defeats the separating one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import JobMarket, education_bounds
from deterrence.parameters import ParameterError
from gametheory.signalling import SignallingEquilibria, all_pbe, d1, pure_pbe, undefeated
from tests.unit.deterrence.literature.sample import MANY_POINTS, away, some_beside


def sample(count: int, seed: int) -> JobMarket:
    rng = np.random.default_rng(seed)
    low = rng.uniform(0.2, 2, count)
    return JobMarket(low, low + rng.uniform(0.05, 2, count), rng.uniform(0.01, 0.99, count))


@MANY_POINTS
def test_all_pbe_separate_and_pool_where_the_closed_form_says(count: int) -> None:
    model = sample(count, 1)
    low, high = model.low_productivity, model.high_productivity
    edges = (low * (high - low), high * (high - low), low * model.high_share * (high - low))
    rng = np.random.default_rng(2)
    education = some_beside(rng, rng.uniform(0, 1.3, count) * high * (high - low), *edges)
    fine = np.ones(count, dtype=bool)
    for edge in edges:
        fine &= away(education, edge)
    found = all_pbe(model.game(0.0, education))
    sent, replied = found.strategies
    rows = found.game
    separating = (sent[:, 0, 0] == 1) & (sent[:, 1, 1] == 1)
    pooling = (sent[:, :, 1] == 1).all(axis=-1) & (replied[:, 1, 1] == 1)
    for like, exists in ((separating, model.is_separating(education)), (pooling, model.is_pooling(education))):
        there = np.bincount(rows[like], minlength=count) > 0
        assert (there == exists)[fine].all()
        assert exists.any()
        assert not exists.all()


def outcome(rows: SignallingEquilibria, level: int) -> int:
    """The row in which low types have no education, and high types this level."""
    sent = rows.strategies[0]
    found = np.flatnonzero((sent[:, 0, 0] == 1) & (sent[:, 1, level] == 1))
    return int(found[0])


def test_pooling_at_a_small_level_defeats_separation_exactly_below_the_bound() -> None:
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(60):  # numbers that float64 holds, so that low types are exactly indifferent
        low, high = [(1.0, 2.0), (0.5, 2.0), (1.0, 4.0), (2.0, 4.0)][rng.integers(4)]
        share = rng.integers(1, 32) / 32
        riley = low * (high - low)
        small = riley * rng.integers(1, 64) / 64
        bound = (high - low) * (high * (share - 1) + low)
        if small == bound:
            continue
        model = JobMarket(low, high, share)
        assert model.defeating_education() == pytest.approx(bound, abs=1e-12)
        game = model.game(0.0, small, riley)
        rows = pure_pbe(game)
        judged = undefeated(game, rows)
        row = outcome(rows, 2)
        assert judged.passes[row] == (small > bound)
        seen.add(bool(judged.passes[row]))
    assert seen == {True, False}


def test_separation_passes_d1_whatever_the_share_of_high_types() -> None:
    for share in (0.125, 0.5, 0.875):
        game = JobMarket(1.0, 2.0, share).game(0.0, 0.25, 1.0)
        rows = pure_pbe(game)
        assert d1(game, rows).passes[outcome(rows, 2)]


def test_riley_leaves_low_types_indifferent() -> None:
    model = sample(200, 4)
    low, high = model.low_productivity, model.high_productivity
    np.testing.assert_allclose(high - model.riley_education() / low, low, rtol=1e-12)
    first, second = model.riley_payoffs()
    np.testing.assert_allclose(first, low)
    np.testing.assert_allclose(second, high - model.riley_education() / high)
    assert (model.is_defeated() == (model.high_share > 1 - low / high)).all()


def test_payoffs_of_separation_do_not_depend_on_the_share_of_high_types() -> None:
    model = sample(50, 5)
    other = replace(model, high_share=1 - model.high_share)
    np.testing.assert_array_equal(model.riley_payoffs(), other.riley_payoffs())


def test_the_bounds_are_those_of_the_page() -> None:
    from sympy import simplify

    model = JobMarket.symbolic()
    low, high, share = model.low_productivity, model.high_productivity, model.high_share
    by_hand = (low * (high - low), high * (high - low), low * share * (high - low),
               (high - low) * (high * (share - 1) + low))  # fmt: skip
    for bound, value in zip(education_bounds(), by_hand, strict=True):
        assert simplify(bound.value - value) == 0
    assert [bound.direction for bound in education_bounds()] == [1, -1, -1, -1]


def test_productivities_must_differ() -> None:
    with pytest.raises(ParameterError, match="theta_H > theta_L"):
        JobMarket(2, 2, 0.5)
