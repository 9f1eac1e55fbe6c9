"""Games in which every player picks one action, all at the same time, and their solvers."""

from .game import ExactPayoffs, NormalFormGame, bimatrix, symmetric, zero_sum
from .lemke_howson import all_labels, lemke_howson

__all__ = [
    "ExactPayoffs",
    "NormalFormGame",
    "all_labels",
    "bimatrix",
    "lemke_howson",
    "symmetric",
    "zero_sum",
]
