"""Provocation: best replies on a grid of responses find the closed form, and when attacks pay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import RESPONSES, Provocation, security_threshold
from deterrence.parameters import ParameterError
from tests.unit.deterrence.literature.sample import BAND, MANY_POINTS, away, some_beside


def sample(count: int, seed: int, power: float | None = None) -> Provocation:
    rng = np.random.default_rng(seed)
    q = rng.uniform(0.02, 0.98, count)
    damage, revelation, cost = rng.uniform(0.1, 2, size=(3, count))
    h = rng.uniform(1, 4, count) if power is None else np.full(count, power)
    most = cost * (damage + revelation)
    security = some_beside(rng, rng.uniform(0, 1.3, count) * most, most, cost * (damage + revelation * q**h))
    model = Provocation(q, damage, revelation, h, security, cost, rng.uniform(0, 2, count))
    z = model.security_gain
    return model.take(away(z, most) & away(z, cost * (damage + revelation * q**h)))


def gain(model: Provocation, chance: Any) -> Any:
    """What a moderate government gains by an indiscriminate response, if moderate ones respond so with a chance."""
    joint = np.stack([model.harsh_share, (1 - model.harsh_share) * chance])
    belief = joint[0] / joint.sum(axis=0)
    lost = model.damage_support + model.revelation_support * belief**model.revelation_power
    return model.security_gain - model.support_cost * lost


@MANY_POINTS
def test_best_replies_find_the_closed_form(count: int) -> None:
    model = sample(count, 1)
    exists = model.exists()
    never, always = gain(model, 0.0), gain(model, 1.0)
    assert (exists["separating"] == (never <= 0)).all()
    assert (exists["pooling"] == (always >= 0)).all()
    grid = np.array([gain(model, chance) for chance in np.linspace(0, 1, 101)])
    crossings = (np.sign(grid[1:]) != np.sign(grid[:-1])).sum(axis=0)
    assert (exists["mixed"] == (crossings == 1)).all()
    assert (crossings <= 1).all()
    low, high = np.zeros_like(never), np.ones_like(never)
    for _ in range(60):
        middle = (low + high) / 2
        above = gain(model, middle) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    mixed = exists["mixed"]
    assert np.abs(model.indiscriminate("mixed") - middle)[mixed].max() < BAND
    for kind in RESPONSES:
        assert exists[kind].any()


@MANY_POINTS
def test_extremists_attack_iff_expected_support_rises_enough(count: int) -> None:
    model = sample(count, 2)
    for kind, exists in model.exists().items():
        chance = np.where(exists, model.indiscriminate(kind), 0.5)
        belief = model.harsh_share / (model.harsh_share + (1 - model.harsh_share) * chance)
        by_type = [
            model.damage_support + model.revelation_support * belief**model.revelation_power,  # harsh
            chance * (model.damage_support + model.revelation_support * belief**model.revelation_power),  # moderate
        ]
        before = model.revelation_support * model.harsh_share**model.revelation_power
        rise = model.harsh_share * by_type[0] + (1 - model.harsh_share) * by_type[1] - before
        fine = exists & away(rise, model.attack_cost)
        assert (model.attacks(kind) == (rise >= model.attack_cost))[fine].all()
        assert not model.attacks(kind)[~exists].any()


def test_beliefs_average_to_the_prior() -> None:
    model = sample(300, 3)
    for chance in (0.0, 0.4, 1.0):
        met = model.harsh_share + (1 - model.harsh_share) * chance
        np.testing.assert_allclose(met * model.belief_after(chance), model.harsh_share, rtol=1e-12)


def test_a_cheap_way_to_discriminate_makes_attacks_rarer() -> None:
    model = sample(3000, 4, power=1.0)
    assert (model.support_gain(0.0) < model.support_gain(1.0)).all()
    np.testing.assert_allclose(model.support_gain(0.0), model.harsh_share * model.damage_support, rtol=1e-9)
    cheap = replace(model, security_gain=0 * model.security_gain)
    assert (cheap.exists()["separating"] & ~cheap.exists()["pooling"]).all()
    for kind in RESPONSES:
        assert (cheap.attacks("separating") <= (model.attacks(kind) | ~model.exists()[kind])).all()


def test_motives_that_matter_more_than_in_proportion_make_revelation_worth_an_attack() -> None:
    model = sample(500, 5, power=2.0)
    plain = replace(model, revelation_power=np.ones_like(model.harsh_share))
    assert (model.support_gain(0.0) > plain.support_gain(0.0)).all()


def test_attacks_are_for_large_shares_of_harsh_governments() -> None:
    model = sample(500, 6, power=1.0)
    harsher = replace(model, harsh_share=(1 + model.harsh_share) / 2)
    both = model.exists()["separating"] & harsher.exists()["separating"]
    assert (model.attacks("separating") <= harsher.attacks("separating"))[both].all()


def test_input_is_checked() -> None:
    model = sample(3, 7)
    assert security_threshold("pooling").direction == 1
    with pytest.raises(ParameterError, match="harsh_share above 0 and below 1"):
        replace(model, harsh_share=0.0)
    with pytest.raises(ParameterError, match="revelation_power"):
        replace(model, revelation_power=0.5)
    with pytest.raises(ValueError, match="a kind of equilibrium"):
        model.attacks("silence")
    with pytest.raises(ValueError, match="separating or pooling"):
        security_threshold("mixed")
