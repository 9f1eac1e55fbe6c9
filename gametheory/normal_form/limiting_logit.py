"""One Nash equilibrium of any number of players, near the end of the principal logit branch."""

from __future__ import annotations

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..kernels.status import Status
from ..value import Floats, Ints
from .game import NormalFormGame
from .indifference import Indifference
from .logit_branch import LARGEST, default_precision, logit_branch, payoff_ranges

CUTS = (1e-3, 1e-6, 1e-2, 3e-2, 1e-10)
"""Actions less likely than one of these at the end of the branch are taken not to be in the supports."""
PRECISIONS = (1, 100)
"""Where the branch is left, in default highest precisions; the next for games that were not solved before."""
ROUNDS = 8
"""How often Newton's method is begun anew on the same supports."""


def limiting_logit(
    game: NormalFormGame, *, max_steps: int = 10_000, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    """Find one Nash equilibrium: the supports from the end of the logit branch, the rest by Newton's method.

    The principal branch of :func:`logit_branch` leads, for almost every game, to a Nash equilibrium. It is followed
    with the payoffs of each player in a unit near his payoff range, a power of two. Its last point tells by the sizes
    of probabilities which actions are in the supports; the equations of indifference over these are solved from
    there. That the answer is a Nash equilibrium is certified; that it is the limit of the branch is not. Games with
    ties in the limit may be left without an answer.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    max_steps : int
        Of the branch.
    tolerance, strict
        See :doc:`/concepts/solving`. The status is STEP_LIMIT where the branch does not come to an end, and REFUSED
        where no supports give an equilibrium.

    Returns
    -------
    Equilibrium

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", Theorem 3 (the limit).

    Examples
    --------
    Three players, each of whom wants to do something else than the next one; nothing pure will do:

    >>> other = 1 - np.eye(2)
    >>> game = NormalFormGame([other[:, :, None] + np.zeros(2), other + np.zeros((2, 1, 1)),
    ...                        other.T[:, None] + np.zeros((2, 1))], players=("A", "B", "C"))
    >>> limiting_logit(game).strategies[0].round(9)
    array([0.5, 0.5])
    """
    flat = game.take(np.arange(len(game.flat)))
    found = [np.full((len(flat.flat), size), np.nan) for size in game.sizes]
    status = np.full(len(flat.flat), Status.STEP_LIMIT, dtype=np.int8)
    steps = np.zeros(len(flat.flat), dtype=np.int64)
    left = np.arange(len(flat.flat))
    for times in PRECISIONS:
        some = _in_like_units(flat.take(left))
        highest = np.minimum(times * default_precision(some), LARGEST)
        branch = logit_branch(some, max_precision=highest, max_steps=max_steps, strict=False)
        steps[left] += branch.steps
        ended = branch.status == Status.SOLVED
        status[left[ended]] = Status.REFUSED
        _take_supports(flat, left[ended], [end[ended] for end in branch.last.strategies], found, tolerance)
        left = left[np.isnan(found[0][left, 0])]
        if not len(left):
            break
    status[~np.isnan(found[0][:, 0])] = Status.SOLVED
    shape = game.batch_shape
    strategies = tuple(mine.reshape(*shape, mine.shape[-1]) for mine in found)
    return certify(
        game, strategies, status.reshape(shape), steps.reshape(shape), tolerance=tolerance, strict=strict
    )


def _take_supports(
    game: NormalFormGame, left: Ints, ends: list[Floats], found: list[Floats], tolerance: float
) -> None:
    """Fill in, for the games left, the equilibria with the supports that the ends of their branches show."""
    for cut in CUTS:
        if not len(left):
            return
        some = game.take(left)
        solved = _indifferent(some, [_rescaled(np.where(end > cut, end, 0.0)) for end in ends])
        holds = certify(some, tuple(solved), tolerance=tolerance, strict=False).certificate.holds
        for mine, fresh in zip(found, solved, strict=True):
            mine[left[holds]] = fresh[holds]
        left, ends = left[~holds], [end[~holds] for end in ends]


def _in_like_units(game: NormalFormGame) -> NormalFormGame:
    """The games in float64, payoffs of each player in a unit that is a power of two near the payoff range."""
    ranges = payoff_ranges(game)
    exponents = np.where((ranges > 0) & np.isfinite(ranges), np.frexp(ranges)[1], 0)
    payoffs = np.ldexp(game.flat, -exponents.reshape(*exponents.shape, *(1,) * len(game.sizes)))
    return NormalFormGame(payoffs, game.players, available=game.available)


def _indifferent(game: NormalFormGame, given: list[Floats]) -> list[Floats]:
    """Newton's method on the equations of indifference, from strategies that have the supports."""
    ends = np.cumsum([strategy.shape[-1] for strategy in given])
    for _ in range(ROUNDS):
        system = Indifference(game, given)
        parts = np.split(np.nan_to_num(system.z[:, : ends[-1]], nan=0.0), ends[:-1], axis=-1)
        given = [_rescaled(np.clip(part, 0.0, 1.0)) for part in parts]
    return given


def _rescaled(weights: Floats) -> Floats:
    """Weights that sum to 1; where all are 0, the first."""
    weights = np.where(weights.any(axis=-1, keepdims=True), weights, np.eye(weights.shape[-1])[0])
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
