"""Lemke-Howson paths in integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.exact import is_equilibrium, lemke_howson
from gametheory.normal_form import NormalFormGame, all_labels, bimatrix
from gametheory.normal_form import lemke_howson as float_lemke_howson
from tests.unit.gametheory.exact.cases import STAG_HUNT, integer_bimatrices, quick


@quick
@given(integer_bimatrices(st.integers(0, 2)))
def test_every_path_ends_in_an_exact_equilibrium_where_the_float_path_ends(matrices):
    game = bimatrix(*matrices)
    labels = all_labels(game)
    exact = lemke_howson(game, initial_pivot=labels)
    assert is_equilibrium(game, exact).all()
    for ours, floats in zip(exact, float_lemke_howson(game, initial_pivot=labels).strategies, strict=True):
        np.testing.assert_allclose(ours.astype(float), floats, atol=1e-12)


def test_a_path_knows_masked_actions():
    mask = ([True, False, True], [True, True])
    game = bimatrix([[3, 3], [9, 9], [0, 6]], [[3, 2], [2, 6], [3, 1]], available=mask)
    x, y = lemke_howson(game, initial_pivot=all_labels(game))
    assert x[1].tolist() == [None] * 3
    assert y[1].tolist() == [None] * 2
    kept = [0, 2, 3, 4]
    assert is_equilibrium(game, (x[kept], y[kept])).all()


def test_a_label_out_of_range_is_refused():
    with pytest.raises(InvalidGameError, match="integers from 0 to 3"):
        lemke_howson(STAG_HUNT, initial_pivot=4)
    with pytest.raises(UnsupportedGameError, match="2 players"):
        lemke_howson(NormalFormGame([[1, 0]], players=("hermit",)))
