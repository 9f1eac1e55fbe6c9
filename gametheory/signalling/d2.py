"""The refinement D2."""

from __future__ import annotations

from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .refinement import Beliefs, Deviation, Refinement, refine, without


def d2(game: SignallingGame, equilibria: SignallingEquilibria) -> Refinement:
    r"""Judge outcomes by D2, iterated.

    With the sets of :func:`d1`, type t is excluded from having sent m if

    .. math:: D(t) \cup D^0(t) \subseteq \bigcup_{t' \ne t} D(t') \ne \emptyset,

    the union over the other types that are left: whatever reply tempts t, some other type is tempted more.

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
    >>> d2(game, all_pbe(game))
    <Refinement: D2, 2 of 4 rows pass>
    """
    return refine("D2", game, equilibria, _rule)


def _rule(deviation: Deviation, beliefs: Beliefs) -> Beliefs:
    def mimicked(t: int, others: list[int]) -> bool:
        return any(map(deviation.tempted, others)) and not deviation.some_reply([t], others)

    return without(beliefs, deviation, mimicked)
