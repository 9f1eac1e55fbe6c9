"""Fields, names and shapes of the model."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from deterrence.parameters import PARAMETERS, ParameterError
from deterrence.scenarios import PUNISH
from deterrence.standoff import ANY, CELLS, DEATHS, Standoff, critical_patience_fixed_exit, summary, war_break_even
from gametheory.sweep import axes


def test_readings_keep_the_names_of_a_sweep() -> None:
    plane = replace(PUNISH, **axes(strike_loss_1=[4, 9, 14], war_risk=[0, 0.05]))
    model = Standoff.of(plane)
    dims = ("strike_loss_1", "war_risk")
    for reading in (model.reply, model.weekly_value, model.is_equilibrium):
        assert reading(DEATHS, 1).dims == dims
    assert war_break_even(model, DEATHS).dims == dims
    assert summary(model).reply.dims == (*dims, "cell")
    assert model.game(DEATHS, 1).batch_shape == (3, 2)
    assert float(summary(model).weekly_value.sel(strike_loss_1=9, war_risk=0.05, cell="any 1")) == float(
        Standoff.of(PUNISH, strike_loss_1=9, war_risk=0.05).weekly_value(ANY, 1)
    )


def test_arrays_without_names_are_a_batch_as_well() -> None:
    model = Standoff.of(PUNISH, war_risk=np.array([0.0, 0.05, 0.1]))
    assert model.weekly_value(ANY, 2).shape == (3,)
    assert model.certificate(ANY, 2).holds.tolist() == model.is_equilibrium(ANY, 2).tolist()
    assert critical_patience_fixed_exit(model, ANY, 2).shape == (3,)


def test_the_same_payoffs_serve_numbers_and_symbols() -> None:
    numbers, symbols = Standoff.of(PUNISH), Standoff.symbolic()
    values = {name: getattr(numbers, name) for name in (each.name for each in fields(Standoff)) if name != "period"}
    for rule, rung in CELLS:
        for ours, theirs in zip(numbers.payoffs(rule, rung), symbols.payoffs(rule, rung), strict=True):
            for number, expression in zip(ours, theirs, strict=True):
                substituted = {s: values[s.name] for s in getattr(expression, "free_symbols", ())}
                value = expression.subs(substituted) if substituted else expression
                assert float(value) == pytest.approx(float(number), abs=1e-12)


def test_a_field_outside_its_range_is_refused() -> None:
    with pytest.raises(ParameterError, match="discount"):
        Standoff.of(PUNISH, discount=1.0)


def test_every_field_is_a_shared_parameter() -> None:
    assert {each.name for each in fields(Standoff)} <= set(PARAMETERS)
