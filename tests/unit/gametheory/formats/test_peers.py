"""Games of nashpy, quantecon and pygambit, to and from ours: the peer agrees on every payoff."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, MissingExtraError, UnsupportedGameError
from gametheory.formats import from_nashpy, from_pygambit, from_quantecon, to_nashpy, to_pygambit, to_quantecon
from gametheory.normal_form import NormalFormGame, bimatrix, zero_sum
from gametheory.testing import bimatrix_games, games, rational_games

THREE = games(players=st.integers(1, 4))


@pytest.mark.parametrize("convert", [to_nashpy, to_quantecon, to_pygambit])
def test_a_missing_package_is_named_with_the_extra_that_brings_it(convert, monkeypatch: pytest.MonkeyPatch) -> None:
    package = convert.__name__.removeprefix("to_")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"{package}.*\[peers\]"):
        convert(zero_sum([[1]]))


@pytest.mark.parametrize("convert", [from_nashpy, from_quantecon, from_pygambit])
def test_what_is_no_game_of_the_peer_is_refused(convert) -> None:
    with pytest.raises(InvalidGameError, match=rf"{convert.__name__.removeprefix('from_')}.*needed; got int"):
        convert(3)


class Player:
    """As in quantecon: the own action first, then those of the next players, in a circle."""

    def __init__(self, payoff_array: np.ndarray) -> None:
        self.payoff_array = payoff_array


class Game:
    """What the converters read of a quantecon game."""

    def __init__(self, *arrays: np.ndarray) -> None:
        self.players = tuple(map(Player, arrays))


def test_the_axes_of_quantecon_go_round_from_the_own_action() -> None:
    rng = np.random.default_rng(0)
    mine = rng.integers(0, 100, (3, 2, 3, 4))  # [player, first, second, third action]
    arrays = [np.empty(shape) for shape in ((2, 3, 4), (3, 4, 2), (4, 2, 3))]
    for a, b, c in np.ndindex(2, 3, 4):
        arrays[0][a, b, c], arrays[1][b, c, a], arrays[2][c, a, b] = mine[:, a, b, c]
    game = from_quantecon(Game(*arrays))
    assert (game.payoffs == mine).all()
    assert game.players == ("1", "2", "3")


@pytest.mark.peer
@given(bimatrix_games())
def test_nashpy_holds_the_same_game(game: NormalFormGame) -> None:
    pytest.importorskip("nashpy")
    theirs = to_nashpy(game)
    x, y = np.eye(game.sizes[0])[-1], np.eye(game.sizes[1])[0]
    assert theirs[x, y].tolist() == game.payoffs[:, -1, 0].tolist()
    assert (from_nashpy(theirs).payoffs == game.payoffs).all()


@pytest.mark.peer
@given(THREE)
def test_quantecon_holds_the_same_game(game: NormalFormGame) -> None:
    pytest.importorskip("quantecon")
    theirs = to_quantecon(game)
    assert theirs.nums_actions == game.sizes
    if len(game.sizes) > 1:
        for profile in np.ndindex(*game.sizes):
            assert np.asarray(theirs[profile]).tolist() == game.payoffs[(slice(None), *profile)].tolist()
    again = from_quantecon(theirs)
    assert (again.payoffs == game.payoffs).all()


@pytest.mark.peer
@given(st.one_of(THREE, rational_games(players=st.integers(1, 3))))
def test_pygambit_holds_the_same_game_exactly(game: NormalFormGame) -> None:
    pytest.importorskip("pygambit")
    from fractions import Fraction

    exact = game.payoffs if game.exact is None else game.exact.values
    theirs = to_pygambit(game, title='a "title"')
    assert theirs.title == 'a "title"'
    assert tuple(player.label for player in theirs.players) == game.players
    arrays = theirs.to_arrays(dtype=Fraction)
    for mine, given_back in zip(exact, arrays, strict=True):
        assert [Fraction(x) for x in given_back.reshape(-1)] == [Fraction(x) for x in mine.reshape(-1).tolist()]
    again = from_pygambit(theirs)
    assert (again.payoffs == game.payoffs).all()
    assert again.exact == game.exact
    assert again.players == game.players


@pytest.mark.peer
def test_pygambit_keeps_the_labels() -> None:
    pytest.importorskip("pygambit")
    game = bimatrix([[1, 2]], [[3, 4]], players=("R", "two words"), actions=[["only"], ["left", 'the "right"']])
    assert from_pygambit(to_pygambit(game)) == game
    with pytest.raises(UnsupportedGameError, match="Rename"):
        to_pygambit(bimatrix([[1]], [[2]], players=("Émile", "R")))


@pytest.mark.peer
@pytest.mark.parametrize("convert", [to_nashpy, to_quantecon, to_pygambit])
def test_batches_and_masks_are_refused(convert) -> None:
    pytest.importorskip(convert.__name__.removeprefix("to_"))
    with pytest.raises(UnsupportedGameError, match="one game was needed"):
        convert(zero_sum([[[1]], [[2]]]))
    with pytest.raises(UnsupportedGameError, match="without_masked"):
        convert(bimatrix([[1, 2]], [[3, 4]], available=([True], [True, False])))
