"""The map of punishment: what a strike costs the militia, what it gains from being struck, and what it then does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from deterrence.report.case import Case
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.standoff import (
    ANY,
    DEATHS,
    HEAVY,
    REGIONS,
    Rule,
    Standoff,
    binding_thresholds,
    deterrence_region,
)

LOSS, GAIN = (4.0, 30.0), (0.0, 24.0)
POINTS = (105, 97)

PANELS: Sequence[tuple[str, str, Rule, str]] = (
    ("deaths, high", "Answer deaths; deaths as\nfrequent as in late 2019", DEATHS, "high"),
    ("deaths, low", "Answer deaths; deaths as\nrare as over the whole period", DEATHS, "low"),
    ("any", "Answer every attack\n(benchmark; no author argues for it)", ANY, "high"),
    ("heavy, high", "Answer deaths and heavy attacks;\ndeaths as in late 2019", HEAVY, "high"),
    ("heavy, low", "Answer deaths and heavy attacks;\ndeaths as over the whole period", HEAVY, "low"),
)

CATEGORIES = (
    Category("provocation", "being struck pays the militia: it attacks heavily, as without an answer", OCHRE),
    Category("irrelevance", "a strike costs it too little: it attacks heavily, as without an answer", LIGHT),
    Category("restraint", "it turns from heavy attacks to harassment", MIDDLE),
    Category("deterrence", "it holds its fire", DARK),
)


def punishment_figure(cases: Sequence[Case]) -> Figure:
    """Replies in the plane of what a strike takes from the militia and gives to it, by rule and lethality."""
    return region_figure(
        name="punishment",
        title="Does an answer move the militia?",
        caption=(
            "Both axes in units of what the militia gains, before its costs, from one week of harassment. The further "
            "to the lower right, the larger the net loss from a strike. Points: the authors’ calibrations, "
            "1 for a proportionate strike, 2 for a strike on leaders; in brackets where a calibration has the other "
            "frequency of deaths. The level of attack is the same in the first two regions; they differ in whether "
            "the militia wants to be struck. The plane holds both rungs; its upper left corner lies outside the ranges."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(panel, title) for panel, title, _, _ in PANELS],
            categories=CATEGORIES,
            x_label="loss of the militia from a strike ÷ gross gain from a week of harassment",
            y_label="what the militia gains from being struck ÷ gross gain from a week of harassment",
            across=3,
            size=(10.5, 8.2),
        ),
    )


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    loss, gain = np.meshgrid(np.linspace(*LOSS, POINTS[0]), np.linspace(*GAIN, POINTS[1]))
    for panel, _, rule, lethality in PANELS:
        model = cases[0].with_lethality(lethality)  # gains and chances, which the calibrations share
        parts.append(rows("cell", panel, (loss, gain), _regions(model, rule, loss, gain)))
        for name, sting in {"no net loss": 0.0, **reply_changes(model, rule)}.items():
            line = np.linspace(*LOSS, 53)
            inside = (line - sting >= GAIN[0]) & (line - sting <= GAIN[1])
            if inside.any():
                parts.append(rows("boundary", panel, (line[inside], line[inside] - sting), name))
        for case in cases:
            for rung in (1, 2):
                x, y = (getattr(case.primitives, f"strike_{part}_{rung}") for part in ("loss", "gain"))
                other = rule is not ANY and case.lethality != lethality
                parts.append(rows("marker", panel, (x, y), case.name, f"({rung})" if other else f"{rung}"))
    return together(parts)


def _regions(model: Standoff, rule: Rule, loss: Any, gain: Any) -> Any:
    """The regions by name; the plane reaches beyond the range of either rung, the sting being all that counts."""
    return np.array(REGIONS)[deterrence_region(model.unchecked(strike_loss_1=loss, strike_gain_1=gain), rule, 1)]


def reply_changes(model: Standoff, rule: Rule) -> dict[str, float]:
    """The stings at which the militia's reply to a rule changes, by what it then does."""
    until, start = (float(each) for each in binding_thresholds(model, rule))
    return {"harass": until, "hold": start} if until < start else {"hold": start}
