"""Time decision processes and zero-sum stochastic games, beside QuantEcon's DiscreteDP where it is installed.

``python -m benchmarks.stochastic`` prints one table and writes it to ``benchmarks/results/stochastic.md``. Every answer
is certified; times are by the clock, the median of three, and processor seconds are given beside them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from deterrence.lethality import Automaton, Lethality, militia_process
from deterrence.scenarios import agnostic_draws
from deterrence.standoff import DEATHS
from gametheory.stochastic import (
    StochasticGame,
    modified_policy_iteration,
    policy_iteration,
    shapley,
    value_bracket,
)

FACTORED = 2_000
"""Up to so many states QuantEcon's policy iteration, which factors the system, takes part."""

COLUMNS = ("task", "solver", "seconds", "seconds of cpu", "certified", "note")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000, help="parameter points of the batch")
    parser.add_argument("--states", type=int, default=10_000, help="states of the sparse decision process")
    asked = parser.parse_args(arguments)
    table: list[dict[str, str]] = []
    for rows in (batch(asked.points), hidden_aim(asked.points), sparse(asked.states), zero_sum()):
        table += rows
        print(aligned(COLUMNS, rows), file=sys.stderr, flush=True)
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "stochastic.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def batch(points: int) -> list[dict[str, str]]:
    """Best replies of a militia that chooses among 101 intensities, in peace and under punishment."""
    rng = np.random.default_rng(0)
    intensity = np.linspace(0, 1, 101)
    lethality, sting, release = (rng.uniform(*ends, (points, 1)) for ends in ((0.01, 0.4), (-2, 20), (0.2, 0.9)))
    kills = lethality * intensity
    payoffs = np.stack([intensity - sting * kills, intensity - sting + 0 * kills], axis=1)[:, :, None]
    peace = np.stack([1 - kills, kills], axis=-1)
    punished = release * (1 - kills)
    transitions = np.stack([peace, np.stack([punished, 1 - punished], axis=-1)], axis=1)
    small = StochasticGame(payoffs[:2], 0.98, transitions[:2], players=("militia",))
    policy_iteration(small)
    took, answer = timed(
        lambda: policy_iteration(StochasticGame(payoffs, 0.98, transitions, players=("militia",)))
    )
    return [row(f"{points} x 2 states x 101 actions", "policy_iteration", took, answer, "the games made included")]


def hidden_aim(points: int) -> list[dict[str, str]]:
    """The militia of :mod:`deterrence.lethality`: 101 choices of level and aim, and the aim in closed form."""
    model = Lethality.of(agnostic_draws(points // 2, seed=1))  # each draw at both lethalities
    automaton, block = Automaton(DEATHS, 1, 1), 4_000
    policy_iteration(militia_process(model.take(np.arange(2)), automaton, 50))

    def gridded() -> list[Any]:
        starts = range(0, points, block)
        parts = (model.take(np.arange(start, min(start + block, points))) for start in starts)
        return [policy_iteration(militia_process(part, automaton, 50)) for part in parts]

    took, answers = timed(gridded)
    held = sum(int(answer.certificate.holds.sum()) for answer in answers)
    rows = [row(f"{points} x 2 states x 101 of lethality", "policy_iteration", took, None, "the games made included")]
    rows[0]["certified"] = f"{held} of {points}"
    took, point = timed(lambda: model.settling_point(automaton))
    best = np.concatenate([answer.strategies[0][:, 0].argmax(axis=-1) for answer in answers])
    same = int(((best + 49) // 50 == np.asarray(point.level).reshape(-1)).sum())
    note = f"level as on the grid at {same} of {points}"
    return [*rows, row(f"{points} points of lethality", "settling_point", took, None, note)]


def sparse(states: int) -> list[dict[str, str]]:
    """A decision process with many states of which each leads to five."""
    rng = np.random.default_rng(1)
    actions, width, discount = 20, 5, 0.99
    payoffs = rng.random((states, actions))
    successors = rng.integers(0, states, (states, actions, width))
    chances = rng.dirichlet(np.ones(width), (states, actions))
    game = StochasticGame(payoffs[:, None], discount, chances, successors, ("one",))
    task = f"{states} states x {actions} actions x {width} successors"
    rows = []
    for iterate in (modified_policy_iteration, policy_iteration):
        took, answer = timed(lambda iterate=iterate: iterate(game))
        rows.append(row(task, iterate.__name__, took, answer))
    try:
        from quantecon.markov import DiscreteDP
    except ImportError:
        return rows
    from scipy.sparse import csr_matrix

    cells = states * actions
    matrix = csr_matrix((chances.reshape(-1), successors.reshape(-1), np.arange(cells + 1) * width), (cells, states))
    which = np.repeat(np.arange(states), actions), np.tile(np.arange(actions), states)
    peer = DiscreteDP(payoffs.reshape(-1), matrix, discount, *which)
    methods = ("modified_policy_iteration", "value_iteration", "policy_iteration")
    for method in methods if states <= FACTORED else methods[:2]:  # its factors fill up: minutes for each step
        peer.solve(method=method, epsilon=1e-8)
        took, found = timed(lambda method=method: peer.solve(method=method, epsilon=1e-8))
        off = np.abs((1 - discount) * found.v - answer.payoffs[:, 0]).max()
        rows.append(row(task, f"quantecon {method}", took, None, f"values off ours by {off:.0e}"))
    return rows


def zero_sum() -> list[dict[str, str]]:
    """A thousand matrix games of 20 x 20, each cell of which leads to ten states."""
    rng = np.random.default_rng(2)
    paid = rng.random((1000, 20, 20))
    successors = rng.integers(0, 1000, (1000, 20, 20, 10))
    chances = rng.dirichlet(np.ones(10), (1000, 20, 20))
    rows = []
    for discount in (0.9, 0.99, 0.999):
        game = StochasticGame(np.stack([paid, -paid], axis=1), discount, chances, successors)
        took, answer = timed(lambda game=game: shapley(game))
        lower, upper = value_bracket(answer)
        note = f"{int(answer.steps)} steps, bracket {float((upper - lower).max()):.0e}"
        rows.append(row(f"1000 states x 20 x 20, discount {discount}", "shapley", took, answer, note))
    return rows


def timed(work: Callable[[], Any], turns: int = 3) -> tuple[tuple[float, float], Any]:
    """Seconds by the clock and of the processors, the median of a few turns, and the answer."""
    clock, cpu = [], []
    for _ in range(turns):
        start, busy = time.perf_counter(), time.process_time()
        answer = work()
        clock.append(time.perf_counter() - start)
        cpu.append(time.process_time() - busy)
    return (median(clock), median(cpu)), answer


def row(task: str, solver: str, took: tuple[float, float], answer: Any, note: str = "") -> dict[str, str]:
    cells = {"task": task, "solver": solver, "seconds": short(took[0]), "seconds of cpu": short(took[1]), "note": note}
    if answer is not None:
        held = answer.certificate.holds
        cells["certified"] = f"{int(held.sum())} of {held.size}"
    return cells


if __name__ == "__main__":
    sys.exit(main())
