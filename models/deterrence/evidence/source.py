"""The five source documents and their author teams."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from deterrence.evidence.partial_date import PartialDate
from deterrence.evidence.table import Row, TablePath, require_distinct, rows

SOURCE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "document": "File name of the document, its identifier in every table.",
        "team": "Number of the author team; documents of one team are one voice.",
        "authors": "Authors named in the document; empty where it names none.",
        "affiliation": "Institutions that the document gives for its authors, or where it appeared.",
        "kind": "Sort of text.",
        "written_start": "First date at which it can have been written, by its own content.",
        "written_end": "Last date at which it can have been written, by its own content.",
        "vantage": "What fixes that date, and what the author could and could not know.",
        "policy": "The position argued for, in one sentence that is not the document's own.",
        "claims": "Claims of the ledger that draw on the document.",
        "disputes": "Disputes of the ledger in which the document stands on a side.",
        "note": "What to bear in mind when weighing it.",
    }
)


@dataclass(frozen=True)
class Source:
    """One source document; the fields are those of ``SOURCE_COLUMNS``.

    Two documents share team 1. Whether the authors who are not named differ from the named ones
    cannot be checked in the documents, so four teams are at most four independent voices.

    Examples
    --------
    >>> [source.byline for source in sources() if source.team == 2]
    ['author not named in the document']
    """

    document: str
    team: int
    authors: tuple[str, ...]
    affiliation: str
    kind: str
    written_start: PartialDate
    written_end: PartialDate
    vantage: str
    policy: str
    claims: tuple[str, ...]
    disputes: tuple[str, ...]
    note: str

    @property
    def byline(self) -> str:
        """The authors, or the statement that the document names none."""
        return " and ".join(self.authors) or "author not named in the document"


def sources(path: TablePath | None = None) -> tuple[Source, ...]:
    """The source documents, in the order of the table.

    Parameters
    ----------
    path : path, optional
        A table with the columns ``SOURCE_COLUMNS`` to read instead of the packaged one.

    Raises
    ------
    EvidenceTableError
        If a cell breaks the rule of its column.

    Examples
    --------
    >>> len(sources()), len({source.team for source in sources()})
    (5, 4)
    """
    return _packaged() if path is None else _read(path)


def cited(row: Row, documents: Collection[str] | None) -> tuple[str, ...]:
    """The documents that a row cites: at least one, each of those given; by default of the packaged `sources`."""
    known = tuple(source.document for source in sources()) if documents is None else documents
    found = row.several("documents") or row.refuse("documents", "at least one document")
    if not set(found) <= set(known):
        row.refuse("documents", f"documents among {', '.join(known)}")
    return found


@cache
def _packaged() -> tuple[Source, ...]:
    return _read(None)


def _read(path: TablePath | None) -> tuple[Source, ...]:
    table = [(row, _source(row)) for row in rows("sources.csv", SOURCE_COLUMNS, path)]
    require_distinct([(row, source.document) for row, source in table], "document")
    authors_of_team: dict[int, tuple[str, ...]] = {}
    for row, source in table:
        if authors_of_team.setdefault(source.team, source.authors) != source.authors:
            row.refuse("authors", f"the authors of the other documents of team {source.team}")
    return tuple(source for _, source in table)


def _source(row: Row) -> Source:
    start = row.date("written_start") or row.refuse("written_start", "a date")
    end = row.date("written_end") or row.refuse("written_end", "a date")
    if start.first > end.last:
        row.refuse("written_end", f"a date not before written_start, {start}")
    return Source(
        document=row.match("document", r"\w+\.txt", "the name of a text file"),
        team=int(row.match("team", r"[1-9]\d*", "the number of an author team")),
        authors=row.several("authors"),
        affiliation=row.cells["affiliation"],
        kind=row.text("kind"),
        written_start=start,
        written_end=end,
        vantage=row.text("vantage"),
        policy=row.text("policy"),
        claims=row.identifiers("claims", "M"),
        disputes=row.identifiers("disputes", "X"),
        note=row.cells["note"],
    )
