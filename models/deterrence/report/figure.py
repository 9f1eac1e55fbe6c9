"""A figure of the report: the numbers that it draws, what it says in words, and its files."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deterrence.report.html import Markup, element
from deterrence.report.palette import SETTINGS

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

Columns = Mapping[str, Any]

# What would make two drawings of the same numbers differ in their bytes is left out of the files.
UNDATED: Mapping[str, Mapping[str, Any]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
DOTS_PER_INCH = 150


@dataclass(frozen=True)
class Figure:
    """One figure.

    Parameters
    ----------
    name : str
        File name without ending.
    title : str
    caption : str
        What is drawn, for readers who know no game theory.
    alternative : str
        What the figure shows, for readers who do not see it.
    columns : mapping of str to array
        The numbers drawn, all of one length: nothing is drawn that is not here.
    draw : callable
        Draws the columns.
    """

    name: str
    title: str
    caption: str
    alternative: str
    columns: Columns
    draw: Callable[[Columns], Canvas]

    def rendered(self) -> dict[str, bytes]:
        """The figure as files, by ending."""
        from matplotlib import rc_context

        with rc_context(SETTINGS):
            canvas = self.draw(self.columns)
            canvas.draw_without_rendering()
            canvas.set_layout_engine("none")  # laid out once, not again for every file
            return {ending: _file(canvas, ending) for ending in UNDATED}

    def markup(self, drawing: bytes, number: int) -> Markup:
        """The figure within the page, its drawing (SVG) and all."""
        address = "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()
        files = [element("a", ending.upper(), href=f"figures/{self.name}.{ending}") for ending in ("pdf", "png", "csv")]
        return element(
            "figure",
            element("div", element("img", src=address, alt=self.alternative), class_="scroll"),
            element(
                "figcaption",
                element("strong", f"Figure {number}. {self.title}{'' if self.title.endswith('?') else '.'} "),
                self.caption,
                " Files beside this page: ",
                files[0],
                ", ",
                files[1],
                ", numbers as ",
                files[2],
                ".",
            ),
            id=f"figure-{self.name}",
        )


def _file(canvas: Canvas, ending: str) -> bytes:
    buffer = io.BytesIO()
    canvas.savefig(buffer, format=ending, dpi=DOTS_PER_INCH, metadata=dict(UNDATED[ending]))
    return buffer.getvalue()
