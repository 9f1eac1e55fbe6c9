"""Three types of store: the closed form is sequential on the tree, and entry is fought where soft stores are common."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from deterrence.literature import ChainStore, ThreeTypeStore, chain_store_assessment, chain_store_tree
from deterrence.parameters import ParameterError
from gametheory.exact import is_sequential
from gametheory.stochastic import chain_store, exact_reputation


@pytest.mark.parametrize("stages", [1, 2, 3])
def test_the_closed_form_is_a_sequential_equilibrium_of_the_tree(stages: int) -> None:
    rng = random.Random(stages)
    for _ in range(8):
        gain = Fraction(rng.randint(1, 39), 40)
        tough = Fraction(rng.randint(1, 100), 101)
        soft = (1 - tough) * Fraction(rng.randint(1, 99), 100)
        rent = 1 + Fraction(rng.randint(0, 60), 20)
        shares = {"tough": tough, "weak": 1 - tough - soft, "soft": soft}
        tree = chain_store_tree(stages, gain, rent, shares)
        strategies, beliefs = chain_store_assessment(tree, stages, gain, rent, shares)
        assert is_sequential(tree, strategies, beliefs)
        model = ThreeTypeStore(float(gain), float(tough), float(soft), stages=stages)
        entrant, store = strategies[1], strategies[0]
        enters = entrant[0, list(tree.tree.sets[tree.tree.find("entrant after nothing")].actions).index("in")]
        place = [held.label for held in tree.tree.sets if held.player == 0].index("weak store after nothing")
        assert bool(model.enters()) == (enters == 1)
        assert float(model.fight_chance()) == pytest.approx(float(store[place, 0]), abs=1e-12)


def defined(stages: int, gain: Fraction, tough: Fraction, soft: Fraction) -> tuple[Fraction, bool]:
    """The chance that a weak store fights the first entrant and whether he enters, from what a fight leads to.

    A fight proves that the store is not soft: what follows is the game of two types, whose values are those of the
    recursion in fractions. What follows a store that yields is worth nothing to a weak one.
    """
    weak = 1 - tough - soft
    fight = Fraction(0)
    if stages > 1:
        after = exact_reputation(chain_store(stages - 1, gain, 1, Fraction(1, 2)), every_belief=False).values[-1]
        worth_it = after.first(1)
        if tough / (tough + weak) >= worth_it:
            fight = Fraction(1)
        else:  # indifferent: a fight leads to the step, where the value may be 1
            fight = tough * (1 - worth_it) / (weak * worth_it)
            assert after.interval(worth_it)[0] <= 1 <= after.interval(worth_it)[1]
    return fight, gain >= tough + weak * fight


@pytest.mark.parametrize("longest", [12, pytest.param(40, marks=pytest.mark.deep)])
def test_the_closed_form_is_what_the_game_of_two_types_makes_a_fight_worth(longest: int) -> None:
    rng = random.Random(longest)
    for _ in range(4 * longest):
        stages, gain, soft = rng.randint(1, longest), Fraction(rng.randint(1, 9), 10), Fraction(rng.randint(0, 9), 10)
        tough = Fraction(rng.randint(1, 99), 100) * (1 - soft)
        if rng.random() < 0.5:  # on the threshold of entry, or of a sure fight
            tough = min(gain**stages, (1 - soft) / 2) if rng.random() < 0.5 else (1 - soft) * gain ** (stages - 1)
        if tough == 1 - soft:
            continue
        fight, enters = defined(stages, gain, tough, soft)
        model = ThreeTypeStore(float(gain), float(tough), float(soft), stages=stages)
        assert float(model.fight_chance()) == pytest.approx(float(fight), rel=1e-12)
        assert bool(model.enters()) == enters
        assert bool(model.is_tried_and_fought()) == (enters and fight == 1)


def test_soft_stores_leave_the_threshold_of_entry_and_make_weak_ones_fight_more() -> None:
    shares = np.linspace(0, 0.45, 10)
    model = ThreeTypeStore(0.5, 0.05, shares, stages=4)
    assert model.enters().all()
    assert (np.diff(model.fight_chance()) > 0).all()
    two_types = ChainStore(0.5, 2, 0.05, 1, stages=4)
    assert float(np.asarray(model.fight_chance())[0]) == pytest.approx(float(two_types.fight_chance(4)))
    assert not ThreeTypeStore(0.5, 0.07, shares, stages=4).enters().any()


def test_where_soft_stores_are_common_entry_is_tried_and_fought() -> None:
    model = ThreeTypeStore(0.5, 0.2, np.array([0.3, 0.49, 0.5, 0.7]), stages=5)
    assert model.enters().tolist() == [False, False, True, True]
    assert model.is_tried_and_fought().tolist() == [False, False, True, True]


def test_input_is_checked() -> None:
    with pytest.raises(ParameterError, match="at most 1"):
        ThreeTypeStore(0.5, 0.6, 0.5, stages=2)
    with pytest.raises(ParameterError, match="at least 1"):
        ThreeTypeStore(0.5, 0.6, 0.1, stages=0)
