"""What the United States announces: how many steps, what suspends them, and whether deaths are answered."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral

from deterrence.checks import one_of

ANSWERS = (0, 1, 2)
"""No answer, a proportionate strike, a leadership strike."""


@dataclass(frozen=True)
class Rule:
    """A timetable of equal steps, one a week, the last of which ends the presence.

    Attributes
    ----------
    suspension : int or None
        Weeks without a recorded violation that must follow the week of one before the next step. None: steps are
        taken whatever happens (policy P4).
    rung : 0, 1 or 2
        The strike that answers a death; 0 for none.
    steps : int
        The number of steps. Ten of 250 leave nobody of 2500.
    accelerate : bool
        A violation brings the next step twice as fast instead (policy P10b): two steps in that week.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> Rule(suspension=3)
    Rule(suspension=3, rung=0, steps=10, accelerate=False)
    """

    suspension: int | None = None
    rung: int = 0
    steps: int = 10
    accelerate: bool = False

    def __post_init__(self) -> None:
        whole = [self.steps] if self.suspension is None else [self.steps, self.suspension]
        if any(not isinstance(number, Integral) or isinstance(number, bool) for number in whole):
            raise ValueError(f"a Rule needs whole numbers of steps and of weeks of suspension; got {whole}.")
        if self.steps < 1 or (self.suspension is not None and self.suspension < 0):
            raise ValueError(f"a Rule needs at least 1 step and 0 weeks of suspension; got {whole}.")
        object.__setattr__(self, "rung", one_of(self.rung, ANSWERS, "rung"))
        if not isinstance(self.accelerate, bool):
            raise ValueError(f"a Rule needs accelerate to be True or False; got {self.accelerate!r}.")
        if self.accelerate and self.suspension is not None:
            raise ValueError("a Rule either suspends its steps after a violation or accelerates them; got both.")

    @property
    def weeks(self) -> int:
        """The longest suspension; 0 for a rule without."""
        return self.suspension or 0


UNCONDITIONAL = Rule()
"""Ten steps, whatever happens, and no strikes."""
