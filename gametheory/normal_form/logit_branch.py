"""The principal branch of logit quantal response equilibria."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..equilibrium import TOLERANCE, Certificate, Equilibrium, certify
from ..kernels.kernel import positions
from ..kernels.logit_marks import CROSSED, FULL, TURNING
from ..kernels.status import Status
from ..profile import profiles_available
from ..residual import logit_residual
from ..value import Bools, Floats, Ints, Value, frozen, spread
from .game import NormalFormGame, require_normal_form
from .logit import as_precision, split, trace

HIGHEST = 1000.0
"""The default of the highest precision, over the largest payoff range of a player."""
LARGEST = 1e300
"""That default is cut off here where payoffs are almost constant."""
ROOM = 64
"""Points of a branch that are provided for at first."""
BLOCK_BYTES = 64 * 2**20
"""Memory for the points of the branches that are followed at a time."""


@dataclass(frozen=True, eq=False)
class LogitBranch(Value):
    """The principal branch of every game of a batch: one row per point, in order along the branch.

    Attributes
    ----------
    precision : (rows,)
        0 in the first row of a game, the highest precision in the last.
    strategies : one (rows, m_i) per player
    payoffs : (rows, N)
    certificate : Certificate, over (rows,)
        Of the concept "logit"; every row holds.
    turning : (rows,) bool
        Where the precision stops rising or falling along the branch. Between two such points the precision is
        monotone, and a precision may have several equilibria.
    crossing : (rows,) bool
        A bifurcation lies between the row before and this one: other branches cross there, and this one was
        followed straight on.
    game : (rows,)
        Which game of the flattened batch; non-decreasing.
    count : (*batch,)
    status, steps : (*batch,)
    """

    precision: Floats
    strategies: tuple[Floats, ...]
    payoffs: Floats
    certificate: Certificate
    turning: Bools
    crossing: Bools
    game: Ints
    count: Ints
    status: Ints
    steps: Ints

    def __post_init__(self) -> None:
        for name, part in list(vars(self).items()):
            object.__setattr__(self, name, frozen(part))

    def __len__(self) -> int:
        return len(self.game)

    def of(self, *index: int) -> LogitBranch:
        """The branch of one game of the batch."""
        position = int(np.arange(self.count.size).reshape(self.count.shape)[index])
        rows = slice(*np.searchsorted(self.game, [position, position + 1]))
        return LogitBranch(
            self.precision[rows],
            tuple(strategy[rows] for strategy in self.strategies),
            self.payoffs[rows],
            _rows_of(self.certificate, rows),
            self.turning[rows],
            self.crossing[rows],
            self.game[rows] - position,
            *(np.asarray(part[index]) for part in (self.count, self.status, self.steps)),
        )

    @property
    def last(self) -> Equilibrium:
        """The last point of each game, at the highest precision; NaN where the branch does not get there."""
        reached = (self.status == Status.SOLVED).reshape(-1)
        rows = np.cumsum(self.count.reshape(-1)) - 1
        rows = np.where(reached, rows, 0)

        def at(part: Any, missing: Any) -> Any:
            out = np.full((len(rows), *part.shape[1:]), missing, dtype=part.dtype)
            out[reached] = part[rows[reached]]
            return out.reshape((*self.count.shape, *part.shape[1:]))

        held = self.certificate
        return Equilibrium(
            tuple(at(strategy, np.nan) for strategy in self.strategies),
            at(self.payoffs, np.nan),
            replace(
                held,
                regret=at(held.regret, np.nan),
                scale=at(held.scale, np.nan),
                inconsistency=at(held.inconsistency, np.nan),
                holds=at(held.holds, False),
            ),
            self.status,
            self.steps,
        )

    def __repr__(self) -> str:
        games = self.count.size
        among = "1 game" if games == 1 else f"{games} games"
        turns, crossed = int(self.turning.sum()), int(self.crossing.sum())
        return f"<LogitBranch: {len(self)} points of {among}, {turns} turning points, {crossed} bifurcations crossed>"


def logit_branch(
    game: NormalFormGame,
    *,
    max_precision: ArrayLike | None = None,
    max_steps: int = 10_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> LogitBranch:
    r"""Follow the principal branch of logit quantal response equilibria.

    The solutions of :math:`x_i(a) = e^{\lambda u_i(a, x_{-i})} / \sum_b e^{\lambda u_i(b, x_{-i})}` over all precisions
    :math:`\lambda \ge 0` form curves for almost every game. The principal branch is the curve that begins with
    uniform play at :math:`\lambda = 0`. For almost every game it leads to one Nash equilibrium as the precision
    grows, which is how it selects one: the risk-dominant one in symmetric 2 x 2 games, but not in all others (Zhang
    and Hofbauer 2016, "Quantal response methods for equilibrium selection in 2 x 2 coordination games").

    The curve is followed along its arc, in the logarithms of the probabilities, so the precision may fall on the
    way: where it turns there is a row of its own. Where branches cross, as they do in symmetric games, the
    curve is followed straight on, which keeps it symmetric; ``crossing`` tells. A crossing that errors in the
    payoffs of about 1e-8 of the range would undo is taken for one. Steps adapt to the curvature, and the sign of
    a determinant is watched, so that no other curve is mistaken for this one; where another curve comes very
    close, as in games that are nearly symmetric, this is no proof.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    max_precision : float, or an array that broadcasts to the batch
        Where to stop, in 1 / payoff units: 1000 over the largest payoff range of a player by default. The branch
        ends when it first gets there.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    LogitBranch
        Points that fail their certificate are left out; their game has the status REFUSED.

    Raises
    ------
    InvalidGameError
        If a precision is negative or not finite.
    NoEquilibriumFoundError
        Under ``strict``, if the branch of a game does not reach its highest precision.

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", Theorem 3. Turocy (2005), "A
    dynamic homotopy interpretation of the logistic quantal response equilibrium correspondence". Allgower and Georg
    (2003), "Introduction to Numerical Continuation Methods", chapters 2 and 8.

    Examples
    --------
    In this stag hunt it leads to the risk-dominant equilibrium:

    >>> from gametheory.normal_form import bimatrix, symmetric
    >>> hunt = symmetric([[4, 0], [3, 3]], actions=("stag", "hare"))
    >>> branch = logit_branch(hunt)
    >>> branch.precision[[0, -1]]
    array([  0., 250.])
    >>> branch.last.strategies[0].round(6)
    array([0., 1.])

    Here the precision falls on the way:

    >>> branch = logit_branch(bimatrix([[4, 8], [29, 1]], [[12, 15], [12, 13]]))
    >>> branch
    <LogitBranch: 26 points of 1 game, 2 turning points, 0 bifurcations crossed>
    >>> branch.precision[branch.turning].round(6)
    array([0.660988, 0.633625])
    """
    require_normal_form(game)
    if max_precision is None:
        highest = default_precision(game)
    else:
        given = as_precision(max_precision, "max_precision")
        highest = spread(given, game.batch_shape).reshape(-1)
    games, precision, joint, marks, status, steps = _all_points(game, highest, max_steps)
    strategies = split(joint, game.sizes)
    measure = logit_residual(precision[:, None])
    judged = certify(game, strategies, residual=lambda some, of: measure(some, of, games), tolerance=tolerance,
                     strict=False)  # fmt: skip
    held, certificate, payoffs, strategies = (
        judged.certificate.holds, judged.certificate, judged.payoffs, judged.strategies
    )  # fmt: skip
    if not held.all():
        refused = np.zeros(len(status), dtype=bool)
        refused[games[~held]] = True
        status = np.where(refused & (status == Status.SOLVED), np.int8(Status.REFUSED), status)
        precision, games, marks = precision[held], games[held], marks[held]
        certificate, payoffs = _rows_of(certificate, held), payoffs[held]
        strategies = tuple(strategy[held] for strategy in strategies)
    shape = game.batch_shape
    branch = LogitBranch(
        precision,
        strategies,
        payoffs,
        certificate,
        marks == TURNING,
        marks == CROSSED,
        games,
        np.bincount(games, minlength=len(status)).reshape(shape),
        status.reshape(shape),
        steps.reshape(shape),
    )
    if strict and status.any():  # SOLVED is 0
        last = branch.last
        certify(game, last.strategies, last.status, last.steps, residual=logit_residual(highest.reshape(*shape, 1)))
    return branch


def _all_points(game: NormalFormGame, highest: Floats, max_steps: int) -> Any:
    """Points of all branches: (game, precision, strategies, mark) by point, then (status, steps) by game."""
    rows, width = len(game.flat), sum(game.sizes)
    if rows == 1:
        room, points = ROOM, trace(game, positions(1), highest, ROOM, max_steps)
        while points.status[0] == FULL:
            room *= 8
            points = trace(game, positions(1), highest, room, max_steps)
        here = slice(points.written[0])
        return (
            np.zeros(here.stop, dtype=np.int64), points.precision[0, here], points.strategies[0, here],
            points.marks[0, here], points.status, points.steps,
        )  # fmt: skip
    status, steps = np.empty(rows, dtype=np.int8), np.empty(rows, dtype=np.int64)
    found: list[tuple[Any, ...]] = []
    waiting, room = np.arange(rows), ROOM
    while len(waiting):
        per_block = max(1, BLOCK_BYTES // (8 * room * (width + 2)))
        short = []
        for start in range(0, len(waiting), per_block):
            block = waiting[start : start + per_block]
            points = trace(game, block, highest[block], room, max_steps)
            full = points.status == FULL
            short.append(block[full])
            there = (np.arange(room) < points.written[:, None]) & ~full[:, None]
            found.append((
                np.repeat(block, there.sum(axis=1)), points.precision[there], points.strategies[there],
                points.marks[there],
            ))  # fmt: skip
            status[block], steps[block] = points.status, points.steps
        waiting, room = np.concatenate(short), 8 * room
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0), np.empty((0, width)), np.empty(0, dtype=np.int8), status, steps
    if len(found) == 1:
        return *found[0], status, steps
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    return *(column[order] for column in columns), status, steps


def _rows_of(certificate: Certificate, rows: Any) -> Certificate:
    return replace(
        certificate,
        regret=certificate.regret[rows],
        scale=certificate.scale[rows],
        inconsistency=certificate.inconsistency[rows],
        holds=certificate.holds[rows],
    )


def default_precision(game: NormalFormGame) -> Floats:
    """HIGHEST over the largest payoff range of any player, by game."""
    widest = payoff_ranges(game).max(axis=-1, initial=0.0)
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(widest > 0, np.minimum(HIGHEST / widest, LARGEST), HIGHEST)


def payoff_ranges(game: NormalFormGame) -> Floats:
    """The payoff range of each player over profiles that exist, (games, N)."""
    there: Any = True
    if game.available is not None:
        there = profiles_available(game.available).reshape(len(game.flat), 1, *game.sizes)
    profiles = tuple(range(-len(game.sizes), 0))
    high = game.flat.max(axis=profiles, where=there, initial=-np.inf)
    return np.asarray(high - game.flat.min(axis=profiles, where=there, initial=np.inf))
