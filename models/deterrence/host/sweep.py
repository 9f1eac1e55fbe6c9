"""Many points and policies at once: the values, and what was found of them, without keeping the strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import require_a
from deterrence.host.calibrations import HOST_CALIBRATIONS
from deterrence.host.commitment import BRIEF
from deterrence.host.equilibria import CHUNK, find, require_policy
from deterrence.host.model import Host
from deterrence.host.policy import Policy
from deterrence.host.reading import value_bounds
from gametheory.sweep import draws

HOST_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({
    "strike_loss_1": (0, 15), "strike_loss_2": (0, 40), "intrinsic_share": (0.1, 0.9), "expulsion_prize": (0, 250),
    "anger_alone": (0.05, 0.8), "anger_joint": (0.05, 0.8), "anger_leader": (0.05, 0.8), "formation": (0.01, 0.12),
    "formation_struck": (0.01, 0.12), "death_war_risk": (0, 0.05), "strike_war_risk_1": (0, 0.02),
    "strike_war_risk_2": (0, 0.1), "presence_value": (-2, 8), "partner_value": (-2, 8), "restricted_loss": (0, 8),
    "aligned_value": (-8, 0), "nationalist_rent": (0, 3), "aligned_rent": (0, 3), "nationalist_anger_cost": (0, 2),
    "aligned_anger_cost": (0, 2), "nationalist_protection_cost": (0.1, 4), "aligned_protection_cost": (0.1, 4),
    "law_cost": (0, 1.5), "nationalist_prior": (0.1, 0.9),
})  # fmt: skip
"""Ranges for someone who takes no side: boxes of ignorance, whose volume means nothing."""


class PolicyValues(NamedTuple):
    """What was found for one policy, each of the batch shape of the model.

    low, high       : least and most value to the US over the equilibria found; NaN where none was
    found           : how many
    relative_regret : the largest of them, as certified; NaN where none was found
    """

    low: Any
    high: Any
    found: Any
    relative_regret: Any


def host_draws(n: int, *, seed: int) -> Host:
    """Models along ``draw`` from ``HOST_RANGES``, the prize of a voluntary exit from 0 to that of expulsion.

    Parameters
    ----------
    n : int
        Prefer a power of two; see :func:`gametheory.sweep.draws`.
    seed : int

    Examples
    --------
    >>> model = host_draws(8, seed=1)
    >>> model.batch_shape, bool((model.exit_prize <= model.expulsion_prize).all())
    ((8,), True)
    """
    drawn: dict[str, Any] = dict(draws({**HOST_RANGES, "share": (0, 1)}, n, seed=seed))
    drawn["exit_prize"] = drawn.pop("share") * drawn["expulsion_prize"]
    return Host(**(HOST_CALIBRATIONS["agnostic"].values | drawn))


def policy_values(
    model: Host, policies: Sequence[Policy], *, noise: float, starts: Sequence[str] = ("even",)
) -> dict[Policy, PolicyValues]:
    """The value to the US of each policy at every point, certified, in chunks whose strategies are let go.

    Equilibria are looked for at the noise itself and briefly, by rounds of replies and Newton's steps: what is not
    found so has no value here, and may have one by :func:`host_replies`, which follows the branch and tries harder.

    Parameters
    ----------
    model : Host
    policies : sequence of Policy
    noise, starts
        As in :func:`host_replies`. One start gives one equilibrium a point, if any, and no bounds.

    Returns
    -------
    dict of Policy to PolicyValues

    Examples
    --------
    >>> from gametheory.sweep import axes
    >>> model = Host.of_calibration("leave", **axes(presence_value=[0.0, 1.0]))
    >>> policy_values(model, [Policy.EXIT], noise=2.0)[Policy.EXIT].low.values.round(2)
    array([-6.8 , -5.83])
    """
    for policy in policies:
        require_policy(policy)
    require_a(Host, model)
    return {policy: _of_policy(model, policy, noise, starts) for policy in policies}


def _of_policy(model: Host, policy: Policy, noise: float, starts: Sequence[str]) -> PolicyValues:
    points = int(np.prod(model.batch_shape, dtype=np.int64))
    low, high, worst = (np.full(points, np.nan) for _ in range(3))
    found = np.zeros(points, dtype=np.int64)
    for first in range(0, points, CHUNK):
        rows = np.arange(first, min(first + CHUNK, points))
        some = model.take(rows)
        equilibria = find(some, policy, noise, starts, False, path=(), effort=BRIEF)
        low[rows], high[rows], found[rows] = value_bounds(some, equilibria)
        regret = np.full(len(rows), -np.inf)
        np.maximum.at(regret, equilibria.game, equilibria.certificate.relative_regret)
        worst[rows] = np.where(found[rows] > 0, regret, np.nan)
    return PolicyValues(*(model.named(each.reshape(model.batch_shape)) for each in (low, high, found, worst)))
