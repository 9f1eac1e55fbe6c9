"""Divinity."""

from __future__ import annotations

from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .refinement import Beliefs, Deviation, Refinement, refine


def divinity(game: SignallingGame, equilibria: SignallingEquilibria) -> Refinement:
    r"""Judge outcomes by divinity, iterated, with types compared two by two.

    With the sets of :func:`d1`, over mixed replies that are best to beliefs that are still allowed, a belief after m
    has to satisfy

    .. math::

        D(t) \cup D^0(t) \subseteq D(t') \ne \emptyset
        \;\Rightarrow\; \frac{\mu(t' \mid m)}{\mu(t \mid m)} \ge \frac{p(t')}{p(t)},

    and :math:`\mu(t \mid m) = 0` where :math:`D(t) \cup D^0(t)` is empty and that of another type is not. This is
    repeated, with the replies that are best to beliefs of this kind, until nothing changes. The outcome passes if,
    after each m, some mixed reply that is best to such a belief makes no type better off.

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
    Banks and Sobel (1987), "Equilibrium Selection in Signaling Games". Their set of beliefs is the convex hull over
    replies, and may be smaller than this one, which compares types two by two.

    Examples
    --------
    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9]
    ... )
    >>> divinity(game, all_pbe(game))
    <Refinement: divinity, 2 of 4 rows pass>
    """
    return refine("divinity", game, equilibria, _rule)


def _rule(deviation: Deviation, beliefs: Beliefs) -> Beliefs:
    types = deviation.types
    content = {t for t in types if deviation.never(t)} if any(map(deviation.tempted, types)) else set()
    pairs = {
        (t, other)
        for t in types
        for other in types
        if t != other and (t, other) not in beliefs.pairs and deviation.more_tempted(t, other)
    }
    return Beliefs(beliefs.excluded | content, beliefs.pairs | pairs)
