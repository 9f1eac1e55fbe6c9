"""Every shared parameter has a range and says where it comes from; none has a value."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

import numpy as np
import pytest
from sympy import Symbol

from deterrence.evidence import quantities
from deterrence.parameters import (
    PARAMETER_COLUMNS,
    PARAMETERS,
    Parameter,
    ParameterError,
    Primitives,
    Provenance,
    parameter_table,
    parameters_of,
)
from deterrence.scenarios import PUNISH
from deterrence.standoff import Standoff
from gametheory.sweep import axes

ROWS = {row.id for row in quantities()}


@pytest.mark.parametrize("each", PARAMETERS.values(), ids=PARAMETERS)
def test_a_parameter_has_a_range_a_meaning_and_a_basis(each: Parameter) -> None:
    assert -np.inf < each.low <= each.high < np.inf
    assert all((each.symbol, each.meaning, each.unit, each.basis))


@pytest.mark.parametrize("each", PARAMETERS.values(), ids=PARAMETERS)
def test_what_rests_on_the_sources_names_rows_of_the_table_of_quantities(each: Parameter) -> None:
    assert set(each.quantities) <= ROWS
    assert each.quantities or each.provenance is Provenance.ASSUMED


def test_symbols_are_distinct() -> None:
    assert len({each.symbol for each in PARAMETERS.values()}) == len(PARAMETERS)


def test_the_primitives_are_the_parameters() -> None:
    assert dict(parameters_of(Primitives)) == dict(PARAMETERS)


@pytest.mark.parametrize("model", [Primitives, Standoff])
def test_no_field_has_a_default(model: type) -> None:
    assert all(each.default is MISSING and each.default_factory is MISSING for each in fields(model))


def test_the_table_has_a_row_for_every_parameter() -> None:
    table = parameter_table()
    assert [row[0] for row in table] == list(PARAMETERS)
    assert {len(row) for row in table} == {len(PARAMETER_COLUMNS)}


@pytest.mark.parametrize("value", [-0.01, 0.11, np.nan, np.array([0.05, 0.2]), axes(war_risk=[0, 1])["war_risk"]])
def test_a_value_outside_its_range_is_refused_by_name_and_range(value: object) -> None:
    with pytest.raises(ParameterError, match=r"war_risk \(p_w.*from 0 to 0\.1; got"):
        replace(PUNISH, war_risk=value)


@pytest.mark.parametrize("value", ["0.05", True, None])
def test_a_value_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ParameterError, match=r"war_risk .* needs a number from 0 to 0\.1"):
        replace(PUNISH, war_risk=value)


def test_the_message_says_how_many_entries_are_outside() -> None:
    with pytest.raises(ParameterError, match=r"in 2 of 3 places, first 0\.2"):
        PARAMETERS["war_risk"].check(np.array([0.1, 0.2, 0.3]))


@pytest.mark.parametrize("value", [0, 0.1, np.array([0, 0.1]), axes(war_risk=[0, 0.1])["war_risk"], Symbol("p")])
def test_the_ends_of_the_range_and_expressions_pass(value: object) -> None:
    assert replace(PUNISH, war_risk=value).war_risk is value


def test_being_expelled_costs_at_least_what_leaving_does() -> None:
    with pytest.raises(ParameterError, match="expulsion_cost"):
        replace(PUNISH, leave_cost=40)


def test_a_model_takes_its_own_fields_from_the_primitives() -> None:
    assert PUNISH.take(Standoff).keys() == {each.name for each in fields(Standoff)}
