"""The equilibria of the host model under each policy, in the calibrations of the author teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from deterrence.host import Host, Policy, host_replies, outlook, provocation_gain
from deterrence.report.case import Case, stacked
from deterrence.scenarios import CALIBRATIONS

NOISES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (2.0, ("protective", "hostile")),
    (1.0, ("protective",)),
)
"""Noise of the choices, and the starts from which equilibria were sought."""

POLICIES = {
    Policy.PUNISH: "strike after a death, and leave where the host restricts or does nothing against heavy attacks",
    Policy.STATUS_QUO: "strike after a death, never leave",
    Policy.RESTRAIN: "never strike, never leave",
}
MIDDLE = 4
"""Where among the beliefs the two types are equally likely."""


@dataclass(frozen=True)
class HostEntry:
    """One equilibrium of militia and host against a policy that they believe.

    Parameters
    ----------
    case, policy : str
    noise : float
    value : float
        Worth to the United States from the start.
    expelled, left : float
        Chances within a year.
    deaths, weeks_protected : float
        Expected within a year.
    provocation : float
        The most, over levels of anger, that a strike gains the militia politically; before a cabinet is formed, at even
        odds of the host's type.
    loss : float
        What a strike takes from the militia.
    certified : bool
    regret : float
    """

    case: str
    policy: str
    noise: float
    value: float
    expelled: float
    left: float
    deaths: float
    weeks_protected: float
    provocation: float
    loss: float
    certified: bool
    regret: float


def hosts(cases: Sequence[Case]) -> dict[str, Host]:
    """The host model of each author's calibration among the cases; scenarios of one's own have no host."""
    return {case.name: Host.of_calibration(case.name) for case in cases if case.name in CALIBRATIONS and not case.own}


def host_table(cases: Sequence[Case]) -> tuple[HostEntry, ...]:
    """Every equilibrium that was found, by case, policy and noise, in rising order of its worth."""
    return _table(tuple(hosts(cases)))


@cache
def _table(names: tuple[str, ...]) -> tuple[HostEntry, ...]:
    models = stacked([Host.of_calibration(name) for name in names])
    entries = []
    for policy in POLICIES:
        for noise, starts in NOISES:
            found = host_replies(models, policy, noise=noise, starts=starts, strict=False)
            ahead = outlook(models, policy, found)
            gains = provocation_gain(models, policy, found)[:, 0, :, MIDDLE].max(axis=-1)
            holds = np.asarray(found.certificate.holds).reshape(len(gains), -1).all(axis=-1)
            regret = np.asarray(found.certificate.relative_regret).reshape(len(gains), -1).max(axis=-1)
            for row, game in enumerate(found.game):
                entries.append(
                    HostEntry(
                        names[game], policy.value, noise, float(found.payoffs[row, 0]), float(ahead.expelled[row]),
                        float(ahead.left[row]), float(ahead.deaths[row]), float(ahead.weeks_protected[row]),
                        float(gains[row]), float(models.strike_loss_1[game]), bool(np.atleast_1d(holds)[row]),
                        float(regret[row]),
                    )
                )  # fmt: skip
    return tuple(sorted(entries, key=lambda each: names.index(each.case)))
