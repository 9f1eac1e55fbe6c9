"""The principal branch of logit quantal response of single games to precision 1000, beside pygambit.

``python -m benchmarks.logit`` prints a table and writes it to ``benchmarks/results/logit.md``. Both follow the branch
of the same square games with uniform payoffs, one after the other, in turns. Our time includes the certificate of
every point. "Same end" counts the games in which both end at one profile, to 1e-6; where they do not, our own
certificate says whether the peer's end is a logit equilibrium at all. Times are of the processor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from gametheory import certify
from gametheory.normal_form import bimatrix, logit_branch
from gametheory.residual import logit_residual

SIZES = (2, 3, 5, 10, 20, 50)
PRECISION = 1000.0
BAR = 20.0
"""How many times our time pygambit needs at least."""
SAME = 1e-6

COLUMNS = (
    "actions", "games", "ours, ms", "longest, ms", "points", "certified", "pygambit, ms", "x ours", "bar", "same end",
    "theirs certified",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The principal logit branch of single games, beside pygambit.")
    parser.add_argument("--games", type=int, default=20, help="of every size")
    parser.add_argument("--seconds", type=float, default=60.0, help="for pygambit at a size")
    parser.add_argument("--name", default="logit", help="of the file written")
    asked = parser.parse_args(arguments)
    logit_branch(bimatrix(np.eye(2), np.eye(2)))  # compile before the clock starts
    table = [measure(size, asked.games, asked.seconds) for size in SIZES]
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{asked.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def measure(size: int, games: int, seconds: float) -> dict[str, str]:
    """A row of the table."""
    ours, theirs, points, certified, same, sound, spent = [], [], [], 0, 0, 0, 0.0
    for seed in range(games):
        row, column = np.random.default_rng([size, seed]).random((2, size, size))
        game = bimatrix(row, column)
        times = []
        for _ in range(3):
            start = process_time()
            branch = logit_branch(game, max_precision=PRECISION, strict=False)
            times.append(process_time() - start)
        ours.append(median(times))
        points.append(len(branch))
        certified += int(branch.last.certificate.holds)
        if find_spec("pygambit") is not None and spent < seconds:
            end, time = gambit(row, column)
            theirs.append(time)
            spent += time
            same += all(np.abs(x - y).max() < SAME for x, y in zip(end, branch.last.strategies, strict=True))
            judged = certify(game, end, residual=logit_residual(PRECISION), tolerance=1e-6, strict=False)
            sound += int(judged.certificate.relative_regret < 1e-6)
    cells = {
        "actions": str(size),
        "games": str(games),
        "ours, ms": short(1e3 * median(ours)),
        "longest, ms": short(1e3 * max(ours)),
        "points": short(median(points)),
        "certified": f"{certified} of {games}",
    }
    if theirs:
        times_ours = median(time / mine for time, mine in zip(theirs, ours, strict=False))
        cells |= {
            "pygambit, ms": short(1e3 * median(theirs)),
            "x ours": short(times_ours),
            "bar": "kept" if times_ours >= BAR else "NOT KEPT",
            "same end": f"{same} of {len(theirs)}",
            "theirs certified": f"{sound} of {len(theirs)}",
        }
    return cells


def gambit(row: Any, column: Any) -> tuple[tuple[Any, ...], float]:
    """Where pygambit's branch ends, and its time; making the game is not counted."""
    import pygambit

    game = pygambit.Game.from_arrays(row, column)
    start = process_time()
    path = pygambit.qre.logit_solve_lambda(game, lam=PRECISION)
    time = process_time() - start
    profile = path[-1].profile
    return tuple(np.array([float(profile[each]) for each in player.strategies]) for player in game.players), time


if __name__ == "__main__":
    sys.exit(main())
