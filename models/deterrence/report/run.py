"""From nothing to the report: compute, certify, draw, write; resumed where it was interrupted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deterrence.evidence import Evidence
from deterrence.report import (
    care_figure,
    clarity_figure,
    host_figure,
    missiles_figure,
    record_figure,
    spoken_figure,
    timetable_figure,
    truce_figure,
    width_figure,
)
from deterrence.report.appendix import Totals, appendix
from deterrence.report.case import Case, cases
from deterrence.report.dispute import disputes
from deterrence.report.events_figure import events_figure
from deterrence.report.everywhere_figure import keeping_everywhere_figure, leaving_everywhere_figure
from deterrence.report.figure import Figure
from deterrence.report.fit import fit
from deterrence.report.happened import happened
from deterrence.report.html import Markup
from deterrence.report.introduction import introduction
from deterrence.report.leaving_figure import leaving_figure
from deterrence.report.limits import limits
from deterrence.report.line_figure import line_figure
from deterrence.report.numbers import Numbers
from deterrence.report.page import page
from deterrence.report.progress import Progress, Silent
from deterrence.report.punishment_figure import punishment_figure
from deterrence.report.reversals import reversals
from deterrence.report.sweep import pieces, points_of, solved
from deterrence.report.voices import voices
from gametheory.sweep import record

PAGE = "report.html"
RELATIVE, ABSOLUTE = 1e-6, 1e-9
"""How far recomputed numbers may lie from those on record: rounding, which differs from machine to machine."""


def run(
    folder: str | os.PathLike[str],
    *,
    scenario_files: Iterable[str | os.PathLike[str]] = (),
    points: int,
    seed: int,
    progress: Progress | None = None,
) -> Path:
    """Write the report into a folder, or finish the one that was begun there.

    Parameters
    ----------
    folder : path
    scenario_files : paths
        Scenarios of one's own; see :func:`deterrence.scenarios.load_scenario`.
    points : int
        Parameter points to draw, rounded up to whole pieces.
    seed : int
    progress : Progress, optional

    Returns
    -------
    Path
        Of the page.
    """
    told = Silent() if progress is None else progress
    paths = [Path(path) for path in scenario_files]
    chosen = cases(paths)  # before anything is written: a file that cannot be used changes nothing
    work = pieces(points, seed)
    with record(folder, inputs=paths, seed=seed, options={"points": points}) as archive:
        told.say("computing the calibrations and their reversals")
        numbers = Numbers.of(chosen)
        sweep = archive.chunked("draws", solved, work, progress=told.steps("solving the draws"))
        drawings = {}
        figures = all_figures(chosen, sweep)
        step = told.steps("drawing the figures")
        for done, figure in enumerate(figures, start=1):
            drawings[figure.name] = figure.rendered()
            for ending, data in drawings[figure.name].items():
                archive.output(f"figures/{figure.name}.{ending}", data)
            archive.output(f"figures/{figure.name}.csv", figure.columns, relative=RELATIVE, absolute=ABSOLUTE)
            step(done, len(figures))
        for name, columns in numbers.tables().items():
            archive.output(name, columns, relative=RELATIVE, absolute=ABSOLUTE)
        archive.output("data/draws.npz", sweep)
        archive.output("data/first_draws.npz", first_piece(points, seed))
        markup = {
            each.name: each.markup(drawings[each.name]["svg"], place) for place, each in enumerate(figures, start=1)
        }
        archive.output(PAGE, whole_page(numbers, totals(sweep, len(work), seed), markup))
    return Path(folder) / "outputs" / PAGE


def all_figures(chosen: Sequence[Case], sweep: Mapping[str, Any]) -> list[Figure]:
    """The figures in the order of the page."""
    counts = {name: sweep[name].sum(axis=0) for name in ("leave_all", "leave_yes", "keep_all", "keep_yes")}
    maps = {figure.name: figure for figure in case_figures(chosen)}
    return [
        events_figure(),
        maps["punishment"],
        maps["care"],
        maps["record"],
        maps["line"],
        keeping_everywhere_figure(counts),
        maps["spoken"],
        maps["width"],
        maps["clarity"],
        maps["host"],
        maps["leaving"],
        leaving_everywhere_figure(counts),
        maps["timetable"],
        maps["truce"],
        maps["missiles"],
        maps["crisis"],
    ]


def case_figures(chosen: Sequence[Case]) -> tuple[Figure, ...]:
    """The maps, which need no draws."""
    return tuple(
        figure(chosen)
        for figure in (
            punishment_figure,
            care_figure.care_figure,
            record_figure.record_figure,
            line_figure,
            spoken_figure.spoken_figure,
            width_figure.width_figure,
            clarity_figure.clarity_figure,
            host_figure.host_figure,
            leaving_figure,
            timetable_figure.timetable_figure,
            truce_figure.truce_figure,
            missiles_figure.missiles_figure,
            missiles_figure.crisis_figure,
        )
    )


def first_piece(points: int, seed: int) -> dict[str, Any]:
    """The first piece of the draws, by which the sweep can be checked without all of it.

    The regrets are left out: they are rounding errors, and differ from machine to machine.
    """
    found = solved(pieces(points, seed)[0])
    return {name: values for name, values in found.items() if not name.endswith("_regret")}


def totals(sweep: Mapping[str, Any], number: int, seed: int) -> Totals:
    """The sweep in a few numbers."""
    claimed, certified, denied, refuted = (
        int(sweep[name].sum()) for name in ("claimed", "certified", "denied", "refuted")
    )
    worst, least = float(sweep["worst_regret"].max()), float(sweep["least_regret"].min())
    return Totals(points_of(number), seed, claimed, certified, denied, refuted, worst, least)


def whole_page(numbers: Numbers, computed: Totals, figures: Mapping[str, Markup]) -> str:
    """The page from its parts."""
    evidence = Evidence.read()
    return page(
        introduction(numbers.cases, computed),
        [
            ("happened", "What happened", happened(evidence, figures["events"])),
            ("voices", "Who says what", voices(evidence)),
            ("disputes", "One page a dispute", disputes(numbers, figures)),
            (
                "reversals",
                "Reversals: the verdict changes if …",
                reversals(numbers.cases, numbers.stretches, numbers.turns, numbers.changes),
            ),
            ("fit", "Where the models fail the record", fit(evidence, numbers)),
            ("limits", "What this page cannot say", limits()),
            (
                "appendix",
                "Parameters, certificates, and running it again",
                appendix(numbers.cases, numbers.entries, computed, numbers.certificates),
            ),
        ],
    )
