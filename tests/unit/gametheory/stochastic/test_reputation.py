"""Many games in float64 agree with fractions, and the certificate refuses other thresholds."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import certify
from gametheory.errors import InvalidGameError, NoEquilibriumFoundError
from gametheory.kernels.kernel import Kernel
from gametheory.residual import centred_payoffs, reputation_residual
from gametheory.stochastic import ReputationGame, chain_store, exact_reputation, reputation


def odd_games(count: int, seed: int) -> list[ReputationGame]:
    """Chain stores with entrants who differ, random opportunities, rents below 1 and exits, in fractions."""
    rng = random.Random(seed)
    games = []
    for _ in range(count):
        stages = rng.randint(1, 10)
        game = chain_store(
            stages,
            np.array([Fraction(rng.randint(1, 190), 191) for _ in range(stages)]),
            Fraction(rng.randint(1, 600), 211),
            Fraction(rng.randint(1, 100), 101) ** rng.randint(1, 5),
            discount=rng.choice([Fraction(1), Fraction(97, 107), Fraction(51, 103)]),
            opportunity=rng.choice([Fraction(1), Fraction(1, 2), Fraction(3, 10)]),
        )
        if rng.random() < 0.4:
            leaving = np.array([Fraction(rng.randint(-100, 300), 103)])
            fields = ("prior", "gains", "losses", "flows", "crossing", "answer_cost", "discount", "kinds")
            game = ReputationGame(**{name: getattr(game, name) for name in fields}, exit_values=leaving)
        games.append(game)
    return games


def test_float64_agrees_with_fractions() -> None:
    for game in odd_games(60, 1):
        exact, found = exact_reputation(game, every_belief=False), reputation(game)
        np.testing.assert_allclose(np.exp(found.log_answer), np.array(exact.answer_from, dtype=float), rtol=1e-12)
        np.testing.assert_allclose(np.exp(found.log_stay), np.array(exact.stay_from, dtype=float), rtol=1e-12)
        low, high = (float(exact.nodes[place].value) for place in exact.start)
        assert found.low == pytest.approx(low, abs=1e-11)
        assert found.high == pytest.approx(high, abs=1e-11)


def test_a_batch_is_solved_as_its_games_are() -> None:
    rng = np.random.default_rng(2)
    gains, rents, priors = rng.uniform(0.05, 0.95, (3, 4)), rng.uniform(0.2, 3, (3, 4)), rng.uniform(0, 1, 4)
    game = chain_store(12, gains[..., None], rents[..., None], priors, discount=0.95, opportunity=0.7)
    found = reputation(game)
    assert found.certificate.holds.shape == (3, 4)
    for place in np.ndindex(3, 4):
        one = reputation(chain_store(12, gains[place], rents[place], priors[place[1]], discount=0.95, opportunity=0.7))
        np.testing.assert_array_equal(found.log_answer[place], one.log_answer)
        assert found.low[place] == one.low


def test_thresholds_of_ten_thousand_stages_are_powers_in_log_space() -> None:
    found = reputation(chain_store(10_000, 0.5, 2.0, 1e-9))
    np.testing.assert_allclose(found.log_answer, np.arange(10_000) * np.log(0.5), rtol=1e-12)
    assert found.low == 2.0 * (10_000 - 29)  # 2**-30 < 1e-9 < 2**-29: quiet with 30 stages or more left
    assert found.certificate.relative_regret < 1e-9


@pytest.mark.parametrize("added", [0.0, 1e9])
@pytest.mark.parametrize("stage", [1, 4, 9])
def test_the_certificate_refuses_other_thresholds(stage: int, added: float) -> None:
    game = shifted(chain_store(10, 0.5, 2.0, 0.01), added, added)
    found = reputation(game)
    for change in (-0.3, -1e-3):
        moved = found.log_answer.copy()
        moved[stage] += change
        answer = certify(game, (moved, found.log_stay), residual=reputation_residual, strict=False)
        assert not answer.certificate.holds
    stays = found.log_stay.copy()
    stays[stage] = -1.0
    assert not certify(game, (found.log_answer, stays), residual=reputation_residual, strict=False).certificate.holds


def test_the_certificate_refuses_another_threshold_to_leave() -> None:
    game = chain_store(6, 0.5, 2.0, 0.01)
    fields = ("prior", "gains", "losses", "flows", "crossing", "answer_cost", "discount")
    game = ReputationGame(**{name: getattr(game, name) for name in fields}, exit_values=0.75 * np.arange(1, 7))
    found = reputation(game)
    for stage in range(6):
        moved = found.log_stay.copy()
        moved[stage] = moved[stage] - 0.1 if moved[stage] > -np.inf else -0.1
        refused = certify(game, (found.log_answer, moved), residual=reputation_residual, strict=False)
        assert not refused.certificate.holds


def test_games_without_monotone_values_are_refused() -> None:
    provoked, deterred = [[[0.0, -2.0]]], [[[0.0, 0.5]]]
    game = ReputationGame([0.3, 0.3], [[[1, 0]]], [provoked, deterred], [[1, 0]], [[0, 1]], [1], 1.0)
    found = reputation(game, strict=False)
    assert found.certificate.holds.tolist() == [False, True]
    assert np.isnan(found.low).tolist() == [True, False]
    with pytest.raises(NoEquilibriumFoundError):
        reputation(game)


def test_a_value_that_falls_is_refused_where_the_player_could_leave_too() -> None:
    game = ReputationGame(0.3, [[[1, 0]]], [[[0.0, -2.0]]], [[1, 0]], [[0, 1]], [1], 1.0, exit_values=[-1.0])
    assert not reputation(game, strict=False).certificate.holds


def test_answers_are_those_of_the_threshold() -> None:
    found = reputation(chain_store(3, 0.5, 2.0, 0.1))
    assert found.answered(np.log(0.1), 3) == pytest.approx(0.4)
    assert found.normal_answers(np.log(0.1), 3) == pytest.approx(1 / 3)
    assert found.normal_answers(np.log(0.6), 3) == 1
    assert found.normal_answers(np.log(0.6), 1) == pytest.approx(0)
    with pytest.raises(InvalidGameError, match="from 1 to 3"):
        found.answered(-1.0, 4)


def test_the_prior_on_a_threshold_has_two_values() -> None:
    found = reputation(chain_store(2, 0.5, 2.0, 0.25))
    assert (found.low, found.high) == (0, 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"prior": 1.2}, "prior"),
        ({"discount": 0.0}, "discount"),
        ({"answer_cost": [0.0]}, "answer_cost"),
        ({"crossing": [[0.0, 2.0]]}, "crossing"),
        ({"kinds": [[0.5]]}, "sum to 1"),
        ({"flows": [[1.0, np.inf]]}, "finite"),
        ({"gains": [[[0.0, 1.0, 2.0]]]}, "axis M"),
        ({"gains": 1.0}, "needs the axes"),
        ({"exit_values": [np.nan]}, "exit values"),
        ({"prior": "one"}, "real numbers"),
    ],
)
def test_input_is_checked(change: dict[str, object], said: str) -> None:
    fields = {"prior": 0.1, "gains": [[[0.0, 0.5]]], "losses": [[[0.0, 1.0]]], "flows": [[2.0, 0.0]],
              "crossing": [[0.0, 1.0]], "answer_cost": [1.0], "discount": 1.0}  # fmt: skip
    with pytest.raises(InvalidGameError, match=said):
        ReputationGame(**{**fields, **change})


@pytest.mark.parametrize("stages", [0, -1, 2.5, True, "3"])
def test_a_chain_store_has_a_number_of_stages(stages: Any) -> None:
    with pytest.raises(InvalidGameError, match="stages needs an integer, 1 or larger"):
        chain_store(stages, 0.5, 2, 0.1)


def test_what_is_wrong_with_a_chain_store_is_named() -> None:
    with pytest.raises(InvalidGameError, match="opportunity needs chances from 0 to 1; got 2"):
        chain_store(3, 0.5, 2, 0.1, opportunity=2)
    for wrong in ("much", None):
        with pytest.raises(InvalidGameError, match="entry_gain needs real numbers"):
            chain_store(3, wrong, 2, 0.1)
    for gain in (0, 1, -0.5, 1.5, Fraction(3, 2), np.nan):
        with pytest.raises(InvalidGameError, match="entry_gain needs gains above 0 and below 1"):
            chain_store(3, gain, 2, 0.1)
    for rent in (-1, np.inf, np.nan):
        with pytest.raises(InvalidGameError, match="rent needs finite rents, 0 or more"):
            chain_store(3, 0.5, rent, 0.1)
    with pytest.raises(InvalidGameError, match=r"to broadcast; got prior \(3,\), gains \(2,\)"):
        chain_store(3, [[0.5], [0.6]], 2, [0.1, 0.2, 0.3])
    with pytest.raises(InvalidGameError, match=r"from 0 to 1; got 1\.1"):
        chain_store(3, 0.5, 2, [0.1, 1.1])


def test_a_kernel_does_as_plain_python_does() -> None:
    game = chain_store(4, [[0.5], [0.7]], 2.0, 0.1, opportunity=0.6)
    found = reputation(game)
    for name, inputs in (("reputation", 8), ("reputation_residual", 11)):
        assert len(Kernel(name)._module.inputs) == inputs
    worst = np.empty(2)
    held = centred_payoffs(game)
    Kernel("reputation_residual").core(0, 2, *held[:9], found.log_answer, found.log_stay, worst)
    np.testing.assert_allclose(worst, found.certificate.regret[:, 0], rtol=1e-12)


def test_numbers_by_stage_need_an_axis_of_stages() -> None:
    with pytest.raises(InvalidGameError, match=r"rent\[:, None\]"):
        chain_store(5, 0.5, [1.0, 2.0], 0.1)


def shifted(game: ReputationGame, player: float, opponents: float, scale: float = 1.0) -> ReputationGame:
    """The same game with a constant added to every payoff of the player a stage, and of the opponents."""
    worth = np.cumsum(game.discount[..., None] ** np.arange(game.stages), axis=-1)  # of 1 a stage, by stages left
    leaving = None if game.exit_values is None else scale * game.exit_values + player * worth
    return ReputationGame(
        game.prior, game.gains + opponents, game.losses, scale * game.flows + player, game.crossing,
        scale * game.answer_cost, game.discount, game.kinds, leaving, scale * game.terminal,
    )  # fmt: skip


@pytest.mark.parametrize(("player", "opponents", "scale"), [(1e9, 1e9, 1.0), (-1e9, 0.0, 1.0), (0.0, 0.0, 2.0**-60)])
def test_a_constant_added_to_all_payoffs_and_their_unit_change_nothing(
    player: float, opponents: float, scale: float
) -> None:
    game = chain_store(12, [[0.5], [0.75]], 2.0, [0.01, 0.3], discount=0.5)
    exits = ReputationGame(
        game.prior, game.gains, game.losses, game.flows, game.crossing, game.answer_cost, game.discount,
        exit_values=np.linspace(0.25, 3, 12),
    )  # fmt: skip
    for each in (game, exits):
        plain, found = reputation(each), reputation(shifted(each, player, opponents, scale))
        np.testing.assert_allclose(found.log_answer, plain.log_answer, rtol=1e-12)
        np.testing.assert_allclose(found.log_stay, plain.log_stay, rtol=1e-12)
        worth = player * (2 - 0.5**11)
        np.testing.assert_allclose(found.low, scale * plain.low + worth, rtol=1e-12)


def test_opponents_who_are_indifferent_to_a_sure_answer_are_answered_both_ways() -> None:
    # Harassment is worth 0.3, an answer costs 0.1 * 3: from the threshold on, the militia holds or harasses.
    fields = {"gains": [[[0.0, 0.1 * 3, 0.5]]], "losses": [[[0.0, 0.3, 0.9]]], "flows": [[6.0, 3.0, 0.0]],
              "crossing": [[0.0, 0.5, 1.0]], "answer_cost": np.ones(4), "discount": 1.0}  # fmt: skip
    found = reputation(ReputationGame(0.9, **fields))
    exact = [exact_reputation(ReputationGame(0.9, **{**fields, "gains": [[[0.0, 0.3, 0.5]]]}), violent=violent)
             for violent in (False, True)]  # fmt: skip
    assert found.tied
    calm, violent = (float(each.nodes[each.start[0]].value) for each in exact)
    assert [float(found.low), float(found.high)] == pytest.approx([violent, calm])
    assert violent < calm


def test_an_answer_that_is_worth_exactly_its_cost_has_a_range_of_thresholds() -> None:
    # Ten quiet stages at a rent of 0.1 pay for one fight; in float64 ten times 0.1 is less than 1.
    game = chain_store(12, 0.5, 0.1, 0.9)
    found, exact = reputation(game), [
        exact_reputation(chain_store(12, Fraction(1, 2), Fraction(1, 10), Fraction(9, 10)), violent=violent)
        for violent in (False, True)
    ]
    assert found.tied
    np.testing.assert_allclose(np.exp(found.log_answer), np.array(exact[0].answer_from, dtype=float), rtol=1e-12)
    assert exact[0].answer_from[10] < exact[1].answer_from[10] == 1
    assert not reputation(chain_store(12, 0.5, 0.11, 0.9)).tied


def test_a_prior_on_a_threshold_is_seen_through_rounding() -> None:
    assert np.log(0.027) != 3 * np.log(0.3)
    found = reputation(chain_store(3, 0.3, 2.0, 0.027))
    assert (found.low, found.high, found.tied) == (0, 2, False)


def test_a_belief_is_at_most_one() -> None:
    found = reputation(chain_store(3, 0.5, 2.0, 0.1))
    for answers in (found.answered, found.normal_answers):
        with pytest.raises(InvalidGameError, match=r"at most 0; got 0\.1"):
            answers(0.1, 2)
        with pytest.raises(InvalidGameError, match="log_belief needs real numbers; got"):
            answers("high", 2)
        with pytest.raises(InvalidGameError, match=r"an integer, from 1 to 3; got 1\.5"):
            answers(-0.1, 1.5)


@pytest.mark.parametrize("prior", [0.0, 1.0])
def test_without_doubt_about_the_type_the_value_is_that_of_the_limit(prior: float) -> None:
    # Sure of the normal type all enter; sure of the other none does.
    found = reputation(chain_store(5, 0.5, 2.0, prior))
    assert found.low == found.high == prior * 10
    assert found.normal_answers(np.log(prior) if prior else -np.inf, 1) == prior  # nobody is left who could not answer


@pytest.mark.parametrize("shape", [(0,), (3, 0)])
def test_a_batch_of_no_games_has_no_equilibria(shape: tuple[int, ...]) -> None:
    found = reputation(chain_store(5, np.full((*shape, 1), 0.5), 2, np.zeros(shape)))
    assert found.log_answer.shape == (*shape, 5)
    assert found.low.shape == found.tied.shape == shape
