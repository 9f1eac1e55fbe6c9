"""Section 5: the verdict changes if …"""

from __future__ import annotations

import math
from collections.abc import Sequence

from deterrence.report.case import Case
from deterrence.report.html import Markup, element, fragment, paragraphs, section, symbol, table
from deterrence.report.outcome import OUTCOME_MEANINGS
from deterrence.report.reversal import LEVERS, Lever, Stretch, Turn
from deterrence.report.rule_table import RULE_WORDS
from deterrence.report.verdict_change import Change, changes_table
from deterrence.report.words import number

SHORT = {
    "leave": "leaving",
    "never": "staying without answers",
    "benchmark": "answering every attack only",
    "line": "a line",
}

RULES_TOLD = (
    "leave: leave at once; never: stay, never answer; deaths, heavy, any: answer deaths, deaths and heavy attacks, "
    "every attack, with a proportionate strike (1) or a strike on leaders (2). Begins, ends: as the number grows past "
    "the value given."
)


def reversals(
    cases: Sequence[Case], stretches: Sequence[Stretch], turns: Sequence[Turn], changes: Sequence[Change]
) -> Markup:
    """What one number at a time can change, over its whole range."""
    return section(
        "reversals",
        "Reversals: the verdict changes if …",
        paragraphs(
            "One number at a time is moved, the others stay where the calibration has them. In the model in which the "
            "verdict was reached, if a number passes the value given here, the verdict changes. The numbers on which "
            "the crisis turns belong to no calibration, and stand in its section."
        ),
        changes_table(cases, changes),
        paragraphs(
            "The same for the standoff, over the whole range of every number: each cell says what would be kept over "
            "which stretch; in bold, where the calibration stands now. In this model, if a number passes a value given "
            "here, the verdict changes as stated."
        ),
        table(
            "What would be kept, as one number moves over its range",
            ("number and range", *(f"‘{case.name}’" for case in cases)),
            [(_lever(lever), *(_cell(stretches, case, lever) for case in cases)) for lever in LEVERS],
            class_="numbers",
        ),
        element(
            "p",
            "; ".join(f"{SHORT[name]}: {meaning}" for name, meaning in OUTCOME_MEANINGS.items())
            + ". The value of the discount factor δ at which a verdict changes depends on how long a period is taken "
            "to be.",
            class_="note",
        ),
        *(
            element(
                "details",
                element("summary", f"Rule by rule with the numbers of ‘{case.name}’"),
                element("p", RULES_TOLD, class_="note"),
                table(
                    f"Where each rule begins or ceases to be kept with the numbers of ‘{case.name}’",
                    ("number", *RULE_WORDS),
                    [
                        (
                            fragment(symbol(lever.symbol), f" (now {number(float(lever.now(case.model)))})"),
                            *_turns(turns, case, lever),
                        )
                        for lever in LEVERS
                    ],
                    class_="numbers",
                ),
            )
            for case in cases
        ),
    )


def _lever(lever: Lever) -> Markup:
    return fragment(
        element("strong", symbol(lever.symbol)), f" {lever.words}: {number(lever.low)} to {number(lever.high, 4)}"
    )


def _cell(stretches: Sequence[Stretch], case: Case, lever: Lever) -> Markup:
    found = [each for each in stretches if (each.case, each.lever) == (case.name, lever.name)]
    if len(found) == 1:
        return fragment(element("strong", SHORT[found[0].outcome]), " throughout")
    parts: list[str] = []
    for place, each in enumerate(found):
        words = SHORT[each.outcome]
        told = element("strong", words) if each.start <= each.now <= each.end else Markup(words)
        where = f" to {number(each.end)}; " if place < len(found) - 1 else f" above {number(each.start)}"
        parts += [told, where]
    return fragment(*parts)


def _turns(turns: Sequence[Turn], case: Case, lever: Lever) -> list[str]:
    cells = []
    for rule in RULE_WORDS:
        found = [turn for turn in turns if (turn.case, turn.lever, turn.rule) == (case.name, lever.name, rule)]
        text = "kept" if found[0].kept_now else "not kept"
        changes = [turn for turn in found if not math.isnan(turn.at)]
        for turn in changes:
            text += f"; {'begins' if turn.direction > 0 else 'ends'} at {number(turn.at)}"
        cells.append(text)
    return cells
