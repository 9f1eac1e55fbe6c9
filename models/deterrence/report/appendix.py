"""Section 8: parameters, certificates, and how to run it again with other numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deterrence.crisis import CRISIS_PARAMETERS, JANUARY_2020
from deterrence.learning import LEARNING_PARAMETERS, PAIRS, Learning
from deterrence.lethality import LETHALITY_PARAMETERS, Lethality
from deterrence.parameters import PARAMETERS, Parameter, parameters_of
from deterrence.red_line import RedLine
from deterrence.report.case import Case
from deterrence.report.certified import Certified
from deterrence.report.html import Markup, element, paragraphs, section, symbol, table
from deterrence.report.rule_table import Entry
from deterrence.report.timetable_table import PRIORS
from deterrence.report.truce_table import RECORDED, SPOILERS
from deterrence.report.words import count, in_words, number
from deterrence.scenarios import AGNOSTIC, CALIBRATIONS, PUNISH
from deterrence.standoff import CELLS, DEATHS, Standoff
from deterrence.timetable import TIMETABLE_PARAMETERS, Timetable
from deterrence.truce import TRUCE_PARAMETERS, Truce

EXAMPLE = """\
base = "punish"          # the calibration that all other numbers are taken from
presence_value = 1.5     # any key of the table above, within its range
war_risk = 0.01
"""


_AIM = Lethality.of(PUNISH)

ALONE = {
    "tough_prior": " and ".join(map(number, PRIORS)),
    "credit": "0",
    "recorded": number(RECORDED),
    "spoiler_rate": number(SPOILERS),
    "careful_loss": number(float(_AIM.careful_loss)),
    "accident_floor": number(float(_AIM.accident_floor)),
    **{name: number(setting.value) for name, setting in PAIRS.items()},
}
"""Values of the parameters that no calibration has."""


@dataclass(frozen=True)
class Totals:
    """What was computed, and how much of it is certified.

    Parameters
    ----------
    points : int
        Parameter points drawn, each with every rule.
    seed : int
    claimed, certified : int
        Equilibria by the closed forms among the rules of the points chosen, and those of them certified.
    denied, refuted : int
        The other rules of these points, and those of them in which some deviation pays.
    worst_regret, least_regret : float
        Largest gain from deviating in a certified equilibrium, smallest in a refuted one: shares of the range
        of payoffs.
    """

    points: int
    seed: int
    claimed: int
    certified: int
    denied: int
    refuted: int
    worst_regret: float
    least_regret: float


def appendix(
    cases: Sequence[Case], entries: Sequence[Entry], totals: Totals, certificates: Sequence[Certified]
) -> Markup:
    """Everything that a referee needs, and a reader with other numbers."""
    return section(
        "appendix",
        "Parameters, certificates, and running it again",
        _parameters(cases),
        _certificates(cases, entries, totals, certificates),
        section(
            "again",
            "Running it again, with your own numbers",
            paragraphs(
                "The same command with the same seed writes the same numbers. An interrupted run is resumed by it; "
                "verify compares every file with its recorded hash and computes the numbers again. In a clone of the "
                "repository the command is .venv/bin/deterrence, which make lab installs."
            ),
            element(
                "pre", f"deterrence lab --out lab --points {totals.points} --seed {totals.seed}\ndeterrence verify lab"
            ),
            paragraphs(
                "Your own numbers go in a file such as mine.toml. They appear beside the authors’ in every map and "
                "table that has calibrations, but for the host, which has its own."
            ),
            element("pre", EXAMPLE),
            element("pre", "deterrence lab --scenario mine.toml"),
            level=3,
        ),
        section(
            "cite",
            "How to cite",
            paragraphs(
                "The gametheory developers, gametheory-deterrence, with the version given in manifest.json, one "
                "folder above this page, and in CITATION.cff. Cite the calibration and the rule with every number: "
                "without them it means nothing. The facts of the record are those of the five documents, and are to "
                "be cited from them."
            ),
            level=3,
        ),
    )


def _parameters(cases: Sequence[Case]) -> Markup:
    return section(
        "parameters",
        "Parameters",
        paragraphs(
            "One unit of payoff is the militia’s gross gain from one week of harassment; a period is one week. Payoffs "
            "of the two sides are not compared with each other. The ranges are those that the sweep covers, except "
            "where all calibrations share one number, which the sweep keeps, and for how often attacks kill, which it "
            "takes in both calibrations. Parameters of the other models alone are not swept, and stand at the end."
        ),
        table(
            "Every parameter that the calibrations state: those of the standoff first",
            ("symbol", "key", "meaning and unit", "accepted range", "rests on", *(f"‘{case.name}’" for case in cases)),
            [
                (
                    symbol(each.symbol),
                    element("code", name, class_="key"),
                    f"{each.meaning} ({each.unit})",
                    _range(name),
                    f"{each.provenance}" + (f", {', '.join(each.quantities)}" if each.quantities else ""),
                    *(number(float(getattr(case.primitives, name))) for case in cases),
                )
                for name, each in _shared().items()
            ],
            class_="numbers",
        ),
        element(
            "details",
            element("summary", "Where the ranges come from"),
            table(
                "What each range rests on",
                ("key", "basis"),
                [(element("code", name), each.basis) for name, each in _shared().items()],
            ),
        ),
        *(
            element(
                "details",
                element("summary", f"Why the numbers of ‘{name}’"),
                table(
                    f"‘{name}’: {each.argument}",
                    ("key", "value", "rests on", "reason"),
                    [
                        (element("code", key), number(setting.value), str(setting.provenance), setting.reason)
                        for key, setting in each.settings.items()
                        if key in _shared()
                    ],
                    class_="numbers",
                ),
            )
            for name, each in CALIBRATIONS.items()
        ),
        _own_parameters(
            "The parameters of the timetable, the truce, learning and hidden aim alone, which no document and no "
            "calibration states",
            (
                (each, ALONE[name], each.basis)
                for own in (TIMETABLE_PARAMETERS, TRUCE_PARAMETERS, LEARNING_PARAMETERS, LETHALITY_PARAMETERS)
                for name, each in own.items()
            ),
        ),
        element(
            "p",
            "The model of the host has its own calibrations, of more than fifty numbers each, with a reason beside "
            "every number, in deterrence.host.HOST_CALIBRATIONS; they are not the numbers of this table.",
            class_="note",
        ),
        _own_parameters(
            "The parameters of the crisis alone, and the values used here, which are nobody’s calibration",
            (
                (each, number(JANUARY_2020[name].value), JANUARY_2020[name].reason)
                for name, each in CRISIS_PARAMETERS.items()
            ),
        ),
        level=3,
    )


def _own_parameters(caption: str, given: Iterable[tuple[Parameter, str, str]]) -> Markup:
    """Parameters that no calibration has, each with its value and the reason for it."""
    return table(
        caption,
        ("symbol", "key", "meaning and unit", "accepted range", "value", "reason"),
        [
            (
                symbol(each.symbol),
                element("code", each.name, class_="key"),
                f"{each.meaning} ({each.unit})",
                f"{number(each.low)} to {number(each.high, 4)}",
                value,
                reason,
            )
            for each, value, reason in given
        ],
        class_="numbers",
    )


def _shared() -> dict[str, Parameter]:
    """The parameters of the models that the calibrations speak of, those of the standoff first."""
    found: dict[str, Parameter] = {}
    for model in (Standoff, RedLine, Timetable, Truce, Learning):
        found |= {name: each for name, each in parameters_of(model).items() if name in PARAMETERS}
    return found


def _range(name: str) -> str:
    shared = name in AGNOSTIC and AGNOSTIC[name][0] == AGNOSTIC[name][1]
    accepted = f"{number(PARAMETERS[name].low)} to {number(PARAMETERS[name].high, 4)}"
    return f"{accepted}; one number in all calibrations" if shared else accepted


def _certificates(
    cases: Sequence[Case], entries: Sequence[Entry], totals: Totals, certificates: Sequence[Certified]
) -> Markup:
    agreeing = sum(entry.certified for entry in entries)
    kept = [entry for entry in entries if entry.kept]
    judged = totals.claimed + totals.denied
    share = (totals.certified + totals.refuted) / judged
    return section(
        "certificates",
        "Certificates",
        paragraphs(
            "A verdict here is a closed form: necessary and sufficient conditions for a rule to be a subgame-perfect "
            "equilibrium. A certificate is independent of it: the standoff is written as a stochastic game of "
            f"{len(cases[0].model.game(DEATHS, 1).states)} states, the strategies are valued, and every deviation in "
            "every state is tried, also after events that never occur in play. An equilibrium is certified if none "
            "gains more than a rounding error.",
            f"The verdicts were computed at all {count(totals.points)} points, drawn evenly over the ranges "
            f"(scrambled Sobol nets, seed {totals.seed}), for all {in_words(len(CELLS))} rules. Certificates were "
            f"computed for the first draws of each net, themselves spread over the ranges: {count(judged)} "
            f"certificates. Closed form and certificate agree in {_share(share)} of them: "
            f"{_all_but(totals.claimed - totals.certified)} of the rules said to be equilibria are certified, with a "
            f"worst regret of {number(totals.worst_regret, 2)} of the payoff range; "
            f"{_all_but(totals.denied - totals.refuted)} of the others are refuted, by a deviation that gains at "
            f"least {number(totals.least_regret, 2)}.",
            f"Of the {len(entries)} rules in the calibrations (each with both frequencies of deaths) {agreeing} have a "
            f"certificate that agrees; the worst regret of those that are kept is "
            f"{number(max(entry.regret for entry in kept), 2)}.",
            "The other models have certificates of their own. In the red line every line, every level after "
            "every line and every resolve after every line and event is tried; in the crisis every reply of each "
            "type, and every response after every reply with and without deaths; in the timetable every level, answer "
            "and exit at every belief, in the table in rational arithmetic, with Bayes’ rule; in the truce the "
            "militia’s other choice in every week; where aim is hidden every level, aim and answer in every state; in "
            "the host every choice is checked to be the noisy reply to the others. Those of the tables are in "
            "data/rules.csv, lines.csv, announcements.csv, timetables.csv, aims.csv, host.csv, truces.csv and "
            "crisis.csv. Those of the maps below were computed at every point (in the truce at every ratio that the "
            "map shows), and are in certificates.csv. The other maps show the militia’s best reply, closed forms and "
            "thresholds without a certificate at each point. Learning is a decision of one player, with a bound on the "
            "error of its values in experiments.csv.",
        ),
        table(
            "Certificates of the maps",
            ("model and map", "equilibria", "share certified", "worst regret, as a share of the range of payoffs"),
            [_of_map(certificates, each) for each in dict.fromkeys((each.model, each.figure) for each in certificates)],
            class_="numbers",
        ),
        level=3,
    )


def _of_map(certificates: Sequence[Certified], which: tuple[str, str]) -> tuple[str, ...]:
    mine = [each for each in certificates if (each.model, each.figure) == which]
    equilibria = sum(each.equilibria for each in mine)
    share = sum(each.certified for each in mine) / equilibria
    model = f"the {which[0].replace('_', ' ')}"
    return f"{model}: {which[1]}", count(equilibria), _share(share), number(max(each.worst_regret for each in mine), 2)


def _all_but(missed: int) -> str:
    """How many of them; how many there are would be a share of points, which says nothing about the world."""
    return f"all but {count(missed)}" if missed else "all"


def _share(share: float) -> str:
    return "100 %" if share == 1 else f"{100 * share:.3f} %"
