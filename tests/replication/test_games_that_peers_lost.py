"""The games on which other packages were found wrong: our answers, held against exact ones.

Sources are threads of drvinceknight/Nashpy, QuantEcon/QuantEcon.py and gambitproject/gambit on GitHub. Payoffs are
those of the threads, as float64 where they are decimals there. The extreme equilibria of each game are listed by the
independent enumeration in rational arithmetic of ``benchmarks.reference``, and compared with those stated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from benchmarks.reference import vertices
from gametheory import exact
from gametheory.formats import from_nfg
from gametheory.normal_form import (
    NormalFormGame,
    all_labels,
    bimatrix,
    lemke_howson,
    pure_nash,
    support_enumeration,
    vertex_enumeration,
)

Profile = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]


def fractions(text: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, text.split()))


def profile(text: str) -> Profile:
    x, y = map(fractions, text.split("|"))
    return x, y


@dataclass(frozen=True)
class Lost:
    """A game that a peer lost: where that was told, and all its extreme equilibria."""

    source: str
    row: Any
    column: Any
    equilibria: tuple[Profile, ...]

    @property
    def game(self) -> NormalFormGame:
        return bimatrix(self.row, self.column)


def lost(source: str, row: Any, column: Any, *equilibria: str) -> Any:
    return pytest.param(Lost(source, np.array(row), np.array(column), tuple(map(profile, equilibria))), id=source)


CONSTANT_ROWS = [[-1, -1, -1], [0, 0, 0], [-1, -1, -10000]]
CYCLE = np.array([[0, 1, 0, -1], [-1, 0, 1, 1], [0, -1, 0, 1], [1, -1, -1, 0]])
TOURNAMENT = np.array(
    [
        [0, -1, -1, -1, 1, -1],
        [1, 0, 1, -1, -1, -1],
        [1, -1, 0, -1, -1, 1],
        [1, 1, 1, 0, -1, -1],
        [-1, 1, 1, 1, 0, -1],
        [1, 1, -1, 1, 1, 0],
    ]
)
# F1 scores between the binary digits of the actions, times 30, which makes them integers.
F1 = np.array(
    [
        [30, 0, 0, 0, 0, 0, 0, 0],
        [0, 30, 0, 20, 0, 20, 0, 15],
        [0, 0, 30, 20, 0, 0, 20, 15],
        [0, 20, 20, 30, 0, 15, 15, 24],
        [0, 0, 0, 0, 30, 20, 20, 15],
        [0, 20, 0, 15, 20, 30, 15, 24],
        [0, 0, 20, 15, 20, 15, 30, 24],
        [0, 15, 15, 24, 15, 24, 24, 30],
    ]
)
MINIMIZED = np.array([[0, 0, 6, 0, 0], [0, 0, 3, 2, 1], [4, 3, 0, 0, 1]]), np.array(
    [[3, 0, 2, 1, 0], [0, 2, 0, 0, 4], [4, 0, 2, 4, 4]]
)
CYCLING = np.array([[0, 0, 0], [0, 1, 1], [1, 1, 0]]), np.array([[1, 1, 0], [0, 1, 0], [1, 0, 2]])

GAMES = [
    # lemke_howson gave vectors of the wrong lengths and a negative probability.
    lost("Nashpy 35", CONSTANT_ROWS, CONSTANT_ROWS, "0 1 0 | 1 0 0", "0 1 0 | 0 1 0", "0 1 0 | 0 0 1"),
    # support_enumeration found none.
    lost(
        "Nashpy 39",
        CYCLE,
        -CYCLE,
        *(f"{x} | {y}" for x in ("1/2 0 1/2 0", "1/3 1/3 0 1/3") for y in ("1/2 0 1/2 0", "1/3 1/3 0 1/3")),
    ),
    # support_enumeration found none.
    lost(
        "Nashpy 67",
        [
            [52.46337363, 69.47195938, 0, 54.14372075],
            [77, 88, 84.85714286, 92.4],
            [77.78571429, 87.35294118, 93.5, 91.38461538],
            [66.37100751, 43.4530444, 0, 60.36191831],
        ],
        [
            [23.52690518, 17.35459006, 88.209, 20.8021711],
            [16.17165, 0, 14.00142857, 6.46866],
            [0, 5.76529412, 0, 0],
            [15.68327304, 40.68156322, 84.00857143, 11.06596804],
        ],
        "0 811393014078541/3087350417639981 2275957403561440/3087350417639981 0 | "
        "15177572190827/33607481480742 18429909289915/33607481480742 0 0",
    ),
    # support_enumeration found none.
    lost(
        "Nashpy 76",
        F1,
        -F1,
        "1/3 0 0 0 0 0 0 2/3 | 1/3 1/3 1/6 0 1/6 0 0 0",
        "1/3 0 0 0 0 0 0 2/3 | 1/3 1/6 1/3 0 1/6 0 0 0",
        "1/3 0 0 0 0 0 0 2/3 | 1/3 1/6 1/6 0 1/3 0 0 0",
    ),
    # support_enumeration found five of the eight; the thread writes costs, and lists these.
    lost(
        "Nashpy 82",
        -MINIMIZED[0],
        -MINIMIZED[1],
        "1 0 0 | 0 1 0 0 0",
        "1 0 0 | 0 0 0 0 1",
        "2/3 1/3 0 | 0 1 0 0 0",
        "1/3 1/2 1/6 | 0 4/9 2/9 1/3 0",
        "0 1/2 1/2 | 0 1/2 1/2 0 0",
        "0 1 0 | 3/7 0 4/7 0 0",
        "0 1 0 | 1 0 0 0 0",
        "0 1 0 | 3/8 0 1/4 3/8 0",
    ),
    # lemke_howson raised an exception at label 9.
    lost(
        "Nashpy 83",
        [[9.5, -7.8], [-9.6, 0.3], [-7.1, -1.4], [5.9, 7.6], [9, 0.3], [7.5, 6.9], [-3.1, 3.6], [-8.4, -3.7]],
        [[0.2, 0.6], [0.4, 0.1], [0.9, 0], [0.4, 0.1], [0.1, 0.2], [0.2, 0.1], [0.8, 1], [0.2, 0.4]],
        "0 0 0 0 1/2 1/2 0 0 | 39631676720860367/48638875975601359 9007199254740992/48638875975601359",
    ),
    # support_enumeration found the pure end of the segment only.
    lost("Nashpy 222", [[-3, 3], [-3, 5]], [[2, 7], [4, 2]], "0 1 | 1 0", "2/7 5/7 | 1 0"),
    # support_enumeration found none.
    lost("Nashpy 231", TOURNAMENT, -TOURNAMENT, "0 0 1/3 0 1/3 1/3 | 0 0 1/3 0 1/3 1/3"),
    # gambit-gnm failed in the game with one profile, and in every game whose payoffs are all zero.
    lost("Gambit 405", [[0]], [[0]], "1 | 1"),
    lost("Gambit 405, 2 x 2", np.zeros((2, 2)), np.zeros((2, 2)), "1 0 | 1 0", "1 0 | 0 1", "0 1 | 1 0", "0 1 | 0 1"),
    # The tests of QuantEcon's lemke_howson: ties broken by row or by variable, and not lexicographically, cycle.
    lost("QuantEcon, cycling", *CYCLING, "0 1 0 | 0 1 0", "0 2/3 1/3 | 0 1 0"),
]


def extreme_equilibria(row: Any, column: Any) -> set[Profile]:
    """Every extreme equilibrium, exactly, by the definition."""
    m, n = row.shape
    xs = vertices(column.T.astype(float), own=range(m), replies=range(m, m + n))
    ys = vertices(row.astype(float), own=range(m, m + n), replies=range(m))
    everything = frozenset(range(m + n))
    return {(x, y) for x, of_x in xs.items() for y, of_y in ys.items() if of_x | of_y == everything}


def rows_of(found: Any) -> list[list[float]]:
    return np.concatenate(found.strategies, axis=-1).tolist()


@pytest.mark.parametrize("case", GAMES)
def test_the_equilibria_stated_are_all_extreme_equilibria(case: Lost) -> None:
    assert extreme_equilibria(case.row, case.column) == set(case.equilibria)
    assert all(exact.is_equilibrium(case.game, pair) for pair in case.equilibria)


@pytest.mark.parametrize("case", GAMES)
def test_vertex_enumeration_finds_each_of_them_once(case: Lost) -> None:
    found = vertex_enumeration(case.game)
    known = np.array([[*map(float, x), *map(float, y)] for x, y in case.equilibria])
    assert found.complete
    assert len(found) == len(known)
    apart = np.abs(np.array(rows_of(found))[:, None] - known).max(axis=-1)
    assert sorted(apart.argmin(axis=-1)) == list(range(len(known)))
    assert apart.min(axis=-1).max() < 1e-12
    one_each = np.unique(found.component, return_index=True)[1]
    assert found.index[one_each].sum() == 1


@pytest.mark.parametrize("case", GAMES)
def test_every_lemke_howson_path_ends_in_one_of_them(case: Lost) -> None:
    found = lemke_howson(case.game, initial_pivot=all_labels(case.game))
    assert found.certificate.holds.all()
    known = np.array([[*map(float, x), *map(float, y)] for x, y in case.equilibria])
    ends = np.array(rows_of(found))
    assert np.abs(ends[:, None] - known).max(axis=-1).min(axis=-1).max() < 1e-9
    for label in range(sum(case.game.sizes)):
        pair = exact.lemke_howson(case.game, initial_pivot=label)
        assert tuple(map(tuple, pair)) in case.equilibria


@pytest.mark.parametrize("case", GAMES)
def test_support_enumeration_loses_none_where_it_says_that_it_is_complete(case: Lost) -> None:
    found = support_enumeration(case.game, strict=False)
    known = {(*map(float, x), *map(float, y)) for x, y in case.equilibria}
    for row in rows_of(found):
        assert min(max(map(abs, np.subtract(row, other))) for other in known) < 1e-9
    if found.complete:
        assert len(found) == len(known)


@pytest.mark.parametrize("case", GAMES)
def test_pure_equilibria_are_those_among_them(case: Lost) -> None:
    pure = {pair for pair in case.equilibria if all(max(mine) == 1 for mine in pair)}
    assert pure_nash(case.game, strict=False).count == len(pure)


def test_two_thirds_as_floats_make_another_game_of_nashpy_76() -> None:
    # In the thread the payoffs are floats, of which 2/3 is rounded: that game has six extreme equilibria.
    assert len(extreme_equilibria(F1 / 30, -F1 / 30)) == 6
    assert lemke_howson(bimatrix(F1 / 30, -F1 / 30)).certificate.holds


def test_nashpy_207_the_degenerate_game_that_broke_and_cycled() -> None:
    # Label 0 crashed and label 2 cycled; the value was given as 0.75872890672, found by another method.
    row = [
        "0 0.5 1 1 1 1 1 1 1",
        "0.711 0 0 0.5 1 1 1 1 1",
        "1 0.672 0 0 0.5 1 1 1 1",
        "1 1 0.667 0 0 0.5 1 1 1",
        "1 1 1 0.579 0 0 0.5 1 1",
        "1 1 1 1 0.5 0 0 0.5 1",
        "1 1 1 1 1 0.5 0 0 1",
        "1 1 1 1 1 1 0.333 0 0.5",
        "1 1 1 1 1 1 1 1 0",
    ]
    a = np.array([fractions(line) for line in row])
    game = bimatrix(a, 1 - a)
    values = set()
    for label in range(18):
        x, y = exact.lemke_howson(game, initial_pivot=label)
        assert exact.is_equilibrium(game, (x, y))
        values.add(x @ a @ y)
    (value,) = values  # the sum of payoffs is constant, so every equilibrium pays the same
    assert value == Fraction(5805676, 7651845)
    assert float(value) == pytest.approx(0.75872890672, abs=1e-7)  # the thread's own tolerance
    found = lemke_howson(game, initial_pivot=all_labels(game))
    assert found.certificate.holds.all()
    np.testing.assert_allclose(found.payoffs[:, 0], float(value), atol=1e-9)


def test_gambit_1055_von_stengels_game_has_75_equilibria() -> None:
    # enumpoly_solve found 53 and hung. von Stengel (1999), "New Maximal Numbers of Equilibria in Bimatrix Games".
    game = from_nfg(
        """NFG 1 R "6x6, 75 equilibria" { "1" "2" } { 6 6 }
        9504 72336 -111771 -461736 397584 1227336 171204 -1718376 1303104 1303104 737154 -453420
        -660 48081 31680 -300036 -113850 774576 -45936 -1039236 -453420 737154 -227040 -227040
        19976 29216 -130944 -178761 451176 451176 208626 -586476 1227336 397584 774576 -113850
        -20526 14124 168124 -84436 -586476 208626 -263076 -263076 -1718376 171204 -1039236 -45936
        1776 1776 -8514 -8976 29216 19976 14124 -20526 72336 9504 48081 -660
        -8976 -8514 52764 52764 -178761 -130944 -84436 168124 -461736 -111771 -300036 31680"""
    )
    found = vertex_enumeration(game)
    assert found.complete
    assert len(found) == len(support_enumeration(game)) == 75
    known = np.array([[*map(float, x), *map(float, y)] for x, y in extreme_equilibria(*game.payoffs)])
    apart = np.abs(np.array(rows_of(found))[:, None] - known).max(axis=-1)
    assert len(known) == 75
    assert sorted(apart.argmin(axis=-1)) == list(range(75))
    assert apart.min(axis=-1).max() < 1e-9


@pytest.mark.parametrize("scale", [1e15, 1e16])
def test_quantecon_949_large_payoffs(scale: float) -> None:
    # lemke_howson called a wrong profile converged; the only equilibrium is even.
    game = bimatrix(scale * np.array([[3, 1], [1, 3]]), scale * np.array([[1, 3], [3, 1]]))
    np.testing.assert_allclose(rows_of(lemke_howson(game, initial_pivot=all_labels(game))), np.full((4, 4), 0.5))
    np.testing.assert_allclose(rows_of(support_enumeration(game)), np.full((1, 4), 0.5))


def test_gambit_474_the_nine_equilibria_of_a_2x2x2_game() -> None:
    # gambit-enumpoly lost one of the two that are totally mixed. McKelvey and McLennan (1996).
    game = from_nfg(
        """NFG 1 R "2x2x2" { "1" "2" "3" } { 2 2 2 }
        9 8 12  0 0 0  0 0 0  9 8 2  0 0 0  3 4 6  3 4 6  0 0 0"""
    )
    mixed = [("1/2", "1/2", 1), ("1/3", 1, "1/4"), (0, "1/4", "1/3"), ("2/5", "1/2", "1/3"), ("1/2", "2/5", "1/4")]
    pure = [(1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
    for first in pure + mixed:
        pairs = [[Fraction(p), 1 - Fraction(p)] for p in first]
        assert exact.is_equilibrium(game, pairs)
    assert pure_nash(game).count == 4
    # Player 1 is indifferent if q = 1/2 or r = 1/4, player 2 if p = 1/2 or r = 1/3, player 3 if 12pq + 2(1-p)(1-q)
    # equals 6(p + q - 2pq): the two below are all that are totally mixed, and a grid that holds them holds no other.
    grid = sorted({Fraction(a, b) for b in range(2, 6) for a in range(1, b)})
    totally = {
        first for first in product(grid, repeat=3) if exact.is_equilibrium(game, [[p, 1 - p] for p in first])
    }
    assert totally == {tuple(map(Fraction, first)) for first in mixed[3:]}
