"""What every stochastic game is checked for, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arguments import real_numbers, shown
from ..errors import InvalidGameError
from ..kernels.kernel import CHUNK_BYTES, in_chunks
from ..normal_form.exact_payoffs import as_array
from ..value import Bools, Floats, Ints, frozen, writable

STOCHASTIC_ERROR = 1e-12
"""How far a row of transition probabilities may be off a sum of 1."""

STRATEGY_ERROR = 1e-9
"""How far the probabilities of a strategy may be off a sum of 1, or lie on actions that do not exist."""

FEW = 8
"""Rows of up to so many probabilities are summed column by column."""


def check_discount(discount: Any, batch: tuple[int, ...]) -> Floats:
    """The discount factor of every game of the batch."""
    array = real_numbers(discount, "discount")
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


def state_labels(labels: Any, states: int) -> tuple[Any, ...] | None:
    """The labels of states, all different; None stays None."""
    if labels is None:
        return None
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise InvalidGameError(f"states need a list of labels, one for each of {states} states; got {labels!r}.")
    listed = tuple(labels)
    if len(listed) != states:
        raise InvalidGameError(f"states need one label for each of {states} states; got {len(listed)}.")
    try:
        different = len(set(listed))
    except TypeError:
        raise InvalidGameError(f"states need labels that can be keys of a dictionary; got {shown(listed)}.") from None
    if different < states:
        raise InvalidGameError(f"states need labels that differ; got {shown(listed)}.")
    return listed


def check_strategy(player: str, strategy: Floats, available: Bools | None, *, missing: bool = False) -> None:
    """Raise unless a strategy has probabilities of actions that exist, which sum to 1 in every state.

    With ``missing`` rows that are NaN pass: there a solver found nothing.
    """
    array = strategy[~np.isnan(strategy).any(axis=-1)] if missing and np.isnan(strategy).any() else strategy
    total = array.sum(axis=-1)
    if not (np.abs(total - 1) <= STRATEGY_ERROR).all():
        raise InvalidGameError(
            f"the strategy of {player!r} needs probabilities that sum to 1 in every state; "
            f"got sums from {total.min()} to {total.max()}."
        )
    if not (array >= -STRATEGY_ERROR).all():
        raise InvalidGameError(f"the strategy of {player!r} needs probabilities, 0 or more; got {array.min()}.")
    if available is None:
        return
    nowhere = np.where(available, 0.0, strategy)
    if (nowhere > STRATEGY_ERROR).any():
        where = tuple(int(k) for k in np.argwhere(nowhere > STRATEGY_ERROR)[0])
        raise InvalidGameError(
            f"the strategy of {player!r} needs probability 0 on actions that do not exist; at (*batch, state, action) "
            f"= {where} it has {nowhere[where]}."
        )


def check_transitions(
    transitions: Any, successors: Any, shape: tuple[int, ...], states: int, exists: Bools | None
) -> tuple[Floats, Ints | None]:
    """Transition probabilities, checked wherever a profile exists and 0 where none does.

    ``shape`` is (*batch, S, m_1, ..., m_N); ``exists`` is None where every profile exists in every state.
    """
    given = real_numbers(transitions, "transitions")
    slots = "S" if successors is None else "K"
    if given.ndim == 0 or (successors is None and given.shape[-1] != states):
        raise InvalidGameError(
            f"transitions need shape (*batch, S, *actions, S) = {(*shape, states)}; got {given.shape}. "
            f"Give successors as well where the last axis lists only some next states."
        )
    width = given.shape[-1]
    try:
        spread = np.broadcast_to(given, (*shape, width))
    except ValueError:
        raise InvalidGameError(
            f"transitions need shape (*batch, S, *actions, {slots}) = {(*shape, width)}; got {given.shape}."
        ) from None
    chances = _probabilities(spread, None if exists is None else np.broadcast_to(exists, shape))
    if successors is None:
        return chances, None
    targets = as_array(successors, "successors")
    if targets.dtype.kind not in "iu" or (targets.size and not 0 <= targets.min() <= targets.max() < states):
        raise InvalidGameError(f"successors must be integers from 0 to {states - 1}; got {targets.dtype} entries.")
    try:
        targets = np.broadcast_to(targets, chances.shape)
    except ValueError:
        raise InvalidGameError(
            f"successors need the shape of transitions, {chances.shape}; got {targets.shape}."
        ) from None
    return chances, frozen(np.array(targets, dtype=np.int64))


def _probabilities(given: Floats, exists: Bools | None) -> Floats:
    """The rows divided by their sums, 0 where no profile exists; read-only rows that sum to 1 are taken over."""
    *shape, width = given.shape
    rows, there = given.reshape(-1, width), None if exists is None else exists.reshape(-1)
    out = np.empty(rows.shape)

    def check(start: int, stop: int) -> tuple[bool, bool]:
        block = rows[start:stop]
        if there is not None:
            block = np.where(there[start:stop, None], block, 0.0)
        total: Any = sum(block.T) if width <= FEW else block.sum(axis=-1)
        unit = total if there is None else np.where(there[start:stop], total, 1.0)
        good = bool((block >= 0).all() and (np.abs(unit - 1) <= STOCHASTIC_ERROR).all())
        exact = bool((unit == 1).all())
        if good:
            out[start:stop] = block if exact else block / unit[:, None]
        return good, exact and there is None

    verdicts = in_chunks(check, len(rows), max(1, CHUNK_BYTES // (8 * max(1, width))))
    if not all(good for good, _ in verdicts):
        bad = ~((given >= 0).all(axis=-1) & (np.abs(given.sum(axis=-1) - 1) <= STOCHASTIC_ERROR))
        bad = bad if exists is None else bad & exists
        where = tuple(int(k) for k in np.argwhere(bad)[0])
        raise InvalidGameError(
            f"transition probabilities must be non-negative and sum to 1; at (*batch, state, *actions) = {where} "
            f"they are {given[where]}."
        )
    taken = given.flags.c_contiguous and not writable(given) and all(exact for _, exact in verdicts)
    return given if taken else np.asarray(frozen(out.reshape(*shape, width)))
