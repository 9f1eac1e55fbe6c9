"""Writes tests/data/exact_answers.json: games with all extreme equilibria, components and indices, as fractions.

    python -m benchmarks.exact_answers [--lrsnash PATH]

The answers are those of our own exact enumeration. Nothing is written unless code that shares nothing with it agrees:
the extreme equilibria with :mod:`benchmarks.reference`, and with lrsnash where its path is given; the components with a
search of the graph of equilibria; the indices with those of a random perturbation of the payoffs, whose equilibria
are enumerated by the reference.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from gametheory import catalog, families
from gametheory.normal_form.rational_vertices import extreme_equilibria

from .reference import vertices

TARGET = Path(__file__).parents[1] / "tests" / "data" / "exact_answers.json"

FINE = 10**9
"""The perturbation is one part in this many, or up to a few hundred of them."""
EXACT = 2**53
"""Float64 holds integers up to this size."""
NEAR = 1e-4
"""Perturbed equilibria lie this near their component."""

Profile = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]


def games() -> Iterator[tuple[str, Any, Any]]:
    """Name and integer payoffs of every game of the corpus."""
    rng = np.random.default_rng(2026)
    for m, n in [(1, 1), (1, 3), (2, 2), (2, 3), (3, 3), (4, 4), (3, 5), (5, 5), (6, 6), (2, 7)]:
        for k in range(3):
            yield f"generic {m}x{n} {k}", *rng.integers(-999, 1000, (2, m, n))
    for top in (2, 3, 10):
        for m, n in [(2, 2), (2, 3), (3, 3), (4, 3), (4, 4), (5, 5)]:
            for k in range(2):
                yield f"ties below {top}, {m}x{n} {k}", *rng.integers(0, top, (2, m, n))
    for n in (2, 3, 4):
        for k in range(2):
            a = rng.integers(0, 4, (n, n))
            yield f"symmetric {n}x{n} {k}", a, a.T
            a = rng.integers(-2, 3, (n, n + 1))
            yield f"zero-sum {n}x{n + 1} {k}", a, -a
            a = rng.integers(0, 3, (n, n))
            yield f"common interest {n}x{n} {k}", a, a
            a, b = rng.integers(0, 9, (2, n, n))
            yield f"duplicates {n + 1}x{n + 1} {k}", *(np.pad(side, ((0, 1), (0, 1)), "edge") for side in (a, b))
    yield "nothing matters 3x4", *np.zeros((2, 3, 4), dtype=int)
    yield "coordination 4x4", np.diag([1, 2, 3, 4]), np.diag([4, 3, 2, 1])
    yield "sgc(2)", *families.sgc(2).payoffs.astype(int)
    yield "dual_cyclic(4)", *families.dual_cyclic(4).payoffs.astype(int)
    yield "ranking 5x5", *(2 * families.ranking(5, seed=1).payoffs).astype(int)
    yield "75 equilibria", *catalog.seventy_five_equilibria().payoffs.astype(int)
    for entry in catalog.ALL:
        if len(entry.game.players) == 2 and sum(entry.game.sizes) < 20:
            yield entry.title, *entry.game.payoffs.astype(int)


def ours(row: Any, column: Any) -> tuple[list[Profile], list[int], list[int]]:
    """Extreme equilibria, the component of each, and the index of each component."""
    shifted = [(side - side.min()).astype(object) for side in (row, column)]
    found = extreme_equilibria(*shifted)
    component = [each.component for each in found]
    index = {each.component: each.index for each in found}
    return [(tuple(each.x), tuple(each.y)) for each in found], component, [index[c] for c in range(len(index))]


def by_definition(row: Any, column: Any) -> dict[Profile, None]:
    """Extreme equilibria by the reference; payoffs that float64 holds."""
    m, n = row.shape
    xs = vertices(column.T.astype(float), own=range(m), replies=range(m, m + n))
    ys = vertices(row.astype(float), own=range(m, m + n), replies=range(m))
    everything = frozenset(range(m + n))
    return {(x, y): None for x, of_x in xs.items() for y, of_y in ys.items() if of_x | of_y == everything}


def by_lrsnash(path: str, row: Any, column: Any) -> set[Profile]:
    """Extreme equilibria by lrsnash: a line 2 gives y, and the lines 1 after it the x that go with it."""
    lines = [f"{row.shape[0]} {row.shape[1]}", "", *_lines(row), "", *_lines(column)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "game"
        file.write_text("\n".join(lines) + "\n", encoding="ascii")
        text = subprocess.run([path, str(file)], capture_output=True, text=True, check=True).stdout
    found: set[Profile] = set()
    of_y: list[tuple[Fraction, ...]] = []
    after_x = True
    for words in map(str.split, text.splitlines()):
        if not words or words[0] not in ("1", "2"):
            continue
        strategy = tuple(map(Fraction, words[1:-1]))
        if words[0] == "2":
            of_y = [strategy] if after_x else [*of_y, strategy]
        else:
            found |= {(strategy, y) for y in of_y}
        after_x = words[0] == "1"
    return found


def by_search(profiles: list[Profile]) -> list[int]:
    """The component of each extreme equilibrium: two are joined if they share a strategy."""
    component = list(range(len(profiles)))
    for _ in profiles:
        for i, (x, y) in enumerate(profiles):
            component[i] = min(component[j] for j, other in enumerate(profiles) if other[0] == x or other[1] == y)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(name, len(numbers)) for name in component]


def by_perturbation(row: Any, column: Any, profiles: list[Profile], component: list[int], seed: int) -> list[int]:
    """The index of each component: the signs of the equilibria that a random perturbation has near it, summed."""
    rng = np.random.default_rng(seed)
    if int(max(np.abs(row).max(), np.abs(column).max())) * FINE < EXACT:
        sides = [side * FINE + rng.integers(-500, 501, side.shape) for side in (row, column)]
    else:  # such games of the corpus are not degenerate, and are their own perturbation
        sides = [row, column]
    positive = [side - side.min() + 1 for side in sides]
    index = [0] * (max(component) + 1)
    for x, y in by_definition(*sides):
        support = [[i for i, weight in enumerate(mine) if weight] for mine in (x, y)]
        if len(support[0]) != len(support[1]):
            raise AssertionError("the perturbation is degenerate; take another seed")
        near = [c for c in range(len(index)) if _is_near((x, y), profiles, component, c)]
        if len(near) != 1:
            raise AssertionError(f"{x} {y}: a perturbed equilibrium is near the components {near}; make FINE larger")
        signs = [_sign(side[np.ix_(*support)]) for side in positive]
        index[near[0]] += signs[0] * signs[1] * (-1) ** (len(support[0]) + 1)
    return index


def _is_near(profile: Profile, profiles: list[Profile], component: list[int], number: int) -> bool:
    """Whether a profile is near a maximal Nash subset of a component, by linear programs."""
    rows = [pair for pair, c in zip(profiles, component, strict=True) if c == number]
    partners = {x: {y for other, y in rows if other == x} for x, _ in rows}
    closed: set[frozenset[Any]] = set()
    for theirs in partners.values():
        closed |= {frozenset(theirs)} | {frozenset(theirs & other) for other in closed}
    for subset in closed - {frozenset()}:
        mine = [x for x, theirs in partners.items() if subset <= theirs]
        if all(
            _distance(point, corners) < NEAR for point, corners in zip(profile, (mine, list(subset)), strict=True)
        ):
            return True
    return False


def _distance(point: tuple[Fraction, ...], corners: list[tuple[Fraction, ...]]) -> float:
    """The distance of a point to the convex hull of the corners, in the largest coordinate."""
    from scipy.optimize import linprog

    hull = np.array(corners, dtype=float).T
    target = np.array(point, dtype=float)
    k = hull.shape[1]
    bound = -np.ones((len(target), 1))
    solved = linprog(
        np.r_[np.zeros(k), 1],
        A_ub=np.block([[hull, bound], [-hull, bound]]),
        b_ub=np.r_[target, -target],
        A_eq=[[1] * k + [0]],
        b_eq=[1],
    )
    return float(solved.fun)


def _sign(minor: Any) -> int:
    determinant = fmpq_mat([[fmpq(int(entry)) for entry in line] for line in minor]).det()
    return (determinant > 0) - (determinant < 0)


def _lines(side: Any) -> list[str]:
    return [" ".join(map(str, line)) for line in side.tolist()]


def checked(name: str, row: Any, column: Any, seed: int, lrsnash: str | None) -> dict[str, Any]:
    """One game of the corpus, if everybody agrees on it."""
    profiles, component, index = ours(row, column)
    others = {"the reference": set(by_definition(row, column))}
    if lrsnash is not None:
        others["lrsnash"] = by_lrsnash(lrsnash, row, column)
    for who, theirs in others.items():
        if theirs != set(profiles) or len(set(profiles)) < len(profiles):
            raise AssertionError(f"{name}: {who} finds {len(theirs)} extreme equilibria, we find {len(profiles)}")
    if by_search(profiles) != component:
        raise AssertionError(f"{name}: the components differ")
    perturbed = by_perturbation(row, column, profiles, component, seed)
    if perturbed != index or sum(index) != 1:
        raise AssertionError(f"{name}: a perturbation has the indices {perturbed}, we have {index}")
    return {
        "name": name,
        "row": row.tolist(),
        "column": column.tolist(),
        "equilibria": [[" ".join(map(str, mine)) for mine in pair] for pair in profiles],
        "component": component,
        "index": index,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the exact answers that tests are held against.")
    parser.add_argument("--lrsnash", help="path of lrsnash (lrslib), to be checked against as well")
    options = parser.parse_args()
    entries = [checked(*game, seed, options.lrsnash) for seed, game in enumerate(games())]
    TARGET.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    equilibria = sum(len(entry["equilibria"]) for entry in entries)
    print(f"{len(entries)} games with {equilibria} extreme equilibria, {TARGET.stat().st_size} bytes: {TARGET}")


if __name__ == "__main__":
    main()
