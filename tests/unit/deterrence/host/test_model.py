"""The fields and calibrations of the host model."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from deterrence.host import HOST_CALIBRATIONS, Host
from deterrence.parameters import ParameterError, parameters_of


def test_every_calibration_has_a_value_for_every_field_and_a_reason_for_every_value() -> None:
    for calibration in HOST_CALIBRATIONS.values():
        assert set(calibration.settings) == {each.name for each in fields(Host)}
        assert all(setting.reason for setting in calibration.settings.values())
        Host.of_calibration(calibration.name)


def test_a_symbol_stands_for_one_parameter() -> None:
    symbols = [each.symbol for each in parameters_of(Host).values()]
    assert len(set(symbols)) == len(symbols)


def test_a_week_has_a_whole_number_of_periods() -> None:
    model = Host.of_calibration("agnostic")
    assert [replace(model, period=1 / parts).parts for parts in (1, 2, 3)] == [1, 2, 3]
    for period in (0.4, np.array([1.0, 0.5])):
        with pytest.raises(ParameterError, match="period"):
            replace(model, period=period)


def test_a_model_without_a_period_is_told_what_it_needs() -> None:
    with pytest.raises(ParameterError, match="one value for all points"):
        Host.of_calibration("agnostic", period=np.zeros(0))


def test_an_eviction_may_be_certain() -> None:
    model = Host.of_calibration("agnostic", eviction_caretaker=1.0, period=0.5)
    assert model.eviction(0) == 1


def test_hazards_and_discount_of_two_half_weeks_are_those_of_a_week() -> None:
    model = Host.of_calibration("agnostic", period=0.5)
    half = float(model.hazard(0.3))
    assert 1 - (1 - half) ** 2 == pytest.approx(0.3)
    assert float(model.period_discount()) ** 2 == pytest.approx(0.99)


def test_an_unknown_calibration_is_named() -> None:
    with pytest.raises(ParameterError, match="hawkish"):
        Host.of_calibration("hawkish")
