"""Games played in states, whose transitions depend on what is played."""

from .backward_induction import backward_induction, stage_equilibria
from .belief_grid import BeliefGrid, reputation_on_grid
from .best_reply import best_reply
from .builder import build
from .decision import first_best, last_best, modified_policy_iteration, policy_iteration, value_iteration
from .finite_horizon import FiniteHorizonGame, finite_horizon
from .game import StochasticGame
from .log_tracing import log_tracing
from .logit_markov import logit_markov
from .long_run import absorption, hitting_times, long_run_occupancy, occupancy
from .markov_perfect import markov_perfect
from .noisy_reputation import NoisyReputationGame, log_odds_beliefs, uniform_beliefs
from .policy_value import PolicyValue, policy_value
from .reputation import Reputation, reputation
from .reputation_exact import ExactReputation, Node, exact_reputation
from .reputation_game import ReputationGame, chain_store
from .reputation_proof import ReputationProof, prove_reputation
from .selections import selection_bounds
from .several_markov_perfect import several_markov_perfect
from .shapley import Bracket, hoffman_karp, shapley, shapley_value_iteration, value_bracket
from .simulate import Paths, simulate
from .step_function import StepFunction

__all__ = [
    "BeliefGrid",
    "Bracket",
    "ExactReputation",
    "FiniteHorizonGame",
    "Node",
    "NoisyReputationGame",
    "Paths",
    "PolicyValue",
    "Reputation",
    "ReputationGame",
    "ReputationProof",
    "StepFunction",
    "StochasticGame",
    "absorption",
    "backward_induction",
    "best_reply",
    "build",
    "chain_store",
    "exact_reputation",
    "finite_horizon",
    "first_best",
    "hitting_times",
    "hoffman_karp",
    "last_best",
    "log_odds_beliefs",
    "log_tracing",
    "logit_markov",
    "long_run_occupancy",
    "markov_perfect",
    "modified_policy_iteration",
    "occupancy",
    "policy_iteration",
    "policy_value",
    "prove_reputation",
    "reputation",
    "reputation_on_grid",
    "selection_bounds",
    "several_markov_perfect",
    "shapley",
    "shapley_value_iteration",
    "simulate",
    "stage_equilibria",
    "uniform_beliefs",
    "value_bracket",
    "value_iteration",
]
