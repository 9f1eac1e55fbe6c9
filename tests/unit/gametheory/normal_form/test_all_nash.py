"""Every equilibrium, whichever solver is chosen."""

import numpy as np
import pytest

from gametheory.families import uniform
from gametheory.normal_form import NormalFormGame, all_nash, bimatrix, support_enumeration, vertex_enumeration


def test_games_without_ties_are_answered_by_supports() -> None:
    games = uniform((4, 3), batch_shape=(5, 8), seed=1)
    found, supports = all_nash(games), support_enumeration(games)
    assert (found.count == supports.count).all()
    assert (found.strategies[0] == supports.strategies[0]).all()


@pytest.mark.parametrize("sizes", [(2, 2), (3, 4), (5, 5)])
def test_games_with_ties_are_complete_with_the_rows_of_vertices(sizes: tuple[int, int]) -> None:
    rng = np.random.default_rng(2)
    tied = rng.integers(0, 3, (40, 2, *sizes)).astype(float)
    mixed = NormalFormGame(np.where(np.arange(40)[:, None, None, None] % 2 == 0, tied, rng.random(tied.shape)))
    found, vertices = all_nash(mixed), vertex_enumeration(mixed)
    assert found.complete.all()
    assert (found.count == vertices.count).all()
    assert (found.game == vertices.game).all()
    for mine, other in zip(found.strategies, vertices.strategies, strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-12)
    told = found.component >= 0
    assert told.any()
    assert (found.index[told] == vertices.index[told]).all()


def test_larger_games_are_answered_by_vertices() -> None:
    game = uniform((6, 6), seed=3)
    assert (all_nash(game).index == vertex_enumeration(game).index).all()


def test_one_tied_game_alone() -> None:
    found = all_nash(bimatrix([[1, 1], [1, 1]], [[1, 0], [0, 1]]))
    assert found.complete
    assert found.count == 4
