"""How much risk of war a rule bears."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.scenarios import PUNISH
from deterrence.standoff import CELLS, Rule, Standoff, cell_name, slacks, war_break_even, war_credible_up_to
from tests.unit.deterrence.standoff.cases import ANSWERING, EACH_CELL, around_the_calibrations


@pytest.mark.parametrize(("rule", "rung"), CELLS[1:], ids=[cell_name(*cell) for cell in CELLS[1:]])
def test_the_value_is_linear_in_the_war_risk_and_equals_leaving_at_the_break_even(rule: Rule, rung: int) -> None:
    model = around_the_calibrations(128, 4)
    even = war_break_even(model, rule, rung)
    there = model.unchecked(war_risk=even).weekly_value(rule, rung)
    scale = 1 + abs(even) * model.war_cost
    assert (abs(there - model.weekly_value(Rule.LEAVE)) < 1e-9 * scale).all()
    low, middle, high = (model.unchecked(war_risk=p).weekly_value(rule, rung) for p in (0.0, 0.05, 0.1))
    np.testing.assert_allclose((low + high) / 2, middle, rtol=1e-9, atol=1e-9)


@EACH_CELL
def test_a_rule_is_an_equilibrium_up_to_its_credible_war_risk_and_not_beyond(rule: Rule, rung: int) -> None:
    model = around_the_calibrations(128, 6)
    most = war_credible_up_to(model, rule, rung)
    finite = np.isfinite(most)
    below, above = (model.unchecked(war_risk=most * (1 + step)) for step in (-1e-9, 1e-9))
    # where the strike's burden meets the resolve there, the set may be that one point
    proper = finite & (most > 1e-6) & (abs(slacks(below, rule, rung).resolve) > 1e-7)
    assert below.is_equilibrium(rule, rung).values[proper].all()
    assert not above.is_equilibrium(rule, rung).values[finite & (most > 1e-6)].any()
    for risk in (0.0, 0.01, 0.1):
        assert not model.unchecked(war_risk=risk).is_equilibrium(rule, rung).values[np.isnan(most)].any()


def test_a_rule_ends_before_staying_breaks_even() -> None:
    for rule, rung in ANSWERING:
        model = Standoff.of(PUNISH)
        assert float(war_credible_up_to(model, rule, rung)) < float(war_break_even(model, rule, rung))


def test_a_break_even_with_leaving_needs_a_rule_of_staying() -> None:
    with pytest.raises(ValueError, match="needs a rule under which the US stays"):
        war_break_even(Standoff.of(PUNISH), Rule.LEAVE)
