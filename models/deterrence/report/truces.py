"""Section 4, the truce: when a conditional timetable brings one, and what a partial cut has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from deterrence.evidence import fact
from deterrence.report.case import Case
from deterrence.report.footing import OPEN, Footing, verdict
from deterrence.report.html import Markup, element, paragraphs, section, table
from deterrence.report.truce_figure import least_ratios
from deterrence.report.truce_table import CONDITION, PRIORS, RECORDED, RULES, SUSPENSION, CutEntry, TruceEntry
from deterrence.report.words import in_words, listed, measured, number


def truces(
    cases: Sequence[Case],
    entries: Sequence[TruceEntry],
    cuts: Sequence[CutEntry],
    credible: Sequence[float],
    figures: Mapping[str, Markup],
) -> Markup:
    """X7 and X18: truces and partial cuts."""
    running, always = least_ratios()
    return section(
        "truce",
        "Does a truce hold, and does a partial cut buy quiet?",
        paragraphs(
            "In October 2020 the main group offered to stop if the United States withdrew (document 000; M60, M61); "
            "after a cut of one sixth was announced, rockets came, by hands not named (000; M62). Another team "
            "expects help from a reduction within an agreement (002; M105) (dispute X18). Whether attacks had paused "
            "after the killing of January 2020 is itself in dispute: for some weeks, out of restraint during a "
            "political effort (002; M63), or not until October (000; M64) (dispute X7). In the model of the truce "
            f"the United States leaves in {in_words(CONDITION.steps)} steps, and may suspend them for {SUSPENSION} "
            "weeks after an attack that is recorded."
        ),
        figures["truce"],
        verdict(
            f"Given that {10 * RECORDED:g} of ten attacks are recorded, that nobody else attacks, and that the United "
            "States keeps to the condition, in this model, if and only if a week of its presence is worth to the "
            f"militia at least {number(running)} times its net gain from a week of attacks to be rid of, a "
            f"suspension of {SUSPENSION} weeks makes it hold its fire while the timetable runs ({number(always)} "
            f"times: during suspensions too); {OPEN}"
        ),
        verdict(
            "Given that deaths are answered, in this model, if and only if ι g_1 is at most λ_1 σ_r (1 − ε), the "
            f"militia holds its fire without any condition; {OPEN}"
        ),
        verdict(
            "Given that the militia holds its fire only if it believes in a full exit with a chance of φ* or more, and "
            "believes in it with a chance φ_0 before, in this model, if and only if the cut is at least "
            "φ*(1 − φ_0)/((1 − φ*)φ_0) times as frequent from a government that will leave as from one that will stay, "
            f"a partial cut brings quiet, whatever share of the force it is; {OPEN}"
        ),
        table(
            f"{in_words(len(RULES)).capitalize()} timetables of {in_words(CONDITION.steps)} steps: whether the "
            "militia holds its fire while the timetable runs; expected weeks and deaths; worth to the United States; "
            "what it would gain by not suspending",
            ("timetable", *(f"‘{case.name}’" for case in cases)),
            [
                *((name, *(_cell(_find(entries, case, name)) for case in cases)) for name in RULES),
                ("leaving at once", *(number(_find(entries, case, next(iter(RULES))).leave_at_once) for case in cases)),
                ("presence value from which a suspension would be kept", *(number(value) for value in credible)),
            ],
            class_="numbers",
        ),
        element(
            "p",
            "Where the militia does not hold, a condition is a way to stay: its worth is then that of staying under "
            "harassment, with the deaths that come with it. A suspension is believed only of a government that would "
            "not mind staying; where it gains by not suspending, the condition is not kept, and what the row says "
            "would not come about.",
            class_="note",
        ),
        table(
            "Belief φ* in a full exit from which a line at deaths that is always kept brings quiet, and how many "
            "times as frequent a cut has to be from a government that will leave",
            ("strike, and belief before", *(f"‘{case.name}’" for case in cases)),
            [
                (
                    f"{('proportionate strike', 'strike on leaders')[rung - 1]}, {number(prior)} before",
                    *(_ratio(next(e for e in cuts if (e.case, e.rung, e.prior) == (case.name, rung, prior)))
                      for case in cases),
                )
                for rung in (1, 2)
                for prior in PRIORS
            ],
            class_="numbers",
        ),
        Footing(
            derived="The boundaries; that the share which is cut says nothing by itself, only who else would "
            "have cut as much; that a condition is credible for one who would not mind staying, and is not for one who "
            "wants to be gone.",
            assumed="All payoffs; steps of equal size, one a week; that an offer is known; how many attacks are "
            "recorded, and that no other group attacks: each attack by others stops the clock as well (M80).",
            which=_which(entries),
            flips=f"The militia’s dislike of the presence, at {number(running)} times its net gain from an attack; "
            "its net loss from a strike, where a line does the work of a condition; the presence value, where a "
            "suspension would no longer be kept. The first ratio depends on the week as the period, by a few per "
            f"cent; the second, {number(always)}, much more.",
            observe="Who fired in November 2020, and whether the group that had offered the truce knew of it; what the "
            "offer asked for; attacks by week between January and October 2020. From the offer to the rockets "
            f"{measured(fact('SF8.1'))} passed. A pause and its absence are both replies that the model allows, "
            "within the ranges here: X7 is a question about the record, and is left open.",
        ).markup(),
        level=3,
    )


def _find(entries: Sequence[TruceEntry], case: Case, rule: str) -> TruceEntry:
    return next(entry for entry in entries if (entry.case, entry.rule) == (case.name, rule))


def _cell(entry: TruceEntry) -> str:
    told = "holds" if entry.holds else "attacks"
    text = f"{told}; {number(entry.weeks)} weeks; {number(entry.deaths, 2)} deaths; {number(entry.value)}"
    if isnan(entry.suspension_gain):
        return text
    return f"{text}; {number(entry.suspension_gain)}" + ("" if entry.suspension_gain <= 0 else ", so not kept")


def _ratio(entry: CutEntry) -> str:
    if isnan(entry.needed_ratio):
        return f"φ* = {number(entry.needed_belief)}: no cut is enough"
    if entry.needed_ratio <= 1:
        return f"φ* = {number(entry.needed_belief)}: none is needed"
    return f"φ* = {number(entry.needed_belief)}: {number(entry.needed_ratio)} times"


def _which(entries: Sequence[TruceEntry]) -> str:
    odd = [f"‘{entry.case}’ ({entry.rule})" for entry in entries if not entry.tied_alike]
    told = "the same in every calibration" if not odd else f"different in {listed(odd)}"
    return (
        "The militia’s best reply to an announced rule, unique except on the boundaries; with ties broken the other "
        f"way it is {told}. Whether the rule is kept is asked afterwards."
    )
