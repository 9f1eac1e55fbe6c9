"""The chain store: the solver finds the closed form over the region, and a tree says that it is sequential."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from deterrence.literature import (
    ChainStore,
    chain_store_assessment,
    chain_store_form,
    chain_store_tree,
    random_end_condition,
)
from deterrence.literature.primitive import expression_at
from deterrence.parameters import ParameterError
from gametheory.exact import is_sequential
from gametheory.stochastic import ReputationGame, chain_store, exact_reputation, reputation
from tests.unit.deterrence.literature.sample import MANY_POINTS


def sample(count: int, seed: int, stages: int = 12) -> ChainStore:
    rng = np.random.default_rng(seed)
    discount = np.where(rng.random(count) < 0.3, 1.0, rng.uniform(0.5, 1, count))
    return ChainStore(
        entry_gain=rng.uniform(0.02, 0.98, count),
        rent=rng.uniform(1, 4, count) / discount,
        tough_prior=rng.uniform(0, 1, count) ** rng.integers(1, 6, count),
        discount=discount,
        stages=stages,
    )


@MANY_POINTS
def test_the_solver_finds_the_closed_form(count: int) -> None:
    model = sample(count, 1)
    found = reputation(model.game())
    np.testing.assert_allclose(np.exp(found.log_answer[:, 1:]), model.entry_thresholds()[:, :-1], rtol=1e-10)
    np.testing.assert_allclose(found.low, model.value(), rtol=1e-9, atol=1e-9)
    for left in (1, 2, 7, 12):
        with np.errstate(divide="ignore"):
            belief = np.log(np.asarray(model.tough_prior))
        np.testing.assert_allclose(found.normal_answers(belief, left), model.fight_chance(left), atol=1e-9)
    assert (np.asarray(model.quiet_stages()) == 0).any()
    assert (np.asarray(model.quiet_stages()) > 0).any()


@pytest.mark.parametrize("stages", [1, 2, 3])
def test_the_closed_form_is_a_sequential_equilibrium_of_the_tree(stages: int) -> None:
    rng, refused = random.Random(stages), 0
    for _ in range(8):
        gain, prior = Fraction(rng.randint(1, 39), 40), Fraction(rng.randint(1, 100), 101)
        discount = rng.choice([Fraction(1), Fraction(4, 5)])
        rent = 1 / discount + Fraction(rng.randint(0, 60), 20)
        shares = {"tough": prior, "weak": 1 - prior}
        tree = chain_store_tree(stages, gain, rent, shares, discount)
        strategies, beliefs = chain_store_assessment(tree, stages, gain, rent, shares, discount)
        assert is_sequential(tree, strategies, beliefs)
        other = chain_store_assessment(tree, stages, gain * Fraction(9, 10), rent, shares, discount)
        refused += not is_sequential(tree, *other)
    assert refused or stages == 1


def test_outcomes_depend_on_the_stages_left_alone() -> None:
    short, long = (sample(200, 2, stages) for stages in (5, 11))
    first, second = (reputation(model.game()).log_answer for model in (short, long))
    np.testing.assert_array_equal(first, second[:, :5])
    np.testing.assert_array_equal(short.end_phase(), long.end_phase())


def test_a_fight_never_lowers_the_belief_and_its_total_chance_is_the_ratio_to_the_threshold() -> None:
    model = sample(300, 3)
    prior = np.clip(np.asarray(model.tough_prior), 1e-12, None)
    for left in range(2, 12):
        total = prior + (1 - prior) * np.asarray(model.fight_chance(left, prior))
        target = np.asarray(model.entry_gain) ** (left - 1)
        np.testing.assert_allclose(total, np.minimum(1, prior / target), rtol=1e-9)
        assert (prior / total >= prior * (1 - 1e-12)).all()


@pytest.mark.parametrize("discount", [Fraction(1), Fraction(9, 10)])
def test_a_weak_store_gets_no_more_than_a_tough_one(discount: Fraction) -> None:
    rent = Fraction(5, 2)
    game = chain_store(7, Fraction(2, 5), rent, Fraction(1, 30), discount=discount)
    found = exact_reputation(game)
    tough: dict[int, Fraction] = {}
    for place in sorted(range(len(found.nodes)), key=lambda place: found.nodes[place].stage):
        node = found.nodes[place]
        if node.stage == 0:
            tough[place] = Fraction(0)
        else:
            out, entered = node.actions[0]
            tough[place] = out * (rent + discount * tough[node.quiet]) + entered * discount * tough[node.answered]
            # Fighting is worth it to a tough store, which likes it, at every belief.
            assert discount * tough[node.answered] >= -1 + discount * tough[node.silent]
        assert node.value <= tough[place]


def test_entry_is_confined_to_an_end_phase_that_the_horizon_does_not_move() -> None:
    for stages in (6, 12):
        found = exact_reputation(chain_store(stages, Fraction(1, 2), 2, Fraction(1, 10)), every_belief=False)
        place, entered = found.start[0], []
        while found.nodes[place].stage:
            if found.nodes[place].actions[0][1] > 0:
                entered.append(found.nodes[place].stage)
            place = found.nodes[place].quiet
        assert entered == [3, 2, 1]  # k = 4
    assert ChainStore(0.5, 2, 0.1, 1, stages=12).end_phase() == 3


def test_the_end_phase_at_a_threshold_is_that_of_fractions() -> None:
    gains = np.arange(1, 100) / 100
    for n in range(1, 9):
        store = ChainStore(gains, 2.0, gains**n, 1.0, stages=12)
        assert (np.asarray(store.end_phase()) == n).all()
        assert (np.asarray(store.value()) == 2.0 * (12 - n)).all()


def test_a_discount_next_to_one_is_worth_as_much_as_none() -> None:
    values = [float(ChainStore(0.5, 2.0, 0.1, discount, stages=12).value()) for discount in (1 - 1e-14, 1.0)]
    assert values[0] == pytest.approx(values[1], rel=1e-12)


def test_quiet_rises_with_the_belief_and_falls_with_the_gain_of_entry() -> None:
    beliefs = replace(ChainStore(0.5, 2, 0.1, 1, stages=30), tough_prior=np.linspace(0.001, 0.999, 50))
    assert (np.diff(beliefs.quiet_stages()) >= 0).all()
    gains = replace(ChainStore(0.5, 2, 0.1, 1, stages=30), entry_gain=np.linspace(0.01, 0.99, 50))
    assert (np.diff(gains.quiet_stages()) <= 0).all()


def test_a_shorter_horizon_can_bring_entry_at_once() -> None:
    entered = [float(ChainStore(0.5, 2, 0.1, 1, stages=n).quiet_stages()) == 0 for n in (3, 4)]
    assert entered == [True, False]


def test_with_private_gains_of_entry_the_response_is_smooth_and_compact() -> None:
    # Uniform gains, a = 2. With one stage left R(p) = 2p, so that a fight leads to 1/2; with two R(p) = 2p (2 + 2p), so
    # that it leads to (sqrt(2) - 1) / 2. From the horizon on at which all stay out the response is exactly 0.
    kinds, belief = 400, 0.1
    gains = (np.arange(kinds) + 0.5) / kinds
    for stages, chance in ((2, 1 - 0.1 / 0.5), (3, 1 - 0.2 / (2**0.5 - 1)), (5, 0.0), (9, 0.0)):
        game = ReputationGame(
            belief,
            np.stack([np.zeros(kinds), gains], axis=-1)[None],
            np.stack([np.zeros(kinds), np.ones(kinds)], axis=-1)[None],
            [[2.0, 0.0]], [[0.0, 1.0]], np.ones(stages), 1.0, np.full((1, kinds), 1 / kinds),
        )  # fmt: skip
        found = reputation(game)
        answered = found.answered(np.log(belief), stages)
        assert (gains > answered).mean() == pytest.approx(chance, abs=0.01)
    # The common threshold p**(1/N) would have P(b > p**(1/N)), which is 0.37 with five stages left.
    assert 1 - belief ** (1 / 5) == pytest.approx(0.37, abs=0.005)


def test_a_random_end_deters_without_tough_types_iff_the_rent_is_worth_the_wait() -> None:
    rng = np.random.default_rng(5)
    condition = random_end_condition()
    for rent, discount in zip(rng.uniform(0.1, 5, 50), rng.uniform(0.05, 0.95, 50), strict=True):
        worth = -1 + sum(rent * discount**n for n in range(1, 2000))
        assert (worth >= 0) == (discount >= float(expression_at(condition.value, rent=rent)))
    assert condition.direction == 1


def test_the_closed_form_has_the_fight_chance_of_the_page() -> None:
    from sympy import simplify, symbols

    form = chain_store_form()
    b, p = symbols("entry_gain tough_prior", positive=True)
    (n,) = (x for x in form.posterior.free_symbols if x.name == "left")
    assert simplify(form.fight - (1 - b ** (n - 1)) * p / ((1 - p) * b ** (n - 1))) == 0
    assert form.posterior == b ** (n - 1)


def test_input_is_checked() -> None:
    with pytest.raises(ParameterError, match="at least 1"):
        ChainStore(0.5, 2, 0.1, 1, stages=0)
    with pytest.raises(ParameterError, match="entry_gain"):
        ChainStore(1.5, 2, 0.1, 1, stages=2)
