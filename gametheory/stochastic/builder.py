"""Stochastic games as one writes them down: functions of the state and of what is played in it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError
from ..sweep.batch import stack
from ..value import Bools, Floats
from .checks import STOCHASTIC_ERROR
from .game import StochasticGame

PASS = "-"
"""Stands for the one action of a player who does not move in a state."""

MOST_STATES = 1_000_000
"""More states than this are taken for a mistake: the functions never come back to states that they made before."""

FEW_STATES = 8
"""Up to so many states, and wherever a profile leads to at least half of them, transitions are held dense."""


def build(
    states: Iterable[Hashable],
    actions: Mapping[str, Sequence[str]] | Callable[[Any], Mapping[str, Sequence[str]]],
    *,
    payoff: Callable[..., Any],
    transition: Callable[..., Any],
    discount: Any,
    players: Sequence[str] | None = None,
    terminal: Mapping[Any, Any] | None = None,
    like: Any = None,
) -> StochasticGame:
    """Make a stochastic game from functions of the state and of the actions that are played in it.

    Parameters
    ----------
    states : labels of any hashable kind
        In which play may begin. All states that can be reached from these are found and follow in order of discovery.
    actions : mapping from player to labels, or a function from a state to such a mapping
        A player who is missing from the mapping of a state does not move there; the first of his actions stands for
        that, and the others are masked.
    payoff : function of (state, action of player 1, ..., action of player N)
        What each player is paid in that period: one number per player, in order, or a mapping from player to number.
        The action of a player who does not move is passed as None.
    transition : function of (state, action of player 1, ..., action of player N)
        The next state, or the next states with their probabilities: a mapping, or a list of pairs, of which those of
        the same state add up.
    discount : number
    players : names, in order
        Needed where ``actions`` is a function; otherwise the order of its mapping.
    terminal : mapping from a state to payoffs
        States in which nobody moves and which are never left. Each pays these payoffs in every period.
    like : dataclass, mapping or DataArray, optional
        What the batch is taken from, as in :func:`gametheory.sweep.stack`.

    Returns
    -------
    StochasticGame
        Payoffs, probabilities and the discount may be arrays over a batch of parameters. ``states`` and ``actions``
        carry the labels; actions that do not exist in a state are masked. With many states, each of which leads to few
        others, transitions are held as lists of successors.

    Raises
    ------
    InvalidGameError
        If a function returns something else than was needed, with the state and the actions.

    Examples
    --------
    A host government may expel the foreign force, which may strike. Strikes make the host angry; it calms down by
    itself half of the time. Once the force is out, it is out.

    >>> anger = np.array([0.5, 2.0])
    >>> game = build(
    ...     ["calm"],
    ...     {"host": ["tolerate", "expel"], "force": ["wait", "strike"]},
    ...     payoff=lambda state, host, force: (-anger * (state == "angry"), 1 + (force == "strike")),
    ...     transition=lambda state, host, force: (
    ...         "out" if host == "expel" else "angry" if force == "strike" else [("calm", 0.5), (state, 0.5)]
    ...     ),
    ...     discount=0.9,
    ...     terminal={"out": (0, 0)},
    ... )
    >>> game
    <StochasticGame: batch of 2, 3 states, host (2) x force (2), masked>
    >>> game.states
    ('calm', 'angry', 'out')
    """
    names = _players(actions, players)
    absorbing = _terminal(terminal, names)
    for function, what in ((payoff, "payoff"), (transition, "transition")):
        if not callable(function):
            raise InvalidGameError(f"{what} needs a function of the state and of the actions; got {function!r}.")
    moves: dict[Any, list[list[str]]] = {}
    cells: list[_Cell] = []
    number: dict[Any, int] = {}
    for state in _start(states, absorbing):
        number.setdefault(_hashable(state), len(number))
    ahead = list(number)
    while ahead:
        found: list[Any] = []
        for state in ahead:
            moves[state] = _moves(state, actions, names, absorbing)
            for profile in itertools.product(*(range(len(labels)) for labels in moves[state])):
                labels = tuple(side[a] for side, a in zip(moves[state], profile, strict=True))
                played = [None if label == PASS else label for label in labels]
                if state in absorbing:
                    paid, after = absorbing[state], {state: 1.0}
                else:
                    paid, after = payoff(state, *played), _distribution(transition(state, *played), state, played)
                for reached in after:
                    if reached not in number:
                        number[reached] = len(number)
                        found.append(reached)
                cells.append(_Cell(state, labels, _pays(paid, names, state, labels), after))
        if len(number) > MOST_STATES:
            raise InvalidGameError(
                f"more than {MOST_STATES} states were reached, the last one {found[-1]!r}; transitions must come back "
                f"to states that exist."
            )
        ahead = found
    return _assemble(number, moves, cells, names, discount, like)


class _Cell(NamedTuple):
    """What happens at one profile of actions in one state."""

    state: Any
    profile: tuple[str, ...]
    pays: list[Any]
    after: dict[Any, Any]


def _assemble(
    number: dict[Any, int],
    moves: dict[Any, list[list[str]]],
    cells: list[_Cell],
    names: tuple[str, ...],
    discount: Any,
    like: Any,
) -> StochasticGame:
    labels = [_labels(moves[state][i] for state in number) for i in range(len(names))]
    sizes = tuple(map(len, labels))
    masks = tuple(_mask([moves[state][i] for state in number], labels[i]) for i in range(len(names)))
    leaves = [discount]
    for cell in cells:
        leaves += [*cell.pays, *cell.after.values()]
    numbers = _stacked(leaves, like)
    batch, states = numbers.shape[:-1], len(number)
    most = max(len(cell.after) for cell in cells)
    dense = states <= max(FEW_STATES, 2 * most)
    slots = states if dense else most
    profiles = math.prod(sizes)
    payoffs = np.zeros((*batch, states, len(names), profiles))
    chances = np.zeros((*batch, states, profiles, slots))
    successors = np.zeros((states, profiles, slots), dtype=np.int64)
    place = [{PASS: 0} | {label: a for a, label in enumerate(side)} for side in labels]
    at = 1
    for cell in cells:
        here = number[cell.state]
        profile = np.ravel_multi_index([side[label] for side, label in zip(place, cell.profile, strict=True)], sizes)
        payoffs[..., here, :, profile] = numbers[..., at : at + len(names)]
        at += len(names)
        mine = numbers[..., at : at + len(cell.after)]
        _check_chances(mine, cell)
        reached = [number[state] for state in cell.after]
        chances[..., here, profile, reached if dense else slice(len(reached))] = mine
        successors[here, profile, : len(reached)] = 0 if dense else reached
        at += len(cell.after)
    everything = all(mask.all() for mask in masks)
    return StochasticGame(
        payoffs.reshape(*batch, states, len(names), *sizes),
        numbers[..., 0],
        chances.reshape(*batch, states, *sizes, slots),
        None if dense else successors.reshape(states, *sizes, slots),
        names,
        tuple(map(tuple, labels)),
        tuple(number),
        None if everything else masks,
    )


def _players(actions: Any, players: Any) -> tuple[str, ...]:
    if players is None:
        if not isinstance(actions, Mapping):
            raise InvalidGameError("players need their names, in order, where actions is a function of the state.")
        players = actions
    names = () if isinstance(players, str) or not isinstance(players, Iterable) else tuple(players)
    if not names or len(set(names)) < len(names):
        raise InvalidGameError(f"players need a sequence of one or more different names; got {players!r}.")
    if isinstance(actions, Mapping) and set(actions) != set(names):
        raise InvalidGameError(f"actions need one entry for each of {names}; got {tuple(actions)}.")
    return names


def _start(states: Any, absorbing: dict[Any, Any]) -> list[Any]:
    if isinstance(states, str) or not isinstance(states, Iterable):
        raise InvalidGameError(f"states need a list of labels; got {states!r}. Write [{states!r}] for one state.")
    listed = list(states)
    if not listed and not absorbing:
        raise InvalidGameError("a game needs at least one state to begin in; got none.")
    return listed


def _terminal(terminal: Any, names: tuple[str, ...]) -> dict[Any, Any]:
    """The states in which nobody moves, with what they pay."""
    if not isinstance(terminal, Mapping | None):
        raise InvalidGameError(f"terminal needs a mapping from states to payoffs; got {terminal!r}.")
    absorbing = dict(terminal or {})
    for state, paid in absorbing.items():
        _pays(paid, names, state, (PASS,) * len(names))
    return absorbing


def _hashable(state: Any) -> Any:
    try:
        hash(state)
    except TypeError:
        raise InvalidGameError(f"a state needs a label that can be a key of a dictionary; got {state!r}.") from None
    return state


def _moves(state: Any, actions: Any, names: tuple[str, ...], absorbing: dict[Any, Any]) -> list[list[str]]:
    """The labels of each player's actions in a state."""
    if state in absorbing:
        return [[PASS] for _ in names]
    here = actions if isinstance(actions, Mapping) else actions(state)
    if not isinstance(here, Mapping) or not set(here) <= set(names):
        raise InvalidGameError(
            f"in state {state!r}, actions need a mapping from players {names} to labels; got {here!r}."
        )
    moves = []
    for name in names:
        labels = here.get(name, [PASS])
        if isinstance(labels, str) or not list(labels) or not all(isinstance(label, str) for label in labels):
            raise InvalidGameError(
                f"in state {state!r}, {name!r} needs a list of one or more labels (str) of actions; got {labels!r}."
            )
        if len(set(labels)) < len(labels) or (PASS in labels and list(labels) != [PASS]):
            raise InvalidGameError(
                f"in state {state!r}, {name!r} needs labels of actions that differ, and none that is {PASS!r}, which "
                f"stands for no move; got {labels!r}."
            )
        moves.append(list(labels))
    return moves


