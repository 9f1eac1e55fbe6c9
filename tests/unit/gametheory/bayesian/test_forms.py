"""Agent form and strategic form: the same play, the same equilibria."""

from fractions import Fraction

import numpy as np
import pytest

from gametheory import UnsupportedGameError, certify
from gametheory.bayesian import (
    BayesianGame,
    agent_form,
    all_bayes_nash,
    bayes_nash,
    behaviour_strategies,
    mixed_strategies,
    pure_bayes_nash,
    strategic_form,
)
from gametheory.residual import bayes_nash_residual, nash_residual
from tests.unit.gametheory.bayesian.games import auction, public_good, random_game


def test_mixed_and_behaviour_strategies_lead_to_the_same_payoffs() -> None:
    rng = np.random.default_rng(5)
    game = random_game(5, (2, 3), (3, 2))
    form = strategic_form(game)
    mixed = tuple(rng.dirichlet(np.ones(size)) for size in form.sizes)
    behaviour = behaviour_strategies(game, mixed)
    again = mixed_strategies(game, behaviour)
    paid = nash_residual(form, mixed).payoffs
    np.testing.assert_allclose(bayes_nash_residual(game, behaviour).payoffs, paid)
    np.testing.assert_allclose(nash_residual(form, again).payoffs, paid)
    for own, back in zip(behaviour, behaviour_strategies(game, again), strict=True):
        np.testing.assert_allclose(own, back)


def test_agents_are_paid_what_types_expect() -> None:
    game = random_game(8, (2, 1, 2), (2, 2, 3))
    form = agent_form(game)
    assert form.sizes == (2, 2, 2, 3, 3)
    rng = np.random.default_rng(8)
    strategies = tuple(rng.dirichlet(np.ones(m), t) for t, m in zip(game.type_counts, game.sizes, strict=True))
    agents = [row for strategy in strategies for row in strategy]
    gains = nash_residual(form, tuple(agents)).regret
    judged = bayes_nash_residual(game, strategies).regret
    starts = np.cumsum((0, *game.type_counts))
    for i in range(3):
        possible = game.possible[i]
        np.testing.assert_allclose(judged[i], gains[starts[i] : starts[i + 1]][possible].max(), atol=1e-12)


def test_forms_are_exact_where_float64_would_round() -> None:
    thirds = public_good(Fraction(1, 4), 2, cheap=Fraction(1, 3))
    form = strategic_form(thirds)
    assert form.exact is not None
    assert form.exact.values[0, 0, 3] == 1 - Fraction(1, 3) * Fraction(1, 4) - Fraction(2, 3) * 2
    assert strategic_form(public_good(Fraction(1, 4), 2)).exact is None
    tenth = BayesianGame(random_game(0).payoffs, [[0.1, 0.2], [0.3, 0.4]])
    assert strategic_form(tenth).exact is not None


def test_masks_reach_both_forms() -> None:
    game = BayesianGame(
        np.zeros((2, 2, 1, 2, 2)), [[0.5], [0.5]], available=([[True, False], [True, True]], [[True, True]])
    )
    form, agents = strategic_form(game), agent_form(game)
    assert form.available is not None
    assert agents.available is not None
    assert form.available[0].tolist() == [True, True, False, False]
    assert [mask.tolist() for mask in agents.available] == [[True, False], [True, True], [True, True]]


def test_labels_with_slashes_stay_apart() -> None:
    game = BayesianGame(np.zeros((1, 2, 2)), [0.5, 0.5], players=("A",), actions=(("a/a", "a"),))
    assert strategic_form(game).actions == (("1: a/a/a/a", "2: a/a/a", "3: a/a/a", "4: a/a"),)


def test_forms_that_are_too_large_are_refused() -> None:
    game = BayesianGame(np.zeros((2, 30, 1, 2, 2)), np.full((30, 1), 1 / 30))
    with pytest.raises(UnsupportedGameError, match="10\\^9"):
        strategic_form(game)
    with pytest.raises(UnsupportedGameError, match="agent form"):
        agent_form(game)


@pytest.mark.parametrize("seed", range(5))
def test_one_equilibrium_is_among_the_mixtures_of_all(seed: int) -> None:
    games = random_game(seed, (2, 2), (2, 3), batch=(10,), largest=9)
    one = bayes_nash(games)
    assert one.certificate.holds.all()
    everyone = all_bayes_nash(games)
    for k in range(10):
        rows = everyone.of(k)
        for player, own in enumerate(one.strategies):
            possible = games.possible[player][k]
            used = (rows.strategies[player] > 0).any(axis=0)
            assert (used | (own[k] < 1e-12))[possible].all()


def test_one_equilibrium_of_a_large_game_and_of_three_players() -> None:
    rng = np.random.default_rng(2)
    large = BayesianGame(rng.random((2, 7, 7, 2, 2)), np.full((7, 7), 1 / 49))
    assert bayes_nash(large).certificate.holds
    rare = np.array([[1e-9, 1e-9], [0.5, 0.5]])
    assert bayes_nash(BayesianGame(rng.random((2, 2, 2, 3, 3)), rare / rare.sum())).certificate.holds
    three = bayes_nash(auction([0, 3], [0, 1], players=3))
    assert certify(auction([0, 3], [0, 1], players=3), three.strategies, residual=bayes_nash_residual).certificate.holds


def test_three_players_without_a_pure_equilibrium_mix() -> None:
    # Each wants to do something else than the next one; the first has a type with a taste, and one of probability 0.
    other = 1 - np.eye(2)
    payoffs = np.zeros((3, 3, 1, 1, 2, 2, 2))
    payoffs[0] = other[:, :, None]
    payoffs[0, 1] += [[[0.125]], [[0.0]]]
    payoffs[1], payoffs[2] = other, other.T[:, None]
    game = BayesianGame(payoffs, np.array([0.5, 0.5, 0.0])[:, None, None], players=tuple("ABC"))
    assert pure_bayes_nash(game).count == 0
    found = bayes_nash(game)
    assert found.certificate.holds
    assert found.strategies[0][2].tolist() == [1, 0]
    assert 0 < found.strategies[1][0, 0] < 1
