"""Bayesian games that several tests solve."""

from fractions import Fraction
from typing import Any

import numpy as np

from gametheory.bayesian import BayesianGame


def public_good(low: Any, high: Any, cheap: Any = Fraction(1, 2)) -> BayesianGame:
    """Each of two players can provide a good worth 1 to both, at a private cost: low with probability ``cheap``."""
    payoffs = np.empty((2, 2, 2, 2, 2), dtype=object)
    cost = [Fraction(low), Fraction(high)]
    for t1, t2, a1, a2 in np.ndindex(2, 2, 2, 2):  # action 0 provides
        good = int(a1 == 0 or a2 == 0)
        payoffs[0, t1, t2, a1, a2] = good - cost[t1] * (a1 == 0)
        payoffs[1, t1, t2, a1, a2] = good - cost[t2] * (a2 == 0)
    chance = [Fraction(cheap), 1 - Fraction(cheap)]
    return BayesianGame(payoffs, np.array([[x * y for y in chance] for x in chance]))


def auction(values: Any, bids: Any, players: int = 2) -> BayesianGame:
    """A first-price auction with independent values, equally likely; ties are split."""
    kinds, choices = len(values), len(bids)
    payoffs = np.zeros((players, *(kinds,) * players, *(choices,) * players), dtype=object)
    for place in np.ndindex(payoffs.shape[1:]):
        types, placed = place[:players], [bids[k] for k in place[players:]]
        best = max(placed)
        for i in range(players):
            if placed[i] == best:
                payoffs[(i, *place)] = Fraction(values[types[i]] - best) / placed.count(best)
    prior = np.full((kinds,) * players, Fraction(1, kinds**players), dtype=object)
    return BayesianGame(payoffs, prior, players=tuple("ABCD"[:players]))


def purified(epsilon: Any, kinds: int) -> BayesianGame:
    """Matching pennies, each player with a private taste for his first action between -epsilon and epsilon."""
    tastes = [Fraction(epsilon) * Fraction(2 * k + 1 - kinds, kinds) for k in range(kinds)]
    payoffs = np.empty((2, kinds, kinds, 2, 2), dtype=object)
    for t1, t2, a1, a2 in np.ndindex(kinds, kinds, 2, 2):
        wins = 1 if a1 == a2 else -1
        payoffs[0, t1, t2, a1, a2] = wins + tastes[t1] * (a1 == 0)
        payoffs[1, t1, t2, a1, a2] = -wins + tastes[t2] * (a2 == 0)
    return BayesianGame(payoffs, np.full((kinds, kinds), Fraction(1, kinds**2), dtype=object))


def random_game(
    seed: int, types: tuple[int, ...] = (2, 2), actions: tuple[int, ...] = (2, 2), batch: tuple[int, ...] = (),
    largest: int = 4,
) -> BayesianGame:
    """Small integers for payoffs, and for odds of the profiles of types, some of which are 0."""
    rng = np.random.default_rng(seed)
    number = len(types)
    payoffs = rng.integers(0, largest + 1, (*batch, number, *types, *actions))
    odds = rng.integers(0, 4, (*batch, *types))
    odds[(..., *(0,) * number)] += 1
    total = odds.sum(axis=tuple(range(-number, 0)), keepdims=True)
    prior = np.vectorize(Fraction, otypes=[object])(odds, np.broadcast_to(total, odds.shape))
    return BayesianGame(payoffs, prior, players=tuple("ABCD"[:number]))
