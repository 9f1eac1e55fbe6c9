"""What Gambit's two formats have in common: limits, lists of names, and how texts and numbers are written."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import FormatError, UnsupportedGameError
from .tokens import LONGEST_NUMBER, Words

MOST_NUMBERS = 2**20
"""The default limit on the payoffs of a file, or on its outcomes and the entries that name them."""

CHARACTERS = 64
"""A text may have this many characters for each number that it may hold."""

MOST_PLAYERS = 32
"""Half of the axes that a numpy array may have."""

LONGEST_BITS = 3 * LONGEST_NUMBER // 2
"""Of the numerator or denominator of a number that is written."""


def refuse_long(text: str, most_numbers: int) -> None:
    """Raise if a text has more characters than its numbers need."""
    if len(text) > CHARACTERS * most_numbers:
        raise FormatError(
            f"the text has {len(text)} characters, more than {CHARACTERS} for each of most_numbers={most_numbers}; "
            f"raise most_numbers if it is to be trusted.",
            line=1,
            column=1,
        )


def text_of_file(path: str | os.PathLike[str], most_numbers: int) -> str:
    """The text of a file in UTF-8 that is not too long."""
    with open(path, "rb") as file:
        raw = file.read(CHARACTERS * most_numbers + 1)
    if len(raw) > CHARACTERS * most_numbers:
        raise FormatError(
            f"{os.fspath(path)!r} has more than {CHARACTERS} bytes for each of most_numbers={most_numbers}; raise "
            f"most_numbers if it is to be trusted.",
            line=1,
            column=1,
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise FormatError(
            f"line {line}, column {column}: needed text in UTF-8; got the byte 0x{raw[error.start]:02x}.",
            line=line,
            column=column,
        ) from None


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text in UTF-8."""
    try:
        raw = text.encode()
    except UnicodeEncodeError as error:
        raise UnsupportedGameError(
            f"the file holds text in UTF-8 only: {error}. Rename what it objects to."
        ) from error
    Path(path).write_bytes(raw)


def names(words: Words, what: str) -> tuple[str, ...]:
    """A list of labels in braces; an empty label is replaced by its number."""
    words.expect("{", f"before the name of the first {what}")
    found: dict[str, None] = {}
    while not words.at("}"):
        start = words.start
        name = words.quoted(f"the name of a {what}, or '}}',") or str(len(found) + 1)
        if name in found:
            words.fail_at(start, f"needed different names, so that answers can be read; got {name[:30]!r} twice.")
        found[name] = None
    if not found:
        words.fail(f"at least one {what}")
    words.next()
    return tuple(found)


def number_array(numbers: list[int | Fraction]) -> Any:
    """The numbers as an array: of integers where it can be, else of whatever they are."""
    if all(type(number) is int and -(2**53) <= number <= 2**53 for number in numbers):
        return np.array(numbers, dtype=np.int64)
    array = np.empty(len(numbers), dtype=object)
    array[:] = numbers
    return array


def quoted(text: str) -> str:
    """A text in quotation marks."""
    if text.endswith("\\"):
        raise UnsupportedGameError(
            f"the file cannot hold a text that ends in a backslash, which would quote the quotation mark after it; "
            f"got {text!r}. Rename it."
        )
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def number_text(number: Fraction) -> str:
    """A number as it is written."""
    if max(abs(number.numerator), number.denominator).bit_length() > LONGEST_BITS:
        raise UnsupportedGameError(
            f"the file holds numbers of up to {LONGEST_NUMBER} characters; got one with "
            f"{number.denominator.bit_length()} bits in its denominator. Round it."
        )
    return str(number)
