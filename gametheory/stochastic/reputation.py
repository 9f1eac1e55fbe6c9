"""Finite-horizon reputation for many games at once, by backward recursion over thresholds in log space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..arguments import real_numbers, whole
from ..equilibrium import TOLERANCE, Certificate, certify
from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input
from ..kernels.status import Status
from ..residual import ROUNDING, ReputationPayoffs, centred_payoffs, reputation_residual
from ..value import Bools, Floats, Ints, Value, frozen
from .reputation_game import ReputationGame, require_reputation

STEPS = 4_000_000
"""Games are solved so many at a time that their stages, times pairs of actions, are about so many."""

NEAR = 1e-9
"""Logarithms of thresholds that differ by less, absolutely or relatively, are those of one equilibrium."""

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
        lies on a threshold, or where ``tied``. ``low`` is NaN where ties broken the other way leave no equilibrium in
        thresholds.
    certificate : Certificate
        Of the player and of the opponents, at every belief.
    status : (*batch,)
    tied : (*batch,) bool
        Whether ties last over a range of beliefs, so that there are other equilibria with other thresholds or values:
        an answer is worth exactly its cost, or opponents who are sure of an answer are indifferent. The thresholds here
        are the lowest, as in :func:`exact_reputation`, and ``low`` is from those with ``violent=True`` there.
    """

    log_answer: Floats
    log_stay: Floats
    low: Floats
    high: Floats
    certificate: Certificate
    status: Ints
    tied: Bools

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

        Raises
        ------
        InvalidGameError
            If a logarithm is positive: a belief is at most 1.
        """
        return np.exp(np.minimum(_log_beliefs(log_belief) - self._at(stage), 0.0))

    def normal_answers(self, log_belief: Any, stage: int) -> Any:
        r"""The chance that the normal type answers: :math:`p (1 - p^*) / ((1 - p) p^*)` below :math:`p^*`, else 1."""
        log_belief = _log_beliefs(log_belief)
        total, belief = self.answered(log_belief, stage), np.exp(log_belief)
        with np.errstate(divide="ignore", invalid="ignore"):
            mixed = np.where(belief < 1, (total - belief) / (1 - belief), 1.0)
        return np.where(log_belief >= self._at(stage), 1.0, np.clip(mixed, 0.0, 1.0))

    def _at(self, stage: int) -> Floats:
        stages = self.log_answer.shape[-1]
        stage = whole(stage, "stage, how many are left,", at_least=1, at_most=stages)
        return np.asarray(self.log_answer[..., stage - 1])

    def __repr__(self) -> str:
        batch, stages = self.log_answer.shape[:-1], self.log_answer.shape[-1]
        of = f"batch of {' x '.join(map(str, batch))}, " if batch else ""
        return f"<Reputation: {of}{stages} stages, {self.certificate!r}>"


def _log_beliefs(given: Any) -> Floats:
    beliefs = real_numbers(given, "log_belief")
    if (beliefs > 0).any():
        raise InvalidGameError(
            f"log_belief needs logarithms of beliefs, at most 0; got {beliefs.max()}. The belief p is np.log(p)."
        )
    return beliefs


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
    require_reputation(game)
    batch, stages, floats = game.batch_shape, game.stages, game.floats
    games = prod(batch)
    log_answer, log_stay = np.empty((games, stages)), np.empty((games, stages))
    low, high, tied = np.empty(games), np.empty(games), np.zeros(games, dtype=bool)
    rows = max(1, STEPS // (stages * game.gains.shape[-2] * game.gains.shape[-1] ** 2))
    for start in range(0, games, rows):
        place = np.arange(start, min(start + rows, games))
        some = floats.take(place)
        held = centred_payoffs(some)
        pieces = _pieces(held)
        calm = _solve(some.prior, held, pieces, violent=False, above=True)
        values = [calm.value]
        if held.tied.any():
            values.append(_solve(some.prior, held, pieces, violent=False, above=False).value)
            held = centred_payoffs(some, violent=True)
            pieces = _pieces(held)
            values.append(_solve(some.prior, held, pieces, violent=True, above=True).value)
        violent = _solve(some.prior, held, pieces, violent=True, above=False)
        values.append(violent.value)
        log_answer[place], log_stay[place] = calm.log_answer, calm.log_stay
        low[place], high[place] = np.min(values, axis=0), np.max(values, axis=0)
        differ = _differ(calm, violent)
        if len(values) > 2:
            differ |= ~(np.isclose(values[0], values[2], rtol=NEAR) & np.isclose(values[1], values[3], rtol=NEAR))
        tied[place] = differ
        if differ.any():
            other = certify(
                some.take(np.flatnonzero(differ)),
                (violent.log_answer[differ], violent.log_stay[differ]),
                residual=partial(reputation_residual, violent=True),
                tolerance=tolerance,
                strict=False,
            )
            low[place[differ]] = np.where(other.certificate.holds, low[place[differ]], np.nan)
    answer = certify(
        floats,
        (log_answer.reshape(*batch, stages), log_stay.reshape(*batch, stages)),
        Status.SOLVED,
        stages,
        residual=reputation_residual,
        tolerance=tolerance,
        strict=strict,
    )
    holds = answer.certificate.holds
    low, high = (np.where(holds, end.reshape(batch), np.nan) for end in (low, high))
    log_answer, log_stay = answer.strategies
    return Reputation(log_answer, log_stay, low, high, answer.certificate, answer.status, tied.reshape(batch) & holds)


class _Found(NamedTuple):
    """Thresholds (games, T), the value at the prior (games,) and that of a stage of answers for sure (games, T)."""

    log_answer: Floats
    log_stay: Floats
    value: Floats
    sure: Floats


def _solve(
    prior: Floats, held: ReputationPayoffs, pieces: tuple[Floats, Floats, Floats], *, violent: bool, above: bool
) -> _Found:
    """A batch with one axis, valued just above or below the prior.

    What is as good within rounding is taken for better, or for worse if ``violent``.
    """
    games, stages = held.cost.shape
    cuts, flows, crossing = pieces
    with np.errstate(divide="ignore"):
        cuts, prior = np.log(cuts), np.log(prior)
    sign, little = -1.0 if violent else 1.0, ROUNDING * (stages + 16)
    prior += (1 if above else -1) * 64 * little * (16 - np.where(np.isfinite(prior), prior, 0))
    cost, leaving = held.cost * (1 - sign * little), held.leaving - little * held.cost
    log_answer, log_stay, ends = np.empty((games, stages)), np.empty((games, stages)), np.empty((games, 2))
    _KERNEL(
        games,
        *map(as_input, (cuts, flows, crossing, cost, leaving, held.discount, held.terminal, prior)),
        log_answer,
        log_stay,
        ends,
    )
    sure = flows[..., -1] - crossing[..., -1] * held.cost
    return _Found(log_answer, log_stay, ends[:, 1] + held.shift, sure)


def _differ(calm: _Found, violent: _Found) -> Bools:
    """Whether the two ways to break ties lead to other thresholds, or to other values above them."""
    near = np.isclose(calm.log_answer, violent.log_answer, rtol=NEAR, atol=NEAR)
    near &= np.isclose(calm.sure, violent.sure, rtol=NEAR, atol=0) | (calm.log_answer >= 0)
    return np.asarray(~near.all(axis=-1))


def _pieces(held: ReputationPayoffs) -> tuple[Floats, Floats, Floats]:
    """Where opponents change their reply to the chance of an answer, and mean flow and crossing between.

    Cuts ascend, (games, T, C); a cut outside (0, 1) is 1. Flows and crossings are (games, T, C + 1).
    """
    gains, losses = held.gains, held.losses
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
        for into, numbers in ((flows, held.flows), (crossing, held.crossing)):
            into[..., piece] = (np.take_along_axis(numbers, chosen, axis=-1) * held.kinds).sum(axis=-1)
    return found, flows, crossing
