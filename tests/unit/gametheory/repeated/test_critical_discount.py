"""Critical discount factors: closed forms, invariances, and the exact conditions."""

from __future__ import annotations

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.normal_form import bimatrix, symmetric
from gametheory.repeated import (
    Automaton,
    RepeatedGame,
    automaton_conditions,
    critical_discount,
    discount_crossings,
    grim,
    incentive_slack,
    penal_code,
    stick_and_carrot,
    symbolic_critical_discount,
    trigger,
)

COOPERATE, PUNISH = (0, 0), (1, 1)


def dilemmas(count: int, seed: int) -> tuple[np.ndarray, ...]:
    """Temptation, reward, punishment and the sucker's payoff, falling."""
    drawn = -np.sort(-np.random.default_rng(seed).normal(size=(count, 4)), axis=-1)
    drawn[:, 0] += 0.1
    return tuple(drawn.T)


def game_of(t: np.ndarray, r: np.ndarray, p: np.ndarray, s: np.ndarray) -> RepeatedGame:
    row = np.stack([np.stack([r, s], -1), np.stack([t, p], -1)], -2)
    return RepeatedGame(bimatrix(row, row.swapaxes(-1, -2)), 0.5)


def patience(game: RepeatedGame) -> np.ndarray:
    return np.asarray(critical_discount(game, grim(game, COOPERATE, PUNISH), highest=0.9999))


def test_grim_trigger_needs_the_temptation_as_a_share_of_what_is_at_stake() -> None:
    t, r, p, s = dilemmas(200, 1)
    closed = (t - r) / (t - p)
    clear = closed < 0.999
    np.testing.assert_allclose(patience(game_of(t, r, p, s))[clear], closed[clear], atol=1e-9)


def test_the_critical_discount_is_invariant_to_affine_changes_and_moves_with_temptation_and_punishment() -> None:
    t, r, p, s = dilemmas(100, 2)
    base = patience(game_of(t, r, p, s))
    scale, shift = 7.0, -3.0
    np.testing.assert_allclose(patience(game_of(*(scale * x + shift for x in (t, r, p, s)))), base, atol=1e-8)
    clear = base < 0.99
    assert (patience(game_of(t + 0.2, r, p, s)) > base)[clear].all()
    harsher = game_of(t, r, p - 0.2, s - 0.2)
    assert (patience(harsher) < base)[clear].all()


def test_slack_has_the_sign_of_the_distance_to_the_threshold() -> None:
    t, r, p, s = dilemmas(100, 3)
    game = game_of(t, r, p, s)
    strategy = grim(game, COOPERATE, PUNISH)
    base = patience(game)
    clear = base < 0.99
    for step, sign in ((-1e-4, -1), (1e-4, 1)):
        at = RepeatedGame(game.stage, np.clip(base + step, 0, 0.9999))
        assert (np.sign(incentive_slack(at, strategy).min(axis=-1)) == sign)[clear].all()


def test_a_strategy_that_is_never_an_equilibrium_has_no_critical_discount() -> None:
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    assert np.isnan(critical_discount(game, grim(game, (0, 1), PUNISH)))
    assert critical_discount(game, grim(game, PUNISH, PUNISH)) == 0


def test_longer_punishment_asks_for_less_patience_and_tends_to_grim() -> None:
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    found = [float(critical_discount(game, trigger(game, COOPERATE, PUNISH, length))) for length in (1, 2, 4, 8, 16)]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(0.5, abs=1e-9)
    assert found[-1] == pytest.approx(1 / 3, abs=1e-6)


def test_all_crossings_of_a_batch_are_found_where_patience_helps_and_hurts() -> None:
    # The row player declines an invitation to cooperate for ever up to l / (l + 2), and grim trigger needs 1 / 3.
    loss = np.array([0.5, 1.5, 2.0, 4.0])
    row = np.stack([np.array([[2.0, -x], [3.0, 0.0]]) for x in loss])
    game = RepeatedGame(bimatrix(row, row.swapaxes(-1, -2)), 0.5)
    onwards = np.zeros((3, 2, 2, 3))
    onwards[0, 0, :, 1] = onwards[1, 0, 0, 1] = 1
    onwards[0, 1, :, 2] = onwards[1, 0, 1, 2] = onwards[1, 1, :, 2] = onwards[2, :, :, 2] = 1
    plays = [[0, 1], [1, 0], [0, 1]]
    found = discount_crossings(game, Automaton((plays, plays), onwards))
    assert found.count.tolist() == [0, 2, 2, 2]
    np.testing.assert_allclose(found.midpoint[1:, 0], 1 / 3, atol=1e-9)
    np.testing.assert_allclose(found.midpoint[1:, 1], (loss / (loss + 2))[1:], atol=1e-9)


