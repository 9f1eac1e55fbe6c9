"""Which automata are equilibria, and how much risk of war they bear."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from deterrence.lethality import (
    AUTOMATA,
    CELLS,
    Automaton,
    Lethality,
    equilibrium_values,
    slacks,
    summary,
    war_break_even,
    war_credible_up_to,
)
from deterrence.scenarios import LEAVE, PUNISH, RESTRAIN, TIMETABLE
from deterrence.standoff import ANY, DEATHS, Rule
from gametheory.sweep import axes

HIGH = {"harass_lethality": 0.04, "heavy_lethality": 0.18}
LOW = {"harass_lethality": 0.0065, "heavy_lethality": 0.0295}


@pytest.mark.parametrize(
    ("scenario", "lethality", "lowest", "highest", "count"),
    [
        (PUNISH, HIGH, -0.08, 2.86, 18),
        (PUNISH, LOW, -0.08, 2.80, 14),
        (RESTRAIN, LOW, 0.20, 0.20, 1),
        (RESTRAIN, HIGH, -0.40, -0.40, 1),
        (LEAVE, HIGH, -0.04, -0.04, 1),
        (TIMETABLE, HIGH, -0.06, -0.06, 1),
    ],
)
def test_the_sets_of_the_specification(
    scenario: Any, lethality: Any, lowest: float, highest: float, count: int
) -> None:
    found = equilibrium_values(Lethality.of(scenario, **lethality))
    assert (round(float(found.lowest), 2), round(float(found.highest), 2), int(found.count)) == (lowest, highest, count)


def test_every_verdict_of_the_tables_is_that_of_the_certificate() -> None:
    models = [Lethality.of(each, **rate) for each in (PUNISH, RESTRAIN, LEAVE, TIMETABLE) for rate in (HIGH, LOW)]
    names = [each.name for each in fields(Lethality)]
    model = Lethality(**{name: np.array([getattr(each, name) for each in models]) for name in names})
    passed = 0
    for automaton in CELLS:
        certificate = model.certificate(automaton, aims=3)
        np.testing.assert_array_equal(certificate.holds, model.is_equilibrium(automaton))
        assert (certificate.relative_regret[certificate.holds] <= 1e-9).all()
        passed += int(certificate.holds.sum())
    assert passed == 18 + 14 + 6


def test_in_punish_one_automaton_of_eighteen_fails() -> None:
    model = Lethality.of(PUNISH)
    fails = [each for each in AUTOMATA if not model.is_equilibrium(each)]
    assert fails == [Automaton(DEATHS, 1)]
    for violent in (True, False):
        assert [bool(model.is_equilibrium(each, violent=violent)) for each in AUTOMATA].count(True) == 17


def test_the_better_of_staying_without_answers_and_leaving_is_always_one() -> None:
    model = Lethality.of(PUNISH, **axes(presence_value=[-2.0, 3.0, 8.0], leave_cost=[0.0, 8.0, 60.0]))
    either = model.is_equilibrium(Automaton()) | model.is_equilibrium(Automaton(Rule.LEAVE))
    assert either.all()


def test_a_summary_says_what_the_readings_say() -> None:
    model = Lethality.of(TIMETABLE, **axes(war_risk=[0.0, 0.02]))
    table = summary(model)
    assert table.sizes == {"war_risk": 2, "cell": 20}
    row = table.sel(cell="deaths 1, until quiet (1)")
    automaton = Automaton(DEATHS, 1, 1)
    np.testing.assert_array_equal(row.weekly_value, model.weekly_value(automaton))
    np.testing.assert_array_equal(row.weeks_to_death, model.weeks_to_death(automaton))
    np.testing.assert_array_equal(row.is_equilibrium, model.is_equilibrium(automaton))


@pytest.mark.parametrize(
    ("scenario", "automaton", "normal", "punished", "credible"),
    [
        (PUNISH, Automaton(DEATHS, 1, 1), 0.065, 0.052, 0.045),
        (PUNISH, Automaton(ANY, 1), 0.440, 0.440, 0.330),
        (PUNISH, Automaton(DEATHS, 2, 4), 0.623, 0.062, 0.049),
        (RESTRAIN, Automaton(), 0.061, 0.061, 0.061),
    ],
)
def test_war_risks(scenario: Any, automaton: Automaton, normal: float, punished: float, credible: float) -> None:
    model = Lethality.of(scenario)
    found = war_break_even(model, automaton)
    assert (round(float(found.normal), 3), round(float(found.punished), 3)) == (normal, punished)
    assert round(float(war_credible_up_to(model, automaton)), 3) == credible


def test_war_risks_are_where_the_conditions_turn() -> None:
    for automaton in (Automaton(DEATHS, 1, 1), Automaton(DEATHS, 2, 4), Automaton(ANY, 2, 1)):
        model = Lethality.of(PUNISH)
        edge = float(war_credible_up_to(model, automaton))
        assert model.unchecked(war_risk=0.999 * edge).is_equilibrium(automaton)
        assert not model.unchecked(war_risk=1.001 * edge).is_equilibrium(automaton)
        tied = model.unchecked(war_risk=float(war_break_even(model, automaton).punished))
        assert float(slacks(tied, automaton).stay) == pytest.approx(0, abs=1e-12)


def test_a_break_even_with_leaving_needs_a_rule_to_stay() -> None:
    with pytest.raises(ValueError, match="under which the US stays"):
        war_break_even(Lethality.of(PUNISH), Automaton(Rule.LEAVE))
