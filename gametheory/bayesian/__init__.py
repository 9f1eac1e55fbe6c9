"""Games in which every player knows a type of his own, and all move at the same time."""

from .all_bayes_nash import all_bayes_nash
from .bayes_nash import bayes_nash
from .forms import agent_form, behaviour_strategies, mixed_strategies, strategic_form
from .game import BayesianGame, ExactTypes
from .pure_bayes_nash import pure_bayes_nash

__all__ = [
    "BayesianGame",
    "ExactTypes",
    "agent_form",
    "all_bayes_nash",
    "bayes_nash",
    "behaviour_strategies",
    "mixed_strategies",
    "pure_bayes_nash",
    "strategic_form",
]
