"""Games played in states, whose transitions depend on what is played."""

from .backward_induction import backward_induction, stage_equilibria
from .best_reply import best_reply
from .builder import build
from .finite_horizon import FiniteHorizonGame, finite_horizon
from .game import StochasticGame

__all__ = [
    "FiniteHorizonGame",
    "StochasticGame",
    "backward_induction",
    "best_reply",
    "build",
    "finite_horizon",
    "stage_equilibria",
]
