"""The militia's reply to a rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.scenarios import PUNISH
from deterrence.standoff import ANY, RUNGS, Rule, Standoff
from tests.unit.deterrence.standoff.cases import EACH_ANSWER, EACH_CELL, sample


def shifted(model: Standoff, **by: Any) -> Standoff:
    """The model with amounts added to fields, beyond their ranges if need be."""
    return model.unchecked(**{name: getattr(model, name) + amount for name, amount in by.items()})


@EACH_ANSWER
@pytest.mark.parametrize("further", [0.3, 5.0])
def test_the_level_of_attack_never_rises_with_the_sting(rule: Rule, rung: int, further: float) -> None:
    model = sample(256, 11)
    model = model.unchecked(heavy_lethality=np.maximum(model.heavy_lethality, model.harass_lethality))
    harder = shifted(model, **{f"strike_loss_{rung}": further})
    for violent in (True, False):
        assert (harder.reply(rule, rung, violent=violent) <= model.reply(rule, rung, violent=violent)).all()


@EACH_CELL
@pytest.mark.parametrize("shift", [-50, 3])
def test_loss_and_gain_of_a_strike_count_only_through_their_difference(rule: Rule, rung: int, shift: int) -> None:
    model = sample(256, 12)
    names = [f"strike_{side}_{each}" for side in ("loss", "gain") for each in RUNGS]
    # in sixteenths, so that the difference is exact
    model = model.unchecked(**{name: np.round(getattr(model, name) * 16) / 16 for name in names})
    moved = shifted(model, **dict.fromkeys(names, shift / 16))
    assert (moved.reply(rule, rung) == model.reply(rule, rung)).all()
    assert (moved.weekly_value(rule, rung) == model.weekly_value(rule, rung)).all()
    assert (moved.is_equilibrium(rule, rung) == model.is_equilibrium(rule, rung)).all()


US_PAYOFFS = [
    "presence_value", "harass_harm", "heavy_harm", "death_harm", "strike_cost_1", "strike_cost_2",
    "nonfatal_strike_cost", "leave_cost", "war_cost", "resolve",
]  # fmt: skip

MILITIA_PAYOFFS = [
    "harass_gain", "heavy_gain", "strike_loss_1", "strike_loss_2", "strike_gain_1", "strike_gain_2",
]  # fmt: skip


@EACH_CELL
@pytest.mark.parametrize(("ours", "theirs"), [(2, -3), (-1, 1)])
def test_the_units_of_either_player_do_not_matter(rule: Rule, rung: int, ours: int, theirs: int) -> None:
    model = sample(256, 13)
    units = dict.fromkeys(US_PAYOFFS, 2.0**ours) | dict.fromkeys(MILITIA_PAYOFFS, 2.0**theirs)
    scaled = model.unchecked(**{name: getattr(model, name) * unit for name, unit in units.items()})
    assert (scaled.reply(rule, rung) == model.reply(rule, rung)).all()
    assert (scaled.is_equilibrium(rule, rung) == model.is_equilibrium(rule, rung)).all()
    assert (scaled.weekly_value(rule, rung) == 2.0**ours * model.weekly_value(rule, rung)).all()


def test_tied_replies_are_the_most_and_the_least_violent_one() -> None:
    model = Standoff.of(PUNISH, rogue_rate=0.0, heavy_gain=5.0, strike_loss_1=10.0, strike_gain_1=5.0)
    assert model.reply(ANY, 1) == 2
    assert model.reply(ANY, 1, violent=False) == 0
    assert model.certificate(ANY, 1, violent=False).regret[1] == pytest.approx(0, abs=1e-9)
    assert model.certificate(ANY, 1, violent=True).regret[1] == pytest.approx(0, abs=1e-9)
