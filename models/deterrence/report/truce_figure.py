"""The map of a truce: what an attack gains the militia, against its dislike of the presence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from deterrence.report.case import Case
from deterrence.report.certified import Certified
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.truce_table import CONDITION, HELD, RECORDED, SPOILERS, SUSPENSION, holds_while_running, truce_of
from deterrence.report.words import in_words
from deterrence.scenarios import TIMETABLE
from deterrence.truce import Reply, Truce, holding_ratio

GAIN, DISLIKE = (-0.6, 0.6), (0.0, 0.8)
POINTS = (145, 81)
RATIOS = np.linspace(0, 4, 161) + 1e-6
"""Of dislike and gain; the last stands for all above. Not at nothing, where everything is tied."""

CATEGORIES = (
    Category("attacks", "attacks, whatever is suspended", LIGHT),
    Category("truce", "holds its fire while the timetable runs, and attacks during a suspension", MIDDLE),
    Category("always", "holds its fire, during a suspension too", DEEP),
    Category("line", "holds its fire without any condition", DARK),
)


def truce_figure(cases: Sequence[Case]) -> Figure:
    """What the militia does under a timetable that is suspended after attacks."""
    return region_figure(
        name="truce",
        title="When does a conditional timetable bring a truce?",
        caption=(
            f"{in_words(CONDITION.steps).capitalize()} steps, one a week; after a recorded attack none for "
            f"{SUSPENSION} weeks. Of ten attacks {10 * RECORDED:g} are recorded, which is nobody’s number. All else "
            "enters through the two axes alone, and to the right of 0 through their ratio, so that one map holds "
            "every calibration: 0 where deaths are not answered, 1 and 2 where they are, by a proportionate strike "
            "or a strike on leaders, which lowers the gain from an attack. The upright line is exact; the two others "
            "were found by halving intervals."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[("truce", "")],
            categories=CATEGORIES,
            x_label="net gain from attacking for a week ÷ gross gain from a week of harassment",
            y_label="weekly dislike of the presence ÷ the same",
            across=1,
            size=(8.2, 6.4),
            boundary="boundary: upright in closed form, the others by halving",
        ),
    )


@cache
def replies() -> Reply:
    """The militia's reply at every ratio of dislike and gain."""
    model = Truce.of(TIMETABLE, recorded=RECORDED, spoiler_rate=SPOILERS)
    ones = np.ones_like(RATIOS)
    return model.unchecked(harass_gain=ones, intrinsic_share=ones, presence_dislike=RATIOS).reply(CONDITION)


@cache
def least_ratios() -> tuple[float, float]:
    """The ratios from which the militia holds its fire while the timetable runs, and in suspensions too."""
    first, second = (
        holding_ratio(CONDITION, recorded=RECORDED, spoiler_rate=SPOILERS, always=always) for always in (False, True)
    )
    return first, second


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws.

    The militia's payoffs are linear in gain and dislike, so that its reply to a positive gain depends on their ratio,
    and a reply that is best at two ratios is best between them.
    """
    reply = replies()
    by_ratio = np.where(~np.asarray(reply.attacks).any(axis=-1), 2, np.where(holds_while_running(reply), 1, 0))
    gain, dislike = np.meshgrid(np.linspace(*GAIN, POINTS[0]), np.linspace(*DISLIKE, POINTS[1]))
    ratio = dislike / np.where(gain > 0, gain, 1.0)
    code = np.where(gain <= 0, 3, by_ratio[np.searchsorted(RATIOS, ratio).clip(max=len(RATIOS) - 1)])
    parts = [rows("cell", "truce", (gain, dislike), np.array([each.name for each in CATEGORIES])[code])]
    parts.append(rows("boundary", "truce", (np.zeros(2), np.array(DISLIKE)), "no gain"))
    for name, least in zip(("while it runs", "in suspensions too"), least_ratios(), strict=True):
        end = min(GAIN[1], DISLIKE[1] / least)
        parts.append(rows("boundary", "truce", (np.array([0, end]), np.array([0, least * end])), name))
    for case in cases:
        model = truce_of(case)
        for rung in (0, 1, 2):
            x, y = float(model.attack_gain(rung)), float(model.presence_dislike)
            if GAIN[0] <= x <= GAIN[1]:
                parts.append(rows("marker", "truce", (x, y), case.name, f"{rung}"))
    return together(parts)


def certificates(cases: Sequence[Case]) -> list[Certified]:
    """Of the militia's reply at every point of the map."""
    regret = np.asarray(replies().regret)
    return [Certified("truce", "truce", "truce", regret.size, int((regret < HELD).sum()), float(regret.max()))]
