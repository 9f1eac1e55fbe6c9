"""Games in which every player picks one action, all at the same time, and their solvers."""

from .all_nash import all_nash
from .components import Component, components, index
from .exact_payoffs import ExactPayoffs
from .game import NormalFormGame, bimatrix, symmetric, zero_sum
from .iterated_dominance import Reduction, iterated_dominance
from .lemke_howson import all_labels, lemke_howson
from .logit import logit_equilibrium
from .logit_branch import LogitBranch, logit_branch
from .logit_fit import LogitFit, fit_logit
from .matrix_game import MatrixGame
from .method import Choice, Method, choose_method
from .minimax import minimax
from .minimax_columns import minimax_columns
from .minimax_interior_point import minimax_interior_point
from .minimax_lp import minimax_lp
from .minimax_simplex import minimax_simplex
from .nash import nash
from .optimal_nash import WELFARE, LinearObjective, OptimalNash, optimal_nash
from .optimal_strategies import OptimalStrategies, optimal_strategies
from .pure import pure_nash
from .selection import payoff_dominant, risk_dominant, trembling_hand_perfect, welfare_best
from .sensitivity import Regularity, Sensitivity, sensitivity
from .small_supports import small_supports
from .stackelberg import Commitment, ValueOfCommitment, stackelberg, value_of_commitment
from .support_enumeration import support_enumeration
from .vertex_enumeration import vertex_enumeration

__all__ = [
    "WELFARE",
    "Choice",
    "Commitment",
    "Component",
    "ExactPayoffs",
    "LinearObjective",
    "LogitBranch",
    "LogitFit",
    "MatrixGame",
    "Method",
    "NormalFormGame",
    "OptimalNash",
    "OptimalStrategies",
    "Reduction",
    "Regularity",
    "Sensitivity",
    "ValueOfCommitment",
    "all_labels",
    "all_nash",
    "bimatrix",
    "choose_method",
    "components",
    "fit_logit",
    "index",
    "iterated_dominance",
    "lemke_howson",
    "logit_branch",
    "logit_equilibrium",
    "minimax",
    "minimax_columns",
    "minimax_interior_point",
    "minimax_lp",
    "minimax_simplex",
    "nash",
    "optimal_nash",
    "optimal_strategies",
    "payoff_dominant",
    "pure_nash",
    "risk_dominant",
    "sensitivity",
    "small_supports",
    "stackelberg",
    "support_enumeration",
    "symmetric",
    "trembling_hand_perfect",
    "value_of_commitment",
    "vertex_enumeration",
    "welfare_best",
    "zero_sum",
]
