"""Reputation over a finite horizon on a grid of beliefs, with a bound on what anybody could gain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError, UnsupportedGameError
from ..residual import grid_error
from ..value import Floats, Ints, Value, frozen
from .noisy_reputation import NoisyReputationGame

HALVINGS = 60
"""How often the interval of an answer's chance is halved."""
FALL = 1e-9
"""A value that falls by more than this share of its range as the belief rises is refused."""


@dataclass(frozen=True, eq=False)
class BeliefGrid(Value):
    """Play of a noisy reputation game by an automaton whose states are the beliefs of a grid.

    After a signal Bayes' rule gives a belief between two points; a public lottery moves to one of them, with the
    chances that keep the mean. The values of the player at the points are those of this play, so that it has nothing to
    gain but rounding. An opponent knows the true belief, which the state misses by what the lotteries added up to: what
    it could gain by that is bounded.

    Attributes
    ----------
    beliefs : (P,)
    prior : float
        The belief at which play starts, one of them.
    values : (*batch, T + 1, P)
        Of the normal type, at [t]: with t stages left.
    opponent_values : (*batch, T + 1, 2, P)
        Of the opponent against the normal type and against the type that always answers.
    answer : (*batch, T, P, M)
        The chance that the normal type answers, by action of the opponent.
    reply : (*batch, T, P)
        The opponent's action.
    error : (*batch, 2)
        What the normal type, at every point, and an opponent, at every true belief that play from the prior and any
        deviations can lead to, could gain by one deviation, at most.
    """

    beliefs: Floats
    prior: float
    values: Floats
    opponent_values: Floats
    answer: Floats
    reply: Ints
    error: Floats

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    @property
    def at_prior(self) -> int:
        """The place of the prior among the beliefs."""
        return int(np.searchsorted(self.beliefs, self.prior))


