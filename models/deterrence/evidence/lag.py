"""Times between dated events."""

from __future__ import annotations

from deterrence.evidence.event import Event
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import Fact
from deterrence.evidence.window import WARNING, attacks_since_warning, fatal_since_warning

KILLING = "E035"

_PAIRS = (
    (
        "Q061",
        "E026",
        "E027",
        "Days from the fatal attack of December 2019 to the US strike that answered it.",
    ),
    ("Q062", "E051", "E052", "Days from the fatal attack of March 2020 to the US strike that answered it."),
    ("Q063", "E052", "E056", "Days from the US strike of March 2020 to the next dated attack."),
    ("Q064", "E027", KILLING, "Days from the US strike of December 2019 to the targeted killing."),
    ("Q065", KILLING, "E038", "Days from the targeted killing to the vote in parliament."),
    ("Q066", KILLING, "E041", "Days from the targeted killing to the Iranian missiles."),
)


def lag_days(start: Event, end: Event) -> float | tuple[float, float]:
    """Days from one event to another; a pair of least and most where a date is not known to the day.

    Raises
    ------
    ValueError
        If an event has no first or no last day.

    Examples
    --------
    >>> evidence = Evidence.read()
    >>> lag_days(evidence.event("E026"), evidence.event("E027"))
    1
    >>> lag_days(evidence.event("E069"), evidence.event("E070"))
    (-13, 17)
    """
    if start.first is None or start.last is None or end.first is None or end.last is None:
        raise ValueError(f"the time from {start.id} to {end.id} needs both to be dated")
    least, most = (end.first - start.last).days, (end.last - start.first).days
    return least if least == most else (least, most)


def lags(evidence: Evidence) -> tuple[Fact, ...]:
    """The derived quantities Q061 to Q071: lags in days."""
    by_pair = tuple(
        _lag(identifier, evidence.event(start), evidence.event(end), statement)
        for identifier, start, end, statement in _PAIRS
    )
    warning, killing = evidence.event(WARNING), evidence.event(KILLING)
    fatal = tuple(attack for attack in evidence.attacks if attack.is_fatal)
    violations = fatal_since_warning(evidence)
    before_violations = fatal[: fatal.index(violations[0])] if violations else ()
    after_killing = tuple(
        attack for attack in fatal if attack.first and killing.last and attack.first > killing.last
    )
    if len(fatal) < 2 or not (violations and before_violations and after_killing):
        raise ValueError(
            f"the times between deaths need dated fatal attacks before and after {WARNING}, and one after {KILLING}"
        )
    return (
        *by_pair,
        _lag("Q067", fatal[-2], fatal[-1], "Days between the last two dated fatal attacks."),
        _lag(
            "Q068",
            killing,
            after_killing[0],
            "Days from the targeted killing to the next dated fatal attack.",
        ),
        _lag(
            "Q069",
            before_violations[-1],
            violations[0],
            "Days without an American killed by these militias before the fatal attack of December 2019.",
        ),
        _lag(
            "Q070", warning, violations[0], "Days from the warning of May 2019 to the first death after it."
        ),
        _lag(
            "Q071",
            warning,
            attacks_since_warning(evidence)[0],
            "Days from the warning of May 2019 to the first dated attack after it.",
            note="The series had resumed earlier in the autumn (E018), without a date.",
        ),
    )


def _lag(identifier: str, start: Event, end: Event, statement: str, *, note: str = "") -> Fact:
    return Fact(identifier, statement, lag_days(start, end), "days", (start.id, end.id), note=note)
