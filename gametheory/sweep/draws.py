"""Parameters drawn from their ranges, evenly spread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from xarray import DataArray

Range = tuple[float, float]


def draws(ranges: Mapping[str, Range], n: int, *, seed: int) -> dict[str, DataArray]:
    """Draw parameters from a box by a scrambled Sobol sequence.

    The draws are uniform on the box, and together they fill it far more evenly than independent
    draws do: the mean of a smooth reading over them has an error close to :math:`n^{-3/2}`.
    They are the first n of the :math:`2^m \\ge n` points of a digital net; the balance that gives that
    rate is exact only where n is a power of two, so prefer 1024 to 1000.

    Parameters
    ----------
    ranges : mapping of name to (low, high)
        Finite, low ≤ high, in the unit of the parameter. Where low = high the parameter is fixed.
    n : int, at least 1
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    dict of str to DataArray, shape (n,) along the one dimension ``draw``

    References
    ----------
    Owen (1998), "Scrambling Sobol' and Niederreiter-Xing Points".

    Examples
    --------
    >>> sample = draws({"harm": (0, 5), "cost": (1, 1)}, 256, seed=1)
    >>> sample["harm"].dims, sample["harm"].mean().round(2).item(), sample["cost"].std().item()
    (('draw',), 2.5, 0.0)
    """
    from scipy.stats import qmc

    _check(ranges, n)
    # a power of two, then cut: the same points as asking for n, without the warning about balance
    unit = qmc.Sobol(len(ranges), scramble=True, rng=seed).random_base2((n - 1).bit_length())
    return _scaled(ranges, unit[:n])


def latin_hypercube_draws(ranges: Mapping[str, Range], n: int, *, seed: int) -> dict[str, DataArray]:
    """Draw parameters from a box by a Latin hypercube.

    Each range is cut into n equal intervals, and each interval holds exactly one draw. Every n is as
    good as any other, which is what to choose it for; only one parameter at a time is spread evenly.

    Parameters
    ----------
    ranges, n, seed
        As in :func:`draws`.

    Returns
    -------
    dict of str to DataArray, shape (n,) along the one dimension ``draw``

    References
    ----------
    McKay, Beckman and Conover (1979), "A Comparison of Three Methods for Selecting Values of Input
    Variables in the Analysis of Output from a Computer Code".

    Examples
    --------
    >>> sample = latin_hypercube_draws({"harm": (0, 5), "cost": (1, 2)}, 5, seed=1)
    >>> sorted(sample["harm"].values.astype(int))
    [np.int64(0), np.int64(1), np.int64(2), np.int64(3), np.int64(4)]
    """
    from scipy.stats import qmc

    _check(ranges, n)
    return _scaled(ranges, qmc.LatinHypercube(len(ranges), rng=seed).random(n))


def _check(ranges: Mapping[str, Range], n: int) -> None:
    if not ranges:
        raise ValueError("draws need at least one range {name: (low, high)}; got none")
    if n < 1:
        raise ValueError(f"draws need n of at least 1; got {n}")
    for name, (low, high) in ranges.items():
        if not (np.isfinite(low) and np.isfinite(high) and low <= high):
            raise ValueError(f"the range of {name!r} needs finite low <= high; got ({low}, {high})")


def _scaled(ranges: Mapping[str, Range], unit: NDArray[np.float64]) -> dict[str, DataArray]:
    from xarray import DataArray

    number = np.arange(len(unit))
    numbered = DataArray(number, dims=("draw",), coords={"draw": number}).coords  # one index, so that it is known again
    return {
        name: DataArray(
            np.clip((1 - share) * low + share * high, low, high),  # rounding may step over an end
            dims=("draw",),
            coords=numbered,
            name=name,
        )
        for share, (name, (low, high)) in zip(unit.T, ranges.items(), strict=True)
    }
