"""The words of a text, each with its place: what a reader of a format is made of."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NoReturn

from ..errors import FormatError
from ..normal_form.game import LARGEST_PAYOFF

LONGEST_NUMBER = 2000
"""Characters of a number: more digits than any payoff has, few enough to be read in no time."""

LARGEST_EXPONENT = 1000
"""Of a decimal number, in size: 1e999999999 is ten characters, and a gigabyte as a fraction."""

# Possessive (*+), so that a quotation mark that is never closed costs one pass and no memory.
_WORD = re.compile(
    r"""\s*+ (?: (?P<text> "(?:[^"\\]|\\"?+)*+" ) | (?P<mark> [{},] ) | (?P<word> [^\s{},"]+ )
            | (?P<open> " ) | (?P<end> \Z ) )""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"(?P<numerator>[+-]?[0-9]+)/(?P<denominator>[0-9]+)"
    r"|(?P<decimal>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE](?P<exponent>[+-]?[0-9]+))?)"
)
_WHOLE = re.compile(r"[0-9]+")


class Words:
    """A text, read word by word.

    Attributes
    ----------
    kind : str
        Of the current word: "text" for a quoted one, "mark" for a brace or comma, "word" for any other, "end".
    value : str
        The current word; a quoted text without its quotes.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.kind = "end"
        self.value = ""
        self.start = self.stop = 0
        self.next()

    def next(self) -> str:
        """Step to the next word, and return the one before."""
        before = self.value
        match = _WORD.match(self.text, self.stop)
        assert match is not None  # every character begins one of the alternatives
        self.kind = str(match.lastgroup)
        self.value = match[self.kind]
        self.start, self.stop = match.span(self.kind)
        if self.kind == "open":
            self.fail("a quoted text that ends, but this quotation mark is never closed")
        if self.kind == "text":
            self.value = self.value[1:-1].replace('\\"', '"')
        return before

    def at(self, mark: str) -> bool:
        """Whether the current word is this brace or comma."""
        return self.kind == "mark" and self.value == mark

    def expect(self, mark: str, what: str) -> None:
        """Step over a brace."""
        if not self.at(mark):
            self.fail(f"{mark!r} {what}")
        self.next()

    def quoted(self, what: str) -> str:
        """Step over a quoted text."""
        if self.kind != "text":
            self.fail(f'{what} in quotation marks, "like this"')
        return self.next()

    def whole(self, what: str, *, at_least: int = 0) -> int:
        """Step over a whole number."""
        short = self.stop - self.start <= 18
        if self.kind != "word" or not short or not _WHOLE.fullmatch(self.value) or int(self.value) < at_least:
            self.fail(f"{what}, an integer of at least {at_least} and at most 18 digits")
        return int(self.next())

    def number(self, what: str) -> int | Fraction:
        """Step over a number: an integer, a decimal or a rational, kept exactly."""
        match = _NUMBER.fullmatch(self.value) if self.kind == "word" else None
        if match is None:
            self.fail(f"{what}, a number such as 3, -0.25, 1e-3 or 2/3")
        if len(self.value) > LONGEST_NUMBER:
            self.fail(f"{what} of at most {LONGEST_NUMBER} characters, got {len(self.value)}")
        if match["exponent"] is not None and (
            len(match["exponent"]) > 5 or abs(int(match["exponent"])) > LARGEST_EXPONENT
        ):
            self.fail(f"{what} with an exponent of at most {LARGEST_EXPONENT}")
        if match["denominator"] is not None and not int(match["denominator"]):
            self.fail(f"{what} with a denominator other than 0")
        if match["denominator"] is None and self.value.lstrip("+-").isdecimal():
            number: int | Fraction = int(self.value)
        else:
            number = Fraction(self.value)
        if not -LARGEST_PAYOFF <= number <= LARGEST_PAYOFF:
            self.fail(f"{what} of at most 2**1000 in size")
        self.next()
        return number

    def fail(self, needed: str) -> NoReturn:
        """Say what was needed here, and what came."""
        self.fail_at(self.start, f"needed {needed}; got {self._shown()}.")

    def fail_at(self, position: int, message: str) -> NoReturn:
        """Raise for a place in the text."""
        line = self.text.count("\n", 0, position) + 1
        column = position - self.text.rfind("\n", 0, position)
        raise FormatError(f"line {line}, column {column}: {message}", line=line, column=column)

    def _shown(self) -> str:
        if self.kind == "end":
            return "the end of the text"
        return repr(self.text[self.start : min(self.stop, self.start + 30)])
