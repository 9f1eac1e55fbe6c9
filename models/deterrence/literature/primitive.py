"""What the models of the literature share: fields with ranges, and payoffs whose order defines the game."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from deterrence.model import Model
from deterrence.parameters import Parameter, ParameterError, Provenance, parameter, parameters_of


def primitive(
    name: str, symbol: str, meaning: str, low: float = -np.inf, high: float = np.inf, *, unit: str = "payoff"
) -> Any:
    """A field of a model: its name, symbol, meaning and range.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, eq=False)
    ... class Lottery(Model):
    ...     chance: Any = primitive("chance", "p", "chance of winning", 0, 1, unit="probability")
    >>> Lottery(chance=1.5)
    Traceback (most recent call last):
    deterrence.parameters.ParameterError: chance (p, chance of winning) needs a value from 0 to 1; got 1.5.
    """
    return parameter(
        Parameter(name, symbol, meaning, unit, low, high, Provenance.ASSUMED, "a primitive of the published game")
    )


def probability(name: str, symbol: str, meaning: str) -> Any:
    """A field that holds a probability."""
    return primitive(name, symbol, meaning, 0.0, 1.0, unit="probability")


def require_falling(model: Model, names: Sequence[str]) -> None:
    """Raise a :class:`ParameterError` unless these fields fall strictly, everywhere in the batch.

    Expressions pass.
    """
    values = [getattr(model, name) for name in names]
    if any(hasattr(value, "free_symbols") for value in values):
        return
    arrays = [np.asarray(getattr(model.plain, name)) for name in names]
    for (upper, above), (lower, below) in pairwise(zip(names, arrays, strict=True)):
        if not np.all(above > below):
            described = parameters_of(type(model))
            order = " > ".join(described[name].symbol for name in names)
            wrong = ~np.broadcast_arrays(above > below)[0]
            first = ", ".join(f"{np.broadcast_to(array, wrong.shape)[wrong].flat[0]:g}" for array in (above, below))
            raise ParameterError(
                f"{type(model).__name__} needs {order}; got {upper} and {lower} = {first} "
                f"in {int(wrong.sum())} of {wrong.size} places."
            )


def require_positive(model: Model, names: Sequence[str], *, below: float = np.inf) -> None:
    """Raise a :class:`ParameterError` unless these fields lie strictly between 0 and a bound.

    Expressions pass.
    """
    for name in names:
        value = getattr(model, name)
        if not hasattr(value, "free_symbols") and not np.all((np.asarray(value) > 0) & (np.asarray(value) < below)):
            raise ParameterError(
                f"{type(model).__name__} needs {name} above 0 and below {below:g}; got values from "
                f"{np.min(value):g} to {np.max(value):g}."
            )


def expression_at(expression: Any, **values: Any) -> Any:
    """A SymPy expression at numbers or arrays, by the names of its symbols.

    Examples
    --------
    >>> from sympy import Symbol
    >>> expression_at(Symbol("x") ** 2, x=np.array([1.0, 2.0]))
    array([1., 4.])
    """
    return _compiled(expression)(**values)


@lru_cache(maxsize=64)
def _compiled(expression: Any) -> Callable[..., Any]:
    from gametheory.symbolic import lambdify_threshold

    return lambdify_threshold(expression)
