"""Three types of store: the closed form is sequential on the tree, and entry is fought where soft stores are common."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from deterrence.literature import ChainStore, ThreeTypeStore, chain_store_assessment, chain_store_tree
from deterrence.parameters import ParameterError
from gametheory.exact import is_sequential


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
