"""Many equilibria across a sweep: name them, follow one, bound a reading over all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np

from .equilibrium import Equilibria, Equilibrium
from .errors import InvalidGameError
from .value import Bools, Floats, Ints

JUMP = 0.25
"""By default, an equilibrium that moves farther than this from one game to the next is another one."""


class Classes(NamedTuple):
    """Equilibria named by their supports.

    Attributes
    ----------
    labels : tuple of str
        One name per class that occurs, in canonical order of supports.
    of_row : (rows,) int
        The class of each row.
    present : (*batch, classes) bool
        Which classes occur in which game.
    """

    labels: tuple[str, ...]
    of_row: Ints
    present: Bools


class Bounds(NamedTuple):
    """The smallest and largest value of a reading over the equilibria of each game, (*batch,).

    NaN where no equilibrium is known. Only where ``complete`` is true are these bounds over all equilibria;
    elsewhere the true range may be wider.
    """

    low: Floats
    high: Floats
    complete: Bools


def classify(equilibria: Equilibria, actions: tuple[tuple[str, ...], ...] | None = None) -> Classes:
    """Name every equilibrium by its supports.

    Row k of one game is not row k of its neighbour in a sweep: equilibria appear and vanish. Supports give
    them names that mean the same in every game.

    Parameters
    ----------
    equilibria : Equilibria
    actions : one label per action and player, as ``game.actions``; numbers by default

    Returns
    -------
    Classes

    Examples
    --------
    Chicken, with a crash that costs more and more, until yielding is worth it to neither:

    >>> from gametheory.normal_form import support_enumeration, symmetric
    >>> games = symmetric([[[crash, 7], [2, 6]] for crash in (0.0, 1.0, 3.0)], actions=("dare", "yield"))
    >>> classes = classify(support_enumeration(games), games.actions)
    >>> classes.labels
    ('dare | dare', 'dare | yield', 'yield | dare', 'dare+yield | dare+yield')
    >>> classes.present.astype(int)
    array([[0, 1, 1, 1],
           [0, 1, 1, 1],
           [1, 0, 0, 0]])
    """
    supports = [strategy > 0 for strategy in equilibria.strategies]
    if actions is None:
        actions = tuple(tuple(map(str, range(support.shape[-1]))) for support in supports)
    if tuple(map(len, actions)) != tuple(support.shape[-1] for support in supports):
        raise InvalidGameError(
            f"actions need one label per action of each player, {[support.shape[-1] for support in supports]}; "
            f"got {[len(labels) for labels in actions]}."
        )
    joint = np.concatenate(supports, axis=-1)
    # Fewer actions first, then supports as sets of action numbers: an earlier action present sorts first.
    keys = np.concatenate([joint.sum(axis=-1, keepdims=True), ~joint], axis=-1)
    kinds, first, of_row = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    of_row = of_row.reshape(-1)
    labels = tuple(
        " | ".join(
            "+".join(label for label, there in zip(names, support[row], strict=True) if there)
            for names, support in zip(actions, supports, strict=True)
        )
        for row in first
    )
    present = np.zeros((equilibria.count.size, len(kinds)), dtype=bool)
    present[equilibria.game, of_row] = True
    return Classes(labels, of_row, present.reshape(*equilibria.count.shape, len(kinds)))


def track(equilibria: Equilibria, start: int = 0, *, axis: int = 0, jump: float = JUMP) -> Equilibrium:
    """Follow one equilibrium from game to game along an axis of the batch.

    From each game to the next, the equilibrium nearest in strategies (largest difference of a probability)
    is taken; if that differs by more than ``jump``, the equilibrium is lost there, and NaN from then on.

    Parameters
    ----------
    equilibria : Equilibria
    start : int
        Which row to follow in the first game of the axis, 0 being the first in canonical order.
    axis : int
        The axis of the batch to go along; other axes are followed side by side.
    jump : float
        The largest step, between 0 and 1.

    Returns
    -------
    Equilibrium
        Of the batch's shape; ``steps`` is the row's number within its game, -1 where lost.

    Examples
    --------
    >>> from gametheory.normal_form import support_enumeration, symmetric
    >>> crash = np.linspace(0, 3, 7)
    >>> games = symmetric([[[cost, 7], [2, 6]] for cost in crash])
    >>> mixed = track(support_enumeration(games), start=2)
    >>> mixed.strategies[0][:, 0].round(3)
    array([0.333, 0.4  , 0.5  , 0.667,   nan,   nan,   nan])
    """
    slots = equilibria.slots()
    number = len(slots.status)
    shape = equilibria.count.shape
    if not shape:
        raise InvalidGameError("an equilibrium can be followed along an axis of a batch; this is a single game.")
    if not -len(shape) <= axis < len(shape):
        raise InvalidGameError(f"axis needs to be one of the {len(shape)} axes of the batch; got {axis}.")
    if start < 0:
        raise InvalidGameError(f"start counts rows from 0; got {start}.")
    axis %= len(shape)
    joint = np.moveaxis(np.concatenate(slots.strategies, axis=-1), 1 + axis, 0)  # (length, slots, rest, actions)
    length, rest = joint.shape[0], joint.shape[2:-1]
    chosen = np.full((length, *rest), -1)
    if length and number:
        chosen[0] = np.where(start < np.moveaxis(equilibria.count, axis, 0)[0], start, -1)
    for k in range(1, length):
        here = _pick(joint[k - 1], chosen[k - 1])
        distance = np.abs(joint[k] - here).max(axis=-1)
        distance = np.where(np.isnan(distance), np.inf, distance)
        nearest = distance.argmin(axis=0) if number else np.zeros(rest, dtype=np.int64)
        close = distance.min(axis=0, initial=np.inf) <= jump
        chosen[k] = np.where(close, nearest, -1)
    chosen = np.moveaxis(chosen, 0, axis)
    certificate = slots.certificate
    return Equilibrium(
        tuple(_pick(strategy, chosen) for strategy in slots.strategies),
        _pick(slots.payoffs, chosen),
        type(certificate)(
            certificate.concept,
            _pick(certificate.regret, chosen),
            _pick(certificate.scale, chosen),
            _pick(certificate.inconsistency[..., None], chosen)[..., 0],
            _pick(certificate.holds[..., None], chosen, lost=False)[..., 0],
        ),
        equilibria.status,
        chosen,
    )


class ManyEquilibria(Protocol):
    """Many equilibria of every game of a batch, of any class of game."""

    @property
    def count(self) -> Ints: ...

    @property
    def complete(self) -> Bools: ...

    def slots(self) -> Equilibrium: ...


def bounds(reading: Callable[[Equilibrium], Any], equilibria: ManyEquilibria) -> Bounds:
    """The smallest and largest value of a reading over all equilibria of each game.

    Parameters
    ----------
    reading : function of an Equilibrium of shape (slots, *batch)
        Returns an array of that shape, or a DataArray whose values have it; NaN where there is no
        equilibrium in a slot.
    equilibria : Equilibria, or those of a signalling game

    Returns
    -------
    Bounds

    Examples
    --------
    >>> from gametheory.normal_form import support_enumeration, symmetric
    >>> chicken = symmetric([[0, 7], [2, 6]])
    >>> low, high, complete = bounds(lambda equilibrium: equilibrium.payoffs[..., 0], support_enumeration(chicken))
    >>> float(low), float(high), bool(complete)
    (2.0, 7.0, True)
    """
    values = np.asarray(reading(equilibria.slots()), dtype=np.float64)
    shape = (int(equilibria.count.max(initial=0)), *equilibria.count.shape)
    if values.shape != shape:
        raise InvalidGameError(
            f"a reading needs one value per slot and game, shape {shape}; got {values.shape}. "
            f"Index the last axis of strategies or payoffs, as in equilibrium.payoffs[..., 0]."
        )
    known = ~np.isnan(values)
    low = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    any_known = known.any(axis=0)
    return Bounds(np.where(any_known, low, np.nan), np.where(any_known, high, np.nan), equilibria.complete)


def _pick(slots: Any, chosen: Any, lost: Any = np.nan) -> Any:
    """From (slots, *batch, core) take the chosen slot of each game; ``lost`` where it is -1."""
    if not len(slots):
        return np.full(slots.shape[1:], lost)
    taken = np.take_along_axis(slots, np.maximum(chosen, 0)[None, ..., None], axis=0)[0]
    return np.where((chosen >= 0)[..., None], taken, lost)
