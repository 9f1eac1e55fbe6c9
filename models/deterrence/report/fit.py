"""Section 6: where the model fails the record."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from deterrence.evidence import Evidence, stylised_facts
from deterrence.red_line import SILENT, Event, RedLine, answered_from, lull_weeks, needed_answer_chance
from deterrence.report.announced import LineEntry
from deterrence.report.case import LETHALITIES, Case
from deterrence.report.html import Markup, element, fragment, paragraphs, section, table
from deterrence.report.words import listed, number
from deterrence.standoff import death_answer_chance, record_chance

Cell = Callable[[Case], str]

NOT_HERE = {
    "SF2": "nobody announces anything",
    "SF5": "neither the embassy nor Iran is in it",
    "SF6": "neither government nor parliament of Iraq is in it",
    "SF8": "there is no offer, and no partial cut",
    "SF10": "attacks are not claimed or left unclaimed",
}


def fit(evidence: Evidence, cases: Sequence[Case], lines: Sequence[LineEntry]) -> Markup:
    """The stylised facts against what each calibration yields, failures first."""
    statements = {pattern.id: pattern.statement for pattern in stylised_facts(evidence)}
    computed: dict[str, Cell] = {
        "SF9": strike_after_nonfatal,
        "SF3": rising_intensity,
        "SF4": deaths,
        "SF1": answers_to_deaths,
    }

    def named(name: str) -> Markup:
        return fragment(element("strong", name), " ", statements[name])

    return section(
        "fit",
        "Where the models fail the record",
        paragraphs(
            "A model that reproduces a regularity is not thereby right, and one that does not may have been built for "
            "another purpose. The failures come first, then what is put in and cannot fail, then what has only a "
            "chance. SF7 is withdrawn. In the standoff the resolve is what an office-holder gains privately from "
            "answering a death: here it is drawn evenly from 0 to its upper end, while the authors’ calibrations have "
            "it at 0."
        ),
        table(
            "The standoff against the regularities of the record",
            ("regularity", *(f"‘{case.name}’" for case in cases)),
            [(named(name), *(cell(case) for case in cases)) for name, cell in computed.items()],
        ),
        table(
            "Regularities on which the standoff is silent, which is a failure too",
            ("regularity", "why"),
            [(named(name), why) for name, why in NOT_HERE.items()],
        ),
        table(
            "The red line against the regularities of the record, with a proportionate strike",
            ("regularity", *(f"‘{case.name}’" for case in cases)),
            [
                (named("SF9"), *(_line_after_nonfatal(case) for case in cases)),
                (named("SF2"), *(_lull(case) for case in cases)),
                (named("SF1"), *(_tacit_answers(case, lines) for case in cases)),
            ],
        ),
        element("p", _assaults(cases, lines), class_="note"),
    )


def strike_after_nonfatal(case: Case) -> str:
    """SF9: the upper end of the resolve that a strike after a nonfatal attack would need."""
    model = case.model
    weight = float(model.nonfatal_weight)
    needed = float(model.strike_burden(1) + model.nonfatal_strike_cost) / weight if weight else math.inf
    bound = float(model.resolve_bound)
    return (
        f"{'can be met' if bound >= needed else 'not met'}: needs a resolve after a death of at least "
        f"{number(needed)}; the range ends at {number(bound)}"
    )


def rising_intensity(case: Case) -> str:
    """SF3: the militia's level is the same every week."""
    return "not met: without answers the militia attacks at one level from the first week on"


def deaths(case: Case) -> str:
    """SF4: how often attacks kill is an input; what it implies for the quiet run after March 2020."""
    found = LETHALITIES.get(case.lethality)
    if found is None:
        return "an input, chosen by hand"
    late = "late 2019 by construction" if case.lethality == "high" else "not late 2019, by construction"
    return (
        f"an input and no test: {late}; at the attacks of late 2019 a run of 61 weeks without a death has chance "
        f"{number(found.quiet_run, 2)}"
    )


def answers_to_deaths(case: Case) -> str:
    """SF1: the chance that two of two deaths are answered, for a resolve that varies evenly from 0 to its bound."""
    model = case.model
    once = float(death_answer_chance(model))
    each = float(record_chance(model, deaths=2, nonfatal=0))
    quiet = float(record_chance(model, deaths=0, nonfatal=10))
    return (
        f"2 answers of 2 have chance {number(each, 2)} if the resolve is drawn anew for each death, "
        f"{number(once, 2)} if once for both; 0 answers to 10 nonfatal attacks have chance {number(quiet, 2)}"
    )


def _line_after_nonfatal(case: Case) -> str:
    """SF9 in the red line: the upper end of the resolve that an answer to a nonfatal attack would need, unsaid."""
    model = RedLine.of(case.primitives)
    needed, bound = float(answered_from(model, SILENT, Event.NONLETHAL)), float(model.resolve_bound)
    return (
        f"{'can be met' if bound >= needed else 'not met'}: needs a range of the resolve up to {number(needed)}; it "
        f"ends at {number(bound)}"
    )


def _lull(case: Case) -> str:
    """SF2 in the red line: weeks from a warning to heavy attacks, on an assumed path of beliefs."""
    weeks = float(lull_weeks(needed_answer_chance(RedLine.of(case.primitives))))
    return f"not derived; were the belief in an answer to decay by 3 % a week, {number(weeks, 2)} weeks"


def _assaults(cases: Sequence[Case], lines: Sequence[LineEntry]) -> str:
    """The cases in which the embassy is assaulted every week with whatever line is stated."""
    stated = {entry.case for entry in lines if entry.stated and entry.rung == 1 and entry.reply == "embassy"}
    told = [f"‘{case.name}’" for case in cases if case.name in stated]
    if not told:
        return "In no calibration is the embassy assaulted every week."
    return (
        f"In {listed(told)} the militia assaults the embassy, and every week; the record has one such "
        "assault."
    )


def _tacit_answers(case: Case, lines: Sequence[LineEntry]) -> str:
    """SF1 in the red line: the chance that two of two deaths are answered, without a stated line."""
    entry = next(each for each in lines if (each.case, each.rung, each.line) == (case.name, 1, SILENT.value))
    return f"2 answers of 2, without a stated line, have chance {number(entry.answered_death**2, 2)}"
