"""Games of the deterrence literature, one file per paper: primitives, the game, the closed form, readings.

Each is a reconstruction after the paper that it names: the game is the canonical one that reproduces the result
stated in the docstring, and no table of a paper is claimed to be replicated.
"""

from deterrence.literature.baliga_bueno_de_mesquita_wolitzky_2020 import ImperfectAttribution, symmetric_cutoff
from deterrence.literature.kilgour_zagare_1991 import MUTUAL, MutualDeterrence, MutualThresholds, mutual_thresholds
from deterrence.literature.zagare_kilgour_2000 import (
    UNILATERAL,
    AsymmetricDeterrence,
    UnilateralDeterrence,
    UnilateralThresholds,
    asymmetric_threshold,
    unilateral_thresholds,
)

__all__ = [
    "MUTUAL",
    "UNILATERAL",
    "AsymmetricDeterrence",
    "ImperfectAttribution",
    "MutualDeterrence",
    "MutualThresholds",
    "UnilateralDeterrence",
    "UnilateralThresholds",
    "asymmetric_threshold",
    "mutual_thresholds",
    "symmetric_cutoff",
    "unilateral_thresholds",
]
