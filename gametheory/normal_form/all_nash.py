"""Every equilibrium: the front door, which chooses among the enumerations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, certify_rows
from .game import NormalFormGame, require_players
from .support_enumeration import support_enumeration
from .vertex_enumeration import vertex_enumeration

FEW = 5
"""Up to so many actions a player, supports are enumerated first."""


def all_nash(game: NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibria:
    """Find every extreme Nash equilibrium of a two-player game, by whatever finds all of them soonest.

    ==============================  ==================================================================
    games                           solved by
    ==============================  ==================================================================
    up to 5 actions a player,       :func:`support_enumeration`
    nondegenerate
    up to 5 actions a player,       :func:`vertex_enumeration`, where the former says that its answer is
    degenerate                      not complete
    more actions                    :func:`vertex_enumeration`
    ==============================  ==================================================================

    In a nondegenerate game these are all equilibria; in a degenerate one all others are mixtures of them. Which
    ones mix, and the index of each component, is told by :func:`vertex_enumeration`: rows of games that supports
    decide have ``component`` -1 and ``index`` 0, for not computed.

    Parameters
    ----------
    game : NormalFormGame, two players
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified equilibrium.

    References
    ----------
    Those of the two solvers.

    Examples
    --------
    A game with a tie: the row player does not care against the first column.

    >>> from gametheory.normal_form import bimatrix
    >>> found = all_nash(bimatrix([[1, 0], [1, 2]], [[1, 0], [0, 1]]))
    >>> found.strategies[0].round(3)
    array([[1. , 0. ],
           [0. , 1. ],
           [0.5, 0.5]])
    >>> found.complete
    array(True)
    """
    require_players(game, 2)
    if max(game.sizes) > FEW:
        return vertex_enumeration(game, tolerance=tolerance, strict=strict)
    found = support_enumeration(game, tolerance=tolerance, strict=False)
    if found.complete.all():
        return replace(found, component=found.component.astype(np.int64), index=found.index.astype(np.int64))
    open_games = np.flatnonzero(~found.complete.reshape(-1))
    rest = vertex_enumeration(game.take(open_games), tolerance=tolerance, strict=False)
    return _merged(game, found, rest, open_games, tolerance, strict)


def _merged(
    game: NormalFormGame, found: Equilibria, rest: Equilibria, replaced: Any, tolerance: float, strict: bool
) -> Equilibria:
    """The rows of ``found``, with those of the games ``replaced`` taken from ``rest``."""
    kept = found.complete.reshape(-1)[found.game]
    rows = np.concatenate([found.game[kept], replaced[rest.game]])
    order = np.argsort(rows, kind="stable")
    strategies = tuple(
        np.concatenate([one[kept], other])[order]
        for one, other in zip(found.strategies, rest.strategies, strict=True)
    )
    complete, status = np.array(found.complete).reshape(-1), np.array(found.status).reshape(-1)
    complete[replaced], status[replaced] = rest.complete, rest.status
    merged = certify_rows(
        game,
        strategies,
        rows[order],
        complete.reshape(game.batch_shape),
        status.reshape(game.batch_shape),
        tolerance=tolerance,
        strict=strict,
    )
    if len(merged) < len(rows):  # a row was refused, and nothing is known of what is left
        return merged
    component, index = (
        np.concatenate([one[kept], other])[order].astype(np.int64)
        for one, other in ((found.component, rest.component), (found.index, rest.index))
    )
    return replace(merged, component=component, index=index)
