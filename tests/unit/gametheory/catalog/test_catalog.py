"""The catalogue: every equilibrium exactly one, and all of them found again by solvers."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from gametheory import catalog, exact
from gametheory.catalog import KnownGame
from gametheory.formats import from_nfg
from gametheory.normal_form import all_labels, lemke_howson, minimax_lp, pure_nash, vertex_enumeration

EVERY = [pytest.param(entry, id=entry.title) for entry in catalog.ALL]
TWO_PLAYERS = [
    pytest.param(entry, id=entry.title)
    for entry in catalog.ALL
    if len(entry.game.players) == 2 and sum(entry.game.sizes) < 20
]


def as_floats(entry: KnownGame) -> np.ndarray:
    return np.array([[float(p) for mine in profile for p in mine] for profile in entry.equilibria])


@pytest.mark.parametrize("entry", EVERY)
def test_every_profile_is_an_equilibrium_exactly(entry: KnownGame) -> None:
    assert all(exact.is_equilibrium(entry.game, profile) for profile in entry.equilibria)
    assert len(set(entry.equilibria)) == len(entry.equilibria)


@pytest.mark.parametrize("entry", EVERY)
def test_pure_equilibria_are_those_that_the_solver_finds(entry: KnownGame) -> None:
    pure = [profile for profile in entry.equilibria if all(max(mine) == 1 for mine in profile)]
    assert pure_nash(entry.game, strict=False).count == len(pure)


@pytest.mark.parametrize("entry", TWO_PLAYERS)
def test_the_extreme_equilibria_components_and_indices_are_found_again(entry: KnownGame) -> None:
    found = vertex_enumeration(entry.game)
    known = as_floats(entry)
    assert found.complete
    assert len(found) == len(known)
    rows = np.abs(np.concatenate(found.strategies, axis=-1)[:, None] - known).max(axis=-1)
    assert rows.min(axis=-1).max() < 1e-12
    place = rows.argmin(axis=-1)
    assert sorted(place) == list(range(len(known)))
    theirs = np.array(entry.component)[place]
    assert ((found.component[:, None] == found.component) == (theirs[:, None] == theirs)).all()
    assert found.index.tolist() == [entry.index[component] for component in theirs]
    assert sum(entry.index) == 1


@pytest.mark.parametrize("entry", TWO_PLAYERS)
def test_every_lemke_howson_path_ends_in_one_of_them(entry: KnownGame) -> None:
    ends = np.concatenate(lemke_howson(entry.game, initial_pivot=all_labels(entry.game)).strategies, axis=-1)
    assert np.abs(ends[:, None] - as_floats(entry)).max(axis=-1).min(axis=-1).max() < 1e-12


def test_every_component_has_a_name_and_an_index() -> None:
    for entry in catalog.ALL:
        assert len(entry.component) == len(entry.equilibria)
        assert entry.citation.endswith((".", "here."))
        if len(entry.game.players) == 2:
            assert sorted(set(entry.component)) == list(range(len(entry.index)))


def test_paths_from_the_artificial_equilibrium_never_reach_the_inaccessible_equilibria() -> None:
    game = catalog.INACCESSIBLE.game
    assert (lemke_howson(game, initial_pivot=all_labels(game)).strategies[0] == [0, 0, 1]).all()


def test_von_stengels_game_has_seventy_five_equilibria_whose_indices_sum_to_one() -> None:
    found = vertex_enumeration(catalog.seventy_five_equilibria())
    assert found.complete
    assert len(found) == 75
    assert found.index.sum() == 1
    original = from_nfg(
        """NFG 1 R "von Stengel (1997)" { "1" "2" } { 6 6 }
        9504 72336 -111771 -461736 397584 1227336 171204 -1718376 1303104 1303104 737154 -453420
        -660 48081 31680 -300036 -113850 774576 -45936 -1039236 -453420 737154 -227040 -227040
        19976 29216 -130944 -178761 451176 451176 208626 -586476 1227336 397584 774576 -113850
        -20526 14124 168124 -84436 -586476 208626 -263076 -263076 -1718376 171204 -1039236 -45936
        1776 1776 -8514 -8976 29216 19976 14124 -20526 72336 9504 48081 -660
        -8976 -8514 52764 52764 -178761 -130944 -84436 168124 -461736 -111771 -300036 31680"""
    )
    assert len(vertex_enumeration(original)) == 75


def test_the_travellers_claim_the_lowest_sum_whatever_the_range() -> None:
    for high in range(3, 9):
        found = vertex_enumeration(catalog.travellers_dilemma(2, high, 2))
        assert len(found) == 1
        assert (found.strategies[0][0, 0], found.strategies[1][0, 0]) == (1, 1)
    found = lemke_howson(catalog.TRAVELLERS_DILEMMA.game, initial_pivot=[0, 99])
    assert (found.strategies[0][:, 0] == 1).all()


def test_the_segments_of_the_horse_end_where_it_says() -> None:
    horse = catalog.SELTENS_HORSE
    slip = Fraction(1, 1000)
    for share, inside in ((Fraction(1, 3) - slip, False), (Fraction(2, 3), True)):
        assert bool(exact.is_equilibrium(horse.game, ([0, 1], [share, 1 - share], [1, 0]))) is inside
    for share, inside in ((Fraction(1, 4) + slip, False), (Fraction(1, 8), True)):
        assert bool(exact.is_equilibrium(horse.game, ([1, 0], [1, 0], [share, 1 - share]))) is inside


def test_values_of_the_zero_sum_games() -> None:
    assert minimax_lp(catalog.ONEILL_CARDS.game).payoffs[0] == pytest.approx(-1)
    assert minimax_lp(catalog.ROCK_PAPER_SCISSORS.game).payoffs[0] == pytest.approx(0)
    assert minimax_lp(catalog.MATCHING_PENNIES.game).payoffs[0] == pytest.approx(0)


def test_an_entry_says_what_it_is_and_travels() -> None:
    assert repr(catalog.STAG_HUNT) == "<KnownGame: stag hunt, 3 equilibria>"
    assert catalog.STAG_HUNT.__doc__.startswith("Stag hunt. The hunt for the stag pays more")
    assert KnownGame.__doc__.startswith("A game of the literature")
    assert pickle.loads(pickle.dumps(catalog.CHICKEN)) == catalog.CHICKEN
