"""Whether a report is as it was written, and whether its numbers come out again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deterrence.report.case import cases
from deterrence.report.numbers import Numbers, facts_table
from deterrence.report.run import case_figures, first_piece
from gametheory.sweep import Difference, verify


def check(folder: str | os.PathLike[str]) -> tuple[Difference, ...]:
    """Compare every file with its recorded hash, and compute again the tables, the maps and the first draws.

    Raises
    ------
    FileNotFoundError
        If the folder holds no archive.
    ValueError
        If it is an archive of something else.
    """
    found = Path(folder)
    manifest = json.loads((found / "manifest.json").read_text(encoding="utf-8"))
    recorded, options = manifest.get("outputs", {}), manifest.get("options") or {}
    if "points" not in options or not isinstance(manifest.get("seed"), int):
        raise ValueError(f"{found} is an archive, but not one written by deterrence lab")
    inputs = manifest.get("inputs", {})
    at_hand = verify(found)
    if any(difference.file in inputs for difference in at_hand):
        return at_hand  # numbers computed from other inputs would say nothing
    chosen = cases(found / "inputs" / name for name in inputs)
    tables = Numbers.of(chosen).tables()
    again: dict[str, Callable[[], Any]] = {name: _constant(columns) for name, columns in tables.items()}
    again |= {f"figures/{each.name}.csv": _constant(each.columns) for each in case_figures(chosen)}
    again["data/facts.csv"] = facts_table
    again["data/first_draws.npz"] = lambda: first_piece(options["points"], manifest["seed"])
    return verify(found, recompute={name: compute for name, compute in again.items() if name in recorded})


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value
