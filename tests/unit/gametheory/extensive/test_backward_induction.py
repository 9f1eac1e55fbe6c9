"""Backward induction: every pure subgame-perfect equilibrium, and bounds on all."""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametheory import UnsupportedGameError
from gametheory.extensive import (
    ExtensiveGame,
    backward_induction,
    chance,
    decision,
    extensive_game,
    payoffs,
    probability,
    subgame_perfect,
    subgame_perfect_bounds,
)
from gametheory.extensive.tree import CHANCE, END
from tests.unit.gametheory.extensive.trees import centipede, entry, horse, perfect_information_games


def worths(game: ExtensiveGame, choice: tuple[int, ...]) -> tuple[list[list[Fraction]], bool]:
    """What each node is worth under a pure profile, in fractions, and whether nobody gains by one other move."""
    tree = game.tree
    numbers, shares = (game.exact.payoffs, game.exact.chances) if game.exact else (game.payoffs, game.chances)
    value: list[Any] = [None] * len(tree.parent)
    best = True
    for node in reversed(range(len(tree.parent))):
        place, after = tree.place[node], [value[child] for child in tree.children[node]]
        if tree.mover[node] == END:
            value[node] = [Fraction(number) for number in numbers[place]]
        elif tree.mover[node] == CHANCE:
            value[node] = [
                sum(Fraction(share) * worth[i] for share, worth in zip(shares[place], after, strict=True))
                for i in range(len(game.players))
            ]
        else:
            value[node] = after[choice[place]]
            best &= all(worth[tree.mover[node]] <= value[node][tree.mover[node]] for worth in after)
    return value, best


@settings(max_examples=100)
@given(perfect_information_games(values=3, depth=3))
def test_exactly_the_profiles_without_a_better_move_are_found(game: ExtensiveGame) -> None:
    sizes = [len(held.actions) for held in game.tree.sets]
    if np.prod(sizes) > 3000:
        return
    expected = {choice for choice in product(*map(range, sizes)) if worths(game, choice)[1]}
    found = backward_induction(game)
    rows = [
        tuple(int(found.strategies[held.player][k, game.tree.row[h]].argmax()) for h, held in enumerate(game.tree.sets))
        for k in range(len(found))
    ]
    assert len(rows) == len(set(rows))
    assert set(rows) == expected
    assert found.complete
    lower, upper = subgame_perfect_bounds(game)
    assert (found.payoffs >= lower - 1e-12).all()
    assert (found.payoffs <= upper + 1e-12).all()


@given(st.integers(1, 12))
def test_the_first_player_of_the_centipede_stops_at_once(moves: int) -> None:
    found = backward_induction(centipede(moves))
    assert len(found) == 1
    assert found.payoffs.tolist() == [[1, -1]]
    bounds = subgame_perfect_bounds(centipede(moves))
    assert bounds.lower.tolist() == bounds.upper.tolist() == [1, -1]


def test_the_chain_store_shares_in_every_market() -> None:
    # Selten (1978): the same in every market, whatever happened before
    def market(left: int, store: int, entrants: tuple[int, ...]) -> Any:
        if left == 0:
            return payoffs(store, *entrants)
        name = f"entrant {len(entrants) + 1}"
        fight, share, out = (
            market(left - 1, store + gain, (*entrants, theirs)) for gain, theirs in ((0, -1), (2, 1), (5, 0))
        )
        return decision(name, {"in": decision("store", {"fight": fight, "share": share}), "out": out})

    game = extensive_game(market(4, 0, ()), players=("store", *(f"entrant {k}" for k in range(1, 5))))
    found = backward_induction(game)
    assert found.payoffs.tolist() == [[8, 1, 1, 1, 1]]
    assert (found.strategies[0][..., 1] == 1).all()


def test_a_tie_is_kept_as_all_its_equilibria() -> None:
    found = backward_induction(entry(fight=1))
    assert found.payoffs.tolist() == [[0, 4], [1, 1]]
    assert found.complete


