"""What the sources report: incidents, quantities and sources.

The tables hold what five documents state and no more: an empty cell means that they do not say.
`INCIDENT_COLUMNS`, `QUANTITY_COLUMNS`, `SOURCE_COLUMNS` and `ACTIONS` explain their columns and words.
"""

from deterrence.evidence.count import Bound, Count, total
from deterrence.evidence.event import Event, casualties, events
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.incident import INCIDENT_COLUMNS, Incident, incidents
from deterrence.evidence.partial_date import PartialDate
from deterrence.evidence.quantity import QUANTITY_COLUMNS, Quantity, quantities
from deterrence.evidence.source import SOURCE_COLUMNS, Source, sources
from deterrence.evidence.table import EvidenceTableError
from deterrence.evidence.vocabulary import ACTIONS

__all__ = [
    "ACTIONS",
    "INCIDENT_COLUMNS",
    "QUANTITY_COLUMNS",
    "SOURCE_COLUMNS",
    "Bound",
    "Count",
    "Event",
    "Evidence",
    "EvidenceTableError",
    "Incident",
    "PartialDate",
    "Quantity",
    "Source",
    "casualties",
    "events",
    "incidents",
    "quantities",
    "sources",
    "total",
]
