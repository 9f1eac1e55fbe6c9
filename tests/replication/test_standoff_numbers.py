"""Every number printed for the standoff, with the test that it belongs to an equilibrium or the label that it does not.

The numbers are those of the design tables of G1: shared parameters, four calibrations, thresholds, the values of
every rule, and the readings made from them. A test id says *rule of thumb* where the number printed solves no
equilibrium condition; the exact number stands beside it.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from deterrence.evidence import lethality_calibrations
from deterrence.parameters import PARAMETERS
from deterrence.scenarios import AGNOSTIC, EFFORT, GROSS_GAIN, PUNISH, RESTRAIN, SCENARIOS
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
    critical_patience,
    critical_patience_fixed_exit,
    death_answer_chance,
    equilibrium_values,
    grievance_game,
    grievance_thresholds,
    ladder_reply,
    largest_credible_cost,
    record_chance,
    reply_to_unknown_resolve,
    sting_threshold,
    war_break_even,
    war_credible_up_to,
    war_ending_game,
    war_ending_value,
)

MODELS = {name: Standoff.of(primitives) for name, primitives in SCENARIOS.items()}
LEAVING = Rule.LEAVE


def agrees(printed: str, computed: object) -> bool:
    """Whether a number is the printed one at the digits printed."""
    digits = len(printed.partition(".")[2])
    return abs(float(computed) - float(printed)) <= 0.5 * 10**-digits * (1 + 1e-9)  # type: ignore[arg-type]


# --- Shared parameters and the table of calibrations ---------------------------------------------


def test_the_weekly_discount_is_593_thousandths_a_year() -> None:
    assert agrees("0.593", PUNISH.discount**52)


@pytest.mark.parametrize(("level", "printed"), list(enumerate(["0", "0.8", "1.7", "2.5"])))
def test_the_net_gain_is_gross_gain_less_effort(level: int, printed: str) -> None:
    assert agrees(printed, GROSS_GAIN[level] - EFFORT[level])


COMMON = {
    "discount": 0.99, "rogue_rate": 0.03, "harass_harm": 1, "heavy_harm": 2.5, "embassy_harm": 4, "death_harm": 40,
    "war_cost": 400, "war_ratio_1": 0.5, "war_ratio_2": 2, "resolve_bound": 24, "nonfatal_weight": 0.2,
    "embassy_weight": 0.6, "harass_gain": 0.8, "heavy_gain": 1.7, "embassy_gain": 2.5,
}  # fmt: skip

TABLE = {
    "strike_loss_1": (10, 5, 5, 10), "strike_loss_2": (28, 14, 14, 22),
    "strike_gain_1": (1, 5.5, 6, 3), "strike_gain_2": (4, 15, 16, 8),
    "strike_cost_1": (3, 6, 4, 4), "strike_cost_2": (8, 12, 10, 10),
    "nonfatal_strike_cost": (2, 6, 4, 4), "war_risk": (0.002, 0.01, 0.03, 0.02),
    "presence_value": (3, 4, -0.5, 0), "leave_cost": (8, 40, 4, 6), "expulsion_cost": (25, 80, 20, 30),
    "haste_cost": (20, 100, 10, 200), "intrinsic_share": (0.5, 0.35, 0.2, 0.2),
    "follow_through": (0.5, 0.5, 0.5, 0.9), "presence_dislike": (0.1, 0.3, 0.4, 0.4),
    "audience_cost_death": (8, 3, 3, 8), "audience_cost_embassy": (6, 3, 3, 8), "audience_cost_any": (2, 1, 1, 2),
}  # fmt: skip

RANGES = {
    "strike_loss_1": (4, 14), "strike_loss_2": (10, 30), "strike_gain_1": (0, 10), "strike_gain_2": (0, 24),
    "strike_cost_1": (2, 8), "strike_cost_2": (5, 15), "nonfatal_strike_cost": (0, 10), "war_risk": (0, 0.1),
    "war_cost": (100, 1000), "presence_value": (-2, 8), "leave_cost": (0, 60), "haste_cost": (10, 300),
    "intrinsic_share": (0.1, 0.9), "follow_through": (0, 1), "presence_dislike": (0, 0.8),
    "audience_cost_death": (0, 12), "audience_cost_embassy": (0, 12), "audience_cost_any": (0, 12),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), list(COMMON.items()))
def test_what_all_calibrations_share(name: str, value: float) -> None:
    for primitives in SCENARIOS.values():
        assert getattr(primitives, name) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("name", "row"), list(TABLE.items()))
def test_a_row_of_the_table_of_calibrations(name: str, row: tuple[float, ...]) -> None:
    assert tuple(getattr(primitives, name) for primitives in SCENARIOS.values()) == row


@pytest.mark.parametrize(("name", "ends"), list(RANGES.items()))
def test_a_range_of_the_agnostic(name: str, ends: tuple[float, float]) -> None:
    assert (PARAMETERS[name].low, PARAMETERS[name].high) == ends
    if name != "war_cost":  # one value in all calibrations
        assert AGNOSTIC[name] == ends


BUILT = {
    "punish": ((9, 24), (3.4, 9.6), 40.8),
    "restrain": ((-0.5, -1), (8, 20), 44),
    "leave": ((-1, -2), (10, 34), 52),
    "timetable": ((7, 14), (8, 26), 48),
}


@pytest.mark.parametrize(("name", "rows"), list(BUILT.items()))
def test_stings_and_burdens_follow_from_the_rows(
    name: str, rows: tuple[tuple[float, ...], tuple[float, ...], float]
) -> None:
    model = MODELS[name]
    assert tuple(map(model.sting, RUNGS)) == rows[0]
    assert tuple(map(model.strike_burden, RUNGS)) == pytest.approx(rows[1], rel=1e-12)
    assert model.death_burden() == pytest.approx(rows[2], rel=1e-12)


@pytest.mark.parametrize(
    ("place", "printed"),
    [(0, ("0.04", "0.18", "0.02", "0.109")), (1, ("0.0065", "0.0295", "0.0033", "0.0179"))],
    ids=["high", "low"],
)
def test_the_two_lethalities(place: int, printed: tuple[str, ...]) -> None:
    calibration = lethality_calibrations()[place]
    for name, number in zip(("ordinary", "heavy", "embassy", "hazard"), printed, strict=True):
        assert agrees(number, getattr(calibration, name))


def test_seven_ordinary_and_four_heavy_attacks_kill_once() -> None:
    assert 7 * PUNISH.harass_lethality + 4 * PUNISH.heavy_lethality == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("weeks", "printed"), [(13, "0.21"), (26, "0.37"), (52, "0.60")])
def test_the_chance_of_a_death_at_the_low_hazard_poisson(weeks: int, printed: str) -> None:
    high, low = lethality_calibrations()
    assert agrees(printed, low.fatal_within(weeks))
    assert agrees("0.0013", high.quiet_run)
    assert agrees("0.34", low.quiet_run)
    assert low.quiet_run == exp(-61 * low.hazard)


# --- Thresholds of the sting ---------------------------------------------------------------------

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


# --- The values of every rule --------------------------------------------------------------------

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


# --- Patience ------------------------------------------------------------------------------------

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


# --- War risk ------------------------------------------------------------------------------------

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


# --- Readings made from the rules ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "printed", "needed"),
    [("punish", "0.74", 27), ("restrain", "0.44", 70), ("leave", "0.34", 70), ("timetable", "0.44", 60)],
)
def test_chances_of_the_recorded_answers(name: str, printed: str, needed: float) -> None:
    model = MODELS[name]
    # two draws of the resolve, and none of ten nonfatal attacks answered: certain
    assert agrees(printed, record_chance(model, 1, deaths=2, nonfatal=0))
    assert float(record_chance(model, 1, deaths=0, nonfatal=10)) == 1
    bound = (model.strike_burden(1) + model.nonfatal_strike_cost) / model.nonfatal_weight
    assert bound == pytest.approx(needed, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "first", "second", "replies"),
    [
        ("punish", "0.858", "0.6", ("harass", "harass")),
        ("restrain", "0.667", "0.167", ("heavy", "heavy")),
        ("leave", "0.583", "0", ("heavy", "heavy")),
        ("timetable", "0.667", "0", ("heavy", "heavy")),
    ],
)
def test_replies_to_an_office_holder_of_unknown_resolve(
    name: str, first: str, second: str, replies: tuple[str, str]
) -> None:
    model = MODELS[name]
    assert agrees(first, death_answer_chance(model, 1))
    assert agrees(second, death_answer_chance(model, 2))
    assert tuple(LEVELS[int(reply_to_unknown_resolve(model, rung))] for rung in RUNGS) == replies


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


# --- Variants ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "level", "until", "since"), [(ANY, 2, "1.9506", "1.9588"), (DEATHS, 1, "20.82", "25.77")]
)
def test_the_cycle_of_a_grievance(rule: Rule, level: int, until: str, since: str) -> None:
    found = grievance_thresholds(MODELS["punish"], rule, 1, 0.2, level=level)
    assert agrees(until, found.attack_until)
    assert agrees(since, found.hold_from)
    middle = float(found.attack_until + found.hold_from) / 2
    model = MODELS["punish"].unchecked(strike_loss_1=middle, strike_gain_1=0.0)
    assert grievance_game(model, rule, 1, 0.2).reply.values[:2].tolist() == [0, level]


@pytest.mark.parametrize("name", SCENARIOS)
def test_on_the_ladder_of_a_calibration_the_militia_replies_to_the_rung_it_is_on(name: str) -> None:
    for rule in (DEATHS, HEAVY, ANY):
        first, last = ladder_reply(MODELS[name], rule).values
        assert (first, last) == (MODELS[name].reply(rule, 1), MODELS[name].reply(rule, 2))


@pytest.mark.parametrize(
    ("rule", "rung", "printed"),
    [
        (NEVER, 1, ("-6.608", "0.198", "-8.054", "-8.213")),
        (DEATHS, 1, ("0.229", "-0.030", "-7.875", "-2.895")),
        (ANY, 1, ("2.753", "-8.94", "-8.50", "-0.429")),
    ],
)
def test_values_where_war_ends_the_game(rule: Rule, rung: int, printed: tuple[str, ...]) -> None:
    for model, number in zip(MODELS.values(), printed, strict=True):
        assert agrees(number, war_ending_value(model, rule, rung))


def test_a_war_that_ends_the_game_changes_one_reply() -> None:
    changed = {
        (name, rule, rung): LEVELS[int(war_ending_game(model, rule, rung).reply[0])]
        for name, model in MODELS.items()
        for rule, rung in CELLS[1:]
        if war_ending_game(model, rule, rung).reply[0] != model.reply(rule, rung)
    }
    assert changed == {("leave", HEAVY, 2): "harass"}


# --- The period test: halving the week must not move a result by 2 per cent ----------------------

HALF = {name: replace(model, period=0.5) for name, model in MODELS.items()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_period_thresholds_values_and_verdicts_do_not_move(name: str) -> None:
    week, half = MODELS[name], HALF[name]
    for rule, rung in CELLS:
        if rule is not LEAVING:
            assert float(half.weekly_value(rule, rung)) == float(week.weekly_value(rule, rung))
        assert bool(half.certificate(rule, rung).holds) == bool(week.certificate(rule, rung).holds)
    for rule in (DEATHS, HEAVY, ANY):
        assert binding_thresholds(half, rule) == binding_thresholds(week, rule)


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
