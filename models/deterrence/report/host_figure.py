"""The map of the hold-up: what the presence is worth to a host, and what it costs it to protect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from deterrence.host import Host, hold_up_chance
from deterrence.report.case import Case
from deterrence.report.closed_form import boundary_rows
from deterrence.report.figure import Figure
from deterrence.report.host_table import hosts
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together

RENT, COST = (-0.5, 2.0), (0.05, 2.2)
POINTS = (101, 87)
CHANCES = (0.01, 0.1)
ANGERS = (0, 2)
HIGHEST_ANGER = 4
GONE = -5.0
"""What a nationalist gets once the United States has left, the same in every calibration."""

CATEGORIES = (
    Category("never", "no readiness to leave makes it protect", LIGHT),
    Category("certain", f"it protects if an unprotected week brings exit with a chance above {CHANCES[1]:g}", MIDDLE),
    Category("some", f"it protects if that chance is above a value between {CHANCES[0]:g} and {CHANCES[1]:g}", DEEP),
    Category("small", f"a chance of {CHANCES[0]:g} is enough", DARK),
)


def host_figure(cases: Sequence[Case]) -> Figure:
    """Whether readiness to leave makes a host protect its guests."""
    return region_figure(
        name="host",
        title="When does readiness to leave make the host protect?",
        caption=(
            "Across: what a week of the presence is worth to a nationalist host, after the cost of its public’s anger. "
            "Upright: what it costs it to protect for a week. Both in units of the militia’s gross gain from a week "
            "of harassment. Points: the authors’ calibrations, without anger (0) and at the anger from which play "
            "begins (2). Attacks and strikes are left out; in the game itself protection moves these too. Lines: the "
            "hold-up threshold in closed form; at the uppermost the chance would have to be 1."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[("host", "")],
            categories=CATEGORIES,
            x_label="weekly rent of the host from the presence, net of anger ÷ gross gain from a week of harassment",
            y_label="weekly cost of protecting ÷ the same",
            across=1,
            size=(8.2, 6.4),
        ),
    )


def protects(rent: Any, cost: Any, chance: Any, discount: float) -> Any:
    """Whether to protect for ever is better than one week without it, both valued week by week."""
    kept = (rent - cost) / (1 - discount)
    once = rent + discount * (chance * GONE + (1 - chance) * kept)
    return kept >= once


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    found = hosts(cases)
    discount = float(next(iter(found.values())).discount)
    rent, cost = np.meshgrid(np.linspace(*RENT, POINTS[0]), np.linspace(*COST, POINTS[1]))
    code = sum(protects(rent, cost, chance, discount).astype(int) for chance in (1.0, *reversed(CHANCES)))
    parts = [rows("cell", "host", (rent, cost), np.array([each.name for each in CATEGORIES])[code])]
    lines = [(f"chance {chance:g}", *_line(chance, discount)) for chance in (1.0, *CHANCES)]
    parts += boundary_rows("host", [line for line in lines if len(line[1]) > 1])
    for name, model in found.items():
        for anger in ANGERS:
            x = float(model.nationalist_rent) - float(model.nationalist_anger_cost) * anger / HIGHEST_ANGER
            parts.append(rows("marker", "host", (x, model.nationalist_protection_cost), name, f"{anger}"))
    return together(parts)


def _line(chance: float, discount: float) -> tuple[Any, Any]:
    """Where the threshold is this chance: the cost of protecting, by rent."""
    rent = np.linspace(*RENT, 201)
    cost = discount * chance * (rent - (1 - discount) * GONE) / (1 - discount + discount * chance)
    inside = (cost >= COST[0]) & (cost <= COST[1])
    return rent[inside], cost[inside]


def threshold_of(model: Host, anger: int) -> float:
    """The chance of exit after an unprotected week from which a nationalist protects; NaN where none is enough."""
    return float(hold_up_chance(model, anger))
