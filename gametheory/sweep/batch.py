"""From the named fields of a model to arrays with batch axes first, and back."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gametheory.errors import InvalidGameError

if TYPE_CHECKING:
    from xarray import DataArray

Floats = NDArray[np.float64]


def stack(entries: Any, *, like: Any = None) -> Floats:
    """Write nested entries as one array, batch axes first.

    Entry :math:`e_{c}` at place :math:`c` of the nesting becomes ``out[..., *c]``; the entries are
    broadcast against each other, dimensions with a name by name.

    Parameters
    ----------
    entries : nested lists or tuples, every branch of one length
        The leaves are numbers, NumPy arrays or DataArrays, each a whole batch of values of that
        entry. For a game the nesting is ``(player, action of player 1, ..., action of player N)``.
    like : dataclass, mapping, or DataArray, optional
        What the batch is taken from: the named dimensions of its values, in order of first
        appearance. A model passes itself, so that every game it makes has the same batch axes,
        in the order of the model's fields. By default the entries themselves.

    Returns
    -------
    array of float64, shape (*batch, *nesting)

    Raises
    ------
    InvalidGameError
        If the nesting is ragged, a leaf is not a number, an entry has a dimension that ``like``
        lacks, or arrays with and without named dimensions meet: no rule says which axes of the
        two belong together.

    See Also
    --------
    label : the way back

    Examples
    --------
    >>> from gametheory.sweep import axes
    >>> model = axes(harm=[0, 1, 2], cost=[0.5, 1.5])
    >>> payoffs = [[[-model["harm"], 0], [-model["cost"], -model["cost"]]], [[1, 0], [-1, 0]]]
    >>> stack(payoffs, like=model).shape
    (3, 2, 2, 2, 2)
    >>> stack([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    """
    shape = _nesting(entries)
    leaves = list(_leaves(entries, shape))
    batch = Batch.of(leaves if like is None else like, leaves)
    if like is not None and (missing := set(batch.names) - set(Batch.of(like).names)):
        raise InvalidGameError(
            f"an entry varies along {sorted(map(str, missing))}, which is no dimension of `like`: the batch "
            "could not be labelled again. Make the array a field of the model, or leave out `like`"
        )
    # written entry by entry, so that no entry is copied at full size twice
    stacked = np.empty((*batch.shape, math.prod(shape)))
    for place, leaf in enumerate(leaves):
        stacked[..., place] = batch.align(leaf)
    return stacked.reshape(*batch.shape, *shape)


def label(values: ArrayLike, /, *, like: Any, **core: Sequence[Hashable]) -> DataArray | Floats:
    """Put the names and coordinates of a batch back on an array of results.

    Parameters
    ----------
    values : array of shape (*batch, *core)
        Any dtype; batch axes as :func:`stack` orders them with the same ``like``.
    like : dataclass, mapping, or DataArray
        Where names and coordinates come from: usually the model.
    **core : sequences
        The axes after the batch: one keyword per axis, in order, with the labels along it.

    Returns
    -------
    DataArray of dimensions (*batch, *core)
        Where the fields of ``like`` are arrays without names, the result is the array as given:
        names are kept, never invented.

    Raises
    ------
    ValueError
        If the shape is not that of the batch followed by the core.

    Examples
    --------
    >>> from gametheory.sweep import axes
    >>> model = axes(harm=[0, 1, 2], cost=[0.5, 1.5])
    >>> attack = label([[0, 0], [1, 0], [1, 1]], like=model)
    >>> attack.sel(harm=1, cost=0.5).item()
    1
    >>> label(np.ones((3, 2, 2)), like=model, action=("hold", "strike")).dims
    ('harm', 'cost', 'action')
    """
    from xarray import DataArray

    array = np.asarray(values)
    batch = Batch.of(like)
    if twice := set(core).intersection(map(str, batch.names)):
        raise ValueError(f"the batch has a dimension {twice.pop()!r} already; give the core axis another name")
    for name, labels in core.items():
        if isinstance(labels, str) or not isinstance(labels, Iterable):
            raise ValueError(f"axis {name!r} needs a list of labels; got {labels!r}")
    core = {name: list(labels) for name, labels in core.items()}
    needed = (*batch.shape, *map(len, core.values()))
    if array.shape != needed:
        raise ValueError(
            f"labelling needs an array of shape {needed}, the batch {batch} and {len(core)} axes after it; "
            f"got {array.shape}"
        )
    if batch.unnamed:
        return array
    coordinates: dict[Hashable, Any] = dict(batch.coordinates) | {name: list(labels) for name, labels in core.items()}
    return DataArray(array, dims=(*batch.names, *core), coords=coordinates)


@dataclass(frozen=True, eq=False)
class Batch:
    """The leading axes that several values share.

    names       : one name per axis; () if the axes have none, or if there are none
    shape       : the length of each
    coordinates : the labels along those axes that have them
    """

    names: tuple[Hashable, ...]
    shape: tuple[int, ...]
    coordinates: Mapping[Hashable, DataArray]

    @classmethod
    def of(cls, *holders: Any) -> Batch:
        """Broadcast every array found in the holders, named dimensions in order of first appearance."""
        sizes: dict[Hashable, int] = {}
        coordinates: dict[Hashable, DataArray] = {}
        indexes: dict[Hashable, Any] = {}
        unnamed: list[tuple[int, ...]] = []
        for array in _arrays(holders):
            if isinstance(array, np.ndarray):
                unnamed.append(array.shape)
                continue
            for name, size in array.sizes.items():
                if sizes.setdefault(name, size) != size:
                    raise InvalidGameError(
                        f"dimension {name!r} needs one size; got {sizes[name]} and {size}. "
                        "Give parameters that do not move together dimensions of their own"
                    )
                if name not in array.coords:
                    continue
                index = array.xindexes.get(name)
                if index is not None and index is indexes.get(name):
                    continue  # known already: to compare the labels would take most of the time
                known = coordinates.setdefault(name, array.coords[name])
                if not known.equals(array.coords[name]):
                    raise InvalidGameError(
                        f"dimension {name!r} needs one coordinate; got two that differ, "
                        f"{known.values} and {array.coords[name].values}"
                    )
                indexes[name] = index
        if sizes and unnamed:
            raise InvalidGameError(
                f"an array without names, of shape {unnamed[0]}, meets the named dimensions "
                f"{tuple(sizes)}: no rule says which axes belong together. Name its axes with axes(...) or "
                "DataArray(values, dims=...); in threshold(...), pass like=model"
            )
        try:
            shape = tuple(sizes.values()) if sizes else np.broadcast_shapes(*unnamed)
        except ValueError:
            raise InvalidGameError(
                f"arrays without names need shapes that broadcast; got {sorted(set(unnamed))}. Give axes that do not "
                "move together names with axes(...)"
            ) from None
        return cls(tuple(sizes), shape, coordinates)

    @property
    def unnamed(self) -> bool:
        return len(self.shape) > len(self.names)

    def align(self, value: Any) -> NDArray[Any]:
        """Return the value as an array that broadcasts against ``shape``."""
        if not self.names or not hasattr(value, "dims"):
            return np.asarray(value)
        present = [name for name in self.names if name in value.dims]
        sizes = [value.sizes.get(name, 1) for name in self.names]
        return np.asarray(value.transpose(*present)).reshape(sizes)

    def leading(self, name: Hashable, size: int) -> Batch:
        """Return the batch with one more axis in front."""
        names = (name, *self.names) if self.names else ()
        return Batch(names, (size, *self.shape), self.coordinates)

    def trailing(self, name: Hashable, size: int) -> Batch:
        """Return the batch with one more axis at the end."""
        names = (*self.names, name) if self.names else ()
        return Batch(names, (*self.shape, size), self.coordinates)

    def wrap(self, values: NDArray[Any]) -> Any:
        """Return values of this shape as a DataArray if the axes have names, else as they are."""
        if not self.names:
            return values
        from xarray import DataArray

        return DataArray(values, dims=self.names, coords=self.coordinates)

    def __str__(self) -> str:
        return str(dict(zip(self.names, self.shape, strict=True)) if self.names else self.shape)


def _arrays(holder: Any) -> Iterator[Any]:
    """Every array with at least one axis in a field, entry or item of the holder, in order."""
    if hasattr(holder, "dims") and hasattr(holder, "coords"):
        yield holder
    elif isinstance(holder, np.ndarray):
        if holder.ndim:
            yield holder
    elif is_dataclass(holder) and not isinstance(holder, type):
        for field in fields(holder):
            yield from _arrays(getattr(holder, field.name))
    elif isinstance(holder, Mapping):
        for value in holder.values():
            yield from _arrays(value)
    elif isinstance(holder, (tuple, list)):
        for item in holder:
            yield from _arrays(item)


def _nesting(entries: Any) -> tuple[int, ...]:
    """The lengths of the nested sequences, read along the first branch."""
    shape = []
    while isinstance(entries, (tuple, list)):
        shape.append(len(entries))
        if not entries:
            raise InvalidGameError("entries need at least one item at every level of nesting; got none")
        entries = entries[0]
    return tuple(shape)


def _leaves(entries: Any, shape: tuple[int, ...]) -> Iterator[Any]:
    """The leaves in row-major order, each checked to be a number or an array of numbers."""
    if isinstance(entries, (tuple, list)) != bool(shape) or (shape and len(entries) != shape[0]):
        came = f"{len(entries)} items" if isinstance(entries, (tuple, list)) else f"the entry {entries!r}"
        needed = f"{shape[0]} items, as in the first branch," if shape else "an entry"
        raise InvalidGameError(f"entries need the same nesting in every branch, here {needed}; got {came}")
    if shape:
        for item in entries:
            yield from _leaves(item, shape[1:])
        return
    kind = getattr(entries, "dtype", np.asarray(entries).dtype).kind
    if kind in "biuf":
        yield entries
    elif isinstance(entries, Real):
        yield float(entries)
    else:
        raise InvalidGameError(
            f"an entry needs to be a number, an array or a DataArray of numbers; got {entries!r}. "
            "Expressions are for gametheory.symbolic"
        )
