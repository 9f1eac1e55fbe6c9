"""Each law passes sound solvers and catches a solver that breaks it."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from gametheory import Equilibria, certify, testing
from gametheory.normal_form import (
    bimatrix,
    lemke_howson,
    pure_nash,
    support_enumeration,
    symmetric,
    vertex_enumeration,
    zero_sum,
)

SEXES = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
TWO_SEXES = bimatrix([[[3, 0], [0, 2]], [[3, 0], [0, 7]]], [[[2, 0], [0, 3]], [[5, 0], [0, 3]]])
COORDINATION = symmetric([[4, 0, 0], [0, 3, 0], [0, 0, 2]])
PENNIES = zero_sum([[1, -1], [-1, 1]])
SADDLE = zero_sum([[2, 3], [0, 5]])
DOOMED = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
FAIR = zero_sum([[0, -1, 2], [1, 0, -3], [-2, 3, 0]])

one = partial(lemke_howson, strict=False)
every = partial(support_enumeration, strict=False)
pure = partial(pure_nash, strict=False)


def forged(answer, **parts):
    """An answer with other parts, and a certificate that says nothing is wrong."""
    certificate = answer.certificate
    clean = {"regret": np.zeros_like(certificate.regret), "holds": np.ones_like(certificate.holds)}
    return replace(answer, certificate=replace(certificate, **clean), **parts)


def without(rows, answer):
    """An enumeration without some of its rows that still calls itself complete."""
    keep = np.ones(len(answer), dtype=bool)
    keep[rows] = False
    return chosen(np.flatnonzero(keep), answer)


def chosen(rows, answer):
    certificate = answer.certificate
    kept = {name: getattr(certificate, name)[rows] for name in ("regret", "scale", "inconsistency", "holds")}
    game = answer.game[rows]
    return Equilibria(
        tuple(strategy[rows] for strategy in answer.strategies),
        answer.payoffs[rows],
        replace(certificate, **kept),
        game,
        np.bincount(game, minlength=answer.count.size).reshape(answer.count.shape),
        answer.complete,
        answer.status,
        answer.component[rows],
        answer.index[rows],
    )


def uniform(game):
    """The same weight on each action, whatever the payoffs, called an equilibrium."""
    answer = one(game)
    strategies = tuple(np.full_like(strategy, 1 / strategy.shape[-1]) for strategy in answer.strategies)
    return forged(answer, strategies=strategies, status=np.zeros_like(answer.status))


def first_actions(game):
    """Everybody plays the first action, and that is called an equilibrium."""
    answer = one(game)
    return forged(answer, strategies=tuple(np.eye(1, size)[0] for size in game.sizes))


def trembling(game):
    """A little weight everywhere, too little for the certificate to mind."""
    answer = one(game)
    return certify(game, tuple(0.999999999999 * x + 1e-12 / x.shape[-1] for x in answer.strategies), strict=False)


def careless(game):
    """A tenth off, with a tolerance to match."""
    mixed = tuple(0.9 * x + 0.1 / x.shape[-1] for x in one(game).strategies)
    return certify(game, mixed, tolerance=0.5, strict=False)


def silent(game):
    """Nothing found, in any game."""
    return certify(game, tuple(np.full_like(x, np.nan) for x in one(game).strategies), 1, strict=False)


def greedy(game):
    """A number where nothing was found."""
    return forged(silent(game), status=np.ones_like(silent(game).status))


def overwriting(game):
    whole = game.payoffs if game.payoffs.base is None else game.payoffs.base
    whole.flags.writeable = True
    whole += 1.0
    return one(game)


def noticing_the_batch(game):
    return lemke_howson(game, initial_pivot=int(np.prod(game.batch_shape)) - 1, strict=False)


def inventing(game):
    return one(game if game.payoffs.size else bimatrix([[[0]]], [[[0]]]))


def noticing_units(game):
    return lemke_howson(game, initial_pivot=int(game.payoffs.max() > 5), strict=False)


def dropping_the_last(game):
    answer = every(game)
    return without([-1] if len(answer) else [], answer)


def dropping_the_first(game):
    return without([0], every(game))


def dropping_the_best_for_the_row(game):
    answer = every(game)
    return without([answer.payoffs[:, 0].argmax()], answer)


def dropping_where_three_play(game):
    answer = pure(game)
    return without([0] if len(game.players) == 3 else [], answer)


def dropping_with_many_actions(game):
    answer = every(game)
    return without([0] if max(game.sizes) > 2 else [], answer)


def repeating(game):
    answer = every(game)
    return chosen(np.arange(len(answer)).repeat(2)[: 2 * len(answer) - 1], answer)


def out_of_order(game):
    answer = every(game)
    return chosen(np.arange(len(answer))[::-1], answer)


def claiming_more(game):
    answer = one(game)
    return replace(answer, payoffs=answer.payoffs + 1)


def claiming_less_for_more_actions(game):
    answer = one(game)
    return replace(answer, payoffs=answer.payoffs - 5 * sum(game.sizes) * np.array([1, -1]))


def claiming_the_opposite(game):
    answer = one(game)
    return replace(answer, payoffs=-answer.payoffs)


def paying_each_row_more(game):
    answer = lemke_howson(game, initial_pivot=np.arange(2), strict=False)
    return replace(answer, payoffs=answer.payoffs + np.arange(2)[:, None])


def first_and_last_actions(game):
    """The row player's first action with each of the column player's, all called equilibria."""
    answer = lemke_howson(game, initial_pivot=np.arange(2), strict=False)
    return forged(answer, strategies=(np.array([[1.0, 0.0]] * 2), np.eye(2)))


def law(name, *options):
    return lambda solver, game: getattr(testing, name)(solver, game, *options)


def with_components(game):
    return vertex_enumeration(game, strict=False)


def without_the_last_component(game):
    return without([-1], with_components(game))


def with_wrong_indices(game):
    answer = with_components(game)
    return replace(answer, index=answer.index + 1)


def with_indices_exchanged(game):
    """The sum stays what it was."""
    answer = with_components(game)
    return replace(answer, index=answer.index[::-1])


def with_indices_by_units(game):
    answer = with_components(game)
    return replace(answer, index=answer.index * int(game.payoffs[0].max()))


def with_indices_by_order(game):
    answer = with_components(game)
    return replace(answer, index=answer.index + int(game.payoffs[0, 0, 0]))


def joining_by_order(game):
    answer = with_components(game)
    return replace(answer, component=answer.component * int(game.payoffs[0, 0, 0] > 2))


CASES = [
    ("every_game_has_an_answer", (), one, SEXES, silent),
    ("answers_are_equilibria", (), one, SEXES, uniform),
    ("answers_are_equilibria", (), one, SEXES, greedy),
    ("answers_are_equilibria", (), one, SEXES, claiming_more),
    ("answers_are_equilibria", (), every, TWO_SEXES, uniform),
    ("float_and_exact_agree", (), one, SEXES, careless),
    ("rows_are_in_canonical_order", (), every, TWO_SEXES, repeating),
    ("rows_are_in_canonical_order", (), every, SEXES, out_of_order),
    ("batch_equals_loop", (), one, TWO_SEXES, noticing_the_batch),
    ("empty_batch_is_empty", (), one, SEXES, inventing),
    ("game_is_untouched", (), one, DOOMED, overwriting),
    ("units_do_not_matter", ((2, 1), (0, 0)), one, SEXES, noticing_units),
    ("side_payments_do_not_matter", (0, [[0, 4]]), every, SEXES, dropping_the_best_for_the_row),
    ("side_payments_do_not_matter", (0, [[0, 4]]), one, SEXES, uniform),
    ("order_of_actions_does_not_matter", (((2, 1, 0), (2, 1, 0)),), every, COORDINATION, dropping_the_first),
    ("order_of_actions_does_not_matter", (((1, 0), (1, 0)),), one, PENNIES, first_actions),
    ("order_of_players_does_not_matter", ((1, 0),), every, SEXES, dropping_the_best_for_the_row),
    ("dummy_player_does_not_matter", (), pure, SEXES, dropping_where_three_play),
    ("copies_share_the_weight", (0, 0), one, SEXES, uniform),
    ("dominated_action_is_not_played", (0,), one, SEXES, trembling),
    ("dominated_action_is_not_played", (1,), every, SEXES, dropping_with_many_actions),
    ("weakly_dominated_action_keeps_equilibria", (0, 0, 1), one, SEXES, uniform),
    ("errors_in_payoffs_cost_twice_their_size", (0.01,), one, SEXES, uniform),
    ("number_is_odd", (), every, SEXES, dropping_the_last),
    ("indices_sum_to_one", (), every, SEXES, dropping_the_last),
    ("number_is_odd", (), with_components, SEXES, without_the_last_component),
    ("indices_sum_to_one", (), with_components, SEXES, with_wrong_indices),
    ("indices_sum_to_one", (), with_components, SEXES, with_indices_exchanged),
    ("units_do_not_matter", ((2, 1), (0, 0)), with_components, SEXES, with_indices_by_units),
    ("order_of_actions_does_not_matter", (((1, 0), (1, 0)),), with_components, SEXES, with_indices_by_order),
    ("order_of_actions_does_not_matter", (((1, 0), (1, 0)),), with_components, SEXES, joining_by_order),
    ("value_is_unique", (), one, PENNIES, paying_each_row_more),
    ("optimal_strategies_are_interchangeable", (), one, SADDLE, first_and_last_actions),
    ("value_follows_units", (3, 10), one, SADDLE, claiming_more),
    ("value_is_monotone", (1,), one, SADDLE, claiming_the_opposite),
    ("more_actions_never_hurt", (0, 0), one, SADDLE, claiming_less_for_more_actions),
    ("more_actions_never_hurt", (1, -9), one, SADDLE, claiming_the_opposite),
    ("fair_game_has_value_zero", (), one, FAIR, claiming_more),
    ("pure_equilibria_are_saddle_points", (), pure, PENNIES, first_actions),
    ("pure_equilibria_are_saddle_points", (), pure, SADDLE, dropping_the_last),
]


@pytest.mark.parametrize(("name", "options", "sound", "game", "broken"), CASES)
def test_a_law_passes_the_sound_solver_and_catches_the_broken_one(name, options, sound, game, broken):
    law(name, *options)(sound, game)
    with pytest.raises(AssertionError, match="violated"):
        law(name, *options)(broken, game)


def test_the_message_of_a_law_holds_the_game_as_code():
    with pytest.raises(AssertionError) as caught:
        testing.answers_are_equilibria(uniform, TWO_SEXES)
    code = str(caught.value).split("game = ")[1]
    assert eval(code, {"bimatrix": bimatrix}) == SEXES


def test_a_law_on_sets_refuses_a_solver_of_one_equilibrium():
    with pytest.raises(TypeError, match="all equilibria"):
        testing.number_is_odd(one, SEXES)


def test_every_law_has_a_solver_that_breaks_it():
    modules = (testing.laws, testing.components, testing.zero_sum)
    laws = {name for module in modules for name in vars(module) if name in testing.__all__}
    helpers = {name for name in laws if not callable(getattr(testing, name)) or name == "value_bounds"}
    imported = {"equilibrium_index", "exact_payoffs", "exact_regret", "expected_payoffs", "Change"}
    imported |= {name for name in testing.__all__ if name.startswith(("with_", "in_other"))}
    assert laws - helpers - imported == {name for name, *_ in CASES}
