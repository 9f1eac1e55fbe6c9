"""One equilibrium of a two-player game by complementary pivoting in integers, along the path of the field."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InvalidGameError
from ..integer_pivoting import Dictionary, leaving_row, slack_rows
from ..normal_form.game import NormalFormGame, require_players
from ..normal_form.integer_game import integer_games


def lemke_howson(game: NormalFormGame, *, initial_pivot: ArrayLike = 0) -> tuple[Any, Any]:
    r"""Find one Nash equilibrium of a two-player game by complementary pivoting, in integers throughout.

    The path is that of :func:`gametheory.normal_form.lemke_howson`, ties settled by the same lexicographic
    rule, with neither rounding nor a limit on the number of steps: it always ends in an equilibrium. A path
    may be exponentially long in the number of actions.

    Parameters
    ----------
    game : NormalFormGame, two players
    initial_pivot : int, or an array of int that broadcasts with the batch
        The label dropped first, 0 ≤ label < m + n.

    Returns
    -------
    (*batch, m) and (*batch, n) arrays of Fraction
        None where the label belongs to a masked action.

    Raises
    ------
    InvalidGameError
        If a label is not an integer from 0 to m + n - 1.
    UnsupportedGameError
        If the game does not have two players.

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form",
    Algorithm 3.6 (the path) and section 3.6 (integer pivoting, the lexicographic method).

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    >>> x, y = lemke_howson(game, initial_pivot=1)
    >>> print(*x, "|", *y)
    0 1/3 2/3 | 1/3 2/3
    """
    require_players(game, 2)
    m, n = game.sizes
    label = np.asarray(initial_pivot)
    if label.dtype.kind not in "iu" or (label.size and not 0 <= label.min() <= label.max() < m + n):
        raise InvalidGameError(
            f"initial_pivot needs integers from 0 to {m + n - 1}, one label per action of either player; "
            f"got {initial_pivot!r}."
        )
    shape = np.broadcast_shapes(game.batch_shape, label.shape)
    count = int(np.prod(shape))
    games = np.broadcast_to(np.arange(int(np.prod(game.batch_shape))).reshape(game.batch_shape), shape).reshape(-1)
    labels = np.broadcast_to(label, shape).reshape(-1).tolist()
    x, y = np.full((count, m), None, dtype=object), np.full((count, n), None, dtype=object)
    for entry, exact in integer_games(game, games):
        rows, columns = exact.actions
        present = [*rows.tolist(), *(m + columns).tolist()]
        if labels[entry] in present:
            x[entry], y[entry] = Fraction(0), Fraction(0)
            end = end_of_path(exact.payoffs[0], exact.payoffs[1], present.index(labels[entry]))
            x[entry, rows], y[entry, columns] = end
    return x.reshape(*shape, m), y.reshape(*shape, n)


def end_of_path(row_payoffs: Any, column_payoffs: Any, label: int) -> tuple[list[Fraction], list[Fraction]]:
    """The equilibrium at the end of the path that drops a label; payoffs are non-negative integers.

    In P and Q of von Stengel (2007), section 3.4, the variable with label l is x_l or the slack of row l for
    l < m, and y_(l-m) or the slack of column l - m beyond.
    """
    m, n = row_payoffs.shape
    rows, columns = list(range(m)), list(range(m, m + n))
    p = Dictionary(slack_rows(column_payoffs.T), basic=columns.copy(), nonbasic=rows.copy())
    q = Dictionary(slack_rows(row_payoffs), basic=rows.copy(), nonbasic=columns.copy())
    (here, ties), (there, ties_there) = ((p, columns), (q, rows)) if label < m else ((q, rows), (p, columns))
    entering = label
    while True:
        column = here.nonbasic.index(entering)
        row = leaving_row(here, column, ties)
        leaving = here.basic[row]
        here.exchange(row, column)
        if leaving == label:
            return _strategy(p, rows), _strategy(q, columns)
        entering = leaving
        here, ties, there, ties_there = there, ties_there, here, ties


def _strategy(t: Dictionary, variables: list[int]) -> list[Fraction]:
    weight = {variable: row[-1] for variable, row in zip(t.basic, t.rows, strict=True)}
    weights = [weight.get(variable, 0) for variable in variables]
    total = sum(weights)
    return [Fraction(number, total) for number in weights]
