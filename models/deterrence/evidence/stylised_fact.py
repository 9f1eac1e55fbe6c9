"""The stylised facts that models of the standoff should be able to reproduce, with their measures."""

from __future__ import annotations

from collections.abc import Mapping

from deterrence.evidence.event import Event
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import Fact, StylisedFact
from deterrence.evidence.lag import KILLING, lag_days
from deterrence.evidence.lethality import unbiased_share
from deterrence.evidence.window import WARNING, late_2019


def stylised(evidence: Evidence, derived: Mapping[str, Fact]) -> tuple[StylisedFact, ...]:
    """SF1 to SF6 and SF8 to SF10, measured by derived quantities and by measures of their own."""

    def measured(*identifiers: str) -> tuple[Fact, ...]:
        return tuple(derived[identifier] for identifier in identifiers)

    return (
        StylisedFact(
            "SF1",
            "A fatal attack is answered by US force a day later; nonfatal attacks of late 2019 are not answered.",
            measured("Q061", "Q062", "Q079", "Q080"),
            "Two fatal attacks, and one window of eleven attacks.",
        ),
        StylisedFact(
            "SF2",
            "A warning with a definite line was followed by a season of fewer attacks and then by more; a strike "
            "with a warning that left the answer open, by an attack two days later.",
            (*_after_warnings(evidence), *measured("Q063", "Q071")),
            "One case each; that the wording made the difference is a hypothesis.",
        ),
        StylisedFact(
            "SF3",
            "Attacks that went unanswered grew heavier over late 2019.",
            (*_heavier_attacks(evidence), *measured("Q086")),
            "Four attacks of eleven, named by an author to show a trend.",
        ),
        StylisedFact(
            "SF4",
            "In late 2019 there was more than one attack a week, and one in eleven killed an American; over the "
            "whole period deaths were several times rarer.",
            (*measured("Q072", "Q073", "Q074", "Q075", "Q088", "Q089", "Q090"), _unbiased_share(evidence)),
            "The window of late 2019 ends with the death that it counts.",
        ),
        StylisedFact(
            "SF5",
            "A strike on bases was followed by the siege of the embassy; the killing of leaders by an overt missile "
            "strike without American dead, and by a promise of restraint that lasted for weeks.",
            (*_after_strikes(evidence), *measured("Q066", "Q068")),
            "One sequence; another document reports attacks all through the year (E049).",
        ),
        StylisedFact(
            "SF6",
            "The political reaction is fast and is not carried out.",
            measured("Q065", "Q082"),
            "Three episodes: a large risk of eviction is not excluded.",
        ),
        StylisedFact(
            "SF8",
            "Attacks stopped with a conditional offer in October 2020; rockets came in November, after a cut of one "
            "sixth was announced.",
            (*measured("Q059"), _pledge_to_rockets(evidence)),
            "Who fired them is not stated, nor that the cut was the reason; another document reports no pause (E071).",
        ),
        StylisedFact(
            "SF9",
            "In 2021 a strike answered drone attacks for which no death is reported.",
            (*measured("Q081"), _drone_deaths(evidence)),
            "One episode; that the line had moved is a reading.",
        ),
        StylisedFact(
            "SF10",
            "Factions did not claim the attacks of early 2020, which they praised; Iran struck openly.",
            _claims_of_early_2020(evidence),
            "The praise is in the notes of the rows and is not counted.",
        ),
    )


def _after_warnings(evidence: Evidence) -> tuple[Fact, Fact]:
    warning, fewer, wide_warning, attack = map(evidence.event, (WARNING, "E013", "E053", "E056"))
    if warning.first is None or fewer.last is None:
        raise ValueError(f"{warning.id} and {fewer.id} must be dated")
    return (
        Fact(
            "SF2.1",
            "Days from the warning of May 2019 to the end of the season of fewer attacks.",
            (fewer.last - warning.first).days,
            "days",
            (warning.id, fewer.id),
            note="The season is dated to its months; a reduction, not a full stop. Another document has the "
            "attacks begin in that summer (E014).",
        ),
        Fact(
            "SF2.2",
            "Days from the warning of March 2020 against any attack to the next dated attack.",
            lag_days(wide_warning, attack),
            "days",
            (wide_warning.id, attack.id),
        ),
    )


