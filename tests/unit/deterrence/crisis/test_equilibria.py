"""Every perfect Bayesian equilibrium of the crisis."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from deterrence.crisis import (
    CASES,
    Crisis,
    crisis_equilibria,
    crisis_residual,
    equilibrium_names,
    supporting_beliefs,
    war_chance,
)
from deterrence.crisis.residual import war_after
from gametheory import Equilibria, certify
from gametheory.sweep import axes
from tests.unit.deterrence.crisis.cases import sample


@cache
def solved(count: int, seed: int) -> Equilibria:
    return crisis_equilibria(sample(count, seed))


def beliefs_of(model: Crisis, found: Equilibria) -> Any:
    return supporting_beliefs(model, found).high


def test_every_point_has_a_certified_equilibrium() -> None:
    found = solved(4096, 1)
    assert found.count.min() >= 1
    assert found.certificate.holds.all()
    assert found.complete.all()


def test_every_kind_of_equilibrium_occurs_but_for_those_of_an_equality() -> None:
    kinds = {CASES[case].name for case in np.unique(solved(2**14, 1).component)}
    ties = {each.name for each in CASES if each.violent}
    # to mix between no reply and a telegraphed one, a full one has to be worse than both
    assert kinds | ties >= {each.name for each in CASES} - {"none+telegraphed | telegraphed", "none | none+telegraphed"}


@pytest.mark.parametrize("end", ["low", "high"])
def test_each_end_of_the_supporting_beliefs_supports(end: str) -> None:
    # at the low end the US is indifferent or the reply brings the war that keeps both types from it
    model, found = sample(512, 2), solved(512, 2)
    points = model.take(found.game)
    beliefs = getattr(supporting_beliefs(model, found), end)
    sender, quiet, deadly = found.strategies
    needed = np.stack([points.war_chance(reply, beliefs[:, reply]) for reply in range(3)], axis=-1)
    unsent = (sender == 0).all(axis=-2)
    got = [
        sum(
            sender[:, who, reply]
            * points.sender_payoff(who, reply, war_after(points, reply, quiet, deadly))
            for reply in range(3)
        )
        for who in range(2)
    ]
    for reply in range(3):
        for who in range(2):
            deviation = points.sender_payoff(who, reply, needed[:, reply])
            assert (deviation <= got[who] + 1e-9 * 60)[unsent[:, reply]].all()


def test_a_belief_below_the_interval_does_not_support() -> None:
    model = Crisis.january_2020()
    found = crisis_equilibria(model)
    pooling = [name == "full | full" for name in equilibrium_names(found)].index(True)
    strategies = tuple(each[pooling].copy() for each in found.strategies)
    beliefs = beliefs_of(model, found)[pooling].copy()
    assert certify(model, strategies, residual=crisis_residual(beliefs), strict=False).certificate.holds
    beliefs[1] = 0.7
    quiet, deadly = strategies[1].copy(), strategies[2].copy()
    quiet[1] = [1, 0, 0]
    share = float(model.escalation(0.7))
    deadly[1] = [1 - share, 0, share]
    judged = certify(model, (strategies[0], quiet, deadly), residual=crisis_residual(beliefs), strict=False)
    assert not judged.certificate.holds
    assert judged.certificate.regret[0] > 0.1 > 1e-9 > judged.certificate.regret[1]


@pytest.mark.parametrize("part", range(3))
def test_the_residual_refuses_a_profile_moved_by_a_ten_thousandth(part: int) -> None:
    model, found = sample(256, 3), solved(256, 3)
    rows = model.take(found.game)
    moved = [each.copy() for each in found.strategies]
    shifted = moved[part]
    largest = shifted.argmax(axis=-1)[..., None]
    other = (largest + (2 if part else 1)) % 3
    step = np.take_along_axis(shifted, largest, -1) - 1e-4
    np.put_along_axis(shifted, other, np.take_along_axis(shifted, other, -1) + 1e-4, -1)
    np.put_along_axis(shifted, largest, step, -1)
    judged = certify(rows, tuple(moved), residual=crisis_residual(beliefs_of(model, found)), strict=False)
    assert judged.certificate.holds.mean() < 0.02


def test_graver_replies_come_from_the_escalatory_type() -> None:
    sender = solved(4096, 1).strategies[0]
    gravest = np.where(sender[:, 0] > 0, np.arange(3), -1).max(axis=-1)
    mildest = np.where(sender[:, 1] > 0, np.arange(3), 3).min(axis=-1)
    assert (gravest <= mildest).all()


def test_the_units_of_either_side_do_not_matter() -> None:
    model = sample(1024, 4)
    iran = ("face_loss", "full_gain", "limited_war_cost", "escalatory_war_cost")
    us = ("war_cost", "later_cost", "exit_cost")
    scaled = model.unchecked(
        **{name: getattr(model, name) * 4 for name in iran}, **{name: getattr(model, name) / 8 for name in us}
    )
    first, second = crisis_equilibria(model), crisis_equilibria(scaled)
    np.testing.assert_array_equal(first.component, second.component)
    np.testing.assert_allclose(war_chance(model, first), war_chance(scaled, second), rtol=1e-12)


def test_at_the_belief_of_indifference_both_ties_are_listed() -> None:
    model = Crisis.january_2020(escalatory_prior=0.8)
    found = crisis_equilibria(model)
    assert equilibrium_names(found) == ("telegraphed | full", "full | full", "full | full, violent")
    assert not found.complete
    np.testing.assert_allclose(war_chance(model, found), [0.803, 0.6, 1.0], rtol=1e-12)


def test_no_type_stays_away_from_a_reply_that_is_worth_more_than_any_threat() -> None:
    # war costs the limited type 10, silence 12: no reply is never given
    found = crisis_equilibria(replace(Crisis.january_2020(), **axes(escalatory_prior=np.linspace(0.01, 0.99, 99))))
    assert not found.strategies[0][..., 0].any()


def test_leaving_for_less_than_war_lowers_the_most_that_a_reply_can_bring() -> None:
    model = replace(Crisis.january_2020(), **axes(exit_cost=[10.0, 100.0, 399.0, 401.0]))
    top = model.war_chance(2, 1.0)
    np.testing.assert_allclose(top[:3], 0.6 * (1 - 0.7 * (400 - np.array([10, 100, 399])) / 400))
    assert top[3] == 1
