"""Which single number turns a verdict, and at which value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deterrence.report.case import Case
from deterrence.report.reversal import LEVERS, Stretch
from deterrence.report.words import listed, number

# How patient a side has to be depends on how long a period is taken to be; it stands in the table of reversals only.
LEFT_OUT = ("discount",)


def flips(stretches: Sequence[Stretch], case: Case, verdict: Callable[[str], bool]) -> list[str]:
    """The values at which a verdict on the outcome changes as one number moves away from where the case has it.

    Parameters
    ----------
    stretches : sequence of Stretch
    case : Case
    verdict : callable
        Takes an outcome.

    Returns
    -------
    list of str
        Such as ``V below 0.107``.
    """
    found = []
    for lever in LEVERS:
        if lever.name in LEFT_OUT:
            continue
        along = [each for each in stretches if (each.case, each.lever) == (case.name, lever.name)]
        here = next((k for k, each in enumerate(along) if each.start <= each.now <= each.end), None)
        if here is None:  # the case's own number lies outside the range of the lever
            continue
        now = verdict(along[here].outcome)
        below = next((each.end for each in reversed(along[:here]) if verdict(each.outcome) != now), None)
        above = next((each.start for each in along[here + 1 :] if verdict(each.outcome) != now), None)
        found += [
            f"{lever.symbol} {side} {number(at)}" for side, at in (("below", below), ("above", above)) if at is not None
        ]
    return found


def flips_told(stretches: Sequence[Stretch], cases: Sequence[Case], verdict: Callable[[str], bool]) -> str:
    """The same for every case, in a sentence."""
    told = []
    for case in cases:
        found = flips(stretches, case, verdict)
        told.append(f"‘{case.name}’: {listed(found, 'or') if found else 'no single number within its range'}")
    return (
        "; ".join(told) + ". One number is moved, the others stay; the discount factor δ, whose value depends on the "
        "length of a period, stands in the table of reversals only."
    )
