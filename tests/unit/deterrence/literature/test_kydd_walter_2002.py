"""Spoilers: equilibria of the tree in which every information set is reached, and what strength does to trust."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import SpoilerProblem, strength_threshold, trust_threshold
from deterrence.parameters import ParameterError
from gametheory import certify
from gametheory.extensive import normal_form
from gametheory.normal_form import NormalFormGame, all_nash
from gametheory.residual import behaviour_residual
from tests.unit.deterrence.literature.sample import MANY_POINTS, away, some_beside

NEAR = 1e-8


def sample(count: int, seed: int) -> SpoilerProblem:
    rng = np.random.default_rng(seed)
    trust, strength = rng.uniform(0.02, 0.98, size=(2, count))
    gain, loss, spoiling, cost = rng.uniform(0.1, 2, size=(4, count))
    tau = loss / (gain + loss)
    trust = some_beside(rng, trust, tau, low=0.01, high=0.99)
    strength = some_beside(rng, strength, 1 - tau * (1 - trust) / ((1 - tau) * trust), low=0.01, high=0.99)
    cost = some_beside(rng, cost, spoiling * (1 - trust * strength))
    model = SpoilerProblem(trust, strength, gain, loss, spoiling, cost)
    fine = away(trust, model.required_trust()) & away(strength, model.critical_strength())
    return model.take(fine & away(spoiling * (1 - trust * strength), cost))


@MANY_POINTS
def test_all_sequential_equilibria_are_the_kinds_and_nothing_else(count: int) -> None:
    """What is best after an attack does not depend on how likely it was, so that trying for sure tells it."""
    model = sample(count, 1)
    form = normal_form(model.game())
    assert form.actions == (
        ("try", "wait"), ("go on/go on", "go on/break off", "break off/go on", "break off/break off")
    )  # fmt: skip
    labels = [held.label for held in model.game().tree.sets if held.player == 1]
    assert labels == ["quiet", "attack"]
    table = form.payoffs.reshape(*form.payoffs.shape[:-1], 2, 2)  # player, extremists, after quiet, after an attack
    goes_on = table[:, 1, 0, 0, 0] > table[:, 1, 0, 0, 1]
    left = np.where(goes_on[:, None, None, None], table[..., 0], table[..., 1])
    found = all_nash(NormalFormGame(left))
    assert found.complete.all()
    rows = found.game
    played = (found.strategies[0][:, 0], goes_on[rows].astype(float), found.strategies[1][:, 0])
    of_a_kind = np.zeros(len(rows), dtype=int)
    for kind, exists in model.exists().items():
        like = tuple(each[rows] for each in model.profile(kind))
        near = exists[rows]
        for mine, theirs in zip(played, like, strict=True):
            near &= np.abs(mine - theirs) < NEAR
        of_a_kind += near
        assert (np.bincount(rows[near], minlength=len(exists)).astype(bool) == exists).all(), kind
        assert exists.any()
    assert (of_a_kind == 1).all()


@MANY_POINTS
def test_every_kind_is_a_nash_equilibrium_of_the_tree(count: int) -> None:
    model = sample(count, 2)
    for kind, exists in model.exists().items():
        there = model.take(exists)
        tries, attacked, quiet = there.profile(kind)
        labels = [held.label for held in there.game().tree.sets if held.player == 1]
        chosen = np.stack([{"attack": attacked, "quiet": quiet}[label] for label in labels], axis=-1)
        strategies = (
            np.stack([tries, 1 - tries], axis=-1)[..., None, :],
            np.stack([chosen, 1 - chosen], axis=-1),
        )
        assert certify(there.game(), strategies, residual=behaviour_residual).certificate.holds.all(), kind


def test_an_attack_on_the_strong_destroys_more_trust() -> None:
    model = sample(500, 3)
    stronger = replace(model, strength=(1 + model.strength) / 2)
    assert (model.trust_after_attack() < model.trust).all()
    assert (stronger.trust_after_attack() < model.trust_after_attack()).all()
    assert (model.exists()["peace"] >= stronger.exists()["peace"]).all()


def test_trust_averages_to_what_it_was() -> None:
    model = sample(500, 4)
    for attempt in (0.0, 0.3, 1.0):
        attack = attempt * (1 - model.trust * model.strength)
        after = attack * model.trust_after_attack() + (1 - attack) * model.trust_after_quiet(attempt)
        np.testing.assert_allclose(after, model.trust, rtol=1e-12)


def test_violence_fails_against_weak_moderates_and_works_against_strong_ones() -> None:
    model = sample(500, 5)
    trusted = model.take(model.trust > model.required_trust())
    critical = trusted.critical_strength()
    trusted = trusted.take((critical > 0.01) & (critical < 0.99))
    for share, lasts in ((0.99, True), (1.01, False)):
        strength = np.minimum(trusted.critical_strength() * share, 0.999)
        assert (replace(trusted, strength=strength).exists()["peace"] == lasts).all()


def test_the_thresholds_are_those_of_the_page() -> None:
    from sympy import simplify

    model = SpoilerProblem.symbolic()
    tau = trust_threshold().value
    assert simplify(tau - model.betrayal_loss / (model.peace_gain + model.betrayal_loss)) == 0
    critical = 1 - tau * (1 - model.trust) / ((1 - tau) * model.trust)
    assert simplify(strength_threshold().value - critical) == 0


def test_input_is_checked() -> None:
    model = sample(3, 6)
    with pytest.raises(ParameterError, match="strength above 0 and below 1"):
        replace(model, strength=1.0)
    with pytest.raises(ParameterError, match="attack_cost above 0"):
        replace(model, attack_cost=0.0)
    with pytest.raises(ValueError, match="a kind of equilibrium"):
        model.profile("truce")
