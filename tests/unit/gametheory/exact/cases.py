"""Games and draws that the tests of exact arithmetic share."""

from fractions import Fraction

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from gametheory.normal_form import bimatrix

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
PENNIES_IN_THIRDS = bimatrix([[THIRD, -THIRD], [-THIRD, THIRD]], [[-THIRD, THIRD], [THIRD, -THIRD]])
STAG_HUNT = bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])

quick = settings(max_examples=40, deadline=None)
small_integers = st.integers(-3, 3)
sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def integer_bimatrices(draw, entries=small_integers, sizes=sizes):
    m, n = draw(sizes)
    matrix = st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)
    return np.array(draw(matrix)), np.array(draw(matrix))


@st.composite
def rational_strategies(draw, size):
    weights = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size).filter(any))
    return [Fraction(weight, sum(weights)) for weight in weights]
