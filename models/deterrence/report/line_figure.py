"""The map of the line: how often attacks kill, against what a strike costs the militia."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from deterrence.evidence import Lethality
from deterrence.report.case import HEAVY_RATIO, LETHALITIES, Case
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.words import number
from deterrence.standoff import (
    ANY,
    DEATHS,
    HEAVY,
    REGIONS,
    RUNGS,
    Rule,
    binding_thresholds,
    deterrence_region,
)

KILLS = (0.005, 0.7)
STING = (-6.0, 30.0)
POINTS = (121, 109)

PANELS: Sequence[tuple[str, str, Rule]] = (
    ("deaths", "Answer deaths", DEATHS),
    ("heavy", "Answer deaths\nand heavy attacks", HEAVY),
    ("any", "Answer every attack\n(benchmark)", ANY),
)

CATEGORIES = (
    Category("provocation", "being struck pays the militia: heavy attacks, as without an answer", OCHRE),
    Category("irrelevance", "a strike costs it too little: heavy attacks, as without an answer", LIGHT),
    Category("restraint", "it turns from heavy attacks to harassment", MIDDLE),
    Category("deterrence", "it holds its fire", DARK),
)


def line_figure(cases: Sequence[Case]) -> Figure:
    """Replies in the plane of lethality and sting, by rule."""
    high, low = (heavy_interval(LETHALITIES[name]) for name in ("high", "low"))
    return region_figure(
        name="line",
        title="Where the line is drawn, and how often it is crossed",
        caption=(
            f"Across: the chance that a heavy attack kills an American, harassment being {number(HEAVY_RATIO)} times "
            "less deadly throughout. Upright: the net loss of the militia from a strike. Dotted: the two frequencies "
            f"of deaths that the record allows; late 2019 bears {low_high(high)}, the whole period {low_high(low)} "
            "(two-sided 95 % Jeffreys intervals). Points: the authors’ calibrations, 1 for a proportionate strike, 2 "
            "for a strike on leaders."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(panel, title) for panel, title, _ in PANELS],
            categories=CATEGORIES,
            x_label="chance that a heavy attack kills an American (logarithmic scale)",
            y_label="net loss from a strike ÷\ngross gain from a week of harassment",
            across=3,
            size=(10.5, 6.2),
            ticks=(0.01, 0.03, 0.1, 0.3),
        ),
    )


def heavy_interval(lethality: Lethality) -> tuple[float, float]:
    """The chance that a heavy attack kills at the ends of the interval of the weekly hazard, at most 1."""
    return (
        lethality.heavy * lethality.interval.lower / lethality.hazard,
        min(lethality.heavy * lethality.interval.upper / lethality.hazard, 1.0),
    )


def low_high(ends: tuple[float, float]) -> str:
    """An interval in words."""
    return f"{ends[0]:.3f} to {ends[1]:.2f}"


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    kills = np.geomspace(*KILLS, POINTS[0])
    across, sting = np.meshgrid(kills, np.linspace(*STING, POINTS[1]))
    model = cases[0].model
    for panel, _, rule in PANELS:
        at = model.unchecked(
            heavy_lethality=across, harass_lethality=across / HEAVY_RATIO, strike_loss_1=sting, strike_gain_1=0 * sting
        )
        parts.append(rows("cell", panel, (across, sting), np.array(REGIONS)[deterrence_region(at, rule, 1)]))
        lines = binding_thresholds(model.unchecked(heavy_lethality=kills, harass_lethality=kills / HEAVY_RATIO), rule)
        for name, threshold in {"no net loss": 0 * kills, **lines._asdict()}.items():
            shown = np.broadcast_to(threshold, kills.shape) <= STING[1]
            if shown.any():
                parts.append(
                    rows("boundary", panel, (kills[shown], np.broadcast_to(threshold, kills.shape)[shown]), name)
                )
        for name, words in (("high", "late 2019"), ("low", "whole\nperiod")):
            parts.append(rows("guide", panel, (LETHALITIES[name].heavy, STING[1]), words))
        for case in cases:
            stings = [float(case.model.sting(rung)) for rung in RUNGS]
            notes = [f"{rung}" for rung in RUNGS]
            parts.append(rows("marker", panel, (case.primitives.heavy_lethality, stings), case.name, notes))
    return together(parts)
