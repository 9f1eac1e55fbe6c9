"""Tying hands and sinking costs: bisection on payoffs finds the closed form, and who gains from which signal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import SIGNALS, CrisisSignalling, crosses_once, signal_closed_form
from deterrence.parameters import ParameterError
from gametheory.sweep import axes
from tests.unit.deterrence.literature.sample import MANY_POINTS

EACH_SIGNAL = pytest.mark.parametrize("signal", SIGNALS)


def sample(count: int, seed: int) -> CrisisSignalling:
    rng = np.random.default_rng(seed)
    p, cost, other = rng.uniform(0.05, 0.95, count), rng.uniform(0.1, 3, count), rng.uniform(0.1, 3, count)
    r = rng.uniform(0.02, 0.98, count)
    return CrisisSignalling(
        highest_value=cost / p * rng.uniform(1.05, 4, count),
        challenger_highest_value=other / ((1 - p) * (1 - r)),
        win_chance=p,
        war_cost=cost,
        challenger_war_cost=other,
    )


def bisect(rises_above: Any, low: Any, high: Any) -> Any:
    """Where a condition that fails below and holds above begins to hold."""
    for _ in range(60):
        middle = (low + high) / 2
        above = rises_above(middle)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


@MANY_POINTS
@EACH_SIGNAL
def test_the_least_signal_without_bluff_is_the_closed_form(count: int, signal: str) -> None:
    model = sample(count, 1)
    challenged = model.challenges(1.0)  # nobody bluffs, so that all senders fight

    def sender(size: Any) -> Any:
        return bisect(lambda v: model.gain(signal, v, size, challenged) > 0, 0 * size, model.highest_value)

    def nobody_bluffs(size: Any) -> Any:
        fighter = bisect(lambda v: model.fights(signal, v, size), 0 * size, model.highest_value)
        return fighter <= sender(size) + 1e-13 * model.highest_value

    size = bisect(nobody_bluffs, np.zeros(count), model.highest_value)
    found = model.equilibrium(signal)
    np.testing.assert_allclose(size, found.size, rtol=1e-9)
    np.testing.assert_allclose(sender(found.size), found.cutoff, rtol=1e-9)


@MANY_POINTS
@EACH_SIGNAL
def test_no_type_gains_by_deviating(count: int, signal: str) -> None:
    model = sample(count, 2)
    found = model.equilibrium(signal)
    r = model.resolved_challengers()
    np.testing.assert_allclose(model.challenges(1.0), r, rtol=1e-12)
    assert (model.challenges(0.0) == 1).all()
    value = np.linspace(0, 1, 401)[:, None] * model.highest_value
    sends = value >= found.cutoff
    gain = model.gain(signal, value, found.size, r)
    regret = np.where(sends, -gain, gain)
    assert (regret <= 1e-12 * model.highest_value).all()
    later = value >= found.cutoff * (1 + 1e-9)
    assert model.fights(signal, value, found.size)[later].all()  # no bluff
    assert not model.fights("sinking costs", value, 0.0)[value < found.cutoff * (1 - 1e-9)].any()


@EACH_SIGNAL
def test_no_type_gains_by_a_signal_of_another_size(signal: str) -> None:
    model = sample(200, 9)
    found = model.equilibrium(signal)
    value = np.linspace(0, 1, 201)[:, None] * model.highest_value
    earned = np.maximum(model.gain(signal, value, found.size, model.resolved_challengers()), 0)
    for share in (0.01, 0.3, 0.7, 0.99, 1.01, 1.5, 3.0):
        size = share * found.size
        lowest_fights = model.fights(signal, 0.0, size).astype(float)  # who it is taken to come from
        gained = model.gain(signal, value, size, model.challenges(lowest_fights))
        assert (gained <= earned + 1e-12 * model.highest_value).all()


@EACH_SIGNAL
def test_payoff_and_war_risk_are_integrals_over_the_types(signal: str) -> None:
    model = sample(50, 3)
    found = model.equilibrium(signal)
    value = (np.arange(20_000)[:, None] + 0.5) / 20_000 * model.highest_value
    without = np.where(value >= found.cutoff, np.maximum(model.win_chance * value - model.war_cost, 0), 0)
    sends = value >= found.cutoff
    worth = np.where(sends, model.gain(signal, value, found.size, model.resolved_challengers()) + without, 0)
    np.testing.assert_allclose(worth.mean(axis=0), found.payoff, atol=2e-4 * model.highest_value.max())
    np.testing.assert_allclose(sends.mean(axis=0) * model.resolved_challengers(), found.war_risk, atol=1e-4)


def test_tying_hands_is_better_for_the_defender_and_makes_war_likelier() -> None:
    model = sample(5000, 4)
    sunk, tied = (model.equilibrium(signal) for signal in SIGNALS)
    assert (tied.cutoff < sunk.cutoff).all()
    assert (tied.war_risk > sunk.war_risk).all()
    assert (tied.payoff > sunk.payoff).all()


@EACH_SIGNAL
def test_single_crossing_holds_for_private_values(signal: str) -> None:
    assert sample(200, 5).has_single_crossing(signal).all()


def test_single_crossing_fails_for_private_costs_of_war() -> None:
    model = sample(200, 6)
    cost = np.linspace(2, 0, 201)[:, None]  # in increasing order of resolve
    r = model.resolved_challengers()
    size = (1 - r) * (1 - model.win_chance / 2)  # too large for the most resolved, worth it for those who concede
    gains = np.moveaxis(model.private_cost_gain("sinking costs", cost, size, r), 0, -1)
    assert not crosses_once(gains).any()


def test_the_closed_forms_are_those_of_the_page() -> None:
    from sympy import Symbol, simplify

    model = CrisisSignalling.symbolic()
    r = Symbol("resolved", positive=True)
    sunk, tied = (signal_closed_form(signal) for signal in SIGNALS)
    share = 1 - r + model.win_chance * r
    assert simplify(sunk.cutoff - model.war_cost / model.win_chance) == 0
    assert simplify(sunk.size - (1 - r) * model.war_cost / model.win_chance) == 0
    assert simplify(tied.cutoff - r * model.war_cost / share) == 0
    assert simplify(tied.size - (1 - r) * model.war_cost / share) == 0


def test_named_axes_come_back() -> None:
    model = replace(sample(1, 7).take(0), **axes(war_cost=[0.1, 0.2]))
    found = model.equilibrium("tying hands")
    assert found.cutoff.dims == ("war_cost",)
    assert model.has_single_crossing("tying hands").all()


def test_parameters_outside_the_region_are_refused() -> None:
    model = sample(4, 8)
    with pytest.raises(ParameterError, match="0 < r < 1"):
        replace(model, challenger_war_cost=100 * model.challenger_highest_value)
    with pytest.raises(ParameterError, match="some would fight"):
        replace(model, highest_value=model.war_cost)
    with pytest.raises(ValueError, match="a signal was needed"):
        model.equilibrium("cheap talk")
