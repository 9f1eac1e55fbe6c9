"""The table of incidents: every dated or datable event, one row for each reading of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from deterrence.evidence.count import Count
from deterrence.evidence.partial_date import PartialDate
from deterrence.evidence.source import cited
from deterrence.evidence.table import Row, TablePath, require_distinct, rows
from deterrence.evidence.vocabulary import (
    ACTIONS,
    AGGREGATE,
    CASUALTIES,
    CLAIMED,
    JOINTLY_REPORTED,
    PRECISIONS,
    SIDES,
)

INCIDENT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "E and three digits, with a, b or c for alternative readings of one event; never renumbered.",
        "date_start": "Start of the bracket around the event; empty if the sources do not say.",
        "date_end": "End of the bracket; filled beside an empty start, it means some time before.",
        "precision": "Finest grain of the dates that the sources support: day, month, season or year.",
        "actor": "Who acted, in the words of the table.",
        "actor_side": "Side of the actor; empty if none of the sides, both at once, or not firmly attributed.",
        "target": "Whom or what the action was aimed at.",
        "action": "One word of the vocabulary ACTIONS.",
        "weapon": "Means, where stated.",
        "location": "Place, where stated.",
        "us_killed": "Americans killed.",
        "us_wounded": "Americans wounded.",
        "other_killed": "Killed who are neither Americans nor militia members; the note says who.",
        "other_wounded": "Wounded who are neither Americans nor militia members; the note says who.",
        "militia_killed": "Militia members killed.",
        "militia_wounded": "Militia members wounded.",
        "intensity": "Rockets, missiles, facilities struck, attacks of a series, or troops leaving, by action.",
        "claimed": "Whether the actor claimed it: yes, no, or na where the question does not arise.",
        "attributed_to": "To whom the sources attribute it.",
        "response_to": "Rows that a source says it answered or directly followed from.",
        "documents": "Documents that report it.",
        "note": "Disagreements, deductions and limits of the row.",
    }
)


@dataclass(frozen=True)
class Incident:
    """One row of the table of incidents; the fields are those of ``INCIDENT_COLUMNS``.

    Counts are `Count`, dates `PartialDate` or None, a word that is not given is None.

    Examples
    --------
    >>> kirkuk = next(row for row in incidents() if row.id == "E026")
    >>> str(kirkuk.first), kirkuk.us_killed.exact, str(kirkuk.us_wounded), kirkuk.intensity.exact
    ('2019-12-28', 1, 'several', 30)
    """

    id: str
    date_start: PartialDate | None
    date_end: PartialDate | None
    precision: str | None
    actor: str
    actor_side: str | None
    target: str
    action: str
    weapon: str
    location: str
    us_killed: Count
    us_wounded: Count
    other_killed: Count
    other_wounded: Count
    militia_killed: Count
    militia_wounded: Count
    intensity: Count
    claimed: str | None
    attributed_to: str
    response_to: tuple[str, ...]
    documents: tuple[str, ...]
    note: str

    @property
    def event(self) -> str:
        """Identifier of the event of which this row is a reading, often the only one."""
        return self.id[:4]

    @property
    def first(self) -> date | None:
        """First day on which it can have happened or begun, None if not stated."""
        return self.date_start.first if self.date_start else None

    @property
    def last(self) -> date | None:
        """Last day on which it can have happened or ended, None if not stated."""
        return self.date_end.last if self.date_end else None

    @property
    def is_aggregate(self) -> bool:
        """Whether the row sums up several attacks."""
        return self.action == AGGREGATE


def incidents(
    path: TablePath | None = None, *, documents: Collection[str] | None = None
) -> tuple[Incident, ...]:
    """The rows of the table of incidents, in its order.

    Parameters
    ----------
    path : path, optional
        A table with the columns ``INCIDENT_COLUMNS`` to read instead of the packaged one.
    documents : collection of str, optional
        The documents that a row may cite; by default those of the packaged `sources`.

    Raises
    ------
    EvidenceTableError
        If a cell breaks the rule of its column, naming file, line, column and value.

    Examples
    --------
    >>> len(incidents()), len({row.event for row in incidents()})
    (81, 76)
    """
    return _packaged() if path is None and documents is None else _read(path, documents)


@cache
def _packaged() -> tuple[Incident, ...]:
    return _read(None, None)


def _read(path: TablePath | None, documents: Collection[str] | None) -> tuple[Incident, ...]:
    table = [(row, _incident(row, documents)) for row in rows("incidents.csv", INCIDENT_COLUMNS, path)]
    require_distinct([(row, incident.id) for row, incident in table], "id")
    _require_matching_readings(table)
    _require_answered_rows(table)
    _require_joint_casualties_agree(table)
    return tuple(incident for _, incident in table)


def _incident(row: Row, documents: Collection[str] | None) -> Incident:
    start, end = row.date("date_start"), row.date("date_end")
    precision = row.word_or_none("precision", PRECISIONS)
    _require_consistent_dates(row, start, end, precision)
    return Incident(
        id=row.match("id", r"E\d{3}[a-z]?", "E and three digits, with a letter for an alternative reading"),
        date_start=start,
        date_end=end,
        precision=precision,
        actor=row.text("actor"),
        actor_side=row.word_or_none("actor_side", SIDES),
        target=row.cells["target"],
        action=row.word("action", ACTIONS),
        weapon=row.cells["weapon"],
        location=row.cells["location"],
        **{column: row.count(column) for column in CASUALTIES},
        intensity=row.count("intensity"),
        claimed=row.word_or_none("claimed", CLAIMED),
        attributed_to=row.cells["attributed_to"],
        response_to=row.several("response_to"),
        documents=cited(row, documents),
        note=row.cells["note"],
    )


def _require_consistent_dates(
    row: Row, start: PartialDate | None, end: PartialDate | None, precision: str | None
) -> None:
    if start and end and start.first > end.last:
        row.refuse("date_end", f"a date not before date_start, {start}")
    grains = {given.grain for given in (start, end) if given}
    if not grains:
        if precision is not None:
            row.refuse("precision", "nothing, since no date is given")
    elif precision is None:
        row.refuse("precision", f"one of {', '.join(PRECISIONS)}, since a date is given")
    elif precision == "day" and grains != {"day"}:
        row.refuse("precision", "a coarser grain than day, or dates to the day")
    elif precision == "month" and "year" in grains:
        row.refuse("precision", "season or year, since a date gives the year only")
    elif precision == "year" and "year" not in grains:
        row.refuse("precision", "a finer grain than year, since no date gives the year only")


def _require_answered_rows(table: list[tuple[Row, Incident]]) -> None:
    """Every answer names rows that exist, of another event that had begun before the answer ended."""
    by_id = {incident.id: incident for _, incident in table}
    for row, incident in table:
        for answered in incident.response_to:
            if answered not in by_id or by_id[answered].event == incident.event:
                row.refuse("response_to", f"identifiers of rows of other events, not {answered!r}")
            begun, ended = by_id[answered].first, incident.last
            if begun and ended and ended < begun:
                row.refuse("response_to", f"rows that began by {ended}; {answered} began on {begun}")


def _require_matching_readings(table: list[tuple[Row, Incident]]) -> None:
    """Readings of one event are lettered from a without a gap, and agree on action and side."""
    readings: defaultdict[str, list[tuple[Row, Incident]]] = defaultdict(list)
    for row, incident in table:
        readings[incident.event].append((row, incident))
    for event, group in readings.items():
        expected = [event] if len(group) == 1 else [event + chr(ord("a") + k) for k in range(len(group))]
        for (row, incident), identifier in zip(group, expected, strict=True):
            if incident.id != identifier:
                row.refuse("id", f"{identifier}, since {event} has {len(group)} reading(s)")
            if incident.action != group[0][1].action:
                row.refuse("action", f"the action of {group[0][1].id}, another reading of one event")
            if incident.actor_side != group[0][1].actor_side:
                row.refuse("actor_side", f"the side of {group[0][1].id}, another reading of one event")


def _require_joint_casualties_agree(table: list[tuple[Row, Incident]]) -> None:
    """Rows that share one report of casualties repeat it; different figures would be added wrongly."""
    by_id = {incident.id: incident for _, incident in table}
    for row, incident in table:
        for first, *others in JOINTLY_REPORTED:
            if incident.id in others and first in by_id:
                for column in CASUALTIES:
                    if getattr(incident, column) != getattr(by_id[first], column):
                        row.refuse(column, f"the figure of {first}, since both are reported jointly")
