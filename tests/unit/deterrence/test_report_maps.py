"""Maps of the report: their points and notes, and their words."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.text import Text

from deterrence.report.case import cases
from deterrence.report.events_figure import events_figure
from deterrence.report.figure import Figure
from deterrence.report.map_points import BESIDE, SIZE, notes, sizes
from deterrence.report.missiles_figure import crisis_figure
from deterrence.report.palette import DARK, LIGHT, SETTINGS
from deterrence.report.record_figure import record_figure
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together

CASES = cases()


def two_regions(x: float, y: float) -> Figure:
    """A map that is dark to the right of 2.5, with a point."""
    across, up = np.meshgrid(np.arange(6.0), np.arange(4.0))
    cells = rows("cell", "one", (across, up), np.where(across > 2.5, "right", "left"))
    drawn = RegionMap(
        panels=[("one", "the\nonly one")],
        categories=[Category(*each) for each in (("left", "light", LIGHT), ("right", "dark", DARK), ("no", "-", DARK))],
        x_label="length",
        y_label="height",
        across=1,
        size=(6, 4),
    )
    columns = together([cells, rows("marker", "one", (x, y), "mine", "1")])
    return region_figure(name="test", title="A test", caption="", columns=columns, draw=drawn)


@pytest.mark.parametrize(
    ("x", "where"), [(0.2, "in “light”"), (2.0, "in “light”"), (2.4, "between “light” and “dark”"), (9.0, "in “dark”")]
)
def test_a_map_is_told_in_words_from_the_numbers_that_it_draws(x: float, where: str) -> None:
    assert two_regions(x, 1.5).alternative == (
        "Across: length. Upright: height. Map “the only one”: light (0 to 2 across, 0 to 3 upright); dark (3 to 5 "
        f"across, 0 to 3 upright). Points: {where} ‘mine’ 1."
    )


def test_the_timeline_and_the_map_of_equilibria_are_told_from_their_numbers() -> None:
    assert "E026 (2019-12-28) and E051 (2020-03-11); other dated attacks: E005" in events_figure().alternative
    told = crisis_figure(()).alternative
    assert "“both strike fully” everywhere" in told
    assert "above a gain of 0.555; the limited type mixes below a chance of 0.143" in told


def test_notes_cover_no_point_and_no_other_note() -> None:
    """Two calibrations side by side, as close as on the map of care."""
    places = np.array([[60.0, 80.0], [72.0, 80.0], [60.0, 92.0], [200.0, 80.0]])
    found = notes(places, ["a", "b", "c", "d"], ["1", "1", "2", "1"])
    middles = [places[row] + offset for row, _, offset in found]
    assert [note for _, note, _ in found] == ["1", "1", "2", "1"]
    for place, middle in enumerate(middles):
        assert all(np.abs(middle - point).max() > SIZE / 2 for point in places)
        assert all(np.abs(middle - other).max() > SIZE / 2 for other in middles[:place])


def test_notes_of_one_calibration_that_would_lie_together_are_one() -> None:
    places = np.array([[50.0, 50.0], [50.0, 50.0 + BESIDE / 2], [50.0, 50.0 + 4 * BESIDE]])
    found = notes(places, ["a", "a", "a"], ["0", "1", "2"])
    assert [(row, note) for row, note, _ in found] == [(1, "0, 1"), (2, "2")]
    assert notes(places, ["a", "a", "a"], ["", "", ""]) == []


def test_titles_of_maps_side_by_side_do_not_overlap() -> None:
    """With scenarios of one's own there are more maps in a row than the calibrations alone need."""
    mine = [replace(CASES[-1], name=name) for name in ("mine", "another of mine")]
    figure = record_figure([*CASES, *mine])
    with rc_context(SETTINGS):
        canvas = figure.draw(figure.columns)
        canvas.draw_without_rendering()
    boxes = [text.get_window_extent() for text in canvas.findobj(Text) if text.get_text().startswith("‘")]
    assert len(boxes) == 10
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert max(box.x1 for box in boxes) <= canvas.bbox.x1


def test_a_point_beneath_another_calibration_shows_around_it() -> None:
    places = np.array([[50.0, 50.0], [50.5, 50.0], [90.0, 50.0]])
    under, above, apart = sizes(places, ["a", "b", "c"])
    assert under > above == apart == SIZE
    assert len(set(sizes(places, ["a", "a", "a"]))) == 1
