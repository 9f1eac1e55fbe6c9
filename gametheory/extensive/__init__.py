"""Games played move by move on a tree, with information sets and chance moves, and their solvers."""

from .builder import chance, decision, extensive_game, payoffs
from .game import ExactNumbers, ExtensiveGame
from .tree import InformationSet, Tree

__all__ = [
    "ExactNumbers",
    "ExtensiveGame",
    "InformationSet",
    "Tree",
    "chance",
    "decision",
    "extensive_game",
    "payoffs",
]
