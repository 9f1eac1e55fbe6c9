"""Subgame-perfect equilibria with imperfect information, and sequence-form programs."""

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.extensive import (
    behaviour,
    decision,
    extensive_game,
    payoffs,
    reduced_normal_form,
    sequence_form_lp,
    subgame_perfect,
)
from gametheory.normal_form import minimax_lp, pure_nash, support_enumeration, welfare_best
from gametheory.residual import behaviour_residual, subgame_residual
from tests.unit.gametheory.extensive.trees import centipede, entry, horse, kuhn_poker, random_recall_game


def test_the_empty_threat_is_nash_but_not_subgame_perfect() -> None:
    game = entry()
    deterred = behaviour(game, {"entrant": "out", "incumbent after in": "fight"})
    assert certify(game, deterred, residual=behaviour_residual).certificate.holds
    judged = certify(game, deterred, residual=subgame_residual, strict=False)
    assert not judged.certificate.holds
    assert judged.certificate.regret == pytest.approx([0, 2])


def test_subgames_begin_where_no_information_set_is_cut() -> None:
    assert np.flatnonzero(horse().tree.begins_subgame).tolist() == [0]
    assert np.flatnonzero(kuhn_poker().tree.begins_subgame).tolist() == [0]
    tree = centipede(4).tree
    assert (tree.begins_subgame == (tree.mover >= 0)).all()


@given(st.integers(0, 10**6))
def test_what_is_found_is_subgame_perfect_and_so_nash(seed: int) -> None:
    game = random_recall_game(seed, depth=3, batch=(2,))
    found = subgame_perfect(game, strict=False)
    again = certify(game, found.strategies, residual=behaviour_residual, strict=False)
    assert again.certificate.holds[found.certificate.holds].all()
    assert found.certificate.holds.all()


@given(st.integers(0, 10**6))
def test_total_regret_bounds_the_regret_of_every_deviation(seed: int) -> None:
    game = random_recall_game(seed)
    rng = np.random.default_rng(seed)
    strategies = tuple(
        np.where(exists, weights := rng.random(exists.shape), 0) / np.where(exists, weights, 0).sum(-1, keepdims=True)
        for exists in game.tree.exists
    )
    measured = subgame_residual(game, strategies)
    assert measured.total_regret is not None
    assert (measured.total_regret >= behaviour_residual(game, strategies).regret - 1e-12).all()


def test_a_batch_equals_its_games() -> None:
    game = random_recall_game(11, batch=(4,))
    whole = subgame_perfect(game)
    for k in range(4):
        alone = subgame_perfect(game[k])
        assert all((a == b[k]).all() for a, b in zip(alone.strategies, whole.strategies, strict=True))


def test_any_solver_of_normal_forms_solves_the_subgames() -> None:
    def best(form: Any, *, strict: bool) -> Any:
        return welfare_best(support_enumeration(form, strict=strict))

    game = random_recall_game(3, depth=3)
    assert subgame_perfect(game, stage_solver=best).certificate.holds
    with pytest.raises(InvalidGameError, match="one Equilibrium of each game; got Equilibria"):
        subgame_perfect(horse_with_two(), stage_solver=pure_nash)


def horse_with_two() -> Any:
    reply = decision("B", {"l": payoffs(1, 1), "r": payoffs(0, 0)}, information="B")
    return extensive_game(decision("A", {"l": reply, "r": reply}), players=("A", "B"))


def test_three_players_in_one_subgame_need_another_solver() -> None:
    with pytest.raises(UnsupportedGameError, match="2 players; got 3"):
        subgame_perfect(horse())

    def best_pure(form: Any, *, strict: bool) -> Any:
        return welfare_best(pure_nash(form, strict=strict))

    assert subgame_perfect(horse(), stage_solver=best_pure).certificate.holds


def test_kuhn_poker_has_the_value_of_minus_one_eighteenth_in_the_sequence_form() -> None:
    optimal = sequence_form_lp(kuhn_poker())
    assert optimal.certificate.concept == "nash"
    assert optimal.payoffs == pytest.approx([-1 / 18, 1 / 18], abs=1e-13)
    assert Fraction(float(optimal.payoffs[0])).limit_denominator(1000) == Fraction(-1, 18)


@given(st.integers(0, 10**6))
def test_the_sequence_form_and_the_normal_form_have_one_value(seed: int) -> None:
    game = random_recall_game(seed, depth=3, batch=(2,))
    own = game.payoffs[..., 0]
    game = type(game)(game.tree, np.stack([own, -own], axis=-1), game.chances)
    value = minimax_lp(reduced_normal_form(game)).payoffs[..., 0]
    np.testing.assert_allclose(sequence_form_lp(game).payoffs[..., 0], value, atol=1e-9)


def test_the_sequence_form_refuses_what_is_not_zero_sum() -> None:
    for game in (entry(), horse()):
        with pytest.raises(UnsupportedGameError, match="constant"):
            sequence_form_lp(game)


def test_a_failed_subgame_is_nan_and_says_so() -> None:
    def fails(form: Any, *, strict: bool) -> Any:
        return certify(form, tuple(np.full((*form.batch_shape, size), 1.0) for size in form.sizes), strict=strict)

    found = partial(subgame_perfect, stage_solver=fails)(horse_with_two(), strict=False)
    assert not found.certificate.holds
    assert all(np.isnan(strategy).all() for strategy in found.strategies)
