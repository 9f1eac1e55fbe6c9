"""Maps of regions: what was computed, the boundaries known in closed form over it, and the authors' points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.report.figure import Columns, Figure
from deterrence.report.map_points import draw_points, shapes_of
from deterrence.report.palette import HATCHES, INK, PAPER
from deterrence.report.words import listed, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

LEGEND_LINE = 0.24
"""Height of a line of the legend, in inches."""

TITLE_LETTER = 6.0
"""Width of a letter of a title, in typographic points."""

LEGEND_BESIDE, LEGEND_BELOW = 46, 90
"""Letters in a line of the legend where it takes the place of a panel, and where it stands below all."""


@dataclass(frozen=True)
class Category:
    """A kind of region: its name in the numbers, what it means in the legend, its colour."""

    name: str
    meaning: str
    colour: str


@dataclass(frozen=True)
class RegionMap:
    """How a map is drawn.

    Its numbers have the columns ``kind`` (cell, boundary, guide or marker), ``panel``, ``x``, ``y``, ``name`` and
    ``note``. A cell's name is its category, a boundary's that of the line that its points belong to, a guide's
    what is to be found at x, and a marker's the calibration; its note says what distinguishes it there.

    Parameters
    ----------
    panels : sequence of (panel, title)
    categories : sequence of Category
    x_label, y_label : str
    across : int
        Panels side by side.
    size : (float, float)
        Of the whole, in inches.
    ticks : sequence of float
        Of the horizontal axis, which is logarithmic then.
    bounded : bool
        Whether there are boundaries.
    boundary : str
        What the legend says of them.
    """

    panels: Sequence[tuple[str, str]]
    categories: Sequence[Category]
    x_label: str
    y_label: str
    across: int
    size: tuple[float, float]
    ticks: Sequence[float] = ()
    bounded: bool = True
    boundary: str = "boundary in closed form"

    def __call__(self, columns: Columns) -> Canvas:
        from matplotlib.figure import Figure as Canvas

        table = {name: np.asarray(values) for name, values in columns.items()}
        down = -(-len(self.panels) // self.across)
        room = len(self.panels) < down * self.across
        canvas = Canvas(figsize=self.size, layout="constrained")
        width = LEGEND_BESIDE if room else LEGEND_BELOW
        handles = self._handles(width, set(table["name"][table["kind"] == "cell"]), _of(table, "marker"))
        below = LEGEND_LINE * (-(-len(handles) // 2) + 1.5)
        parts: Any = [canvas] if room else canvas.subfigures(2, 1, height_ratios=(self.size[1] - below, below))
        maps = parts[0]
        # What the maps have of the canvas once labels and titles have their room.
        extent = 65 * self.size[0] / self.across, 58 * (self.size[1] - (0 if room else below)) / down
        grid = maps.subplots(down, self.across, squeeze=False, sharex=True, sharey=True)
        for axes in grid.flat[len(self.panels) :]:
            axes.set_axis_off()
        for axes, (panel, title) in zip(grid.flat, self.panels, strict=False):
            inside = {name: values[table["panel"] == panel] for name, values in table.items()}
            self._regions(axes, _of(inside, "cell"))
            _boundaries(axes, _of(inside, "boundary"))
            _guides(axes, _of(inside, "guide"))
            draw_points(axes, _of(inside, "marker"), extent)
            lines = [fill(line, int(extent[0] / TITLE_LETTER)) for line in title.split("\n")]
            axes.set_title("\n".join(lines), loc="left")
            axes.tick_params(labelbottom=True)
        maps.supxlabel(self.x_label, fontsize=10)
        maps.supylabel(self.y_label, fontsize=10)
        style: dict[str, Any] = {"handles": handles, "handlelength": 2.2, "handleheight": 1.3}
        if room:
            legend = grid.flat[len(self.panels)].legend(loc="center left", labelspacing=0.8, **style)
            # Where there is room for two panels it may reach into the second, instead of making the first one wider.
            legend.set_in_layout(down * self.across - len(self.panels) < 2)
        else:
            parts[1].legend(loc="center", ncols=2, **style)
        return canvas

    def in_words(self, columns: Columns) -> str:
        """What the map shows, for readers who do not see it: where each region lies, and in which the points are."""
        table = {name: np.asarray(values) for name, values in columns.items()}
        told = [f"Across: {_flat(self.x_label)}. Upright: {_flat(self.y_label)}."]
        for panel, title in self.panels:
            inside = {name: values[table["panel"] == panel] for name, values in table.items()}
            cells, points = _of(inside, "cell"), _of(inside, "marker")
            meanings = {each.name: each.meaning for each in self.categories if each.name in set(cells["name"])}
            regions = [f"{meaning} ({_extent(cells, name)})" for name, meaning in meanings.items()]
            text = f"{f'Map “{_flat(title)}”: ' if title else ''}{'; '.join(regions)}."
            if len(points["x"]):
                text += f" Points: {'; '.join(_whereabouts(points, cells, meanings))}."
            told.append(text)
        return " ".join(told)

    def _regions(self, axes: Axes, cells: Mapping[str, Any]) -> None:
        from matplotlib.colors import ListedColormap

        x, y = np.unique(cells["x"]), np.unique(cells["y"])
        codes = np.full((len(y), len(x)), np.nan)
        names = [category.name for category in self.categories]
        place = np.searchsorted(y, cells["y"]), np.searchsorted(x, cells["x"])
        codes[place] = [names.index(name) for name in cells["name"]]
        colours = ListedColormap([category.colour for category in self.categories])
        axes.pcolormesh(x, y, codes, cmap=colours, vmin=-0.5, vmax=len(names) - 0.5, shading="nearest", rasterized=True)
        for code, category in enumerate(self.categories):
            hatch = HATCHES[category.colour]
            if hatch and (codes == code).any():
                mask = (codes == code).astype(float)
                axes.contourf(x, y, mask, levels=[0.5, 1.5], colors="none", hatches=[hatch])
        if self.ticks:
            axes.set_xscale("log")
            axes.set_xticks(self.ticks, [f"{tick:g}" for tick in self.ticks])
            axes.minorticks_off()
        axes.set_xlim(x[0], x[-1])
        axes.set_ylim(y[0], y[-1])

    def _handles(self, width: int, present: set[str], markers: Mapping[str, Any]) -> list[Any]:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Patch

        handles: list[Any] = [
            Patch(
                facecolor=each.colour,
                edgecolor=INK,
                linewidth=0.6,
                hatch=HATCHES[each.colour],
                label=fill(each.meaning, width),
            )
            for each in self.categories
            if each.name in present
        ]
        if self.bounded:
            handles.append(Line2D([], [], color=INK, linewidth=1.8, label=fill(self.boundary, width)))
        style: dict[str, Any] = {"linestyle": "", "color": INK, "markerfacecolor": PAPER, "markersize": 8}
        for name, shape in shapes_of(dict.fromkeys(markers["name"])).items():
            handles.append(Line2D([], [], marker=shape, label=f"‘{name}’", **style))
        return handles


def region_figure(*, name: str, title: str, caption: str, columns: Columns, draw: RegionMap) -> Figure:
    """A map as a figure, told in words from the numbers that it draws."""
    return Figure(name, title, caption, draw.in_words(columns), columns, draw)


def rows(kind: str, panel: str, points: tuple[Any, Any], name: Any, note: Any = "") -> dict[str, Any]:
    """Columns of a map for many points (x, y) at once."""
    x, y = points
    x, y, name, note = np.broadcast_arrays(x, y, name, note)
    text = {"kind": kind, "panel": panel}
    return {key: np.full(x.size, value) for key, value in text.items()} | {
        "x": x.ravel().astype(float),
        "y": y.ravel().astype(float),
        "name": name.ravel().astype(str),
        "note": note.ravel().astype(str),
    }


def together(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Columns below columns."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _of(table: Mapping[str, Any], kind: str) -> dict[str, Any]:
    chosen = table["kind"] == kind
    return {name: values[chosen] for name, values in table.items()}


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _extent(cells: Mapping[str, Any], name: str) -> str:
    """From where to where a region reaches."""
    here = cells["name"] == name
    (left, right), (bottom, top) = ((number(cells[axis][here].min()), number(cells[axis][here].max())) for axis in "xy")
    return f"{left} to {right} across, {bottom} to {top} upright"


def _whereabouts(points: Mapping[str, Any], cells: Mapping[str, Any], meanings: Mapping[str, str]) -> list[str]:
    """Which points are in which region, or between which: those of the cells around them."""
    found: dict[str, list[str]] = {}
    for x, y, name, note in zip(points["x"], points["y"], points["name"], points["note"], strict=True):
        around = _around(cells["x"], x) & _around(cells["y"], y)
        regions = [f"“{meaning}”" for each, meaning in meanings.items() if each in set(cells["name"][around])]
        where = f"in {regions[0]}" if len(regions) == 1 else f"between {listed(regions)}"
        found.setdefault(where, []).append(f"‘{name}’{f' {note}' if note else ''}")
    return [f"{where} {listed(names)}" for where, names in found.items()]


def _around(places: Any, at: float) -> Any:
    """Which places are the nearest on either side."""
    slack = 1e-9 * np.ptp(places)
    below, above = places[places <= at + slack], places[places >= at - slack]
    ends = (below.max() if below.size else above.min(), above.min() if above.size else below.max())
    return (places >= ends[0]) & (places <= ends[1])


def _boundaries(axes: Axes, lines: Mapping[str, Any]) -> None:
    for name in dict.fromkeys(lines["name"]):
        on = lines["name"] == name
        axes.plot(lines["x"][on], lines["y"][on], color=PAPER, linewidth=2.6, scalex=False, scaley=False)
        axes.plot(lines["x"][on], lines["y"][on], color=INK, linewidth=1.8, scalex=False, scaley=False)


def _guides(axes: Axes, lines: Mapping[str, Any]) -> None:
    """Upright lines at values to be found again, with a name at the top."""
    for x, name in zip(lines["x"], lines["name"], strict=True):
        axes.axvline(x, color=INK, linewidth=1, linestyle=(0, (1, 2)))
        axes.annotate(
            name, (x, 1), xycoords=("data", "axes fraction"), xytext=(3, -4), textcoords="offset points",
            fontsize=8.5, va="top", zorder=6, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )  # fmt: skip