def _distribution(after: Any, state: Any, played: list[Any]) -> dict[Any, Any]:
    """Next states and their probabilities; those that are the number 0 are left out."""
    if after is None:
        raise InvalidGameError(f"transition returned None after {played} in state {state!r}; a next state was needed.")
    if isinstance(after, list):
        if not all(isinstance(pair, tuple) and len(pair) == 2 for pair in after):
            raise InvalidGameError(
                f"transitions need a state, a mapping, or a list of (state, probability); got {after!r} after {played} "
                f"in state {state!r}."
            )
        pairs = after
    else:
        pairs = list(after.items()) if isinstance(after, Mapping) else [(after, 1.0)]
    kept: dict[Any, Any] = {}
    for reached, chance in pairs:
        _hashable(reached)
        if np.ndim(chance) > 0 or chance != 0:
            kept[reached] = kept[reached] + chance if reached in kept else chance
    if not kept:
        raise InvalidGameError(f"after {played} in state {state!r} no next state has a positive probability.")
    return kept


def _pays(paid: Any, names: tuple[str, ...], state: Any, profile: tuple[str, ...]) -> list[Any]:
    """One number per player."""
    if isinstance(paid, Mapping):
        if set(paid) != set(names):
            raise InvalidGameError(f"payoffs need one entry for each of {names}; got {tuple(paid)} in state {state!r}.")
        return [paid[name] for name in names]
    listed = list(paid) if isinstance(paid, Iterable) and not isinstance(paid, str) else [paid]
    if len(listed) != len(names):
        raise InvalidGameError(
            f"payoffs need one number for each of {names}; got {paid!r} after {profile} in state {state!r}."
        )
    return listed


