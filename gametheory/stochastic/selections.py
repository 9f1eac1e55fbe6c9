"""The best and the worst that a finite horizon allows, over all ways to select among stage equilibria."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np

from ..arguments import whole as whole_number
from ..equilibrium import Equilibria
from ..errors import InvalidGameError
from ..multiplicity import Bounds
from ..value import Bools, Floats, Ints
from .backward_induction import require_solver, with_horizon
from .finite_horizon import FiniteHorizonGame, sum_stage
from .game import StochasticGame

MOST_VALUES = 10_000
"""The default limit on the different values that are followed of one game."""

SPARE = 4
"""How many combinations of equilibria are looked at for each value that may be kept."""

SAME = 1e-11
"""Values that differ by less than this share of the range of sums are one."""


def selection_bounds(
    game: StochasticGame | FiniteHorizonGame,
    horizon: int | None,
    stage_solver: Callable[..., Equilibria],
    *,
    most: int = MOST_VALUES,
) -> Bounds:
    """The least and the most that each player gets from each state, over all selections of stage equilibria.

    A selection takes, in each period and state, one of the equilibria that ``stage_solver`` lists of the stage game
    there; it may depend on period and state, but not on what was played before. All values that selections make
    possible are followed from the last period back, as a set.

    Parameters
    ----------
    game : StochasticGame or FiniteHorizonGame
    horizon : int
        The number of periods of a StochasticGame, None for the other.
    stage_solver : callable
        From a NormalFormGame, and ``strict=False``, to Equilibria: :func:`~gametheory.normal_form.all_nash`, or
        :func:`~gametheory.normal_form.pure_nash` for equilibria in pure strategies.
    most : int
        Follow at most so many different values of one game.

    Returns
    -------
    Bounds
        ``low`` and ``high``, (*batch, S, N), discounted sums from the first period on; NaN where no selection exists.
        ``complete``, (*batch,): whether these are the bounds over all selections. Where it is false, because there were
        more values than ``most``, or the solver does not vouch for its lists, selections attain both, but others may
        go beyond. Mixtures of tied equilibria, which no list holds, are no selections.

    Examples
    --------
    In the last of three hunts anything goes, and so in those before:

    >>> from gametheory.normal_form import pure_nash
    >>> hunt = np.array([[[[4, 0], [3, 3]], [[4, 3], [0, 3]]]])
    >>> game = StochasticGame(hunt, 1.0, np.ones((1, 2, 2, 1)))
    >>> low, high, complete = selection_bounds(game, 3, pure_nash)
    >>> low[0, 0], high[0, 0], complete
    (np.float64(9.0), np.float64(12.0), array(True))
    """
    game = with_horizon(game, horizon)
    most = whole_number(most, "most", at_least=1)
    require_solver(stage_solver)
    games, core = prod(game.batch_shape), game.terminal.shape[-2:]
    scale = game.scale.reshape(games, 1, core[1])
    step = np.where(scale > 0, SAME * scale, np.inf)  # what cannot differ is one value
    complete = np.ones(games, dtype=bool)
    values = game.terminal.reshape(games, *core)
    owner: Ints = np.arange(games)
    for t in reversed(range(game.horizon)):
        period = game.period(t)
        listed = stage_solver(sum_stage(period.take(owner), values), strict=False)
        if not isinstance(listed, Equilibria):
            raise InvalidGameError(
                f"stage_solver needs to list all equilibria of each stage game, as all_nash and pure_nash do; this one "
                f"returned {type(listed).__name__}. One equilibrium each is for backward_induction."
            )
        np.logical_and.at(complete, owner, listed.complete.reshape(len(owner), core[0]).all(axis=-1))
        row, chosen, whole = _combinations(listed.count.reshape(len(owner), core[0]), owner, most, listed.payoffs)
        np.logical_and.at(complete, owner, whole)
        values, owner, kept = _distinct(listed.payoffs[chosen], owner[row], step, most, games)
        complete &= kept
    low, high = np.full((games, *core), np.inf), np.full((games, *core), -np.inf)
    np.minimum.at(low, owner, values)
    np.maximum.at(high, owner, values)
    none = low > high
    shape = game.batch_shape
    low, high = (np.where(none, np.nan, side).reshape(*shape, *core) for side in (low, high))
    return Bounds(low, high, complete.reshape(shape))


def _combinations(count: Ints, owner: Ints, most: int, payoffs: Floats) -> tuple[Ints, Ints, Bools]:
    """One equilibrium for each state: the row that each combination continues, and the equilibria, (combinations, S).

    ``count`` is (rows, S). Of a row with too many combinations some are taken: for each player the best and the worst
    in all states, and others at random. The last answer says of each row whether all were taken.
    """
    rows, states = count.shape
    players = payoffs.shape[-1]
    number = count.astype(np.float64).prod(axis=-1)
    allowed = np.maximum(2 * players, SPARE * most // np.bincount(owner, minlength=1)[owner])
    whole = number <= allowed
    taken = np.where(whole, number, allowed).astype(np.int64)
    row = np.repeat(np.arange(rows), taken)
    place = np.arange(len(row)) - np.repeat(np.cumsum(taken) - taken, taken)
    digits = np.empty((len(row), states), dtype=np.int64)
    rest = place.copy()
    for s in reversed(range(states)):
        rest, digits[:, s] = np.divmod(rest, count[row, s])
    some = np.flatnonzero(~whole[row])
    first = (np.cumsum(count) - count.reshape(-1)).reshape(rows, states)
    if len(some):
        thrown = np.random.default_rng(0).random((len(some), states))
        digits[some] = (thrown * count[row[some]]).astype(np.int64)
        for j, extreme in enumerate(_extremes(count, payoffs, first)):
            at = some[place[some] == j]
            digits[at] = extreme[row[at]]
    return row, first[row] + digits, whole


def _extremes(count: Ints, payoffs: Floats, first: Ints) -> list[Ints]:
    """For each player the number of the worst and of the best equilibrium of each stage game, (rows, S)."""
    group = np.repeat(np.arange(count.size), count.reshape(-1))
    found = []
    for side in payoffs.T:
        order = np.append(np.lexsort((side, group)), 0)
        found += [order[first] - first, order[np.maximum(first + count - 1, 0)] - first]
    return found


def _distinct(values: Floats, owner: Ints, step: Floats, most: int, games: int) -> tuple[Floats, Ints, Bools]:
    """Values that differ, game by game, and of which games all are kept: at most ``most``, the extreme ones first."""
    kept = np.ones(games, dtype=bool)
    if not len(values):
        return values, owner, kept
    keys = np.round(values / step[owner]).reshape(len(values), -1)
    _, index = np.unique(np.concatenate([owner[:, None], keys], axis=-1), axis=0, return_index=True)
    values, owner = values[index], owner[index]
    many = np.flatnonzero(np.bincount(owner, minlength=games) > most)
    kept[many] = False
    keep = np.ones(len(values), dtype=bool)
    for g in many:
        mine = np.flatnonzero(owner == g)
        flat = values[mine].reshape(len(mine), -1)
        keep[mine] = False
        keep[mine[np.linspace(0, len(mine) - 1, most).astype(np.int64)]] = True
        keep[mine[flat.argmin(axis=0)]] = keep[mine[flat.argmax(axis=0)]] = True
    return values[keep], owner[keep], kept
