"""The numbers printed for an unknown resolve, a grievance, a ladder and a war that ends the game."""

from __future__ import annotations

import pytest

from deterrence.scenarios import SCENARIOS
from deterrence.standoff import (
    ANY,
    CELLS,
    DEATHS,
    HEAVY,
    LEVELS,
    NEVER,
    RUNGS,
    Rule,
    death_answer_chance,
    grievance_game,
    grievance_thresholds,
    ladder_reply,
    record_chance,
    reply_to_unknown_resolve,
    war_ending_game,
    war_ending_value,
)
from tests.replication.standoff import MODELS, agrees


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
