"""How long, or how likely, punishment after an alarm has to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..arguments import whole as whole_number
from ..errors import UnsupportedGameError
from ..profile import profile_weights
from ..value import Bools, Floats, Ints
from .alarm import alarm_chances, as_profile
from .automaton import Automaton
from .game import RepeatedGame
from .play import PIECE, ROUNDING, certify_automaton, deviation_losses, payoff_range
from .trigger import forgiving, grim, trigger

HALVINGS = 48
"""How often the interval of probabilities is halved: to 4e-15."""


class OptimalTrigger(NamedTuple):
    """The shortest punishment that makes cooperation an equilibrium.

    Attributes
    ----------
    length : (*batch,)
        T*, in periods; NaN where no length up to ``longest`` makes it an equilibrium.
    payoffs : (*batch, N)
        Of cooperation with that length, from the automaton's values; NaN where there is none.
    relative_regret : (*batch,)
        Of the certificate.
    """

    length: Floats
    payoffs: Floats
    relative_regret: Floats


class RandomisedTrigger(NamedTuple):
    """The least likely punishment that makes cooperation an equilibrium.

    Attributes
    ----------
    probability : (*batch,)
        Chance that an alarm is followed by punishment for ever; NaN where not even certain punishment deters.
    payoffs : (*batch, N)
        Of cooperation with that chance, from the automaton's values; NaN where there is none.
    relative_regret : (*batch,)
        Of the certificate.
    """

    probability: Floats
    payoffs: Floats
    relative_regret: Floats


class OptimalForgiveness(NamedTuple):
    """The most forgiving punishment that makes cooperation an equilibrium.

    Attributes
    ----------
    forgiveness : (*batch,)
        Chance that punishment ends after a period; NaN where not even punishment for ever deters.
    payoffs : (*batch, N)
        Of cooperation with that chance, from the automaton's values; NaN where there is none.
    relative_regret : (*batch,)
        Of the certificate.
    """

    forgiveness: Floats
    payoffs: Floats
    relative_regret: Floats


def optimal_trigger(
    game: RepeatedGame,
    cooperate: Sequence[Any],
    punish: Sequence[Any],
    *,
    bad: Sequence[int] | None = None,
    longest: int = 100,
) -> OptimalTrigger:
    r"""Find the best integer length of :func:`trigger`: the shortest that deters.

    Alarms happen without deviations too, and punishment then costs everybody, so that the shortest length is the best
    one. The loss :math:`w_i(T) = v_i(\text{cooperate}) - v_i(\text{punish})` rises with T. Deviations
    that make an alarm likelier are deterred from some length on, which is found by doubling and halving T over the
    values of the automata; those that make it less likely only by a loss that is not too large. So if the shortest
    length that deters the former is no equilibrium, none is.

    Parameters
    ----------
    game, cooperate, punish, bad
        As in :func:`gametheory.repeated.trigger`. ``punish`` pays no player more than ``cooperate``.
    longest : int
        The largest length that is tried.

    Returns
    -------
    OptimalTrigger

    Raises
    ------
    UnsupportedGameError
        If ``punish`` pays some player more than ``cooperate``.

    References
    ----------
    Green and Porter (1984), "Noncooperative Collusion under Imperfect Price Information", Econometrica 52.

    Examples
    --------
    Payoffs with integer lengths need not rise with patience; :func:`randomised_trigger` does as well at every discount
    factor that allows it:

    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame
    >>> game = RepeatedGame(
    ...     symmetric([[2, -1], [3, 0]]), [0.6, 0.7, 0.8, 0.9], [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]]
    ... )
    >>> best = optimal_trigger(game, (0, 0), (1, 1), bad=[0])
    >>> best.length, best.payoffs[:, 0].round(4)
    (array([nan,  6.,  4.,  3.]), array([   nan, 1.6585, 1.6179, 1.6078]))
    >>> randomised_trigger(game, (0, 0), (1, 1), bad=[0]).payoffs[:, 0].round(4)
    array([   nan, 1.6667, 1.6667, 1.6667])
    """
    longest = whole_number(longest, "longest, a number of periods,", at_least=0)
    whole = _Problem.of(game, cooperate, punish, bad)
    chosen = _shortest(whole, longest)
    length = np.full(len(chosen), np.nan)
    payoffs = np.full((len(chosen), len(game.players)), np.nan)
    regret = np.full(len(chosen), np.nan)
    for periods, rows in _alike(chosen, np.arange(len(chosen)), whole):
        some = whole.take(rows)
        judged = certify_automaton(some.game, some.trigger(periods), strict=False)
        length[rows] = np.where(judged.certificate.holds, periods, np.nan)
        payoffs[rows] = judged.payoffs[:, 0]
        regret[rows] = judged.certificate.relative_regret
    shape = game.batch_shape
    payoffs = payoffs.reshape(*shape, len(game.players))
    return OptimalTrigger(length.reshape(shape)[()], payoffs, regret.reshape(shape)[()])


def randomised_trigger(
    game: RepeatedGame, cooperate: Sequence[Any], punish: Sequence[Any], *, bad: Sequence[int] | None = None
) -> RandomisedTrigger:
    r"""Find the best chance of punishment for ever after an alarm: the least that deters.

    With public randomisation the incentive constraint binds. Chance and length are interchangeable: every trigger
    strategy in which it binds has the same payoffs, and no trigger strategy with this ``punish`` has higher ones. So
    this is the optimum over random lengths too.

    Parameters
    ----------
    game, cooperate, punish, bad
        As in :func:`optimal_trigger`.

    Returns
    -------
    RandomisedTrigger

    Raises
    ------
    UnsupportedGameError
        As for :func:`optimal_trigger`.

    References
    ----------
    Mailath and Samuelson (2006), "Repeated Games and Reputations", section 7.2 (strongly symmetric equilibria).

    Examples
    --------
    The best strongly symmetric payoff 2 - (1 - p) / (p - q), with p = 0.9 and q = 0.6 for a good signal:

    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame
    >>> game = RepeatedGame(
    ...     symmetric([[2, -1], [3, 0]]), 0.8, [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]]
    ... )
    >>> best = randomised_trigger(game, (0, 0), (1, 1), bad=[0])
    >>> best.probability.round(4), best.payoffs.round(4)
    (np.float64(0.5), array([1.6667, 1.6667]))
    """
    whole = _Problem.of(game, cooperate, punish, bad)
    found = _least_severity(whole, whole.grim)
    return RandomisedTrigger(*_judged(whole, found, whole.grim(found), game.batch_shape))


def optimal_forgiveness(
    game: RepeatedGame, cooperate: Sequence[Any], punish: Sequence[Any], *, bad: Sequence[int] | None = None
) -> OptimalForgiveness:
    r"""Find the best chance of forgiveness in :func:`forgiving`: the largest that deters.

    It is 1 where one period of punishment deters. Below 1 the incentive constraint binds, and the payoffs are those of
    :func:`randomised_trigger`: lengths that are random do as well as a random start.

    Parameters
    ----------
    game, cooperate, punish, bad
        As in :func:`optimal_trigger`.

    Returns
    -------
    OptimalForgiveness

    Raises
    ------
    UnsupportedGameError
        As for :func:`optimal_trigger`.

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame
    >>> game = RepeatedGame(
    ...     symmetric([[2, -1], [3, 0]]), 0.8, [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]]
    ... )
    >>> best = optimal_forgiveness(game, (0, 0), (1, 1), bad=[0])
    >>> best.forgiveness.round(4), best.payoffs.round(4)
    (np.float64(0.25), array([1.6667, 1.6667]))
    """
    whole = _Problem.of(game, cooperate, punish, bad)
    found = _least_severity(whole, lambda severity: whole.forgiving(1 - severity))
    return OptimalForgiveness(*_judged(whole, 1 - found, whole.forgiving(1 - found), game.batch_shape))


@dataclass(frozen=True)
class _Problem:
    """The games on one axis, and the profiles to be played in them."""

    game: RepeatedGame
    cooperate: tuple[Floats, ...]
    punish: tuple[Floats, ...]
    bad: Sequence[int] | None

    @classmethod
    def of(
        cls, game: RepeatedGame, cooperate: Sequence[Any], punish: Sequence[Any], bad: Sequence[int] | None
    ) -> _Problem:
        number = prod(game.batch_shape)
        profiles = []
        for profile, name in ((cooperate, "cooperate"), (punish, "punish")):
            mixed = as_profile(game, profile, name)
            profiles.append(
                tuple(np.broadcast_to(x, (*game.batch_shape, x.shape[-1])).reshape(number, x.shape[-1]) for x in mixed)
            )
        flat = cls(game.take(np.arange(number)), profiles[0], profiles[1], bad)
        kind, harsh = (flat.stage_payoffs(profile) for profile in profiles)
        worse = harsh > kind + ROUNDING * payoff_range(flat.game)
        if worse.any():
            row, i = (int(k) for k in np.argwhere(worse)[0])
            raise UnsupportedGameError(
                f"punish must pay no player more than cooperate; in {int(worse.any(axis=-1).sum())} of {number} games "
                f"it does, in the first {harsh[row, i]:g} against {kind[row, i]:g} to {game.players[i]!r}."
            )
        return flat

    def take(self, rows: Any) -> _Problem:
        kind, harsh = (tuple(x[rows] for x in profile) for profile in (self.cooperate, self.punish))
        return _Problem(self.game.take(rows), kind, harsh, self.bad)

    def stage_payoffs(self, profile: tuple[Floats, ...]) -> Floats:
        weights = np.expand_dims(profile_weights(profile), -1 - len(profile))
        return np.asarray((self.game.stage.payoffs * weights).sum(axis=tuple(range(-len(profile), 0))))

    def grim(self, probability: Any) -> Automaton:
        return grim(self.game, self.cooperate, self.punish, bad=self.bad, probability=probability)

    def forgiving(self, forgiveness: Any) -> Automaton:
        return forgiving(self.game, self.cooperate, self.punish, forgiveness, bad=self.bad)

    def trigger(self, length: int) -> Automaton:
        return trigger(self.game, self.cooperate, self.punish, length, bad=self.bad)

    def deters(self, automaton: Automaton) -> Bools:
        """Whether no deviation from cooperation that makes an alarm likelier pays, (games,)."""
        after, otherwise = alarm_chances(self.game, self.cooperate, self.bad)
        allowed = -ROUNDING * payoff_range(self.game)
        fine = np.ones(len(allowed), dtype=bool)
        for i, loss in enumerate(deviation_losses(self.game, automaton)):
            likelier = after[i] > otherwise[:, None]
            fine &= (~likelier | (loss[:, 0] >= allowed[:, i, None])).all(axis=-1)
        return fine


def _least_severity(whole: _Problem, family: Callable[[Any], Automaton]) -> Floats:
    """The least severity from 0 to 1 at which a family deters, of each game; 1 where none does."""
    number = len(whole.game.discount)
    lower, upper = np.zeros(number), np.ones(number)
    upper[whole.deters(family(lower))] = 0.0
    for _ in range(HALVINGS):
        middle = (lower + upper) / 2
        enough = whole.deters(family(middle))
        lower, upper = np.where(enough, lower, middle), np.where(enough, middle, upper)
    return upper


def _judged(
    whole: _Problem, found: Floats, automaton: Automaton, shape: tuple[int, ...]
) -> tuple[Floats, Floats, Floats]:
    """What was found, NaN where the certificate refuses it, with the payoffs of cooperation."""
    judged = certify_automaton(whole.game, automaton, strict=False)
    return (
        np.where(judged.certificate.holds, found, np.nan).reshape(shape)[()],
        judged.payoffs[:, 0].reshape(*shape, len(whole.game.players)),
        judged.certificate.relative_regret.reshape(shape)[()],
    )


def _shortest(whole: _Problem, longest: int) -> Ints:
    """The least length that deters, of each game; 0 where none does, which the certificate then refuses."""
    active = np.flatnonzero(whole.deters(whole.grim(1.0)))
    lower = np.full(len(whole.game.discount), -1)
    upper = np.zeros_like(lower)
    tried = -1
    for length in sorted({0, longest, *(2**k for k in range(int(longest).bit_length()))}):
        enough = _enough(whole, active, np.full(len(active), length))
        lower[active], upper[active] = tried, length
        active, tried = active[~enough], length
    lower[active], upper[active] = -1, 0
    while (open_ := np.flatnonzero(upper - lower > 1)).size:
        middle = (lower[open_] + upper[open_]) // 2
        enough = _enough(whole, open_, middle)
        upper[open_[enough]], lower[open_[~enough]] = middle[enough], middle[~enough]
    return upper


def _enough(whole: _Problem, rows: Ints, lengths: Ints) -> Bools:
    """Whether punishment of these lengths deters in these games."""
    found = np.zeros(len(whole.game.discount), dtype=bool)
    for length, some in _alike(lengths, rows, whole):
        part = whole.take(some)
        found[some] = part.deters(part.trigger(length))
    return np.asarray(found[rows])


def _alike(lengths: Ints, rows: Ints, whole: _Problem) -> Iterator[tuple[int, Ints]]:
    """Games of one length together, in pieces that fit into memory."""
    for length in np.unique(lengths):
        alike = rows[lengths == length]
        step = max(1, PIECE // ((int(length) + 1) ** 2 * prod(whole.game.sizes)))
        for first in range(0, len(alike), step):
            yield int(length), alike[first : first + step]
