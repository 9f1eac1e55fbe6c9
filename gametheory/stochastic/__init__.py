"""Games played in states, whose transitions depend on what is played."""

from .backward_induction import backward_induction, stage_equilibria
from .best_reply import best_reply
from .builder import build
from .decision import first_best, last_best, modified_policy_iteration, policy_iteration, value_iteration
from .finite_horizon import FiniteHorizonGame, finite_horizon
from .game import StochasticGame
from .reputation import Reputation, reputation
from .reputation_exact import ExactReputation, Node, exact_reputation
from .reputation_game import ReputationGame, chain_store
from .reputation_proof import ReputationProof, prove_reputation
from .shapley import Bracket, hoffman_karp, shapley, shapley_value_iteration, value_bracket
from .step_function import StepFunction

__all__ = [
    "Bracket",
    "ExactReputation",
    "FiniteHorizonGame",
    "Node",
    "Reputation",
    "ReputationGame",
    "ReputationProof",
    "StepFunction",
    "StochasticGame",
    "backward_induction",
    "best_reply",
    "build",
    "chain_store",
    "exact_reputation",
    "finite_horizon",
    "first_best",
    "hoffman_karp",
    "last_best",
    "modified_policy_iteration",
    "policy_iteration",
    "prove_reputation",
    "reputation",
    "shapley",
    "shapley_value_iteration",
    "stage_equilibria",
    "value_bracket",
    "value_iteration",
]
