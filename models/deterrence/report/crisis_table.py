"""Every equilibrium of the crisis, without an exit and with that of each calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from deterrence.crisis import (
    Crisis,
    crisis_equilibria,
    equilibrium_names,
    passes_intuitive_criterion,
    war_bounds,
    war_chance,
    without_telegraph,
)
from deterrence.report.case import Case


@dataclass(frozen=True)
class CrisisEntry:
    """One equilibrium of the crisis.

    Parameters
    ----------
    exit : str
        Whose cost of leaving: that of a case, or "none" where leaving is not open.
    exit_cost : float
    equilibrium : str
        The replies of the limited type, a bar, those of the escalatory one.
    war, war_limited, war_escalatory : float
        Chance of war, and against each type.
    passes : bool
        Whether it passes the intuitive criterion.
    without_low, without_high : float
        Chance of war over all equilibria of the crisis without a telegraphed reply.
    certified : bool
    regret : float
    """

    exit: str
    exit_cost: float
    equilibrium: str
    war: float
    war_limited: float
    war_escalatory: float
    passes: bool
    without_low: float
    without_high: float
    certified: bool
    regret: float


def crisis_table(cases: Sequence[Case]) -> tuple[CrisisEntry, ...]:
    """Every equilibrium, first without an exit, then with that of each case."""
    models = {"none": Crisis.january_2020()} | {
        case.name: Crisis.january_2020(
            case.primitives, exit_cost=float(case.primitives.leave_cost) + float(case.primitives.haste_cost)
        )
        for case in cases
    }
    entries = []
    for name, model in models.items():
        found = crisis_equilibria(model)
        low, high, _ = war_bounds(without_telegraph(model))
        war, limited, escalatory = (war_chance(model, found, sender) for sender in (None, 0, 1))
        passes = passes_intuitive_criterion(model, found)
        certificate = found.certificate
        entries += [
            CrisisEntry(
                name,
                float(model.exit_cost) if name != "none" else inf,
                words,
                float(war[row]),
                float(limited[row]),
                float(escalatory[row]),
                bool(passes[row]),
                float(low),
                float(high),
                bool(np.all(certificate.holds[row])),
                float(np.max(certificate.relative_regret[row])),
            )
            for row, words in enumerate(equilibrium_names(found))
        ]
    return tuple(entries)
