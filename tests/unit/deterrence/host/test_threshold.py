"""Closed forms are where the comparison that they stand for turns."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.host import (
    Host,
    hold_up_chance,
    law_condition,
    screening_odds,
    stay_condition,
    strike_condition,
    strike_gain,
    threshold_value,
)
from deterrence.host.policy import HOLD, JOINT, LEADER, LEAVE, NATIONALIST, NOTHING, PROTECT, STRIKE
from deterrence.parameters import ParameterError


def worth(model: Host, anger: int, chance: float, rule: tuple[int, ...], *, once: bool = False) -> float:
    """What a host gets that follows a rule: acts of the first weeks, the last one for ever; paths summed.

    Once: what protects in a week protects for ever, and costs nothing later.
    """
    total, here, delta, safe = 0.0, 1.0, float(model.discount), False
    flows = [float(model.host_flow(NATIONALIST, anger, act)) for act in (NOTHING, PROTECT)]
    for week in range(4000):
        act = rule[min(week, len(rule) - 1)]
        total += here * delta**week * flows[0 if safe else act]
        safe = safe or (once and act == PROTECT)
        if act == NOTHING:
            total += here * chance * delta ** (week + 1) * float(model.nationalist_left)
            here *= 1 - chance
    return total


@pytest.mark.parametrize("anger", [0, 2])
def test_at_the_hold_up_threshold_a_week_without_protection_costs_nothing(anger: int) -> None:
    model = Host.of_calibration("punish")
    chance = float(hold_up_chance(model, anger))
    kept = worth(model, anger, chance, (PROTECT,))
    assert worth(model, anger, chance, (NOTHING, PROTECT)) == pytest.approx(kept, abs=1e-9)
    assert worth(model, anger, 2 * chance, (NOTHING, PROTECT)) < kept
    assert worth(model, anger, 2 * chance, (NOTHING,)) < kept


@pytest.mark.parametrize("left", [-5.0, 0.0, 20.0])
def test_at_the_threshold_of_protection_paid_once_a_week_without_it_costs_nothing(left: float) -> None:
    model = Host.of_calibration("punish", nationalist_left=left, nationalist_protection_cost=15.0)
    chance = float(hold_up_chance(model, once=True))
    kept = worth(model, 0, chance, (PROTECT,), once=True)
    assert worth(model, 0, chance, (NOTHING, PROTECT), once=True) == pytest.approx(kept, abs=1e-9)
    assert worth(model, 0, 2 * chance, (NOTHING, PROTECT), once=True) < kept
    assert np.isnan(float(hold_up_chance(Host.of_calibration("punish", nationalist_left=100.0, nationalist_rent=1.0,
                                                             nationalist_protection_cost=1.0), once=True)))


def test_what_does_not_exist_has_no_threshold() -> None:
    model = Host.of_calibration("punish")
    for wrong, match in (
        (lambda: hold_up_chance(model, 5), "anger"),
        (lambda: hold_up_chance(model, host=2), "host"),
        (lambda: stay_condition(0), "level"),
        (lambda: strike_condition(HOLD), "reply"),
        (lambda: strike_gain(model, LEAVE), "reply"),
        (lambda: screening_odds(13, 2.0, 0.0, 0.7), "eviction"),
        (lambda: screening_odds(-1, 0.1, 0.0, 0.7), "weeks"),
    ):
        with pytest.raises(ParameterError, match=match):
            wrong()


def test_a_joint_strike_costs_what_a_strike_does() -> None:
    assert strike_condition(JOINT).value == strike_condition(STRIKE).value


def test_only_a_nationalist_is_still_there_after_certain_evictions() -> None:
    assert screening_odds(1, 1.0, 0.0, 1.0) == np.inf


def test_no_chance_of_exit_makes_a_host_protect_without_a_net_rent() -> None:
    model = Host.of_calibration("restrain")
    assert np.isnan(float(hold_up_chance(model)))


def test_protection_paid_once_needs_less() -> None:
    model = Host.of_calibration("agnostic", nationalist_left=0.0, nationalist_protection_cost=20.0)
    once = float(hold_up_chance(model, once=True))
    assert once == pytest.approx(0.01**2 * 20 / (0.99 * (1 - 0.01 * 20)))
    assert np.isnan(float(hold_up_chance(model)))


def test_thresholds_move_with_the_fields() -> None:
    model = Host.of_calibration("agnostic", aligned_value=0.0)
    assert float(threshold_value(law_condition(), model)) == pytest.approx(0.85)
    assert float(threshold_value(stay_condition(1), model)) == pytest.approx(0.025)
    assert float(threshold_value(stay_condition(2), model)) < 0
    assert float(strike_gain(model)) == pytest.approx(1.2)
    assert float(strike_gain(model, LEADER)) == pytest.approx(-12)
    at_risk = Host.of_calibration("agnostic", strike_war_risk_1=float(threshold_value(strike_condition(), model)))
    assert float(strike_gain(at_risk)) == pytest.approx(0)


def test_screening_is_bayes_rule() -> None:
    prior, weeks, eviction, tries = 0.6, 13, 0.1, (0.0, 0.7)
    survive = [(1 - each * eviction) ** weeks for each in tries]
    posterior = prior * survive[0] / (prior * survive[0] + (1 - prior) * survive[1])
    odds = prior / (1 - prior) * screening_odds(weeks, eviction, *tries)
    assert posterior == pytest.approx(odds / (1 + odds))


@pytest.mark.parametrize("once", [False, True])
def test_half_weeks_move_the_hold_up_threshold_by_less_than_two_percent(once: bool) -> None:
    models = [Host.of_calibration("punish", period=period) for period in (1.0, 0.5)]
    week, half = (float(hold_up_chance(model, 2, once=once)) for model in models)
    assert half == pytest.approx(week, rel=0.02)
