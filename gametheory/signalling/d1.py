"""The refinement D1."""

from __future__ import annotations

from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .refinement import Beliefs, Deviation, Refinement, refine, without


def d1(game: SignallingGame, equilibria: SignallingEquilibria) -> Refinement:
    r"""Judge outcomes by D1, iterated.

    Let :math:`u^*(t)` be the payoff of type t at the outcome, m a message that is not sent, and

    .. math:: D(t) = \{\alpha : u(t, m, \alpha) > u^*(t)\}, \quad D^0(t) = \{\alpha : u(t, m, \alpha) = u^*(t)\}

    over mixed replies :math:`\alpha` that are best to some belief on the types left. Type t is excluded from having
    sent m if for another type t' that is left

    .. math:: D(t) \cup D^0(t) \subseteq D(t') \ne \emptyset.

    This is repeated until nothing changes. The outcome passes if, after each m, some mixed reply that is best to a
    belief on the types left makes no type better off.

    Parameters
    ----------
    game, equilibria
        As in :func:`intuitive_criterion`.

    Returns
    -------
    Refinement

    Raises
    ------
    UnsupportedGameError
        If a type has probability 0.

    References
    ----------
    Cho and Kreps (1987), "Signaling Games and Stable Equilibria", for one round of it.

    Examples
    --------
    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9]
    ... )
    >>> d1(game, all_pbe(game))
    <Refinement: D1, 2 of 4 rows pass>
    """
    return refine("D1", game, equilibria, _rule)


def _rule(deviation: Deviation, beliefs: Beliefs) -> Beliefs:
    return without(beliefs, deviation, lambda t, others: any(deviation.more_tempted(t, other) for other in others))
