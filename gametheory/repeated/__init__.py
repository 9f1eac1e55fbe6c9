"""A stage game played again and again: automata, triggers, penal codes, and how patient players must be."""

from .automaton import Automaton
from .builder import automaton
from .critical_discount import critical_discount, discount_crossings
from .finitely_repeated import FiniteRepetition, finitely_repeated
from .game import RepeatedGame
from .optimal_trigger import (
    OptimalForgiveness,
    OptimalTrigger,
    RandomisedTrigger,
    optimal_forgiveness,
    optimal_trigger,
    randomised_trigger,
)
from .penal_code import BestStick, optimal_stick_and_carrot, penal_code, stick_and_carrot
from .play import automaton_game, automaton_values, certify_automaton, incentive_slack
from .symbolic_discount import automaton_conditions, symbolic_critical_discount
from .trigger import forgiving, graduated, grim, trigger

__all__ = [
    "Automaton",
    "BestStick",
    "FiniteRepetition",
    "OptimalForgiveness",
    "OptimalTrigger",
    "RandomisedTrigger",
    "RepeatedGame",
    "automaton",
    "automaton_conditions",
    "automaton_game",
    "automaton_values",
    "certify_automaton",
    "critical_discount",
    "discount_crossings",
    "finitely_repeated",
    "forgiving",
    "graduated",
    "grim",
    "incentive_slack",
    "optimal_forgiveness",
    "optimal_stick_and_carrot",
    "optimal_trigger",
    "penal_code",
    "randomised_trigger",
    "stick_and_carrot",
    "symbolic_critical_discount",
    "trigger",
]
