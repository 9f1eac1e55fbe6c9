"""The batches of games that are timed: named, seeded, and the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A batch of two-player games of one shape.

    Attributes
    ----------
    name : str
    rows, columns : actions of the two players
    games : dict
        How many games the batch has, by task: "one" equilibrium of each, or "all" of them. Who is slow is
        given the first few only.
    integers : int or None
        Payoffs are uniform on [0, 1), or, if this is k, on {0, ..., k - 1}: such games have ties.
    reference : "exact" or "union"
        What a list of all equilibria is held against; see :mod:`benchmarks.reference`.
    """

    name: str
    rows: int
    columns: int
    games: dict[str, int]
    seed: int
    integers: int | None = None
    reference: str = "exact"

    def payoffs(self, games: int) -> tuple[Floats, Floats]:
        """The payoffs of the first games of the batch, (games, rows, columns) for each player."""
        return tuple(self._draw(player, games) for player in (0, 1))  # type: ignore[return-value]

    def _draw(self, player: int, games: int) -> Floats:
        # One stream per player, so that fewer games are the first of more games.
        uniform = np.random.default_rng([self.seed, player]).random((games, self.rows, self.columns))
        return uniform if self.integers is None else np.floor(self.integers * uniform)


CASES = {
    case.name: case
    for case in [
        Case("uniform_2x2", 2, 2, {"one": 1_000_000, "all": 1_000_000}, seed=22),
        Case("uniform_3x3", 3, 3, {"one": 1_000_000, "all": 1_000_000}, seed=33),
        Case("uniform_4x4", 4, 4, {"one": 300_000, "all": 100_000}, seed=44),
        Case("uniform_5x5", 5, 5, {"one": 100_000, "all": 30_000}, seed=55),
        Case("uniform_10x10", 10, 10, {"one": 20_000, "all": 8}, seed=1010, reference="union"),
        Case("ties_3x3", 3, 3, {"one": 300_000, "all": 300_000}, seed=123, integers=3),
    ]
}
