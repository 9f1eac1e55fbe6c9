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
from gametheory.residual import reputation_residual
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


@pytest.mark.parametrize("stage", [1, 4, 9])
def test_the_certificate_refuses_other_thresholds(stage: int) -> None:
    game = chain_store(10, 0.5, 2.0, 0.01)
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
    with pytest.raises(InvalidGameError, match="integer of 1 or more"):
        chain_store(stages, 0.5, 2, 0.1)


def test_what_is_wrong_with_a_chain_store_is_named() -> None:
    with pytest.raises(InvalidGameError, match="opportunity needs chances from 0 to 1; got 2"):
        chain_store(3, 0.5, 2, 0.1, opportunity=2)
    with pytest.raises(InvalidGameError, match="entry_gain needs real numbers"):
        chain_store(3, "much", 2, 0.1)
    with pytest.raises(InvalidGameError, match=r"from 0 to 1; got 1\.1"):
        chain_store(3, 0.5, 2, [0.1, 1.1])


def test_a_kernel_does_as_plain_python_does() -> None:
    game = chain_store(4, [[0.5], [0.7]], 2.0, 0.1, opportunity=0.6)
    found = reputation(game)
    for name, inputs in (("reputation", 8), ("reputation_residual", 11)):
        assert len(Kernel(name)._module.inputs) == inputs
    worst = np.empty(2)
    leaving = np.full((2, 4), -np.inf)
    fields = (game.gains, game.losses, game.kinds, game.flows, game.crossing, game.answer_cost, leaving, game.discount)
    Kernel("reputation_residual").core(0, 2, *fields, game.terminal, found.log_answer, found.log_stay, worst)
    np.testing.assert_allclose(worst, found.certificate.regret[:, 0], rtol=1e-12)


def test_numbers_by_stage_need_an_axis_of_stages() -> None:
    with pytest.raises(InvalidGameError, match=r"rent\[:, None\]"):
        chain_store(5, 0.5, [1.0, 2.0], 0.1)
