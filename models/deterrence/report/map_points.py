"""The points of a map: a shape for each calibration, and notes that cover neither points nor each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.report.palette import INK, PAPER, SHAPES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OWN_SHAPES = ("P", "X", "h", "8", "p", "*")
SIZE, RING = 8.0, 6.0
"""Diameter of a point, and what is added to one that others lie upon, in typographic points."""

UPON, BESIDE = 3.0, 12.0
"""So near, in typographic points, points lie upon each other, and notes of one calibration are joined."""

LETTER, LINE = 5.5, 10.0
"""Width of a letter and height of a line of a note, in typographic points."""


def shapes_of(names: Sequence[str] | Mapping[str, Any]) -> dict[str, str]:
    """A shape for each calibration, those of the authors always the same."""
    own = iter(OWN_SHAPES * len(names))
    return {name: SHAPES[name] if name in SHAPES else next(own) for name in names}


def draw_points(axes: Axes, points: Mapping[str, Any], extent: tuple[float, float]) -> None:
    """Draw points and their notes.

    Parameters
    ----------
    axes : Axes
        With its limits set.
    points : mapping
        Columns ``x``, ``y``, ``name`` and ``note``.
    extent : (float, float)
        Width and height of the axes, roughly, in typographic points.
    """
    if not len(points["x"]):
        return
    names = [str(name) for name in points["name"]]
    shapes = shapes_of(dict.fromkeys(names))
    data = np.column_stack([points["x"], points["y"]]).astype(float)
    places = (axes.transData + axes.transAxes.inverted()).transform(data) * np.asarray(extent)
    for (x, y), name, size in zip(data, names, sizes(places, names), strict=True):
        axes.plot(
            [x], [y], marker=shapes[name], color=INK, markerfacecolor=PAPER, markersize=size, markeredgewidth=1.4,
            zorder=5, clip_on=False,
        )  # fmt: skip
    for row, note, offset in notes(places, names, [str(note) for note in points["note"]]):
        axes.annotate(
            note, data[row], xytext=offset, textcoords="offset points", fontsize=8.5, zorder=6,
            va="center", ha="center", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )  # fmt: skip


def sizes(places: Any, names: Sequence[str]) -> list[float]:
    """The size of each point: larger by a ring for each later calibration that lies upon it."""
    found = []
    for row, name in enumerate(names):
        upon = {
            names[later]
            for later in range(row + 1, len(names))
            if names[later] != name and np.hypot(*(places[later] - places[row])) < UPON
        }
        found.append(SIZE + RING * len(upon))
    return found


def notes(places: Any, names: Sequence[str], given: Sequence[str]) -> list[tuple[int, str, tuple[float, float]]]:
    """Which point bears which note, and how far from it: notes of one calibration that would lie together are one.

    Parameters
    ----------
    places : array (points, 2)
        In typographic points.
    names, given : sequences of str
        The calibration of each point, and its note.

    Returns
    -------
    list of (int, str, (float, float))
        A point, the note, and where the middle of the note is from the point.
    """
    joined: list[tuple[int, str]] = []
    for row, note in enumerate(given):
        last, before = joined[-1] if joined else (row, "")
        if note and before and names[last] == names[row] and np.hypot(*(places[row] - places[last])) < BESIDE:
            joined[-1] = row, f"{before}, {note}"
        elif note:
            joined.append((row, note))
    found: list[tuple[int, str, tuple[float, float]]] = []
    taken = [(place, (SIZE, SIZE)) for place in places]
    for row, note in joined:
        width = LETTER * len(note) + 2
        aside, above = (SIZE + width) / 2 + 2, (SIZE + LINE) / 2 + 2
        choices = [
            (side * across, up)
            for side, across, up in ((1, aside, 4), (1, aside, -6), (0, 0, above), (0, 0, -above), (-1, aside, 4))
        ]
        best = min(choices, key=lambda offset: _covered((places[row] + offset, (width, LINE)), taken))
        taken.append((places[row] + best, (width, LINE)))
        found.append((row, note, best))
    return found


def _covered(box: tuple[Any, tuple[float, float]], taken: Sequence[tuple[Any, tuple[float, float]]]) -> float:
    """How much of what is taken a box of a middle and a size would cover."""
    (middle, size) = box
    total = 0.0
    for other, room in taken:
        overlap = [(a + b) / 2 - abs(gap) for a, b, gap in zip(size, room, middle - other, strict=True)]
        total += max(overlap[0], 0.0) * max(overlap[1], 0.0)
    return total
