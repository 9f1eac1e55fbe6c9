"""Extreme equilibria as fractions: exact, and those of the compiled enumeration before rounding."""

import numpy as np

from gametheory.exact import is_equilibrium, vertex_enumeration
from gametheory.normal_form import bimatrix
from gametheory.normal_form import vertex_enumeration as float_vertex_enumeration


def test_rows_are_equilibria_and_round_to_those_of_the_compiled_loop():
    rng = np.random.default_rng(0)
    for shape in [(1, 1), (2, 3), (4, 4)]:
        game = bimatrix(*rng.integers(0, 3, (2, 6, *shape)), available=[np.ones(shape[0], bool), [True] * shape[1]])
        exact, floats = vertex_enumeration(game), float_vertex_enumeration(game)
        assert is_equilibrium(game.take(exact.game), exact.strategies).all()
        for mine, other in zip(exact.strategies, floats.strategies, strict=True):
            np.testing.assert_array_equal(mine.astype(float), other)
        for name in ("game", "component", "index"):
            np.testing.assert_array_equal(getattr(exact, name), getattr(floats, name))


def test_masked_actions_have_no_weight():
    game = bimatrix([[1, 9], [1, 9]], [[1, 9], [1, 9]], available=[[True, True], [True, False]])
    found = vertex_enumeration(game)
    assert [list(map(int, row)) for row in found.strategies[1]] == [[1, 0], [1, 0]]
    assert repr(found) == "<ExactEquilibria: 2 rows>"


def test_an_empty_batch_has_no_rows():
    assert vertex_enumeration(bimatrix(np.zeros((0, 2, 3)), np.zeros((0, 2, 3)))).strategies[1].shape == (0, 3)
