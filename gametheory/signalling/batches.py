"""Batches of signalling games as inputs of compiled loops."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..kernels.kernel import as_input
from ..residual.measure import everything
from ..value import Floats
from .game import SignallingGame
from .rational import RationalGame, rational_game

LARGEST_WHOLE = 2**53
"""Integers up to this size are floats."""


def float_game(game: SignallingGame) -> tuple[Floats, Floats, Any]:
    """Payoffs and prior weights in float64 with exactly the equilibria of the game, and where there are any such."""
    shape, games = game.payoffs.shape[-4:], prod(game.batch_shape)
    given = np.ones(games, dtype=bool)
    payoffs, prior = game.payoffs.reshape(games, *shape), game.prior.reshape(games, shape[1])
    if game.exact is not None:
        payoffs, prior = np.zeros(payoffs.shape), np.zeros(prior.shape)
        for position in range(games):
            one = rational_game(game, position)
            given[position] = _largest(one) <= LARGEST_WHOLE
            if given[position]:
                cells = (slice(None), *np.ix_(one.messages, one.replies))
                payoffs[position, 0][cells] = one.sender
                payoffs[position, 1][cells] = one.receiver
                prior[position] = one.prior
    return as_input(payoffs), as_input(prior), given


def _largest(one: RationalGame) -> int:
    return max(abs(entry) for side in (one.sender, one.receiver, [[one.prior]]) for t in side for m in t for entry in m)


def masks_of(game: SignallingGame) -> list[Any]:
    """Which messages and which replies exist, (games, M) and (games, A); (1, M) and (1, A) where all do."""
    if game.available is None:
        return [everything(size) for size in game.payoffs.shape[-2:]]
    return [as_input(mask.reshape(prod(game.batch_shape), mask.shape[-1]), np.bool_) for mask in game.available]
