"""The parameters of learning alone, and the pairs of stings it was sketched with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from deterrence.parameters import Parameter, Provenance
from deterrence.scenarios import Setting

_ASSUMED = Provenance.ASSUMED
_WIDE = "no source states a number; the range is what the model can use"

_TABLE = (
    Parameter("deterrable_sting_1", "σ_H1", "net loss of a deterrable militia from a proportionate strike", "payoff",
              -14, 30, _ASSUMED, _WIDE),
    Parameter("deterrable_sting_2", "σ_H2", "net loss of a deterrable militia from a leadership strike", "payoff",
              -14, 60, _ASSUMED, _WIDE),
    Parameter("provoked_sting_1", "σ_L1", "net loss of the other type from a proportionate strike", "payoff",
              -14, 30, _ASSUMED, _WIDE),
    Parameter("provoked_sting_2", "σ_L2", "net loss of the other type from a leadership strike", "payoff",
              -14, 60, _ASSUMED, _WIDE),
    Parameter("noise", "τ", "scale of the random part of the militia's gain from an attack", "payoff", 0.05, 20,
              _ASSUMED, "without it one week would tell the types apart; nothing anchors it"),
)  # fmt: skip

LEARNING_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({each.name: each for each in _TABLE})
"""The parameters that no other model has, by name."""

PAIRS: Mapping[str, Setting] = MappingProxyType(
    {
        name: Setting(value, _ASSUMED, reason)
        for name, value, reason in (
            ("deterrable_sting_1", 9, "the sting of `punish` (M3)"),
            ("deterrable_sting_2", 24, "the sting of `punish` at the higher rung (M6)"),
            ("provoked_sting_1", -1, "the sting of `leave` (M4)"),
            ("provoked_sting_2", -2, "the sting of `leave` at the higher rung (M5)"),
            ("noise", 1.0, "the gross gain of a week of harassment"),
        )
    }
)
"""The two readings of what strikes do, as two types of militia."""
