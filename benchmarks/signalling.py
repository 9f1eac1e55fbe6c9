"""Every equilibrium of large batches of signalling games, and of the models built on them.

``python -m benchmarks.signalling`` prints a table and writes it to ``benchmarks/results/signalling.md``. No peer
computes these sets. Seconds are by the clock and of all processors ("cpu"), the median of the rounds, certificates
included; what is compiled is compiled before. "Answered" is the share of points with an equilibrium, "complete" the
share whose rows are known to be all, "worst regret" the largest certified one, as a share of the payoff range. The
refinement looks at every outcome that all_pbe found. Red lines are solved as equilibria in pure strategies of the
base protocol; the row below has every cut-off equilibrium of the interim protocol, on a sample.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from deterrence.crisis import CRISIS_PARAMETERS, Crisis, crisis_equilibria
from deterrence.parameters import parameters_of
from deterrence.red_line import DEATHS, RedLine, interim_equilibria, red_line_equilibria
from gametheory.signalling import SignallingGame, all_pbe, d1
from gametheory.sweep import draws

COLUMNS = (
    "what", "points", "seconds", "cpu, s", "bar, s", "kept", "µs a point", "equilibria", "answered", "complete",
    "worst regret",
)  # fmt: skip
SAMPLE = 2000
"""One point in this many has its complete set computed, where that is slow."""

NARROW = {
    "war_cost": (100, 1000), "face_loss": (0, 30), "full_gain": (0, 20), "limited_war_cost": (3, 30),
    "escalatory_war_cost": (0.1, 3), "later_cost": (0, 2000), "exit_cost": (0, 3000),
}  # fmt: skip
"""Parameters of the crisis most of whose range brings the same equilibrium."""


class Task(NamedTuple):
    """What is timed: something made of a number of points, and what is then done with it; at most so many seconds."""

    make: Callable[[int], Any]
    solve: Callable[[Any], Any]
    bar: float | None
    share: int = 1


def games(count: int) -> SignallingGame:
    """Uniform payoffs and priors: 2 types, messages and replies."""
    rng = np.random.default_rng(2026)
    return SignallingGame(rng.random((count, 2, 2, 2, 2)), rng.dirichlet([1, 1], size=count))


def solved_games(count: int) -> Any:
    game = games(count)
    return game, all_pbe(game, strict=False)


def crises(count: int) -> Crisis:
    """From ranges in which equilibria of every kind occur."""
    ranges = {name: (each.low, each.high) for name, each in CRISIS_PARAMETERS.items()}
    return Crisis(**draws(ranges | NARROW, count, seed=1))


def lines(count: int) -> RedLine:
    """From anywhere in the ranges of the parameters."""
    ranges = {name: (each.low, each.high) for name, each in parameters_of(RedLine).items()}
    return RedLine(**draws(ranges, count, seed=1))


def points_apart(count: int) -> list[RedLine]:
    return [lines(count).take(k) for k in range(count)]


TASKS = {
    "all_pbe, 2 x 2 x 2": Task(games, lambda game: all_pbe(game, strict=False), 3.0),
    "d1 of these": Task(solved_games, lambda pair: (pair[1], d1(*pair)), None, 10),
    "G9, crisis_equilibria": Task(crises, lambda model: crisis_equilibria(model, strict=False), 5.0),
    "G3, red_line_equilibria": Task(lines, lambda model: red_line_equilibria(model, strict=False), 10.0),
    "G3, interim_equilibria": Task(
        points_apart, lambda models: [interim_equilibria(model, DEATHS, strict=False) for model in models], None, SAMPLE
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="All equilibria of many signalling games and models.")
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--name", default="signalling", help="of the file written")
    asked = parser.parse_args(arguments)
    table = [measure(name, task, asked.points, asked.rounds) for name, task in TASKS.items()]
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{asked.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def measure(name: str, task: Task, points: int, rounds: int) -> dict[str, str]:
    """A row of the table."""
    count = max(1, points // task.share)
    task.solve(task.make(2))  # compile before the clock starts
    given, times, busy = task.make(count), [], []
    for _ in range(rounds):
        start, at_work = perf_counter(), process_time()
        answer = task.solve(given)
        times.append(perf_counter() - start)
        busy.append(process_time() - at_work)
    seconds = median(times)
    sets = [each.equilibria for each in answer] if isinstance(answer, list) else [answer]
    found = [each[0] if isinstance(each, tuple) else each for each in sets]
    answered = np.concatenate([np.ravel(each.count > 0) for each in found])
    whole = np.concatenate([np.ravel(each.complete) for each in found])
    worst = max(float(each.certificate.relative_regret.max(initial=0.0)) for each in found)
    return {
        "what": name,
        "points": str(count),
        "seconds": short(seconds),
        "cpu, s": short(median(busy)),
        "bar, s": "" if task.bar is None else f"{task.bar:g}",
        "kept": "" if task.bar is None else "kept" if seconds <= task.bar else "NOT KEPT",
        "µs a point": short(1e6 * seconds / count),
        "equilibria": str(sum(len(each) for each in found)),
        "answered": f"{answered.mean():.2%}",
        "complete": f"{whole.mean():.2%}",
        "worst regret": f"{worst:.0e}",
    }


if __name__ == "__main__":
    sys.exit(main())
