"""The three tables together, as the input from which facts are computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from deterrence.evidence.event import Event, events
from deterrence.evidence.incident import Incident, incidents
from deterrence.evidence.quantity import Quantity, quantities
from deterrence.evidence.source import Source, sources
from deterrence.evidence.table import TablePath

T = TypeVar("T")


@dataclass(frozen=True)
class Evidence:
    """Incidents, quantities and sources, looked up by identifier.

    Examples
    --------
    >>> evidence = Evidence.read()
    >>> evidence.event("E026").count("intensity").exact, evidence.number("Q001")
    (30, 3000)
    """

    incidents: tuple[Incident, ...]
    quantities: tuple[Quantity, ...]
    sources: tuple[Source, ...]

    @classmethod
    def read(
        cls,
        *,
        incident_table: TablePath | None = None,
        quantity_table: TablePath | None = None,
        source_table: TablePath | None = None,
    ) -> Evidence:
        """The packaged tables, each replaced by the one at the path given for it."""
        documents = sources(source_table)
        names = None if source_table is None else tuple(source.document for source in documents)
        return cls(
            incidents(incident_table, documents=names), quantities(quantity_table, documents=names), documents
        )

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event once."""
        return events(self.incidents)

    @cached_property
    def attacks(self) -> tuple[Event, ...]:
        """Single militia attacks that are dated to the day, in the order of their dates.

        An attack on whose day two readings differ by a day counts as dated.
        """
        return self._by_date(event for event in self.events if event.is_attack and event.precision == "day")

    @cached_property
    def us_strikes(self) -> tuple[Event, ...]:
        """Strike episodes of the United States, in the order of their dates."""
        return self._by_date(event for event in self.events if event.is_us_strike)

    def event(self, identifier: str) -> Event:
        """The event with the identifier, such as ``E030`` for its three readings."""
        return _lookup({event.id: event for event in self.events}, identifier, "event")

    def quantity(self, identifier: str) -> Quantity:
        """The row of the table of quantities with the identifier."""
        return _lookup({quantity.id: quantity for quantity in self.quantities}, identifier, "quantity")

    def number(self, identifier: str) -> int | float:
        """The value of a quantity that is stated exactly."""
        quantity = self.quantity(identifier)
        if quantity.count is None or quantity.count.exact is None:
            raise ValueError(f"{identifier} must be an exact number here; its value is {quantity.value!r}")
        return quantity.count.exact

    def answers_to(self, event: Event) -> tuple[Event, ...]:
        """The events that a source says answered this one."""
        return tuple(other for other in self.events if event.id in other.answers)

    def _by_date(self, chosen: Iterable[Event]) -> tuple[Event, ...]:
        return tuple(sorted(chosen, key=lambda event: event.first or date.min))


def _lookup(table: dict[str, T], identifier: str, kind: str) -> T:
    try:
        return table[identifier]
    except KeyError:
        raise KeyError(f"no {kind} {identifier!r} in these tables; there are {', '.join(table)}") from None
