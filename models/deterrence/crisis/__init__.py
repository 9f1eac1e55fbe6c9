"""The crisis, G9: after a leadership strike Iran replies, and the United States stops or escalates.

The model is :class:`Crisis`. :func:`crisis_equilibria` gives every perfect Bayesian equilibrium of every point;
the other names are readings of them and thresholds derived from the payoffs.
"""

from deterrence.crisis.equilibria import CASES, Case, crisis_equilibria, equilibrium_names
from deterrence.crisis.game import crisis_game
from deterrence.crisis.model import REPLIES, RESPONSES, TYPES, Crisis
from deterrence.crisis.parameters import CRISIS_PARAMETERS, JANUARY_2020
from deterrence.crisis.reading import (
    BeliefInterval,
    passes_intuitive_criterion,
    supporting_beliefs,
    war_bounds,
    war_chance,
    without_telegraph,
)
from deterrence.crisis.residual import crisis_residual
from deterrence.crisis.threshold import (
    intuitive_condition,
    quiet_weeks,
    restraint_condition,
    risk_condition,
    separation_condition,
    threshold_value,
)

__all__ = [
    "CASES",
    "CRISIS_PARAMETERS",
    "JANUARY_2020",
    "REPLIES",
    "RESPONSES",
    "TYPES",
    "BeliefInterval",
    "Case",
    "Crisis",
    "crisis_equilibria",
    "crisis_game",
    "crisis_residual",
    "equilibrium_names",
    "intuitive_condition",
    "passes_intuitive_criterion",
    "quiet_weeks",
    "restraint_condition",
    "risk_condition",
    "separation_condition",
    "supporting_beliefs",
    "threshold_value",
    "war_bounds",
    "war_chance",
    "without_telegraph",
]
