"""Section 7: what this page cannot say."""

from __future__ import annotations

from deterrence.evidence import fact
from deterrence.report.html import Markup, items, paragraphs, section
from deterrence.report.words import in_words

NOT_MODELLED = (
    "Iran: how far it controls the groups. The militia is one player here, and Iran is one in the crisis alone.",
    "The government of Iraq outside the model of the host: elsewhere it enters only through the numbers for the gain "
    "of being struck and for the cost of a strike. Parliament, parties and the protest movement are one chance that an "
    "eviction is carried out.",
    "How a warning is forgotten, or tested: the standoff has no announcements, the red line has one week, and in the "
    "timetable a belief falls only when a death goes unanswered.",
    "Several groups, and mistakes about who fired, except that some attacks happen whatever the militia decides.",
    "Whether what one model finds would stand in another: each answers its own question with the same numbers, and "
    "none contains all of the others.",
)


def limits() -> Markup:
    """What is not modelled, and what no model of this kind can tell."""
    return section(
        "limits",
        "What this page cannot say",
        paragraphs(
            "It cannot say what caused what. The documents report sequences; "
            f"{in_words(int(fact('Q078').number))} strike episodes and {in_words(int(fact('Q079').number))} fatal "
            "attacks after the warning of May 2019 bear no estimate of an effect, and none is given.",
            "It cannot say which calibration is true. Each was built where one argument is strongest; that the "
            "argument holds there is how it was built, and no support for it. How many points of a sweep "
            "meet a condition says how wide the ranges were drawn, and nothing about the world; no such share is "
            "printed.",
            "It cannot count an author team twice. Two of the documents are by one author.",
        ),
        paragraphs("Not in these models:"),
        items(NOT_MODELLED),
        paragraphs(
            "The model holds that being struck can pay the militia, but not that it then attacks more: without an "
            "answer it attacks at the highest level already, so that a strike that pays it leaves the level where it "
            "was. The claim that retaliation breeds attacks needs a grievance that outlasts the strike, or a level "
            "above the highest here.",
            "Rules are stationary: the same answer to the same event, for ever, until an answer fails to come. Other "
            "equilibria exist beside those named; “every rule” means every rule named here.",
            "An office-holder who gains from answering a death would answer where the nation, by the numbers here, "
            "would not. That private gain may decide what is done, and is left out of the values printed for "
            "the United States.",
        ),
    )
