"""A week as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.host import Host
from deterrence.host.policy import HOLD, JOINT, STRIKE
from deterrence.host.week import week_of


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_moves_are_probabilities(parts: int) -> None:
    week = week_of(Host.of_calibration("restrain", period=1 / parts).take(slice(None)), orderly=False)
    assert week.moves.shape == (1, 4, 10 * parts, 10 * parts)
    assert (week.moves >= 0).all()
    np.testing.assert_allclose(week.moves.sum(axis=-1), 1)


def test_a_joint_strike_is_half_a_refusal_under_a_caretaker() -> None:
    week = week_of(Host.of_calibration("agnostic", anger_joint=0.35).take(slice(None)), orderly=False)
    mixed = (week.moves[:, HOLD, :5] + week.moves[:, STRIKE, :5]) / 2
    np.testing.assert_allclose(week.moves[:, JOINT, :5], mixed)


def test_the_effect_of_a_strike_lasts_one_week_whatever_the_period() -> None:
    model = Host.of_calibration("restrain", period=0.5)
    week = week_of(model.take(slice(None)), orderly=False)
    chance = np.zeros(20)
    chance[2] = 1  # a caretaker, calm, anger 2
    after = chance @ week.moves[0, STRIKE]
    assert after[:5].sum() == after[10:15].sum() == 0  # the strike still tells
    then = after @ week.moves[0, HOLD]
    partner = 1 - (1 - model.formation_struck) ** 0.5
    assert then[:10].sum() == pytest.approx((1 - partner) ** 2 + partner * (1 - (1 - model.fall_struck) ** 0.5))
    assert then[5:10].sum() == then[15:].sum() == 0
