"""Payoffs as float64, and beside them as fractions where float64 does not hold what was given."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..profile import profiles_available
from ..value import Floats, Value, frozen, writable


@dataclass(frozen=True, eq=False)
class ExactPayoffs(Value):
    """Payoffs as fractions, where float64 does not hold the payoffs given.

    Attributes
    ----------
    values : array of Fraction, the shape of the game's payoffs
    rounding : (*batch, N)
        The largest error, rounded up and in payoff units, that float64 makes in the difference between two
        payoffs of a player against the same actions of the others: what a regret may be off by.
    """

    values: Any
    rounding: Floats


def as_payoffs(payoffs: Any) -> tuple[Floats, Any]:
    """Payoffs as read-only float64, and as an array of fractions unless float64 holds them all."""
    array = as_array(payoffs, "payoffs")
    if array.dtype.kind != "O" and float64_holds(array):
        if array is payoffs and array.dtype == np.float64 and array.flags.c_contiguous and not writable(array):
            return array, None
        return frozen(np.array(array, dtype=np.float64, order="C")), None
    fractions = np.empty(array.shape, dtype=object)
    fractions.reshape(-1)[:] = [_fraction(entry) for entry in array.reshape(-1)]
    floats = np.empty(array.shape)
    floats.reshape(-1)[:] = [_nearest(entry) for entry in fractions.reshape(-1)]
    return frozen(floats), frozen(fractions)


def carried(exact: Any, payoffs: Floats, available: Any, number: int) -> ExactPayoffs | None:
    """A carrier that was passed on, if these are its payoffs; one of other payoffs is dropped."""
    if exact is None:
        return None
    if not isinstance(exact, ExactPayoffs):
        raise InvalidGameError(
            f"exact needs ExactPayoffs, as the constructor fills it in; got {type(exact).__name__}. Pass the fractions "
            f"as payoffs instead."
        )
    if np.shape(exact.values) != payoffs.shape or np.shape(exact.rounding) != payoffs.shape[:-number]:
        return None
    same = exact.values.astype(np.float64) == payoffs
    if available is not None:
        same |= ~np.expand_dims(profiles_available(available), -1 - number)
    return exact if same.all() and (exact.rounding >= 0).all() else None


def carrier(fractions: Any, payoffs: Floats, available: Any, number: int) -> ExactPayoffs | None:
    """The carrier of exact payoffs, unless float64 holds them at every profile that exists."""
    exists = np.ones(payoffs.shape[-number:], dtype=bool) if available is None else profiles_available(available)
    exists = np.broadcast_to(np.expand_dims(exists, -1 - number), payoffs.shape)
    fractions = fractions.copy()
    fractions[~exists] = Fraction(0)
    errors = np.empty(payoffs.shape, dtype=object)
    errors.reshape(-1)[:] = [
        entry - Fraction(rounded)
        for entry, rounded in zip(fractions.reshape(-1), payoffs.reshape(-1).tolist(), strict=True)
    ]
    if not errors.any():
        return None
    rounding = np.zeros(payoffs.shape[:-number])
    for i in range(number):
        mine = (slice(None),) * (payoffs.ndim - 1 - number) + (i,)
        by_others, there = (np.moveaxis(array[mine], i - number, -1) for array in (errors, exists))
        for at in np.ndindex(by_others.shape[:-1]):
            errs = by_others[at][there[at]]
            if len(errs):
                game = (*at[: payoffs.ndim - 1 - number], i)
                gap = errs.max() - errs.min()
                if gap:
                    rounding[game] = max(rounding[game], np.nextafter(float(gap) * (1 + 2.0**-50), np.inf))
    return ExactPayoffs(frozen(fractions), frozen(rounding))


def as_array(payoffs: Any, what: str) -> Any:
    if isinstance(payoffs, np.ma.MaskedArray):
        raise InvalidGameError(f"{what} must not be a masked array; pass its data, and the masks as available.")
    try:
        array = np.asarray(payoffs)
    except ValueError as error:
        raise InvalidGameError(
            f"{what} must be a rectangular array of numbers; got ragged nested sequences ({error}). "
            f"Give every action profile a payoff; mark actions that do not exist with available."
        ) from error
    if array.dtype.kind not in "biufO":
        raise InvalidGameError(
            f"{what} must be real numbers; got dtype {array.dtype}. Convert them to float, int or Fraction."
        )
    return array


def float64_holds(array: Any) -> bool:
    """Whether float64 holds every entry of a numeric array exactly."""
    if array.dtype.kind == "f":
        return bool(array.dtype.itemsize <= 8)
    if array.dtype.kind == "b" or array.dtype.itemsize <= 4 or array.size == 0:
        return True
    return bool(int(array.min()) >= -(2**53) and int(array.max()) <= 2**53)


def _fraction(entry: Any) -> Fraction:
    if isinstance(entry, np.integer):
        entry = int(entry)
    try:
        return Fraction(*entry.as_integer_ratio())
    except (AttributeError, TypeError, ValueError, OverflowError):
        pass
    try:
        return Fraction(int(entry.p), int(entry.q))  # SymPy and python-flint rationals
    except (AttributeError, TypeError, ValueError):
        raise InvalidGameError(
            f"payoffs must be finite real numbers; got {entry!r} of type {type(entry).__name__}. "
            f"Use float, int, Fraction or Decimal."
        ) from None


def _nearest(entry: Fraction) -> float:
    try:
        return float(entry)
    except OverflowError:
        return np.inf
