"""Games played in states, whose transitions depend on what is played."""

from .backward_induction import backward_induction, stage_equilibria
from .best_reply import best_reply
from .builder import build
from .finite_horizon import FiniteHorizonGame, finite_horizon
from .game import StochasticGame
from .reputation import Reputation, reputation
from .reputation_exact import ExactReputation, Node, exact_reputation
from .reputation_game import ReputationGame, chain_store
from .reputation_proof import ReputationProof, prove_reputation
from .step_function import StepFunction

__all__ = [
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
    "prove_reputation",
    "reputation",
    "stage_equilibria",
]
