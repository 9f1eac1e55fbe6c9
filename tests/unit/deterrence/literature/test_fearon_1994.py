"""Audience costs: payoffs valued numerically find the closed form, and who backs down when costs differ."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import AudienceCosts, concession_hazard, crisis_horizon
from deterrence.parameters import ParameterError
from gametheory.sweep import axes
from tests.unit.deterrence.literature.sample import MANY_POINTS


def sample(count: int, seed: int) -> AudienceCosts:
    rng = np.random.default_rng(seed)
    return AudienceCosts(*np.exp(rng.uniform(-2, 2, (5, count))))


def probabilities(model: AudienceCosts) -> Any:
    found = model.equilibrium()
    return np.array([*found.backs_down, found.war])


def test_the_values_known_for_one_prize_and_losses() -> None:
    model = AudienceCosts(1, 1, np.array([0.5, 1, 1.5, 2, 3, 5]), 1, 1)
    wanted = [0.6009, 0.3090, 0.1904, 0.1311, 0.0743, 0.0339]
    np.testing.assert_allclose(model.equilibrium().backs_down[1], wanted, atol=5e-5)


@MANY_POINTS
def test_no_type_gains_by_another_plan_and_the_masses_fit(count: int) -> None:
    model = sample(count, 1)
    for start in range(0, count, 1000):
        assert (model.take(np.arange(start, min(count, start + 1000))).regret() < 1e-12).all()


@MANY_POINTS
def test_the_horizon_is_where_indifference_leaves_nobody_who_would_back_down(count: int) -> None:
    """Marches in time by the indifference of both sides alone, and bisects on the chance to back down at once."""
    model = sample(count, 2)
    found = model.equilibrium()
    slopes, losses = (model.audience_cost_1, model.audience_cost_2), (model.war_loss_1, model.war_loss_2)
    for side in (0, 1):
        nodes, weights = np.polynomial.legendre.leggauss(80)
        time = found.horizon * (nodes[:, None] + 1) / 2
        hazard = slopes[1 - side] / (model.prize + slopes[1 - side] * time)
        waits = np.exp(-(weights[:, None] * hazard).sum(axis=0) * found.horizon / 2)
        attacks = slopes[side] * found.horizon / losses[side]
        np.testing.assert_allclose(1 - attacks / waits, found.at_once[side], atol=1e-9)
    assert (np.minimum(*found.at_once) == 0).all()


@MANY_POINTS
def test_somebody_backs_down_or_there_is_war(count: int) -> None:
    chances = probabilities(sample(count, 3))
    assert ((chances >= 0) & (chances <= 1)).all()
    np.testing.assert_allclose(chances.sum(axis=0), 1, rtol=1e-12)


def test_who_backs_down_is_an_integral_over_time() -> None:
    model = sample(40, 4)
    found = model.equilibrium()
    time = found.horizon * (np.arange(20_000)[:, None] + 0.5) / 20_000
    step = found.horizon / 20_000
    one, two = (model.has_not_backed_down(side, time) for side in (0, 1))
    density = two * model.audience_cost_1 / (model.prize + model.audience_cost_1 * time)
    np.testing.assert_allclose(found.at_once[1] + (density * one).sum(axis=0) * step, found.backs_down[1], atol=1e-6)


def test_steeper_audience_costs_make_a_side_back_down_less() -> None:
    model = sample(2000, 5)
    for side in (1, 2):
        name = f"audience_cost_{side}"
        steeper = replace(model, **{name: getattr(model, name) * 1.2})
        assert (probabilities(steeper)[side - 1] < probabilities(model)[side - 1]).all()


def test_outcomes_depend_on_payoffs_only_up_to_their_unit_and_on_time_only_up_to_its() -> None:
    model = sample(500, 6)
    unit = replace(model, **{field.name: 7 * getattr(model, field.name) for field in fields(model)})
    np.testing.assert_allclose(probabilities(unit), probabilities(model), rtol=1e-12)
    slower = replace(model, audience_cost_1=model.audience_cost_1 / 3, audience_cost_2=model.audience_cost_2 / 3)
    np.testing.assert_allclose(probabilities(slower), probabilities(model), rtol=1e-12)
    np.testing.assert_allclose(slower.equilibrium().horizon, 3 * model.equilibrium().horizon, rtol=1e-12)


def test_swapping_the_sides_swaps_the_answer() -> None:
    model = sample(500, 7)
    other = AudienceCosts(
        model.prize, model.audience_cost_2, model.audience_cost_1, model.war_loss_2, model.war_loss_1
    )
    np.testing.assert_allclose(probabilities(other), probabilities(model)[[1, 0, 2]], rtol=1e-12)


def test_nothing_jumps_where_the_slopes_meet() -> None:
    slopes = 1 + np.array([-1e-3, -1e-9, 0, 1e-9, 1e-3])
    chances = probabilities(AudienceCosts(1, 1, slopes, 1, 1))
    np.testing.assert_allclose(chances[:, [1, 3]], chances[:, [2, 2]], atol=1e-8)
    np.testing.assert_allclose(chances[:, [0, 4]], chances[:, [2, 2]], atol=1e-3)


def test_the_closed_forms_solve_their_equations() -> None:
    from sympy import Symbol, simplify

    model = AudienceCosts.symbolic()
    end = crisis_horizon()
    left = (1 + model.audience_cost_1 * end / model.prize) * model.audience_cost_2 * end / model.war_loss_2
    assert simplify(left - 1) == 0
    time = Symbol("time", positive=True)
    assert simplify(concession_hazard() - model.audience_cost_1 / (model.prize + model.audience_cost_1 * time)) == 0


def test_named_axes_come_back() -> None:
    model = replace(sample(1, 8).take(0), **axes(prize=[1.0, 2.0], war_loss_1=[1.0, 2.0, 3.0]))
    found = model.equilibrium()
    assert found.war.dims == ("prize", "war_loss_1")
    assert model.regret().dims == ("prize", "war_loss_1")
    assert (model.regret() < 1e-12).all()


def test_parameters_outside_the_region_are_refused() -> None:
    with pytest.raises(ParameterError, match="war_loss_2 above 0"):
        AudienceCosts(1, 1, 1, 1, 0)
