"""One equilibrium of a two-player game, small supports first."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..kernels.kernel import Kernel, constant
from ..residual import masks_of
from ..value import seal
from .game import NormalFormGame, require_players

_kernel = Kernel("small_supports")


def small_supports(
    game: NormalFormGame, *, max_steps: int = 1_000_000, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Find the Nash equilibrium with the smallest supports of equal size, by trying them in turn.

    For sizes k = 1, 2, ... and every support I of k rows, the columns that are conditionally dominated given I,

    .. math:: b_{ij} < b_{ij'} \; \text{for all } i \in I \text{ and some } j',

    are left out; J runs through the sets of k others, except where a row of I is conditionally dominated given J.
    On (I, J) both indifference systems are solved, as in :func:`support_enumeration`. Weights of 0 are allowed, so
    that degenerate games have an answer among supports of equal size too.

    Random games mostly have equilibria with small supports, which this finds soon; but their number grows as
    :math:`\binom{m}{k} \binom{n}{k}`, and for large games :func:`nash` is faster.

    Parameters
    ----------
    game : NormalFormGame, two players
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`. A step is a support of the row player, or a pair of supports that is solved.

    Returns
    -------
    Equilibrium

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified answer.

    References
    ----------
    Porter, Nudelman and Shoham (2008), "Simple Search Methods for Finding a Nash Equilibrium", Algorithm 1.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> small_supports(bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])).supports[0]
    array([ True, False, False])
    """
    require_players(game, 2)
    if not isinstance(max_steps, Integral) or int(max_steps) < 0:
        raise ValueError(f"max_steps needs to be an integer, 0 or larger; got {max_steps!r}.")
    (m, n), shape, rows = game.sizes, game.batch_shape, len(game.flat)
    x, y = np.empty((rows, m)), np.empty((rows, n))
    status, steps = np.empty(rows, dtype=np.int8), np.empty(rows, dtype=np.int64)
    _kernel(rows, game.flat, constant(int(max_steps)), *masks_of(game), x, y, status, steps)
    seal(x, y, status, steps)
    return certify(
        game,
        (x.reshape(*shape, m), y.reshape(*shape, n)),
        status.reshape(shape),
        steps.reshape(shape),
        tolerance=tolerance,
        strict=strict,
    )
