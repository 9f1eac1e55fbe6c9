"""Cases counted in the tables, and shares of them."""

from __future__ import annotations

from deterrence.evidence.assumption import WOUNDED_ONLY
from deterrence.evidence.event import Event
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import Fact
from deterrence.evidence.interval import lower_bound, upper_bound
from deterrence.evidence.window import SERIES, attacks_since_warning, fatal_since_warning, late_2019


def tallies(evidence: Evidence) -> tuple[Fact, ...]:
    """The derived quantities Q059, Q060, Q076 to Q082, Q086 and Q087."""
    return (
        *_announced_cut(evidence),
        *_outcomes_of_attacks(evidence),
        *_strikes_and_their_occasions(evidence),
        _evictions(evidence),
        _heavy_attacks(evidence),
        _losses_of_december_2019(evidence),
    )


def _announced_cut(evidence: Evidence) -> tuple[Fact, Fact]:
    force, cut = evidence.number("Q001"), evidence.number("Q002")
    return (
        Fact(
            "Q059",
            "Share of the US force in Iraq in the cut announced.",
            cut / force,
            "fraction",
            ("Q001", "Q002"),
        ),
        Fact(
            "Q060",
            "US troops left in Iraq after the cut announced.",
            force - cut,
            "persons",
            ("Q001", "Q002"),
            note=f"Another document, of 2021, gives {evidence.number('Q003')} (Q003).",
        ),
    )


def _outcomes_of_attacks(evidence: Evidence) -> tuple[Fact, Fact]:
    known = tuple(
        attack
        for attack in attacks_since_warning(evidence)
        if attack.is_fatal is not None or attack.id in WOUNDED_ONLY.rows
    )
    fatal = tuple(attack for attack in known if attack.is_fatal)
    selected = "The attacks are recorded because they were notable: no random sample, hence no interval."
    return (
        Fact(
            "Q076",
            "Dated single attacks since the warning of May 2019 of which it is known whether an American died.",
            len(known),
            "attacks",
            _ids(known),
            assumptions=(WOUNDED_ONLY,),
            note=f"{selected} The row does not say that it starts in May 2019; without that, E004 of 2017 belongs "
            "to it too. The cell of E056 is empty, so that it enters by assumption.",
        ),
        Fact(
            "Q077",
            "Of these, attacks that killed an American.",
            len(fatal),
            "attacks",
            _ids(fatal),
            of=len(known),
            assumptions=(WOUNDED_ONLY,),
            note=selected,
        ),
    )


def _strikes_and_their_occasions(evidence: Evidence) -> tuple[Fact, ...]:
    strikes = evidence.us_strikes
    fatal = fatal_since_warning(evidence)
    answered = tuple(attack for attack in fatal if any(attack.id in strike.answers for strike in strikes))
    answering = tuple(strike for strike in strikes if set(strike.answers) & set(_ids(fatal)))
    nonfatal = tuple(strike for strike in strikes if _answers_nonfatal_attack(evidence, strike))
    return (
        Fact(
            "Q078",
            "Episodes of US strikes on militias or Iran that are recorded.",
            len(strikes),
            "episodes",
            _ids(strikes),
        ),
        Fact(
            "Q079",
            "Fatal attacks since the warning of May 2019 that a US strike answered.",
            len(answered),
            "attacks",
            (*_ids(fatal), *_ids(answering)),
            of=len(fatal),
            interval=lower_bound(len(answered), len(fatal)) if fatal else None,
        ),
        _tolerated(evidence),
        Fact(
            "Q081",
            "Episodes of US strikes that answered a single attack without a reported death.",
            len(nonfatal),
            "episodes",
            (*_ids(strikes), *(answer for strike in nonfatal for answer in strike.answers)),
            of=len(strikes),
            note="E035 answered an assault on the embassy and is not counted here.",
        ),
    )


def _tolerated(evidence: Evidence) -> Fact:
    window = late_2019(evidence)
    nonfatal = window.attacks - len(window.fatal)
    series = evidence.event(SERIES)
    answers = tuple(
        strike
        for strike in evidence.us_strikes
        if strike.first and series.first and series.last and series.first <= strike.first <= series.last
        if not set(strike.answers) & set(_ids(window.fatal))
    )
    return Fact(
        "Q080",
        "Nonfatal attacks of the late-2019 window that a recorded US strike answered.",
        len(answers),
        "attacks",
        (*window.rows, "E027"),
        of=nonfatal,
        interval=upper_bound(len(answers), nonfatal),
        note=f"{window.attacks - len(window.dated)} attacks of the window are known as part of the series only; what "
        "is counted is US strikes up to the date of the document other than in answer to the death.",
    )


def _evictions(evidence: Evidence) -> Fact:
    # The aftermath of a strike is observed if a later year's document looks back on it.
    last_voice = max(source.written_start.first for source in evidence.sources)
    observed = tuple(strike for strike in evidence.us_strikes if strike.last and strike.last < last_voice)
    censored = tuple(strike.id for strike in evidence.us_strikes if strike not in observed)
    evictions = int(evidence.number("Q049"))
    return Fact(
        "Q082",
        "Evictions of US forces after US strike episodes whose aftermath is observed.",
        evictions,
        "evictions",
        (*_ids(evidence.us_strikes), "Q049"),
        of=len(observed),
        interval=upper_bound(evictions, len(observed)) if observed else None,
        note=f"Censored, since no later document looks back: {', '.join(censored)}.",
    )


def _heavy_attacks(evidence: Evidence) -> Fact:
    window = late_2019(evidence)
    return Fact(
        "Q086",
        "Attacks of the late-2019 window that the source singles out.",
        len(window.dated),
        "attacks",
        window.rows,
        of=window.attacks,
        note="Those that are dated are those that the source names to show heavier weapons.",
    )


def _losses_of_december_2019(evidence: Evidence) -> Fact:
    strike, attack = evidence.event("E027"), evidence.event("E026")
    militia, american = strike.count("militia_killed").exact, attack.count("us_killed").exact
    if militia is None or not american:
        raise ValueError("E027 and E026 must state exact numbers of killed, the second above 0")
    return Fact(
        "Q087",
        "Militia members killed by the strike of 2019-12-29 for each American killed the day before.",
        militia / american,
        "ratio",
        (strike.id, attack.id),
    )


def _answers_nonfatal_attack(evidence: Evidence, strike: Event) -> bool:
    answered = map(evidence.event, strike.answers)
    return any(event.is_attack and not event.is_fatal for event in answered)


def _ids(chosen: tuple[Event, ...]) -> tuple[str, ...]:
    return tuple(event.id for event in chosen)
