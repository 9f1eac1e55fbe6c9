"""The map of leaving: what the presence is worth, against how easily an incident leads to war."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from deterrence.parameters import PARAMETERS
from deterrence.report.case import Case
from deterrence.report.figure import Figure
from deterrence.report.outcome import BENCHMARK, LINES, OUTCOME_MEANINGS, OUTCOMES, outcome
from deterrence.report.palette import DARK, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.words import span
from deterrence.standoff import NEVER, Standoff, cell_name, war_break_even, war_credible_up_to

VALUE = (PARAMETERS["presence_value"].low, PARAMETERS["presence_value"].high)
RISK = (PARAMETERS["war_risk"].low, PARAMETERS["war_risk"].high)
POINTS = (121, 101)
STEP = 1e-7

COLOURS = {"leave": LIGHT, "never": MIDDLE, "benchmark": OCHRE, "line": DARK}
CATEGORIES = tuple(Category(name, OUTCOME_MEANINGS[name], COLOURS[name]) for name in OUTCOMES)


def leaving_figure(cases: Sequence[Case]) -> Figure:
    """What would be kept in the plane of presence value and war risk, one map for each case."""
    return region_figure(
        name="leaving",
        title="When is leaving better than every rule that would be kept?",
        caption=(
            "One map for each calibration, with its own numbers for everything but the two axes, and its own point. "
            "The chance of war is that of one fatal attack; a proportionate strike carries "
            f"{span(float(case.model.war_ratio_1) for case in cases)} times as much, a strike on leaders "
            f"{span(float(case.model.war_ratio_2) for case in cases)} times. The value of the presence is a week’s, "
            "after upkeep and before attacks. Lines: where staying without answers is worth as much as leaving, and "
            "where the last rule ceases to be kept."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(case.name, f"with the numbers of ‘{case.name}’") for case in cases],
            categories=CATEGORIES,
            x_label="weekly value of the presence ÷ militia’s gross gain from a week of harassment",
            y_label="chance that a fatal attack leads to war",
            across=2,
            size=(10.5, 3.6 * -(-len(cases) // 2) + 1.9),
        ),
    )


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    value, risk = np.meshgrid(np.linspace(*VALUE, POINTS[0]), np.linspace(*RISK, POINTS[1]))
    for case in cases:
        model = case.model
        code = outcome(model.unchecked(presence_value=value, war_risk=risk))
        parts.append(rows("cell", case.name, (value, risk), np.array(OUTCOMES)[code]))
        for name, line in boundaries(model).items():
            parts.append(rows("boundary", case.name, (line[:, 0], line[:, 1]), name))
        parts.append(rows("marker", case.name, (model.presence_value, model.war_risk), case.name))
    return together(parts)


def boundaries(model: Standoff) -> dict[str, Any]:
    """The roots in closed form that part two outcomes, as lines named by the rule they belong to."""
    worth = np.linspace(*VALUE, 801)
    at = model.unchecked(presence_value=worth)
    roots = {"never": war_break_even(at, NEVER)}
    roots |= {cell_name(rule, rung): war_credible_up_to(at, rule, rung) for rule, rung in (*LINES, *BENCHMARK)}
    lines = {}
    for name, root in roots.items():
        inside = (root > RISK[0] + STEP) & (root < RISK[1] - STEP)
        sides = [outcome(at.unchecked(war_risk=np.where(inside, root, 0) + step)) for step in (-STEP, STEP)]
        parts = inside & (sides[0] != sides[1])
        if parts.any():
            lines[name] = np.column_stack([worth[parts], root[parts]])
    return lines
