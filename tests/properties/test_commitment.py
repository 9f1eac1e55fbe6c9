"""What is true of optimal commitment in every game, tied, wild and rational ones included."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gametheory.normal_form import NormalFormGame, stackelberg, value_of_commitment, vertex_enumeration
from tests.solvers import INTEGERS, TWO_PLAYERS, with_masks

SLACK = 1e-8


@given(game=with_masks(TWO_PLAYERS), leader=st.integers(0, 1))
def test_favourable_ties_pay_the_leader_no_less_and_both_answers_are_certified(game, leader):
    commitment = stackelberg(game, leader=leader, strict=False)
    high, low = commitment.favourable, commitment.unfavourable
    known = high.certificate.holds & low.certificate.holds
    gain = high.payoffs[..., leader] - low.payoffs[..., leader]
    assert (gain >= -SLACK * high.certificate.scale[..., leader])[known].all()
    for answer in (high, low):
        assert (np.isnan(answer.payoffs).any(axis=-1) == ~answer.certificate.holds).all()
        reply = answer.strategies[1 - leader][answer.certificate.holds]
        assert ((reply == 1).sum(axis=-1) == 1).all()


@given(game=with_masks(INTEGERS), leader=st.integers(0, 1))
def test_small_integer_games_are_always_solved_and_commitment_never_hurts(game, leader):
    commitment = stackelberg(game, leader=leader)
    gain = value_of_commitment(commitment, vertex_enumeration(game))
    scale = commitment.favourable.certificate.scale[..., leader]
    assert (gain.over_best >= -SLACK * scale).all()
    assert (gain.over_worst >= -SLACK * scale).all()


@given(game=INTEGERS, data=st.data())
def test_the_order_of_actions_does_not_matter_to_the_leader(game, data):
    orders = [data.draw(st.permutations(range(size))) for size in game.sizes]
    moved = NormalFormGame(game.payoffs[..., orders[0], :][..., orders[1]])
    one, other = stackelberg(game), stackelberg(moved)
    np.testing.assert_allclose(one.favourable.payoffs[..., 0], other.favourable.payoffs[..., 0], rtol=0, atol=1e-6)
    np.testing.assert_allclose(one.unfavourable.payoffs[..., 0], other.unfavourable.payoffs[..., 0], rtol=0, atol=1e-6)


@given(game=INTEGERS, data=st.data())
def test_a_further_action_never_hurts_the_leader(game, data):
    n = game.sizes[1]
    extra = data.draw(st.lists(st.integers(-9, 9), min_size=2 * n, max_size=2 * n))
    row = np.broadcast_to(np.array(extra, dtype=float).reshape(2, 1, n), (*game.batch_shape, 2, 1, n))
    larger = NormalFormGame(np.concatenate([game.payoffs, row], axis=-2))
    before, after = stackelberg(game).favourable.payoffs[..., 0], stackelberg(larger).favourable.payoffs[..., 0]
    assert (after >= before - 1e-6).all()
