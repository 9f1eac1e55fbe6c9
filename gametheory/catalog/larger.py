"""Larger games, and games of three players."""

from __future__ import annotations

import numpy as np

from ..normal_form.game import NormalFormGame, bimatrix
from .entry import known


def travellers_dilemma(low: int, high: int, reward: int) -> NormalFormGame:
    """Both claim a sum and are paid the smaller; who claimed less gets a reward, which the other pays.

    Parameters
    ----------
    low, high : int
        The claims run from low to high.
    reward : int

    Returns
    -------
    NormalFormGame

    References
    ----------
    Basu (1994), "The Traveler's Dilemma: Paradoxes of Rationality in Game Theory".

    Examples
    --------
    >>> travellers_dilemma(2, 4, 2).payoffs[0]
    array([[2., 4., 4.],
           [0., 3., 5.],
           [0., 1., 4.]])
    """
    claims = np.arange(low, high + 1)
    mine, other = claims[:, None], claims[None, :]
    row = np.minimum(mine, other) + reward * np.sign(other - mine)
    labels = [list(map(str, claims))] * 2
    return bimatrix(row, row.T, actions=labels)


TRAVELLERS_DILEMMA = known(
    "traveller's dilemma",
    travellers_dilemma(2, 100, 2),
    'Basu (1994), "The Traveler\'s Dilemma: Paradoxes of Rationality in Game Theory".',
    [f"1{' 0' * 98} | 1{' 0' * 98}"],
    index=[1],
    fact="Claims from 2 to 100: the only equilibrium is the lowest claim.",
)

_HALF_A_GAME = [
    [-81, 36, -126, 126, -36, 90],
    [-180, 72, -333, 297, -153, 270],
    [20, -3, 42, -33, 17, -30],
    [-30, 17, -33, 42, -3, 20],
    [270, -153, 297, -333, 72, -180],
    [90, -36, 126, -126, 36, -81],
]


def seventy_five_equilibria() -> NormalFormGame:
    """The 6 x 6 game with 75 equilibria, more than the 63 that were conjectured to be the most.

    Returns
    -------
    NormalFormGame

    References
    ----------
    von Stengel (1999), "New Maximal Numbers of Equilibria in Bimatrix Games"; the payoffs are the small ones of Savani
    and von Stengel (2006), "Hard-to-Solve Bimatrix Games".

    Examples
    --------
    >>> from gametheory.normal_form import vertex_enumeration
    >>> len(vertex_enumeration(seventy_five_equilibria()))
    75
    """
    column = [[_HALF_A_GAME[j ^ 1][i ^ 1] for j in range(6)] for i in range(6)]
    return bimatrix(_HALF_A_GAME, column)


SELTENS_HORSE = known(
    "Selten's horse",
    NormalFormGame(
        np.array(
            [
                [[[1, 1], [4, 0]], [[3, 0], [3, 0]]],
                [[[1, 1], [4, 0]], [[2, 0], [2, 0]]],
                [[[1, 1], [0, 1]], [[2, 0], [2, 0]]],
            ]
        ),
        players=("1", "2", "3"),
        actions=(("across", "down"), ("across", "down"), ("left", "right")),
    ),
    'Selten (1975), "Reexamination of the Perfectness Concept for Equilibrium Points in Extensive Games".',
    ["1 0 | 1 0 | 0 1", "1 0 | 1 0 | 1/4 3/4", "0 1 | 1 0 | 1 0", "0 1 | 1/3 2/3 | 1 0"],
    component=[0, 0, 1, 1],
    index=[],
    fact="The ends of two segments of equilibria; those of the second are not perfect, though the game has no subgame.",
)

NINE_EQUILIBRIA = known(
    "the 2 x 2 x 2 game with nine equilibria",
    NormalFormGame(
        np.array(
            [
                [[[9, 0], [0, 3]], [[0, 3], [9, 0]]],
                [[[8, 0], [0, 4]], [[0, 4], [8, 0]]],
                [[[12, 0], [0, 6]], [[0, 6], [2, 0]]],
            ]
        ),
        players=("1", "2", "3"),
    ),
    'McKelvey and McLennan (1996), "Computation of Equilibria in Finite Games".',
    [
        "1 0 | 1 0 | 1 0",
        "1 0 | 0 1 | 0 1",
        "0 1 | 1 0 | 0 1",
        "0 1 | 0 1 | 1 0",
        "1/2 1/2 | 1/2 1/2 | 1 0",
        "1/3 2/3 | 1 0 | 1/4 3/4",
        "0 1 | 1/4 3/4 | 1/3 2/3",
        "2/5 3/5 | 1/2 1/2 | 1/3 2/3",
        "1/2 1/2 | 2/5 3/5 | 1/4 3/4",
    ],
    index=[],
    fact="As many equilibria as a nondegenerate game of this size can have; the last two are totally mixed.",
)
