"""Random stochastic games, of the kind on which sgamesolver is timed."""

import numpy as np

from gametheory.stochastic import StochasticGame


def random_games(games, states, actions, discount, *, seed=0, successors=None):
    """Uniform payoffs, and transitions to all states or to a few, (games,) of them."""
    rng = np.random.default_rng(seed)
    payoffs = rng.random((games, states, len(actions), *actions))
    chances = rng.exponential(size=(games, states, *actions, states))
    if successors is not None:
        ranks = rng.random(chances.shape).argsort(axis=-1)
        chances = np.where(ranks < successors, chances, 0.0)
    chances /= chances.sum(axis=-1, keepdims=True)
    return StochasticGame(payoffs, discount, chances, players=tuple(f"player {i}" for i in range(len(actions))))
