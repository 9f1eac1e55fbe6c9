"""Section 3: who says what, from when, and how many voices that makes."""

from __future__ import annotations

from deterrence.evidence import Evidence, Source
from deterrence.report.html import Markup, element, fragment, paragraphs, section, table
from deterrence.report.words import in_words, listed


def voices(evidence: Evidence) -> Markup:
    """The documents, their author teams, and what each argues for in one sentence."""
    return section(
        "voices",
        "Who says what",
        paragraphs(
            _how_many(evidence.sources),
            "M-numbers are claims of the documents, X-numbers the disputes between them, E-numbers events, Q- and "
            "SF-numbers facts computed from these, and P-numbers policies.",
        ),
        table(
            "The documents, each with the position that it argues for, in words that are not its own",
            ("document", "team and authors", "written", "argues for", "claims", "disputes", "to bear in mind"),
            [_row(source) for source in evidence.sources],
        ),
    )


def _how_many(documents: tuple[Source, ...]) -> str:
    teams = {source.team for source in documents}
    named = {source.team for source in documents if source.authors}
    shared = [
        [source.document for source in documents if source.team == team]
        for team in sorted(teams)
        if sum(source.team == team for source in documents) > 1
    ]
    together = "; ".join(f"{listed(names)} are by one author and count as one voice" for names in shared)
    unnamed = len(documents) - sum(bool(source.authors) for source in documents)
    return (
        f"{in_words(len(documents)).capitalize()} documents by at most {in_words(len(teams))} author teams: "
        f"{in_words(len(named))} teams name their authors, and {in_words(unnamed)} documents name none, so that it "
        f"cannot be checked whether those authors differ from the others. {together}. Documents of one team that "
        "agree corroborate nothing."
    )


def _row(source: Source) -> tuple[str, ...]:
    period = str(source.written_start)
    if source.written_end != source.written_start:
        period = f"{period} to {source.written_end}"
    return (
        element("code", source.document),
        fragment(element("strong", f"Team {source.team}"), f": {source.byline}; {source.kind}"),
        fragment(element("strong", period), f". {source.vantage}"),
        source.policy,
        _folded(source.claims),
        ", ".join(source.disputes),
        source.note,
    )


def _folded(claims: tuple[str, ...]) -> Markup:
    return element("details", element("summary", f"{len(claims)} claims"), ", ".join(claims))
