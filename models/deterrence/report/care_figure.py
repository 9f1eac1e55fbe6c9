"""The map of care: what a strike after a death costs the militia, and how often careful fire kills all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from deterrence.lethality import Automaton, Lethality, hold_condition, restraint_expression
from deterrence.model import evaluated
from deterrence.report.case import LETHALITIES, TOLD, Case
from deterrence.report.closed_form import boundary_rows, parting
from deterrence.report.figure import Figure
from deterrence.report.palette import DARK, DEEP, LIGHT, MIDDLE, OCHRE
from deterrence.report.region_map import Category, RegionMap, region_figure, rows, together
from deterrence.scenarios import PUNISH
from deterrence.standoff import DEATHS

STING, FLOOR = (-3.0, 60.0), (0.0, 0.6)
POINTS = (106, 61)
ACCIDENTS = 0.25
"""Chance to kill at the most careful aim, relative to the most careless: nobody's number."""

CATEGORIES = (
    Category("careless", "heavy attacks without care, as where nothing is answered", OCHRE),
    Category("careful", "heavy attacks, aimed away: as many attacks, fewer deaths", LIGHT),
    Category("light", "harassment in place of heavy attacks", MIDDLE),
    Category("lightest", "harassment, as careful as can be: each death is an accident", DEEP),
    Category("hold", "it holds its fire", DARK),
)


def care_figure(cases: Sequence[Case]) -> Figure:
    """What a line at deaths moves first, for both frequencies of deaths."""
    return region_figure(
        name="care",
        title="Does a line at deaths buy quiet, or care?",
        caption=(
            "Every death is answered by one strike; what was aimed at is not seen. Across: the net loss from a "
            "strike. Upright: how often the most careful fire kills, relative to the most careless; the points stand "
            f"at {ACCIDENTS:g}, which is nobody’s number, as is the share of its gain that careful fire costs the "
            f"militia, {float(moved('high', 0.0, 0.0).careful_loss):g}. 1: a proportionate strike, 2: a strike on "
            "leaders; each calibration is drawn where deaths are as frequent as it has them."
        ),
        columns=numbers(cases),
        draw=RegionMap(
            panels=[(name, f"{TOLD[name][0].upper()}{TOLD[name][1:]}") for name in LETHALITIES],
            categories=CATEGORIES,
            x_label="net loss from a strike ÷ gross gain from a week of harassment",
            y_label="deaths by the most careful fire ÷ by careless fire",
            across=2,
            size=(10.5, 5.6),
        ),
    )


def moved(lethality: str, sting: Any, floor: Any) -> Lethality:
    """The model with a sting of a proportionate strike and an accident floor; all else is common to the cases."""
    chosen = LETHALITIES[lethality]
    model = Lethality.of(PUNISH, harass_lethality=chosen.ordinary, heavy_lethality=chosen.heavy)
    return model.unchecked(strike_loss_1=sting, strike_gain_1=0 * sting, accident_floor=floor)


def effect(lethality: str, sting: Any, floor: Any) -> Any:
    """The code of the category."""
    point = moved(lethality, sting, floor).settling_point(Automaton(DEATHS))
    level, aim = np.asarray(point.level), np.nan_to_num(np.asarray(point.aim))
    return np.where(level == 0, 4, np.where(level == 1, np.where(aim == 0, 3, 2), np.where(aim < 1, 1, 0)))


@cache
def _panel(lethality: str) -> tuple[dict[str, Any], ...]:
    """The cells and the boundaries of a panel, which no calibration moves."""
    sting, floor = np.meshgrid(np.linspace(*STING, POINTS[0]), np.linspace(*FLOOR, POINTS[1]))
    names = np.array([each.name for each in CATEGORIES])

    def code(x: Any, y: Any) -> Any:
        return effect(lethality, x, y)

    cells = rows("cell", lethality, (sting, floor), names[effect(lethality, sting, floor)])
    return cells, *boundary_rows(lethality, parting(lines(lethality), code, (STING, FLOOR)))


def numbers(cases: Sequence[Case]) -> dict[str, Any]:
    """What the figure draws."""
    parts = [part for lethality in LETHALITIES for part in _panel(lethality)]
    for case in cases:
        own = case.primitives
        for rung in (1, 2):
            sting = float(getattr(own, f"strike_loss_{rung}")) - float(getattr(own, f"strike_gain_{rung}"))
            if case.lethality and STING[0] <= sting <= STING[1]:
                parts.append(rows("marker", case.lethality, (sting, ACCIDENTS), case.name, f"{rung}"))
    return together(parts)


def lines(lethality: str) -> Iterator[tuple[str, Any, Any]]:
    """Where level or care change, in closed form: stings and accident floors."""
    floor = np.linspace(FLOOR[0] + 1e-9, FLOOR[1], 241)
    model = moved(lethality, np.zeros_like(floor), floor)
    light, heavy = float(model.harass_lethality), float(model.heavy_lethality)
    gains, lost = (float(model.harass_gain), float(model.heavy_gain)), float(model.careful_loss)
    spared = (light * (1 - floor)) ** 2 / (4 * lost * gains[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        yield "care", np.full_like(floor, 0.0), floor
        yield "light", _restraint(model, floor), floor
        yield "no aim", 2 * lost * gains[0] / (light * (1 - floor)), floor
        yield "hold", np.asarray(evaluated(hold_condition(DEATHS, 1, 0), model)), floor
        # Light fire with some aim is worth g - λσ + (λ(1 - χ)σ)²/(4γg): tied with holding, and with careful heavy fire.
        for name, slope, constant in (
            ("hold, aimed", light * (1 - float(model.rogue_rate)), gains[0]),
            ("light, aimed", light - heavy * floor, gains[0] - gains[1] * (1 - lost)),
        ):
            root = np.sqrt(slope**2 - 4 * spared * constant)
            yield name, (slope - root) / (2 * spared), floor
            yield f"{name}, again", (slope + root) / (2 * spared), floor
        sting = np.linspace(0, STING[1], len(floor))
        yield "light, no aim", sting, (1 - lost) * (gains[1] - gains[0]) / (sting * (heavy - light))


def _restraint(model: Lethality, floor: Any) -> Any:
    from sympy import lambdify

    expression = restraint_expression()
    names = sorted(symbol.name for symbol in expression.free_symbols)
    symbols = {symbol.name: symbol for symbol in expression.free_symbols}
    given = [floor if name == "accident_floor" else float(getattr(model, name)) for name in names]
    return np.asarray(lambdify([symbols[name] for name in names], expression, "numpy")(*given), dtype=float)
