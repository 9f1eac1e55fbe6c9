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


def some_beside(rng: np.random.Generator, value: Any, *boundaries: Any, low: float = 0.0, high: float = np.inf) -> Any:
    """Values, half of which are moved to 3e-9 to 1e-4 from one of the boundaries that apply, on either side."""
    group = rng.integers(0, 2 * len(boundaries), size=np.shape(value))
    step = rng.choice([-1, 1], size=np.shape(value)) * 10 ** rng.uniform(-8.5, -4, size=np.shape(value))
    for number, boundary in enumerate(boundaries):
        moved = np.asarray(boundary) + step
        value = np.where((group == number) & (low < moved) & (moved < high), moved, value)
    return value
