"""Games built from a combinatorial object."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from benchmarks.reference import extreme_equilibria
from gametheory import InvalidGameError, families
from gametheory.exact import is_equilibrium
from gametheory.families.combinatorial import divisions
from gametheory.formats import from_quantecon
from gametheory.normal_form import lemke_howson, minimax_lp, pure_nash


@pytest.mark.parametrize("k", [1, 2])
def test_sgc_has_one_equilibrium_only(k: int) -> None:
    game = families.sgc(k)
    found = extreme_equilibria(*game.payoffs)
    assert len(found) == 1
    expected = [1 / (2 * k - 1)] * (2 * k - 1) + [0] * 2 * k
    np.testing.assert_allclose(found[0], expected * 2)


@pytest.mark.parametrize("k", [1, 2, 3, 10])
def test_the_equilibrium_of_sgc_is_even_on_the_first_half(k: int) -> None:
    game = families.sgc(k)
    even = [Fraction(1, 2 * k - 1)] * (2 * k - 1) + [Fraction(0)] * (2 * k)
    assert is_equilibrium(game, (even, even))
    assert game.sizes == (4 * k - 1, 4 * k - 1)
    np.testing.assert_allclose(lemke_howson(game).strategies[0], np.array(even, dtype=float), atol=1e-12)


def test_in_a_tournament_game_nobody_wins_together_and_somebody_beats_whom() -> None:
    game = families.tournament(6, 2, batch_shape=50, seed=1)
    row, column = np.moveaxis(game.payoffs, 1, 0)
    assert game.sizes == (6, comb(6, 2))
    assert set(np.unique(game.payoffs)) == {0, 1}
    assert not (row * column).any()
    assert (column.sum(axis=-2) == 2).all()  # a set has two members
    # node i wins against comb(out-degree, 2) sets; the out-degrees add up to the number of pairs
    wins = {comb(degree, 2): degree for degree in range(2, 6)}
    single = families.tournament(6, 1, batch_shape=50, seed=1).payoffs[:, 0]
    degrees = single.sum(axis=-1)
    assert (degrees.sum(axis=-1) == comb(6, 2)).all()
    assert (single + single.swapaxes(-1, -2) == 1 - np.eye(6)).all()
    assert all(wins.get(won, degree) == degree for won, degree in zip(row.sum(-1).flat, degrees.flat, strict=True))


def test_divisions_are_all_ways_to_share_out_the_troops() -> None:
    assert divisions(2, 3).tolist() == [[0, 0, 2], [0, 1, 1], [0, 2, 0], [1, 0, 1], [1, 1, 0], [2, 0, 0]]
    assert divisions(5, 1).tolist() == [[5]]
    assert divisions(0, 3).tolist() == [[0, 0, 0]]
    assert len(divisions(7, 4)) == comb(10, 3)


def test_equal_colonels_share_the_hills() -> None:
    for hills, troops in ((2, 3), (3, 5), (4, 4)):
        game = families.colonel_blotto(np.ones(hills), troops)
        assert (game.payoffs.sum(axis=0) == hills).all()
        assert minimax_lp(game).payoffs[0] == pytest.approx(hills / 2)


def test_known_values_of_small_blotto_games() -> None:
    # two against one on two hills: one troop on each takes a hill and ties the other
    assert minimax_lp(families.colonel_blotto([1, 1], (2, 1))).payoffs[0] == pytest.approx(3 / 2)
    # with twice the troops and one to spare, all hills are taken for certain
    assert minimax_lp(families.colonel_blotto([1, 1], (4, 1))).payoffs[0] == pytest.approx(2)
    # one troop each on two hills worth 1 and 3: the dearer hill by force, the value is half of all
    assert minimax_lp(families.colonel_blotto([1, 3], 1)).payoffs.tolist() == pytest.approx([2, 2])
    assert pure_nash(families.colonel_blotto([1, 3], 1)).strategies[0].tolist() == [[1, 0]]


def test_a_blotto_payoff_is_the_sum_of_hills_won_and_half_of_those_tied() -> None:
    game = families.colonel_blotto([[1, 10, 100], [3, 30, 300]], (3, 2))
    mine, theirs = game.actions[0].index("2-1-0"), game.actions[1].index("1-1-0")
    assert game.payoffs[:, mine, theirs].tolist() == [1 + 5 + 50, 15 + 150]


def test_random_blotto_has_the_covariance_asked_for() -> None:
    game = families.blotto(1, (1, 0), 0.6, mean=2.0, batch_shape=20_000, seed=3)
    worth = game.payoffs[:, 0, 0, 0]  # the row player always wins the hill
    assert worth.mean() == pytest.approx(2, abs=0.03)
    both = families.blotto(1, 0, 0.6, batch_shape=20_000, seed=3).payoffs[..., 0, 0] * 2
    np.testing.assert_allclose(np.cov(both.T), [[1, 0.6], [0.6, 1]], atol=0.03)
    common = families.blotto(3, 2, 1, seed=4).payoffs.sum(axis=0)
    np.testing.assert_allclose(common, common[0, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: families.sgc(0), "k needs"),
        (lambda: families.tournament(3, 4, seed=1), "subset needs"),
        (lambda: families.tournament(60, 30, seed=1), "no memory holds"),
        (lambda: families.blotto(2, 2, 1.5, seed=1), "rho needs"),
        (lambda: families.blotto(50, 50, 0, seed=1), "no memory holds"),
        (lambda: families.colonel_blotto([[1, 2, 3]], 2), "values need"),
        (lambda: families.colonel_blotto(["a"], 2), "values need"),
        (lambda: families.colonel_blotto([1, 2], (1, 2, 3)), "troops need"),
        (lambda: families.colonel_blotto([1, 2], -1), "troops needs"),
    ],
)
def test_what_is_not_a_family_is_refused_with_the_reason(call, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        call()


@pytest.mark.peer
@pytest.mark.parametrize("k", [2, 3, 6])
def test_sgc_is_that_of_quantecon_in_other_units(k: int) -> None:
    generators = pytest.importorskip("quantecon.game_theory.game_generators")
    theirs = from_quantecon(generators.sgc_game(k))
    assert (4 * theirs.payoffs == families.sgc(k).payoffs).all()
