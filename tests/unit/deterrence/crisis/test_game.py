"""The finite game of the crisis."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.crisis import Crisis, crisis_game
from deterrence.parameters import ParameterError
from tests.unit.deterrence.crisis.cases import sample


def test_the_best_plan_escalates_at_the_private_costs_above_the_gap() -> None:
    costs = 16
    model = sample(64, 1).unchecked(exit_cost=np.inf)
    game = crisis_game(model, costs)
    for belief in (0.0, 0.3, 0.95):
        worth = (1 - belief) * game.payoffs[:, 1, 0, 2] + belief * game.payoffs[:, 1, 1, 2]
        plan = worth.argmax(axis=-1)
        escalates = model.plain.response_payoff(belief, 2) > model.plain.response_payoff(belief, 0)
        share = np.clip(model.plain.escalation(belief), 0, 1)
        np.testing.assert_array_equal(plan > costs, escalates)
        assert (np.abs(np.minimum(plan, costs) / costs - share) <= 0.5 / costs + 1e-9).all()


def test_a_plan_to_leave_is_not_in_the_finite_game() -> None:
    with pytest.raises(ParameterError, match="exit_cost"):
        crisis_game(Crisis.january_2020(exit_cost=28.0), 4)
