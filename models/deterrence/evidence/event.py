"""Events: the rows of the table of incidents with alternative readings put together and counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deterrence.evidence.count import NOT_STATED, Bound, Count, total
from deterrence.evidence.incident import Incident, incidents
from deterrence.evidence.vocabulary import CASUALTIES, JOINTLY_REPORTED, PRECISIONS, SINGLE_ATTACKS, STRIKES


@dataclass(frozen=True)
class Event:
    """One event and every reading of it.

    Examples
    --------
    >>> siege = next(event for event in events() if event.id == "E030")
    >>> [reading.id for reading in siege.readings], str(siege.first), str(siege.last)
    (['E030a', 'E030b', 'E030c'], '2019-12-01', '2020-01-31')
    """

    id: str
    readings: tuple[Incident, ...]

    @property
    def action(self) -> str:
        """The word of the vocabulary, on which readings agree."""
        return self.readings[0].action

    @property
    def side(self) -> str | None:
        """Side of the actor, on which readings agree; None if not firmly attributed."""
        return self.readings[0].actor_side

    @property
    def first(self) -> date | None:
        """First day that the readings of the finest grain allow; None if not stated."""
        return min((reading.first for reading in self._finest if reading.first), default=None)

    @property
    def last(self) -> date | None:
        """Last day that the readings of the finest grain allow; None if not stated."""
        return max((reading.last for reading in self._finest if reading.last), default=None)

    @property
    def day(self) -> date | None:
        """The day of the event where it is known, else None."""
        return self.first if self.first == self.last else None

    @property
    def precision(self) -> str | None:
        """Finest grain that any reading supports; None if no date is given."""
        grains = [reading.precision for reading in self.readings if reading.precision]
        return min(grains, key=PRECISIONS.index, default=None)

    @property
    def documents(self) -> tuple[str, ...]:
        """Documents behind any reading, each once."""
        return tuple(sorted({document for reading in self.readings for document in reading.documents}))

    @property
    def answers(self) -> tuple[str, ...]:
        """Identifiers of the events that this one answered, by any reading."""
        return tuple(sorted({row[:4] for reading in self.readings for row in reading.response_to}))

    @property
    def is_aggregate(self) -> bool:
        """Whether the event sums up several attacks."""
        return self.readings[0].is_aggregate

    @property
    def is_attack(self) -> bool:
        """Whether it is a single attack by a militia."""
        return self.side == "militia" and self.action in SINGLE_ATTACKS

    @property
    def is_us_strike(self) -> bool:
        """Whether it is a strike by the United States."""
        return self.side == "us" and self.action in STRIKES

    @property
    def is_fatal(self) -> bool | None:
        """Whether it killed an American; None if the sources do not say."""
        killed = self.count("us_killed")
        return killed.least > 0 if killed.is_stated else None

    def count(self, column: str) -> Count:
        """A column of counts over the readings.

        A reading that does not say leaves the figure to the others; figures that differ leave the
        smallest that any of them allows, as a lower bound.
        """
        stated = [count for reading in self.readings if (count := getattr(reading, column)).is_stated]
        if len(set(stated)) > 1:
            return Count(Bound.AT_LEAST, min(count.least for count in stated))
        return stated[0] if stated else NOT_STATED

    @property
    def _finest(self) -> list[Incident]:
        return [reading for reading in self.readings if reading.precision == self.precision]


def events(rows: Iterable[Incident] | None = None) -> tuple[Event, ...]:
    """Every event once, with its readings, in the order of the table.

    Parameters
    ----------
    rows : iterable of Incident, optional
        By default the packaged `incidents`.

    Examples
    --------
    >>> len(events()), sum(event.is_us_strike for event in events())
    (76, 4)
    """
    readings: dict[str, list[Incident]] = {}
    for row in incidents() if rows is None else rows:
        readings.setdefault(row.event, []).append(row)
    return tuple(Event(identifier, tuple(group)) for identifier, group in readings.items())


def casualties(counted: Iterable[Event], column: str) -> Count:
    """The sum of a column of casualties over single events, joint reports counted once.

    Parameters
    ----------
    counted : iterable of Event
        Events that are not aggregates.
    column : str
        One of ``us_killed``, ``us_wounded``, ``other_killed``, ``other_wounded``, ``militia_killed``,
        ``militia_wounded``.

    Returns
    -------
    Count
        Exact if every event states an exact figure, otherwise a lower bound.

    Raises
    ------
    ValueError
        If an event is an aggregate, which may contain the others, or the column is no casualty.

    Examples
    --------
    >>> airport = [event for event in events() if event.id in ("E023", "E024")]
    >>> str(casualties(airport, "other_wounded"))
    '>=1'
    """
    if column not in CASUALTIES:
        raise ValueError(f"column of casualties: expected one of {', '.join(CASUALTIES)}; got {column!r}")
    chosen = tuple(counted)
    if aggregates := [event.id for event in chosen if event.is_aggregate]:
        raise ValueError(
            f"casualties are summed over single events; {', '.join(aggregates)} sum up several attacks "
            "and may contain the others: leave them out"
        )
    present = {event.id for event in chosen}
    repeated = {later for first, *others in JOINTLY_REPORTED if first in present for later in others}
    return total(event.count(column) for event in chosen if event.id not in repeated)