def _heavier_attacks(evidence: Evidence) -> tuple[Fact, Fact]:
    dated = late_2019(evidence).dated
    first, *_, last = (attack for attack in dated if attack.count("intensity").is_stated)
    return (
        Fact(
            "SF3.1",
            "Rise in the number of rockets from the first dated attack of the window to the last, at most.",
            last.count("intensity").least - first.count("intensity").least,
            "rockets",
            (first.id, last.id),
            note=f"The first fired {first.count('intensity')}, a lower bound, so that the numbers alone do not "
            f"prove a rise; the last fired {last.count('intensity')}.",
        ),
        Fact(
            "SF3.2",
            "Attacks of the window with rockets of 240 mm.",
            evidence.number("Q014"),
            "attacks",
            ("Q013", "Q014", "E023", "E024"),
            of=len(dated),
            note="The calibre is stated for these attacks only.",
        ),
    )


def _unbiased_share(evidence: Evidence) -> Fact:
    window = late_2019(evidence)
    return Fact(
        "SF4.1",
        "Share of attacks that kill, estimated without the bias of stopping at a death.",
        unbiased_share(len(window.fatal), window.attacks),
        "fraction",
        window.rows,
        of=window.attacks,
        note="(k - 1) / (n - 1); one death at the end of the count leaves nothing to estimate from.",
    )


def _after_strikes(evidence: Evidence) -> tuple[Fact, Fact, Fact]:
    strike, siege, missiles, promise, series, killing = map(
        evidence.event, ("E027", "E030", "E041", "E037", "E048", KILLING)
    )
    if strike.day is None or killing.day is None or promise.first is None:
        raise ValueError(f"{strike.id}, {killing.id} and {promise.id} must be dated to the day")
    returned = min(attack.last for attack in evidence.attacks if attack.last and attack.last > promise.first)
    return (
        Fact(
            "SF5.1",
            "Days from the strike on five facilities to the siege of the embassy.",
            (0, (killing.day - strike.day).days),
            "days",
            (strike.id, siege.id, killing.id),
            note="The readings date the siege to months only; it answered the strike, and one of them has the "
            "targeted killing answer it. Another, in its note, has it begin by 31 December.",
        ),
        Fact(
            "SF5.2",
            "Americans killed by the Iranian missiles.",
            missiles.count("us_killed").least,
            "persons",
            (missiles.id,),
            note="One reading says so, the other does not mention deaths.",
        ),
        Fact(
            "SF5.3",
            "Days from the promise of restraint to the return of attacks, at most.",
            (returned - promise.first).days,
            "days",
            (promise.id, series.id, "E051", "Q054"),
            note="The source says weeks and gives no number; the first dated attack is the bound.",
        ),
    )


def _pledge_to_rockets(evidence: Evidence) -> Fact:
    pledge, rockets = evidence.event("E066"), evidence.event("E070")
    return Fact(
        "SF8.1",
        "Days from the conditional pledge to the next rockets.",
        lag_days(pledge, rockets),
        "days",
        (pledge.id, rockets.id),
        note="The pledge is dated to its month, and two readings of the attack differ by a day.",
    )


def _drone_deaths(evidence: Evidence) -> Fact:
    drones = evidence.event("E074")
    return Fact(
        "SF9.1",
        "Americans killed by the drone attacks that the strikes of 2021 answered.",
        drones.count("us_killed").least,
        "persons",
        (drones.id, "E075"),
        note="None is reported, on the reading that the statement of no service member killed is about that period.",
    )


def _claims_of_early_2020(evidence: Evidence) -> tuple[Fact, Fact]:
    killing, series, missiles = evidence.event(KILLING), evidence.event("E048"), evidence.event("E041")
    attacks = tuple(
        attack
        for attack in evidence.attacks
        if attack.day and killing.day and series.last and killing.day < attack.day <= series.last
    )
    return (
        Fact(
            "SF10.1",
            "Dated militia attacks of early 2020 that a group claimed.",
            sum(_is_claimed(attack) for attack in attacks),
            "attacks",
            tuple(attack.id for attack in attacks),
            of=len(attacks),
        ),
        Fact(
            "SF10.2",
            "Iranian missile strikes that Iran claimed.",
            int(_is_claimed(missiles)),
            "strikes",
            (missiles.id, "E042"),
            of=1,
        ),
    )


def _is_claimed(event: Event) -> bool:
    return any(reading.claimed == "yes" for reading in event.readings)
