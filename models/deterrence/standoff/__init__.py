"""The standoff, G1: the United States strikes or holds, a militia attacks or stays quiet, week after week."""

from deterrence.standoff.game import Regime, week_game
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import ANY, CELLS, DEATHS, EVENTS, HEAVY, LEVELS, NEVER, RUNGS, Event, Rule, cell_name
from deterrence.standoff.verdict import Slacks, ValueSet, equilibrium_values, slacks, summary

__all__ = [
    "ANY",
    "CELLS",
    "DEATHS",
    "EVENTS",
    "HEAVY",
    "LEVELS",
    "NEVER",
    "RUNGS",
    "Event",
    "Regime",
    "Rule",
    "Slacks",
    "Standoff",
    "ValueSet",
    "cell_name",
    "equilibrium_values",
    "slacks",
    "summary",
    "week_game",
]
