"""Never a weak best response, in the form for signalling games."""

from __future__ import annotations

from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .refinement import Beliefs, Deviation, Refinement, refine, without


def nwbr(game: SignallingGame, equilibria: SignallingEquilibria) -> Refinement:
    r"""Judge outcomes by the rule "never a weak best response", iterated.

    With the sets of :func:`d1`, type t is excluded from having sent m if

    .. math:: D^0(t) \subseteq \bigcup_{t' \ne t} D(t'),

    the union over the other types that are left: m is no best message of t under any reply that leaves the other
    types content. An outcome at which every best reply to beliefs on the types left tempts somebody fails before the
    rule is applied again.

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
    >>> nwbr(game, all_pbe(game))
    <Refinement: never a weak best response, 2 of 4 rows pass>
    """
    return refine("never a weak best response", game, equilibria, _rule)


def _rule(deviation: Deviation, beliefs: Beliefs) -> Beliefs:
    return without(beliefs, deviation, lambda t, others: not deviation.some_reply([t], [t, *others]))
