"""What all games and results share: frozen dataclasses of arrays that compare, hash, copy and pickle."""

from __future__ import annotations

from dataclasses import fields
from math import prod
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


class Value:
    """Base of the frozen dataclasses. Two are equal if every field is, NaN beside NaN included.

    The arrays are read-only, so a copy is the value itself.
    """

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(_same(ours, theirs) for ours, theirs in zip(_parts(self), _parts(other), strict=True))

    def __hash__(self) -> int:
        return hash((type(self), *(_outline(part) for part in _parts(self))))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, part in state.items():
            object.__setattr__(self, name, frozen(part))


class Batch(Value):
    """Base of the games: a batch of games of one shape, indexed like an array."""

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        raise AttributeError(f"{type(self).__name__} defines no batch shape")

    def take(self, rows: Any) -> Self:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        raise AttributeError(f"{type(self).__name__} defines no take")

    def __getitem__(self, index: Any) -> Self:
        return self.take(np.arange(prod(self.batch_shape)).reshape(self.batch_shape)[index])

    def _rows(self, array: Any, rows: Any) -> Any:
        """Rows of an array that begins with the batch axes, in C order; None stays None."""
        if array is None:
            return None
        depth = len(self.batch_shape)
        return frozen(np.asarray(array.reshape(prod(self.batch_shape), *array.shape[depth:])[rows], order="C"))


def frozen(part: Any) -> Any:
    """A read-only view of an array, or of each array of a tuple; anything else as it is."""
    if isinstance(part, np.ndarray):
        if part.flags.writeable:
            part = part.view()
            part.setflags(write=False)
    elif isinstance(part, tuple):
        return tuple([frozen(item) for item in part])
    return part


def writable(array: Any) -> bool:
    """Whether anybody could still change the array, through it or through what it is a view of."""
    while isinstance(array, np.ndarray):
        if array.flags.writeable:
            return True
        array = array.base
    return array is not None and not isinstance(array, bytes)


def seal(*arrays: Any) -> None:
    """Make arrays read-only that nobody else holds."""
    for array in arrays:
        array.setflags(write=False)


def spread(array: Any, shape: tuple[int, ...]) -> Any:
    """A copy of an array in the shape that it broadcasts to; for small ones much faster than ``np.broadcast_to``."""
    whole = np.empty(shape, dtype=array.dtype)
    whole[...] = array
    return whole


def _parts(value: Any) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)]


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(ours, np.ndarray) and isinstance(theirs, np.ndarray):
        return np.array_equal(ours, theirs, equal_nan=ours.dtype.kind == "f" and theirs.dtype.kind == "f")
    if type(ours) is not type(theirs):
        return False
    if hasattr(ours, "tocsr"):
        return bool(ours.shape == theirs.shape and (ours != theirs).nnz == 0)
    return bool(ours == theirs)


def _outline(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(map(_outline, part))
    return part.shape if hasattr(part, "shape") else part
