"""The map of a timetable with a line at deaths: belief in the exit, and the net loss from a strike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from deterrence.report.case import Case
from deterrence.report.certified import Certified, certified
from deterrence.report.closed_form import boundary_rows, parting
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.timetable_table import PRIORS, WEEKS
from deterrence.timetable import Timetable, needed_answer_chance, needed_follow_through

# No round numbers: where two levels are tied by numbers of few digits, the map would show the tie.
BELIEF, STING = (0.0, 1.0), (-6.0, 20.0)
POINTS = (53, 46)
PRIOR = PRIORS[1]

CATEGORIES = (
    Category("nothing", "the line moves nothing: heavy attacks every week, as without it", LIGHT),
    Category("lighter", "harassment in place of heavy attacks, at least for some weeks", MIDDLE),
    Category("quiet", "the militia holds its fire, at least for some weeks", DARK),
    Category("refused", "no equilibrium was certified here", OCHRE),
)


def timetable_figure(cases: Sequence[Case]) -> Figure:
    """What a line at deaths does during a withdrawal, one map for each case."""
    return region_figure(
        name="timetable",
        title="What does a line do during a withdrawal?",
        caption=(
            f"One map for each calibration: a timetable of {WEEKS} weeks with a line at deaths and a proportionate "
            "strike, the calibration’s own numbers for everything but the two axes, and its own point. The belief that "
            f"the United States answers every death is {PRIOR:g} at the start in all of them; no author states one. "
            "Lines: where the militia, were every death answered, would hold its fire, and where it would turn from "
            "heavy attacks to harassment. Where regions part without a line, answers are not certain, and there is no "
            "closed form: the border is as fine as the cells."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(case.name, f"with the numbers of ‘{case.name}’") for case in cases],
            categories=CATEGORIES,
            x_label="belief of the militia that the exit is carried out (φ)",
            y_label="net loss from a strike ÷ gross gain from a week of harassment",
            across=2,
            size=(10.5, 3.1 * -(-len(cases) // 2) + 1.6),
        ),
    )


def moved(case: Case, belief: Any, sting: Any) -> Timetable:
    """The timetable of a case with another belief in the exit, and another sting of a proportionate strike."""
    return Timetable.of(case.primitives, tough_prior=PRIOR).unchecked(
        follow_through=belief, strike_loss_1=sting, strike_gain_1=0 * sting
    )


def plane() -> tuple[Any, Any]:
    """The points of the map."""
    belief, sting = np.meshgrid(np.linspace(*BELIEF, POINTS[0]), np.linspace(*STING, POINTS[1]))
    return belief, sting


def effect(case: Case, belief: Any, sting: Any) -> Any:
    """The code of the category."""
    heavy, harass, hold = np.moveaxis(moved(case, belief, sting).end_phase(WEEKS, strict=False), -1, 0)
    return np.where(np.isnan(heavy), 3, np.where(hold > 0, 2, np.where(harass > 0, 1, 0)))


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    names = np.array([each.name for each in CATEGORIES])
    for case in cases:

        def code(x: Any, y: Any, case: Case = case) -> Any:
            return effect(case, x, y)

        parts.append(rows("cell", case.name, plane(), names[effect(case, *plane())]))
        parts += boundary_rows(case.name, parting(lines(case), code, (BELIEF, STING)))
        own = case.primitives
        sting = float(own.strike_loss_1) - float(own.strike_gain_1)
        parts.append(rows("marker", case.name, (own.follow_through, sting), case.name))
    return together(parts)


def lines(case: Case) -> Iterator[tuple[str, Any, Any]]:
    """Where the militia changes its level if every death is answered: belief needed, by sting."""
    up = np.linspace(*STING, 201)
    nothing = np.zeros_like(up)
    yield "holds its fire", np.asarray(needed_follow_through(moved(case, nothing, up))), up
    # The chance of an answer needed is linear in the appetite m, and that in the belief.
    at_none, at_certain = (np.asarray(needed_answer_chance(moved(case, nothing + end, up))) for end in (0.0, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        yield "heavy or harassment", (at_none - 1) / (at_none - at_certain), up


def certificates(cases: Sequence[Case]) -> list[Certified]:
    """Of the equilibrium at every point of the map."""
    return [
        certified(
            "timetable", "timetable", case.name, moved(case, *plane()).equilibrium(WEEKS, strict=False).certificate
        )
        for case in cases
    ]
