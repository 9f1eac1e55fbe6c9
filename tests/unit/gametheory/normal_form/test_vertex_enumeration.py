"""Every extreme equilibrium, degenerate games included: against exact oracles and the facts of the theory."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from benchmarks import reference
from gametheory.errors import UnsupportedGameError
from gametheory.exact import is_equilibrium, prove
from gametheory.normal_form import NormalFormGame, bimatrix, support_enumeration, vertex_enumeration, zero_sum
from gametheory.normal_form import index as indices_of
from gametheory.normal_form.integer_game import integer_games
from gametheory.normal_form.rational_vertices import extreme_equilibria


def rows_of(found: Any) -> set[tuple[float, ...]]:
    rows = [tuple(row) for row in np.concatenate(found.strategies, axis=1).tolist()]
    assert len(set(rows)) == len(rows)
    return set(rows)


def random_shape(rng: Any, most: int) -> tuple[int, int]:
    return tuple(rng.integers(1, most + 1, 2).tolist())  # type: ignore[return-value]


def agree_with_the_definition(games: int, most: int, seed: int) -> None:
    """Integer games of all shapes, masked and not: the rows are those of the oracle, correctly rounded."""
    rng = np.random.default_rng(seed)
    for k in range(games):
        shape, high = random_shape(rng, most), (2, 3, 10)[k % 3]
        row, column = rng.integers(0, high, (2, *shape))
        masks = [np.ones(size, dtype=bool) for size in shape]
        if k % 4 == 0:
            for mask in masks:
                mask[rng.integers(0, len(mask), max(0, len(mask) - 2))] = False
                mask[rng.integers(0, len(mask))] = True
        game = bimatrix(row, column, available=masks)
        found = vertex_enumeration(game)
        kept = np.ix_(*masks)
        few = reference.extreme_equilibria(row[kept].astype(float), column[kept].astype(float))
        wanted = np.zeros((len(few), sum(shape)))
        wanted[:, np.concatenate(masks)] = few
        assert rows_of(found) == {tuple(row) for row in wanted.tolist()}, game
        assert indices_of(found).sum() == 1, game
        assert found.complete


def test_random_integer_games_have_the_equilibria_of_the_definition() -> None:
    agree_with_the_definition(120, 4, seed=0)


@pytest.mark.deep
def test_many_integer_games_have_the_equilibria_of_the_definition() -> None:
    agree_with_the_definition(20_000, 5, seed=1)


@pytest.mark.timeout(60)
def test_larger_games_with_ties_are_not_left_to_arithmetic_in_python() -> None:
    """That takes minutes for this one."""
    game = bimatrix(*np.random.default_rng([15, 10, 0]).integers(0, 10, (2, 15, 15)).astype(float))
    found = vertex_enumeration(game)
    assert found.complete
    assert indices_of(found).sum() == 1
    assert len(rows_of(found)) == len(found)


@pytest.mark.parametrize("high", [2, 3, 10, 1000, 2**40])
def test_the_compiled_loop_agrees_with_integers_of_any_size_to_the_last_bit(high: int) -> None:
    rng = np.random.default_rng(high)
    for _ in range(15):
        game = bimatrix(*rng.integers(0, high, (2, *random_shape(rng, 5))).astype(float))
        found = vertex_enumeration(game)
        ((_, integers),) = integer_games(game, np.zeros(1, dtype=np.int64))
        exact = extreme_equilibria(*integers.payoffs)
        for i, name in enumerate("xy"):
            wanted = [[float(weight) for weight in getattr(extreme, name)] for extreme in exact]
            np.testing.assert_array_equal(found.strategies[i], wanted)
        assert found.component.tolist() == [extreme.component for extreme in exact]
        assert found.index.tolist() == [extreme.index for extreme in exact]
        assert is_equilibrium(game.take(np.zeros(len(exact), dtype=int)), exact_profiles(exact)).all()


def exact_profiles(exact: Any) -> Any:
    return [np.array([getattr(extreme, name) for extreme in exact], dtype=object) for name in "xy"]


def test_generic_games_have_the_equilibria_on_supports_of_equal_size() -> None:
    rng = np.random.default_rng(3)
    for size, games in [(2, 200), (3, 200), (4, 50), (5, 10)]:
        game = bimatrix(*rng.random((2, games, size, size)))
        found, equal = vertex_enumeration(game), support_enumeration(game)
        assert equal.complete.all()
        np.testing.assert_array_equal(found.game, equal.game)
        for mine, other in zip(found.strategies, equal.strategies, strict=True):
            np.testing.assert_allclose(mine, other, atol=1e-9)
        assert (np.bincount(found.game, found.index) == 1).all()


@pytest.mark.parametrize(("size", "high"), [(8, 10), (10, 3), (12, 10)])
def test_indices_sum_to_one_in_larger_degenerate_games(size: int, high: int) -> None:
    found = vertex_enumeration(bimatrix(*np.random.default_rng(size).integers(0, high, (2, size, size))))
    assert indices_of(found).sum() == 1
    assert found.certificate.holds.all()


def test_strategies_whose_weights_exceed_float64_are_rounded_correctly() -> None:
    game = bimatrix(*np.random.default_rng(5).integers(0, 2**30, (2, 4, 4)))
    found = vertex_enumeration(game)
    proof = prove(game, found)
    assert proof.proved.all()
    for mine, exact in zip(found.strategies, proof.strategies, strict=True):
        np.testing.assert_array_equal(mine, exact.astype(float))


def test_every_row_of_a_degenerate_game_is_proved() -> None:
    rng = np.random.default_rng(6)
    for size in (2, 4, 6):
        game = bimatrix(*rng.integers(0, 3, (2, 5, size, size)))
        assert prove(game, vertex_enumeration(game)).proved.all()


# --- Known games ---------------------------------------------------------------------------------------------


def stengel_1999() -> NormalFormGame:
    """A 6 by 6 game with 75 equilibria, made of two dual cyclic polytopes with 12 facets.

    After von Stengel (1999), "New Maximal Numbers of Equilibria in Bimatrix Games": facet k of P carries the
    label of facet PARTNER[k] of Q.
    """
    from flint import fmpq, fmpq_mat

    partner = [4, 7, 6, 9, 8, 11, 10, 1, 0, 3, 2, 5]
    points = [[fmpq(t) ** power for power in range(1, 7)] for t in range(-5, 7)]
    centre = [sum(column, fmpq(0)) / 12 for column in zip(*points, strict=True)]
    facets = [[entry - middle for entry, middle in zip(point, centre, strict=True)] for point in points]

    def at_origin(corner: list[int], others: list[int]) -> Any:
        """The polytope as {x >= 0 : b x <= 1} with a vertex, on six facets, at 0; None if it is no vertex."""
        inverse = fmpq_mat([facets[k] for k in corner]).inv()
        change = fmpq_mat([facets[k] for k in others]) * inverse
        left = [1 - sum(row, fmpq(0)) for row in change.tolist()]
        if min(left) <= 0:
            return None
        rows = [[-entry / room for entry in row] for row, room in zip(change.tolist(), left, strict=True)]
        return np.array([[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in rows])

    for mine in combinations(range(12), 6):
        rest = [k for k in range(12) if k not in mine]
        b = at_origin([*mine], rest)
        a = at_origin([partner[k] for k in rest], [partner[k] for k in mine])
        if b is not None and a is not None:
            return bimatrix(a, b.T)
    raise AssertionError


def test_the_game_with_most_equilibria_known_of_its_size_has_75() -> None:
    game = stengel_1999()
    found = vertex_enumeration(game)
    assert len(found) == 75
    assert indices_of(found).sum() == 1
    assert np.isin(found.index, [-1, 1]).all()
    assert prove(game, found).proved.all()
    assert len(vertex_enumeration(bimatrix(*game.payoffs))) == 75


def test_a_coordination_game_has_one_equilibrium_for_every_set_of_actions() -> None:
    for size in range(1, 7):
        found = vertex_enumeration(bimatrix(np.eye(size), np.eye(size)))
        assert len(found) == 2**size - 1
        np.testing.assert_array_equal(found.index, np.where((found.strategies[0] > 0).sum(axis=1) % 2, 1, -1))


def test_copies_of_an_action_make_one_extreme_equilibrium_each() -> None:
    row, column = np.array([[3, 0], [0, 2]]), np.array([[2, 0], [0, 3]])
    found = vertex_enumeration(bimatrix(row[[0, 0, 1]], column[[0, 0, 1]]))
    assert rows_of(found) == {
        (1, 0, 0, 1, 0), (0, 1, 0, 1, 0), (0, 0, 1, 0, 1), (0.6, 0, 0.4, 0.4, 0.6), (0, 0.6, 0.4, 0.4, 0.6)
    }
    assert sorted(indices_of(found)) == [-1, 1, 1]


def test_merging_copies_changes_nothing() -> None:
    rng = np.random.default_rng(10)
    for kind in range(6):
        row, column = rng.integers(0, 4, (2, 3, 4)) + (0 if kind % 2 else Fraction(1, 3))
        more = np.ix_(rng.integers(0, 3, 6), rng.integers(0, 4, 5))
        game = bimatrix(row[more], column[more])
        found = vertex_enumeration(game)
        ((_, integers),) = integer_games(game, np.zeros(1, dtype=np.int64))
        exact = extreme_equilibria(*integers.payoffs)
        assert len(found) == len(exact)
        for i, name in enumerate("xy"):
            wanted = [[float(weight) for weight in getattr(extreme, name)] for extreme in exact]
            np.testing.assert_array_equal(found.strategies[i], wanted)
        assert found.component.tolist() == [extreme.component for extreme in exact]
        assert found.index.tolist() == [extreme.index for extreme in exact]


def test_copies_are_no_burden() -> None:
    rng = np.random.default_rng(11)
    row, column = rng.integers(0, 100, (2, 3, 3))
    more = np.ix_(rng.integers(0, 3, 24), rng.integers(0, 3, 24))
    found = vertex_enumeration(bimatrix(row[more], column[more]))
    assert indices_of(found).sum() == 1
    assert len(found) >= len(vertex_enumeration(bimatrix(row, column)))


def test_where_nobody_cares_every_pair_of_actions_is_extreme_in_one_component_of_index_one() -> None:
    found = vertex_enumeration(bimatrix(np.zeros((3, 4)), np.full((3, 4), 7)))
    assert len(found) == 12
    assert set(found.component.tolist()) == {0}
    assert set(found.index.tolist()) == {1}


# --- Ties that rounding hides --------------------------------------------------------------------------------


def test_payoffs_that_float64_cannot_tell_apart_decide() -> None:
    slip = Fraction(1, 10**40)
    for more, columns in [(0, {(1, 0), (0, 1)}), (slip, {(0, 1)}), (-slip, {(1, 0)})]:
        game = bimatrix([[2, 1], [0, 0]], [[Fraction(1, 3), Fraction(1, 3) + more], [0, 0]])
        assert rows_of(vertex_enumeration(game)) == {(1, 0, *column) for column in columns}


def test_large_integers_next_to_each_other_are_different() -> None:
    big = 2**52
    game = bimatrix([[1, 1], [1, 1]], [[big, big + 1], [big + 1, big]])
    tied = bimatrix([[1, 1], [1, 1]], [[big, big], [big, big]])
    assert rows_of(vertex_enumeration(game)) == {(1, 0, 0, 1), (0, 1, 1, 0), (0.5, 0.5, 1, 0), (0.5, 0.5, 0, 1)}
    assert len(vertex_enumeration(tied)) == 4


def test_many_actions_of_one_player_are_done_in_integers_of_any_size() -> None:
    rng = np.random.default_rng(8)
    game = bimatrix(*rng.integers(0, 100, (2, 2, 60)))
    found = vertex_enumeration(game)
    assert indices_of(found).sum() == 1
    assert prove(game, found).proved.all()


def test_batches_keep_their_shape_and_their_labels() -> None:
    rng = np.random.default_rng(9)
    game = bimatrix(*rng.integers(0, 3, (2, 2, 3, 3, 4)))
    found = vertex_enumeration(game)
    assert found.count.shape == found.complete.shape == (2, 3)
    assert found.complete.all()
    alone = vertex_enumeration(game[1, 2])
    np.testing.assert_array_equal(found.of(1, 2).component, alone.component)


def test_three_players_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="2 players"):
        vertex_enumeration(NormalFormGame(np.zeros((3, 2, 2, 2)), ("a", "b", "c")))


def test_a_refused_row_takes_its_component_and_index_along() -> None:
    game = zero_sum([[1, -1], [-1, 1]])
    found = vertex_enumeration(game, tolerance=0, strict=False)
    assert len(found) == len(found.component) == len(found.index) == 0
    assert not found.complete
