"""Undefeated equilibrium."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from .deterrents import unsent_messages
from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .outcomes import Outcome, first_rows, outcomes
from .refinement import Beliefs, Refinement, Witness, after, judged, require_equilibria, witness


def undefeated(game: SignallingGame, equilibria: SignallingEquilibria) -> Refinement:
    r"""Judge outcomes by whether another of the outcomes given defeats them.

    Take a message m that is not sent at the outcome, and an outcome given at which it is sent, by the types in K,
    all of which get no less there than here, and at least one more. Then m should be believed to be sent as it is
    there,

    .. math:: \mu(t \mid m) = \frac{p(t) \pi(t)}{\sum_{t'} p(t') \pi(t')},

    with :math:`\pi(t) = 1` for t in K that gain, :math:`0 \le \pi(t) \le 1` for t in K that do not, and
    :math:`\pi(t) = 0` for other types. The outcome is undefeated if, after each m, a belief that satisfies this for
    all such outcomes has a mixed best reply that makes no type better off.

    Outcomes are tested against those of the rows given and against no others: those from :func:`pure_pbe` are all
    outcomes in pure strategies; those from :func:`all_pbe` are the extreme points of all equilibria, and outcomes
    between them are not tried.

    Parameters
    ----------
    game, equilibria
        As in :func:`intuitive_criterion`.

    Returns
    -------
    Refinement
        ``witness.by`` is the row of an outcome that defeats this one.

    Raises
    ------
    UnsupportedGameError
        If a type has probability 0.

    References
    ----------
    Mailath, Okuno-Fujiwara and Postlewaite (1993), "Belief-Based Refinements in Signalling Games".

    Examples
    --------
    In beer or quiche each type prefers another of the two outcomes, and neither is defeated:

    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9]
    ... )
    >>> undefeated(game, all_pbe(game))
    <Refinement: undefeated, 4 of 4 rows pass>
    """

    require_equilibria(game, equilibria)
    rows, _ = first_rows(equilibria)
    seen = unsent_messages(game, equilibria, rows)
    doubtful = seen.unsent & ~seen.deterred
    position = equilibria.game[rows]
    wanted = np.isin(position, position[doubtful.any(axis=-1)])

    def verdicts() -> Iterator[tuple[Outcome, Witness | None]]:
        found = zip(outcomes(game, equilibria, wanted), doubtful[wanted], strict=True)
        for _, group in groupby(found, key=lambda pair: pair[0].position):
            pairs = list(group)
            all_of_game = [outcome for outcome, _ in pairs]
            for outcome, row in pairs:
                messages = [m for m, number in enumerate(outcome.game.messages) if row[number]]
                yield outcome, _defeat(outcome, messages, all_of_game)

    return judged("undefeated", equilibria, verdicts())


def _defeat(outcome: Outcome, messages: list[int], others: list[Outcome]) -> Witness | None:
    everyone = list(range(len(outcome.payoffs)))
    for m in messages:
        beliefs = Beliefs()
        for other in others:
            senders = other.senders[m]
            gains = [other.payoffs[t] - outcome.payoffs[t] for t in senders]
            if not senders or min(gains) < 0 or max(gains) == 0:
                continue
            better = [t for t, gain in zip(senders, gains, strict=True) if gain > 0]
            here = Beliefs(
                frozenset(everyone) - frozenset(senders), frozenset((t, b) for t in senders for b in better if t != b)
            )
            beliefs = Beliefs(beliefs.excluded | here.excluded, beliefs.pairs | here.pairs)
            deviation = after(outcome, m, beliefs)
            if not deviation.faces:
                # What two outcomes ask for has nothing in common; the last one alone shows a deviation that pays.
                return witness(outcome, m, after(outcome, m, here), here, by=other.rows[0])
            if not deviation.some_reply([], everyone):
                return witness(outcome, m, deviation, beliefs, by=other.rows[0])
    return None
