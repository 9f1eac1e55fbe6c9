"""What stands between the box and the sections: how to read the page."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.report.appendix import Totals
from deterrence.report.case import Case
from deterrence.report.html import Markup, element, fragment, items, paragraphs
from deterrence.report.words import count


def introduction(cases: Sequence[Case], computed: Totals) -> Markup:
    """The model in plain words, and what the names of the calibrations stand for."""
    return fragment(
        paragraphs(
            "The model is one week, played again and again. The United States stays in Iraq or leaves for good. A "
            "militia holds its fire, harasses, or attacks heavily; now and then cells outside its command attack "
            "whatever it decides. An attack may kill an American. The United States answers with a proportionate "
            "strike, with a strike on leaders, or not at all. A rule says which attacks are answered. It is believed "
            "until an answer fails to come; from then on nothing is answered, and the United States leaves if that is "
            "better. A rule is “kept” if carrying it out is in the interest of the United States every time, the "
            "militia doing what is best for itself (a subgame-perfect equilibrium).",
            "Further models answer what this one cannot. In the red line, one week long, a line may be stated, and an "
            "office-holder answers a crossing or pays for not doing so. Where aim is hidden, the militia chooses how "
            "careful to be. In learning, nobody but the militia knows what a strike does to it. In the timetable and "
            "in the truce the United States leaves over weeks, with lines or with conditions. In the host, a "
            "government protects its guests, restricts or evicts them. In the crisis, Iran replies to a strike on a "
            "leader, and the United States stops or escalates.",
            "No document states what anything is worth to anyone. So there are sets of numbers, each made to fit one "
            "argument, and ranges for those who take no side. The names are those of the arguments; their order means "
            "nothing:",
        ),
        items(fragment(element("strong", f"‘{case.name}’"), f" ({case.title}). {case.argument}") for case in cases),
        paragraphs(
            f"What is said of the ranges was computed at {count(computed.points)} points."
        ),
    )
