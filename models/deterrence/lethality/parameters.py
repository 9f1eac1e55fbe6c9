"""The parameters of stochastic lethality alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from deterrence.parameters import Parameter, Provenance

_TABLE = (
    Parameter("careful_loss", "γ", "share of an attack's gain that the most careful aim costs", "share",
              0.01, 1, Provenance.ASSUMED, "careful fire misses what it is aimed at; no source states a number"),
    Parameter("accident_floor", "χ_0", "chance to kill at the most careful aim, relative to the most careless",
              "share", 0, 1, Provenance.ASSUMED, "rockets may kill without being meant to (M28); no number stated"),
)  # fmt: skip

LETHALITY_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({each.name: each for each in _TABLE})
"""The parameters that no other model has, by name."""
