"""ISO 8601 dates that may lack the day or the month."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class PartialDate:
    """A year, a month or a day, as a bracket of days.

    Examples
    --------
    >>> autumn = PartialDate.parse("2019-11")
    >>> autumn.grain, str(autumn.first), str(autumn.last)
    ('month', '2019-11-01', '2019-11-30')
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2019``, ``2019-10`` or ``2019-10-28``; ValueError for anything else."""
        match = _PARTIAL.fullmatch(text)
        if match is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = match.groups()
        partial = cls(int(year), int(month) if month else None, int(day) if day else None)
        _ = partial.first  # the calendar refuses a month or a day that does not exist
        return partial

    @property
    def grain(self) -> str:
        """``"year"``, ``"month"`` or ``"day"``."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first(self) -> date:
        """The first day of the bracket."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def last(self) -> date:
        """The last day of the bracket."""
        month = 12 if self.month is None else self.month
        return date(self.year, month, monthrange(self.year, month)[1] if self.day is None else self.day)

    def __str__(self) -> str:
        parts = (f"{self.year:04}", self.month and f"{self.month:02}", self.day and f"{self.day:02}")
        return "-".join(part for part in parts if part)