def test_a_sweep_is_solved_game_by_game_with_ties_only_where_they_are() -> None:
    fight = np.array([[-1.0, 0.0, 1.0], [2.0, 1.0, -3.0]])
    games = entry(fight)
    found = backward_induction(games)
    assert found.count.tolist() == [[1, 1, 2], [1, 2, 1]]
    for at in np.ndindex(2, 3):
        alone, mine = backward_induction(games[at]), found.of(*at)
        assert all((a == b).all() for a, b in zip(alone.strategies, mine.strategies, strict=True))
        assert (alone.payoffs == mine.payoffs).all()
    lower, upper = subgame_perfect_bounds(games)
    assert lower.shape == (2, 3, 2)
    assert (lower[0, 2] == [0, 1]).all()
    assert (upper[0, 2] == [1, 4]).all()


def test_mixed_equilibria_may_pay_what_no_pure_one_does_and_the_bounds_know() -> None:
    # B does not care; A enters only if B gives often enough, and C lives on that mixture
    gift = decision("B", {"give": payoffs(2, 0, 1), "keep": payoffs(0, 0, 10)})
    game = extensive_game(decision("A", {"in": gift, "out": payoffs(1, 0, 0)}), players=("A", "B", "C"))
    found = backward_induction(game)
    assert found.payoffs[:, 2].tolist() == [1, 0]
    lower, upper = subgame_perfect_bounds(game)
    assert upper[2] >= 0.5 * 1 + 0.5 * 10  # A is indifferent when B gives with probability one half
    assert lower[2] == 0


def test_rounding_loses_no_tie_of_expectations() -> None:
    tenths = chance({"a": (0.1, payoffs(3, 1)), "b": (0.2, payoffs(3, 1)), "c": (0.7, payoffs(3, 1))})
    game = extensive_game(decision("A", {"lottery": tenths, "sure": payoffs(3, 0)}), players=("A", "B"))
    assert backward_induction(game).count == 2
    exactly = chance({"a": (Fraction(1, 3), payoffs(3, 1)), "b": (Fraction(2, 3), payoffs(3, 1))})
    less = Fraction(3) - Fraction(1, 10**30)
    game = extensive_game(decision("A", {"lottery": exactly, "sure": payoffs(less, 0)}), players=("A", "B"))
    assert backward_induction(game).count == 1


def test_more_equilibria_than_asked_for_are_cut_off_and_not_called_complete() -> None:
    part: Any = payoffs(0)
    for _ in range(6):
        part = decision("A", {"l": part, "r": payoffs(0)})
    game = extensive_game(part, players=("A",))
    assert backward_induction(game).count == 64
    cut = backward_induction(game, most=10)
    assert cut.count == 10
    assert not cut.complete


def test_it_agrees_with_subgame_perfect_where_the_equilibrium_is_unique() -> None:
    games = entry(np.linspace(-2, 0.9, 5))
    one, all_of_them = subgame_perfect(games), backward_induction(games)
    for mine, theirs in zip(one.strategies, all_of_them.strategies, strict=True):
        assert (mine == theirs).all()


def test_the_answer_reads_in_the_words_of_the_game() -> None:
    games = entry(np.array([-1.0, 3.0]))
    found = backward_induction(games)
    assert probability(games, found.strategies, "entrant", "in").tolist() == [1, 0]
    assert probability(games, found.strategies, "incumbent after in", "fight").tolist() == [0, 1]


def test_imperfect_information_is_sent_elsewhere() -> None:
    with pytest.raises(UnsupportedGameError, match=r"'3' has 2 nodes\. Use subgame_perfect"):
        backward_induction(horse())


def test_an_empty_batch_is_empty() -> None:
    found = backward_induction(entry(np.zeros(0)))
    assert len(found) == 0
    assert subgame_perfect(entry(np.zeros(0))).payoffs.shape == (0, 2)
