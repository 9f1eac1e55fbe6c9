"""Indirect control: how likely interventions have to be, their value, and the best intensity."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import IndirectControl, value_formula
from deterrence.parameters import ParameterError
from gametheory.repeated import automaton_values, certify_automaton, incentive_slack
from tests.unit.deterrence.literature.sample import MANY_POINTS, away


def sample(count: int, seed: int) -> IndirectControl:
    rng = np.random.default_rng(seed)
    worked = rng.uniform(0.02, 0.4, count)
    controlled = worked + rng.uniform(0.02, 0.5, count)
    return IndirectControl(
        effort_cost=rng.uniform(0.01, 0.2, count),
        idle_risk=np.minimum(controlled + rng.uniform(-0.01, 0.3, count), 1.0),
        effort_risk=worked,
        intervention_risk=controlled,
        damage=rng.uniform(0.2, 3, count),
        intensity=rng.uniform(0.05, 1.5, count),
        intensity_cost=rng.uniform(0.05, 1, count),
        harm=rng.uniform(0.3, 3, count),
        discount=rng.uniform(0.5, 0.98, count),
        persistence=rng.uniform(0, 0.95, count),
    )


def least_chance(model: IndirectControl) -> Any:
    """The least chance of an intervention at which the agent does not gain by idling, from the automaton's values."""
    game = model.game()
    count = model.batch_shape[0]

    def works(chance: Any) -> Any:
        return incentive_slack(game, model.automaton(chance))[:, 1] >= -1e-14

    lower, upper = np.zeros(count), np.ones(count)
    possible = works(upper)
    for _ in range(60):
        middle = (lower + upper) / 2
        enough = works(middle)
        lower, upper = np.where(enough, lower, middle), np.where(enough, middle, upper)
    return np.where(possible, upper, np.nan)


@MANY_POINTS
def test_the_chance_of_interventions_and_the_value_are_those_of_the_closed_form(count: int) -> None:
    model = sample(count, 1)
    found = least_chance(model)
    closed = model.least_chance()
    inside = ~(np.abs(closed - 1) < 1e-9)
    assert (np.isnan(found) == np.isnan(closed))[inside].all()
    known = ~np.isnan(found) & ~np.isnan(closed)
    assert 0.3 < known.mean() < 1
    np.testing.assert_allclose(found[known], closed[known], rtol=1e-8)
    there = model.take(known)
    values = automaton_values(there.game(), there.automaton(found[known]))[:, 0, 0]
    np.testing.assert_allclose(values, model.value()[known], rtol=1e-8)


@MANY_POINTS
def test_both_keep_to_the_strategies_exactly_where_the_conditions_say(count: int) -> None:
    model = sample(count, 2)
    some = ~np.isnan(model.least_chance())
    there = model.take(some)
    clear = away(there.intensity, there.largest_intensity())
    judged = certify_automaton(there.game(), there.automaton(), strict=False)
    assert (judged.certificate.holds == there.exists())[clear].all()
    assert 0.05 < there.exists().mean() < 0.95


def test_how_long_interventions_last_changes_their_chance_and_not_the_value() -> None:
    assert "persistence" not in {symbol.name for symbol in value_formula().free_symbols}
    assert "discount" not in {symbol.name for symbol in value_formula().free_symbols}
    model = sample(300, 3)
    shorter = replace(model, persistence=model.persistence / 2)
    both = ~np.isnan(model.least_chance()) & ~np.isnan(shorter.least_chance())
    model, shorter = model.take(both), shorter.take(both)
    assert (shorter.least_chance() > model.least_chance()).all()
    values = [automaton_values(each.game(), each.automaton())[:, 0, 0] for each in (model, shorter)]
    np.testing.assert_allclose(values[0], values[1], rtol=1e-11)
    # shorter interventions are more credible
    assert (shorter.largest_intensity() > model.largest_intensity()).all()
    assert (shorter.exists() >= model.exists()).all()


def test_the_best_intensity_beats_others_that_keep_the_agent_at_work() -> None:
    model = sample(300, 4)
    best = replace(model, intensity=model.best_intensity())
    known = ~np.isnan(best.least_chance())
    assert known.sum() > 100
    best = best.take(known)
    top = automaton_values(best.game(), best.automaton(least_chance(best)))[:, 0, 0]
    for factor in (0.5, 0.95, 1.05, 2.0):
        other = replace(best, intensity=factor * best.intensity)
        chance = least_chance(other)
        valued = ~np.isnan(chance)
        values = automaton_values(other.take(valued).game(), other.take(valued).automaton(chance[valued]))[:, 0, 0]
        assert valued.any()
        assert (values < top[valued]).all()


def test_the_best_intensity_solves_the_first_order_condition() -> None:
    model = sample(300, 5)
    i = model.best_intensity()
    suffered, slope = model.harm * np.sqrt(i), model.harm / (2 * np.sqrt(i))
    cost = (model.intervention_risk - model.effort_risk) * model.damage + model.intensity_cost * i
    np.testing.assert_allclose(model.intensity_cost * (suffered - model.effort_cost), slope * cost, rtol=1e-9)


def test_the_condition_of_the_principal_has_one_term_only_if_idleness_adds_no_risk() -> None:
    model = sample(400, 6)
    alike = replace(model, idle_risk=model.intervention_risk)
    for each, exact in ((alike, True), (model, False)):
        chance, beta, d = each.least_chance(), each.discount, each.persistence
        extra = (each.intervention_risk - each.effort_risk) * each.damage
        printed = beta * (1 - d) * extra / (each.intensity_cost * (1 - beta + beta * each.effort_risk * chance))
        some = ~np.isnan(chance)
        same = np.isclose(printed[some], each.largest_intensity()[some], rtol=1e-9)
        assert same.all() if exact else not same.any()


def test_input_is_checked() -> None:
    model = sample(3, 7)
    with pytest.raises(ParameterError, match="pi_p > pi_1"):
        replace(model, intervention_risk=model.effort_risk)
    with pytest.raises(ParameterError, match="discount above 0 and below 1"):
        replace(model, discount=1.0)
