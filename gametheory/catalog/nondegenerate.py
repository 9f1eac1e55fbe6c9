"""Two-player games with finitely many equilibria."""

from __future__ import annotations

import numpy as np

from ..normal_form.game import bimatrix, symmetric, zero_sum
from .entry import known

PRISONERS_DILEMMA = known(
    "prisoners' dilemma",
    symmetric([[3, 0], [5, 1]], actions=("cooperate", "defect")),
    'Tucker (1950), "A Two-Person Dilemma"; payoffs of Axelrod (1984), "The Evolution of Cooperation".',
    ["0 1 | 0 1"],
    index=[1],
    fact="To defect dominates, and both would rather both cooperate.",
)

STAG_HUNT = known(
    "stag hunt",
    symmetric([[4, 0], [3, 3]], actions=("stag", "hare")),
    'Rousseau (1755), "Discours sur l\'origine et les fondements de l\'inégalité parmi les hommes"; as a game: Skyrms '
    '(2004), "The Stag Hunt and the Evolution of Social Structure".',
    ["1 0 | 1 0", "0 1 | 0 1", "3/4 1/4 | 3/4 1/4"],
    index=[1, 1, -1],
    fact="The hunt for the stag pays more, the hare is safe.",
)

CHICKEN = known(
    "chicken",
    symmetric([[0, 7], [2, 6]], actions=("dare", "yield")),
    'Rapoport and Chammah (1966), "The Game of Chicken"; payoffs of Aumann (1974), "Subjectivity and Correlation in '
    'Randomized Strategies".',
    ["1 0 | 0 1", "0 1 | 1 0", "1/3 2/3 | 1/3 2/3"],
    index=[1, 1, -1],
    fact="Each would rather that the other yield.",
)

BATTLE_OF_THE_SEXES = known(
    "battle of the sexes",
    bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]], actions=[["fight", "ballet"], ["fight", "ballet"]]),
    'Luce and Raiffa (1957), "Games and Decisions", section 5.3; payoffs with 0 for going apart.',
    ["1 0 | 1 0", "0 1 | 0 1", "2/3 1/3 | 1/3 2/3"],
    index=[1, 1, -1],
    fact="Both want to meet, each at the other place.",
)

MATCHING_PENNIES = known(
    "matching pennies",
    zero_sum([[1, -1], [-1, 1]], actions=[["heads", "tails"], ["heads", "tails"]]),
    'von Neumann (1928), "Zur Theorie der Gesellschaftsspiele".',
    ["1/2 1/2 | 1/2 1/2"],
    index=[1],
    fact="One wants to match, the other not to.",
)

OCHS_PENNIES = known(
    "asymmetric matching pennies",
    bimatrix([[4, 0], [0, 1]], [[0, 1], [1, 0]], actions=[["A1", "A2"], ["B1", "B2"]]),
    'Ochs (1995), "Games with Unique, Mixed Strategy Equilibria: An Experimental Study"; the variant with 4 in '
    'McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games".',
    ["1/2 1/2 | 1/5 4/5"],
    index=[1],
    fact="The own payoff moves the other's equilibrium strategy only; people move too.",
)

ROCK_PAPER_SCISSORS = known(
    "rock, paper, scissors",
    zero_sum([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], actions=[["rock", "paper", "scissors"]] * 2),
    'von Neumann and Morgenstern (1944), "Theory of Games and Economic Behavior".',
    ["1/3 1/3 1/3 | 1/3 1/3 1/3"],
    index=[1],
    fact="Each action is beaten by one other.",
)

SHAPLEY_CYCLE = known(
    "Shapley's game",
    bimatrix(np.eye(3), np.roll(np.eye(3), 1, axis=1)),
    'Shapley (1964), "Some Topics in Two-Person Games".',
    ["1/3 1/3 1/3 | 1/3 1/3 1/3"],
    index=[1],
    fact="Fictitious play does not converge.",
)

INACCESSIBLE = known(
    "Shapley's game of two inaccessible equilibria",
    bimatrix([[0, 3, 0], [2, 2, 0], [3, 0, 1]], [[0, 2, 3], [3, 2, 0], [0, 0, 1]]),
    'Shapley (1974), "A Note on the Lemke-Howson Algorithm", figure 3.',
    ["0 0 1 | 0 0 1", "1/3 2/3 0 | 1/3 2/3 0", "1/6 1/3 1/2 | 1/6 1/3 1/2"],
    index=[1, -1, 1],
    fact="Every Lemke–Howson path from the artificial equilibrium ends in the pure one.",
)

ONEILL_CARDS = known(
    "O'Neill's card game",
    zero_sum(
        [[5, -5, -5, -5], [-5, -5, 5, 5], [-5, 5, -5, 5], [-5, 5, 5, -5]],
        actions=[["joker", "ace", "two", "three"]] * 2,
    ),
    "O'Neill (1987), \"Nonmetric Test of the Minimax Theory of Two-Person Zerosum Games\".",
    ["2/5 1/5 1/5 1/5 | 2/5 1/5 1/5 1/5"],
    index=[1],
    fact="Two outcomes only, so that attitudes to risk play no part.",
)

INSPECTION = known(
    "inspection game",
    bimatrix(
        [[0, 0], [-90, 10]],
        [[-8, 0], [-6, -10]],
        players=("inspectee", "inspector"),
        actions=[["legal", "violate"], ["inspect", "trust"]],
    ),
    'The inspection game of Avenhaus, von Stengel and Zamir (2002), "Inspection Games", with payoffs chosen here.',
    ["1/3 2/3 | 1/10 9/10"],
    index=[1],
    fact="Each side mixes so as to leave the other indifferent.",
)

VON_STENGEL_NONDEGENERATE = known(
    "von Stengel's 3 x 2 game",
    bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]),
    'von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form".',
    ["1 0 0 | 1 0", "4/5 1/5 0 | 2/3 1/3", "0 1/3 2/3 | 1/3 2/3"],
    index=[1, -1, 1],
    fact="The example by which the polytopes and the Lemke–Howson path are explained.",
)
