"""Linear equations and linear programs in integers, which never round."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass
class Dictionary:
    r"""Basic variables in terms of nonbasic ones: ``det * basic = constant - entries @ nonbasic``.

    Entries are integers and stay so: each is, up to sign, a minor of the first dictionary, and ``det`` that
    of the basis, so the division in :meth:`exchange` leaves no remainder and numbers grow no longer than a
    determinant can be.

    Attributes
    ----------
    rows : one list of int per basic variable
        The entries, then the constant.
    basic, nonbasic : list of int
        The variable of each row, and of each column.
    det : int, positive

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form",
    section 3.6 (integer pivoting).
    """

    rows: list[list[int]]
    basic: list[int]
    nonbasic: list[int]
    det: int = 1

    def exchange(self, row: int, column: int) -> None:
        """Exchange the basic variable of a row with the nonbasic one of a column, wherever that entry is not 0."""
        leaving = self.rows[row]
        det, entry = self.det, leaving[column]
        sign = 1 if entry > 0 else -1
        for i, mine in enumerate(self.rows):
            if i != row:
                factor = mine[column]
                if factor == 0:
                    mine[:] = [sign * (entry * number // det) for number in mine]
                else:
                    mine[:] = [
                        sign * ((entry * number - factor * other) // det)
                        for number, other in zip(mine, leaving, strict=True)
                    ]
                    mine[column] = -sign * factor
        leaving[:] = [sign * number for number in leaving]
        leaving[column] = sign * det
        self.det = abs(entry)
        self.basic[row], self.nonbasic[column] = self.nonbasic[column], self.basic[row]


def cheapest(limits: list[list[int]], costs: list[int]) -> list[Fraction] | None:
    """Minimise a non-negative cost over z >= 0 with ``limits[:, :-1] @ z <= limits[:, -1]``; None if empty.

    By the dual simplex method: the costs are non-negative, so the basis of slacks is dual feasible. Bland's rule
    ends it.

    References
    ----------
    Bland (1977), "New Finite Pivoting Rules for the Simplex Method", applied to the dual.
    """
    width, height = len(costs), len(limits)
    # The last row keeps the reduced costs, with the sign that an exchange gives them.
    t = Dictionary(
        [row.copy() for row in limits] + [[-cost for cost in costs] + [0]],
        basic=[width + i for i in range(height)] + [-1],
        nonbasic=list(range(width)),
    )
    while True:
        violated = [i for i in range(height) if t.rows[i][-1] < 0]
        if not violated:
            value = {variable: Fraction(row[-1], t.det) for variable, row in zip(t.basic, t.rows, strict=True)}
            return [value.get(variable, Fraction(0)) for variable in range(width)]
        row = min(violated, key=t.basic.__getitem__)
        column = _entering_column(t, t.rows[row], t.rows[-1])
        if column is None:
            return None
        t.exchange(row, column)


def _entering_column(t: Dictionary, row: list[int], costs: list[int]) -> int | None:
    """The column that keeps the costs non-negative: the smallest ratio, then the variable of smallest number."""
    best = None
    for k, variable in enumerate(t.nonbasic):
        if row[k] < 0:
            gap = -1 if best is None else costs[k] * row[best] - costs[best] * row[k]
            if gap < 0 or (gap == 0 and best is not None and variable < t.nonbasic[best]):
                best = k
    return best


def slack_rows(payoffs: Any) -> list[list[int]]:
    """The rows of slacks = 1 - payoffs @ strategy, payoffs shifted to be positive."""
    rows: list[list[int]] = payoffs.tolist()
    shift = max(map(max, rows)) or 1
    return [[*(payoff + shift for payoff in row), 1] for row in rows]


def leaving_row(t: Dictionary, column: int, slacks: list[int]) -> int:
    """The lexicographic minimum ratio test: ties are settled by the columns of the initial slacks in order."""
    rows = [i for i, row in enumerate(t.rows) if row[column] > 0]
    rows = _smallest_ratios(rows, [row[-1] for row in t.rows], [row[column] for row in t.rows])
    for slack in slacks:
        if len(rows) == 1:
            break
        if slack in t.basic:
            inverse = [t.det if variable == slack else 0 for variable in t.basic]
        else:
            place = t.nonbasic.index(slack)
            inverse = [row[place] for row in t.rows]
        rows = _smallest_ratios(rows, inverse, [row[column] for row in t.rows])
    return rows[0]


def _smallest_ratios(rows: list[int], above: list[int], below: list[int]) -> list[int]:
    """The rows whose ratio above / below is smallest; entries below are positive there."""
    best = rows[:1]
    for i in rows[1:]:
        k = best[0]
        gap = above[i] * below[k] - above[k] * below[i]
        if gap < 0:
            best = [i]
        elif gap == 0:
            best.append(i)
    return best
