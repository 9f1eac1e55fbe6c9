"""Stochastic lethality: the printed tables, the militia's reply against grids, and what a line buys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.lethality import (
    AUTOMATA,
    Automaton,
    Lethality,
    lethality_game,
    lethality_profile,
    militia_process,
    sting_for,
)
from deterrence.scenarios import LEAVE, PUNISH, RESTRAIN, TIMETABLE, agnostic_draws
from deterrence.standoff import ANY, DEATHS, HEAVY, Rule, Standoff
from gametheory import certify
from gametheory.residual import markov_residual
from gametheory.stochastic import best_reply, long_run_occupancy, policy_iteration
from gametheory.sweep import axes

HOLD, HARASS, HEAVILY = range(3)
TABLE = [
    (PUNISH, Automaton(), HEAVILY, 1.0, 5.6, -6.84),
    (PUNISH, Automaton(DEATHS, 1), HEAVILY, 0.285, 12.0, -3.19),
    (PUNISH, Automaton(DEATHS, 1, 1), HARASS, 0.439, 44.7, 0.93),
    (PUNISH, Automaton(DEATHS, 1, 4), HARASS, 0.0, 104.1, 1.42),
    (PUNISH, Automaton(DEATHS, 2), HARASS, 0.10, 76.9, 1.34),
    (PUNISH, Automaton(DEATHS, 2, 4), HOLD, None, 833.3, 2.86),
    (PUNISH, Automaton(ANY, 1), HOLD, None, 833.3, 2.76),
    (TIMETABLE, Automaton(), HEAVILY, 1.0, 5.6, -11.14),
    (TIMETABLE, Automaton(DEATHS, 1), HEAVILY, 0.444, 9.5, -8.38),
    (TIMETABLE, Automaton(DEATHS, 1, 1), HARASS, 0.555, 39.1, -2.68),
    (TIMETABLE, Automaton(DEATHS, 1, 4), HARASS, 0.0, 104.1, -1.93),
    (TIMETABLE, Automaton(DEATHS, 2), HARASS, 0.475, 41.2, -2.79),
    (TIMETABLE, Automaton(DEATHS, 2, 4), HOLD, None, 833.3, -0.25),
    (TIMETABLE, Automaton(ANY, 1), HOLD, None, 833.3, -0.44),
    (LEAVE, Automaton(), HEAVILY, 1.0, 5.6, -12.36),
    (LEAVE, Automaton(DEATHS, 1), HEAVILY, 1.0, 5.6, -14.16),
    (LEAVE, Automaton(DEATHS, 1, 1), HEAVILY, 1.0, 5.6, -24.93),
    (LEAVE, Automaton(ANY, 1), HEAVILY, 1.0, 5.6, -25.64),
    (RESTRAIN, Automaton(), HEAVILY, 1.0, 33.9, 0.20),
]


@pytest.mark.parametrize(("scenario", "automaton", "level", "aim", "weeks", "value"), TABLE)
def test_the_tables_with_exact_aims(
    scenario: Any, automaton: Automaton, level: int, aim: float | None, weeks: float, value: float
) -> None:
    model = Lethality.of(scenario)
    point = model.settling_point(automaton)
    assert int(point.level) == level
    assert np.isnan(point.aim) if aim is None else round(float(point.aim), 3) == aim
    assert round(float(model.weeks_to_death(automaton)), 1) == weeks
    assert round(float(model.weekly_value(automaton)), 2) == value


@pytest.mark.parametrize(
    ("scenario", "automaton", "printed"),
    [
        (PUNISH, Automaton(DEATHS, 1), (2, 0.275, 12.2, -3.13)),
        (PUNISH, Automaton(DEATHS, 1, 1), (1, 0.45, 44.1, 0.91)),
        (PUNISH, Automaton(DEATHS, 2), (1, 0.10, 76.9, 1.34)),
        (TIMETABLE, Automaton(DEATHS, 1), (2, 0.45, 9.5, -8.42)),
        (TIMETABLE, Automaton(DEATHS, 1, 1), (1, 0.55, 39.3, -2.67)),
        (TIMETABLE, Automaton(DEATHS, 2), (1, 0.475, 41.2, -2.79)),
    ],
)
def test_the_printed_aims_are_the_points_of_a_grid_next_to_the_best_ones(
    scenario: Any, automaton: Automaton, printed: tuple[int, float, float, float]
) -> None:
    model = Lethality.of(scenario)
    process = militia_process(model, automaton)
    best = policy_iteration(process).strategies[0].argmax(axis=-1)
    assert process.actions is not None
    name, aim = process.actions[0][best[0]].split()
    assert (("hold", "harass", "heavy").index(name), float(aim)) == printed[:2]
    assert abs(float(aim) - float(model.settling_point(automaton).aim)) <= 1 / 40


def test_values_of_the_game_are_those_of_the_closed_forms() -> None:
    model = Lethality.of(PUNISH, **axes(strike_loss_1=[4.0, 9.0, 14.0], discount=[0.9, 0.99]))
    for automaton in (Automaton(DEATHS, 1), Automaton(DEATHS, 1, 1), Automaton(HEAVY, 1, 4), Automaton(Rule.LEAVE)):
        game = lethality_game(model, automaton, aims=3)
        values, _ = game.evaluate(lethality_profile(model, game, automaton))
        found = values[..., game.state(("normal", "decision")), 0]
        np.testing.assert_allclose(found, model.weekly_value(automaton), rtol=1e-9, atol=1e-9)


def test_long_run_shares_are_those_of_the_chain() -> None:
    model = Lethality.of(PUNISH)
    automaton = Automaton(DEATHS, 1, 1)
    game = lethality_game(model, automaton, aims=3)
    share = long_run_occupancy(game, lethality_profile(model, game, automaton))[0]
    by_state = dict(zip(game.states or (), 3 * share, strict=True))
    assert by_state["punished", "decision"] == pytest.approx(float(model.share_in_punishment(automaton)))
    deaths = sum(by_state.get((regime, k), 0) for regime in ("normal", "punished") for k in (2, 4))
    assert deaths == pytest.approx(float(model.death_rate(automaton)))
    attacks = sum(by_state.get((regime, k), 0) for regime in ("normal", "punished") for k in (1, 2, 3, 4))
    assert attacks == pytest.approx(float(model.attack_rate(automaton)))


def sample(number: int, seed: int) -> Lethality:
    rng = np.random.default_rng(seed)
    drawn = Lethality.of(agnostic_draws(number, seed=seed))
    return drawn.take(rng.permutation(2 * number)[:number]).unchecked(
        careful_loss=rng.uniform(0.05, 1, number), accident_floor=rng.uniform(0, 1, number),
        rogue_rate=rng.uniform(0, 0.5, number), discount=rng.uniform(0.5, 0.999, number),
    )  # fmt: skip


@pytest.mark.parametrize("automaton", [Automaton(DEATHS, 2), *(each for each in AUTOMATA if each.length == 4)])
def test_no_aim_of_a_grid_is_better_than_the_exact_one(automaton: Automaton) -> None:
    model = sample(60, seed=3)
    aims = 201
    process = militia_process(model, automaton, aims)
    best = policy_iteration(process)
    point = model.settling_point(automaton)
    sting = model.base.sting(automaton.rung)
    aim = np.nan_to_num(point.aim)
    gains = [model.gain(level, aim) for level in range(3)]
    crossed = [model.answer_chance(automaton, level, aim) for level in range(3)]
    levels = np.asarray(point.level)
    gain, cross = (np.choose(levels, [np.broadcast_to(k, levels.shape) for k in each]) for each in (gains, crossed))
    worth = gain - point.fear * cross  # the value of a normal week, per week
    gridded = best.payoffs[:, 0, 0]
    assert (worth >= gridded - 1e-9 * (1 + np.abs(gridded))).all()
    bend = 1.7 + np.abs(np.asarray(point.fear))
    assert (worth - gridded <= bend / (aims - 1) ** 2 * 10 + np.abs(sting) / (aims - 1) ** 2).all()


def test_the_exact_reply_leaves_no_regret_in_the_game() -> None:
    model = Lethality.of(PUNISH, **axes(strike_loss_1=[4.0, 6.0, 9.0, 14.0], accident_floor=[0.0, 0.25, 0.9]))
    for automaton in (Automaton(DEATHS, 1, 1), Automaton(HEAVY, 1, 4)):
        game = lethality_game(model, automaton, aims=21)
        us, militia = lethality_profile(model, game, automaton)
        best = best_reply(game, (us, militia), 1)
        own, _ = game.evaluate((us, militia))
        np.testing.assert_allclose(own[..., 1], best.payoffs[..., 0], atol=1e-9)


@pytest.mark.parametrize("violent", [True, False])
def test_the_certificate_agrees_with_the_conditions(violent: bool) -> None:
    model = sample(30, seed=8)
    seen = set()
    for automaton in (Automaton(Rule.LEAVE), Automaton(), *AUTOMATA[1::7], Automaton(DEATHS, 1, 0.3)):
        holds = np.asarray(model.certificate(automaton, aims=5, violent=violent).holds)
        claimed = np.asarray(model.is_equilibrium(automaton, violent=violent))
        assert (holds == claimed).all()
        seen |= set(claimed.tolist())
    assert seen == {True, False}


def test_a_shorter_period_is_certified_too() -> None:
    model = Lethality.of(PUNISH, period=0.25)
    for automaton in (Automaton(DEATHS, 2), Automaton(DEATHS, 2, 1)):
        assert bool(model.certificate(automaton).holds) == bool(model.is_equilibrium(automaton))


def test_the_death_line_buys_care_before_it_buys_quiet() -> None:
    model = Lethality.of(PUNISH, **axes(strike_loss_1=[4.0, 7.0, 10.0, 10.5]), strike_gain_1=1.0)
    one = Automaton(DEATHS)
    assert (model.attack_rate(one) == 1).all()
    assert (model.settling_point(one).level == HEAVILY).all()
    assert (np.diff(model.death_rate(one)) < 0).all()


def test_loss_and_gain_from_a_strike_enter_through_their_difference_alone() -> None:
    for automaton in AUTOMATA:
        values = [
            Lethality.of(PUNISH, strike_loss_1=5.0 + k, strike_gain_1=k, strike_loss_2=20.0 + k, strike_gain_2=k)
            .weekly_value(automaton).item() for k in (0.0, 4.0)
        ]  # fmt: skip
        assert values[0] == values[1]


@pytest.mark.parametrize("scenario", [PUNISH, RESTRAIN, LEAVE, TIMETABLE])
def test_punishment_never_ends_if_being_struck_is_worth_having_or_matters_little(scenario: Any) -> None:
    none = Lethality.of(scenario, strike_loss_1=4.0, strike_gain_1=4.0)
    little = Lethality.of(scenario, strike_loss_1=5.0, strike_gain_1=4.0)
    for length in (1, 4):
        assert none.share_in_punishment(Automaton(DEATHS, 1, length)) == 1
        assert little.share_in_punishment(Automaton(ANY, 1, length)) == 1


def test_all_deaths_are_accidents_at_the_most_careful_aim() -> None:
    assert Lethality.of(PUNISH).accident_share(Automaton(DEATHS, 1, 4)) == 1
    assert Lethality.of(PUNISH).accident_share(Automaton()) == pytest.approx(0.25)
    assert Lethality.of(PUNISH).accident_share(Automaton(ANY)) == 1  # rogue attacks are all that is left


def test_without_room_for_care_it_is_the_standoff() -> None:
    """If the most careful aim kills as often, aim does not matter, and one strike a crossing is G1."""
    drawn = agnostic_draws(300, seed=5)
    model, base = Lethality.of(drawn, accident_floor=1.0), Standoff.of(drawn)
    for line in (Rule.NEVER, DEATHS, HEAVY, ANY):
        for rung in (1, 2) if line.answers_something else (1,):
            automaton = Automaton(line, rung)
            assert (model.settling_point(automaton).level == base.reply(line, rung)).all()
            np.testing.assert_allclose(model.weekly_value(automaton), base.weekly_value(line, rung), rtol=1e-12)
            assert (model.is_equilibrium(automaton) == base.is_equilibrium(line, rung)).all()


def test_force_protection_lowers_lethality_and_the_value_of_the_presence() -> None:
    model = Lethality.of(PUNISH)
    covered = model.protected(0.5)
    assert (covered.harass_lethality, covered.heavy_lethality, covered.presence_value) == (0.02, 0.09, 2.25)
    assert covered.settling_point(Automaton(DEATHS)).aim > model.settling_point(Automaton(DEATHS)).aim
    with pytest.raises(ValueError, match="protection, a share, needs numbers of 0 or more and at most 1"):
        model.protected(1.5)


def test_tied_levels_go_to_either_side() -> None:
    """At a heavy gain for which holding and heavy attacks are tied under the widest line."""
    model = Lethality.of(PUNISH, strike_loss_1=9.0, strike_gain_1=0.0, heavy_gain=1.0, harass_gain=0.5, rogue_rate=0.0)
    tied = model.unchecked(strike_loss_1=1.0)
    assert tied.settling_point(Automaton(ANY)).level == HEAVILY
    assert tied.settling_point(Automaton(ANY), violent=False).level == HOLD
    assert model.settling_point(Automaton(ANY)).level == HOLD


def test_a_patient_militia_settles_next_to_a_tie() -> None:
    """Where two choices are worth the same to some 1e-13, each looks better at the effective sting of the other."""
    automaton = Automaton(ANY, 1, 0.3)
    model = Lethality.of(
        PUNISH, discount=0.9999, period=0.5, harass_gain=0.47950748709767654, heavy_gain=2.5104431533228277,
        accident_floor=0.0,
    )  # fmt: skip
    fear = model.heavy_gain / (1 - model.rogue_rate)
    stings = sting_for(model, automaton, fear).item() * (1 + 1e-13 * np.arange(-40, 41))
    tied = model.unchecked(strike_loss_1=stings, strike_gain_1=0.0)
    for violent in (True, False):
        np.testing.assert_allclose(tied.settling_point(automaton, violent=violent).fear, fear, rtol=1e-9)


def test_any_other_choice_in_any_state_is_refused() -> None:
    model, automaton = Lethality.of(PUNISH), Automaton(DEATHS, 2, 1)
    game = lethality_game(model, automaton, aims=5)
    profile = lethality_profile(model, game, automaton)
    assert certify(game, profile, residual=markov_residual, strict=False).certificate.holds
    refused, tied = 0, []
    for player, strategy in enumerate(profile):
        played = strategy.argmax(axis=-1)
        for state, other in np.argwhere(game.available[player]):
            if other == played[state]:
                continue
            changed = list(profile)
            changed[player] = strategy.copy()
            changed[player][state] = np.eye(strategy.shape[-1])[other]
            if certify(game, tuple(changed), residual=markov_residual, strict=False).certificate.holds:
                tied.append((game.states[state], game.actions[player][other]))
            else:
                refused += 1
    # The best aim of light fire is 0, which is on the grid as well.
    assert tied == [(("normal", "militia"), "harass 0.0000")]
    assert refused > 50


def test_nobody_is_attacked_after_leaving() -> None:
    model, left = Lethality.of(PUNISH), Automaton(Rule.LEAVE)
    assert (model.attack_rate(left), model.death_rate(left), model.weeks_to_death(left)) == (0, 0, np.inf)
    assert np.isnan(model.accident_share(left))
    assert model.value_of_line(left) == 0  # in this calibration leaving is better than staying without answers


def test_named_axes_come_back() -> None:
    model = replace(Lethality.of(PUNISH), **axes(strike_loss_1=[4.0, 10.0], war_risk=[0.0, 0.01, 0.1]))
    assert model.weekly_value(Automaton(DEATHS, 1, 1)).dims == ("strike_loss_1", "war_risk")
    assert model.settling_point(Automaton(DEATHS, 1, 1)).level.dims == ("strike_loss_1", "war_risk")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"line": "deaths!"}, "needs to be a Rule"),
        ({"line": DEATHS, "rung": 3}, "rung of an Automaton"),
        ({"line": DEATHS, "rung": 1.0}, "rung of an Automaton"),
        ({"line": DEATHS, "length": "4"}, "number of weeks"),
        ({"line": DEATHS, "length": -1}, "number of weeks"),
        ({"line": DEATHS, "length": float("inf")}, "number of weeks"),
        ({"line": Rule.NEVER, "length": 4}, "strikes never"),
    ],
)
def test_wrong_automata_are_refused(wrong: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Automaton(**wrong)


def test_grids_of_aims_need_both_ends() -> None:
    model, automaton = Lethality.of(PUNISH), Automaton(DEATHS, 1, 1)
    with pytest.raises(ValueError, match="at least 2; got 1"):
        model.certificate(automaton, aims=1)
    with pytest.raises(ValueError, match="aims from 0 to 1"):
        militia_process(model, automaton, [0.5, 2.0])
