"""The map of the line's width: which line would be stated, by rogue attacks and net loss from a strike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np

from deterrence.parameters import PARAMETERS
from deterrence.red_line import ANY, EVENTS, LEVELS, LINES, Line, RedLine
from deterrence.report.case import Case
from deterrence.report.certified import Certified, certified
from deterrence.report.closed_form import boundary_rows, parting
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.spoken_figure import POINTS, STING, STRIKES, pairs, panel_of, tied_levels

ROGUE = (PARAMETERS["rogue_rate"].low, PARAMETERS["rogue_rate"].high)
HOLD = LEVELS.index("hold")

CATEGORIES = (
    Category("silent", "no line is stated", LIGHT),
    Category("deaths", "a line at deaths", MIDDLE),
    Category("deaths and embassy", "a line at deaths and the embassy", DEEP),
    Category("any attack", "a line at any attack", DARK),
)


def width_figure(cases: Sequence[Case]) -> Figure:
    """Which line the office-holder would state, one map for each case and kind of strike."""
    return region_figure(
        name="width",
        title="Which line would be stated?",
        caption=(
            "One map for each calibration and kind of strike, with its own numbers for everything but the two axes, "
            "and its own point. Across: the chance of an attack by cells outside command in a week in which the "
            "militia holds its fire. Upright: the net loss of the militia from a strike. Where two lines are worth "
            "the same, the narrower one is shown. Lines: where two levels of attack are worth the same to the "
            "militia, or two stated lines to the office-holder."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(panel_of(case, rung), f"‘{case.name}’,\n{STRIKES[rung]}") for case, rung in pairs(cases)],
            categories=CATEGORIES,
            x_label="chance of a rogue attack in a week in which the militia holds its fire",
            y_label="net loss from a strike ÷ gross gain from a week of harassment",
            across=4,
            size=(10.5, 2.75 * -(-len(cases) // 2) + 1.5),
        ),
    )


def moved(case: Case, rung: int, rogue: Any, sting: Any) -> RedLine:
    """The red line of a case with another rate of rogue attacks, and another sting."""
    return RedLine.of(case.primitives).unchecked(
        rogue_rate=rogue, **{f"strike_loss_{rung}": sting, f"strike_gain_{rung}": 0 * sting}
    )


def plane() -> tuple[Any, Any]:
    """The points of the map."""
    rogue, sting = np.meshgrid(np.linspace(*ROGUE, POINTS[0]), np.linspace(*STING, POINTS[1]))
    return rogue, sting


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    rogue, sting = plane()
    for case, rung in pairs(cases):
        panel = panel_of(case, rung)

        def code(x: Any, y: Any, case: Case = case, rung: int = rung) -> Any:
            return np.asarray(moved(case, rung, x, y).announcement(rung))

        parts.append(rows("cell", panel, (rogue, sting), np.array([each.value for each in LINES])[code(rogue, sting)]))
        parts += boundary_rows(panel, parting(lines(case, rung), code, (ROGUE, STING)))
        model = RedLine.of(case.primitives)
        parts.append(rows("marker", panel, (model.rogue_rate, model.sting(rung)), case.name))
    return together(parts)


def lines(case: Case, rung: int) -> Iterator[tuple[str, Any, Any]]:
    """Where two levels are tied after some line, and where two lines with their replies are worth the same."""
    across = np.linspace(*ROGUE, 401)
    model = moved(case, rung, across, 0.0)
    for line in LINES:
        yield from tied_levels(model, line, rung, across)
    up = np.linspace(*STING, 401)
    worth = linear_worth(RedLine.of(case.primitives), rung)
    levels = range(len(LEVELS))
    for (first, second), (a, b) in product(combinations(LINES, 2), product(levels, levels)):
        if HOLD in (a, b):
            at = equal_rate(worth[first, a], worth[second, b])
            yield f"{first.value} and {second.value}", np.full_like(up, at), up


def linear_worth(model: RedLine, rung: int) -> dict[tuple[Line, int], tuple[float, float]]:
    """What each line is worth to the office-holder at each level: without rogue attacks, and if they are certain.

    In between it is linear in their rate; at all levels but holding it does not depend on it.
    """
    ends = [model.unchecked(rogue_rate=rate) for rate in (0.0, 1.0)]
    worth = {}
    for line in LINES:
        cuts = tuple(model.needed_resolve(line, event, rung) for event in EVENTS)
        for level in range(len(LEVELS)):
            none, certain = (float(end.office_value(line, level, rung, cuts)) for end in ends)
            worth[line, level] = none, certain
    return worth


def equal_rate(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The rate of rogue attacks at which two lines, each with the militia's level, are worth the same; may be NaN."""
    start, end = (first - second for first, second in zip(one, other, strict=True))
    return start / (start - end) if start != end else np.nan


def worth_up_to(model: RedLine, rung: int) -> tuple[float, float]:
    """The rates of rogue attacks up to which a line at any attack, being held to, is worth it, and makes for holding.

    The first is where it is worth as much to the office-holder as the best other line; NaN if the militia does not
    hold its fire after it. The second is where the militia ceases to.
    """
    if int(model.reply(ANY, rung)) != HOLD:
        return np.nan, np.nan
    worth = linear_worth(model, rung)
    others = [(line, int(model.reply(line, rung))) for line in LINES if line is not ANY]
    roots = [equal_rate(worth[ANY, HOLD], worth[other]) for other in others]
    roots = [root for root in roots if root > 0]
    # Holding is worth -σ ε A to the militia, A being how an answered attack of level 1 is expected to cost it.
    answered = model.answers(ANY, rung)
    lost = float(model.sting(rung)) * sum(
        float(chance * share) for chance, share in zip(model.chances(1), answered, strict=True)
    )
    best = max(float(each) for each in model.militia_payoffs(rung, answered)[1:])
    return min(roots, default=np.nan), -best / lost if lost > 0 else np.nan


def certificates(cases: Sequence[Case]) -> list[Certified]:
    """Of the equilibrium at every point of the map."""
    return [
        certified("red_line", "width", panel_of(case, rung), moved(case, rung, *plane()).certificate(rung))
        for case, rung in pairs(cases)
    ]
