"""Every Bayes-Nash equilibrium of two-player games: closed forms, invariances, and an exact oracle."""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from gametheory import exact
from gametheory.bayesian import BayesianGame, all_bayes_nash, behaviour_strategies, pure_bayes_nash, strategic_form
from gametheory.normal_form import NormalFormGame, components
from gametheory.residual import interim_measure
from tests.signalling_oracle import extreme_points
from tests.unit.gametheory.bayesian.games import auction, public_good, purified, random_game


def profiles(found: Any) -> set[Any]:
    """The rows as a set, to 12 digits."""
    flat = [strategy.reshape(len(found), -1) for strategy in found.strategies]
    return {tuple(row) for row in (np.concatenate(flat, axis=1).round(12) + 0.0).tolist()}


def by_definition(game: BayesianGame) -> set[Any]:
    """The extreme equilibria of a game whose types are all possible, from the definition in rational arithmetic."""
    payoffs, prior = (game.payoffs, game.prior) if game.exact is None else (game.exact.payoffs, game.exact.prior)
    t, m = game.type_counts, game.sizes

    def worth(i: int, own: int, a: int) -> Any:
        """What action a brings type ``own``, a coefficient for each type and action of the other player."""
        rows = []
        for other in range(t[1 - i]):
            at = (own, other) if i == 0 else (other, own)
            played = [(a, b) if i == 0 else (b, a) for b in range(m[1 - i])]
            rows.append([Fraction(prior[at]) * Fraction(payoffs[(i, *at, *p)]) for p in played])
        return rows

    functions = [[[worth(i, own, a) for a in range(m[i])] for own in range(t[i])] for i in range(2)]
    points = [extreme_points(t[i], m[i], functions[1 - i]) for i in range(2)]

    def replies(i: int, mine: Any, other: Any) -> bool:
        for own in range(t[i]):
            values = [
                sum(c * x for row, point in zip(function, other, strict=True) for c, x in zip(row, point, strict=True))
                for function in functions[i][own]
            ]
            if any(weight and value < max(values) for weight, value in zip(mine[own], values, strict=True)):
                return False
        return True

    return {
        tuple(round(float(weight), 12) for side in (x, y) for row in side for weight in row)
        for x in points[0]
        for y in points[1]
        if replies(0, x, y) and replies(1, y, x)
    }


@pytest.mark.parametrize(("types", "actions"), [((2, 2), (2, 2)), ((2, 1), (2, 3)), ((1, 3), (2, 2)), ((2, 2), (3, 2))])
def test_extreme_equilibria_are_those_of_the_definition(types: Any, actions: Any) -> None:
    compared = 0
    for seed in range(12):
        game = random_game(seed, types, actions, largest=2)
        if all(mine.all() for mine in game.possible):
            found = all_bayes_nash(game)
            assert profiles(found) == by_definition(game), seed
            assert len(profiles(found)) == len(found)
            compared += 1
    assert compared >= 3


@pytest.mark.parametrize("seed", range(8))
def test_the_strategic_form_has_the_same_equilibria_and_components(seed: int) -> None:
    """An equilibrium in behaviour strategies is extreme only if it is that of an extreme one in mixed strategies."""
    game = random_game(seed, (2, 2), (2, 2), largest=3)
    if not all(mine.all() for mine in game.possible):
        game = BayesianGame(game.payoffs, np.full((2, 2), 0.25))
    found, form = all_bayes_nash(game), exact.vertex_enumeration(strategic_form(game))
    behaviour = behaviour_strategies(game, [x.astype(np.float64) for x in form.strategies])
    flat = np.concatenate([x.reshape(len(form), -1) for x in behaviour], axis=1).round(12) + 0.0
    mapped: dict[Any, set[int]] = {}
    for row, component in zip(flat.tolist(), form.component.tolist(), strict=True):
        mapped.setdefault(tuple(row), set()).add(component)
    rows = [np.concatenate([x[k].reshape(-1) for x in found.strategies]).round(12) + 0.0 for k in range(len(found))]
    partners = {}
    for row, component in zip(rows, found.component.tolist(), strict=True):
        (there,) = mapped[tuple(row.tolist())]
        assert partners.setdefault(component, there) == there
    assert sorted(partners.values()) == sorted(set(form.component.tolist()))


