"""Lines, what a militia does, and what comes of it."""

from __future__ import annotations

from enum import StrEnum

LEVELS = ("hold", "harass", "heavy", "embassy")
"""What the militia chooses; the last is an assault on the embassy."""

HOLD, HARASS, HEAVY_ATTACK, EMBASSY_ASSAULT = range(4)

RUNGS = (1, 2)
"""A proportionate strike and a leadership strike."""


class Event(StrEnum):
    """What the United States may answer."""

    NONLETHAL = "nonlethal attack"
    EMBASSY = "assault on the embassy"
    DEATH = "death"


EVENTS = tuple(Event)


class Line(StrEnum):
    """What is announced: the events after which not to answer costs the office-holder."""

    SILENT = "silent"
    """Nothing."""

    DEATHS = "deaths"
    """Attacks that kill (D!)."""

    EMBASSY = "deaths and embassy"
    """These and assaults on the embassy (DE!)."""

    ANY = "any attack"
    """Everything (X!, P17)."""

    def covers(self, event: Event) -> bool:
        """Whether an event lies in the line."""
        if event is Event.DEATH:
            return self is not Line.SILENT
        return self is Line.ANY or (self is Line.EMBASSY and event is Event.EMBASSY)


LINES = tuple(Line)
SILENT, DEATHS, EMBASSY, ANY = LINES
