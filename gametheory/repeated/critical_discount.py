"""How patient players must be for an automaton to be an equilibrium."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from ..arguments import whole
from ..errors import InvalidGameError
from ..sweep import Crossings, threshold
from ..value import Floats
from .automaton import Automaton
from .game import RepeatedGame
from .play import ROUNDING, incentive_slack, payoff_range, require_both


def critical_discount(
    game: RepeatedGame, automaton: Automaton, *, highest: float = 0.999, points: int = 201
) -> Floats:
    """The least discount factor at which an automaton is an equilibrium, (*batch,).

    More patience need not help: :func:`discount_crossings` says where the automaton ceases to be one.

    Parameters
    ----------
    game : RepeatedGame
        Its discount is not used.
    automaton : Automaton
    highest, points
        See :func:`discount_crossings`.

    Returns
    -------
    (*batch,)
        NaN where the automaton is no equilibrium up to ``highest``.

    Examples
    --------
    Grim trigger in prisoners' dilemmas: (T - R) / (T - P).

    >>> from gametheory.normal_form import bimatrix
    >>> from gametheory.repeated import RepeatedGame, grim
    >>> row = np.array([[[3, 0], [temptation, 1]] for temptation in (4, 5, 7)])
    >>> game = RepeatedGame(bimatrix(row, row.swapaxes(-1, -2)), 0.9)
    >>> critical_discount(game, grim(game, (0, 0), (1, 1))).round(6)
    array([0.333333, 0.5     , 0.666667])
    """
    found = discount_crossings(game, automaton, highest=highest, points=points)
    rises = found.direction == 1
    least = np.min(np.where(rises, found.upper, np.inf), axis=-1, initial=np.inf)
    at_once = _reading(game, automaton)(np.zeros((1, *_batch(game, automaton))))[0] > 0
    least = np.where(at_once, 0.0, least)
    return np.where(np.isfinite(least), least, np.nan)[()]


def discount_crossings(
    game: RepeatedGame, automaton: Automaton, *, highest: float = 0.999, points: int = 201
) -> Crossings:
    """Every discount factor at which an automaton becomes an equilibrium, or ceases to be one.

    Found by scanning the least slack of one-shot deviations and halving where its sign differs: two crossings closer
    than the grid may be missed.

    Parameters
    ----------
    game : RepeatedGame
        Its discount is not used.
    automaton : Automaton
    highest : float
        Where the scan ends; it begins at 0. Below 1.
    points : int
        Places of the scan.

    Returns
    -------
    Crossings
        As of :func:`gametheory.sweep.threshold`, the parameter being the discount factor; direction +1 where the
        automaton becomes an equilibrium.

    Examples
    --------
    More patience may hurt. Here the row player is invited to cooperate for ever by cooperating alone once, and
    declines; both play grim trigger if it accepts. It declines only up to 1/2, and grim trigger needs 1/3:

    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, automaton
    >>> game = RepeatedGame(symmetric([[2, -2], [3, 0]]), 0.0)
    >>> declined = automaton(game, {
    ...     "invitation": ((1, 1), lambda played: "accepted" if played[0] == 0 else "declined"),
    ...     "accepted": ((0, 0), lambda played: "accepted" if played == (0, 0) else "declined"),
    ...     "declined": ((1, 1), "declined"),
    ... })
    >>> found = discount_crossings(game, declined)
    >>> found.midpoint.round(6), found.direction
    (array([0.333333, 0.5     ]), array([ 1, -1], dtype=int8))
    """
    if not isinstance(highest, Real) or not 0 < highest < 1:
        raise InvalidGameError(f"highest needs to lie between 0 and 1, where the scan ends; got {highest!r}.")
    points, batch = whole(points, "points", at_least=2), _batch(game, automaton)
    return threshold(
        _reading(game, automaton), np.zeros(batch), np.full(batch, highest), points=points, tolerance=1e-13
    )


def _batch(game: RepeatedGame, automaton: Automaton) -> tuple[int, ...]:
    require_both(game, automaton)
    return np.broadcast_shapes(game.batch_shape, automaton.batch_shape)


def _reading(game: RepeatedGame, automaton: Automaton) -> Any:
    """The least slack of any player as a share of the own payoff range, at discount factors (k, *batch)."""
    scale = payoff_range(game)

    def slack(discount: Any) -> Any:
        at = RepeatedGame(game.stage, discount, game.signals)
        share = incentive_slack(at, automaton) / np.where(scale > 0, scale, 1.0)
        return share.min(axis=-1) + ROUNDING

    return slack
