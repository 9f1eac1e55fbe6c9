"""The pages on the line and on the crisis: what the maps and tables hold, against the models and their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.crisis import Crisis, crisis_equilibria, war_chance, without_telegraph
from deterrence.red_line import DEATHS, LEVELS, LINES, SILENT, RedLine, needed_audience_cost
from deterrence.report import clarity_figure, missiles_figure, spoken_figure, width_figure
from deterrence.report.announced import assaulting, interim_table, line_table
from deterrence.report.case import cases
from deterrence.report.closed_form import parting
from deterrence.report.crisis_table import crisis_table
from deterrence.report.figure import Figure
from deterrence.report.missiles import _exits
from deterrence.report.spoken import _both

CASES = cases()
MAPS = {
    "spoken": spoken_figure.spoken_figure(CASES),
    "width": width_figure.width_figure(CASES),
    "clarity": clarity_figure.clarity_figure(CASES),
    "missiles": missiles_figure.missiles_figure(CASES),
}


def part(figure: Figure, kind: str, panel: str) -> dict[str, Any]:
    table = {name: np.asarray(values) for name, values in figure.columns.items()}
    here = (table["kind"] == kind) & (table["panel"] == panel)
    return {name: values[here] for name, values in table.items()}


def along(line: dict[str, Any]) -> tuple[Any, Any]:
    """Points on the boundaries, closer together than those that are drawn."""
    finer = []
    for name in dict.fromkeys(line["name"]):
        on = np.flatnonzero(line["name"] == name)
        at = np.linspace(0, len(on) - 1, 20 * len(on))
        finer.append([np.interp(at, np.arange(len(on)), line[axis][on]) for axis in ("x", "y")])
    if not finer:
        return np.empty(0), np.empty(0)
    return np.concatenate([each[0] for each in finer]), np.concatenate([each[1] for each in finer])


@pytest.mark.parametrize("name", MAPS)
def test_next_to_every_boundary_the_cells_that_were_computed_differ(name: str) -> None:
    figure = MAPS[name]
    for panel in dict.fromkeys(np.asarray(figure.columns["panel"]).tolist()):
        cell, line = part(figure, "cell", panel), part(figure, "boundary", panel)
        step = [np.diff(np.unique(cell[axis])).max() for axis in ("x", "y")]
        for x, y in zip(line["x"][3:-3:25], line["y"][3:-3:25], strict=True):
            near = (np.abs(cell["x"] - x) <= 1.01 * step[0]) & (np.abs(cell["y"] - y) <= 1.01 * step[1])
            # A region may be narrower than a cell: then two boundaries lie as close.
            close = (np.abs(line["x"] - x) <= 2 * step[0]) & (np.abs(line["y"] - y) <= 1.01 * step[1])
            assert len(set(cell["name"][near])) > 1 or len(set(line["name"][close])) > 1


@pytest.mark.parametrize("name", MAPS)
def test_where_neighbouring_cells_differ_there_is_a_boundary_between_them(name: str) -> None:
    figure = MAPS[name]
    for panel in dict.fromkeys(np.asarray(figure.columns["panel"]).tolist()):
        cell, line = part(figure, "cell", panel), part(figure, "boundary", panel)
        x, y = np.unique(cell["x"]), np.unique(cell["y"])
        names = cell["name"].reshape(len(y), len(x))
        step_x, step_y = np.diff(x).max(), np.diff(y).max()
        changes = [
            *((x[k], (y[i] + y[i + 1]) / 2) for i, k in zip(*np.nonzero(names[1:] != names[:-1]), strict=True)),
            *(((x[k] + x[k + 1]) / 2, y[i]) for i, k in zip(*np.nonzero(names[:, 1:] != names[:, :-1]), strict=True)),
        ]
        along_x, along_y = along(line)
        for across, up in changes[::7]:
            assert ((np.abs(along_x - across) <= 1.01 * step_x) & (np.abs(along_y - up) <= 1.01 * step_y)).any()


def test_the_needed_audience_cost_lies_on_the_boundary_of_the_map() -> None:
    """At the sting of ‘timetable’ and a proportionate strike the words begin to matter at 6.04."""
    case = next(case for case in CASES if case.name == "timetable")
    model = RedLine.of(case.primitives)
    cost, sting = float(needed_audience_cost(model, 1)), float(model.sting(1))
    assert cost == pytest.approx(6.04, abs=0.005)
    below, above = (
        spoken_figure.EFFECTS[int(spoken_figure.effect(spoken_figure.moved(case, 1, at, sting), DEATHS, 1))]
        for at in (cost - 1e-6, cost + 1e-6)
    )
    assert (below, above) == ("neither", "spoken")
    line = part(MAPS["spoken"], "boundary", "timetable 1")
    nearest = np.abs(line["x"] - cost) + np.abs(line["y"] - sting)
    assert nearest.min() < 0.05


def test_the_map_of_clarity_has_the_changes_of_the_model_page() -> None:
    def words(panel: str, cost: float, sting: float) -> str:
        cell = part(MAPS["clarity"], "cell", panel)
        return str(cell["name"][np.argmin(np.abs(cell["x"] - cost) + np.abs(cell["y"] - sting))])

    assert words("deaths, 8", 8, 8) == "clear"  # heavy to harass
    assert words("deaths, 8", 6, 12) == "same"
    assert words("deaths, 8", 9, 22) == "hold"
    assert set(part(MAPS["clarity"], "cell", "deaths, 14")["name"]) == {"same, grave"}
    assert words("embassy, 14", 5, 6) == "heavy"
    assert words("embassy, 14", 7, 10) == "clear"
    assert words("embassy, 14", 9, 30) == "hold"


def test_a_line_at_any_attack_is_worth_its_answers_up_to_the_rate_stated() -> None:
    case = CASES[0]
    model = RedLine.of(case.primitives)
    worth, held = width_figure.worth_up_to(model, 1)
    for rate, stated in ((worth - 1e-6, "any attack"), (worth + 1e-6, "silent")):
        assert LINES[int(model.unchecked(rogue_rate=rate).announcement(1))].value == stated
    replies = [LEVELS[int(model.unchecked(rogue_rate=held + gap).reply(LINES[3], 1))] for gap in (-1e-6, 1e-6)]
    assert replies == ["hold", "heavy"]
    assert all(np.isnan(width_figure.worth_up_to(RedLine.of(each.primitives), 1)[0]) for each in CASES[1:])


def test_the_table_of_lines_is_that_of_the_model_page() -> None:
    replies = {
        (case.name, rung): [e.reply for e in line_table(CASES) if (e.case, e.rung) == (case.name, rung)]
        for case in CASES
        for rung in (1, 2)
    }
    assert replies["punish", 1] == ["harass", "harass", "harass", "hold"]
    assert replies["punish", 2] == ["harass", "hold", "harass", "harass"]
    assert replies["timetable", 1] == ["heavy", "harass", "harass", "heavy"]
    assert all(set(replies[name, rung]) == {"embassy"} for name in ("restrain", "leave") for rung in (1, 2))
    stated = {(each.case, each.rung): each.line for each in line_table(CASES) if each.stated}
    assert stated["punish", 2] == stated["timetable", 1] == DEATHS.value
    assert stated["restrain", 1] == stated["leave", 1] == SILENT.value


def test_the_table_of_announcements_holds_every_equilibrium_of_a_known_resolve() -> None:
    mine = [each for each in interim_table(CASES) if (each.case, each.rung, each.line) == ("punish", 1, "deaths")]
    assert [each.kind for each in mine] == ["all silent", "all announce", "high announce"]
    assert mine[2].low == pytest.approx(11.9)


def test_sentences_on_calibrations_follow_the_tables() -> None:
    lines, interim, crises = line_table(CASES), interim_table(CASES), crisis_table(CASES)
    assert assaulting(CASES, lines) == ["‘restrain’", "‘leave’", "‘timetable’ (strike on leaders)"]
    assert assaulting(CASES[:1], lines) == []
    assert _both(CASES, interim).startswith("In ‘punish’ there are lines")
    assert _both(CASES[1:], interim).startswith("In no calibration")
    told = _exits(crises)
    assert "that costs 140 (‘restrain’) or 206 (‘timetable’) an equilibrium tells the types apart." in told
    assert "that costs 28 (‘punish’) or 14 (‘leave’) none does" in told
    assert "none does" not in _exits([each for each in crises if each.exit in ("none", "restrain")])


def test_war_is_as_frequent_on_both_sides_of_the_boundaries_of_the_crisis() -> None:
    """On the line of equal risks with one type mixing, war has the same chance as without a telegraphed reply."""
    prior, gain = missiles_figure.mixed_risk(Crisis.january_2020())
    inside = (prior > 0.37) & (prior < 0.79)
    assert inside.sum() > 20
    model = Crisis.january_2020().unchecked(escalatory_prior=prior[inside], full_gain=gain[inside])
    found = crisis_equilibria(model)
    plain = without_telegraph(model)
    alone = war_chance(plain, crisis_equilibria(plain))
    war = war_chance(model, found)
    mixing = np.asarray([missiles_figure.CASES[k].name == "telegraphed | telegraphed+full" for k in found.component])
    assert mixing.sum() == inside.sum()
    np.testing.assert_allclose(war[mixing], alone, atol=1e-9)


def test_the_crisis_has_the_numbers_of_its_page_with_and_without_exits() -> None:
    table = {(each.exit, each.equilibrium): each for each in crisis_table(CASES)}
    assert table["none", "telegraphed | full"].war == pytest.approx(0.3105)
    assert table["none", "full | full"].war == pytest.approx(0.3375)
    assert not table["none", "full | full"].passes
    assert table["punish", "full | full"].war == pytest.approx(0.2094)
    assert table["restrain", "telegraphed | full"].war == pytest.approx(0.1086)


def test_a_line_is_cut_down_to_where_the_regions_change() -> None:
    x = np.linspace(0, 1, 11)
    found = list(
        parting(
            [("half", x, 0.5 + 0 * x), ("nothing", x, 0.25 + 0 * x)],
            lambda x, y: ((y > 0.5) & (x > 0.45)).astype(int),
            ((0.0, 1.0), (0.0, 1.0)),
        )
    )
    assert [name for name, _, _ in found] == ["half (1)"]
    np.testing.assert_allclose(found[0][1], x[5:])
