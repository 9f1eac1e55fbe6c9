"""A fact computed from the tables, and the assumptions that its computation rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from deterrence.evidence.interval import Interval

V_co = TypeVar("V_co", float, date, covariant=True)


@dataclass(frozen=True)
class Assumption(Generic[V_co]):
    """An input that the tables suggest but do not settle.

    Parameters
    ----------
    name : str
    value : float or date
    unit : str
    rows : tuple of str
        Rows of the tables that it comes from.
    reason : str
        Why this value, and how far from it the truth may lie.
    """

    name: str
    value: V_co
    unit: str
    rows: tuple[str, ...]
    reason: str


AnyAssumption = Assumption[float] | Assumption[date]


@dataclass(frozen=True)
class Fact:
    """One number, or one range, computed from the tables.

    Parameters
    ----------
    id : str
        A derived quantity (``Q059`` to ``Q090``) or a measure of a stylised fact (``SF3.1``).
    statement : str
        What is measured, in one sentence.
    value : float, or pair of floats
        A pair is the range between its two ends.
    unit : str
    of : int or None
        Number of cases, where the value counts some of them.
    interval : Interval or None
        Statistical interval, or bracket of what the dates allow; its name says which.
    rows : tuple of str
        Events and quantities used; an event such as ``E070`` stands for all its readings.
    assumptions : tuple of Assumption
    note : str
        Limits, and where the computation departs from the row of the same identifier.
    """

    id: str
    statement: str
    value: float | tuple[float, float]
    unit: str
    rows: tuple[str, ...]
    of: int | None = None
    interval: Interval | None = None
    assumptions: tuple[AnyAssumption, ...] = ()
    note: str = ""

    @property
    def number(self) -> float:
        """The value where it is one number; ValueError if it is a range."""
        if isinstance(self.value, tuple):
            raise ValueError(f"{self.id} is a range, {self.value[0]:g} to {self.value[1]:g}: take its ends")
        return self.value


@dataclass(frozen=True)
class StylisedFact:
    """A regularity that models of the standoff should be able to reproduce, with its measures.

    Parameters
    ----------
    id : str
        ``SF1`` to ``SF6`` and ``SF8`` to ``SF10``; SF7 is withdrawn and its identifier kept free.
    statement : str
    measures : tuple of Fact
    caveat : str
        What the measures do not show.
    """

    id: str
    statement: str
    measures: tuple[Fact, ...]
    caveat: str
