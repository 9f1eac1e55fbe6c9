"""Equilibria that several tests look at, found once."""

from __future__ import annotations

from functools import cache

from deterrence.host import STARTS, Host, Policy, host_equilibria, host_replies
from gametheory import Equilibria

NOISE = 2.0


@cache
def found(name: str, policy: Policy | None, noise: float = NOISE, **changes: float) -> tuple[Host, Equilibria]:
    """A calibration and its equilibria; certified, or this raises."""
    model = Host.of_calibration(name, **changes)
    starts = STARTS if name == "punish" else STARTS[:1]
    if policy is None:
        return model, host_equilibria(model, noise=noise, starts=starts)
    return model, host_replies(model, policy, noise=noise, starts=starts)
