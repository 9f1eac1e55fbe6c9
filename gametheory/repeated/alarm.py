"""Profiles to be played, and the events after which a trigger strategy punishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError
from ..profile import expected, profile_weights
from ..value import Bools, Floats
from .game import RepeatedGame, require_repeated


def as_profile(game: RepeatedGame, profile: Sequence[Any], name: str) -> tuple[Floats, ...]:
    """A profile as one mixed action per player: action numbers become pure actions."""
    require_repeated(game)
    if isinstance(profile, str) or not np.iterable(profile) or len(profile) != len(game.players):
        raise InvalidGameError(
            f"{name} needs one action for each of {game.players}, its number or probabilities; got {profile!r}."
        )
    mixed = []
    for player, played, size in zip(game.players, profile, game.sizes, strict=True):
        if isinstance(played, (int, np.integer)) and not isinstance(played, bool):
            if not 0 <= played < size:
                raise InvalidGameError(f"{name} needs actions of {player!r} from 0 to {size - 1}; got {played}.")
            played = np.eye(size)[played]
        try:
            action = real_numbers(played, name)
        except InvalidGameError:
            action = np.zeros(())
        if action.ndim == 0 or action.shape[-1] != size:
            raise InvalidGameError(
                f"{name} needs an action number, or probabilities of the {size} actions, for {player!r}; "
                f"got {played!r}."
            )
        mixed.append(action)
    return tuple(mixed)


def alarm(game: RepeatedGame, cooperate: tuple[Floats, ...], bad: Sequence[int] | None) -> Bools:
    """Which events are met with punishment: (*batch, *actions), or (signals,).

    With perfect monitoring every profile that has probability 0 under ``cooperate``, else the bad signals.
    """
    if game.signals is None:
        if bad is not None:
            raise InvalidGameError("bad names public signals, and this game has none; leave it out.")
        return np.asarray(profile_weights(cooperate) == 0)
    number = game.signals.shape[-1]
    if not np.iterable(bad) or not all(
        isinstance(signal, (int, np.integer)) and not isinstance(signal, bool) and 0 <= signal < number
        for signal in bad
    ):
        raise InvalidGameError(
            f"bad needs the signals to be punished, a list of numbers from 0 to {number - 1}; got {bad}."
        )
    return np.isin(np.arange(number), list(bad))


def events_of(game: RepeatedGame) -> tuple[int, ...]:
    """The axes of what players see after a period."""
    return game.sizes if game.signals is None else game.signals.shape[-1:]


def spread_over_events(chance: Any, game: RepeatedGame) -> Floats:
    """A (*batch,) chance with axes for what players see."""
    over = np.asarray(chance, dtype=np.float64)
    return np.asarray(over.reshape(*over.shape, *(1,) * len(events_of(game))))


def alarm_chances(
    game: RepeatedGame, cooperate: tuple[Floats, ...], bad: Sequence[int] | None
) -> tuple[tuple[Floats, ...], Floats]:
    """How likely punishment is after each action of each player, one (*batch, m_i), and if nobody deviates."""
    punished = alarm(game, cooperate, bad)
    by_profile = punished.astype(np.float64) if game.signals is None else game.signals @ punished
    after = tuple(expected(by_profile, cooperate, i) for i in range(len(game.players)))
    return after, np.asarray((after[0] * cooperate[0]).sum(axis=-1))
