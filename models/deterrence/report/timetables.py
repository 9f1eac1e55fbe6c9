"""Section 4, the timetable: whether lines lower deaths while the United States leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from deterrence.report.case import Case
from deterrence.report.footing import OPEN, Footing, verdict
from deterrence.report.html import Markup, element, paragraphs, section, table
from deterrence.report.timetable_table import PLANS, PRIORS, WEEKS, TimetableEntry
from deterrence.report.words import listed, number
from deterrence.timetable import (
    Timetable,
    needed_answer_chance,
    needed_follow_through,
    silent_weeks,
    tolerated_credit,
)


def timetables(cases: Sequence[Case], entries: Sequence[TimetableEntry], figures: Mapping[str, Markup]) -> Markup:
    """X5: lines during a transition."""
    models = {case.name: Timetable.of(case.primitives, tough_prior=PRIORS[0]) for case in cases}
    worst = max((entry.patient_gain for entry in entries if not isnan(entry.patient_gain)), default=0.0)
    return section(
        "timetable",
        "Would lines lower deaths during a withdrawal?",
        paragraphs(
            "One document proposes to announce the dates of a full withdrawal and two lines, to be answered until it "
            "is complete (003; M30, M31, M70); the same author elsewhere takes an answer to the attack of November "
            "2020 off the table (000). The latter discusses no transition, and to set the two against each other is a "
            f"reading (dispute X5). In the model of the timetable the United States leaves over {WEEKS} weeks, and "
            "exposure falls week by week. The militia believes with chance φ that the exit is carried out; then it "
            "gets without attacks what it would gain by driving the United States out. It believes with chance p that "
            "every death will be answered; otherwise the United States answers where that is worth its price, breaks "
            "off where that is better, and an unanswered death is the end of that belief."
        ),
        figures["timetable"],
        verdict(
            "Given that every death is answered to the end, and that attacks earn no credit for the exit, in this "
            "model, if and only if the militia’s belief φ that the exit is carried out is at least "
            "[1 − λ_1 σ_1 (1 − ε)/g_1]/(1 − ι), a line at deaths makes it hold its fire: "
            f"{_by_case({name: needed_follow_through(model) for name, model in models.items()})} (above 1: at no "
            f"belief); {OPEN}"
        ),
        verdict(
            "Given a belief in the exit as in the calibrations, and no credit, in this model, if and only if a death "
            "is answered with a chance of at least m(g_2 − g_1)/((λ_2 − λ_1)σ_1), with m = ι + (1 − ι)(1 − φ), the "
            "militia turns from heavy attacks to harassment or less: "
            f"{_by_case({name: needed_answer_chance(model) for name, model in models.items()})} (above 1, or ∞: at no "
            f"chance); {OPEN}"
        ),
        table(
            f"A timetable of {WEEKS} weeks: weeks of heavy attacks, harassment and quiet as long as nothing is "
            "crossed; expected deaths; chance that the United States breaks off; worth to it",
            ("line, and belief p that every death is answered", *(f"‘{case.name}’" for case in cases)),
            [
                *(
                    (_plan(plan, prior), *(_cell(entries, case, plan, prior) for case in cases))
                    for plan, _, _, prior in PLANS
                ),
                ("leaving at once", *(number(_first(entries, case).leave_at_once) for case in cases)),
                (
                    "weeks at the end in which no normal type answers, at least",
                    *(_silent(models[case.name]) for case in cases),
                ),
                (
                    "credit for the exit up to which quiet is kept",
                    *(number(float(tolerated_credit(models[case.name]))) for case in cases),
                ),
            ],
            class_="numbers",
        ),
        element(
            "p",
            "A negative credit: there is no quiet even without one. Deaths fall with an early break-off because it "
            "ends the exposure, not because of a line. Weeks at the end in which no normal type answers: with so "
            "few weeks left there is too little to lose, whatever it is believed to be.",
            class_="note",
        ),
        Footing(
            derived="The two boundaries; that lines fail near the end unless every death is answered whatever it "
            "costs; that the weeks of quiet and of harassment follow one another in this order.",
            assumed=f"All payoffs; the beliefs p of {number(PRIORS[0])} and {number(PRIORS[1])}, which no document "
            "states; that exposure falls evenly; that the belief in the exit does not move with what happens. Where "
            "lines bring quiet, a longer timetable is worth more: leaving is then preferred only because the "
            "quiet rests on the belief in it.",
            which="One sequential equilibrium at each point, unique given that an unanswered death is read as coming "
            "from one who does not always answer. Ties are broken towards more violence on the map. The militia "
            "replies to the week; one that looks further could gain "
            f"at most {number(100 * worst, 2)} % of a week’s harassment by one deviation in the table. Outcomes are "
            "good to 10 %: with half the period the end of the timetable moves by as much, the two boundaries "
            "not at all.",
            flips="The belief in the exit, and the net loss from a strike, at the values above; the share ι of the "
            "gain that does not come from driving the United States out.",
            observe="What the groups say of an announced date, and do as it nears; whether attacks are claimed as the "
            "cause of an exit; answers to deaths in the last weeks. The documents record no withdrawal with an "
            "announced end.",
        ).markup(),
        level=3,
    )


def _by_case(found: Mapping[str, Any]) -> str:
    return listed([f"{number(float(value))} (‘{name}’)" for name, value in found.items()])


def _plan(plan: str, prior: float) -> str:
    return plan if plan == PLANS[0][0] else f"{plan}, p = {number(prior)}"


def _first(entries: Sequence[TimetableEntry], case: Case) -> TimetableEntry:
    return next(entry for entry in entries if entry.case == case.name)


def _cell(entries: Sequence[TimetableEntry], case: Case, plan: str, prior: float) -> str:
    entry = next(each for each in entries if (each.case, each.plan, each.prior) == (case.name, plan, prior))
    if not entry.certified:
        return "no certified equilibrium"
    weeks = "/".join(number(each) for each in (entry.heavy, entry.harass, entry.hold))
    return f"{weeks} weeks; {number(entry.deaths)} deaths; {number(entry.break_off, 2)}; {number(entry.value)}"


def _silent(model: Timetable) -> str:
    return f"{int(silent_weeks(model, WEEKS, calmest=0))} of {WEEKS}"
