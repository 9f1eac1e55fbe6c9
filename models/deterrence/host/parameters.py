"""The parameters of the host model alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from deterrence.parameters import Parameter, Provenance

_ASSUMED = Provenance.ASSUMED

_WIDE = "no source states a number; the range is what the model can use"
_DEVICE = "a convention of the model, no quantity of the world"

_TABLE = (
    # the militia
    Parameter("strike_loss_1", "κ_1", "loss of the militia from a proportionate strike", "payoff", 0, 15,
              _ASSUMED, _WIDE),
    Parameter("strike_loss_2", "κ_2", "loss of the militia from a leadership strike", "payoff", 0, 40,
              _ASSUMED, _WIDE),
    Parameter("joint_share", "κ_C/κ_1", "share of the loss left after the leak of a joint strike", "share", 0, 1,
              _ASSUMED, "a host who is asked can warn"),
    Parameter("expulsion_prize", "E", "gain of the militia when the US is expelled", "payoff", 0, 250, _ASSUMED, _WIDE),
    Parameter("exit_prize", "E_L", "gain of the militia when the US leaves of its own accord",
              "payoff", 0, 250, _ASSUMED, _WIDE),
    Parameter("law_cost", "χ_M", "mean cost of an attack under a partner cabinet, in law and opinion", "payoff",
              0, 1.5, _ASSUMED, "factions take account of opinion and law (M103)"),
    Parameter("law_spread", "Δχ_M", "half the width of its uniform distribution", "payoff", 0, 1.5, _ASSUMED, _WIDE),
    Parameter("protection_burden", "b_H", "cost of an attack against a host that protects", "payoff", 0, 10,
              _ASSUMED, "an attack past the host's forces takes more"),
    # anger and the cabinet
    Parameter("anger_alone", "ζ_U", "chance that a proportionate strike raises anger", "probability", 0, 1, _ASSUMED,
              _WIDE),
    Parameter("anger_joint", "ζ_C", "chance that a joint strike raises anger", "probability", 0, 1, _ASSUMED,
              "below that of a strike alone (M98)"),
    Parameter("anger_leader", "ζ_2", "chance that a leadership strike raises anger", "probability", 0, 1, _ASSUMED,
              _WIDE),
    Parameter("calming", "ζ_0", "chance that anger falls in a week without a strike", "probability", 0, 1, _ASSUMED,
              _WIDE),
    Parameter("formation", "γ_0", "chance that a partner cabinet forms in a week without a strike", "probability", 0, 1,
              _ASSUMED, "holding fire buys time for a government (M102)"),
    Parameter("formation_struck", "γ_1", "the same in a week with a strike", "probability", 0, 1, _ASSUMED,
              "at most that without (M99)"),
    Parameter("fall", "φ_0", "chance that a partner cabinet falls in a week without a strike", "probability", 0, 1,
              _ASSUMED, _WIDE),
    Parameter("fall_struck", "φ_1", "the same in a week with a strike", "probability", 0, 1, _ASSUMED, _WIDE),
    # the United States
    Parameter("partner_value", "V_p", "extra weekly value under a partner cabinet", "payoff a week", -2, 8, _ASSUMED,
              _WIDE),
    Parameter("restricted_loss", "V_r", "weekly value lost when movement is restricted", "payoff a week", 0, 8,
              _ASSUMED, _WIDE),
    Parameter("aligned_value", "ΔV_I", "weekly value under an aligned host, over a nationalist", "payoff a week", -8, 0,
              _ASSUMED, _WIDE),
    Parameter("hurry_cost", "L_h", "further cost of leaving at once", "payoff", 0, 300, _ASSUMED, _WIDE),
    Parameter("death_war_risk", "p_D", "chance that a fatal attack leads to war", "probability", 0, 1, _ASSUMED, _WIDE),
    Parameter("strike_war_risk_1", "p_1", "chance that a proportionate strike leads to war", "probability", 0, 1,
              _ASSUMED, _WIDE),
    Parameter("strike_war_risk_2", "p_2", "chance that a leadership strike leads to war", "probability", 0, 1,
              _ASSUMED, _WIDE),
    # the host
    Parameter("nationalist_prior", "p_0", "chance that the host is a nationalist", "probability", 0, 1, _ASSUMED,
              _WIDE),
    Parameter("nationalist_rent", "F_N", "weekly rent of a nationalist from the presence", "payoff a week", 0, 5,
              _ASSUMED, _WIDE),
    Parameter("aligned_rent", "F_I", "weekly rent of an aligned host from the presence", "payoff a week", 0, 5,
              _ASSUMED, "some who are close to Iran want the US to stay (M95)"),
    Parameter("nationalist_anger_cost", "η_N", "weekly cost to a nationalist of the highest anger", "payoff a week",
              0, 5, _ASSUMED, _WIDE),
    Parameter("aligned_anger_cost", "η_I", "weekly cost to an aligned host of the highest anger", "payoff a week",
              0, 5, _ASSUMED, _WIDE),
    Parameter("nationalist_protection_cost", "χ_N", "weekly cost to a nationalist of protecting", "payoff a week",
              0, 20, _ASSUMED, "Iraqi forces cannot be expected to confront the factions (M104)"),
    Parameter("aligned_protection_cost", "χ_I", "weekly cost to an aligned host of protecting", "payoff a week",
              0, 20, _ASSUMED, _WIDE),
    Parameter("nationalist_expelled", "O_N", "payoff of a nationalist once the US is expelled", "payoff", -100, 100,
              _ASSUMED, "support can be ended after a contentious exit (M111)"),
    Parameter("aligned_expelled", "O_I", "payoff of an aligned host once the US is expelled", "payoff", -100, 100,
              _ASSUMED, _WIDE),
    Parameter("nationalist_left", "O'_N", "payoff of a nationalist once the US has left", "payoff", -100, 100, _ASSUMED,
              _WIDE),
    Parameter("aligned_left", "O'_I", "payoff of an aligned host once the US has left", "payoff", -100, 100, _ASSUMED,
              _WIDE),
    Parameter("restricted_rent_share", "f_r", "share of the rent lost when the host restricts", "share", 0, 1, _ASSUMED,
              _WIDE),
    Parameter("relief", "f_η", "share of the cost of anger that remains when it restricts or tries to evict", "share",
              0, 1, _ASSUMED, _WIDE),
    Parameter("attack_cost", "c_a", "cost of an attack to the host, by level", "payoff", 0, 5, _ASSUMED, _WIDE),
    Parameter("soil_cost_1", "c_1", "cost to the host of a proportionate strike on its soil", "payoff", 0, 5, _ASSUMED,
              "the factions are part of the state's own forces (M129)"),
    Parameter("soil_cost_2", "c_2", "cost to the host of a leadership strike on its soil", "payoff", 0, 5, _ASSUMED,
              _WIDE),
    Parameter("soil_cost_joint", "c_C", "cost to the host of a joint strike", "payoff", 0, 5, _ASSUMED, _WIDE),
    Parameter("refusal_caretaker", "ρ_0", "chance that a caretaker refuses a joint strike", "probability", 0, 1,
              _ASSUMED, _WIDE),
    Parameter("refusal_partner", "ρ_1", "chance that a partner refuses a joint strike", "probability", 0, 1, _ASSUMED,
              _WIDE),
    Parameter("eviction_caretaker", "v_0", "chance that an attempt to evict is carried out under a caretaker",
              "probability", 0, 1, _ASSUMED, "eviction needs deputies, cabinet and president (M109)"),
    Parameter("eviction_partner", "v_1", "the same under a partner", "probability", 0, 1, _ASSUMED,
              "a failed attempt is the nonbinding vote (M93)"),
    Parameter("lottery_news", "ν", "whether the odds of the public lottery between two beliefs differ by type as they "
              "must for the new belief to be right", "share", 0, 1, _ASSUMED, _DEVICE),
)  # fmt: skip

HOST_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({each.name: each for each in _TABLE})
"""The parameters whose ranges no other model shares, by name."""
