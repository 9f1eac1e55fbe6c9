"""Everything that the report computes apart from the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.evidence import stylised_facts
from deterrence.report import (
    clarity_figure,
    missiles_figure,
    spoken_figure,
    timetable_figure,
    truce_figure,
    width_figure,
)
from deterrence.report.announced import InterimEntry, LineEntry, interim_table, line_table
from deterrence.report.care_table import CareEntry, care_table
from deterrence.report.case import Case
from deterrence.report.certified import Certified
from deterrence.report.crisis_table import CrisisEntry, crisis_table
from deterrence.report.experiment_table import ChainEntry, ExperimentEntry, chain_table, experiment_table
from deterrence.report.host_table import HostEntry, host_table
from deterrence.report.reversal import Stretch, Turn, stretches, turns
from deterrence.report.rule_table import Entry, columns_of, rule_table
from deterrence.report.timetable_table import TimetableEntry, timetable_table
from deterrence.report.truce_table import CutEntry, TruceEntry, credible_from, cut_table, truce_table
from deterrence.report.verdict_change import Change, verdict_changes


@dataclass(frozen=True)
class Numbers:
    """Everything computed apart from the sweep: the page holds no number that is not here or in the sweep."""

    cases: tuple[Case, ...]
    entries: tuple[Entry, ...]
    stretches: tuple[Stretch, ...]
    turns: tuple[Turn, ...]
    lines: tuple[LineEntry, ...]
    interim: tuple[InterimEntry, ...]
    crises: tuple[CrisisEntry, ...]
    experiments: tuple[ExperimentEntry, ...]
    chains: tuple[ChainEntry, ...]
    timetables: tuple[TimetableEntry, ...]
    truces: tuple[TruceEntry, ...]
    cuts: tuple[CutEntry, ...]
    credible_from: tuple[float, ...]
    changes: tuple[Change, ...]
    hosts: tuple[HostEntry, ...]
    aims: tuple[CareEntry, ...]
    certificates: tuple[Certified, ...]

    @classmethod
    def of(cls, chosen: Sequence[Case]) -> Numbers:
        """The numbers of some cases."""
        experiments, credible = experiment_table(chosen), credible_from(chosen)
        return cls(
            cases=tuple(chosen),
            entries=rule_table(chosen),
            stretches=stretches(chosen),
            turns=turns(chosen),
            lines=line_table(chosen),
            interim=interim_table(chosen),
            crises=crisis_table(chosen),
            experiments=experiments,
            chains=chain_table(chosen),
            timetables=timetable_table(chosen),
            truces=truce_table(chosen),
            cuts=cut_table(chosen),
            credible_from=credible,
            changes=verdict_changes(chosen, experiments, credible),
            hosts=host_table(chosen),
            aims=care_table(chosen),
            certificates=map_certificates(chosen),
        )

    def tables(self) -> dict[str, dict[str, Any]]:
        """The tables of numbers, by file name."""
        return {
            "data/rules.csv": columns_of(self.entries),
            "data/reversals.csv": columns_of(self.stretches),
            "data/rule_reversals.csv": columns_of(self.turns),
            "data/lines.csv": columns_of(self.lines),
            "data/announcements.csv": columns_of(self.interim),
            "data/crisis.csv": columns_of(self.crises),
            "data/experiments.csv": columns_of(self.experiments),
            "data/record.csv": columns_of(self.chains),
            "data/timetables.csv": columns_of(self.timetables),
            "data/truces.csv": columns_of(self.truces),
            "data/cuts.csv": columns_of(self.cuts),
            "data/aims.csv": columns_of(self.aims),
            "data/host.csv": columns_of(self.hosts),
            "data/verdict_changes.csv": columns_of(self.changes),
            "data/certificates.csv": columns_of(self.certificates),
            "data/facts.csv": facts_table(),
        }


def map_certificates(chosen: Sequence[Case]) -> tuple[Certified, ...]:
    """The certificates of all points of the maps that have some."""
    return (
        *spoken_figure.certificates(chosen),
        *width_figure.certificates(chosen),
        *clarity_figure.certificates(chosen),
        *timetable_figure.certificates(chosen),
        *truce_figure.certificates(chosen),
        *missiles_figure.certificates(),
    )


def facts_table() -> dict[str, Any]:
    """The measures of the stylised facts."""
    found = [(pattern.id, fact) for pattern in stylised_facts() for fact in pattern.measures]
    ends = [fact.value if isinstance(fact.value, tuple) else (fact.value, fact.value) for _, fact in found]
    return {
        "pattern": np.array([name for name, _ in found]),
        "fact": np.array([fact.id for _, fact in found]),
        "low": np.array([float(low) for low, _ in ends]),
        "high": np.array([float(high) for _, high in ends]),
        "of": np.array([np.nan if fact.of is None else float(fact.of) for _, fact in found]),
        "unit": np.array([fact.unit for _, fact in found]),
        "statement": np.array([fact.statement for _, fact in found]),
    }
