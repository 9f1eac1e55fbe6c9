"""The payoffs of the red line, and what backward induction makes of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from deterrence.red_line import ANY, DEATHS, EMBASSY, EVENTS, LEVELS, LINES, RUNGS, SILENT, Event, Line, RedLine
from deterrence.scenarios import PUNISH, SCENARIOS
from deterrence.standoff import Standoff, death_answer_chance, nonfatal_answer_chance
from tests.unit.deterrence.red_line.cases import around_the_calibrations, sample

EACH = pytest.mark.parametrize(("line", "rung"), [(line, rung) for line in LINES for rung in RUNGS])


def test_the_lines_contain_each_other() -> None:
    covered = [{event for event in EVENTS if line.covers(event)} for line in LINES]
    assert [len(each) for each in covered] == [0, 1, 2, 3]
    assert covered[0] < covered[1] < covered[2] < covered[3]


@EACH
@pytest.mark.parametrize("event", EVENTS)
def test_the_chance_of_an_answer_is_the_share_of_resolves_to_whom_it_is_worth_it(
    line: Line, rung: int, event: Event
) -> None:
    model = sample(64, 1)
    shares = (np.arange(4000) + 0.5) / 4000
    gains = model.plain.answer_gain(line, event, rung, shares[:, None] * model.plain.resolve_bound)
    np.testing.assert_allclose(model.answer_chance(line, event, rung), (gains >= 0).mean(axis=0), atol=3e-4)


@EACH
@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_the_value_to_the_office_holder_is_the_mean_over_resolves(line: Line, rung: int, level: int) -> None:
    model = sample(32, 2).plain
    cuts = tuple(model.needed_resolve(line, event, rung) for event in EVENTS)
    shares = (np.arange(20_000) + 0.5) / 20_000
    mean = model.presence_value - model.harm(level)
    for event, chance in zip(EVENTS, model.chances(level), strict=True):
        gain = model.answer_gain(line, event, rung, shares[:, None] * model.resolve_bound)
        best = np.maximum(gain, 0).mean(axis=0) - model.audience_cost(line, event)
        mean = mean + chance * best
    np.testing.assert_allclose(model.office_value(line, level, rung, cuts), mean, atol=1e-4)


def test_silence_brings_the_answers_of_the_standoff_without_a_record() -> None:
    for primitives in SCENARIOS.values():
        model, standoff = RedLine.of(primitives), Standoff.of(primitives)
        for rung in RUNGS:
            assert model.answer_chance(SILENT, Event.DEATH, rung) == death_answer_chance(standoff, rung)
            assert model.answer_chance(SILENT, Event.NONLETHAL, rung) == nonfatal_answer_chance(standoff, rung)


def test_a_line_never_makes_an_answer_less_likely() -> None:
    model = sample(512, 3)
    for line in LINES[1:]:
        for event in EVENTS:
            assert (model.answer_chance(line, event) >= model.answer_chance(SILENT, event)).all()


def test_an_audience_cost_never_lowers_the_answers_nor_raises_the_militias_payoff() -> None:
    model = sample(512, 4).unchecked(strike_loss_1=14.0, strike_gain_1=0.0)
    harder = model.unchecked(audience_cost_any=model.audience_cost_any + 3)
    low, high = (
        np.max([np.asarray(p) for p in each.plain.militia_payoffs(1, each.answers(ANY, 1))], axis=0)
        for each in (model, harder)
    )
    assert (high <= low + 1e-12).all()


def test_without_a_sting_nothing_that_is_said_matters() -> None:
    model = sample(256, 5).unchecked(strike_loss_1=5.0, strike_gain_1=5.0)
    for line in (DEATHS, EMBASSY, ANY):
        assert (model.reply(line, 1) == model.reply(SILENT, 1)).all()


def test_an_event_that_nobody_cares_for_is_answered_only_for_the_sake_of_the_word() -> None:
    model = RedLine.of(PUNISH, nonfatal_weight=0.0, audience_cost_any=6.0)
    assert model.answer_chance(SILENT, Event.NONLETHAL) == 0
    assert model.answer_chance(ANY, Event.NONLETHAL) == 1


@pytest.mark.parametrize("rung", RUNGS)
def test_the_line_stated_is_the_best_by_its_value(rung: int) -> None:
    model = around_the_calibrations(256, 6)
    stated = np.asarray(model.announcement(rung))
    values = np.stack([np.asarray(model.value(line, rung)) for line in LINES], axis=-1)
    chosen = np.take_along_axis(values, stated[..., None], -1)[..., 0]
    np.testing.assert_allclose(chosen, values.max(axis=-1), rtol=1e-12)


def test_crossings_of_a_wider_line_are_no_rarer() -> None:
    model = around_the_calibrations(128, 7)
    counted = [np.asarray(model.crossing_chance(DEATHS, of=of)) for of in LINES]
    assert all((wider >= narrower - 1e-15).all() for narrower, wider in pairwise(counted))
