import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory.normal_form import ExactPayoffs, NormalFormGame, bimatrix
from gametheory.testing import (
    as_code,
    batch_shapes,
    bimatrix_games,
    degenerate_games,
    games,
    integer_games,
    masked_games,
    rational_games,
    wild_games,
)

NAMES = {
    "np": np,
    "Fraction": Fraction,
    "bimatrix": bimatrix,
    "NormalFormGame": NormalFormGame,
    "ExactPayoffs": ExactPayoffs,
}
SHAPES = batch_shapes()
GAMES = st.one_of(
    bimatrix_games(batch_shape=SHAPES),
    bimatrix_games(payoffs=st.floats(-1e300, 1e300), batch_shape=SHAPES),
    degenerate_games(batch_shape=SHAPES),
    games(players=st.integers(1, 3), batch_shape=SHAPES),
    integer_games(players=st.integers(1, 3), largest=10**25, batch_shape=SHAPES),
    rational_games(players=st.integers(1, 3), batch_shape=SHAPES),
    wild_games(batch_shape=SHAPES),
)


@given(GAMES | masked_games(GAMES))
def test_code_rebuilds_the_game_to_the_last_bit(game):
    rebuilt = eval(as_code(game), NAMES)
    assert rebuilt == game
    assert rebuilt.payoffs.tobytes() == game.payoffs.tobytes()


@given(st.data())
def test_code_rebuilds_games_picked_from_a_batch_with_their_bounds_on_rounding(data):
    games = data.draw(rational_games(batch_shape=(3,)))
    picked = games.take(data.draw(st.lists(st.integers(0, 2), max_size=3).map(lambda rows: np.array(rows, dtype=int))))
    assert eval(as_code(picked), NAMES) == picked


@pytest.mark.parametrize(
    ("game", "code"),
    [
        (bimatrix([[0.1, -0.0]], [[2, 5e-324]]), "bimatrix([[0.1, -0.0]], [[2, 5e-324]])"),
        (bimatrix([[Fraction(1, 3)]], [[2]]), "bimatrix([[Fraction(1, 3)]], [[2]])"),
        (bimatrix([[10**17 + 1]], [[1e17]]), "bimatrix([[100000000000000001]], [[100000000000000000]])"),
        (
            bimatrix([[1]], [[2]], players=("US", "Iran"), actions=(("hold",), ("wait",)), available=([True], [True])),
            "bimatrix(\n    [[1]],\n    [[2]],\n    players=('US', 'Iran'),\n"
            "    actions=(('hold',), ('wait',)),\n    available=([True], [True]),\n)",
        ),
        (NormalFormGame([[1, 2]], players=("one",)), "NormalFormGame([[1, 2]], players=('one',))"),
        (
            bimatrix(np.empty((0, 1, 2)), np.empty((0, 1, 2))),
            "bimatrix(np.empty((0, 1, 2), dtype='float64'), np.empty((0, 1, 2), dtype='float64'))",
        ),
    ],
)
def test_code_is_what_a_person_would_write(game, code):
    assert as_code(game) == code
    assert eval(code, NAMES) == game


FAILING = """
from hypothesis import given, settings
from gametheory.testing import {strategy}

@settings(database=None, derandomize=True)
@given(game={strategy}())
def test(game):
    assert max(game.sizes) < 2 or not game.payoffs.any()

test()
"""


@pytest.mark.parametrize("strategy", ["bimatrix_games", "games", "masked_games", "rational_games", "wild_games"])
def test_a_failing_example_prints_as_code_that_rebuilds_it(strategy):
    code = FAILING.format(strategy=strategy)
    report = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100).stderr
    assert "AssertionError" in report
    printed = report.rpartition("game=")[2]
    game = eval(_first_expression(printed), NAMES)
    assert max(game.sizes) == 2
    assert np.count_nonzero(game.payoffs) == 1


def _first_expression(text):
    """Up to the bracket that closes the first one."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ")" and depth == 0:
            return text[: place + 1].strip()
    raise ValueError(text)
