"""A militia that looks beyond the week attacks in the same weeks where the US does not break off."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.scenarios import SCENARIOS, TIMETABLE
from deterrence.timetable import Timetable, patient_timetable


@pytest.mark.parametrize(("name", "rung"), [("timetable", 1), ("timetable", 2), ("restrain", 1)])
def test_weeks_and_values_are_those_of_the_militia_that_replies_to_the_week(name: str, rung: int) -> None:
    model = Timetable.of(SCENARIOS[name], tough_prior=0.3)
    found = patient_timetable(model, 13, rung, points=401)
    replies = found.reply[::-1, found.at_prior]
    np.testing.assert_array_equal(replies, model.replies(13, rung))
    left = model.discount**13 * model.leave_cost + model.haste_cost / 13
    assert found.values[13, found.at_prior] - left == pytest.approx(float(model.value(13, rung)), abs=1e-9)
    assert found.error[0] < 1e-9
    assert found.error[1] < 0.02 * model.heavy_gain
    # Nobody would break off on the path.
    stages = np.arange(1, 14)
    staying = found.values[1:, found.at_prior] - model.discount**stages * model.leave_cost
    assert (staying >= -(model.leave_cost + model.haste_cost * stages / 13)).all()


def test_without_patience_the_grid_brings_the_thresholds_back() -> None:
    model = Timetable.of(TIMETABLE, tough_prior=0.3)
    found = patient_timetable(model, 9, 2, points=401, patience=0.0)
    exact = model.unchecked(haste_cost=1e6).equilibrium(9, 2).log_answer
    for stage in range(9):
        level = 0.8 * np.exp(exact[stage])  # below the threshold some answers are given, and not all
        if exact[stage] < 0:
            place = np.searchsorted(found.beliefs, level)
            assert 0 < found.answer[stage, place, 1] < 1
            above = np.searchsorted(found.beliefs, 1.1 * np.exp(exact[stage]))
            assert found.answer[stage, above, 1] == 1
