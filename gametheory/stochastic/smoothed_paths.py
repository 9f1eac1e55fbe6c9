"""Paths of smoothed stationary equilibria: what the solvers that follow them share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, as_input, constant
from ..kernels.status import Status
from ..profile import along, profile_weights, profiles_available
from ..residual import as_probabilities
from ..residual.measure import sizes_of
from ..value import Bools, Floats, Ints
from .elimination import eliminate, solve_eliminated
from .game import StochasticGame, require_discounting

_kernel = Kernel("markov_branch")

LOGIT, BARRIER = 0, 1
"""The rules of kernels/markov_system.py."""
END = 1e9
"""The largest parameter of a path that looks for an equilibrium."""
BLOCK_BYTES = 128 * 2**20
"""Memory for the transitions between all states of the games that are worked on at a time."""
SHARP, FLOOR = 0.1, 1e-3
"""Priors are drawn from a Dirichlet distribution with this parameter, mostly close to pure, but for a small share."""
PATIENT = 1e-6
"""From this 1 - discount down, Gaussian elimination would lose most digits of values, or find no pivot."""
FIRST_VALUES = 200
"""Steps of policy iteration at most for the values that a tracing path starts with."""


class Core(NamedTuple):
    """Games as the kernel takes them: payoffs from 0 to 1, transitions between all states, actions side by side.

    Attributes
    ----------
    payoffs : (games, S, N, profiles)
    transitions : (games, S, profiles, S)
    discount : (games,)
    masks : (games or 1, S, actions)
    sizes : tuple of int
    """

    payoffs: Floats
    transitions: Floats
    discount: Floats
    masks: Bools
    sizes: tuple[int, ...]

    def take(self, rows: Any) -> Core:
        """Some of the games."""
        masks = self.masks if len(self.masks) == 1 else self.masks[rows]
        return Core(self.payoffs[rows], self.transitions[rows], self.discount[rows], masks, self.sizes)

    def split(self, side_by_side: Any) -> tuple[Any, ...]:
        """One array per player."""
        ends = np.cumsum(self.sizes)
        return tuple(side_by_side[..., end - size : end] for end, size in zip(ends, self.sizes, strict=True))

    @property
    def profiles(self) -> tuple[int, ...]:
        """Games and states, then the actions of every player."""
        return (*self.payoffs.shape[:2], *self.sizes)


def blocks(game: StochasticGame) -> Iterator[tuple[Ints, StochasticGame]]:
    """The games of a batch, so many at a time that their transitions fit into memory: positions, and those games."""
    require_discounting(game)
    states, games = game.payoffs.shape[len(game.batch_shape)], int(np.prod(game.batch_shape))
    each = 8 * states**2 * int(np.prod(game.sizes))
    per_block = max(1, BLOCK_BYTES // each)
    for start in range(0, games, per_block):
        rows = np.arange(start, min(start + per_block, games))
        yield rows, game.take(rows)


def core_of(game: StochasticGame, ranges: Floats) -> Core:
    """A flat batch for the kernel; payoffs are divided by ``ranges``, (games, N), where these are positive."""
    (games,), sizes, players = game.batch_shape, game.sizes, len(game.players)
    states = game.payoffs.shape[1]
    there: Any = np.ones((1, states, 1, *sizes), dtype=bool)
    masks = np.ones((1, states, sum(sizes)), dtype=bool)
    if game.available is not None:
        there = np.expand_dims(profiles_available(game.available), -1 - players)
        masks = np.concatenate(game.available, axis=-1)
    flat = game.payoffs.reshape(games, states, players, -1)
    there = np.broadcast_to(there, game.payoffs.shape).reshape(flat.shape)
    low = np.min(flat, axis=(1, 3), where=there, initial=np.inf)[:, None, :, None]
    size = np.where(ranges > 0, ranges, 1.0)[:, None, :, None]
    payoffs = np.where(there, (flat / 2 - low / 2) / (size / 2), 0.0)
    transitions = np.empty((games, states, flat.shape[-1], states))
    for first in range(0, states, players):  # expectations of indicators: the game knows how transitions are stored
        some = min(players, states - first)
        indicators = np.eye(states, players, -first)
        reached = game.expect(np.broadcast_to(indicators, (games, states, players)))
        transitions[..., first : first + some] = np.moveaxis(reached.reshape(flat.shape), 2, -1)[..., :some]
    return Core(payoffs, transitions, game.discount, masks, sizes)


def uniform(core: Core) -> Floats:
    """Equal probabilities for the actions that exist, (games, S, actions)."""
    parts = []
    for mask in core.split(core.masks):
        parts.append(mask / mask.sum(axis=-1, keepdims=True))
    shape = (len(core.payoffs), *core.masks.shape[1:])
    return np.array(np.broadcast_to(np.concatenate(parts, axis=-1), shape))


def drawn(core: Core, seed: Any) -> Floats:
    """Probabilities drawn at random, the same in every game where the actions are, (games, S, actions)."""
    rng = np.random.default_rng(seed)
    weights = rng.gamma(SHARP, size=core.masks.shape[1:]) + FLOOR
    parts = []
    for mask, part in zip(core.split(core.masks), core.split(weights), strict=True):
        there = np.where(mask, part, 0.0)
        parts.append(there / there.sum(axis=-1, keepdims=True))
    shape = (len(core.payoffs), *core.masks.shape[1:])
    return np.array(np.broadcast_to(np.concatenate(parts, axis=-1), shape))


def checked_prior(game: StochasticGame, prior: Any) -> Floats:
    """A prior as probabilities side by side, (games, S, actions), or an error; equal probabilities for None."""
    lead = game.payoffs.shape[: len(game.batch_shape) + 1]
    shapes = [(*lead, size) for size in game.sizes]
    masks = [np.ones(shape, dtype=bool) for shape in shapes] if game.available is None else game.available
    if prior is None:
        prior = tuple(mask / mask.sum(axis=-1, keepdims=True) for mask in masks)
    if not isinstance(prior, tuple | list):
        raise InvalidGameError(f"prior needs a tuple of one array for each of {game.players}; got {prior!r}.")
    arrays = [as_probabilities(strategy) for strategy in prior]
    try:
        arrays = [np.broadcast_to(array, shape) for array, shape in zip(arrays, shapes, strict=True)]
    except ValueError:
        raise InvalidGameError(
            f"prior needs one array per player that broadcasts to {shapes}; got {[each.shape for each in arrays]}."
        ) from None
    for player, array, mask in zip(game.players, arrays, masks, strict=True):
        if not ((array >= 0).all() and (np.abs(array.sum(axis=-1) - 1) <= 1e-9).all() and not array[~mask].any()):
            raise InvalidGameError(
                f"the prior of {player!r} needs probabilities that sum to 1 in every state, and 0 for actions that do "
                f"not exist; got {array}."
            )
    return np.concatenate([array.reshape(-1, *array.shape[-2:]) for array in arrays], axis=-1)


def strategies_of(game: StochasticGame, side_by_side: Floats) -> tuple[Floats, ...]:
    """One (*batch, S, m_i) array per player from (games, S, actions)."""
    parts = np.split(side_by_side, np.cumsum(game.sizes)[:-1], axis=-1)
    return tuple(part.reshape(*game.batch_shape, *part.shape[1:]) for part in parts)


def logit_path(core: Core, weights: Floats, target: Any, limit: Any, near: float) -> tuple[Floats, Ints, Ints]:
    """Follow x(a) proportional to n(a) exp(precision Q(a)) from the weights n on: strategies, status and steps.

    The parameter is the precision times 1 - discount. A limit is one for all games, or one for each.
    """
    games, states = core.payoffs.shape[:2]
    values = _values_of(core, weights)
    nothing = np.zeros((1, states, sum(core.sizes), 1)), np.zeros((1, states, sum(core.sizes)))
    start = np.log(np.where(core.masks, weights, 1.0))
    return _follow(core, LOGIT, 1.0, weights, start, values, nothing, np.broadcast_to(target, games), limit, near)


def tracing_path(
    core: Core, prior: Floats, penalty: float, limit: Any, near: float, end: float = END
) -> tuple[Floats, Ints, Ints]:
    """Follow the logarithmic tracing path from a prior: strategies, status and steps.

    The parameter is t / (1 - t). At its end the logarithms weigh 1 / end of the payoffs, or less.
    """
    against = _against(core, prior)
    start, values = _best_against(core, penalty, *against)
    ones, target = np.ones_like(prior), np.full(len(prior), end * max(1.0, penalty))
    return _follow(core, BARRIER, 1 / penalty, ones, start, values, against, target, limit, near)


def _follow(
    core: Core, rule: int, scale: float, weights: Floats, start: Floats, values: Floats, against: Any, target: Any,
    limit: Any, near: float,
) -> tuple[Floats, Ints, Ints]:  # fmt: skip
    games = len(core.payoffs)
    strategies = np.zeros((games, *core.masks.shape[1:]))
    status, steps = np.empty(games, dtype=np.int8), np.empty(games, dtype=np.int64)
    if games:
        _kernel(
            games,
            as_input(core.payoffs),
            as_input(np.arange(games), np.int64),
            as_input(core.transitions),
            as_input(core.discount),
            as_input(core.masks, np.bool_),
            sizes_of(core.sizes),
            constant(rule),
            as_input(scale / (1 - core.discount)),
            as_input(weights),
            as_input(start),
            as_input(values),
            *(as_input(part) for part in against),
            as_input(target),
            as_input(np.broadcast_to(limit, games), np.int64),
            as_input(np.array([near])),
            strategies,
            status,
            steps,
        )
    strategies[status != Status.SOLVED] = np.nan
    return strategies, status, steps


def _values_of(core: Core, strategies: Floats) -> Floats:
    """The values of a profile, (games, N, S)."""
    games, states = core.payoffs.shape[:2]
    weights = profile_weights(core.split(strategies)).reshape(games, states, -1)
    chain = np.einsum("gsp,gspt->gst", weights, core.transitions)
    today = np.einsum("gsp,gsip->gsi", weights, core.payoffs)
    discount = core.discount[:, None, None]
    return np.moveaxis(_discounted(discount, chain, (1 - discount) * today), -1, -2)


def _discounted(discount: Floats, chain: Floats, right: Floats) -> Floats:
    """Solve (I - discount chain) x = right, without subtraction where that is next to singular."""
    if (1 - discount < PATIENT).any():
        return solve_eliminated(eliminate(discount * chain, (1 - discount)[..., 0]), right)
    return np.asarray(np.linalg.solve(np.eye(chain.shape[-1]) - discount * chain, right))


def _against(core: Core, prior: Floats) -> tuple[Floats, Floats]:
    """Each action against the prior of the others: chances of the next state and payoffs today, actions on axis 2."""
    players, strategies = len(core.sizes), core.split(prior)
    transitions = core.transitions.reshape(*core.profiles, -1)
    chances, payoffs = [], []
    for i in range(players):
        others: Any = 1.0
        for j in range(players):
            if j != i:
                others = others * along(strategies[j], j, players)
        away = tuple(2 + j for j in range(players) if j != i)
        others = np.broadcast_to(others, core.profiles)
        chances.append((transitions * others[..., None]).sum(axis=away))
        payoffs.append((core.payoffs[:, :, i].reshape(core.profiles) * others).sum(axis=away))
    discount = core.discount[:, None, None]
    return np.concatenate(chances, axis=2), (1 - discount) * np.concatenate(payoffs, axis=2)


def _best_against(core: Core, penalty: float, chances: Floats, payoffs: Floats) -> tuple[Floats, Floats]:
    """Where a tracing path starts: each player's best reply to the prior with the logarithmic bonus, and its value.

    A decision process with a strictly concave bonus, solved by policy iteration; logarithms and values, (games, N, S).
    """
    games, states = payoffs.shape[:2]
    values = np.empty((games, len(core.sizes), states))
    logs = np.zeros(payoffs.shape)
    masks = np.broadcast_to(core.masks, payoffs.shape)
    bonus, discount = penalty * (1 - core.discount[:, None]), core.discount[:, None, None]
    at = 0
    for i, size in enumerate(core.sizes):
        mine = slice(at, at + size)
        at += size
        there, chance, today = masks[..., mine], chances[:, :, mine], payoffs[..., mine]
        strategy = there / there.sum(axis=-1, keepdims=True)
        before = np.full((games, states), np.inf)
        for _ in range(FIRST_VALUES):
            log = np.log(np.where(there, strategy, 1.0))
            now = (strategy * today).sum(axis=-1) + bonus * log.sum(axis=-1)
            chain = (strategy[..., None] * chance).sum(axis=2)
            value = _discounted(discount, chain, now[..., None])[..., 0]
            if not (np.abs(value - before) > 1e-14).any():
                break
            before = value
            worth = (today + discount * (chance @ value[:, None, :, None])[..., 0]) / bonus[..., None]
            strategy = _barrier_reply(worth, there)
        values[:, i], logs[..., mine] = value, log
    return logs, values


def _barrier_reply(worth: Floats, there: Bools) -> Floats:
    """The strategy that maximises expected worth plus the sum of logarithms: 1 / (m - worth), by Newton's method."""
    gaps = np.max(worth, axis=-1, where=there, initial=-np.inf)[..., None] - worth
    level = np.ones((*worth.shape[:-1], 1))  # too low at first, and rising from step to step
    for _ in range(100):
        inverse = np.where(there, 1 / (level + np.where(there, gaps, 0.0)), 0.0)
        excess = inverse.sum(axis=-1, keepdims=True) - 1
        level = level + excess / (inverse**2).sum(axis=-1, keepdims=True)
        if not (excess > 1e-15).any():
            break
    return np.asarray(inverse / inverse.sum(axis=-1, keepdims=True))
