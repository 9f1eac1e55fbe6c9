"""Stationary equilibria of random stochastic games, beside sgamesolver where it is installed.

``python -m benchmarks.markov_perfect`` prints a table and writes it to ``benchmarks/results/markov_perfect.md``. All
games of a row are solved in one call on one thread, the certificates included; times are of the processor, per game.
sgamesolver needs NumPy 1, so it runs in an environment of its own, ``--peer path/to/python``, on the same games, each
alone, with its defaults. Our certificate judges its answers too: "theirs" counts those with a regret below 1e-5.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from gametheory import certify
from gametheory.residual import markov_residual
from gametheory.stochastic import StochasticGame, markov_perfect

CASES = ((5, (3, 3)), (20, (5, 5)), (5, (3, 3, 3)))
LARGE = ((50, (5, 5)), 3)
DISCOUNTS = ((0.95, None), (0.5, None), (0.99, None), (0.95, 2), (0.99, 2))
"""Discounts, and to how many states a profile leads; to all states if None."""
LOOSE = 1e-5
BAR = 10.0
"""How many times our time log tracing needs at least."""

COLUMNS = (
    "states", "actions", "discount", "successors", "games", "certified", "worst regret", "steps", "most steps",
    "ours, ms", "log tracing, ms", "x ours", "bar", "theirs", "QRE, ms",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=100, help="of every kind")
    parser.add_argument("--peer", default="", help="a Python that has sgamesolver")
    parser.add_argument("--peer-games", type=int, default=5, help="of every size, for sgamesolver")
    asked = parser.parse_args(arguments)
    os.environ["GAMETHEORY_THREADS"] = "1"
    markov_perfect(random_games(1, 2, (2, 2), 0.5, None))  # compile before the clock starts
    markov_perfect(random_games(1, 2, (2, 2, 2), 0.5, None))
    table = []
    for states, actions in CASES:
        for discount, successors in DISCOUNTS:
            few = asked.peer_games if (discount, successors) == DISCOUNTS[0] else 0
            table.append(measure(states, actions, discount, successors, asked.games, asked.peer, few))
    (states, actions), games = LARGE
    table.append(measure(states, actions, *DISCOUNTS[0], min(games, asked.games), "", 0))
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "markov_perfect.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def random_games(
    games: int, states: int, actions: tuple[int, ...], discount: float, successors: int | None
) -> StochasticGame:
    """Uniform payoffs and transition probabilities uniform on the simplex, as sgamesolver draws them."""
    rng = np.random.default_rng([states, len(actions)])
    payoffs = rng.random((games, states, len(actions), *actions))
    chances = rng.exponential(size=(games, states, *actions, states))
    if successors is not None:
        chances = np.where(rng.random(chances.shape).argsort(axis=-1) < successors, chances, 0.0)
    chances /= chances.sum(axis=-1, keepdims=True)
    players = tuple(f"player {i}" for i in range(len(actions)))
    return StochasticGame(payoffs, np.array(discount), chances, players=players)


def measure(
    states: int, actions: tuple[int, ...], discount: float, successors: int | None, count: int, peer: str, few: int
) -> dict[str, str]:
    """A row of the table."""
    games = random_games(count, states, actions, discount, successors)
    start = process_time()
    found = markov_perfect(games, strict=False)
    ours = (process_time() - start) / count
    cells = {
        "states": str(states),
        "actions": " x ".join(map(str, actions)),
        "discount": str(discount),
        "successors": "all" if successors is None else str(successors),
        "games": str(count),
        "certified": f"{int(found.certificate.holds.sum())} of {count}",
        "worst regret": f"{found.certificate.relative_regret.max():.0e}",
        "steps": short(float(np.median(found.steps))),
        "most steps": str(int(found.steps.max())),
        "ours, ms": short(1e3 * ours),
    }
    if peer and few:
        seconds, strategies = sgamesolver(peer, games[:few])
        sound = 0
        for k, profile in enumerate(strategies["LogTracing"]):
            judged = certify(games[k], profile, residual=markov_residual, tolerance=LOOSE, strict=False)
            sound += int(judged.certificate.relative_regret < LOOSE)
        times = median(seconds["LogTracing"]) / ours
        cells |= {
            "log tracing, ms": short(1e3 * median(seconds["LogTracing"])),
            "x ours": short(times),
            "bar": "kept" if times >= BAR else "NOT KEPT",
            "theirs": f"{sound} of {few}",
            "QRE, ms": short(1e3 * median(seconds["QRE"])),
        }
    return cells


def sgamesolver(
    python: str, games: StochasticGame
) -> tuple[dict[str, list[float]], dict[str, list[tuple[np.ndarray, ...]]]]:
    """Seconds and strategies of both of its homotopies, game by game."""
    with TemporaryDirectory() as folder:
        given, answers = Path(folder) / "games.npz", Path(folder) / "answers.npz"
        np.savez(given, payoffs=games.payoffs, transitions=games.transitions, discount=games.discount)
        script = Path(__file__).with_name("sgamesolver_peer.py")
        alone = {**os.environ, "PYTHONPATH": ""}
        subprocess.run([python, str(script), str(given), str(answers)], check=True, capture_output=True, env=alone)
        read = np.load(answers)
        seconds = {name: read[f"{name} seconds"].tolist() for name in ("LogTracing", "QRE")}
        strategies = {
            name: [tuple(profile[:, i, :size] for i, size in enumerate(games.sizes)) for profile in read[name]]
            for name in ("LogTracing", "QRE")
        }
    return seconds, strategies


if __name__ == "__main__":
    sys.exit(main())
