"""The benchmark in section 4: answering every attack, which no author argues for."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.case import Case
from deterrence.report.html import Markup, element, paragraphs, section, table
from deterrence.report.rule_table import REPLIES, Entry
from deterrence.report.words import number
from deterrence.standoff import RUNGS


def benchmark(cases: Sequence[Case], entries: Sequence[Entry]) -> Markup:
    """What certain and general punishment would cost, and whether it would be kept."""
    own = {(entry.case, entry.rule): entry for entry in entries if entry.lethality == "own"}
    return section(
        "benchmark",
        "A benchmark: answering every attack",
        paragraphs(
            "No author argues for this rule (P17). It is here as the limit of certain punishment, so that a model does "
            "not credit a line with what punishing everything would do as well, nor blame punishment for what only "
            "selective punishment does. Its price where the militia holds its fire is the answers to rogue attacks, "
            "ε(s̃ + (1 − λ₁)Λ) a week; where the militia does not hold, every attack is answered, and the price is "
            "that of every answer."
        ),
        table(
            "The benchmark in every calibration",
            (
                "calibration and strike",
                "militia",
                "answers to rogue attacks, a week",
                "weekly value",
                "costliest answer",
                "largest answer that would be given",
                "verdict",
            ),
            [_row(case, rung, own[case.name, f"any {rung}"]) for case in cases for rung in RUNGS],
            class_="numbers",
        ),
        element(
            "p",
            "The largest answer that would be given is δ/(1 − δ) times what a week under the rule is worth beyond a "
            "week without it. Unlike the smallest discount factor that is often quoted, it hardly depends on how long "
            "a period is taken to be. Negative or below the costliest answer: the rule is not kept.",
            class_="note",
        ),
        level=3,
    )


def _row(case: Case, rung: int, entry: Entry) -> tuple[str, ...]:
    model = case.model
    price = model.rogue_rate * (model.strike_burden(rung) + (1 - model.harass_lethality) * model.nonfatal_strike_cost)
    return (
        f"‘{case.name}’, {('proportionate', 'on leaders')[rung - 1]}",
        REPLIES[entry.reply],
        number(float(price)),
        number(entry.value),
        number(entry.answer_cost),
        number(entry.affordable),
        "kept" if entry.kept else "not kept",
    )
