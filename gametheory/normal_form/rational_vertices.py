"""Every extreme equilibrium of one game with integer payoffs, in integers of any size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from ..integer_pivoting import Dictionary, leaving_row, slack_rows


@dataclass(frozen=True)
class Extreme:
    """An extreme equilibrium.

    Attributes
    ----------
    x, y : list of Fraction
    component : int
        The connected component that it lies in, numbered from 0 in the order of the list.
    index : int
        The index of that component.
    """

    x: list[Fraction]
    y: list[Fraction]
    component: int
    index: int


class Vertices(NamedTuple):
    """The vertices of a best-response polytope {z >= 0 : a z <= 1}.

    Bit i of a mask is the variable z_i, bit w + j the slack of row j; w is the number of variables.

    Attributes
    ----------
    strategies : dict from the mask of tight constraints to the vertex, as a strategy
    tight : dict from each lexicographically feasible basis, as the mask of its nonbasic variables, to the mask
        of the constraints that are tight at its vertex
    """

    strategies: dict[int, list[Fraction]]
    tight: dict[int, int]


def extreme_equilibria(row_payoffs: Any, column_payoffs: Any) -> list[Extreme]:
    """Every extreme equilibrium in canonical order; payoffs are non-negative integers.

    The method is that of :func:`gametheory.normal_form.vertex_enumeration`.
    """
    m, n = row_payoffs.shape
    everything = (1 << (m + n)) - 1
    a, b = slack_rows(row_payoffs), slack_rows(column_payoffs.T)
    p, q = vertices(b), vertices(a)
    own = {_by_label(mask, n, m): mask for mask in q.strategies}
    pairs = [
        (mine, other) for mine in p.strategies for other in own if mine | other == everything and mine != (1 << m) - 1
    ]
    component = _components(pairs)
    sums: dict[int, int] = {}
    for basis, tight in p.tight.items():
        other = _from_label(everything ^ basis, n, m)
        if other in q.tight and tight in component:
            rows = [i for i in range(m) if not (basis >> i) & 1]
            columns = [j for j in range(n) if (basis >> (m + j)) & 1]
            sign = _sign_of_minor(a, rows, columns) * _sign_of_minor(b, columns, rows)
            sign = sign if len(rows) % 2 else -sign
            sums[component[tight]] = sums.get(component[tight], 0) + sign
    found = [(p.strategies[mine], q.strategies[own[other]], component[mine]) for mine, other in pairs]
    found.sort(key=_canonical)
    numbers: dict[int, int] = {}
    return [Extreme(x, y, numbers.setdefault(name, len(numbers)), sums.get(name, 0)) for x, y, name in found]


def vertices(rows: list[list[int]]) -> Vertices:
    """Every vertex of {z >= 0 : a z <= 1}, rows of ``a`` with a 1 behind.

    With right-hand sides 1 + eps^(j+1) the polytope is simple, and its vertices are the lexicographically
    feasible bases: from each one the others are reached by letting every nonbasic variable enter in turn.
    """
    h, w = len(rows), len(rows[0]) - 1
    slacks = list(range(w, w + h))
    start = Dictionary([row.copy() for row in rows], basic=slacks.copy(), nonbasic=list(range(w)))
    found = Vertices({}, {})
    seen = {(1 << w) - 1}
    waiting: list[tuple[Dictionary, tuple[int, int] | None]] = [(start, None)]
    while waiting:
        t, step = waiting.pop()
        if step is not None:
            t = replace(t, rows=[row.copy() for row in t.rows], basic=t.basic.copy(), nonbasic=t.nonbasic.copy())
            t.exchange(*step)
        basis = sum(1 << variable for variable in t.nonbasic)
        tight = basis + sum(1 << variable for variable, row in zip(t.basic, t.rows, strict=True) if row[-1] == 0)
        found.tight[basis] = tight
        if tight not in found.strategies:
            weight = {variable: row[-1] for variable, row in zip(t.basic, t.rows, strict=True)}
            weights = [weight.get(variable, 0) for variable in range(w)]
            total = sum(weights) or 1
            found.strategies[tight] = [Fraction(number, total) for number in weights]
        for column, entering in enumerate(t.nonbasic):
            row = leaving_row(t, column, slacks)
            neighbour = basis ^ (1 << entering) ^ (1 << t.basic[row])
            if neighbour not in seen:
                seen.add(neighbour)
                waiting.append((t, (row, column)))
    return found


def strategy_of_basis(payoffs: Any, basis: int) -> list[Fraction]:
    """The strategy of a basis of {z >= 0 : a z <= 1}, with ``payoffs`` shifted to be positive for ``a``."""
    from flint import fmpz_mat

    rows = slack_rows(payoffs)
    h, w = payoffs.shape
    own = [i for i in range(w) if not (basis >> i) & 1]
    tight = [j for j in range(h) if (basis >> (w + j)) & 1]
    matrix = fmpz_mat([[rows[j][i] for i in own] for j in tight])
    solution = matrix.solve(fmpz_mat([[1]] * len(tight)))
    weights = [Fraction(int(number.p), int(number.q)) for (number,) in solution.tolist()]
    total = sum(weights)
    strategy = [Fraction(0)] * w
    for i, weight in zip(own, weights, strict=True):
        strategy[i] = weight / total
    return strategy


def _components(pairs: list[tuple[int, int]]) -> dict[int, int]:
    """A name for the connected component of each of the first members of pairs."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for mine, other in pairs:
        parent[root((0, mine))] = root((1, other))
    names: dict[tuple[int, int], int] = {}
    return {mine: names.setdefault(root((0, mine)), len(names)) for mine, _ in pairs}


def _sign_of_minor(rows: list[list[int]], own: list[int], others: list[int]) -> int:
    from flint import fmpz_mat

    determinant = fmpz_mat([[rows[i][j] for j in others] for i in own]).det()
    return 1 if determinant > 0 else -1


def _canonical(found: tuple[list[Fraction], list[Fraction], int]) -> Any:
    x, y, _ = found
    absent = [weight == 0 for weight in (*x, *y)]
    return len(absent) - sum(absent), absent, x, y


def _by_label(mask: int, own: int, slacks: int) -> int:
    """A mask of the column player's polytope, whose own variables come first, with those of the rows first."""
    return ((mask & ((1 << own) - 1)) << slacks) | (mask >> own)


def _from_label(mask: int, own: int, slacks: int) -> int:
    return (mask >> slacks) | ((mask & ((1 << slacks) - 1)) << own)
