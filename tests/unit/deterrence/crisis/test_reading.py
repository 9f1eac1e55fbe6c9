"""War over all equilibria, and the intuitive criterion."""

from __future__ import annotations

import numpy as np

from deterrence.crisis import (
    Crisis,
    crisis_equilibria,
    passes_intuitive_criterion,
    supporting_beliefs,
    war_bounds,
    war_chance,
    without_telegraph,
)
from gametheory.sweep import axes
from tests.unit.deterrence.crisis.cases import sample


def test_the_chance_of_war_is_the_mean_over_types() -> None:
    model = sample(256, 5)
    found = crisis_equilibria(model)
    prior = model.take(found.game).escalatory_prior
    limited, escalatory = (war_chance(model, found, each) for each in range(2))
    np.testing.assert_allclose(war_chance(model, found), (1 - prior) * limited + prior * escalatory)
    assert (limited <= escalatory + 1e-12).all()


def test_the_bounds_are_those_of_the_rows() -> None:
    model = sample(64, 6)
    found = crisis_equilibria(model)
    chance = war_chance(model, found)
    low, high, complete = war_bounds(model)
    for point in range(64):
        rows = chance[found.game == point]
        assert (low[point], high[point]) == (rows.min(), rows.max())
    assert complete.all()


def test_the_criterion_leaves_an_equilibrium_at_every_point() -> None:
    model = sample(4096, 7)
    found = crisis_equilibria(model)
    passes = passes_intuitive_criterion(model, found)
    assert not passes.all()
    assert np.isin(np.arange(4096), found.game[passes]).all()


def test_a_fully_separating_or_complete_use_of_replies_always_passes() -> None:
    model = sample(1024, 8)
    found = crisis_equilibria(model)
    passes = passes_intuitive_criterion(model, found)
    all_sent = (found.strategies[0] > 0).any(axis=1).all(axis=-1)
    assert passes[all_sent].all()


def test_beliefs_after_a_reply_that_is_given_are_those_of_bayes() -> None:
    model = sample(256, 9)
    found = crisis_equilibria(model)
    low, high = supporting_beliefs(model, found)
    sent = (found.strategies[0] > 0).any(axis=1)
    np.testing.assert_array_equal(low[sent], high[sent])
    assert (low <= high).all()
    assert (high[~sent] == 1).all()


def test_nobody_telegraphs_where_that_is_ruinous() -> None:
    model = without_telegraph(Crisis.january_2020().unchecked(**axes(escalatory_prior=np.linspace(0.05, 0.95, 19))))
    assert not crisis_equilibria(model).strategies[0][..., 1].any()
