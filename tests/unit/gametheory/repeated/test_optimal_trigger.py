"""Optimal punishment with false alarms: lengths, chances and payoffs against the closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import NormalFormGame, symmetric
from gametheory.repeated import (
    RepeatedGame,
    certify_automaton,
    critical_discount,
    forgiving,
    grim,
    incentive_slack,
    optimal_forgiveness,
    optimal_trigger,
    randomised_trigger,
    trigger,
)
from tests.unit.gametheory.repeated.cases import Dilemma, dilemmas

COOPERATE, PUNISH = (0, 0), (1, 1)
COUNTS = pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.deep)])


@COUNTS
def test_lengths_and_payoffs_are_those_of_the_closed_form(count: int) -> None:
    case = dilemmas(count, 1)
    found = optimal_trigger(case.game(), COOPERATE, PUNISH, bad=[0], longest=100)
    length = case.length
    delta, z = case.discount, case.least_loss
    clear = np.abs(z - delta) > 1e-9
    for neighbour in (length - 1, length):
        clear &= ~(np.abs(delta * (1 - delta**neighbour) - z) <= 1e-9)
    expected = np.where(length <= 100, length, np.nan)
    np.testing.assert_array_equal(found.length[clear], expected[clear])
    exists = ~np.isnan(found.length)
    assert 0.1 < exists.mean() < 0.9
    closed = case.payoff(found.length)
    np.testing.assert_allclose(found.payoffs[:, 0][exists], closed[exists], rtol=1e-11)
    np.testing.assert_allclose(found.payoffs[:, 1][exists], closed[exists], rtol=1e-11)
    assert np.isnan(found.payoffs[~exists]).all()
    assert (found.relative_regret[exists] <= 1e-9).all()


@COUNTS
def test_the_randomised_optimum_is_that_of_the_closed_form(count: int) -> None:
    case = dilemmas(count, 2)
    found = randomised_trigger(case.game(), COOPERATE, PUNISH, bad=[0])
    share = case.least_loss / case.discount
    clear = np.abs(share - 1) > 1e-9
    feasible = share < 1
    assert (~np.isnan(found.probability) == feasible)[clear].all()
    both = feasible & clear
    np.testing.assert_allclose(found.probability[both], share[both], atol=1e-9)
    np.testing.assert_allclose(found.payoffs[both, 0], case.randomised[both], rtol=1e-8)
    integer = optimal_trigger(case.game(), COOPERATE, PUNISH, bad=[0])
    known = ~np.isnan(integer.length)
    assert (integer.payoffs[known, 0] <= found.payoffs[known, 0] + 1e-8).all()


def test_the_randomised_optimum_moves_with_the_primitives_as_it_should_and_not_with_patience() -> None:
    case = dilemmas(300, 3)
    game = case.game()
    base = randomised_trigger(game, COOPERATE, PUNISH, bad=[0]).payoffs[:, 0]

    def optimum(**changes: float) -> np.ndarray:
        return randomised_trigger(case._replace(**changes).game(), COOPERATE, PUNISH, bad=[0]).payoffs[:, 0]

    harder = optimum(false_alarm=case.false_alarm + 0.2 * (case.detection - case.false_alarm))
    tempting = optimum(gain=case.gain * 1.1)
    sharper = optimum(detection=case.detection + 0.5 * (1 - case.detection))
    patient = optimum(discount=(1 + case.discount) / 2)
    for lower, higher in ((harder, base), (tempting, base), (base, sharper)):
        both = ~np.isnan(lower) & ~np.isnan(higher)
        assert both.sum() > 50
        assert (lower[both] < higher[both]).all()
    both = ~np.isnan(base)
    np.testing.assert_allclose(patient[both], base[both], rtol=1e-8)


def test_the_shortest_length_does_not_rise_with_patience_and_payoffs_need_not_rise() -> None:
    discounts = np.linspace(0.5, 0.98, 97)
    found = optimal_trigger(Dilemma(2.0, 1.0, 0.1, 0.4, discounts).game(), COOPERATE, PUNISH, bad=[0])
    known = ~np.isnan(found.length)
    assert (np.diff(found.length[known]) <= 0).all()
    steps = np.diff(found.payoffs[known, 0])
    assert (steps > 0).any()
    assert (steps < 0).any()


def test_certain_detection_of_a_gain_as_large_as_the_benefit_gives_the_condition_of_tirole() -> None:
    rng = np.random.default_rng(4)
    delta, alpha = rng.uniform(0.3, 0.98, 300), rng.uniform(0.01, 0.6, 300)
    game = Dilemma(1.0, 1.0, alpha, 1.0, delta).game()
    for length in (1, 2, 5, 20):
        slack = 2 * (1 - alpha) * delta + (2 * alpha - 1) * delta ** (length + 1) - 1
        judged = certify_automaton(game, trigger(game, COOPERATE, PUNISH, length, bad=[0]), strict=False)
        clear = np.abs(slack) > 1e-8
        assert (judged.certificate.holds == (slack >= 0))[clear].all()


def good_signals(p: float, q: float, r: float) -> RepeatedGame:
    good = np.array([[p, q], [q, r]])
    return RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.9, np.stack([1 - good, good], axis=-1))


@pytest.mark.parametrize(("p", "q", "r"), [(0.9, 0.6, 0.2), (0.8, 0.5, 0.4), (0.95, 0.3, 0.1)])
def test_grim_trigger_in_the_dilemma_with_signals_needs_the_known_patience(p: float, q: float, r: float) -> None:
    game = good_signals(p, q, r)
    threshold = critical_discount(game, grim(game, COOPERATE, PUNISH, bad=[0]))
    assert threshold == pytest.approx(1 / (3 * p - 2 * q), abs=1e-9)
    best = randomised_trigger(game, COOPERATE, PUNISH, bad=[0])
    assert best.payoffs == pytest.approx(2 - (1 - p) / (p - q), abs=1e-8)


def test_pure_triggers_can_be_worth_little_where_signals_hardly_tell_deviations_apart() -> None:
    good = np.array([[0.9, 0.84], [0.84, 0.0]])
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.99, np.stack([1 - good, good], axis=-1))
    assert randomised_trigger(game, COOPERATE, PUNISH, bad=[0]).payoffs == pytest.approx(1 / 3, abs=1e-8)


def test_forgiveness_is_worth_as_much_as_a_random_start_where_one_period_does_not_deter() -> None:
    case = dilemmas(300, 6)
    game = case.game()
    merciful = optimal_forgiveness(game, COOPERATE, PUNISH, bad=[0])
    drawn = randomised_trigger(game, COOPERATE, PUNISH, bad=[0])
    np.testing.assert_array_equal(np.isnan(merciful.forgiveness), np.isnan(drawn.probability))
    one = optimal_trigger(game, COOPERATE, PUNISH, bad=[0], longest=1).length == 1
    np.testing.assert_array_equal(merciful.forgiveness == 1, one)
    inside = ~one & ~np.isnan(merciful.forgiveness)
    assert inside.sum() > 50
    np.testing.assert_allclose(merciful.payoffs[inside], drawn.payoffs[inside], rtol=1e-8)
    # one more chance of forgiveness, and the deviation pays
    freer = forgiving(game[inside], COOPERATE, PUNISH, np.minimum(merciful.forgiveness[inside] + 1e-6, 1), bad=[0])
    assert (incentive_slack(game[inside], freer) < 0).all()


def test_no_temptation_needs_no_punishment() -> None:
    alarms = np.array([[0.1, 0.4], [0.4, 0.4]])
    game = RepeatedGame(symmetric([[2, -1], [1.5, 0]]), 0.5, np.stack([alarms, 1 - alarms], axis=-1))
    assert optimal_trigger(game, COOPERATE, PUNISH, bad=[0]).length == 0
    assert randomised_trigger(game, COOPERATE, PUNISH, bad=[0]).probability == 0


def test_the_shortest_length_is_the_first_that_is_certified_when_all_are_tried() -> None:
    rng = np.random.default_rng(5)
    count, longest = 400, 12
    payoffs = rng.uniform(-1, 1, (count, 2, 3, 3))
    payoffs[:, :, 0, 0] = 2  # cooperation; (1, 1) is an equilibrium of the stage that pays 0
    payoffs[:, :, 1, 1] = 0
    payoffs[:, 0, [0, 2], 1] = payoffs[:, 1, 1, [0, 2]] = -1
    payoffs[:, 0, 1:, 0] = rng.uniform(1, 3, (count, 2))
    payoffs[:, 1, 0, 1:] = rng.uniform(1, 3, (count, 2))
    bad = rng.uniform(0, 1, (count, 3, 3))
    bad[:, 0, 0] = rng.uniform(0, 0.3, count)
    game = RepeatedGame(
        NormalFormGame(payoffs), rng.uniform(0.5, 0.95, count), np.stack([bad, 1 - bad], axis=-1)
    )
    found = optimal_trigger(game, COOPERATE, PUNISH, bad=[0], longest=longest)
    first = np.full(count, np.nan)
    for length in range(longest, -1, -1):
        judged = certify_automaton(game, trigger(game, COOPERATE, PUNISH, length, bad=[0]), strict=False)
        first = np.where(judged.certificate.holds, length, first)
    np.testing.assert_array_equal(found.length, first)
    assert len(np.unique(first[~np.isnan(first)])) > 5
    assert 0.1 < np.isnan(first).mean() < 0.9


def test_a_deviation_that_hides_alarms_is_not_deterred_by_longer_punishment() -> None:
    # Action 2 costs 0.1 now and makes the bad signal impossible: worth it as soon as punishment is long.
    row = np.array([[2.0, -1, 2.0], [3.0, 0, 3.0], [1.9, -1, 1.9]])
    bad = np.array([[0.2, 0.6, 0.0], [0.6, 0.8, 0.3], [0.0, 0.3, 0.0]])
    game = RepeatedGame(symmetric(row), 0.9, np.stack([bad, 1 - bad], axis=-1))
    assert np.isnan(optimal_trigger(game, COOPERATE, PUNISH, bad=[0]).length)
    for length in range(40):
        judged = certify_automaton(game, trigger(game, COOPERATE, PUNISH, length, bad=[0]), strict=False)
        assert not judged.certificate.holds


def test_perfect_monitoring_needs_the_shortest_length_and_loses_nothing() -> None:
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), [0.2, 0.4, 0.45, 0.9])
    found = optimal_trigger(game, COOPERATE, PUNISH)
    # delta (1 - delta^T) / (1 - delta) >= g / c
    expected = [np.nan, 2.0, 1.0, 1.0]
    for place, delta in enumerate((0.4, 0.45, 0.9), 1):
        lengths = np.arange(1, 30)
        expected[place] = lengths[delta * (1 - delta**lengths) / (1 - delta) >= 0.5][0]
    np.testing.assert_array_equal(found.length, expected)
    np.testing.assert_allclose(found.payoffs[1:], 2.0)


def test_punishment_better_than_cooperation_is_refused() -> None:
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    with pytest.raises(UnsupportedGameError, match="punish must pay no player more"):
        optimal_trigger(game, PUNISH, COOPERATE)


@pytest.mark.parametrize("search", [optimal_trigger, randomised_trigger, optimal_forgiveness])
def test_a_batch_of_no_games_has_no_answers(search: Any) -> None:
    found = search(RepeatedGame(symmetric([[2, -1], [3, 0]]), np.zeros(0)), COOPERATE, PUNISH)
    assert [part.shape for part in found] == [(0,), (0, 2), (0,)]


@pytest.mark.parametrize("longest", [-1, 2.5, True])
def test_the_longest_punishment_is_a_number_of_periods(longest: Any) -> None:
    with pytest.raises(InvalidGameError, match="longest, a number of periods, needs an integer, 0 or larger"):
        optimal_trigger(RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.8), COOPERATE, PUNISH, longest=longest)
