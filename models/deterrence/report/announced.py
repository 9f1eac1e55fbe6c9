"""Every stated line in every calibration: what it changes, what it is worth, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deterrence.red_line import (
    ANY,
    DEATHS,
    EMBASSY,
    EVENTS,
    KINDS,
    LEVELS,
    LINES,
    RUNGS,
    SILENT,
    RedLine,
    interim_equilibria,
)
from deterrence.report.case import Case
from deterrence.report.spoken_figure import STRIKES, pairs

STATED = (DEATHS, EMBASSY, ANY)
NEVER = 1e-9
"""A level with less than this chance is not named."""


@dataclass(frozen=True)
class LineEntry:
    """One line, or silence, in one calibration with one kind of strike; the line is set before the resolve is known.

    Parameters
    ----------
    case : str
    rung : int
    line : str
    reply, reply_if_tied : str
        The militia's level, and the least violent one that is as good for it.
    answered_nonlethal, answered_embassy, answered_death : float
        Chance of an answer to each event.
    harassed : float
        Chance of a week of harassment.
    crossed : float
        Chance of a death in the week, as every line here forbids.
    office, nation : float
        Value to the office-holder, and to the United States without his resolve and audience cost.
    stated : bool
        Whether it is what the office-holder states.
    certified : bool
        Whether the equilibrium of which this is a part is certified.
    regret : float
    """

    case: str
    rung: int
    line: str
    reply: str
    reply_if_tied: str
    answered_nonlethal: float
    answered_embassy: float
    answered_death: float
    harassed: float
    crossed: float
    office: float
    nation: float
    stated: bool
    certified: bool
    regret: float


@dataclass(frozen=True)
class InterimEntry:
    """One equilibrium in which the office-holder knows his resolve when he speaks.

    Parameters
    ----------
    case : str
    rung : int
    line : str
        The line that may be stated, against silence.
    kind : str
    low, high : float
        The least and the largest cut-off with these replies; NaN where all say the same.
    after_silence, after_line : str
        The militia's levels.
    certified : bool
    regret : float
    """

    case: str
    rung: int
    line: str
    kind: str
    low: float
    high: float
    after_silence: str
    after_line: str
    certified: bool
    regret: float


def line_table(cases: Sequence[Case]) -> tuple[LineEntry, ...]:
    """Every line in every case, with both kinds of strike."""
    entries = []
    for case, rung in pairs(cases):
        model = RedLine.of(case.primitives)
        certificate = model.certificate(rung)
        stated = int(model.announcement(rung))
        for place, line in enumerate(LINES):
            reply = int(model.reply(line, rung))
            nonlethal, embassy, death = (float(model.answer_chance(line, event, rung)) for event in EVENTS)
            entries.append(
                LineEntry(
                    case.name,
                    rung,
                    line.value,
                    LEVELS[reply],
                    LEVELS[int(model.reply(line, rung, violent=False))],
                    nonlethal,
                    embassy,
                    death,
                    float(LEVELS[reply] == "harass"),
                    float(model.crossing_chance(line, rung, of=DEATHS)),
                    float(model.value(line, rung)),
                    float(model.national_value(line, rung)),
                    place == stated,
                    bool(np.all(certificate.holds)),
                    float(np.max(certificate.relative_regret)),
                )
            )
    return tuple(entries)


def interim_table(cases: Sequence[Case]) -> tuple[InterimEntry, ...]:
    """Every equilibrium in cut-offs, in every case, with both kinds of strike and each line against silence."""
    entries = []
    for case, rung in pairs(cases):
        for line in STATED:
            found = interim_equilibria(RedLine.of(case.primitives), line, rung)
            certificate = found.equilibria.certificate
            for row, (kind, cutoffs) in enumerate(zip(found.kinds, found.cutoffs, strict=True)):
                silence, spoken = found.equilibria.strategies[1][row]
                entries.append(
                    InterimEntry(
                        case.name,
                        rung,
                        line.value,
                        KINDS[kind],
                        float(cutoffs[0]),
                        float(cutoffs[1]),
                        _levels(silence),
                        _levels(spoken),
                        bool(np.all(certificate.holds[row])),
                        float(np.max(certificate.relative_regret[row])),
                    )
                )
    return tuple(entries)


def _levels(shares: np.ndarray) -> str:
    return " or ".join(level for level, share in zip(LEVELS, shares, strict=True) if share > NEVER)


def assaulting(cases: Sequence[Case], entries: Sequence[LineEntry]) -> list[str]:
    """The cases, and kinds of strike, in which the embassy is assaulted after what is stated."""
    where = {(entry.case, entry.rung) for entry in entries if entry.stated and entry.reply == "embassy"}
    told = []
    for case in cases:
        rungs = [rung for rung in RUNGS if (case.name, rung) in where]
        if rungs:
            told.append(f"‘{case.name}’" + ("" if len(rungs) == len(RUNGS) else f" ({STRIKES[rungs[0]]})"))
    return told


def before_and_after(entries: Sequence[LineEntry], case: Case, rung: int, line: str) -> tuple[LineEntry, LineEntry]:
    """The entries of silence and of a line."""
    mine = {entry.line: entry for entry in entries if (entry.case, entry.rung) == (case.name, rung)}
    return mine[SILENT.value], mine[line]