def reputation_on_grid(game: NoisyReputationGame, beliefs: Any, prior: float) -> BeliefGrid:
    r"""Find play of a noisy reputation game by backward induction on a grid of beliefs.

    With the normal type's value :math:`V_{t-1}`, linear between the points, an answer after action a gains

    .. math::

        \delta \sum_y [q_a(y \mid 1) - q_a(y \mid 0)] \, V_{t-1}(p_y) - s_{ta}, \qquad
        p_y = \frac{p \, q_a(y \mid 1)}{\pi q_a(y \mid 1) + (1 - \pi) q_a(y \mid 0)},

    :math:`\pi = p + (1 - p) \alpha`, which falls with the chance :math:`\alpha` of an answer as long as V rises with
    the belief. So there is one :math:`\alpha` for each action, found by halving; the opponent then takes the action
    that is best for it, its own later values included, the first of those that tie.

    Bayes' rule shifts log-odds by the same amount whatever the belief, so the true log-odds are off the state's by no
    more than the gaps that the lotteries crossed: on a grid even in log-odds, a constant a stage. The bound follows
    these gaps forward from the prior, and values the opponent's deviations at both ends of what the belief may be.

    With perfect observation and short-lived opponents :func:`reputation` is exact and faster.

    Parameters
    ----------
    game : NoisyReputationGame
    beliefs : (P,)
        Ascending from 0 to 1: :func:`uniform_beliefs` or :func:`log_odds_beliefs`. Beliefs between 0 and the next point
        are taken for that point, and likewise at 1: the smallest should be below all that play leads to.
    prior : float
        In (0, 1); it is made a point of the grid.

    Returns
    -------
    BeliefGrid

    Raises
    ------
    InvalidGameError
        If the beliefs do not ascend from 0 to 1, or the prior is not between.
    UnsupportedGameError
        If the value falls as the belief rises somewhere.

    Examples
    --------
    A chain store whose fights are seen as such with chance 0.9:

    >>> from gametheory.stochastic import log_odds_beliefs
    >>> signals = [[[0, 0, 1], [0, 0, 1]], [[0.9, 0.1, 0], [0.1, 0.9, 0]]]
    >>> game = NoisyReputationGame([[0, 0.5]], [[0, 1]], [[2, 0]], [[0, 1]], np.array([signals] * 6), 1.0)
    >>> found = reputation_on_grid(game, log_odds_beliefs(1001, 1e-7), 0.3)
    >>> found.values[:, found.at_prior].round(3)
    array([ 0.,  0.,  2.,  4.,  6.,  8., 10.])
    >>> bool(found.error[0] < 1e-9), bool(found.error[1] < 0.05)
    (True, True)
    """
    if not isinstance(game, NoisyReputationGame):
        raise InvalidGameError(f"a NoisyReputationGame was needed, got {type(game).__name__}.")
    nodes = real_numbers(beliefs, "beliefs")
    if nodes.ndim != 1 or len(nodes) < 4 or nodes[0] != 0 or nodes[-1] != 1 or not (np.diff(nodes) > 0).all():
        raise InvalidGameError("beliefs of a grid need to ascend from 0 to 1, at least four of them.")
    if not isinstance(prior, Real) or not 0 < prior < 1:
        raise InvalidGameError(f"a prior on a grid needs to be between 0 and 1; got {prior!r}.")
    nodes = np.union1d(nodes, [prior])
    game, added, added_to_others = _centred(game)
    batch, games, stages, actions = game.batch_shape, prod(game.batch_shape), game.stages, game.gains.shape[-1]
    values, others = np.zeros((games, stages + 1, len(nodes))), np.zeros((games, stages + 1, 2, len(nodes)))
    answer = np.zeros((games, stages, len(nodes), actions))
    reply = np.zeros((games, stages, len(nodes)), dtype=np.int64)
    highest = game.flows.reshape(games, stages * actions).max(axis=-1)
    for stage in range(stages):
        here = _Stage.of(game, stage, nodes, values[:, stage], others[:, stage])
        answer[:, stage] = here.answers()
        value, theirs = here.values(answer[:, stage])
        worth = (1 - nodes[:, None]) * theirs[:, 0] + nodes[:, None] * theirs[:, 1]
        best = worth.argmax(axis=-1)
        reply[:, stage] = best
        values[:, stage + 1] = np.take_along_axis(value, best[..., None], axis=-1)[..., 0]
        others[:, stage + 1] = np.take_along_axis(theirs, best[:, None, :, None], axis=-1)[..., 0]
        spread = np.ptp(values[:, stage + 1], axis=-1) + highest
        if (np.diff(values[:, stage + 1], axis=-1) < -FALL * spread[:, None]).any():
            raise UnsupportedGameError(
                f"play on a grid needs a value that does not fall as the belief rises; with {stage + 1} stages left it "
                "does. Opponents who are provoked by answers, or who attack to learn, have this effect."
            )
    values, others, answer = (each.reshape(*batch, *each.shape[1:]) for each in (values, others, answer))
    reply = reply.reshape(*batch, *reply.shape[1:])
    error = grid_error(game, nodes, prior, answer, reply)
    values, others = values + added[..., None], others + added_to_others[..., None, None]
    return BeliefGrid(nodes, float(prior), values, others, answer, reply, error)


def _centred(game: NoisyReputationGame) -> tuple[NoisyReputationGame, Floats, Floats]:
    """The game without what every action pays, and what that is worth to player and opponent, (*batch, T + 1)."""
    flow, gain = game.flows.min(axis=-1), game.gains.min(axis=-1)
    added, to_others = np.zeros((2, *game.batch_shape, game.stages + 1))
    for t in range(game.stages):
        added[..., t + 1] = flow[..., t] + game.discount * added[..., t]
        to_others[..., t + 1] = gain[..., t] + game.opponent_discount * to_others[..., t]
    return replace(game, flows=game.flows - flow[..., None], gains=game.gains - gain[..., None]), added, to_others


