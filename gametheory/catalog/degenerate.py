"""Two-player games with infinitely many equilibria, by component."""

from __future__ import annotations

from ..normal_form.game import bimatrix
from .entry import known

VON_STENGEL_DEGENERATE = known(
    "von Stengel's degenerate 3 x 2 game",
    bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]),
    'von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form", section 3.6.',
    ["1 0 0 | 1 0", "1 0 0 | 2/3 1/3", "0 1/3 2/3 | 1/3 2/3"],
    component=[0, 0, 1],
    index=[0, 1],
    fact="The first row is an equilibrium with a segment of the column player's strategies.",
)

CHAIN_STORE = known(
    "chain store game",
    bimatrix(
        [[2, 0], [1, 1]],
        [[2, 0], [5, 5]],
        players=("entrant", "chain store"),
        actions=[["in", "out"], ["share", "fight"]],
    ),
    'Selten (1978), "The Chain Store Paradox", one market.',
    ["1 0 | 1 0", "0 1 | 1/2 1/2", "0 1 | 0 1"],
    component=[0, 1, 1],
    index=[1, 0],
    fact="The threat to fight keeps the entrant out in a component of index 0, which a perturbation may remove.",
)

OUTSIDE_OPTION = known(
    "battle of the sexes with an outside option",
    bimatrix(
        [[2, 2], [3, 0], [0, 1]],
        [[2, 2], [1, 0], [0, 3]],
        actions=[["out", "fight", "ballet"], ["fight", "ballet"]],
    ),
    'Kohlberg and Mertens (1986), "On the Strategic Stability of Equilibria"; van Damme (1989), "Stable Equilibria and '
    'Forward Induction".',
    ["0 1 0 | 1 0", "1 0 0 | 0 1", "1 0 0 | 2/3 1/3"],
    component=[0, 1, 1],
    index=[1, 0],
    fact="By forward induction a player who did not take 2 goes for 3: staying out has index 0.",
)

KOHLBERG_MERTENS_CIRCLE = known(
    "Kohlberg and Mertens' circle",
    bimatrix([[1, 0, -1], [-1, 0, -1], [1, 0, -2]], [[1, -1, 1], [0, 0, 0], [-1, -1, -2]]),
    'Kohlberg and Mertens (1986), "On the Strategic Stability of Equilibria".',
    [
        "1 0 0 | 1 0 0",
        "1 0 0 | 0 0 1",
        "0 1 0 | 0 0 1",
        "0 1 0 | 0 1 0",
        "0 0 1 | 0 1 0",
        "0 0 1 | 1 0 0",
    ],
    component=[0] * 6,
    index=[1],
    fact="All equilibria together are six segments, each joined to the next: a circle.",
)
