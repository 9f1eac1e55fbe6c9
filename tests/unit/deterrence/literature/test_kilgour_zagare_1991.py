"""Mutual deterrence: all Nash equilibria are those of the closed form, over the whole region."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import MUTUAL, MutualDeterrence, mutual_thresholds
from deterrence.parameters import ParameterError
from gametheory.normal_form import vertex_enumeration
from tests.unit.deterrence.literature.sample import MANY_POINTS, away, falling, some_beside

ORDER = ("win", "status_quo", "conflict_hard", "capitulate", "conflict_soft")
NEAR = 1e-8
"""Strategies of the solver are refined to 1e-9 of regret, and slopes of payoffs here are above 0.1 but for a few."""


def sample(count: int, seed: int) -> MutualDeterrence:
    rng = np.random.default_rng(seed)
    sides = {side: falling(rng, count, [f"{side}_{name}" for name in ORDER]) for side in "ab"}
    model = MutualDeterrence(**sides["a"], **sides["b"], hard_a=rng.random(count), hard_b=rng.random(count))
    model = replace(
        model,
        hard_a=some_beside(rng, model.hard_a, *model.thresholds("b"), high=1),
        hard_b=some_beside(rng, model.hard_b, *model.thresholds("a"), high=1),
    )
    fine = np.ones(count, dtype=bool)
    for side, p in (("a", model.hard_b), ("b", model.hard_a)):
        for threshold in model.thresholds(side):
            fine &= away(p, threshold)
    return model.take(fine)


@MANY_POINTS
def test_all_nash_equilibria_are_the_kinds_and_nothing_else(count: int) -> None:
    model = sample(count, 1)
    found = vertex_enumeration(model.game())
    assert found.complete.all()
    rows = found.game
    first, second = found.strategies  # over plans: what the hard type does, then the soft one
    played = (first[:, 2] + first[:, 3], first[:, 1] + first[:, 3], second[:, 2] + second[:, 3],
              second[:, 1] + second[:, 3])  # fmt: skip
    of_a_kind = np.zeros(len(rows), dtype=int)
    for kind, exists in model.exists().items():
        like = tuple(each[rows] for each in model.profile(kind))
        open_ = {"attack by a": 2, "attack by b": 0}.get(kind)
        near = exists[rows]
        for place, (mine, theirs) in enumerate(zip(played, like, strict=True)):
            near &= (mine >= theirs - NEAR) if place == open_ else (np.abs(mine - theirs) < NEAR)
        of_a_kind += near
        assert (np.bincount(rows[near], minlength=len(exists)).astype(bool) == exists).all(), kind
        assert exists.any(), kind
    assert (of_a_kind == 1).all()
    components = np.bincount(np.unique(np.stack([rows, found.component]), axis=1)[0])
    assert (components == np.sum(list(model.exists().values()), axis=0)).all()


def test_an_equilibrium_always_exists_and_which_ones_depends_on_both_credibilities() -> None:
    model = sample(2000, 2)
    assert np.any(list(model.exists().values()), axis=0).all()
    firm = replace(model, hard_a=(1 + model.hard_a) / 2, hard_b=(1 + model.hard_b) / 2)
    before, after = model.exists(), firm.exists()
    for kind in ("deterrence", "separating"):
        assert (before[kind] <= after[kind]).all()
    for kind in ("bluff", "attack by a", "attack by b"):
        assert (after[kind] <= before[kind]).all()


def test_an_attack_does_not_depend_on_the_credibility_of_the_attacker() -> None:
    model = sample(500, 3)
    other = replace(model, hard_a=1 - model.hard_a)
    assert (model.exists()["attack by a"] == other.exists()["attack by a"]).all()


def test_the_sides_are_alike() -> None:
    model = sample(300, 4)
    swapped = replace(
        model,
        **{f"{to}_{name}": getattr(model, f"{of}_{name}") for of, to in ("ab", "ba") for name in ORDER},
        hard_a=model.hard_b,
        hard_b=model.hard_a,
    )
    exists, mirrored = model.exists(), swapped.exists()
    for kind in MUTUAL:
        mirror = {"attack by a": "attack by b", "attack by b": "attack by a"}.get(kind, kind)
        assert (exists[kind] == mirrored[mirror]).all()
        played, reflected = model.profile(kind), swapped.profile(mirror)
        np.testing.assert_allclose(np.stack(played), np.stack(reflected)[[2, 3, 0, 1]], rtol=1e-12)


def test_the_thresholds_are_those_of_the_page() -> None:
    from sympy import simplify

    model = MutualDeterrence.symbolic()
    gain = model.b_win - model.b_status_quo
    hard, soft = mutual_thresholds("b")
    assert simplify(hard.value - gain / (model.b_win - model.b_conflict_hard)) == 0
    assert simplify(soft.value - gain / (gain + model.b_capitulate - model.b_conflict_soft)) == 0
    assert (hard.direction, soft.direction) == (1, 1)


def test_wrong_orders_and_kinds_are_refused() -> None:
    model = sample(5, 5)
    with pytest.raises(ParameterError, match=r"b_DC > b_SQ"):
        replace(model, b_win=model.b_status_quo)
    with pytest.raises(ValueError, match="a kind of equilibrium"):
        model.profile("peace")
