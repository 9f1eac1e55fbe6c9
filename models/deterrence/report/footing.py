"""What every dispute has: the sentence beside the bar, and what stands under its map."""

from __future__ import annotations

from dataclasses import dataclass

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


def verdict(text: str) -> Markup:
    """The sentence beside the bar: as much as the model says."""
    return element("p", symbols(text), class_="verdict")
