"""The base protocol: generically one subgame-perfect equilibrium, certified."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.red_line import (
    LINES,
    RUNGS,
    RedLine,
    base_profile,
    equilibrium_values,
    red_line_equilibria,
    red_line_residual,
)
from deterrence.scenarios import PUNISH, TIMETABLE
from gametheory import certify
from gametheory.multiplicity import bounds
from tests.unit.deterrence.red_line.cases import around_the_calibrations, sample


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("source", [sample, around_the_calibrations])
def test_there_is_one_certified_equilibrium_at_almost_every_point(source: object, rung: int) -> None:
    model = source(1024, 1)  # type: ignore[operator]
    found = red_line_equilibria(model, rung)
    assert found.certificate.holds.all()
    assert found.complete.all()
    assert (found.count == 1).all()


@pytest.mark.parametrize("rung", RUNGS)
def test_the_bounds_over_the_rows_are_the_set_of_values(rung: int) -> None:
    model = around_the_calibrations(256, 2)
    low, high, complete = bounds(lambda each: each.payoffs[..., 0], red_line_equilibria(model, rung))
    found = equilibrium_values(model, rung)
    np.testing.assert_allclose(low, found.lowest, rtol=1e-12)
    np.testing.assert_allclose(high, found.highest, rtol=1e-12)
    assert complete.all()


def tied() -> RedLine:
    """Silence brings heavy attacks; after a line at deaths, harassment and heavy attacks are worth the same."""
    return RedLine.of(
        TIMETABLE, strike_loss_1=7.0, strike_gain_1=0.0, harass_lethality=0.0, heavy_lethality=0.125,
        heavy_gain=1.675, harass_gain=0.8, audience_cost_death=12.0, embassy_gain=0.0, rogue_rate=0.0,
    )  # fmt: skip


def test_a_tie_has_a_row_for_either_rule_and_is_not_complete() -> None:
    model = tied()
    assert [int(model.reply(LINES[1], violent=violent)) for violent in (True, False)] == [2, 1]
    found = red_line_equilibria(model)
    assert len(found) == 2
    assert not found.complete
    values = equilibrium_values(model)
    assert values.lowest < values.highest
    np.testing.assert_allclose(sorted(found.payoffs[:, 0]), [values.lowest, values.highest])


@pytest.mark.parametrize("part", range(3))
def test_the_residual_refuses_a_profile_moved_by_a_ten_thousandth(part: int) -> None:
    model = around_the_calibrations(64, 3)
    moved = [each.copy() for each in base_profile(model)]
    largest = moved[part].argmax(axis=-1)[..., None]
    other = (largest + 1) % moved[part].shape[-1]
    for place, step in ((largest, -1e-4), (other, 1e-4)):
        np.put_along_axis(moved[part], place, np.take_along_axis(moved[part], place, -1) + step, -1)
    judged = certify(model, tuple(moved), residual=red_line_residual(1), strict=False)
    # two lines may bring the same, and a word kept in any case costs nothing
    assert judged.certificate.holds.mean() < (0.35 if part == 0 else 0.001)


def test_stating_another_line_is_refused() -> None:
    model = RedLine.of(PUNISH)
    stated, replies, answers = base_profile(model, 2)
    for line in range(len(LINES)):
        judged = certify(model, (np.eye(4)[line], replies, answers), residual=red_line_residual(2), strict=False)
        assert judged.certificate.holds == (line == stated.argmax())
