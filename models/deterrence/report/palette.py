"""Colours and hatches: the same for every camp, told apart in grey, no red and no green."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INK = "#1f2430"
SOFT = "#5a6272"
PAPER = "#ffffff"
SHADE = "#e9e6df"

# From light to dark in grey as well as in colour; the hatch tells neighbours apart without either.
LIGHT, MIDDLE, DEEP, DARK = "#f4f1ea", "#cfd6e4", "#9aa8c4", "#5d6f97"
OCHRE = "#d9bd86"
HATCHES: Mapping[str, str] = {LIGHT: "", MIDDLE: "..", DEEP: "////", DARK: "", OCHRE: "xxxx", PAPER: ""}

# Which shape stands for whose calibration; nothing about a shape is better or worse.
SHAPES: Mapping[str, str] = {"punish": "s", "restrain": "o", "leave": "^", "timetable": "D"}

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.labelsize": 10,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "hatch.color": INK,
    "hatch.linewidth": 0.5,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "svg.hashsalt": "deterrence",
    "path.simplify": True,
}
