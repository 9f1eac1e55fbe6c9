"""The map of the record: how strongly the winter of 2019 to 2020 divides two readings of what strikes do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from deterrence.learning import RUNGS, Learning
from deterrence.parameters import Primitives
from deterrence.report.case import Case
from deterrence.report.closed_form import boundary_rows
from deterrence.report.experiment_table import AGAINST
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.scenarios import LEAVE

ANSWERED, WEEKS = (0.005, 1.0), (0.0, 8.0)
POINTS = (61, 33)
STRONG, SOME = 20.0, 3.0

CATEGORIES = (
    Category("strongly against", f"less than one {STRONG:g}th as frequent as with the net losses of ‘leave’", OCHRE),
    Category("against", f"one {STRONG:g}th to one third as frequent", MIDDLE),
    Category("near one", "between one third and three times as frequent: it says little", LIGHT),
    Category("for", f"three to {STRONG:g} times as frequent", DEEP),
    Category("strongly for", f"more than {STRONG:g} times as frequent", DARK),
)  # fmt: skip
LEVELS = (1 / STRONG, 1 / SOME, SOME, STRONG)
MOST_ACROSS = 4
RAIDS = {"counted": "the storming of the embassy compound counted as an attack", "left out": "the same left out"}


def record_figure(cases: Sequence[Case]) -> Figure:
    """The likelihood ratio of the recorded chain, one map for each case and each reading of E030."""
    compared = [case for case in cases if case.name != AGAINST]
    across = min(len(compared), MOST_ACROSS)
    return region_figure(
        name="record",
        title="What does the winter of 2019 to 2020 say about strikes?",
        caption=(
            "How many times as frequent the weeks after three strikes would be with the net losses of a calibration as "
            "with those of ‘leave’: an attack after the first, some quiet weeks and an attack after the second, an "
            "attack after the third. Across: the chance of an answer to an attack, as the militia saw it. Upright: "
            "quiet weeks after the second strike, on which the documents differ. No calibration has either number, "
            "so that there are no points; dotted lines stand at the chances that one attack kills."
        ),
        columns=numbers(compared),
        draw=RegionMap(
            panels=[
                (f"{case.name} {raid}", f"‘{case.name}’: {told}") for raid, told in RAIDS.items() for case in compared
            ],
            categories=CATEGORIES,
            x_label="chance of an answer to an attack, as the militia saw it (logarithmic scale)",
            y_label="quiet weeks after the second strike",
            across=across,
            size=(10.5, 3.0 * -(-len(RAIDS) * len(compared) // across) + 1.4),
            ticks=(0.01, 0.1, 1.0),
        ),
    )


def terms_of(scenario: Primitives, answered: Any, *, raid: bool) -> tuple[Any, Any]:
    """The logarithm of the chance of the chain without quiet weeks, and what each quiet week adds."""
    model = Learning.of(scenario)
    stings = {
        1: scenario.strike_loss_1 - scenario.strike_gain_1,
        2: scenario.strike_loss_2 - scenario.strike_gain_2,
    }
    chances = {name: model.attack_chance(answered, stings[rung]) for name, rung in RUNGS.items()}
    counted = [name for name in chances if raid or name != "E027"]
    attacks: Any = sum(np.log(chances[name]) for name in counted)
    return attacks, np.log1p(-chances["E035"])


def numbers(compared: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = []
    names = np.array([each.name for each in CATEGORIES])
    across, up = np.meshgrid(np.geomspace(*ANSWERED, POINTS[0]), np.linspace(*WEEKS, POINTS[1]))
    for raid in RAIDS:
        for case in compared:
            panel = f"{case.name} {raid}"
            base, weekly = _against(case, across, raid=raid == "counted")
            code = np.searchsorted(np.log(LEVELS), base + weekly * up)
            parts.append(rows("cell", panel, (across, up), names[code]))
            parts += boundary_rows(panel, _lines(case, raid=raid == "counted"))
            own = case.primitives
            chances = [float(own.harass_lethality), float(own.heavy_lethality)]
            parts.append(rows("guide", panel, (np.array(chances), np.zeros(2)), ""))
    return together(parts)


def _against(case: Case, answered: Any, *, raid: bool) -> tuple[Any, Any]:
    """Both terms of a case, less those of ``AGAINST``."""
    one, other = (terms_of(scenario, answered, raid=raid) for scenario in (case.primitives, LEAVE))
    return one[0] - other[0], one[1] - other[1]


def _lines(case: Case, *, raid: bool) -> Iterator[tuple[str, Any, Any]]:
    """Where the ratio is one of the levels: so many quiet weeks."""
    across = np.geomspace(*ANSWERED, 201)
    base, weekly = _against(case, across, raid=raid)
    for level in LEVELS:
        with np.errstate(divide="ignore", invalid="ignore"):
            weeks = (np.log(level) - base) / weekly
        inside = (weeks >= WEEKS[0]) & (weeks <= WEEKS[1])
        if inside.sum() > 1:
            yield f"{level:.3g} times", across[inside], weeks[inside]
