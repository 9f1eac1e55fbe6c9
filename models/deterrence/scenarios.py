"""Four calibrations, one for each author team's argument, the ranges of an agnostic, and scenario files.

No calibration is the truth, and none is a default: each is built where one team's argument is strongest. The
sources give counts, dates and directions, never utilities, so almost every number is an assumption of the
package; what a source supports is the direction given beside it.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from deterrence.evidence import Lethality, lethality_calibrations
from deterrence.parameters import PARAMETERS, Number, ParameterError, Primitives, Provenance
from gametheory.sweep import axes, draws

GROSS_GAIN = (0.0, 1.0, 2.2, 3.0)
"""Gross weekly gain of the militia b by level (hold, harass, heavy, embassy assault); harassment is the unit."""

EFFORT = (0.0, 0.2, 0.5, 0.5)
"""Weekly cost of effort c by level; the campaign is said to be cheap (M9). The net gain is g = b - c."""


@dataclass(frozen=True)
class Setting:
    """A value of a parameter in a calibration, and why it was chosen.

    Attributes
    ----------
    value : float
    provenance : Provenance
        ASSUMED: no source states a number. CALIBRATED, DOCUMENT: as in
        :class:`deterrence.parameters.Parameter`.
    reason : str
        The direction that the source supports, in the package's own words, with claims (M) of the ledger.
    """

    value: float
    provenance: Provenance
    reason: str


@dataclass(frozen=True)
class Calibration:
    """One author team's argument as numbers.

    Attributes
    ----------
    name : str
    documents : tuple of str
        First three digits of the documents of the team.
    argument : str
    settings : mapping of parameter name to Setting
    """

    name: str
    documents: tuple[str, ...]
    argument: str
    settings: Mapping[str, Setting]

    @property
    def primitives(self) -> Primitives:
        """The values alone."""
        return Primitives(**{name: setting.value for name, setting in self.settings.items()})


def _assumed(**values: tuple[float, str]) -> dict[str, Setting]:
    return {name: Setting(value, Provenance.ASSUMED, reason) for name, (value, reason) in values.items()}


def _lethal(calibration: Lethality) -> dict[str, Setting]:
    """The chances of a death as computed from the evidence; rounding them moves every threshold."""
    values = (calibration.ordinary, calibration.heavy, calibration.embassy)
    reason = f"the {calibration.name} calibration of lethality, unrounded; rows {', '.join(calibration.rows)}"
    names = ("harass_lethality", "heavy_lethality", "embassy_lethality")
    return {
        name: Setting(value, Provenance.CALIBRATED, reason) for name, value in zip(names, values, strict=True)
    }


HIGH_LETHALITY, LOW_LETHALITY = lethality_calibrations()

_COMMON = _assumed(
    period=(1.0, "one week: about one attack a week in late 2019 (Q072)"),
    discount=(0.99, "0.593 a year"),
    harass_gain=(GROSS_GAIN[1] - EFFORT[1], "gross gain 1, the unit, less effort 0.2"),
    heavy_gain=(GROSS_GAIN[2] - EFFORT[2], "gross gain 2.2 less effort 0.5"),
    embassy_gain=(GROSS_GAIN[3] - EFFORT[3], "gross gain 3 less effort 0.5"),
    rogue_rate=(0.03, "attacks by cells outside command occur, and are rare"),
    harass_harm=(1.0, "as large as the militia's gross gain"),
    heavy_harm=(2.5, "more than in proportion to the militia's gain"),
    embassy_harm=(4.0, "above a heavy attack"),
    death_harm=(40.0, "a death weighs far more than the attack: the killing is what made the difference (M27)"),
    war_ratio_1=(0.5, "below that of a death: one death can start the chain (M15)"),
    war_ratio_2=(2.0, "above that of a death: the leadership strike came closest to war (M17)"),
    war_cost=(400.0, "ten deaths; a scale, on which every break-even of the war risk depends"),
    resolve=(0.0, "the printed tables are for a government without the private motive of M13"),
    resolve_bound=(24.0, "twice the mean, which exceeds a proportionate strike's cost in every calibration"),
    nonfatal_weight=(0.2, "nonfatal attacks went unanswered (M26)"),
    embassy_weight=(0.6, "between a nonfatal attack and a death (M31)"),
) | {
    "troops": Setting(3000.0, Provenance.DOCUMENT, "before the announced cut (Q001); 2500 after it (Q003)"),
    "answer_lag": Setting(1.0, Provenance.DOCUMENT, "both answers to a death came a day later (Q061, Q062)"),
}

_PUNISH = Calibration(
    "punish",
    ("004",),
    "Costs change minds: a killing is answered with force, and little is lost if that leads to exit.",
    _COMMON
    | _lethal(HIGH_LETHALITY)
    | _assumed(
        strike_loss_1=(10, "losses of people and bases matter to the group (M3, M7)"),
        strike_loss_2=(28, "ever more senior targets hurt ever more (M6)"),
        strike_gain_1=(1, "little is gained at home by being struck"),
        strike_gain_2=(4, "more at the higher rung, far less than the loss"),
        strike_cost_1=(3, "self-defence is lawful and part of the partnership (M20)"),
        strike_cost_2=(8, "held out as the next rung, so affordable (M6)"),
        nonfatal_strike_cost=(2, "small: the right of self-defence does not turn on a death (M20)"),
        war_risk=(0.002, "smallest of the four: war is not feared"),
        presence_value=(3, "worth having, not at any price"),
        leave_cost=(8, "exit could be quick, and little is lost by leaving bad partners"),
        expulsion_cost=(25, "eviction is not to be feared (M94)"),
        haste_cost=(20, "exit could be quick"),
        intrinsic_share=(0.5, "half of the gain does not come from the presence"),
        follow_through=(0.5, "no view in the source"),
        presence_dislike=(0.1, "Iran-backed politicians may want the US to stay (M95)"),
        audience_cost_death=(8, "presence is pointless if killings are overlooked (M13)"),
        audience_cost_embassy=(6, "below that of deaths alone"),
        audience_cost_any=(2, "an odd rocket is hard to verify"),
    ),
)

_RESTRAIN = Calibration(
    "restrain",
    ("002",),
    "Strikes feed attacks and politics; the presence is worth keeping, and a forced exit is a strategic defeat.",
    _COMMON
    | _lethal(LOW_LETHALITY)
    | _assumed(
        strike_loss_1=(5, "material losses weigh little in a cheap campaign (M9)"),
        strike_loss_2=(14, "as at the lower rung"),
        strike_gain_1=(5.5, "strikes turn Iraqi politics the factions' way (M10)"),
        strike_gain_2=(15, "the killing of a leader was underrated as a cause of revenge (M5)"),
        strike_cost_1=(6, "highest of the four: strikes endanger the stay itself (M21)"),
        strike_cost_2=(12, "as at the lower rung"),
        nonfatal_strike_cost=(6, "host and opinion turn against a strike without a death"),
        war_risk=(0.01, "a regional war was feared after the killing (M17, M19)"),
        presence_value=(4, "highest of the four: the presence is worth keeping"),
        leave_cost=(40, "highest of the four: exit is what the factions aim at (M10)"),
        expulsion_cost=(80, "a forced exit is a strategic defeat"),
        haste_cost=(100, "an exit under fire is worse than an orderly one"),
        intrinsic_share=(0.35, "much of the gain comes from driving the US out (M10)"),
        follow_through=(0.5, "no view in the source"),
        presence_dislike=(0.3, "the factions want the US out (M10)"),
        audience_cost_death=(3, "stated lines are no part of the advice"),
        audience_cost_embassy=(3, "as for deaths"),
        audience_cost_any=(1, "an odd rocket is hard to verify"),
    ),
)

_LEAVE = Calibration(
    "leave",
    ("000", "001"),
    "Force has encouraged attacks, the benefits are nil, one death risks war; leaving removes the target.",
    _COMMON
    | _lethal(HIGH_LETHALITY)
    | _assumed(
        strike_loss_1=(5, "the measure taken for protection did not stop the attacks (M2)"),
        strike_loss_2=(14, "killing the commander did not either (M5)"),
        strike_gain_1=(6, "force encouraged further attacks (M4)"),
        strike_gain_2=(16, "more so at the higher rung (M5)"),
        strike_cost_1=(4, "between the other teams"),
        strike_cost_2=(10, "between the other teams"),
        nonfatal_strike_cost=(4, "between the other teams"),
        war_risk=(0.03, "highest of the four: one death is enough to start the slide (M15)"),
        presence_value=(-0.5, "lowest of the four: the benefits are nil and the upkeep is not"),
        leave_cost=(4, "lowest of the four: nothing is lost"),
        expulsion_cost=(20, "lowest of the four"),
        haste_cost=(10, "no reason to stay for the sake of order"),
        intrinsic_share=(0.2, "attacks are about the presence: leaving lowers the interest in them (M51)"),
        follow_through=(0.5, "no view in the source"),
        presence_dislike=(0.4, "the presence is what is resented (M51)"),
        audience_cost_death=(3, "a silent line at deaths invites the crossing (M28)"),
        audience_cost_embassy=(3, "as for deaths"),
        audience_cost_any=(1, "an odd rocket is hard to verify"),
    ),
)

_TIMETABLE = Calibration(
    "timetable",
    ("003",),
    "Explicit lines bind on the way out; interests are limited, war is a risk, and exit should be orderly.",
    _COMMON
    | _lethal(HIGH_LETHALITY)
    | _assumed(
        strike_loss_1=(10, "a stated line is backed by force (M30)"),
        strike_loss_2=(22, "as at the lower rung (M31)"),
        strike_gain_1=(3, "less is gained by being struck when the exit is announced (M70)"),
        strike_gain_2=(8, "as at the lower rung"),
        strike_cost_1=(4, "between the other teams"),
        strike_cost_2=(10, "between the other teams"),
        nonfatal_strike_cost=(4, "the stated lines are at deaths and at the embassy (M30, M31)"),
        war_risk=(0.02, "confronting Iran over its proxies raises the risk of war (M17)"),
        presence_value=(0, "limited interests"),
        leave_cost=(6, "small, if the exit is orderly"),
        expulsion_cost=(30, "an exit not of one's own choosing"),
        haste_cost=(200, "highest of the four: the exit is announced and kept to, not rushed (M70)"),
        intrinsic_share=(0.2, "attacks are about the presence (M51)"),
        follow_through=(0.9, "a public timetable is meant to be believed (M70)"),
        presence_dislike=(0.4, "the presence is what is resented"),
        audience_cost_death=(8, "explicit lines bind (M30)"),
        audience_cost_embassy=(8, "the embassy is the second explicit line (M31)"),
        audience_cost_any=(2, "an odd rocket is hard to verify"),
    ),
)

CALIBRATIONS: Mapping[str, Calibration] = MappingProxyType(
    {each.name: each for each in (_PUNISH, _RESTRAIN, _LEAVE, _TIMETABLE)}
)
"""The four calibrations by name, a reason beside each number."""

PUNISH, RESTRAIN, LEAVE, TIMETABLE = (each.primitives for each in CALIBRATIONS.values())

SCENARIOS: Mapping[str, Primitives] = MappingProxyType(
    {"punish": PUNISH, "restrain": RESTRAIN, "leave": LEAVE, "timetable": TIMETABLE}
)
"""The values of the four calibrations by name."""

_NOT_DRAWN = frozenset((*_COMMON, "harass_lethality", "heavy_lethality", "embassy_lethality")) - {"war_cost"}

AGNOSTIC: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        name: (each.low, each.high) if name not in _NOT_DRAWN else (_COMMON[name].value,) * 2
        for name, each in PARAMETERS.items()
        if name in _COMMON or name not in _NOT_DRAWN
    }
)
"""Ranges for someone who takes no side; what all teams share is fixed, low = high, but for the cost of war.
Lethality is not in it: each run is made with both calibrations."""


def agnostic_draws(n: int, *, seed: int) -> Primitives:
    """Draw primitives from the ranges of the agnostic, each draw with both calibrations of lethality.

    Parameters
    ----------
    n : int
        Prefer a power of two; see :func:`gametheory.sweep.draws`.
    seed : int

    Returns
    -------
    Primitives
        Fields along ``draw``; the chances of a death along ``lethality`` (high, low). Being expelled costs at
        least what leaving does: its range starts there.

    Examples
    --------
    >>> from gametheory.sweep import stack
    >>> sample = agnostic_draws(256, seed=1)
    >>> stack([sample.war_risk, sample.harass_lethality], like=sample).shape
    (2, 256, 2)
    """
    from xarray import DataArray

    free = {name: ends for name, ends in AGNOSTIC.items() if ends[0] < ends[1]}
    drawn: dict[str, Any] = dict(draws(free, n, seed=seed))
    share = drawn["expulsion_cost"] / PARAMETERS["expulsion_cost"].high
    drawn["expulsion_cost"] = drawn["leave_cost"] + share * (PARAMETERS["expulsion_cost"].high - drawn["leave_cost"])
    both = (_lethal(HIGH_LETHALITY), _lethal(LOW_LETHALITY))
    for name in both[0]:
        drawn[name] = DataArray(
            [each[name].value for each in both], dims="lethality", coords={"lethality": ["high", "low"]}
        )
    fixed = {name: low for name, (low, high) in AGNOSTIC.items() if low == high}
    return Primitives(**fixed, **drawn)


def load_scenario(path: str | os.PathLike[str]) -> Primitives:
    """Read a scenario file: a named calibration and what differs from it.

    The file is TOML. ``base`` names one of the calibrations; every other key is a parameter, with a number, a
    list of numbers, or a table ``{low, high, points}``. Lists and tables become axes named by the parameter.

    Parameters
    ----------
    path : path

    Returns
    -------
    Primitives

    Raises
    ------
    ParameterError
        Naming file, line, key, the nearest key that exists, and the range of the parameter.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "wary.toml"
    ...     _ = file.write_text('base = "punish"\\nwar_risk = {low = 0, high = 0.1, points = 3}\\n')
    ...     load_scenario(file).war_risk.values
    array([0.  , 0.05, 0.1 ])
    """
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"{path}: a scenario file needs to be TOML; {error}") from error
    if "base" not in content:
        raise ParameterError(f"{path}: a scenario file needs the line base = ...; choose one of {_known(SCENARIOS)}.")
    base = content.pop("base")
    if base not in SCENARIOS:
        raise ParameterError(f"{_place(path, text, 'base')}{_unknown('base', base, SCENARIOS)}")
    changes: dict[str, Number] = {}
    for key, value in content.items():
        where = _place(path, text, key)
        if key not in PARAMETERS:
            raise ParameterError(f"{where}{_unknown('parameter', key, PARAMETERS)}")
        changes[key] = _axis(key, value, where)
        PARAMETERS[key].check(changes[key], where=where)
    try:
        return replace(SCENARIOS[base], **changes)
    except ParameterError as error:
        raise ParameterError(f"{path}: {error}") from error


def _axis(key: str, value: Any, where: str) -> Number:
    """A number as it is, a list or a table of low, high and points as an axis of the parameter's name."""
    if isinstance(value, dict):
        parts = {"low", "high", "points"}
        points = value.get("points")
        if set(value) != parts or not isinstance(points, int) or isinstance(points, bool) or points < 1:
            raise ParameterError(
                f"{where}{PARAMETERS[key].label} needs a table {{low = ..., high = ..., points = ...}} with at "
                f"least one point, {PARAMETERS[key].range}; got {value!r}."
            )
        for end in ("low", "high"):
            PARAMETERS[key].check(value[end], where=where)
        value = np.linspace(value["low"], value["high"], points).tolist()
    if not isinstance(value, list):
        return value
    PARAMETERS[key].check(value, where=where)
    try:
        return axes(**{key: value})[key]
    except ValueError as error:
        raise ParameterError(f"{where}{PARAMETERS[key].label}: {error}") from error


def _place(path: Path, text: str, key: str) -> str:
    """File and line of a key, as a prefix of a message."""
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]|\s*\[+\s*[\"']?{re.escape(key)}\b")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)]
    return f"{path}, line {lines[0]}: " if lines else f"{path}: "


def _unknown(kind: str, name: Any, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.0)
    limits = f", {PARAMETERS[near[0]].range}" if near and near[0] in PARAMETERS else ""
    return f"there is no {kind} {name!r}; the nearest is {near[0]!r}{limits}. Choose one of {_known(known)}."


def _known(known: Mapping[str, Any]) -> str:
    return ", ".join(known)
