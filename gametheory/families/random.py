"""Games drawn at random: the distributions on which solvers are compared."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from ..arguments import whole
from ..errors import InvalidGameError
from ..normal_form.game import NormalFormGame, bimatrix, symmetric, zero_sum
from ..value import Floats
from .checks import Seed, Shape, generator, names, shape_of, sizes_of


def uniform(sizes: Shape, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    """Games whose payoffs are independent and uniform on [0, 1).

    Parameters
    ----------
    sizes : tuple of int
        The number of actions of each player.
    batch_shape : int or tuple of int
        How many games.
    seed : int or numpy Generator
        The same seed gives the same games.

    Returns
    -------
    NormalFormGame

    Examples
    --------
    >>> uniform((3, 4), batch_shape=100, seed=1)
    <NormalFormGame: batch of 100, row (3 actions) x column (4 actions)>
    """
    sizes = sizes_of(sizes)
    return _game(generator(seed).random((*shape_of(batch_shape), len(sizes), *sizes)), len(sizes))


def covariant(sizes: Shape, rho: float, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    r"""Games whose payoffs at an action profile are jointly normal with one covariance between any two players.

    The payoff vectors of different action profiles are independent. Each payoff is standard normal, and
    :math:`\operatorname{cov}(u_i(a), u_j(a)) = \rho`. With two players :math:`\rho = -1` gives zero-sum games
    and :math:`\rho = 1` games of common interest.

    Parameters
    ----------
    sizes : tuple of int
        The number of actions of each of N ≥ 2 players.
    rho : float
        From -1/(N-1) to 1.
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Rinott and Scarsini (2000), "On the Number of Pure Strategy Nash Equilibria in Random Games".

    Examples
    --------
    >>> game = covariant((2, 2), -1, seed=1)
    >>> (game.payoffs[0] == -game.payoffs[1]).all()
    np.True_
    """
    sizes = sizes_of(sizes)
    players = len(sizes)
    if players < 2:
        raise InvalidGameError(f"covariant payoffs need two players or more; got sizes {sizes}.")
    if not -1 / (players - 1) <= rho <= 1:
        raise InvalidGameError(f"rho needs to lie between -1/(N-1) = {-1 / (players - 1):g} and 1; got {rho!r}.")
    draws = generator(seed).standard_normal((*shape_of(batch_shape), players, *sizes))
    _correlated(np.moveaxis(draws, -1 - players, 0), float(rho))
    return _game(draws, players)


def random_symmetric(actions: int, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    """Symmetric two-player games whose payoffs to the own action are independent and uniform on [0, 1).

    Parameters
    ----------
    actions : int
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    Examples
    --------
    >>> game = random_symmetric(3, seed=1)
    >>> (game.payoffs[0] == game.payoffs[1].T).all()
    np.True_
    """
    actions = whole(actions, "actions", at_least=1)
    return symmetric(generator(seed).random((*shape_of(batch_shape), actions, actions)))


def low_rank_zero_sum(sizes: Shape, rank: int, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    r"""Zero-sum games with the payoff matrix :math:`U V^\top / \sqrt{r}` for standard normal U (m, r) and V (n, r).

    There is an optimal strategy with at most r + 1 actions for either player, because the payoff depends on
    the column player's strategy y only through the r coordinates of :math:`V^\top y`.

    Parameters
    ----------
    sizes : (m, n)
    rank : int
        The rank r, from 1 to min(m, n).
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    Examples
    --------
    >>> np.linalg.matrix_rank(low_rank_zero_sum((20, 30), 3, seed=1).payoffs[0])
    np.int64(3)
    """
    sizes = sizes_of(sizes)
    if len(sizes) != 2:
        raise InvalidGameError(f"a zero-sum game needs two sizes, (m, n); got {sizes}.")
    rank = whole(rank, "rank", at_least=1)
    if rank > min(sizes):
        raise InvalidGameError(f"rank needs to be at most min(m, n) = {min(sizes)}; got {rank}.")
    rng, shape = generator(seed), shape_of(batch_shape)
    left, right = (rng.standard_normal((*shape, size, rank)) for size in sizes)
    return zero_sum(left @ right.swapaxes(-1, -2) / sqrt(rank))


def coordination(actions: int, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    r"""Two-player games that pay something only where both players pick the same action.

    Player i is paid :math:`w_{ia} > 0` if both pick action a, with weights independent and uniform on (0, 1],
    and 0 elsewhere. There are exactly :math:`2^n - 1` equilibria: for every nonempty set S of actions one in
    which both players mix over S, with probabilities proportional to :math:`1/w_{ja}` of the other player j.

    Parameters
    ----------
    actions : int
        The number n of actions of each player.
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    Examples
    --------
    >>> from gametheory.normal_form import support_enumeration
    >>> len(support_enumeration(coordination(3, seed=1)))
    7
    """
    actions = whole(actions, "actions", at_least=1)
    weights = 1 - generator(seed).random((*shape_of(batch_shape), 2, actions))
    return _game(weights[..., None] * np.eye(actions), 2)


def ranking(actions: int, *, steps: int = 10, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    r"""Two-player ranking games: effort raises a score and costs something, and the higher score wins the prize.

    Effort e of player i has the score :math:`s_i(e)`, a sum of e + 1 steps, and the cost :math:`c_i(e)`, a sum
    of e steps, every step uniform on 1, ..., ``steps``. The prize is ``actions * steps``, more than any cost. The
    winner is paid the prize less the cost, the loser less the cost only; a tie splits the prize.

    The sum of payoffs and costs is the prize at every profile, so the game has the equilibria of a zero-sum
    game. Payoffs are multiples of one half, hence exact; divide by the prize for that of the literature, 1.

    Parameters
    ----------
    actions : int
        The number of efforts of each player.
    steps : int
        The largest step of scores and costs.
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Goldberg, Goldberg, Krysta and Ventre (2013), "Ranking Games that Have Competitiveness-Based Strategies"; as
    drawn by Fearnley, Igwe and Savani (2015), "An Empirical Study of Finding Approximate Equilibria in Bimatrix
    Games".

    Examples
    --------
    >>> ranking(3, steps=2, seed=1).payoffs[0]
    array([[ 0.,  0.,  0.],
           [ 4.,  1., -2.],
           [ 3.,  3.,  3.]])
    """
    actions, steps = whole(actions, "actions", at_least=1), whole(steps, "steps", at_least=1)
    rng, shape = generator(seed), shape_of(batch_shape)
    scores = rng.integers(1, steps, (*shape, 2, actions), endpoint=True).cumsum(axis=-1)
    costs = rng.integers(1, steps, (*shape, 2, actions), endpoint=True).cumsum(axis=-1)
    costs -= costs[..., :1]  # no effort, no cost
    ahead = np.sign(scores[..., 0, :, None] - scores[..., 1, None, :])
    prize = actions * steps
    row = prize * (1 + ahead) / 2 - costs[..., 0, :, None]
    column = prize * (1 - ahead) / 2 - costs[..., 1, None, :]
    return bimatrix(row, column)


def unit_vector(actions: int, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    """Two-player games in which each column pays the row player 1 for one action and 0 for the others.

    The column player's payoffs are independent and uniform on [0, 1). Each column's 1 is at a random row.

    Parameters
    ----------
    actions : int
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Savani and von Stengel (2016), "Unit Vector Games".

    Examples
    --------
    >>> unit_vector(4, seed=1).payoffs[0].sum(axis=0)
    array([1., 1., 1., 1.])
    """
    actions = whole(actions, "actions", at_least=1)
    rng, shape = generator(seed), shape_of(batch_shape)
    rows = rng.integers(0, actions, (*shape, 1, actions))
    return bimatrix(np.arange(actions)[:, None] == rows, rng.random((*shape, actions, actions)))


def unit_vector_without_pure(actions: int, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    """Unit vector games without a pure equilibrium.

    As :func:`unit_vector`, but each column's 1 is at a row against which that column is not a best reply.
    Payoffs of the column player with a column that is a best reply to every row are drawn again.

    Parameters
    ----------
    actions : int
        At least 2.
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Savani and von Stengel (2016), "Unit Vector Games".

    Examples
    --------
    >>> from gametheory.normal_form import pure_nash
    >>> len(pure_nash(unit_vector_without_pure(4, batch_shape=1000, seed=1)))
    0
    """
    actions = whole(actions, "actions", at_least=2)
    rng, shape = generator(seed), shape_of(batch_shape)
    column = rng.random((*shape, actions, actions))
    while True:
        worse = column < column.max(axis=-1, keepdims=True)
        dominant = ~worse.any(axis=-2).all(axis=-1)
        if not dominant.any():
            break
        column[dominant] = rng.random((np.count_nonzero(dominant), actions, actions))
    lot = np.where(worse, rng.random(worse.shape), -1.0)
    return bimatrix(np.arange(actions)[:, None] == lot.argmax(axis=-2)[..., None, :], column)


def _correlated(draws: Floats, rho: float) -> None:
    r"""Independent standard normal numbers, made to have covariance rho along the first axis, in place.

    Given the first k, the next one has mean :math:`\rho / (1 + (k - 1) \rho)` times their sum and variance
    :math:`1 - k \rho^2 / (1 + (k - 1) \rho)`.
    """
    for k in range(1, len(draws)):
        weight = rho / (1 + (k - 1) * rho)
        draws[k] = weight * draws[:k].sum(axis=0) + sqrt(max(0.0, 1 - k * weight * rho)) * draws[k]


def _game(payoffs: Any, players: int) -> NormalFormGame:
    payoffs.setflags(write=False)
    return NormalFormGame(payoffs, names(players))
