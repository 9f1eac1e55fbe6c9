"""Finite-horizon reputation for many games at once, by backward recursion over thresholds in log space."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Certificate, certify
from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input
from ..kernels.status import Status
from ..residual import reputation_residual
from ..value import Floats, Ints, Value, frozen
from .reputation_game import ReputationGame

STEPS = 4_000_000
"""Games are solved so many at a time that their stages, times pairs of actions, are about so many."""

_KERNEL = Kernel("reputation")


@dataclass(frozen=True, eq=False)
class Reputation(Value):
    """A sequential equilibrium of every finite reputation game of a batch.

    Beliefs are kept as logarithms, so that they may be as small as the horizon makes them. The stage with t left is
    entry t - 1.

    Attributes
    ----------
    log_answer : (*batch, T)
        Logarithm of the belief from which the normal type answers a crossing for sure, and that a mixed answer leads
        to below it; 0 where it never answers.
    log_stay : (*batch, T)
        Logarithm of the belief from which the normal type stays for sure; -inf where it always stays, 0 where it
        always leaves.
    low, high : (*batch,)
        The normal type's value at the prior, the least and the greatest over ties: they differ only where the prior
        lies on a threshold.
    certificate : Certificate
        Of the player and of the opponents, at every belief.
    status : (*batch,)
    """

    log_answer: Floats
    log_stay: Floats
    low: Floats
    high: Floats
    certificate: Certificate
    status: Ints

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    def answered(self, log_belief: Any, stage: int) -> Any:
        r"""The chance that a crossing is answered, by either type: :math:`\min(1, p / p_t^*)`.

        Parameters
        ----------
        log_belief : (*batch,)
            Logarithm of the belief that the player always answers.
        stage : int
            How many stages are left, at least 1.
        """
        return np.exp(np.minimum(np.asarray(log_belief) - self._at(stage), 0.0))

    def normal_answers(self, log_belief: Any, stage: int) -> Any:
        r"""The chance that the normal type answers: :math:`p (1 - p^*) / ((1 - p) p^*)` below :math:`p^*`, else 1."""
        log_belief = np.asarray(log_belief, dtype=np.float64)
        total, belief = self.answered(log_belief, stage), np.exp(log_belief)
        with np.errstate(divide="ignore", invalid="ignore"):
            mixed = np.where(belief < 1, (total - belief) / (1 - belief), 1.0)
        return np.where(log_belief >= self._at(stage), 1.0, np.clip(mixed, 0.0, 1.0))

    def _at(self, stage: int) -> Floats:
        if not 1 <= stage <= self.log_answer.shape[-1]:
            raise InvalidGameError(f"a stage needs from 1 to {self.log_answer.shape[-1]} left; got {stage}.")
        return np.asarray(self.log_answer[..., stage - 1])

    def __repr__(self) -> str:
        batch, stages = self.log_answer.shape[:-1], self.log_answer.shape[-1]
        of = f"batch of {' x '.join(map(str, batch))}, " if batch else ""
        return f"<Reputation: {of}{stages} stages, {self.certificate!r}>"


def reputation(game: ReputationGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Reputation:
    r"""Find a sequential equilibrium of finite reputation games, by backward recursion over thresholds.

    The recursion is that of :func:`exact_reputation`, for all games at once and in float64, beliefs as logarithms:
    horizons of ten thousand stages, or a hundred thousand games of forty. T stages take :math:`O(T^2)` operations.

    Parameters
    ----------
    game : ReputationGame
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Reputation

    Raises
    ------
    NoEquilibriumFoundError
        Under ``strict``, where the value falls with the belief somewhere: thresholds do not describe the equilibrium.

    References
    ----------
    Kreps and Wilson (1982), "Reputation and Imperfect Information", Journal of Economic Theory 27, section 2.

    Examples
    --------
    The belief from which a weak store fights for sure, by stages left:

    >>> from gametheory.stochastic import chain_store
    >>> found = reputation(chain_store(4, entry_gain=0.5, rent=2, prior=[0.01, 0.2]))
    >>> np.exp(found.log_answer[0])
    array([1.   , 0.5  , 0.25 , 0.125])
    >>> found.low
    array([0., 4.])
    """
    batch, stages = game.batch_shape, game.stages
    floats = game.floats
    games = prod(batch)
    log_answer, log_stay = np.zeros((games, stages)), np.full((games, stages), -np.inf)
    ends = np.zeros((games, 2))
    rows = max(1, STEPS // (stages * game.gains.shape[-2] * game.gains.shape[-1] ** 2))
    for start in range(0, games, rows):
        some = slice(start, start + rows)
        log_answer[some], log_stay[some], ends[some] = _solve(floats.take(np.arange(games)[some]))
    answer = certify(
        floats,
        (log_answer.reshape(*batch, stages), log_stay.reshape(*batch, stages)),
        Status.SOLVED,
        stages,
        residual=reputation_residual,
        tolerance=tolerance,
        strict=strict,
    )
    low, high = (np.where(answer.certificate.holds, end.reshape(batch), np.nan) for end in ends.T)
    log_answer, log_stay = answer.strategies
    return Reputation(log_answer, log_stay, low, high, answer.certificate, answer.status)


def _solve(game: ReputationGame) -> tuple[Floats, Floats, Floats]:
    """Thresholds and the ends of the value at the prior, of a batch with one axis."""
    games, stages = game.answer_cost.shape
    cuts, flows, crossing = _pieces(game)
    leaving = np.full((games, stages), -np.inf) if game.exit_values is None else game.exit_values
    log_answer, log_stay, ends = np.empty((games, stages)), np.empty((games, stages)), np.empty((games, 2))
    with np.errstate(divide="ignore"):
        logarithms = np.log(cuts), np.log(game.prior)
    _KERNEL(
        games,
        as_input(logarithms[0]),
        *(as_input(each) for each in (flows, crossing, game.answer_cost, leaving, game.discount, game.terminal)),
        as_input(logarithms[1]),
        log_answer,
        log_stay,
        ends,
    )
    return log_answer, log_stay, ends


def _pieces(game: ReputationGame) -> tuple[Floats, Floats, Floats]:
    """Where opponents change their reply to the chance of an answer, and mean flow and crossing between.

    Cuts ascend, (games, T, C); a cut outside (0, 1) is 1. Flows and crossings are (games, T, C + 1).
    """
    gains, losses = game.gains, game.losses
    actions = gains.shape[-1]
    cuts = [np.ones((*gains.shape[:2], 0))]
    for a in range(actions):
        for b in range(a):
            with np.errstate(divide="ignore", invalid="ignore"):
                cut = (gains[..., a] - gains[..., b]) / (losses[..., a] - losses[..., b])
            cuts.append(np.where((cut > 0) & (cut < 1), cut, 1.0))
    found = np.sort(np.concatenate(cuts, axis=-1), axis=-1)
    found = found[..., (found < 1).any(axis=(0, 1))]
    edge = np.ones((*found.shape[:-1], 1))
    ends = np.concatenate([0 * edge, found, edge], axis=-1)
    middles = (ends[..., 1:] + ends[..., :-1]) / 2
    flows, crossing = np.empty(middles.shape), np.empty(middles.shape)
    for piece in range(middles.shape[-1]):
        worth = gains - losses * middles[..., piece, None, None]
        chosen = worth.argmax(axis=-1)
        for into, numbers in ((flows, game.flows), (crossing, game.crossing)):
            into[..., piece] = (np.take_along_axis(numbers, chosen, axis=-1) * game.kinds).sum(axis=-1)
    return found, flows, crossing
