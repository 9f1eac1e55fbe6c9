"""Automata: their values, the deviations they deter, and what they refuse."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import NormalFormGame, pure_nash, symmetric
from gametheory.repeated import (
    Automaton,
    RepeatedGame,
    automaton_game,
    automaton_values,
    certify_automaton,
    forgiving,
    graduated,
    grim,
    incentive_slack,
    penal_code,
    stick_and_carrot,
    trigger,
)
from gametheory.repeated import play as play_module
from gametheory.stochastic import best_reply

DILEMMA = symmetric([[2, -1], [3, 0]])
SIGNALS = [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]]


def random_automaton(seed: int, batch: tuple[int, ...] = (), on_signals: bool = False) -> Automaton:
    rng = np.random.default_rng(seed)
    outputs = tuple(rng.dirichlet(np.ones(2), (*batch, 3)) for _ in range(2))
    events = (2,) if on_signals else (2, 2)
    return Automaton(outputs, rng.dirichlet(np.ones(3), (*batch, 3, *events)), None, 0, on_signals)


def every_family(game: RepeatedGame) -> list[Automaton]:
    bad = None if game.signals is None else [0]
    found = [
        grim(game, (0, 0), (1, 1), bad=bad),
        trigger(game, (0, 0), (1, 1), 4, bad=bad),
        forgiving(game, (0, 0), (1, 1), 0.2, bad=bad),
        graduated(game, (0, 0), (1, 1), [1, 3, 6], bad=bad),
    ]
    if game.signals is None:
        found += [stick_and_carrot(game, (0, 0), (1, 1)), penal_code(game, [(0, 0)], [[(1, 1)], [(1, 1)]])]
    return found


@pytest.mark.parametrize("signals", [None, SIGNALS])
def test_values_are_the_discounted_averages_of_simulated_distributions(signals: Any) -> None:
    game = RepeatedGame(DILEMMA, 0.8, signals)
    for automaton in [*every_family(game), random_automaton(1, on_signals=signals is not None)]:
        x, y = automaton.outputs
        moves = automaton.transitions
        if signals is not None:
            moves = np.einsum("aby,qyr->qabr", np.array(signals), moves)
        chain = np.einsum("qa,qb,qabr->qr", x, y, moves)
        stage = np.einsum("qa,qb,iab->qi", x, y, DILEMMA.payoffs)
        total, reached = np.zeros_like(stage), np.eye(len(chain))
        for step in range(300):
            total += 0.2 * 0.8**step * reached @ stage
            reached = reached @ chain
        np.testing.assert_allclose(automaton_values(game, automaton), total, atol=1e-12)


@pytest.mark.parametrize("signals", [None, SIGNALS])
def test_without_a_profitable_one_shot_deviation_no_deviation_pays(signals: Any) -> None:
    verdicts = set()
    for delta in (0.2, 0.6, 0.9):
        game = RepeatedGame(DILEMMA, delta, signals)
        for automaton in every_family(game):
            compiled = automaton_game(game, automaton)
            values = automaton_values(game, automaton)
            gain = max(
                float((best_reply(compiled, automaton.outputs, i).payoffs[:, 0] - values[:, i]).max()) for i in (0, 1)
            )
            holds = bool(certify_automaton(game, automaton, strict=False).certificate.holds)
            assert holds == (gain <= 1e-9)
            assert holds == bool((incentive_slack(game, automaton) >= -1e-12).all())
            verdicts.add(holds)
    assert verdicts == {True, False}


def test_a_stage_equilibrium_for_ever_is_an_equilibrium_at_every_patience() -> None:
    rng = np.random.default_rng(2)
    stages = NormalFormGame(rng.integers(-3, 4, (50, 2, 3, 3)).astype(float))
    found = pure_nash(stages)
    first = np.flatnonzero(np.diff(found.game, prepend=-1))
    game = RepeatedGame(stages.take(found.game[first]), rng.uniform(0, 0.99, len(first)))
    outputs = tuple(strategy[first][:, None, :] for strategy in found.strategies)
    assert certify_automaton(game, Automaton(outputs, np.ones((1, 3, 3, 1)))).certificate.holds.all()


def test_a_batch_equals_its_games_one_by_one() -> None:
    game = RepeatedGame(DILEMMA, np.array([[0.2, 0.5, 0.9]]), SIGNALS)
    automaton = random_automaton(3, (2, 1), on_signals=True)
    values, slack = automaton_values(game, automaton), incentive_slack(game, automaton)
    assert values.shape == (2, 3, 3, 2)
    for k, j in np.ndindex(2, 3):
        np.testing.assert_allclose(automaton_values(game[0, j], automaton[k, 0]), values[k, j], rtol=1e-12)
        np.testing.assert_allclose(incentive_slack(game[0, j], automaton[k, 0]), slack[k, j], atol=1e-12)


def test_slacks_scale_with_payoffs_and_do_not_move_with_their_origin_or_the_order_of_actions() -> None:
    rng = np.random.default_rng(6)
    payoffs = rng.normal(size=(20, 2, 2, 2))
    automaton = random_automaton(7, (20,))
    game = RepeatedGame(NormalFormGame(payoffs), rng.uniform(0, 0.95, 20))
    slack = incentive_slack(game, automaton)
    scale, shift = np.array([3.0, 0.5]), np.array([100.0, -7.0])
    moved = payoffs * scale[:, None, None] + shift[:, None, None]
    np.testing.assert_allclose(
        incentive_slack(RepeatedGame(NormalFormGame(moved), game.discount), automaton), slack * scale, atol=1e-10
    )
    swapped = RepeatedGame(NormalFormGame(payoffs[..., ::-1, :]), game.discount)
    renamed = Automaton(
        (automaton.outputs[0][..., ::-1], automaton.outputs[1]), automaton.transitions[:, :, ::-1], None, 0
    )
    np.testing.assert_allclose(incentive_slack(swapped, renamed), slack, atol=1e-12)


def test_pieces_of_a_large_batch_give_the_same_slacks(monkeypatch: pytest.MonkeyPatch) -> None:
    game = RepeatedGame(DILEMMA, np.linspace(0.1, 0.9, 7)[:, None], SIGNALS)
    automaton = random_automaton(4, (3,), on_signals=True)
    whole = incentive_slack(game, automaton)
    monkeypatch.setattr(play_module, "PIECE", 100)
    np.testing.assert_array_equal(incentive_slack(game, automaton), whole)


def test_a_sure_forgiver_punishes_one_period_and_an_unforgiving_one_is_grim() -> None:
    game = RepeatedGame(DILEMMA, [0.3, 0.9], SIGNALS)
    one = trigger(game, (0, 0), (1, 1), 1, bad=[0])
    np.testing.assert_allclose(
        automaton_values(game, forgiving(game, (0, 0), (1, 1), 1.0, bad=[0])), automaton_values(game, one), rtol=1e-14
    )
    long = trigger(game, (0, 0), (1, 1), 150, bad=[0])
    np.testing.assert_allclose(
        automaton_values(game, grim(game, (0, 0), (1, 1), bad=[0]))[:, 0], automaton_values(game, long)[:, 0], atol=1e-6
    )


def test_graduated_sanctions_of_one_length_are_a_trigger_and_later_ones_harsher() -> None:
    game = RepeatedGame(DILEMMA, 0.9, SIGNALS)
    same = automaton_values(game, graduated(game, (0, 0), (1, 1), [3], bad=[0]))[0]
    np.testing.assert_allclose(same, automaton_values(game, trigger(game, (0, 0), (1, 1), 3, bad=[0]))[0], rtol=1e-13)
    growing = graduated(game, (0, 0), (1, 1), [0, 2, 5], bad=[0])
    assert growing.states is not None
    values = automaton_values(game, growing)[:, 0]
    before = [values[growing.states.index(f"{name} before")] for name in ("0", "1", "2 or more")]
    assert before[0] > before[1] > before[2]


def test_lengths_may_differ_over_the_batch() -> None:
    game = RepeatedGame(DILEMMA, 0.8, SIGNALS)
    together = automaton_values(game, trigger(game, (0, 0), (1, 1), np.array([0, 2, 5]), bad=[0]))[:, 0]
    for place, length in enumerate((0, 2, 5)):
        alone = automaton_values(game, trigger(game, (0, 0), (1, 1), length, bad=[0]))[0]
        np.testing.assert_allclose(together[place], alone, rtol=1e-13)


def test_masked_actions_tempt_nobody() -> None:
    masks = (np.array([True, False]), np.array([True, False]))
    stage = NormalFormGame(DILEMMA.payoffs, available=masks)
    game = RepeatedGame(stage, 0.1)
    always = Automaton(([[1, 0]], [[1, 0]]), np.ones((1, 2, 2, 1)))
    assert certify_automaton(game, always).certificate.holds
    assert (incentive_slack(game, always) == np.inf).all()


def test_games_and_automata_pickle_compare_and_index() -> None:
    game = RepeatedGame(DILEMMA, [0.3, 0.9], SIGNALS)
    automaton = random_automaton(5, (2,), on_signals=True)
    assert pickle.loads(pickle.dumps(game)) == game
    assert pickle.loads(pickle.dumps(automaton)) == automaton
    assert game[1].discount == 0.9
    assert automaton[0].batch_shape == ()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RepeatedGame(DILEMMA, 1.0), "0 <= discount < 1"),
        (lambda: RepeatedGame(DILEMMA, "x"), "discount needs real numbers; got 'x'"),
        (lambda: RepeatedGame(DILEMMA, 0.5, [["a"]]), "signals needs real numbers"),
        (lambda: RepeatedGame(DILEMMA, 0.5, np.ones((2, 2, 2))), "sum to 1"),
        (lambda: RepeatedGame(DILEMMA, 0.5, np.ones((3, 2, 1))), "signals need shape"),
        (lambda: RepeatedGame([[1, 2]], 0.5), "stage game in normal form"),
        (lambda: Automaton(([[1, 0]], [[1, 0]]), np.ones((2, 2, 2, 2)) / 2), "as many states"),
        (lambda: Automaton(([[0.5, 0]], [[1, 0]]), np.ones((1, 2, 2, 1))), "sum to 1"),
        (lambda: Automaton(([[1, 0]], [[1, 0]]), np.ones((1, 2, 2, 1)), start=1), "from 0 to 0"),
        (lambda: Automaton(([["a", "b"]], [[1, 0]]), np.ones((1, 2, 2, 1))), "outputs needs real numbers"),
        (lambda: Automaton(([[1, 0]], [[1, 0]]), np.ones((1, 2, 2, 1)), states=3), "states need a list"),
        (lambda: grim(RepeatedGame(DILEMMA, 0.5, SIGNALS), (0, 0), (1, 1)), "bad needs the signals"),
        (lambda: grim(RepeatedGame(DILEMMA, 0.5), (0, 0), (1, 1), probability="x"), "probability needs real numbers"),
        (lambda: penal_code(RepeatedGame(DILEMMA, 0.5), [(0, 0)], None), "a path and 2 punishments"),
        (lambda: grim(RepeatedGame(DILEMMA, 0.5), (0, 0), (1, 1), bad=[0]), "leave it out"),
        (lambda: grim(RepeatedGame(DILEMMA, 0.5), (0, 2), (1, 1)), "from 0 to 1"),
        (lambda: trigger(RepeatedGame(DILEMMA, 0.5), (0, 0), (1, 1), 1.5), "length needs integers"),
        (lambda: forgiving(RepeatedGame(DILEMMA, 0.5), (0, 0), (1, 1), 2.0), "values from 0 to 1"),
        (lambda: graduated(RepeatedGame(DILEMMA, 0.5), (0, 0), (1, 1), []), "at least one number"),
        (
            lambda: certify_automaton(RepeatedGame(DILEMMA, 0.5, SIGNALS), random_automaton(6)),
            "see the signals alone",
        ),
    ],
)
def test_bad_input_is_refused_with_what_was_needed(make: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        make()


def test_an_automaton_too_large_for_memory_is_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="10001 states would hold 400080004 transitions"):
        trigger(RepeatedGame(DILEMMA, 0.5), (0, 0), (1, 1), 10_000)


def test_players_to_whom_a_period_is_nothing_still_need_an_equilibrium() -> None:
    game = RepeatedGame(DILEMMA, 1 - 10.0 ** -np.arange(6, 13))
    kind = certify_automaton(game, Automaton(([[1, 0]], [[1, 0]]), np.ones((1, 2, 2, 1))), strict=False)
    assert not kind.certificate.holds.any()
    assert not np.isfinite(kind.payoffs).any()
    assert certify_automaton(game[:5], grim(game[:5], (0, 0), (1, 1))).certificate.holds.all()


@pytest.mark.parametrize("profile", [(True, False), 0, "ab", ("quiet", "quiet"), ([True, False], 0)])
def test_truth_values_and_names_are_no_actions(profile: Any) -> None:
    game = RepeatedGame(DILEMMA, 0.8)
    with pytest.raises(InvalidGameError, match=r"needs (one action for each|an action number)"):
        grim(game, profile, (1, 1))
    with pytest.raises(InvalidGameError, match="a pure profile needs one action per player"):
        stick_and_carrot(game, profile, (1, 1))


@pytest.mark.parametrize("bad", [0, [0.5], ["alarm"], [True]])
def test_bad_signals_that_do_not_exist_are_not_passed_over(bad: Any) -> None:
    game = RepeatedGame(DILEMMA, 0.8, [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]])
    with pytest.raises(InvalidGameError, match="bad needs the signals"):
        grim(game, (0, 0), (1, 1), bad=bad)


@pytest.mark.parametrize("lengths", [3, [1.5], [], [-1], [[1]]])
def test_graduated_punishments_have_whole_lengths(lengths: Any) -> None:
    with pytest.raises(InvalidGameError, match="lengths need a list"):
        graduated(RepeatedGame(DILEMMA, 0.8), (0, 0), (1, 1), lengths)


def test_lengths_of_graduated_punishment_may_be_an_array() -> None:
    game = RepeatedGame(DILEMMA, 0.8)
    assert graduated(game, (0, 0), (1, 1), np.array([1, 2])).states == graduated(game, (0, 0), (1, 1), [1, 2]).states
