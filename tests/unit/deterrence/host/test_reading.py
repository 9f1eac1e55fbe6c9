"""Readings of equilibria."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from deterrence.host import Host, Policy, host_replies, outlook, provocation_gain, value_bounds, war_multiplier
from deterrence.host.residual import measure, start_values
from deterrence.host.walk import Walk
from deterrence.parameters import ParameterError
from tests.unit.deterrence.host.cases import found


def test_a_simulation_agrees_with_the_year_ahead() -> None:
    model, equilibria = found("agnostic", Policy.TIMETABLE)
    ahead = outlook(model, Policy.TIMETABLE, equilibria, weeks=8)
    simulated = simulate(model, equilibria, 8, 10_000)
    for got, (mean, error) in zip(ahead[:5], simulated, strict=True):
        assert abs(float(got[0]) - mean) < 5 * error + 1e-3


def test_every_answer_to_a_death_is_a_strike_under_the_status_quo() -> None:
    model, equilibria = found("agnostic", Policy.STATUS_QUO)
    ahead = outlook(model, Policy.STATUS_QUO, equilibria)
    np.testing.assert_allclose(ahead.strikes, ahead.deaths)
    assert ahead.left[0] == 0
    assert 0 < ahead.expelled[0] < 1


def test_the_gain_from_provocation_is_the_discounted_step_of_the_value() -> None:
    model, equilibria = found("agnostic", Policy.STATUS_QUO)
    gain = provocation_gain(model, Policy.STATUS_QUO, equilibria)
    assert gain.shape == (1, 2, 4, 9)
    doubled = model.unchecked(anger_alone=0.7)
    np.testing.assert_allclose(provocation_gain(doubled, Policy.RESTRAIN, found("agnostic", Policy.RESTRAIN)[1]),
                               2 * provocation_gain(model, Policy.RESTRAIN, found("agnostic", Policy.RESTRAIN)[1]))


def test_at_the_war_multiplier_the_policy_is_worth_leaving() -> None:
    model, equilibria = found("agnostic", Policy.STATUS_QUO)
    factor = float(war_multiplier(model, Policy.STATUS_QUO, equilibria)[0])
    risks = ("death_war_risk", "strike_war_risk_1", "strike_war_risk_2")
    scaled = model.unchecked(**{name: factor * getattr(model, name) for name in risks})
    values = measure(scaled.take(slice(None)), equilibria.strategies, Policy.STATUS_QUO, 2.0, parts=1).values
    worth = start_values(scaled.take(slice(None)), values, 1)[0, 0]
    assert worth == pytest.approx(-float(model.exit_burden(orderly=False)))


def test_no_number_is_read_of_equilibria_of_something_else() -> None:
    model, equilibria = found("leave", Policy.EXIT)
    other = Host.of_calibration("leave", presence_value=np.zeros(2))
    short = Host.of_calibration("leave", period=0.5)
    for wrong, match in (
        (lambda: outlook(model, Policy.STATUS_QUO, equilibria), "policy"),
        (lambda: war_multiplier(model, Policy.TIMETABLE, equilibria), "policy"),
        (lambda: outlook(other, Policy.EXIT, equilibria), "batch shape"),
        (lambda: value_bounds(other, equilibria), "batch shape"),
        (lambda: outlook(short, Policy.EXIT, equilibria), "places"),
        (lambda: outlook(model, Policy.EXIT, equilibria, weeks=-1), "weeks"),
        (lambda: outlook(model, Policy.EXIT, equilibria, weeks=1.5), "weeks"),
        (lambda: value_bounds(model, equilibria, 4), "player"),
        (lambda: provocation_gain(model, Policy.EXIT, equilibria, 0), "reply"),
    ):
        with pytest.raises(ParameterError, match=match):
            wrong()


def test_a_batch_of_none_has_readings_of_none() -> None:
    model = Host.of_calibration("leave", presence_value=np.zeros(0))
    equilibria = host_replies(model, Policy.EXIT, noise=2.0)
    assert all(each.shape == (0,) for each in outlook(model, Policy.EXIT, equilibria))
    assert war_multiplier(model, Policy.EXIT, equilibria).shape == (0,)
    assert value_bounds(model, equilibria).low.shape == (0,)


@pytest.mark.parametrize("rounding", [-1e-15, 0.0, 1e-15])
def test_where_nothing_risks_war_no_factor_makes_up_for_leaving(rounding: float) -> None:
    model, equilibria = found("leave", Policy.EXIT)
    riskless = model.unchecked(death_war_risk=0.0, strike_war_risk_1=0.0, strike_war_risk_2=0.0)
    values = measure(riskless.take(slice(None)), equilibria.strategies, Policy.EXIT, 2.0, parts=1).values
    payoffs = start_values(riskless.take(slice(None)), values, 1) * (1 + rounding)
    assert war_multiplier(riskless, Policy.EXIT, replace(equilibria, payoffs=payoffs))[0] == -np.inf


@pytest.mark.parametrize("parts", [1, 2])
def test_the_gain_from_provocation_is_what_the_chance_of_anger_adds_to_a_strike(parts: int) -> None:
    model = Host.of_calibration("restrain", period=1 / parts, formation_struck=0.0)  # a strike keeps the cabinet
    point, draw, places = model.take(np.zeros(1, dtype=int)), np.random.default_rng(4), 10 * parts
    us = np.broadcast_to(Policy.STATUS_QUO.table(1 / parts), (1, places, 9, 4, 5, 5))
    militia = draw.dirichlet(np.ones(3), (1, places, 9, 4, 5))
    host = draw.dirichlet(np.ones(4), (1, 2, places, 9))
    values = Walk(point, us, militia, host, Policy.STATUS_QUO, parts).values()[0, 1]
    calm = Walk(point.unchecked(anger_alone=np.zeros(1)), us, militia, host, Policy.STATUS_QUO, parts)
    angry = Walk(point.unchecked(anger_alone=np.full(1, 0.5)), us, militia, host, Policy.STATUS_QUO, parts)
    ahead = [[sum(way[0] * values[then] for then, way in walk.moves(z, 1)) for z in range(4)] for walk in (calm, angry)]
    profile: Any = SimpleNamespace(strategies=(us, militia, host), game=np.zeros(1, dtype=int), count=np.array(1))
    gain = provocation_gain(model, Policy.STATUS_QUO, profile)
    np.testing.assert_allclose(gain[0, 0], model.period_discount() * (np.array(ahead[1]) - np.array(ahead[0])))


def test_bounds_are_nan_where_nothing_was_found() -> None:
    model, equilibria = found("punish", Policy.PUNISH)
    low, high, count = value_bounds(model, equilibria)
    assert low < high
    assert count == 2


def simulate(model, equilibria, weeks, runs):  # type: ignore[no-untyped-def]
    """Monte Carlo of the game as it is played: means and standard errors of the first five readings."""
    draw = np.random.default_rng(3)
    us, militia, host = (each[0] for each in equilibria.strategies)
    grid = np.linspace(0, 1, 9)
    kind = (draw.random(runs) > model.nationalist_prior).astype(int)  # 0 is a nationalist

    def posterior_lottery(mean):  # type: ignore[no-untyped-def]
        low = np.clip((8 * mean).astype(int), 0, 7)
        share = 8 * mean - low
        with np.errstate(divide="ignore", invalid="ignore"):
            right = np.where(kind == 0, grid[low + 1] / mean, (1 - grid[low + 1]) / (1 - mean))
        return low + (draw.random(runs) < share * np.nan_to_num(right, nan=1.0, posinf=1.0))

    def choose(chances):  # type: ignore[no-untyped-def]
        return (draw.random(len(chances))[:, None] > chances.cumsum(axis=1)[:, :-1]).sum(axis=1)

    belief = posterior_lottery(np.full(runs, float(model.nationalist_prior)))
    cabinet, anger, here = np.zeros(runs, dtype=int), np.full(runs, 2), np.ones(runs, dtype=bool)
    tally = np.zeros((5, runs))
    for _ in range(weeks):
        place = 5 * cabinet + anger
        acts = choose(host[kind, place, belief])
        prior, own = grid[belief], host[:, place, belief, acts]
        mean = np.where(prior % 1 == 0, prior, prior * own[0] / (prior * own[0] + (1 - prior) * own[1]))
        eviction = np.where(cabinet, model.eviction_partner, model.eviction_caretaker)
        gone = here & (acts == 3) & (draw.random(runs) < eviction)
        tally[0] += gone
        here &= ~gone
        belief = posterior_lottery(mean)
        law = draw.integers(5, size=runs)
        level = choose(militia[place, belief, acts, law])
        died = draw.random(runs) < np.array([0, model.harass_lethality, model.heavy_lethality])[level]
        outcome = np.array([0, 1, 3])[level] + died
        reply = choose(us[place, belief, acts, outcome])
        left, struck = here & (reply == 4), reply == 1
        for row, seen in ((1, left), (2, here & died), (3, here & (level > 0)), (4, here & struck)):
            tally[row] += seen
        here &= ~left
        up = draw.random(runs) < np.where(struck, model.anger_alone, model.calming)
        anger = np.clip(anger + np.where(up, np.where(struck, 1, -1), 0), 0, 4)
        forming = np.where(struck, model.formation_struck, model.formation)
        falling = np.where(struck, model.fall_struck, model.fall)
        cabinet = np.where(draw.random(runs) < np.where(cabinet, falling, forming), 1 - cabinet, cabinet)
    return [(each.mean(), each.std() / runs**0.5) for each in tally]
