"""Lines that hold until the exit: what the United States says that it will answer."""

from __future__ import annotations

from enum import StrEnum


class Line(StrEnum):
    """What has to be answered while the timetable runs."""

    NONE = "none"
    DEATHS = "deaths"
    ANY = "any"


LINES = tuple(Line)
"""From the narrowest to the widest."""
