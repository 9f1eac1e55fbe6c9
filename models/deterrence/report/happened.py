"""Section 2: what happened, with the number of cases beside each fact."""

from __future__ import annotations

from deterrence.evidence import Evidence, Fact, StylisedFact, stylised_facts
from deterrence.report.html import Markup, element, fragment, items, paragraphs, section, table
from deterrence.report.words import FLAG, flagged, in_words, measured


def happened(evidence: Evidence, timeline: Markup) -> Markup:
    """The timeline, and the regularities with their measures."""
    facts = stylised_facts(evidence)
    return section(
        "happened",
        "What happened",
        paragraphs(
            f"All that follows comes from {in_words(len(evidence.sources))} documents. They report events and a few "
            "numbers; they are no record of every attack, and for most of the three years no document counts attacks "
            "at all."
        ),
        timeline,
        table(
            "The regularities that the documents report, with the number of cases beside each",
            ("regularity", "measures", "what they do not show"),
            [_pattern(pattern) for pattern in facts],
            class_="measures",
        ),
        element(
            "p",
            f"{FLAG} From the window of late 2019, which ends with the death that it counts: its rate of deaths is "
            "overstated, and the estimate that is free of this bias is 0. “At least” and “at most” are one-sided 95 % "
            "bounds for few cases (Clopper and Pearson). SF7 was withdrawn; its number is not used again.",
            class_="note",
        ),
        element(
            "details",
            element("summary", "Every measure with its rows and its limits"),
            table(
                "The measures of the regularities",
                ("measure", "value", "rows of the tables", "limits and assumptions"),
                [_measure(fact) for pattern in facts for fact in pattern.measures],
            ),
        ),
    )


def _pattern(pattern: StylisedFact) -> tuple[str, ...]:
    measures = [
        fragment(fact.statement.removesuffix("."), ": ", element("strong", measured(fact)), flagged(fact))
        for fact in pattern.measures
    ]
    return fragment(element("strong", pattern.id), " ", pattern.statement), items(measures), pattern.caveat


def _measure(fact: Fact) -> tuple[str, ...]:
    return (
        fragment(element("strong", fact.id), " ", fact.statement),
        measured(fact) + flagged(fact),
        ", ".join(fact.rows),
        _limits(fact),
    )


def _limits(fact: Fact) -> str:
    assumed = "; ".join(f"{assumption.name} {assumption.value}" for assumption in fact.assumptions)
    return " ".join(filter(None, (fact.note, f"Assumed: {assumed}." if assumed else "")))
