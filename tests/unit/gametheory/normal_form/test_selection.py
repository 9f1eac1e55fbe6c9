"""Which of many equilibria: dominance in payoffs and in risk, welfare, and perfection against an exact oracle."""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import (
    NormalFormGame,
    bimatrix,
    payoff_dominant,
    pure_nash,
    risk_dominant,
    support_enumeration,
    symmetric,
    trembling_hand_perfect,
    vertex_enumeration,
    welfare_best,
    zero_sum,
)

RNG = np.random.default_rng(0)
STAG_HUNT = symmetric([[4, 0], [3, 3]])


def test_the_stag_hunt_sets_payoff_dominance_against_risk_dominance() -> None:
    equilibria = support_enumeration(STAG_HUNT)
    assert payoff_dominant(equilibria).payoffs.tolist() == [4, 4]
    assert risk_dominant(STAG_HUNT, equilibria).payoffs.tolist() == [3, 3]
    assert welfare_best(equilibria).steps == 0


def test_risk_dominance_turns_where_the_losses_are_equal() -> None:
    # Alone with the stag: 2 - risk. Leaving (stag, stag) costs 4 - 3, leaving (hare, hare) costs the risk.
    risk = [0.5, 1.0, 1.5]
    games = symmetric([[[4, 2 - r], [3, 2]] for r in risk])
    chosen = risk_dominant(games, support_enumeration(games))
    assert chosen.strategies[0][:, 0].tolist() == pytest.approx([1, 0.5, 0])
    tied = symmetric([[4, 2], [3, 2]])  # hunting the hare is no strict equilibrium
    assert np.isnan(risk_dominant(tied, support_enumeration(tied)).payoffs).all()


def test_products_of_losses_are_compared_exactly() -> None:
    slip = Fraction(1, 10**30)
    even = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    assert (risk_dominant(even, support_enumeration(even)).strategies[0] > 0).all()
    for change, action in ((slip, 0), (-slip, 1)):
        game = bimatrix([[3 + change, 0], [0, 2]], [[2, 0], [0, 3]])
        assert risk_dominant(game, support_enumeration(game)).strategies[0][action] == 1


def test_risk_dominance_is_found_off_the_diagonal_and_in_any_units() -> None:
    games = bimatrix(*RNG.random((2, 300, 2, 2)))
    equilibria = support_enumeration(games)
    chosen = risk_dominant(games, equilibria)
    swapped = bimatrix(games.payoffs[:, 0, ::-1], games.payoffs[:, 1, ::-1])
    other = risk_dominant(swapped, support_enumeration(swapped))
    np.testing.assert_allclose(other.strategies[0][:, ::-1], chosen.strategies[0], atol=1e-12)
    scaled = NormalFormGame(games.payoffs * np.array([2.0**500, 2.0**-500])[:, None, None])
    again = risk_dominant(scaled, support_enumeration(scaled))
    np.testing.assert_array_equal(again.strategies[0], chosen.strategies[0])
    unique = equilibria.count == 1
    np.testing.assert_array_equal(chosen.payoffs[unique], welfare_best(equilibria).payoffs[unique])
    assert not np.isnan(chosen.payoffs).any()


def test_the_mixed_equilibrium_weighs_the_risk_dominant_action_by_less() -> None:
    games = bimatrix(*RNG.random((2, 300, 2, 2)))
    equilibria = support_enumeration(games)
    three = np.flatnonzero(equilibria.count == 3)
    chosen = risk_dominant(games, equilibria)
    for g in three.tolist():
        mixed = equilibria.of(g)
        action = [strategy[g].argmax() for strategy in chosen.strategies]
        # The equilibrium with the larger basin: its weights in the mixed equilibrium sum to less than 1.
        assert sum(strategy[2][a] for strategy, a in zip(mixed.strategies, action, strict=True)) < 1


def test_payoff_dominance_is_dominance_over_every_other_row() -> None:
    games = bimatrix(*RNG.integers(0, 4, (2, 200, 3, 3)))
    equilibria = pure_nash(games)
    chosen = payoff_dominant(equilibria)
    for g in range(200):
        paid = equilibria.of(g).payoffs
        above = [k for k in range(len(paid)) if (paid[k] >= paid).all()]
        assert chosen.steps[g] == (above[0] if above else -1)
        if above:
            assert chosen.payoffs[g].tolist() == paid[above[0]].tolist()
        else:
            assert np.isnan(chosen.payoffs[g]).all()


