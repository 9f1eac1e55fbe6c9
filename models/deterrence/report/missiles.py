"""Section 4, the crisis: whether the missile strike of January 2020 was a signal, and what luck had to do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deterrence.crisis import Crisis, intuitive_condition, risk_condition, separation_condition, threshold_value
from deterrence.report.crisis_table import CrisisEntry
from deterrence.report.footing import OPEN, Footing, verdict
from deterrence.report.html import Markup, element, paragraphs, section, table
from deterrence.report.missiles_figure import APART, pooling_prior
from deterrence.report.words import listed, number, span


def missiles(crises: Sequence[CrisisEntry], figures: Mapping[str, Markup]) -> Markup:
    """X19: a signal of restraint, or an escalation that force had caused."""
    model = Crisis.january_2020()
    gain, prior, deaths = (
        float(threshold_value(condition(), model))
        for condition in (separation_condition, risk_condition, intuitive_condition)
    )
    knee = float(model.knee())
    luck = (1 - float(model.escalatory_prior)) * float(model.escalation_chance)
    return section(
        "missiles",
        "Was the missile strike of January 2020 a signal of restraint?",
        paragraphs(
            "Washington presented it so and the Iranian minister declared the reply concluded, both as reported by one "
            "team, which adds that luck kept it from killing (document 002; M56, M58); two teams weigh it by the more "
            "than 100 or 110 who were hurt, as a retaliation that force brought about (000 and 001; M57) (dispute "
            "X19). The model of the crisis begins after the strike on a leader. Iran is limited or escalatory, and "
            "knows which; it does nothing, telegraphs a reply, or strikes fully; Americans die or do not; the United "
            "States stops or escalates, and to escalate is war. No author team states numbers for this. What "
            "follows uses the values of the table of its parameters, which are nobody’s calibration.",
        ),
        figures["missiles"],
        verdict(
            "Given that the limited type would rather telegraph than bring war by a full reply, and that no type "
            "would rather stay silent, in this model, if and only if the escalatory type gains from a full reply at "
            f"least G = c_E(1 − ε_1 q_0) − (1 − ρ)F_0 (here {number(gain)}), there is an "
            f"equilibrium in which a telegraphed reply reveals restraint; {OPEN}"
        ),
        verdict(
            "Given that equilibrium, in this model, if and only if the chance π of the escalatory type is below "
            f"{number(prior)} or above {number(knee)}, that a reply can be telegraphed makes war less frequent than if "
            f"both types had to strike fully; {OPEN}"
        ),
        verdict(
            "Given the same, in this model, if and only if the United States would escalate after deaths with some "
            f"chance q_0 above 0, luck mattered: each added chance of deaths raises that of war by (1 − π)q_0, here "
            f"{number(luck)} of it; {OPEN}"
        ),
        figures["crisis"],
        table(
            "Every equilibrium: before the bar the replies of the limited type, after it those of the escalatory one",
            (
                "cost of leaving after the reply",
                "equilibrium",
                "chance of war",
                "against each type",
                "passes the intuitive criterion",
                "chance of war without a telegraphed reply",
            ),
            [_row(entry) for entry in crises],
            class_="numbers",
        ),
        element(
            "p",
            "The cost of leaving is that of leaving in haste, L + H, of each calibration: the one number of the "
            f"authors’ that enters here, beside the cost of war. {_exits(crises)}",
            class_="note",
        ),
        Footing(
            derived="The thresholds and the boundaries; that both sides of the dispute can be right at once: in the "
            "equilibrium that tells the types apart, the reply is a signal of restraint, and the risk of war that it "
            "leaves was brought about by the strike before it.",
            assumed="All payoffs, the two types, and how often each reply kills; that Iran telegraphed the strike on "
            "purpose, which no document says; that the strike on the leader is given.",
            which=f"All perfect Bayesian equilibria: {_bounds(crises)}. Where the United States is indifferent, at a "
            "belief of exactly W/S, both answers are listed. The equilibrium in which both strike fully passes the "
            f"intuitive criterion only below π = {number(pooling_prior(model))}, or, at the π of the table, only for "
            f"ε_2 of {number(deaths)} or less.",
            flips=f"Telling apart: G at {number(gain)}. War made less frequent: π at {number(prior)} and "
            f"{number(knee)}. Luck: q_0 at 0. The signal itself: a cost of leaving below W.",
            observe="Whether anyone in Iran gains from a war; who gave the warning before the strike, and to whom; "
            "and what was decided in Washington for the case that Americans had died.",
        ).markup(),
        level=3,
    )


def _row(entry: CrisisEntry) -> tuple[str, ...]:
    where = "leaving is not open" if entry.exit == "none" else f"{number(entry.exit_cost)} (‘{entry.exit}’)"
    without = span((entry.without_low, entry.without_high), 4)
    return (
        where,
        entry.equilibrium,
        number(entry.war, 4),
        f"{number(entry.war_limited, 4)}; {number(entry.war_escalatory, 4)}",
        "yes" if entry.passes else "no",
        without,
    )


def _exits(crises: Sequence[CrisisEntry]) -> str:
    """With which exits some equilibrium tells the types apart."""
    costs = {entry.exit: entry.exit_cost for entry in crises if entry.exit != "none"}
    apart = {entry.exit for entry in crises if entry.equilibrium == APART}
    kept = [f"{number(cost)} (‘{name}’)" for name, cost in costs.items() if name in apart]
    undone = [f"{number(cost)} (‘{name}’)" for name, cost in costs.items() if name not in apart]
    told = [f"With an exit that costs {listed(kept, 'or')} an equilibrium tells the types apart."] if kept else []
    if undone:
        told.append(
            f"With one that costs {listed(undone, 'or')} none does: a full reply then brings too little war to deter "
            "the limited type from it."
        )
    return " ".join(told)


def _bounds(crises: Sequence[CrisisEntry]) -> str:
    """The chance of war from the least to the most, over all equilibria and over those that pass the criterion."""
    told = []
    for name in dict.fromkeys(entry.exit for entry in crises):
        ends = []
        for mine in (
            [entry.war for entry in crises if entry.exit == name],
            [entry.war for entry in crises if entry.exit == name and entry.passes],
        ):
            ends.append(span(mine, 4) if mine else "none")
        where = "with no exit" if name == "none" else f"with the exit of ‘{name}’"
        told.append(ends[0] if ends[0] == ends[1] else f"{ends[0]}, and {ends[1]} if it has to pass the criterion,")
        told[-1] += f" {where}"
    return "war has a chance of " + listed(told)
