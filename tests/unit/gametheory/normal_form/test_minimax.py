"""The front door of zero-sum games, and what all methods behind it must get right."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import (
    MatrixGame,
    bimatrix,
    lemke_howson,
    minimax,
    minimax_columns,
    minimax_interior_point,
    minimax_lp,
    minimax_simplex,
    zero_sum,
)
from gametheory.residual import minimax_residual

METHODS = [minimax, minimax_simplex, minimax_interior_point, minimax_columns, minimax_lp]
random = np.random.default_rng(0)


def cyclic(size: int) -> Any:
    """Rock, paper, scissors with an odd number of actions, each beating the half that comes before it."""
    ahead = (np.arange(size)[:, None] - np.arange(size)) % size
    return np.where(ahead == 0, 0, np.where(ahead <= size // 2, 1, -1))


def blotto(soldiers: int, fields: int) -> Any:
    plans = np.array([plan for plan in product(range(soldiers + 1), repeat=fields) if sum(plan) == soldiers])
    return np.sign(plans[:, None, :] - plans[None]).sum(axis=-1)


def some(*sizes: int) -> Any:
    return random.random(sizes)


STRUCTURED = {
    "constant": (np.ones((4, 7)), 1.0),
    "one action each": ([[3.5]], 3.5),
    "one row": ([[4.0, 2.0, 3.0]], 2.0),
    "one column": ([[4.0], [2.0], [3.0]], 4.0),
    "a saddle point": (np.add.outer(np.arange(30.0), -np.arange(40.0)), -10.0),
    "matching pennies": ([[1, -1], [-1, 1]], 0.0),
    "cyclic": (cyclic(31), 0.0),
    "blotto": (blotto(5, 3), 0.0),
    "identity": (np.eye(25), 1 / 25),
    "diagonal": (np.diag([1.0, 2.0, 4.0]), 1 / 1.75),
    "skew-symmetric, with ties": ((lambda a: a - a.T)(random.integers(-2, 3, (20, 20))), 0.0),
}
UNKNOWN = {
    "0 and 1": random.integers(0, 2, (30, 40)),
    "0, 1 and 2": random.integers(0, 3, (40, 30)),
    "copies": (lambda a: np.block([[a, a], [a, a]]))(some(12, 15)),
    "rank 2": some(30, 2) @ (some(2, 30) - 0.5),
    "a billion and little": 1e9 + random.integers(0, 5, (20, 20)),
    "huge": some(12, 12) * 2.0**500,
    "tiny": some(12, 12) * 2.0**-500,
    "sparse": (random.random((30, 30)) < 0.1) * 1.0,
    "long": some(5, 200),
    "tall": some(200, 5),
}


@pytest.mark.parametrize("solve", METHODS)
@pytest.mark.parametrize("name", STRUCTURED)
def test_known_values(solve: Any, name: str) -> None:
    matrix, value = STRUCTURED[name]
    answer = solve(MatrixGame(matrix))
    assert answer.payoffs[0] == pytest.approx(value, abs=1e-9 * max(1, np.ptp(matrix)))
    assert answer.certificate.relative_regret < 1e-9


@pytest.mark.parametrize("solve", METHODS)
@pytest.mark.parametrize("name", UNKNOWN)
def test_degenerate_and_badly_scaled_games_are_certified(solve: Any, name: str) -> None:
    matrix = UNKNOWN[name]
    answer = solve(MatrixGame(matrix))
    assert answer.certificate.holds
    reference = lemke_howson(zero_sum(matrix), max_steps=100_000)
    assert answer.payoffs[0] == pytest.approx(reference.payoffs[0], abs=2e-9 * np.ptp(matrix), rel=1e-12)


@pytest.mark.parametrize("solve", [minimax, minimax_interior_point, minimax_columns])
@pytest.mark.parametrize("size", [60, 150, 230])
def test_random_games_are_solved_to_the_accuracy_of_float64(solve: Any, size: int) -> None:
    answer = solve(MatrixGame(some(size, size)))
    x, y = answer.strategies
    assert answer.certificate.relative_regret < 1e-12
    assert (x > 0).sum() == (y > 0).sum()  # Shapley and Snow (1950): the kernel of a vertex is square


def test_large_games_of_low_rank_have_small_supports() -> None:
    answer = minimax(MatrixGame((some(400, 5) - 0.5) @ (some(5, 400) - 0.5)))
    assert max(support.sum() for support in answer.supports) <= 6


def test_every_line_of_the_table_is_certified() -> None:
    sparse = scipy.sparse.random_array((600, 500), density=0.02, rng=np.random.default_rng(1))
    for payoffs in [
        some(20, 20),
        sparse,
        sparse[:100, :100],
        np.add.outer(np.arange(300.0), np.arange(250.0)),
        some(10, 400),
        some(250, 3) @ some(3, 250) - 1,
        some(210, 210),
    ]:
        game = MatrixGame(payoffs)
        answer = minimax(game)
        assert answer.certificate.holds
        assert minimax_residual(game, answer.strategies).regret.max() <= 1e-9 * np.ptp(
            payoffs.toarray() if game.is_sparse else payoffs
        )


def test_a_batch_is_solved_in_place() -> None:
    games = MatrixGame(some(3, 50, 4, 5))
    answer = minimax(games)
    assert answer.payoffs.shape == (3, 50, 2)
    np.testing.assert_allclose(answer.payoffs, lemke_howson(zero_sum(games.payoffs)).payoffs, atol=1e-12)


def test_what_pivoting_leaves_is_solved_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["gametheory.normal_form.minimax"], "simplex", lambda game: stopped(game))
    games = zero_sum(some(6, 8, 9), available=([True] * 7 + [False], [True] * 9))
    answer = minimax(games)
    assert answer.certificate.holds.all()
    assert (answer.strategies[0][:, 7] == 0).all()


def stopped(game: Any) -> Any:
    from gametheory.normal_form.minimax_simplex import simplex

    return simplex(game, max_steps=2)


@pytest.mark.parametrize("solve", METHODS)
def test_masked_actions_are_not_played_and_sums_may_be_constant(solve: Any) -> None:
    a = np.round(some(5, 3, 4) * 8) / 8
    available = np.array([True, False, True]), np.array([True, True, False, True])
    answer = solve(bimatrix(a, 5 - a, available=available))
    assert (answer.strategies[0][:, 1] == 0).all()
    assert (answer.strategies[1][:, 2] == 0).all()
    np.testing.assert_allclose(answer.payoffs[:, 0], minimax_lp(MatrixGame(a[:, ::2][:, :, [0, 1, 3]])).payoffs[:, 0])
    np.testing.assert_allclose(answer.payoffs.sum(axis=-1), 5)


@pytest.mark.parametrize("solve", METHODS)
def test_other_games_are_refused(solve: Any) -> None:
    with pytest.raises(UnsupportedGameError, match="add up to one constant"):
        solve(bimatrix([[1, 2], [3, 4]], [[1, 2], [3, 4]]))
    with pytest.raises(InvalidGameError, match="MatrixGame or NormalFormGame"):
        solve([[1, 2], [3, 4]])


@pytest.mark.parametrize("solve", METHODS)
def test_an_empty_batch_has_an_empty_answer(solve: Any) -> None:
    assert solve(MatrixGame(np.zeros((0, 3, 4)))).payoffs.shape == (0, 2)


def drawn(stream: Any) -> Any:
    """A game of one of many kinds, most of them degenerate, with up to 150 actions a player."""
    m, n = stream.integers(1, 150, size=2)
    kind = stream.integers(0, 9)
    if kind == 0:
        a = stream.integers(-2, 3, (m, m))
        return a - a.T
    if kind == 1:
        return np.diag(stream.random(m) + 0.01)
    if kind == 2:
        return cyclic(2 * int(m) + 1)
    if kind == 3:
        return stream.random((m, n))[np.ix_(stream.integers(0, m, m), stream.integers(0, n, n))]
    if kind == 4:
        return stream.normal(size=(m, 2)) @ stream.normal(size=(2, n))
    if kind == 5:
        return 1e9 + stream.integers(0, 5, (m, n))
    if kind == 6:
        return (stream.random((m, n)) < 0.1) * 1.0
    if kind == 7:
        return stream.integers(0, stream.integers(2, 10), (m, n))
    return stream.random((m, n)) * 2.0 ** stream.choice([-900, -500, 0, 500, 900])


@pytest.mark.deep
@pytest.mark.parametrize("solve", [minimax, minimax_simplex, minimax_interior_point, minimax_columns])
def test_games_of_many_kinds_are_certified(solve: Any) -> None:
    for seed in range(1000):
        game = MatrixGame(drawn(np.random.default_rng(seed)))
        assert solve(game, strict=False).certificate.holds, seed
