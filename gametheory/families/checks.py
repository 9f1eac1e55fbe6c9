"""What the families ask of their arguments."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np

from ..arguments import whole
from ..errors import InvalidGameError

Seed: TypeAlias = int | np.random.Generator
Shape: TypeAlias = tuple[int, ...]


def generator(seed: Any) -> np.random.Generator:
    """The random numbers that a seed stands for; a generator goes on where it is."""
    if isinstance(seed, np.random.Generator):
        return seed
    if not isinstance(seed, Integral) or seed < 0:
        raise InvalidGameError(
            f"seed needs an integer, 0 or larger, or a numpy Generator; got {seed!r}. "
            f"The same seed gives the same games."
        )
    return np.random.default_rng(int(seed))


def shape_of(batch_shape: Any) -> Shape:
    """The shape of a batch; one number is one axis."""
    axes = (batch_shape,) if isinstance(batch_shape, Integral) else tuple(batch_shape)
    return tuple(whole(axis, "every axis of batch_shape", at_least=0) for axis in axes)


def sizes_of(sizes: Any) -> Shape:
    """The number of actions of each player."""
    if not isinstance(sizes, Sequence) or not sizes:
        raise InvalidGameError(f"sizes need one number of actions per player, such as (3, 3); got {sizes!r}.")
    return tuple(whole(size, "every size", at_least=1) for size in sizes)


def names(number: int) -> tuple[str, ...]:
    """The house's names of two players, numbers for more."""
    return ("row", "column") if number == 2 else tuple(str(i + 1) for i in range(number))