def test_types_known_to_all_leave_the_normal_form() -> None:
    rng = np.random.default_rng(4)
    payoffs = rng.integers(0, 3, (20, 2, 3, 3))
    plain = exact.vertex_enumeration(NormalFormGame(payoffs))
    wide = rng.integers(0, 9, (20, 2, 2, 3, 3, 3))  # types of probability 0 are paid anything
    wide[:, :, 1, 2] = payoffs
    prior = np.zeros((2, 3))
    prior[1, 2] = 1
    found = all_bayes_nash(BayesianGame(wide, prior))
    assert found.game.tolist() == plain.game.tolist()
    assert found.component.tolist() == plain.component.tolist()
    np.testing.assert_allclose(found.strategies[0][:, 1], plain.strategies[0].astype(np.float64), atol=1e-15)
    np.testing.assert_allclose(found.strategies[1][:, 2], plain.strategies[1].astype(np.float64), atol=1e-15)
    np.testing.assert_array_equal(found.strategies[1][:, 0], np.eye(3)[np.zeros(len(found), int)])


@pytest.mark.parametrize("cheap", [Fraction(1, 5), Fraction(1, 2), Fraction(9, 10)])
def test_who_provides_a_public_good(cheap: Fraction) -> None:
    """The costly types never provide. With cost c, a cheap type is indifferent if the other provides with 1 - c."""
    cost = Fraction(1, 4)
    found = all_bayes_nash(public_good(cost, 2, cheap))
    provides = sorted(tuple(strategy[k, 0, 0] for strategy in found.strategies) for k in range(len(found)))
    assert all((strategy[:, 1, 0] == 0).all() for strategy in found.strategies)
    if cheap < 1 - cost:  # the other is too rarely cheap to rely on
        assert provides == [(1, 1)]
    else:
        mix = float((1 - cost) / cheap)
        np.testing.assert_allclose(provides, [(0, 1), (mix, mix), (1, 0)])


def test_the_knife_edge_of_the_public_good_is_one_component() -> None:
    found = all_bayes_nash(public_good(Fraction(1, 4), 2, Fraction(3, 4)))
    assert sorted(tuple(s[k, 0, 0] for s in found.strategies) for k in range(len(found))) == [(0, 1), (1, 0), (1, 1)]
    assert found.component.tolist() == [0, 0, 0]
    (whole,) = components(found)
    assert sorted((len(x), len(y)) for x, y in whole.subsets) == [(1, 2), (2, 1)]


def test_whoever_values_a_good_at_nothing_never_wins_it_at_a_price() -> None:
    game = auction([0, 4], [0, 1, 2, 3])
    found = all_bayes_nash(game)
    for profile in zip(*found.strategies, strict=True):
        measured = interim_measure(game, profile)
        np.testing.assert_allclose([paid[0] for paid in measured.paid], 0, atol=1e-12)
        assert min(paid[1] for paid in measured.paid) >= 0.5  # a bid of 3 wins or ties
    assert profiles(pure_bayes_nash(game)) <= profiles(found)


@pytest.mark.parametrize("kinds", [2, 4])
def test_private_tastes_purify_a_mixed_equilibrium(kinds: int) -> None:
    """Harsanyi (1973): half of the types play each action, and which ones is strict, so that nobody mixes."""
    found = all_bayes_nash(purified(Fraction(1, 10), kinds))
    assert len(found) == 1
    eager = np.arange(kinds) >= kinds // 2  # a taste for the first action
    for strategy in found.strategies:
        np.testing.assert_array_equal(strategy[0, :, 0], eager)
    assert profiles(pure_bayes_nash(purified(Fraction(1, 10), kinds))) == profiles(found)


def test_with_an_odd_number_of_tastes_the_middle_type_mixes() -> None:
    found = all_bayes_nash(purified(Fraction(1, 10), 3))
    assert [strategy[0, :, 0].tolist() for strategy in found.strategies] == [[0, 0.5, 1]] * 2


@pytest.mark.parametrize("seed", range(4))
def test_renaming_types_renames_strategies(seed: int) -> None:
    game = random_game(seed, (3, 2), (2, 2))
    order = [2, 0, 1]
    renamed = BayesianGame(game.payoffs[:, order], game.exact.prior[order] if game.exact else game.prior[order])
    found, other = all_bayes_nash(game), all_bayes_nash(renamed)
    back = np.argsort(order)
    mine = {(tuple(x.ravel().round(12)), tuple(y.ravel().round(12))) for x, y in zip(*found.strategies, strict=True)}
    theirs = {
        (tuple(x[back].ravel().round(12)), tuple(y.ravel().round(12))) for x, y in zip(*other.strategies, strict=True)
    }
    assert mine == theirs


