"""Numbers that are given: what is a real array, and what a whole number."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.arguments import real_numbers, whole


@pytest.mark.parametrize("given", [[1, 2], np.array([1.0, 2.0]), (Fraction(1), Decimal("2")), np.array([1, 2], "i1")])
def test_numbers_of_any_real_kind_become_float64(given: Any) -> None:
    found = real_numbers(given, "discount")
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [1.0, 2.0])


@pytest.mark.parametrize("given", ["0.9", [0.5, "x"], None, [None], {}, object(), 1j, True, [1, [2, 3]], [10**400]])
def test_what_is_no_real_number_is_told(given: Any) -> None:
    with pytest.raises(InvalidGameError, match="discount needs real numbers; got"):
        real_numbers(given, "discount")


@pytest.mark.parametrize("given", [0, 6, 2.0, "2", None, True, np.array([1, 2]), np.nan])
def test_what_is_no_whole_number_in_the_range_is_told(given: Any) -> None:
    with pytest.raises(InvalidGameError, match=r"horizon needs an integer, from 1 to 5; got"):
        whole(given, "horizon", at_least=1, at_most=5)
