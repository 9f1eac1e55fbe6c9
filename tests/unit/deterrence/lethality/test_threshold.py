"""Closed forms of the aim and of the thresholds, against the reply itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.lethality import (
    Automaton,
    Lethality,
    aim_expression,
    hold_condition,
    level_crossings,
    residual_hazard,
    restraint_expression,
    sting_for,
)
from deterrence.model import evaluated
from deterrence.scenarios import PUNISH
from deterrence.standoff import ANY, DEATHS
from gametheory.sweep import axes

AT: dict[str, float] = {
    "harass_gain": 0.8, "heavy_gain": 1.7, "harass_lethality": 0.04, "heavy_lethality": 0.18,
    "careful_loss": 0.5, "accident_floor": 0.25, "rogue_rate": 0.03,
}  # fmt: skip


def number(expression: Any, **at: float) -> float:
    values = AT | at
    return float(expression.subs({symbol: values[symbol.name] for symbol in expression.free_symbols}))


def with_sting(sting: float, **changes: float) -> Lethality:
    return Lethality.of(PUNISH, **changes).unchecked(strike_loss_1=sting, strike_gain_1=0.0)


@pytest.mark.parametrize(
    ("level", "stings", "aims", "kills"),
    [
        (2, (1, 5, 9, 12, 24), (0.921, 0.603, 0.285, 0.047, 0), (0.169, 0.126, 0.084, 0.051, 0.045)),
        (1, (1, 5, 9, 12, 24), (0.963, 0.813, 0.663, 0.55, 0.10), (0.0389, 0.0344, 0.0299, 0.0265, 0.0130)),
    ],
)
def test_the_aims_of_the_specification(
    level: int, stings: tuple[float, ...], aims: tuple[float, ...], kills: tuple[float, ...]
) -> None:
    exact = [max(number(aim_expression(level), sting=sting), 0) for sting in stings]
    np.testing.assert_allclose(exact, aims, atol=0.00051)
    chance = [Lethality.of(PUNISH).kill_chance(level, aim) for aim in exact]
    np.testing.assert_allclose(chance, kills, atol=0.00051 if level == 2 else 0.000051)


def test_the_aim_that_is_played_is_that_of_the_closed_form() -> None:
    for sting, level in ((3.0, 2), (9.0, 2), (12.0, 1), (25.0, 1)):
        point = with_sting(sting).settling_point(Automaton(DEATHS))
        assert int(point.level) == level
        assert float(point.aim) == pytest.approx(number(aim_expression(level), sting=sting))


def test_the_thresholds_of_the_specification() -> None:
    model = Lethality.of(PUNISH)
    assert round(number(restraint_expression()), 2) == 9.56
    conditions = {level: hold_condition(DEATHS, level, 0) for level in (1, 2)}
    assert round(float(evaluated(conditions[2], model)), 1) == 19.4
    assert round(float(evaluated(conditions[1], model)), 1) == 45.5
    assert [round(float(residual_hazard(model, level)), 4) for level in (1, 2)] == [0.01, 0.045]


def test_the_reply_changes_where_the_closed_forms_say() -> None:
    model, one = Lethality.of(PUNISH), Automaton(DEATHS)
    assert level_crossings(model, one, 2).midpoint == pytest.approx([number(restraint_expression())])
    hold = float(evaluated(hold_condition(DEATHS, 1, 0), model))
    assert level_crossings(model, one, 1).midpoint == pytest.approx([hold])
    assert not level_crossings(model, one, 1, high=45.0).count  # deaths fall all the while, and attacks go on


def test_care_that_spares_nobody_brings_the_threshold_of_the_standoff() -> None:
    assert number(restraint_expression(), accident_floor=0.999999) == pytest.approx(0.9 / 0.14, rel=1e-4)


def test_crossings_of_a_named_batch() -> None:
    model = Lethality.of(PUNISH, **axes(harass_lethality=[0.02, 0.04]))
    found = level_crossings(model, Automaton(DEATHS), 1, 0, 200)
    assert found.midpoint.sel(harass_lethality=0.02).item() == pytest.approx(
        2 * found.midpoint.sel(harass_lethality=0.04).item()
    )


@pytest.mark.parametrize("line", [DEATHS, ANY])
@pytest.mark.parametrize("length", [0, 1, 4])
@pytest.mark.parametrize("period", [1.0, 0.25])
def test_the_sting_for_an_effective_sting_brings_it_about(line: Any, length: float, period: float) -> None:
    automaton = Automaton(line, 1, length)
    model = Lethality.of(PUNISH, period=period)
    for fear in (-3.0, 0.5, 5.0, 30.0):
        sting = float(sting_for(model, automaton, fear))
        moved = model.unchecked(strike_loss_1=sting, strike_gain_1=0.0)
        assert float(moved.settling_point(automaton).fear) == pytest.approx(fear)


def test_halving_the_period_moves_nothing_where_punishment_is_one_strike() -> None:
    for line in (DEATHS, ANY):
        automaton = Automaton(line, 1)
        readings = []
        for period in (1.0, 0.5, 0.25):
            model = Lethality.of(PUNISH, period=period)
            point = model.settling_point(automaton)
            readings.append([float(point.level), float(np.nan_to_num(point.aim)), float(model.weekly_value(automaton)),
                             float(model.death_rate(automaton)),
                             float(level_crossings(model, automaton, 1).midpoint[0])])  # fmt: skip
        np.testing.assert_allclose(readings[1:], [readings[0]] * 2, rtol=1e-9)


def test_until_a_quiet_week_is_a_rule_about_weeks() -> None:
    automaton, hold = Automaton(ANY, 1, 1), 1.7 / 0.97
    found = [float(sting_for(Lethality.of(PUNISH, period=period), automaton, hold)) for period in (1, 0.5, 0.25)]
    np.testing.assert_allclose(found, [1.770, 2.460, 2.933], atol=0.0005)
    crossing = level_crossings(Lethality.of(PUNISH, period=0.5), automaton, 1, 0, 10)
    assert crossing.midpoint == pytest.approx([found[1]])


def test_no_sting_brings_a_militia_to_hold_whose_careful_fire_kills_less_often_than_rogue_fire() -> None:
    model = Lethality.of(PUNISH, accident_floor=0.02)  # below the rogue rate, 0.03
    assert not level_crossings(model, Automaton(DEATHS), 1, high=1e4).count


@pytest.mark.parametrize("level", [0, 3])
def test_thresholds_are_those_of_attacks(level: int) -> None:
    for reading in (
        lambda: aim_expression(level), lambda: hold_condition(DEATHS, level, 0),
        lambda: residual_hazard(Lethality.of(PUNISH), level),
        lambda: level_crossings(Lethality.of(PUNISH), Automaton(DEATHS), level),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"1 \(harass\) or 2 \(heavy\)"):
            reading()


def test_a_sting_needs_strikes() -> None:
    with pytest.raises(ValueError, match="an automaton that strikes"):
        sting_for(Lethality.of(PUNISH), Automaton(), 1.0)
