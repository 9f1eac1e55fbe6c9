"""What functions ask of numbers that they are given: a real array, a whole number."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np

from .errors import InvalidGameError
from .value import Floats


def real_numbers(given: Any, name: str) -> Floats:
    """An array of float64, or an error where there are other things than real numbers; NaN passes.

    Examples
    --------
    >>> real_numbers([1, 0.5], "discount")
    array([1. , 0.5])
    >>> real_numbers("0.9", "discount")
    Traceback (most recent call last):
    gametheory.errors.InvalidGameError: discount needs real numbers; got '0.9'.
    """
    try:
        array = np.asarray(given)
        if array.dtype.kind in "iuf" or (array.dtype.kind == "O" and not any(_is_no_number(x) for x in array.flat)):
            return array.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError):
        pass
    raise InvalidGameError(f"{name} needs real numbers; got {shown(given)}.")


def whole(number: Any, name: str, *, at_least: int, at_most: int | None = None) -> int:
    """A whole number of some size.

    Examples
    --------
    >>> whole(2.5, "horizon", at_least=1)
    Traceback (most recent call last):
    gametheory.errors.InvalidGameError: horizon needs an integer, 1 or larger; got 2.5.
    """
    fits = isinstance(number, Integral) and not isinstance(number, bool) and int(number) >= at_least
    if not fits or (at_most is not None and int(number) > at_most):
        sizes = f"{at_least} or larger" if at_most is None else f"from {at_least} to {at_most}"
        raise InvalidGameError(f"{name} needs an integer, {sizes}; got {shown(number)}.")
    return int(number)


def shown(given: Any) -> str:
    """What came, in one short line."""
    text = " ".join(repr(given).split())
    return text if len(text) <= 100 else f"{text[:97]}..."


def _is_no_number(entry: Any) -> bool:
    return entry is None or isinstance(entry, str | bytes | bool | complex)
