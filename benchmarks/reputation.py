"""The chain store: a long horizon, a large batch, fractions, and a grid of beliefs under noise.

``python -m benchmarks.reputation`` prints a table and writes it to ``benchmarks/results/reputation.md``. No peer solves
games with beliefs as state. Seconds are by the clock, the median of the rounds, and "cpu" of all processors; the
certificate, or the exact proof, is included, and what is compiled is compiled before. "Worst regret" is that of the
certificate as a share of the payoff range, 0 for a proof, and the bound on the opponent's gain for the grid.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from gametheory.stochastic import (
    NoisyReputationGame,
    ReputationGame,
    chain_store,
    exact_reputation,
    log_odds_beliefs,
    prove_reputation,
    reputation,
    reputation_on_grid,
)

COLUMNS = ("what", "games", "seconds", "cpu, s", "bar, s", "kept", "µs a game", "certified", "worst regret")
STAGES = 40
POINTS = 2001
"""Points of the grid of beliefs."""


class Task(NamedTuple):
    """How many games, what they are, what is timed: shares certified and worst regret; at most so many seconds."""

    games: Callable[[int], int]
    make: Callable[[int], Any]
    solve: Callable[[Any], tuple[float, float]]
    bar: float | None


def long_store(stages: int) -> ReputationGame:
    return chain_store(stages, entry_gain=0.5, rent=2.0, prior=1e-9)


def many_stores(count: int) -> ReputationGame:
    rng = np.random.default_rng(2026)
    return chain_store(
        STAGES, rng.uniform(0.05, 0.95, (count, 1)), rng.uniform(0.2, 4, (count, 1)), rng.uniform(0, 1, count),
        discount=rng.uniform(0.7, 1, count),
    )  # fmt: skip


def in_fractions(stages: int) -> ReputationGame:
    return chain_store(stages, Fraction(1, 2), 2, Fraction(1, 1000))


def noisy_store(stages: int) -> NoisyReputationGame:
    signals = [[[0, 0, 1], [0, 0, 1]], [[0.9, 0.1, 0], [0.1, 0.9, 0]]]
    return NoisyReputationGame([[0, 0.5]], [[0, 1]], [[2, 0]], [[0, 1]], np.array([signals] * stages), 1.0)


def certified(game: ReputationGame) -> tuple[float, float]:
    certificate = reputation(game, strict=False).certificate
    return float(certificate.holds.mean()), float(certificate.relative_regret.max())


def proved(game: ReputationGame) -> tuple[float, float]:
    return float(prove_reputation(game, exact_reputation(game)).holds), 0.0


def bounded(game: NoisyReputationGame) -> tuple[float, float]:
    error = reputation_on_grid(game, log_odds_beliefs(POINTS, 1e-9), 0.3).error
    return 1.0, float(error[1])


def one(_: int) -> int:
    return 1


TASKS = {
    "N = {stages}": Task(one, long_store, certified, 1.0),
    "N = 40, a batch": Task(lambda games: games, many_stores, certified, None),
    "N = 40, in fractions, at every belief": Task(one, lambda _: in_fractions(STAGES), proved, None),
    "N = 40, noise 0.1, grid": Task(one, lambda _: noisy_store(STAGES), bounded, None),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Finite horizons with beliefs as state.")
    parser.add_argument("--stages", type=int, default=10_000, help="of the long horizon")
    parser.add_argument("--games", type=int, default=100_000, help="of the batch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--name", default="reputation", help="of the file written")
    asked = parser.parse_args(arguments)
    certified(many_stores(2))  # compile before the clock starts
    table = []
    for name, task in TASKS.items():
        size = asked.stages if task.make is long_store else asked.games
        table.append(measure(name.format(stages=asked.stages), task, size, asked.rounds))
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{asked.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def measure(name: str, task: Task, size: int, rounds: int) -> dict[str, str]:
    """A row of the table."""
    game, times, busy = task.make(size), [], []
    share, worst = 0.0, 0.0
    for _ in range(rounds):
        start, at_work = perf_counter(), process_time()
        share, worst = task.solve(game)
        times.append(perf_counter() - start)
        busy.append(process_time() - at_work)
    seconds, games = median(times), task.games(size)
    return {
        "what": name,
        "games": str(games),
        "seconds": short(seconds),
        "cpu, s": short(median(busy)),
        "bar, s": "" if task.bar is None else short(task.bar),
        "kept": "" if task.bar is None else "yes" if seconds <= task.bar else "NOT KEPT",
        "µs a game": short(1e6 * seconds / games),
        "certified": f"{share:.0%}",
        "worst regret": f"{worst:.1e}",
    }


if __name__ == "__main__":
    sys.exit(main())
