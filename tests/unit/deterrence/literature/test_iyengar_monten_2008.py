"""Emboldenment: the recursion is an equilibrium and the limit of many kinds, and mechanisms have the signs stated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import Emboldenment, KnownEnd, first_stages, random_end_threshold
from deterrence.literature.primitive import expression_at
from deterrence.parameters import ParameterError
from gametheory.stochastic import chain_store, reputation
from gametheory.sweep import axes
from tests.unit.deterrence.literature.sample import MANY_POINTS


def sample(count: int, seed: int, **fixed: Any) -> Emboldenment:
    rng = np.random.default_rng(seed)
    least = rng.uniform(0, 0.8, count)
    undeterred = rng.uniform(0, 0.5, count) * (rng.random(count) < 0.7)
    drawn = {
        "least_gain": least * (rng.random(count) < 0.7),
        "greatest_gain": least + rng.uniform(0.02, 1, count) * (1 - least),
        "undeterred": undeterred,
        "rent": rng.uniform(0.3, 5, count),
        "tough_prior": rng.uniform(0, 1, count) ** rng.integers(1, 5, count),
        "discount": np.where(rng.random(count) < 0.3, 1.0, rng.uniform(0.6, 1, count)),
        "temptation": rng.uniform(0.1, 6, count),
        "relief": rng.uniform(1, 60, count),
        "drawdown": rng.integers(1, 10, count).astype(float),
    }
    return Emboldenment(**(drawn | fixed))


UNIFORM = Emboldenment(0, 1, 0.3, 3, 0.05, 0.95, 3, 25, 6)


def test_many_kinds_of_attackers_come_to_the_recursion_for_a_continuum() -> None:
    model, stages = sample(20, 1), 4
    exact = np.log(model.thresholds(stages))
    gaps = []
    for kinds in (40, 160):
        found = reputation(model.kinds_game(stages, kinds))
        gaps.append(np.abs(found.log_answer - exact).max(axis=-1))
    assert gaps[1].max() < 0.1
    assert np.median(gaps[1]) < np.median(gaps[0]) / 2
    assert (exact[:, -1] < 0).mean() > 0.5


@pytest.mark.parametrize("seed", range(2))
def test_the_recursion_is_an_equilibrium_of_every_stage(seed: int) -> None:
    """Looks for the answers of the weak type by its gain alone, with values on a grid of beliefs."""
    model = sample(1, 20 + seed, rent=np.array([2.5]), discount=np.array([0.95]), undeterred=np.array([0.2])).take(0)
    low, high, spared, rent, delta = (
        float(each)
        for each in (model.least_gain, model.greatest_gain, model.undeterred, model.rent, model.discount)
    )
    beliefs = np.concatenate([[0.0], np.geomspace(1e-5, 1, 60_000)])
    values = np.zeros_like(beliefs)
    for left in range(1, 5):
        lowest, highest = beliefs, np.ones_like(beliefs)  # chances of an answer by either type
        for _ in range(50):
            middle = (lowest + highest) / 2
            with np.errstate(invalid="ignore", divide="ignore"):
                after = np.interp(np.where(middle > 0, beliefs / middle, 0.0), beliefs, values)
            gains = delta * after > 1
            lowest, highest = np.where(gains, middle, lowest), np.where(gains, highest, middle)
        answered = np.where(delta * values >= 1, 1.0, lowest)
        attacks = spared + (1 - spared) * np.clip((high - answered) / (high - low), 0, 1)
        places = np.searchsorted(beliefs, [1e-3, 0.01, 0.03, 0.1, 0.3, 0.6])
        with_prior = replace(model, tough_prior=beliefs[places])
        np.testing.assert_allclose(attacks[places], with_prior.attack_chance(left), atol=3e-3 / (high - low))
        after_attack = np.where(answered > beliefs, np.maximum(delta * values - 1, 0.0), 0.0)
        values = (1 - attacks) * (rent + delta * values) + attacks * after_attack


@MANY_POINTS
def test_with_one_gain_it_is_the_chain_store(count: int) -> None:
    rng = np.random.default_rng(2)
    gain = rng.uniform(0.05, 0.95, count)
    model = sample(count, 3, least_gain=gain, greatest_gain=gain, undeterred=0.0)
    found = reputation(
        chain_store(6, gain[:, None], model.rent[:, None], model.tough_prior, discount=model.discount)
    )
    np.testing.assert_allclose(model.thresholds(6), np.exp(found.log_answer), rtol=1e-9)


@MANY_POINTS
def test_the_first_thresholds_have_closed_forms(count: int) -> None:
    form = first_stages()
    model = sample(count, 4)
    values = {name: getattr(model, name) for name in ("least_gain", "greatest_gain", "rent", "undeterred", "discount")}
    one = expression_at(form.one, **values)
    found = np.asarray(model.thresholds(7))
    np.testing.assert_allclose(found[:, 1], np.where(one <= model.greatest_gain, one, 1.0), rtol=1e-9)
    narrow = (one <= model.greatest_gain) & (one**2 <= model.least_gain)
    assert 0.02 < narrow.mean() < 0.9
    for left in range(1, 7):
        many = expression_at(form.many, **values, left=left)
        np.testing.assert_allclose(found[narrow, left], many[narrow], rtol=1e-9)
    whole = replace(model, least_gain=0.0, greatest_gain=1.0)
    given = {name: values[name] for name in ("rent", "undeterred", "discount")}
    some = model.discount * model.rent * (1 - model.undeterred) >= 1
    np.testing.assert_allclose(whole.thresholds(3)[some, 2], expression_at(form.two, **given)[some], rtol=1e-8)


@MANY_POINTS
def test_fewer_stages_left_never_lower_attacks_and_a_tougher_image_never_raises_them(count: int) -> None:
    model = sample(count, 5)
    chances = np.stack([model.attack_chance(left) for left in range(1, 9)])
    assert (np.diff(chances, axis=0) <= 1e-12).all()
    assert (np.diff(chances, axis=0) < -0.01).any()
    tougher = replace(model, tough_prior=np.sqrt(model.tough_prior))
    assert (tougher.attack_chance(4) <= chances[3] + 1e-12).all()
    assert ((chances >= model.undeterred - 1e-12) & (chances <= 1)).all()


def test_reputation_is_possible_exactly_where_restraint_is_under_a_random_end() -> None:
    model = sample(100, 6)
    least = expression_at(random_end_threshold().value, rent=model.rent, undeterred=model.undeterred)
    possible = model.discount >= least
    # Long enough for what is possible to be built up.
    found = np.asarray(model.thresholds(30))[:, -1] < 1
    clear = np.abs(model.discount - least) > 0.03
    np.testing.assert_array_equal(found[clear], possible[clear])
    assert 0.5 < possible.mean() < 1


def test_the_threshold_of_a_random_end_is_where_a_sum_pays_for_an_answer() -> None:
    rng = np.random.default_rng(7)
    drawn = rng.uniform(0.2, 5, 60), rng.uniform(0, 0.6, 60), rng.uniform(0.1, 0.97, 60)
    for rent, spared, discount in zip(*drawn, strict=True):
        flow = (1 - spared) * rent - spared
        worth = -1 + flow * sum(discount**n for n in range(1, 3000))
        least = expression_at(random_end_threshold().value, rent=rent, undeterred=spared)
        assert (worth >= 0) == (discount >= least)


def test_a_rumour_lies_between_the_two_ends() -> None:
    model = sample(200, 8)
    beliefs = np.linspace(0, 1, 7)
    chances = np.stack([model.attack_chance_if_rumoured(6, 3, belief) for belief in beliefs])
    np.testing.assert_array_equal(chances[0], model.attack_chance(6))
    np.testing.assert_array_equal(chances[-1], model.attack_chance(3))
    assert (np.diff(chances, axis=0) >= -1e-12).all()
    np.testing.assert_array_equal(model.attack_chance_if_rumoured(6, 6, 0.0), model.attack_chance(6))


def test_attackers_of_one_gain_who_are_indifferent_stay_out() -> None:
    gain = np.arange(5, 96) / 100
    for left in range(1, 6):
        model = Emboldenment(gain, gain, 0.3, 4.0, gain**left, 0.95, 1, 1, 1)
        np.testing.assert_allclose(model.attack_chance(left), 0.3)
        np.testing.assert_allclose(replace(model, tough_prior=gain**left * (1 - 1e-9)).attack_chance(left), 1)


def test_where_all_have_one_gain_no_belief_raises_attacks_a_little() -> None:
    model = Emboldenment(0.5, 0.5, 0.3, 3, 0.1, 0.95, 3, 25, 6)
    assert model.attack_chance(4) == pytest.approx(0.3)
    assert np.isnan(model.needed_doubt(0.1, 4))
    assert model.needed_doubt(0.0, 4) == 0.1  # no doubt is needed for no rise


@pytest.mark.parametrize("rise", [0.07, 0.10])
def test_what_is_needed_for_a_rise_is_the_least_that_does(rise: float) -> None:
    model, before, early = sample(40, 9, undeterred=np.linspace(0.1, 0.5, 40)), 6, 2
    target = (1 + rise) * model.attack_chance(before)
    belief = model.needed_belief(rise, before, early)
    known = ~np.isnan(belief)
    assert 5 < known.sum() < 40
    np.testing.assert_array_equal(known, model.attack_chance(early) >= target)
    there = model.take(known)
    assert (there.attack_chance_if_rumoured(before, early, belief[known]) >= target[known]).all()
    assert (there.attack_chance_if_rumoured(before, early, belief[known] - 1e-7) < target[known] + 1e-7).all()
    end = model.needed_end(rise, before)
    enough = np.stack([model.attack_chance(left) >= target for left in range(1, before)])
    latest = (enough * np.arange(1, before)[:, None]).max(axis=0)
    np.testing.assert_array_equal(np.nan_to_num(end), latest)
    doubt = model.needed_doubt(rise, before)
    some = ~np.isnan(doubt)
    assert some.sum() > 5
    changed = replace(model.take(some), tough_prior=doubt[some])
    np.testing.assert_allclose(changed.attack_chance(before), target[some], rtol=1e-9)
    assert (doubt[some] <= model.tough_prior[some]).all()


def test_the_rise_fades_with_the_belief_and_not_without() -> None:
    model = replace(UNIFORM, tough_prior=0.003)
    quiet = np.array([float(model.attack_chance(16 - passed)) for passed in range(5)])
    faded = model.fading(16, 8, 0.95, 0.5, 5).values
    kept = model.fading(16, 8, 0.95, 1.0, 5).values
    assert faded[0] == kept[0]
    assert 1.07 < faded[0] / quiet[0] < 1.10
    assert faded[4] == pytest.approx(quiet[4])
    assert (np.diff(kept) >= 0).all()


def test_the_common_threshold_is_as_many_times_too_flat_as_stages_are_left() -> None:
    model = Emboldenment(0.4, 0.6, 0.0, 3.0, 0.5, 1.0, 1, 10, 5)
    one = float(expression_at(first_stages().one, least_gain=0.4, greatest_gain=0.6, rent=3, undeterred=0, discount=1))
    assert one**2 <= 0.4
    for left in range(1, 7):
        at = replace(model, tough_prior=one**left)
        assert float(at.attack_chance(left)) == pytest.approx(float(at.common_threshold(left)), rel=1e-9)
        beside = replace(model, tough_prior=one**left * np.array([1 - 1e-5, 1 + 1e-5]))
        exact, common = (np.diff(each(left))[0] for each in (beside.attack_chance, beside.common_threshold))
        assert exact / common == pytest.approx(left, rel=1e-3)


def test_readings_of_two_named_axes_have_both() -> None:
    named = axes(tough_prior=[0.01, 0.05, 0.2], undeterred=[0.0, 0.3])
    for news in replace(UNIFORM, **named).responses(before=4, after=2).values():
        for reading in (*news, news.rise, news.sign):
            assert dict(reading.sizes) == {"tough_prior": 3, "undeterred": 2}
    one = replace(UNIFORM, tough_prior=0.05, undeterred=0.3).responses(before=4, after=2)["reputation, one gain"]
    both = replace(UNIFORM, **named).responses(before=4, after=2)["reputation, one gain"]
    assert float(both.after.sel(tough_prior=0.05, undeterred=0.3)) == float(one.after)


def test_each_mechanism_has_its_sign() -> None:
    signs = {name: int(news.sign) for name, news in UNIFORM.responses(before=6, after=3).items()}
    assert signs == {
        "reputation": 1, "reputation, one gain": 1, "complete information": 0, "several equilibria": 1,
        "random end": 0, "conditional timetable": -1, "exposure": -1,
    }  # fmt: skip


def test_only_clocks_and_exposure_lower_attacks() -> None:
    model = sample(100, 10)
    for before, after in ((7, 3), (3, 2), (9, 1)):
        signs = {name: np.asarray(news.sign) for name, news in model.responses(before, after).items()}
        assert all((signs[name] >= 0).all() for name in signs if name not in ("conditional timetable", "exposure"))
        assert (signs["complete information"] == 0).all()
        assert (signs["conditional timetable"] <= 0).all()
        assert (signs["exposure"] <= 0).all()
        # A random end raises them where answers are credible at the hazard before the news and not at that after.
        least = expression_at(random_end_threshold().value, rent=model.rent, undeterred=model.undeterred)
        ceases = (model.discount * (1 - 1 / before) >= least) & (model.discount * (1 - 1 / after) < least)
        np.testing.assert_array_equal(signs["random end"], ceases.astype(int))
        assert ceases.any()
    for name in ("several equilibria", "random end", "conditional timetable"):
        # all or nothing, but for the undeterred
        for chance in model.responses(7, 3)[name]:
            assert (np.isclose(chance, model.undeterred) | np.isclose(chance, 1)).all()


def test_a_rise_is_relative_to_attacks_before_the_news() -> None:
    news = replace(UNIFORM, undeterred=np.array([0.0, 0.25])).responses(before=6, after=3)
    np.testing.assert_array_equal(news["several equilibria"].rise, [np.inf, 3.0])
    np.testing.assert_array_equal(news["complete information"].rise, [0.0, 0.0])
    np.testing.assert_array_equal(news["exposure"].rise, [-0.5, -0.5])


def test_the_mechanisms_agree_with_the_models_that_they_come_from() -> None:
    model = sample(200, 11)
    known = KnownEnd(2.0, model.temptation, 1.0, 0.0)
    np.testing.assert_array_equal(model.rewards_needed(), known.rewards())
    clock = model.longest_clock()
    for left in range(1, 20):
        # To hold with n to go instead of attacking once more.
        holds = model.discount**left * (1 - model.discount) * model.relief >= 1
        np.testing.assert_array_equal(holds, left <= clock)


def test_input_is_checked() -> None:
    with pytest.raises(ParameterError, match="l <= u"):
        replace(UNIFORM, least_gain=0.8, greatest_gain=0.2)
    with pytest.raises(ParameterError, match="rent above 0"):
        replace(UNIFORM, rent=0.0)
    with pytest.raises(ParameterError, match="1 <= early <= left"):
        UNIFORM.attack_chance_if_rumoured(4, 5, 0.5)
    with pytest.raises(ParameterError, match="from 1 to 3 stages"):
        UNIFORM.fading(6, 3, 0.5, 0.5, 4)
    with pytest.raises(ParameterError, match="greatest_gain above 0"):
        replace(UNIFORM, greatest_gain=0.0)
    for wrong in (
        lambda: UNIFORM.attack_chance(2.5), lambda: UNIFORM.common_threshold(0), lambda: UNIFORM.responses(4, 0),
    ):  # fmt: skip
        with pytest.raises(ParameterError, match="whole stages"):
            wrong()
    for wrong in (
        lambda: UNIFORM.attack_chance_if_rumoured(6, 3, 1.5), lambda: UNIFORM.fading(6, 3, 0.5, 1.1, 3),
        lambda: UNIFORM.needed_end(-0.1, 6),
    ):  # fmt: skip
        with pytest.raises(ParameterError, match="needs values from 0 to"):
            wrong()
    two = replace(UNIFORM, **axes(tough_prior=[0.01, 0.05]))
    for wrong in (
        lambda: UNIFORM.needed_belief([0.07, 0.1], 6, 3), lambda: two.needed_doubt([0.1, 0.2, 0.3], 6),
        lambda: two.needed_end(axes(rise=[0.1, 0.2])["rise"], 6),
    ):  # fmt: skip
        with pytest.raises(ParameterError, match="To sweep it"):
            wrong()
