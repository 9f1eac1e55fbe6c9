"""Games in which every player knows a type of his own, and all move at the same time."""

from .all_bayes_nash import all_bayes_nash
from .bayes_nash import bayes_nash
from .cutoff_equilibria import cutoff_equilibria, cutoff_equilibrium
from .cutoff_game import CutoffGame, single_crossing
from .forms import agent_form, behaviour_strategies, mixed_strategies, strategic_form
from .game import BayesianGame, ExactTypes
from .pure_bayes_nash import pure_bayes_nash

__all__ = [
    "BayesianGame",
    "CutoffGame",
    "ExactTypes",
    "agent_form",
    "all_bayes_nash",
    "bayes_nash",
    "behaviour_strategies",
    "cutoff_equilibria",
    "cutoff_equilibrium",
    "mixed_strategies",
    "pure_bayes_nash",
    "single_crossing",
    "strategic_form",
]
