"""What all models share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Symbol

from deterrence.model import Model, evaluated
from deterrence.parameters import Number, ParameterError, parameter
from deterrence.scenarios import PUNISH
from deterrence.truce import Truce
from gametheory.sweep import axes
from gametheory.symbolic import solve_threshold


@dataclass(frozen=True, eq=False)
class Small(Model):
    period: Number = parameter("period")
    war_risk: Number = parameter("war_risk")
    war_cost: Number = parameter("war_cost")
    presence_value: Number = parameter("presence_value")


def test_a_model_takes_its_fields_from_a_scenario() -> None:
    model = Small.of(PUNISH, war_cost=200)
    assert (model.war_risk, model.war_cost) == (PUNISH.war_risk, 200)


def test_a_field_outside_its_range_is_refused_unless_asked_for() -> None:
    model = Small.of(PUNISH)
    with pytest.raises(ParameterError, match="war_risk"):
        replace(model, war_risk=0.5)
    assert model.unchecked(war_risk=0.5).war_risk == 0.5


def test_symbols_have_the_signs_of_the_ranges_and_the_period_is_a_week() -> None:
    model = Small.symbolic(war_cost=400)
    assert (model.period, model.war_cost) == (1, 400)
    assert model.war_risk.is_positive
    assert model.presence_value.is_positive is None


def test_points_are_numbered_as_in_the_flattened_batch() -> None:
    model = replace(Small.of(PUNISH), **axes(war_risk=[0.0, 0.05, 0.1], war_cost=[100, 200]))
    shape = model.batch_shape
    rows = np.arange(6)
    product = np.asarray(model.plain.war_risk * model.plain.war_cost)
    np.testing.assert_array_equal(model.take(rows).war_risk * model.take(rows).war_cost, product.reshape(-1))
    assert model.take(3).batch_shape == ()
    assert product.shape == shape


def test_readings_carry_the_names_of_the_batch() -> None:
    model = replace(Small.of(PUNISH), **axes(war_risk=[0.0, 0.1]))
    reading = model.named(1.0)
    assert reading.dims == ("war_risk",)
    assert (reading == 1).all()
    unnamed = Small.of(PUNISH, war_risk=np.array([0.0, 0.1]))
    assert isinstance(unnamed.named(1.0), np.ndarray)


def test_a_threshold_is_evaluated_at_the_fields() -> None:
    symbols = Small.symbolic()
    condition = symbols.war_risk * symbols.war_cost >= symbols.presence_value
    threshold = solve_threshold(condition, Symbol("war_risk", positive=True))
    model = replace(Small.of(PUNISH), **axes(presence_value=[1.0, 4.0]))
    np.testing.assert_allclose(evaluated(threshold, model), [1 / 400, 4 / 400])


def test_lists_and_fractions_are_numbers() -> None:
    listed, arrays = Small.of(PUNISH, war_risk=[0.01, 0.02]), Small.of(PUNISH, war_risk=np.array([0.01, 0.02]))
    assert listed.batch_shape == arrays.batch_shape == (2,)
    assert Small.of(PUNISH, war_risk=Fraction(1, 50)).war_risk == 0.02
    for wrong in ([[0.01], [0.02, 0.03]], ["x"], "0.01", None):
        with pytest.raises(ParameterError, match=r"war_risk .* needs a number from 0 to 0.1"):
            Small.of(PUNISH, war_risk=wrong)
    with pytest.raises(ValueError, match=r"shapes that broadcast; got \[\(2,\), \(3,\)\]"):
        _ = Small.of(PUNISH, war_risk=[0.01, 0.02], war_cost=[200, 300, 400]).batch


def test_what_is_no_scenario_or_no_field_is_named() -> None:
    with pytest.raises(ParameterError, match=r"such as deterrence\.scenarios\.PUNISH; got NoneType"):
        Small.of(None)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="Small has no field 'warrisk'; did you mean 'war_risk'"):
        Small.of(PUNISH, warrisk=0.01)
    with pytest.raises(ParameterError, match=r"Truce needs recorded \(ρ, .*, spoiler_rate \(χ, .*: no scenario has it"):
        Truce.of(PUNISH)
