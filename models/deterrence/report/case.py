"""The cases of the report: each author team's calibration, and the reader's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

import numpy as np

from deterrence.model import Model
from deterrence.parameters import ParameterError, Primitives
from deterrence.scenarios import CALIBRATIONS, HIGH_LETHALITY, LOW_LETHALITY, load_scenario
from deterrence.standoff import Standoff
from gametheory.sweep import stack

M = TypeVar("M", bound=Model)

LETHALITIES = {"high": HIGH_LETHALITY, "low": LOW_LETHALITY}
HEAVY_RATIO = HIGH_LETHALITY.heavy / HIGH_LETHALITY.ordinary
"""How many times as often a heavy attack kills as harassment does, in both calibrations."""

TOLD = {"high": "deaths as frequent as in late 2019", "low": "deaths as frequent as over the whole period"}


@dataclass(frozen=True)
class Case:
    """One set of numbers.

    Parameters
    ----------
    name : str
    title : str
        Whose numbers, in words.
    argument : str
    primitives : Primitives
        One number for each parameter.
    own : bool
        Whether they come from a scenario file.
    """

    name: str
    title: str
    argument: str
    primitives: Primitives
    own: bool = False

    @property
    def model(self) -> Standoff:
        """The standoff with these numbers."""
        return Standoff.of(self.primitives)

    def with_lethality(self, name: str) -> Standoff:
        """The same with one of the two calibrations of how often attacks kill."""
        chosen = LETHALITIES[name]
        return Standoff.of(self.primitives, harass_lethality=chosen.ordinary, heavy_lethality=chosen.heavy)

    @property
    def lethality(self) -> str:
        """The calibration of lethality that the case has; empty if it has neither."""
        return next(
            (
                name
                for name, each in LETHALITIES.items()
                if np.isclose(float(self.primitives.heavy_lethality), each.heavy)
                and np.isclose(float(self.primitives.harass_lethality), each.ordinary)
            ),
            "",
        )


def cases(scenario_files: Iterable[str | os.PathLike[str]] = ()) -> tuple[Case, ...]:
    """The four calibrations, then one case for each scenario file.

    Raises
    ------
    ParameterError
        If a file cannot be used, holds an axis instead of a number, or bears the name of another case.
    OSError
        If a file cannot be read.
    """
    found = [
        Case(
            name,
            f"document{'s' * (len(each.documents) > 1)} {' and '.join(each.documents)}",
            each.argument,
            each.primitives,
        )
        for name, each in CALIBRATIONS.items()
    ]
    for path in map(Path, scenario_files):
        if path.stem in {case.name for case in found}:
            raise ParameterError(f"{path}: the name {path.stem!r} is taken by another case; rename the file.")
        primitives = load_scenario(path)
        for field in fields(primitives):
            if np.ndim(getattr(primitives, field.name)):
                raise ParameterError(
                    f"{path}: {field.name} needs one number here; got {_shown(primitives, field.name)}."
                )
        found.append(Case(path.stem, f"from {path.name}", "Your own numbers.", primitives, own=True))
    return tuple(found)


def stacked(models: Sequence[M]) -> M:
    """Models of one kind, of one number for each parameter, as one model of arrays, (model,)."""
    names = [field.name for field in fields(models[0])]
    arrays = {name: np.array([float(getattr(model, name)) for model in models]) for name in names}
    return models[0].unchecked(**arrays)


def _shown(primitives: Primitives, name: str) -> str:
    return f"a list of {stack([getattr(primitives, name)]).size} numbers"
