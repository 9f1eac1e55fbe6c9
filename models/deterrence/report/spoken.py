"""Section 4, the red line: whether it has to be spoken, how wide it is, and what an announcement does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deterrence.evidence import fact
from deterrence.red_line import (
    DEATHS,
    LINES,
    RedLine,
    equilibrium_values,
    needed_answer_chance,
    needed_audience_cost,
)
from deterrence.report.announced import STATED, InterimEntry, LineEntry, assaulting, before_and_after
from deterrence.report.case import Case
from deterrence.report.footing import OPEN, Footing, ties_told, verdict
from deterrence.report.html import Markup, element, fragment, paragraphs, section, table
from deterrence.report.rule_table import REPLIES
from deterrence.report.spoken_figure import STRIKES, pairs
from deterrence.report.width_figure import worth_up_to
from deterrence.report.words import listed, measured, number, span

STATED_WORDS = {
    "silent": "silence",
    "deaths": "deaths",
    "deaths and embassy": "deaths and the embassy",
    "any attack": "any attack",
}


def words(cases: Sequence[Case], lines: Sequence[LineEntry], figures: Mapping[str, Markup]) -> Markup:
    """X3: whether the line has to be stated."""
    return section(
        "words",
        "Does the line have to be spoken?",
        paragraphs(
            "One team writes of a line that nobody proclaimed and both sides understood (document 001; M22); one of a "
            "warning in so many words, given to the government of Iraq in May 2019 (004; M23); one proposes to state "
            "lines, which suggests that they had not been (003; M30) (dispute X3). The model of the red line has one "
            "week: a line is stated or not, the militia replies, and an office-holder whose resolve varies answers or "
            "does not. To leave a crossing of a stated line unanswered costs him the audience cost α."
        ),
        figures["spoken"],
        verdict(
            "Given that some chance P* of an answer to a death makes the militia prefer harassment to heavy attacks, "
            "and that the embassy is left alone, in this model, if and only if α_D is at least s̃ − ψ̄(1 − P*), a "
            f"line at deaths, once stated, restrains it; {OPEN}"
        ),
        verdict(
            "Given the same, in this model, if and only if that number is not positive, the line needs no words: the "
            f"resolve alone makes answers to deaths frequent enough; {OPEN}"
        ),
        table(
            "A line at deaths, unsaid and stated, in every calibration",
            (
                "calibration and strike",
                "unsaid",
                "stated",
                "P* needed",
                "chance of an answer to a death, unsaid and stated",
                "α needed",
                "α assumed",
                "a private warning has to arrive with at least this chance",
            ),
            [_spoken_row(lines, case, rung) for case, rung in pairs(cases)],
            class_="numbers",
        ),
        element(
            "p",
            "P* above 1, or –: no chance of an answer restrains the militia. α needed below 0: the line needs no "
            "words. A warning that is passed on with a chance p counts as much as an audience cost of pα. The needed "
            "α says nothing of the embassy, nor of harassment: a line that is not needed against heavy attacks can "
            "still turn harassment to holding fire.",
            class_="note",
        ),
        Footing(
            derived="The boundaries, P* and the needed α. A stated line moves the militia only through how often its "
            "crossings are answered; with certain answers it moves nothing.",
            assumed="The audience costs, which no document states; that the resolve is even over its range, whose "
            f"upper end is {span(float(case.primitives.resolve_bound) for case in cases)}; that the militia knows all "
            "this; all other payoffs.",
            which="All: with the line set before the resolve is known there is one equilibrium but for ties, and "
            f"{ties_told(lines, 'lines.csv')} Where the office-holder knows his resolve there are more, listed below "
            "under what an announcement does.",
            flips=_flips(cases),
            observe="Whether, after a line was stated, deaths are answered that would not have been: by the same "
            f"government, at the same cost. Of the fatal attacks, {measured(fact('Q079'))}, were answered, which tells "
            "nothing of what leaving one unanswered would have cost.",
        ).markup(),
        level=3,
    )


def _spoken_row(lines: Sequence[LineEntry], case: Case, rung: int) -> tuple[str, ...]:
    before, after = before_and_after(lines, case, rung, DEATHS.value)
    model = RedLine.of(case.primitives)
    cost, assumed = float(needed_audience_cost(model, rung)), float(model.audience_cost_death)
    relay = number(cost / assumed) if 0 < cost <= assumed else "no need" if cost <= 0 else "–"
    return (
        f"‘{case.name}’, {STRIKES[rung]}",
        REPLIES[before.reply],
        REPLIES[after.reply],
        number(float(needed_answer_chance(model, rung=rung))),
        f"{number(before.answered_death)}, {number(after.answered_death)}",
        number(cost),
        number(assumed),
        relay,
    )


def _flips(cases: Sequence[Case]) -> str:
    at: dict[str, list[str]] = {"needed": [], "not needed": [], "out of reach": []}
    for case, rung in pairs(cases):
        cost = float(needed_audience_cost(RedLine.of(case.primitives), rung))
        where = f"‘{case.name}’ ({STRIKES[rung]})"
        if cost > 0:
            at["needed"].append(f"α_D at {number(cost)} in {where}")
        else:
            at["not needed" if cost <= 0 else "out of reach"].append(where)
    parts = [listed(at["needed"])] if at["needed"] else []
    parts += [f"{words} in {listed(at[words])}" for words in ("not needed", "out of reach") if at[words]]
    return (
        f"Whether a line at deaths makes harassment worth more than heavy attacks: {'; '.join(parts)}. Next to it the "
        "net loss from a strike, at the heights of the lines in the map, and the cost of a strike s̃."
    )


def width(cases: Sequence[Case], lines: Sequence[LineEntry], figures: Mapping[str, Markup]) -> Markup:
    """X4: which events a line covers."""
    return section(
        "width",
        "How wide a line would be stated?",
        paragraphs(
            "The same dispute (X4), asked of what is announced instead of what is answered: a line at deaths "
            "(documents 001 and 004; M22, M23), at deaths and the embassy (003; M30, M31), or at any attack (reported "
            "in 002; M34). A strike after drone attacks without a reported death (001; M32) fits none of the lines at "
            "deaths. A wide line has to be honoured after attacks that nobody ordered."
        ),
        figures["width"],
        verdict(
            "Given that the militia holds its fire after a line at any attack and not after a narrower one, in this "
            "model, if and only if the chance of a rogue attack stays below the value at which the answers to "
            f"these use up what holding saves, the widest line is worth most to the office-holder; {OPEN}"
        ),
        table(
            "Every line in every calibration: what the militia does, the value to the office-holder, the value to the "
            "United States without what is his alone; in bold what he would state",
            ("calibration and strike", *(STATED_WORDS[line.value] for line in LINES), "break-even of rogue attacks"),
            [_width_row(lines, case, rung) for case, rung in pairs(cases)],
            class_="numbers",
        ),
        element(
            "p",
            "The break-even is that of a line at any attack: first the chance of a rogue attack up to which it is "
            "worth more than any other line, then the one up to which the militia holds its fire; – where it does "
            "not hold.",
            class_="note",
        ),
        Footing(
            derived="Which line is stated, the boundaries, and that answering everything alike takes away the margin "
            "between light and heavy attacks: a wide line works by making the militia hold, or not at all.",
            assumed="That a wide line costs less to leave unanswered than a narrow one (α_X is "
            f"{span(float(case.primitives.audience_cost_any) for case in cases)}), an odd rocket being hard to "
            "verify; that an answer to an attack without a death has the further cost Λ; payoffs.",
            which=f"All: over all subgame-perfect equilibria the line is worth to the office-holder {_values(cases)}, "
            "from the worst to the best.",
            flips="The chance of a rogue attack, at the break-evens of the table; the net loss from a strike, at the "
            "values of the map; and the audience cost of a line at any attack.",
            observe="Whether answers come to attacks that kill nobody once such a line was stated. After the warning "
            "of March 2020 an attack followed within two days, and no answer to it is recorded; the warning came with "
            "a strike, so that it is no clean case.",
        ).markup(),
        level=3,
    )


def _width_row(lines: Sequence[LineEntry], case: Case, rung: int) -> tuple[str, ...]:
    cells: list[str] = [f"‘{case.name}’, {STRIKES[rung]}"]
    for line in LINES:
        (entry,) = (each for each in lines if (each.case, each.rung, each.line) == (case.name, rung, line.value))
        text = f"{REPLIES[entry.reply]}; {number(entry.office)}; {number(entry.nation)}"
        cells.append(element("strong", text) if entry.stated else text)
    worth, held = worth_up_to(RedLine.of(case.primitives), rung)
    cells.append("–" if worth != worth else f"{number(worth)}; {number(held)}")
    return tuple(cells)


def _values(cases: Sequence[Case]) -> str:
    told = []
    for case in cases:
        found = [equilibrium_values(RedLine.of(case.primitives), rung) for rung in (1, 2)]
        parts = [span((float(each.lowest), float(each.highest))) for each in found]
        told.append(f"{' or '.join(parts)} (‘{case.name}’, by kind of strike)")
    return listed(told)


def announcement(
    cases: Sequence[Case],
    lines: Sequence[LineEntry],
    interim: Sequence[InterimEntry],
    figures: Mapping[str, Markup],
) -> Markup:
    """What an announcement does to harassment, to deaths, and to what is believed of the one who speaks."""
    assaults = assaulting(cases, lines)
    return section(
        "announcement",
        "What does an announcement do?",
        paragraphs(
            "An announcement can do four things here: nothing, since the line is kept or broken in any case; lower the "
            "level of attacks; lower crossings and raise harassment, since the militia turns to what the line "
            "permits; or move attacks to what it leaves out. A line is said to work if crossings become fewer, "
            "and to fail if harassment rises; both can be the same change."
        ),
        figures["clarity"],
        verdict(
            "Given that the militia would otherwise attack heavily or assault the embassy, in this model, if and only "
            "if, at the chances of an answer that a line brings, harassment is worth more to it than every heavier "
            f"level and than holding its fire, the line brings more harassment and fewer crossings; {OPEN}"
        ),
        table(
            "What each line changes: from silence to the line, the militia’s level and the chance of a death in a week",
            ("calibration and strike", *(f"line at {STATED_WORDS[line.value]}" for line in STATED)),
            [
                (
                    f"‘{case.name}’, {STRIKES[rung]}",
                    *(_changed(*before_and_after(lines, case, rung, line.value)) for line in STATED),
                )
                for case, rung in pairs(cases)
            ],
            class_="numbers",
        ),
        paragraphs(
            "So far the line is set before the resolve is known, and tells nothing of it. Where the office-holder "
            "knows his resolve when he speaks, the announcement is a signal as well, and silence is one. The table "
            "has every equilibrium in cut-offs (those above a resolve announce, or those below), with any belief "
            f"after what nobody says that supports it. {_both(cases, interim)}"
        ),
        table(
            "Every equilibrium in cut-offs: the militia’s level after silence / after the line; where all say the "
            "same, the other message is never sent",
            ("calibration and strike", *(f"line at {STATED_WORDS[line.value]}" for line in STATED)),
            [
                (
                    f"‘{case.name}’, {STRIKES[rung]}",
                    *(_interim_cell(interim, case, rung, line.value) for line in STATED),
                )
                for case, rung in pairs(cases)
            ],
            class_="numbers",
        ),
        Footing(
            derived="That clarity can raise harassment and lower crossings, and where; that a line at deaths alone "
            "leaves the embassy open; which announcements are signals, and which are talk that changes no reply.",
            assumed="Payoffs, as above; that a weekly assault on the embassy would bring its gain every week"
            + (f", which the record, with one assault, contradicts in {listed(assaults)}." if assaults else "."),
            which="All, of both kinds: with the resolve not yet known, and with the resolve known. That cut-offs are "
            "all there is, and that there always is one, is not shown.",
            flips="The audience cost and the net loss from a strike, along the lines of the map.",
            observe="Levels of attack before and after a line is stated, the cost of answers staying the same, and "
            "where attacks go: below the line, or beside it.",
        ).markup(),
        level=3,
    )


def _changed(before: LineEntry, after: LineEntry) -> str:
    if before.reply == after.reply:
        return f"{REPLIES[after.reply]}, said or unsaid; {number(after.crossed)}"
    return (
        f"from “{REPLIES[before.reply]}” to “{REPLIES[after.reply]}”; "
        f"{number(before.crossed)} to {number(after.crossed)}"
    )


def _both(cases: Sequence[Case], interim: Sequence[InterimEntry]) -> str:
    """In which cases everybody may be silent and everybody may announce."""
    kinds: dict[tuple[str, int, str], set[str]] = {}
    for each in interim:
        kinds.setdefault((each.case, each.rung, each.line), set()).add(each.kind)
    both = {name for (name, _, _), found in kinds.items() if {"all silent", "all announce"} <= found}
    told = [f"‘{case.name}’" for case in cases if case.name in both]
    if not told:
        return "In no calibration may both everybody be silent and everybody announce."
    return (
        f"In {listed(told)} there are lines with which everybody may be silent and everybody may announce: what the "
        "line does then depends on what silence would be taken for."
    )


def _interim_cell(interim: Sequence[InterimEntry], case: Case, rung: int, line: str) -> Markup:
    mine = [each for each in interim if (each.case, each.rung, each.line) == (case.name, rung, line)]
    parts: list[str] = []
    for each in mine:
        cut = ""
        if each.low == each.low:
            cut = f", cut-off {number(each.low)}" + (f" to {number(each.high)}" if each.high > each.low else "")
        parts += [element("strong", f"{each.kind}{cut}"), f": {each.after_silence} / {each.after_line}", element("br")]
    return fragment(*parts[:-1])

