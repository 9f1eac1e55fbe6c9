"""What a figure of the events over time needs, and the stretches without a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from deterrence.evidence.event import Event, events

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mark:
    """One event as a figure shows it.

    Parameters
    ----------
    id : str
    first, last : date or None
        Bracket of the event; None where the sources do not say.
    precision, side, action : str
        As in the table; precision and side may be None.
    fatal : bool or None
        Whether an American was killed; None if the sources do not say.
    aggregate : bool
        Whether it sums up several attacks, which the figure must not add to single ones.
    documents : tuple of str
    readings : tuple of str
        Rows of the table, more than one where the sources differ.
    """

    id: str
    first: date | None
    last: date | None
    precision: str | None
    side: str | None
    action: str
    fatal: bool | None
    aggregate: bool
    documents: tuple[str, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A stretch in which militia attacks are reported without a count in the sources.

    Parameters
    ----------
    first : date or None
        First day; None where the beginning is not stated.
    last : date
        Last day.
    rows : tuple of str
        The series without a number that cover some of it.
    """

    first: date | None
    last: date
    rows: tuple[str, ...]


def timeline(chosen: Iterable[Event] | None = None) -> tuple[Mark, ...]:
    """One mark for each event, in the order of first days; events without any date come last.

    Parameters
    ----------
    chosen : iterable of Event, optional
        By default all packaged `events`.

    Examples
    --------
    >>> [(mark.id, str(mark.first)) for mark in timeline() if mark.fatal and not mark.aggregate]
    [('E004', '2017-10-01'), ('E026', '2019-12-28'), ('E051', '2020-03-11')]
    """
    marks = map(_mark, events() if chosen is None else chosen)
    return tuple(sorted(marks, key=lambda mark: (mark.first or mark.last or date.max, mark.id)))


def gaps(chosen: Iterable[Event] | None = None) -> tuple[Gap, ...]:
    """The stretches covered by series of militia attacks without a number and by none with one.

    A year or a season is taken to its last day, which brackets the series and does not observe it.

    Parameters
    ----------
    chosen : iterable of Event, optional
        By default all packaged `events`.

    Examples
    --------
    >>> [(str(gap.first), str(gap.last)) for gap in gaps()]
    [('None', '2019-05-07'), ('2019-06-01', '2019-09-30'), ('2020-01-03', '2021-12-31')]
    """
    series = [
        event
        for event in (events() if chosen is None else chosen)
        if event.is_aggregate and event.side == "militia" and event.last
    ]
    counted = [event for event in series if event.count("intensity").is_stated]
    pieces = sorted(
        (first, last, event.id)
        for event in series
        if event not in counted
        for first, last in _outside(counted, _start(event), event.last or date.max)
    )
    found: list[Gap] = []
    for first, last, identifier in pieces:
        if found and first <= found[-1].last + ONE_DAY:
            before = found.pop()
            found.append(Gap(before.first, max(before.last, last), (*before.rows, identifier)))
        else:
            found.append(Gap(None if first == date.min else first, last, (identifier,)))
    return tuple(found)


def _mark(event: Event) -> Mark:
    return Mark(
        id=event.id,
        first=event.first,
        last=event.last,
        precision=event.precision,
        side=event.side,
        action=event.action,
        fatal=event.is_fatal,
        aggregate=event.is_aggregate,
        documents=event.documents,
        readings=tuple(reading.id for reading in event.readings),
    )


def _start(event: Event) -> date:
    return event.first or date.min


def _outside(counted: list[Event], first: date, last: date) -> list[tuple[date, date]]:
    """What is left of a stretch when the counted series are taken out."""
    left = [(first, last)]
    for event in counted:
        opening, closing = _start(event), event.last or date.max
        before = [(start, min(end, opening - ONE_DAY)) for start, end in left if start < opening]
        after = [(max(start, closing + ONE_DAY), end) for start, end in left if end > closing]
        left = before + after
    return left
