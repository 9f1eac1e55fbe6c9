"""Reading a csv table cell by cell, with errors that say where and what was expected."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import NoReturn, TypeVar

from deterrence.evidence.count import VAGUE_PLURALS, Count
from deterrence.evidence.partial_date import PartialDate
from gametheory.errors import GameTheoryError

T = TypeVar("T")
TablePath = str | PathLike[str]

DATES = "an ISO date such as 2019, 2019-10 or 2019-10-28, or nothing"
COUNTS = f"n, >n, >=n, one of {', '.join(VAGUE_PLURALS)}, or nothing"


class EvidenceTableError(GameTheoryError, ValueError):
    """A table breaks the rules of its columns: correct the cell that the message names."""


@dataclass(frozen=True)
class Row:
    """One line of a table; every reader of a cell checks it."""

    table: str
    line: int
    cells: Mapping[str, str]

    def refuse(self, column: str, expected: str) -> NoReturn:
        """Raise the error that names file, line, column, value, and what was expected."""
        raise EvidenceTableError(
            f"{self.table}, line {self.line}, column {column!r}: expected {expected}; "
            f"got {self.cells[column]!r}"
        )

    def match(self, column: str, pattern: str, expected: str) -> str:
        """A cell of the form ``pattern``, which ``expected`` puts into words."""
        if re.fullmatch(pattern, self.cells[column]) is None:
            self.refuse(column, expected)
        return self.cells[column]

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        return self.cells[column] or self.refuse(column, "some text")

    def word(self, column: str, vocabulary: Collection[str]) -> str:
        """A cell that holds one word of the vocabulary."""
        if self.cells[column] not in vocabulary:
            self.refuse(column, f"one of {', '.join(vocabulary)}")
        return self.cells[column]

    def word_or_none(self, column: str, vocabulary: Collection[str]) -> str | None:
        """One word of the vocabulary, or None for an empty cell."""
        return self.word(column, vocabulary) if self.cells[column] else None

    def several(self, column: str) -> tuple[str, ...]:
        """The entries of a cell that are separated by semicolons, each once."""
        entries = (
            tuple(entry.strip() for entry in self.cells[column].split(";")) if self.cells[column] else ()
        )
        if "" in entries or len(set(entries)) < len(entries):
            self.refuse(column, "different entries separated by single semicolons")
        return entries

    def identifiers(self, column: str, letter: str) -> tuple[str, ...]:
        """Entries separated by semicolons, each the letter and a number."""
        entries = self.several(column)
        if not all(re.fullmatch(rf"{letter}\d+", entry) for entry in entries):
            self.refuse(column, f"entries such as {letter}1;{letter}12")
        return entries

    def date(self, column: str) -> PartialDate | None:
        """A partial date, or None for an empty cell."""
        return self.parsed(column, PartialDate.parse, DATES) if self.cells[column] else None

    def count(self, column: str) -> Count:
        """A count of persons or things: a whole number, a bound, a vague plural, or not stated."""
        count = self.parsed(column, Count.parse, COUNTS)
        if isinstance(count.number, float) or (count.word and count.word not in VAGUE_PLURALS):
            self.refuse(column, COUNTS)
        return count

    def parsed(self, column: str, parse: Callable[[str], T], expected: str) -> T:
        """What ``parse`` makes of the cell; its ValueError becomes the error of the cell."""
        try:
            return parse(self.cells[column])
        except ValueError:
            self.refuse(column, expected)


def rows(name: str, columns: Collection[str], path: TablePath | None) -> Iterator[Row]:
    """The lines of the table at ``path``, or of the packaged table ``name``."""
    source: Traversable = files("deterrence.evidence") / name if path is None else Path(path)
    lines = _lines(source)
    _, header = next(lines, (1, []))
    if header != list(columns):
        raise EvidenceTableError(
            f"{source}, line 1: expected the columns {', '.join(columns)}; got {', '.join(header) or 'nothing'}"
        )
    for line, cells in lines:
        if len(cells) != len(header):
            raise EvidenceTableError(
                f"{source}, line {line}: expected {len(header)} cells; got {len(cells)}: {cells}"
            )
        yield Row(str(source), line, dict(zip(header, cells, strict=True)))


def _lines(source: Traversable) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the number of the line on which the record ends."""
    try:
        # A spreadsheet may have put a byte-order mark before the header of a corrected table.
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvidenceTableError(f"{source}: expected a table in UTF-8; {error}") from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise EvidenceTableError(
            f"{source}, line {reader.line_num}: expected well-formed csv; {error}"
        ) from error


def require_distinct(table: list[tuple[Row, str]], column: str) -> None:
    """Refuse the first row whose identifier an earlier row has."""
    lines: dict[str, int] = {}
    for row, identifier in table:
        if identifier in lines:
            row.refuse(column, f"an identifier of its own (line {lines[identifier]} has this one)")
        lines[identifier] = row.line
