"""What the functions of the models ask of their arguments: a model, one of a few choices, a number in a range."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

import numpy as np

from deterrence.parameters import ParameterError
from gametheory.arguments import real_numbers, shown

Choice = TypeVar("Choice")


def one_of(given: Any, choices: Collection[Choice], name: str) -> Choice:
    """The choice that equals what was given, so that the name of a line stands for the line.

    Examples
    --------
    >>> one_of(1.0, (1, 2), "rung")
    1
    >>> one_of(3, (1, 2), "rung")
    Traceback (most recent call last):
    deterrence.parameters.ParameterError: rung needs to be one of 1, 2; got 3.
    """
    if isinstance(given, str | int | float | np.integer | np.floating):
        for choice in choices:
            if choice == given:
                return choice
    listed = ", ".join(repr(str(each)) if isinstance(each, str) else str(each) for each in choices)
    raise ParameterError(f"{name} needs to be one of {listed}; got {shown(given)}.")


def numbers_in(
    given: Any, name: str, low: float, high: float = np.inf, *, ends: tuple[bool, bool] = (True, True)
) -> Any:
    """An array of numbers in a range, of which the ends belong to it or not.

    Examples
    --------
    >>> numbers_in([0.5, 1], "prior", 0, 1, ends=(True, False))
    Traceback (most recent call last):
    deterrence.parameters.ParameterError: prior needs numbers of 0 or more and below 1; got [0.5, 1].
    """
    array = real_numbers(given, name)
    above = array >= low if ends[0] else array > low
    below = array <= high if ends[1] else array < high
    if not (above & below).all():
        bounds = [f"of {low:g} or more" if ends[0] else f"above {low:g}"] if np.isfinite(low) else []
        bounds += [f"at most {high:g}" if ends[1] else f"below {high:g}"] if np.isfinite(high) else []
        raise ParameterError(f"{name} needs numbers {' and '.join(bounds) or 'that are not NaN'}; got {shown(given)}.")
    return array


def one_number(given: Any, name: str) -> Any:
    """One number, and not an array of them."""
    if np.ndim(given):
        raise ParameterError(f"{name} needs one number for all points; got {shown(given)}.")
    return given


def require_a(kind: type, given: Any) -> None:
    """Raise unless something is of a kind, such as a model."""
    if not isinstance(given, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise ParameterError(
            f"{article} {kind.__name__} was needed, got {type(given).__name__}; make one with "
            f"{kind.__name__}{'.of(scenario, ...)' if hasattr(kind, 'of') else '(...)'}."
        )


def require_common_shape(**arrays: Any) -> None:
    """Raise unless arrays broadcast."""
    try:
        np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ParameterError(f"arrays need shapes that broadcast; got {shapes}.") from None
