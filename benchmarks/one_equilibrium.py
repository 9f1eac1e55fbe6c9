"""One equilibrium of single games of families that are known to be easy or hard, beside the peers.

``python -m benchmarks.one_equilibrium`` prints a table and writes it to ``benchmarks/results/one_equilibrium.md``.
Every solver gets the same games, one after the other, until its time for a family and size is used up; the column
"solved" counts answers that hold under our own certificate. The time of one game is the best of several calls, of the
processor, for the solver alone: every package's own game object is made beforehand, and our certificate is part of our
time. The peers cannot be interrupted: they work in a process of their own, which is stopped after PATIENCE times the
seconds for a family and size; QuantEcon has a step limit too. A second table says which bars are met, on the games that
the solvers compared were given.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from statistics import fmean, median
from time import process_time
from typing import Any

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from gametheory import certify, families
from gametheory.normal_form import NormalFormGame, bimatrix, nash

STEP_LIMIT = 20_000
"""Pivots of QuantEcon's method; its own default is a million, at 1000 actions an hour."""

COLUMNS = (
    "family", "actions", "solver", "games", "solved", "median ms", "mean ms", "longest ms", "worst regret",
)  # fmt: skip


def shuffled(game: NormalFormGame, seed: int) -> NormalFormGame:
    """The same game with its actions in another order."""
    rng = np.random.default_rng(seed)
    both = np.ix_(*(rng.permutation(size) for size in game.sizes))
    return bimatrix(game.payoffs[0][both], game.payoffs[1][both])


def nodes(n: int) -> int:
    """How many nodes a tournament has with pairs for sets and about n² payoffs."""
    return max(k for k in range(3, n + 3) if k == 3 or k * math.comb(k, 2) <= n * n)


