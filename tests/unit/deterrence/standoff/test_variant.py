"""A grievance, a ladder, a war that ends the game: closed forms beside the games."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.scenarios import PUNISH, SCENARIOS
from deterrence.standoff import (
    ANY,
    CELLS,
    DEATHS,
    HEAVY,
    RUNGS,
    Rule,
    Standoff,
    cell_name,
    grievance_game,
    grievance_thresholds,
    ladder_game,
    ladder_reply,
    war_ending_game,
    war_ending_value,
)
from gametheory.sweep import axes
from tests.unit.deterrence.standoff.cases import ANSWERING, EACH_RULE, around_the_calibrations


@EACH_RULE
def test_the_ladder_in_closed_form_is_the_best_reply_in_the_game(rule: Rule) -> None:
    model = around_the_calibrations(64, 7)
    game = ladder_game(model, rule)
    np.testing.assert_array_equal(game.reply[..., :2], ladder_reply(model, rule))


@EACH_RULE
def test_the_ladder_attacks_no_more_than_the_lower_rung_alone(rule: Rule) -> None:
    model = around_the_calibrations(1024, 15)
    upper = np.maximum(model.sting(1), model.sting(2))
    model = model.unchecked(strike_loss_2=upper, strike_gain_2=0.0)
    first, second = (ladder_reply(model, rule).sel(answered=k) for k in (0, 1))
    one, two = model.reply(rule, 1), model.reply(rule, 2)
    assert (first <= one).all()
    np.testing.assert_array_equal(second, two)
    assert (first == one).values[(one == two).values].all()


@pytest.mark.parametrize(("rule", "level"), [(ANY, 2), (DEATHS, 1), (HEAVY, 1)])
@pytest.mark.parametrize("rung", RUNGS)
def test_one_strike_starts_a_cycle_between_the_grievance_thresholds(rule: Rule, level: int, rung: int) -> None:
    base = Standoff.of(PUNISH)
    until, since = (float(each) for each in grievance_thresholds(base, rule, rung, 0.2, level=level))
    assert until < since
    step = (since - until) / 10
    stings = np.array([until - step, until + step, since - step, since + step])
    model = base.unchecked(**axes(**{f"strike_loss_{rung}": stings}), **{f"strike_gain_{rung}": 0.0})
    replies = grievance_game(model, rule, rung, 0.2).reply
    fresh, struck = replies.values[..., 0], replies.values[..., rung]
    assert (fresh > 0).tolist() == [True, False, False, False]
    assert (struck > 0).tolist() == [True, True, True, False]


def test_without_a_grievance_the_variant_is_the_base_game() -> None:
    for primitives in SCENARIOS.values():
        model = Standoff.of(primitives)
        for rule, rung in ANSWERING:
            variant = grievance_game(model, rule, rung, 0.0)
            assert bool(variant.certificate.holds) == bool(model.is_equilibrium(rule, rung))
            assert float(variant.weekly_value[0]) == pytest.approx(float(model.weekly_value(rule, rung)), abs=1e-9)


@pytest.mark.parametrize(("rule", "rung"), CELLS[1:], ids=[cell_name(*cell) for cell in CELLS[1:]])
def test_the_value_of_a_war_that_ends_the_game_is_that_of_the_game(rule: Rule, rung: int) -> None:
    model = replace(around_the_calibrations(64, 8), resolve=0.0)
    game = war_ending_game(model, rule, rung).weekly_value
    np.testing.assert_allclose(game[..., 0], war_ending_value(model, rule, rung), rtol=1e-8, atol=1e-8)
