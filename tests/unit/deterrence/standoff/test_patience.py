"""How patient the United States must be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.scenarios import PUNISH
from deterrence.standoff import (
    ANY,
    NEVER,
    Rule,
    Standoff,
    critical_patience_fixed_exit,
    largest_credible_cost,
    patience_interval,
    slacks,
)
from tests.unit.deterrence.standoff.cases import EACH_ANSWER, EACH_CELL, around_the_calibrations, sample


@EACH_CELL
def test_the_patience_interval_is_where_the_rule_is_an_equilibrium(rule: Rule, rung: int) -> None:
    for seed in (1, 2):
        model = around_the_calibrations(128, seed)
        interval = patience_interval(model, rule, rung)
        for discount in np.linspace(0.05, 0.999, 40):
            inside = (interval.lowest <= discount) & (discount <= interval.highest)
            at = replace(model, discount=discount)
            close = (abs(interval.lowest - discount) < 1e-9) | (abs(interval.highest - discount) < 1e-9)
            assert ((inside == at.is_equilibrium(rule, rung)) | close).all()


@EACH_ANSWER
def test_the_certificate_flips_at_the_critical_patience(rule: Rule, rung: int) -> None:
    model = Standoff.of(PUNISH)
    lowest = float(patience_interval(model, rule, rung).lowest)
    below, above = (Standoff.of(PUNISH, discount=lowest + step) for step in (-1e-4, 1e-4))
    assert not below.certificate(rule, rung).holds
    assert above.certificate(rule, rung).holds


@EACH_ANSWER
def test_an_answer_is_credible_iff_its_cost_is_at_most_the_largest_credible_one(rule: Rule, rung: int) -> None:
    model = sample(256, 3)
    most = largest_credible_cost(model, rule, rung)
    burden = model.strike_burden(rung)
    cost = burden + model.nonfatal_strike_cost if rule.is_wide else burden - model.resolve
    np.testing.assert_array_equal(cost <= most, slacks(model, rule, rung).answer >= 0)


def test_the_fixed_exit_is_exact_only_where_nobody_leaves() -> None:
    # a cheap exit is not taken if tolerating attacks is worth more
    model = Standoff.of(PUNISH, death_harm=0.0, heavy_harm=0.5, harass_harm=0.5, heavy_lethality=0.05, leave_cost=25.0)
    assert float(model.weekly_value(NEVER)) > float(model.weekly_value(Rule.LEAVE))
    exact = float(patience_interval(model, ANY, 1).lowest)
    assert exact == pytest.approx(float(critical_patience_fixed_exit(model, ANY, 1)), rel=1e-12)
    model = Standoff.of(PUNISH)
    assert float(critical_patience_fixed_exit(model, ANY, 1)) > float(patience_interval(model, ANY, 1).lowest) + 0.2
