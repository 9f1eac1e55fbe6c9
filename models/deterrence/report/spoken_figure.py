"""The map of the spoken line: what stating a line at deaths changes, by audience cost and net loss from a strike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from deterrence.parameters import PARAMETERS
from deterrence.red_line import DEATHS, LEVELS, LINES, RUNGS, SILENT, Line, RedLine, indifferent_sting
from deterrence.report.case import Case
from deterrence.report.certified import Certified, certified
from deterrence.report.closed_form import boundary_rows, parting
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together

COST = (PARAMETERS["audience_cost_death"].low, PARAMETERS["audience_cost_death"].high)
STING = (-6.0, 30.0)
POINTS = (61, 73)
STRIKES = {1: "proportionate strike", 2: "strike on leaders"}
HARASS = LEVELS.index("harass")

EFFECTS = ("heavier", "neither", "unsaid", "spoken")
"""What stating a line does, in the order of the codes."""

CATEGORIES = (
    Category("unsaid", "said or unsaid, the militia harasses or holds its fire: the line needs no words", MIDDLE),
    Category("spoken", "stating the line turns the militia to a lighter level: the words matter", DARK),
    Category("neither", "said or unsaid, it attacks heavily or assaults the embassy", LIGHT),
    Category("heavier", "stating the line turns it from heavy attacks to the embassy, which it leaves out", OCHRE),
)


def effect(model: RedLine, line: Line, rung: int) -> Any:
    """What stating a line changes in the militia's reply, as a code of ``EFFECTS``; ties in favour of violence."""
    before, after = (np.asarray(model.reply(each, rung)) for each in (SILENT, line))
    unmoved = np.where(before <= HARASS, EFFECTS.index("unsaid"), EFFECTS.index("neither"))
    return np.select([after < before, after > before], [EFFECTS.index("spoken"), EFFECTS.index("heavier")], unmoved)


def moved(case: Case, rung: int, cost: Any, sting: Any) -> RedLine:
    """The red line of a case with another audience cost of the line at deaths, and another sting."""
    return RedLine.of(case.primitives).unchecked(
        audience_cost_death=cost, **{f"strike_loss_{rung}": sting, f"strike_gain_{rung}": 0 * sting}
    )


def plane() -> tuple[Any, Any]:
    """The points of the map."""
    cost, sting = np.meshgrid(np.linspace(*COST, POINTS[0]), np.linspace(*STING, POINTS[1]))
    return cost, sting


def spoken_figure(cases: Sequence[Case]) -> Figure:
    """What stating a line at deaths changes, one map for each case and kind of strike."""
    return region_figure(
        name="spoken",
        title="Does the line at deaths have to be spoken?",
        caption=(
            "One map for each calibration and kind of strike, with its own numbers for everything but the two axes, "
            "and its own point. Across: what it costs the office-holder to leave a death unanswered once the line was "
            "stated; at 0 the words cost nothing. Upright: the net loss of the militia from a strike. Lines: where "
            "two levels of attack are worth the same to the militia, with the line stated or unsaid."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(panel_of(case, rung), f"‘{case.name}’,\n{STRIKES[rung]}") for case, rung in pairs(cases)],
            categories=CATEGORIES,
            x_label="cost of not honouring a stated line at deaths ÷ gross gain from a week of harassment",
            y_label="net loss from a strike ÷ gross gain from a week of harassment",
            across=4,
            size=(10.5, 2.75 * -(-len(cases) // 2) + 1.7),
        ),
    )


def pairs(cases: Sequence[Case]) -> list[tuple[Case, int]]:
    """Each case with each kind of strike."""
    return [(case, rung) for case in cases for rung in RUNGS]


def panel_of(case: Case, rung: int) -> str:
    """The name of a panel in the numbers."""
    return f"{case.name} {rung}"


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    cost, sting = plane()
    for case, rung in pairs(cases):
        panel = panel_of(case, rung)

        def code(x: Any, y: Any, case: Case = case, rung: int = rung) -> Any:
            return effect(moved(case, rung, x, y), DEATHS, rung)

        parts.append(rows("cell", panel, (cost, sting), np.array(EFFECTS)[code(cost, sting)]))
        parts += boundary_rows(panel, parting(tipping(case, rung), code, (COST, STING)))
        model = RedLine.of(case.primitives)
        parts.append(rows("marker", panel, (model.audience_cost_death, model.sting(rung)), case.name))
    return together(parts)


def tipping(case: Case, rung: int) -> Iterator[tuple[str, Any, Any]]:
    """Along all audience costs the stings at which two levels are tied, after silence and after the line."""
    across = np.linspace(*COST, 401)
    model = moved(case, rung, across, 0.0)
    for line in (SILENT, DEATHS):
        yield from tied_levels(model, line, rung, across)


def tied_levels(model: RedLine, line: Line, rung: int, across: Any) -> Iterator[tuple[str, Any, Any]]:
    """For every two levels the stings at which they are tied, along a model's one axis."""
    for low, high in combinations(range(len(LEVELS)), 2):
        sting = np.broadcast_to(np.asarray(indifferent_sting(model, line, (low, high), rung)), across.shape)
        yield f"{LEVELS[low]} and {LEVELS[high]}, {LINES[LINES.index(line)].value}", across, sting


def certificates(cases: Sequence[Case]) -> list[Certified]:
    """Of the equilibrium at every point of the map."""
    return [
        certified("red_line", "spoken", panel_of(case, rung), moved(case, rung, *plane()).certificate(rung))
        for case, rung in pairs(cases)
    ]