class _Stage(NamedTuple):
    """One stage of every game, and what comes after it."""

    nodes: Floats
    after: Floats
    others: Floats
    discount: Floats
    patience: Floats
    gains: Floats
    losses: Floats
    flows: Floats
    cost: Floats
    silent: Floats
    answered: Floats

    @classmethod
    def of(cls, game: NoisyReputationGame, stage: int, nodes: Floats, after: Floats, others: Floats) -> _Stage:
        games = len(after)
        signals = game.signals[..., stage, :, :, :].reshape(games, 1, *game.signals.shape[-3:])

        def now(numbers: Any) -> Floats:
            return np.asarray(numbers[..., stage, :].reshape(games, 1, numbers.shape[-1]))

        return cls(
            nodes,
            after,
            others,
            game.discount.reshape(games, 1, 1),
            game.opponent_discount.reshape(games, 1, 1),
            now(game.gains),
            now(game.losses),
            now(game.flows),
            now(game.answer_cost),
            signals[..., 0, :],
            signals[..., 1, :],
        )

    def answers(self) -> Floats:
        """The chance of an answer at every point, by action."""
        shape = (len(self.after), len(self.nodes), self.gains.shape[-1])
        low, high = np.zeros(shape), np.ones(shape)
        never, always = self._gain(low) <= 0, self._gain(high) >= 0
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            worth_it = self._gain(middle) > 0
            low, high = np.where(worth_it, middle, low), np.where(worth_it, high, middle)
        return np.where(always, 1.0, np.where(never, 0.0, low))

    def values(self, answer: Floats) -> tuple[Floats, Floats]:
        """By action: of the player, and of the opponent against the normal type and the other."""
        posterior = posteriors(self.nodes, answer, self.silent, self.answered)
        signal = answer[..., None] * self.answered + (1 - answer[..., None]) * self.silent
        later = lottery(self.nodes, self.after, posterior)
        value = self.flows - answer * self.cost + self.discount * (signal * later).sum(axis=-1)
        theirs = []
        for kind, (chance, answers) in enumerate(((signal, answer), (self.answered, np.ones_like(answer)))):
            continued = (chance * lottery(self.nodes, self.others[:, kind], posterior)).sum(axis=-1)
            theirs.append(self.gains - self.losses * answers + self.patience * continued)
        return value, np.stack(theirs, axis=1)

    def _gain(self, answer: Floats) -> Floats:
        posterior = posteriors(self.nodes, answer, self.silent, self.answered)
        later = lottery(self.nodes, self.after, posterior)
        return np.asarray(self.discount * ((self.answered - self.silent) * later).sum(axis=-1) - self.cost)


def posteriors(nodes: Floats, answer: Floats, silent: Floats, answered: Floats) -> Floats:
    """The belief after each signal by point and action; after one that cannot come, 0 or 1 by what it would prove."""
    belief = nodes[:, None, None]
    total = belief + (1 - belief) * answer[..., None]
    chance = total * answered + (1 - total) * silent
    with np.errstate(divide="ignore", invalid="ignore"):
        proved = np.where((answered > 0) & (belief > 0), 1.0, 0.0)
        return np.clip(np.where(chance > 0, belief * answered / chance, proved), 0.0, 1.0)


def lottery(nodes: Floats, values: Floats, at: Floats) -> Floats:
    """The mean of values (games, P) over the public lottery at beliefs (games, ...)."""
    place, share = neighbours(nodes, at)
    flat = place.reshape(len(values), prod(place.shape[1:]))
    left, right = (np.take_along_axis(values, flat + k, axis=-1).reshape(at.shape) for k in (0, 1))
    return np.asarray(left + share * (right - left))


def neighbours(nodes: Floats, at: Floats) -> tuple[Ints, Floats]:
    """The point below a belief, and the chance to move to the next one; only certainty is taken for certainty."""
    place = np.clip(np.searchsorted(nodes, at, side="right") - 1, 0, len(nodes) - 2)
    share = (at - nodes[place]) / (nodes[place + 1] - nodes[place])
    share = np.where((place == 0) & (at > 0), 1.0, share)
    return place, np.where((place == len(nodes) - 2) & (at < 1), 0.0, share)
