"""What refinements of outcomes share: who may have deviated, what follows, and the witness of a failure.

A refinement looks at each message m that is not sent. It begins with all beliefs, and by its rule excludes types or
bounds ratios of beliefs, given the replies that are best to the beliefs left; it is repeated until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import mul
from typing import Any, NamedTuple

import numpy as np

from ..double_description import largest_together, polytope, vertices
from ..errors import InvalidGameError, UnsupportedGameError
from ..value import Bools, Value, frozen
from .deterrents import unsent_messages
from .equilibria import SignallingEquilibria, require_signalling
from .game import SignallingGame
from .outcomes import Outcome, first_rows, outcomes
from .rational import RationalGame

REMEMBERED = 4096
"""Messages and beliefs whose best replies are kept, for the outcomes of one game and for several refinements."""


class Witness(NamedTuple):
    """Why an outcome fails: a deviation that pays under every belief that the refinement allows.

    Attributes
    ----------
    message : int
        A message that is not sent.
    type : int
        A type that gains by sending it,
    belief : (T,)
        if the receiver has this belief, which the refinement allows,
    reply : int
        and gives this reply, which is best to the belief.
    gain : float
        How much the type gains, in payoff units of the sender.
    types : tuple of int
        The types that the refinement leaves as possible senders of the message.
    by : int
        The row of the equilibrium that defeats this one; -1 for other refinements.
    """

    message: int
    type: int
    belief: tuple[float, ...]
    reply: int
    gain: float
    types: tuple[int, ...]
    by: int = -1


@dataclass(frozen=True, eq=False)
class Refinement(Value):
    """Which equilibria of a batch have an outcome that passes a refinement.

    Attributes
    ----------
    concept : str
    passes : (rows,) bool
        One verdict per row of the equilibria; rows with one outcome have one verdict.
    witness : tuple of Witness or None, one per row
        None where the outcome passes.
    """

    concept: str
    passes: Bools
    witness: tuple[Witness | None, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "passes", frozen(self.passes))

    def __repr__(self) -> str:
        return f"<Refinement: {self.concept}, {int(self.passes.sum())} of {self.passes.size} rows pass>"


class Beliefs(NamedTuple):
    """Beliefs with mu(t) = 0 for excluded types, and mu(t') / p(t') >= mu(t) / p(t) for pairs (t, t')."""

    excluded: frozenset[int] = frozenset()
    pairs: frozenset[tuple[int, int]] = frozenset()


class Deviation(NamedTuple):
    """A message that is not sent, at an outcome, and the best replies to the beliefs that are left.

    Attributes
    ----------
    gain : [t][a] int
        What type t gains by sending the message, if the reply is a; every type has a unit of its own.
    types : list of int
        The types not excluded.
    faces : list of list of int
        Mixed replies that are best to some belief left: mixtures of each of these sets. Empty if no belief is left.
    """

    gain: list[list[int]]
    types: list[int]
    faces: list[list[int]]

    def some_reply(self, at_least: list[int], at_most: list[int]) -> bool:
        """Whether a mixed best reply tempts these types weakly or more, and those at most weakly."""
        for face in self.faces:
            conditions = [[self.gain[t][a] for a in face] for t in at_least]
            conditions += [[-self.gain[t][a] for a in face] for t in at_most]
            if any(max(condition) < 0 for condition in conditions):
                continue
            if any(min(column) >= 0 for column in zip(*conditions, strict=True)) or polytope(len(face), conditions):
                return True
        return False

    def tempted(self, t: int) -> bool:
        """Whether some mixed best reply strictly tempts a type: then a pure one does."""
        return any(self.gain[t][a] > 0 for face in self.faces for a in face)

    def never(self, t: int) -> bool:
        """Whether every mixed best reply makes a type strictly worse off."""
        return all(self.gain[t][a] < 0 for face in self.faces for a in face)

    def more_tempted(self, t: int, other: int) -> bool:
        """Whether every mixed best reply that tempts t weakly tempts the other strictly, and some one does."""
        return self.tempted(other) and not self.some_reply([t], [other])


Rule = Callable[[Deviation, Beliefs], Beliefs]
"""From a deviation and the beliefs left to those that a refinement still allows."""


def refine(concept: str, game: SignallingGame, equilibria: SignallingEquilibria, rule: Rule) -> Refinement:
    """Judge all outcomes, message by message."""

    def judge(outcome: Outcome, messages: Any) -> Witness | None:
        for m in messages:
            beliefs = Beliefs()
            while True:
                deviation = after(outcome, m, beliefs)
                if not deviation.faces:
                    break  # nobody is left to have deviated: no restriction
                if not deviation.some_reply([], list(range(len(outcome.payoffs)))):
                    return witness(outcome, m, deviation, beliefs)
                fewer = rule(deviation, beliefs)
                if fewer == beliefs:
                    break
                beliefs = fewer
        return None

    require_equilibria(game, equilibria)
    rows, _ = first_rows(equilibria)
    seen = unsent_messages(game, equilibria, rows)
    # Some belief that is sure of one type is always left. Under divinity too: while a reply deters, the replies that
    # tempt a type and those that do not meet, since best replies are connected; so no two types are more tempted than
    # each other, and one than which none is may be believed in alone.
    doubtful = seen.unsent & ~seen.deterred_at_certainty
    wanted = doubtful.any(axis=-1)
    found = outcomes(game, equilibria, wanted)
    verdicts = (
        (outcome, judge(outcome, [m for m, number in enumerate(outcome.game.messages) if row[number]]))
        for outcome, row in zip(found, doubtful[wanted], strict=True)
    )
    return judged(concept, equilibria, verdicts)


def without(beliefs: Beliefs, deviation: Deviation, gone: Callable[[int, list[int]], bool]) -> Beliefs:
    """Beliefs that exclude types too for which this holds, given the other types left."""
    types = deviation.types
    return Beliefs(beliefs.excluded | {t for t in types if gone(t, [other for other in types if other != t])})


def require_equilibria(game: SignallingGame, equilibria: SignallingEquilibria) -> None:
    """Raise unless there are outcomes that can be judged."""
    require_signalling(game)
    if not isinstance(equilibria, SignallingEquilibria):
        raise InvalidGameError(
            f"equilibria of this game were needed, as all_pbe and pure_pbe return them; got "
            f"{type(equilibria).__name__}."
        )
    if not (game.prior > 0).all():
        raise UnsupportedGameError(
            "refinements are defined for priors that are positive on every type; drop the types of probability 0."
        )


def judged(
    concept: str, equilibria: SignallingEquilibria, verdicts: Iterator[tuple[Outcome, Witness | None]]
) -> Refinement:
    """The verdicts on outcomes as verdicts on rows; outcomes without one pass."""
    found: list[Witness | None] = [None] * len(equilibria)
    for outcome, why in verdicts:
        for row in outcome.rows:
            found[row] = why
    return Refinement(concept, np.array([why is None for why in found], dtype=bool), tuple(found))


def after(outcome: Outcome, m: int, beliefs: Beliefs) -> Deviation:
    """A message under some beliefs: who may have sent it, and the replies."""
    one = outcome.game
    left = [t for t in range(len(one.prior)) if t not in beliefs.excluded]
    return Deviation(outcome.gain(m), left, _faces(*_message(one, m), beliefs))


def witness(outcome: Outcome, m: int, deviation: Deviation, beliefs: Beliefs, by: int = -1) -> Witness:
    """A type, belief and reply that show why an outcome fails at a message."""
    one = outcome.game
    types = range(len(one.prior))
    corners = _corners(beliefs, one.prior)
    for vertex in vertices([len(corners)], [_worth(corners, _message(one, m)[0])]):
        weights = [sum(map(mul, vertex.weights[0], (corner[t] for corner in corners)), Fraction(0)) for t in types]
        a = min(reply for _, reply in vertex.largest)
        gains = [deviation.gain[t][a] * outcome.unit(t) for t in types]
        if max(gains) > 0:
            break
    t = gains.index(max(gains))
    return Witness(
        one.messages[m],
        t,
        tuple(float(weight / sum(weights)) for weight in weights),
        one.replies[a],
        float(gains[t]),
        tuple(deviation.types),
        by,
    )


def _message(one: RationalGame, m: int) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """What the receiver gets after a message, [t][a], and the prior."""
    return tuple(tuple(side[m]) for side in one.receiver), tuple(one.prior)


def _worth(corners: list[list[int]], receiver: Any) -> list[list[int]]:
    """What each reply is worth to the receiver at each corner."""
    columns = list(zip(*receiver, strict=True))
    return [[sum(map(mul, corner, column)) for corner in corners] for column in columns]


@lru_cache(maxsize=REMEMBERED)
def _faces(receiver: tuple[tuple[int, ...], ...], prior: tuple[int, ...], beliefs: Beliefs) -> list[list[int]]:
    """The largest sets of replies that are best together to some belief, in order."""
    corners = _corners(beliefs, prior)
    if not corners:
        return []
    sets = largest_together(_worth(corners, receiver))
    return sorted(sorted(best) for best in sets if not any(best < other for other in sets))


def _corners(beliefs: Beliefs, prior: Sequence[int]) -> list[list[int]]:
    """The extreme rays of the beliefs: the prior on each set of types that is closed under the pairs."""
    types = range(len(prior))
    if not beliefs.pairs:
        sets = [frozenset([t]) for t in types]
    else:
        sets = [frozenset(t for t in types if number >> t & 1) for number in range(1, 1 << len(prior))]
    return [
        [prior[t] if t in closed else 0 for t in types]
        for closed in sets
        if not closed & beliefs.excluded and all(other in closed for t, other in beliefs.pairs if t in closed)
    ]
