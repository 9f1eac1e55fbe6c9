"""Every Bayes-Nash equilibrium of a two-player game."""

from __future__ import annotations

from math import prod

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, certify_rows
from ..kernels.status import Status
from ..residual import bayes_nash_residual
from ..value import seal
from .game import BayesianGame, require_bayesian
from .rational import extreme_equilibria, rational_game


def all_bayes_nash(game: BayesianGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibria:
    r"""Find every extreme Bayes-Nash equilibrium of a two-player game, in behaviour strategies, with its component.

    Strategies :math:`\sigma_i(a \mid t_i)` are a Bayes-Nash equilibrium if every type of positive probability plays
    only best replies to what it believes:

    .. math::

        \sigma_i(a \mid t_i) > 0 \Rightarrow a \in \arg\max_{a'}
        \sum_{t_j} p(t_i, t_j) \sum_b \sigma_j(b \mid t_j) \, u_i(t_i, t_j, a', b).

    With :math:`v_{t_i}` for the maximum on the right, the extreme equilibria are the pairs of vertices of the two
    polyhedra of points :math:`(\sigma_j, v)`, each over a product of simplices, in which every action of every type
    is not played or a best reply. All equilibria are mixtures of them:
    :func:`~gametheory.normal_form.components` says which, just as for normal forms. Mixed strategies that are one in
    behaviour strategies are one here, and the size grows with the number of types, not with that of plans for all
    types.

    All ties are decided exactly, in the game as it is given: a float is the dyadic rational that it is, and payoffs or
    priors given as fractions are those fractions. Types of probability 0 affect nobody, and are not tested; they are
    written with their first action.

    Parameters
    ----------
    game : BayesianGame, two players
        Solved one after the other: in milliseconds with two types and actions a player, in a tenth of a second with
        three, in seconds with four types of three actions or eight of two.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria
        Strategies are (rows, t_i, m_i). ``complete`` is true unless a certificate refused a row. Canonical order is
        by supports of types 0, 1, ... in turn; ``index`` is not computed.

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players, or a polyhedron has more vertices than can be looked at.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified equilibrium.

    References
    ----------
    Howson and Rosenthal (1974), "Bayesian Equilibria of Finite Two-Person Games with Incomplete Information" (the
    conditions); Avis, Rosenberg, Savani and von Stengel (2010), "Enumeration of Nash Equilibria for Two-Player Games"
    (vertices and components).

    Examples
    --------
    A public good worth 1 to both, which each can provide at a private cost of 1/4 or 2, equally likely. The cheap
    types alone would provide it, and one of them is enough:

    >>> cost = np.array([0.25, 2.0])
    >>> good, pays = np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([1.0, 0.0])
    >>> first = good - cost[:, None, None, None] * pays[:, None] + np.zeros((2, 2, 1, 1))
    >>> second = good - cost[:, None, None] * pays + np.zeros((2, 2, 1, 1))
    >>> all_bayes_nash(BayesianGame([first, second], np.full((2, 2), 0.25))).strategies[0]
    array([[[1., 0.],
            [0., 1.]]])
    """
    require_bayesian(game, 2)
    strategies: list[list[np.ndarray]] = [[], []]
    rows, components = [], []
    impossible = [~mine.reshape(prod(game.batch_shape), -1) for mine in game.possible]
    for position in range(prod(game.batch_shape)):
        one = rational_game(game, position)
        for extreme in extreme_equilibria(one):
            rows.append(position)
            components.append(extreme.component)
            for i, mine in enumerate(extreme.strategies):
                table = np.zeros((game.type_counts[i], game.sizes[i]))
                for own, choices, weights in zip(one.types[i], one.actions[i], mine, strict=True):
                    table[own, choices] = [float(weight) for weight in weights]
                strategies[i].append(table)
    found = [
        np.array(tables).reshape(len(rows), count, size)
        for tables, count, size in zip(strategies, game.type_counts, game.sizes, strict=True)
    ]
    of, component = np.array(rows, dtype=np.int64), np.array(components, dtype=np.int64)
    for i, tables in enumerate(found):
        k, t = np.nonzero(impossible[i][of])
        tables[k, t, first_action(game, i)[of[k], t]] = 1
    seal(*found, of, component)
    return certify_rows(
        game,
        tuple(found),
        of,
        np.ones(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        component=component,
        residual=bayes_nash_residual,
        tolerance=tolerance,
        strict=strict,
    )


def first_action(game: BayesianGame, player: int) -> np.ndarray:
    """The first action that each type of a player has, (games, t_i)."""
    shape = (prod(game.batch_shape), game.type_counts[player])
    if game.available is None:
        return np.zeros(shape, dtype=np.int64)
    return np.asarray(game.available[player].argmax(axis=-1).reshape(shape))
