"""A timetable over a sweep is that of each point; lines, periods and beliefs do what they say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from deterrence.parameters import ParameterError
from deterrence.scenarios import PUNISH, TIMETABLE
from deterrence.timetable import (
    Line,
    Timetable,
    best_length,
    needed_follow_through,
    outcome,
    patient_timetable,
    silent_weeks,
    tolerated_credit,
    war_break_even,
)
from gametheory.sweep import axes

MODEL = Timetable.of(TIMETABLE, tough_prior=0.3)


def test_readings_over_named_axes_are_those_of_each_point() -> None:
    beliefs, values = [0.1, 0.3, 0.9], [-1.0, 0.0, 2.0]
    model = replace(MODEL, **axes(tough_prior=beliefs, presence_value=values))
    whole = model.value(13, 2)
    assert set(whole.dims) == {"tough_prior", "presence_value"}
    for belief in beliefs:
        for value in values:
            one = replace(MODEL, tough_prior=belief, presence_value=value)
            assert whole.sel(tough_prior=belief, presence_value=value) == float(one.value(13, 2))
    assert needed_follow_through(model).shape == (3, 3)
    assert model.equilibrium(13).certificate.holds.all()


def test_a_batch_agrees_with_the_exact_equilibrium() -> None:
    rng = np.random.default_rng(3)
    for _ in range(6):
        point = replace(
            MODEL,
            tough_prior=rng.uniform(0.05, 0.95),
            follow_through=rng.uniform(0, 1),
            presence_value=rng.uniform(-1, 3),
            strike_cost_1=rng.uniform(2, 8),
            strike_loss_1=rng.uniform(4, 14),
        )
        found = outcome(point, 9)
        assert found.proof.holds
        assert float(point.value(9)) == pytest.approx(found.value, abs=1e-9)


@pytest.mark.parametrize("length", [13, 26, 52])
def test_a_militia_with_two_best_attacks_against_sure_answers_is_answered_both_ways(length: int) -> None:
    # Harassment and heavy attacks are equally good for it where every death is answered.
    model = Timetable.of(PUNISH, tough_prior=0.3, follow_through=0.6, strike_loss_1=PUNISH.strike_gain_1 + 4.5)
    assert model.militia_gain(2) - model.militia_gain(1) == pytest.approx(
        model.militia_loss(2) - model.militia_loss(1), rel=1e-15
    )
    assert model.equilibrium(length).tied
    low, high = float(model.value(length, best=False)), float(model.value(length))
    assert low - 1e-9 <= outcome(model, length).value <= high + 1e-9


def test_a_surer_reputation_is_worth_no_less_and_kills_no_more() -> None:
    model = replace(MODEL, tough_prior=np.linspace(0.01, 0.99, 99))
    for rung in (1, 2):
        assert (np.diff(model.value(26, rung)) >= -1e-9).all()
        assert (np.diff(model.end_phase(26, rung)[:, 0]) <= 0).all()


def test_without_a_line_nothing_is_answered_and_the_belief_is_worth_nothing() -> None:
    model = replace(MODEL, tough_prior=np.array([0.1, 0.9]))
    low, high = model.value(13, 1, Line.NONE)
    assert low == high
    assert outcome(MODEL, 13, 1, Line.NONE).answers == 0


def test_the_war_risk_enters_as_effective_costs() -> None:
    risky = Timetable.of(PUNISH, tough_prior=0.3, war_risk=0.02)
    assert risky.death_burden() == 40 + 8
    assert [risky.strike_burden(rung) for rung in (1, 2)] == [3 + 4, 8 + 16]


def test_half_a_month_is_twice_as_many_periods_of_half_the_flow() -> None:
    game = replace(MODEL, period=0.5).game(13)
    assert game.stages == 26
    np.testing.assert_allclose(game.flows[25], MODEL.game(13).flows[12] / 2)
    np.testing.assert_allclose(game.crossing[25], MODEL.game(13).crossing[12] / 2)
    assert game.answer_cost[0] == MODEL.game(13).answer_cost[0]


def test_the_best_length_of_a_steady_loss_is_near_the_best_of_all_lengths() -> None:
    # Without lines and discount the militia is heavy throughout, and the normal type stays if breaking off is dear.
    model = MODEL.unchecked(discount=1.0, haste_cost=2000.0)
    found = float(best_length(model, 2))
    values = [float(model.value(length, 1, Line.NONE)) for length in range(5, 40)]
    assert abs(5 + int(np.argmax(values)) - found) <= 1
    assert int(silent_weeks(model, 26)) > 0


def test_what_is_missing_or_does_not_fit_is_said() -> None:
    with pytest.raises(ParameterError, match="tough_prior"):
        Timetable.of(TIMETABLE)
    with pytest.raises(ParameterError, match="whole number of periods"):
        replace(MODEL, period=0.3).game(13)
    with pytest.raises(ParameterError, match="one period"):
        replace(MODEL, period=np.array([1.0, 0.5])).game(13)
    with pytest.raises(ParameterError, match="one point"):
        outcome(replace(MODEL, tough_prior=np.array([0.1, 0.2])), 13)
    with pytest.raises(ParameterError, match="from 0 to 1"):
        replace(MODEL, tough_prior=1.5)


@pytest.mark.parametrize("rung", [-1, 0, 3])
def test_there_are_two_rungs(rung: int) -> None:
    for reading in (MODEL.value, partial(outcome, MODEL), partial(silent_weeks, MODEL)):
        with pytest.raises(ParameterError, match="rung needs to be one of 1, 2"):
            reading(4, rung=rung)
    with pytest.raises(ParameterError, match="rung needs to be one of 1, 2"):
        needed_follow_through(MODEL, rung)


def test_the_name_of_a_line_stands_for_the_line() -> None:
    one, other = replace(MODEL), replace(MODEL)  # each with a cache of its own
    assert float(one.value(8, 1, "deaths")) == float(other.value(8, 1, Line.DEATHS))  # type: ignore[arg-type]
    assert float(one.value(8, 1, Line.DEATHS)) > float(one.value(8, 1, Line.NONE))
    assert outcome(MODEL, 8, 1, "any").deaths == outcome(MODEL, 8, 1, Line.ANY).deaths  # type: ignore[arg-type]
    for wrong in ("death", None, 0):
        for reading in (MODEL.value, MODEL.end_phase, MODEL.game, partial(outcome, MODEL)):
            with pytest.raises(ParameterError, match="line needs to be one of 'none', 'deaths', 'any'"):
                reading(8, 1, wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [0, -1, "x", None, np.nan, np.inf, [4, 5], True])
def test_a_length_is_a_number_of_weeks(length: Any) -> None:
    for reading in (MODEL.value, MODEL.replies, MODEL.game, partial(outcome, MODEL), partial(patient_timetable, MODEL)):
        with pytest.raises(ParameterError, match="a length in weeks, 1 or more"):
            reading(length)
    with pytest.raises(ValueError, match="length, in weeks, needs an integer"):
        silent_weeks(MODEL, length)


@pytest.mark.parametrize("level", [-1, 3, "heavy", None])
def test_a_level_is_0_1_or_2(level: Any) -> None:
    for reading in (MODEL.weekly_flow, MODEL.lethality, MODEL.militia_gain, partial(best_length, MODEL)):
        with pytest.raises(ParameterError, match="level needs to be one of 0, 1, 2"):
            reading(level)


def test_readings_need_a_timetable() -> None:
    for reading in (outcome, silent_weeks, patient_timetable, best_length, war_break_even):
        with pytest.raises(ParameterError, match="a Timetable was needed, got Primitives"):
            reading(TIMETABLE, 1)
    with pytest.raises(ParameterError, match="one point"):
        patient_timetable(replace(MODEL, tough_prior=[0.1, 0.2]), 4)
    with pytest.raises(ParameterError, match="exposure needs numbers of 0 or more and at most 1"):
        tolerated_credit(MODEL, exposure=-1)
