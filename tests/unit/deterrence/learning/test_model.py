"""Learning: the cut-offs of the specification, the plan against another method, and what the record says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.learning import ANY, DEATHS, LINES, Learning, Ratchet, chain_ratio
from deterrence.parameters import ParameterError
from deterrence.scenarios import LEAVE, PUNISH, RESTRAIN, TIMETABLE
from gametheory.sweep import axes, threshold

NEVER = (np.nan, np.nan)


@pytest.mark.parametrize(
    ("scenario", "cutoffs", "leaves"),
    [
        (PUNISH, [(0.216, 0.470), (0.032, 0.734), (0.060, 0.424), (0.064, 0.864)], False),
        (RESTRAIN, [NEVER, (0.139, 0.932), NEVER, (0.229, 0.965)], False),
        (LEAVE, [NEVER, NEVER, NEVER, NEVER], True),
        (TIMETABLE, [NEVER, (0.725, 0.996), NEVER, (0.845, 0.998)], True),
    ],
)
def test_the_cut_offs_of_the_specification(scenario: Any, cutoffs: Any, leaves: bool) -> None:
    found = [Learning.of(scenario).experiment(line, rung) for rung in (1, 2) for line in LINES]
    ours = [(float(each.strike_from), float(each.myopic_from)) for each in found]
    np.testing.assert_allclose(ours, cutoffs, atol=1.001e-3)  # the specification's grid of beliefs
    assert {bool(each.leaves) for each in found} == {leaves}


def simulated(model: Learning, line: str, belief: float, cutoff: float, weeks: int, runs: int) -> Any:
    """The average worth of trying the rule as long as the belief is at least a cut-off, by drawing histories."""
    rng = np.random.default_rng(1)
    plain: Any = model.plain
    high, low = (np.asarray(each).item() for each in model.flow(line))
    chances = [float(model.attack_chance(plain.answer_chance(line), sting)) for sting in plain.stings(1)]
    without = float(model.experiment(line).without)
    kind = rng.random(runs) < belief
    mu, total, weight = np.full(runs, belief), np.zeros(runs), 1 - plain.discount
    for _ in range(weeks):
        tries = mu >= cutoff
        total += weight * np.where(tries, np.where(kind, high, low), without)
        attack = rng.random(runs) < np.where(kind, *chances)
        one, two = (np.where(attack, q, 1 - q) for q in chances)
        mu = np.where(tries, mu * one / (mu * one + (1 - mu) * two), mu)
        weight *= plain.discount
    return total.mean(), total.std() / runs**0.5


def test_the_value_is_what_the_plan_earns() -> None:
    model = Learning.of(PUNISH, discount=0.9)
    found = model.experiment(ANY)
    for belief in (0.3, 0.6):
        earned, error = simulated(model, ANY, belief, float(found.strike_from), 120, 40_000)
        planned = np.interp(belief, found.beliefs, found.values)
        assert abs(earned - planned) < 4 * error + 1e-3


def test_a_cut_off_of_another_size_earns_less() -> None:
    model = Learning.of(PUNISH, discount=0.9)
    best = float(model.experiment(ANY).strike_from)
    earned = [simulated(model, ANY, best + 0.1, cutoff, 120, 40_000)[0] for cutoff in (best, best + 0.2)]
    assert earned[0] > earned[1]


def test_values_are_convex_and_rise_with_the_belief_and_the_experiment_is_worth_something() -> None:
    for line in LINES:
        found = Learning.of(PUNISH).experiment(line)
        values = np.asarray(found.values)
        assert (np.diff(values) >= -1e-12).all()
        assert (np.diff(values, 2) >= -1e-9).all()
        assert found.strike_from < found.myopic_from
        assert float(found.error) < 0.03


def test_an_impatient_government_is_myopic() -> None:
    found = Learning.of(PUNISH, discount=0.01).experiment(DEATHS)
    assert float(found.strike_from) == pytest.approx(float(found.myopic_from), abs=2e-3)


def test_half_weeks_move_no_cut_off() -> None:
    for scenario, line, rung in ((PUNISH, DEATHS, 1), (PUNISH, ANY, 1), (PUNISH, DEATHS, 2), (TIMETABLE, ANY, 1)):
        week = Learning.of(scenario).experiment(line, rung).strike_from
        # Flows are a half-week's here, so that what is paid once weighs twice.
        halves = Learning.of(scenario, discount=0.99**0.5, leave_cost=2 * scenario.leave_cost)
        half = halves.experiment(line, rung, opportunity=0.5).strike_from
        assert float(half) == pytest.approx(float(week), abs=1.5e-3)


def test_the_likelihood_ratios_of_the_specification() -> None:
    model = Learning.of(PUNISH)
    assert [round(float(each), 3) for each in model.likelihood_ratios(DEATHS)] == [0.871, 1.299]
    attack, quiet = model.likelihood_ratios(ANY)
    assert (round(float(attack), 4), round(float(quiet), 2)) == (0.0003, 7.05)
    assert [round(float(each)) for each in model.weeks_to_tell(DEATHS)] == [163, 170]
    closer = replace(model, provoked_sting_1=1)
    assert [round(float(each)) for each in closer.weeks_to_tell(DEATHS)] == [252, 260]
    assert [round(float(each)) for each in closer.weeks_to_tell(ANY)] == [5, 1]
    assert [round(float(each), 1) for each in model.weeks_to_tell(ANY)] == [1.5, 0.5]


def test_the_war_risk_from_which_leaving_is_as_good() -> None:
    def ahead(model: Learning) -> Any:
        found = model.experiment(DEATHS)
        worth = np.asarray(found.values)[..., (len(found.beliefs) - 1) // 2]
        return worth + (1 - model.plain.discount) * model.plain.leave_cost

    model = Learning.of(PUNISH)
    risks = np.linspace(0, 0.1, 3)
    assert (np.asarray(ahead(replace(model, war_risk=risks))) > 0).all()
    beyond = model.unchecked(war_risk=np.array([0.1165, 0.1175]))
    assert np.asarray(ahead(beyond)).round(12).tolist()[1] == 0  # p_w* = 0.117: it leaves
    assert ahead(beyond)[0] >= 0


def test_the_experiment_under_leave_turns_on_presence_and_not_on_stings() -> None:
    model = replace(Learning.of(LEAVE), **axes(deterrable_sting_1=[9.0, 30.0]))
    assert np.isnan(model.experiment(DEATHS).strike_from).all()
    assert np.isfinite(replace(model, presence_value=4.0).experiment(ANY).strike_from).all()


@pytest.mark.parametrize(
    ("answered", "quiet", "wanted"),
    [
        (0.04, 2, {"punish": (1.67, 1.92), "timetable": (1.44, 1.60), "restrain": (1.03, 1.04)}),
        (0.04, 4, {"punish": (5.7, 6.5), "timetable": (3.2, 3.6), "restrain": (1.09, 1.10)}),
        (0.18, 2, {"punish": (0.11, 0.26), "timetable": (0.71, 1.34), "restrain": (1.19, 1.22)}),
        (0.18, 4, {"punish": (1.8, 4.4), "timetable": (9.0, 16.9), "restrain": (1.55, 1.59)}),
        (1.0, 4, {"timetable": (1e-6, 4e-4), "restrain": (29, 31)}),
    ],
)
def test_the_chain_says_what_the_specification_says(answered: float, quiet: int, wanted: Any) -> None:
    scenarios = {"punish": PUNISH, "timetable": TIMETABLE, "restrain": RESTRAIN}
    for name, ends in wanted.items():
        ours = [chain_ratio(scenarios[name], LEAVE, answered, quiet, raid_was_attack=raid) for raid in (True, False)]
        np.testing.assert_allclose(ours, ends, rtol=0.08)


def test_a_scenario_is_as_likely_as_itself() -> None:
    assert chain_ratio(PUNISH, PUNISH, 0.3, 3) == 1
    there, back = chain_ratio(PUNISH, LEAVE, 0.3, 3), chain_ratio(LEAVE, PUNISH, 0.3, 3)
    assert there * back == pytest.approx(1)


def test_the_ratchet_of_the_specification() -> None:
    for prior, fakes in ((0.8, 0.690), (0.9, 0.307)):
        ratchet = Ratchet(prior=prior, keep_from=0.734, loss=8.2, gain=0.8 * 52)
        play = ratchet.equilibrium()
        assert float(play.fakes) == pytest.approx(fakes, abs=1e-3)
        assert float(play.keeps) == pytest.approx(0.803, abs=1e-3)
        assert float(ratchet.residual(play)) < 1e-12


def test_no_other_play_of_the_ratchet_is_an_equilibrium() -> None:
    ratchet = Ratchet(prior=0.8, keep_from=0.5, loss=1.0, gain=4.0)
    play = ratchet.equilibrium()
    for fakes in np.linspace(0, 1, 21):
        for keeps in np.linspace(0, 1, 21):
            after = 0.8 * fakes / (0.8 * fakes + 0.2)
            other = play._replace(fakes=fakes, keeps=keeps, belief_after_attack=after)
            same = np.isclose(fakes, play.fakes) and np.isclose(keeps, play.keeps)
            assert same or ratchet.residual(other) > 1e-3


def test_holding_fire_is_better_than_leaving_from_a_value_of_the_presence_on() -> None:
    model = Learning.of(TIMETABLE)

    def staying(values: Any) -> Any:
        found = replace(model, presence_value=values).experiment(ANY)
        return np.where(found.leaves, -1.0, 1.0)

    found = threshold(staying, 0.0, 4.0, points=5, tolerance=1e-6)
    plain: Any = model.plain
    hold = plain.attack_burden() / (1 + np.exp(-0.8)) - (1 - plain.discount) * plain.leave_cost
    np.testing.assert_allclose(found.upper, [hold], rtol=1e-5)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"prior": 0.4}, "keep_from < prior"), ({"loss": 5.0}, "loss < gain"), ({"loss": -1.0}, "0 < loss")],
)
def test_a_ratchet_outside_its_region_is_refused(wrong: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        Ratchet(**({"prior": 0.8, "keep_from": 0.5, "loss": 1.0, "gain": 4.0} | wrong))


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="line needs to be one of 'deaths', 'any attack'"):
        Learning.of(PUNISH).experiment("rockets")


def test_types_that_attack_alike_are_never_told_apart() -> None:
    for weeks in Learning.of(PUNISH, provoked_sting_1=9).weeks_to_tell(DEATHS):
        assert float(weeks) == np.inf


@pytest.mark.parametrize("rung", [-1, 0, 3])
def test_a_rung_is_1_or_2(rung: int) -> None:
    model = Learning.of(PUNISH)
    for reading in (model.experiment, model.likelihood_ratios, model.weeks_to_tell, model.flow):
        with pytest.raises(ValueError, match="rung needs to be one of 1, 2"):
            reading(DEATHS, rung)


def test_readings_of_nothing_are_refused() -> None:
    model = Learning.of(PUNISH)
    with pytest.raises(ValueError, match="line needs to be one of 'deaths', 'any attack'"):
        model.likelihood_ratios("harassment")
    with pytest.raises(ValueError, match="odds needs numbers above 1"):
        model.weeks_to_tell(DEATHS, odds=0.5)
    with pytest.raises(ValueError, match="opportunity needs numbers of 0 or more and at most 1"):
        model.experiment(DEATHS, opportunity=2)
    with pytest.raises(ParameterError, match="deterrable militia with the larger sting"):
        Learning.of(PUNISH, deterrable_sting_1=-1, provoked_sting_1=9).experiment(ANY)
    for answered, weeks in ((1.5, 1), (0.5, -1), (0.5, 1.5), ("x", 1), ([0.5], 1), (0.5, np.inf)):
        with pytest.raises(ValueError, match=r"(answered|quiet_weeks) needs"):
            chain_ratio(PUNISH, LEAVE, answered, weeks)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="a Primitives was needed"):
        chain_ratio(PUNISH, model, 0.5, 1)  # type: ignore[arg-type]


def test_no_points_have_no_cut_offs() -> None:
    found = Learning.of(PUNISH, noise=np.zeros(0)).experiment(DEATHS)
    assert found.strike_from.shape == found.error.shape == (0,)
    assert found.values.shape[0] == 0


def test_a_ratchet_of_lists_is_that_of_arrays() -> None:
    game = Ratchet([0.8, 0.9], 0.7, 8, 40)
    np.testing.assert_allclose(game.residual(game.equilibrium()), 0, atol=1e-12)
    with pytest.raises(ValueError, match="prior needs real numbers"):
        Ratchet("x", 0.7, 8, 40)
    with pytest.raises(ValueError, match="shapes that broadcast"):
        Ratchet([0.8, 0.9], [0.5, 0.6, 0.7], 8, 40)
    with pytest.raises(ParameterError, match="a RatchetPlay was needed"):
        game.residual(None)  # type: ignore[arg-type]


def test_ratios_are_precise_where_a_quiet_week_is_rare() -> None:
    model = Learning.of(PUNISH, noise=0.05, deterrable_sting_1=30, provoked_sting_1=-14)
    rare = float((model.harass_gain + 14) / 0.05)
    assert float(model.likelihood_ratios(ANY)[1]) == pytest.approx(np.exp(rare), rel=1e-10)
    assert 0 < float(model.experiment(ANY).strike_from) < 0.05


def test_the_bound_holds_between_the_points_at_which_it_is_taken() -> None:
    model = Learning.of(PUNISH)
    found = model.experiment(ANY)
    at = np.random.default_rng(0).random(20_000) * 0.1
    high, low = (float(each) for each in model.flow(ANY))
    plain: Any = model.plain
    ahead = model._step(ANY, 1, 1.0)(found.beliefs, found.values, at)
    flow = (1 - plain.discount) * (at * high + (1 - at) * low)
    again = np.maximum(float(found.without), flow + plain.discount * ahead)
    off = np.abs(again - np.interp(at, found.beliefs, found.values)).max() / (1 - plain.discount)
    assert 0.8 * float(found.error) < off <= float(found.error)
