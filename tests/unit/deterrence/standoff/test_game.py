"""The closed forms are values of the stochastic game."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from deterrence.scenarios import PUNISH
from deterrence.standoff import DEATHS, Rule, Standoff
from gametheory import certify
from gametheory.residual import markov_residual
from tests.unit.deterrence.standoff.cases import EACH_CELL, around_the_calibrations, sample


@EACH_CELL
def test_the_weekly_value_is_that_of_the_game(rule: Rule, rung: int) -> None:
    model = replace(sample(64, 1), resolve=0.0)
    strategies = model.profile(rule, rung)
    values, _ = model.game(rule, rung).evaluate(strategies)
    np.testing.assert_allclose(values[:, 0, 0] / model.period, model.weekly_value(rule, rung), rtol=1e-7, atol=1e-7)


def test_an_answer_at_the_other_rung_counts_as_a_failure() -> None:
    model = Standoff.of(PUNISH)
    game, (us, militia) = model.game(DEATHS, 2), model.profile(DEATHS, 2)
    cheaper = us.copy()
    cheaper[[4, 6]] = [0, 1, 0]  # a proportionate strike after each kind of death
    assert model.certificate(DEATHS, 2).holds
    assert not certify(game, (cheaper, militia), residual=markov_residual, strict=False).certificate.holds


@EACH_CELL
def test_reply_and_weekly_value_do_not_depend_on_the_length_of_the_period(rule: Rule, rung: int) -> None:
    if rule is Rule.LEAVE:
        return
    weekly = replace(around_the_calibrations(64, 9), resolve=0.0)
    half = replace(weekly, period=0.5)
    np.testing.assert_array_equal(weekly.reply(rule, rung), half.reply(rule, rung))
    np.testing.assert_array_equal(weekly.weekly_value(rule, rung), half.weekly_value(rule, rung))
    values, _ = half.game(rule, rung).evaluate(half.profile(rule, rung))
    np.testing.assert_allclose(values[..., 0, 0] / 0.5, half.weekly_value(rule, rung), rtol=1e-8, atol=1e-8)
