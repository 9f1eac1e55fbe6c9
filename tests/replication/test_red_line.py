"""The numbers printed for the base protocol of the red line, each of a certified equilibrium, or called otherwise."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from deterrence.parameters import Primitives
from deterrence.red_line import (
    ANY,
    DEATHS,
    EMBASSY,
    LEVELS,
    LINES,
    RUNGS,
    SILENT,
    Event,
    LicensedRedLine,
    Line,
    RedLine,
    answered_from,
    clarity_plane,
    decayed_replies,
    lull_weeks,
    needed_answer_chance,
    needed_audience_cost,
    relayed,
    war_ends_restraint,
    war_silences,
)
from deterrence.scenarios import LOW_LETHALITY, PUNISH, SCENARIOS, TIMETABLE
from tests.replication.standoff import agrees


def replies(model: RedLine, rung: int) -> list[str]:
    """The militia's replies to the four lines; backward induction is certified for either tie rule."""
    assert all(model.certificate(rung, violent=violent).holds for violent in (True, False))
    both = [[LEVELS[int(model.reply(line, rung, violent=violent))] for line in LINES] for violent in (True, False)]
    assert both[0] == both[1]
    return both[0]


def at_low_lethality(primitives: Primitives) -> Primitives:
    return replace(
        primitives, harass_lethality=LOW_LETHALITY.ordinary, heavy_lethality=LOW_LETHALITY.heavy,
        embassy_lethality=LOW_LETHALITY.embassy,
    )  # fmt: skip


ALL_EMBASSY = "embassy / embassy / embassy / embassy"

TABLE = {
    ("punish", 1): "harass / harass / harass / hold",
    ("punish", 2): "harass / hold / harass / harass",
    ("timetable", 1): "heavy / harass / harass / heavy",
    ("timetable", 2): ALL_EMBASSY,
    ("restrain", 1): ALL_EMBASSY,
    ("restrain", 2): ALL_EMBASSY,
    ("leave", 1): ALL_EMBASSY,
    ("leave", 2): ALL_EMBASSY,
}


@pytest.mark.parametrize(("cell", "printed"), list(TABLE.items()))
def test_the_table_of_replies(cell: tuple[str, int], printed: str) -> None:
    name, rung = cell
    assert replies(RedLine.of(SCENARIOS[name]), rung) == printed.split(" / ")


@pytest.mark.parametrize(
    ("rung", "printed"), [(1, "heavy / heavy / heavy / hold"), (2, "heavy / heavy / heavy / heavy")]
)
def test_the_table_at_the_low_lethality(rung: int, printed: str) -> None:
    assert replies(RedLine.of(at_low_lethality(PUNISH)), rung) == printed.split(" / ")


def test_a_line_at_the_embassy_does_worse_because_its_audience_cost_is_lower() -> None:
    assert PUNISH.audience_cost_embassy < PUNISH.audience_cost_death
    alike = RedLine.of(PUNISH, audience_cost_embassy=PUNISH.audience_cost_death)
    assert replies(alike, 2)[2] == "hold"


def test_a_death_is_answered_with_a_quarter_after_a_line_in_timetable_at_the_upper_rung() -> None:
    model = RedLine.of(TIMETABLE)
    assert agrees("0.25", model.answer_chance(DEATHS, Event.DEATH, 2))
    assert agrees("26", model.strike_burden(2))
    assert model.strike_burden(2) > 0.6 * 24 + 8
    assert model.answer_chance(EMBASSY, Event.EMBASSY, 2) == 0


@pytest.mark.parametrize(
    ("name", "chances", "costs"),
    [("punish", ("0.714", "0.268"), ("-3.46", "-7.97")), ("timetable", ("0.918", "0.459"), ("6.04", "13.02"))],
)
def test_the_needed_chance_of_an_answer_and_the_needed_audience_cost(
    name: str, chances: tuple[str, str], costs: tuple[str, str]
) -> None:
    model = RedLine.of(SCENARIOS[name])
    for rung in RUNGS:
        assert model.answer_chance(DEATHS, Event.NONLETHAL, rung) == 0
        assert agrees(chances[rung - 1], needed_answer_chance(model, rung=rung))
        assert agrees(costs[rung - 1], needed_audience_cost(model, rung))


@pytest.mark.parametrize("name", ["restrain", "leave"])
def test_no_chance_is_enough_for_a_sting_below_zero(name: str) -> None:
    for rung in RUNGS:
        assert needed_answer_chance(RedLine.of(SCENARIOS[name]), rung=rung) == np.inf


