"""The maps of all draws: where two numbers settle a verdict, whatever the rest, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from deterrence.report.case import TOLD
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, LIGHT, MIDDLE, PAPER
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.report.sweep import LETHALITY, RISK, STING, VALUE, edges

FEWEST = 30
"""Draws that a square needs before anything is said of it."""


def leaving_everywhere_figure(counts: Mapping[str, Any]) -> Figure:
    """Where leaving is better than every rule, by presence value and war risk."""
    return region_figure(
        name="leaving-everywhere",
        title="Do the value of the presence and the danger of war settle whether to leave?",
        caption=(
            "Every other number ranges over its whole range. A square speaks of the points drawn in it, at least "
            f"{FEWEST}: it is decided if all of them agree. How many points lie on a side says nothing about the "
            "world and is not drawn."
        ),
        columns=_numbers(counts["leave_all"], counts["leave_yes"], RISK, transposed=True),
        draw=_map(
            ("leaving is better than every rule at every point", "at no point", "it depends on the other numbers"),
            x_label="weekly value of the presence ÷ gross gain of the militia from a week of harassment",
            y_label="chance that a fatal attack\nleads to war",
        ),
    )


def keeping_everywhere_figure(counts: Mapping[str, Any]) -> Figure:
    """Where a line at deaths or heavy attacks is kept, by sting and presence value."""
    return region_figure(
        name="keeping-everywhere",
        title="Do the net loss from a strike and the value of the presence settle whether a line is kept?",
        caption=(
            "Every other number ranges over its whole range, and both kinds of strike are in. A line is one at deaths, "
            "or at deaths and heavy attacks, that the United States would hold to and that makes attacks fewer or "
            f"lighter. A square speaks of the points drawn in it, at least {FEWEST}."
        ),
        columns=_numbers(counts["keep_all"], counts["keep_yes"], STING, transposed=False),
        draw=_map(
            ("a line is kept at every point", "at no point", "it depends on the other numbers"),
            x_label="net loss from a strike ÷ gross gain of the militia from a week of harassment",
            y_label="weekly value of the presence ÷\ngross gain from a week of harassment",
        ),
    )


def _map(meanings: tuple[str, str, str], *, x_label: str, y_label: str) -> RegionMap:
    every, none, some = meanings
    return RegionMap(
        panels=[(name, TOLD[name]) for name in LETHALITY],
        categories=(
            Category("every", every, DARK),
            Category("none", none, LIGHT),
            Category("some", some, MIDDLE),
            Category("few", f"fewer than {FEWEST} points: nothing is said", PAPER),
        ),
        x_label=x_label,
        y_label=y_label,
        across=2,
        size=(10.5, 5.6),
        bounded=False,
    )


def _numbers(total: Any, verdict: Any, across: tuple[float, float], *, transposed: bool) -> dict[str, Any]:
    """Cells by name; the counts have the bins of the presence value first."""
    value, other = (_middles(ends) for ends in (VALUE, across))
    parts = []
    for place, name in enumerate(LETHALITY):
        number, agreeing = total[place], verdict[place]
        word = np.select([number < FEWEST, agreeing == number, agreeing == 0], ["few", "every", "none"], default="some")
        up, side = np.meshgrid(value, other, indexing="ij")
        parts.append(rows("cell", name, (up, side) if transposed else (side, up), word))
    return together(parts)


def _middles(ends: tuple[float, float]) -> Any:
    at = edges(ends)
    return (at[:-1] + at[1:]) / 2
