"""Iterated strict dominance: witnesses checked in fractions, survivors by linear programming, any order."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.normal_form import (
    MatrixGame,
    NormalFormGame,
    bimatrix,
    iterated_dominance,
    minimax_lp,
    support_enumeration,
    symmetric,
)

RNG = np.random.default_rng(0)


def leads(game: NormalFormGame, player: int, action: int, alive: list[Any]) -> Any:
    """What each other action left pays above this one, [own action, profile of the others], one game."""
    values = game.payoffs if game.exact is None else game.exact.values
    own = np.moveaxis(values[player][np.ix_(*map(np.flatnonzero, alive))], player, 0)
    own = own.reshape(len(own), -1)
    row = int(alive[player][:action].sum())
    return np.delete(own - own[row], row, axis=0), np.delete(np.flatnonzero(alive[player]), row)


def masks_of(game: NormalFormGame) -> list[Any]:
    return [np.ones(size, bool) for size in game.sizes] if game.available is None else list(game.available)


def check(game: NormalFormGame) -> None:
    """Whether every elimination has its reason and no survivor has one, for one game."""
    reduction = iterated_dominance(game)
    alive = [mask.copy() for mask in masks_of(game)]
    for number in range(1, int(reduction.rounds) + 1):
        out = [(i, a) for i, when in enumerate(reduction.eliminated) for a in np.flatnonzero(when == number).tolist()]
        assert out
        for i, a in out:
            gains, others = leads(game, i, a, alive)
            mixture = [Fraction(weight) for weight in reduction.mixtures[i][a].tolist()]
            assert abs(sum(mixture) - 1) < 1e-12
            assert all(mixture[k] == 0 for k in range(game.sizes[i]) if k not in others)
            for column in gains.T.tolist():
                assert sum(mixture[k] * Fraction(lead) for k, lead in zip(others.tolist(), column, strict=True)) > 0
        for i, a in out:
            alive[i][a] = False
    for i, mask in enumerate(alive):
        assert (mask == reduction.remaining[i]).all()
        for a in np.flatnonzero(mask).tolist():
            gains, _ = leads(game, i, a, alive)
            if len(gains):
                assert minimax_lp(MatrixGame(gains.astype(float))).payoffs[0] < 1e-9


@pytest.mark.parametrize("sizes", [(2, 2), (3, 3), (4, 3), (3, 1), (2, 3, 2), (2, 2, 2, 2)])
def test_what_goes_is_dominated_and_what_stays_is_not(sizes: tuple[int, ...]) -> None:
    players = tuple("abcd"[: len(sizes)])
    for top in (2, 4, 30):
        for payoffs in RNG.integers(0, top, (8, len(sizes), *sizes)):
            check(NormalFormGame(payoffs, players=players))
    for payoffs in RNG.random((8, len(sizes), *sizes)):
        check(NormalFormGame(payoffs, players=players))


def test_the_dilemma_and_a_duopoly_are_dominance_solvable_and_the_stag_hunt_is_not() -> None:
    dilemma = iterated_dominance(symmetric([[3, 0], [5, 1]]))
    assert dilemma.solved
    assert [mask.tolist() for mask in dilemma.remaining] == [[False, True]] * 2
    assert not iterated_dominance(symmetric([[4, 0], [3, 3]])).solved
    # Cournot duopoly on a grid: price 12.2 - q1 - q2, no cost. Round after round, both come to 4.
    q = np.arange(13.0)
    duopoly = iterated_dominance(symmetric(q[:, None] * (12.2 - q[:, None] - q)))
    assert duopoly.solved
    assert [np.flatnonzero(mask).tolist() for mask in duopoly.remaining] == [[4], [4]]
    assert duopoly.rounds > 3


def test_the_order_of_elimination_does_not_matter() -> None:
    for _ in range(20):
        game = bimatrix(*RNG.integers(0, 6, (2, 4, 4)))
        whole = iterated_dominance(game)
        masks = [np.ones(4, dtype=bool), np.ones(4, dtype=bool)]
        while True:  # one action at a time, drawn at random from those that the first round names
            first = iterated_dominance(bimatrix(*game.payoffs, available=masks))
            named = [(i, a) for i, when in enumerate(first.eliminated) for a in np.flatnonzero(when == 1)]
            if not named:
                break
            i, a = named[RNG.integers(len(named))]
            masks[i] = masks[i] & (np.arange(4) != a)
        np.testing.assert_array_equal(masks, whole.remaining)


def test_every_equilibrium_lies_in_what_is_left() -> None:
    games = bimatrix(*RNG.random((2, 300, 4, 4)))
    reduction = iterated_dominance(games)
    equilibria = support_enumeration(games)
    for strategy, mask in zip(equilibria.strategies, reduction.remaining, strict=True):
        assert not (strategy > 0)[~mask[equilibria.game]].any()
    reduced = support_enumeration(reduction.game)
    np.testing.assert_array_equal(reduced.count, equilibria.count)
    np.testing.assert_allclose(reduced.payoffs, equilibria.payoffs, atol=1e-12)


def test_strictness_is_exact() -> None:
    slip = Fraction(1, 10**30)
    for change, left in ((Fraction(0), 3), (slip, 3), (-slip, 2)):
        middle = Fraction(1, 2) + change  # against half of each other row
        game = bimatrix([[1, 0], [0, 1], [middle, middle]], np.zeros((3, 2)))
        assert iterated_dominance(game).remaining[0].sum() == left
        check(game)
    # In float64 0.3 is a little less than the mean of 0.2 and 0.4, and what float64 holds is what is meant.
    assert 2 * Fraction(0.3) < Fraction(0.2) + Fraction(0.4)
    tenths = bimatrix([[0.2, 0.4], [0.4, 0.2], [0.3, 0.3]], np.zeros((3, 2)))
    assert iterated_dominance(tenths).remaining[0].tolist() == [True, True, False]
    twins = bimatrix([[1, 2], [1, 2]], [[0, 0], [0, 0]])
    assert iterated_dominance(twins).rounds == 0


def test_units_labels_and_batches_do_not_matter() -> None:
    payoffs = RNG.integers(0, 5, (4, 5, 2, 3, 4)).astype(float)
    games = NormalFormGame(payoffs)
    batch = iterated_dominance(games)
    moved = iterated_dominance(NormalFormGame(payoffs * 2.0**600 + 0.0))
    flipped = iterated_dominance(NormalFormGame(payoffs[..., ::-1, :]))
    for i in range(2):
        np.testing.assert_array_equal(moved.eliminated[i], batch.eliminated[i])
        np.testing.assert_array_equal(moved.mixtures[i], batch.mixtures[i])
    np.testing.assert_array_equal(flipped.eliminated[0][..., ::-1], batch.eliminated[0])
    np.testing.assert_array_equal(flipped.eliminated[1], batch.eliminated[1])
    for index in np.ndindex(4, 5):
        alone = iterated_dominance(games[index])
        np.testing.assert_array_equal(alone.mixtures[0], batch.mixtures[0][index])
        assert alone.rounds == batch.rounds[index]
    assert iterated_dominance(games[:0]).rounds.shape == (0, 5)


def test_masked_actions_neither_dominate_nor_count_as_eliminated() -> None:
    game = bimatrix([[9, 9], [3, 0], [5, 1]], [[0, 0], [3, 5], [0, 1]], available=([False, True, True], [True, True]))
    reduction = iterated_dominance(game)
    assert reduction.eliminated[0].tolist() == [0, 1, 0]
    assert reduction.remaining[0].tolist() == [False, False, True]
    assert reduction.game.available is not None
    with pytest.raises(InvalidGameError):
        iterated_dominance(MatrixGame([[1.0]]))  # type: ignore[arg-type]
