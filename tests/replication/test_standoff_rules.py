"""The numbers printed for every rule: thresholds of the sting, values, verdicts, and readings from them."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.scenarios import PUNISH, RESTRAIN, SCENARIOS
from deterrence.standoff import (
    ANY,
    CELLS,
    DEATHS,
    HEAVY,
    LEVELS,
    NEVER,
    RUNGS,
    Rule,
    Standoff,
    binding_thresholds,
    cell_name,
    equilibrium_values,
    sting_threshold,
)
from tests.replication.standoff import HALF, LEAVING, MODELS, agrees

THRESHOLDS = [
    ("any", "punish", ANY, ("0.825", "1.753", None)),
    ("H, λ_H", "punish", HEAVY, ("20.62", "1.702", "0.938")),
    ("L, λ_H", "punish", DEATHS, ("20.62", "9.51", "6.43")),
    ("L, λ_L", "restrain", DEATHS, ("126.0", "58.1", "39.3")),
]


@pytest.mark.parametrize(
    ("name", "rule", "printed"), [row[1:] for row in THRESHOLDS], ids=[row[0] for row in THRESHOLDS]
)
@pytest.mark.parametrize(
    ("place", "pair"),
    list(enumerate([(1, 0), (2, 0), (2, 1)])),
    ids=["harass to hold", "heavy to hold", "heavy to harass"],
)
def test_a_threshold_of_the_sting(
    name: str, rule: Rule, printed: tuple[str | None, ...], place: int, pair: tuple[int, int]
) -> None:
    found = float(sting_threshold(MODELS[name], rule, *pair))
    number = printed[place]
    assert agrees(number, found) if number else found == np.inf


@pytest.mark.parametrize(
    ("name", "rule", "heavy_until", "hold_from"),
    [
        ("punish", ANY, "1.7526", "1.7526"),
        ("punish", HEAVY, "0.9375", "20.6186"),
        ("restrain", HEAVY, "0.9059", "125.96"),
        ("punish", DEATHS, "6.4286", "20.6186"),
        ("restrain", DEATHS, "39.27", "125.96"),
    ],
)
def test_the_thresholds_that_bind(name: str, rule: Rule, heavy_until: str, hold_from: str) -> None:
    # from heavy to hold directly only under a line at any attack: elsewhere that threshold binds nowhere
    found = binding_thresholds(MODELS[name], rule)
    assert agrees(heavy_until, found.heavy_until)
    assert agrees(hold_from, found.hold_from)


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_at_the_low_lethality_no_sting_of_a_calibration_moves_the_reply_to_a_line_at_deaths(
    name: str, rung: int
) -> None:
    model = Standoff.of(
        SCENARIOS[name], harass_lethality=RESTRAIN.harass_lethality, heavy_lethality=RESTRAIN.heavy_lethality
    )
    assert LEVELS[int(model.reply(DEATHS, rung))] == "heavy"


# calibration, rule, rung, reply, weekly value, is it an equilibrium
VALUES = [
    ("punish", LEAVING, 1, None, "-0.08", True),
    ("punish", NEVER, 1, "heavy", "-6.84", False),
    ("punish", DEATHS, 1, "harass", "0.23", True),
    ("punish", DEATHS, 2, "hold", "2.91", True),
    ("punish", HEAVY, 1, "harass", "0.23", True),
    ("punish", HEAVY, 2, "hold", "2.9095", True),
    ("punish", ANY, 1, "hold", "2.76", True),
    ("punish", ANY, 2, "hold", "2.58", True),
    ("restrain", LEAVING, 1, None, "-0.40", False),
    ("restrain", NEVER, 1, "heavy", "0.20", True),
    ("restrain", DEATHS, 1, "heavy", "-0.03", False),
    ("restrain", DEATHS, 2, "heavy", "-0.39", False),
    ("restrain", HEAVY, 1, "heavy", "-13.6", False),
    ("restrain", HEAVY, 2, "heavy", "-25.6196", False),
    ("restrain", ANY, 1, "heavy", "-13.6", False),
    ("restrain", ANY, 2, "heavy", "-25.6", False),
    ("leave", LEAVING, 1, None, "-0.04", True),
    ("leave", NEVER, 1, "heavy", "-12.4", False),
    ("leave", DEATHS, 1, "heavy", "-14.2", False),
    ("leave", DEATHS, 2, "heavy", "-18.5", False),
    ("leave", HEAVY, 1, "heavy", "-25.6", False),
    ("leave", HEAVY, 2, "heavy", "-49.64", False),
    ("leave", ANY, 1, "heavy", "-25.6", False),
    ("leave", ANY, 2, "heavy", "-49.6", False),
    ("timetable", LEAVING, 1, None, "-0.06", True),
    ("timetable", NEVER, 1, "heavy", "-11.1", False),
    ("timetable", DEATHS, 1, "harass", "-3.24", False),
    ("timetable", DEATHS, 2, "harass", "-3.96", False),
    ("timetable", HEAVY, 1, "harass", "-3.24", False),
    ("timetable", HEAVY, 2, "harass", "-3.96", False),
    ("timetable", ANY, 1, "hold", "-0.44", False),
    ("timetable", ANY, 2, "hold", "-0.98", False),
]


@pytest.mark.parametrize(
    ("name", "rule", "rung", "reply", "value", "equilibrium"),
    VALUES,
    ids=[f"{row[0]} {cell_name(*row[1:3])}{'' if row[5] else ' (no equilibrium)'}" for row in VALUES],
)
def test_reply_weekly_value_and_verdict(
    name: str, rule: Rule, rung: int, reply: str | None, value: str, equilibrium: bool
) -> None:
    model = MODELS[name]
    assert agrees(value, model.weekly_value(rule, rung))
    assert reply is None or LEVELS[int(model.reply(rule, rung))] == reply
    assert model.reply(rule, rung) == model.reply(rule, rung, violent=False)  # tie rules coincide
    assert bool(model.certificate(rule, rung).holds) is equilibrium
    assert bool(model.is_equilibrium(rule, rung)) is equilibrium
    values, _ = model.game(rule, rung).evaluate(model.profile(rule, rung))
    assert float(values[0, 0]) == pytest.approx(float(model.weekly_value(rule, rung)), abs=1e-9)


def test_every_rule_of_every_calibration_is_printed() -> None:
    assert [row[:3] for row in VALUES] == [(name, *cell) for name in SCENARIOS for cell in CELLS]


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("punish", "-0.08", "2.91"), ("restrain", "0.20", "0.20"), ("leave", "-0.04", "-0.04"),
     ("timetable", "-0.06", "-0.06")],
)  # fmt: skip
def test_the_set_of_equilibrium_values(name: str, lowest: str, highest: str) -> None:
    found = equilibrium_values(MODELS[name])
    assert agrees(lowest, found.lowest)
    assert agrees(highest, found.highest)


def test_restrain_turns_from_staying_to_leaving_with_the_high_lethality() -> None:
    model = Standoff.of(
        RESTRAIN, harass_lethality=PUNISH.harass_lethality, heavy_lethality=PUNISH.heavy_lethality
    )
    assert agrees("-6.42", model.weekly_value(NEVER))
    assert not model.certificate(NEVER).holds
    assert model.certificate(LEAVING).holds


@pytest.mark.parametrize(("rung", "printed"), [(1, "0.1596"), (2, "0.3456")])
def test_the_price_of_answering_every_attack_while_the_militia_holds(rung: int, printed: str) -> None:
    model = MODELS["punish"]
    quiet = (model.payoffs(NEVER)[0][0], model.payoffs(ANY, rung)[0][0])
    assert agrees(printed, quiet[0] - quiet[1])


def test_answering_every_attack_dominates_only_where_the_sting_deters() -> None:
    # with no rogue attacks and no cost of striking without a death
    free = {"rogue_rate": 0.0, "nonfatal_strike_cost": 0.0}
    punish, restrain = (Standoff.of(primitives, **free) for primitives in (PUNISH, RESTRAIN))
    assert float(punish.weekly_value(ANY, 1)) == 3.0
    assert agrees("-7.80", restrain.weekly_value(ANY, 1))
    assert agrees("-0.03", restrain.weekly_value(DEATHS, 1))


def test_under_no_rule_does_the_campaign_end_before_effort_eats_the_whole_gain() -> None:
    # effort stays in proportion: heavy attacks take two and a half times that of harassment
    efforts = {effort: Standoff.of(PUNISH, harass_gain=1 - effort, heavy_gain=max(0.0, 2.2 - 2.5 * effort))
               for effort in (0.79, 0.81, 0.99)}  # fmt: skip
    assert [LEVELS[int(model.reply(NEVER))] for model in efforts.values()] == ["heavy", "harass", "harass"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_period_thresholds_values_and_verdicts_do_not_move(name: str) -> None:
    week, half = MODELS[name], HALF[name]
    for rule, rung in CELLS:
        if rule is not LEAVING:
            assert float(half.weekly_value(rule, rung)) == float(week.weekly_value(rule, rung))
        assert bool(half.certificate(rule, rung).holds) == bool(week.certificate(rule, rung).holds)
    for rule in (DEATHS, HEAVY, ANY):
        assert binding_thresholds(half, rule) == binding_thresholds(week, rule)
