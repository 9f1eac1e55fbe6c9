"""Time the solvers beside the peer packages, judge every answer, and print one table and the bars.

``make bench`` runs this in an environment with the peers; ``python benchmarks/report.py --help`` lists the
options. Written to ``benchmarks/results/``: the table as .md, and every reading as .json. What the columns
mean, and what they do not say, stands in docs/concepts/performance.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bars import Bar, bars
from benchmarks.cases import CASES
from benchmarks.judge import Verdict, judge
from benchmarks.measure import Run, compare, ratio
from benchmarks.peers import OURS, contenders

RESULTS = Path(__file__).parent / "results"

COLUMNS = (
    "games", "equilibria", "solver", "timed", "µs a game", "µs of cpu", "x ours", "certified", "worst regret",
    "missed", "MiB", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Effort:
    """How long to measure.

    Seconds of a peer's turn, turns, games in a batch at most, games held against a complete list, and games
    with ties to be solved from every label.
    """

    seconds: float = 2.0
    rounds: int = 5
    games: int = 1_000_000
    sample: int = 200
    ties: int = 100_000


FULL = Effort()
QUICK = Effort(seconds=0.3, rounds=3, games=100_000, sample=30, ties=5_000)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = options().parse_args(arguments)
    effort = QUICK if asked.quick else FULL
    most = effort.games if asked.games is None else asked.games
    table: list[dict[str, str]] = []
    runs: dict[tuple[str, str], list[Run]] = {}
    verdicts: dict[tuple[str, str], list[Verdict | None]] = {}
    for case in asked.cases:
        for task in asked.tasks:
            print(f"{case}, {task} ...", file=sys.stderr, flush=True)
            taking_part = [each for each in contenders(task) if CASES[case].rows <= each.most_actions]
            games = min(most, CASES[case].games[task])
            runs[case, task] = compare(case, taking_part, most=games, seconds=effort.seconds, rounds=effort.rounds)
            verdicts[case, task] = judge(case, runs[case, task], effort.sample)
            table += rows(case, task, runs[case, task], verdicts[case, task])
    print("bars ...", file=sys.stderr, flush=True)
    promises = [] if asked.no_bars else bars(runs, ties=effort.ties)
    text = "\n\n".join(filter(None, [heading(), aligned(COLUMNS, table), written(promises)])) + "\n"
    write(asked.name or ("quick" if asked.quick else "full"), text, record(runs, verdicts, promises))
    print(text)
    return 0


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Speed and share certified, beside the peers.")
    parser.add_argument("--quick", action="store_true", help="shorter turns and smaller batches: a look, not a result")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES), metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--tasks", nargs="+", choices=("one", "all"), default=["one", "all"])
    parser.add_argument("--games", type=int, help="at most so many games in a batch")
    parser.add_argument("--no-bars", action="store_true", help="the table alone")
    parser.add_argument("--name", help="of the files written; full or quick by default")
    return parser


def rows(case: str, task: str, runs: list[Run], verdicts: list[Verdict | None]) -> list[dict[str, str]]:
    """The rows of the table for one case and task."""
    ours = next(run for run in runs if run.contender.name == OURS)
    return [row(case, task, run, verdict, ours) for run, verdict in zip(runs, verdicts, strict=True)]


def row(case: str, task: str, run: Run, verdict: Verdict | None, ours: Run) -> dict[str, str]:
    notes = [run.failure] if run.failure else []
    if run.readings and run.finished < run.games:
        notes.append(f"finished {run.finished} of {run.games} within {run.contender.seconds_per_game} s each")
    cells = {"games": case, "equilibria": task, "solver": run.contender.name, "timed": str(run.games)}
    if run.finished:
        cells |= {
            "µs a game": short(median(run.microseconds())),
            "µs of cpu": short(median(run.microseconds("cpu"))),
            "x ours": short(ratio(run, ours)),
            "MiB": short(run.first.memory / 2**20),
        }
    if verdict is not None:
        cells |= {"certified": share(verdict.certified), "worst regret": f"{verdict.worst:.0e}"}
        if verdict.wanted:
            cells["missed"] = f"{share(verdict.missed / verdict.wanted)} of {verdict.wanted}"
        if verdict.complete is not None:
            notes.append(f"says complete in {share(verdict.complete)}, {verdict.missed_complete} missed there")
    return cells | {"note": "; ".join(notes)}


def short(number: float) -> str:
    """Three significant digits, without an exponent."""
    if not math.isfinite(number):
        return "-"
    decimals = max(0, 2 - math.floor(math.log10(abs(number)))) if number else 0
    return f"{number:.{min(decimals, 3)}f}"


def share(number: float) -> str:
    """A percentage that says 100 or 0 only if it is."""
    if number in (0.0, 1.0):
        return f"{100 * number:.0f} %"
    rounded = (f"{100 * number:.{digits}f}" for digits in (1, 3, 6, 9))
    return next((said for said in rounded if float(said) not in (0.0, 100.0)), repr(100 * number)) + " %"


def aligned(columns: Sequence[str], lines: Sequence[dict[str, str]]) -> str:
    """A table in Markdown that is aligned as plain text too; a column without entries is left out."""
    columns = [column for column in columns if any(line.get(column) for line in lines)]
    cells = [list(columns), *([line.get(column, "") or "" for column in columns] for line in lines)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(columns))]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    )


def written(promises: Sequence[Bar]) -> str:
    words = {True: "kept", False: "NOT KEPT", None: "-"}
    lines = [{"bar": bar.promise, "measured": bar.measured, "verdict": words[bar.kept]} for bar in promises]
    return aligned(("verdict", "bar", "measured"), lines) if lines else ""


def heading() -> str:
    packages = ", ".join(f"{name} {number}" for name, number in versions().items())
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{packages}; Python {platform.python_version()}, {os.cpu_count()} processors{load}"


def versions() -> dict[str, str]:
    found = {}
    for name in ("gametheory-deterrence", "nashpy", "quantecon", "pygambit", "numpy", "numba"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def record(
    runs: dict[tuple[str, str], list[Run]],
    verdicts: dict[tuple[str, str], list[Verdict | None]],
    promises: Sequence[Bar],
) -> dict[str, Any]:
    """Every reading, to be compared with other runs."""
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "runs": [
            {
                "case": case,
                "task": task,
                "solver": run.contender.name,
                "games": run.games,
                "readings": [reading._asdict() for reading in run.readings],
                "failure": run.failure,
                "verdict": None if verdict is None else verdict._asdict(),
            }
            for (case, task), several in runs.items()
            for run, verdict in zip(several, verdicts[case, task], strict=True)
        ],
        "bars": [bar._asdict() for bar in promises],
    }


def write(name: str, text: str, readings: dict[str, Any]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    (RESULTS / f"{name}.json").write_text(json.dumps(readings, indent=1, default=float), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
