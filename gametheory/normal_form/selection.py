"""Which of many equilibria: the criteria of the theory of equilibrium selection, applied to rows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..equilibrium import TOLERANCE, Equilibria, Equilibrium
from ..errors import InvalidGameError, UnsupportedGameError
from ..value import Bools, Floats, Ints
from .game import NormalFormGame, require_players
from .undominated import undominated

NEARLY = 1e-12
"""Products of deviation losses that differ by no more than this share are compared as fractions."""


def welfare_best(equilibria: Equilibria, *, weights: ArrayLike | None = None) -> Equilibrium:
    r"""Choose the equilibrium with the largest sum of payoffs.

    .. math:: \max \sum_i w_i u_i(x)

    Sums within 1e-9 of the payoff ranges count as equal; of equal ones the first in canonical order is taken.

    Parameters
    ----------
    equilibria : Equilibria
        The choice is among these: where they are not ``complete``, a better one may be missing.
    weights : (N,)
        The same for all players by default.

    Returns
    -------
    Equilibrium
        ``steps`` is the row's number within its game; -1, and NaN, where the game has no row.

    Examples
    --------
    >>> from gametheory.normal_form import pure_nash, symmetric
    >>> stag_hunt = symmetric([[4, 0], [3, 3]])
    >>> welfare_best(pure_nash(stag_hunt)).payoffs
    array([4., 4.])
    """
    players = equilibria.payoffs.shape[-1]
    shares = np.ones(players) if weights is None else np.asarray(weights, dtype=np.float64)
    if shares.shape != (players,) or not np.isfinite(shares).all():
        raise InvalidGameError(f"weights need one finite number for each of the {players} players; got {weights!r}.")
    welfare = equilibria.payoffs @ shares
    slack = TOLERANCE * (equilibria.certificate.scale @ np.abs(shares))
    return _one_each(equilibria, welfare >= _best(equilibria, welfare)[equilibria.game] - slack)


def payoff_dominant(equilibria: Equilibria) -> Equilibrium:
    """Choose the equilibrium that pays every player at least what any other equilibrium pays.

    Often there is none: the players rank equilibria differently. Payoffs within 1e-9 of the range count as equal;
    of several equilibria that pay the same, the first in canonical order is taken.

    Parameters
    ----------
    equilibria : Equilibria
        The comparison is with these: where they are not ``complete``, one that is missing might dominate.

    Returns
    -------
    Equilibrium
        ``steps`` is the row's number within its game; -1, and NaN, where no equilibrium is payoff dominant.

    References
    ----------
    Harsanyi and Selten (1988), "A General Theory of Equilibrium Selection in Games", section 3.6.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix, pure_nash, symmetric
    >>> payoff_dominant(pure_nash(symmetric([[4, 0], [3, 3]]))).payoffs
    array([4., 4.])
    >>> payoff_dominant(pure_nash(bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]]))).payoffs
    array([nan, nan])
    """
    dominant = np.ones(len(equilibria), dtype=bool)
    for i in range(equilibria.payoffs.shape[-1]):
        mine = equilibria.payoffs[:, i]
        dominant &= mine >= _best(equilibria, mine)[equilibria.game] - TOLERANCE * equilibria.certificate.scale[:, i]
    return _one_each(equilibria, dominant)


def risk_dominant(game: NormalFormGame, equilibria: Equilibria) -> Equilibrium:
    r"""Choose the risk-dominant equilibrium of games of two players with two actions each.

    Of two strict equilibria s and t in pure strategies, s risk-dominates t if its product of deviation losses is
    larger,

    .. math:: \prod_i [u_i(s) - u_i(t_i, s_{-i})] > \prod_i [u_i(t) - u_i(s_i, t_{-i})].

    Where the products are equal the mixed equilibrium is taken; where a game has one equilibrium only, that one.
    Products are compared exactly.

    Parameters
    ----------
    game : NormalFormGame, 2 x 2
        In larger games risk dominance is defined by the tracing procedure, which is not offered.
    equilibria : Equilibria
        All equilibria of the game.

    Returns
    -------
    Equilibrium
        ``steps`` is the row's number within its game; -1, and NaN, where the game has neither two strict equilibria
        nor one only, or where the one chosen is not among the rows.

    Raises
    ------
    UnsupportedGameError
        If the game is not 2 x 2.

    References
    ----------
    Harsanyi and Selten (1988), "A General Theory of Equilibrium Selection in Games", section 3.9.

    Examples
    --------
    To hunt the stag pays more, to hunt the hare is safer:

    >>> from gametheory.normal_form import support_enumeration, symmetric
    >>> stag_hunt = symmetric([[4, 0], [3, 3]])
    >>> risk_dominant(stag_hunt, support_enumeration(stag_hunt)).payoffs
    array([3., 3.])
    """
    require_players(game, 2)
    if game.sizes != (2, 2):
        raise UnsupportedGameError(
            f"risk dominance by deviation losses is for two actions a player; got {game.sizes}. Larger games need the "
            f"tracing procedure, which is not offered; payoff_dominant and welfare_best take any game."
        )
    _require_rows_of(game, equilibria)
    values = game.flat if game.exact is None else game.exact.values.reshape(game.flat.shape)
    both: Any = np.ones(len(values), dtype=bool)
    if game.available is not None:
        both = np.all([mask.reshape(-1, 2).all(axis=-1) for mask in game.available], axis=0)
    chosen = np.where((equilibria.count == 1) & equilibria.complete, 1, 0).reshape(-1)[equilibria.game] > 0
    pure = [strategy[:, 0] == 1 for strategy in equilibria.strategies]  # in their first action
    mixed = [(strategy > 0).all(axis=-1) for strategy in equilibria.strategies]
    for s in ((0, 0), (0, 1)):
        t = (1 - s[0], 1 - s[1])
        strict, sign = _larger_product(values, s, t)
        strict &= both
        here, verdict = strict[equilibria.game], sign[equilibria.game]
        for profile, wanted in ((s, 1), (t, -1)):
            at = np.all([first == (action == 0) for first, action in zip(pure, profile, strict=True)], axis=0)
            chosen |= here & (verdict == wanted) & at & ~mixed[0] & ~mixed[1]
        chosen |= here & (verdict == 0) & mixed[0] & mixed[1]
    return _one_each(equilibria, chosen)


def trembling_hand_perfect(game: NormalFormGame, equilibria: Equilibria) -> Equilibria:
    r"""Keep the equilibria of a two-player game that are trembling-hand perfect.

    With two players, an equilibrium is perfect if and only if neither strategy is weakly dominated, by a mixed
    strategy or a pure one. A strategy is undominated if and only if all actions in its support are best replies to
    one completely mixed strategy of the opponent. That is decided in integers, on the supports of the rows; most
    rows are decided at sight, and the others by one small linear program each.

    Parameters
    ----------
    game : NormalFormGame, two players
    equilibria : Equilibria
        Nash equilibria of this game.

    Returns
    -------
    Equilibria
        The rows that are perfect. A complete list stays complete.

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players: with more, undominated equilibria need not be perfect.

    References
    ----------
    van Damme (1991), "Stability and Perfection of Nash Equilibria", theorem 3.2.2.

    Examples
    --------
    The second equilibrium holds only as long as nobody trembles:

    >>> from gametheory.normal_form import pure_nash, symmetric
    >>> game = symmetric([[1, 0], [0, 0]])
    >>> pure_nash(game).payoffs.tolist()
    [[1.0, 1.0], [0.0, 0.0]]
    >>> trembling_hand_perfect(game, pure_nash(game)).payoffs.tolist()
    [[1.0, 1.0]]
    """
    require_players(game, 2)
    _require_rows_of(game, equilibria)
    supports = [strategy > 0 for strategy in equilibria.strategies]
    perfect = np.ones(len(equilibria), dtype=bool)
    for i in range(2):
        rows = np.flatnonzero(perfect)
        perfect[rows] = undominated(game, i, equilibria.game[rows], supports[i][rows], supports[1 - i][rows])
    certificate = equilibria.certificate
    return replace(
        equilibria,
        strategies=tuple(strategy[perfect] for strategy in equilibria.strategies),
        payoffs=equilibria.payoffs[perfect],
        certificate=replace(
            certificate,
            regret=certificate.regret[perfect],
            scale=certificate.scale[perfect],
            inconsistency=certificate.inconsistency[perfect],
            holds=certificate.holds[perfect],
        ),
        game=equilibria.game[perfect],
        count=np.bincount(equilibria.game[perfect], minlength=equilibria.count.size).reshape(equilibria.count.shape),
        component=equilibria.component[perfect],
        index=equilibria.index[perfect],
    )


def _larger_product(values: Any, s: tuple[int, int], t: tuple[int, int]) -> tuple[Bools, Ints]:
    """Whether two opposite profiles are strict equilibria, and the sign of the difference of their products."""
    losses = [_deviation_losses(values, s), _deviation_losses(values, t)]
    strict = np.ones(len(values), dtype=bool)
    shares = []
    for mine, other in zip(*losses, strict=True):
        strict &= (mine > 0) & (other > 0)
        both = np.array([mine, other], dtype=np.float64)
        shares.append(both / np.where(strict, both.max(axis=0), 1.0))
    gap = shares[0][0] * shares[1][0] - shares[0][1] * shares[1][1]
    sign = np.sign(gap).astype(np.int64)
    for g in np.flatnonzero(strict & (np.abs(gap) <= NEARLY)):
        exact = np.vectorize(lambda payoff: Fraction(*payoff.as_integer_ratio()), otypes=[object])(values[g : g + 1])
        products = [prod(loss[0] for loss in _deviation_losses(exact, profile)) for profile in (s, t)]
        sign[g] = (products[0] > products[1]) - (products[0] < products[1])
    return strict, sign


def _deviation_losses(values: Any, profile: tuple[int, int]) -> tuple[Any, Any]:
    """What each player loses by leaving a pure profile of 2 x 2 games alone, one per game."""
    i, j = profile
    return values[:, 0, i, j] - values[:, 0, 1 - i, j], values[:, 1, i, j] - values[:, 1, i, 1 - j]


def _best(equilibria: Equilibria, values: Floats) -> Floats:
    """The largest value among the rows of each game, (games,)."""
    best = np.full(equilibria.count.size, -np.inf)
    np.maximum.at(best, equilibria.game, values)
    return best


def _one_each(equilibria: Equilibria, eligible: Bools) -> Equilibrium:
    """The first eligible row of each game, as one Equilibrium; NaN where there is none."""
    shape, games = equilibria.count.shape, equilibria.count.size
    rows = np.flatnonzero(eligible)
    game, first = np.unique(equilibria.game[rows], return_index=True)
    chosen: Ints = np.full(games, -1)
    chosen[game] = rows[first]
    found = chosen >= 0

    def pick(part: Any, missing: Any) -> Any:
        out = np.full((games, *part.shape[1:]), missing, dtype=part.dtype)
        out[found] = part[chosen[found]]
        return out.reshape((*shape, *part.shape[1:]))

    certificate = equilibria.certificate
    number = np.where(found, chosen - np.searchsorted(equilibria.game, np.arange(games)), -1)
    return Equilibrium(
        tuple(pick(strategy, np.nan) for strategy in equilibria.strategies),
        pick(equilibria.payoffs, np.nan),
        replace(
            certificate,
            regret=pick(certificate.regret, np.nan),
            scale=pick(certificate.scale, np.nan),
            inconsistency=pick(certificate.inconsistency, np.nan),
            holds=pick(certificate.holds, False),
        ),
        equilibria.status,
        number.reshape(shape),
    )


def _require_rows_of(game: NormalFormGame, equilibria: Equilibria) -> None:
    sizes = tuple(strategy.shape[-1] for strategy in equilibria.strategies)
    fits = sizes == game.sizes and equilibria.count.shape == game.batch_shape
    if not fits or equilibria.certificate.concept != "nash":
        raise InvalidGameError(
            f"Nash equilibria of this game are needed, of batch shape {game.batch_shape} and sizes {game.sizes}; got "
            f"the concept {equilibria.certificate.concept!r}, {equilibria.count.shape} and {sizes}."
        )
