from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gametheory.normal_form import bimatrix
from gametheory.testing import (
    batch_shapes,
    exact_payoffs,
    exact_regret,
    games,
    in_other_units,
    masked_games,
    mixed_profiles,
    rational_games,
    with_actions_in_order,
    with_copy_of_action,
    with_dominated_action,
    with_dummy_player,
    with_players_in_order,
    with_side_payments,
    with_weakly_dominated_action,
)

GAME = bimatrix([[1, 2], [3, 4]], [[5, 6], [7, 8]], players=("row", "column"))


def changes_of(game):
    players = len(game.players)
    return [
        in_other_units(game, [Fraction(1, 3)] * players, [0.1] * players),
        with_side_payments(game, 0, np.full((1,) * players, 7)),
        with_actions_in_order(game, [range(size)[::-1] for size in game.sizes]),
        with_players_in_order(game, range(players)[::-1]),
        with_copy_of_action(game, players - 1, 0),
        with_dominated_action(game, 0),
        with_weakly_dominated_action(game, players - 1, 0, 1),
        with_dummy_player(game),
    ]


@given(st.data())
def test_profiles_come_back_from_a_change_as_they_went(data):
    game = data.draw(masked_games(games()) | rational_games(players=st.integers(1, 3)))
    profile = data.draw(mixed_profiles(game))
    for change in changes_of(game):
        there = change.there(profile)
        assert tuple(strategy.shape[-1] for strategy in there) == change.game.sizes
        assert all(map(np.array_equal, change.back(there), profile))


@given(masked_games(games(batch_shape=batch_shapes())))
def test_a_change_keeps_the_shape_of_the_batch(game):
    assert {change.game.batch_shape for change in changes_of(game)} == {game.batch_shape}


@given(st.data())
def test_regret_follows_every_change_exactly(data):
    game = data.draw(masked_games(games()))
    profile = data.draw(mixed_profiles(game))
    regret = exact_regret(game, profile)
    units, payments, actions, players, copy, _, _, dummy = changes_of(game)
    assert exact_regret(units.game, units.there(profile)) == [gain / 3 for gain in regret]
    for change in (payments, actions, copy):
        assert exact_regret(change.game, change.there(profile)) == regret
    assert exact_regret(players.game, players.there(profile)) == regret[::-1]
    assert exact_regret(dummy.game, dummy.there(profile)) == [*regret, 0]


def test_swapped_players_have_transposed_payoffs():
    swapped = with_players_in_order(GAME, (1, 0)).game
    assert swapped == bimatrix([[5, 7], [6, 8]], [[1, 3], [2, 4]], players=("column", "row"))


def test_changed_payoffs_are_exact_and_carried_where_float64_does_not_hold_them():
    changed = in_other_units(GAME, (1, Fraction(1, 3)), (2.0**80, 0)).game
    assert exact_payoffs(changed)[0, 0, 1] == 2**80 + 2
    assert exact_payoffs(changed)[1, 0, 0] == Fraction(5, 3)


def test_a_dominated_action_pays_less_than_all_others_by_the_range():
    assert with_dominated_action(GAME, 1).game.payoffs[1].tolist() == [[5, 6, 2], [7, 8, 4]]
    constant = bimatrix([[1e100]], [[0]])
    assert with_dominated_action(constant, 0).game.payoffs[0].tolist() == [[1e100], [0]]
    assert with_dominated_action(constant, 1).game.payoffs[1].tolist() == [[0, -1]]


def test_a_dominated_action_takes_no_account_of_masked_payoffs():
    masked = bimatrix([[1, 2], [-9, -9]], [[0, 0], [0, 0]], available=([True, False], [True, True]))
    assert with_dominated_action(masked, 0).game.payoffs[0, 2].tolist() == [0, 1]


def test_a_copy_of_a_masked_action_is_masked():
    masked = bimatrix([[1, 2], [3, 4]], GAME.payoffs[1], available=([True, False], [True, True]))
    assert with_copy_of_action(masked, 0, 1).game.available[0].tolist() == [True, False, False]
