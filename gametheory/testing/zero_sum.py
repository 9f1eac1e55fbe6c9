"""Laws of zero-sum games: the value, and how it moves with the payoffs.

As in :mod:`gametheory.testing.laws`, a law takes a solver and a game or a batch of games. The value of a game
lies between what an answer pays the row player less the column player's regret, and that plus the row
player's own regret; the laws are on these bounds, so they need no tolerance. They apply wherever an
equilibrium is found.

References
----------
von Neumann (1928), "Zur Theorie der Gesellschaftsspiele".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria
from ..normal_form.game import NormalFormGame, zero_sum
from ..profile import profiles_available
from ..residual import ROUNDING
from ..value import Floats
from .answer import Solver, count_of, require_certified, rows_of, violated
from .measure import as_fractions, available, exact_payoffs


def value_bounds(solver: Solver, game: NormalFormGame) -> tuple[Floats, Floats]:
    """The largest lower and the smallest upper bound on the value that the answers give, (games,) each.

    The games are those of the flattened batch; the bounds are infinite where nothing was found.
    """
    found = rows_of(game, solver(game))
    low, high = np.full(count_of(game), -np.inf), np.full(count_of(game), np.inf)
    sizes = np.abs(game.payoffs[..., 0, :, :]).max(axis=(-1, -2)).reshape(-1)
    rounding = 64 * ROUNDING * sizes[found.game] + 2.0**-1000
    np.maximum.at(low, found.game, found.payoffs[:, 0] - found.regret[:, 1] - rounding)
    np.minimum.at(high, found.game, found.payoffs[:, 0] + found.regret[:, 0] + rounding)
    return low, high


def value_is_unique(solver: Solver, game: NormalFormGame) -> None:
    """All equilibria of a zero-sum game pay the same."""
    _require_overlap("value is unique", game, value_bounds(solver, game))


def optimal_strategies_are_interchangeable(
    solver: Solver, game: NormalFormGame, *, tolerance: float = TOLERANCE
) -> None:
    """The row player's strategy of one equilibrium and the column player's of another form an equilibrium."""
    found = rows_of(game, solver(game))
    same = found.game[:, None] == found.game[None, :]
    rows, columns = np.nonzero(same)
    profile = (found.profile[0][rows], found.profile[1][columns])
    # Each of the two was allowed that regret for either player.
    law = "optimal strategies are interchangeable"
    require_certified(law, game, found.game[rows], profile, 4 * tolerance)


def value_follows_units(solver: Solver, game: NormalFormGame, factor: Any, constant: Any) -> None:
    """The value of k A + c is k times that of A plus c, and that of -A' is minus that of A.

    Parameters
    ----------
    solver, game
    factor, constant : int, float or Fraction, the factor positive
    """
    low, high = value_bounds(solver, game)
    payoffs = exact_payoffs(game)[..., 0, :, :]
    changed = zero_sum(as_fractions(factor) * payoffs + as_fractions(constant), available=game.available)
    scaled = float(factor) * low + float(constant), float(factor) * high + float(constant)
    slack = 8 * ROUNDING * (abs(float(constant)) + np.abs(scaled[0], where=np.isfinite(low), out=np.zeros_like(low)))
    _require_overlap(
        f"value of {factor} A + {constant}", game, (scaled[0] - slack, scaled[1] + slack), value_bounds(solver, changed)
    )
    swapped = None if game.available is None else game.available[::-1]
    role_change = zero_sum(-payoffs.swapaxes(-1, -2), available=swapped)
    low_there, high_there = value_bounds(solver, role_change)
    _require_overlap("value of -A'", game, (low, high), (-high_there, -low_there))


def value_is_monotone(solver: Solver, game: NormalFormGame, raises: Any) -> None:
    """Raising payoffs does not lower the value, nor raise it by more than the largest raise.

    Parameters
    ----------
    solver, game
    raises : non-negative array that broadcasts with (*batch, m, n)
    """
    low, high = value_bounds(solver, game)
    raised = zero_sum(exact_payoffs(game)[..., 0, :, :] + as_fractions(raises), available=game.available)
    low_there, high_there = value_bounds(solver, raised)
    most = float(np.abs(raises).max(initial=0)) * (1 + 2 * ROUNDING)
    # v <= v' <= v + most, as far as the bounds on both tell.
    _require_overlap("value is monotone", game, (low, high + most), (low_there, high_there))


def more_actions_never_hurt(solver: Solver, game: NormalFormGame, player: int, payoffs: Any) -> None:
    """A further action of a player of a zero-sum game does not lower that player's value.

    Parameters
    ----------
    solver, game
    player : 0 or 1
    payoffs : array that broadcasts with (*batch, 1, n), or (*batch, m, 1)
        What the row player gets where the further action is played.
    """
    low, high = value_bounds(solver, game)
    before = exact_payoffs(game)[..., 0, :, :]
    added = np.broadcast_to(as_fractions(payoffs), before.take([0], axis=player - 2).shape)
    masks = None
    if game.available is not None:
        more = [np.concatenate([mask, np.ones_like(mask[..., :1])], axis=-1) for mask in game.available]
        masks = tuple(more[i] if i == player else mask for i, mask in enumerate(game.available))
    larger = zero_sum(np.concatenate([before, added], axis=player - 2), available=masks)
    low_there, high_there = value_bounds(solver, larger)
    law = f"a further action does not hurt player {player}"
    if player == 0:
        _require_overlap(law, game, (low, np.full_like(low, np.inf)), (low_there, high_there))
    else:
        _require_overlap(law, game, (np.full_like(low, -np.inf), high), (low_there, high_there))


def fair_game_has_value_zero(solver: Solver, game: NormalFormGame) -> None:
    """A zero-sum game that looks the same from both sides, A' = -A, has value 0."""
    low, high = value_bounds(solver, game)
    _require_overlap("fair game has value zero", game, (low, high), (np.zeros_like(low), np.zeros_like(low)))


