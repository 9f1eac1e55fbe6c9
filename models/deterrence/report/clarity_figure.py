"""The map of clarity: where a stated line brings more harassment and fewer crossings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from deterrence.red_line import DEATHS, EMBASSY, LEVELS, SILENT, Line, RedLine
from deterrence.red_line.variant import COSTS
from deterrence.report.case import TOLD, Case
from deterrence.report.certified import Certified, certified
from deterrence.report.closed_form import boundary_rows, parting
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE, OCHRE, PAPER
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.spoken_figure import STING, tied_levels
from deterrence.report.words import number

COST = (0.0, 12.0)
POINTS = (73, 109)
BURDENS = (8.0, 14.0)
CASE = "timetable"
"""Whose other numbers the maps have; the calibrations share those that the reply depends on, but for lethality."""

PANELS: Sequence[tuple[str, str, Line, float]] = (
    ("deaths, 8", "line at deaths,\na strike costs 8", DEATHS, 8.0),
    ("deaths, 14", "line at deaths,\na strike costs 14", DEATHS, 14.0),
    ("embassy, 14", "line at deaths and the embassy,\na strike costs 14", EMBASSY, 14.0),
)

CHANGES = ("same", "same, grave", "clear", "hold", "heavy", "worse")
CATEGORIES = (
    Category("same", "no change: the militia harasses or holds its fire", PAPER),
    Category("same, grave", "no change: it attacks heavily or assaults the embassy", LIGHT),
    Category("clear", "to harassment: more harassment and fewer crossings of the line", MIDDLE),
    Category("hold", "to holding its fire: less of both", DARK),
    Category("heavy", "from the embassy to heavy attacks", DEEP),
    Category("worse", "from heavy attacks to the embassy", OCHRE),
)
HOLD, HARASS, HEAVY, _ = range(len(LEVELS))


def change(model: RedLine, line: Line) -> Any:
    """How a stated line changes the militia's level, as a code of ``CHANGES``."""
    before, after = (np.asarray(model.reply(each)) for each in (SILENT, line))
    eased = after < before
    return np.select(
        [eased & (after == HARASS), eased & (after == HOLD), eased & (after == HEAVY), after > before, after >= HEAVY],
        [2, 3, 4, 5, 1],
        0,
    )


def moved(cases: Sequence[Case], burden: float, cost: Any, sting: Any) -> RedLine:
    """The red line with one audience cost for every line, and with another cost and sting of a strike."""
    case = next(case for case in cases if case.name == CASE)
    return RedLine.of(case.primitives).unchecked(
        strike_loss_1=sting,
        strike_gain_1=0 * sting,
        strike_cost_1=burden,
        war_ratio_1=0.0,
        **dict.fromkeys(COSTS, cost),
    )


def plane() -> tuple[Any, Any]:
    """The points of the map."""
    cost, sting = np.meshgrid(np.linspace(*COST, POINTS[0]), np.linspace(*STING, POINTS[1]))
    return cost, sting


def clarity_figure(cases: Sequence[Case]) -> Figure:
    """How a stated line changes what the militia does, for lines and costs of a strike."""
    return region_figure(
        name="clarity",
        title="When does clarity bring more harassment and fewer crossings?",
        caption=(
            f"How the militia’s level changes when a line is stated. {_assumed(cases)} Across: what it costs "
            "not to honour the line. No points: the maps are of no author’s numbers. Lines: where two levels are "
            "worth the same to the militia."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(panel, title) for panel, title, _, _ in PANELS],
            categories=CATEGORIES,
            x_label="cost of not honouring the stated line ÷ gross gain of the militia from a week of harassment",
            y_label="net loss from a strike ÷\ngross gain from a week of harassment",
            across=3,
            size=(10.5, 5.4),
        ),
    )


def _assumed(cases: Sequence[Case]) -> str:
    """The other numbers of the maps that matter to what is answered."""
    case = next(case for case in cases if case.name == CASE)
    model = RedLine.of(case.primitives)
    return (
        f"Here are {TOLD[case.lethality]}; the upper end of the resolve is {number(float(model.resolve_bound))}, a "
        f"strike after an attack without a death costs {number(float(model.nonfatal_strike_cost))} more."
    )


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    cost, sting = plane()
    for panel, _, line, burden in PANELS:

        def code(x: Any, y: Any, line: Line = line, burden: float = burden) -> Any:
            return change(moved(cases, burden, x, y), line)

        parts.append(rows("cell", panel, (cost, sting), np.array(CHANGES)[code(cost, sting)]))
        parts += boundary_rows(panel, parting(_tipping(cases, line, burden), code, (COST, STING)))
    return together(parts)


def _tipping(cases: Sequence[Case], line: Line, burden: float) -> Iterator[tuple[str, Any, Any]]:
    across = np.linspace(*COST, 401)
    model = moved(cases, burden, across, 0.0)
    for each in (SILENT, line):
        yield from tied_levels(model, each, 1, across)


def certificates(cases: Sequence[Case]) -> list[Certified]:
    """Of the equilibrium at every point of the map."""
    return [
        certified("red_line", "clarity", f"a strike costs {burden:g}", moved(cases, burden, *plane()).certificate(1))
        for burden in BURDENS
    ]
