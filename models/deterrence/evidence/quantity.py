"""The table of quantities: every number in the sources, and those derived from them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from deterrence.evidence.count import Count
from deterrence.evidence.partial_date import PartialDate
from deterrence.evidence.source import cited
from deterrence.evidence.table import DATES, Row, TablePath, require_distinct, rows

QUANTITY_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Q and three digits; never renumbered.",
        "quantity": "What is measured; begins with DERIVED where it was computed from dates or counts.",
        "value": "A count, a range 'a to b', a date, a label or a list; empty if the sources do not say.",
        "unit": "Unit of the value; label, list and date mark values that are not numbers.",
        "as_of": "Date to which the value refers, or two dates separated by a slash.",
        "documents": "Documents that give it.",
        "note": "How it was computed, what it conflicts with, how far it carries.",
    }
)

DERIVED = "DERIVED: "

_RANGE = re.compile(r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)")
_NUMBERS = "n, >n, >=n, a range 'a to b', a vague plural, an order of magnitude, or nothing"


@dataclass(frozen=True)
class Quantity:
    """One row of the table of quantities; the fields are those of ``QUANTITY_COLUMNS``.

    Parameters
    ----------
    value : str
        The cell as printed.
    count : Count or None
        The value where it is a number, a bound or a vague word; None for ranges, dates, labels, lists.
    range : tuple of float, or None
        The two ends where the value is a range.

    Examples
    --------
    >>> rate = next(row for row in quantities() if row.id == "Q072")
    >>> rate.is_derived, rate.range, rate.unit
    (True, (1.13, 1.33), 'attacks per week')
    """

    id: str
    quantity: str
    value: str
    unit: str
    as_of: tuple[PartialDate, ...]
    documents: tuple[str, ...]
    note: str
    count: Count | None
    range: tuple[float, float] | None

    @property
    def is_derived(self) -> bool:
        """Whether the value was computed from dates or counts instead of being read in a source."""
        return self.quantity.startswith(DERIVED)


def quantities(
    path: TablePath | None = None, *, documents: Collection[str] | None = None
) -> tuple[Quantity, ...]:
    """The rows of the table of quantities, in its order.

    Parameters
    ----------
    path : path, optional
        A table with the columns ``QUANTITY_COLUMNS`` to read instead of the packaged one.
    documents : collection of str, optional
        The documents that a row may cite; by default those of the packaged `sources`.

    Raises
    ------
    EvidenceTableError
        If a cell breaks the rule of its column, naming file, line, column and value.

    Examples
    --------
    >>> len(quantities()), sum(row.is_derived for row in quantities())
    (90, 32)
    """
    return _packaged() if path is None and documents is None else _read(path, documents)


@cache
def _packaged() -> tuple[Quantity, ...]:
    return _read(None, None)


def _read(path: TablePath | None, documents: Collection[str] | None) -> tuple[Quantity, ...]:
    table = [(row, _quantity(row, documents)) for row in rows("quantities.csv", QUANTITY_COLUMNS, path)]
    require_distinct([(row, quantity.id) for row, quantity in table], "id")
    return tuple(quantity for _, quantity in table)


def _quantity(row: Row, documents: Collection[str] | None) -> Quantity:
    as_of = row.parsed("as_of", lambda text: tuple(map(PartialDate.parse, text.split("/"))), DATES)
    return Quantity(
        id=row.match("id", r"Q\d{3}", "Q and three digits"),
        quantity=row.text("quantity"),
        value=row.cells["value"],
        unit=row.text("unit"),
        as_of=as_of,
        documents=cited(row, documents),
        note=row.cells["note"],
        count=_count(row),
        range=_range(row),
    )


def _is_numeric(row: Row) -> bool:
    unit = row.cells["unit"]
    return unit not in ("label", "list") and not unit.startswith("date")


def _range(row: Row) -> tuple[float, float] | None:
    match = _RANGE.fullmatch(row.cells["value"])
    if match is None or not _is_numeric(row):
        return None
    low, high = map(float, match.groups())
    if low > high:
        row.refuse("value", "a range whose first number is the smaller")
    return low, high


def _count(row: Row) -> Count | None:
    if not _is_numeric(row) or _range(row):
        if row.cells["unit"].startswith("date"):
            row.parsed("value", PartialDate.parse, DATES)
        return None
    return row.parsed("value", Count.parse, _NUMBERS)
