"""Strategies of a repeated game as automata whose state everybody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ..arguments import real_numbers, whole
from ..errors import InvalidGameError, UnsupportedGameError
from ..stochastic.checks import state_labels
from ..value import Batch, Floats, frozen
from .game import STOCHASTIC_ERROR

MOST_NUMBERS = 2**28
"""Transitions of an automaton beyond this number, 2 GiB, are refused."""


@dataclass(frozen=True, eq=False, repr=False)
class Automaton(Batch):
    r"""A strategy profile of a repeated game: states, what is played in each, and where play goes next.

    In state q each player i plays the mixed action :math:`f_i(q)`. After the event y, an action profile or a
    public signal, the next state is drawn from :math:`\tau(q, y)`. Transitions that are chances are drawn
    in public, so that all players know the state: this is public randomisation.

    Attributes
    ----------
    outputs : one (*batch, Q, m_i) per player
        Probabilities on the last axis.
    transitions : (*batch, Q, m_1, ..., m_N, Q), or (*batch, Q, Y, Q) if ``on_signals``
        Probabilities of the next state after every action profile, or every public signal.
    states : tuple of str, or None
        One label per state.
    start : int
        The state that play starts in.
    on_signals : bool
        Whether transitions follow public signals, and not action profiles.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    Tit for tat in a game of two actions is an automaton of one state per last profile. Grim trigger has two states:

    >>> cooperate, defect = [1, 0], [0, 1]
    >>> onwards = np.zeros((2, 2, 2, 2))
    >>> onwards[..., 1] = 1
    >>> onwards[0, 0, 0] = [1, 0]
    >>> Automaton(([cooperate, defect], [cooperate, defect]), onwards, states=("friendly", "hostile"))
    <Automaton: 2 states, 2 players, transitions on actions>
    """

    outputs: tuple[Floats, ...]
    transitions: Floats
    states: tuple[str, ...] | None = None
    start: int = 0
    on_signals: bool = False

    def __post_init__(self) -> None:
        sides = self.outputs if isinstance(self.outputs, tuple | list) else ()
        outputs = [real_numbers(output, "outputs") for output in sides]
        chances = real_numbers(self.transitions, "transitions")
        events = 1 if self.on_signals else len(outputs)
        if not outputs or any(output.ndim < 2 for output in outputs) or chances.ndim < events + 2:
            raise InvalidGameError(
                f"an automaton needs outputs of shape (*batch, Q, m_i), one per player, and transitions of shape "
                f"(*batch, Q, {'signals' if self.on_signals else '*actions'}, Q); got "
                f"{[output.shape for output in outputs]} and {chances.shape}."
            )
        number = chances.shape[-1]
        sizes = tuple(output.shape[-1] for output in outputs)
        core = chances.shape[-2 - events :]
        wanted = (number, *core[1:-1], number) if self.on_signals else (number, *sizes, number)
        if core != wanted or any(output.shape[-2] != number for output in outputs):
            raise InvalidGameError(
                f"outputs and transitions need as many states, and transitions every action of {sizes} if they "
                f"follow actions; got outputs {[output.shape for output in outputs]} and transitions {chances.shape}."
            )
        whole(self.start, "start, the number of a state,", at_least=0, at_most=number - 1)
        states = state_labels(self.states, number)
        for what, array in [("outputs", output) for output in outputs] + [("transitions", chances)]:
            if not ((array >= 0).all() and (np.abs(array.sum(axis=-1) - 1) <= STOCHASTIC_ERROR).all()):
                raise InvalidGameError(f"{what} of an automaton need probabilities that sum to 1 on the last axis.")
        shapes = [output.shape[:-2] for output in outputs] + [chances.shape[: -len(core)]]
        try:
            batch = np.broadcast_shapes(*shapes)
        except ValueError:
            raise InvalidGameError(f"batch shapes of outputs and transitions must broadcast; got {shapes}.") from None
        spread = tuple(
            frozen(np.array(np.broadcast_to(array, (*batch, *array.shape[-depth:]))))
            for array, depth in [*((output, 2) for output in outputs), (chances, len(core))]
        )
        object.__setattr__(self, "outputs", spread[:-1])
        object.__setattr__(self, "transitions", frozen(spread[-1] / spread[-1].sum(axis=-1, keepdims=True)))
        object.__setattr__(self, "states", states)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one automaton."""
        return self.outputs[0].shape[:-2]

    def take(self, rows: Any) -> Automaton:
        """The automata at positions of the flattened batch, in the shape of ``rows``."""
        outputs = tuple(self._rows(output, rows) for output in self.outputs)
        return Automaton(outputs, self._rows(self.transitions, rows), self.states, self.start, self.on_signals)

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        follows = "public signals" if self.on_signals else "actions"
        number = self.transitions.shape[-1]
        return (
            f"<Automaton: {batch}{number} state{'s' * (number > 1)}, {len(self.outputs)} players, "
            f"transitions on {follows}>"
        )


def assembled(
    states: Sequence[tuple[str, tuple[Floats, ...]]],
    moves: Sequence[Sequence[tuple[int, Any]]],
    events: tuple[int, ...],
    on_signals: bool,
) -> Automaton:
    """An automaton from its states and their moves.

    Parameters
    ----------
    states : (label, profile) of each state; a profile is one (*batch, m_i) per player
    moves : of each state, (next state, chance); chances broadcast to (*batch, *events), and add up
    events : (m_1, ..., m_N), or (Y,)
    """
    chances = [[(target, np.asarray(chance, dtype=np.float64)) for target, chance in each] for each in moves]
    depth = len(events)
    shapes = [chance.shape[: max(0, chance.ndim - depth)] for each in chances for _, chance in each]
    batch = np.broadcast_shapes(*shapes)
    if (numbers := prod(batch) * len(states) ** 2 * prod(events)) > MOST_NUMBERS:
        raise UnsupportedGameError(
            f"an automaton of {len(states)} states would hold {numbers} transitions, more than {MOST_NUMBERS}; use "
            f"fewer states, such as forgiving in place of a long trigger, or a smaller batch."
        )
    transitions = np.zeros((*batch, len(states), *events, len(states)))
    for state, each in enumerate(chances):
        for target, chance in each:
            move: Any = (..., state, *(slice(None),) * depth, target)
            transitions[move] += chance
    outputs = tuple(
        np.stack(np.broadcast_arrays(*(profile[i] for _, profile in states)), axis=-2) for i in range(len(states[0][1]))
    )
    return Automaton(outputs, transitions, tuple(label for label, _ in states), 0, on_signals)
