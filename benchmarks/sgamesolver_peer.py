"""Solve stochastic games from a file with sgamesolver; run by ``benchmarks.markov_perfect`` in its environment."""

from __future__ import annotations

import sys
from time import process_time

import numpy as np


def main(given: str, answers: str) -> None:
    import sgamesolver

    games = np.load(given)
    written = {}
    for name in ("LogTracing", "QRE"):
        seconds, strategies = [], []
        for payoffs, transitions, discount in zip(
            games["payoffs"], games["transitions"], games["discount"], strict=True
        ):
            game = sgamesolver.SGame(list(payoffs), list(transitions), np.full(payoffs.shape[1], discount))
            start = process_time()
            homotopy = getattr(sgamesolver.homotopy, name)(game)
            homotopy.solver_setup()
            homotopy.solver.verbose = 0
            homotopy.solve()
            seconds.append(process_time() - start)
            found = homotopy.equilibrium
            shape = (game.num_states, game.num_players, game.num_actions_max)
            strategies.append(np.full(shape, np.nan) if found is None else found.strategies)
        written[name], written[f"{name} seconds"] = np.array(strategies), np.array(seconds)
    np.savez(answers, **written)


if __name__ == "__main__":
    main(*sys.argv[1:])
