"""The truce: its numbers, the militia's reply against brute force, and what suspension is worth."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from deterrence.scenarios import LEAVE, PUNISH, RESTRAIN, TIMETABLE, agnostic_draws
from deterrence.truce import KEEP, RUNNING, Rule, Truce, holding_ratio, holding_weeks, truce_game
from gametheory.stochastic import StochasticGame
from gametheory.sweep import axes

HIGH = 0.04
"""The lethality of the printed tables, all of them."""
CONDITIONAL = Rule(suspension=3)


def truce(scenario: Any, **changes: Any) -> Truce:
    return Truce.of(scenario, **({"recorded": 0.6, "spoiler_rate": 0.0, "harass_lethality": HIGH} | changes))


@pytest.mark.parametrize(
    ("scenario", "rule", "us", "weeks", "deaths", "gain"),
    [
        (PUNISH, Rule(), -5.3, 10, 0.22, None),
        (PUNISH, CONDITIONAL, 25.7, 391, 8.6, None),
        (PUNISH, Rule(rung=1), -6.0, 10, 0.22, None),
        (PUNISH, Rule(3, 1), 8.8, 10, 0, -1.5),
        (RESTRAIN, Rule(), -29.6, 10, 0.22, None),
        (RESTRAIN, CONDITIONAL, 64.6, 162, 5.3, None),
        (RESTRAIN, Rule(rung=1), -31.3, 10, 0.22, None),
        (RESTRAIN, Rule(3, 1), 63.0, 391, 8.6, None),
        (LEAVE, Rule(), -22.7, 10, 0.22, None),
        (LEAVE, CONDITIONAL, -6.3, 10, 0, 1.7),
        (LEAVE, Rule(rung=1), -24.9, 10, 0.22, None),
        (TIMETABLE, Rule(), -21.0, 10, 0.22, None),
        (TIMETABLE, CONDITIONAL, -5.4, 10, 0, -0.2),
        (TIMETABLE, Rule(rung=1), -5.4, 10, 0, None),
    ],
)
def test_the_numbers_of_the_specification(
    scenario: Any, rule: Rule, us: float, weeks: float, deaths: float, gain: float | None
) -> None:
    reply = truce(scenario).reply(rule)
    assert round(float(reply.us), 1) == us
    assert round(float(reply.weeks)) == weeks
    assert round(float(reply.deaths), 1 if weeks > 10 else 2) == deaths
    assert gain is None or round(float(reply.suspension_gain), 1) == gain
    assert float(reply.regret) <= 1e-9


def test_leaving_at_once_costs_the_haste_too() -> None:
    values = [float(truce(each).leave_at_once()) for each in (PUNISH, RESTRAIN, LEAVE, TIMETABLE)]
    assert values == [-28, -140, -14, -206]


def test_the_net_gains_of_the_specification() -> None:
    four = (PUNISH, TIMETABLE, LEAVE, RESTRAIN)
    gains = [[round(float(truce(each).attack_gain(rung)), 3) for rung in (1, 2)] for each in four]
    assert gains == [[0.051, -0.531], [-0.112, -0.383], [0.199, 0.238], [0.299, 0.319]]


def brute_force(game: StochasticGame, states: tuple[Any, ...]) -> Any:
    """The militia's best value from each state over all stationary pure replies."""
    kept = np.tile([1.0, 0, 0], (len(states), 1))
    values = []
    for attacks in itertools.product([0, 1], repeat=len(states) - 1):
        played = np.eye(2)[[*attacks, 0]]
        values.append(game.evaluate((kept, played))[0][:, 1])
    return np.max(values, axis=0)


@pytest.mark.parametrize("rule", [Rule(2, steps=3), Rule(1, steps=4), Rule(steps=5), Rule(steps=4, accelerate=True)])
def test_no_stationary_reply_is_better(rule: Rule) -> None:
    rng = np.random.default_rng(rule.steps)
    for _ in range(3):
        model = truce(TIMETABLE, intrinsic_share=rng.uniform(0.1, 0.9), presence_dislike=rng.uniform(0, 0.8),
                      recorded=rng.uniform(0.05, 1), spoiler_rate=rng.uniform(0, 0.3), discount=0.95)  # fmt: skip
        game = truce_game(model, rule)
        best = brute_force(game, game.states or ())[0] / (1 - 0.95)
        for violent in (False, True):
            np.testing.assert_allclose(float(model.reply(rule, violent=violent).militia), best, rtol=1e-10)


def test_a_rule_without_conditions_is_met_with_fire_iff_attacks_gain_anything() -> None:
    drawn = agnostic_draws(64, seed=1)
    for rung in (0, 1, 2):
        sample = Truce.of(drawn, recorded=0.6, spoiler_rate=0.0)
        attacks = sample.reply(Rule(rung=rung)).attacks.isel(state=slice(0, -1))
        assert (attacks == (sample.named(sample.plain.attack_gain(rung)) >= 0)).all()


