"""Parameters drawn from their ranges, evenly spread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gametheory.arguments import real_numbers, whole

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

    n, seed = _check(ranges, n, seed)
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

    n, seed = _check(ranges, n, seed)
    return _scaled(ranges, qmc.LatinHypercube(len(ranges), rng=seed).random(n))


def _check(ranges: Mapping[str, Range], n: int, seed: int) -> tuple[int, int]:
    if not isinstance(ranges, Mapping) or not ranges:
        raise ValueError(f"draws need at least one range {{name: (low, high)}}; got {ranges!r}")
    for name, ends in ranges.items():
        pair = real_numbers(ends, f"the range of {name!r}")
        if pair.shape != (2,) or not np.isfinite(pair).all() or pair[0] > pair[1]:
            raise ValueError(f"the range of {name!r} needs finite low <= high; got {ends!r}")
    return whole(n, "n, the number of draws,", at_least=1), whole(seed, "seed", at_least=0)


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
