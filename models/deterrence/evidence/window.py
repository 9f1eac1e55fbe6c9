"""The two stretches of time in which attacks or deaths can be counted."""

from __future__ import annotations

from dataclasses import dataclass

from deterrence.evidence.assumption import END_OF_RECORD
from deterrence.evidence.event import Event
from deterrence.evidence.evidence import Evidence

SERIES = "E019"
WARNING = "E011"


@dataclass(frozen=True)
class Window:
    """A counted series of attacks, and those of its attacks that are dated one by one.

    Parameters
    ----------
    attacks : int
        Number of attacks in the series.
    dated : tuple of Event
        The single attacks that fall into it, on the natural reading that the series contains them.
    """

    attacks: int
    dated: tuple[Event, ...]

    @property
    def fatal(self) -> tuple[Event, ...]:
        """Attacks that killed an American."""
        return tuple(attack for attack in self.dated if attack.is_fatal)

    @property
    def share(self) -> float:
        """Share of the attacks that killed an American."""
        return len(self.fatal) / self.attacks

    @property
    def rows(self) -> tuple[str, ...]:
        """The series and its dated attacks."""
        return (SERIES, *(attack.id for attack in self.dated))


def late_2019(evidence: Evidence) -> Window:
    """The series of rocket attacks counted from late October 2019.

    Raises
    ------
    ValueError
        If the series has no exact number, or its deaths are not those of its dated attacks.

    Examples
    --------
    >>> window = late_2019(Evidence.read())
    >>> window.attacks, [attack.id for attack in window.fatal]
    (11, ['E026'])
    """
    series = evidence.event(SERIES)
    attacks, killed = series.count("intensity").exact, series.count("us_killed").exact
    if not isinstance(attacks, int) or series.first is None or series.last is None:
        raise ValueError(f"{SERIES} must state its dates and an exact number of attacks")
    dated = tuple(
        attack for attack in evidence.attacks if attack.day and series.first <= attack.day <= series.last
    )
    if killed != sum(attack.count("us_killed").least for attack in dated):
        raise ValueError(f"{SERIES} reports {killed} killed, which its dated attacks do not add up to")
    return Window(attacks, dated)


def fatal_since_warning(evidence: Evidence) -> tuple[Event, ...]:
    """Attacks that killed an American, from the warning of May 2019 to the end of the record.

    Examples
    --------
    >>> [attack.id for attack in fatal_since_warning(Evidence.read())]
    ['E026', 'E051']
    """
    return tuple(
        attack
        for attack in attacks_since_warning(evidence)
        if attack.is_fatal and attack.first and attack.first <= END_OF_RECORD.value
    )


def attacks_since_warning(evidence: Evidence) -> tuple[Event, ...]:
    """Dated single attacks after the warning of May 2019."""
    warned = evidence.event(WARNING).day
    if warned is None:
        raise ValueError(f"{WARNING}, the warning, must be dated to the day")
    return tuple(attack for attack in evidence.attacks if attack.first and attack.first > warned)
