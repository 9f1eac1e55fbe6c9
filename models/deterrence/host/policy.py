"""What the United States, the militia and the host choose from, and the policies that the authors argue about."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np

from deterrence.parameters import ParameterError

CABINETS = ("caretaker", "partner")
ANGER = 5
"""Levels of anger, 0 to 4."""
BELIEFS = np.linspace(0, 1, 9)
"""The beliefs that the host is a nationalist."""
BELIEFS.setflags(write=False)
START_ANGER = 2

TYPES = ("nationalist", "aligned")
ACTS = ("nothing", "protect", "restrict", "evict")
LEVELS = ("hold", "harass", "heavy")
OUTCOMES = ("quiet", "harassment", "harassment, death", "heavy attack", "heavy attack, death")
REPLIES = ("hold", "strike", "joint strike", "leadership strike", "leave")
LAW_COSTS = np.array([-0.8, -0.4, 0.0, 0.4, 0.8])
"""Midpoints of five equal parts of [-1, 1]: the draws of the law cost, in half-widths from its mean."""
LAW_COSTS.setflags(write=False)

NATIONALIST, ALIGNED = range(2)
NOTHING, PROTECT, RESTRICT, EVICT = range(4)
HOLD, STRIKE, JOINT, LEADER, LEAVE = range(5)

LEVEL_OF = np.array([0, 1, 1, 2, 2])
"""The level of the attack in each outcome."""
DEATH_IN = np.array([0, 0, 1, 0, 1])
"""Whether an American died in each outcome."""

FORCED_CHANCE = 0.25
"""The chance of leaving after a restriction, or a heavy attack that the host did not try to stop, in P1."""
TIMETABLE_WEEKS = 26
"""The mean length of the exit in P4."""


class Policy(StrEnum):
    """A policy of the United States that the others believe."""

    PUNISH = "P1"
    """Strike after a death; otherwise leave with the chance 1/4 after a week with a restriction, or after a heavy
    attack on a week in which the host neither protects nor restricts."""

    RESTRAIN = "P2"
    """Never strike, never leave."""

    EXIT = "P3"
    """Leave now."""

    TIMETABLE = "P4"
    """Strike after a death; otherwise leave with the chance 1/26, in order."""

    STATUS_QUO = "P6"
    """Strike after a death, never leave."""

    JOINT = "P13"
    """Ask for a joint strike after a death."""

    ANSWER_ALL = "P17"
    """Strike after every attack: a benchmark that no author argues for."""

    @property
    def orderly(self) -> bool:
        """Whether leaving is in order, so that haste costs nothing."""
        return self is Policy.TIMETABLE

    def table(self, period: float = 1.0) -> Any:
        """The chance of each reply by act of the host and outcome, (4, 5, 5); weekly hazards for a period of weeks.

        Raises
        ------
        ParameterError
            If the period is not above 0 and at most 1.
        """
        if not 0 < period <= 1:
            raise ParameterError(f"a policy needs a period above 0 and of at most 1 week; got {period!r}.")
        table = np.zeros((len(ACTS), len(OUTCOMES), len(REPLIES)))
        table[..., HOLD] = 1
        if self is Policy.EXIT:
            return _with(table, range(4), range(5), LEAVE, 1.0)
        deaths = [outcome for outcome in range(5) if DEATH_IN[outcome]]
        calm = [outcome for outcome in range(5) if not DEATH_IN[outcome]]
        answered = {
            Policy.RESTRAIN: ([], STRIKE),
            Policy.JOINT: (deaths, JOINT),
            Policy.ANSWER_ALL: ([outcome for outcome in range(5) if LEVEL_OF[outcome]], STRIKE),
        }
        outcomes, reply = answered.get(self, (deaths, STRIKE))
        table = _with(table, range(4), outcomes, reply, 1.0)
        if self is Policy.TIMETABLE:
            table = _with(table, range(4), calm, LEAVE, _hazard(1 / TIMETABLE_WEEKS, period))
        if self is Policy.PUNISH:
            table = _with(table, [RESTRICT], calm, LEAVE, _hazard(FORCED_CHANCE, period))
            heavy = [outcome for outcome in calm if LEVEL_OF[outcome] == 2]
            table = _with(table, [NOTHING, EVICT], heavy, LEAVE, FORCED_CHANCE)
        return table


def _with(table: Any, acts: Any, outcomes: Any, reply: int, chance: float) -> Any:
    """The table in which a reply is given with this chance, and what stood there otherwise."""
    new = table.copy()
    for act in acts:
        for outcome in outcomes:
            new[act, outcome] *= 1 - chance
            new[act, outcome, reply] += chance
    return new


def _hazard(weekly: float, period: float) -> float:
    return float(1 - (1 - weekly) ** period)
