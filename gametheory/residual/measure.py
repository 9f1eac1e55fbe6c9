"""What all residuals share: their result, proper strategies, masks, and what rounding may hide."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError
from ..kernels.kernel import as_input, positions
from ..value import Bools, Floats

ROUNDING = 2.0**-52
"""Twice the unit roundoff of float64."""
TINY = 2.0**-1074
"""What a product may lose to underflow."""


class Residual(NamedTuple):
    """What a residual measures of a profile.

    Attributes
    ----------
    concept : str
    strategies : the profile as given, spread over the batch
    payoffs : (*batch, N), from each state (*batch, S, N) if there are states
    regret, scale : (*batch, N), in payoff units
    inconsistency : (*batch,), dimensionless
    total_regret : (*batch, N), or None
    beliefs : (*batch, messages, types), or None
    """

    concept: str
    strategies: tuple[Floats, ...]
    payoffs: Floats
    regret: Floats
    scale: Floats
    inconsistency: Floats
    total_regret: Floats | None = None
    beliefs: Floats | None = None


ResidualOf = Callable[..., Residual]


def doubt(terms: int, size: Any) -> Any:
    """What rounding may hide in sums of so many terms, of this absolute size in all."""
    factor = 4.0 * terms + 16.0
    return factor * (ROUNDING * size + TINY * np.maximum(size, 1.0))


def proper_strategy(raw: Floats, available: Bools) -> tuple[Floats, Floats]:
    """The strategy nearest to a raw vector on the last axis, and how far the raw one is off."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        kept = np.where(available & (raw > 0), raw, 0.0)
        off = np.maximum(np.abs(raw.sum(axis=-1) - 1), np.abs(raw - kept).max(axis=-1))
        return kept / kept.sum(axis=-1, keepdims=True), off


def as_probabilities(strategy: Any) -> Floats:
    """A strategy as float64, or an error where that would drop something."""
    if isinstance(strategy, np.ma.MaskedArray):
        raise InvalidGameError("strategies must not be masked arrays; pass the data, 0 on actions that do not exist.")
    if isinstance(strategy, np.ndarray) and strategy.dtype == np.float64:
        return np.asarray(strategy)
    if getattr(strategy, "dtype", None) == np.bool_:
        return np.asarray(strategy).astype(np.float64)
    return real_numbers(strategy, "strategies")


def checked(game: Any, strategies: Any) -> tuple[Floats, ...]:
    """The strategies as float64, of the sizes of the game."""
    arrays = tuple([as_probabilities(strategy) for strategy in strategies])
    if tuple([array.shape[-1] if array.ndim else 0 for array in arrays]) != game.sizes:
        raise InvalidGameError(
            f"strategies need one array per player, probabilities last, of sizes {game.sizes}; "
            f"got shapes {[array.shape for array in arrays]}."
        )
    return arrays


def spread_over_rows(
    games: int, batch: tuple[int, ...], strategies: tuple[Floats, ...], rows: Any
) -> tuple[tuple[int, ...], tuple[Floats, ...], Any]:
    """The shape of the answer, the strategies spread over it, and which game each profile belongs to."""
    if rows is not None:
        rows = as_input(rows, np.int64)
        if len(rows) and not (rows.min() >= 0 and rows.max() < games):
            raise InvalidGameError(f"rows need positions from 0 to {games - 1} of the flattened batch.")
        return (len(rows),), strategies, rows
    shape, rows = batch, positions(games)
    if [shape] * len(strategies) != [strategy.shape[:-1] for strategy in strategies]:
        shape = np.broadcast_shapes(shape, *(strategy.shape[:-1] for strategy in strategies))
        strategies = tuple(np.broadcast_to(x, (*shape, x.shape[-1])) for x in strategies)
        rows = as_input(np.broadcast_to(rows.reshape(batch), shape).reshape(-1), np.int64)
    return shape, strategies, rows


def masks_of(game: Any) -> tuple[Bools, ...]:
    """One (games, m_i) mask per player; (1, m_i) where every action exists."""
    if game.available is None:
        return _all_actions(game.sizes)
    return tuple(mask.reshape(len(game.flat), mask.shape[-1]) for mask in game.available)


def side_by_side_masks(game: Any) -> Bools:
    """One (games, actions of all players) mask; (1, ...) where every action exists."""
    if game.available is None:
        return everything(sum(game.sizes))
    masks = np.concatenate(masks_of(game), axis=-1)
    masks.setflags(write=False)
    return masks


@lru_cache(maxsize=256)
def sizes_of(sizes: tuple[int, ...]) -> Any:
    """The numbers of actions as a kernel input."""
    return as_input(np.array(sizes), np.int64)


@lru_cache(maxsize=256)
def _all_actions(sizes: tuple[int, ...]) -> tuple[Bools, ...]:
    return tuple(everything(size) for size in sizes)


@lru_cache(maxsize=256)
def everything(size: int) -> Bools:
    """A mask that hides nothing, (1, size)."""
    whole = np.ones((1, size), dtype=bool)
    whole.setflags(write=False)
    return whole


def mask(game: Any, i: int) -> Bools:
    """Which actions of player i exist, (*batch, m_i) or (m_i,)."""
    return np.asarray(everything(game.sizes[i])[0] if game.available is None else game.available[i])


def payoffs_of(game: Any, i: int) -> Floats:
    """Payoffs of player i, (*batch, m_1, ..., m_N)."""
    return np.asarray(game.payoffs[..., i, *(slice(None),) * len(game.players)])
