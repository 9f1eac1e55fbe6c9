"""The host, G8: backlash, protection, eviction and exit.

The model is :class:`Host`. :func:`host_replies` gives logit Markov equilibria of militia and host against a policy that
they believe, :func:`host_equilibria` those in which the US chooses too; the other names are readings of them and
thresholds derived from the payoffs.
"""

from deterrence.host.calibrations import HOST_CALIBRATIONS, HostCalibration
from deterrence.host.equilibria import host_equilibria, host_replies, reached_noise
from deterrence.host.model import Host
from deterrence.host.parameters import HOST_PARAMETERS
from deterrence.host.policy import ACTS, BELIEFS, LEVELS, OUTCOMES, REPLIES, TYPES, Policy
from deterrence.host.reading import Bounds, Outlook, outlook, provocation_gain, value_bounds, war_multiplier
from deterrence.host.residual import host_residual, one_shot_gains
from deterrence.host.solve import PATH, STARTS
from deterrence.host.sweep import HOST_RANGES, PolicyValues, host_draws, policy_values
from deterrence.host.threshold import (
    hold_up_chance,
    hold_up_condition,
    law_condition,
    screening_odds,
    stay_condition,
    strike_condition,
    strike_gain,
    threshold_value,
)

__all__ = [
    "ACTS",
    "BELIEFS",
    "HOST_CALIBRATIONS",
    "HOST_PARAMETERS",
    "HOST_RANGES",
    "LEVELS",
    "OUTCOMES",
    "PATH",
    "REPLIES",
    "STARTS",
    "TYPES",
    "Bounds",
    "Host",
    "HostCalibration",
    "Outlook",
    "Policy",
    "PolicyValues",
    "hold_up_chance",
    "hold_up_condition",
    "host_draws",
    "host_equilibria",
    "host_replies",
    "host_residual",
    "law_condition",
    "one_shot_gains",
    "outlook",
    "policy_values",
    "provocation_gain",
    "reached_noise",
    "screening_odds",
    "stay_condition",
    "strike_condition",
    "strike_gain",
    "threshold_value",
    "value_bounds",
    "war_multiplier",
]