@pytest.mark.parametrize(("sting", "printed"), [(5.0, None), (8.0, "0.804"), (12.0, "0.536"), (9.0, "0.714")])
def test_the_needed_chance_by_the_sting(sting: float, printed: str | None) -> None:
    model = RedLine.of(PUNISH, strike_loss_1=sting, strike_gain_1=0.0)
    found = needed_answer_chance(model)
    assert found > 1 if printed is None else agrees(printed, found)
    assert agrees("6.43", found * sting)


def test_corrected_the_needed_audience_cost_is_not_enough_in_timetable_at_the_upper_rung() -> None:
    # harassment then beats heavy attacks, but the embassy stays open
    model = RedLine.of(TIMETABLE).unchecked(audience_cost_death=needed_audience_cost(RedLine.of(TIMETABLE), 2) + 1e-9)
    payoffs = model.plain.militia_payoffs(2, model.answers(DEATHS, 2))
    assert payoffs[1] > payoffs[2]
    assert replies(model, 2)[1] == "embassy"


# --- The map of clarity ------------------------------------------------------------------------------------


@cache
def plane(burden: float) -> RedLine:
    return clarity_plane(RedLine.of(TIMETABLE), STINGS, COSTS, burden)


STINGS = [0.0, 2.0, 4.0, 6.0, 7.0, 8.0, 10.0, 12.0, 14.0, 16.0, 22.0, 30.0]
COSTS = [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]


def path(burden: float, line: Line, sting: float) -> list[str]:
    """The replies in silence and after the line at each audience cost."""
    model = plane(burden)
    silent = model.reply(SILENT).sel(sting=sting, audience_cost=0.0)
    return [LEVELS[int(silent)], *(LEVELS[level] for level in model.reply(line).sel(sting=sting).values)]


def moves(burden: float, line: Line, sting: float) -> dict[str, float]:
    """The least audience cost with which each level is the reply to the line."""
    _, *after = path(burden, line, sting)
    return {level: COSTS[after.index(level)] for level in dict.fromkeys(after)}


def test_the_planes_are_those_of_the_map() -> None:
    model = plane(14.0)
    assert model.resolve_bound == 24
    assert model.nonfatal_strike_cost == 4
    assert model.strike_burden(1) == 14
    assert (model.sting(1) == STINGS).all()
    for burden in (8.0, 14.0):
        assert all(plane(burden).certificate(violent=violent).holds.all() for violent in (True, False))


@pytest.mark.parametrize(
    ("sting", "silent", "printed"),
    [
        (7.0, "heavy", {"heavy": 0, "harass": 8}),
        (8.0, "heavy", {"heavy": 0, "harass": 4}),
        (10.0, "harass", {"harass": 0}),
        (12.0, "harass", {"harass": 0}),
        (16.0, "harass", {"harass": 0}),
        (22.0, "harass", {"harass": 0, "hold": 8}),
        (30.0, "harass", {"harass": 0, "hold": 2}),
    ],
)
def test_a_line_at_deaths_where_a_strike_costs_8(sting: float, silent: str, printed: dict[str, float]) -> None:
    assert path(8.0, DEATHS, sting)[0] == silent
    assert moves(8.0, DEATHS, sting) == printed


@pytest.mark.parametrize("sting", STINGS)
def test_a_line_at_deaths_leaves_the_embassy_open_where_a_strike_costs_14(sting: float) -> None:
    assert set(path(14.0, DEATHS, sting)) == {"embassy"}


@pytest.mark.parametrize(
    ("sting", "printed"),
    [
        (4.0, {"embassy": 0, "heavy": 4}),
        (7.0, {"embassy": 0, "heavy": 4}),
        (8.0, {"embassy": 0, "heavy": 4, "harass": 10}),
        (10.0, {"embassy": 0, "heavy": 2, "harass": 6}),
        (12.0, {"embassy": 0, "heavy": 2, "harass": 4}),
        (16.0, {"embassy": 0, "harass": 2}),
        (22.0, {"embassy": 0, "harass": 2}),
        (30.0, {"embassy": 0, "harass": 2, "hold": 8}),
    ],
)
def test_a_line_at_deaths_and_the_embassy_where_a_strike_costs_14(sting: float, printed: dict[str, float]) -> None:
    assert moves(14.0, EMBASSY, sting) == printed


@pytest.mark.parametrize(
    ("burden", "line", "cell", "before"), [(8.0, DEATHS, (8.0, 4.0), "0.18"), (14.0, EMBASSY, (10.0, 6.0), "1")]
)
def test_clarity_raises_harassment_and_lowers_crossings(
    burden: float, line: Line, cell: tuple[float, float], before: str
) -> None:
    model = plane(burden)
    at = dict(zip(("sting", "audience_cost"), cell, strict=True))
    assert LEVELS[int(model.reply(line).sel(at))] == "harass" != path(burden, line, cell[0])[0]
    assert agrees(before, model.crossing_chance(SILENT, of=line).sel(at))
    assert agrees("0.04", model.crossing_chance(line).sel(at))


