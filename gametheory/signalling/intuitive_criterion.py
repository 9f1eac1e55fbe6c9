"""The intuitive criterion."""

from __future__ import annotations

from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .refinement import Beliefs, Deviation, Refinement, refine, without


def intuitive_criterion(game: SignallingGame, equilibria: SignallingEquilibria) -> Refinement:
    r"""Judge outcomes by the intuitive criterion, iterated.

    Let :math:`u^*(t)` be the payoff of type t at the outcome, and m a message that is not sent. A type for which

    .. math:: u^*(t) > \max \{u(t, m, a) : a \text{ is best to some belief on the types left}\}

    is excluded from having sent m. This is repeated, with the replies that are best to beliefs on the types left,
    until nothing changes. The outcome passes if, after each m, some mixed reply that is best to a belief on the
    types left makes no type better off than :math:`u^*`; and if no type is left, which puts no restriction on m.

    Messages that plainly tempt nobody are passed for the whole batch at once; the others are judged in rational
    arithmetic, outcome by outcome, some 0.1 to 1 ms each.

    Parameters
    ----------
    game : SignallingGame, with a positive prior
    equilibria : SignallingEquilibria
        Of this game, from :func:`all_pbe` or :func:`pure_pbe`.

    Returns
    -------
    Refinement

    Raises
    ------
    UnsupportedGameError
        If a type has probability 0.

    References
    ----------
    Cho and Kreps (1987), "Signaling Games and Stable Equilibria".

    Examples
    --------
    Beer or quiche: where both types have quiche, the surly one would send beer if that were taken to come from him,
    and the weak one would not send it whatever is thought.

    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9],
    ...     types=("weak", "surly"), messages=("beer", "quiche"), replies=("fight", "leave"),
    ... )
    >>> judged = intuitive_criterion(game, all_pbe(game))
    >>> judged.passes
    array([ True, False,  True, False])
    >>> judged.witness[1]
    Witness(message=0, type=1, belief=(0.0, 1.0), reply=1, gain=1.0, types=(1,), by=-1)
    """
    return refine("intuitive criterion", game, equilibria, _rule)


def _rule(deviation: Deviation, beliefs: Beliefs) -> Beliefs:
    return without(beliefs, deviation, lambda t, _: deviation.never(t))