def test_welfare_takes_weights_and_leaves_games_without_equilibria_blank() -> None:
    sexes = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    assert welfare_best(pure_nash(sexes)).payoffs.tolist() == [3, 2]  # a tie: the first
    assert welfare_best(pure_nash(sexes), weights=[1, 2]).payoffs.tolist() == [2, 3]
    assert np.isnan(welfare_best(pure_nash(zero_sum([[1, -1], [-1, 1]]))).payoffs).all()
    with pytest.raises(InvalidGameError, match="one finite number for each of the 2 players"):
        welfare_best(pure_nash(sexes), weights=[1, 2, 3])


def weakly_dominated(payoffs: Any, strategy: Any) -> bool:
    """By the definition: the most that can be gained in sum without losing anywhere."""
    paid = strategy @ payoffs
    result = linprog(
        -payoffs.sum(axis=1),
        A_ub=-payoffs.T,
        b_ub=-paid,
        A_eq=np.ones((1, len(payoffs))),
        b_eq=[1.0],
    )
    return bool(-result.fun > paid.sum() + 1e-7)


def test_perfect_equilibria_are_those_without_a_dominated_strategy() -> None:
    games = bimatrix(*RNG.integers(0, 3, (2, 80, 3, 4)))
    equilibria = vertex_enumeration(games)
    kept = trembling_hand_perfect(games, equilibria)
    left = {(int(g), *x, *y) for g, x, y in zip(kept.game, *kept.strategies, strict=True)}
    perfect = 0
    for g, x, y in zip(equilibria.game.tolist(), *equilibria.strategies, strict=True):
        dominated = weakly_dominated(games.payoffs[g, 0], x) or weakly_dominated(games.payoffs[g, 1].T, y)
        assert ((g, *x, *y) in left) != dominated
        perfect += not dominated
    assert 0 < perfect < len(equilibria)
    assert kept.complete.all()
    assert (kept.count > 0).all()  # every game has a perfect equilibrium
    assert kept.count.sum() == perfect == len(kept)


def test_a_completely_mixed_and_a_strict_equilibrium_are_perfect_and_some_equilibrium_always_is() -> None:
    games = bimatrix(*RNG.random((2, 100, 3, 3)))
    equilibria = support_enumeration(games)
    assert trembling_hand_perfect(games, equilibria) == equilibria  # generic games: all are perfect
    selten = bimatrix([[1, 1], [2, 0]], [[3, 3], [1, 0]])  # entry deterrence: staying out against a threat
    assert pure_nash(selten).payoffs.tolist() == [[1, 3], [2, 1]]
    assert trembling_hand_perfect(selten, pure_nash(selten)).payoffs.tolist() == [[2, 1]]


def test_dominance_is_decided_exactly_also_by_mixtures() -> None:
    third, slip = Fraction(1, 3), Fraction(1, 10**25)
    # All rows are as good against the first column. Against the others the last is 1/3 of row 0 and 2/3 of row 1,
    # which does not dominate it; with a little less it is dominated.
    for change, kept in ((Fraction(0), 3), (slip, 3), (-slip, 2)):
        row = [[1, 1, 0], [1, 0, 1], [1, third + change, 2 * third + change]]
        game = bimatrix(row, [[1, 0, 0]] * 3)
        assert len(pure_nash(game)) == 3
        assert len(trembling_hand_perfect(game, pure_nash(game))) == kept


def test_only_equilibria_of_the_game_are_taken() -> None:
    with pytest.raises(UnsupportedGameError, match="two actions a player"):
        risk_dominant(symmetric(np.eye(3)), pure_nash(symmetric(np.eye(3))))
    three = NormalFormGame(np.zeros((3, 2, 2, 2)), players=("a", "b", "c"))
    with pytest.raises(UnsupportedGameError):
        trembling_hand_perfect(three, pure_nash(three))
    with pytest.raises(InvalidGameError, match="Nash equilibria of this game"):
        trembling_hand_perfect(STAG_HUNT[None], pure_nash(STAG_HUNT))
    for masks in product([[True, True], [True, False]], repeat=2):
        game = bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]], available=masks)
        assert not np.isnan(risk_dominant(game, support_enumeration(game)).payoffs).any()
