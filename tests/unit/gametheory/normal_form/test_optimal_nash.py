"""The best equilibrium for a linear objective, against the list of all extreme equilibria."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, NoEquilibriumFoundError, Status
from gametheory.exact import is_equilibrium
from gametheory.normal_form import (
    LinearObjective,
    NormalFormGame,
    bimatrix,
    optimal_nash,
    symmetric,
    vertex_enumeration,
    welfare_best,
)

RNG = np.random.default_rng(0)


def values(objective: LinearObjective, answers: Any) -> Any:
    of_actions = [
        0.0 if c is None else strategy @ np.asarray(c)
        for strategy, c in zip(answers.strategies, objective.probabilities, strict=True)
    ]
    return answers.payoffs @ np.asarray(objective.payoffs) + sum(of_actions)


@pytest.mark.parametrize(
    "objective",
    [
        LinearObjective(payoffs=(1, 1)),
        LinearObjective(payoffs=(0, -1)),
        LinearObjective(payoffs=(0.25, 0), probabilities=([1, -2, 0.5], None)),
        LinearObjective(probabilities=(None, [0, 0, -1])),
    ],
)
def test_no_extreme_equilibrium_is_better(objective: LinearObjective) -> None:
    payoffs = np.concatenate([RNG.integers(0, top, (5, 2, 3, 3)) for top in (2, 3, 20)])
    games = NormalFormGame(payoffs)
    listed = vertex_enumeration(games)
    best = np.full(len(payoffs), -np.inf)
    np.maximum.at(best, listed.game, values(objective, listed))
    found = optimal_nash(games, objective)
    np.testing.assert_allclose(found.value, best, atol=1e-12)
    np.testing.assert_allclose(values(objective, found.equilibrium), best, atol=1e-12)
    assert (found.bound >= found.value).all()
    assert (found.bound - found.value < 1e-5).all()


def test_the_best_welfare_is_that_of_the_selection_from_all() -> None:
    games = bimatrix(*RNG.random((2, 4, 5, 4)))
    listed = welfare_best(vertex_enumeration(games))
    found = optimal_nash(games).equilibrium
    for one, other in zip(found.strategies, listed.strategies, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_crisis_is_played_with_the_least_war_that_any_equilibrium_has() -> None:
    chicken = symmetric([[0, 7], [2, 6]], actions=("dare", "yield"))
    least = optimal_nash(chicken, LinearObjective(probabilities=([-1, 0], [-1, 0])))
    assert least.value == pytest.approx(-2 / 3)  # both dare with probability 1/3; pure equilibria have one who does
    most = optimal_nash(chicken, LinearObjective(payoffs=(1, 0), probabilities=([0, 0], [0, 3])))
    assert most.equilibrium.payoffs.tolist() == [7, 2]


def test_units_masks_and_fractions_are_honoured() -> None:
    third = Fraction(1, 3)
    game = bimatrix([[third, 0], [0, 2 * third]], [[2 * third, 0], [0, third]])
    assert optimal_nash(game, LinearObjective(payoffs=(3, 1))).equilibrium.strategies[0].tolist() == [0, 1]
    found = optimal_nash(NormalFormGame(game.payoffs * 2.0**300), LinearObjective(payoffs=(3, 1)))
    assert found.equilibrium.strategies[0].tolist() == [0, 1]
    masked = bimatrix([[9, 9, 9], [3, 0, 9], [0, 2, 9]], [[9, 9, 9], [2, 0, 9], [0, 3, 9]],
                      available=([False, True, True], [True, True, False]))  # fmt: skip
    assert optimal_nash(masked, LinearObjective(payoffs=(0, 1))).equilibrium.payoffs.tolist() == [2, 3]
    mixed = optimal_nash(masked, LinearObjective(payoffs=(-1, -1)))
    assert mixed.equilibrium.strategies[0].tolist() == pytest.approx([0, 0.6, 0.4])
    assert mixed.value == pytest.approx(-2.4)


def test_pure_answers_are_exact_equilibria() -> None:
    games = symmetric(RNG.integers(0, 3, (6, 3, 3)))
    found = optimal_nash(games).equilibrium
    pure = np.array([(strategy == 1).any(axis=-1) for strategy in found.strategies]).all(axis=0)
    assert pure.sum() > 2
    assert is_equilibrium(games, found.strategies)[pure].all()


def test_the_weights_of_actions_may_differ_from_game_to_game() -> None:
    games = symmetric([[[2, 0], [0, 2]]] * 2)
    found = optimal_nash(games, LinearObjective(probabilities=([[1, 0], [0, 1]], None)))
    assert found.equilibrium.strategies[0].tolist() == [[1, 0], [0, 1]]


def test_a_game_that_reaches_the_limit_has_no_answer() -> None:
    hard = bimatrix(*np.random.default_rng(3).random((2, 9, 9)))
    objective = LinearObjective(payoffs=(0, -1))
    with pytest.raises(NoEquilibriumFoundError, match="STEP_LIMIT"):
        optimal_nash(hard, objective, max_steps=1)
    left = optimal_nash(hard, objective, max_steps=1, strict=False)
    assert Status(int(left.equilibrium.status)) is Status.STEP_LIMIT
    assert np.isnan(left.value)


def test_objectives_of_the_wrong_shape_are_refused() -> None:
    game = symmetric(np.eye(2))
    for objective, said in [
        (LinearObjective(payoffs=(1, 1, 1)), "one weight of payoffs"),
        (LinearObjective(probabilities=([1, 2, 3], None)), r"need shape \(2,\)"),
        (LinearObjective(payoffs=(np.nan, 1)), "finite"),
    ]:
        with pytest.raises(InvalidGameError, match=said):
            optimal_nash(game, objective)
    with pytest.raises(ValueError, match="max_steps"):
        optimal_nash(game, max_steps=-1)
