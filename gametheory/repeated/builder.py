"""Automata written down state by state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError
from .alarm import as_profile, events_of
from .automaton import Automaton, assembled
from .game import RepeatedGame, require_repeated

Rule = str | Mapping[str, Any] | Callable[[Any], Any]


def automaton(game: RepeatedGame, states: Mapping[str, tuple[Sequence[Any], Rule]]) -> Automaton:
    """The automaton with these states, each with what is played in it and where play goes next.

    Parameters
    ----------
    game : RepeatedGame
    states : mapping from names to (profile, rule)
        Play starts in the first. A profile has one action number, or one mixed action, per player. A rule is the name
        of the next state; or a mapping from names to probabilities, drawn in public, each a number or (*batch,); or a
        function of what players see that returns one of these. They see the profile of action numbers, a tuple, or
        the number of the public signal.

    Returns
    -------
    Automaton

    Raises
    ------
    InvalidGameError
        If a rule leads to a state that is not there, or its probabilities do not sum to 1.

    Examples
    --------
    Whoever deviates is contrite: one period in which it cooperates while the other defects, and all is forgotten.

    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, critical_discount
    >>> game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.8)
    >>> after = {(0, 0): "peace", (1, 0): "row makes up", (0, 1): "column makes up", (1, 1): "peace"}
    >>> contrite = automaton(game, {
    ...     "peace": ((0, 0), after.get),
    ...     "row makes up": ((0, 1), lambda played: "peace" if played[0] == 0 else "row makes up"),
    ...     "column makes up": ((1, 0), lambda played: "peace" if played[1] == 0 else "column makes up"),
    ... })
    >>> contrite
    <Automaton: 3 states, 2 players, transitions on actions>
    >>> critical_discount(game, contrite).round(6)
    np.float64(0.333333)
    """
    require_repeated(game)
    if not isinstance(states, Mapping) or not states:
        raise InvalidGameError(f"an automaton needs a mapping from names of states, one or more; got {states!r}.")
    names = list(states)
    events = events_of(game)
    profiles, moves = [], []
    for name, described in states.items():
        if not isinstance(described, tuple | list) or len(described) != 2:
            raise InvalidGameError(f"state {name!r} needs a pair of a profile and a rule; got {described!r}.")
        profile, rule = described
        profiles.append((name, as_profile(game, profile, f"state {name!r}")))
        reached: list[tuple[int, Any]] = []
        for event in product(*map(range, events)):
            seen: Any = event if game.signals is None else event[0]
            here = np.zeros(events)
            here[event] = 1.0
            for target, chance in _next(rule, seen, name).items():
                if target not in states:
                    raise InvalidGameError(f"state {name!r} leads to {target!r} after {seen}; the states are {names}.")
                chances = real_numbers(chance, f"a probability of state {name!r}")
                reached.append((names.index(target), chances.reshape(*chances.shape, *(1,) * len(events)) * here))
        moves.append(reached)
    return assembled(profiles, moves, events, game.signals is not None)


def _next(rule: Rule, seen: Any, name: str) -> Mapping[str, Any]:
    """The states that follow what players see, with their probabilities."""
    follows = rule(seen) if callable(rule) else rule
    if isinstance(follows, str):
        return {follows: 1.0}
    if isinstance(follows, Mapping):
        return follows
    raise InvalidGameError(
        f"the rule of state {name!r} needs to give the name of a state, or a mapping from names to probabilities, "
        f"after {seen}; got {follows!r}."
    )
