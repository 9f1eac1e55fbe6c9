"""Rates of attacks and of deaths, and waiting times at a constant rate."""

from __future__ import annotations

from math import exp

from deterrence.evidence.assumption import (
    ATTACKS_PER_WEEK,
    END_OF_RECORD,
    LATE_OCTOBER_FIRST,
    LATE_OCTOBER_LAST,
    WEEKS_COVERED,
    WEEKS_WITHOUT_DEATH,
    WINDOW_END,
)
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import Fact
from deterrence.evidence.interval import Interval, jeffreys_share, poisson_mean
from deterrence.evidence.window import SERIES, WARNING, fatal_since_warning, late_2019

DAYS_PER_WEEK = 7

_STOPPED = "The window ends with the death that it counts, which overstates the rate of deaths."
_HORIZONS = (("Q083", 13), ("Q084", 26), ("Q085", 52))


def rates(evidence: Evidence) -> tuple[Fact, ...]:
    """The derived quantities Q072 to Q075, Q083 to Q085 and Q088 to Q090."""
    return (
        _attack_rate(evidence),
        *_fatal_share(evidence),
        _waiting_time_late_2019(evidence),
        *_fatal_attack_within(evidence),
        *_whole_period(evidence),
        _no_death_after_march_2020(evidence),
    )


def late_2019_hazard(evidence: Evidence) -> float:
    """Fatal attacks a week at the late-2019 rates of attacks and of deaths.

    Examples
    --------
    >>> round(late_2019_hazard(Evidence.read()), 3)
    0.109
    """
    return ATTACKS_PER_WEEK.value * late_2019(evidence).share


def whole_period_hazard(evidence: Evidence) -> float:
    """Fatal attacks a week over the whole period from the warning of May 2019.

    Examples
    --------
    >>> round(whole_period_hazard(Evidence.read()), 4)
    0.0179
    """
    return len(fatal_since_warning(evidence)) / WEEKS_COVERED.value


def weeks_without_death(evidence: Evidence) -> Interval:
    """Bracket of the run without a death from March 2020, the pause of autumn 2020 taken out.

    The run begins at the last fatal attack and ends at the assumed end of the record; the pause
    begins on some day of the month of the pledge and ends with the rockets of November.

    Examples
    --------
    >>> run = weeks_without_death(Evidence.read())
    >>> round(run.lower, 1), round(run.upper, 1)
    (60.7, 65.1)
    """
    death, pledge, rockets = fatal_since_warning(evidence)[-1], evidence.event("E066"), evidence.event("E070")
    if not (death.day and pledge.first and pledge.last and rockets.first and rockets.last):
        raise ValueError(f"{death.id}, {pledge.id} and {rockets.id} must be dated")
    run = (END_OF_RECORD.value - death.day).days
    longest, shortest = (rockets.last - pledge.first).days, (rockets.first - pledge.last).days
    return Interval(
        (run - longest) / DAYS_PER_WEEK,
        (run - shortest) / DAYS_PER_WEEK,
        "bracket from the dates of the pause",
    )


def _attack_rate(evidence: Evidence) -> Fact:
    attacks = late_2019(evidence).attacks
    written = evidence.event(SERIES).last
    if written is None:
        raise ValueError(f"{SERIES} must state its end")
    longest = (WINDOW_END.value - LATE_OCTOBER_FIRST.value).days
    shortest = (WINDOW_END.value - LATE_OCTOBER_LAST.value).days
    five_days_more = (written - WINDOW_END.value).days
    slow, fast = (attacks * DAYS_PER_WEEK / (days + five_days_more) for days in (longest, shortest))
    return Fact(
        "Q072",
        "Rate of rocket attacks in the late-2019 window.",
        (attacks * DAYS_PER_WEEK / longest, attacks * DAYS_PER_WEEK / shortest),
        "attacks per week",
        (SERIES, "E026"),
        assumptions=(LATE_OCTOBER_FIRST, LATE_OCTOBER_LAST, WINDOW_END),
        note=f"The count runs to {written}, the date of the document (Q011); up to then the rate is {slow:.2f} to "
        f"{fast:.2f}.",
    )


