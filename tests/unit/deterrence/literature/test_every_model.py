"""What all models of the literature share: named axes, games and readings over one batch, expressions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import (
    AsymmetricDeterrence,
    BeerQuiche,
    ChainStore,
    Challenger,
    CrisisSignalling,
    Emboldenment,
    Endgame,
    FalseAlarms,
    FearAndAppeasement,
    ImperfectAttribution,
    IndirectControl,
    JobMarket,
    KnownEnd,
    MutualDeterrence,
    PenalCode,
    Provocation,
    SpoilerProblem,
    ThreeTypeStore,
    UnilateralDeterrence,
)
from deterrence.parameters import ParameterError
from gametheory.sweep import axes

SIDE = {"win": 4, "status_quo": 3, "conflict_hard": 2, "capitulate": 1, "conflict_soft": 0}
UNILATERAL_PAYOFFS = {
    "challenger_win": 4, "challenger_status_quo": 3, "challenger_conflict_hard": 2, "challenger_back_down": 1,
    "challenger_conflict_soft": 0, "defender_status_quo": 4, "defender_prevail": 3, "defender_conflict_hard": 2,
    "defender_concede": 1, "defender_conflict_soft": 0,
}  # fmt: skip

CASES = [
    (AsymmetricDeterrence(2, 1, -1, 2, 1, 0, -1, 0.4), "hard_defender", lambda model: [model.is_deterred()]),
    (
        UnilateralDeterrence(**UNILATERAL_PAYOFFS, hard_challenger=0.3, hard_defender=0.3),
        "hard_defender",
        lambda model: [*model.exists().values(), *model.profile("bluff"), *model.thresholds()],
    ),
    (
        MutualDeterrence(*SIDE.values(), *SIDE.values(), hard_a=0.3, hard_b=0.3),
        "hard_a",
        lambda model: [*model.exists().values(), *model.profile("bluff"), *model.thresholds("a")],
    ),
    (
        CrisisSignalling(9, 4, 0.5, 1, 1),
        "win_chance",
        lambda model: [*model.equilibrium("tying hands"), model.has_single_crossing("sinking costs")],
    ),
    (
        FearAndAppeasement(0, -0.1, -5, -8, (Challenger(0.1, 1, 3, 2), Challenger(0.9, -2, 0, 1))),
        "war_later",
        lambda model: [*model.exists().values(), *model.payoffs().values(), model.threshold()],
    ),
    (
        JobMarket(0.2, 2, 0.4),
        "low_productivity",
        lambda model: [model.riley_education(), *model.riley_payoffs(), model.is_separating(1), model.is_defeated()],
    ),
    (
        BeerQuiche(1, 2, 1, 1, 0.2),
        "weak_share",
        lambda model: [*model.exists().values(), *model.profile("partly beer")],
    ),
    (
        SpoilerProblem(0.7, 0.5, 1, 1, 3, 1),
        "strength",
        lambda model: [*model.exists().values(), *model.profile("sabotage"), model.trust_after_attack()],
    ),
    (
        Provocation(0.3, 1, 1, 1, 1.5, 1, 0.5),
        "harsh_share",
        lambda model: [*model.exists().values(), model.attacks("pooling"), model.indiscriminate("mixed")],
    ),
    (
        FalseAlarms(2, 1, 0.1, 0.5, 0.8),
        "detection",
        lambda model: [model.least_loss(), model.length(), model.payoff(), model.randomised_payoff()],
    ),
    (KnownEnd(4, 1, 3, 1), "gain", lambda model: [model.rewards(), model.total(4)]),
    (
        PenalCode(2, 2, 3, -1, 0.5),
        "discount",
        lambda model: [model.critical_discount(), model.reversion_discount(), model.best_war(), model.stick_payoff()],
    ),
    (
        IndirectControl(0.1, 0.6, 0.15, 0.5, 1, 0.5, 0.2, 1, 0.9, 0.5),
        "persistence",
        lambda model: [model.least_chance(), model.value(), model.exists(), model.best_intensity()],
    ),
    (
        ImperfectAttribution.symmetric(2, detection=0.8, identification=0.7),
        "opportunity",
        lambda model: [model.cutoffs(), model.residual(model.cutoffs()), model.posteriors(model.cutoffs())],
    ),
    (
        ChainStore(0.5, 2, 0.1, 1, stages=6),
        "tough_prior",
        lambda model: [model.quiet_stages(), model.value(), model.entry_thresholds(), model.fight_chance(4)],
    ),
    (
        ThreeTypeStore(0.5, 0.1, 0.4, stages=4),
        "tough_prior",
        lambda model: [model.enters(), model.fight_chance(), model.is_tried_and_fought()],
    ),
    (
        Endgame(0.3, 0.6, 0.2, 0.1, 0.2, width=2),
        "hazard",
        lambda model: [model.attack_chance(), model.attack_chance(3), model.announcement(4), model.jump()],
    ),
    (
        Emboldenment(0, 0.8, 0.3, 3, 0.05, 0.95, 3, 25, 6),
        "tough_prior",
        lambda model: [
            model.attack_chance(4), model.thresholds(3), model.needed_belief(0.1, 4, 2), model.needed_end(0.1, 4),
            model.needed_doubt(0.1, 4), model.fading(5, 3, 0.5, 0.5, 3), model.responses(4, 2)["random end"].after,
        ],
    ),
]
EACH_MODEL = pytest.mark.parametrize(("model", "field", "readings"), CASES, ids=[type(c[0]).__name__ for c in CASES])
VALUES = (0.2, 0.3, 0.45)


def swept(field: str) -> np.ndarray:
    return np.array([-8.0, -7.0, -6.0]) if field == "war_later" else np.array(VALUES)


@EACH_MODEL
def test_readings_over_a_named_axis_are_those_of_each_point(model: Any, field: str, readings: Any) -> None:
    axis = swept(field)
    along = readings(replace(model, **axes(**{field: axis})))
    for place, value in enumerate(axis):
        alone = readings(replace(model, **{field: value}))
        for whole, one in zip(along, alone, strict=True):
            assert whole.dims[0] == field
            np.testing.assert_array_equal(whole.isel({field: place}), one)


@EACH_MODEL
def test_readings_of_an_array_without_names_are_arrays(model: Any, field: str, readings: Any) -> None:
    for reading in readings(replace(model, **{field: swept(field)})):
        assert isinstance(reading, np.ndarray)
        assert reading.shape[:1] == (3,)


@pytest.mark.parametrize(("model", "field", "readings"), [case for case in CASES if hasattr(case[0], "take")])
def test_points_can_be_taken_from_a_sweep(model: Any, field: str, readings: Any) -> None:
    over = replace(model, **axes(**{field: swept(field)}))
    for whole, some in zip(readings(over), readings(over.take([2, 0])), strict=True):
        np.testing.assert_array_equal(np.asarray(whole)[[2, 0]], some)


@EACH_MODEL
def test_games_have_the_batch_of_the_model(model: Any, field: str, readings: Any) -> None:
    over = replace(model, **axes(**{field: swept(field)}))
    if isinstance(model, JobMarket):
        assert over.game(0.0, 1.0).batch_shape == (3,)
    elif hasattr(model, "game"):
        assert over.game().batch_shape == (3,)
    else:
        assert isinstance(model, (CrisisSignalling, Emboldenment, Provocation, ImperfectAttribution, ThreeTypeStore))


@EACH_MODEL
def test_not_a_number_is_refused(model: Any, field: str, readings: Any) -> None:
    with pytest.raises(ParameterError):
        replace(model, **{field: np.nan})