def test_certain_recording_makes_a_militia_hold_iff_a_week_of_relief_outweighs_an_attack() -> None:
    for ratio, holds in ((1.005, False), (1 / 0.99 - 1e-6, False), (1 / 0.99 + 1e-6, True), (1.2, True)):
        model = truce(TIMETABLE, recorded=1.0, intrinsic_share=0.25, presence_dislike=0.2 * ratio)
        reply = model.reply(Rule(1, steps=1))
        assert bool(~reply.attacks[reply.states.index((1, RUNNING))]) == holds


@pytest.mark.parametrize("rate", [0.0, 0.05, 0.2])
def test_weeks_until_the_end_when_only_others_attack(rate: float) -> None:
    model = truce(TIMETABLE, spoiler_rate=rate, presence_dislike=0.8, intrinsic_share=0.1)
    reply = model.reply(CONDITIONAL)
    assert not np.asarray(reply.attacks).any()
    np.testing.assert_allclose(reply.weeks, holding_weeks(CONDITIONAL, spoiler_rate=rate), rtol=1e-12)


def test_weeks_when_the_militia_uses_the_suspensions_that_others_cause() -> None:
    model = truce(TIMETABLE, presence_dislike=0.4, intrinsic_share=0.35, **axes(spoiler_rate=[0.05, 0.1]))
    assert model.reply(CONDITIONAL).weeks.values.round(1).tolist() == [13.2, 17.5]


def test_suspension_is_credible_only_for_who_would_not_mind_staying() -> None:
    for scenario, least in ((LEAVE, -0.04), (TIMETABLE, -0.06)):
        values = (least - 0.005, least + 0.005)
        below, above = (
            float(truce(scenario, presence_value=value).reply(CONDITIONAL).suspension_gain) for value in values
        )
        assert below > 0 > above


def test_keeping_the_rule_is_an_equilibrium_where_the_suspension_is_credible() -> None:
    model = truce(TIMETABLE, presence_value=0.0)
    game = truce_game(model, CONDITIONAL)
    reply = model.reply(CONDITIONAL)
    played = np.eye(2)[np.asarray(reply.attacks).astype(int)]
    kept = np.tile([1.0, 0, 0], (len(reply.states), 1))
    values, _ = game.evaluate((kept, played))
    worth = (game.stage_game(values).payoffs[:, 0] * played[:, None, :]).sum(axis=-1)
    gain = (worth - worth[:, :1])[:-1].max(axis=0)
    assert game.actions is not None
    assert game.actions[0][0] == KEEP
    assert gain[1] <= 1e-12  # to step anyway
    assert gain[2] > 0  # to stay: leaving costs L, and the last step is the one not taken


def test_the_tie_rules_differ_only_at_ties() -> None:
    model = truce(TIMETABLE, presence_dislike=0.0)
    tied = model.unchecked(intrinsic_share=0.0)
    assert np.asarray(tied.reply(Rule()).attacks)[:-1].all()
    assert not np.asarray(tied.reply(Rule(), violent=False).attacks).any()
    assert (model.reply(Rule()).attacks == model.reply(Rule(), violent=False).attacks).all()


def test_named_axes_come_back() -> None:
    model = replace(truce(LEAVE), **axes(presence_dislike=[0.1, 0.4], recorded=[0.3, 0.6, 0.9]))
    reply = model.reply(Rule(suspension=1, steps=3))
    assert reply.us.dims == ("presence_dislike", "recorded")
    assert reply.attacks.dims == ("presence_dislike", "recorded", "state")
    assert (reply.weeks.sel(presence_dislike=0.4) <= reply.weeks.sel(presence_dislike=0.1)).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"suspension": -1}, "0 weeks of suspension"),
        ({"steps": 0}, "at least 1 step"),
        ({"rung": 3}, "rung needs to be one of 0, 1, 2"),
        ({"suspension": 1.5}, "whole numbers"),
        ({"suspension": 1, "accelerate": True}, "either suspends"),
        ({"accelerate": "x"}, "True or False"),
    ],
)
def test_wrong_rules_are_refused(wrong: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Rule(**wrong)


@pytest.mark.parametrize("rung", [-1, 3])
def test_there_are_two_rungs(rung: int) -> None:
    model = Truce.of(TIMETABLE, recorded=0.6, spoiler_rate=0)
    for reading in (model.attack_gain, model.attack_burden):
        with pytest.raises(ValueError, match="rung needs to be one of 0, 1, 2"):
            reading(rung)


def test_a_rule_is_a_rule() -> None:
    model = truce(TIMETABLE)
    for reading in (model.reply, partial(truce_game, model), holding_ratio, partial(holding_weeks, spoiler_rate=0.1)):
        with pytest.raises(ValueError, match=r"a Rule was needed, got int; make one with Rule\(\.\.\.\)"):
            reading(3)  # type: ignore[operator]
    with pytest.raises(ValueError, match="a Truce was needed"):
        truce_game(TIMETABLE, Rule())  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", [Rule(), CONDITIONAL])
def test_no_points_have_no_replies(rule: Rule) -> None:
    reply = truce(TIMETABLE, recorded=np.zeros(0)).reply(rule)
    assert reply.us.shape == reply.weeks.shape == (0,)
    assert reply.attacks.shape == (0, len(reply.states))
