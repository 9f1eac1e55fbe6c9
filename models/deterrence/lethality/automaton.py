"""What the United States does: which attacks it answers, with which strike, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real

from deterrence.standoff import ANY, DEATHS, HEAVY, NEVER, RUNGS, Event, Rule

LENGTHS = (0, 1, 4)
"""The lengths of punishment that the tables compare, in weeks."""


@dataclass(frozen=True)
class Automaton:
    r"""A line, the rung of the strikes that answer its crossing, and how long they go on.

    Attributes
    ----------
    line : Rule
        What is answered: ``DEATHS``, ``HEAVY`` (these and heavy attacks), ``ANY``, ``NEVER``; ``LEAVE`` is to leave at
        once.
    rung : 1 or 2
        A proportionate strike or a leadership strike.
    length : float
        :math:`T_p`, in weeks. 0: one strike in the week of the crossing. Otherwise the strikes begin with the next
        week, one each, and after a quiet one stop with chance :math:`1 - e^{-1/T_p}`.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> print(Automaton(DEATHS, rung=2, length=4))
    deaths 2, until quiet (4)
    >>> len(AUTOMATA)
    18
    """

    line: Rule = NEVER
    rung: int = 1
    length: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.line, Rule):
            raise ValueError(f"the line of an Automaton needs to be a Rule, such as DEATHS; got {self.line!r}.")
        if not isinstance(self.rung, Integral) or self.rung not in RUNGS:
            raise ValueError(f"the rung of an Automaton needs to be one of {RUNGS}; got {self.rung!r}.")
        if not isinstance(self.length, Real) or not 0 <= self.length < float("inf"):
            raise ValueError(f"the length of punishment needs to be a number of weeks, 0 or more; got {self.length!r}.")
        if not self.line.answers_something and (self.rung, self.length) != (1, 0):
            raise ValueError(f"'{self.line}' strikes never: leave rung and length out; got {self.rung}, {self.length}.")

    @property
    def lasts(self) -> bool:
        """Whether punishment is a state of its own, and not one strike in the week of the crossing."""
        return self.length > 0

    def crossed_by(self, event: Event) -> bool:
        """Whether an event crosses the line."""
        return self.line.answers(event)

    def __str__(self) -> str:
        if not self.line.answers_something:
            return str(self.line)
        return f"{self.line} {self.rung}" + (f", until quiet ({self.length:g})" if self.lasts else "")


AUTOMATA = tuple(Automaton(line, rung, length) for line in (DEATHS, HEAVY, ANY) for rung in RUNGS for length in LENGTHS)
"""Every line with every rung and every length."""
