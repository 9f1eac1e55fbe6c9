"""From a float answer to a proof: an exact equilibrium nearby, and how near."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np

from ..equilibrium import Equilibria, Equilibrium
from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form.game import NormalFormGame
from ..normal_form.integer_game import IntegerGame, integer_games, require_normal_form
from ..value import Bools, Floats, Ints, Value, frozen
from .search import mixing, nearest_found
from .verdict import Profile, payoffs

DISTANCE = 1e-6
"""Default for how far an exact equilibrium may be from the float one, in any probability."""


class Reason(IntEnum):
    """Why an answer is proved or not, one code per entry; ``advice`` is the sentence.

    Examples
    --------
    >>> Reason(1).name
    'NO_ANSWER'
    >>> Reason.NO_ANSWER.advice
    'There is no answer to prove: the solver found none; see its status.'
    """

    PROVED = 0
    NO_ANSWER = 1
    TOO_FAR = 2
    NOT_FOUND = 3
    MANY_MIX = 4

    @property
    def advice(self) -> str:
        """What it means, and what the user can do."""
        return _ADVICE[self]


_ADVICE = {
    Reason.PROVED: "The strategies are an exact equilibrium, as near to the float answer as the distance says.",
    Reason.NO_ANSWER: "There is no answer to prove: the solver found none; see its status.",
    Reason.TOO_FAR: (
        "There is no exact equilibrium within the distance allowed: every one is farther away. The float answer only "
        "looks like one; solve with a smaller tolerance, or in another way."
    ),
    Reason.NOT_FOUND: (
        "No exact equilibrium was found within the distance allowed, and none was ruled out; allow a larger "
        "distance, or solve with a smaller tolerance."
    ),
    Reason.MANY_MIX: (
        "Three or more players mix, so the equilibrium may be irrational, and no simple rational profile nearby "
        "is one; the certificate of the float answer is what can be said."
    ),
}


@dataclass(frozen=True, eq=False)
class Proof(Value):
    """For every answer of a batch an exact equilibrium nearby, or why there is none to show.

    Attributes
    ----------
    strategies : one (*batch, m_i) array of Fraction per player
        None where not proved.
    payoffs : (*batch, N) array of Fraction
        In the exact game; None where not proved.
    distance : (*batch,)
        The largest difference in any probability between the exact equilibrium and the float answer, rounded
        up. Where that is farther than allowed, the distance of the nearest one found; NaN where none was.
    proved : (*batch,) bool
    reason : (*batch,)
        A :class:`Reason`.
    """

    strategies: tuple[Any, ...]
    payoffs: Any
    distance: Floats
    proved: Bools
    reason: Ints

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    def __repr__(self) -> str:
        farthest = np.max(self.distance, initial=0.0, where=self.proved)
        codes = Counter(self.reason[~self.proved].tolist())
        misses = "".join(f"; {count} {Reason(code).name}" for code, count in sorted(codes.items()))
        return f"<Proof: {int(self.proved.sum())} of {self.proved.size} proved, within {farthest:.1e}{misses}>"


def prove(game: NormalFormGame, equilibrium: Equilibrium | Equilibria, *, distance: float = DISTANCE) -> Proof:
    r"""Find exact equilibria near float answers, and so prove that there are equilibria there.

    Each profile of the proof has passed the test of :func:`is_equilibrium`, which knows nothing of how the
    profile was found. With two players, the float answer says which actions are played and which are best
    replies; a strategy that makes the opponent's actions in J best replies solves

    .. math:: x^\top B_j = v \; (j \in J), \qquad \sum_i x_i = 1

    exactly, or is the nearest point of the polytope where that holds, by a linear program in integers. Where
    these supports mislead, branch and bound over all others finds an exact equilibrium within the distance or
    shows that there is none; the ends of all Lemke–Howson paths then tell how far one is. With three players
    or more the same is done while at most two of them mix; where more do, equilibria may be irrational (Nash
    1951, section 6), and only rationals of small denominators are tried.

    Parameters
    ----------
    game : NormalFormGame
    equilibrium : Equilibrium or Equilibria
        Answers to this game, of the concept "nash"; an Equilibrium may have further batch axes in front.
    distance : float
        The largest difference in any probability allowed. The default 1e-6 lets the certificate's tolerance of
        1e-9 in payoffs be amplified a thousandfold; ``Proof.distance`` states what it is in fact, usually
        around 1e-16.

    Returns
    -------
    Proof
        Of the batch shape of the equilibrium, (rows,) for Equilibria.

    Raises
    ------
    InvalidGameError
        If the answers are not answers to this game.
    UnsupportedGameError
        If the concept is not "nash".
    ValueError
        If the distance is not a non-negative number.

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive Form",
    proposition 3.1 (the best-reply condition).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from gametheory.normal_form import bimatrix, lemke_howson
    >>> third = Fraction(1, 3)
    >>> game = bimatrix([[third, -1], [-1, third]], [[-1, third], [1, -third]])
    >>> proof = prove(game, lemke_howson(game))
    >>> print(*proof.strategies[0], "|", *proof.strategies[1], "|", *proof.payoffs)
    1/2 1/2 | 1/2 1/2 | -1/3 0
    >>> bool(proof.proved), bool(proof.distance < 1e-15)
    (True, True)
    """
    require_normal_form(game)
    if not 0 <= distance < np.inf:
        raise ValueError(f"distance, a difference of probabilities, must be a non-negative number; got {distance}.")
    games, shape = _games_of(game, equilibrium)
    targets = [
        strategy.reshape(len(games), size) for strategy, size in zip(equilibrium.strategies, game.sizes, strict=True)
    ]
    players, count = len(game.players), len(games)
    strategies = [np.full((count, size), None, dtype=object) for size in game.sizes]
    paid = np.full((count, players), None, dtype=object)
    distances, reasons = np.full(count, np.nan), np.full(count, Reason.NO_ANSWER, dtype=np.int8)
    for entry, exact in integer_games(game, games):
        aims = [target[entry] for target in targets]
        if not all(np.isfinite(aim).all() for aim in aims):
            continue
        profile, apart, final = nearest_found(exact, aims, Fraction(distance))
        distances[entry] = np.nan if apart is None else _rounded_up(apart)
        if profile is not None and distances[entry] <= distance:
            reasons[entry] = Reason.PROVED
            paid[entry] = payoffs(exact, profile)
            _write(strategies, entry, exact, profile)
        elif len(mixing(aims)) > 2:
            reasons[entry] = Reason.MANY_MIX
        else:
            reasons[entry] = Reason.TOO_FAR if final else Reason.NOT_FOUND
    reasons = reasons.reshape(shape)
    return Proof(
        tuple(strategy.reshape(*shape, size) for strategy, size in zip(strategies, game.sizes, strict=True)),
        paid.reshape(*shape, players),
        distances.reshape(shape),
        reasons == Reason.PROVED,
        reasons,
    )


def _games_of(game: NormalFormGame, answers: Equilibrium | Equilibria) -> tuple[Any, tuple[int, ...]]:
    """The position in the flattened batch of the game of each answer, and the batch shape of the answers."""
    if answers.certificate.concept != "nash":
        raise UnsupportedGameError(
            f"only Nash equilibria can be proved; got answers of the concept {answers.certificate.concept!r}."
        )
    sizes = tuple(strategy.shape[-1] for strategy in answers.strategies)
    batch = answers.count.shape if isinstance(answers, Equilibria) else answers.status.shape
    if sizes != game.sizes or not _reaches(game.batch_shape, batch, wider=isinstance(answers, Equilibrium)):
        raise InvalidGameError(
            f"the answers must be to this game, of batch shape {game.batch_shape} and sizes {game.sizes}; "
            f"got batch shape {batch} and sizes {sizes}. Pass the game that was solved."
        )
    if isinstance(answers, Equilibria):
        return answers.game, answers.game.shape
    positions = np.arange(int(np.prod(game.batch_shape))).reshape(game.batch_shape)
    return np.broadcast_to(positions, batch).reshape(-1), batch


def _reaches(batch: tuple[int, ...], answers: tuple[int, ...], *, wider: bool) -> bool:
    """Whether answers of this batch shape are to games of that one, broadcast if they may be wider."""
    try:
        return batch == answers or (wider and np.broadcast_shapes(batch, answers) == answers)
    except ValueError:
        return False


def _write(strategies: list[Any], entry: int, game: IntegerGame, profile: Profile) -> None:
    for strategy, actions, mine in zip(strategies, game.actions, profile, strict=True):
        strategy[entry] = Fraction(0)
        strategy[entry, actions] = mine


def _rounded_up(number: Fraction) -> float:
    nearest = float(number)
    return nearest if Fraction(nearest) >= number else float(np.nextafter(nearest, np.inf))
