"""Random points of the models of the literature, and how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

MANY_POINTS = pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.deep)])
"""Some hundreds of random points in every run, ten thousand in the deep one."""

BAND = 1e-9
"""Points closer to a boundary than this are left out."""


def falling(rng: np.random.Generator, count: int, names: Sequence[str]) -> dict[str, Any]:
    """Payoffs in falling order: normal draws, sorted."""
    drawn = -np.sort(-rng.normal(size=(count, len(names))), axis=-1)
    return dict(zip(names, drawn.T.copy(), strict=True))


def away(value: Any, boundary: Any) -> Any:
    """Where a value is outside the band around a boundary."""
    return np.abs(np.asarray(value) - boundary) > BAND
