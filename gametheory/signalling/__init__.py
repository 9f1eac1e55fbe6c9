"""Games in which a sender who knows a state speaks first, and a receiver replies."""

from .all_pbe import all_pbe
from .d1 import d1
from .d2 import d2
from .divinity import divinity
from .equilibria import SignallingEquilibria
from .game import ExactSignals, SignallingGame
from .intuitive_criterion import intuitive_criterion
from .noisy_game import ExactNoisySignals, NoisySignallingGame, with_noise
from .noisy_tree import tree_assessment
from .nwbr import nwbr
from .pure_pbe import pure_pbe
from .refinement import Refinement, Witness
from .supporting_beliefs import SupportingBeliefs, supporting_beliefs
from .supporting_trembles import SupportingTrembles, supporting_trembles
from .tree import from_tree, to_tree, tree_beliefs
from .undefeated import undefeated

__all__ = [
    "ExactNoisySignals",
    "ExactSignals",
    "NoisySignallingGame",
    "Refinement",
    "SignallingEquilibria",
    "SignallingGame",
    "SupportingBeliefs",
    "SupportingTrembles",
    "Witness",
    "all_pbe",
    "d1",
    "d2",
    "divinity",
    "from_tree",
    "intuitive_criterion",
    "nwbr",
    "pure_pbe",
    "supporting_beliefs",
    "supporting_trembles",
    "to_tree",
    "tree_assessment",
    "tree_beliefs",
    "undefeated",
    "with_noise",
]
