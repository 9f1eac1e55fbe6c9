"""A count as the sources give it: exact, bounded from below, vague, or not stated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

VAGUE_PLURALS = ("several", "some")
ORDERS_OF_MAGNITUDE = ("many", "thousands", "hundreds of thousands", "hundreds of millions")

_NUMBER = re.compile(r"(>=|>|)(\d+(?:\.\d+)?)")


class Bound(StrEnum):
    """What a count says about the true number."""

    EXACT = "exact"
    MORE_THAN = "more than"
    AT_LEAST = "at least"
    VAGUE = "vague"
    NOT_STATED = "not stated"


@dataclass(frozen=True)
class Count:
    """A number that keeps how much of it the sources state.

    Parameters
    ----------
    bound : Bound
    number : int, float or None
        The number printed; None for a vague word and for a count that is not stated.
    word : str
        The vague word, empty otherwise.

    Examples
    --------
    >>> Count.parse(">50").least, Count.parse("several").least, Count.parse("").is_stated
    (51, 1, False)
    """

    bound: Bound
    number: int | float | None = None
    word: str = ""

    @classmethod
    def parse(cls, text: str) -> Count:
        """Read ``n``, ``>n``, ``>=n``, a vague word or nothing; ValueError for anything else."""
        if not text:
            return NOT_STATED
        if text in VAGUE_PLURALS or text in ORDERS_OF_MAGNITUDE:
            return cls(Bound.VAGUE, word=text)
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise ValueError(f"not a count: {text!r}")
        sign, digits = match.groups()
        bound = {"": Bound.EXACT, ">": Bound.MORE_THAN, ">=": Bound.AT_LEAST}[sign]
        return cls(bound, float(digits) if "." in digits else int(digits))

    @property
    def is_stated(self) -> bool:
        """Whether the sources say anything at all."""
        return self.bound is not Bound.NOT_STATED

    @property
    def exact(self) -> int | float | None:
        """The number where it is known exactly, else None."""
        return self.number if self.bound is Bound.EXACT else None

    @property
    def least(self) -> int | float:
        """The smallest number that the words allow; of a fraction, its lower limit.

        A vague word allows 1 and no more can be drawn from it: one such word may cover two groups of
        people, so that not even a plural is certain for each.
        """
        if self.number is None:
            return 1 if self.bound is Bound.VAGUE else 0
        if self.bound is Bound.MORE_THAN and isinstance(self.number, int):
            return self.number + 1
        return self.number

    def __str__(self) -> str:
        prefix = {Bound.MORE_THAN: ">", Bound.AT_LEAST: ">="}.get(self.bound, "")
        return self.word if self.number is None else f"{prefix}{self.number}"


NOT_STATED = Count(Bound.NOT_STATED)


def total(counts: Iterable[Count]) -> Count:
    """The sum of counts: exact if every one is, otherwise a lower bound; of none that is stated, not stated.

    Examples
    --------
    >>> str(total(map(Count.parse, ["1", "2"]))), str(total(map(Count.parse, ["3", "several", ""])))
    ('3', '>=4')
    """
    terms = tuple(counts)
    if terms and not any(term.is_stated for term in terms):
        return NOT_STATED
    exact = all(term.bound is Bound.EXACT for term in terms)
    return Count(Bound.EXACT if exact else Bound.AT_LEAST, sum(term.least for term in terms))
