"""Section 4, learning: striking to find out, and what the record says of what strikes do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from deterrence.learning import ANY, DEATHS, PAIRS
from deterrence.learning.model import BELIEFS
from deterrence.report.case import Case
from deterrence.report.experiment_table import AGAINST, FACTOR, QUIET_WEEKS, ChainEntry, ExperimentEntry
from deterrence.report.footing import OPEN, Footing, verdict
from deterrence.report.html import Markup, element, paragraphs, section, table
from deterrence.report.record_figure import STRONG
from deterrence.report.words import listed, number

RULES = {
    (DEATHS, 1): "answer deaths, proportionate strike",
    (DEATHS, 2): "answer deaths, strike on leaders",
    (ANY, 1): "answer every attack, proportionate strike",
    (ANY, 2): "answer every attack, strike on leaders",
}


def experiment(
    cases: Sequence[Case],
    entries: Sequence[ExperimentEntry],
    chains: Sequence[ChainEntry],
    figures: Mapping[str, Markup],
) -> Markup:
    """X1 and X2: what strikes do as a question to be found out, and as one that the record might answer."""
    compared = [case for case in cases if case.name != AGAINST]
    pair = " or ".join(number(PAIRS[f"{name}_sting_1"].value) for name in ("deterrable", "provoked"))
    leaders = " or ".join(number(PAIRS[f"{name}_sting_2"].value) for name in ("deterrable", "provoked"))
    tell = {line: next(e.weeks_to_tell for e in entries if (e.line, e.rung) == (line, 1)) for line in (DEATHS, ANY)}
    return section(
        "experiment",
        "Could striking tell, and does the record?",
        paragraphs(
            "What a strike costs the militia, net of what being struck brings it, is what the dispute above turns on "
            "(X1), and each side reads the same winter as its evidence (X2). In the model of learning the militia is "
            "of one of two types, and it alone knows which: a proportionate strike takes from it, net, "
            f"{pair} and a strike on leaders {leaders}, the net losses of ‘punish’ and of ‘leave’. Its gain from an "
            "attack varies from week to week. The United States sees attacks, and learns from them only while it "
            "strikes."
        ),
        verdict(
            "Given these two types, and that the type never changes, in this model, if and only if the United States "
            f"believes the militia deterrable with a chance of at least {_from(entries, 1)}, it is worth more to try "
            f"a rule of proportionate strikes after deaths than to do without; {OPEN}"
        ),
        table(
            "The belief from which a rule is tried, and in brackets that from which it would be if striking taught "
            "nothing; then what is done without it",
            ("rule", *(f"‘{case.name}’" for case in cases)),
            [
                *((words, *(_cell(entries, case, *rule) for case in cases)) for rule, words in RULES.items()),
                ("without a rule", *(_without(entries, case) for case in cases)),
            ],
            class_="numbers",
        ),
        element(
            "p",
            "What can be learned is a reason to strike at beliefs that would not bear it otherwise; so the number in "
            f"brackets is never the smaller one. With the numbers of ‘{cases[0].name}’ a rule that answers deaths "
            f"alone needs {number(tell[DEATHS])} weeks until the odds have moved {FACTOR:g} times in expectation, one "
            f"that answers every attack {number(tell[ANY])}. A militia that knows of the lesson teaches less still: a "
            "deterrable one then attacks at times, so that the rule is dropped.",
            class_="note",
        ),
        figures["record"],
        verdict(
            "Given the attacks after the three strikes as the documents tell them, and that the militia’s weekly "
            "gain varies as assumed, in this model, if and only if the militia expected an answer to an attack with "
            f"a chance inside the upper dark region of the map, the winter is more than {STRONG:g} times as frequent "
            f"with the larger net losses as with those of ‘leave’; {OPEN}"
        ),
        table(
            "How many times as frequent the recorded winter is with each calibration’s net losses as with those of "
            "‘leave’: from the storming of the embassy compound counted as an attack of the militia, to left out",
            (
                "answers that the militia expected, and quiet weeks after the strike on leaders",
                *(f"‘{case.name}’" for case in compared),
            ),
            [
                (f"{told}; {weeks} quiet weeks", *(_ratio(chains, case, told, weeks) for case in compared))
                for told in dict.fromkeys(entry.told for entry in chains)
                for weeks in QUIET_WEEKS
            ],
            class_="numbers",
        ),
        Footing(
            derived="The beliefs, and the boundaries of the map; that the same winter speaks for large net losses, or "
            "against them, or says next to nothing, by what the militia expected.",
            assumed="All payoffs; two types and no third; the scale of the varying part of the militia’s gain, "
            f"{number(PAIRS['noise'].value)}, which nothing anchors; that an attack in a week says nothing of its "
            "size.",
            which="The best plan of one who decides alone, against a militia that looks at the week. Its values are "
            f"found between beliefs {1 / (BELIEFS - 1):g} apart, and are off by at most "
            f"{number(max(e.error for e in entries), 2)} a week. The record is no equilibrium; its numbers are exact.",
            flips=f"Whether to try: the belief, at the values of the table. In {_never(cases, entries)} no belief "
            "changes what is done about deaths: with those numbers the quarrel is about the presence and about war. "
            "What the record says: the chance of an answer, the quiet weeks, the raid.",
            observe="What the militia’s leaders expected to be answered, and how many weeks were quiet after the "
            "strike on leaders: the documents differ (X7). Three episodes, after any reading, are few.",
        ).markup(),
        level=3,
    )


def _find(entries: Sequence[ExperimentEntry], case: Case, line: str, rung: int) -> ExperimentEntry:
    return next(entry for entry in entries if (entry.case, entry.line, entry.rung) == (case.name, line, rung))


def _from(entries: Sequence[ExperimentEntry], rung: int) -> str:
    mine = [entry for entry in entries if (entry.line, entry.rung) == (DEATHS, rung)]
    told = [f"{number(entry.strike_from)} (‘{entry.case}’)" for entry in mine if not isnan(entry.strike_from)]
    never = [f"‘{entry.case}’" for entry in mine if isnan(entry.strike_from)]
    return "; ".join([*told, *([f"in {listed(never)} more than 1, so at no belief"] if never else [])])


def _cell(entries: Sequence[ExperimentEntry], case: Case, line: str, rung: int) -> str:
    entry = _find(entries, case, line, rung)
    if isnan(entry.strike_from):
        return "at no belief"
    return f"{number(entry.strike_from)} ({'at none' if isnan(entry.myopic_from) else number(entry.myopic_from)})"


def _without(entries: Sequence[ExperimentEntry], case: Case) -> str:
    entry = _find(entries, case, DEATHS, 1)
    return f"{'leaving' if entry.leaves else 'holding fire'}, {number(entry.without)} a week"


def _never(cases: Sequence[Case], entries: Sequence[ExperimentEntry]) -> str:
    never = [
        f"‘{case.name}’"
        for case in cases
        if all(isnan(_find(entries, case, DEATHS, rung).strike_from) for rung in (1, 2))
    ]
    return listed(never) if never else "no calibration"


def _ratio(chains: Sequence[ChainEntry], case: Case, told: str, weeks: int) -> str:
    mine = [each for each in chains if (each.case, each.told, each.quiet_weeks) == (case.name, told, weeks)]
    counted, left_out = (
        next(each.ratio for each in mine if each.raid_was_attack is raid) for raid in (True, False)
    )
    return " to ".join(dict.fromkeys(number(each, 2) for each in (counted, left_out)))
