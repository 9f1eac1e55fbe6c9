"""What is true of the standoff at any parameters: its closed forms are those of the stochastic game."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.parameters import PARAMETERS, ParameterError, parameters_of
from deterrence.scenarios import PUNISH, SCENARIOS, agnostic_draws
from deterrence.standoff import (
    ANY,
    CELLS,
    DEATHS,
    HEAVY,
    LEVELS,
    NEVER,
    REGIONS,
    RUNGS,
    Rule,
    Standoff,
    binding_thresholds,
    cell_name,
    critical_patience_fixed_exit,
    deterrence_region,
    equilibrium_values,
    grievance_game,
    grievance_thresholds,
    ladder_game,
    ladder_reply,
    largest_credible_cost,
    patience_interval,
    reply_to_unknown_resolve,
    slacks,
    sting_condition,
    sting_threshold,
    summary,
    unreputed_profile,
    unreputed_rung,
    unreputed_value,
    war_break_even,
    war_credible_up_to,
    war_ending_game,
    war_ending_value,
)
from gametheory import certify
from gametheory.residual import markov_residual
from gametheory.sweep import axes, draws

ANSWERING = [(rule, rung) for rule, rung in CELLS if rule.answers_something]
EACH_CELL = pytest.mark.parametrize(("rule", "rung"), CELLS, ids=[cell_name(*cell) for cell in CELLS])
EACH_ANSWER = pytest.mark.parametrize(("rule", "rung"), ANSWERING, ids=[cell_name(*cell) for cell in ANSWERING])
EACH_RULE = pytest.mark.parametrize("rule", [DEATHS, HEAVY, ANY])

NARROW = {"discount": (0.3, 0.999), "period": (0.2, 1.0)}
"""Where a range is narrower here than in the model: closer to 1, the rounding of values eats the tolerance."""


def _ranges() -> dict[str, tuple[float, float]]:
    return {
        name: NARROW.get(name, (each.low, each.high)) for name, each in parameters_of(Standoff).items()
    }


@cache
def sample(count: int, seed: int) -> Standoff:
    """Models from anywhere in the box of all ranges, along the dimension ``draw``."""
    return Standoff(**draws(_ranges(), count, seed=seed))


@cache
def around_the_calibrations(count: int, seed: int) -> Standoff:
    """Models of the agnostic with half of the resolve range, where equilibria of every kind occur."""
    primitives = agnostic_draws(count, seed=seed)
    resolve = draws({"resolve": (0, 8)}, count, seed=seed)["resolve"]
    return Standoff.of(primitives, resolve=resolve)


@st.composite
def models(draw: Any, **fixed: float) -> Standoff:
    values = {name: draw(st.floats(*ends)) for name, ends in _ranges().items() if name not in fixed}
    return Standoff(**values, **fixed)


def near_a_tie(model: Standoff, rule: Rule, rung: int) -> Any:
    """Where a condition is within the tolerance of the certificate, so that the two verdicts may differ.

    A condition on one week enters the values, averages over all weeks, with the weight of a week, 1 - δ.
    """
    weight = np.asarray(model.period * (1 - model.discount**model.period))
    found = [np.abs(np.asarray(each)) * weight for each in slacks(model, rule, rung)]
    return np.min(found, axis=0) < 5e-9 * model.game(rule, rung).scale[..., 0]


# --- The verdict ---------------------------------------------------------------------------------


@EACH_CELL
@pytest.mark.parametrize("source", [sample, around_the_calibrations])
def test_the_closed_forms_give_the_verdict_of_the_certificate(source: Any, rule: Rule, rung: int) -> None:
    model = source(256, 5)
    closed = np.asarray(model.is_equilibrium(rule, rung))
    certified = model.certificate(rule, rung).holds
    unclear = near_a_tie(model, rule, rung)
    assert ((closed == certified) | unclear).all()
    assert unclear.mean() < 0.02


@pytest.mark.deep
@EACH_CELL
@pytest.mark.parametrize("source", [sample, around_the_calibrations])
@pytest.mark.parametrize("seed", range(4))
def test_the_closed_forms_give_the_verdict_of_the_certificate_on_many_draws(
    source: Any, rule: Rule, rung: int, seed: int
) -> None:
    model = source(4096, seed)
    closed = np.asarray(model.is_equilibrium(rule, rung))
    certified = model.certificate(rule, rung).holds
    assert ((closed == certified) | near_a_tie(model, rule, rung)).all()


def test_equilibria_of_every_kind_are_among_the_draws() -> None:
    model = around_the_calibrations(256, 5)
    for rule, rung in CELLS:
        assert 0 < np.asarray(model.is_equilibrium(rule, rung)).mean() < 1


@EACH_CELL
def test_the_weekly_value_is_that_of_the_game(rule: Rule, rung: int) -> None:
    model = replace(sample(64, 1), resolve=0.0)
    strategies = model.profile(rule, rung)
    values, _ = model.game(rule, rung).evaluate(strategies)
    np.testing.assert_allclose(values[:, 0, 0] / model.period, model.weekly_value(rule, rung), rtol=1e-7, atol=1e-7)


@given(models())
def test_never_or_leave_is_an_equilibrium_iff_no_strike_pays_by_itself(model: Standoff) -> None:
    cheapest = min(model.strike_burden(1), model.strike_burden(2))
    one = bool(model.is_equilibrium(NEVER)) or bool(model.is_equilibrium(Rule.LEAVE))
    assert one == (model.resolve <= cheapest)
    found = equilibrium_values(model)
    assert bool(found.count > 0) == one
    if one:
        assert found.lowest <= found.highest


@given(models(resolve=0.0))
def test_the_lowest_equilibrium_value_is_that_of_never_or_leave(model: Standoff) -> None:
    # both the minmax of the US and an equilibrium
    worst = max(float(model.weekly_value(NEVER)), float(model.weekly_value(Rule.LEAVE)))
    assert float(equilibrium_values(model).lowest) == worst


def test_an_answer_at_the_other_rung_counts_as_a_failure() -> None:
    model = Standoff.of(PUNISH)
    game, (us, militia) = model.game(DEATHS, 2), model.profile(DEATHS, 2)
    cheaper = us.copy()
    cheaper[[4, 6]] = [0, 1, 0]  # a proportionate strike after each kind of death
    assert model.certificate(DEATHS, 2).holds
    assert not certify(game, (cheaper, militia), residual=markov_residual, strict=False).certificate.holds


def test_a_costly_answer_off_the_path_of_play_binds() -> None:
    # under harassment a line at heavy attacks is never tested; the answer to one must still be credible
    model = Standoff.of(PUNISH, discount=0.5)
    assert model.is_equilibrium(DEATHS, 1)
    assert not model.is_equilibrium(HEAVY, 1)
    assert not model.certificate(HEAVY, 1).holds
    assert LEVELS[int(model.reply(HEAVY, 1))] == "harass"


# --- The reply -----------------------------------------------------------------------------------


def shifted(model: Standoff, **by: Any) -> Standoff:
    """The model with amounts added to fields, beyond their ranges if need be."""
    return model.unchecked(**{name: getattr(model, name) + amount for name, amount in by.items()})


@EACH_ANSWER
@pytest.mark.parametrize("further", [0.3, 5.0])
def test_the_level_of_attack_never_rises_with_the_sting(rule: Rule, rung: int, further: float) -> None:
    model = sample(256, 11)
    model = model.unchecked(heavy_lethality=np.maximum(model.heavy_lethality, model.harass_lethality))
    harder = shifted(model, **{f"strike_loss_{rung}": further})
    for violent in (True, False):
        assert (harder.reply(rule, rung, violent=violent) <= model.reply(rule, rung, violent=violent)).all()


@EACH_CELL
@pytest.mark.parametrize("shift", [-50, 3])
def test_loss_and_gain_of_a_strike_count_only_through_their_difference(rule: Rule, rung: int, shift: int) -> None:
    model = sample(256, 12)
    names = [f"strike_{side}_{each}" for side in ("loss", "gain") for each in RUNGS]
    # in sixteenths, so that the difference is exact
    model = model.unchecked(**{name: np.round(getattr(model, name) * 16) / 16 for name in names})
    moved = shifted(model, **dict.fromkeys(names, shift / 16))
    assert (moved.reply(rule, rung) == model.reply(rule, rung)).all()
    assert (moved.weekly_value(rule, rung) == model.weekly_value(rule, rung)).all()
    assert (moved.is_equilibrium(rule, rung) == model.is_equilibrium(rule, rung)).all()


US_PAYOFFS = [
    "presence_value", "harass_harm", "heavy_harm", "death_harm", "strike_cost_1", "strike_cost_2",
    "nonfatal_strike_cost", "leave_cost", "war_cost", "resolve",
]  # fmt: skip
MILITIA_PAYOFFS = [
    "harass_gain", "heavy_gain", "strike_loss_1", "strike_loss_2", "strike_gain_1", "strike_gain_2",
]  # fmt: skip


@EACH_CELL
@pytest.mark.parametrize(("ours", "theirs"), [(2, -3), (-1, 1)])
def test_the_units_of_either_player_do_not_matter(rule: Rule, rung: int, ours: int, theirs: int) -> None:
    model = sample(256, 13)
    units = dict.fromkeys(US_PAYOFFS, 2.0**ours) | dict.fromkeys(MILITIA_PAYOFFS, 2.0**theirs)
    scaled = model.unchecked(**{name: getattr(model, name) * unit for name, unit in units.items()})
    assert (scaled.reply(rule, rung) == model.reply(rule, rung)).all()
    assert (scaled.is_equilibrium(rule, rung) == model.is_equilibrium(rule, rung)).all()
    assert (scaled.weekly_value(rule, rung) == 2.0**ours * model.weekly_value(rule, rung)).all()


def test_tied_replies_are_the_most_and_the_least_violent_one() -> None:
    model = Standoff.of(PUNISH, rogue_rate=0.0, heavy_gain=5.0, strike_loss_1=10.0, strike_gain_1=5.0)
    assert model.reply(ANY, 1) == 2
    assert model.reply(ANY, 1, violent=False) == 0
    assert model.certificate(ANY, 1, violent=False).regret[1] == pytest.approx(0, abs=1e-9)
    assert model.certificate(ANY, 1, violent=True).regret[1] == pytest.approx(0, abs=1e-9)


# --- Thresholds ----------------------------------------------------------------------------------


def test_the_derived_conditions_are_those_of_the_page() -> None:
    from sympy import simplify, symbols

    g1, g2, l1, l2, eps = symbols(
        "harass_gain heavy_gain harass_lethality heavy_lethality rogue_rate", positive=True
    )
    by_hand = {
        (DEATHS, 1, 0): g1 / (l1 * (1 - eps)),
        (DEATHS, 2, 0): g2 / (l2 - eps * l1),
        (DEATHS, 2, 1): (g2 - g1) / (l2 - l1),
        (HEAVY, 1, 0): g1 / (l1 * (1 - eps)),
        (HEAVY, 2, 0): g2 / (1 - eps * l1),
        (HEAVY, 2, 1): (g2 - g1) / (1 - l1),
        (ANY, 1, 0): g1 / (1 - eps),
        (ANY, 2, 0): g2 / (1 - eps),
    }
    for cell, expected in by_hand.items():
        condition = sting_condition(*cell)
        assert condition is not None
        assert condition.direction == -1
        assert simplify(condition.value - expected) == 0
    assert sting_condition(ANY, 2, 1) is None


@EACH_RULE
@pytest.mark.parametrize("rung", RUNGS)
def test_the_reply_changes_at_the_binding_thresholds(rule: Rule, rung: int) -> None:
    model = around_the_calibrations(1024, 14)
    heavy_until, hold_from = binding_thresholds(model, rule)
    sting = model.sting(rung)
    reply = model.reply(rule, rung)
    assert (heavy_until <= hold_from).all()
    assert ((reply == 2) == (sting <= heavy_until)).all()
    assert ((reply == 0) == (sting > hold_from)).all()


@EACH_RULE
def test_the_threshold_of_holding_rises_with_the_gain_and_with_the_rogue_rate(rule: Rule) -> None:
    grid = replace(
        Standoff.of(PUNISH), **axes(harass_gain=np.linspace(0.1, 1, 10), rogue_rate=np.linspace(0, 0.5, 11))
    )
    holds = sting_threshold(grid, rule, 1, 0)
    assert (holds.diff("harass_gain") > 0).all()
    assert (holds.diff("rogue_rate") > 0).all()


def test_a_line_at_deaths_binds_through_lethality_alone() -> None:
    low = SCENARIOS["restrain"].heavy_lethality, SCENARIOS["restrain"].harass_lethality
    for primitives in SCENARIOS.values():
        model = Standoff.of(primitives, heavy_lethality=low[0], harass_lethality=low[1])
        assert all(model.reply(DEATHS, rung) == model.reply(NEVER, rung) for rung in RUNGS)


def test_provocation_raises_the_militias_payoff_but_not_its_level() -> None:
    model = sample(256, 2)
    for rule, rung in ANSWERING:
        region = deterrence_region(model, rule, rung)
        provoked = region == REGIONS.index("provocation")
        np.testing.assert_array_equal(provoked, model.sting(rung) < 0)
    model = Standoff.of(SCENARIOS["leave"])
    assert model.payoffs(ANY, 1)[1][2] > model.payoffs(NEVER)[1][2]
    assert model.reply(ANY, 1) == model.reply(NEVER) == 2


# --- Patience and war ----------------------------------------------------------------------------


@EACH_CELL
def test_the_patience_interval_is_where_the_rule_is_an_equilibrium(rule: Rule, rung: int) -> None:
    for seed in (1, 2):
        model = around_the_calibrations(128, seed)
        interval = patience_interval(model, rule, rung)
        for discount in np.linspace(0.05, 0.999, 40):
            inside = (interval.lowest <= discount) & (discount <= interval.highest)
            at = replace(model, discount=discount)
            close = (abs(interval.lowest - discount) < 1e-9) | (abs(interval.highest - discount) < 1e-9)
            assert ((inside == at.is_equilibrium(rule, rung)) | close).all()


@EACH_ANSWER
def test_the_certificate_flips_at_the_critical_patience(rule: Rule, rung: int) -> None:
    model = Standoff.of(PUNISH)
    lowest = float(patience_interval(model, rule, rung).lowest)
    below, above = (Standoff.of(PUNISH, discount=lowest + step) for step in (-1e-4, 1e-4))
    assert not below.certificate(rule, rung).holds
    assert above.certificate(rule, rung).holds


@EACH_ANSWER
def test_an_answer_is_credible_iff_its_cost_is_at_most_the_largest_credible_one(rule: Rule, rung: int) -> None:
    model = sample(256, 3)
    most = largest_credible_cost(model, rule, rung)
    burden = model.strike_burden(rung)
    cost = burden + model.nonfatal_strike_cost if rule.is_wide else burden - model.resolve
    np.testing.assert_array_equal(cost <= most, slacks(model, rule, rung).answer >= 0)


def test_the_fixed_exit_is_exact_only_where_nobody_leaves() -> None:
    # a cheap exit is not taken if tolerating attacks is worth more
    model = Standoff.of(PUNISH, death_harm=0.0, heavy_harm=0.5, harass_harm=0.5, heavy_lethality=0.05, leave_cost=25.0)
    assert float(model.weekly_value(NEVER)) > float(model.weekly_value(Rule.LEAVE))
    exact = float(patience_interval(model, ANY, 1).lowest)
    assert exact == pytest.approx(float(critical_patience_fixed_exit(model, ANY, 1)), rel=1e-12)
    model = Standoff.of(PUNISH)
    assert float(critical_patience_fixed_exit(model, ANY, 1)) > float(patience_interval(model, ANY, 1).lowest) + 0.2


@pytest.mark.parametrize(("rule", "rung"), CELLS[1:], ids=[cell_name(*cell) for cell in CELLS[1:]])
def test_the_value_is_linear_in_the_war_risk_and_equals_leaving_at_the_break_even(rule: Rule, rung: int) -> None:
    model = around_the_calibrations(128, 4)
    even = war_break_even(model, rule, rung)
    there = model.unchecked(war_risk=even).weekly_value(rule, rung)
    scale = 1 + abs(even) * model.war_cost
    assert (abs(there - model.weekly_value(Rule.LEAVE)) < 1e-9 * scale).all()
    low, middle, high = (model.unchecked(war_risk=p).weekly_value(rule, rung) for p in (0.0, 0.05, 0.1))
    np.testing.assert_allclose((low + high) / 2, middle, rtol=1e-9, atol=1e-9)


@EACH_CELL
def test_a_rule_is_an_equilibrium_up_to_its_credible_war_risk_and_not_beyond(rule: Rule, rung: int) -> None:
    model = around_the_calibrations(128, 6)
    most = war_credible_up_to(model, rule, rung)
    finite = np.isfinite(most)
    below, above = (model.unchecked(war_risk=most * (1 + step)) for step in (-1e-9, 1e-9))
    # where the strike's burden meets the resolve there, the set may be that one point
    proper = finite & (most > 1e-6) & (abs(slacks(below, rule, rung).resolve) > 1e-7)
    assert below.is_equilibrium(rule, rung).values[proper].all()
    assert not above.is_equilibrium(rule, rung).values[finite & (most > 1e-6)].any()
    for risk in (0.0, 0.01, 0.1):
        assert not model.unchecked(war_risk=risk).is_equilibrium(rule, rung).values[np.isnan(most)].any()


def test_a_rule_ends_before_staying_breaks_even() -> None:
    for rule, rung in ANSWERING:
        model = Standoff.of(PUNISH)
        assert float(war_credible_up_to(model, rule, rung)) < float(war_break_even(model, rule, rung))


# --- Shapes and names ----------------------------------------------------------------------------


def test_readings_keep_the_names_of_a_sweep() -> None:
    plane = replace(PUNISH, **axes(strike_loss_1=[4, 9, 14], war_risk=[0, 0.05]))
    model = Standoff.of(plane)
    dims = ("strike_loss_1", "war_risk")
    for reading in (model.reply, model.weekly_value, model.is_equilibrium):
        assert reading(DEATHS, 1).dims == dims
    assert war_break_even(model, DEATHS).dims == dims
    assert summary(model).reply.dims == (*dims, "cell")
    assert model.game(DEATHS, 1).batch_shape == (3, 2)
    assert float(summary(model).weekly_value.sel(strike_loss_1=9, war_risk=0.05, cell="any 1")) == float(
        Standoff.of(PUNISH, strike_loss_1=9, war_risk=0.05).weekly_value(ANY, 1)
    )


def test_arrays_without_names_are_a_batch_as_well() -> None:
    model = Standoff.of(PUNISH, war_risk=np.array([0.0, 0.05, 0.1]))
    assert model.weekly_value(ANY, 2).shape == (3,)
    assert model.certificate(ANY, 2).holds.tolist() == model.is_equilibrium(ANY, 2).tolist()
    assert critical_patience_fixed_exit(model, ANY, 2).shape == (3,)


def test_the_summary_is_the_readings_cell_by_cell() -> None:
    model = sample(32, 9)
    table = summary(model)
    for rule, rung in CELLS:
        cell = table.sel(cell=cell_name(rule, rung))
        np.testing.assert_array_equal(cell.reply, model.reply(rule, rung))
        np.testing.assert_array_equal(cell.weekly_value, model.weekly_value(rule, rung))
        np.testing.assert_array_equal(cell.is_equilibrium, model.is_equilibrium(rule, rung))


def test_the_same_payoffs_serve_numbers_and_symbols() -> None:
    numbers, symbols = Standoff.of(PUNISH), Standoff.symbolic()
    values = {name: getattr(numbers, name) for name in (each.name for each in fields(Standoff)) if name != "period"}
    for rule, rung in CELLS:
        for ours, theirs in zip(numbers.payoffs(rule, rung), symbols.payoffs(rule, rung), strict=True):
            for number, expression in zip(ours, theirs, strict=True):
                substituted = {s: values[s.name] for s in getattr(expression, "free_symbols", ())}
                value = expression.subs(substituted) if substituted else expression
                assert float(value) == pytest.approx(float(number), abs=1e-12)


def test_a_field_outside_its_range_is_refused() -> None:
    with pytest.raises(ParameterError, match="discount"):
        Standoff.of(PUNISH, discount=1.0)


def test_a_break_even_with_leaving_needs_a_rule_of_staying() -> None:
    with pytest.raises(ValueError, match="needs a rule under which the US stays"):
        war_break_even(Standoff.of(PUNISH), Rule.LEAVE)


# --- Variants ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_without_a_record_the_resolve_alone_makes_the_us_answer(seed: int) -> None:
    model = sample(256, seed)
    profile = unreputed_profile(model)
    found = certify(model.game(NEVER), profile, residual=markov_residual, strict=False)
    assert found.certificate.holds.all()
    rung = np.asarray(unreputed_rung(model))
    cheapest = np.minimum(model.strike_burden(1), model.strike_burden(2))
    np.testing.assert_array_equal(rung > 0, model.resolve >= cheapest)
    nation, _ = replace(model, resolve=0.0).game(NEVER).evaluate(profile)
    np.testing.assert_allclose(nation[:, 0, 0] / model.period, unreputed_value(model), rtol=1e-7, atol=1e-7)


@given(models(), st.sampled_from(RUNGS))
def test_a_militia_that_does_not_know_the_resolve_weighs_answers_by_their_chance(model: Standoff, rung: int) -> None:
    resolves = (np.arange(2000) + 0.5) / 2000 * model.resolve_bound
    burden = model.strike_burden(rung)
    fatal = (resolves >= burden).mean()
    nonfatal = (model.nonfatal_weight * resolves >= burden + model.nonfatal_strike_cost).mean()
    struck = [
        sum(
            chance * (fatal if death else nonfatal)
            for chance, death in zip(model.chances(level)[1:], (False, True, False, True), strict=True)
        )
        for level in range(3)
    ]
    gains = np.array(model.gains()) - model.sting(rung) * np.array(struck)
    assert gains[int(reply_to_unknown_resolve(model, rung))] >= gains.max() - 0.1


@EACH_RULE
def test_the_ladder_in_closed_form_is_the_best_reply_in_the_game(rule: Rule) -> None:
    model = around_the_calibrations(64, 7)
    game = ladder_game(model, rule)
    np.testing.assert_array_equal(game.reply[..., :2], ladder_reply(model, rule))


@EACH_RULE
def test_the_ladder_attacks_no_more_than_the_lower_rung_alone(rule: Rule) -> None:
    model = around_the_calibrations(1024, 15)
    upper = np.maximum(model.sting(1), model.sting(2))
    model = model.unchecked(strike_loss_2=upper, strike_gain_2=0.0)
    first, second = (ladder_reply(model, rule).sel(answered=k) for k in (0, 1))
    one, two = model.reply(rule, 1), model.reply(rule, 2)
    assert (first <= one).all()
    np.testing.assert_array_equal(second, two)
    assert (first == one).values[(one == two).values].all()


@pytest.mark.parametrize(("rule", "level"), [(ANY, 2), (DEATHS, 1), (HEAVY, 1)])
@pytest.mark.parametrize("rung", RUNGS)
def test_one_strike_starts_a_cycle_between_the_grievance_thresholds(rule: Rule, level: int, rung: int) -> None:
    base = Standoff.of(PUNISH)
    until, since = (float(each) for each in grievance_thresholds(base, rule, rung, 0.2, level=level))
    assert until < since
    step = (since - until) / 10
    stings = np.array([until - step, until + step, since - step, since + step])
    model = base.unchecked(**axes(**{f"strike_loss_{rung}": stings}), **{f"strike_gain_{rung}": 0.0})
    replies = grievance_game(model, rule, rung, 0.2).reply
    fresh, struck = replies.values[..., 0], replies.values[..., rung]
    assert (fresh > 0).tolist() == [True, False, False, False]
    assert (struck > 0).tolist() == [True, True, True, False]


def test_without_a_grievance_the_variant_is_the_base_game() -> None:
    for primitives in SCENARIOS.values():
        model = Standoff.of(primitives)
        for rule, rung in ANSWERING:
            variant = grievance_game(model, rule, rung, 0.0)
            assert bool(variant.certificate.holds) == bool(model.is_equilibrium(rule, rung))
            assert float(variant.weekly_value[0]) == pytest.approx(float(model.weekly_value(rule, rung)), abs=1e-9)


@pytest.mark.parametrize(("rule", "rung"), CELLS[1:], ids=[cell_name(*cell) for cell in CELLS[1:]])
def test_the_value_of_a_war_that_ends_the_game_is_that_of_the_game(rule: Rule, rung: int) -> None:
    model = replace(around_the_calibrations(64, 8), resolve=0.0)
    game = war_ending_game(model, rule, rung).weekly_value
    np.testing.assert_allclose(game[..., 0], war_ending_value(model, rule, rung), rtol=1e-8, atol=1e-8)


# --- The period ----------------------------------------------------------------------------------


@EACH_CELL
def test_reply_and_weekly_value_do_not_depend_on_the_length_of_the_period(rule: Rule, rung: int) -> None:
    if rule is Rule.LEAVE:
        return
    weekly = replace(around_the_calibrations(64, 9), resolve=0.0)
    half = replace(weekly, period=0.5)
    np.testing.assert_array_equal(weekly.reply(rule, rung), half.reply(rule, rung))
    np.testing.assert_array_equal(weekly.weekly_value(rule, rung), half.weekly_value(rule, rung))
    values, _ = half.game(rule, rung).evaluate(half.profile(rule, rung))
    np.testing.assert_allclose(values[..., 0, 0] / 0.5, half.weekly_value(rule, rung), rtol=1e-8, atol=1e-8)


def test_every_field_is_a_shared_parameter() -> None:
    assert {each.name for each in fields(Standoff)} <= set(PARAMETERS)
