"""Section 6: where the models fail the record."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deterrence.evidence import Evidence, fact, stylised_facts
from deterrence.host import Policy
from deterrence.red_line import SILENT, Event, RedLine, answered_from, lull_weeks, needed_answer_chance
from deterrence.report.announced import LineEntry, assaulting
from deterrence.report.care_table import climb
from deterrence.report.case import LETHALITIES, Case
from deterrence.report.host_table import HostEntry
from deterrence.report.html import Markup, element, fragment, paragraphs, section, table
from deterrence.report.numbers import Numbers
from deterrence.report.truce_figure import least_ratios
from deterrence.report.truce_table import RULES, TruceEntry
from deterrence.report.words import assumed, listed, number, percent
from deterrence.standoff import death_answer_chance, record_chance

FAILS = "not met"
"""How the cell of a regularity begins that a calibration does not yield."""

DECAY = 0.03
"""How much of a belief in an answer is assumed to be lost in a week, above the least that is left of it."""

NOWHERE = {
    "SF5": "not met in any model here: each yields a part (an assault on the embassy in the red line, a missile strike "
    "without deaths in the crisis, weeks without attacks in the truce), none the sequence",
    "SF10": "no model here has attacks that may be claimed or not",
}
"""Regularities on which every model is silent, which is a failure too."""


def fit(evidence: Evidence, numbers: Numbers) -> Markup:
    """The stylised facts against what each model yields in each calibration, failures first."""
    statements = {pattern.id: pattern.statement for pattern in stylised_facts(evidence)}
    cases = numbers.cases
    rows = matches(numbers)
    names = ", ".join(name for name in statements if name in NOWHERE)
    return section(
        "fit",
        "Where the models fail the record",
        paragraphs(
            "A model that reproduces a regularity is not thereby right, and one that does not may have been built for "
            "another purpose. No number was fitted to the regularities but how often attacks kill. The failures come "
            "first, then what has only a chance or is put in, then what comes out as in the record. SF7 is withdrawn. "
            "In the standoff the resolve is what an office-holder gains privately from answering a death: here it is "
            "drawn evenly from 0 to its upper end, while the authors’ calibrations have it at 0."
        ),
        table(
            f"Regularities that no model here yields: {names}",
            ("regularity", "why"),
            [(_named(name, statements), why) for name, why in NOWHERE.items()],
        ),
        table(
            "Models against the regularities of the record, failures first",
            ("regularity", "model", *(f"‘{case.name}’" for case in cases)),
            [(_named(match.fact, statements), match.model, *match.cells) for match in rows],
        ),
        element("p", _assaults(cases, numbers.lines), class_="note"),
    )


@dataclass(frozen=True)
class Match:
    """What one model yields of one regularity, by case."""

    fact: str
    model: str
    cells: tuple[str, ...]

    @property
    def failures(self) -> int:
        """In how many cases it is not met."""
        return sum(cell.startswith(FAILS) for cell in self.cells)


def matches(numbers: Numbers) -> list[Match]:
    """Every regularity of which a model says something, failures first."""
    readings: tuple[tuple[str, str, Callable[[Case], str]], ...] = (
        ("SF9", "standoff", strike_after_nonfatal),
        ("SF9", "red line, proportionate strike", _line_after_nonfatal),
        ("SF3", "standoff", rising_intensity),
        ("SF3", "hidden aim, a militia that finds out", probed),
        ("SF2", "red line, proportionate strike", _lull),
        ("SF8", "truce", lambda case: broken_truce(case, numbers.truces)),
        ("SF6", "host, strikes after deaths", lambda case: _no_expulsion(case, numbers.hosts)),
        ("SF4", "standoff", deaths),
        ("SF4", "host, strikes after deaths", lambda case: _host_deaths(case, numbers.hosts)),
        ("SF1", "standoff", answers_to_deaths),
        ("SF1", "red line, proportionate strike", lambda case: _tacit_answers(case, numbers.lines)),
    )
    found = [Match(fact, model, tuple(read(case) for case in numbers.cases)) for fact, model, read in readings]
    return sorted(found, key=lambda match: -match.failures)


def _named(name: str, statements: Mapping[str, str]) -> Markup:
    return fragment(element("strong", name), " ", statements[name])


def _mine(case: Case, entries: Sequence[HostEntry]) -> list[HostEntry]:
    return [each for each in entries if (each.case, each.policy) == (case.name, Policy.STATUS_QUO.value)]


def _no_expulsion(case: Case, entries: Sequence[HostEntry]) -> str:
    """SF6: nobody was expelled within a year after strikes."""
    found = [each.expelled for each in _mine(case, entries)]
    if not found:
        return "no calibration of the host"
    return f"no expulsion within a year has chance {number(1 - max(found), 2)} to {number(1 - min(found), 2)}"


def _host_deaths(case: Case, entries: Sequence[HostEntry]) -> str:
    """SF4: fatal attacks in a year, beside those on record."""
    found = [each.deaths for each in _mine(case, entries)]
    if not found:
        return "no calibration of the host"
    weeks = assumed(fact("Q088"), "length of the period covered")
    return (
        f"{number(min(found), 2)} to {number(max(found), 2)} deaths in a year; on record are {_cases('Q079')} fatal "
        f"attacks in about {weeks} weeks"
    )


def broken_truce(case: Case, entries: Sequence[TruceEntry]) -> str:
    """SF8: quiet while a condition stands, attacks when steps are taken whatever happens."""
    condition, none = (
        next(each for each in entries if (each.case, each.rule) == (case.name, rule)) for rule in tuple(RULES)[1::-1]
    )
    if condition.attack_gain > 0:
        share = condition.dislike / condition.attack_gain
        told = f"the dislike of the presence is {number(share)} times the gain; {number(least_ratios()[0])} are needed"
    else:
        told = "there is nothing to gain from an attack"
    if not condition.holds:
        return f"{FAILS}: no truce, since {told}"
    if none.holds:
        return f"{FAILS}: quiet with and without a condition, since {told}"
    return f"met: quiet under a condition, attacks under steps without one; {told}"


def strike_after_nonfatal(case: Case) -> str:
    """SF9: the upper end of the resolve that a strike after a nonfatal attack would need."""
    model = case.model
    weight = float(model.nonfatal_weight)
    needed = float(model.strike_burden(1) + model.nonfatal_strike_cost) / weight if weight else math.inf
    bound = float(model.resolve_bound)
    return (
        f"{'can be met' if bound >= needed else FAILS}: needs a resolve after a death of at least "
        f"{number(needed)}; the range ends at {number(bound)}"
    )


def rising_intensity(case: Case) -> str:
    """SF3: the militia's level is the same every week."""
    return f"{FAILS}: without answers the militia attacks at one level from the first week on"


