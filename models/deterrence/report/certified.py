"""Certificates of the points of maps: how many there are, how many hold, and the worst regret."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gametheory import Certificate


@dataclass(frozen=True)
class Certified:
    """The certificates of one panel of a map, or of one table.

    Parameters
    ----------
    model, figure, panel : str
    equilibria, certified : int
    worst_regret : float
        As a share of the range of payoffs.
    """

    model: str
    figure: str
    panel: str
    equilibria: int
    certified: int
    worst_regret: float


def certified(model: str, figure: str, panel: str, certificate: Certificate) -> Certified:
    """A certificate over many points, counted."""
    holds = np.asarray(certificate.holds)
    regret = np.asarray(certificate.relative_regret)
    return Certified(model, figure, panel, holds.size, int(holds.sum()), float(regret.max(initial=0.0)))

