"""Imperfect attribution: one equilibrium, which is the closed form where there is one, and what moves it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import ImperfectAttribution, symmetric_cutoff
from deterrence.parameters import ParameterError
from gametheory import NoEquilibriumFoundError
from gametheory.sweep import axes
from gametheory.symbolic import lambdify_threshold
from tests.unit.deterrence.literature.sample import MANY_POINTS


def sample(count: int, seed: int, attackers: int = 3, alarms: int = 3) -> ImperfectAttribution:
    """Random laws under the standing assumption: false alarms, and on top of them what an attack adds."""
    rng = np.random.default_rng(seed)
    noise = rng.dirichlet(np.ones(alarms), size=count) * rng.uniform(0, 0.5, size=(count, 1))
    added = rng.dirichlet(np.ones(alarms) / 2, size=(count, attackers))
    room = (1 - noise.sum(axis=-1))[:, None, None] * rng.uniform(0.05, 0.95, size=(count, attackers, 1))
    alarm = noise[:, None, :] + room * added
    low = rng.uniform(-0.5, 0.5, size=(count, attackers))
    return ImperfectAttribution(
        rng.uniform(0.05, 1, size=count),
        (1 - noise.sum(axis=-1), *noise.T),
        tuple((1 - alarm[:, i].sum(axis=-1), *alarm[:, i].T) for i in range(attackers)),
        tuple(low.T),
        tuple((np.maximum(low, 1) + rng.uniform(0.05, 1, size=low.shape)).T),
        rng.uniform(1, 3, size=count),
    )


def with_alarms(model: ImperfectAttribution, quiet: Any, attack: Any) -> ImperfectAttribution:
    """Other chances of the alarms; the null signal takes the rest."""
    return replace(
        model,
        quiet=(1 - sum(quiet), *quiet),
        attack=tuple((1 - sum(law), *law) for law in attack),
    )


def best_replies(model: ImperfectAttribution, cutoffs: Any) -> Any:
    """What each attacker's cut-off should be, from the joint law of attacker and signal."""
    n, gamma = len(model.attack), np.asarray(model.opportunity)
    attacks = [
        np.clip((high - cutoffs[:, i]) / (high - low), 0, 1)
        for i, (low, high) in enumerate(zip(model.benefit_low, model.benefit_high, strict=True))
    ]
    nobody = 1 - sum(gamma / n * each for each in attacks)
    replies = []
    for i in range(n):
        guilty_and = [gamma / n * attacks[i] * law for law in model.attack[i]]
        chance = [
            nobody * quiet + sum(gamma / n * attacks[j] * model.attack[j][s] for j in range(n))
            for s, quiet in enumerate(model.quiet)
        ]
        cost = 0.0
        for s in range(1, len(model.quiet)):
            # types y of law y^k for whom (y - 1) P(innocent) + y P(guilty) >= 0
            hit = 1 - (1 - guilty_and[s] / chance[s]) ** model.eagerness
            cost = cost + (model.attack[i][s] - model.quiet[s]) * hit
        replies.append(cost)
    return np.stack(replies, axis=-1)


@MANY_POINTS
@pytest.mark.parametrize("attackers", [2, 3])
def test_cutoffs_are_best_replies_by_bayes_rule(count: int, attackers: int) -> None:
    model = sample(count, attackers, attackers)
    cutoffs = np.asarray(model.cutoffs())
    assert np.abs(best_replies(model, cutoffs) - cutoffs).max() < 1e-11
    assert ((cutoffs >= 0) & (cutoffs <= 1)).all()
    assert np.asarray(model.residual(cutoffs)).max() < 1e-11


@MANY_POINTS
def test_the_solver_finds_the_closed_form_without_false_alarms(count: int) -> None:
    rng = np.random.default_rng(5)
    closed = lambdify_threshold(symmetric_cutoff())
    for attackers in (2, 3, 5):
        given = {"detection": rng.uniform(0.01, 0.99, count), "identification": rng.random(count)}
        model = ImperfectAttribution.symmetric(
            attackers, **given, opportunity=rng.uniform(0.01, 1, count), benefit_high=rng.uniform(1, 3, count)
        )
        expected = closed(attackers=attackers, **given)
        assert np.abs(np.asarray(model.cutoffs()) - expected[:, None]).max() < 1e-10


def test_best_replies_from_below_and_above_meet() -> None:
    model = sample(200, 6)
    lower, upper = model.cutoff_bounds(300)
    assert np.abs(upper - lower).max() < 1e-9
    assert np.abs(np.asarray(model.cutoffs()) - lower).max() < 1e-9


