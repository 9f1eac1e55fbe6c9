"""Equilibrium solvers for batches of games, each answer with its certificate."""

from .equilibrium import Certificate, Equilibria, Equilibrium, certify
from .errors import (
    FormatError,
    GameTheoryError,
    InvalidGameError,
    MissingExtraError,
    NoEquilibriumFoundError,
    UnsupportedGameError,
)
from .kernels.status import Status
from .sweep import axes

__all__ = [
    "Certificate",
    "Equilibria",
    "Equilibrium",
    "FormatError",
    "GameTheoryError",
    "InvalidGameError",
    "MissingExtraError",
    "NoEquilibriumFoundError",
    "Status",
    "UnsupportedGameError",
    "axes",
    "certify",
]
