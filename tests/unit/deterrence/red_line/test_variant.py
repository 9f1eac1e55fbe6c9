"""A licence, a relay, a decaying belief."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.red_line import (
    ANY,
    DEATHS,
    EVENTS,
    LINES,
    RUNGS,
    SILENT,
    LicensedRedLine,
    RedLine,
    believed_answer,
    decayed_replies,
    lull_weeks,
    relayed,
)
from deterrence.scenarios import PUNISH, SCENARIOS, TIMETABLE


def test_what_lies_below_a_stated_line_is_licensed() -> None:
    for primitives in SCENARIOS.values():
        licensed, model = LicensedRedLine.of(primitives), RedLine.of(primitives)
        for rung in RUNGS:
            for line in LINES:
                for event in EVENTS:
                    chance = licensed.answer_chance(line, event, rung)
                    covered = line is SILENT or line.covers(event)
                    assert chance == (model.answer_chance(line, event, rung) if covered else 0)
            assert licensed.certificate(rung).holds


def test_a_licence_needs_a_line() -> None:
    licensed, model = LicensedRedLine.of(PUNISH), RedLine.of(PUNISH)
    assert licensed.reply(SILENT) == model.reply(SILENT)
    assert licensed.reply(ANY) == model.reply(ANY)


def test_a_vague_threat_is_silence() -> None:
    for primitives in SCENARIOS.values():
        vague = relayed(RedLine.of(primitives), 0)
        for rung in RUNGS:
            assert len({int(vague.reply(line, rung)) for line in LINES}) == 1
            assert vague.announcement(rung) == LINES.index(SILENT)


def test_the_belief_falls_to_its_floor() -> None:
    path = believed_answer(np.arange(400))
    assert path[0] == pytest.approx(0.95)
    assert (np.diff(path) < 0).all()
    assert path[-1] == pytest.approx(0.3, abs=1e-4)


@pytest.mark.parametrize("needed", [0.35, 0.5, 0.9])
def test_the_lull_lasts_until_the_belief_is_the_needed_one(needed: float) -> None:
    assert believed_answer(lull_weeks(needed)) == pytest.approx(needed)


def test_the_lull_ends_at_once_or_never_outside_the_path() -> None:
    assert lull_weeks(0.3) == lull_weeks(0.1) == np.inf
    assert lull_weeks(0.96) == lull_weeks(np.inf) == 0


def test_replies_never_become_less_violent_as_the_belief_decays() -> None:
    for primitives in (PUNISH, TIMETABLE):
        for rung in RUNGS:
            replies = decayed_replies(RedLine.of(primitives), DEATHS, rung, 60)
            assert replies.dims == ("week",)
            assert (np.diff(replies) >= 0).all()
