"""The thresholds are where the militia's reply and the answers change."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from deterrence.red_line import (
    ANY,
    DEATHS,
    LINES,
    RUNGS,
    SILENT,
    Event,
    RedLine,
    answered_from,
    indifferent_sting,
    loophole_closed,
    loophole_condition,
    needed_answer_chance,
    needed_audience_cost,
    restraint_condition,
    war_ends_restraint,
    war_silences,
)
from deterrence.scenarios import PUNISH, TIMETABLE
from tests.unit.deterrence.red_line.cases import around_the_calibrations


def prefers_harassment(model: RedLine, rung: int) -> np.ndarray:
    payoffs = model.plain.militia_payoffs(rung, model.answers(DEATHS, rung))
    return np.asarray(payoffs[1] >= payoffs[2])


def test_the_conditions_are_those_worked_out_by_hand() -> None:
    from sympy import Symbol, simplify, symbols

    names = "harass_gain heavy_gain embassy_gain harass_lethality heavy_lethality embassy_lethality sting"
    g1, g2, g3, l1, l2, l3, sting = symbols(names, positive=True)
    nonlethal, death = (Symbol(f"answered_{name}", nonnegative=True) for name in ("nonlethal", "death"))
    by_hand = nonlethal + (g2 - g1) / (sting * (l2 - l1))
    assert simplify(restraint_condition().value - by_hand) == 0
    by_hand = ((g3 - g1) / sting + (1 - l1) * nonlethal + l1 * death - l3 * death) / (1 - l3)
    assert simplify(loophole_condition().value - by_hand) == 0


@pytest.mark.parametrize("rung", RUNGS)
def test_harassment_is_preferred_from_the_needed_chance_and_the_needed_cost_on(rung: int) -> None:
    model = around_the_calibrations(512, 1)
    needed = np.asarray(needed_answer_chance(model, DEATHS, rung))
    chance = np.asarray(model.answer_chance(DEATHS, Event.DEATH, rung))
    clear = np.abs(needed - chance) > 1e-9
    np.testing.assert_array_equal(prefers_harassment(model, rung)[clear], (chance >= needed)[clear])
    cost = np.asarray(needed_audience_cost(model, rung))
    possible = ~np.isnan(cost)
    assert 0 < possible.mean() < 1
    for step, expected in ((-1e-6, False), (1e-6, True)):
        moved = model.unchecked(**{"audience_cost_death": model.named(np.where(possible, cost + step, 0))})
        # a cost that is not positive means that silence is enough
        inside = possible & (needed > 1e-6)
        assert (prefers_harassment(moved, rung) == expected)[inside].all()


def test_answering_everything_alike_leaves_no_margin() -> None:
    model = RedLine.of(PUNISH, audience_cost_any=12.0)
    assert model.answer_chance(ANY, Event.NONLETHAL) == model.answer_chance(ANY, Event.DEATH) == 1
    assert needed_answer_chance(model, ANY) > 1


@pytest.mark.parametrize("rung", RUNGS)
def test_no_resolve_answers_beyond_the_war_risk_that_silences(rung: int) -> None:
    for primitives in (PUNISH, TIMETABLE):
        for line in LINES:
            model = RedLine.of(primitives)
            risk = float(war_silences(model, line, rung))
            below, above = (model.unchecked(war_risk=risk + step) for step in (-1e-9, 1e-9))
            assert below.answer_chance(line, Event.DEATH, rung) > 0
            assert above.answer_chance(line, Event.DEATH, rung) == 0


def test_restraint_ends_before_the_threat_does() -> None:
    for primitives in (PUNISH, TIMETABLE):
        for rung in RUNGS:
            model = RedLine.of(primitives)
            ends = float(war_ends_restraint(model, DEATHS, rung))
            assert ends < war_silences(model, DEATHS, rung)
            for step, expected in ((-1e-9, True), (1e-9, False)):
                assert prefers_harassment(model.unchecked(war_risk=ends + step), rung) == expected


def test_an_event_is_answered_from_its_bound_on() -> None:
    model = RedLine.of(TIMETABLE)
    for event in Event:
        bound = float(answered_from(model, SILENT, event))
        below, above = (model.unchecked(resolve_bound=bound + step) for step in (-1e-9, 1e-9))
        assert below.answer_chance(SILENT, event) == 0 < above.answer_chance(SILENT, event)


def test_the_loophole_is_closed_where_the_embassy_is_worth_less_than_harassment() -> None:
    model = around_the_calibrations(256, 2)
    for line in LINES:
        closed = np.asarray(loophole_closed(model, line))
        assert (np.asarray(model.reply(line))[closed] != 3).all()


def test_at_the_indifferent_sting_the_militia_is_indifferent_and_beside_it_it_is_not() -> None:
    model = around_the_calibrations(64, 3).plain
    for line in LINES:
        for first, second in combinations(range(4), 2):
            sting = np.asarray(indifferent_sting(model, line, (first, second)))
            known = np.isfinite(sting)
            gaps = []
            for step in (-1e-3, 0, 1e-3):
                at = model.unchecked(strike_loss_1=np.where(known, sting, 0.0) + step, strike_gain_1=0.0)
                payoffs = at.plain.militia_payoffs(1, at.answers(line, 1))
                gaps.append(np.broadcast_to(payoffs[first] - payoffs[second], known.shape)[known])
            assert known.any()
            np.testing.assert_allclose(gaps[1], 0, atol=1e-9 * max(1, np.abs(sting[known]).max()))
            assert (np.sign(gaps[0]) == -np.sign(gaps[2])).all()