def test_closed_forms_agree_with_the_numbers() -> None:
    from sympy import Symbol, symbols

    from gametheory.symbolic import lambdify_threshold

    c, g, loss = symbols("c g l", positive=True)
    delta = Symbol("delta", positive=True)
    dilemma = [[[c, -loss], [c + g, 0]], [[c, c + g], [-loss, 0]]]
    rng = np.random.default_rng(5)
    benefit, gain = rng.uniform(0.5, 2, 30), rng.uniform(0.1, 2, 30)
    row = np.stack([np.stack([benefit, -benefit], -1), np.stack([benefit + gain, 0 * gain], -1)], -2)
    game = RepeatedGame(bimatrix(row, row.swapaxes(-1, -2)), 0.5)
    for strategy in (grim(game, COOPERATE, PUNISH), trigger(game, COOPERATE, PUNISH, 1)):
        (closed,) = symbolic_critical_discount(dilemma, strategy, delta)
        assert closed.direction == 1
        value = lambdify_threshold(closed)(c=benefit, g=gain)
        inside = value < 0.99
        np.testing.assert_allclose(critical_discount(game, strategy)[inside], value[inside], atol=1e-9)


def test_longer_punishment_has_a_polynomial_and_no_closed_form() -> None:
    from sympy import Symbol, expand

    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    delta = Symbol("delta", positive=True)
    strategy = trigger(game, COOPERATE, PUNISH, 3)
    (condition,) = automaton_conditions(game.stage.payoffs, strategy, delta)
    polynomial = expand(condition.lhs / condition.lhs.subs(delta, 0) * -1)
    assert expand(polynomial - (2 * (delta + delta**2 + delta**3) - 1)) == 0
    with pytest.raises(ValueError, match="linear"):
        symbolic_critical_discount(game.stage.payoffs, strategy, delta)


def test_sticks_that_cost_more_than_defection_need_less_patience_up_to_security() -> None:
    # Cooperation 2, gain 2, war -w for both, and the best reply to war pays -1: max(2, w - 1) / (2 + w).
    cost = np.linspace(1.1, 6, 25)
    row = np.stack([np.array([[2, -w, -w], [4, 0, -1], [-w, -w, -w]]) for w in cost])
    game = RepeatedGame(bimatrix(row, row.swapaxes(-1, -2)), 0.5)
    found = critical_discount(game, stick_and_carrot(game, COOPERATE, (2, 2)))
    np.testing.assert_allclose(found, np.maximum(2, cost - 1) / (2 + cost), atol=1e-9)
    assert found.argmin() == np.abs(cost - 3).argmin()
    code = penal_code(game, [COOPERATE], [[(2, 2), COOPERATE]] * 2)
    np.testing.assert_allclose(critical_discount(game, code), found, atol=1e-9)


@pytest.mark.parametrize("highest", [0, 1, 2, float("nan")])
def test_the_scan_ends_between_0_and_1(highest: float) -> None:
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.8)
    with pytest.raises(InvalidGameError, match="highest needs to lie between 0 and 1"):
        critical_discount(game, grim(game, COOPERATE, PUNISH), highest=highest)


def test_game_and_automaton_are_not_taken_for_each_other() -> None:
    game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.8)
    strategy = grim(game, COOPERATE, PUNISH)
    with pytest.raises(InvalidGameError, match="a RepeatedGame was needed, got Automaton"):
        critical_discount(strategy, game)  # type: ignore[arg-type]
    with pytest.raises(InvalidGameError, match="an Automaton was needed, got NoneType"):
        incentive_slack(game, None)  # type: ignore[arg-type]
