"""The parameters of the truce alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from deterrence.parameters import Parameter, Provenance

_TABLE = (
    Parameter("recorded", "ρ", "chance that an attack by the militia is recorded as a violation", "probability",
              0.01, 1, Provenance.ASSUMED, "attacks are often unclaimed; no source states a number"),
    Parameter("spoiler_rate", "χ", "weekly chance of an attack by somebody else, always recorded", "probability",
              0, 0.9, Provenance.ASSUMED, "several groups, some outside the pledge (M61, M80); no number stated"),
)  # fmt: skip

TRUCE_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({each.name: each for each in _TABLE})
"""The parameters that no other model has, by name."""
