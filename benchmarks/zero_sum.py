"""Single zero-sum games from small to large, beside the peers and the flops of a dense interior point.

``python -m benchmarks.zero_sum`` prints a table and writes it to ``benchmarks/results/zero_sum.md``. All solvers of a
line take turns on the same games, and the ratios are medians over the games of the ratios within each; a game of up to
200 actions is solved three times by each, of which the best counts. Our time includes the making of the game and its
certificate. The peers cannot be interrupted, so each has a largest game; at one that it was too slow for in the size
before, it does not take part.

The flop bound is the time of 15 steps of a dense interior point at the rate of a matrix product measured beside it:
n² m + n³ / 3 multiplications and additions a step, n the shorter side.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np

from benchmarks.report import RESULTS, aligned, heading, short
from gametheory import certify
from gametheory.normal_form import MatrixGame, minimax
from gametheory.residual import minimax_residual

STEPS = 15
"""Steps of the interior point that the bound stands for."""
PATIENCE = 20.0
"""A peer that takes more seconds for a game is not given a larger one of that family."""
COLUMNS = (
    "games", "sizes", "solver", "seeds", "certified", "worst gap", "ms", "cpu ms", "x ours", "ours / flop bound",
)  # fmt: skip


class Time(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


def uniform(m: int, n: int, seed: int) -> Any:
    return np.random.default_rng([m, n, seed]).random((m, n))


def rank_five(m: int, n: int, seed: int) -> Any:
    stream = np.random.default_rng([m, n, seed, 5])
    return stream.normal(size=(m, 5)) @ stream.normal(size=(5, n))


FAMILIES: dict[str, tuple[Callable[[int, int, int], Any], tuple[tuple[int, int], ...]]] = {
    "uniform": (uniform, ((100, 100), (200, 200), (500, 500), (1000, 1000), (2000, 2000))),
    "rank 5": (rank_five, ((100, 100), (200, 200), (500, 500), (1000, 1000), (2000, 2000))),
    "long": (uniform, ((200, 20_000),)),
    "huge": (uniform, ((5000, 5000),)),
}


def ours(matrix: Any) -> Any:
    return minimax(MatrixGame(matrix), strict=False).strategies


def quantecon(matrix: Any) -> Any:
    from quantecon.optimize import minmax

    _, x, y = minmax(matrix)
    return x, y


def highs(method: str) -> Callable[[Any], Any]:
    def solve(matrix: Any) -> Any:
        from scipy.optimize import linprog

        m, n = matrix.shape
        tight = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
        result: Any = linprog(
            np.append(np.zeros(m), -1.0),
            A_ub=np.hstack([-matrix.T, np.ones((n, 1))]),
            b_ub=np.zeros(n),
            A_eq=np.append(np.ones(m), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * m + [(None, None)],
            method=method,
            options=tight,
        )
        return result.x[:m], -result.ineqlin.marginals

    return solve


OURS = "gametheory minimax"
SOLVERS: dict[str, tuple[str, Callable[[Any], Any], int]] = {
    OURS: ("gametheory", ours, 5000 * 5000),
    "quantecon minmax": ("quantecon", quantecon, 200 * 20_000),
    "HiGHS simplex": ("scipy", highs("highs-ds"), 200 * 20_000),
    "HiGHS interior point": ("scipy", highs("highs-ipm"), 2000 * 2000),
}
"""By name: package, function, and how many payoffs the largest game it is given has."""


def timed(solve: Callable[[Any], Any], matrix: Any, calls: int) -> tuple[Any, Time]:
    """The answer, and the least times of some calls."""
    times, answer = [], None
    for _ in range(calls):
        wall, cpu = perf_counter(), process_time()
        answer = solve(matrix)
        times.append(Time(perf_counter() - wall, process_time() - cpu))
    return answer, Time(min(time.wall for time in times), min(time.cpu for time in times))


def flop_bound(m: int, n: int, calls: int) -> float:
    """Seconds of the bound, at the rate of a product of square matrices of the shorter side."""
    few, many = min(m, n), max(m, n)
    square = np.random.default_rng(0).random((few, few))
    _, time = timed(lambda one: one @ one.copy(), square, calls)
    return STEPS * (few**2 * many + few**3 / 3) / few**3 * time.wall


def line(family: str, sizes: tuple[int, int], taking_part: Sequence[str], seeds: int) -> list[dict[str, str]]:
    """The rows of the table for one family and size."""
    m, n = sizes
    calls = 3 if max(sizes) <= 200 else 1
    times: dict[str, list[Time]] = {name: [] for name in taking_part}
    regrets: dict[str, list[float]] = {name: [] for name in taking_part}
    bounds = []
    for seed in range(seeds):
        matrix = FAMILIES[family][0](m, n, seed)
        bounds.append(flop_bound(m, n, 3))
        for name in taking_part:
            answer, time = timed(SOLVERS[name][1], matrix, calls)
            times[name].append(time)
            certificate = certify(MatrixGame(matrix), answer, residual=minimax_residual, strict=False).certificate
            regrets[name].append(float(certificate.relative_regret))
    rows = []
    for name in taking_part:
        mine = [time.wall for time in times[OURS]]
        row = {
            "games": family,
            "sizes": f"{m} x {n}",
            "solver": name,
            "seeds": str(seeds),
            "certified": str(sum(regret <= 1e-9 for regret in regrets[name])),
            "worst gap": f"{max(regrets[name]):.0e}",
            "ms": short(1000 * median(time.wall for time in times[name])),
            "cpu ms": short(1000 * median(time.cpu for time in times[name])),
            "x ours": short(median(time.wall / own for time, own in zip(times[name], mine, strict=True))),
        }
        if name == OURS:
            row["ours / flop bound"] = short(median(own / bound for own, bound in zip(mine, bounds, strict=True)))
        rows.append(row)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Single zero-sum games, beside the peers.")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--largest", type=int, default=20_000, help="the largest number of actions")
    parser.add_argument("--seeds", type=int, default=9, help="games of up to 200 actions; a third, but 1, of larger")
    parser.add_argument("--name", default="zero_sum", help="of the file written")
    asked = parser.parse_args(arguments)
    installed = [name for name, (package, _, _) in SOLVERS.items() if find_spec(package) is not None]
    for name in installed:  # compile before the clock starts
        SOLVERS[name][1](uniform(30, 30, 0))
    table: list[dict[str, str]] = []
    for family in asked.families:
        slow: set[str] = set()
        for sizes in FAMILIES[family][1]:
            if max(sizes) > asked.largest:
                continue
            payoffs = sizes[0] * sizes[1]
            taking_part = [name for name in installed if payoffs <= SOLVERS[name][2] and name not in slow]
            print(f"{family}, {sizes}, {', '.join(taking_part)} ...", file=sys.stderr, flush=True)
            seeds = asked.seeds if max(sizes) <= 200 else max(1, asked.seeds // 3) if max(sizes) <= 500 else 1
            rows = line(family, sizes, taking_part, seeds)
            slow |= {row["solver"] for row in rows if float(row["ms"]) > 1000 * PATIENCE}
            slow -= {OURS}
            table += rows
            print(aligned(COLUMNS, rows), file=sys.stderr, flush=True)
    text = "\n\n".join([heading(), aligned(COLUMNS, table)]) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{asked.name}.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
