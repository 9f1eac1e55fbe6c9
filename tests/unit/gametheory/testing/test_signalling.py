"""The laws of signalling games: obeyed by all_pbe, and broken by a solver that leaves something out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import testing as laws
from gametheory.signalling import (
    SignallingGame,
    all_pbe,
    d1,
    d2,
    divinity,
    intuitive_criterion,
    nwbr,
    pure_pbe,
    undefeated,
)

BREAKFAST = SignallingGame([[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.25, 0.75])


@given(laws.signalling_games())
def test_beliefs_average_to_the_prior(game):
    laws.beliefs_average_to_the_prior(all_pbe, game)


@given(laws.signalling_games(types=st.just(2)), st.lists(st.integers(-100, 100), min_size=2, max_size=2))
def test_constants_by_type_do_not_matter(game, constants):
    laws.constants_by_type_do_not_matter(all_pbe, game, constants)


@given(laws.signalling_games(messages=st.integers(1, 3)), st.data())
def test_order_does_not_matter(game, data):
    orders = [data.draw(st.permutations(range(size))) for size in game.payoffs.shape[1:]]
    laws.order_does_not_matter(all_pbe, game, orders)


@given(laws.signalling_games(), st.data())
def test_split_type_changes_no_reply(game, data):
    laws.split_type_changes_no_reply(all_pbe, game, data.draw(st.integers(0, len(game.prior) - 1)))


@given(laws.signalling_games(), st.data())
def test_type_of_probability_zero_adds_beliefs_only(game, data):
    shape = game.payoffs.shape[2:]
    entries = st.lists(st.integers(-2, 2), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
    sender, receiver = (np.array(data.draw(entries)).reshape(shape) for _ in range(2))
    laws.type_of_probability_zero_adds_beliefs_only(all_pbe, game, sender, receiver)


def test_refinements_are_nested_for_payoffs_without_ties():
    rng = np.random.default_rng(0)
    for _ in range(20):
        laws.refinements_are_nested(all_pbe, SignallingGame(rng.random((2, 3, 2, 3)), rng.dirichlet(np.ones(3))))


@pytest.mark.parametrize("refine", [intuitive_criterion, d1, d2, divinity, nwbr, undefeated])
@given(
    laws.signalling_games(types=st.just(2), positive=True),
    st.lists(st.integers(-8, 8), min_size=2, max_size=2),
    st.data(),
)
def test_verdicts_follow_the_game(refine, game, constants, data):
    orders = [data.draw(st.permutations(range(size))) for size in game.payoffs.shape[1:]]
    laws.verdicts_follow_the_game(refine, all_pbe, game, constants, orders)


@pytest.mark.parametrize("refine", [intuitive_criterion, d1, divinity, nwbr])
@given(laws.signalling_games(messages=st.just(2), replies=st.integers(2, 3), positive=True), st.data())
def test_split_type_changes_no_verdict(refine, game, data):
    laws.split_type_changes_no_verdict(refine, pure_pbe, game, data.draw(st.integers(0, len(game.prior) - 1)))


def first_only(game):
    """A solver that loses equilibria."""
    return all_pbe(game).take(slice(0, 1))


def by_number(game):
    """A solver that prefers messages with low numbers."""
    found = all_pbe(game)
    return found.take(found.strategies[0][:, 0].argmax(axis=1) == 0)


@pytest.mark.parametrize(
    "violation",
    [
        lambda: laws.order_does_not_matter(by_number, BREAKFAST, [[0, 1], [1, 0], [0, 1]]),
        lambda: laws.split_type_changes_no_reply(
            lambda game: all_pbe(game) if len(game.prior) > 2 else first_only(game), BREAKFAST, 0
        ),
        lambda: laws.constants_by_type_do_not_matter(
            lambda game: all_pbe(game) if game.payoffs.max() < 10 else first_only(game), BREAKFAST, [20, 0]
        ),
    ],
)
def test_a_solver_that_loses_equilibria_breaks_the_laws(violation):
    with pytest.raises(AssertionError):
        violation()
