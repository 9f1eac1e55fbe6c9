"""Undefeated equilibrium."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from .equilibria import SignallingEquilibria
from .game import SignallingGame
from .refinement import Beliefs, Outcome, Refinement, Witness, after, judged, outcomes, require_equilibria, witness


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

    def verdicts() -> Iterator[tuple[Outcome, Witness | None]]:
        for _, group in groupby(outcomes(game, equilibria), key=lambda outcome: outcome.position):
            all_of_game = list(group)
            for outcome in all_of_game:
                yield outcome, _defeat(outcome, all_of_game)

    require_equilibria(game, equilibria)
    return judged("undefeated", equilibria, verdicts())


def _defeat(outcome: Outcome, others: list[Outcome]) -> Witness | None:
    everyone = list(range(len(outcome.payoffs)))
    for m in outcome.unsent():
        beliefs = Beliefs()
        for other in others:
            senders = [t for t in everyone if other.sender[t][m]]
            gains = [other.payoffs[t] - outcome.payoffs[t] for t in senders]
            if not senders or min(gains) < 0 or max(gains) == 0:
                continue
            better = [t for t, gain in zip(senders, gains, strict=True) if gain > 0]
            beliefs = Beliefs(
                beliefs.excluded | (set(everyone) - set(senders)),
                beliefs.pairs | {(t, best) for t in senders for best in better if t != best},
            )
            deviation, extreme = after(outcome, m, beliefs)
            if not extreme:
                # What two outcomes ask for has nothing in common; the last one alone shows a deviation that pays.
                alone = Beliefs(
                    frozenset(everyone) - set(senders), frozenset((t, b) for t in senders for b in better if t != b)
                )
                return witness(outcome, m, *after(outcome, m, alone), by=other.rows[0])
            if not deviation.some_reply([], everyone):
                return witness(outcome, m, deviation, extreme, by=other.rows[0])
    return None
