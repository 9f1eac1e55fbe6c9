"""Lines known in closed form, cut down to where they part two regions of a map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from deterrence.report.region_map import rows

BESIDE = 1e-6
"""How far beside a line the regions are looked at, as a share of the window."""

Window = tuple[tuple[float, float], tuple[float, float]]


def parting(
    lines: Iterable[tuple[str, Any, Any]], code: Callable[[Any, Any], Any], window: Window
) -> Iterator[tuple[str, Any, Any]]:
    """The parts of lines within the window at which the code of the region changes, each part with a name of its own.

    Parameters
    ----------
    lines : (name, x, y) with arrays of one length
    code : callable
        Takes arrays x and y, of any place near the window, and returns the code of the region.
    window : ((low, high), (low, high))
        Of x and y.
    """
    (left, right), (bottom, top) = window
    given = [
        (name, x, y, inside)
        for name, x, y in lines
        if (inside := (x >= left) & (x <= right) & (y >= bottom) & (y <= top)).any()
    ]
    if not given:
        return
    x, y, inside = (np.stack([line[place] for line in given]) for place in (1, 2, 3))
    x, y = np.where(inside, x, left), np.where(inside, y, bottom)
    aside, up = BESIDE * (right - left), BESIDE * (top - bottom)
    parts = inside & (
        (code(x, np.minimum(y + up, top)) != code(x, np.maximum(y - up, bottom)))
        | (code(np.minimum(x + aside, right), y) != code(np.maximum(x - aside, left), y))
    )
    for (name, *_), kept, across, height in zip(given, parts, x, y, strict=True):
        ends = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(int)))
        for number, (start, stop) in enumerate(zip(ends[::2], ends[1::2], strict=True)):
            if stop - start > 1:
                yield f"{name} ({number + 1})", across[start:stop], height[start:stop]


def boundary_rows(panel: str, found: Iterable[tuple[str, Any, Any]]) -> list[dict[str, Any]]:
    """Lines as rows of a map; a line that parts regions in two ways is drawn once."""
    kept: dict[tuple[bytes, bytes], tuple[str, Any, Any]] = {}
    for name, x, y in found:
        kept.setdefault((x.round(9).tobytes(), y.round(9).tobytes()), (name, x, y))
    return [rows("boundary", panel, (x, y), name) for name, x, y in kept.values()]