def probed(case: Case) -> str:
    """SF3: salvos of a militia that does not know from which size on it is answered."""
    sizes = climb(case)
    told = ", ".join(map(str, sizes))
    if len(sizes) == 1:
        return f"{FAILS}: the largest salvo at once, since a strike costs it nothing"
    return f"met: salvos of {told} units, one after the other, while none is answered"


def deaths(case: Case) -> str:
    """SF4: how often attacks kill is an input; what it implies for the quiet run after March 2020."""
    found = LETHALITIES.get(case.lethality)
    if found is None:
        return "an input, chosen by hand"
    late = "late 2019 by construction" if case.lethality == "high" else "not late 2019, by construction"
    return (
        f"an input and no test: {late}; at the attacks of late 2019 a run of "
        f"{assumed(fact('Q089'), 'run without a death after March 2020')} weeks without a death has chance "
        f"{number(found.quiet_run, 2)}"
    )


def answers_to_deaths(case: Case) -> str:
    """SF1: the chance that all deaths are answered, for a resolve that varies evenly from 0 to its bound."""
    model, fatal, nonfatal = case.model, _cases("Q079"), _cases("Q080")
    once = float(death_answer_chance(model))
    each = float(record_chance(model, deaths=fatal, nonfatal=0))
    quiet = float(record_chance(model, deaths=0, nonfatal=nonfatal))
    return (
        f"{fatal} answers of {fatal} have chance {number(each, 2)} if the resolve is drawn anew for each death, "
        f"{number(once, 2)} if once for all; 0 answers to {nonfatal} nonfatal attacks have chance {number(quiet, 2)}"
    )


def _line_after_nonfatal(case: Case) -> str:
    """SF9 in the red line: the upper end of the resolve that an answer to a nonfatal attack would need, unsaid."""
    model = RedLine.of(case.primitives)
    needed, bound = float(answered_from(model, SILENT, Event.NONLETHAL)), float(model.resolve_bound)
    return (
        f"{'can be met' if bound >= needed else FAILS}: needs a range of the resolve up to {number(needed)}; it "
        f"ends at {number(bound)}"
    )


def _lull(case: Case) -> str:
    """SF2 in the red line: weeks from a warning to heavy attacks, on an assumed path of beliefs."""
    weeks = float(lull_weeks(needed_answer_chance(RedLine.of(case.primitives)), rate=DECAY))
    decay = f"were the belief in an answer to decay by {percent(DECAY)} a week"
    return f"{FAILS}: no lull is derived; {decay}, {number(weeks, 2)} weeks"


def _assaults(cases: Sequence[Case], lines: Sequence[LineEntry]) -> str:
    """The cases in which the embassy is assaulted every week."""
    told = assaulting(cases, lines)
    if not told:
        return "In no calibration is the embassy assaulted every week."
    return f"In {listed(told)} the militia assaults the embassy, and every week; the record has one such assault."


def _tacit_answers(case: Case, lines: Sequence[LineEntry]) -> str:
    """SF1 in the red line: the chance that all deaths are answered, without a stated line."""
    entry = next(each for each in lines if (each.case, each.rung, each.line) == (case.name, 1, SILENT.value))
    fatal = _cases("Q079")
    return f"{fatal} answers of {fatal}, without a stated line, have chance {number(entry.answered_death**fatal, 2)}"


def _cases(name: str) -> int:
    """The number of cases of a fact."""
    found = fact(name).of
    if found is None:
        raise ValueError(f"{name} needs to be a fact with a number of cases; it has none.")
    return found
