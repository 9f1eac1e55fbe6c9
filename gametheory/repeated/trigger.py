"""Trigger strategies: cooperation until an alarm, then punishment that lasts, ends or grows.

Each returns an :class:`Automaton`; none claims to be an equilibrium before :func:`certify_automaton` says so.
Profiles are given as one action number, or one mixed action, per player. ``punish`` should be an equilibrium of
the stage game, since play in punishment does not react to deviations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError
from .alarm import alarm, as_profile, events_of, spread_over_events
from .automaton import Automaton, assembled
from .game import RepeatedGame


def grim(
    game: RepeatedGame,
    cooperate: Sequence[Any],
    punish: Sequence[Any],
    *,
    bad: Sequence[int] | None = None,
    probability: Any = 1.0,
) -> Automaton:
    """Cooperate until an alarm, and punish for ever after.

    Parameters
    ----------
    game : RepeatedGame
    cooperate, punish : one action number, or (*batch, m_i), per player
    bad : sequence of int, or None
        Public signals that are an alarm. With perfect monitoring every profile that ``cooperate`` excludes is.
    probability : (*batch,)
        Chance, drawn in public, that an alarm is followed by punishment.

    Returns
    -------
    Automaton

    References
    ----------
    Friedman (1971), "A Non-cooperative Equilibrium for Supergames", Review of Economic Studies 38.

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, critical_discount
    >>> game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    >>> critical_discount(game, grim(game, (0, 0), (1, 1))).round(6)
    np.float64(0.333333)
    """
    return forgiving(game, cooperate, punish, 0.0, bad=bad, probability=probability)


def forgiving(
    game: RepeatedGame,
    cooperate: Sequence[Any],
    punish: Sequence[Any],
    forgiveness: Any,
    *,
    bad: Sequence[int] | None = None,
    probability: Any = 1.0,
) -> Automaton:
    """Cooperate until an alarm; punish, and forgive after every period of punishment with some chance.

    Parameters
    ----------
    game, cooperate, punish, bad, probability
        As in :func:`grim`.
    forgiveness : (*batch,)
        Chance, drawn in public after each period, that punishment ends.

    Returns
    -------
    Automaton
    """
    good, harsh = as_profile(game, cooperate, "cooperate"), as_profile(game, punish, "punish")
    entry = alarm(game, good, bad) * spread_over_events(_chance(probability, "probability"), game)
    ends = spread_over_events(_chance(forgiveness, "forgiveness"), game)
    return assembled(
        [("cooperate", good), ("punish", harsh)],
        [[(1, entry), (0, 1 - entry)], [(0, ends), (1, 1 - ends)]],
        events_of(game),
        game.signals is not None,
    )


def trigger(
    game: RepeatedGame,
    cooperate: Sequence[Any],
    punish: Sequence[Any],
    length: Any,
    *,
    bad: Sequence[int] | None = None,
    probability: Any = 1.0,
) -> Automaton:
    """Cooperate until an alarm, punish for T periods, and cooperate again.

    Parameters
    ----------
    game, cooperate, punish, bad, probability
        As in :func:`grim`.
    length : (*batch,) int, 0 or more
        T. States count the periods that are left, from 1 to the largest length.

    Returns
    -------
    Automaton

    References
    ----------
    Green and Porter (1984), "Noncooperative Collusion under Imperfect Price Information", Econometrica 52.

    Examples
    --------
    A bad signal comes with chance 0.1 under cooperation, 0.4 after a deviation:

    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, certify_automaton
    >>> game = RepeatedGame(
    ...     symmetric([[2, -1], [3, 0]]), 0.9, [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]]
    ... )
    >>> judged = certify_automaton(game, trigger(game, (0, 0), (1, 1), [1, 2, 3], bad=[0]), strict=False)
    >>> judged.certificate.holds, judged.payoffs[:, 0, 0].round(4)
    (array([False, False,  True]), array([   nan,    nan, 1.6078]))
    """
    lengths = np.asarray(length)
    if lengths.dtype.kind not in "iu" or not (lengths >= 0).all():
        raise InvalidGameError(f"length needs integers, 0 or more; got {length!r}.")
    good, harsh = as_profile(game, cooperate, "cooperate"), as_profile(game, punish, "punish")
    entry = alarm(game, good, bad) * spread_over_events(_chance(probability, "probability"), game)
    lengths = spread_over_events(lengths, game)
    longest = int(lengths.max(initial=0))
    first: list[tuple[int, Any]] = [(left, entry * (lengths == left)) for left in range(1, longest + 1)]
    first.append((0, 1 - entry * (lengths > 0)))
    return assembled(
        [("cooperate", good), *((f"punish, {left} left", harsh) for left in range(1, longest + 1))],
        [first, *([(left - 1, 1.0)] for left in range(1, longest + 1))],
        events_of(game),
        game.signals is not None,
    )


def graduated(
    game: RepeatedGame,
    cooperate: Sequence[Any],
    punish: Sequence[Any],
    lengths: Sequence[int],
    *,
    bad: Sequence[int] | None = None,
) -> Automaton:
    """Cooperate, and punish every alarm for longer than the one before.

    Parameters
    ----------
    game, cooperate, punish, bad
        As in :func:`grim`.
    lengths : sequence of int, 0 or more
        Periods of punishment after the first alarm, the second, and so on; the last holds for all further ones.

    Returns
    -------
    Automaton

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame
    >>> game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.9)
    >>> graduated(game, (0, 0), (1, 1), [1, 3]).states
    ('0 before', '0 before, 1 left', '1 or more before', '1 or more before, 3 left', '1 or more before, 2 left', \
'1 or more before, 1 left')
    """
    periods = np.asarray(lengths)
    if periods.ndim != 1 or periods.dtype.kind not in "iu" or not len(periods) or (periods < 0).any():
        raise InvalidGameError(
            f"lengths need a list of at least one number of periods, integers of 0 or more; got {lengths!r}."
        )
    lengths = periods.tolist()
    good, harsh = as_profile(game, cooperate, "cooperate"), as_profile(game, punish, "punish")
    entry = alarm(game, good, bad).astype(np.float64)
    starts = [sum(lengths[:k]) + k for k in range(len(lengths))]
    states: list[tuple[str, Any]] = []
    moves: list[list[tuple[int, Any]]] = []
    for k, (length, start) in enumerate(zip(lengths, starts, strict=True)):
        then = starts[min(k + 1, len(lengths) - 1)]
        offences = f"{k} before" if k + 1 < len(lengths) else f"{k} or more before"
        states.append((offences, good))
        moves.append([(start + 1 if length else then, entry), (start, 1 - entry)])
        for left in range(length, 0, -1):
            states.append((f"{offences}, {left} left", harsh))
            moves.append([(len(states) if left > 1 else then, 1.0)])
    return assembled(states, moves, events_of(game), game.signals is not None)


def _chance(chance: Any, name: str) -> Any:
    array = real_numbers(chance, name)
    if not ((array >= 0) & (array <= 1)).all():
        raise InvalidGameError(f"{name} needs values from 0 to 1; got {chance!r}.")
    return array
