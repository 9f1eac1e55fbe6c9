"""Section 4, hidden aim: whether a line at deaths buys fewer attacks or fewer deaths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, isnan

from deterrence.lethality import Lethality, hold_condition, residual_hazard
from deterrence.model import evaluated
from deterrence.report.care_table import AIMS, AUTOMATA, LASTING, SIZES, CareEntry, climb
from deterrence.report.case import Case
from deterrence.report.footing import OPEN, Footing, verdict
from deterrence.report.html import Markup, element, paragraphs, section, table
from deterrence.report.rule_table import REPLIES
from deterrence.report.words import listed, number, span
from deterrence.standoff import DEATHS


def care(cases: Sequence[Case], entries: Sequence[CareEntry], figures: Mapping[str, Markup]) -> Markup:
    """What hidden aim adds to the dispute on punishment."""
    models = {case.name: Lethality.of(case.primitives) for case in cases}
    hold = {name: float(evaluated(hold_condition(DEATHS, 1, 0), model)) for name, model in models.items()}
    least = {name: float(residual_hazard(model, 2)) for name, model in models.items()}
    return section(
        "care",
        "Does a line at deaths buy fewer attacks, or fewer deaths?",
        paragraphs(
            "One team holds that regular attacks cross the line sooner or later, by accident or by design (document "
            "001; M28), from which it follows that a strike after a death may answer what nobody meant (M29); one "
            "that attacks which cost nothing grow (004; M8). In the model of hidden aim the size of an attack is seen "
            "and its aim is not: the militia chooses how careful to be, careful fire costs effect, and the most "
            "careful fire kills all the same, if less often."
        ),
        figures["care"],
        verdict(
            "Given that each death is answered by one strike, and that attacks go on, in this model, if and only if "
            "the net loss from a strike is above 0, the militia aims away, and deaths become rarer while attacks need "
            f"not; no loss brings the chance of a death in a heavy attack below χ_0 λ_2, {_by_case(least)}; {OPEN}"
        ),
        verdict(
            "Given the same, and that harassment is at its most careful, in this model, if and only if the net loss "
            "from a strike is at least (1 − γ)g_1/(λ_1 (χ_0 − ε)), the militia holds its fire: "
            f"{_by_case(hold)}; {OPEN}"
        ),
        table(
            "Where the militia settles, its aim from 0 (most careful) to 1, weeks between deaths, share of accidents "
            "among them, weekly worth to the United States, and whether the rule would be kept",
            ("rule", *(f"‘{case.name}’" for case in cases)),
            [
                *(
                    (
                        name,
                        *(
                            _cell(next(each for each in entries if (each.case, each.rule) == (case.name, name)))
                            for case in cases
                        ),
                    )
                    for name in AUTOMATA
                ),
                (
                    "salvos of a militia that finds out from which size on it is answered, in units of six rockets",
                    *(", ".join(map(str, climb(case))) for case in cases),
                ),
            ],
            class_="numbers",
        ),
        element(
            "p",
            "Strikes until quiet: one a week from the week after a death on; after a quiet week they end with a "
            f"chance of {number(1 - exp(-1 / LASTING), 2)}. A week without command’s attacks is quiet unless others "
            f"fire. The last row: the largest salvo is {SIZES} units; growth comes from finding out, where being "
            "struck costs something, and says nothing of how much.",
            class_="note",
        ),
        Footing(
            derived="The boundaries; that care comes before quiet; that accidents remain; that weeks of strikes weigh "
            "more with the militia than one strike does.",
            assumed="All payoffs; which share of its effect careful fire loses at most (γ = "
            f"{span(float(model.careful_loss) for model in models.values())}) and how often it kills beside careless "
            f"fire (χ_0 = {span(float(model.accident_floor) for model in models.values())}), which no document states; "
            "that aim is not seen at all.",
            which="For each rule the militia’s best reply, the most violent where some are tied, and whether all of "
            f"it is a perfect public equilibrium. {_certified(entries)} Where strikes go on until it is quiet, the "
            "numbers depend on the week as the period.",
            flips="What the line moves: the net loss from a strike, at the lines of the map; the accident floor χ_0: "
            "at ε or below it no loss ends attacks at the most careful aim.",
            observe="Where rockets fell, and what they were aimed at, in attacks before and after a strike; warnings "
            "before attacks. The documents give neither.",
        ).markup(),
        level=3,
    )


def _by_case(found: Mapping[str, float]) -> str:
    return listed([f"{number(value) if value > 0 else 'at none'} (‘{name}’)" for name, value in found.items()])


def _certified(entries: Sequence[CareEntry]) -> str:
    """How many verdicts of the table a certificate confirms."""
    agreeing = sum(entry.certified for entry in entries)
    return (
        f"{'Every verdict' if agreeing == len(entries) else f'{agreeing} of the {len(entries)} verdicts'} in the table "
        f"agrees with a certificate that tries every level, with {AIMS + 1} aims each, and every answer in every state."
    )


def _cell(entry: CareEntry) -> str:
    aim = "" if isnan(entry.aim) else f", aim {number(entry.aim, 2)}"
    kept = "kept" if entry.kept else "not kept"
    return (
        f"{REPLIES[entry.level]}{aim}; {number(entry.weeks_to_death)} weeks; {number(entry.accident_share, 2)}; "
        f"{number(entry.value)}; {kept}"
    )
