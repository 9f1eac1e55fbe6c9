"""What equilibria are measured by, in exact arithmetic and without any code of a solver or a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import UnsupportedGameError
from ..normal_form.game import NormalFormGame

as_fractions = np.frompyfunc(Fraction, 1, 1)
"""Numbers, or an array of them, as fractions."""


def exact_payoffs(game: NormalFormGame) -> Any:
    """The payoffs as an array of fractions, (*batch, N, m_1, ..., m_N).

    Examples
    --------
    >>> from gametheory.normal_form import zero_sum
    >>> exact_payoffs(zero_sum([[0.5, 1]]))[0, 0].tolist()
    [Fraction(1, 2), Fraction(1, 1)]
    """
    if game.exact is not None:
        return game.exact.values
    return np.asarray(as_fractions(game.payoffs))


def exact_regret(game: NormalFormGame, strategies: Sequence[Any]) -> list[Fraction]:
    r"""What each player could gain, as a fraction.

    .. math:: \max_a u_i(a, x_{-i}) - u_i(x)

    for the payoffs given and the vectors :math:`x_i / \sum_a x_i(a)`, weights below 0 and on masked
    actions taken as 0.

    Parameters
    ----------
    game : NormalFormGame, one game
    strategies : one (m_i,) per player, of floats or fractions

    Returns
    -------
    list of Fraction, one per player

    Examples
    --------
    >>> from gametheory.normal_form import zero_sum
    >>> pennies = zero_sum([[1, -1], [-1, 1]])
    >>> exact_regret(pennies, ([0.5, 0.5], [0.75, 0.25]))
    [Fraction(1, 2), Fraction(0, 1)]
    """
    regrets = []
    profile = _proper(game, strategies)
    for i, by_action in enumerate(_by_action(game, profile)):
        best = max(value for value, there in zip(by_action, available(game, i), strict=True) if there)
        regrets.append(best - np.dot(profile[i], by_action))
    return regrets


def expected_payoffs(game: NormalFormGame, strategies: Sequence[Any]) -> list[Fraction]:
    """The expected payoff of each player as a fraction, of the same profile as in :func:`exact_regret`."""
    profile = _proper(game, strategies)
    return [np.dot(mine, by_action) for mine, by_action in zip(profile, _by_action(game, profile), strict=True)]


def equilibrium_index(game: NormalFormGame, strategies: Sequence[Any]) -> int:
    r"""The index of an equilibrium of a nondegenerate two-player game, +1 or -1.

    With supports I and J of k actions each and payoffs shifted to be positive,

    .. math:: (-1)^{k+1} \operatorname{sign} \det A_{IJ} \det B_{IJ}.

    Pure strict equilibria have index +1; indices of all equilibria sum to +1.

    Parameters
    ----------
    game : NormalFormGame, one game of two players
    strategies : one (m_i,) per player

    Raises
    ------
    UnsupportedGameError
        If the supports differ in size or a determinant is 0: the game is degenerate.

    References
    ----------
    Shapley (1974), "A Note on the Lemke-Howson Algorithm".

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> sexes = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    >>> equilibrium_index(sexes, ([1, 0], [1, 0])), equilibrium_index(sexes, ([0.6, 0.4], [0.4, 0.6]))
    (1, -1)
    """
    rows, columns = (np.flatnonzero(np.asarray(strategy) > 0) for strategy in strategies)
    if len(rows) != len(columns):
        raise UnsupportedGameError(
            f"an index by determinants needs supports of one size; got {len(rows)} and {len(columns)} actions. "
            f"The game is degenerate."
        )
    sign = 1 if len(rows) % 2 else -1
    exists = np.ix_(*(np.flatnonzero(available(game, i)) for i in range(2)))
    for payoffs in exact_payoffs(game):
        positive = payoffs - payoffs[exists].min() + 1
        determinant = _determinant(positive[np.ix_(rows, columns)].tolist())
        if determinant == 0:
            raise UnsupportedGameError(
                "an index by determinants needs payoffs on the supports without a linear relation; "
                "the determinant is 0. The game is degenerate."
            )
        sign *= 1 if determinant > 0 else -1
    return sign


def available(game: NormalFormGame, i: int) -> Any:
    """Which actions of a player exist, (*batch, m_i)."""
    if game.available is None:
        return np.ones((*game.batch_shape, game.sizes[i]), dtype=bool)
    return game.available[i]


def _proper(game: NormalFormGame, strategies: Sequence[Any]) -> list[Any]:
    profile = []
    for i, strategy in enumerate(strategies):
        weights = np.asarray(as_fractions(strategy))
        kept = np.where(available(game, i) & (weights > 0), weights, 0)
        profile.append(kept / kept.sum())
    return profile


def _by_action(game: NormalFormGame, profile: Sequence[Any]) -> list[Any]:
    """What each action of each player is worth against the others, one (m_i,) per player."""
    worth = []
    for i, payoffs in enumerate(exact_payoffs(game)):
        for j in reversed(range(len(profile))):
            if j != i:
                payoffs = np.tensordot(payoffs, profile[j], axes=(j, 0))
        worth.append(payoffs)
    return worth


def _determinant(rows: list[list[Fraction]]) -> Fraction:
    """By Gaussian elimination in fractions."""
    determinant = Fraction(1)
    while rows:
        pivot = next((row for row in rows if row[0] != 0), None)
        if pivot is None:
            return Fraction(0)
        at = rows.index(pivot)
        determinant *= pivot[0] * (-1) ** at
        rows = [
            [entry - row[0] / pivot[0] * top for entry, top in zip(row[1:], pivot[1:], strict=True)]
            for k, row in enumerate(rows)
            if k != at
        ]
    return determinant
