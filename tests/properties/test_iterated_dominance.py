"""What is true of iterated strict dominance in every game, tied, wild and rational ones included."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gametheory.normal_form import iterated_dominance, pure_nash, support_enumeration
from gametheory.testing import with_actions_in_order, with_dominated_action
from tests.solvers import ANY_NUMBER, INTEGERS, with_masks


@given(game=with_masks(ANY_NUMBER))
def test_what_is_left_holds_every_pure_equilibrium_and_is_not_reduced_further(game):
    reduction = iterated_dominance(game)
    equilibria = pure_nash(game, strict=False)
    for strategy, left in zip(equilibria.strategies, reduction.remaining, strict=True):
        left = left.reshape(-1, left.shape[-1])
        assert not (strategy > 0)[~left[equilibria.game]].any()
        assert left.any(axis=-1).all()
    assert (iterated_dominance(reduction.game).rounds == 0).all()


@given(game=with_masks(INTEGERS))
def test_no_equilibrium_plays_what_is_eliminated(game):
    equilibria = support_enumeration(game, strict=False)
    for strategy, left in zip(equilibria.strategies, iterated_dominance(game).remaining, strict=True):
        assert not (strategy > 0)[~left.reshape(-1, left.shape[-1])[equilibria.game]].any()


@given(game=ANY_NUMBER, data=st.data())
def test_actions_in_another_order_go_in_the_same_rounds(game, data):
    orders = [data.draw(st.permutations(range(size))) for size in game.sizes]
    one, other = iterated_dominance(game), iterated_dominance(with_actions_in_order(game, orders).game)
    for before, after, order in zip(one.eliminated, other.eliminated, orders, strict=True):
        np.testing.assert_array_equal(before[..., order], after)


@given(game=ANY_NUMBER, data=st.data())
def test_an_action_added_below_another_goes_in_the_first_round(game, data):
    player = data.draw(st.integers(0, len(game.sizes) - 1))
    larger = with_dominated_action(game, player).game
    assert larger.sizes[player] == game.sizes[player] + 1
    assert (iterated_dominance(larger).eliminated[player] == 1).any(axis=-1).all()
