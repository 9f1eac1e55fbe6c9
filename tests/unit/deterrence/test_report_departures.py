"""The sections of the report on hidden aim, learning, the host, timetables and truces: maps, thresholds, the record."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.learning import chain_ratio
from deterrence.report import care_figure, host_figure, record_figure, timetable_figure, truce_figure
from deterrence.report.care_table import AUTOMATA, care_table, climb
from deterrence.report.case import Case, cases
from deterrence.report.experiment_table import chain_table, experiment_table
from deterrence.report.fit import FAILS, broken_truce
from deterrence.report.host_table import hosts
from deterrence.report.timetable_table import WEEKS, timetable_table
from deterrence.report.truce_table import credible_from, cut_table, truce_table
from deterrence.report.verdict_change import Change, verdict_changes
from deterrence.scenarios import LEAVE, PUNISH

CASES = {case.name: case for case in cases()}


@pytest.fixture(scope="module")
def changes() -> dict[tuple[str, str], Change]:
    """The changes by symbol and case, the last of several with one symbol."""
    given = tuple(CASES.values())
    found = verdict_changes(given, experiment_table(given), credible_from(given))
    return {(each.symbol, each.case): each for each in found}


def test_beside_the_boundary_of_quiet_the_timetable_brings_quiet_or_not() -> None:
    case = CASES["timetable"]
    belief, sting = next((x, y) for name, x, y in timetable_figure.lines(case) if name == "holds its fire")
    inside = (belief > 0.05) & (belief < 0.95)
    codes = [timetable_figure.effect(case, belief[inside] + step, sting[inside]) for step in (-1e-6, 1e-6)]
    assert (codes[0] < 2).all()
    assert (codes[1] == 2).all()


def test_the_table_of_timetables_is_that_of_the_model_page_with_its_proofs() -> None:
    entries = timetable_table([CASES["timetable"]])
    assert all(entry.certified and entry.regret == 0 for entry in entries)
    found = next(entry for entry in entries if entry.rung == 1 and entry.prior == 0.3 and "line," in entry.plan)
    assert (found.heavy, found.harass, found.hold) == (0, 7, 19)
    assert found.deaths == pytest.approx(0.060, abs=5e-4)
    assert found.value == pytest.approx(-16.1, abs=0.05)
    assert sum((found.heavy, found.harass, found.hold)) == WEEKS


def test_replies_solved_by_ratio_fill_the_map_of_the_truce() -> None:
    columns = truce_figure.numbers([])
    cells = columns["kind"] == "cell"
    gain, dislike, name = (columns[key][cells] for key in ("x", "y", "name"))
    running, always = truce_figure.least_ratios()
    clear = (gain > 0.05) & (np.abs(dislike / np.where(gain > 0, gain, 1) - running) > 0.03)
    clear &= np.abs(dislike / np.where(gain > 0, gain, 1) - always) > 0.03
    ratio = dislike[clear] / gain[clear]
    expected = np.where(ratio > always, "always", np.where(ratio > running, "truce", "attacks"))
    assert (name[clear] == expected).all()
    assert (name[gain <= 0] == "line").all()


def test_truces_hold_and_break_as_in_the_record_in_two_calibrations() -> None:
    entries = truce_table(list(CASES.values()))
    assert all(entry.certified for entry in entries)
    met = {name: not broken_truce(case, entries).startswith(FAILS) for name, case in CASES.items()}
    assert met == {"punish": False, "restrain": False, "leave": True, "timetable": True}


def test_a_cut_says_more_the_less_the_exit_was_believed() -> None:
    found = [each for each in cut_table([CASES["timetable"]]) if each.rung == 1]
    assert [each.prior for each in found] == [0.5, 0.3]
    assert found[0].needed_ratio < found[1].needed_ratio
    belief = found[0].needed_belief
    assert found[0].needed_ratio == pytest.approx(belief / (1 - belief))


def test_the_map_of_the_record_has_the_ratios_of_the_model() -> None:
    case = Case("punish", "", "", PUNISH)
    for answered, weeks, raid in ((0.04, 4, True), (0.18, 2, False), (1.0, 4, True)):
        one, other = (record_figure.terms_of(each, answered, raid=raid) for each in (case.primitives, LEAVE))
        ratio = np.exp(one[0] - other[0] + weeks * (one[1] - other[1]))
        assert ratio == pytest.approx(chain_ratio(PUNISH, LEAVE, answered, weeks, raid_was_attack=raid), rel=1e-9)


def test_the_record_speaks_for_and_against_large_stings() -> None:
    ratios = [entry.ratio for entry in chain_table([CASES["punish"], CASES["leave"]])]
    assert min(ratios) < 1e-6
    assert max(ratios) > 3


def test_verdicts_change_at_the_values_of_the_model_pages(changes: dict[tuple[str, str], Change]) -> None:
    assert changes["p_w", "punish"].at == pytest.approx(0.0464, abs=1e-4)
    assert changes["μ", "punish"].at == pytest.approx(0.216, abs=1e-3)
    assert changes["φ", "timetable"].at == pytest.approx(0.826, abs=1e-3)
    assert changes["V", "leave"].at == pytest.approx(-0.038, abs=1e-3)
    assert changes["α_D", "timetable"].at == pytest.approx(6.04, abs=0.01)
    assert np.isnan(changes["μ", "leave"].at)
    assert changes["V", "leave"].within
    assert not changes["σ_1", "restrain"].within  # 44.1, where 14 is the most


def test_the_map_of_the_hold_up_agrees_with_the_threshold_of_the_model() -> None:
    for model in hosts(list(CASES.values())).values():
        for anger in host_figure.ANGERS:
            rent = float(model.nationalist_rent) - float(model.nationalist_anger_cost) * anger / 4
            cost, discount = float(model.nationalist_protection_cost), float(model.discount)
            threshold = host_figure.threshold_of(model, anger)
            if np.isnan(threshold):
                assert not host_figure.protects(rent, cost, 1.0, discount)
                continue
            assert host_figure.protects(rent, cost, threshold + 1e-9, discount)
            assert not host_figure.protects(rent, cost, threshold - 1e-9, discount)


def test_care_comes_before_quiet_as_on_the_model_page() -> None:
    entries = care_table([CASES["punish"], CASES["leave"]])
    assert all(entry.certified for entry in entries)
    once, lasting = (next(each for each in entries if each.rule == rule) for rule in tuple(AUTOMATA)[1:3])
    assert once.level == "heavy"
    assert once.aim == pytest.approx(0.285, abs=1e-3)
    assert lasting.level == "harass"
    assert lasting.accident_share == pytest.approx(1)
    assert climb(CASES["punish"]) == (1, 2, 3, 4)
    assert climb(CASES["leave"]) == (5,)


def test_every_boundary_of_the_map_of_care_parts_two_kinds_of_reply() -> None:
    columns = care_figure.numbers([])
    lines = (columns["kind"] == "boundary") & (columns["panel"] == "high")
    assert len(set(columns["name"][lines])) >= 6
    for x, y in zip(columns["x"][lines][::25], columns["y"][lines][::25], strict=True):
        around = [(x + a, y + b) for a, b in ((0.01, 0), (-0.01, 0), (0, 1e-3), (0, -1e-3))]
        codes = care_figure.effect("high", *(np.array(each) for each in zip(*around, strict=True)))
        assert len(set(codes.tolist())) > 1
