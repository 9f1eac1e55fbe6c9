"""What all figures share: ink and paper, hatches, and how numbers are written."""

from __future__ import annotations

from typing import Any

INK = "#1f2430"
PAPER = "#ffffff"
NEVER = 1e-12
"""An action with less than this probability is drawn as not played."""
HATCHES = ("//", "\\\\", "..", "--", "||", "oo")
"""Of kinds that may occur together: drawn over each other, each can still be seen."""
HATCHED: Any = {"hatch.linewidth": 0.6, "hatch.color": INK}
"""Settings under which hatched things are made."""
SHADES = ("#ffffff", "#efefef", "#dcdcdc", "#c9c9c9", "#b6b6b6", "#a3a3a3", "#909090")
"""From light to dark, by how many there are."""


def number(value: float, digits: int) -> str:
    """A number to so many significant digits, with a true minus sign."""
    return f"{float(value):.{digits}g}".replace("-", "−")
