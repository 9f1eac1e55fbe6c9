"""Families of games: random ones from a seed, and constructions that are hard on purpose."""

from .combinatorial import blotto, colonel_blotto, sgc, tournament
from .dual_cyclic import dual_cyclic
from .random import (
    coordination,
    covariant,
    low_rank_zero_sum,
    random_symmetric,
    ranking,
    uniform,
    unit_vector,
    unit_vector_without_pure,
)

__all__ = [
    "blotto",
    "colonel_blotto",
    "coordination",
    "covariant",
    "dual_cyclic",
    "low_rank_zero_sum",
    "random_symmetric",
    "ranking",
    "sgc",
    "tournament",
    "uniform",
    "unit_vector",
    "unit_vector_without_pure",
]
