"""What the models ask of rules, rungs, levels and numbers: what came is said, and nothing is answered for another."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from deterrence import crisis, red_line, standoff
from deterrence.checks import numbers_in, one_of, require_common_shape
from deterrence.crisis import Crisis
from deterrence.lethality import Lethality, lethality_game, militia_process, probing, sting_for, war_break_even
from deterrence.parameters import ParameterError
from deterrence.red_line import Event, Line, RedLine
from deterrence.scenarios import PUNISH
from deterrence.standoff import DEATHS, Standoff

STANDOFF, RED_LINE, CRISIS = Standoff.of(PUNISH), RedLine.of(PUNISH), Crisis.january_2020()


def test_a_choice_is_found_by_what_it_equals() -> None:
    assert one_of("deaths", tuple(Line), "line") is Line.DEATHS
    assert type(one_of(np.int64(2), (1, 2), "rung")) is int
    for wrong in (3, "1", None, [1], np.array([1, 2]), np.nan):
        with pytest.raises(ParameterError, match="rung needs to be one of 1, 2; got"):
            one_of(wrong, (1, 2), "rung")


def test_the_range_is_said_with_its_ends() -> None:
    assert numbers_in([0, 1], "prior", 0, 1).tolist() == [0, 1]
    with pytest.raises(ParameterError, match="prior needs numbers above 0 and below 1; got 1"):
        numbers_in(1, "prior", 0, 1, ends=(False, False))
    with pytest.raises(ParameterError, match="gain needs numbers that are not NaN"):
        numbers_in(np.nan, "gain", -np.inf)
    with pytest.raises(ParameterError, match=r"a \(2,\), b \(3,\)"):
        require_common_shape(a=np.zeros(2), b=np.zeros(3))


@pytest.mark.parametrize("rung", [-1, 0, 3, "1", None, [1, 2]])
def test_there_are_two_rungs(rung: Any) -> None:
    readings: list[Any] = [
        partial(STANDOFF.reply, DEATHS), partial(STANDOFF.game, DEATHS), STANDOFF.sting,
        partial(standoff.critical_patience, STANDOFF, DEATHS), partial(standoff.war_ending_value, STANDOFF, DEATHS),
        partial(standoff.record_chance, STANDOFF, deaths=1, nonfatal=1), RED_LINE.announcement, RED_LINE.certificate,
        partial(RED_LINE.reply, Line.DEATHS), partial(red_line.indifferent_sting, RED_LINE, Line.DEATHS, (1, 2)),
    ]  # fmt: skip
    for reading in readings:
        with pytest.raises(ParameterError, match="rung needs to be one of 1, 2"):
            reading(rung)


@pytest.mark.parametrize("level", [-1, 4, "heavy", None])
def test_levels_are_numbered_from_0(level: Any) -> None:
    readings: list[Any] = [
        STANDOFF.chances, partial(STANDOFF.answer_chance, DEATHS), RED_LINE.chances, RED_LINE.harm,
        lambda level: red_line.indifferent_sting(RED_LINE, Line.DEATHS, (level, 0)),
        lambda level: Lethality.of(PUNISH).gain(level, 0.5),
    ]  # fmt: skip
    for reading in readings:
        with pytest.raises(ParameterError, match=r"level needs to be one of 0, 1, 2"):
            reading(level)


@pytest.mark.parametrize("rule", ["deaths", None, 0, Line.DEATHS])
def test_what_is_no_rule_is_never_taken_for_one(rule: Any) -> None:
    chance = partial(STANDOFF.answer_chance, level=1)
    for reading in (STANDOFF.reply, STANDOFF.game, partial(standoff.slacks, STANDOFF), chance):
        with pytest.raises(ParameterError, match="a Rule was needed"):
            reading(rule)
    hidden = Lethality.of(PUNISH)
    readings = [partial(each, hidden) for each in (war_break_even, lethality_game, militia_process)]
    for reading in (hidden.weekly_value, partial(sting_for, hidden, fear=1.0), *readings):
        with pytest.raises(ParameterError, match="an Automaton was needed"):
            reading(rule)


def test_the_name_of_an_event_does_not_cost_the_audience() -> None:
    assert RED_LINE.audience_cost(Line.DEATHS, Event.DEATH) > 0
    for reading in (RED_LINE.audience_cost, RED_LINE.answer_chance, partial(red_line.answered_from, RED_LINE)):
        with pytest.raises(ParameterError, match="an Event was needed"):
            reading(Line.DEATHS, "death")
        with pytest.raises(ParameterError, match="a Line was needed"):
            reading("deaths", Event.DEATH)
    with pytest.raises(ParameterError, match="a Line was needed"):
        RED_LINE.crossing_chance(Line.DEATHS, of="any attack")  # type: ignore[arg-type]


def test_what_is_no_model_is_said() -> None:
    for reading in (red_line.red_line_equilibria, red_line.equilibrium_values):
        with pytest.raises(ParameterError, match="a RedLine was needed, got Primitives"):
            reading(PUNISH)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="a Crisis was needed"):
        crisis.crisis_equilibria(RED_LINE)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="what crisis_equilibria returns was needed, got NoneType"):
        crisis.war_chance(CRISIS, None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError, match="a scenario has no 'plain'; a model has readings"):
        standoff.slacks(PUNISH, DEATHS)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="Standoff has no field 'war_rik'; did you mean 'war_risk'"):
        STANDOFF.unchecked(war_rik=0.1)
    with pytest.raises(ParameterError, match="Crisis has no field 'face_los'; did you mean 'face_loss'"):
        Crisis.january_2020(face_los=3)
    with pytest.raises(ParameterError, match="a table needs fields whose axes have names"):
        standoff.summary(Standoff.of(PUNISH, war_risk=[0.01, 0.02]))


def test_counts_and_shares_outside_their_range_are_refused() -> None:
    wrong: list[tuple[Any, str]] = [
        (lambda: standoff.record_chance(STANDOFF, deaths=-1, nonfatal=0), "deaths needs an integer, 0 or larger"),
        (lambda: standoff.ladder_game(STANDOFF, DEATHS, crossings=0), "crossings needs an integer, 1 or larger"),
        (lambda: standoff.grievance_game(STANDOFF, DEATHS, 1, -1), "grievance needs numbers of 0 or more"),
        (lambda: standoff.sting_condition(DEATHS, 0, 2), "higher needs to be one of 1, 2"),
        (lambda: standoff.sting_condition(DEATHS, 1, 1), "lower, below the higher level, needs to be one of 0"),
        (lambda: red_line.relayed(RED_LINE, 2), "chance needs numbers of 0 or more and at most 1"),
        (lambda: red_line.lull_weeks(0.5, rate=0), "rate needs numbers above 0 and below 1"),
        (lambda: red_line.lull_weeks(0.5, start=0.1), "start, above the floor, needs numbers above 0.3"),
        (lambda: red_line.believed_answer("x"), "week needs real numbers"),
        (lambda: red_line.decayed_replies(RED_LINE, Line.DEATHS, 1, 0), "weeks needs an integer, 1 or larger"),
        (lambda: CRISIS.war_chance(1, 2.0), "belief needs chances from 0 to 1"),
        (lambda: CRISIS.deaths(-1), "reply needs to be one of 0, 1, 2"),
        (lambda: CRISIS.benefit(2, 0), "sender, a type of Iran, needs to be one of 0, 1"),
        (lambda: crisis.war_chance(CRISIS, crisis.crisis_equilibria(CRISIS), -1), "sender"),
        (lambda: crisis.crisis_game(CRISIS, 0), "costs needs an integer, 1 or larger"),
        (lambda: crisis.quiet_weeks(-1, 2.6), "cost needs numbers of 0 or more"),
        (lambda: probing([0, 1], "x"), "sting needs real numbers"),
        (lambda: probing([0, 1], 5, [0.9, 0.99]), "discount needs one number"),
        (lambda: Lethality.of(PUNISH).protected("x"), "protection, a share, needs real numbers"),
    ]
    for call, message in wrong:
        with pytest.raises(ValueError, match=message):
            call()


def test_no_points_have_no_equilibria() -> None:
    none = RedLine.of(PUNISH, war_risk=np.zeros(0))
    assert red_line.red_line_equilibria(none).count.shape == (0,)
