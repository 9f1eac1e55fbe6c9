"""Mixed equilibria of more than two players, from the supports at the end of the logit branch."""

import numpy as np
import pytest

from gametheory import NoEquilibriumFoundError, Status
from gametheory.normal_form import NormalFormGame, bimatrix, pure_nash, vertex_enumeration
from gametheory.normal_form.limiting_logit import limiting_logit


def random_games(count: int, sizes: tuple[int, ...], seed: int) -> NormalFormGame:
    """Games without pure equilibria."""
    payoffs = np.random.default_rng(seed).normal(size=(count, len(sizes), *sizes))
    game = NormalFormGame(payoffs, players=tuple("ABCDE"[: len(sizes)]))
    return game.take(np.flatnonzero(pure_nash(game).count == 0))


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 3, 3), (2, 3, 2, 3), (2, 2, 2, 2, 2)])
def test_games_without_pure_equilibria_are_solved_to_rounding(sizes: tuple[int, ...]) -> None:
    game = random_games(40, sizes, 1)
    found = limiting_logit(game)
    assert found.certificate.holds.all()
    assert (found.certificate.relative_regret < 1e-12).all()
    assert all((strategy.max(axis=-1) < 1).any() for strategy in found.strategies)


def test_two_players_get_one_of_all_equilibria() -> None:
    rng = np.random.default_rng(2)
    game = bimatrix(*rng.normal(size=(2, 30, 3, 3)))
    found, all_of_them = limiting_logit(game), vertex_enumeration(game)
    for position in range(30):
        here = all_of_them.game == position
        gaps = [np.abs(every[here] - one[position]).max(axis=-1)
                for every, one in zip(all_of_them.strategies, found.strategies, strict=True)]  # fmt: skip
        assert np.max(gaps, axis=0).min() < 1e-9


def test_a_pure_equilibrium_and_a_masked_action_are_no_obstacle() -> None:
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:, 1, 1, 1] = 1.0
    found = limiting_logit(NormalFormGame(payoffs, players=tuple("ABC")))
    assert found.payoffs.tolist() == [1, 1, 1]
    masks = ([True, False], [True, True], [True, True])
    assert limiting_logit(NormalFormGame(payoffs, players=tuple("ABC"), available=masks)).certificate.holds


def test_a_branch_that_is_cut_short_gives_no_answer() -> None:
    game = random_games(40, (2, 2, 2), 3)
    with pytest.raises(NoEquilibriumFoundError):
        limiting_logit(game, max_steps=1)
    found = limiting_logit(game, max_steps=1, strict=False)
    assert (found.status == Status.STEP_LIMIT).all()
    assert np.isnan(found.strategies[0]).all()
