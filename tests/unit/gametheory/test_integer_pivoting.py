"""Integer pivoting."""

import numpy as np
from hypothesis import given

from gametheory.integer_pivoting import Dictionary
from tests.unit.gametheory.exact.cases import integer_bimatrices, quick


@quick
@given(integer_bimatrices())
def test_exchanging_two_variables_twice_changes_nothing(matrices):
    rows = [[*row, 1] for row in matrices[0].tolist()]
    height, width = matrices[0].shape
    for row, column in np.argwhere(matrices[0]).tolist():
        t = Dictionary([line.copy() for line in rows], list(range(width, width + height)), list(range(width)))
        t.exchange(row, column)
        t.exchange(row, column)
        assert (t.rows, t.det, t.nonbasic) == (rows, 1, list(range(width)))
