"""What is left after strictly dominated actions are eliminated, round after round."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..integer_pivoting import cheapest
from ..kernels.kernel import Kernel, as_input
from ..kernels.status import Status
from ..residual import masks_of
from ..value import Bools, Floats, Ints, Value, frozen
from .game import NormalFormGame
from .integer_game import integer_games

_kernel = Kernel("iterated_dominance")


@dataclass(frozen=True, eq=False)
class Reduction(Value):
    """A game reduced by iterated elimination of strictly dominated actions.

    Attributes
    ----------
    game : NormalFormGame
        The same games with the eliminated actions masked.
    remaining : one (*batch, m_i) bool per player
        The actions that are left.
    rounds : (*batch,)
        How many rounds eliminated something.
    eliminated : one (*batch, m_i) int per player
        The round in which each action is eliminated, from 1; 0 if it is left, or masked from the start.
    mixtures : one (*batch, m_i, m_i) per player
        At [action eliminated, action], a mixture of actions left in that round that is strictly better against every
        profile of the others left in that round, rounded to float64; 0 in rows of other actions.
    """

    game: NormalFormGame
    remaining: tuple[Bools, ...]
    rounds: Ints
    eliminated: tuple[Ints, ...]
    mixtures: tuple[Floats, ...]

    def __post_init__(self) -> None:
        for name in ("remaining", "rounds", "eliminated", "mixtures"):
            object.__setattr__(self, name, frozen(getattr(self, name)))

    @property
    def solved(self) -> Bools:
        """Whether one profile of actions is left, (*batch,): the game is dominance solvable."""
        return np.asarray(np.all([mask.sum(axis=-1) == 1 for mask in self.remaining], axis=0))

    def __repr__(self) -> str:
        games = self.rounds.size
        number = "1 game" if games == 1 else f"{games} games"
        return f"<Reduction of {number}, {int(self.solved.sum())} dominance solvable; {self.game!r}>"


def iterated_dominance(game: NormalFormGame) -> Reduction:
    r"""Eliminate strictly dominated actions, round after round, until none is left.

    In each round all actions a of each player i go for which some mixture x of i's other actions has

    .. math:: \sum_k x_k u_i(k, c) > u_i(a, c) \quad \text{for every profile } c \text{ of the others that is left}.

    What is left does not depend on the order; every Nash and correlated equilibrium of the game lies in it, and with
    two players it is what rationalizability leaves.

    Ties are decided exactly, as fractions where the game carries them. An action that is a best reply among pure
    ones to some profile is kept by comparison of payoffs. A mixture is believed if it is better by more than 1e-9 of
    the largest difference of payoffs, which rounding cannot make up; a game with an action in between, or with
    payoffs that float64 does not hold, is done in rational arithmetic, one after the other.

    Parameters
    ----------
    game : NormalFormGame, any number of players

    Returns
    -------
    Reduction

    References
    ----------
    Gilboa, Kalai and Zemel (1990), "On the Order of Eliminating Dominated Strategies". Pearce (1984),
    "Rationalizable Strategic Behavior and the Problem of Perfection", lemma 3 (dominance by mixtures).

    Examples
    --------
    The last action of the row player is worse than an even mixture of the others, and then the game unravels:

    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[4, 0], [0, 4], [1, 1]], [[2, 1], [2, 1], [0, 5]])
    >>> reduction = iterated_dominance(game)
    >>> reduction.eliminated
    (array([0, 3, 1]), array([0, 2]))
    >>> reduction.mixtures[0][2]
    array([0.5, 0.5, 0. ])
    >>> reduction.solved
    array(True)
    """
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(f"a NormalFormGame was needed, got {type(game).__name__}; see bimatrix(A, B).")
    sizes, shape, rows = game.sizes, game.batch_shape, len(game.flat)
    masks = [np.broadcast_to(mask, (rows, size)) for mask, size in zip(masks_of(game), sizes, strict=True)]
    gone, mixtures = np.zeros((rows, sum(sizes)), dtype=np.int64), np.zeros((rows, sum(sizes), max(sizes)))
    rounds, status = np.zeros(rows, dtype=np.int64), np.full(rows, Status.TIED, dtype=np.int8)
    if game.exact is None:
        side_by_side = np.concatenate(masks_of(game), axis=-1)
        _kernel(
            rows, game.flat.reshape(rows, len(sizes), prod(sizes)), as_input(np.array(sizes), np.int64),
            as_input(side_by_side, np.bool_), gone, mixtures, rounds, status,
        )  # fmt: skip
    starts = np.cumsum((0, *sizes)).tolist()
    spans = [slice(start, start + size) for start, size in zip(starts[:-1], sizes, strict=True)]
    tied = np.flatnonzero(status == Status.TIED)
    gone[tied], mixtures[tied], rounds[tied] = 0, 0.0, 0
    for place, exact in integer_games(game, tied):
        g = tied[place]
        alive = [list(range(len(actions))) for actions in exact.actions]
        while dominated := _dominated(exact.payoffs, alive):
            rounds[g] += 1
            for i, a, mixture in dominated:
                row = starts[i] + exact.actions[i][a]
                gone[g, row] = rounds[g]
                mixtures[g, row, exact.actions[i][alive[i]]] = mixture
            for i, a, _ in dominated:
                alive[i].remove(a)
    eliminated = tuple(gone[:, span].reshape(*shape, size) for span, size in zip(spans, sizes, strict=True))
    remaining = tuple(
        mask.reshape(*shape, mask.shape[-1]) & (when == 0) for mask, when in zip(masks, eliminated, strict=True)
    )
    return Reduction(
        NormalFormGame(game.payoffs, game.players, game.actions, remaining, game.exact),
        remaining,
        rounds.reshape(shape),
        eliminated,
        tuple(
            mixtures[:, span, :size].reshape(*shape, size, size) for span, size in zip(spans, sizes, strict=True)
        ),
    )


def _dominated(payoffs: Any, alive: list[list[int]]) -> list[tuple[int, int, list[float]]]:
    """Player, action and dominating mixture of those alive, for every dominated action alive of an integer game."""
    found = []
    for i, mine in enumerate(alive):
        table = np.moveaxis(payoffs[i][np.ix_(*alive)], i, 0).reshape(len(mine), -1)
        for row, a in enumerate(mine):
            mixture = _dominating(table, row)
            if mixture is not None:
                found.append((i, a, [float(weight) for weight in mixture]))
    return found


def _dominating(table: Any, row: int) -> list[Fraction] | None:
    """A mixture of the rows that is strictly better than this one in every column of integers, if there is one."""
    leads = table - table[row]
    if not (leads.max(axis=0) > 0).all():
        return None
    weights = cheapest([[*(-column).tolist(), -1] for column in leads.T], [1] * len(table))
    return None if weights is None else [weight / sum(weights) for weight in weights]
