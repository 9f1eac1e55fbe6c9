"""Asymmetric and unilateral deterrence: the solver finds the closed form over the whole region."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import UNILATERAL, AsymmetricDeterrence, UnilateralDeterrence, unilateral_thresholds
from deterrence.parameters import ParameterError
from gametheory import certify
from gametheory.extensive import backward_induction
from gametheory.residual import behaviour_residual
from gametheory.signalling import all_pbe
from tests.unit.deterrence.literature.sample import BAND, MANY_POINTS, away, falling, some_beside

CHALLENGER = [f"challenger_{name}" for name in ("win", "status_quo", "conflict_hard", "back_down", "conflict_soft")]
DEFENDER = [f"defender_{name}" for name in ("status_quo", "prevail", "conflict_hard", "concede", "conflict_soft")]


def asymmetric(count: int, seed: int) -> AsymmetricDeterrence:
    rng = np.random.default_rng(seed)
    model = AsymmetricDeterrence(
        **falling(rng, count, ("challenger_win", "challenger_status_quo", "challenger_conflict")),
        **falling(rng, count, ("defender_conflict_hard", "defender_concede", "defender_conflict_soft")),
        defender_status_quo=rng.normal(size=count),
        hard_defender=rng.random(count),
    )
    model = replace(model, hard_defender=some_beside(rng, model.hard_defender, model.threshold(), high=1))
    return model.take(away(model.hard_defender, model.threshold()))


def unilateral(count: int, seed: int) -> UnilateralDeterrence:
    rng = np.random.default_rng(seed)
    model = UnilateralDeterrence(
        **falling(rng, count, CHALLENGER),
        **falling(rng, count, DEFENDER),
        hard_challenger=rng.random(count),
        hard_defender=rng.random(count),
    )
    hard, soft, defence = model.thresholds()
    model = replace(
        model,
        hard_defender=some_beside(rng, model.hard_defender, hard, soft, high=1),
        hard_challenger=some_beside(rng, model.hard_challenger, defence, high=1),
    )
    fine = away(model.hard_defender, hard) & away(model.hard_defender, soft) & away(model.hard_challenger, defence)
    return model.take(fine)


@MANY_POINTS
def test_backward_induction_deters_exactly_above_the_threshold(count: int) -> None:
    model = asymmetric(count, 1)
    found = backward_induction(model.game())
    assert len(found) == len(model.hard_defender)
    assert (found.strategies[0][:, 0, 0] == model.is_deterred()).all()


def test_only_the_credibility_of_the_threat_matters_to_the_challenger() -> None:
    model = asymmetric(100, 2)
    other = replace(model, defender_status_quo=-model.defender_status_quo)
    assert (model.is_deterred() == other.is_deterred()).all()
    surer = replace(model, hard_defender=(1 + model.hard_defender) / 2)
    assert (model.is_deterred() <= surer.is_deterred()).all()


@MANY_POINTS
def test_all_pbe_are_the_five_kinds_and_nothing_else(count: int) -> None:
    model = unilateral(count, 3)
    found = all_pbe(model.game())
    assert found.complete.all()
    rows = found.game
    sent, replied = found.strategies
    hard, soft, resists = sent[:, 0, 1], sent[:, 1, 1], replied[:, 1, 1]
    of_a_kind = np.zeros(len(rows), dtype=int)
    for kind, exists in model.exists().items():
        like_hard, like_soft, like_resists = (each[rows] for each in model.profile(kind))
        near = (np.abs(hard - like_hard) < BAND) & (np.abs(soft - like_soft) < BAND)
        if kind in ("certain deterrence", "steadfast"):
            near &= resists >= like_resists - BAND
        else:
            near &= np.abs(resists - like_resists) < BAND
        near &= exists[rows]
        of_a_kind += near
        assert (np.bincount(rows[near], minlength=len(exists)).astype(bool) == exists).all(), kind
        assert exists.any()
    assert (of_a_kind == 1).all()


@MANY_POINTS
def test_every_kind_is_an_equilibrium_of_the_whole_tree(count: int) -> None:
    model = unilateral(count, 4)
    for kind, exists in model.exists().items():
        there = model.take(exists)
        certificate = certify(there.tree(), in_the_tree(there, kind), residual=behaviour_residual).certificate
        assert certificate.holds.all(), kind


def in_the_tree(model: UnilateralDeterrence, kind: str) -> tuple[Any, Any]:
    """A profile as behaviour strategies of the tree."""
    hard, soft, resists = model.profile(kind)
    labels = {held.label: held for held in model.tree().tree.sets}
    second = {
        "hard challenger": hard,
        "soft challenger": soft,
        "hard challenger resisted": np.ones_like(hard),
        "soft challenger resisted": np.zeros_like(hard),
        "hard defender": np.ones_like(hard),
        "soft defender": resists,
    }
    strategies = []
    for player in range(2):
        mine = [second[label] for label, held in labels.items() if held.player == player]
        chosen = np.stack(mine, axis=-1)
        strategies.append(np.stack([1 - chosen, chosen], axis=-1))
    return strategies[0], strategies[1]


def test_a_more_credible_challenger_turns_bluff_into_attack() -> None:
    model = unilateral(2000, 5)
    exists = model.exists()
    bold = replace(model, hard_challenger=(1 + model.hard_challenger) / 2).exists()
    assert (exists["attack"] <= bold["attack"]).all()
    assert (bold["bluff"] <= exists["bluff"]).all()
    assert (exists["bluff"] & bold["attack"]).any()


def test_a_more_credible_defender_leads_to_separation_and_then_to_deterrence() -> None:
    model = unilateral(2000, 6)
    order = np.array([0, 0, 1, 2])

    def stage(each: UnilateralDeterrence) -> Any:
        exists = each.exists()
        return np.argmax(
            [exists[kind] for kind in ("bluff", "attack", "separating", "certain deterrence")], axis=0
        )

    firm = replace(model, hard_defender=(1 + model.hard_defender) / 2)
    assert (order[stage(model)] <= order[stage(firm)]).all()


def test_deterrence_is_always_an_equilibrium() -> None:
    exists = unilateral(500, 7).exists()
    assert (exists["certain deterrence"] ^ exists["steadfast"]).all()


def test_the_thresholds_are_those_of_the_book() -> None:
    from sympy import simplify

    model = UnilateralDeterrence.symbolic()
    hard, soft, defence = unilateral_thresholds()
    gain = model.challenger_win - model.challenger_status_quo
    assert simplify(hard.value - gain / (model.challenger_win - model.challenger_conflict_hard)) == 0
    assert simplify(soft.value - gain / (model.challenger_win - model.challenger_back_down)) == 0
    stake = model.defender_prevail - model.defender_concede
    assert simplify(defence.value - stake / (model.defender_prevail - model.defender_conflict_soft)) == 0
    assert (hard.direction, soft.direction, defence.direction) == (1, 1, -1)


def test_payoffs_in_another_order_are_refused() -> None:
    model = unilateral(5, 8)
    with pytest.raises(ParameterError, match=r"b_SQ > b_CD > b_DD\+ > b_DC > b_DD-"):
        replace(model, defender_concede=model.defender_conflict_hard + 1)


def test_the_kinds_are_those_that_profiles_are_known_for() -> None:
    model = unilateral(5, 9)
    assert tuple(model.exists()) == tuple(UNILATERAL)
    with pytest.raises(ValueError, match="a kind of equilibrium"):
        model.profile("compellence")


def test_the_trees_are_games_of_perfect_recall() -> None:
    assert unilateral(2, 10).tree().tree.perfect_recall
