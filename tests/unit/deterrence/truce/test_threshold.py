"""When a militia holds fire: thresholds known, and one that moves with the period."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from deterrence.truce import (
    Rule,
    exit_belief,
    holding_ratio,
    holding_weeks,
    line_condition,
    longest_last_step,
    needed_ratio,
)


@pytest.mark.parametrize(("weeks", "running", "always"), [(1, 1.261, 1.778), (2, 1.134, 1.796), (3, 1.090, 1.815)])
def test_the_ratios_of_the_specification(weeks: int, running: float, always: float) -> None:
    rule = Rule(suspension=weeks)
    assert round(holding_ratio(rule), 3) == running
    assert round(holding_ratio(rule, always=True), 3) == always


def test_certain_recording_needs_one_week_of_relief() -> None:
    assert holding_ratio(Rule(suspension=1, steps=1), 0.9, recorded=1.0) == pytest.approx(1 / 0.9, rel=1e-9)


@pytest.mark.parametrize(("steps", "weeks"), [(1, 2), (5, 0), (10, 0), (10, 2), (30, 1)])
def test_certain_recording_puts_off_the_relief_of_all_steps_that_are_left(steps: int, weeks: int) -> None:
    needed = steps * 0.01 / (0.99 * (1 - 0.99**steps))
    assert holding_ratio(Rule(suspension=weeks, steps=steps), recorded=1.0) == pytest.approx(needed, rel=1e-8)


def test_the_longest_timetable_is_exact_where_the_militia_is_just_indifferent() -> None:
    weeks = np.arange(200)
    np.testing.assert_array_equal(longest_last_step(0.99**weeks, 1.0, 0.99), weeks)
    np.testing.assert_array_equal(longest_last_step(0.9999**weeks, 1.0, 0.9999), weeks)


def test_a_militia_that_gains_nothing_holds_under_any_timetable() -> None:
    np.testing.assert_array_equal(longest_last_step([0.0, -0.1, 2.0], 1.0, 0.99), [np.inf, np.inf, 0.0])
    for wrong, what in (((np.nan, 1.0, 0.99), "gain"), ((0.5, 0.0, 0.99), "dislike"), ((0.5, 1.0, 1.0), "discount")):
        with pytest.raises(ValueError, match=f"{what}.* needs numbers"):
            longest_last_step(*wrong)


def test_beliefs_are_chances() -> None:
    assert exit_belief(0.5, np.inf) == 1
    assert exit_belief(0.5, 0.0) == 0
    assert np.isnan(exit_belief(1.0, 0.0))
    for prior, ratio in ((1.5, 2), (0.5, -3), (np.nan, 1)):
        with pytest.raises(ValueError, match=r"(prior|likelihood_ratio) needs numbers of 0 or more"):
            exit_belief(prior, ratio)
    for prior, belief in ((0, 0.5), (0.5, 1), (0.5, 2)):
        with pytest.raises(ValueError, match=r"(prior|belief).* needs numbers"):
            needed_ratio(prior, belief)


def test_weeks_of_holding_need_weeks_without_others() -> None:
    for chance in (1.0, 2.0, -0.1):
        with pytest.raises(ValueError, match="spoiler_rate needs numbers of 0 or more and below 1"):
            holding_weeks(Rule(suspension=2), spoiler_rate=chance)


def test_ratios_of_many_points_are_those_of_each() -> None:
    rule, recorded = Rule(suspension=1, steps=3), [0.3, 1.0]
    found = holding_ratio(rule, [[0.9], [0.99]], recorded=recorded)
    np.testing.assert_allclose(
        found, [[holding_ratio(rule, delta, recorded=rho) for rho in recorded] for delta in (0.9, 0.99)], rtol=1e-9
    )
    assert holding_ratio(rule, []).shape == (0,)
    with pytest.raises(ValueError, match=r"shapes that broadcast; got discount \(2,\), recorded \(3,\)"):
        holding_ratio(rule, [0.9, 0.99], recorded=[0.1, 0.2, 0.3])
    with pytest.raises(ValueError, match="discount needs real numbers"):
        holding_ratio(rule, "x")


def test_a_rule_without_conditions_never_makes_a_militia_hold() -> None:
    assert holding_ratio(Rule()) == float("inf")


@pytest.mark.deep
def test_half_weeks_move_the_threshold_of_short_suspensions() -> None:
    """A half-week brings half of the flows, and half as often an opportunity; a violation costs as many weeks."""
    moved = [
        holding_ratio(Rule(2 * weeks + 1, steps=20), 0.99**0.5, recorded=0.3) / holding_ratio(Rule(weeks)) - 1
        for weeks in (1, 2, 3)
    ]
    np.testing.assert_allclose(moved, [0.105, 0.061, 0.035], atol=5e-4)


def test_the_longest_timetable_with_relief_at_the_end_is_that_of_brute_force() -> None:
    """With n weeks to go a hold brings n - 1, an attack the gain; only the end relieves the dislike."""
    rng = np.random.default_rng(0)
    for _ in range(40):
        discount, dislike = rng.uniform(0.8, 0.99), rng.uniform(0.3, 1)
        gain = dislike * rng.uniform(0.2, 0.99)
        n, left = 0, 0.0
        while n < 400:  # what is left to come with n weeks to go, if it holds from there on
            held = -dislike + discount * left
            if gain - dislike + discount * held > held:  # to attack once, with n + 1 to go
                break
            n, left = n + 1, held
        wanted = log(gain / dislike) / log(discount)
        if abs(wanted - round(wanted)) > 1e-6:
            assert n == int(longest_last_step(gain, dislike, discount))


def test_bayes_rule_goes_back_and_forth() -> None:
    prior, ratio = np.meshgrid([0.1, 0.5, 0.9], [0.5, 1.0, 12.0])
    np.testing.assert_allclose(needed_ratio(prior, exit_belief(prior, ratio)), ratio)
    np.testing.assert_allclose(exit_belief(prior, 1.0), prior)


def test_a_line_alone_makes_a_militia_hold_from_its_loss_on() -> None:
    at = {"harass_gain": 0.8, "intrinsic_share": 0.35, "harass_lethality": 0.04, "rogue_rate": 0.03}
    loss = line_condition().value
    value = loss.subs({symbol: at.get(symbol.name, 0) for symbol in loss.free_symbols})
    assert float(value) == pytest.approx(0.28 / (0.04 * 0.97))


def test_holding_weeks_needs_a_suspension() -> None:
    with pytest.raises(ValueError, match="needs a rule with a suspension"):
        holding_weeks(Rule(), spoiler_rate=0.1)
