"""Numbers and counts in words."""

from __future__ import annotations

import math
from collections.abc import Iterable

from deterrence.evidence import Fact

MINUS = "\N{MINUS SIGN}"
WINDOW = "E019"
FLAG = "†"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PURE = ("fraction", "probability", "ratio")


def number(value: float, digits: int = 3) -> str:
    """A number to so many significant digits, with a true minus sign and no exponent where it can be helped.

    Examples
    --------
    >>> number(-0.0821), number(41.0), number(0.00129), number(1048576, 7), number(float("inf"))
    ('−0.0821', '41', '0.00129', '1048576', '∞')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude < -5:
        text = f"{value:.{digits - 1}e}"
        mantissa, _, exponent = text.partition("e")
        return f"{mantissa} × 10".replace("-", MINUS) + str(int(exponent)).translate(RAISED)
    text = f"{value:.{max(digits - 1 - magnitude, 0)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


def span(values: Iterable[float], digits: int = 3) -> str:
    """One number where all are the same in words, else from the least to the most.

    Examples
    --------
    >>> span([24, 24.0]), span([3, 0.5])
    ('24', '0.5 to 3')
    """
    given = list(values)
    low, high = number(min(given), digits), number(max(given), digits)
    return low if low == high else f"{low} to {high}"


def assumed(fact: Fact, name: str) -> str:
    """The value of an assumption that a fact rests on.

    Examples
    --------
    >>> from deterrence.evidence import fact
    >>> assumed(fact("Q088"), "length of the period covered")
    '112'
    """
    return str(next(each.value for each in fact.assumptions if each.name == name)).removesuffix(".0")


def count(value: int) -> str:
    """A whole number with its thousands set apart.

    Examples
    --------
    >>> count(1048576)
    '1,048,576'
    """
    return f"{value:,}"


def in_words(value: int) -> str:
    """A small number as a word.

    Examples
    --------
    >>> in_words(4), in_words(12)
    ('four', '12')
    """
    return WORDS[value] if value < len(WORDS) else str(value)


def percent(share: float) -> str:
    """A share in whole per cent, or two digits where it is small.

    Examples
    --------
    >>> percent(0.632), percent(0.0123), percent(0.03), percent(1.0)
    ('63 %', '1.2 %', '3 %', '100 %')
    """
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{number(100 * share, 2)} %"


def measured(fact: Fact) -> str:
    """The value of a fact with the number of cases beside it.

    Examples
    --------
    >>> from deterrence.evidence import fact
    >>> measured(fact("Q079")), measured(fact("Q082")), measured(fact("SF8.1"))
    ('2 of 2, so at least 22 %', '0 of 3, so at most 63 %', '17 to 48 days')
    """
    if isinstance(fact.value, tuple):
        low, high = fact.value
        return f"{number(low)} to {number(high)}{_unit(fact)}"
    if fact.of is not None and float(fact.value).is_integer() and fact.unit != "fraction":
        text = f"{int(fact.value)} of {fact.of}"
    elif fact.of is not None:
        text = f"{number(fact.value)} (from {fact.of} cases)"
    else:
        text = f"{number(fact.value)}{_unit(fact)}"
    if fact.interval is None:
        return text
    if "upper bound" in fact.interval.name:
        return f"{text}, so at most {percent(fact.interval.upper)}"
    if "lower bound" in fact.interval.name:
        return f"{text}, so at least {percent(fact.interval.lower)}"
    return f"{text} ({number(fact.interval.lower)} to {number(fact.interval.upper)}: {fact.interval.name})"


def _unit(fact: Fact) -> str:
    """The unit after a number, nothing where the number speaks for itself."""
    if fact.unit in PURE:
        return ""
    return f" {fact.unit.removesuffix('s') if fact.value == 1 else fact.unit}"


def flagged(fact: Fact) -> str:
    """A flag for facts that rest on the window of late 2019, which ends with the death that it counts."""
    return f" {FLAG}" if WINDOW in fact.rows else ""


def listed(words: list[str], last: str = "and") -> str:
    """Words in a list.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
