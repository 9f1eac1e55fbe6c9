"""The words that the tables may use, each with its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "rocket_attack": "A single attack with rockets.",
        "drone_attack": "A single attack with drones.",
        "missile_strike": "A single attack with missiles.",
        "attack_unspecified": "A single attack by means that are not stated.",
        "attack_series": "An aggregate of several attacks, never added to single ones.",
        "airstrike": "A strike from the air on a force.",
        "targeted_killing": "The killing of named persons.",
        "embassy_siege": "The storming, attack or blockade of an embassy.",
        "warning": "A threat, or a red line that is stated.",
        "truce_offer": "A pledge of restraint, with or without conditions.",
        "strike_pause": "A pause in attacks or a marked reduction of them.",
        "deescalation_signal": "A statement or act meant to close a crisis.",
        "drawdown_announcement": "The announcement that troops will be reduced or withdrawn.",
        "withdrawal_demand": "A demand that foreign forces depart.",
        "withdrawal_refusal": "A refusal to discuss departure.",
        "parliament_vote": "A vote, or an attempt at one, on the foreign presence.",
        "condemnation": "A condemnation in public.",
        "protest_rally": "Demonstrations.",
        "force_posture": "Posture, basing, contingency planning, or the closure of a post.",
        "cooperation_change": "A change in how the US or the coalition works with Iraq.",
        "territory_change": "Territory gained or lost.",
        "campaign": "A military campaign of several years.",
        "policy_stance": "A policy in force over a period.",
        "politics": "Any other political event.",
        "publication": "The date of a source or of a related text.",
    }
)

SINGLE_ATTACKS = frozenset({"rocket_attack", "drone_attack", "missile_strike", "attack_unspecified"})
STRIKES = frozenset({"airstrike", "targeted_killing"})
AGGREGATE = "attack_series"

SIDES = ("us", "militia", "iran", "iraq", "isil", "coalition")
PRECISIONS = ("day", "month", "season", "year")
CLAIMED = ("yes", "no", "na")

CASUALTIES = ("us_killed", "us_wounded", "other_killed", "other_wounded", "militia_killed", "militia_wounded")

# The sources give the injuries of these two attacks as one figure.
JOINTLY_REPORTED = (("E023", "E024"),)
