"""Thresholds of the sting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.scenarios import PUNISH, SCENARIOS
from deterrence.standoff import (
    ANY,
    DEATHS,
    HEAVY,
    NEVER,
    REGIONS,
    RUNGS,
    Rule,
    Standoff,
    binding_thresholds,
    deterrence_region,
    sting_condition,
    sting_threshold,
)
from gametheory.sweep import axes
from tests.unit.deterrence.standoff.cases import ANSWERING, EACH_RULE, around_the_calibrations, sample


def test_the_derived_conditions_are_those_of_the_page() -> None:
    from sympy import simplify, symbols

    g1, g2, l1, l2, eps = symbols(
        "harass_gain heavy_gain harass_lethality heavy_lethality rogue_rate", positive=True
    )
    by_hand = {
        (DEATHS, 1, 0): g1 / (l1 * (1 - eps)),
        (DEATHS, 2, 0): g2 / (l2 - eps * l1),
        (DEATHS, 2, 1): (g2 - g1) / (l2 - l1),
        (HEAVY, 1, 0): g1 / (l1 * (1 - eps)),
        (HEAVY, 2, 0): g2 / (1 - eps * l1),
        (HEAVY, 2, 1): (g2 - g1) / (1 - l1),
        (ANY, 1, 0): g1 / (1 - eps),
        (ANY, 2, 0): g2 / (1 - eps),
    }
    for cell, expected in by_hand.items():
        condition = sting_condition(*cell)
        assert condition is not None
        assert condition.direction == -1
        assert simplify(condition.value - expected) == 0
    assert sting_condition(ANY, 2, 1) is None


@EACH_RULE
@pytest.mark.parametrize("rung", RUNGS)
def test_the_reply_changes_at_the_binding_thresholds(rule: Rule, rung: int) -> None:
    model = around_the_calibrations(1024, 14)
    heavy_until, hold_from = binding_thresholds(model, rule)
    sting = model.sting(rung)
    reply = model.reply(rule, rung)
    assert (heavy_until <= hold_from).all()
    assert ((reply == 2) == (sting <= heavy_until)).all()
    assert ((reply == 0) == (sting > hold_from)).all()


@EACH_RULE
def test_the_threshold_of_holding_rises_with_the_gain_and_with_the_rogue_rate(rule: Rule) -> None:
    grid = replace(
        Standoff.of(PUNISH), **axes(harass_gain=np.linspace(0.1, 1, 10), rogue_rate=np.linspace(0, 0.5, 11))
    )
    holds = sting_threshold(grid, rule, 1, 0)
    assert (holds.diff("harass_gain") > 0).all()
    assert (holds.diff("rogue_rate") > 0).all()


def test_a_line_at_deaths_binds_through_lethality_alone() -> None:
    low = SCENARIOS["restrain"].heavy_lethality, SCENARIOS["restrain"].harass_lethality
    for primitives in SCENARIOS.values():
        model = Standoff.of(primitives, heavy_lethality=low[0], harass_lethality=low[1])
        assert all(model.reply(DEATHS, rung) == model.reply(NEVER, rung) for rung in RUNGS)


def test_provocation_raises_the_militias_payoff_but_not_its_level() -> None:
    model = sample(256, 2)
    for rule, rung in ANSWERING:
        region = deterrence_region(model, rule, rung)
        provoked = region == REGIONS.index("provocation")
        np.testing.assert_array_equal(provoked, model.sting(rung) < 0)
    model = Standoff.of(SCENARIOS["leave"])
    assert model.payoffs(ANY, 1)[1][2] > model.payoffs(NEVER)[1][2]
    assert model.reply(ANY, 1) == model.reply(NEVER) == 2