def _labels(moves: Iterable[list[str]]) -> list[str]:
    """Every label of a player's actions, in order of appearance."""
    return list(dict.fromkeys(label for here in moves for label in here if label != PASS)) or [PASS]


def _mask(moves: list[list[str]], labels: list[str]) -> Bools:
    """Which of all labels exist in which state, (S, m)."""
    return np.array([[label in (labels[:1] if here == [PASS] else here) for label in labels] for here in moves])


def _check_chances(chances: Floats, cell: _Cell) -> None:
    """Raise unless these are probabilities, by name."""
    total = chances.sum(axis=-1)
    if not ((chances >= 0).all() and (np.abs(total - 1) <= STOCHASTIC_ERROR).all()):
        raise InvalidGameError(
            f"the probabilities of the next state must be non-negative and sum to 1; after {cell.profile} in state "
            f"{cell.state!r} they are {cell.after}."
        )


def _stacked(leaves: list[Any], like: Any) -> Floats:
    """Numbers and arrays side by side, (*batch, k)."""
    if like is None and all(isinstance(leaf, (int, float)) for leaf in leaves):
        return np.array(leaves, dtype=np.float64)
    arrays = [real_numbers(leaf, "payoffs and chances") if isinstance(leaf, list | tuple) else leaf for leaf in leaves]
    try:
        return stack(arrays, like=like)
    except ValueError as error:
        if isinstance(error, InvalidGameError):
            raise
        shapes = sorted({np.shape(leaf) for leaf in arrays})
        raise InvalidGameError(
            f"payoffs, probabilities and discount need shapes that broadcast; got {shapes}."
        ) from None
