"""Games in which a sender who knows a state speaks first, and a receiver replies."""

from .all_pbe import all_pbe
from .equilibria import SignallingEquilibria
from .game import ExactSignals, SignallingGame
from .supporting_beliefs import SupportingBeliefs, supporting_beliefs
from .tree import from_tree, to_tree, tree_beliefs

__all__ = [
    "ExactSignals",
    "SignallingEquilibria",
    "SignallingGame",
    "SupportingBeliefs",
    "all_pbe",
    "from_tree",
    "supporting_beliefs",
    "to_tree",
    "tree_beliefs",
]
