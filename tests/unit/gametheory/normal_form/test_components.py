"""Maximal Nash subsets, connected components, and their indices."""

import numpy as np
import pytest

from gametheory.errors import InvalidGameError
from gametheory.exact import is_equilibrium
from gametheory.normal_form import bimatrix, components, index, support_enumeration, vertex_enumeration


def test_a_nondegenerate_game_has_one_component_for_each_equilibrium() -> None:
    found = vertex_enumeration(bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]]))
    assert [component.rows.tolist() for component in components(found)] == [[0], [1], [2]]
    assert index(found).tolist() == [1, 1, -1]


def test_a_component_may_be_a_union_of_nash_subsets() -> None:
    # Every pair with the first action on either side: an L of two segments.
    found = vertex_enumeration(bimatrix([[1, 1], [1, 0]], [[1, 1], [1, 0]]))
    (component,) = components(found)
    assert [(x.tolist(), y.tolist()) for x, y in component.subsets] == [
        ([[1, 0], [0, 1]], [[1, 0]]),
        ([[1, 0]], [[1, 0], [0, 1]]),
    ]
    assert component.index == 1


def test_mixtures_of_a_nash_subset_are_equilibria() -> None:
    rng = np.random.default_rng(0)
    for _ in range(40):
        game = bimatrix(*rng.integers(0, 3, (2, 3, 4)))
        for component in components(vertex_enumeration(game)):
            for x, y in component.subsets:
                weights = [rng.random(len(extremes)) for extremes in (x, y)]
                mixed = [w / w.sum() @ extremes for w, extremes in zip(weights, (x, y), strict=True)]
                regret = [
                    (game.payoffs[0] @ mixed[1]).max() - mixed[0] @ game.payoffs[0] @ mixed[1],
                    (mixed[0] @ game.payoffs[1]).max() - mixed[0] @ game.payoffs[1] @ mixed[1],
                ]
                assert max(regret) < 1e-12


def test_pure_profiles_of_a_nash_subset_are_extreme_and_equilibria() -> None:
    game = bimatrix(np.zeros((2, 3)), np.zeros((2, 3)))
    (component,) = components(vertex_enumeration(game))
    ((x, y),) = component.subsets
    assert (len(x), len(y)) == (2, 3)
    assert is_equilibrium(game, ([0.5, 0.5], [0.25, 0.25, 0.5]))


def test_subsets_are_maximal_and_cover_the_rows() -> None:
    rng = np.random.default_rng(1)
    found = vertex_enumeration(bimatrix(*rng.integers(0, 2, (2, 30, 4, 4))))
    for component in components(found):
        rows = {(*found.strategies[0][k], *found.strategies[1][k]) for k in component.rows}
        products = [{(*mine, *other) for mine in x for other in y} for x, y in component.subsets]
        assert set().union(*products) == rows
        assert not any(one < other for one in products for other in products)


def test_games_of_a_batch_come_one_after_the_other() -> None:
    found = vertex_enumeration(bimatrix([[[3, 0], [0, 2]], np.zeros((2, 2))], [[[2, 0], [0, 3]], np.zeros((2, 2))]))
    assert [component.game for component in components(found)] == [0, 0, 0, 1]
    assert index(found).tolist() == [1, 1, -1, 1]
    assert repr(components(found)[3]) == "<Component: game 1, index +1, 4 extreme equilibria in 2 x 2>"


def test_components_need_a_solver_that_finds_them() -> None:
    found = support_enumeration(bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]]))
    with pytest.raises(InvalidGameError, match="vertex_enumeration"):
        components(found)
    with pytest.raises(InvalidGameError, match="vertex_enumeration"):
        index(found)
