"""Games played move by move on a tree, with information sets and chance moves, and their solvers."""

from .backward_induction import PayoffBounds, backward_induction, subgame_perfect_bounds
from .builder import chance, decision, extensive_game, payoffs
from .consistency import Consistency, Trembles, certify_assessment, consistent_trembles
from .game import ExactNumbers, ExtensiveGame
from .posterior import posterior
from .sequence_form import sequence_form_lp
from .strategic_form import behaviour_strategies, mixed_strategies, normal_form, reduced_normal_form
from .subgame_perfect import subgame_perfect
from .tree import InformationSet, Tree
from .words import behaviour, beliefs, probability

__all__ = [
    "Consistency",
    "ExactNumbers",
    "ExtensiveGame",
    "InformationSet",
    "PayoffBounds",
    "Tree",
    "Trembles",
    "backward_induction",
    "behaviour",
    "behaviour_strategies",
    "beliefs",
    "certify_assessment",
    "chance",
    "consistent_trembles",
    "decision",
    "extensive_game",
    "mixed_strategies",
    "normal_form",
    "payoffs",
    "posterior",
    "probability",
    "reduced_normal_form",
    "sequence_form_lp",
    "subgame_perfect",
    "subgame_perfect_bounds",
]
