"""The payoffs of the crisis, and the chance of war as a function of the belief."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from deterrence.crisis import REPLIES, Crisis
from deterrence.parameters import ParameterError
from gametheory.sweep import axes
from tests.unit.deterrence.crisis.cases import sample

EACH = range(len(REPLIES))


def test_war_that_costs_the_escalatory_type_more_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"escalatory_war_cost .* needs to be below"):
        Crisis.january_2020(escalatory_war_cost=10.0)


@pytest.mark.parametrize("reply", EACH)
def test_war_never_becomes_less_likely_as_the_belief_grows(reply: int) -> None:
    model = sample(256, 1)
    chances = [np.asarray(model.war_chance(reply, belief)) for belief in np.linspace(0, 1, 41)]
    assert all((later >= earlier - 1e-15).all() for earlier, later in pairwise(chances))
    assert all(((each >= 0) & (each <= 1)).all() for each in chances)


@pytest.mark.parametrize("reply", EACH[1:])
def test_the_belief_is_that_which_brings_the_war(reply: int) -> None:
    model = sample(256, 2)
    for share in (0.0, 0.1, 0.5, 0.9):
        belief = share * model.knee()
        back = model.belief_at(reply, model.war_chance(reply, belief, violent=False))
        known = model.plain.later_cost > 0
        np.testing.assert_allclose(back[known], belief[known], atol=1e-7)


def test_the_closed_form_of_escalating_is_the_share_of_private_costs_above_the_gap() -> None:
    model = sample(64, 3).plain
    costs = (np.arange(20_000) + 0.5) / 20_000
    for belief in (0.0, 0.3, 0.7):
        at = np.minimum(belief, model.knee())
        gap = model.war_cost - model.later_cost * at
        share = (costs[:, None] * model.private_bound() > gap).mean(axis=0)
        np.testing.assert_allclose(model.escalation(at), share, atol=1e-4)


def test_fields_may_be_axes() -> None:
    model = replace(Crisis.january_2020(), **axes(escalatory_prior=[0.1, 0.5], full_gain=[0, 1, 4]))
    assert model.batch_shape == (3, 2)
    assert model.take(np.array([0, 5])).full_gain.tolist() == [0, 4]
