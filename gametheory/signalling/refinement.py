"""What refinements of outcomes share: who may have deviated, what follows, and the witness of a failure.

A refinement looks at each message m that is not sent. It begins with all beliefs, and by its rule excludes types or
bounds ratios of beliefs, given the replies that are best to the beliefs left; it is repeated until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import Any, NamedTuple

import numpy as np

from ..double_description import polytope, vertices
from ..errors import InvalidGameError, UnsupportedGameError
from ..value import Bools, Value, frozen
from .equilibria import SignallingEquilibria, require_signalling
from .game import SignallingGame
from .rational import Extreme, RationalGame, extreme_equilibria, rational_game

MATCH = 1e-7
"""A float equilibrium this close to an exact one is taken to be it."""


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
    gain : [t][a] Fraction
        What type t gains by sending the message, if the reply is a.
    types : list of int
        The types not excluded.
    faces : list of list of int
        Mixed replies that are best to some belief left: mixtures of each of these sets.
    """

    gain: list[list[Fraction]]
    types: list[int]
    faces: list[list[int]]

    def some_reply(self, at_least: list[int], at_most: list[int]) -> bool:
        """Whether a mixed best reply tempts these types weakly or more, and those at most weakly."""
        for face in self.faces:
            conditions = [[self.gain[t][a] for a in face] for t in at_least]
            conditions += [[-self.gain[t][a] for a in face] for t in at_most]
            if polytope(len(face), conditions):
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


class Outcome(NamedTuple):
    """One outcome of one game, exactly.

    Attributes
    ----------
    position : int
        Of the game in the flattened batch.
    game : RationalGame
    rows : list of int
        The rows of the equilibria that have it.
    sender : [t][m] Fraction
    payoffs : [t] Fraction
        Of each type.
    """

    position: int
    game: RationalGame
    rows: list[int]
    sender: Any
    payoffs: list[Fraction]

    def unsent(self) -> list[int]:
        """The messages that no type sends."""
        return [m for m in range(len(self.game.messages)) if not any(row[m] for row in self.sender)]

    def gain(self, m: int) -> list[list[Fraction]]:
        """What each type gains by a message, by reply."""
        return [[pay - own for pay in side[m]] for side, own in zip(self.game.sender, self.payoffs, strict=True)]


Rule = Callable[[Deviation, Beliefs], Beliefs]
"""From a deviation and the beliefs left to those that a refinement still allows."""


def refine(concept: str, game: SignallingGame, equilibria: SignallingEquilibria, rule: Rule) -> Refinement:
    """Judge all outcomes, message by message."""

    def judge(outcome: Outcome) -> Witness | None:
        for m in outcome.unsent():
            beliefs = Beliefs()
            while True:
                deviation, extreme = after(outcome, m, beliefs)
                if not extreme:
                    break  # nobody is left to have deviated: no restriction
                if not deviation.some_reply([], list(range(len(outcome.payoffs)))):
                    return witness(outcome, m, deviation, extreme)
                fewer = rule(deviation, beliefs)
                if fewer == beliefs:
                    break
                beliefs = fewer
        return None

    require_equilibria(game, equilibria)
    return judged(concept, equilibria, ((outcome, judge(outcome)) for outcome in outcomes(game, equilibria)))


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
    """The verdicts on outcomes as verdicts on rows."""
    found: list[Witness | None] = [None] * len(equilibria)
    for outcome, why in verdicts:
        for row in outcome.rows:
            found[row] = why
    return Refinement(concept, np.array([why is None for why in found], dtype=bool), tuple(found))


def after(outcome: Outcome, m: int, beliefs: Beliefs) -> tuple[Deviation, list[tuple[list[Fraction], list[int]]]]:
    """A message under some beliefs: the deviation, and the extreme beliefs with their best replies."""
    one = outcome.game
    corners = _corners(beliefs, one.prior)
    extreme: list[tuple[list[Fraction], list[int]]] = []
    if corners:
        types = range(len(one.prior))
        worth = [
            [sum(belief[t] * one.receiver[t][m][a] for t in types) for belief in corners]
            for a in range(len(one.replies))
        ]
        for vertex in vertices([len(corners)], [worth]):
            belief = [sum(map(mul, vertex.weights[0], (corner[t] for corner in corners)), Fraction(0)) for t in types]
            whole = sum(belief)
            extreme.append(([weight / whole for weight in belief], sorted(a for _, a in vertex.largest)))
    sets = {tuple(best) for _, best in extreme}
    faces = [list(best) for best in sorted(sets) if not any(set(best) < set(other) for other in sets)]
    left = [t for t in range(len(one.prior)) if t not in beliefs.excluded]
    return Deviation(outcome.gain(m), left, faces), extreme


def witness(
    outcome: Outcome, m: int, deviation: Deviation, extreme: list[tuple[list[Fraction], list[int]]], by: int = -1
) -> Witness:
    """A type, belief and reply that show why an outcome fails at a message."""
    belief, best = extreme[0]
    t, a = max(((t, best[0]) for t in range(len(belief))), key=lambda pair: deviation.gain[pair[0]][pair[1]])
    one = outcome.game
    unit = one.sender_unit
    return Witness(
        one.messages[m],
        t,
        tuple(float(weight) for weight in belief),
        one.replies[a],
        float(deviation.gain[t][a] * unit),
        tuple(deviation.types),
        by,
    )


def outcomes(game: SignallingGame, equilibria: SignallingEquilibria) -> Iterator[Outcome]:
    """Every outcome of the equilibria, exactly; game by game."""
    rows_of: dict[tuple[int, int], list[int]] = {}
    pairs = zip(equilibria.game.tolist(), equilibria.outcome.tolist(), strict=True)
    for row, key in enumerate(pairs):
        rows_of.setdefault(key, []).append(row)
    last, one = -1, None
    exact: list[Extreme] | None = None
    for (position, _), rows in rows_of.items():
        if one is None or position != last:
            last, one, exact = position, rational_game(game, position), None
        sender, receiver = (strategy[rows[0]] for strategy in equilibria.strategies)
        sent, replied = sender[:, one.messages].tolist(), receiver[np.ix_(one.messages, one.replies)].tolist()
        on_path = [m for m in range(len(one.messages)) if any(row[m] for row in sent)]
        if not all(p in (0, 1) for row in [*sent, *(replied[m] for m in on_path)] for p in row):
            exact = extreme_equilibria(one) if exact is None else exact
            sent, replied = _matching(exact, sent, replied, on_path)
        sigma = [[Fraction(p) for p in row] for row in sent]
        payoffs = []
        for side, weights in zip(one.sender, sigma, strict=True):
            m = next(m for m, p in enumerate(weights) if p)
            payoffs.append(sum((Fraction(p) * u for p, u in zip(replied[m], side[m], strict=True)), Fraction(0)))
        yield Outcome(position, one, rows, sigma, payoffs)


def _matching(exact: list[Extreme], sent: Any, replied: Any, on_path: list[int]) -> tuple[Any, Any]:
    """The exact equilibrium with the outcome of a float one."""
    for extreme in exact:
        pairs = [*zip(extreme.sender, sent, strict=True), *((extreme.receiver[m], replied[m]) for m in on_path)]
        if all(abs(float(p) - q) <= MATCH for own, row in pairs for p, q in zip(own, row, strict=True)):
            return extreme.sender, extreme.receiver
    raise InvalidGameError(
        "refinements take the extreme equilibria of this game, as all_pbe returns them; got strategies that mix on the "
        "path and are not among them."
    )


def _corners(beliefs: Beliefs, prior: list[int]) -> list[list[int]]:
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
