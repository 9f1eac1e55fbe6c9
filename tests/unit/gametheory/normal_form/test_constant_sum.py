"""Zero-sum games read as matrices."""

import numpy as np
import pytest

from gametheory import UnsupportedGameError
from gametheory.normal_form import bimatrix
from gametheory.normal_form.constant_sum import normalised, require_constant_sum, saddle_point


def test_profiles_that_do_not_exist_need_not_add_up() -> None:
    a, b = [[1, 2], [3, 4]], [[-1, -2], [-3, 9]]
    require_constant_sum(bimatrix(a, b, available=([True, True], [True, False])))
    with pytest.raises(UnsupportedGameError):
        require_constant_sum(bimatrix(a, b))


def test_normalised_payoffs_do_not_depend_on_exact_units() -> None:
    a = np.random.default_rng(0).integers(0, 9, (5, 5)).astype(float)
    np.testing.assert_array_equal(normalised(a), normalised(a * 2.0**700))
    np.testing.assert_array_equal(normalised(a), normalised(a + 2.0**40))
    assert (normalised(np.full((2, 2), 3.0)) == 0).all()


def test_saddle_points_are_found_in_pure_strategies_only() -> None:
    assert saddle_point(np.array([[1.0, -1.0], [-1.0, 1.0]])) is None
    x, y = saddle_point(np.array([[3.0, 1.0], [4.0, 2.0]])) or (None, None)
    np.testing.assert_array_equal(x, [0, 1])
    np.testing.assert_array_equal(y, [0, 1])
