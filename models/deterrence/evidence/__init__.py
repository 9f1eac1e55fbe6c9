"""What the sources report: incidents, quantities, sources, and the facts computed from them.

The tables hold what five documents state and no more: an empty cell means that they do not say.
`INCIDENT_COLUMNS`, `QUANTITY_COLUMNS`, `SOURCE_COLUMNS` and `ACTIONS` explain their columns and words.
"""

from deterrence.evidence.count import Bound, Count, total
from deterrence.evidence.event import Event, casualties, events
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import Assumption, Fact, StylisedFact
from deterrence.evidence.facts import derived_facts, fact, stylised_facts
from deterrence.evidence.incident import INCIDENT_COLUMNS, Incident, incidents
from deterrence.evidence.interval import (
    Interval,
    jeffreys_rate,
    jeffreys_share,
    lower_bound,
    poisson_mean,
    upper_bound,
)
from deterrence.evidence.lethality import Lethality, lethality_calibrations
from deterrence.evidence.partial_date import PartialDate
from deterrence.evidence.quantity import QUANTITY_COLUMNS, Quantity, quantities
from deterrence.evidence.source import SOURCE_COLUMNS, Source, sources
from deterrence.evidence.table import EvidenceTableError
from deterrence.evidence.timeline import Gap, Mark, gaps, timeline
from deterrence.evidence.vocabulary import ACTIONS

__all__ = [
    "ACTIONS",
    "INCIDENT_COLUMNS",
    "QUANTITY_COLUMNS",
    "SOURCE_COLUMNS",
    "Assumption",
    "Bound",
    "Count",
    "Event",
    "Evidence",
    "EvidenceTableError",
    "Fact",
    "Gap",
    "Incident",
    "Interval",
    "Lethality",
    "Mark",
    "PartialDate",
    "Quantity",
    "Source",
    "StylisedFact",
    "casualties",
    "derived_facts",
    "events",
    "fact",
    "gaps",
    "incidents",
    "jeffreys_rate",
    "jeffreys_share",
    "lethality_calibrations",
    "lower_bound",
    "poisson_mean",
    "quantities",
    "sources",
    "stylised_facts",
    "timeline",
    "total",
    "upper_bound",
]
