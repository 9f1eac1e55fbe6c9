"""False alarms: how long fights last, and what the truce is worth, from the automata and from the closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import FalseAlarms, loss_threshold, payoff_bound
from deterrence.parameters import ParameterError
from gametheory.repeated import certify_automaton, optimal_trigger, randomised_trigger
from tests.unit.deterrence.literature.sample import MANY_POINTS, away

SIDES = {"cooperate": (0, 0), "punish": (1, 1), "bad": [0]}


def sample(count: int, seed: int) -> FalseAlarms:
    rng = np.random.default_rng(seed)
    alpha = rng.uniform(0, 0.6, count)
    beta = alpha + (1 - alpha) * rng.uniform(0.05, 1, count)
    benefit, gain, discount = (rng.uniform(*ends, count) for ends in ((0.2, 3), (0.05, 3), (0.2, 0.97)))
    return FalseAlarms(benefit, gain, alpha, beta, discount)


@MANY_POINTS
def test_the_shortest_fight_that_deters_is_that_of_the_closed_form(count: int) -> None:
    model = sample(count, 1)
    found = optimal_trigger(model.game(), **SIDES, longest=120)
    length, z, delta = model.length(), model.least_loss(), model.discount
    clear = away(z, delta)
    for periods in (length, length - 1):
        clear &= ~(np.abs(delta * (1 - delta**periods) - z) <= 1e-9)
    np.testing.assert_array_equal(found.length[clear], np.where(length <= 120, length, np.nan)[clear])
    known = ~np.isnan(found.length) & clear
    np.testing.assert_allclose(found.payoffs[known, 0], model.payoff()[known], rtol=1e-10)
    assert 0.1 < known.mean() < 0.9


@MANY_POINTS
def test_the_randomised_optimum_does_not_depend_on_patience(count: int) -> None:
    model = sample(count, 2)
    clear = away(model.least_loss(), model.discount)
    for patient in (model, replace(model, discount=(1 + model.discount) / 2)):
        found = randomised_trigger(patient.game(), **SIDES)
        known = clear & ~np.isnan(model.randomised_payoff())
        np.testing.assert_allclose(found.payoffs[known, 0], model.randomised_payoff()[known], rtol=1e-8)
    assert (model.payoff() <= model.randomised_payoff() + 1e-9)[~np.isnan(model.length())].all()


def test_a_fight_for_ever_deters_wherever_some_fight_does_and_at_the_boundary_alone() -> None:
    model = sample(400, 3)
    holds = certify_automaton(model.game(), model.automaton(), strict=False).certificate.holds
    clear = away(model.least_loss(), model.discount)
    assert (holds == (model.least_loss() <= model.discount))[clear].all()
    # z* = delta = 1/2 at alpha = 0, beta = 1, g = c: fights for ever deter, none that ends does
    edge = FalseAlarms(1.0, 1.0, 0.0, 1.0, 0.5)
    assert edge.least_loss() == edge.discount
    assert certify_automaton(edge.game(), edge.automaton()).certificate.holds
    assert not certify_automaton(edge.game(), edge.automaton(20), strict=False).certificate.holds
    assert np.isnan(edge.length())


def test_the_thresholds_are_those_of_the_page() -> None:
    from sympy import simplify

    model = FalseAlarms.symbolic()
    c, g, a, b, delta = model.benefit, model.gain, model.false_alarm, model.detection, model.discount
    assert simplify(loss_threshold().value - g * (1 - delta) / ((b - a) * c - a * g)) == 0
    assert simplify(payoff_bound().value - (c - a * g / (b - a))) == 0
    # what the truce is worth at z* is the bound
    value = (1 - delta) * c / (1 - delta + a * loss_threshold().value)
    assert simplify(value - payoff_bound().value) == 0


def test_input_is_checked() -> None:
    model = sample(3, 4)
    with pytest.raises(ParameterError, match="beta > alpha"):
        replace(model, detection=model.false_alarm)
    with pytest.raises(ParameterError, match="discount above 0 and below 1"):
        replace(model, discount=1.0)
