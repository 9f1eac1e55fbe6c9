"""Every payoff of pure subgame-perfect equilibria of a game that is repeated finitely often, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any

import numpy as np

from ..arguments import whole
from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form.game import NormalFormGame, require_normal_form
from ..profile import profiles_available

MOST_PAYOFFS = 100_000
"""The default limit on the payoff vectors of one horizon."""

Payoffs = tuple[int, ...]
Profile = tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class FiniteRepetition:
    """The payoffs of all pure subgame-perfect equilibria, for every horizon up to one.

    Attributes
    ----------
    horizon : int
        How often the stage is played.
    discount : Fraction
        What a payoff of the next period is worth now.
    payoffs : tuple, one entry per horizon 1, 2, ..., of sorted tuples of payoff vectors (Fraction per player)
        Discounted sums over the periods, not averages.
    paths : tuple of dict
        Of each horizon and payoff vector, one profile of today and the payoffs of what follows it.
    """

    horizon: int
    discount: Fraction
    payoffs: tuple[tuple[tuple[Fraction, ...], ...], ...]
    paths: tuple[dict[tuple[Fraction, ...], tuple[Profile, tuple[Fraction, ...]]], ...]

    def best(self, player: int, horizon: int | None = None) -> Fraction | None:
        """The most that a player gets in any of these equilibria; None if there are none."""
        self._check(player)
        return max((payoff[player] for payoff in self._of(horizon)), default=None)

    def worst(self, player: int, horizon: int | None = None) -> Fraction | None:
        """The least that a player gets in any of these equilibria; None if there are none."""
        self._check(player)
        return min((payoff[player] for payoff in self._of(horizon)), default=None)

    def best_symmetric(self, horizon: int | None = None) -> Fraction | None:
        """The most that all players get alike; None if no equilibrium pays all alike."""
        return max((payoff[0] for payoff in self._of(horizon) if len(set(payoff)) == 1), default=None)

    def path(self, payoff: tuple[Any, ...]) -> list[Profile]:
        """The profiles on the path of one equilibrium with this payoff vector.

        What holds it up: after a deviation by player i alone, play goes on with an equilibrium that is worst for i.
        """
        try:
            left, played = tuple(map(Fraction, payoff)), []
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"payoff needs one number for each player; got {payoff!r}.") from None
        if left not in self.paths[-1]:
            raise ValueError(f"no equilibrium of {self.horizon} periods has the payoffs {payoff}.")
        for continuations in reversed(self.paths):
            profile, left = continuations[left]
            played.append(profile)
        return played

    def _of(self, horizon: int | None) -> tuple[tuple[Fraction, ...], ...]:
        if horizon is None:
            return self.payoffs[-1]
        return self.payoffs[whole(horizon, "horizon", at_least=1, at_most=self.horizon) - 1]

    def _check(self, player: int) -> None:
        number = next((len(payoff) for each in self.payoffs for payoff in each), None)
        if number is not None:
            whole(player, "player", at_least=0, at_most=number - 1)

    def __repr__(self) -> str:
        return (
            f"<FiniteRepetition: {self.horizon} period{'s' * (self.horizon > 1)}, "
            f"{len(self.payoffs[-1])} payoff vectors>"
        )


def finitely_repeated(
    stage: NormalFormGame, horizon: int, *, discount: Any = 1, most: int = MOST_PAYOFFS
) -> FiniteRepetition:
    r"""Find the payoffs of all pure subgame-perfect equilibria of a game that is repeated T times.

    With :math:`W_0 = \{0\}`,

    .. math:: W_t = \{u(a) + \delta w : w \in W_{t-1},\; u_i(a) + \delta w_i \ge u_i(b, a_{-i}) + \delta
              \min_{w' \in W_{t-1}} w'_i \text{ for all } i, b\}.

    After a deviation by i alone, play goes on with the equilibrium that is worst for i; nothing threatens more, so
    this set is exact. A game with one stage equilibrium has the one in every period and no other; with several,
    more than stage equilibria can be played until close to the end.

    What is assumed: actions are pure, on the path and off it; all see all of them; there is no public randomisation.
    With mixed actions or a public draw there may be further equilibria, and harsher threats.

    Parameters
    ----------
    stage : NormalFormGame, one game
        Payoffs are taken as they are given: fractions, or the rationals that the floats are.
    horizon : int, 1 or more
    discount : int, Fraction, or float taken at its binary value
        More than 0. 1 for undiscounted sums.
    most : int
        How many payoff vectors of one horizon are kept at most.

    Returns
    -------
    FiniteRepetition
        With empty sets if the stage has no pure equilibrium.

    Raises
    ------
    UnsupportedGameError
        If there are more payoff vectors, or the game is a batch.

    References
    ----------
    Benoît and Krishna (1985), "Finitely Repeated Games", Econometrica 53.

    Examples
    --------
    Two stage equilibria, (3, 3) and (1, 1), and cooperation at (4, 4) that each could leave for a gain of 3. The last
    two periods are needed to reward it:

    >>> from gametheory.normal_form import symmetric
    >>> stage = symmetric([[4, -9, -9], [7, 3, -9], [-9, -9, 1]])
    >>> answer = finitely_repeated(stage, 6)
    >>> [int(answer.best_symmetric(t)) for t in range(1, 7)]
    [3, 6, 10, 14, 18, 22]
    >>> answer.path((22, 22))
    [(0, 0), (0, 0), (0, 0), (0, 0), (1, 1), (1, 1)]
    """
    require_normal_form(stage)
    if stage.batch_shape:
        raise UnsupportedGameError(
            f"finitely_repeated takes one game, got a batch of shape {stage.batch_shape}; pass one of its games."
        )
    horizon = whole(horizon, "horizon, the number of periods,", at_least=1)
    most = whole(most, "most", at_least=1)
    factor = _positive(discount)
    profiles, unit = _integers(stage)
    scale = 1  # payoffs of horizon t are whole multiples of 1 / (unit * scale)
    continuations: dict[Payoffs, Any] = {(0,) * len(stage.players): None}
    answers = []
    before: dict[Payoffs, tuple[Fraction, ...]] = {(0,) * len(stage.players): (Fraction(0),) * len(stage.players)}
    for _ in range(horizon):
        today = {profile: tuple(scale * x for x in paid) for profile, (paid, _) in profiles.items()}
        gains = {profile: tuple(scale * x for x in best) for profile, (_, best) in profiles.items()}
        continuations = _one_more(today, gains, continuations, factor.numerator, most)
        named = {payoff: tuple(Fraction(x, unit * scale) for x in payoff) for payoff in continuations}
        answers.append({named[payoff]: (profile, before[left]) for payoff, (profile, left) in continuations.items()})
        # in the units of the next horizon one period further on: w becomes numerator * w
        before = named
        scale *= factor.denominator
    return FiniteRepetition(horizon, factor, tuple(tuple(sorted(each)) for each in answers), tuple(answers))


def _positive(discount: Any) -> Fraction:
    """The discount factor, exactly."""
    try:
        factor = Fraction(discount)
    except (TypeError, ValueError, OverflowError):
        factor = Fraction(0)
    if factor <= 0:
        raise InvalidGameError(f"discount needs to be a number of more than 0; got {discount!r}.")
    return factor


def _one_more(
    today: dict[Profile, Payoffs],
    temptation: dict[Profile, Payoffs],
    later: dict[Payoffs, Any],
    numerator: int,
    most: int,
) -> dict[Payoffs, tuple[Profile, Payoffs]]:
    """The payoffs with one more period before, each with one profile and continuation that gives it."""
    if not later:
        return {}
    players = range(len(next(iter(later))))
    threat = [numerator * min(w[i] for w in later) for i in players]
    found: dict[Payoffs, tuple[Profile, Payoffs]] = {}
    for profile, paid in today.items():
        least = [temptation[profile][i] + threat[i] for i in players]
        for w in later:
            total = tuple(x + numerator * y for x, y in zip(paid, w, strict=True))
            if total not in found and all(x >= y for x, y in zip(total, least, strict=True)):
                found[total] = (profile, w)
        if len(found) > most:
            raise UnsupportedGameError(
                f"more than {most} payoff vectors at one horizon; raise most, shorten the horizon, or round payoffs "
                f"and discount to fractions of small denominators."
            )
    return found


def _integers(stage: NormalFormGame) -> tuple[dict[Profile, tuple[Payoffs, Payoffs]], int]:
    """Of every profile the payoffs, and what each player gets by its best reply, in multiples of 1 / unit."""
    given = stage.payoffs if stage.exact is None else stage.exact.values
    exists = np.ones(stage.sizes, dtype=bool) if stage.available is None else profiles_available(stage.available)
    payoffs = {
        profile: tuple(Fraction(given[(i, *profile)]) for i in range(len(stage.players)))
        for profile in product(*map(range, stage.sizes))
        if exists[profile]
    }
    unit = lcm(*(x.denominator for paid in payoffs.values() for x in paid))
    whole = {profile: tuple(int(x * unit) for x in paid) for profile, paid in payoffs.items()}
    best: dict[tuple[int, Profile], int] = {}
    for profile, paid in whole.items():
        for i, x in enumerate(paid):
            others = (i, profile[:i] + profile[i + 1 :])
            best[others] = max(best.get(others, x), x)
    return {
        profile: (paid, tuple(best[i, profile[:i] + profile[i + 1 :]] for i in range(len(paid))))
        for profile, paid in whole.items()
    }, unit
