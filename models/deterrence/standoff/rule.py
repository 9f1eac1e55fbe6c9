"""What the United States answers: rules, levels of attack, events, and rungs of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEVELS = ("hold", "harass", "heavy")
"""What the militia chooses each week; the level of an attack is its position."""

HOLD, HARASS, HEAVY_ATTACK = range(3)

RUNGS = (1, 2)
"""A proportionate strike and a leadership strike."""


class Rule(StrEnum):
    """Which attacks are answered while the rule is in force."""

    LEAVE = "leave"
    """None, and the United States leaves at once."""

    NEVER = "never"
    """None."""

    DEATHS = "deaths"
    """Those that kill an American (L)."""

    HEAVY = "heavy"
    """Those that kill an American, and heavy ones (H)."""

    ANY = "any"
    """All, rogue ones included (P17), a benchmark that no author argues for."""

    @property
    def answers_something(self) -> bool:
        """Whether any attack is answered, so that the rung matters."""
        return self not in (Rule.LEAVE, Rule.NEVER)

    @property
    def is_wide(self) -> bool:
        """Whether attacks that kill nobody are answered as well."""
        return self in (Rule.HEAVY, Rule.ANY)

    def answers(self, event: Event) -> bool:
        """Whether an event is answered."""
        if event.level == HOLD or not self.answers_something:
            return False
        return event.death or self is Rule.ANY or (self is Rule.HEAVY and event.level == HEAVY_ATTACK)


@dataclass(frozen=True)
class Event:
    """What the United States sees in a week: the level of the attack, and whether an American died.

    A rogue attack is an event of level 1: it cannot be told from harassment by the militia.
    """

    level: int
    death: bool

    def __str__(self) -> str:
        return ("quiet" if not self.level else LEVELS[self.level]) + (", death" if self.death else "")


EVENTS = (Event(0, False), Event(1, False), Event(1, True), Event(2, False), Event(2, True))
"""Everything that a week can bring."""

NEVER, DEATHS, HEAVY, ANY = Rule.NEVER, Rule.DEATHS, Rule.HEAVY, Rule.ANY

CELLS = ((Rule.LEAVE, 1), (NEVER, 1), *((rule, rung) for rule in (DEATHS, HEAVY, ANY) for rung in RUNGS))
"""Every rule with every rung; without an answer the rung says nothing."""


def cell_name(rule: Rule, rung: int) -> str:
    """The name of a rule with its rung: ``never``, ``deaths 1``, ..."""
    return f"{rule} {rung}" if rule.answers_something else str(rule)
