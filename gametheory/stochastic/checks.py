"""What every stochastic game is checked for, once."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..normal_form import NormalFormGame
from ..profile import profiles_available
from ..value import Bools, Floats, Ints, frozen

STOCHASTIC_ERROR = 1e-12
"""How far a row of transition probabilities may be off a sum of 1."""


def profiles_that_exist(stage: NormalFormGame) -> Bools:
    """Which action profiles exist in which state, (*batch, S, m_1, ..., m_N)."""
    if stage.available is None:
        return np.broadcast_to(True, (*stage.batch_shape, *stage.sizes))
    return profiles_available(stage.available)


def check_discount(discount: Any, batch: tuple[int, ...]) -> Floats:
    """The discount factor of every game of the batch."""
    array = np.asarray(discount, dtype=np.float64)
    try:
        array = np.broadcast_to(array, batch)
    except ValueError:
        raise InvalidGameError(
            f"discount needs the batch shape {batch}, or one that broadcasts to it; got {array.shape}."
        ) from None
    if not ((array >= 0) & (array <= 1)).all():
        raise InvalidGameError(
            f"discount needs 0 <= discount <= 1; got values from {array.min()} to {array.max()}."
        )
    return frozen(np.array(array))  # type: ignore[no-any-return]


def check_transitions(transitions: Any, successors: Any, exists: Bools, states: int) -> tuple[Floats, Ints | None]:
    """Transition probabilities, checked wherever a profile exists and 0 where none does."""
    chances = np.asarray(transitions, dtype=np.float64)
    slots = "S" if successors is None else "K"
    if chances.ndim == 0 or (successors is None and chances.shape[-1] != states):
        raise InvalidGameError(
            f"transitions need shape (*batch, S, *actions, S) = {(*exists.shape, states)}; got {chances.shape}. "
            f"Give successors as well where the last axis lists only some next states."
        )
    shape = (*exists.shape, chances.shape[-1])
    try:
        chances = np.where(exists[..., None], np.broadcast_to(chances, shape), 0.0)
    except ValueError:
        raise InvalidGameError(
            f"transitions need shape (*batch, S, *actions, {slots}) = {shape}; got {chances.shape}."
        ) from None
    off = np.where(exists, np.abs(chances.sum(axis=-1) - 1), 0.0)
    if not ((chances >= 0).all() and (off <= STOCHASTIC_ERROR).all()):
        bad = ~((chances >= 0).all(axis=-1) & (off <= STOCHASTIC_ERROR))
        where = tuple(int(k) for k in np.argwhere(bad)[0])
        raise InvalidGameError(
            f"transition probabilities must be non-negative and sum to 1; at (*batch, state, *actions) = {where} "
            f"they are {chances[where]}."
        )
    total = chances.sum(axis=-1, keepdims=True)
    chances = np.where(total > 0, chances / np.where(total > 0, total, 1.0), 0.0)
    if successors is None:
        return frozen(chances), None
    targets = np.asarray(successors)
    if targets.dtype.kind not in "iu" or (targets.size and not 0 <= targets.min() <= targets.max() < states):
        raise InvalidGameError(f"successors must be integers from 0 to {states - 1}; got {targets.dtype} entries.")
    try:
        targets = np.broadcast_to(targets, shape)
    except ValueError:
        raise InvalidGameError(f"successors need the shape of transitions, {shape}; got {targets.shape}.") from None
    return frozen(chances), frozen(np.array(targets, dtype=np.int64))
