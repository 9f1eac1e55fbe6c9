import numpy as np
import pytest
from xarray import DataArray

from gametheory.sweep import axes


def test_each_array_becomes_a_dimension_of_its_own_with_its_values_as_coordinate():
    grid = axes(sting=np.linspace(-2, 10, 4), harm=[0, 1, 2])
    assert list(grid) == ["sting", "harm"]
    assert grid["harm"].dims == ("harm",)
    assert grid["harm"].dtype == np.float64
    assert (grid["sting"] * grid["harm"]).sizes == {"sting": 4, "harm": 3}
    assert grid["sting"].sel(sting=10).item() == 10


def test_parameters_that_share_a_dimension_move_together():
    cases = axes(harm=DataArray([1, 2], dims="year"), sting=DataArray([3, 5], dims="year"))
    assert (cases["harm"] + cases["sting"]).sizes == {"year": 2}


def test_the_callers_array_is_not_shared():
    values = np.array([1.0, 2.0])
    harm = axes(harm=values)["harm"]
    values[0] = 7
    assert harm.values.tolist() == [1, 2]
    assert harm.coords["harm"].values.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "dtype|at least one"),
        (np.empty(0), "at least one value"),
        (3.0, "one-dimensional"),
        (np.zeros((2, 2)), "one-dimensional"),
        ([1.0, np.nan], r"finite numbers; got nan at index \(1,\)"),
        ([np.inf, 1.0], "finite numbers"),
        (["low", "high"], "finite numbers; got an array of dtype"),
        ([1, 2j], "finite numbers; got an array of dtype"),
        (DataArray([np.nan], dims="case"), "finite numbers"),
    ],
)
def test_what_is_no_axis_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        axes(harm=values)


def test_a_shared_dimension_has_one_size_and_one_coordinate():
    with pytest.raises(ValueError, match="'year' needs one size; got 2 and 3"):
        axes(harm=DataArray([1, 2], dims="year"), sting=DataArray([3, 5, 7], dims="year"))
    with pytest.raises(ValueError, match="'year' needs one coordinate"):
        axes(
            harm=DataArray([1, 2], dims="year", coords={"year": [2023, 2024]}),
            sting=DataArray([3, 5], dims="year", coords={"year": [2024, 2025]}),
        )
