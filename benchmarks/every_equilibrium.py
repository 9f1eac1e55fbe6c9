"""Every extreme equilibrium of single games, beside the peers.

``python -m benchmarks.every_equilibrium`` prints a table and writes it to ``benchmarks/results/every_equilibrium.md``.
Payoffs are integers, so that exact programs get the same game as those in floating point: below 1000, where ties are
rare, and below 10, where most games have some. Everybody solves the same game in turn, three times while there is
time; the quickest counts, certificates and the making of game objects included. lrsnash, a program of its own, is
timed with its start and the reading of a file. It takes part where it is on the path; it lists every extreme
equilibrium, as we do, and so does pygambit in rationals, which is too slow here. The others lose equilibria where
there are ties: see the column "missed".
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.exact_answers import by_lrsnash
from benchmarks.report import RESULTS, aligned, heading, short
from gametheory.normal_form import bimatrix, vertex_enumeration

KINDS = {"below 1000": 1000, "below 10": 10}
SIZES = (6, 8, 10, 12, 14, 16)
COLUMNS = ("payoffs", "actions", "solver", "games", "ms", "x ours", "equilibria", "missed", "not certified")
SAME = 1e-7
"""Strategies nearer to each other than this are one."""


def ours(row: Any, column: Any) -> Any:
    found = vertex_enumeration(bimatrix(row, column))
    return list(zip(*found.strategies, strict=True))


def quantecon(row: Any, column: Any) -> Any:
    from quantecon.game_theory import NormalFormGame, Player, vertex_enumeration

    return vertex_enumeration(NormalFormGame((Player(row), Player(np.ascontiguousarray(column.T)))))


def pygambit(row: Any, column: Any) -> Any:
    from pygambit import Game
    from pygambit.nash import enummixed_solve

    found = enummixed_solve(Game.from_arrays(row, column), rational=False).equilibria
    return [tuple([weight for _, weight in strategy] for _, strategy in e.mixed_strategies()) for e in found]


def contenders() -> dict[str, tuple[Callable[[Any, Any], Any], int]]:
    """By name: function, and the largest games it is given."""
    found: dict[str, tuple[Callable[[Any, Any], Any], int]] = {"gametheory vertex_enumeration": (ours, 16)}
    lrsnash = shutil.which("lrsnash")
    if lrsnash is not None:
        found["lrsnash"] = partial(by_lrsnash, lrsnash), 14
    if find_spec("quantecon") is not None:
        found["quantecon vertex_enumeration"] = quantecon, 16
    if find_spec("pygambit") is not None:
        found["pygambit enummixed, float"] = pygambit, 10
    return found


def best_time(solve: Callable[[Any, Any], Any], row: Any, column: Any, seconds: float) -> tuple[float, Any]:
    """Milliseconds of the quickest of three calls, or fewer if they take long, and the answer."""
    best, spent, answer = math.inf, 0.0, None
    for _ in range(3):
        start = perf_counter()
        answer = solve(row, column)
        took = perf_counter() - start
        best, spent = min(best, took), spent + took
        if spent > seconds:
            break
    return 1000 * best, answer


def as_rows(profiles: Any, sizes: tuple[int, int]) -> Any:
    """Both strategies side by side, one row for each profile."""
    rows = [np.concatenate([np.asarray(part, dtype=np.float64) for part in pair]) for pair in profiles]
    return np.array(rows).reshape(len(rows), sum(sizes))


def regrets(row: Any, column: Any, profiles: Any) -> Any:
    """The regret of each profile as a share of the payoff range."""
    x, y = profiles[:, : len(row)], profiles[:, len(row) :]
    mine, theirs = y @ row.T, x @ column
    gains = mine.max(axis=1) - (x * mine).sum(axis=1), theirs.max(axis=1) - (y * theirs).sum(axis=1)
    return np.maximum(gains[0] / np.ptp(row), gains[1] / np.ptp(column))


def measure(kind: str, actions: int, games: int, seconds: float) -> list[dict[str, str]]:
    """The rows of the table for games of one kind and size."""
    table = []
    reference: list[Any] = []
    base: list[float] = []
    for name, (solve, largest) in contenders().items():
        if actions > largest:
            continue
        times, listed, missed, wrong = [], 0, 0, 0
        for seed in range(games):
            rng = np.random.default_rng([actions, KINDS[kind], seed])
            row, column = rng.integers(0, KINDS[kind], (2, actions, actions)).astype(np.float64)
            exact = (row.astype(int), column.astype(int)) if name == "lrsnash" else (row, column)
            took, answer = best_time(solve, *exact, seconds)
            times.append(took)
            found = as_rows(answer, (actions, actions))
            if len(reference) <= seed:
                reference.append(found)
            listed += len(found)
            wrong += int((regrets(row, column, found) > 1e-9).sum())
            near = np.abs(reference[seed][:, None] - found[None]).max(axis=2) <= SAME
            missed += int((~near.any(axis=1)).sum())
        base = base or times
        table.append({
            "payoffs": kind,
            "actions": str(actions),
            "solver": name,
            "games": str(games),
            "ms": short(median(times)),
            "x ours": short(median(theirs / mine for theirs, mine in zip(times, base, strict=True))),
            "equilibria": str(listed),
            "missed": str(missed),
            "not certified": str(wrong),
        })  # fmt: skip
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Every extreme equilibrium of single games, beside the peers.")
    parser.add_argument("--games", type=int, default=5, help="of every kind and size")
    parser.add_argument("--seconds", type=float, default=5.0, help="after which a game is not solved once more")
    parser.add_argument("--largest", type=int, default=16, help="the largest number of actions")
    parser.add_argument("--name", default="every_equilibrium", help="of the file written")
    asked = parser.parse_args(arguments)
    table = []
    measure("below 1000", 3, 1, 0.0)  # compile before the clock starts
    for kind in KINDS:
        for actions in SIZES:
            if actions <= asked.largest:
                print(f"payoffs {kind}, {actions} actions ...", file=sys.stderr, flush=True)
                table += measure(kind, actions, asked.games, asked.seconds)
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{asked.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