# --- Variants, war, and the stylised facts -----------------------------------------------------------------


def test_a_licence_moves_punish_and_timetable_to_the_embassy_after_a_line_at_deaths() -> None:
    for name, rung, free in (("punish", 1, "harass"), ("timetable", 1, "heavy")):
        model = LicensedRedLine.of(SCENARIOS[name])
        silent, deaths, embassy, _ = replies(model, rung)
        assert (silent, deaths) == (free, "embassy")
        assert embassy == replies(RedLine.of(SCENARIOS[name]), rung)[2]


@pytest.mark.parametrize(("needed", "printed"), [(0.536, "33"), (0.714, "15"), (0.918, "1.7")])
def test_rule_of_thumb_the_lull_after_a_warning(needed: float, printed: str) -> None:
    assert agrees(printed, lull_weeks(needed))


def test_rule_of_thumb_corrected_no_calibration_has_the_lull_of_33_weeks() -> None:
    # it belongs to a sting of 12, which none has; the record has 33.6 weeks
    assert agrees("33.6", 235 / 7)
    breaks = {}
    for name in ("punish", "timetable"):
        for rung in RUNGS:
            weeks = decayed_replies(RedLine.of(SCENARIOS[name]), DEATHS, rung, 200).values
            changes = np.flatnonzero(np.diff(weeks)) + 1
            breaks[name, rung] = [LEVELS[weeks[0]], *((int(week), LEVELS[weeks[week]]) for week in changes)]
    assert breaks == {
        ("punish", 1): ["harass", (15, "heavy")],
        ("punish", 2): ["hold", (5, "harass")],
        ("timetable", 1): ["harass", (2, "heavy")],
        ("timetable", 2): ["embassy"],
    }


def test_a_vague_threat_is_silence_and_a_relay_scales_the_cost() -> None:
    model = RedLine.of(TIMETABLE)
    assert replies(relayed(model, 0), 1) == ["heavy"] * 4
    assert replies(relayed(model, 0.5), 1) == ["heavy"] * 4
    needed = float(needed_audience_cost(model)) / model.audience_cost_death
    assert LEVELS[int(relayed(model, needed + 1e-6).reply(DEATHS))] == "harass"
    assert LEVELS[int(relayed(model, needed - 1e-6).reply(DEATHS))] == "heavy"


@pytest.mark.parametrize(("name", "printed"), [("punish", (".145", ".030")), ("timetable", (".14", ".0275"))])
def test_the_war_risk_that_silences_a_threat(name: str, printed: tuple[str, str]) -> None:
    for rung in RUNGS:
        assert agrees(printed[rung - 1], war_silences(RedLine.of(SCENARIOS[name]), rung=rung))


@pytest.mark.parametrize(("name", "exact"), [("punish", (".0593", ".0220")), ("timetable", (".0298", ".0137"))])
def test_corrected_restraint_ends_at_a_smaller_war_risk(name: str, exact: tuple[str, str]) -> None:
    for rung in RUNGS:
        assert agrees(exact[rung - 1], war_ends_restraint(RedLine.of(SCENARIOS[name]), rung=rung))


def test_the_resolve_at_which_drones_without_a_death_are_answered() -> None:
    printed = {"punish": "27", "restrain": "70", "leave": "70", "timetable": "60"}
    for name, text in printed.items():
        assert agrees(text, answered_from(RedLine.of(SCENARIOS[name]), SILENT, Event.NONLETHAL))
        assert SCENARIOS[name].resolve_bound == 24


@pytest.mark.parametrize(
    ("name", "printed"), [("punish", "0.74"), ("restrain", "0.44"), ("leave", "0.34"), ("timetable", "0.44")]
)
def test_the_chance_of_two_answers_to_two_deaths(name: str, printed: str) -> None:
    model = RedLine.of(SCENARIOS[name])
    assert agrees(printed, model.answer_chance(SILENT, Event.DEATH) ** 2)
    assert model.answer_chance(SILENT, Event.NONLETHAL) == 0


def test_what_the_government_states() -> None:
    stated = {
        name: [LINES[int(RedLine.of(primitives).announcement(rung))] for rung in RUNGS]
        for name, primitives in SCENARIOS.items()
    }
    assert stated == {
        "punish": [ANY, DEATHS],
        "restrain": [SILENT, SILENT],
        "leave": [SILENT, SILENT],
        "timetable": [DEATHS, SILENT],
    }
