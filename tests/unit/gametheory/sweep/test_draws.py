import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory.sweep import draws, latin_hypercube_draws

BOTH = pytest.mark.parametrize("draw", [draws, latin_hypercube_draws])
RANGES = {"harm": (0.0, 5.0), "sting": (-2.0, 10.0), "cost": (1.0, 1.0)}


@BOTH
@pytest.mark.parametrize("n", [1, 3, 64, 100])
def test_any_number_of_draws_lies_in_the_ranges_along_one_dimension(draw, n):
    sample = draw(RANGES, n, seed=0)
    assert list(sample) == list(RANGES)
    for name, (low, high) in RANGES.items():
        assert sample[name].dims == ("draw",)
        assert sample[name].coords["draw"].values.tolist() == list(range(n))
        assert ((low <= sample[name]) & (sample[name] <= high)).all()


@BOTH
def test_the_seed_decides_the_draws(draw):
    one, same, other = (draw(RANGES, 50, seed=seed)["harm"] for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)


@BOTH
def test_a_range_of_one_value_fixes_the_parameter(draw):
    assert (draw(RANGES, 20, seed=3)["cost"] == 1).all()


@settings(max_examples=20)
@given(st.integers(0, 8), st.integers(0, 2**32))
def test_sobol_draws_fill_every_dyadic_interval_alike(power, seed):
    share = draws({"a": (0, 1), "b": (0, 1)}, 2**power, seed=seed)
    for axis in share.values():
        assert sorted((axis.values * 2**power).astype(int)) == list(range(2**power))


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(0, 2**32))
def test_a_latin_hypercube_has_one_draw_in_each_interval(n, seed):
    share = latin_hypercube_draws({"a": (0, 1), "b": (0, 1)}, n, seed=seed)
    for axis in share.values():
        assert sorted((axis.values * n).astype(int)) == list(range(n))


def test_fewer_sobol_draws_are_the_first_of_more():
    few, many = (draws(RANGES, n, seed=9)["sting"].values for n in (40, 64))
    assert np.array_equal(few, many[:40])


@BOTH
@pytest.mark.parametrize(
    ("ranges", "n", "message"),
    [
        ({}, 4, "at least one range"),
        ({"harm": (0, 1)}, 0, "n, the number of draws, needs an integer, 1 or larger; got 0"),
        ({"harm": (1, 0)}, 4, r"range of 'harm' needs finite low <= high; got \(1, 0\)"),
        ({"harm": (0, np.inf)}, 4, "finite low <= high"),
        ({"harm": (np.nan, 1)}, 4, "finite low <= high"),
        ({"harm": 3}, 4, "finite low <= high"),
        ({"harm": ("x", 1)}, 4, "range of 'harm' needs real numbers"),
        ({"harm": (0, 1)}, 2.5, "n, the number of draws, needs an integer"),
        (None, 4, "at least one range"),
    ],
)
def test_what_is_no_box_is_refused(draw, ranges, n, message):
    with pytest.raises(ValueError, match=message):
        draw(ranges, n, seed=0)
    with pytest.raises(ValueError, match="seed needs an integer, 0 or larger; got 'x'"):
        draw(RANGES, 4, seed="x")
