"""The endgame: solvers of zero-sum games find the closed forms, and the limits of a known and an unknown end differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import Endgame, endgame_form
from deterrence.literature.primitive import expression_at
from deterrence.parameters import ParameterError
from gametheory.normal_form import pure_nash
from gametheory.stochastic import value_bracket
from tests.unit.deterrence.literature.sample import MANY_POINTS


def sample(count: int, seed: int, width: int = 3, **fixed: Any) -> Endgame:
    rng = np.random.default_rng(seed)
    drawn = {
        "patrol_move": rng.uniform(0.01, 1, count),
        "base_move": rng.uniform(0.01, 1, count),
        "even": rng.uniform(-1, 1, count),
        "margin": rng.uniform(0, 2, count),
        "hazard": 10 ** rng.uniform(-3, 0, count),
    }
    return Endgame(**(drawn | fixed), width=width)


def walk(model: Endgame, values: Any) -> Any:
    """The mean of values after one move up and one down with chance m each, in place at the ends."""
    m = (model.patrol_move * model.base_move / (model.patrol_move + model.base_move))[:, None]
    padded = np.pad(values, ((0, 0), (1, 1)), mode="edge")
    return values + m * (padded[:, 2:] - 2 * values + padded[:, :-2])


@pytest.mark.parametrize("width", [1, 2, 5])
@MANY_POINTS
def test_the_solver_finds_the_stationary_play_of_the_closed_form(width: int, count: int) -> None:
    model = sample(count, 1, width)
    found = model.unknown_end()
    np.testing.assert_allclose(found.strategies[0][..., 0], model.attack_chance(), atol=1e-8)
    np.testing.assert_allclose(found.strategies[1][..., 0], model.patrol_chance()[:, None] * np.ones(2 * width + 1))
    lower, upper = value_bracket(found)
    assert ((upper - lower) / np.ptp(model.payoffs(), axis=-1)[:, None]).max() < 1e-9
    target = model.hazard[:, None] * model.payoffs() + (1 - model.hazard[:, None]) * found.payoffs[..., 0]
    np.testing.assert_allclose(found.payoffs[..., 0], walk(model, target), atol=1e-10)


@pytest.mark.parametrize("width", [1, 3])
@MANY_POINTS
def test_backward_induction_finds_the_play_of_the_closed_form_by_periods_left(width: int, count: int) -> None:
    model, periods = sample(count, 2, width, hazard=np.repeat([0.0, 0.1, 0.5], count // 3 + 1)[:count]), 6
    found = model.known_end(periods)
    for left in range(1, periods + 1):
        attacks = found.strategies[0][:, periods - left, :, 0]
        closed = np.asarray(model.attack_chance(left))
        there = ~np.isnan(closed)
        assert there.mean() > 0.9
        np.testing.assert_allclose(attacks[there], closed[there], atol=1e-8)


def test_the_stage_has_one_equilibrium_wherever_something_is_at_stake() -> None:
    model = sample(30, 3, 2)
    target = np.stack([model.payoffs(), -model.payoffs()], axis=-1)
    stage = model.known_end_game(1).stage_game(0, target)
    # Without a pure equilibrium a game of two actions each has exactly one, in which both mix.
    assert (pure_nash(stage).count == 0).all()


@MANY_POINTS
def test_the_closed_form_with_one_unit_on_each_side(count: int) -> None:
    model, form = sample(count, 4, 1), endgame_form()
    values = {name: getattr(model, name) for name in ("patrol_move", "base_move", "even", "margin", "hazard")}

    def at(expression: Any, **more: Any) -> Any:
        named = {symbol.name: symbol for symbol in expression.free_symbols}
        return expression_at(expression, **{name: (values | more)[name] for name in named})

    np.testing.assert_allclose(at(form.unknown), model.attack_chance()[:, 1], rtol=1e-10)
    np.testing.assert_allclose(at(form.vanishing), model.attack_chance_vanishing()[:, 1], rtol=1e-10)
    np.testing.assert_allclose(at(form.far), model.attack_chance_far()[:, 1], rtol=1e-10)
    for left in (1, 2, 3, 8):
        np.testing.assert_allclose(at(form.known, left=left), model.attack_chance(left)[:, 1], rtol=1e-9)
    a, c, z, g = (values[name] for name in ("patrol_move", "base_move", "even", "margin"))
    np.testing.assert_allclose(model.jump()[:, 1], z * (c - a) / (6 * (a + c) * (1 + g)), atol=1e-12)


@pytest.mark.parametrize(("width", "left"), [(1, 60), (2, 100), (4, 400)])
def test_the_order_of_the_limits_matters(width: int, left: int) -> None:
    """A far end first and then no hazard is one limit, no hazard first and then a far end is the other."""
    model = sample(200, 5, width, patrol_move=np.linspace(0.1, 0.5, 200), base_move=np.linspace(0.9, 0.6, 200))
    rare = replace(model, hazard=1e-7)
    np.testing.assert_allclose(rare.attack_chance(), model.attack_chance_vanishing(), atol=1e-5)
    hourly = replace(model, hazard=np.full(200, 0.05))
    np.testing.assert_allclose(hourly.attack_chance(600), hourly.attack_chance(), atol=1e-10)
    never = replace(model, hazard=0.0)
    np.testing.assert_allclose(never.attack_chance(1500), model.attack_chance_far(), atol=1e-9)
    # With next to no hazard play is that of a far known end as long as the end is not too far.
    hardly = replace(model, hazard=1e-12)
    np.testing.assert_allclose(hardly.attack_chance(left), model.attack_chance_far(), atol=1e-3)
    assert (np.abs(model.jump()).max(axis=-1) > 0).all()


@pytest.mark.parametrize("width", [2, 3, 6])
def test_the_announcement_of_a_far_end_makes_those_ahead_attack_more_and_then_ever_less(width: int) -> None:
    """Where it only counts who is ahead, and attacks are met at the base; slow moves rule out echoes of the period."""
    rng = np.random.default_rng(6)
    patrol = rng.uniform(0.05, 0.3, 100)
    model = Endgame(patrol, patrol + rng.uniform(0.01, 0.5, 100), 0.0, 0.0, 10 ** rng.uniform(-4, -1, 100), width)
    assert (model.patrol_move * model.base_move / (model.patrol_move + model.base_move) <= 0.25).all()
    ahead = slice(width + 1, 2 * width)
    assert (model.jump()[:, ahead] > 0).all()
    news = model.announcement(1500)[:, :, ahead]
    assert (news[:, 1] > news[:, 0]).all()
    known = news[:, 1:, 0]
    assert (np.diff(known, axis=-1) <= 1e-12).all()
    np.testing.assert_allclose(known[:, -1], model.patrol_move / (model.patrol_move + model.base_move))
    echo = Endgame(0.9, 1.0, 0.0, 0.0, 0.1, width=3).announcement(60)[1:, 4]
    assert (np.diff(echo) > 1e-4).any()  # not so where ground moves in most periods
    # For those behind it is the other way round, and between equals nothing changes.
    both = model.announcement(50) + model.announcement(50)[:, :, ::-1]
    np.testing.assert_allclose(both[:, :-width], 1, atol=1e-9)


@pytest.mark.parametrize("width", [1, 3, 20])
def test_play_without_a_known_end_has_a_closed_form_for_those_ahead_where_it_only_counts_who_is(width: int) -> None:
    """The ratio is sinh(j phi) / sinh((j + 1) phi), j = K - k, also where next to nothing depends on the next move."""
    rng = np.random.default_rng(9)
    hazard = np.concatenate([[1e-300, 1e-17, 1e-9, 0.9, 0.999], rng.uniform(0, 1, 30)])
    patrol, base = rng.uniform(0.05, 1, (2, len(hazard)))
    model = Endgame(patrol, base, 0.0, 0.0, hazard, width)
    excess = hazard / (1 - hazard) * (patrol + base) / (2 * patrol * base)
    phi = np.log1p(excess + np.sqrt(excess * (excess + 2)))[:, None]  # cosh(phi) = 1 + excess
    j = width - np.arange(1, width + 1)
    ratio = np.exp(-phi) * np.expm1(-2 * j * phi) / np.expm1(-2 * (j + 1) * phi)
    exact = (base[:, None] * ratio + patrol[:, None]) / ((patrol + base)[:, None] * (ratio + 1))
    found = model.attack_chance()[:, width + 1 :]
    np.testing.assert_allclose(found, exact, rtol=1e-9)
    # A known end that is far away makes those ahead attack more, whatever the hazard was, if they are met at the base.
    far = model.attack_chance_far()[:, width + 1 :]
    assert (np.sign(far - found)[:, :-1] == np.sign(base - patrol)[:, None]).all()


def test_where_every_unit_counts_alike_the_announcement_makes_those_ahead_attack_less() -> None:
    """The sign rests on what the end pays."""
    model = replace(Endgame(0.2, 0.6, 0.0, 1e6, 0.01, width=4))
    assert (model.jump()[5:8] < 0).all()


def test_play_is_stationary_without_a_known_end_and_not_with_one() -> None:
    model = Endgame(0.2, 0.8, 0.0, 0.1, 0.02, width=3)
    known = model.known_end(12).strategies[0][..., 0]
    assert np.ptp(known, axis=0)[1:3].min() > 0.05
    assert model.unknown_end().strategies[0].shape == (7, 2)


def test_changing_sides_turns_attacks_into_their_complement() -> None:
    model = sample(100, 7)
    other = replace(model, even=-model.even)
    np.testing.assert_allclose(model.attack_chance() + other.attack_chance()[:, ::-1], 1, atol=1e-10)


def test_far_ends_lose_no_digits() -> None:
    model = replace(sample(20, 8, 1), hazard=0.0)
    slow = replace(model, patrol_move=0.5, base_move=0.6)
    np.testing.assert_allclose(slow.attack_chance(5_000), slow.attack_chance_far(), atol=1e-9)


def test_input_is_checked() -> None:
    with pytest.raises(ParameterError, match="at least 1"):
        Endgame(0.2, 0.8, 0, 0, 0.1, width=0)
    with pytest.raises(ParameterError, match="patrol_move above 0"):
        Endgame(0.0, 0.8, 0, 0, 0.1)
    with pytest.raises(ParameterError, match="hazard above 0"):
        Endgame(0.2, 0.8, 0, 0, 0.0).attack_chance()
    for wrong in (0, 1.5):
        with pytest.raises(ParameterError, match="whole number of periods left"):
            Endgame(0.2, 0.8, 0, 0, 0.1).attack_chance(wrong)
    with pytest.raises(ParameterError, match="whole number of periods left"):
        Endgame(0.2, 0.8, 0, 0, 0.1).announcement(-1)