def pure_equilibria_are_saddle_points(solver: Solver, game: NormalFormGame) -> None:
    """A pure equilibrium is a cell where the largest row minimum is the smallest column maximum.

    If there is such a cell, a solver that calls its answer complete has found one. The comparison is exact,
    so the law is for payoffs that either tie or differ by more than the solver's tolerance.
    """
    law = "pure equilibria are saddle points"
    answer = solver(game)
    found = rows_of(game, answer)
    pure = np.logical_and(*((strategy > 0).sum(axis=1) == 1 for strategy in found.profile))
    payoffs = exact_payoffs(game)[..., 0, :, :]
    exists = profiles_available([available(game, i) for i in range(2)])
    somewhere = [exists.any(axis=-1), exists.any(axis=-2)]
    worst = np.where(somewhere[0], np.where(exists, payoffs, np.inf).min(axis=-1), -np.inf)
    best = np.where(somewhere[1], np.where(exists, payoffs, -np.inf).max(axis=-2), np.inf)
    saddle = np.asarray(worst.max(axis=-1) == best.min(axis=-1)).astype(bool).reshape(-1)
    for k in np.flatnonzero(pure & ~saddle[found.game])[:1]:
        shown = tuple(strategy[k].tolist() for strategy in found.profile)
        violated(law, game.take(found.game[k]), f"no saddle point at {shown}")
    if isinstance(answer, Equilibria):
        with_pure = np.isin(np.arange(count_of(game)), found.game[pure])
        for position in np.flatnonzero(answer.complete.reshape(-1) & saddle & ~with_pure)[:1]:
            violated(law, game.take(position), "there is a saddle point, but no pure equilibrium was found")


def _require_overlap(law: str, game: NormalFormGame, ours: Any, theirs: Any = (-np.inf, np.inf)) -> None:
    """Report the first game in which two pairs of bounds exclude each other."""
    low, high = np.maximum(ours[0], theirs[0]), np.minimum(ours[1], theirs[1])
    for position in np.flatnonzero(low > high)[:1]:
        violated(law, game.take(position), f"the value would be at least {low[position]} and at most {high[position]}")
