"""The numbers printed for patience and for the risk of war, and how far they move with half weeks."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.scenarios import PUNISH
from deterrence.standoff import (
    ANY,
    CELLS,
    DEATHS,
    HEAVY,
    NEVER,
    Rule,
    Standoff,
    cell_name,
    critical_patience,
    critical_patience_fixed_exit,
    largest_credible_cost,
    war_break_even,
    war_credible_up_to,
)
from tests.replication.standoff import HALF, MODELS, agrees

# rule, rung, printed rule of thumb, exact, largest credible cost
PATIENCE = [
    (DEATHS, 1, "0.916", "0.4052", "30.9"),
    (DEATHS, 2, "0.763", "0.6162", "296.0"),
    (HEAVY, 1, "0.945", "0.6264", "30.9"),
    (HEAVY, 2, "0.7951", "0.6794", "296.0"),
    (ANY, 1, "0.655", "0.4225", "281.3"),
    (ANY, 2, "0.814", "0.6997", "262.9"),
]

PATIENCE_IDS = [cell_name(*row[:2]) for row in PATIENCE]


@pytest.mark.parametrize(
    ("rule", "rung", "printed"), [row[:3] for row in PATIENCE], ids=[f"rule of thumb: {name}" for name in PATIENCE_IDS]
)
def test_the_printed_patience_freezes_the_exit(rule: Rule, rung: int, printed: str) -> None:
    model = MODELS["punish"]
    thumb = float(critical_patience_fixed_exit(model, rule, rung))
    assert agrees(printed, thumb)
    # it is no threshold of the game: somewhat less patience does as well
    assert Standoff.of(PUNISH, discount=thumb - 0.05).certificate(rule, rung).holds


@pytest.mark.parametrize(("rule", "rung", "_", "exact", "cost"), PATIENCE, ids=PATIENCE_IDS)
def test_the_exact_patience_is_where_the_certificate_flips(
    rule: Rule, rung: int, _: str, exact: str, cost: str
) -> None:
    model = MODELS["punish"]
    found = float(critical_patience(model, rule, rung))
    assert agrees(exact, found)
    assert Standoff.of(PUNISH, discount=found + 1e-5).certificate(rule, rung).holds
    assert not Standoff.of(PUNISH, discount=found - 1e-5).certificate(rule, rung).holds
    assert agrees(cost, largest_credible_cost(model, rule, rung))


@pytest.mark.parametrize("name", ["restrain", "leave", "timetable"])
def test_no_other_calibration_has_a_patience_at_which_a_rule_is_credible(name: str) -> None:
    for rule, rung in CELLS:
        if rule.answers_something:
            assert np.isnan(float(critical_patience(MODELS[name], rule, rung)))


# calibration, rule, rung, printed break-even of staying, the risk up to which the rule is an equilibrium
WAR = [
    ("punish", DEATHS, 1, "0.015", "0.01267"),
    ("punish", DEATHS, 2, "2.08", "0.3058"),
    ("punish", HEAVY, 1, "0.015", "0.01189"),
    ("punish", HEAVY, 2, "2.0781", "0.3037"),
    ("punish", ANY, 1, "0.44", "0.3299"),
    ("punish", ANY, 2, "0.11", "0.0800"),
    ("restrain", NEVER, 1, "0.061", "0.0612"),
]


@pytest.mark.parametrize(
    ("name", "rule", "rung", "even", "credible"),
    WAR,
    ids=[f"{row[0]} {cell_name(*row[1:3])}: break-even of staying, and end of the rule" for row in WAR],
)
def test_war_break_even_and_the_risk_that_ends_the_rule(
    name: str, rule: Rule, rung: int, even: str, credible: str
) -> None:
    model = MODELS[name]
    assert agrees(even, war_break_even(model, rule, rung))
    found = float(war_credible_up_to(model, rule, rung))
    assert agrees(credible, found)
    assert model.unchecked(war_risk=found * 0.999).certificate(rule, rung).holds
    assert not model.unchecked(war_risk=found * 1.001).certificate(rule, rung).holds


@pytest.mark.parametrize(("value", "printed"), [(4, "0.0875"), (3, "0.025"), (1, "-0.10"), (0.5, "-0.13")])
def test_war_break_even_under_tolerated_harassment(value: float, printed: str) -> None:
    # the level is hypothetical: without answers the militia attacks heavily
    model = Standoff.of(PUNISH, presence_value=value, leave_cost=0)
    assert agrees(printed, war_break_even(model, NEVER, level=1))


@pytest.mark.parametrize(
    ("name", "rule", "rung"),
    [row[:3] for row in WAR],
    ids=[f"{row[0]} {cell_name(*row[1:3])}" for row in WAR],
)
def test_period_war_risks_and_credible_costs_move_by_less_than_two_per_cent(name: str, rule: Rule, rung: int) -> None:
    week, half = MODELS[name], HALF[name]
    readings = [war_break_even, war_credible_up_to]
    if rule.answers_something:
        readings.append(largest_credible_cost)
    for reading in readings:
        assert float(reading(half, rule, rung)) == pytest.approx(float(reading(week, rule, rung)), rel=0.02)


@pytest.mark.parametrize(
    ("rule", "rung", "exact", "thumb"),
    [
        (DEATHS, 1, "-41", "-0.2"),
        (DEATHS, 2, "-15", "-1.8"),
        (HEAVY, 1, "-33", "-0.1"),
        (HEAVY, 2, "-9", "-1.3"),
        (ANY, 1, "-34", "-4.3"),
        (ANY, 2, "-8", "-1.1"),
    ],
    ids=[f"fails: {name}" for name in PATIENCE_IDS],
)
def test_period_critical_patience_is_a_number_of_the_weekly_grain(
    rule: Rule, rung: int, exact: str, thumb: str
) -> None:
    week, half = MODELS["punish"], HALF["punish"]
    for reading, printed in ((critical_patience, exact), (critical_patience_fixed_exit, thumb)):
        moved = 100 * (float(reading(half, rule, rung)) / float(reading(week, rule, rung)) - 1)
        assert agrees(printed, moved)
