"""Fear and appeasement: all perfect Bayesian equilibria are those of the closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import Challenger, FearAndAppeasement, fear_threshold
from deterrence.parameters import ParameterError
from gametheory.signalling import all_pbe
from gametheory.sweep import axes
from tests.unit.deterrence.literature.sample import MANY_POINTS, away, falling, some_beside

KINDS = 4
NEAR = 1e-9


def sample(count: int, seed: int) -> FearAndAppeasement:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(KINDS), size=count)
    payoffs = falling(rng, count, ("status_quo", "peace_after", "war_now", "war_later"))
    now = rng.normal(-0.5, 1, size=(count, KINDS))
    kinds = tuple(
        Challenger(shares[:, k], now[:, k], now[:, k] + rng.exponential(size=count), rng.normal(0.3, 1, size=count))
        for k in range(KINDS)
    )
    # Half of the points have the share of the belligerent near the threshold, in one of the two equilibria.
    bad, peace, later = np.stack([kind.is_belligerent for kind in kinds]), payoffs["peace_after"], payoffs["war_later"]
    limits = []
    for worth in ("war_now", "appeased"):
        weight = shares.T * (np.stack([getattr(kind, worth) for kind in kinds]) > 0)
        limits.append((weight * bad).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9))
    limit = some_beside(rng, (peace - payoffs["war_now"]) / (peace - later), *limits, high=1)
    payoffs["war_now"] = peace - limit * (peace - later)
    return FearAndAppeasement(**payoffs, challengers=kinds)


def away_from_boundaries(model: FearAndAppeasement) -> np.ndarray:
    """Where no share is close to the threshold of fear, and somebody gains from transgressing if appeased."""
    shares = np.stack([kind.share for kind in model.challengers])
    bad = np.stack([kind.is_belligerent for kind in model.challengers])
    fine = np.zeros(len(model.war_now), dtype=bool)
    for worth in ("war_now", "appeased"):
        weight = shares * (np.stack([getattr(kind, worth) for kind in model.challengers]) > 0)
        total = weight.sum(axis=0)
        close = ~away((weight * bad).sum(axis=0), model.threshold() * total)
        fine |= close & (total > 0)
    return ~fine & (total > 0) & (shares.min(axis=0) > 1e-6)


@MANY_POINTS
def test_all_pbe_are_deterrence_appeasement_and_the_mixed_ones(count: int) -> None:
    model = sample(count, 1)
    found = all_pbe(model.game())
    assert found.complete.all()
    rows = found.game
    transgress, war = found.strategies[0][:, :, 1], found.strategies[1][:, 1, 0]
    now = np.stack([kind.war_now for kind in model.challengers], axis=-1)
    appeased = np.stack([kind.appeased for kind in model.challengers], axis=-1)
    fine = away_from_boundaries(model)
    exists, mixed = model.exists(), model.mixed()

    nobody = ~(now > 0).any(axis=-1)
    deterred = (transgress == (now > 0)[rows]).all(axis=-1) & ((war == 1) | nobody[rows])
    of_a_kind = deterred.astype(int)
    check(deterred & fine[rows], rows, exists["deterrence"] & fine)
    appeasing = (transgress == (appeased > 0)[rows]).all(axis=-1) & (war == 0)
    of_a_kind += appeasing
    check(appeasing & fine[rows], rows, exists["appeasement"] & fine)
    tolerance = np.asarray(model.tolerance())
    for kind in range(KINDS):
        like = (tolerance > tolerance[:, kind : kind + 1]).astype(float)
        like[:, kind] = mixed.transgression[:, kind]
        with np.errstate(invalid="ignore"):
            mixing = (np.abs(transgress - like[rows]) < NEAR).all(axis=-1)
            mixing &= np.abs(war - mixed.war[rows, kind]) < NEAR
        of_a_kind += mixing
        check(mixing & fine[rows], rows, mixed.exists[:, kind] & fine)
    assert (of_a_kind[fine[rows]] == 1).all()
    for each in (*exists.values(), mixed.exists.any(axis=-1)):
        assert each.any()
        assert not each.all()


def check(rows_of_the_kind: np.ndarray, rows: np.ndarray, exists: np.ndarray) -> None:
    found = np.bincount(rows[rows_of_the_kind], minlength=len(exists)) > 0
    assert (found == exists).all()


def test_deterrence_and_appeasement_coexist_with_a_mixed_equilibrium_between_them() -> None:
    model = sample(3000, 2)
    exists, mixed = model.exists(), model.mixed().exists
    somebody = np.any([kind.war_now > 0 for kind in model.challengers], axis=0)
    both = exists["deterrence"] & exists["appeasement"] & away_from_boundaries(model) & somebody
    assert both.any()
    assert mixed[both].any(axis=-1).all()
    assert (mixed[both].sum(axis=-1) % 2 == 1).all()


def test_a_threat_over_a_trivial_stake_is_credible_however_unlikely_belligerence_is() -> None:
    fanatics = 10.0 ** -np.arange(1, 9)
    model = FearAndAppeasement(
        status_quo=0, peace_after=-1e-6, war_now=-5, war_later=-8,
        challengers=(Challenger(fanatics, 1, 3, 2), Challenger(1 - fanatics, -2, 0, 1)),
    )  # fmt: skip
    assert model.exists()["deterrence"].all()


def test_fear_can_help_the_defender() -> None:
    # Of those who want war now, half are belligerent: appeasement is sure until the war later is feared enough.
    kinds = (Challenger(0.01, 1, 3, 2), Challenger(0.01, 1, 1, 2), Challenger(0.98, -2, 0, 1))
    model = FearAndAppeasement(
        status_quo=0, peace_after=-0.5, war_now=-5, challengers=kinds, **axes(war_later=[-6, -8, -12])
    )
    exists, payoffs = model.exists(), model.payoffs()
    assert exists["deterrence"].values.tolist() == [False, False, True]
    assert payoffs["deterrence"][2] > payoffs["appeasement"][0]


def test_the_threshold_is_that_of_the_page_and_falls_as_fear_grows() -> None:
    model = sample(200, 3)
    beta = (model.peace_after - model.war_now) / (model.peace_after - model.war_later)
    np.testing.assert_allclose(model.threshold(), beta, rtol=1e-12)
    assert fear_threshold().direction == 1
    assert (replace(model, war_later=model.war_later - 1).threshold() < model.threshold()).all()


def test_input_is_checked() -> None:
    model = sample(3, 4)
    one = Challenger(1.0, 0.5, 1.0, 0.0)
    with pytest.raises(ParameterError, match="sum to 1"):
        replace(model, challengers=(replace(one, share=0.5),))
    with pytest.raises(ParameterError, match="stronger after"):
        replace(model, challengers=(replace(one, war_now=2.0),))
    with pytest.raises(ParameterError, match="at least one Challenger"):
        replace(model, challengers=())
    with pytest.raises(ParameterError, match=r"n\^0 > n\^1"):
        replace(model, peace_after=model.status_quo)
