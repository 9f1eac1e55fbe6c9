"""Games played in states, whose transitions depend on what is played."""

from .best_reply import best_reply
from .game import StochasticGame

__all__ = ["StochasticGame", "best_reply"]