@pytest.mark.parametrize("seed", range(4))
def test_splitting_a_type_into_two_that_are_alike_leaves_outcomes(seed: int) -> None:
    """What the two halves do on average is what the whole type did, in every component, and nobody is paid more."""
    game = random_game(seed, (2, 2), (2, 2))
    if not all(mine.all() for mine in game.possible):
        game = BayesianGame(game.payoffs, np.full((2, 2), 0.25))
    prior = game.prior if game.exact is None else game.exact.prior
    split = BayesianGame(game.payoffs[:, [0, 1, 1]], prior[[0, 1, 1]] * np.array([[2], [1], [1]], dtype=object) / 2)
    found, halves = all_bayes_nash(game), all_bayes_nash(split)
    whole = halves.strategies[0][:, :2].copy()
    whole[:, 1] = (halves.strategies[0][:, 1] + halves.strategies[0][:, 2]) / 2
    merged = {
        (*x.ravel().round(12).tolist(), *y.ravel().round(12).tolist())
        for x, y in zip(whole, halves.strategies[1], strict=True)
    }
    assert profiles(found) <= merged
    assert set(found.component.tolist()) == set(halves.component.tolist())
    paid = {tuple(row) for row in found.payoffs.round(9).tolist()}
    again = {tuple(row) for row in halves.payoffs.round(9).tolist()}
    assert paid <= again


def test_a_constant_paid_to_a_type_changes_nothing() -> None:
    game = random_game(7, (2, 2), (3, 2))
    shifted = np.array(game.payoffs)
    shifted[1, :, 1] += 5
    prior = game.prior if game.exact is None else game.exact.prior
    assert profiles(all_bayes_nash(BayesianGame(shifted, prior))) == profiles(all_bayes_nash(game))


def test_a_batch_is_solved_like_its_games() -> None:
    games = random_game(11, (2, 2), (2, 2), batch=(2, 4))
    for solve in (all_bayes_nash, pure_bayes_nash):
        found = solve(games)
        assert found.count.shape == (2, 4)
        for index in np.ndindex(2, 4):
            here, alone = found.of(*index), solve(games[index])
            for mine, other in zip(here.strategies, alone.strategies, strict=True):
                np.testing.assert_array_equal(mine, other)
            assert here.component.tolist() == alone.component.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_pure_equilibria_are_the_pure_ones_among_all(seed: int) -> None:
    game = random_game(seed, (2, 2), (2, 3), largest=3)
    found = all_bayes_nash(game)
    pure = np.all([np.isin(strategy, (0, 1)).all(axis=(1, 2)) for strategy in found.strategies], axis=0)
    assert profiles(pure_bayes_nash(game)) == {row for row in profiles(found) if set(row) <= {0.0, 1.0}}
    assert pure.sum() == len(pure_bayes_nash(game))


def test_pure_equilibria_of_three_bidders_are_those_of_the_definition() -> None:
    game = auction([0, 6], [0, 1, 2], players=3)
    assert game.exact is not None
    paid = (game.exact.payoffs * 6).astype(int)  # thirds and halves; profiles of types are equally likely

    def best(i: int, plans: Any) -> bool:
        for own in range(2):
            worth = [0, 0, 0]
            for types in product(range(2), repeat=3):
                if types[i] == own:
                    played = [plan[t] for plan, t in zip(plans, types, strict=True)]
                    for a in range(3):
                        worth[a] += paid[(i, *types, *played[:i], a, *played[i + 1 :])]
            if worth[plans[i][own]] < max(worth):
                return False
        return True

    every = product(product(range(3), repeat=2), repeat=3)
    equilibria = {plans for plans in every if all(best(i, plans) for i in range(3))}
    found = pure_bayes_nash(game)
    rows = zip(*(strategy.argmax(axis=-1).tolist() for strategy in found.strategies), strict=True)
    assert equilibria == {tuple(tuple(plan) for plan in row) for row in rows}
    assert len(equilibria) > 0


def test_rare_types_and_ties_by_fractions_are_decided_exactly() -> None:
    """At prior 1/3 the second player is indifferent exactly; a float prior is another game."""
    payoffs = np.zeros((2, 2, 1, 1, 2), dtype=int)
    payoffs[1, 0, 0, 0], payoffs[1, 1, 0, 0] = [2, 0], [0, 1]
    third = Fraction(1, 3)
    assert len(all_bayes_nash(BayesianGame(payoffs, [[third], [1 - third]]))) == 2
    assert len(all_bayes_nash(BayesianGame(payoffs, [[0.3333], [0.6667]]))) == 1
