"""The closed forms give the verdict of the certificate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from deterrence.scenarios import PUNISH
from deterrence.standoff import (
    CELLS,
    DEATHS,
    HEAVY,
    LEVELS,
    NEVER,
    Rule,
    Standoff,
    cell_name,
    equilibrium_values,
    slacks,
    summary,
)
from tests.unit.deterrence.standoff.cases import EACH_CELL, around_the_calibrations, models, sample


def near_a_tie(model: Standoff, rule: Rule, rung: int) -> Any:
    """Where a condition is within the tolerance of the certificate, so that the two verdicts may differ.

    A condition on one week enters the values, averages over all weeks, with the weight of a week, 1 - δ.
    """
    weight = np.asarray(model.period * (1 - model.discount**model.period))
    found = [np.abs(np.asarray(each)) * weight for each in slacks(model, rule, rung)]
    return np.min(found, axis=0) < 5e-9 * model.game(rule, rung).scale[..., 0]


@EACH_CELL
@pytest.mark.parametrize("source", [sample, around_the_calibrations])
def test_the_closed_forms_give_the_verdict_of_the_certificate(source: Any, rule: Rule, rung: int) -> None:
    model = source(256, 5)
    closed = np.asarray(model.is_equilibrium(rule, rung))
    certified = model.certificate(rule, rung).holds
    unclear = near_a_tie(model, rule, rung)
    assert ((closed == certified) | unclear).all()
    assert unclear.mean() < 0.02


@pytest.mark.deep
@EACH_CELL
@pytest.mark.parametrize("source", [sample, around_the_calibrations])
@pytest.mark.parametrize("seed", range(4))
def test_the_closed_forms_give_the_verdict_of_the_certificate_on_many_draws(
    source: Any, rule: Rule, rung: int, seed: int
) -> None:
    model = source(4096, seed)
    closed = np.asarray(model.is_equilibrium(rule, rung))
    certified = model.certificate(rule, rung).holds
    assert ((closed == certified) | near_a_tie(model, rule, rung)).all()


def test_equilibria_of_every_kind_are_among_the_draws() -> None:
    model = around_the_calibrations(256, 5)
    for rule, rung in CELLS:
        assert 0 < np.asarray(model.is_equilibrium(rule, rung)).mean() < 1


@given(models())
def test_never_or_leave_is_an_equilibrium_iff_no_strike_pays_by_itself(model: Standoff) -> None:
    cheapest = min(model.strike_burden(1), model.strike_burden(2))
    one = bool(model.is_equilibrium(NEVER)) or bool(model.is_equilibrium(Rule.LEAVE))
    assert one == (model.resolve <= cheapest)
    found = equilibrium_values(model)
    assert bool(found.count > 0) == one
    if one:
        assert found.lowest <= found.highest


@given(models(resolve=0.0))
def test_the_lowest_equilibrium_value_is_that_of_never_or_leave(model: Standoff) -> None:
    # both the minmax of the US and an equilibrium, under either way to break the militia's ties
    either = [[float(model.weekly_value(rule, violent=v)) for rule in (NEVER, Rule.LEAVE)] for v in (True, False)]
    worst = min(max(each) for each in either)
    assert float(equilibrium_values(model).lowest) == worst


def test_a_costly_answer_off_the_path_of_play_binds() -> None:
    # under harassment a line at heavy attacks is never tested; the answer to one must still be credible
    model = Standoff.of(PUNISH, discount=0.5)
    assert model.is_equilibrium(DEATHS, 1)
    assert not model.is_equilibrium(HEAVY, 1)
    assert not model.certificate(HEAVY, 1).holds
    assert LEVELS[int(model.reply(HEAVY, 1))] == "harass"


def test_the_summary_is_the_readings_cell_by_cell() -> None:
    model = sample(32, 9)
    table = summary(model)
    for rule, rung in CELLS:
        cell = table.sel(cell=cell_name(rule, rung))
        np.testing.assert_array_equal(cell.reply, model.reply(rule, rung))
        np.testing.assert_array_equal(cell.weekly_value, model.weekly_value(rule, rung))
        np.testing.assert_array_equal(cell.is_equilibrium, model.is_equilibrium(rule, rung))
