"""The policies as tables."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.host import ACTS, OUTCOMES, REPLIES, Policy
from deterrence.parameters import ParameterError

EVERY = list(Policy)


@pytest.mark.parametrize("policy", EVERY)
@pytest.mark.parametrize("period", [1.0, 0.5])
def test_replies_are_probabilities(policy: Policy, period: float) -> None:
    table = policy.table(period)
    assert table.shape == (len(ACTS), len(OUTCOMES), len(REPLIES))
    assert (table >= 0).all()
    np.testing.assert_allclose(table.sum(axis=-1), 1)


def test_deaths_are_answered_with_certainty_where_a_policy_answers_them() -> None:
    strike = REPLIES.index("strike")
    deaths = [number for number, outcome in enumerate(OUTCOMES) if "death" in outcome]
    for policy in (Policy.PUNISH, Policy.TIMETABLE, Policy.STATUS_QUO, Policy.ANSWER_ALL):
        assert (policy.table()[:, deaths, strike] == 1).all()


def test_nobody_leaves_under_restraint_and_everybody_under_exit() -> None:
    leave = REPLIES.index("leave")
    assert (Policy.RESTRAIN.table()[..., leave] == 0).all()
    assert (Policy.EXIT.table()[..., leave] == 1).all()


def test_two_half_weeks_bring_the_exit_of_a_week() -> None:
    leave = REPLIES.index("leave")
    stay = 1 - Policy.TIMETABLE.table(0.5)[0, 0, leave]
    assert stay**2 == pytest.approx(25 / 26)


@pytest.mark.parametrize("period", [0.0, -1.0, 2.0, np.nan])
def test_a_period_that_is_none_is_refused(period: float) -> None:
    with pytest.raises(ParameterError, match="period"):
        Policy.TIMETABLE.table(period)


def test_a_protecting_host_is_never_left() -> None:
    table = Policy.PUNISH.table()
    assert (table[ACTS.index("protect"), :, REPLIES.index("leave")] == 0).all()
