"""A dictionary of linear equations in integers, and the exchange of two of its variables."""

from __future__ import annotations

from dataclasses import dataclass


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
