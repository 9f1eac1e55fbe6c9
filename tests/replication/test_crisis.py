"""The numbers printed for the crisis, each of a certified equilibrium, or a rule of thumb by its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.crisis import (
    CRISIS_PARAMETERS,
    JANUARY_2020,
    Crisis,
    crisis_equilibria,
    equilibrium_names,
    intuitive_condition,
    passes_intuitive_criterion,
    quiet_weeks,
    restraint_condition,
    risk_condition,
    separation_condition,
    supporting_beliefs,
    threshold_value,
    war_bounds,
    war_chance,
    without_telegraph,
)
from deterrence.scenarios import SCENARIOS
from tests.replication.standoff import agrees

SEPARATING, POOLING, MIXED = "telegraphed | full", "full | full", "telegraphed+full | full"


def risks(model: Crisis) -> dict[str, float]:
    """The chance of war in each equilibrium; the certificate holds in every row that is returned."""
    found = crisis_equilibria(model)
    assert found.certificate.holds.all()
    return dict(zip(equilibrium_names(found), war_chance(model, found).tolist(), strict=True))


def test_the_parameters_as_printed() -> None:
    printed = {
        "face_loss": 12, "face_restored": 0.8, "full_gain": 4, "limited_war_cost": 10, "escalatory_war_cost": 3,
        "escalatory_prior": 0.3, "telegraphed_deaths": 0.05, "full_deaths": 0.6, "later_cost": 500,
        "escalation_chance": 0.3, "exit_cost": np.inf,
    }  # fmt: skip
    assert {name: setting.value for name, setting in JANUARY_2020.items()} == printed
    assert set(printed) == set(CRISIS_PARAMETERS)
    assert all(primitives.war_cost == 400 for primitives in SCENARIOS.values())


def test_without_deaths_the_us_escalates_above_a_belief_of_eight_tenths() -> None:
    model = Crisis.january_2020()
    assert agrees("0.8", model.knee())
    assert [float(model.war_chance(0, belief)) for belief in (0.799, 0.801)] == [0, 1]


@pytest.mark.parametrize("belief", [0.0, 0.25, 0.5, 0.8])
def test_after_deaths_the_us_escalates_with_the_chance_printed(belief: float) -> None:
    model = Crisis.january_2020()
    assert float(model.escalation(belief)) == pytest.approx(1 - 0.7 * (400 - 500 * belief) / 400)


def test_the_equilibria_are_separating_and_pooling_on_the_full_reply() -> None:
    assert set(risks(Crisis.january_2020())) == {SEPARATING, POOLING}


def test_the_payoffs_of_the_separating_equilibrium() -> None:
    model = Crisis.january_2020()
    calm = 0.05 * 0.3
    # no reply: with the least war that any belief brings
    for sender, printed in ((0, ("-12", "-2.55", "-10")), (1, ("-12", "-2.445", "1"))):
        got = [model.sender_payoff(sender, reply, war) for reply, war in enumerate((0, calm, 1))]
        assert all(agrees(text, value) for text, value in zip(printed, got, strict=True))


def test_the_separating_equilibrium_needs_the_gain_and_the_restraint_printed() -> None:
    model = Crisis.january_2020()
    assert agrees("0.555", threshold_value(separation_condition(), model))
    assert agrees("0.76", float(threshold_value(restraint_condition(), model)) * 0.3)


@pytest.mark.parametrize(
    ("chance", "printed"),
    [(0, ".300"), (0.1, ".3035"), (0.3, ".3105"), (0.5, ".3175"), (0.7, ".3245"), (0.9, ".3315")],
)
def test_the_risk_of_war_when_types_separate(chance: float, printed: str) -> None:
    assert agrees(printed, risks(Crisis.january_2020(escalation_chance=chance))[SEPARATING])


def test_the_risk_rises_with_the_luck_that_a_telegraphed_reply_needs() -> None:
    first, second = (risks(Crisis.january_2020(telegraphed_deaths=deaths))[SEPARATING] for deaths in (0.05, 0.15))
    assert agrees("0.21", (second - first) / 0.1)
    none = [
        risks(Crisis.january_2020(telegraphed_deaths=deaths, escalation_chance=0.0))[SEPARATING]
        for deaths in (0.05, 0.5)
    ]
    assert none[0] == none[1] == pytest.approx(0.3)


def test_pooling_needs_the_belief_printed_and_has_the_risk_printed() -> None:
    model = Crisis.january_2020()
    found = crisis_equilibria(model)
    row = equilibrium_names(found).index(POOLING)
    low, high = supporting_beliefs(model, found)
    assert agrees("0.8", low[row, 1])
    assert high[row, 1] == 1
    assert agrees(".3375", risks(model)[POOLING])
    assert not passes_intuitive_criterion(model, found)[row]
    assert agrees(".453", threshold_value(intuitive_condition(), model))


@pytest.mark.parametrize(("intuitive", "printed"), [(False, (".3105", ".3375")), (True, (".3105", ".3105"))])
def test_the_interval_of_the_risk_of_war(intuitive: bool, printed: tuple[str, str]) -> None:
    low, high, complete = war_bounds(Crisis.january_2020(), intuitive=intuitive)
    assert agrees(printed[0], low)
    assert agrees(printed[1], high)
    assert complete


def test_a_semi_separating_equilibrium_appears_at_a_low_prior() -> None:
    model = Crisis.january_2020(escalatory_prior=0.1)
    found = crisis_equilibria(model)
    row = equilibrium_names(found).index(MIXED)
    assert agrees(".143", supporting_beliefs(model, found).low[row, 2])
    assert supporting_beliefs(model, found).low[row, 2] == pytest.approx(1 / 7)
    # it is there for priors up to that belief
    assert MIXED in risks(Crisis.january_2020(escalatory_prior=1 / 7 - 1e-6))
    assert MIXED not in risks(Crisis.january_2020(escalatory_prior=1 / 7 + 1e-6))


def test_without_the_telegraphed_reply_there_is_pooling_alone() -> None:
    found = risks(without_telegraph(Crisis.january_2020()))
    assert set(found) == {POOLING}
    assert agrees(".3375", found[POOLING])


def test_the_signal_separates_the_risk_by_type() -> None:
    model = Crisis.january_2020()
    found = crisis_equilibria(model)
    row = equilibrium_names(found).index(SEPARATING)
    assert agrees(".015", war_chance(model, found, 0)[row])
    assert war_chance(model, found, 1)[row] == 1


def test_the_signal_raises_the_risk_of_war_from_a_prior_of_359_thousandths() -> None:
    found = float(threshold_value(risk_condition(), Crisis.january_2020()))
    assert found == pytest.approx(33 / 92)
    assert agrees(".359", found)


@pytest.mark.parametrize("prior", [0.36, 0.5, 0.79, 0.81, 0.9])
def test_corrected_the_signal_raises_the_risk_only_up_to_a_prior_of_eight_tenths(prior: float) -> None:
    model = Crisis.january_2020(escalatory_prior=prior)
    raised = risks(model)[SEPARATING] > risks(without_telegraph(model))[POOLING]
    assert raised == (prior < 0.8)


def test_rule_of_thumb_the_risk_of_a_leadership_strike_and_the_quiet_that_it_must_buy() -> None:
    risk = risks(Crisis.january_2020())[SEPARATING]
    assert agrees(".31", risk)
    cost = 10 + 400 * round(risk, 2)
    assert agrees("134", cost)
    # a week of harassment: its harm, and a death with the high lethality
    weekly = 1 + 0.04 * 40
    assert agrees("2.6", weekly)
    assert np.ceil(quiet_weeks(cost, weekly)) == 52
    assert np.ceil(quiet_weeks(cost, weekly, 0.99)) == 73  # corrected: with the discount that all models share


def test_leaving_costs_what_the_calibrations_say() -> None:
    costs = {name: each.leave_cost + each.haste_cost for name, each in SCENARIOS.items()}
    assert costs == {"punish": 28, "restrain": 140, "leave": 14, "timetable": 206}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"face_loss": 6},
            {"none | full": 0.3, SEPARATING: 0.3105, POOLING: 0.3375, "none+full | full": 0.225},
        ),
        ({"face_loss": 1}, {"none | full": 0.3, SEPARATING: 0.3105, POOLING: 0.3375}),
        ({"full_gain": 0.5}, {"telegraphed | telegraphed": 0.0281, POOLING: 0.3375}),
        ({"war_cost": 200}, {SEPARATING: 0.3105, POOLING: 0.495}),
        ({"war_cost": 100}, {SEPARATING: 0.3105, POOLING: 1.0}),
        ({"exit_cost": 28.0}, {POOLING: 0.2094}),
        ({"exit_cost": 14.0}, {POOLING: 0.1947}),
        ({"exit_cost": 140.0}, {SEPARATING: 0.1086}),
        ({"exit_cost": 206.0}, {SEPARATING: 0.1294}),
    ],
)
def test_the_variants(changes: dict[str, Any], expected: dict[str, float]) -> None:
    assert risks(Crisis.january_2020(**changes)) == pytest.approx(expected, abs=5e-5)
