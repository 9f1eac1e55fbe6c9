"""Sequential equilibrium of a finite game in which a player may be of a type that always answers."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input
from ..value import Floats
from .measure import ROUNDING, Residual
from .reputation_payoffs import ReputationPayoffs, centred_payoffs

CUTS = 4_000_000
"""Games are measured so many at a time that the cuts of their beliefs are about so many."""

_KERNEL = Kernel("reputation_residual")


def reputation_residual(
    game: Any, strategies: tuple[Any, ...], rows: Any = None, *, violent: bool = False
) -> Residual:
    r"""The residual of play by thresholds in a :class:`~gametheory.stochastic.ReputationGame`, at every belief.

    The profile is :math:`(\log p^*_t, \log q_t)`, each (*batch, T): the beliefs from which the normal type answers and
    stays for sure. Below :math:`p^*` it answers with the chance that makes the belief :math:`p^*` by Bayes' rule, below
    q it leaves likewise; opponents reply best; on a step an opponent mixes. The beliefs are cut at every place where
    some strategy of some stage changes, and play is valued in every cell, from the last stage on.

    Regret of the player is the largest, over stages and cells, of what the normal type gains by another answer or by
    staying or leaving once, rounding included. Where it is to be indifferent, that is how far indifference is outside
    the values that the step at the threshold spans. A value that falls as the belief rises counts too, because then no
    mixture attains what is between.

    Opponents reply best by construction; their regret is what rounding of the beliefs may hide, and what breaking ties
    may cost. Those who tie over a range of beliefs take the first of their best actions, or the last if ``violent``.
    What is added to all payoffs of a player is taken off before anything is measured.

    Returns
    -------
    Residual
        Of two players, the normal type and the opponents. ReputationPayoffs are NaN: they depend on the ties.

    References
    ----------
    Kreps and Wilson (1982), "Reputation and Imperfect Information", Journal of Economic Theory 27, section 2.
    """
    if rows is not None:
        game = game.take(rows)
    batch, stages = game.batch_shape, game.stages
    answer, stay = (np.asarray(each, dtype=np.float64) for each in strategies)
    if answer.shape != (*batch, stages) or stay.shape != (*batch, stages):
        raise InvalidGameError(
            f"a profile needs two arrays of thresholds, {(*batch, stages)}; got {answer.shape} and {stay.shape}."
        )
    games = prod(batch)
    flat = answer.reshape(games, stages), stay.reshape(games, stages)
    regret, scale = np.zeros((games, 2)), np.zeros((games, 2))
    pairs = game.gains.shape[-2] * game.gains.shape[-1] ** 2
    some = max(1, CUTS // (stages * pairs))
    for start in range(0, games, some):
        place = np.arange(start, min(start + some, games))
        regret[place], scale[place] = _measure(game.take(place), flat[0][place], flat[1][place], violent)
    off = np.maximum(answer, stay).max(axis=-1)
    off = np.where(np.isnan(answer).any(axis=-1) | np.isnan(stay).any(axis=-1), np.inf, np.maximum(off, 0))
    return Residual(
        "sequential, monotone",
        (answer, stay),
        np.full((*batch, 2), np.nan),
        regret.reshape(*batch, 2),
        scale.reshape(*batch, 2),
        off,
    )


def _measure(game: Any, answer: Floats, stay: Floats, violent: bool) -> tuple[Floats, Floats]:
    held = centred_payoffs(game, violent)
    worst = np.empty(len(answer))
    _KERNEL(len(answer), *map(as_input, (*held[:9], answer, stay)), worst)
    depth = -np.where(np.isfinite(answer), answer, 0.0).min(axis=-1)
    size = np.abs(held.gains).max(axis=(1, 2, 3)) + np.abs(held.losses).max(axis=(1, 2, 3))
    regret = np.stack([worst, 8 * ROUNDING * (depth + 16) * size + held.moved], axis=-1)
    return regret, np.stack(_scales(held, game.losses[..., ::-1] if violent else game.losses), axis=-1)


def _scales(held: ReputationPayoffs, losses: Floats) -> tuple[Floats, Floats]:
    """Ranges of the payoffs of a stage: of the player, answers included, and of the opponents."""
    flows, answered = held.flows, held.gains - losses
    player = flows.max(axis=(1, 2)) - flows.min(axis=(1, 2)) + held.cost.max(axis=-1)
    least = np.minimum(held.gains, answered).min(axis=(1, 2, 3))
    most = np.maximum(held.gains, answered).max(axis=(1, 2, 3))
    return player, most - least
