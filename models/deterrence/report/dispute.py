"""Section 4: one page a dispute, as far as the model carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deterrence.evidence import fact
from deterrence.report.benchmark import benchmark
from deterrence.report.care import care
from deterrence.report.case import Case
from deterrence.report.experiment import experiment
from deterrence.report.flip import flips_told
from deterrence.report.footing import OPEN, Footing, ties_told, verdict
from deterrence.report.host_section import host
from deterrence.report.html import Markup, element, fragment, paragraphs, section, table
from deterrence.report.leaving_figure import RISK
from deterrence.report.missiles import missiles
from deterrence.report.numbers import Numbers
from deterrence.report.punishment_figure import reply_changes
from deterrence.report.reversal import Stretch
from deterrence.report.rule_table import REPLIES, RULE_WORDS, Entry
from deterrence.report.spoken import announcement, width, words
from deterrence.report.timetables import timetables
from deterrence.report.truces import truces
from deterrence.report.words import listed, measured, number, span
from deterrence.standoff import ANY, DEATHS, HEAVY, RUNGS, equilibrium_values


def disputes(numbers: Numbers, figures: Mapping[str, Markup]) -> Markup:
    """The disputes, each with its map, its sentence and what stands under it."""
    cases, entries, stretches = numbers.cases, numbers.entries, numbers.stretches
    return section(
        "disputes",
        "One page a dispute",
        paragraphs(
            "Each dispute is a question on which the documents take sides. The map has room for every side; the points "
            "are where each argument was put, and there is no point for a default. The sentence "
            "beside the bar is as much as the model says."
        ),
        _punishment(cases, entries, figures),
        care(cases, numbers.aims, figures),
        experiment(cases, numbers.experiments, numbers.chains, figures),
        _line(cases, entries, stretches, figures),
        words(cases, numbers.lines, figures),
        width(cases, numbers.lines, figures),
        announcement(cases, numbers.lines, numbers.interim, figures),
        host(cases, numbers.hosts, figures),
        _leaving(cases, entries, stretches, figures),
        timetables(cases, numbers.timetables, figures),
        truces(cases, numbers.truces, numbers.cuts, numbers.credible_from, figures),
        missiles(numbers.crises, figures),
        benchmark(cases, entries),
    )


def _punishment(cases: Sequence[Case], entries: Sequence[Entry], figures: Mapping[str, Markup]) -> Markup:
    high, low = (cases[0].with_lethality(name) for name in ("high", "low"))
    deaths = [next(iter(reply_changes(model, DEATHS).values())) for model in (high, low)]
    heavy = [next(iter(reply_changes(model, HEAVY).values())) for model in (high, low)]
    every = next(iter(reply_changes(high, ANY).values()))
    return section(
        "punishment",
        "Does punishment lower attacks?",
        paragraphs(
            "Three author teams write that it has not, or that it breeds attacks (M2, M4: documents 000 and 003, 001, "
            "002); one writes that it may, and that attacks without a cost grow (M3, M8: document 004). The same "
            "winter of 2019 to 2020 is read both ways (disputes X1, X2).",
        ),
        figures["punishment"],
        verdict(
            "Given that the militia knows the rule, and that the United States carries it out, in this model, if and "
            f"only if the net loss from a strike exceeds {number(deaths[0])} times the militia’s gross gain from a "
            f"week of harassment ({number(deaths[1])} times, if deaths are as rare as over the whole period), "
            f"punishing deaths reduces attacks; {OPEN}"
        ),
        verdict(
            "Given the same, in this model, if and only if that ratio exceeds "
            f"{number(heavy[0])} ({number(heavy[1])} with rare deaths), punishing deaths and heavy attacks reduces "
            f"attacks; if and only if it exceeds {number(every)}, punishing every attack does; {OPEN}"
        ),
        table(
            "The net loss at which the militia changes what it does, in closed form",
            ("rule", "deaths as in late 2019", "deaths as over the whole period"),
            [
                (words, *(_thresholds(reply_changes(model, rule)) for model in (high, low)))
                for words, rule in (
                    ("answer deaths", DEATHS),
                    ("answer deaths and heavy attacks", HEAVY),
                    ("answer every attack", ANY),
                )
            ],
            class_="numbers",
        ),
        Footing(
            derived="The boundaries. An answer that comes with chance π and costs the militia σ lowers the worth of an "
            "attack by σπ: certainty and severity count only as their product. A negative net loss leaves the level "
            "where it is without any answer, at the highest.",
            assumed="All payoffs; that a rule is known and kept; that the militia is one actor; the gains from "
            "attacks, the same in all calibrations. How often attacks kill is fitted to counts of one and two deaths.",
            which="All: given a rule, the militia has one best reply, except on the boundaries; "
            f"{ties_told(entries, 'rules.csv')}",
            flips="The net loss from a strike, at the values of the table; with a line at deaths alone, also how often "
            "attacks kill.",
            observe="Attacks by the group struck, in matched stretches with and without a costly answer; what being "
            "struck brings the group at home: recruits, votes, money. The documents count attacks for one "
            "stretch only.",
        ).markup(),
        level=3,
    )


def _thresholds(found: Mapping[str, float]) -> str:
    return "; ".join(f"{REPLIES[change]} above {number(sting)}" for change, sting in found.items())


def _line(
    cases: Sequence[Case], entries: Sequence[Entry], stretches: Sequence[Stretch], figures: Mapping[str, Markup]
) -> Markup:
    own = [entry for entry in entries if entry.lethality == "own"]
    return section(
        "line",
        "Where is the line, and would it be kept?",
        paragraphs(
            "Two teams place the line at deaths (documents 001 and 004; M22, M23, M27); one proposes two, at deaths "
            "and at the embassy (003; M30, M31); the warning of March 2020 named any attack (reported in 002; M34); "
            "and the strikes of 2021 answered drone attacks for which no death is reported (001; M32) (dispute X4). A "
            "line has to move the militia, and it has to be one that the United States would hold to when it is "
            "crossed."
        ),
        figures["line"],
        verdict(
            "Given that a rule once broken is not believed again, in this model, if and only if a week under the rule "
            "is worth more than a week without answers, and more than leaving, by at least (1 − δ)/δ of the costliest "
            f"answer that the rule requires, the rule is kept; {OPEN}"
        ),
        table(
            "Every rule in every calibration: what the militia does, the weekly value to the United States, and "
            "whether the rule would be kept",
            ("rule", *(f"‘{case.name}’" for case in cases)),
            [
                (words, *(_cell(next(e for e in own if (e.case, e.rule) == (case.name, name))) for case in cases))
                for name, words in RULE_WORDS.items()
            ],
            class_="numbers",
        ),
        figures["keeping-everywhere"],
        Footing(
            derived="Which rules are equilibria, and that a rule which is kept makes attacks fewer or lighter: one "
            "that moved nothing would cost answers and bring nothing. The costliest answer binds even where it never "
            "comes to be given.",
            assumed="Payoffs; that the United States gains nothing privately from answering (the resolve ψ is 0); that "
            f"a broken rule is followed by no answers for ever, or by leaving if that is better. {_resolved(cases)}",
            which="All: each rule is judged by itself. Over all equilibria named, from the worst to the best, a week "
            f"is worth to the United States {_sets(cases)}. None of them is chosen.",
            flips="Whether some line at deaths or heavy attacks is kept: "
            + flips_told(stretches, cases, lambda outcome: outcome == "line"),
            observe="Whether answers come where they are dear, such as after an attack that kills nobody. Of the fatal "
            f"attacks, {measured(fact('Q079'))}, were answered; of the nonfatal ones of late 2019, "
            f"{measured(fact('Q080'))}.",
        ).markup(),
        level=3,
    )


def _cell(entry: Entry) -> Markup:
    if entry.rule == "leave":
        verdict = "better than staying without answers" if entry.kept else "worse than staying without answers"
        return fragment(number(entry.value), "; ", element("strong", verdict))
    verdict = "kept" if entry.kept else "not kept"
    return fragment(f"{REPLIES[entry.reply]}; ", number(entry.value), "; ", element("strong", verdict))


def _resolved(cases: Sequence[Case]) -> str:
    """In which cases deaths would be answered whatever the rule, with a resolve in the middle of its range."""
    told = [
        f"‘{case.name}’"
        for case in cases
        if min(float(case.model.strike_burden(rung)) for rung in RUNGS) <= float(case.model.resolve_bound) / 2
    ]
    where = f"in {listed(told)}" if told else "in no calibration"
    middle = span(float(case.model.resolve_bound) / 2 for case in cases)
    return f"With a resolve of {middle}, the middle of its range, deaths would be answered in any case {where}."


def _sets(cases: Sequence[Case]) -> str:
    told = []
    for case in cases:
        found = equilibrium_values(case.model)
        told.append(f"{span((float(found.lowest), float(found.highest)))} (‘{case.name}’)")
    return listed(told)


def _leaving(
    cases: Sequence[Case], entries: Sequence[Entry], stretches: Sequence[Stretch], figures: Mapping[str, Markup]
) -> Markup:
    own = [entry for entry in entries if entry.lethality == "own" and entry.rule != "leave"]
    return section(
        "leaving",
        "When is leaving better than every rule?",
        paragraphs(
            "Two teams would leave (documents 000 and 001), one of them by a timetable in its other document (003); "
            "one would stay and renegotiate (002); one would answer and be ready to leave (004). They differ on what "
            "the presence is worth, what leaving costs, and how close one death is to war (M15, M69, M76, M82)."
        ),
        figures["leaving"],
        verdict(
            "Given that the militia replies to each rule as above, in this model, if and only if no rule that the "
            "United States would keep is worth more to it a week than the cost of leaving spread over the future, −(1 "
            f"− δ)L, leaving is better than every rule; {OPEN}"
        ),
        table(
            "Break-even chance of war after a fatal attack, by rule: first where staying under the rule is worth as "
            "much as leaving, then where the rule ceases to be kept",
            ("rule", *(f"‘{case.name}’" for case in cases)),
            [
                (words, *(_war(next(e for e in own if (e.case, e.rule) == (case.name, name))) for case in cases))
                for name, words in RULE_WORDS.items()
                if name != "leave"
            ],
            class_="numbers",
        ),
        element(
            "p",
            "Negative: leaving is better even without any chance of war. Above "
            f"{span(1 / float(case.model.war_ratio_2) for case in cases if case.model.war_ratio_2)}, a strike on "
            "leaders would lead to war with certainty, and above 1 there is no such chance. A rule ceases to be kept "
            "before staying ceases to be worthwhile, since its answers have to be worth their price too. The range "
            f"considered is {number(RISK[0])} to {number(RISK[1])}.",
            class_="note",
        ),
        figures["leaving-everywhere"],
        Footing(
            derived="The two break-evens, and the lines in the map.",
            assumed="Payoffs; that war costs W, on whose size every break-even here depends, and play goes "
            "on; that leaving is one step, costs L once, and ends attacks on Americans. What follows in Iraq is in L "
            "and nowhere else.",
            which="All rules named, both kinds of strike, both ways of breaking ties. Leaving or staying without "
            "answers, whichever is better, is always an equilibrium while the resolve is below the price of a strike.",
            flips=flips_told(stretches, cases, lambda outcome: outcome == "leave"),
            observe="What the presence buys in a week, such as operations against ISIL that would not take place "
            "without it; how often a fatal incident came close to war: of the two fatal attacks, one began a "
            "chain that went on to missiles and stopped there.",
        ).markup(),
        level=3,
    )


def _war(entry: Entry) -> str:
    kept = "" if entry.rule == "never" else f"; kept to {number(entry.kept_to)}"
    if kept and not entry.kept_to >= 0:
        kept = "; never kept"
    return number(entry.staying_to) + kept
