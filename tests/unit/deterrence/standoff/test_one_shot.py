"""Without a record of play."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.standoff import (
    NEVER,
    RUNGS,
    Standoff,
    reply_to_unknown_resolve,
    unreputed_profile,
    unreputed_rung,
    unreputed_value,
)
from gametheory import certify
from gametheory.residual import markov_residual
from tests.unit.deterrence.standoff.cases import models, sample


@pytest.mark.parametrize("seed", range(2))
def test_without_a_record_the_resolve_alone_makes_the_us_answer(seed: int) -> None:
    model = sample(256, seed)
    profile = unreputed_profile(model)
    found = certify(model.game(NEVER), profile, residual=markov_residual, strict=False)
    assert found.certificate.holds.all()
    rung = np.asarray(unreputed_rung(model))
    cheapest = np.minimum(model.strike_burden(1), model.strike_burden(2))
    np.testing.assert_array_equal(rung > 0, model.resolve >= cheapest)
    nation, _ = replace(model, resolve=0.0).game(NEVER).evaluate(profile)
    np.testing.assert_allclose(nation[:, 0, 0] / model.period, unreputed_value(model), rtol=1e-7, atol=1e-7)


@given(models(), st.sampled_from(RUNGS))
def test_a_militia_that_does_not_know_the_resolve_weighs_answers_by_their_chance(model: Standoff, rung: int) -> None:
    resolves = (np.arange(2000) + 0.5) / 2000 * model.resolve_bound
    burden = model.strike_burden(rung)
    fatal = (resolves >= burden).mean()
    nonfatal = (model.nonfatal_weight * resolves >= burden + model.nonfatal_strike_cost).mean()
    struck = [
        sum(
            chance * (fatal if death else nonfatal)
            for chance, death in zip(model.chances(level)[1:], (False, True, False, True), strict=True)
        )
        for level in range(3)
    ]
    gains = np.array(model.gains()) - model.sting(rung) * np.array(struck)
    assert gains[int(reply_to_unknown_resolve(model, rung))] >= gains.max() - 0.1
