"""What is true of every solver: the laws of gametheory.testing over the rows of tests/solvers.py."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import Equilibria, Equilibrium
from gametheory import testing as laws
from gametheory.testing.answer import bits_of
from tests.solvers import SOLVERS


def solvers(where=lambda row: True):
    return pytest.mark.parametrize("solver", [pytest.param(row, id=row.name) for row in SOLVERS if where(row)])


def some(number, low, high):
    return st.lists(st.integers(low, high), min_size=number, max_size=number)


def payments_for(data, game, player, low, high):
    """One integer per profile of the opponents, the same in every game of a batch."""
    shape = [1 if i == player else size for i, size in enumerate(game.sizes)]
    return np.array(data.draw(some(int(np.prod(shape)), low, high))).reshape(shape)


def player_of(data, game):
    return data.draw(st.integers(0, len(game.players) - 1), label="player")


@solvers()
@given(data=st.data())
def test_solvers_return_one_equilibrium_or_all_as_they_say(solver, data):
    answer = solver.solve(data.draw(solver.games))
    assert isinstance(answer, Equilibrium if solver.kind == "one" else Equilibria)


@solvers(lambda row: row.always)
@given(data=st.data())
def test_every_game_has_an_equilibrium(solver, data):
    laws.every_game_has_an_answer(solver.solve, data.draw(solver.games))


@solvers()
@given(data=st.data())
def test_every_answer_is_an_equilibrium_in_exact_arithmetic(solver, data):
    laws.answers_are_equilibria(solver.solve, data.draw(solver.games))


@solvers()
@given(data=st.data())
def test_near_every_answer_there_is_an_exact_equilibrium(solver, data):
    laws.float_and_exact_agree(solver.solve, data.draw(solver.integer_games))


@solvers(lambda row: row.kind == "all")
@given(data=st.data())
def test_equilibria_come_in_canonical_order_and_once(solver, data):
    laws.rows_are_in_canonical_order(solver.solve, data.draw(solver.games))


@solvers()
@given(data=st.data())
def test_a_batch_equals_the_loop_over_its_games(solver, data):
    laws.batch_equals_loop(solver.solve, data.draw(solver.games))


def set_everywhere(patch, constant, value):
    """Set a constant of the kernels wherever it was imported."""
    for name, module in list(sys.modules.items()):
        if name.startswith("gametheory.") and hasattr(module, constant):
            patch.setattr(module, constant, value)


@solvers()
@given(data=st.data())
def test_answers_depend_neither_on_chunks_nor_on_threads(solver, data):
    game = data.draw(solver.games)
    answer = bits_of(solver.solve(game))
    for chunk_bytes, threads in [(1, "1"), (1, "3"), (200, "2")]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GAMETHEORY_THREADS", threads)
            set_everywhere(patch, "CHUNK_BYTES", chunk_bytes)
            assert bits_of(solver.solve(game)) == answer


@solvers()
@given(data=st.data())
def test_answers_do_not_depend_on_loops_compiled_for_the_sizes_of_large_batches(solver, data):
    # Every size is compiled anew, so one must do: 3 by 3.
    some_games = laws.bimatrix_games if solver.any_sum else laws.zero_sum_games
    payoffs = data.draw(st.sampled_from([st.integers(0, 2), None]))
    game = data.draw(some_games(min_actions=3, max_actions=3, payoffs=payoffs, batch_shape=(3,)))
    answer = bits_of(solver.solve(game))
    with pytest.MonkeyPatch.context() as patch:
        set_everywhere(patch, "CHUNK_BYTES", 1)
        set_everywhere(patch, "MANY_ROWS", 1)
        assert bits_of(solver.solve(game)) == answer


@solvers()
@given(data=st.data())
def test_an_empty_batch_has_an_empty_answer(solver, data):
    laws.empty_batch_is_empty(solver.solve, data.draw(solver.games))


@solvers()
@given(data=st.data())
def test_solvers_leave_their_input_as_it_was(solver, data):
    laws.game_is_untouched(solver.solve, data.draw(solver.games))


@solvers(lambda row: row.any_sum)
@given(data=st.data())
def test_a_power_of_two_for_each_player_changes_nothing(solver, data):
    game = data.draw(solver.games)
    factors = [2.0**exponent for exponent in data.draw(some(len(game.players), -60, 60))]
    laws.units_do_not_matter(solver.solve, game, factors, [0] * len(factors))


@solvers()
@given(data=st.data())
def test_one_power_of_two_for_all_players_changes_nothing(solver, data):
    game = data.draw(solver.games)
    players = len(game.players)
    factor = 2.0 ** data.draw(st.integers(-60, 60))
    laws.units_do_not_matter(solver.solve, game, [factor] * players, [0] * players)


@solvers(lambda row: row.any_sum)
@given(data=st.data())
def test_other_units_of_integer_payoffs_change_nothing(solver, data):
    game = data.draw(solver.integer_games)
    factors = data.draw(some(len(game.players), 1, 1000))
    constants = data.draw(some(len(game.players), -(10**9), 10**9))
    laws.units_do_not_matter(solver.solve, game, factors, constants)


@solvers()
@given(data=st.data())
def test_a_billion_added_to_integer_payoffs_changes_nothing(solver, data):
    game = data.draw(solver.integer_games)
    players = len(game.players)
    laws.units_do_not_matter(solver.solve, game, [1] * players, [10**9] * players)


@solvers(lambda row: row.any_sum)
@given(data=st.data())
def test_payments_for_what_opponents_do_keep_the_equilibria(solver, data):
    game = data.draw(solver.integer_games)
    player = player_of(data, game)
    payments = payments_for(data, game, player, -100, 100)
    laws.side_payments_do_not_matter(solver.solve, game, player, payments)


@solvers()
@given(data=st.data())
def test_permuting_actions_permutes_the_equilibria(solver, data):
    game = data.draw(solver.games)
    orders = [data.draw(st.permutations(range(size))) for size in game.sizes]
    laws.order_of_actions_does_not_matter(solver.solve, game, orders)


@solvers()
@given(data=st.data())
def test_permuting_players_permutes_their_strategies(solver, data):
    game = data.draw(solver.games)
    order = data.draw(st.permutations(range(len(game.players))))
    laws.order_of_players_does_not_matter(solver.solve, game, order)


@solvers(lambda row: row.any_number)
@given(data=st.data())
def test_a_player_without_a_choice_changes_nothing(solver, data):
    laws.dummy_player_does_not_matter(solver.solve, data.draw(solver.games))


@solvers()
@given(data=st.data())
def test_copies_of_an_action_share_its_weight(solver, data):
    game = data.draw(solver.games)
    player = player_of(data, game)
    action = data.draw(st.integers(0, game.sizes[player] - 1))
    laws.copies_share_the_weight(solver.solve, game, player, action)


@solvers(lambda row: row.any_sum)
@given(data=st.data())
def test_strictly_dominated_actions_are_not_played(solver, data):
    game = data.draw(solver.games)
    laws.dominated_action_is_not_played(solver.solve, game, player_of(data, game))


@solvers(lambda row: row.any_sum)
@given(data=st.data())
def test_weakly_dominated_actions_keep_the_equilibria(solver, data):
    game = data.draw(solver.integer_games)
    player = player_of(data, game)
    action = data.draw(st.integers(0, game.sizes[player] - 1))
    losses = payments_for(data, game, player, 0, 2)
    laws.weakly_dominated_action_keeps_equilibria(solver.solve, game, player, action, losses)


@solvers(lambda row: row.any_sum)
@given(data=st.data())
def test_errors_in_payoffs_cost_at_most_twice_their_size(solver, data):
    game = data.draw(solver.integer_games)
    shape = (len(game.players), *game.sizes)
    errors = np.array(data.draw(some(int(np.prod(shape)), -8, 8))).reshape(shape) / 16
    laws.errors_in_payoffs_cost_twice_their_size(solver.solve, game, errors)


@solvers(lambda row: row.complete)
@given(data=st.data())
def test_nondegenerate_games_have_an_odd_number_of_equilibria(solver, data):
    laws.number_is_odd(solver.solve, data.draw(solver.games))


@solvers(lambda row: row.complete)
@given(data=st.data())
def test_indices_of_a_nondegenerate_game_sum_to_one(solver, data):
    laws.indices_sum_to_one(solver.solve, data.draw(solver.games))


@solvers()
@given(data=st.data())
def test_all_equilibria_of_a_zero_sum_game_pay_the_same(solver, data):
    laws.value_is_unique(solver.solve, data.draw(solver.zero_sum_games))


@solvers()
@given(data=st.data())
def test_optimal_strategies_are_interchangeable(solver, data):
    laws.optimal_strategies_are_interchangeable(solver.solve, data.draw(solver.zero_sum_games))


@solvers()
@given(data=st.data(), factor=st.integers(1, 1000), constant=st.integers(-(10**9), 10**9))
def test_the_value_follows_units_and_changes_sign_with_the_roles(solver, data, factor, constant):
    laws.value_follows_units(solver.solve, data.draw(solver.zero_sum_games), factor, constant)


@solvers()
@given(data=st.data())
def test_the_value_is_monotone_in_the_payoffs(solver, data):
    game = data.draw(solver.zero_sum_games)
    raises = np.array(data.draw(some(int(np.prod(game.sizes)), 0, 3))).reshape(game.sizes)
    laws.value_is_monotone(solver.solve, game, raises)


@solvers()
@given(data=st.data())
def test_a_further_action_never_hurts_in_a_zero_sum_game(solver, data):
    game = data.draw(solver.zero_sum_games)
    player = player_of(data, game)
    payoffs = payments_for(data, game, player, -9, 9)
    laws.more_actions_never_hurt(solver.solve, game, player, payoffs)


@solvers()
@given(data=st.data())
def test_a_game_that_looks_the_same_from_both_sides_has_value_zero(solver, data):
    laws.fair_game_has_value_zero(solver.solve, data.draw(laws.fair_games(batch_shape=laws.batch_shapes())))


@solvers()
@given(data=st.data())
def test_pure_equilibria_of_a_zero_sum_game_are_its_saddle_points(solver, data):
    laws.pure_equilibria_are_saddle_points(solver.solve, data.draw(solver.zero_sum_games))