FAMILIES: dict[str, Callable[[int, int], NormalFormGame]] = {
    "uniform": lambda n, seed: families.uniform((n, n), seed=seed),
    "covariant 0.5": lambda n, seed: families.covariant((n, n), 0.5, seed=seed),
    "ranking": lambda n, seed: families.ranking(n, seed=seed),
    "unit vector": lambda n, seed: families.unit_vector(n, seed=seed),
    "unit vector, no pure": lambda n, seed: families.unit_vector_without_pure(n, seed=seed),
    "sgc": lambda n, seed: shuffled(families.sgc((n + 1) // 4), seed),
    "tournament": lambda n, seed: families.tournament(nodes(n), 2, seed=seed),
    "dual cyclic": lambda n, seed: shuffled(families.dual_cyclic(n), seed),
    "covariant -0.5": lambda n, seed: families.covariant((n, n), -0.5, seed=seed),
    "covariant -0.9": lambda n, seed: families.covariant((n, n), -0.9, seed=seed),
}
SIZES: dict[str, tuple[int, ...]] = dict.fromkeys(FAMILIES, (10, 20, 50, 100, 200, 500, 1000)) | {
    "dual cyclic": (6, 10, 14),
    "covariant -0.5": (100, 200),
    "covariant -0.9": (100, 200),
}


def ours(row: Any, column: Any) -> Callable[[], Any]:
    return partial(nash, bimatrix(row, column), strict=False)


def quantecon(capping: int | None) -> Callable[[Any, Any], Callable[[], Any]]:
    def prepare(row: Any, column: Any) -> Callable[[], Any]:
        from quantecon.game_theory import NormalFormGame, Player, lemke_howson

        game = NormalFormGame((Player(row), Player(np.ascontiguousarray(column.T))))
        return partial(lemke_howson, game, max_iter=STEP_LIMIT, capping=capping)

    return prepare


def pygambit(row: Any, column: Any) -> Callable[[], Any]:
    from pygambit import Game
    from pygambit.nash import lcp_solve

    return partial(lcp_solve, Game.from_arrays(row, column), rational=False, stop_after=1)


def strategies_of(answer: Any) -> Any:
    """Both strategies in what a solver returned."""
    if hasattr(answer, "equilibria"):
        return tuple([weight for _, weight in strategy] for _, strategy in answer.equilibria[0].mixed_strategies())
    return getattr(answer, "strategies", answer)


OURS, ANY_LENGTH, CAPPED, GAMBIT = (
    "gametheory nash", "quantecon lemke_howson", "quantecon, capping=10", "pygambit lcp_solve, float",
)  # fmt: skip
SOLVERS = {
    OURS: ("gametheory", ours, 1000),
    ANY_LENGTH: ("quantecon", quantecon(None), 200),
    CAPPED: ("quantecon", quantecon(10), 1000),
    GAMBIT: ("pygambit", pygambit, 100),
}
"""By name: package, what makes a call of the solver, and the largest games it is given."""
SPARE = 0.03
"""Milliseconds that games of up to 100 actions may take longer than QuantEcon's better mode."""
CALLS = 5
"""Of which the fastest counts."""
PATIENCE = 5
"""A game on which a peer takes longer than this many times its seconds counts as one that took so long, unsolved."""


def fastest(solve: Callable[[], Any], at_most: float) -> tuple[Any, float, float]:
    """Strategies, or None after an error; the fewest seconds of a call; and the seconds of all calls.

    One call is enough where it takes longer than ``at_most``.
    """
    best, spent, answer = math.inf, 0.0, None
    for _ in range(CALLS):
        start = process_time()
        try:
            answer = strategies_of(solve())
        except Exception:
            answer = None
        took = process_time() - start
        best, spent = min(best, took), spent + took
        if best > at_most:
            break
    return answer, best, spent


def fastest_elsewhere(solve: Callable[[], Any], at_most: float, limit: float) -> tuple[Any, float, float]:
    """The same in a process that is stopped after ``limit`` seconds."""
    here, there = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=lambda: there.send(fastest(solve, at_most)))
    worker.start()
    found = here.recv() if here.poll(limit) else (None, limit, limit)
    worker.kill()
    worker.join()
    return found


def measure(family: str, actions: int, name: str, games: int, seconds: float) -> tuple[dict[str, str], list[float]]:
    """One row of the table, and the time of each game in milliseconds."""
    prepare = SOLVERS[name][1]
    times, regrets, spent = [], [], 0.0
    for seed in range(games):
        if spent > seconds:
            break
        game = FAMILIES[family](actions, seed)
        row, column = np.array(game.payoffs[0]), np.array(game.payoffs[1])
        solve, at_most = prepare(row, column), seconds / (CALLS * games)
        if name == OURS:
            answer, best, took = fastest(solve, at_most)
        else:
            answer, best, took = fastest_elsewhere(solve, at_most, PATIENCE * seconds)
        spent += took
        if answer is None:
            answer = np.full(len(row), np.nan), np.full(row.shape[1], np.nan)
        times.append(1000 * best)
        certificate = certify(game, answer, strict=False).certificate
        regrets.append(float(certificate.relative_regret) if certificate.holds else math.nan)
    held = [regret for regret in regrets if not math.isnan(regret)]
    row_of_table = {
        "family": family,
        "actions": str(actions),
        "solver": name,
        "games": str(len(times)),
        "solved": str(len(held)),
        "median ms": short(median(times)),
        "mean ms": short(fmean(times)),
        "longest ms": short(max(times)),
        "worst regret": f"{max(held):.0e}" if held else "",
    }
    return row_of_table, times


def bar(family: str, actions: int, times: dict[str, list[float]], solved: dict[str, int]) -> dict[str, str]:
    """Whether the bar of a family and size is met, on the games that every solver was given that solved any."""
    of = f"{solved[OURS]} of {len(times[OURS])}"
    times = {name: some for name, some in times.items() if name == OURS or solved[name]}
    if actions <= 100:  # a bar about QuantEcon alone
        times = {name: some for name, some in times.items() if name in (OURS, ANY_LENGTH, CAPPED)}
    games = min(map(len, times.values()))
    middle, mean = ({name: f(some[:games]) for name, some in times.items()} for f in (median, fmean))
    peers = [name for name in times if name != OURS]
    if actions <= 100:
        limits = [min(some[name] for name in peers) + SPARE for some in (middle, mean)] if peers else []
    else:
        limits = [min(middle[name] for name in peers), min(mean[name] for name in peers) / 3] if peers else []
    met = [value <= limit for value, limit in zip((middle[OURS], mean[OURS]), limits, strict=False)]
    return {
        "family": family,
        "actions": str(actions),
        "games": str(games),
        "median ms": short(middle[OURS]),
        "may take": short(limits[0]) if limits else "",
        "median met": ("yes" if met[0] else "no") if met else "no peer",
        "mean ms": short(mean[OURS]),
        "mean may take": short(limits[1]) if limits else "",
        "mean met": ("yes" if met[1] else "no") if met else "no peer",
        "solved": of,
    }


BAR_COLUMNS = (
    "family", "actions", "games", "median ms", "may take", "median met", "mean ms", "mean may take", "mean met",
    "solved",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="One equilibrium of single games, beside the peers.")
    parser.add_argument("--games", type=int, default=20, help="of every family and size")
    parser.add_argument("--seconds", type=float, default=3.0, help="for a solver at a family and size")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--largest", type=int, default=1000, help="the largest number of actions")
    parser.add_argument("--name", default="one_equilibrium", help="of the file written")
    asked = parser.parse_args(arguments)
    taking_part = [name for name, (package, _, _) in SOLVERS.items() if find_spec(package) is not None]
    for name in taking_part:  # compile before the clock starts
        for family, actions in [("uniform", 5), ("uniform", 50), ("ranking", 50)]:
            measure(family, actions, name, 3, 60.0)
    table, bars = [], []
    for family in asked.families:
        for actions in SIZES[family]:
            if actions > asked.largest:
                continue
            times, solved = {}, {}
            for name in taking_part:
                if actions <= SOLVERS[name][2]:
                    print(f"{family}, {actions}, {name} ...", file=sys.stderr, flush=True)
                    line, times[name] = measure(family, actions, name, asked.games, asked.seconds)
                    table.append(line)
                    solved[name] = int(line["solved"])
            bars.append(bar(family, actions, times, solved))
    text = "\n\n".join([heading(), aligned(COLUMNS, table), aligned(BAR_COLUMNS, bars)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{asked.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
