"""The calibrations give every parameter a value and a reason; scenario files say what is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from deterrence.evidence import lethality_calibrations, quantities, sources
from deterrence.parameters import PARAMETERS, ParameterError, Provenance
from deterrence.scenarios import (
    AGNOSTIC,
    CALIBRATIONS,
    PUNISH,
    RESTRAIN,
    SCENARIOS,
    Calibration,
    agnostic_draws,
    load_scenario,
)
from gametheory.sweep import stack

EACH = pytest.mark.parametrize("calibration", CALIBRATIONS.values(), ids=CALIBRATIONS)


@EACH
def test_every_parameter_has_a_value_a_provenance_and_a_reason(calibration: Calibration) -> None:
    assert calibration.settings.keys() == PARAMETERS.keys()
    for setting in calibration.settings.values():
        assert setting.reason
        assert isinstance(setting.provenance, Provenance)


@EACH
def test_the_rows_that_reasons_cite_exist(calibration: Calibration) -> None:
    cited = {row for each in calibration.settings.values() for row in re.findall(r"Q\d{3}", each.reason)}
    assert cited <= {row.id for row in quantities()}


@EACH
def test_the_documents_of_a_team_are_among_the_sources(calibration: Calibration) -> None:
    known = {source.document[:3] for source in sources()}
    assert set(calibration.documents) <= known


@EACH
def test_the_claims_that_reasons_cite_are_in_some_source(calibration: Calibration) -> None:
    claims = {claim for source in sources() for claim in source.claims}
    cited = {claim for each in calibration.settings.values() for claim in re.findall(r"\bM\d+\b", each.reason)}
    assert cited <= claims


def test_lethality_is_computed_and_not_rounded() -> None:
    high, low = lethality_calibrations()
    assert (PUNISH.harass_lethality, PUNISH.heavy_lethality) == (high.ordinary, high.heavy)
    assert (RESTRAIN.harass_lethality, RESTRAIN.heavy_lethality) == (low.ordinary, low.heavy)
    assert low.heavy == pytest.approx(0.18 * (2 / 112) / (1.2 / 11), rel=1e-12)
    assert low.heavy != 0.0295


def test_a_number_from_a_document_is_in_the_row_cited() -> None:
    rows = {row.id: row for row in quantities()}
    assert rows["Q001"].count is not None
    assert PUNISH.troops == rows["Q001"].count.exact
    assert rows["Q061"].count is not None
    assert PUNISH.answer_lag == rows["Q061"].count.exact


def test_the_agnostic_has_ranges_for_what_teams_dispute_and_the_common_value_for_the_rest() -> None:
    disputed = [name for name, (low, high) in AGNOSTIC.items() if low < high]
    for name in disputed:
        assert AGNOSTIC[name] == (PARAMETERS[name].low, PARAMETERS[name].high)
        assert all(
            AGNOSTIC[name][0] <= getattr(scenario, name) <= AGNOSTIC[name][1] for scenario in SCENARIOS.values()
        )
    for name in AGNOSTIC.keys() - set(disputed):
        assert {getattr(scenario, name) for scenario in SCENARIOS.values()} == {AGNOSTIC[name][0]}
    lethality = {"harass_lethality", "heavy_lethality", "embassy_lethality"}
    assert AGNOSTIC.keys() == PARAMETERS.keys() - lethality


def test_agnostic_draws_are_reproducible_and_run_with_both_lethalities() -> None:
    first, again = agnostic_draws(64, seed=3), agnostic_draws(64, seed=3)
    assert stack([first.war_risk, first.leave_cost, first.expulsion_cost]).tolist() == stack(
        [again.war_risk, again.leave_cost, again.expulsion_cost]
    ).tolist()
    assert first.heavy_lethality.sel(lethality=["low", "high"]).values.tolist() == [
        RESTRAIN.heavy_lethality,
        PUNISH.heavy_lethality,
    ]
    assert (first.expulsion_cost >= first.leave_cost).all()


def write(folder: Path, text: str) -> Path:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_file_overrides_a_calibration(tmp_path: Path) -> None:
    path = write(tmp_path, 'base = "restrain"\nwar_risk = 0.02\nleave_cost = [0, 40]\n'
                 "presence_value = {low = 0, high = 4, points = 5}\n")  # fmt: skip
    scenario = load_scenario(path)
    assert scenario.war_risk == 0.02
    assert scenario.leave_cost.dims == ("leave_cost",)
    assert scenario.presence_value.values.tolist() == [0, 1, 2, 3, 4]
    assert scenario.strike_cost_1 == RESTRAIN.strike_cost_1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("war_risk = 0.02", "needs the line base"),
        ('base = "punsh"', r"scenario\.toml, line 1: there is no base 'punsh'; the nearest is 'punish'"),
        ('base = "punish"\nwar_risks = 0.1', r"line 2: there is no parameter 'war_risks'; the nearest is 'war_risk', "
         r"from 0 to 0\.1"),
        ('base = "punish"\n\nwar_risk = 0.5', r"line 3: war_risk \(p_w.*from 0 to 0\.1; got 0\.5"),
        ('base = "punish"\nwar_risk = "much"', "line 2: war_risk .* needs a number"),
        ('base = "punish"\nwar_risk = [0, 0.5]', "line 2: war_risk .* in 1 of 2 places, first 0.5"),
        ('base = "punish"\nwar_risk = []', "line 2: war_risk .* at least one value"),
        ('base = "punish"\nwar_risk = {low = 0, high = 0.1}', "line 2: war_risk .*needs a table"),
        ('base = "punish"\nwar_risk = {low = 0, high = 0.2, points = 3}', "line 2: war_risk .* got 0.2"),
        ('base = "punish"\n[war_risk]\nlow = 0\nhigh = 0.1\n', "line 2: war_risk .*needs a table"),
        ('base = "punish"\nleave_cost = 40', "scenario.toml: expulsion_cost"),
        ('base = "punish"\nwar_risk 0.1', "needs to be TOML"),
    ],
)  # fmt: skip
def test_a_wrong_scenario_file_is_refused_with_file_line_key_and_range(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        load_scenario(write(tmp_path, text))


def test_a_list_in_a_file_is_an_axis(tmp_path: Path) -> None:
    scenario = load_scenario(write(tmp_path, 'base = "punish"\nwar_risk = [0, 0.05]'))
    np.testing.assert_array_equal(scenario.war_risk.coords["war_risk"], [0, 0.05])
