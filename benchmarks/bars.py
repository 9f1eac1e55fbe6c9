"""What the package promises of its speed, and whether it keeps it on this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np

from .cases import CASES
from .measure import Run, in_fresh_process, ratio
from .peers import OURS

CASE = "uniform_3x3"
CALLS = 10
BLOCKS = 41


class Bar(NamedTuple):
    """A promise, what was measured, and whether it is kept; None where it could not be measured."""

    promise: str
    measured: str
    kept: bool | None


FASTER = [
    ("one", "quantecon lemke_howson", 100),
    ("one", "nashpy lemke_howson", 800),
    ("all", "quantecon support_enumeration", 20),
    ("all", "quantecon, expert's loop", 3),
    ("all", "nashpy support_enumeration", 2000),
    ("all", "nashpy, equal supports", 2000),
]
"""Task, peer, and how many times our time it needs at least for a game of a large batch of 3 x 3 games."""

MEMORY = 3.0
"""Peak memory of a call, in sizes of its input, input included."""

SINGLE = 40.0
"""Microseconds for one 3 x 3 game that is already built."""

IMPORT = 1.5
"""Time to import, in units of that for numpy and scipy.optimize."""


def bars(runs: Mapping[tuple[str, str], list[Run]], *, ties: int) -> list[Bar]:
    """Every promise, from the runs of the table and from measurements of their own.

    Parameters
    ----------
    runs : by (case, task)
    ties : how many games with ties to solve from every label
    """
    return [*speed(runs), *memory(runs), *single_game(), importing(), every_label(ties)]


def speed(runs: Mapping[tuple[str, str], list[Run]]) -> list[Bar]:
    return [_faster(runs.get((CASE, task), []), task, name, times) for task, name, times in FASTER]


def _faster(runs: list[Run], task: str, name: str, times: float) -> Bar:
    ours, peer = _named(runs, OURS), _named(runs, name)
    promise = f"{CASE}, {task}: at least {times} x faster than {name}"
    if ours is None or peer is None or not ours.readings or not peer.finished:
        return Bar(promise, "not run", None)
    measured = ratio(peer, ours)
    cpu = ratio(peer, ours, "cpu")
    return Bar(promise, f"{measured:.1f} x at {ours.games} games ({cpu:.1f} x in processor time)", measured >= times)


def memory(runs: Mapping[tuple[str, str], list[Run]]) -> list[Bar]:
    """The rise of the peak during the first call after a warm-up on two games, and the input, over the input."""
    found = []
    for task in ("one", "all"):
        promise = f"{CASE}, {task}: peak memory at most {MEMORY:g} x the input, input included"
        ours = _named(runs.get((CASE, task), []), OURS)
        if ours is None or not ours.readings:
            found.append(Bar(promise, "not run", None))
            continue
        case = CASES[CASE]
        given = ours.games * 2 * case.rows * case.columns * 8
        rise, kept = ours.first.memory / given, ours.first.kept / given
        said = f"{1 + rise:.2f} x at {ours.games} games ({rise:.2f} x without the input; the answer alone {kept:.2f} x)"
        found.append(Bar(promise, said, 1 + rise <= MEMORY))
    return found


def _named(runs: list[Run], name: str) -> Run | None:
    return next((run for run in runs if run.contender.name == name), None)


def single_game() -> list[Bar]:
    found = []
    for solver in ("lemke_howson", "support_enumeration"):
        solved, busy, built = in_fresh_process(time_single, solver)
        said = f"{solved:.1f} µs ({busy:.1f} in processor time; {built:.1f} with the making of the game)"
        found.append(Bar(f"a single 3 x 3 game, {solver}: at most {SINGLE:g} µs", said, solved <= SINGLE))
    return found


def time_single(solver: str) -> tuple[float, float, float]:
    """Microseconds a call on one game, ten games in turn: by the clock, of processor, and with the constructor."""
    from gametheory import normal_form

    solve = getattr(normal_form, solver)
    row, column = CASES[CASE].payoffs(10)
    games = [normal_form.bimatrix(a, b) for a, b in zip(row, column, strict=True)]

    def solve_all() -> None:
        for game in games:
            solve(game)

    def build_and_solve_all() -> None:
        for a, b in zip(row, column, strict=True):
            solve(normal_form.bimatrix(a, b))

    return (
        typical(solve_all, perf_counter) / len(games),
        typical(solve_all, process_time) / len(games),
        typical(build_and_solve_all, perf_counter) / len(games),
    )


def typical(work: Callable[[], None], clock: Callable[[], float]) -> float:
    """Microseconds a call takes: the median over blocks of calls."""
    work()
    times = []
    for _ in range(BLOCKS):
        start = clock()
        for _ in range(CALLS):
            work()
        times.append(1e6 * (clock() - start) / CALLS)
    return median(times)


def importing(rounds: int = 11) -> Bar:
    """Fresh processes in turn; the time of the import alone, without the start of Python."""
    rivals = ["import gametheory", "import numpy, scipy.optimize"]
    for statement in rivals:
        import_seconds(statement)
    ratios = [import_seconds(rivals[0]) / import_seconds(rivals[1]) for _ in range(rounds)]
    said = f"{median(ratios):.2f} x, median of {rounds}"
    return Bar(f"import: at most {IMPORT:g} x that of numpy and scipy.optimize", said, median(ratios) <= IMPORT)


def import_seconds(statement: str) -> float:
    code = f"from time import perf_counter as now; start = now(); {statement}; print(now() - start)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def every_label(games: int) -> Bar:
    certified, answers = in_fresh_process(solve_ties, games)
    said = f"{certified} of {answers} answers ({100 * certified / max(answers, 1):.5f} %), {games} games"
    promise = "games with ties, payoffs 0, 1, 2, sizes 2 to 8, every label: all certified"
    return Bar(promise, said, certified == answers)


def solve_ties(games: int) -> tuple[int, int]:
    """Lemke and Howson from every label of games with random sizes: answers certified, and asked for."""
    from gametheory.normal_form import all_labels, bimatrix, lemke_howson

    stream = np.random.default_rng(8)
    sizes, counts = np.unique(stream.integers(2, 9, size=(games, 2)), axis=0, return_counts=True)
    certified = answers = 0
    for (m, n), count in zip(sizes.tolist(), counts.tolist(), strict=True):
        game = bimatrix(*stream.integers(0, 3, size=(2, count, m, n)).astype(float))
        found = lemke_howson(game, initial_pivot=all_labels(game), strict=False)
        certified += int(found.certificate.holds.sum())
        answers += found.status.size
    return certified, answers