def test_best_replies_take_over_where_newton_stops_short(monkeypatch: pytest.MonkeyPatch) -> None:
    model = sample(50, 11)
    expected = np.asarray(model.cutoffs())
    limits = ImperfectAttribution.cutoffs.__globals__
    monkeypatch.setitem(limits, "NEWTON_STEPS", 0)
    np.testing.assert_allclose(model.cutoffs(), expected, atol=1e-11)
    monkeypatch.setitem(limits, "BISECTIONS", 1)
    with pytest.raises(NoEquilibriumFoundError, match="strict=False"):
        model.cutoffs()
    assert np.isnan(np.asarray(model.cutoffs(strict=False))).any()


def test_posteriors_of_a_signal_sum_to_at_most_one_and_average_to_the_prior() -> None:
    model = sample(500, 7)
    cutoffs = model.cutoffs()
    beliefs = np.asarray(model.posteriors(cutoffs))
    assert (beliefs.sum(axis=-2) <= 1 + 1e-12).all()
    share = np.asarray(model.attack_chances(cutoffs)) * np.asarray(model.opportunity)[:, None] / 3
    quiet = np.stack(model.quiet, axis=-1)
    laws = np.stack([np.stack(law, axis=-1) for law in model.attack], axis=1)
    chance = (1 - share.sum(axis=-1))[:, None] * quiet + (share[..., None] * laws).sum(axis=1)
    np.testing.assert_allclose((chance[:, None, :] * beliefs).sum(axis=-1), share, atol=1e-12)


@MANY_POINTS
def test_better_detection_in_proportion_deters_everyone_more(count: int) -> None:
    model = sample(count, 8)
    rng = np.random.default_rng(8)
    alarms = np.max([sum(law[1:]) for law in model.attack], axis=0)
    factor = 1 + rng.random(count) * np.minimum(1, 0.999 / alarms - 1)
    better = with_alarms(model, model.quiet[1:], [[factor * each for each in law[1:]] for law in model.attack])
    assert (np.asarray(better.cutoffs()) >= np.asarray(model.cutoffs()) - 1e-11).all()


@MANY_POINTS
def test_fewer_false_alarms_deter_everyone_more(count: int) -> None:
    model = sample(count, 9)
    better = with_alarms(model, [each / 2 for each in model.quiet[1:]], [law[1:] for law in model.attack])
    assert (np.asarray(better.cutoffs()) >= np.asarray(model.cutoffs()) - 1e-11).all()


@MANY_POINTS
def test_a_more_aggressive_attacker_makes_the_others_more_aggressive(count: int) -> None:
    model = sample(count, 10)
    low, high = (
        (bounds[0] + 0.3, *bounds[1:]) for bounds in (model.benefit_low, model.benefit_high)
    )
    bolder = replace(model, benefit_low=low, benefit_high=high)
    before, after = np.asarray(model.cutoffs()), np.asarray(bolder.cutoffs())
    assert (after[:, 1:] <= before[:, 1:] + 1e-11).all()


def test_turning_misidentification_into_silence_deters_more() -> None:
    given = axes(identification=np.linspace(0.5, 0.95, 10))
    noisy = ImperfectAttribution.symmetric(2, detection=0.8, **given)
    right = 0.8 * given["identification"]
    silent = with_alarms(noisy, noisy.quiet[1:], [[right, 0], [0, right]])
    assert (silent.cutoffs() >= noisy.cutoffs()).all()


def test_detecting_attacks_that_are_hard_to_attribute_may_deter_less() -> None:
    # Attacks by 1 begin to set off the one alarm too, which so far pointed at 0.
    weak = ImperfectAttribution(1.0, (0.9, 0.1), ((0.5, 0.5), (0.9, 0.1)), (0.0, 0.0), (1.5, 1.5))
    more = replace(weak, attack=((0.5, 0.5), (0.4, 0.6)))
    assert more.cutoffs()[0] < weak.cutoffs()[0]


def test_the_standing_assumption_is_enforced() -> None:
    with pytest.raises(ParameterError, match=r"pi_i\^s >= pi_0\^s .* attacker 1 at signal 2, by 0\.1"):
        ImperfectAttribution(0.5, (0.6, 0.2, 0.2), ((0.2, 0.4, 0.4), (0.2, 0.7, 0.1)), (0.0, 0.0), (1.5, 1.5))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"opportunity": 0.0}, r"chance in \(0, 1\]"),
        ({"eagerness": 0.5}, "eagerness of at least 1"),
        ({"benefit_low": (2.0, 0.0)}, "benefit_low below"),
        ({"benefit_high": (1.5, 0.1)}, "some types attack"),
        ({"quiet": (0.9, 0.2)}, "sum to 1 in quiet"),
        ({"attack": ((0.5, 0.5),)}, "one interval for each of 1 attackers"),
        ({"attack": ((0.5, 0.5), (1.0,))}, "one law per attacker"),
    ],
)
def test_input_is_checked(changes: dict[str, Any], message: str) -> None:
    given = ImperfectAttribution(0.5, (0.9, 0.1), ((0.5, 0.5), (0.4, 0.6)), (0.0, 0.0), (1.5, 1.5))
    with pytest.raises(ParameterError, match=message):
        replace(given, **changes)
