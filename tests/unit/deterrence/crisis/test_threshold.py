"""The thresholds are where the equilibria change."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.crisis import (
    Crisis,
    crisis_equilibria,
    equilibrium_names,
    intuitive_condition,
    passes_intuitive_criterion,
    quiet_weeks,
    restraint_condition,
    risk_condition,
    separation_condition,
    threshold_value,
    war_chance,
)


def kinds(**changes: float) -> tuple[str, ...]:
    return equilibrium_names(crisis_equilibria(Crisis.january_2020(**changes)))


def test_the_types_separate_from_the_threshold_of_the_gain_on() -> None:
    gain = float(threshold_value(separation_condition(), Crisis.january_2020()))
    assert "telegraphed | full" in kinds(full_gain=gain + 1e-6)
    assert "telegraphed | full" not in kinds(full_gain=gain - 1e-6)


def test_the_limited_type_is_restrained_up_to_the_threshold_of_deaths() -> None:
    changes = {"escalation_chance": 0.9, "full_gain": 4.0}
    deaths = float(threshold_value(restraint_condition(), Crisis.january_2020(**changes)))
    assert deaths == pytest.approx(0.76 / 0.9)
    assert "telegraphed | full" in kinds(telegraphed_deaths=deaths - 1e-6, **changes)
    assert "telegraphed | full" not in kinds(telegraphed_deaths=deaths + 1e-6, **changes)


def test_pooling_fails_the_criterion_beyond_the_threshold_of_deaths() -> None:
    deaths = float(threshold_value(intuitive_condition(), Crisis.january_2020()))
    for step, passes in ((-1e-6, True), (1e-6, False)):
        model = Crisis.january_2020(full_deaths=deaths + step)
        found = crisis_equilibria(model)
        row = equilibrium_names(found).index("full | full")
        assert passes_intuitive_criterion(model, found)[row] == passes


def test_separating_is_riskier_than_pooling_from_the_threshold_of_the_prior_on() -> None:
    prior = float(threshold_value(risk_condition(), Crisis.january_2020()))
    for step, riskier in ((-1e-6, False), (1e-6, True)):
        model = Crisis.january_2020(escalatory_prior=prior + step)
        found = crisis_equilibria(model)
        chance = dict(zip(equilibrium_names(found), war_chance(model, found), strict=True))
        assert (chance["telegraphed | full"] > chance["full | full"]) == riskier


def test_a_threshold_of_the_other_direction_is_no_number() -> None:
    model = Crisis.january_2020(later_cost=2000.0, full_deaths=0.9)
    assert np.isnan(float(threshold_value(risk_condition(), model)))


def test_no_number_of_weeks_is_enough_where_the_flow_for_ever_is_worth_less() -> None:
    assert quiet_weeks(300, 2.6, 0.99) == np.inf
    assert quiet_weeks(2.6 / 0.01 * (1 - 0.99**10), 2.6, 0.99) == pytest.approx(10)
