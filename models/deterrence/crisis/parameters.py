"""The parameters of the crisis alone, and the one set of numbers that it was sketched with."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from types import MappingProxyType

from deterrence.parameters import Parameter, Provenance
from deterrence.scenarios import Setting

_ASSUMED = Provenance.ASSUMED

_WIDE = "no source states a number; the range is what the model can use"

_TABLE = (
    Parameter("face_loss", "F_0", "loss of Iran if it does not reply to the strike", "payoff", 0, 100, _ASSUMED, _WIDE),
    Parameter("face_restored", "ρ", "share of that loss that a telegraphed reply restores", "share", 0, 1,
              _ASSUMED, _WIDE),
    Parameter("full_gain", "G", "gain of the escalatory type from a full reply", "payoff", 0, 50, _ASSUMED, _WIDE),
    Parameter("limited_war_cost", "c_L", "cost of war to the limited type", "payoff", 0.001, 100, _ASSUMED, _WIDE),
    Parameter("escalatory_war_cost", "c_E", "cost of war to the escalatory type, below that to the limited one",
              "payoff", 0.001, 100, _ASSUMED, _WIDE),
    Parameter("escalatory_prior", "π", "chance that Iran is of the escalatory type", "probability", 0.001, 0.999,
              _ASSUMED, "both types are possible; no source states a number"),
    Parameter("telegraphed_deaths", "ε_1", "chance that a telegraphed reply kills Americans", "probability",
              0, 1, _ASSUMED, "one reply, no death, more than a hundred hurt", ("Q040", "Q041")),
    Parameter("full_deaths", "ε_2", "chance that a full reply kills Americans", "probability", 0, 1, _ASSUMED,
              "above that of a telegraphed one; no full reply was observed"),
    Parameter("later_cost", "S", "later cost to the US of stopping against the escalatory type", "payoff",
              0, 5000, _ASSUMED, _WIDE),
    Parameter("escalation_chance", "q_0", "chance that the US escalates after deaths if Iran is certainly limited",
              "probability", 0, 0.95, _ASSUMED, "the share of governments whose private cost exceeds W"),
    Parameter("exit_cost", "ℓ", "cost to the US of leaving after the reply; inf if it cannot", "payoff", 0, inf,
              _ASSUMED, "leaving at once costs L and H in the other models"),
)  # fmt: skip

CRISIS_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({each.name: each for each in _TABLE})
"""The parameters that no other model has, by name."""


def _assumed(**values: tuple[float, str]) -> dict[str, Setting]:
    return {name: Setting(value, _ASSUMED, reason) for name, (value, reason) in values.items()}


JANUARY_2020: Mapping[str, Setting] = MappingProxyType(
    _assumed(
        face_loss=(12, "a killed commander has to be answered (M57)"),
        face_restored=(0.8, "the limited reply was declared sufficient (M56)"),
        full_gain=(4, "one tenth of an American death: the escalatory type wants the fight"),
        limited_war_cost=(10, "head-on conflict is what Iran is organised to avoid (M48)"),
        escalatory_war_cost=(3, "less than a third of that"),
        escalatory_prior=(0.3, "the lesser part: the crisis receded (M19)"),
        telegraphed_deaths=(0.05, "no death, but over a hundred hurt: luck had a part (M58)"),
        full_deaths=(0.6, "more often than not"),
        later_cost=(500, "somewhat above the cost of war: stopping against the wrong opponent only puts it off"),
        escalation_chance=(0.3, "deaths need not set off a war (M16)"),
        exit_cost=(inf, "leaving is not open in the base game"),
    )
)
"""What the crisis was sketched with. No author team states these numbers, and they are nobody's calibration."""
