"""One residual per solution concept: how far a profile is from it, measured without any solver.

A residual measures and never judges; :func:`gametheory.certify` applies the tolerances. All of them take
``(game, strategies, rows=None)``. With ``rows``, strategies hold one row per proposed profile, and
``rows`` says which game of the flattened batch each belongs to.
"""

from .assessment import assessment_residual
from .bayesian import Interim, bayes_nash_residual, interim_measure
from .behaviour import behaviour_residual, subgame_residual
from .belief_grid import grid_error
from .commitment import commitment_residual, pessimistic_commitment_residual, reply_classes
from .cutoff import cutoff_residual
from .finite_horizon import finite_horizon_residual
from .logit import logit_residual
from .logit_markov import logit_markov_residual
from .markov import markov_residual
from .measure import ROUNDING, TINY, Residual, ResidualOf, as_probabilities, masks_of
from .minimax import minimax_residual
from .nash import nash_residual
from .noisy import noisy_signalling_residual
from .obedience import obedience_residual
from .reputation import reputation_residual
from .reputation_payoffs import ReputationPayoffs, centred_payoffs
from .sequential import sequential_residual

__all__ = [
    "ROUNDING",
    "TINY",
    "Interim",
    "ReputationPayoffs",
    "Residual",
    "ResidualOf",
    "as_probabilities",
    "assessment_residual",
    "bayes_nash_residual",
    "behaviour_residual",
    "centred_payoffs",
    "commitment_residual",
    "cutoff_residual",
    "finite_horizon_residual",
    "grid_error",
    "interim_measure",
    "logit_markov_residual",
    "logit_residual",
    "markov_residual",
    "masks_of",
    "minimax_residual",
    "nash_residual",
    "noisy_signalling_residual",
    "obedience_residual",
    "pessimistic_commitment_residual",
    "reply_classes",
    "reputation_residual",
    "sequential_residual",
    "subgame_residual",
]
