"""Zero-sum games by one matrix, dense or sparse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Batch
from .exact_payoffs import as_payoffs
from .game import NormalFormGame, check_finite, two_names, zero_sum


@dataclass(frozen=True, eq=False, repr=False)
class MatrixGame(Batch):
    """A zero-sum game by what the column player pays the row player, held once.

    Attributes
    ----------
    payoffs : (*batch, m, n) floats, or a SciPy sparse (m, n) array
        Payoffs to the row player.
    players : (str, str)

    Raises
    ------
    InvalidGameError

    Examples
    --------
    >>> MatrixGame([[1, -1], [-1, 1]])
    <MatrixGame: row (2 actions) x column (2 actions)>
    """

    payoffs: Any
    players: tuple[str, ...] = ("row", "column")

    def __post_init__(self) -> None:
        players = two_names(self.players)
        if _is_sparse(self.payoffs):
            kind, size = self.payoffs.dtype.kind, self.payoffs.dtype.itemsize
            if kind not in "biuf" or (kind in "iu" and size >= 8 and abs(self.payoffs).max() > 2**53):
                raise InvalidGameError(
                    f"a sparse matrix game needs real numbers that float64 holds; got {self.payoffs.dtype}. "
                    f"Convert with astype(float)."
                )
            payoffs = self.payoffs.tocsr().astype(np.float64)
            payoffs.sum_duplicates()
            shape = payoffs.shape
            check_finite(payoffs.data)
            for part in (payoffs.data, payoffs.indices, payoffs.indptr):
                part.setflags(write=False)
        else:
            payoffs, fractions = as_payoffs(self.payoffs)
            shape = payoffs.shape
            if fractions is not None and any(fractions.reshape(-1) != payoffs.reshape(-1)):
                raise InvalidGameError(
                    "a matrix game holds float64 only; got fractions or large integers. Use zero_sum(A), which "
                    "keeps them, or convert with astype(float)."
                )
            check_finite(payoffs)
        if len(shape) < 2 or 0 in shape[-2:]:
            raise InvalidGameError(
                f"payoffs of a matrix game need shape (*batch, m, n) with m, n >= 1, [row action, column action]; "
                f"got {shape}."
            )
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "players", players)

    @property
    def is_sparse(self) -> bool:
        """Whether the matrix is held as a SciPy sparse array."""
        return _is_sparse(self.payoffs)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return tuple(self.payoffs.shape[:-2])

    @property
    def sizes(self) -> tuple[int, int]:
        """How many actions each player has."""
        m, n = self.payoffs.shape[-2:]
        return int(m), int(n)

    def take(self, rows: Any) -> MatrixGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        return MatrixGame(self._rows(self.payoffs, rows), self.players)

    def normal_form(self) -> NormalFormGame:
        """The same game with both players' payoffs held, dense."""
        dense = self.payoffs.toarray() if self.is_sparse else self.payoffs
        return zero_sum(dense, players=(self.players[0], self.players[1]))

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        sides = " x ".join(
            f"{player} ({size} action{'s' if size > 1 else ''})"
            for player, size in zip(self.players, self.sizes, strict=True)
        )
        return f"<MatrixGame: {batch}{sides}{', sparse' if self.is_sparse else ''}>"


def _is_sparse(payoffs: Any) -> bool:
    return hasattr(payoffs, "tocsr")
