"""Normal forms of trees, and Kuhn's theorem."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.exact import is_equilibrium, lemke_howson
from gametheory.extensive import (
    ExtensiveGame,
    behaviour,
    behaviour_strategies,
    chance,
    decision,
    extensive_game,
    mixed_strategies,
    normal_form,
    payoffs,
    reduced_normal_form,
)
from gametheory.profile import profile_weights
from gametheory.residual import behaviour_residual, nash_residual
from tests.unit.gametheory.extensive.trees import centipede, entry, horse, kuhn_poker, random_recall_game

SEEDS = st.integers(0, 10**6)


def any_behaviour(game: ExtensiveGame, seed: int, *, pure: bool = False) -> tuple[np.ndarray, ...]:
    """Random behaviour strategies; some actions never played."""
    rng = np.random.default_rng(seed)
    strategies = []
    for shape, exists in zip(game.tree.shapes, game.tree.exists, strict=True):
        weights = np.where(exists, rng.random((*game.batch_shape, *shape)) + 1e-3, 0.0)
        weights = np.where(rng.random(weights.shape) < 0.3, 1e-300 * weights, weights)
        weights = np.where(weights < 1e-200, 0.0 if weights.shape[-1] > 1 else weights, weights)
        empty = weights.sum(axis=-1, keepdims=True) == 0
        weights = np.where(empty, exists, weights)
        strategies.append(weights / weights.sum(axis=-1, keepdims=True))
    return tuple(strategies)


def small(game: ExtensiveGame) -> bool:
    sizes = [np.prod([len(game.tree.sets[h].actions) for h in mine]) for mine in game.tree.sets_of]
    return bool(np.prod(sizes) <= 20_000)


def test_the_normal_form_of_entry_deterrence_is_the_textbook_matrix() -> None:
    form = normal_form(entry())
    assert form.actions == (("out", "in"), ("fight", "share"))
    assert form.payoffs.tolist() == [[[0, 0], [-1, 1]], [[4, 4], [-1, 1]]]


def test_the_reduced_normal_form_of_the_centipede_is_one_strategy_per_stop() -> None:
    form = reduced_normal_form(centipede(6))
    assert form.sizes == (4, 4)
    assert normal_form(centipede(6)).sizes == (8, 8)
    assert form.actions is not None
    assert form.actions[0] == ("stop/-/-", "go/stop/-", "go/go/stop", "go/go/go")


def test_a_player_who_never_moves_has_one_strategy() -> None:
    game = extensive_game(decision("A", {"l": payoffs(1, 2), "r": payoffs(0, 3)}), players=("A", "B"))
    assert normal_form(game).sizes == (2, 1)
    assert normal_form(game).actions == (("l", "r"), ("-",))


@given(SEEDS)
def test_kuhns_theorem_mixed_and_behaviour_strategies_lead_to_the_same_payoffs(seed: int) -> None:
    game = random_recall_game(seed)
    if not small(game):
        return
    strategies = any_behaviour(game, seed)
    worth = behaviour_residual(game, strategies).payoffs
    for form in (normal_form(game), reduced_normal_form(game)):
        mixed = mixed_strategies(game, strategies, form)
        paid = (form.payoffs * profile_weights(mixed)).reshape(2, -1).sum(axis=-1)
        np.testing.assert_allclose(paid, worth, atol=1e-12)
        back = behaviour_strategies(game, mixed)
        np.testing.assert_allclose(behaviour_residual(game, back).payoffs, worth, atol=1e-12)


@given(SEEDS)
def test_any_mixed_strategy_has_a_behaviour_strategy_against_every_strategy_of_the_others(seed: int) -> None:
    game = random_recall_game(seed)
    if not small(game):
        return
    rng = np.random.default_rng(seed)
    form = reduced_normal_form(game)
    mixed = tuple(rng.dirichlet(np.full(size, 0.3)) for size in form.sizes)
    paid = (form.payoffs * profile_weights(mixed)).reshape(2, -1).sum(axis=-1)
    np.testing.assert_allclose(behaviour_residual(game, behaviour_strategies(game, mixed)).payoffs, paid, atol=1e-12)


@given(SEEDS)
def test_regret_in_the_tree_is_regret_in_the_normal_form(seed: int) -> None:
    game = random_recall_game(seed)
    if not small(game):
        return
    strategies = any_behaviour(game, seed)
    form = reduced_normal_form(game)
    in_form = nash_residual(form, mixed_strategies(game, strategies, form))
    in_tree = behaviour_residual(game, strategies)
    np.testing.assert_allclose(in_tree.regret, in_form.regret, atol=1e-11)
    assert (in_tree.regret >= in_form.regret - 1e-11).all()


def test_kuhn_poker_has_the_value_of_minus_one_eighteenth_exactly_by_its_normal_form() -> None:
    form = reduced_normal_form(kuhn_poker())
    assert form.sizes == (27, 64)
    x, y = lemke_howson(form)
    assert is_equilibrium(form, (x, y))
    assert form.exact is not None
    assert x @ form.exact.values[0] @ y == Fraction(-1, 18)


def test_a_batch_equals_its_games() -> None:
    game = random_recall_game(7, batch=(3,))
    form, strategies = reduced_normal_form(game), any_behaviour(game, 7)
    whole = behaviour_residual(game, strategies)
    for k in range(3):
        assert reduced_normal_form(game[k]) == form[k]
        alone = behaviour_residual(game[k], tuple(strategy[k] for strategy in strategies))
        assert (alone.regret == whole.regret[k]).all()
        assert (alone.payoffs == whole.payoffs[k]).all()


def test_exact_numbers_stay_exact() -> None:
    third = Fraction(1, 3)
    game = extensive_game(
        chance({"a": (third, decision("A", {"l": payoffs(1), "r": payoffs(third)})), "b": (1 - third, payoffs(0))}),
        players=("A",),
    )
    form = normal_form(game)
    assert form.exact is not None
    assert form.exact.values.tolist() == [[third, third * third]]


def test_too_large_a_normal_form_is_refused_with_its_sizes() -> None:
    with pytest.raises(UnsupportedGameError, match=r"10\^60 x 10\^60.*reduced_normal_form"):
        normal_form(centipede(400))
    assert reduced_normal_form(centipede(400)).sizes == (201, 201)
    with pytest.raises(UnsupportedGameError, match="3 x 3"):
        reduced_normal_form(centipede(4), most_payoffs=10)


def test_a_player_who_forgets_has_a_normal_form_but_no_reduced_one() -> None:
    second = decision("driver", {"exit": payoffs(4), "go": payoffs(1)}, information="exit")
    first = decision("driver", {"exit": payoffs(0), "go": second}, information="exit")
    driver = extensive_game(first, players=("driver",), perfect_recall=False)
    assert normal_form(driver).payoffs.tolist() == [[0, 1]]  # no pure strategy ever gets 4
    for refuses in (lambda: reduced_normal_form(driver), lambda: behaviour_strategies(driver, ([0.5, 0.5],))):
        with pytest.raises(UnsupportedGameError, match="does not recall"):
            refuses()


def test_strategies_of_another_game_are_refused() -> None:
    with pytest.raises(InvalidGameError, match=r"\[2, 2\]"):
        behaviour_strategies(entry(), ([1, 0, 0], [1, 0]))
    with pytest.raises(InvalidGameError, match=r"\(1, 2\)"):
        behaviour_residual(horse(), behaviour(entry(), {"entrant": "in", "incumbent after in": "share"}))