def _fatal_share(evidence: Evidence) -> tuple[Fact, Fact]:
    window = late_2019(evidence)
    interval = jeffreys_share(len(window.fatal), window.attacks)
    return (
        Fact(
            "Q073",
            "Share of the attacks of the late-2019 window that killed an American.",
            window.share,
            "fraction",
            window.rows,
            interval=interval,
            note=f"On the natural reading that the dated attacks are among those counted. {_STOPPED}",
        ),
        Fact(
            "Q074",
            f"{interval.name[0].upper()}{interval.name[1:]} for the probability that an attack kills an American.",
            (interval.lower, interval.upper),
            "fraction",
            window.rows,
            note=_STOPPED,
        ),
    )


def _waiting_time_late_2019(evidence: Evidence) -> Fact:
    return Fact(
        "Q075",
        "Expected time to a fatal attack at the late-2019 rates, if they were constant.",
        1 / late_2019_hazard(evidence),
        "weeks",
        (SERIES, "E026"),
        assumptions=(ATTACKS_PER_WEEK,),
        note=f"{_STOPPED} Compare Q090.",
    )


def _fatal_attack_within(evidence: Evidence) -> tuple[Fact, ...]:
    hazard, other = late_2019_hazard(evidence), whole_period_hazard(evidence)
    return tuple(
        Fact(
            identifier,
            f"Probability of a fatal attack within {weeks} weeks at the late-2019 rates, if they were constant.",
            1 - exp(-hazard * weeks),
            "probability",
            (SERIES, "E026"),
            assumptions=(ATTACKS_PER_WEEK,),
            note=f"{_STOPPED} No author states it; at the rate of the whole period it is "
            f"{1 - exp(-other * weeks):.2f}.",
        )
        for identifier, weeks in _HORIZONS
    )


def _whole_period(evidence: Evidence) -> tuple[Fact, Fact]:
    fatal = fatal_since_warning(evidence)
    mean = poisson_mean(len(fatal))
    rows = (WARNING, *(attack.id for attack in fatal), "E075")
    weeks = WEEKS_COVERED.value
    return (
        Fact(
            "Q088",
            f"Fatal attacks recorded in about {weeks:.0f} weeks, from the warning of May 2019 to mid-2021.",
            len(fatal),
            "attacks",
            rows,
            interval=mean,
            assumptions=(END_OF_RECORD, WEEKS_COVERED),
            note="The documents are no complete record; the end of the period is not printed in them.",
        ),
        Fact(
            "Q090",
            "Expected time to a fatal attack at the rate of the whole period.",
            1 / whole_period_hazard(evidence),
            "weeks",
            rows,
            interval=Interval(weeks / mean.upper, weeks / mean.lower, mean.name),
            assumptions=(END_OF_RECORD, WEEKS_COVERED),
        ),
    )


def _no_death_after_march_2020(evidence: Evidence) -> Fact:
    hazard, run = late_2019_hazard(evidence), weeks_without_death(evidence)
    return Fact(
        "Q089",
        "Probability of no fatal attack from mid-March 2020 to mid-2021 at the late-2019 rates.",
        exp(-hazard * WEEKS_WITHOUT_DEATH.value),
        "probability",
        (SERIES, "E026", "E051", "E066", "E070", "E075"),
        interval=Interval(exp(-hazard * run.upper), exp(-hazard * run.lower), run.name),
        assumptions=(ATTACKS_PER_WEEK, END_OF_RECORD, WEEKS_WITHOUT_DEATH),
        note=f"Counted from the death of 2020-03-11, the dates allow a run of {run.lower:.1f} to {run.upper:.1f} "
        f"weeks, since the pledge is dated to its month: the {WEEKS_WITHOUT_DEATH.value:.0f} weeks of the row are near "
        "the short end, and the probability near the high one.",
    )
