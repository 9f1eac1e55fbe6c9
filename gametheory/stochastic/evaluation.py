"""What stationary strategies are worth, with a bound on the error that does not grow with patience."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..profile import profile_weights
from ..residual.measure import ROUNDING
from ..value import Floats
from .elimination import eliminate, solve_eliminated

DENSE = 256
"""Up to so many states, values come by elimination without subtraction."""

ITERATED = 1e-10
"""An iteration ends when it has brought down what is missing to this share; it is repeated for the rest."""

BAND = 1e9
"""Sparse systems with states times squared bandwidth below this are factored; others are solved by iteration."""


def expected_payoffs(game: Any, strategies: Any) -> Floats:
    """Stage payoffs of a stationary profile, (*batch, S, N)."""
    players = len(game.players)
    weights = np.expand_dims(profile_weights(strategies), -1 - players)
    return np.asarray((game.payoffs * weights).sum(axis=tuple(range(-players, 0))))


def chain_of(game: Any, strategies: Any) -> Floats:
    """Transition probabilities of a stationary profile, (*batch, S, S)."""
    weighted = profile_weights(strategies)[..., None] * game.transitions
    batch = weighted.shape[: -2 - len(game.players)]
    states = game.payoffs.shape[len(game.batch_shape)]
    slots = weighted.shape[-1]
    weighted = weighted.reshape(*batch, states, prod(game.sizes), slots)
    if game.successors is None:
        return np.asarray(weighted.sum(axis=-2))
    flat = weighted.reshape(-1, prod(game.sizes) * slots)
    targets = np.broadcast_to(game.successors.reshape(*game.batch_shape, *weighted.shape[-3:]), weighted.shape)
    cells = np.arange(len(flat))[:, None] * states + targets.reshape(flat.shape)
    dense = np.bincount(cells.reshape(-1), flat.reshape(-1), minlength=len(flat) * states)
    return np.asarray(dense, dtype=np.float64).reshape(*batch, states, states)


def evaluate(game: Any, strategies: Any) -> tuple[Floats, Floats]:
    """Values of a stationary profile, and a bound on their error, both (*batch, S, N)."""
    if game.payoffs.shape[len(game.batch_shape)] > DENSE:
        return _evaluate_large(game, strategies)
    payoffs, chain = expected_payoffs(game, strategies), chain_of(game, strategies)
    patience = game.discount[..., None, None]
    eliminated = eliminate(patience * chain, (1 - patience)[..., 0])
    values = solve_eliminated(eliminated, (1 - patience) * payoffs)
    # Values rounded to float64 miss their equation by a unit of rounding, which 1 / (1 - discount) would magnify; with
    # what rounding took off added they miss it by the square of that.
    left, doubt = _missing(patience, chain, values, payoffs)
    correction = solve_eliminated(eliminated, left)
    still, further = _missing(patience, chain, correction, 0.0)
    rounding = doubt + further + 2 * ROUNDING * (1 - patience) * _sizes(game)
    error = solve_eliminated(eliminated, np.abs(left + still) + _terms(game) * ROUNDING * rounding)
    return values, (1 + 1e-6) * (error + np.abs(correction))


def _missing(patience: Floats, chain: Floats, values: Floats, payoffs: Any) -> tuple[Floats, Floats]:
    """By how much values miss their equation, from differences of values, and the sizes of what was added up."""
    differences = values[..., None, :, :] - values[..., :, None, :]
    flow = patience[..., None] * chain[..., None]
    short = (1 - patience) * (payoffs - values)
    return short + (flow * differences).sum(axis=-2), np.abs(short) + (flow * np.abs(differences)).sum(axis=-2)


def _terms(game: Any) -> float:
    """How many roundings enter an equation of a value, generously."""
    return 2.0 * float(prod(game.sizes) * game.transitions.shape[-1] + game.payoffs.shape[len(game.batch_shape)] + 16)


def _sizes(game: Any) -> Floats:
    """The largest absolute payoff to each player in any state, (*batch, 1, N)."""
    players = len(game.players)
    return np.asarray(np.abs(game.payoffs).max(axis=(-2 - players, *range(-players, 0)))[..., None, :])


def _evaluate_large(game: Any, strategies: Any) -> tuple[Floats, Floats]:
    """Game by game, with the chain as a sparse matrix."""
    from scipy.sparse import csr_array

    players, states = len(game.players), game.payoffs.shape[len(game.batch_shape)]
    payoffs = expected_payoffs(game, strategies)
    batch = payoffs.shape[:-2]
    cells = states * prod(game.sizes)
    weights = np.broadcast_to(profile_weights(strategies), (*batch, states, *game.sizes)).reshape(-1, cells)
    games = np.broadcast_to(np.arange(prod(game.batch_shape)).reshape(game.batch_shape), batch).reshape(-1)
    discounts, sizes = game.discount.reshape(-1), _sizes(game).reshape(-1, players)
    chances = game.transitions.reshape(-1, cells, game.transitions.shape[-1])
    lists = None if game.successors is None else game.successors.reshape(chances.shape)
    values = np.empty((len(games), states, players))
    error = np.empty_like(values)
    flat = payoffs.reshape(values.shape)
    for k, g in enumerate(games):
        played = np.flatnonzero(weights[k])  # the other profiles do not matter
        data = weights[k, played, None] * chances[g, played]
        targets = np.broadcast_to(np.arange(states), data.shape) if lists is None else lists[g, played]
        rows = np.broadcast_to(played[:, None] // prod(game.sizes), data.shape)
        chain = csr_array((data.reshape(-1), (rows.reshape(-1), targets.reshape(-1))), shape=(states, states))
        summands = np.bincount(rows.reshape(-1), minlength=states).max()
        values[k], error[k] = sparse_values(chain, flat[k], float(discounts[g]), sizes[g], 2.0 * summands + 32)
    return values.reshape(payoffs.shape), error.reshape(payoffs.shape)


def sparse_values(
    chain: Any, payoffs: Floats, discount: float, sizes: Any = 0.0, terms: float = 64.0
) -> tuple[Floats, Floats]:
    """Values (S, N) of one sparse chain, and a bound on their error.

    ``sizes`` are the largest payoffs, and ``terms`` counts the roundings that made a row of the chain.
    """
    from scipy.sparse import eye_array

    chain.eliminate_zeros()
    solve = _factored((eye_array(chain.shape[0]) - discount * chain).tocsc())
    flow = chain.tocoo()

    def add(moves: Floats) -> Floats:
        return np.stack([np.bincount(flow.row, side, minlength=len(payoffs)) for side in moves.T], axis=-1)

    def missing(values: Floats, paid: Any) -> tuple[Floats, Floats]:
        moves = discount * flow.data[:, None] * (values[flow.col] - values[flow.row])
        short = (1 - discount) * (paid - values)
        return short + add(moves), np.abs(short) + add(np.abs(moves))

    values = solve((1 - discount) * payoffs)
    values = values + solve(missing(values, payoffs)[0])
    left, doubt = missing(values, payoffs)
    correction = solve(left)
    still, further = missing(correction, 0.0)
    rounding = terms * ROUNDING * (doubt + further + 2 * (1 - discount) * sizes)
    error = np.abs(solve(np.abs(left + still) + rounding))
    return values, (1 + 1e-6) * (error + np.abs(correction))


def _factored(system: Any) -> Callable[[Floats], Floats]:
    """Solve by factors where these stay sparse, and by iteration where they would fill up."""
    from scipy.sparse.csgraph import reverse_cuthill_mckee
    from scipy.sparse.linalg import bicgstab, gmres, splu

    states = system.shape[0]
    place = np.empty(states, dtype=np.int64)
    place[reverse_cuthill_mckee(system.tocsr())] = np.arange(states)
    entries = system.tocoo()
    band = int(np.abs(place[entries.row] - place[entries.col]).max(initial=0))
    if states * float(band) ** 2 <= BAND:
        return splu(system).solve

    rows = system.tocsr()

    def iterate(right: Floats) -> Floats:
        sizes = np.abs(right).max(axis=0)  # the iterations take small numbers for none
        sizes = np.where(sizes > 0, sizes, 1.0)
        return np.stack([solved(side) for side in (right / sizes).T], axis=-1) * sizes

    def solved(side: Floats) -> Floats:
        found, _ = bicgstab(rows, side, rtol=ITERATED, atol=0.0, maxiter=500)  # a quarter of the time of the next
        if not np.abs(side - rows @ found).max() <= 1e-6:
            found, _ = gmres(rows, side, rtol=ITERATED, atol=0.0, restart=40, maxiter=25)
        near = np.abs(side - rows @ found).max() <= 1e-3
        return np.asarray(found if near else splu(system).solve(side))

    return iterate
