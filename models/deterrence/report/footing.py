"""What every dispute has: the sentence beside the bar, and what stands under its map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from deterrence.report.html import Markup, element, symbols, terms

OPEN = "the documents contain no number that decides it."


@dataclass(frozen=True)
class Footing:
    """What stands under the map of a dispute."""

    derived: str
    assumed: str
    which: str
    flips: str
    observe: str

    def markup(self) -> Markup:
        """As a list of terms."""
        return terms(
            [
                ("Derived in the model", symbols(self.derived)),
                ("Assumed", symbols(self.assumed)),
                ("Which equilibrium", symbols(self.which)),
                ("What flips it, and where", symbols(self.flips)),
                ("What observation would decide it", symbols(self.observe)),
            ]
        )


class Replied(Protocol):
    """An entry of a table with the militia's reply, and the least violent one that is as good for it."""

    @property
    def reply(self) -> str: ...
    @property
    def reply_if_tied(self) -> str: ...


def ties_told(entries: Iterable[Replied], table: str) -> str:
    """Whether ties change what the militia does in a table."""
    if all(entry.reply == entry.reply_if_tied for entry in entries):
        return "both ways of breaking ties give the same reply at every calibration."
    return f"ties change a reply in some calibration: see data/{table}."


def verdict(text: str) -> Markup:
    """The sentence beside the bar: as much as the model says."""
    return element("p", symbols(text), class_="verdict")
