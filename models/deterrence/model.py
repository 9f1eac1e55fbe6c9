"""What all models share: fields with parameters, that hold numbers, arrays, axes of a sweep or expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from deterrence.parameters import Number, ParameterError, Primitives, check_fields, parameters_of
from gametheory.arguments import real_numbers
from gametheory.errors import InvalidGameError
from gametheory.sweep.batch import Batch

if TYPE_CHECKING:
    from gametheory.symbolic import SymbolicThreshold


@dataclass(frozen=True, eq=False)
class Model:
    """A model whose fields are parameters.

    Fields may hold numbers, arrays, DataArrays (axes of a sweep) or SymPy expressions; readings of DataArrays
    are DataArrays.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.
    """

    def __post_init__(self) -> None:
        for name in parameters_of(self):
            value = getattr(self, name)
            if isinstance(value, list | tuple | Fraction | Decimal):
                object.__setattr__(self, name, _as_floats(value))
        check_fields(self)

    @classmethod
    def of(cls, primitives: Primitives, **changes: Number) -> Self:
        """The model of a scenario, with some fields changed.

        Parameters
        ----------
        primitives : Primitives
            Such as ``deterrence.scenarios.PUNISH``, or what ``load_scenario`` returns.
        **changes
            Fields by name.
        """
        if not isinstance(primitives, Primitives):
            raise ParameterError(
                f"a scenario was needed, such as deterrence.scenarios.PUNISH; got {type(primitives).__name__}."
            )
        return cls.made(primitives.take(cls) | changes)

    @classmethod
    def made(cls, given: Mapping[str, Number]) -> Self:
        """The model with these fields, or an error that names the field that is missing or unknown."""
        described = parameters_of(cls)
        cls._refuse_unknown(given)
        if missing := [each.label for name, each in described.items() if name not in given]:
            raise ParameterError(f"{cls.__name__} needs {', '.join(missing)}: no scenario has it.")
        return cls(**given)

    @classmethod
    def symbolic(cls, **values: Number) -> Self:
        """The model whose fields are SymPy symbols of their names, except those given.

        The signs that the ranges imply are declared; a period is one week unless given.
        """
        from sympy import Symbol

        symbols = {
            name: 1
            if name == "period"
            else Symbol(name, real=True)
            if each.low < 0
            else Symbol(name, positive=True)
            for name, each in parameters_of(cls).items()
        }
        return cls(**(symbols | values))

    @classmethod
    def _refuse_unknown(cls, names: Iterable[str]) -> None:
        known = [each.name for each in fields(cls)]
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, 1)
                raise ParameterError(
                    f"{cls.__name__} has no field {name!r}" + (f"; did you mean {near[0]!r}?" if near else ".")
                )

    def unchecked(self, **changes: Number) -> Self:
        """A copy with fields changed, also beyond their ranges: for the lines of which only the roots are read."""
        self._refuse_unknown(changes)
        copy = object.__new__(type(self))
        for each in fields(self):
            object.__setattr__(copy, each.name, changes.get(each.name, getattr(self, each.name)))
        return copy

    @cached_property
    def batch(self) -> Batch:
        """The axes that the fields span together."""
        return Batch.of(self)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The lengths of these axes; ``()`` for one point."""
        return self.batch.shape

    @cached_property
    def plain(self) -> Self:
        """The model with plain arrays whose axes are those of the batch, so that NumPy broadcasts them."""
        return self.unchecked(**{each.name: self.batch.align(getattr(self, each.name)) for each in fields(self)})

    def take(self, rows: Any) -> Self:
        """The points with these numbers in the flattened batch, fields of shape (rows,)."""
        shape = self.batch_shape
        return self.unchecked(
            **{
                each.name: np.broadcast_to(getattr(self.plain, each.name), shape).reshape(-1)[rows]
                for each in fields(self)
            }
        )

    def spread(self, values: Any) -> Any:
        """An array that broadcasts to the batch as one of its full shape."""
        array = np.asarray(values)
        return array if array.shape == self.batch_shape else np.array(np.broadcast_to(array, self.batch_shape))

    def require_names(self) -> None:
        """Raise unless the axes of the batch have names, as tables need them."""
        if self.batch.unnamed:
            raise ParameterError(
                f"a table needs fields whose axes have names; got arrays of shape {self.batch_shape}. Give them with "
                "axes(...) of gametheory.sweep."
            )

    def named(self, values: Any) -> Any:
        """An array that broadcasts to the batch as a reading: a DataArray, unless the axes have no names."""
        from xarray import DataArray

        array = self.spread(values)
        if self.batch.unnamed:
            return array
        return DataArray(array, dims=self.batch.names, coords=self.batch.coordinates)


def _as_floats(value: Any) -> Any:
    """Lists and fractions as floats; what are no numbers is left for the check of the range to refuse."""
    try:
        return real_numbers(value, "a field")[()]
    except InvalidGameError:
        return value


def evaluated(threshold: SymbolicThreshold, model: Model) -> Any:
    """A threshold at the fields of a model, an array that broadcasts to its batch."""
    names = {symbol.name for symbol in threshold.value.free_symbols}
    return _function(threshold)(**{name: getattr(model.plain, name) for name in names})


@lru_cache(maxsize=64)
def _function(threshold: SymbolicThreshold) -> Callable[..., Any]:
    """The threshold as a function of arrays; SymPy takes as long to write it as a sweep takes to evaluate it."""
    from gametheory.symbolic import lambdify_threshold

    return lambdify_threshold(threshold)
