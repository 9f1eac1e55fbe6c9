"""Parameters with names: the axes of a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from gametheory.sweep.batch import Batch

if TYPE_CHECKING:
    from xarray import DataArray


def axes(**values: ArrayLike | DataArray) -> dict[str, DataArray]:
    """Name the axes of a sweep: one dimension per parameter, or a shared one.

    A one-dimensional array becomes a DataArray along a dimension of the parameter's own name, with
    its values as the coordinate; two such parameters span a grid. A DataArray keeps the dimensions
    it has, so parameters that move together share one: a zipped axis.

    Parameters
    ----------
    **values : array_like of shape (k,), or DataArray
        Finite numbers, in the unit of the parameter.

    Returns
    -------
    dict of str to DataArray of float64, in the order given

    Raises
    ------
    ValueError
        If an array is not one-dimensional, is empty, or holds anything but finite numbers; if two
        arrays disagree on the size or the coordinate of a dimension that they share.

    Examples
    --------
    >>> import numpy as np
    >>> grid = axes(sting=np.linspace(-2, 10, 101), harm=np.linspace(0, 5, 81))
    >>> (grid["sting"] + grid["harm"]).sizes
    Frozen({'sting': 101, 'harm': 81})

    Two parameters that move together:

    >>> from xarray import DataArray
    >>> cases = axes(harm=DataArray([1, 2], dims="year"), sting=DataArray([3, 5], dims="year"))
    >>> (cases["harm"] + cases["sting"]).values
    array([4., 7.])
    """
    named = {name: _axis(name, value) for name, value in values.items()}
    Batch.of(named)
    return named


def _axis(name: str, values: ArrayLike | DataArray) -> DataArray:
    from xarray import DataArray

    labelled = isinstance(values, DataArray)
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"axis {name!r} needs finite numbers; got an array of dtype {array.dtype}")
    if not labelled and array.ndim != 1:
        raise ValueError(
            f"axis {name!r} needs a one-dimensional array; got shape {array.shape}. "
            "Name the dimensions of a larger array yourself: DataArray(values, dims=(...))"
        )
    if array.size == 0:
        raise ValueError(f"axis {name!r} needs at least one value; got none")
    if not np.isfinite(array).all():
        raise ValueError(
            f"axis {name!r} needs finite numbers; got {array[~np.isfinite(array)][0]} "
            f"at index {tuple(map(int, np.argwhere(~np.isfinite(array))[0]))}"
        )
    if isinstance(values, DataArray):
        return values.astype(np.float64)
    numbers = array.astype(np.float64)
    return DataArray(numbers, dims=(name,), coords={name: numbers}, name=name)
